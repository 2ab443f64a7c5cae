import type { Day } from '../day.js';
import type { Invariant, Violation } from '../decider.js';
import { folded } from '../folded.js';
import { groupId, schoolId, type GroupCode, type SchoolCode } from '../identity.js';
import { remembered } from '../remembered.js';
import { changedSince } from '../same.js';
import { sharedAndOwn } from '../with-item.js';
import { common, timeline, uncovered, type Interval, type Timeline } from '../timeline.js';
import type { District, Group, School } from './state.js';

/** A unit is in at most one GROUP on any day [D]; alliances are not limited [S]. */
export const oneGroupAtATime: Invariant<District> = (district) => {
  const places = new Map<string, Interval<string>[]>();
  for (const group of district.groups.values()) {
    if (group.form !== 'GROUP') continue;
    for (const [unit, member] of group.members) {
      places.set(unit, [
        ...(places.get(unit) ?? []),
        ...member.intervals.map((interval) => ({ ...interval, value: group.code })),
      ]);
    }
  }
  return [...places].flatMap(([unit, intervals]) =>
    overlaps(intervals).map(({ first, both }) => ({
      code: 'UNIT_ALREADY_IN_GROUP' as const,
      args: { unit, group: first.value },
      means: bySchool(district, unit),
      ...daysOf(both),
    })),
  );
};

/** The names of open schools are unique in a district on any day, compared folded. */
export const schoolNamesUnique: Invariant<District> = (district, before) =>
  takenNames(district.schools, before?.schools, namesOfSchool, schoolsByName).map(({ name, holder, both }) => ({
    code: 'SCHOOL_NAME_TAKEN',
    args: { name, school: holder },
    means: { name },
    ...daysOf(both),
  }));

/** The names of living groups are unique in a district on any day, compared folded. */
export const groupNamesUnique: Invariant<District> = (district, before) =>
  takenNames(district.groups, before?.groups, namesOfGroup, groupsByName).map(({ name, holder, both }) => ({
    code: 'GROUP_NAME_TAKEN',
    args: { name, group: holder },
    means: { name },
    ...daysOf(both),
  }));

/** On every day of a group's life its lead is one of its members. */
export const leadIsMember: Invariant<District> = (district) =>
  ofGroups(district, (group) =>
    group.lead.intervals.flatMap((lead) =>
      group.living.intervals.flatMap((living) => {
        const leading = common(lead, living);
        return leading
          ? missing(leading, group.members.get(lead.value), {
              code: 'LEAD_NOT_MEMBER',
              args: { lead: lead.value, group: group.code },
              means: { ...bySchool(district, lead.value), ...byGroup(district, group.code) },
            })
          : [];
      }),
    ),
  );

/** A group, "1+X", has at least two members [S], on every day of its life [D]. */
export const atLeastTwoMembers: Invariant<District> = (district) =>
  ofGroups(district, (group) => {
    const intervals = [group.living, ...group.members.values()].flatMap((dated) => dated.intervals);
    const changes = [
      ...new Set(intervals.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))),
    ].sort();
    return changes.flatMap((day, index) => {
      const until = changes[index + 1];
      const broken = group.living.at(day) === true && membersOn(group, day).length < 2;
      return broken
        ? [
            {
              code: 'TOO_FEW_MEMBERS' as const,
              args: { group: group.code },
              means: { memberIds: true, schoolId: true, ...byGroup(district, group.code) },
              day,
              ...(until === undefined ? {} : { until }),
            },
          ]
        : [];
    });
  });

/** A membership lies within the group's life. */
export const membersOnlyWhileGroupLives: Invariant<District> = (district) =>
  ofGroups(district, (group) =>
    [...group.members].flatMap(([unit, member]) =>
      member.intervals.flatMap((interval) =>
        missing(interval, group.living, {
          code: 'GROUP_DISSOLVED',
          args: { group: group.code, unit },
          means: { ...byGroup(district, group.code), ...bySchool(district, unit) },
        }),
      ),
    ),
  );

/** A member is open on every day of its membership. */
export const membersAreOpen: Invariant<District> = (district) =>
  ofGroups(district, (group) =>
    [...group.members].flatMap(([unit, member]) =>
      member.intervals.flatMap((interval) =>
        missing(interval, district.schools.get(unit)?.open, {
          code: 'SCHOOL_CLOSED',
          args: { school: unit, group: group.code },
          means: { ...bySchool(district, unit), ...byGroup(district, group.code) },
        }),
      ),
    ),
  );

/** A section or campus is open only while its school is. */
export const partsAreOpenWithTheirSchool: Invariant<District> = (district) =>
  partsOf(district.schools).flatMap(({ code, partOfCode = '', open }) =>
    open.intervals.flatMap((interval) =>
      missing(interval, district.schools.get(partOfCode)?.open, {
        code: 'SCHOOL_CLOSED',
        args: { school: partOfCode, part: code },
        means: { ...bySchool(district, partOfCode), code },
      }),
    ),
  );

/** A section or campus is part of a school; a school is part of none. */
export const partsBelongToSchools: Invariant<District> = ({ schools }, before) =>
  [...new Set([...changedSince(schools, before?.schools), ...partsOf(schools)])].flatMap(
    ({ code, kind, partOfCode }) => {
      const whole = partOfCode === undefined ? undefined : schools.get(partOfCode);
      return (kind === 'SCHOOL') === (partOfCode === undefined) && (whole === undefined || whole.kind === 'SCHOOL')
        ? []
        : [{ code: 'INVALID_INPUT' as const, args: { part: code, kind }, means: { code } }];
    },
  );

/** A school or group is renamed, led and classed only while it lives; what is recorded for its last day may stay. */
export const changesWithinLife: Invariant<District> = (district, before) => [
  ...changedSince(district.schools, before?.schools).flatMap(
    ({ code, open, name, standing, isRural, regime, feature }) =>
      outside(open, [name, standing, isRural, regime, feature], {
        code: 'SCHOOL_CLOSED',
        args: { school: code },
        means: bySchool(district, code),
      }),
  ),
  ...ofGroups(district, ({ code, living, name, lead, commonFeature }) =>
    outside(living, [name, lead, commonFeature], {
      code: 'GROUP_DISSOLVED',
      args: { group: code },
      means: byGroup(district, code),
    }),
  ),
];

/** A school was registered, and a group formed, no later than it ended. */
export const beginsBeforeItsEnd: Invariant<District> = ({ schools, groups }, before) => [
  ...changedSince(schools, before?.schools).flatMap(({ code, registeredOn, closedOn }) =>
    closedOn !== undefined && closedOn < registeredOn
      ? [{ code: 'DATE_ORDER' as const, args: { school: code, day: registeredOn, latest: closedOn } }]
      : [],
  ),
  ...[...groups.values()].flatMap(({ code, formedOn, dissolvedOn }) =>
    dissolvedOn !== undefined && dissolvedOn < formedOn
      ? [{ code: 'DATE_ORDER' as const, args: { group: code, day: formedOn, latest: dissolvedOn } }]
      : [],
  ),
];

/** An alliance that stands beside a group was formed while the group lived. */
export const besideLivingGroup: Invariant<District> = (district) =>
  ofGroups(district, ({ code, living, besideGroupCode }) => {
    const [life] = living.intervals;
    if (besideGroupCode === undefined || !life) return [];
    const lived = district.groups
      .get(besideGroupCode)
      ?.living.intervals.some(({ from, until }) => from <= life.from && (until === undefined || life.from <= until));
    return lived === true
      ? []
      : [
          {
            code: 'GROUP_DISSOLVED' as const,
            args: { group: besideGroupCode, alliance: code },
            means: byGroup(district, besideGroupCode),
            day: life.from,
          },
        ];
  });

/** Schools are merged into an open school. */
export const mergedIntoOpenSchool: Invariant<District> = (district) =>
  district.merges.flatMap(({ intoCode, mergedOn }) =>
    district.schools.get(intoCode)?.open.at(mergedOn)
      ? []
      : [{ code: 'SCHOOL_CLOSED' as const, args: { school: intoCode }, day: mergedOn }],
  );

/** A section or campus shares its school's legal person. */
export const partsShareLegalPerson: Invariant<District> = (district) =>
  partsOf(district.schools).flatMap((part) => {
    const whole = part.partOfCode === undefined ? undefined : district.schools.get(part.partOfCode);
    return whole && whole.legalPerson !== part.legalPerson
      ? [
          {
            code: 'INVALID_INPUT' as const,
            args: { legalPerson: part.legalPerson, expected: whole.legalPerson },
            means: { legalPerson: true as const },
          },
        ]
      : [];
  });

export const invariants: readonly Invariant<District>[] = [
  oneGroupAtATime,
  schoolNamesUnique,
  groupNamesUnique,
  membersAreOpen,
  membersOnlyWhileGroupLives,
  leadIsMember,
  atLeastTwoMembers,
  partsAreOpenWithTheirSchool,
  partsBelongToSchools,
  partsShareLegalPerson,
  besideLivingGroup,
  mergedIntoOpenSchool,
  changesWithinLife,
  beginsBeforeItsEnd,
];

/** Where a command speaks of a school. */
const bySchool = ({ code }: District, school: SchoolCode): NonNullable<Violation['means']> => {
  const id = schoolId(code, school);
  return { leadId: id, memberIds: id, schoolId: id, partOfId: id };
};
/** Where a command speaks of a group. */
const byGroup = ({ code }: District, group: GroupCode): NonNullable<Violation['means']> => {
  const id = groupId(code, group);
  return { groupId: id, besideGroupId: id };
};

/** The sections and campuses of a register. */
const partsOf = remembered((schools: District['schools']): readonly School[] =>
  [...schools.values()].filter(({ partOfCode }) => partOfCode !== undefined),
);

/** The codes of a group's members on a day. */
export const membersOn = (group: Group, day: Day): string[] =>
  [...group.members].filter(([, member]) => member.at(day) === true).map(([code]) => code);

/** A violation for each value that begins before a life began, or after it ended. */
const outside = (life: Timeline<true>, dated: readonly Timeline<unknown>[], violation: Violation): Violation[] => {
  const [first] = life.intervals;
  const until = life.intervals.at(-1)?.until;
  if (!first) return [];
  return dated
    .flatMap(({ intervals }) => intervals)
    .filter(({ from }) => from < first.from || (until !== undefined && from > until))
    .map(({ from }) => ({ ...violation, day: from }));
};

const ofGroups = (district: District, rule: (group: Group) => readonly Violation[]): Violation[] =>
  [...district.groups.values()].flatMap(rule);

const daysOf = ({ from, until }: Interval<unknown>): Pick<Violation, 'day' | 'until'> => ({
  day: from,
  ...(until === undefined ? {} : { until }),
});

/** A violation for each part of the interval on which the timeline holds nothing. */
const missing = (
  interval: Interval<unknown>,
  cover: Timeline<unknown> | undefined,
  violation: Violation,
): Violation[] => uncovered(interval, cover ?? timeline()).map((gap) => ({ ...violation, ...daysOf(gap) }));

/** Pairs of intervals that share a day; `first` is the one that was recorded first. */
const overlaps = <T>(
  intervals: readonly Interval<T>[],
): { first: Interval<T>; second: Interval<T>; both: Interval<T> }[] => {
  const inOrder = [...intervals].sort((a, b) => a.by - b.by);
  return inOrder.flatMap((first, index) =>
    inOrder.slice(index + 1).flatMap((second) => {
      const both = common(first, second);
      return both ? [{ first, second, both }] : [];
    }),
  );
};

/** A name over the days on which it was borne, with who bore it. */
type Borne = Interval<{ readonly code: string; readonly name: string }>;

/** The names that somebody bears while he lives, folded. */
const namesBorne = (
  code: string,
  name: Timeline<string>,
  living: Timeline<true>,
): readonly (readonly [folded: string, borne: Borne])[] =>
  name.intervals.flatMap((use) =>
    living.intervals.flatMap((life) => {
      const borne = common(use, life);
      return borne ? [[folded(use.value), { ...borne, value: { code, name: use.value } }] as const] : [];
    }),
  );
const namesOfSchool = remembered(({ code, name, open }: School) => namesBorne(code, name, open));
const namesOfGroup = remembered(({ code, name, living }: Group) => namesBorne(code, name, living));

/** Who bears a name on some days, by the folded name. */
const bearersByName = <Bearer>(
  bearers: ReadonlyMap<string, Bearer>,
  namesOf: (bearer: Bearer) => ReturnType<typeof namesBorne>,
): ReadonlyMap<string, readonly Borne[]> => {
  const byName = new Map<string, Borne[]>();
  for (const bearer of bearers.values())
    for (const [key, borne] of namesOf(bearer)) {
      const known = byName.get(key);
      if (known) known.push(borne);
      else byName.set(key, [borne]);
    }
  return byName;
};
const schoolsByName = remembered((schools: ReadonlyMap<string, School>) => bearersByName(schools, namesOfSchool));
const groupsByName = remembered((groups: ReadonlyMap<string, Group>) => bearersByName(groups, namesOfGroup));

/**
 * Names that two bear on the same days, compared folded: as the one writes it that was recorded later, with who bore it first. Those whom
 * many maps share are looked through once.
 */
const takenNames = <Bearer extends object>(
  bearers: ReadonlyMap<string, Bearer>,
  before: ReadonlyMap<string, Bearer> | undefined,
  namesOf: (bearer: Bearer) => ReturnType<typeof namesBorne>,
  byName: (bearers: ReadonlyMap<string, Bearer>) => ReadonlyMap<string, readonly Borne[]>,
): { name: string; holder: string; both: Interval<unknown> }[] => {
  const changed = changedSince(bearers, before);
  const { shared, own } = sharedAndOwn(bearers);
  const uses = new Map<string, Borne[]>(
    changed
      .flatMap(namesOf)
      .map(([key]) => [key, (byName(shared).get(key) ?? []).filter(({ value }) => !own.has(value.code))]),
  );
  for (const bearer of own.values()) for (const [key, borne] of namesOf(bearer)) uses.get(key)?.push(borne);
  return [...uses.values()].flatMap((intervals) =>
    overlaps(intervals)
      .filter(({ first, second }) => first.value.code !== second.value.code)
      .map(({ first, second, both }) => ({ name: second.value.name, holder: first.value.code, both })),
  );
};
