import type { Filing } from '../council/types.js';
import type { Fund, FundLine } from '../fund/types.js';
import type { EducationGroup } from '../group/types.js';
import type { LedgerEvent } from '../ledger/event.js';
import { mutations } from '../mutations.js';
import type { Person } from '../person/types.js';
import type { Meeting } from '../resolution/types.js';
import type { School } from '../school/types.js';
import type { Reading, ThingOf } from '../shared/visibility.js';

/**
 * Who may read a field. PUBLIC: anybody. HELD: who was given the object that has it; the field that gives it decides. IN_PART: the field
 * shows of itself what the asker may see. COMMAND: the permissions of commands decide. Else those whom a reading names.
 */
export type Line = 'PUBLIC' | 'HELD' | 'IN_PART' | 'COMMAND' | Only;

/** Read by those whom a reading names, of the thing that it is asked about; others get null, or an empty list. */
export interface Only {
  readonly reading: Reading;
  readonly of: (source: never) => unknown;
}

/** The fields of one object type, each with its line. */
export type Lines = Readonly<Record<string, Line>>;

const lines = (line: Line, names: readonly string[]): Lines => Object.fromEntries(names.map((name) => [name, line]));
const anybody = (...names: readonly string[]): Lines => lines('PUBLIC', names);
const held = (...names: readonly string[]): Lines => lines('HELD', names);
const inPart = (...names: readonly string[]): Lines => lines('IN_PART', names);
const only = <R extends Reading, Source>(
  reading: R,
  of: (source: Source) => ThingOf<R>,
  ...names: readonly string[]
): Lines => lines({ reading, of }, names);

const payloads = Object.fromEntries(
  mutations.map(({ payload, changed }) => [payload, held('receipt', 'userErrors', changed)]),
);

const connections = (...items: readonly string[]): Readonly<Record<string, Lines>> =>
  Object.fromEntries(
    items.flatMap((item) => [
      [`${item}Connection`, held('edges', 'nodes', 'pageInfo', 'totalCount')],
      [`${item}Edge`, held('cursor', 'node')],
    ]),
  );

/**
 * Every field of every object type, with who may read it. What has no line is not read by anybody: the schema is not built.
 * Objects with a global id are anybody's to ask for: of them each field says for itself who may read it.
 */
export const visibleFields: Readonly<Record<string, Lines>> = {
  Query: anybody(
    'node',
    'nodes',
    'viewer',
    'district',
    'districts',
    'school',
    'schools',
    'group',
    'groups',
    'council',
    'person',
    'resolution',
    'fund',
    'ledger',
    'findings',
    'suppliers',
  ),
  Mutation: lines(
    'COMMAND',
    mutations.map(({ name }) => name),
  ),
  Subscription: anybody('ledgerEvents'),

  District: anybody(
    'id',
    'entityId',
    'revision',
    'code',
    'name',
    'schoolCount',
    'unitCount',
    'groupCount',
    'allianceCount',
    'policies',
  ),
  School: {
    ...anybody(
      'id',
      'entityId',
      'revision',
      'code',
      'name',
      'formerNames',
      'aliases',
      'kind',
      'phase',
      'ownership',
      'legalPerson',
      'isRural',
      'leadershipRegime',
      'feature',
      'openedOn',
      'closedOn',
      'district',
      'partOf',
      'parts',
      'memberships',
      'predecessors',
      'successors',
    ),
    ...only('standingOfSchool', ({ key }: School) => key, 'standing'),
    ...inPart('history'),
  },
  EducationGroup: {
    ...anybody(
      'id',
      'entityId',
      'revision',
      'code',
      'name',
      'form',
      'formedOn',
      'dissolvedOn',
      'commonFeature',
      'district',
      'lead',
      'besideGroup',
      'members',
      'charter',
      'council',
      'councilTerms',
      'recommendations',
      'resolutions',
      'fund',
      'funds',
      'history',
      'allowedCommands',
    ),
    ...only('findingsOfGroup', ({ key }: EducationGroup) => key, 'findings'),
  },
  Membership: anybody('id', 'since', 'until', 'isLead', 'feature', 'group', 'school'),

  Council: anybody(
    'id',
    'entityId',
    'revision',
    'ordinal',
    'termFrom',
    'termTo',
    'inOffice',
    'filing',
    'group',
    'seats',
    'resolutions',
    'history',
    'allowedCommands',
  ),
  Filing: {
    ...anybody('status', 'filedOn', 'answeredOn', 'documentNo', 'changesUnfiled'),
    ...only('reasonOfFiling', ({ group }: Filing) => group, 'reason'),
  },
  CouncilSeat: anybody('id', 'since', 'until', 'isChair', 'council', 'person', 'recommendedBy'),
  Recommendation: anybody('id', 'recommendedOn', 'withdrawnOn', 'usedOn', 'person', 'school'),
  Charter: anybody(
    'quorum',
    'majority',
    'termYears',
    'everySchoolSeated',
    'otherSeats',
    'proxiesPerMember',
    'adoption',
    'documentNo',
    'meeting',
    'since',
    'until',
  ),
  Resolution: anybody(
    'id',
    'entityId',
    'revision',
    'number',
    'kind',
    'subject',
    'sum',
    'fiscalYear',
    'effectiveOn',
    'repealedOn',
    'inForce',
    'group',
    'meetings',
    'lines',
    'findings',
    'history',
  ),
  Meeting: {
    ...anybody('decided', 'heldOn', 'ballot', 'quorum', 'majority', 'caretaker', 'onBehalf', 'council'),
    ...only('personsOfMeeting', ({ group }: Meeting) => group, 'minutesNo', 'concerned', 'recused'),
  },
  Ballot: anybody('present', 'proxies', 'recused', 'for', 'against', 'abstained'),
  Finding: held('rule', 'result', 'message', 'subject', 'numbers', 'records', 'source'),
  FindingNumber: held('name', 'value'),

  Person: {
    ...anybody('id', 'entityId', 'revision', 'seats', 'history'),
    ...only('nameOfPerson', ({ row }: Person) => row, 'name'),
    ...inPart('nameStatus'),
    ...only('schoolOfPerson', ({ row }: Person) => row.school, 'school'),
  },

  Fund: {
    ...anybody(
      'id',
      'entityId',
      'revision',
      'fiscalYear',
      'appropriated',
      'carriedIn',
      'allocated',
      'free',
      'carriedOut',
      'returned',
      'committed',
      'spent',
      'balanced',
      'closedOn',
      'group',
      'tranches',
      'carries',
      'inTransit',
      'ages',
      'execution',
      'lines',
      'history',
      'allowedCommands',
    ),
    ...only('paymentsOfFund', ({ row }: Fund) => row.group, 'expenditures'),
  },
  FundLine: {
    ...anybody(
      'line',
      'purpose',
      'allocated',
      'committed',
      'spent',
      'unspent',
      'suspended',
      'origins',
      'onBehalf',
      'school',
      'resolution',
    ),
    ...only('paymentsOfFund', ({ of }: FundLine) => of.group, 'contracts', 'expenditures'),
  },
  FundExecution: anybody('on', 'received', 'allocated', 'committed', 'spent', 'carriedOut', 'returned', 'share'),
  Supplier: held('name', 'paid', 'payments', 'contracted', 'contracts', 'groups'),
  Tranche: anybody('kind', 'amount', 'documentNo', 'receivedOn'),
  Carry: anybody('direction', 'originYear', 'ageYears', 'amount'),
  MoneyInTransit: anybody('fromYear', 'toYear', 'carriedOutOnly', 'carriedInOnly'),
  AgedMoney: anybody('originYear', 'ageYears', 'amount'),
  LineOrigin: anybody('originYear', 'ageYears', 'amount', 'unspent', 'assumed'),
  FundAge: anybody('originYear', 'ageYears', 'amount', 'allocated', 'unspent', 'free', 'carriedOut', 'returned'),
  Contract: held('contractNo', 'supplier', 'amount', 'paid', 'released', 'signedOn'),
  Expenditure: held(
    'line',
    'amount',
    'voucher',
    'supplier',
    'contractNo',
    'invoiceNo',
    'paidOn',
    'reversedOn',
    'refunded',
  ),
  Voucher: held('school', 'year', 'month', 'number', 'entry'),

  Policy: anybody(
    'id',
    'entityId',
    'revision',
    'code',
    'kind',
    'title',
    'documentNo',
    'since',
    'until',
    'validTo',
    'rules',
    'district',
    'history',
  ),
  PolicyRules: anybody(
    'kind',
    'groupSuffix',
    'allianceSuffix',
    'quorum',
    'majority',
    'effect',
    'answerDays',
    'days',
    'resolutionKinds',
    'lapseYears',
    'settlementDays',
    'windingUpDays',
    'pairs',
    'required',
  ),

  Ledger: { ...anybody('position', 'recordedAt', 'epoch', 'event'), ...inPart('events') },
  LedgerEvent: {
    ...anybody(
      'id',
      'position',
      'stream',
      'revision',
      'eventId',
      'commandId',
      'type',
      'recordedAt',
      'effectiveOn',
      'assumed',
      'causedBy',
      'followUps',
      'corrects',
      'correctedBy',
    ),
    ...only('wholeEvent', ({ entry }: LedgerEvent) => entry, 'reason', 'basis'),
    ...inPart('actor', 'data', 'summary', 'changed'),
  },
  Actor: held('id', 'role'),
  Basis: held('documentNo', 'title', 'issuer', 'issuedOn', 'clause'),

  Viewer: inPart('actor', 'inbox'),
  InboxItem: held('kind', 'subject', 'dueOn', 'since', 'message'),
  AllowedCommand: held('name', 'allowed', 'code'),

  ...payloads,
  Receipt: held('commandId', 'stream', 'revision', 'position', 'replayed', 'events'),
  UserError: held('code', 'message', 'params', 'path'),
  MessageParam: held('name', 'value'),

  ...connections('District', 'School', 'EducationGroup', 'Expenditure', 'Finding', 'LedgerEvent', 'Supplier'),
  PageInfo: held('hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
  Money: held('fen', 'yuan'),
  Share: held('numerator', 'denominator', 'atLeast'),
};
