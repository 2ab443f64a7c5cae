import { aggregateLoader } from '../../commands/aggregates.js';
import {
  district as decider,
  membersOn,
  type District,
  type DistrictEvent,
  type Group,
  type School,
} from '../../domain/district/index.js';
import { districtStream } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import type { Timeline } from '../../domain/timeline.js';
import { upcast } from '../../domain/upcast.js';
import type { StoredEvent, Stores } from '../../eventstore/port.js';
import { shown } from '../problem.js';
import { entryKey, type Entry } from './entries.js';
import type { Register, RegisteredGroup, Unit } from './format.js';

/** What a register says and what the ledger says, put side by side. */
export interface Comparison {
  /** What the ledger does not have yet, in the order in which it may be entered. */
  readonly missing: readonly Entry[];
  /** A line for every fact on which the two differ. */
  readonly differences: readonly string[];
}

/**
 * Compares a register with a copy of the district's stream. A register speaks of its own day: a fact differs where the ledger says
 * otherwise for that day, or has something else recorded for a later one. What the register leaves open differs from nothing.
 */
export const compare = async (
  register: Register,
  entries: readonly Entry[],
  events: readonly StoredEvent[],
  copy: Stores,
): Promise<Comparison> => {
  const { state } = await aggregateLoader(copy.events)(decider, districtStream(register.district.code));
  const district = state as District;
  const recorded = recordedNames(events);
  const units = new Map(register.units.map((unit) => [unit.code, unit]));
  const groups = new Map(register.groups.map((group) => [group.code, group]));
  const missing: Entry[] = [];
  const differences: string[] = [];
  for (const entry of entries) {
    const day = entry.envelope.effectiveOn;
    const school = district.schools.get(entry.code);
    const group = district.groups.get(entry.code);
    if (entry.about === 'district' && district.code !== '') {
      differences.push(...named(entry, plain('name', register.district.name, recorded.district)));
    } else if (entry.about === 'unit' && school) {
      differences.push(
        ...named(entry, unitDifferences(units.get(entry.code)!, school, recorded.aliases.get(entry.code) ?? [], day)),
      );
    } else if (entry.about === 'group' && group) {
      differences.push(...named(entry, groupDifferences(groups.get(entry.code)!, group, day)));
    } else {
      missing.push(entry);
    }
  }
  return { missing, differences };
};

const named = (entry: Entry, differences: readonly string[]): string[] =>
  differences.map((difference) => `${entryKey(entry)}: ${difference}`);

/** What no decision needs and the state therefore leaves out. */
const recordedNames = (
  events: readonly StoredEvent[],
): { readonly district: string; readonly aliases: ReadonlyMap<string, readonly string[]> } => {
  const aliases = new Map<string, readonly string[]>();
  let district = '';
  for (const { type, data, metadata } of events) {
    const read = upcast<DistrictEvent>(decider, type, metadata.schemaVersion, data);
    if ('unknown' in read) continue;
    if (read.event.type === 'DistrictOpened') district = read.event.name;
    if (read.event.type === 'SchoolRegistered') aliases.set(read.event.schoolCode, read.event.aliases);
  }
  return { district, aliases };
};

const unitDifferences = (unit: Unit, school: School, aliases: readonly string[], day: Day): string[] => [
  ...lifetime(school.open, day, 'closed'),
  ...dated('name', unit.name, school.name, day),
  ...plain('kind', unit.kind ?? 'SCHOOL', school.kind),
  ...plain('partOf', unit.partOf ?? null, school.partOfCode ?? null),
  ...plain('phase', unit.phase, school.phase),
  ...(unit.ownership === undefined ? [] : plain('ownership', unit.ownership, school.ownership)),
  ...(unit.legalPerson === undefined ? [] : plain('legalPerson', unit.legalPerson, school.legalPerson)),
  ...(unit.standing === undefined || unit.standing === 'UNSPECIFIED'
    ? []
    : dated('standing', unit.standing, school.standing, day)),
  ...(unit.isRural === undefined ? [] : dated('isRural', unit.isRural, school.isRural, day)),
  ...(unit.aliases === undefined ? [] : plain('aliases', sorted(unit.aliases), sorted(aliases))),
];

const groupDifferences = (group: RegisteredGroup, known: Group, day: Day): string[] => [
  ...lifetime(known.living, day, 'dissolved'),
  ...dated('name', group.name, known.name, day),
  ...plain('form', group.form, known.form),
  ...plain('besideGroup', group.besideGroup ?? null, known.besideGroupCode ?? null),
  ...dated('lead', group.lead, known.lead, day),
  ...memberDifferences(group, known, day),
  ...(group.commonFeature === undefined ? [] : dated('commonFeature', group.commonFeature, known.commonFeature, day)),
];

const memberDifferences = ({ members }: RegisteredGroup, known: Group, day: Day): string[] => {
  const formedOn = known.living.intervals[0]?.from ?? day;
  const that = day > formedOn ? day : formedOn;
  const onTheDay = plain('members', sorted(members), sorted(membersOn(known, that)), ` on ${that}`);
  if (onTheDay.length > 0 || known.living.intervals.some(({ until }) => until !== undefined)) return onTheDay;
  const latest =
    [...known.members.values()]
      .flatMap(({ intervals }) => intervals.flatMap(({ from, until }) => [from, until ?? from]))
      .sort()
      .at(-1) ?? that;
  return plain('members', sorted(members), sorted(membersOn(known, latest)), ` from ${latest}`);
};

/** From which day on it is there, and whether it has ended since. */
const lifetime = (life: Timeline<true>, day: Day, ended: string): string[] => {
  const first = life.intervals[0]?.from;
  const until = life.intervals.at(-1)?.until;
  return [
    ...(first === undefined || first === day ? [] : plain('effectiveOn', day, first)),
    ...(until === undefined ? [] : [`the ledger has it ${ended} from ${until}`]),
  ];
};

const plain = (field: string, said: unknown, known: unknown, when = ''): string[] =>
  shown(said) === shown(known) ? [] : [`${field}: the register says ${shown(said)}, the ledger ${shown(known)}${when}`];

/** A value that changes over days: as it was on the register's day (or at first, where the ledger begins later), then as it is at last. */
const dated = <T>(field: string, said: T, values: Timeline<T>, day: Day): string[] => {
  const first = values.intervals[0];
  const last = values.intervals.at(-1);
  if (!first || !last) return plain(field, said, null);
  const that = day > first.from ? day : first.from;
  const onTheDay = plain(field, said, values.at(that) ?? null, ` on ${that}`);
  return onTheDay.length > 0 || last.from <= that ? onTheDay : plain(field, said, last.value, ` from ${last.from}`);
};

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();
