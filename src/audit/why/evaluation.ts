import { splitEvaluationId, evaluationStream } from '../../domain/identity.js';
import type { EvaluationEvent } from '../../domain/evaluation/index.js';
import { gradeOn, partsOf, standingOf } from '../../projections/evaluation/queries.js';
import type { Answer } from './answer.js';
import { chainOf, factsAbout, ofFact, type About, type Link, type LinkKind } from './chain.js';

type OfType<Type extends EvaluationEvent['type']> = Extract<EvaluationEvent, { readonly type: Type }>;

/** The grade of an evaluation on the day; undefined where none stands. */
export const grade = (about: About, key: string): Answer | undefined => {
  const { read, moment } = about;
  const row = read.evaluations.byKey(key, moment.position);
  if (!row || row.openedOn > moment.effectiveOn) return undefined;
  const parts = partsOf(read, key, moment);
  const given = gradeOn(parts, moment.effectiveOn);
  if (given === null) return undefined;
  const { scopeId, period, evaluation: number } = splitEvaluationId(key);
  const stream = evaluationStream(scopeId, period);
  const object = { type: 'Evaluation', key } as const;
  const facts = <Type extends EvaluationEvent['type']>(
    type: Type,
    kind: LinkKind,
    isMeant: (event: OfType<Type>) => boolean = () => true,
  ): readonly (readonly Link[])[] =>
    factsAbout(about, stream, type)
      .filter(({ event, on }) => {
        const said = event as unknown as OfType<Type>;
        return said.evaluation === number && on <= moment.effectiveOn && isMeant(said);
      })
      .map((one) => ofFact(about, kind, one, object));
  const appeals = standingOf(parts)
    .ofRound(parts('appeals'))
    .map((one) => one.number);
  const decisions = facts('AppealDecided', 'APPEAL_DECIDED', ({ appeal }) => appeals.includes(appeal));
  const regraded = facts(
    'AppealDecided',
    'MADE_BY',
    ({ appeal, grade: other }) => other !== undefined && appeals.includes(appeal),
  ).at(-1);
  const concluded = facts('EvaluationConcluded', regraded ? 'CONCLUDED' : 'MADE_BY').at(-1) ?? [];
  const findings = parts('findings').flatMap((finding) => {
    const upheld = parts('objections').filter(
      (one) => one.finding === finding.number && one.answer?.upheld === true && one.answer.on <= moment.effectiveOn,
    );
    const isUpheld = ({ objection }: { readonly objection: number }): boolean =>
      upheld.some((one) => one.number === objection);
    return [
      ...facts('FindingRecorded', 'FOUND', (event) => event.finding === finding.number),
      ...facts('ObjectionLodged', 'OBJECTED', isUpheld),
      ...facts('ObjectionAnswered', 'OBJECTION_UPHELD', isUpheld),
    ];
  });
  return {
    value: { is: 'GRADE', grade: given },
    links: chainOf(
      ...(regraded ? [regraded] : []),
      concluded,
      ...decisions,
      ...facts('EvaluationAppealed', 'APPEALED', ({ appeal }) => appeals.includes(appeal)),
      ...facts('AppealDecided', 'REOPENED', ({ outcome }) => outcome === 'REOPENED'),
      ...facts('EvaluationReopened', 'REOPENED'),
      ...findings,
      ...facts('EvaluationOpened', 'OPENED'),
    ),
  };
};
