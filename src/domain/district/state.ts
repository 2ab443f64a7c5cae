import type { Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { DistrictCode, GroupCode, SchoolCode } from '../identity.js';
import { present } from '../present.js';
import { withChange } from '../same.js';
import { contains, timeline, type Timeline } from '../timeline.js';
import { withItem } from '../with-item.js';
import type {
  DistrictEvent,
  GroupForm,
  LeadershipRegime,
  Ownership,
  SchoolKind,
  SchoolPhase,
  SchoolStanding,
} from './events.js';

/** A school, section or campus. */
export interface School {
  readonly code: SchoolCode;
  readonly kind: SchoolKind;
  readonly partOfCode: SchoolCode | undefined;
  readonly phase: SchoolPhase;
  readonly ownership: Ownership;
  readonly legalPerson: string;
  readonly open: Timeline<true>;
  readonly registeredOn: Day;
  /** The day of its closing, which may lie before the one it was to open on. */
  readonly closedOn: Day | undefined;
  readonly name: Timeline<string>;
  readonly standing: Timeline<SchoolStanding>;
  readonly isRural: Timeline<boolean>;
  readonly regime: Timeline<LeadershipRegime>;
  readonly feature: Timeline<string>;
}

/** A group or alliance. */
export interface Group {
  readonly code: GroupCode;
  readonly form: GroupForm;
  readonly besideGroupCode: GroupCode | undefined;
  readonly living: Timeline<true>;
  readonly formedOn: Day;
  readonly dissolvedOn: Day | undefined;
  readonly name: Timeline<string>;
  readonly lead: Timeline<SchoolCode>;
  readonly commonFeature: Timeline<string>;
  readonly members: ReadonlyMap<SchoolCode, Timeline<true>>;
}

/** Schools that were merged into another one. */
export interface Merge {
  readonly schoolCodes: readonly SchoolCode[];
  readonly intoCode: SchoolCode;
  readonly mergedOn: Day;
}

/** A district's register: what its stream says over all days. */
export interface District {
  /** Empty before the district is opened. */
  readonly code: DistrictCode;
  readonly schools: ReadonlyMap<SchoolCode, School>;
  readonly groups: ReadonlyMap<GroupCode, Group>;
  readonly merges: readonly Merge[];
  /** Codes of schools whose registration was retracted: a code is never given twice. */
  readonly retracted: ReadonlySet<SchoolCode>;
}

export const initial: District = { code: '', schools: new Map(), groups: new Map(), merges: [], retracted: new Set() };

/** The code of a school that never was stays taken. */
export const numbersKept = (district: District, event: DistrictEvent): District =>
  event.type === 'SchoolRegistered' && !district.schools.has(event.schoolCode)
    ? { ...district, retracted: new Set([...district.retracted, event.schoolCode]) }
    : district;

/** The register after one more fact; the very same register where the fact finds nothing to change. */
export const evolve = (district: District, { event, effectiveOn, revision }: Recorded<DistrictEvent>): District => {
  const always = <T>(value: T): Timeline<T> => timeline([{ from: effectiveOn, value, by: revision }]);
  switch (event.type) {
    case 'DistrictOpened':
      return district.code === '' ? { ...district, code: event.code } : district;
    case 'SchoolRegistered':
      if (district.code === '' || district.schools.has(event.schoolCode)) return district;
      return put(district, 'schools', {
        code: event.schoolCode,
        kind: event.kind,
        partOfCode: event.partOfCode,
        phase: event.phase,
        ownership: event.ownership,
        legalPerson: event.legalPerson,
        open: timeline([{ from: effectiveOn, ...present({ until: event.until }), value: true, by: revision }]),
        registeredOn: effectiveOn,
        closedOn: event.until,
        name: always(event.name),
        standing: always(event.standing),
        isRural: event.isRural === undefined ? timeline() : always(event.isRural),
        regime: timeline(),
        feature: timeline(),
      });
    case 'SchoolRenamed':
      return school(district, event.schoolCode, ({ name }) => ({ name: name.from(effectiveOn, event.name, revision) }));
    case 'SchoolClassified':
      return school(district, event.schoolCode, ({ standing, isRural }) => ({
        standing: event.standing === undefined ? standing : standing.from(effectiveOn, event.standing, revision),
        isRural: event.isRural === undefined ? isRural : isRural.from(effectiveOn, event.isRural, revision),
      }));
    case 'LeadershipRegimeSet':
      return school(district, event.schoolCode, ({ regime }) => ({
        regime: regime.from(effectiveOn, event.regime, revision),
      }));
    case 'SchoolFeatureDefined':
      return school(district, event.schoolCode, ({ feature }) => ({
        feature: feature.from(effectiveOn, event.feature, revision),
      }));
    case 'SchoolClosed':
      return school(district, event.schoolCode, ({ open, closedOn }) => {
        const rest = open.until(effectiveOn);
        return { open: rest, closedOn: rest === open ? closedOn : effectiveOn };
      });
    case 'SchoolsMerged':
      return [event.intoCode, ...event.schoolCodes].every((code) => district.schools.has(code))
        ? {
            ...district,
            merges: [
              ...district.merges,
              { schoolCodes: event.schoolCodes, intoCode: event.intoCode, mergedOn: effectiveOn },
            ],
          }
        : district;
    case 'GroupFormed':
      if (district.code === '' || district.groups.has(event.groupCode)) return district;
      return put(district, 'groups', {
        code: event.groupCode,
        form: event.form,
        besideGroupCode: event.besideGroupCode,
        living: always(true),
        formedOn: effectiveOn,
        dissolvedOn: undefined,
        name: always(event.name),
        lead: always(event.leadCode),
        commonFeature: event.commonFeature === undefined ? timeline() : always(event.commonFeature),
        members: new Map(event.memberCodes.map((code) => [code, always(true)])),
      });
    case 'SchoolAdmitted':
      return membership(district, event, (member) => {
        const admitted = member.from(effectiveOn, true, revision);
        return admitted === member ? member : endingOn(admitted, effectiveOn, event.until);
      });
    case 'SchoolWithdrawn':
      return membership(district, event, (member) => member.until(effectiveOn));
    case 'LeadSchoolChanged':
      return group(district, event.groupCode, ({ lead }) => ({
        lead: lead.from(effectiveOn, event.leadCode, revision),
      }));
    case 'GroupRenamed':
      return group(district, event.groupCode, ({ name }) => ({ name: name.from(effectiveOn, event.name, revision) }));
    case 'CommonFeatureDefined':
      return group(district, event.groupCode, ({ commonFeature }) => ({
        commonFeature: commonFeature.from(effectiveOn, event.feature, revision),
      }));
    case 'GroupDissolved':
      return group(district, event.groupCode, ({ living, members, dissolvedOn }) => ({
        living: living.until(effectiveOn),
        dissolvedOn: living.until(effectiveOn) === living ? dissolvedOn : effectiveOn,
        members: [...members.values()].every((member) => member.until(effectiveOn) === member)
          ? members
          : new Map([...members].map(([code, member]) => [code, member.until(effectiveOn)])),
      }));
  }
};

/** The timeline on which what holds on a day ends with another one at the latest. */
const endingOn = (member: Timeline<true>, day: Day, until: Day | undefined): Timeline<true> =>
  until === undefined
    ? member
    : timeline(
        member.intervals.map((interval) =>
          contains(interval, day) && (interval.until === undefined || until < interval.until)
            ? { ...interval, until }
            : interval,
        ),
      );

const put = (district: District, kind: 'schools' | 'groups', item: School | Group): District =>
  district[kind].get(item.code) === item
    ? district
    : { ...district, [kind]: withItem<string, School | Group>(district[kind], item.code, item) };

const school = (district: District, code: SchoolCode, change: (school: School) => Partial<School>): District => {
  const found = district.schools.get(code);
  return found ? put(district, 'schools', withChange(found, change(found))) : district;
};

const group = (district: District, code: GroupCode, change: (group: Group) => Partial<Group>): District => {
  const found = district.groups.get(code);
  return found ? put(district, 'groups', withChange(found, change(found))) : district;
};

const membership = (
  district: District,
  { groupCode, schoolCode }: { readonly groupCode: GroupCode; readonly schoolCode: SchoolCode },
  change: (member: Timeline<true>) => Timeline<true>,
): District =>
  group(district, groupCode, ({ members }) => {
    const before = members.get(schoolCode) ?? timeline();
    const after = change(before);
    return { members: after === before ? members : withItem(members, schoolCode, after) };
  });
