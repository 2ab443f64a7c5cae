import { addDays, latest, type Day } from '../../domain/day.js';
import { present } from '../../domain/present.js';
import type { InboxEntry, InboxKind } from '../due.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import { partsOf, rectificationOn, saysOn, standingOf, type PartOf, type Parts } from './queries.js';
import type { EvaluationRow } from './rows.js';

/** An evaluation, and who looks after it. */
export interface EvaluationSeen {
  readonly evaluation: EvaluationRow;
  readonly by: Looking;
}
/**
 * The bureau answers, decides and concludes; the council of the group that is evaluated speaks for it, a school of the scope for itself,
 * and a school looks after what it is to put right, whether it is of the scope still or not; an auditor sees all of it.
 */
type Looking =
  | { readonly role: 'BUREAU' | 'AUDITOR' | 'COUNCIL' }
  | { readonly role: 'SCHOOL'; readonly school: string; readonly isInScope: boolean };

type Entry = Omit<InboxEntry, 'subject'>;

/** Whoever spoke: a school, or the council. */
const speaker = ({ schoolId }: { readonly schoolId?: string | undefined }) => present({ school: schoolId });

/** What the bureau is to answer, to decide and to conclude. */
const proceedings = (parts: Parts, day: Day): readonly Entry[] => {
  const { status, draft, ofRound } = standingOf(parts);
  const isWaiting = (done: { readonly on: Day } | undefined): boolean => done === undefined || done.on > day;
  const objections = ofRound(parts('objections')).filter(({ answer }) => isWaiting(answer));
  const appeals = ofRound(parts('appeals')).filter(({ decision }) => isWaiting(decision));
  const isLate = status === 'DRAFTED' && draft !== undefined && draft.objectionsTo < day && objections.length === 0;
  return [
    ...objections.map((one) => ({
      kind: 'OBJECTION_TO_ANSWER' as const,
      since: one.on,
      args: { part: one.number, finding: one.finding, ...speaker(one) },
    })),
    ...appeals.map((one) => ({
      kind: 'APPEAL_TO_DECIDE' as const,
      since: one.on,
      args: { part: one.number, ...speaker(one) },
    })),
    ...(isLate ? [{ kind: 'CONCLUSION_DUE' as const, since: addDays(draft.objectionsTo, 1), args: {} }] : []),
  ];
};

type Speaks = (said: { readonly schoolId?: string | undefined }) => boolean;
const nobody: Speaks = () => false;

/**
 * Against what may be spoken until a day: a draft, of which there is a finding that whoever looks did not object to, and a conclusion
 * that they did not appeal against.
 */
const openToSpeakers = (parts: Parts, day: Day, isOwn: Speaks): readonly Entry[] => {
  const { status, draft, conclusion, ofRound } = standingOf(parts);
  const own = ofRound(parts('objections')).filter(isOwn);
  const isLeft = parts('findings').some(({ number }) => !own.some(({ finding }) => finding === number));
  const isAppealed = ofRound(parts('appeals')).some(isOwn);
  if (status === 'DRAFTED' && draft !== undefined && day <= draft.objectionsTo && isLeft)
    return [{ kind: 'OBJECTION_POSSIBLE', since: draft.on, dueOn: draft.objectionsTo, args: {} }];
  if (conclusion !== undefined && day <= conclusion.appealsTo && !isAppealed)
    return [{ kind: 'APPEAL_POSSIBLE', since: conclusion.on, dueOn: conclusion.appealsTo, args: {} }];
  return [];
};

/** Why a school cannot be held any more to what it was ordered, and from which day. */
const groundLost = (
  read: ReadModels,
  parts: Parts,
  { schoolId, finding: number, on }: PartOf<'rectifications'>,
  { position, effectiveOn: day }: Moment,
): { readonly status: string; readonly since: Day } | undefined => {
  const closedOn = read.schools.byKey(schoolId, position)?.closedOn;
  if (closedOn != null && closedOn <= day) return { status: 'SCHOOL_CLOSED', since: closedOn };
  const finding = parts('findings').find((one) => one.number === number);
  if (!finding) return { status: 'FINDING_CHANGED', since: on };
  const { says, changedBy } = saysOn(finding, parts('objections'), day);
  if (says.nature === 'PROBLEM') return undefined;
  return { status: 'FINDING_CHANGED', since: latest(on, changedBy?.answer?.on ?? on) };
};

/** What of a rectification waits. */
const ofRectification = (
  read: ReadModels,
  parts: Parts,
  part: PartOf<'rectifications'>,
  moment: Moment,
): readonly Entry[] => {
  const one = rectificationOn(part, moment.effectiveOn);
  const { deadline: dueOn, submissions, answers } = one;
  if (one.status === 'CONFIRMED' || one.status === 'CANCELLED') return [];
  const args = { part: one.number, finding: one.finding, school: one.schoolId };
  const lost = groundLost(read, parts, part, moment);
  if (lost) return [{ kind: 'RECTIFICATION_TO_DECIDE', since: lost.since, args: { ...args, status: lost.status } }];
  if (one.status === 'SUBMITTED') return [{ kind: 'RECTIFICATION_TO_CONFIRM', since: submissions.at(-1)!.on, args }];
  return one.overdue
    ? [{ kind: 'RECTIFICATION_OVERDUE', since: addDays(dueOn, 1), dueOn, args }]
    : [{ kind: 'RECTIFICATION_DUE', since: answers.at(-1)?.on ?? one.on, dueOn, args }];
};

/** What a school does itself. */
const OF_SCHOOL: readonly InboxKind[] = ['RECTIFICATION_DUE', 'RECTIFICATION_OVERDUE'];

/** What is to be done about an evaluation, or may be, by who looks after it. */
export const evaluationDues = (
  read: ReadModels,
  { evaluation, by }: EvaluationSeen,
  moment: Moment,
): readonly InboxEntry[] => {
  const { effectiveOn: day } = moment;
  const parts = partsOf(read, evaluation.key, moment);
  const rectifications = () => parts('rectifications').flatMap((one) => ofRectification(read, parts, one, moment));
  const waits = (): readonly Entry[] => {
    switch (by.role) {
      case 'BUREAU':
        return [...proceedings(parts, day), ...rectifications()];
      case 'AUDITOR':
        return [...proceedings(parts, day), ...openToSpeakers(parts, day, nobody), ...rectifications()];
      case 'COUNCIL':
        return openToSpeakers(parts, day, ({ schoolId }) => schoolId === undefined);
      case 'SCHOOL':
        return [
          ...(by.isInScope ? openToSpeakers(parts, day, ({ schoolId }) => schoolId === by.school) : []),
          ...rectifications().filter(({ kind, args }) => OF_SCHOOL.includes(kind) && args.school === by.school),
        ];
    }
  };
  return waits().map((entry) => ({ ...entry, subject: { type: 'Evaluation', key: evaluation.key } }));
};
