import { councilStream, districtStream, fundStream } from '../domain/identity.js';
import { BACKDATING_DAYS } from '../domain/policy/policies.js';
import { aboutGroup } from './due.js';
import type { AboutFindings, FindingKind, Found } from './finding.js';
import { daysLate } from './happened.js';
import { policyRulesAt, type AppliedPolicy } from './policy/queries.js';
import type { LedgerEntry, Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** After how many days an entry is late where nobody says: as policy BACKDATING of the day does, else 30. */
const limitOf = (read: ReadModels, district: string, moment: Moment, under?: AppliedPolicy): number =>
  policyRulesAt(read, district, 'BACKDATING', moment, under)?.days ?? BACKDATING_DAYS;

/** Those of some entries that were made more than so many days after what they tell of happened; by processes none. */
const lateOf = (read: ReadModels, entries: readonly LedgerEntry[], limit: number): readonly Found[] =>
  entries.flatMap((entry) => {
    const days = daysLate(entry);
    const { position } = entry;
    const [subject] = read.events.touchedBy(position);
    return days !== undefined && days > limit && subject
      ? [{ result: 'FAIL' as const, subject, about: [String(position)], numbers: { days }, records: [position] }]
      : [];
  });

/** What was entered late of a group: of its council, its money, and of the register what touches it. */
const enteredLate = ({ read, queries, group, moment, lateByDays, under }: AboutFindings): readonly Found[] => {
  const { position: upTo } = moment;
  const streams = [
    councilStream(group.key),
    ...queries.fundsOf(group.key, moment).map(({ fiscalYear }) => fundStream(group.key, fiscalYear)),
  ];
  const ofRegister = read.events.page(
    { stream: districtStream(group.district), subjects: [aboutGroup(group)] },
    { after: 0, upTo, limit: Number.MAX_SAFE_INTEGER, backwards: false },
  );
  return lateOf(
    read,
    [...ofRegister, ...streams.flatMap((stream) => read.events.ofStream(stream, upTo))],
    lateByDays ?? limitOf(read, group.district, moment, under),
  );
};

/** What was entered late of a district's register that touches no group. */
export const registerEnteredLate = (
  read: ReadModels,
  district: string,
  moment: Moment,
  { lateByDays, under }: Pick<AboutFindings, 'lateByDays' | 'under'>,
): readonly Found[] =>
  lateOf(
    read,
    read.events.ofStream(districtStream(district), moment.position),
    lateByDays ?? limitOf(read, district, moment, under),
  ).filter(({ records }) =>
    records.every((position) => read.events.touchedBy(position).every(({ type }) => type !== 'EducationGroup')),
  );

/** What is found of when things were entered. */
export const lateEntries: readonly FindingKind[] = [{ rule: 'ENTERED_LATE', find: enteredLate }];
