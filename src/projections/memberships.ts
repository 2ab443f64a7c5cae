import { groupId, schoolId, streamKey } from '../domain/identity.js';
import { membershipKey } from '../domain/district/index.js';
import { cut, holdsOn, type IntervalRow } from './intervals.js';
import { readModel, type LedgerEntry, type Rows } from './read-model.js';

/** A school's time in a group; key: `{district}.{group}.{school}.{revision}`, of the fact that began it. */
export interface MembershipRow extends IntervalRow {
  readonly group: string;
  readonly school: string;
}

/** As `from` of the domain's timeline: until the next time that is already recorded, and nothing new where it is a member on that day. */
const admit = (
  { stream, revision, metadata }: LedgerEntry<unknown>,
  rows: Rows<MembershipRow>,
  group: string,
  school: string,
): void => {
  const district = streamKey(stream);
  const known = rows.find({ group: groupId(district, group), school: schoolId(district, school) });
  if (known.some((row) => holdsOn(row, metadata.effectiveOn))) return;
  const next = known
    .map(({ since }) => since)
    .filter((since) => since > metadata.effectiveOn)
    .sort()[0];
  rows.open({
    key: membershipKey(district, group, school, revision),
    group: groupId(district, group),
    school: schoolId(district, school),
    since: metadata.effectiveOn,
    until: next ?? null,
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
    SchoolAdmitted: (entry, rows) => admit(entry, rows, entry.event.groupCode, entry.event.schoolCode),
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
