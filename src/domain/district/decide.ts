import type { Day } from '../day.js';
import { accept, acceptActOfGovernment, type Decide, type Decision } from '../decider.js';
import {
  invalidCode,
  invalidText,
  invalidTexts,
  NAME_LENGTH,
  optional,
  TEXT_LENGTH,
  unchanged,
  within,
} from '../input.js';
import { rulesOn, type Policies } from '../policy/index.js';
import { refuse, type Refused } from '../refusal.js';
import type { Timeline } from '../timeline.js';
import type * as commands from './commands.js';
import type { DistrictCommand } from './commands.js';
import type { DistrictEvent, GroupForm, SchoolClosed, SchoolWithdrawn } from './events.js';
import { membersOn } from './invariants.js';
import type { District, Group, School } from './state.js';

type Step<Command> = Decide<Command, District, DistrictEvent>;
type Answer = Decision<DistrictEvent>;

/** The bureau opens the register of its district. */
const openDistrict: Step<commands.OpenDistrict> = ({ code, name }, _context, district) =>
  invalidCode(code) ??
  invalidText('name', name, NAME_LENGTH) ??
  (district.code === '' ? accept({ type: 'DistrictOpened', code, name }) : refuse('CODE_TAKEN', { code }));

/** A school, section or campus enters the register; a part shares the legal person of its school. */
const registerSchool: Step<commands.RegisterSchool> = (command, { effectiveOn }, district) => {
  const {
    code,
    name,
    aliases = [],
    kind = 'SCHOOL',
    phase,
    ownership = 'PUBLIC',
    standing = 'UNSPECIFIED',
    partOfCode,
  } = command;
  const register = (legalPerson: string): Answer =>
    accept({
      type: 'SchoolRegistered',
      schoolCode: code,
      name,
      aliases,
      kind,
      phase,
      ownership,
      standing,
      legalPerson: command.legalPerson ?? legalPerson,
      ...optional('partOfCode', partOfCode),
      ...optional('isRural', command.isRural),
    });
  if (district.code === '') return refuse('NOT_FOUND', { district: command.districtCode });
  if ((kind === 'SCHOOL') !== (partOfCode === undefined)) return refuse('INVALID_INPUT', { kind }, ['partOfCode']);
  return (
    invalidCode(code) ??
    invalidText('name', name, NAME_LENGTH) ??
    invalidTexts('aliases', aliases) ??
    invalidText('legalPerson', command.legalPerson, NAME_LENGTH) ??
    codeTaken(district, code) ??
    (partOfCode === undefined
      ? register(name)
      : ofOpenSchool(district, partOfCode, effectiveOn, (whole) =>
          whole.kind === 'SCHOOL'
            ? register(whole.legalPerson)
            : refuse('INVALID_INPUT', { partOf: whole.code }, ['partOfCode']),
        ))
  );
};

/** A school bears another name from a day on; its legal person stays. */
const renameSchool: Step<commands.RenameSchool> = ({ schoolCode, name }, { effectiveOn }, district) =>
  ofOpenSchool(
    district,
    schoolCode,
    effectiveOn,
    (school) =>
      invalidText('name', name, NAME_LENGTH) ??
      unchanged(school.name.at(effectiveOn), name) ??
      accept({ type: 'SchoolRenamed', schoolCode, name }),
  );

/** The bureau classes a school: its standing, and whether it is rural. */
const classifySchool: Step<commands.ClassifySchool> = ({ schoolCode, standing, isRural }, { effectiveOn }, district) =>
  ofOpenSchool(district, schoolCode, effectiveOn, (school) => {
    const newStanding = standing === school.standing.at(effectiveOn) ? undefined : standing;
    const newRural = isRural === school.isRural.at(effectiveOn) ? undefined : isRural;
    return newStanding === undefined && newRural === undefined
      ? refuse('NO_CHANGE', { school: schoolCode })
      : accept({
          type: 'SchoolClassified',
          schoolCode,
          ...optional('standing', newStanding),
          ...optional('isRural', newRural),
        });
  });

/** Under whose leadership the principal is responsible; since 2022 policy says the school's Party organisation. */
const setLeadershipRegime: Step<commands.SetLeadershipRegime> = ({ schoolCode, regime }, { effectiveOn }, district) =>
  ofOpenSchool(
    district,
    schoolCode,
    effectiveOn,
    (school) =>
      unchanged(school.regime.at(effectiveOn), regime) ?? accept({ type: 'LeadershipRegimeSet', schoolCode, regime }),
  );

/** An act of government: the school closes, its sections and campuses with it, and every membership of theirs ends. */
const closeSchool: Step<commands.CloseSchool> = ({ schoolCode }, { effectiveOn }, district) =>
  ofOpenSchool(district, schoolCode, effectiveOn, (school) =>
    acceptActOfGovernment(...closing(district, school, effectiveOn)),
  );

/** An act of government: schools close into another one. */
const mergeSchools: Step<commands.MergeSchools> = ({ schoolCodes, intoCode }, { effectiveOn }, district) =>
  invalidTexts('schoolCodes', schoolCodes) ??
  (schoolCodes.length === 0 ? refuse('INVALID_INPUT', { value: 0 }, ['schoolCodes']) : undefined) ??
  (schoolCodes.includes(intoCode) ? refuse('INVALID_INPUT', { school: intoCode }, ['intoCode']) : undefined) ??
  ofOpenSchool(district, intoCode, effectiveOn, (into) =>
    ofOpenSchools(district, schoolCodes, effectiveOn, (schools) =>
      into.kind === 'SCHOOL' && schools.every(({ kind }) => kind === 'SCHOOL')
        ? acceptActOfGovernment<DistrictEvent>(
            { type: 'SchoolsMerged', schoolCodes, intoCode },
            ...schools.flatMap((school) => closing(district, school, effectiveOn)),
          )
        : refuse('INVALID_INPUT', { kind: 'SCHOOL' }, ['schoolCodes']),
    ),
  );

/** Schools form a group or an alliance. Not a merger: each keeps its legal person, name and affiliation. */
const formGroup: Step<commands.FormGroup> = (command, { effectiveOn, policies }, district) => {
  const { code, name, form, leadCode, memberCodes, besideGroupCode, commonFeature } = command;
  if (district.code === '') return refuse('NOT_FOUND', { district: command.districtCode });
  return (
    invalidCode(code) ??
    invalidText('name', name, NAME_LENGTH) ??
    invalidText('commonFeature', commonFeature, TEXT_LENGTH) ??
    invalidTexts('memberCodes', memberCodes) ??
    codeTaken(district, code) ??
    (besideGroupCode === undefined ? undefined : refusedBeside(district, besideGroupCode, form, effectiveOn)) ??
    invalidNameForm(name, form, effectiveOn, policies) ??
    (memberCodes.includes(leadCode)
      ? undefined
      : refuse('LEAD_NOT_MEMBER', { lead: leadCode, group: code }, ['leadCode'])) ??
    ofOpenSchools(district, memberCodes, effectiveOn, () =>
      accept({
        type: 'GroupFormed',
        groupCode: code,
        name,
        form,
        leadCode,
        memberCodes,
        ...optional('besideGroupCode', besideGroupCode),
        ...optional('commonFeature', commonFeature),
      }),
    )
  );
};

/** A school joins a group. */
const admitSchool: Step<commands.AdmitSchool> = ({ groupCode, schoolCode }, { effectiveOn }, district) =>
  ofLivingGroup(district, groupCode, effectiveOn, (group) =>
    ofOpenSchool(district, schoolCode, effectiveOn, () => {
      const intervals = group.members.get(schoolCode)?.intervals ?? [];
      const later = intervals.find(({ from }) => from > effectiveOn);
      if (group.members.get(schoolCode)?.at(effectiveOn))
        return refuse('NO_CHANGE', { school: schoolCode, group: groupCode });
      if (later)
        return refuse('CONFLICTS_WITH_LATER', {
          school: schoolCode,
          group: groupCode,
          rule: 'NO_CHANGE',
          day: later.from,
        });
      return accept({ type: 'SchoolAdmitted', groupCode, schoolCode });
    }),
  );

/** A school leaves a group. The lead cannot before another leads. */
const withdrawSchool: Step<commands.WithdrawSchool> = ({ groupCode, schoolCode }, { effectiveOn }, district) =>
  ofLivingGroup(district, groupCode, effectiveOn, (group) => {
    const member = group.members.get(schoolCode);
    if (!member) return refuse('NOT_FOUND', { school: schoolCode, group: groupCode });
    const day = laterChange(member, effectiveOn, district.schools.get(schoolCode));
    if (day !== undefined)
      return refuse('CONFLICTS_WITH_LATER', { school: schoolCode, group: groupCode, rule: 'NO_CHANGE', day });
    if (!member.at(effectiveOn)) return refuse('NO_CHANGE', { school: schoolCode, group: groupCode });
    if (group.lead.at(effectiveOn) === schoolCode)
      return refuse('LEAD_CANNOT_WITHDRAW', { lead: schoolCode, group: groupCode });
    return accept({ type: 'SchoolWithdrawn', groupCode, schoolCode });
  });

/** Another member leads the group. */
const changeLeadSchool: Step<commands.ChangeLeadSchool> = ({ groupCode, leadCode }, { effectiveOn }, district) =>
  ofLivingGroup(district, groupCode, effectiveOn, (group) =>
    !district.schools.has(leadCode)
      ? refuse('NOT_FOUND', { school: leadCode })
      : (unchanged(group.lead.at(effectiveOn), leadCode) ?? accept({ type: 'LeadSchoolChanged', groupCode, leadCode })),
  );

/** A group bears another name. */
const renameGroup: Step<commands.RenameGroup> = ({ groupCode, name }, { effectiveOn, policies }, district) =>
  ofLivingGroup(
    district,
    groupCode,
    effectiveOn,
    (group) =>
      invalidText('name', name, NAME_LENGTH) ??
      unchanged(group.name.at(effectiveOn), name) ??
      invalidNameForm(name, group.form, effectiveOn, policies) ??
      accept({ type: 'GroupRenamed', groupCode, name }),
  );

/** "1": the group's common feature in philosophy and culture. */
const defineCommonFeature: Step<commands.DefineCommonFeature> = ({ groupCode, feature }, { effectiveOn }, district) =>
  ofLivingGroup(
    district,
    groupCode,
    effectiveOn,
    (group) =>
      invalidText('feature', feature, TEXT_LENGTH) ??
      unchanged(group.commonFeature.at(effectiveOn), feature) ??
      accept({ type: 'CommonFeatureDefined', groupCode, feature }),
  );

/** "X": each school's own feature (一校一品). */
const defineSchoolFeature: Step<commands.DefineSchoolFeature> = ({ schoolCode, feature }, { effectiveOn }, district) =>
  ofOpenSchool(
    district,
    schoolCode,
    effectiveOn,
    (school) =>
      invalidText('feature', feature, TEXT_LENGTH) ??
      unchanged(school.feature.at(effectiveOn), feature) ??
      accept({ type: 'SchoolFeatureDefined', schoolCode, feature }),
  );

/** A group ends on a document; all its memberships end with it. */
const dissolveGroup: Step<commands.DissolveGroup> = ({ groupCode }, { effectiveOn, hasDocument }, district) =>
  ofLivingGroup(district, groupCode, effectiveOn, (group) => {
    if (!hasDocument) return refuse('BASIS_MISSING', { group: groupCode }, ['command', 'basis']);
    for (const dated of [group.living, group.lead, group.name, group.commonFeature]) {
      const day = laterChange(dated, effectiveOn);
      if (day !== undefined) return refuse('CONFLICTS_WITH_LATER', { group: groupCode, rule: 'GROUP_DISSOLVED', day });
    }
    for (const [unit, member] of group.members) {
      const day = laterChange(member, effectiveOn, district.schools.get(unit));
      if (day !== undefined)
        return refuse('CONFLICTS_WITH_LATER', { group: groupCode, unit, rule: 'GROUP_DISSOLVED', day });
    }
    return accept({ type: 'GroupDissolved', groupCode, memberCodes: membersOn(group, effectiveOn) });
  });

export const decisions: { readonly [Type in DistrictCommand['type']]: Step<Extract<DistrictCommand, { type: Type }>> } =
  {
    OpenDistrict: openDistrict,
    RegisterSchool: registerSchool,
    RenameSchool: renameSchool,
    ClassifySchool: classifySchool,
    SetLeadershipRegime: setLeadershipRegime,
    CloseSchool: closeSchool,
    MergeSchools: mergeSchools,
    FormGroup: formGroup,
    AdmitSchool: admitSchool,
    WithdrawSchool: withdrawSchool,
    ChangeLeadSchool: changeLeadSchool,
    RenameGroup: renameGroup,
    DefineCommonFeature: defineCommonFeature,
    DefineSchoolFeature: defineSchoolFeature,
    DissolveGroup: dissolveGroup,
  };

/** A code names one thing of a district for ever: a school or a group, also one whose registration was retracted. */
const codeTaken = ({ schools, groups, retracted }: District, code: string): Refused | undefined =>
  schools.has(code) || groups.has(code) || retracted.has(code) ? refuse('CODE_TAKEN', { code }) : undefined;

const ofOpenSchool = (district: District, code: string, day: Day, then: (school: School) => Answer): Answer => {
  const school = district.schools.get(code);
  if (!school) return refuse('NOT_FOUND', { school: code });
  return school.open.at(day) ? then(school) : refuse('SCHOOL_CLOSED', { school: code, day });
};

const ofOpenSchools = (
  district: District,
  codes: readonly string[],
  day: Day,
  then: (schools: readonly School[]) => Answer,
): Answer => {
  const [code, ...rest] = codes;
  return code === undefined
    ? then([])
    : ofOpenSchool(district, code, day, (school) =>
        ofOpenSchools(district, rest, day, (others) => then([school, ...others])),
      );
};

const ofLivingGroup = (district: District, code: string, day: Day, then: (group: Group) => Answer): Answer => {
  const group = district.groups.get(code);
  return group?.living.at(day) ? then(group) : refusedGroup(group, code, day);
};

/** A group that does not live: unknown or not yet formed, or dissolved; one that ended on the day it was formed counts as dissolved. */
const refusedGroup = (group: Group | undefined, code: string, day: Day): Refused => {
  const formedOn = group?.living.intervals[0]?.from;
  return refuse(!group || (formedOn !== undefined && day < formedOn) ? 'NOT_FOUND' : 'GROUP_DISSOLVED', {
    group: code,
    day,
  });
};

/** The form of a name is refused only where the district adopted a naming policy. */
const invalidNameForm = (
  name: string,
  form: GroupForm,
  day: Day,
  policies: Policies,
  path: readonly string[] = [],
): Refused | undefined => {
  const rules = rulesOn(policies, 'NAMING', day);
  const suffix = form === 'GROUP' ? rules?.groupSuffix : rules?.allianceSuffix;
  return suffix === undefined || name.endsWith(suffix)
    ? undefined
    : refuse('NAME_FORM_INVALID', { name, suffix }, path);
};

/** A right name is held to the naming policy like any other, and the group beside to what the command was. */
export const refusedRight = (
  right: DistrictEvent,
  wrong: DistrictEvent,
  day: Day,
  policies: Policies,
  others: District,
): Refused | undefined => {
  if (
    right.type === 'GroupFormed' &&
    right.besideGroupCode !== undefined &&
    !('besideGroupCode' in wrong && wrong.besideGroupCode === right.besideGroupCode)
  ) {
    const refused = refusedBeside(others, right.besideGroupCode, right.form, day);
    if (refused) return { refused: { ...refused.refused, path: ['right', 'besideGroupCode'] } };
  }
  if ((right.type !== 'GroupFormed' && right.type !== 'GroupRenamed') || ('name' in wrong && wrong.name === right.name))
    return undefined;
  const form = right.type === 'GroupFormed' ? right.form : others.groups.get(right.groupCode)?.form;
  return form && within(['right'], invalidNameForm(right.name, form, day, policies, ['name']));
};

const refusedBeside = (district: District, besideGroupCode: string, form: string, day: Day): Refused | undefined => {
  const beside = district.groups.get(besideGroupCode);
  if (!beside?.living.at(day)) return refusedGroup(beside, besideGroupCode, day);
  return form === 'ALLIANCE' && beside.form === 'GROUP'
    ? undefined
    : refuse('INVALID_INPUT', { form }, ['besideGroupCode']);
};

/**
 * The first day after the given one on which a value begins or ends; an end that came with the school's closing is no change of the group's.
 * A late entry must not cut short what was recorded for that day.
 */
const laterChange = (dated: Timeline<unknown>, day: Day, school?: School): Day | undefined =>
  dated.intervals
    .flatMap(({ from, until }) => (until === undefined || (school && !school.open.at(until)) ? [from] : [from, until]))
    .find((change) => change > day);

/** The school and its parts close, also those that were to open later; their memberships on that day and later end. */
const closing = (district: District, school: School, day: Day): (SchoolClosed | SchoolWithdrawn)[] => {
  const parts = [...district.schools.values()].filter(
    (part) =>
      part.partOfCode === school.code && part.open.intervals.some(({ until }) => until === undefined || until > day),
  );
  return [school, ...parts].flatMap(({ code }) => [
    { type: 'SchoolClosed' as const, schoolCode: code },
    ...[...district.groups.values()]
      .filter((group) => group.members.get(code)?.intervals.some(({ until }) => until === undefined || until > day))
      .map((group) => ({ type: 'SchoolWithdrawn' as const, groupCode: group.code, schoolCode: code })),
  ]);
};
