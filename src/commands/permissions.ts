import type { Council, CouncilReferences } from '../domain/council/index.js';
import type { Command, CommandType, Day, Role } from '../domain/ledger.js';
import { personStream, splitId, streamKey } from '../domain/identity.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Person } from '../domain/person/index.js';
import type { GivenCommand, Principal } from './command.js';

/** What a permission may look at once the command's stream was loaded. */
export interface Loaded {
  readonly state: unknown;
  readonly references: unknown;
  /** Who may act goes by the day we were told, never by one that the command chooses. */
  readonly recordedOn: Day;
}

/** A command as its scope is read: with personal details or a commitment to them. */
type Scoped = Command | GivenCommand;

/** A rule on the token's claims, and where they do not decide it, one on what was loaded. */
interface Rule {
  readonly claims: (principal: Principal, command: Scoped) => boolean;
  readonly loaded?: (principal: Principal, command: Command, loaded: Loaded) => boolean;
}

/** The district whose policies a command goes by; that of a person only once the person was loaded. */
export const districtOf = (command: Scoped, state?: unknown): string | undefined => {
  if ('stream' in command) return districtOfStream(command.stream, state);
  if ('jurisdiction' in command) return command.jurisdiction;
  if (command.type === 'ChangePersonDetails' || command.type === 'ErasePerson')
    return state === undefined ? undefined : splitId(homeOf(state)).district;
  if (command.type === 'OpenDistrict') return command.code;
  if ('districtCode' in command) return command.districtCode;
  if ('groupId' in command) return splitId(command.groupId).district;
  return 'schoolId' in command ? splitId(command.schoolId).district : undefined;
};

const districtOfStream = (stream: string, state: unknown): string | undefined =>
  stream.startsWith(personStream(''))
    ? state === undefined
      ? undefined
      : splitId(homeOf(state)).district
    : streamKey(stream).split('.')[0];

const groupOf = (command: Scoped): string | undefined => {
  if ('groupId' in command) return command.groupId;
  return 'groupCode' in command ? `${command.districtCode}.${command.groupCode}` : undefined;
};

const schoolOf = (command: Scoped): string | undefined => {
  if ('schoolId' in command) return command.schoolId;
  return 'schoolCode' in command ? `${command.districtCode}.${command.schoolCode}` : undefined;
};

/** Within the district of the token. */
const district: Rule = {
  claims: (principal, command) => principal.district !== undefined && principal.district === districtOf(command),
};
/** The group of the token. */
const group: Rule = {
  claims: (principal, command) => principal.group !== undefined && principal.group === groupOf(command),
};
/** The school of the token. */
const school: Rule = {
  claims: (principal, command) => principal.school !== undefined && principal.school === schoolOf(command),
};
/** The group of the token, where a council was appointed before: the first one is not appointed by itself. */
const groupWithCouncil: Rule = {
  claims: group.claims,
  loaded: (_principal, _command, { state }) => (state as Pick<Council, 'lastOrdinal'>).lastOrdinal > 0,
};
/** The school of the token is open and leads the group now, or will from the group's first day on. */
const leadSchool: Rule = {
  claims: (principal, command) =>
    principal.school !== undefined && splitId(principal.school).district === districtOf(command),
  loaded: (principal, command, { references, recordedOn }) => {
    const { district } = references as CouncilReferences;
    const group = district.groups.get(splitId(groupOf(command) ?? '').code);
    const formedOn = group?.living.intervals[0]?.from ?? recordedOn;
    const lead = group?.lead.at(recordedOn > formedOn ? recordedOn : formedOn);
    return (
      lead !== undefined &&
      lead === splitId(principal.school ?? '').code &&
      district.schools.get(lead)?.open.at(recordedOn) === true
    );
  },
};
/** The school of the token recommends whom it entered itself. */
const ownStaff: Rule = {
  claims: school.claims,
  loaded: (principal, _command, { references }) => {
    const { person } = references as CouncilReferences;
    return person === undefined || person.status === 'UNKNOWN' || person.schoolId === principal.school;
  },
};
/** The person was entered by the token's school, or by a school of the token's district. */
const homeSchool: Rule = {
  claims: (principal) => principal.school !== undefined,
  loaded: (principal, _command, { state }) =>
    (state as Person).status === 'UNKNOWN' || homeOf(state) === principal.school,
};
const homeDistrict: Rule = {
  claims: (principal) => principal.district !== undefined,
  loaded: (principal, _command, { state }) =>
    (state as Person).status === 'UNKNOWN' || splitId(homeOf(state)).district === principal.district,
};
/** A record of the token's district. */
const recordOfDistrict: Rule = {
  claims: (principal) => principal.district !== undefined,
  loaded: (principal, command, { state }) => districtOf(command, state) === principal.district,
};
/** The token's school pays. */
const payingSchool: Rule = {
  claims: (principal, command) =>
    'voucher' in command && principal.school !== undefined && principal.school === command.voucher.schoolId,
};
/** Wherever a process follows up. */
const anywhere: Rule = { claims: () => true };

const homeOf = (state: unknown): string => {
  const person = state as Person;
  return person.status === 'UNKNOWN' ? '' : person.schoolId;
};

/** Who may give a command: role by role, within which scope. Who is not named may not. */
export const permissions: { readonly [Type in CommandType]: { readonly [R in Role]?: Rule } } = {
  OpenDistrict: { BUREAU: district },
  RegisterSchool: { BUREAU: district },
  RenameSchool: { BUREAU: district },
  ClassifySchool: { BUREAU: district },
  SetLeadershipRegime: { BUREAU: district },
  CloseSchool: { BUREAU: district },
  MergeSchools: { BUREAU: district },
  FormGroup: { BUREAU: district },
  AdmitSchool: { BUREAU: district },
  WithdrawSchool: { BUREAU: district },
  ChangeLeadSchool: { BUREAU: district },
  RenameGroup: { BUREAU: district },
  DefineCommonFeature: { BUREAU: district, COUNCIL: group },
  DefineSchoolFeature: { BUREAU: district, SCHOOL: school },
  DissolveGroup: { BUREAU: district },
  RecommendCouncilMember: { BUREAU: district, SCHOOL: ownStaff },
  WithdrawRecommendation: { BUREAU: district, SCHOOL: school },
  AppointCouncil: { BUREAU: district, COUNCIL: groupWithCouncil, SCHOOL: leadSchool },
  FileCouncil: { BUREAU: district, COUNCIL: group, SCHOOL: leadSchool },
  AcceptFiling: { BUREAU: district },
  ReturnFiling: { BUREAU: district },
  AppointSubstitute: { BUREAU: district, COUNCIL: group },
  ResignSeat: { BUREAU: district, COUNCIL: group },
  RemoveMember: { BUREAU: district, COUNCIL: group, SYSTEM: anywhere },
  ExtendTerm: { BUREAU: district, COUNCIL: group },
  EndTerm: { BUREAU: district, COUNCIL: group, SYSTEM: anywhere },
  RegisterPerson: { BUREAU: district, SCHOOL: school },
  ChangePersonDetails: { BUREAU: homeDistrict, SCHOOL: homeSchool },
  ErasePerson: { BUREAU: homeDistrict },
  AdoptCharter: { BUREAU: district, COUNCIL: group },
  AdoptResolution: { BUREAU: district, COUNCIL: group },
  AmendResolution: { BUREAU: district, COUNCIL: group },
  RepealResolution: { BUREAU: district, COUNCIL: group },
  AppropriateFund: { BUREAU: district },
  SupplementFund: { BUREAU: district },
  ReduceFund: { BUREAU: district },
  AllocateFunds: { BUREAU: district, COUNCIL: group },
  ReviseAllocation: { BUREAU: district, COUNCIL: group },
  SuspendAllocation: { BUREAU: district, SYSTEM: anywhere },
  CommitFunds: { BUREAU: district, COUNCIL: group },
  RecordExpenditure: { BUREAU: district, COUNCIL: group, SCHOOL: payingSchool },
  ReverseExpenditure: { BUREAU: district, COUNCIL: group, SCHOOL: payingSchool },
  CarryOut: { BUREAU: district, COUNCIL: group },
  CarryIn: { BUREAU: district, COUNCIL: group, SYSTEM: anywhere },
  ReturnUnspent: { BUREAU: district, COUNCIL: group },
  CloseFundYear: { BUREAU: district, COUNCIL: group },
  AdjustClosedYear: { BUREAU: district },
  AdoptPolicy: { BUREAU: district },
  RepealPolicy: { BUREAU: district },
  CorrectRecord: { BUREAU: recordOfDistrict },
  RetractRecord: { BUREAU: recordOfDistrict },
};

/** The roles that may give some command. */
const commanding: ReadonlySet<string> = new Set(Object.values(permissions).flatMap((rules) => Object.keys(rules)));

/** Whether somebody in the token's role may give any command at all. */
export const mayCommand = ({ actor }: Principal): boolean => commanding.has(actor.role);

/** Whether the token's role and claims allow the command, as far as they can tell. */
export const claimsAllow = (principal: Principal, command: Scoped): boolean =>
  permissions[command.type][principal.actor.role]?.claims(principal, command) ?? false;

/** Whether what was loaded allows it too. */
export const stateAllows = (principal: Principal, command: Command, loaded: Loaded): boolean =>
  permissions[command.type][principal.actor.role]?.loaded?.(principal, command, loaded) ?? true;

export const notAuthorised = ({ actor }: Principal): { readonly refused: Refusal } =>
  refuse('NOT_AUTHORISED', { role: actor.role });
