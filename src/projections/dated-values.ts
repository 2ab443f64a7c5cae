import { vacated } from '../domain/council/index.js';
import { councilId, groupId, resolutionId, schoolId, streamKey } from '../domain/identity.js';
import type { Day } from '../domain/ledger.js';
import { alter, holdsOn, type TimelineRow } from './intervals.js';
import { readModel, type LedgerEntry, type Moment, type RowReader, type Rows } from './read-model.js';

/** The attributes that hold from a day until the next change: of schools, groups, councils and resolutions (`sum` in fen). */
export type Attribute =
  'name' | 'standing' | 'isRural' | 'regime' | 'feature' | 'lead' | 'commonFeature' | 'chair' | 'subject' | 'sum';

const ownerOf = (object: string, attribute: Attribute): string => `${object}/${attribute}`;

const NAME = ownerOf('', 'name');

const set = (
  rows: Rows<TimelineRow>,
  object: string,
  attribute: Attribute,
  from: Day,
  value: string | boolean | number | undefined,
): void => {
  if (value !== undefined) alter(rows, ownerOf(object, attribute), (before) => before.from(from, String(value), 0));
};

type Of = LedgerEntry<unknown>;
const school = ({ stream }: Of, code: string): string => schoolId(streamKey(stream), code);
const group = ({ stream }: Of, code: string): string => groupId(streamKey(stream), code);
const term = ({ stream }: Of, ordinal: number): string => councilId(streamKey(stream), ordinal);

const decided = (
  entry: LedgerEntry<{ readonly resolution: number; readonly subject?: string; readonly sum?: number }>,
  rows: Rows<TimelineRow>,
): void => {
  const resolution = resolutionId(streamKey(entry.stream), entry.event.resolution);
  set(rows, resolution, 'subject', entry.metadata.effectiveOn, entry.event.subject);
  set(rows, resolution, 'sum', entry.metadata.effectiveOn, entry.event.sum);
};

const seatEnded = (
  entry: LedgerEntry<{ readonly ordinal: number; readonly personId: string }>,
  rows: Rows<TimelineRow>,
): void => {
  const { ordinal, personId } = entry.event;
  const { effectiveOn } = entry.metadata;
  alter(rows, ownerOf(term(entry, ordinal), 'chair'), (chair) => vacated(chair, personId, effectiveOn));
};

export const datedValues = readModel<TimelineRow>({
  name: 'dated_value',
  version: 2,
  columns: { owner: 'TEXT', since: 'TEXT', until: 'TEXT', value: 'TEXT' },
  indexed: ['owner'],
  names: ({ owner, value }) =>
    owner.endsWith(NAME) ? { key: owner.slice(0, -NAME.length), names: [value] } : undefined,
  on: {
    SchoolRegistered: (entry, rows) => {
      const { schoolCode, name, standing, isRural } = entry.event;
      const { effectiveOn } = entry.metadata;
      set(rows, school(entry, schoolCode), 'name', effectiveOn, name);
      set(rows, school(entry, schoolCode), 'standing', effectiveOn, standing);
      set(rows, school(entry, schoolCode), 'isRural', effectiveOn, isRural);
    },
    SchoolRenamed: (entry, rows) =>
      set(rows, school(entry, entry.event.schoolCode), 'name', entry.metadata.effectiveOn, entry.event.name),
    SchoolClassified: (entry, rows) => {
      set(rows, school(entry, entry.event.schoolCode), 'standing', entry.metadata.effectiveOn, entry.event.standing);
      set(rows, school(entry, entry.event.schoolCode), 'isRural', entry.metadata.effectiveOn, entry.event.isRural);
    },
    LeadershipRegimeSet: (entry, rows) =>
      set(rows, school(entry, entry.event.schoolCode), 'regime', entry.metadata.effectiveOn, entry.event.regime),
    SchoolFeatureDefined: (entry, rows) =>
      set(rows, school(entry, entry.event.schoolCode), 'feature', entry.metadata.effectiveOn, entry.event.feature),
    GroupFormed: (entry, rows) => {
      const { groupCode, name, leadCode, commonFeature } = entry.event;
      const { effectiveOn } = entry.metadata;
      set(rows, group(entry, groupCode), 'name', effectiveOn, name);
      set(rows, group(entry, groupCode), 'lead', effectiveOn, school(entry, leadCode));
      set(rows, group(entry, groupCode), 'commonFeature', effectiveOn, commonFeature);
    },
    LeadSchoolChanged: (entry, rows) =>
      set(
        rows,
        group(entry, entry.event.groupCode),
        'lead',
        entry.metadata.effectiveOn,
        school(entry, entry.event.leadCode),
      ),
    GroupRenamed: (entry, rows) =>
      set(rows, group(entry, entry.event.groupCode), 'name', entry.metadata.effectiveOn, entry.event.name),
    CommonFeatureDefined: (entry, rows) =>
      set(rows, group(entry, entry.event.groupCode), 'commonFeature', entry.metadata.effectiveOn, entry.event.feature),
    CouncilAppointed: (entry, rows) =>
      set(rows, term(entry, entry.event.ordinal), 'chair', entry.event.termFrom, entry.event.chairId),
    ChairAppointed: (entry, rows) =>
      set(rows, term(entry, entry.event.ordinal), 'chair', entry.metadata.effectiveOn, entry.event.personId),
    ResolutionAdopted: decided,
    ResolutionAmended: decided,
    SeatResigned: seatEnded,
    MemberRemoved: seatEnded,
  },
});

/** The dated values of objects as they are known at a position. */
export interface DatedValues {
  /** The value on a day, undefined where none holds. */
  at(object: string, attribute: Attribute, moment: Moment): string | undefined;
  /** As `at`, but before the first value the first and after the last the last: for what an object always has. */
  nearest(object: string, attribute: Attribute, moment: Moment): string;
  /** What schools and groups are called, each on a day of its own; undefined where nobody knows of them. */
  called(position: number): (object: string, day: Day) => string | undefined;
  /** All values, the earliest first. */
  all(object: string, attribute: Attribute, position: number): readonly TimelineRow[];
}

/** So many owners of each attribute are kept as texts: what was looked up before is found faster by the same text than by an equal one. */
const MOST_OWNERS = 5_000;

export const datedValueQueries = (read: RowReader<TimelineRow>): DatedValues => {
  const owners = new Map<Attribute, Map<string, string>>();
  const keptOwner = (object: string, attribute: Attribute): string => {
    let known = owners.get(attribute);
    if (!known) owners.set(attribute, (known = new Map<string, string>()));
    let owner = known.get(object);
    if (owner === undefined) {
      if (known.size >= MOST_OWNERS) known.clear();
      known.set(object, (owner = ownerOf(object, attribute)));
    }
    return owner;
  };
  const all = (object: string, attribute: Attribute, position: number): readonly TimelineRow[] =>
    read.by('owner', keptOwner(object, attribute), position);
  const nearest: DatedValues['nearest'] = (object, attribute, { position, effectiveOn }) => {
    const rows = all(object, attribute, position);
    const last = rows.length > 1 ? rows.findLast(({ since }) => since <= effectiveOn) : undefined;
    return (last ?? rows[0])?.value ?? '';
  };
  return {
    all,
    nearest,
    called: (position) => (object, day) => nearest(object, 'name', { position, effectiveOn: day }) || undefined,
    at: (object, attribute, { position, effectiveOn }) =>
      all(object, attribute, position).find((row) => holdsOn(row, effectiveOn))?.value,
  };
};
