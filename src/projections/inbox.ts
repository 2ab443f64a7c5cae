import { fundId, splitFundStream, splitId, streamKey } from '../domain/identity.js';
import type { ObjectRef } from '../domain/objects.js';
import { councilDues } from './council/due.js';
import { districtDues } from './district/due.js';
import type { FollowUpRefused, InboxEntry } from './due.js';
import { evaluationDues, type EvaluationSeen } from './evaluation/due.js';
import { fundDues } from './fund/due.js';
import { employmentDues, rotationDues } from './person/due.js';
import type { RotationRow } from './person/rotation-rows.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** What of persons somebody looks after. */
export interface PersonsSeen {
  /** Districts whose employments are looked after. */
  readonly districts: readonly string[];
  readonly rotations: readonly RotationRow[];
}

const dues = [...councilDues, ...fundDues, ...districtDues];

/** What is to be done about persons. */
const personsInbox = (
  read: ReadModels,
  { districts, rotations }: PersonsSeen,
  moment: Moment,
): readonly InboxEntry[] => [
  ...rotationDues(read, rotations, moment),
  ...districts.flatMap((district) => employmentDues(read, district, moment)),
];

/**
 * What is to be done about some groups at a moment: read from the read models by date, so that nothing has to happen first. What is
 * due soonest comes first; what has no last day, last.
 */
export const inboxOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  refused: readonly FollowUpRefused[],
  persons: PersonsSeen = { districts: [], rotations: [] },
  evaluations: readonly EvaluationSeen[] = [],
): InboxEntry[] => {
  const rows = groups.flatMap((key) => read.groups.byKey(key, moment.position) ?? []);
  return [
    ...rows.flatMap((group) => dues.flatMap((due) => due({ read, queries, group, moment }))),
    ...personsInbox(read, persons, moment),
    ...evaluations.flatMap((seen) => evaluationDues(read, seen, moment)),
    ...followUps(read, groups, moment, refused),
  ].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const orderOf = ({ dueOn = '9999', kind, subject, args }: InboxEntry): string =>
  [
    dueOn,
    kind,
    subject.key,
    args.year,
    args.status,
    args.resolution,
    args.part,
    args.command,
    args.school,
    args.person,
    args.voucher,
    args.fund,
  ].join(' ');

/** What a process could not do for one of the groups. */
const followUps = (
  read: ReadModels,
  groups: readonly string[],
  { position }: Moment,
  refused: readonly FollowUpRefused[],
): InboxEntry[] =>
  refused.flatMap((item) => {
    const subject = subjectOf(item.stream);
    if (item.position > position || subject === undefined || !groups.includes(subject.group)) return [];
    const since = read.events.recordedOn(item.position);
    const { command, refusal } = item;
    return [
      {
        kind: 'FOLLOW_UP_REFUSED' as const,
        subject: subject.ref,
        args: { command, refusal },
        ...(since === undefined ? {} : { since }),
      },
    ];
  });

/** The object that a command on a group's council or fund is about; one that is not known yet is spoken of by its group. */
const subjectOf = (stream: string): { readonly group: string; readonly ref: ObjectRef } | undefined => {
  const { group, fiscalYear } = stream.startsWith('fund-')
    ? splitFundStream(stream)
    : { group: streamKey(stream), fiscalYear: undefined };
  if (splitId(group).code === '') return undefined;
  return {
    group,
    ref:
      fiscalYear === undefined
        ? { type: 'EducationGroup', key: group }
        : { type: 'Fund', key: fundId(group, fiscalYear) },
  };
};
