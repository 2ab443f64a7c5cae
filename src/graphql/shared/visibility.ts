import type { Principal } from '../../commands/command.js';
import type { DomainEvent, EventType, Role } from '../../domain/ledger.js';
import { splitId, streamKey } from '../../domain/identity.js';
import { holdsOn } from '../../projections/intervals.js';
import type { PersonRow } from '../../projections/persons.js';
import type { LedgerEntry } from '../../projections/read-model.js';
import type { Context } from '../context.js';

/** Whether somebody in a role may read a thing of that kind; what the asker may see goes by the request's own moment. */
type Rule<Thing> = (context: Context, thing: Thing) => boolean;
type Rules<Thing> = { readonly [R in Role]?: Rule<Thing> };

const always = (): boolean => true;

/** The district of the token: as claimed, or that of the group or school claimed. */
const districtOf = ({ district, group, school }: Principal): string | undefined => district ?? splitId(group ?? school ?? '').district;

const bureauOfPerson: Rule<PersonRow> = ({ principal }, { school }) =>
  principal.district !== undefined && principal.district === splitId(school).district;
const schoolOfPerson: Rule<PersonRow> = ({ principal }, { school }) => principal.school !== undefined && principal.school === school;
/** On the group's council on that day or before, or of a school that is a member of the group; being recommended discloses nothing. */
const councilOfPerson: Rule<PersonRow> = ({ principal: { group }, read, request: { at } }, { key, school }) =>
  group !== undefined &&
  (read.memberships.by('school', school, at.position).some((row) => row.group === group && holdsOn(row, at.effectiveOn)) ||
    read.seats.by('person', key, at.position).some(({ council, since }) => council.startsWith(`${group}.`) && since <= at.effectiveOn));
const districtOfStream: Rule<LedgerEntry> = ({ principal, read, services }, { stream }) => {
  const key = streamKey(stream);
  const home = stream.startsWith('person-') ? (read.persons.byKey(key, services.runner.head())?.school ?? '') : key;
  const district = home.split('.')[0];
  return district !== '' && district === districtOf(principal);
};

/** A group or school of the asker's district. */
const inDistrict: Rule<string> = ({ principal }, key) => splitId(key).district !== '' && splitId(key).district === districtOf(principal);
const oneself: Rule<string> = ({ principal }, actor) => principal.actor.id === actor;

/** Who may read what the public register does not hold: role by role. Who is not named may not. */
const readings = {
  standingOfSchool: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: inDistrict, COUNCIL: inDistrict },
  schoolOfPerson: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: inDistrict, COUNCIL: inDistrict },
  reasonOfFiling: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: inDistrict, COUNCIL: inDistrict },
  eventsByActor: { AUDITOR: always, BUREAU: oneself, SCHOOL: oneself, COUNCIL: oneself },
  paymentsOfFund: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: inDistrict, COUNCIL: inDistrict },
  personsOfMeeting: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: inDistrict, COUNCIL: inDistrict },
  nameOfPerson: { AUDITOR: always, BUREAU: bureauOfPerson, SCHOOL: schoolOfPerson, COUNCIL: councilOfPerson },
  wholeEvent: { AUDITOR: always, BUREAU: districtOfStream, SCHOOL: districtOfStream, COUNCIL: districtOfStream },
} satisfies Record<string, Rules<never>>;
type Readings = typeof readings;
type ThingOf<R> = R extends Rules<infer Thing> ? Thing : never;

/** Whether the asker may read this. */
export const mayRead = <R extends keyof Readings>(context: Context, reading: R, thing: ThingOf<Readings[R]>): boolean =>
  (readings[reading] as Rules<unknown>)[context.principal.actor.role]?.(context, thing) ?? false;

type DataOf<Type extends EventType> = Exclude<keyof Extract<DomainEvent, { readonly type: Type }>, 'type'>;

/** Of a meeting: when it was and how it voted, without minutes and persons. */
const meeting = ['resolution', 'heldOn', 'ordinal', 'ballot', 'quorum', 'majority', 'caretaker'] as const;

/**
 * What the public sees of an event's data: the register, councils without names, sums with their purposes; no standing, commitment
 * or reason, and of payments no supplier, contract, invoice or voucher.
 */
const publicData: { readonly [Type in EventType]: readonly DataOf<Type>[] } = {
  DistrictOpened: ['code', 'name'],
  SchoolRegistered: ['schoolCode', 'name', 'aliases', 'kind', 'partOfCode', 'phase', 'ownership', 'legalPerson', 'isRural'],
  SchoolRenamed: ['schoolCode', 'name'],
  SchoolClassified: ['schoolCode', 'isRural'],
  LeadershipRegimeSet: ['schoolCode', 'regime'],
  SchoolClosed: ['schoolCode'],
  SchoolsMerged: ['schoolCodes', 'intoCode'],
  GroupFormed: ['groupCode', 'name', 'form', 'leadCode', 'memberCodes', 'besideGroupCode', 'commonFeature'],
  SchoolAdmitted: ['groupCode', 'schoolCode'],
  SchoolWithdrawn: ['groupCode', 'schoolCode'],
  LeadSchoolChanged: ['groupCode', 'leadCode'],
  GroupRenamed: ['groupCode', 'name'],
  CommonFeatureDefined: ['groupCode', 'feature'],
  SchoolFeatureDefined: ['schoolCode', 'feature'],
  GroupDissolved: ['groupCode', 'memberCodes'],
  MemberRecommended: ['schoolCode', 'personId'],
  RecommendationWithdrawn: ['schoolCode', 'personId'],
  CouncilAppointed: ['ordinal', 'seats', 'chairId', 'termFrom', 'termTo'],
  CouncilFiled: ['ordinal'],
  FilingAccepted: ['ordinal', 'documentNo'],
  FilingReturned: ['ordinal', 'documentNo'],
  SubstituteAppointed: ['ordinal', 'personId', 'schoolCode'],
  ChairAppointed: ['ordinal', 'personId'],
  SeatResigned: ['ordinal', 'personId'],
  MemberRemoved: ['ordinal', 'personId', 'cause'],
  TermExtended: ['ordinal', 'termTo'],
  TermEnded: ['ordinal'],
  PersonRegistered: ['personId', 'schoolId'],
  PersonDetailsChanged: ['personId'],
  PersonErased: ['personId'],
  CharterAdopted: ['quorum', 'majority', 'termYears', 'everySchoolSeated', 'otherSeats'],
  ResolutionAdopted: [...meeting, 'kind', 'subject', 'fiscalYear', 'sum'],
  ResolutionAmended: [...meeting, 'subject', 'sum'],
  ResolutionRepealed: meeting,
  FundAppropriated: ['fen', 'documentNo', 'receivedOn'],
  FundSupplemented: ['fen', 'documentNo', 'receivedOn'],
  FundReduced: ['fen', 'documentNo', 'receivedOn'],
  FundsAllocated: ['resolution', 'lines'],
  AllocationRevised: ['line', 'change', 'resolution'],
  AllocationSuspended: ['resolution', 'lines'],
  FundsCommitted: ['line', 'fen'],
  ExpenditureRecorded: ['line', 'fen'],
  ExpenditureReversed: ['line', 'fen'],
  CarriedOut: ['fen', 'parts'],
  CarriedIn: ['fen', 'parts'],
  UnspentReturned: ['fen', 'documentNo'],
  FundYearClosed: [],
  ClosedYearAdjusted: ['line', 'fen', 'documentNo'],
  PolicyAdopted: ['policyCode', 'title', 'documentNo', 'validTo', 'rules'],
  PolicyRepealed: ['policyCode'],
  RecordCorrected: ['revision', 'right', 'rightEffectiveOn'],
  RecordRetracted: ['revision'],
};

/** The event as the public sees it; of a correction the right fact as it sees such facts. */
export const publicEvent = (event: DomainEvent): DomainEvent => {
  const shown: readonly string[] = ['type', ...publicData[event.type]];
  const fields = Object.entries(event).filter(([field]) => shown.includes(field));
  return {
    ...(Object.fromEntries(fields) as unknown as DomainEvent),
    ...(event.type === 'RecordCorrected' ? { right: publicEvent(event.right as unknown as DomainEvent) } : {}),
  } as DomainEvent;
};
