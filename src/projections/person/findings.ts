import { daysBetween } from '../../domain/day.js';
import { personStream } from '../../domain/identity.js';
import type { EligibilityOutcome } from '../../domain/person/events.js';
import { sharedBy, type About } from '../due.js';
import type { AboutFindings, FindingKind, Found } from '../finding.js';
import { holdsOn } from '../intervals.js';
import { policyAt } from '../policy/queries.js';
import { unconfirmedTerms } from './due.js';
import type { RotationRow } from './rotation-rows.js';

/** The rotations that were decided by the day: those within the group, and those from its members to elsewhere. */
const rotationsOf = sharedBy(({ read, queries, group, moment }: About): readonly RotationRow[] => {
  const members = queries.membersOf(group.key, moment).map(({ school }) => school);
  const rows = [
    ...read.rotations.by('group', group.key, moment.position),
    ...members.flatMap((school) =>
      read.rotations.by('fromSchool', school, moment.position).filter((row) => row.group === null),
    ),
  ];
  return rows.filter(({ decidedOn }) => decidedOn !== null && decidedOn <= moment.effectiveOn);
});

/** What a rule finds of each of them: those that have a finding. */
const ofRotations =
  (rule: (row: RotationRow, about: AboutFindings) => Omit<Found, 'subject' | 'records'> | undefined) =>
  (about: AboutFindings): readonly Found[] =>
    rotationsOf(about).flatMap((row) => {
      const found = rule(row, about);
      if (!found) return [];
      const position = about.read.events.positionOf(personStream(row.person), row.decidedBy!);
      return [
        { ...found, subject: { type: 'Rotation', key: row.key }, records: position === undefined ? [] : [position] },
      ];
    });

/** A rotation was completed more days before its last one than policy ROTATION_DECISION tolerates, without one before it. */
const completedEarly = ofRotations(({ endHow, endOn, to, key }, { read, group, moment, under }) => {
  if (endHow !== 'COMPLETED' || endOn === null || !holdsOn({ since: endOn, until: null }, moment.effectiveOn)) return;
  const policy = policyAt(read, group.district, 'ROTATION_DECISION', { ...moment, effectiveOn: endOn }, under);
  const days = daysBetween(endOn, to);
  return days > (policy?.rules.toleranceDays ?? 0)
    ? { result: 'FAIL', about: [key], numbers: { days }, ...(policy && { policy }) }
    : undefined;
});

/** Who rotates met what policy ELIGIBILITY asked for on the day of the decision; UNKNOWN where nobody knew. */
const eligible = ofRotations(({ eligibility }) => {
  const outcomes = JSON.parse(eligibility) as readonly EligibilityOutcome[];
  const of = (outcome: EligibilityOutcome['outcome']): readonly string[] =>
    outcomes.filter((one) => one.outcome === outcome).map(({ criterion }) => criterion);
  if (outcomes.length === 0) return undefined;
  if (of('NOT_MET').length > 0) return { result: 'FAIL', about: of('NOT_MET'), numbers: {} };
  return of('UNKNOWN').length > 0
    ? { result: 'UNKNOWN', about: of('UNKNOWN'), numbers: {} }
    : { result: 'PASS', about: of('MET'), numbers: {} };
});

/** The service of every term that is over was confirmed by the receiving school: who rotates does not rotate on paper only. */
const onPaper = ofRotations((row, { moment }) => {
  const terms = unconfirmedTerms(row, moment.effectiveOn).length;
  return terms > 0 ? { result: 'FAIL', about: [row.key], numbers: { terms } } : undefined;
});

/** What is found of a group's rotations. */
export const personFindings: readonly FindingKind[] = [
  { rule: 'ROTATION_COMPLETED_EARLY', find: completedEarly },
  { rule: 'ROTATION_ELIGIBILITY', find: eligible },
  { rule: 'ROTATION_ON_PAPER', find: onPaper },
];
