import { ownSchools, type Evaluations } from '../../domain/evaluation/index.js';
import type { District } from '../../domain/district/index.js';
import { districtStream, evaluationStream, personStream } from '../../domain/identity.js';
import type { FindingRule, Found } from '../finding.js';
import type { Moment, Row, RowReader } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import { partsOf, standingOf } from './queries.js';
import type { EvaluationRow } from './rows.js';

/** An evaluation that was opened by the day of a moment. */
export interface AboutEvaluation {
  readonly read: ReadModels;
  readonly evaluation: EvaluationRow;
  readonly moment: Moment;
}
export interface EvaluationFindingKind {
  readonly rule: FindingRule;
  readonly find: (about: AboutEvaluation) => readonly Found[];
}

const subjectOf = ({ key }: EvaluationRow) => ({ type: 'Evaluation', key }) as const;

/** Nobody inspects the own school: told of those who came to it, or turned out to belong to it, by the day, each school once. */
const inspectorOfOwnSchool = ({ read, evaluation, moment }: AboutEvaluation): readonly Found[] => {
  const { scopeId, period, number, district } = evaluation;
  const { position, effectiveOn: day } = moment;
  const stream = evaluationStream(scopeId, period);
  const known = (read.stateAt(stream, position) as Evaluations).evaluations.find((one) => one.number === number);
  if (!known) return [];
  const inspectors = known.inspectors.filter(({ appointedOn }) => appointedOn <= day);
  const findings = known.findings.filter(({ on }) => on <= day);
  const persons = [
    ...new Set([...inspectors, ...findings].map((one) => ('value' in one ? one.value : one.inspectorId))),
  ];
  const references = {
    district: read.stateAt(districtStream(district), position) as District,
    ...Object.fromEntries(persons.map((person) => [person, read.stateAt(personStream(person), position)])),
  };
  const own = ownSchools({ ...known, inspectors, findings }, { scopeId, period }, references).filter(
    (one) => one.day <= day,
  );
  return [...new Set(own.map(({ personId, school }) => `${school} ${personId}`))].map((key) => {
    const [school = '', personId = ''] = key.split(' ');
    const same = own.filter((one) => one.personId === personId && one.school === school);
    const appointed = inspectors.filter(({ value }) => value === personId).map(({ by }) => [stream, by] as const);
    const belongs = same.map(({ by }) => [personStream(personId), by] as const);
    const records = [...appointed, ...belongs].flatMap((of) => read.events.positionOf(...of) ?? []);
    return {
      result: 'FAIL',
      subject: subjectOf(evaluation),
      about: [school, personId],
      numbers: { findings: new Set(same.flatMap(({ finding }) => finding ?? [])).size },
      records: [...new Set(records)],
    };
  });
};

/** The position at which a row became what it is at a position. */
const changedAt = (rows: Pick<RowReader<Row>, 'changesOf'>, key: string, position: number): readonly number[] =>
  rows
    .changesOf(key)
    .filter((one) => one <= position)
    .slice(-1);

/** What is evaluated stays what it is until the conclusion: no school of it closes, or leaves the group, each told once. */
const schoolLeft = ({ read, evaluation, moment }: AboutEvaluation): readonly Found[] => {
  const { scopeId, scope, openedOn } = evaluation;
  const { position, effectiveOn: day } = moment;
  const end = standingOf(partsOf(read, evaluation.key, moment)).conclusion?.on ?? day;
  const isWithin = (on: string | null): boolean => on !== null && on > openedOn && on <= end;
  const memberships = scope === 'GROUP' ? read.memberships.by('group', scopeId, position) : [];
  // Who left and was admitted again since is a member.
  const left = memberships.filter(
    ({ school, until }) =>
      isWithin(until) &&
      !memberships.some((one) => one.school === school && one.since <= end && (one.until ?? '9999') > end),
  );
  const schools =
    scope === 'GROUP' ? memberships.filter(({ since }) => since <= end).map(({ school }) => school) : [scopeId];
  const units = [...new Set(schools)].flatMap((school) => [
    ...(scope === 'SCHOOL' ? [read.schools.byKey(school, position)] : []),
    ...read.schools.by('partOf', school, position),
  ]);
  const closed = units.filter((unit) => unit !== undefined && isWithin(unit.closedOn));
  const found = new Map([
    ...closed.map((unit) => [unit!.key, changedAt(read.schools, unit!.key, position)] as const),
    ...left.map(({ key, school }) => [school, changedAt(read.memberships, key, position)] as const),
  ]);
  return [...found].map(([school, records]) => ({
    result: 'FAIL',
    subject: subjectOf(evaluation),
    about: [school],
    numbers: {},
    records,
  }));
};

/** What is found of evaluations. */
export const evaluationFindings: readonly EvaluationFindingKind[] = [
  { rule: 'INSPECTOR_OF_OWN_SCHOOL', find: inspectorOfOwnSchool },
  { rule: 'EVALUATED_SCHOOL_LEFT', find: schoolLeft },
];
