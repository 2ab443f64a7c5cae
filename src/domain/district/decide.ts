import { withDuty, ofGroup, ofSchool } from '../permission.js';
import { addDays, type Day } from '../day.js';
import { folded } from '../folded.js';
import { splitId } from '../identity.js';
import {
  accept,
  acceptActOfGovernment,
  stepOf,
  type Correcting,
  type CommandTable,
  type Decide,
  type Rule,
} from '../decider.js';
import {
  at,
  codeIsValid,
  dayIsValid,
  firstRefused,
  listIsFilled,
  NAME_LENGTH,
  TEXT_LENGTH,
  textIsValid,
  textsAreValid,
  valueChanges,
  within,
} from '../input.js';
import { rulesOn, type Policies } from '../policy/index.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { contains, type Timeline } from '../timeline.js';
import { allAreOfDistrict, inCodes, type InCodes } from './codes.js';
import type * as commands from './commands.js';
import type { DistrictCommand } from './commands.js';
import type { DistrictEvent, GroupForm, SchoolClosed, SchoolWithdrawn } from './events.js';
import { membersOn } from './invariants.js';
import { livesOn } from './living.js';
import type { District, Group, School } from './state.js';

type DistrictRule<Command> = Rule<InCodes<Command>, District>;
type OfSchool = { readonly schoolCode: string };
type OfGroup = { readonly groupCode: string };
type OfMember = OfGroup & OfSchool;

/** A step speaks in the district's codes, once everything that the command names is known to be of the district. */
const step = <Command extends DistrictCommand>(
  rules: readonly DistrictRule<Command>[],
  then: Decide<InCodes<Command>, District, DistrictEvent>,
): Decide<Command, District, DistrictEvent> => {
  const decided = stepOf<District, DistrictEvent>()<InCodes<Command>>(rules, then);
  return (command, context, district) => allAreOfDistrict(command) ?? decided(inCodes(command), context, district);
};

// What the state alone says.

/** A district is opened once. */
const districtIsNew: DistrictRule<commands.OpenDistrict> = ({ code }, _context, district) =>
  district.code === '' ? undefined : refuse('CODE_TAKEN', { code }, ['code']);

/** Schools are registered and groups formed in a district whose register is open. */
const districtIsOpened: DistrictRule<{ readonly districtCode: string }> = ({ districtCode }, _context, { code }) =>
  code === '' ? refuse('NOT_FOUND', { district: districtCode }, ['districtId']) : undefined;

const groupLives: DistrictRule<OfGroup> = ({ groupCode }, { effectiveOn }, district) =>
  at(['groupId'], livesOn(district.groups.get(groupCode), effectiveOn, { group: groupCode, day: effectiveOn }));

/** A school is in the register, and open on a day. */
const isOpenOn = ({ schools }: District, code: string, day: Day): Refused | undefined => {
  const school = schools.get(code);
  if (!school) return refuse('NOT_FOUND', { school: code });
  return school.open.at(day) ? undefined : refuse('SCHOOL_CLOSED', { school: code, day });
};
const schoolIsOpen: DistrictRule<OfSchool> = ({ schoolCode }, { effectiveOn }, district) =>
  at(['schoolId'], isOpenOn(district, schoolCode, effectiveOn));

// Found once the rules above hold.
const schoolOf = ({ schools }: District, { schoolCode }: OfSchool): School => schools.get(schoolCode)!;
const groupOf = ({ groups }: District, { groupCode }: OfGroup): Group => groups.get(groupCode)!;

/** The day on which a life ends that holds on a day, where that is recorded. */
const endOf = (life: Timeline<true> | undefined, day: Day): Day | undefined =>
  life?.intervals.find((interval) => contains(interval, day))?.until;

// Codes, names and other texts.

const newCodeIsValid: Rule<{ readonly code: string }> = ({ code }) => codeIsValid(code);

/** A code names one thing of a district for ever: a school or a group, also one whose registration was retracted. */
const codeIsFree: DistrictRule<{ readonly code: string }> = ({ code }, _context, { schools, groups, retracted }) =>
  schools.has(code) || groups.has(code) || retracted.has(code) ? refuse('CODE_TAKEN', { code }, ['code']) : undefined;

const nameIsValid: Rule<{ readonly name: string }> = ({ name }) => textIsValid('name', name, NAME_LENGTH);

const featureIsValid: Rule<{ readonly feature: string }> = ({ feature }) =>
  textIsValid('feature', feature, TEXT_LENGTH);

/** A name ends as the report shows it [S], where the district adopted a naming policy; else its form is not asked for [D]. */
const fitsNamingPolicy = (name: string, form: GroupForm, day: Day, policies: Policies): Refused | undefined => {
  const rules = rulesOn(policies, 'NAMING', day);
  const suffix = form === 'GROUP' ? rules?.groupSuffix : rules?.allianceSuffix;
  return suffix === undefined || folded(name).endsWith(folded(suffix))
    ? undefined
    : refuse('NAME_FORM_INVALID', { name, suffix }, ['name']);
};

/** The bureau opens the register of its district. */
const openDistrict = step<commands.OpenDistrict>([newCodeIsValid, nameIsValid, districtIsNew], ({ code, name }) =>
  accept({ type: 'DistrictOpened', code, name }),
);

/** A section or campus, and no school, is part of a school. */
const onlyPartsHaveWhole: DistrictRule<commands.RegisterSchool> = ({ kind = 'SCHOOL', partOfCode }) =>
  (kind === 'SCHOOL') === (partOfCode === undefined) ? undefined : refuse('INVALID_INPUT', { kind }, ['partOfId']);

const aliasesAreValid: DistrictRule<commands.RegisterSchool> = ({ aliases = [] }) => textsAreValid('aliases', aliases);

const legalPersonIsValid: DistrictRule<commands.RegisterSchool> = ({ legalPerson }) =>
  textIsValid('legalPerson', legalPerson, NAME_LENGTH);

const wholeIsOpen: DistrictRule<commands.RegisterSchool> = ({ partOfCode }, { effectiveOn }, district) =>
  partOfCode === undefined ? undefined : at(['partOfId'], isOpenOn(district, partOfCode, effectiveOn));

/** No section or campus is part of another one. */
const wholeIsSchool: DistrictRule<commands.RegisterSchool> = ({ partOfCode }, _context, { schools }) =>
  partOfCode === undefined || schools.get(partOfCode)?.kind === 'SCHOOL'
    ? undefined
    : refuse('INVALID_INPUT', { partOf: partOfCode }, ['partOfId']);

/** A school, section or campus enters the register; a part shares the legal person of its school. */
const registerSchool = step<commands.RegisterSchool>(
  [
    districtIsOpened,
    onlyPartsHaveWhole,
    newCodeIsValid,
    nameIsValid,
    aliasesAreValid,
    legalPersonIsValid,
    codeIsFree,
    wholeIsOpen,
    wholeIsSchool,
  ],
  (command, { effectiveOn }, { schools }) => {
    const { code, name, phase, partOfCode, isRural } = command;
    const { aliases = [], kind = 'SCHOOL', ownership = 'PUBLIC', standing = 'UNSPECIFIED' } = command;
    const whole = partOfCode === undefined ? undefined : schools.get(partOfCode);
    return accept({
      type: 'SchoolRegistered',
      schoolCode: code,
      name,
      aliases,
      kind,
      phase,
      ownership,
      standing,
      legalPerson: command.legalPerson ?? whole?.legalPerson ?? name,
      ...present({ partOfCode, isRural, until: endOf(whole?.open, effectiveOn) }),
    });
  },
);

const schoolNameChanges: DistrictRule<commands.RenameSchool> = (command, { effectiveOn }, district) =>
  valueChanges('name', schoolOf(district, command).name.at(effectiveOn), command.name);

/** A school bears another name from a day on; its legal person stays. */
const renameSchool = step<commands.RenameSchool>(
  [schoolIsOpen, nameIsValid, schoolNameChanges],
  ({ schoolCode, name }) => accept({ type: 'SchoolRenamed', schoolCode, name }),
);

/** What of a school's class becomes another. */
const newClass = (command: InCodes<commands.ClassifySchool>, day: Day, district: District) => {
  const { standing, isRural } = schoolOf(district, command);
  return {
    ...present({
      standing: command.standing === standing.at(day) ? undefined : command.standing,
      isRural: command.isRural === isRural.at(day) ? undefined : command.isRural,
    }),
  };
};

/** A school is classed otherwise than it is already. */
const classChanges: DistrictRule<commands.ClassifySchool> = (command, { effectiveOn }, district) =>
  Object.keys(newClass(command, effectiveOn, district)).length === 0
    ? refuse('NO_CHANGE', { school: command.schoolCode }, ['schoolId'])
    : undefined;

/** The bureau classes a school: its standing, and whether it is rural. */
const classifySchool = step<commands.ClassifySchool>(
  [schoolIsOpen, classChanges],
  (command, { effectiveOn }, district) =>
    accept({ type: 'SchoolClassified', schoolCode: command.schoolCode, ...newClass(command, effectiveOn, district) }),
);

const regimeChanges: DistrictRule<commands.SetLeadershipRegime> = (command, { effectiveOn }, district) =>
  valueChanges('regime', schoolOf(district, command).regime.at(effectiveOn), command.regime);

/** Under whose leadership the principal is responsible; since 2022 policy says the school's Party organisation. */
const setLeadershipRegime = step<commands.SetLeadershipRegime>(
  [schoolIsOpen, regimeChanges],
  ({ schoolCode, regime }) => accept({ type: 'LeadershipRegimeSet', schoolCode, regime }),
);

/** An act of government: the school closes, its sections and campuses with it, and every membership of theirs ends. */
const closeSchool = step<commands.CloseSchool>([schoolIsOpen], (command, { effectiveOn }, district) =>
  acceptActOfGovernment(...closing(district, schoolOf(district, command), effectiveOn)),
);

const mergedCodesAreValid: DistrictRule<commands.MergeSchools> = ({ schoolCodes }) =>
  textsAreValid('schoolIds', schoolCodes);

const someAreMerged: DistrictRule<commands.MergeSchools> = ({ schoolCodes }) => listIsFilled('schoolIds', schoolCodes);

/** A school is not merged into itself. */
const intoIsAnother: DistrictRule<commands.MergeSchools> = ({ schoolCodes, intoCode }) =>
  schoolCodes.includes(intoCode) ? refuse('INVALID_INPUT', { school: intoCode }, ['intoId']) : undefined;

const allAreOpen: DistrictRule<commands.MergeSchools> = ({ schoolCodes, intoCode }, { effectiveOn }, district) =>
  at(['intoId'], isOpenOn(district, intoCode, effectiveOn)) ??
  firstRefused(schoolCodes, (code, index) => at(['schoolIds', String(index)], isOpenOn(district, code, effectiveOn)));

/** Sections and campuses go with their school. */
const allAreSchools: DistrictRule<commands.MergeSchools> = ({ schoolCodes, intoCode }, _context, { schools }) =>
  [intoCode, ...schoolCodes].every((code) => schools.get(code)?.kind === 'SCHOOL')
    ? undefined
    : refuse('INVALID_INPUT', { kind: 'SCHOOL' }, ['schoolIds']);

/** An act of government: schools close into another one. */
const mergeSchools = step<commands.MergeSchools>(
  [mergedCodesAreValid, someAreMerged, intoIsAnother, allAreOpen, allAreSchools],
  ({ schoolCodes, intoCode }, { effectiveOn }, district) =>
    acceptActOfGovernment<DistrictEvent>(
      { type: 'SchoolsMerged', schoolCodes, intoCode },
      ...schoolCodes.flatMap((schoolCode) => closing(district, schoolOf(district, { schoolCode }), effectiveOn)),
    ),
);

const firstFeatureIsValid: DistrictRule<commands.FormGroup> = ({ commonFeature }) =>
  textIsValid('commonFeature', commonFeature, TEXT_LENGTH);

const memberCodesAreValid: DistrictRule<commands.FormGroup> = ({ memberCodes }) =>
  textsAreValid('memberIds', memberCodes);

/** Only an alliance stands beside a group [S], and only beside one that lives [D]. */
const allianceStandsBesideGroup = (
  { besideGroupCode: group, form }: { readonly besideGroupCode?: string; readonly form: GroupForm },
  day: Day,
  { groups }: District,
): Refused | undefined => {
  if (group === undefined) return undefined;
  const beside = groups.get(group);
  const refused = livesOn(beside, day, { group, day });
  if (refused) return refused;
  return form === 'ALLIANCE' && beside?.form === 'GROUP' ? undefined : refuse('INVALID_INPUT', { form });
};

const besideIsGroup: DistrictRule<commands.FormGroup> = (command, { effectiveOn }, district) =>
  at(['besideGroupId'], allianceStandsBesideGroup(command, effectiveOn, district));

const newNameFitsPolicy: DistrictRule<commands.FormGroup> = ({ name, form }, { effectiveOn, policies }) =>
  fitsNamingPolicy(name, form, effectiveOn, policies);

/** Who leads a new group is one of its members. */
const leadIsMember: DistrictRule<commands.FormGroup> = ({ code, leadCode, memberCodes }) =>
  memberCodes.includes(leadCode) ? undefined : refuse('LEAD_NOT_MEMBER', { lead: leadCode, group: code }, ['leadId']);

const membersAreOpen: DistrictRule<commands.FormGroup> = ({ leadCode, memberCodes }, { effectiveOn }, district) =>
  firstRefused(memberCodes, (code, index) =>
    at(code === leadCode ? ['leadId'] : ['memberIds', String(index)], isOpenOn(district, code, effectiveOn)),
  );

/**
 * Schools form a group or an alliance. Not a merger: each keeps its legal person, name and affiliation. Entered late, the membership of
 * a school whose closing is recorded ends with it.
 */
const formGroup = step<commands.FormGroup>(
  [
    districtIsOpened,
    newCodeIsValid,
    nameIsValid,
    firstFeatureIsValid,
    memberCodesAreValid,
    codeIsFree,
    besideIsGroup,
    newNameFitsPolicy,
    leadIsMember,
    membersAreOpen,
  ],
  ({ code, name, form, leadCode, memberCodes, besideGroupCode, commonFeature }, { effectiveOn }, district) => {
    const endOfSchool = (schoolCode: string): Day | undefined =>
      endOf(schoolOf(district, { schoolCode }).open, effectiveOn);
    return accept<DistrictEvent>(
      {
        type: 'GroupFormed',
        groupCode: code,
        name,
        form,
        leadCode,
        memberCodes: memberCodes.filter((schoolCode) => endOfSchool(schoolCode) === undefined),
        ...present({ besideGroupCode, commonFeature }),
      },
      ...memberCodes.flatMap((schoolCode) => {
        const until = endOfSchool(schoolCode);
        return until === undefined ? [] : [{ type: 'SchoolAdmitted' as const, groupCode: code, schoolCode, until }];
      }),
    );
  },
);

/** Nobody joins who is a member on that day. */
const isNoMemberYet: DistrictRule<OfMember> = (command, { effectiveOn }, district) =>
  groupOf(district, command).members.get(command.schoolCode)?.at(effectiveOn)
    ? refuse('NO_CHANGE', { school: command.schoolCode, group: command.groupCode }, ['schoolId'])
    : undefined;

/** Nor who joins later, by what is already recorded. */
const isNoMemberLater: DistrictRule<OfMember> = (command, { effectiveOn }, district) => {
  const { schoolCode: school, groupCode: group } = command;
  const intervals = groupOf(district, command).members.get(school)?.intervals ?? [];
  const later = intervals.find(({ from }) => from > effectiveOn);
  return later && refuse('CONFLICTS_WITH_LATER', { school, group, rule: 'NO_CHANGE', day: later.from }, ['schoolId']);
};

/** A school joins a group; entered late, its membership ends with the group or the school, where their end is recorded. */
const admitSchool = step<commands.AdmitSchool>(
  [groupLives, schoolIsOpen, isNoMemberYet, isNoMemberLater],
  (command, { effectiveOn }, district) => {
    const { groupCode, schoolCode } = command;
    const ends = [
      endOf(groupOf(district, command).living, effectiveOn),
      endOf(schoolOf(district, command).open, effectiveOn),
    ];
    const [until] = ends.filter((day) => day !== undefined).sort();
    return accept({ type: 'SchoolAdmitted', groupCode, schoolCode, ...present({ until }) });
  },
);

/** Who leaves was a member at some time. */
const wasOnceMember: DistrictRule<OfMember> = (command, _context, district) =>
  groupOf(district, command).members.has(command.schoolCode)
    ? undefined
    : refuse('NOT_FOUND', { school: command.schoolCode, group: command.groupCode }, ['schoolId']);

/** No later change of the membership is recorded, but for an end that came with the closing of the school. */
const membershipStaysLater: DistrictRule<OfMember> = (command, { effectiveOn }, district) => {
  const { schoolCode: school, groupCode: group } = command;
  const member = groupOf(district, command).members.get(school)!;
  const day = laterChange(member, effectiveOn, district.schools.get(school));
  return day === undefined
    ? undefined
    : refuse('CONFLICTS_WITH_LATER', { school, group, rule: 'NO_CHANGE', day }, ['schoolId']);
};

/** Who leaves is a member on that day. */
const isMember: DistrictRule<OfMember> = (command, { effectiveOn }, district) =>
  groupOf(district, command).members.get(command.schoolCode)?.at(effectiveOn)
    ? undefined
    : refuse('NO_CHANGE', { school: command.schoolCode, group: command.groupCode }, ['schoolId']);

/** Who leaves does not lead on that day. */
const anotherLeads: DistrictRule<OfMember> = (command, { effectiveOn }, district) =>
  groupOf(district, command).lead.at(effectiveOn) === command.schoolCode
    ? refuse('LEAD_CANNOT_WITHDRAW', { lead: command.schoolCode, group: command.groupCode }, ['schoolId'])
    : undefined;

/** A school leaves a group. The lead cannot before another leads. */
const withdrawSchool = step<commands.WithdrawSchool>(
  [groupLives, wasOnceMember, membershipStaysLater, isMember, anotherLeads],
  ({ groupCode, schoolCode }) => accept({ type: 'SchoolWithdrawn', groupCode, schoolCode }),
);

/** Who is to lead is in the register. */
const leadIsKnown: DistrictRule<commands.ChangeLeadSchool> = ({ leadCode }, _context, { schools }) =>
  schools.has(leadCode) ? undefined : refuse('NOT_FOUND', { school: leadCode }, ['leadId']);

const leadChanges: DistrictRule<commands.ChangeLeadSchool> = (command, { effectiveOn }, district) =>
  valueChanges('leadId', groupOf(district, command).lead.at(effectiveOn), command.leadCode);

/** Another member leads the group. */
const changeLeadSchool = step<commands.ChangeLeadSchool>(
  [groupLives, leadIsKnown, leadChanges],
  ({ groupCode, leadCode }) => accept({ type: 'LeadSchoolChanged', groupCode, leadCode }),
);

const groupNameChanges: DistrictRule<commands.RenameGroup> = (command, { effectiveOn }, district) =>
  valueChanges('name', groupOf(district, command).name.at(effectiveOn), command.name);

const otherNameFitsPolicy: DistrictRule<commands.RenameGroup> = (command, { effectiveOn, policies }, district) =>
  fitsNamingPolicy(command.name, groupOf(district, command).form, effectiveOn, policies);

/** A group bears another name. */
const renameGroup = step<commands.RenameGroup>(
  [groupLives, nameIsValid, groupNameChanges, otherNameFitsPolicy],
  ({ groupCode, name }) => accept({ type: 'GroupRenamed', groupCode, name }),
);

const commonFeatureChanges: DistrictRule<commands.DefineCommonFeature> = (command, { effectiveOn }, district) =>
  valueChanges('feature', groupOf(district, command).commonFeature.at(effectiveOn), command.feature);

/** "1": the group's common feature in philosophy and culture. */
const defineCommonFeature = step<commands.DefineCommonFeature>(
  [groupLives, featureIsValid, commonFeatureChanges],
  ({ groupCode, feature }) => accept({ type: 'CommonFeatureDefined', groupCode, feature }),
);

const schoolFeatureChanges: DistrictRule<commands.DefineSchoolFeature> = (command, { effectiveOn }, district) =>
  valueChanges('feature', schoolOf(district, command).feature.at(effectiveOn), command.feature);

/** "X": each school's own feature (一校一品). */
const defineSchoolFeature = step<commands.DefineSchoolFeature>(
  [schoolIsOpen, featureIsValid, schoolFeatureChanges],
  ({ schoolCode, feature }) => accept({ type: 'SchoolFeatureDefined', schoolCode, feature }),
);

/** A group is dissolved on a document. */
const dissolutionHasDocument: Rule<OfGroup> = ({ groupCode }, { hasDocument }) =>
  hasDocument ? undefined : refuse('BASIS_MISSING', { group: groupCode }, ['command', 'basis']);

/** No later change of the group's life, lead, name or feature is recorded. */
const groupStaysLater: DistrictRule<OfGroup> = (command, { effectiveOn }, district) => {
  const { living, lead, name, commonFeature } = groupOf(district, command);
  return firstRefused([living, lead, name, commonFeature], (dated: Timeline<unknown>) => {
    const day = laterChange(dated, effectiveOn);
    if (day === undefined) return undefined;
    return refuse('CONFLICTS_WITH_LATER', { group: command.groupCode, rule: 'GROUP_DISSOLVED', day }, ['groupId']);
  });
};

/** Nor one of a membership, but for an end that came with the closing of the school. */
const membershipsStayLater: DistrictRule<OfGroup> = (command, { effectiveOn }, district) =>
  firstRefused([...groupOf(district, command).members], ([unit, member]) => {
    const day = laterChange(member, effectiveOn, district.schools.get(unit));
    if (day === undefined) return undefined;
    return refuse('CONFLICTS_WITH_LATER', { group: command.groupCode, unit, rule: 'GROUP_DISSOLVED', day }, [
      'groupId',
    ]);
  });

/** A group ends on a document; all its memberships end with it. */
const dissolveGroup = step<commands.DissolveGroup>(
  [groupLives, dissolutionHasDocument, groupStaysLater, membershipsStayLater],
  (command, { effectiveOn }, district) => {
    const memberCodes = membersOn(groupOf(district, command), effectiveOn);
    return accept({ type: 'GroupDissolved', groupCode: command.groupCode, memberCodes });
  },
);

// Whether a command is open at all.

type OnGroup = { readonly groupId: string };
/** Rules on a group, for commands and objects that name it by its id. */
const ofGroupMeant = (...rules: readonly DistrictRule<OfGroup>[]): readonly Rule<OnGroup, District>[] =>
  rules.map(
    (rule): Rule<OnGroup, District> =>
      ({ groupId }, context, district) =>
        rule({ groupCode: splitId(groupId).code }, context, district),
  );

/** Some member may leave: not the lead, and not one of the last two. */
const someMemberMayLeave: DistrictRule<OfGroup> = (target, { effectiveOn }, district) => {
  const group = groupOf(district, target);
  const members = membersOn(group, effectiveOn);
  const args = { group: target.groupCode };
  if (members.length === 0) return refuse('NOT_FOUND', args, ['groupId']);
  const lead = group.lead.at(effectiveOn);
  if (members.every((code) => code === lead)) return refuse('LEAD_CANNOT_WITHDRAW', args, ['groupId']);
  return members.length === 2 ? refuse('TOO_FEW_MEMBERS', args, ['groupId']) : undefined;
};

/** Some member does not lead yet. */
const someMemberMayLead: DistrictRule<OfGroup> = (target, { effectiveOn }, district) => {
  const group = groupOf(district, target);
  const lead = group.lead.at(effectiveOn);
  return membersOn(group, effectiveOn).every((code) => code === lead)
    ? refuse('LEAD_NOT_MEMBER', { group: target.groupCode }, ['groupId'])
    : undefined;
};

/** Who may give each command, when it is open, and how it is decided. */
export const decisions: CommandTable<DistrictCommand, District, DistrictEvent> = {
  OpenDistrict: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: openDistrict },
  RegisterSchool: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: registerSchool },
  RenameSchool: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: renameSchool },
  ClassifySchool: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: classifySchool },
  SetLeadershipRegime: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: setLeadershipRegime },
  CloseSchool: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: closeSchool },
  MergeSchools: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: mergeSchools },
  FormGroup: { may: { BUREAU: withDuty('BASIC_EDUCATION') }, decide: formGroup },
  AdmitSchool: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives) },
    decide: admitSchool,
  },
  WithdrawSchool: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives, someMemberMayLeave) },
    decide: withdrawSchool,
  },
  ChangeLeadSchool: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives, someMemberMayLead) },
    decide: changeLeadSchool,
  },
  RenameGroup: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives) },
    decide: renameGroup,
  },
  DefineCommonFeature: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives) },
    decide: defineCommonFeature,
  },
  DefineSchoolFeature: { may: { BUREAU: withDuty('BASIC_EDUCATION'), SCHOOL: ofSchool }, decide: defineSchoolFeature },
  DissolveGroup: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['EducationGroup'], rules: ofGroupMeant(groupLives, groupStaysLater, membershipsStayLater) },
    decide: dissolveGroup,
  },
};

/** A right name is held to the naming policy like any other, and the group beside to what the command was. */
export const correctionIsAllowed = (correcting: Correcting<District, DistrictEvent>): Refused | undefined =>
  rightEndsAfterItBegins(correcting) ?? rightStandsBesideGroup(correcting) ?? rightNameFitsPolicy(correcting);

/** A right registration or membership ends, if at all, after the day on which it begins. */
const rightEndsAfterItBegins = ({
  right,
  rightEffectiveOn,
}: Correcting<District, DistrictEvent>): Refused | undefined => {
  if ((right?.type !== 'SchoolRegistered' && right?.type !== 'SchoolAdmitted') || right.until === undefined)
    return undefined;
  const wrong = dayIsValid('until', right.until);
  if (wrong) return within(['right'], wrong);
  return right.until > rightEffectiveOn
    ? undefined
    : refuse('DATE_ORDER', { day: right.until, earliest: addDays(rightEffectiveOn, 1) }, ['right', 'until']);
};

/**
 * Without a closing what it ended goes on: the school's memberships, its sections and campuses and theirs; without a
 * merger all that it closed.
 */
export const isUndoneWith = ({ schools }: District, retracted: DistrictEvent, other: DistrictEvent): boolean => {
  if (retracted.type === 'SchoolsMerged') return true;
  if (retracted.type !== 'SchoolClosed' || (other.type !== 'SchoolClosed' && other.type !== 'SchoolWithdrawn'))
    return false;
  return [other.schoolCode, schools.get(other.schoolCode)?.partOfCode].includes(retracted.schoolCode);
};

const rightStandsBesideGroup = ({
  right,
  wrong,
  rightEffectiveOn,
  others,
}: Correcting<District, DistrictEvent>): Refused | undefined => {
  if (right?.type !== 'GroupFormed') return undefined;
  if ('besideGroupCode' in wrong && wrong.besideGroupCode === right.besideGroupCode) return undefined;
  return at(['right', 'besideGroupCode'], allianceStandsBesideGroup(right, rightEffectiveOn, others));
};

const rightNameFitsPolicy = ({
  right,
  wrong,
  rightEffectiveOn,
  context: { policies },
  others,
}: Correcting<District, DistrictEvent>): Refused | undefined => {
  if (right?.type !== 'GroupFormed' && right?.type !== 'GroupRenamed') return undefined;
  if ('name' in wrong && wrong.name === right.name) return undefined;
  const form = right.type === 'GroupFormed' ? right.form : others.groups.get(right.groupCode)?.form;
  return form && at(['right', 'name'], fitsNamingPolicy(right.name, form, rightEffectiveOn, policies));
};

/**
 * The first day after the given one on which a value begins or ends; an end that came with the school's closing is no
 * change of the group's.
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
