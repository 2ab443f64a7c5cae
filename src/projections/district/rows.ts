import { membershipKey } from '../../domain/district/index.js';
import type { GroupForm, Ownership, SchoolKind, SchoolPhase } from '../../domain/district/events.js';
import { groupId, schoolId, streamKey } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import { cut, holdsOn, type IntervalRow } from '../intervals.js';
import { readModel, type LedgerEntry, type Row, type Rows } from '../read-model.js';

/** A district; key: its code. */
export interface DistrictRow extends Row {
  readonly name: string;
  readonly openedOn: Day;
}

export const districts = readModel<DistrictRow>({
  name: 'district',
  version: 1,
  columns: { name: 'TEXT', openedOn: 'TEXT' },
  indexed: [],
  on: {
    DistrictOpened: ({ event, metadata }, rows) =>
      rows.open({ key: event.code, name: event.name, openedOn: metadata.effectiveOn }),
  },
});

/** A school, section or campus; key: `{district}.{code}`. Name, standing and the like are dated values. */
export interface SchoolRow extends Row {
  readonly district: string;
  readonly code: string;
  readonly kind: SchoolKind;
  readonly partOf: string | null;
  readonly phase: SchoolPhase;
  readonly ownership: Ownership;
  readonly legalPerson: string;
  /** A JSON array of names. */
  readonly aliases: string;
  readonly openedOn: Day;
  readonly closedOn: Day | null;
}

export const schools = readModel<SchoolRow>({
  name: 'school',
  version: 1,
  columns: {
    district: 'TEXT',
    code: 'TEXT',
    kind: 'TEXT',
    partOf: 'TEXT',
    phase: 'TEXT',
    ownership: 'TEXT',
    legalPerson: 'TEXT',
    aliases: 'TEXT',
    openedOn: 'TEXT',
    closedOn: 'TEXT',
  },
  indexed: ['district', 'partOf'],
  tallied: { of: 'district', by: 'kind', since: 'openedOn', until: 'closedOn' },
  names: ({ key, aliases }) => ({ key, names: JSON.parse(aliases) as string[] }),
  on: {
    SchoolRegistered: ({ stream, event, metadata }, rows) => {
      const district = streamKey(stream);
      rows.open({
        key: schoolId(district, event.schoolCode),
        district,
        code: event.schoolCode,
        kind: event.kind,
        partOf: event.partOfCode === undefined ? null : schoolId(district, event.partOfCode),
        phase: event.phase,
        ownership: event.ownership,
        legalPerson: event.legalPerson,
        aliases: JSON.stringify(event.aliases),
        openedOn: metadata.effectiveOn,
        closedOn: event.until ?? null,
      });
    },
    SchoolClosed: ({ stream, event, metadata }, rows) =>
      rows.change({ key: schoolId(streamKey(stream), event.schoolCode) }, { closedOn: metadata.effectiveOn }),
  },
});

/** A school that was merged into another; key: `{merged}>{into}`. */
export interface SuccessionRow extends Row {
  readonly merged: string;
  readonly into: string;
  readonly since: Day;
}

export const successions = readModel<SuccessionRow>({
  name: 'succession',
  version: 1,
  columns: { merged: 'TEXT', into: 'TEXT', since: 'TEXT' },
  indexed: ['merged', 'into'],
  on: {
    SchoolsMerged: ({ stream, event, metadata }, rows) => {
      const into = schoolId(streamKey(stream), event.intoCode);
      for (const code of event.schoolCodes) {
        const merged = schoolId(streamKey(stream), code);
        rows.open({ key: `${merged}>${into}`, merged, into, since: metadata.effectiveOn });
      }
    },
  },
});

/** A group or alliance; key: `{district}.{code}`. Name, lead and common feature are dated values. */
export interface GroupRow extends Row {
  readonly district: string;
  readonly code: string;
  readonly form: GroupForm;
  readonly formedOn: Day;
  readonly dissolvedOn: Day | null;
  readonly besideGroup: string | null;
}

export const groups = readModel<GroupRow>({
  name: 'education_group',
  version: 1,
  columns: { district: 'TEXT', code: 'TEXT', form: 'TEXT', formedOn: 'TEXT', dissolvedOn: 'TEXT', besideGroup: 'TEXT' },
  indexed: ['district'],
  tallied: { of: 'district', by: 'form', since: 'formedOn', until: 'dissolvedOn' },
  on: {
    GroupFormed: ({ stream, event, metadata }, rows) => {
      const district = streamKey(stream);
      rows.open({
        key: groupId(district, event.groupCode),
        district,
        code: event.groupCode,
        form: event.form,
        formedOn: metadata.effectiveOn,
        dissolvedOn: null,
        besideGroup: event.besideGroupCode === undefined ? null : groupId(district, event.besideGroupCode),
      });
    },
    GroupDissolved: ({ stream, event, metadata }, rows) =>
      rows.change({ key: groupId(streamKey(stream), event.groupCode) }, { dissolvedOn: metadata.effectiveOn }),
  },
});

/** A school's time in a group; key: `{district}.{group}.{school}.{revision}`, of the fact that began it. */
export interface MembershipRow extends IntervalRow {
  readonly group: string;
  readonly school: string;
}

/**
 * As `from` of the domain's timeline: until the next time or the end that is already recorded, and nothing new where it
 * is a member on that day.
 */
const admit = (
  { stream, revision, metadata }: LedgerEntry<unknown>,
  rows: Rows<MembershipRow>,
  group: string,
  school: string,
  end?: Day,
): void => {
  const district = streamKey(stream);
  const known = rows.find({ group: groupId(district, group), school: schoolId(district, school) });
  if (known.some((row) => holdsOn(row, metadata.effectiveOn))) return;
  const [until = null] = [...known.map(({ since }) => since), end]
    .filter((day) => day !== undefined && day > metadata.effectiveOn)
    .sort() as Day[];
  rows.open({
    key: membershipKey(district, group, school, revision),
    group: groupId(district, group),
    school: schoolId(district, school),
    since: metadata.effectiveOn,
    until,
  });
};

export const memberships = readModel<MembershipRow>({
  name: 'membership',
  version: 2,
  columns: { group: 'TEXT', school: 'TEXT', since: 'TEXT', until: 'TEXT' },
  indexed: ['group', 'school'],
  on: {
    GroupFormed: (entry, rows) =>
      entry.event.memberCodes.forEach((school) => admit(entry, rows, entry.event.groupCode, school)),
    SchoolAdmitted: (entry, rows) => {
      const { groupCode, schoolCode, until } = entry.event;
      admit(entry, rows, groupCode, schoolCode, until);
    },
    SchoolWithdrawn: ({ stream, event, metadata }, rows) =>
      cut(
        rows,
        { group: groupId(streamKey(stream), event.groupCode), school: schoolId(streamKey(stream), event.schoolCode) },
        metadata.effectiveOn,
      ),
    GroupDissolved: ({ stream, event, metadata }, rows) =>
      cut(rows, { group: groupId(streamKey(stream), event.groupCode) }, metadata.effectiveOn),
  },
});
