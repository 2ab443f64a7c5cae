import { person } from '../support/ledger.js';
import { evaluationCases } from './evaluation-commands.js';
import { careerCases } from './career-commands.js';
import type { CommandType } from '../../src/domain/ledger.js';
import type { UserErrorCode } from '../../src/commands/messages.js';
import { principals, type ApiLedger, type Mutating } from './ledger.js';
import { moneyCases } from './money-commands.js';

type Input = Readonly<Record<string, unknown>>;

/** How a command succeeds and is refused through the API, after the register and a council were set up. */
export interface Case {
  readonly before?: (ledger: ApiLedger) => Promise<unknown>;
  readonly input: Input;
  readonly as?: Mutating['principal'];
  /** Selected of the changed object, and what is seen of it right after. */
  readonly selection: string;
  readonly shows: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly refused: {
    readonly input: Input;
    readonly as?: Mutating['principal'];
    readonly command?: Input;
    readonly code: UserErrorCode;
    readonly path: readonly string[];
  };
}

const district = '370103';
const group = '370103.G01';
const term = '370103.G01.1';
const school = (number: number): string => `370103.S0${number}`;
const filed = (ledger: ApiLedger): Promise<unknown> =>
  ledger.mutate('FileCouncil', { councilId: term }, { principal: principals.council });
const threeMembers = (ledger: ApiLedger): Promise<unknown> =>
  ledger.mutate('AdmitSchool', { groupId: group, schoolId: school(3) });
const half = { numerator: 1, denominator: 2, atLeast: false };
const spare = async (ledger: ApiLedger): Promise<void> => {
  await ledger.mutate('RegisterPerson', { personId: person(3), schoolId: school(2), name: '样本三' });
  await ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: school(2), personId: person(3) });
};

/** Every command of the ledger; the compiler wants them all. */
export const cases: { readonly [Type in CommandType]: Case } = {
  OpenDistrict: {
    input: { code: '370104', name: '槐荫区' },
    as: principals.farBureau,
    selection: '{ code name schoolCount }',
    shows: { code: '370104', name: '槐荫区', schoolCount: 0 },
    events: ['DistrictOpened'],
    refused: { input: { code: district, name: '市中区' }, code: 'CODE_TAKEN', path: ['input', 'code'] },
  },
  RegisterSchool: {
    input: {
      districtId: district,
      code: 'S07',
      name: '泉景中学小学部',
      aliases: ['泉景小学部'],
      kind: 'SECTION',
      partOfId: school(1),
      phase: 'PRIMARY',
      isRural: false,
    },
    selection: '{ entityId kind partOf { entityId } legalPerson aliases isRural standing ownership }',
    shows: {
      entityId: school(7),
      kind: 'SECTION',
      partOf: { entityId: school(1) },
      legalPerson: '第1小学',
      aliases: ['泉景小学部'],
      isRural: false,
      standing: 'UNSPECIFIED',
      ownership: 'PUBLIC',
    },
    events: ['SchoolRegistered'],
    refused: {
      input: { districtId: district, code: 'S07', name: '新校', kind: 'CAMPUS', phase: 'PRIMARY' },
      code: 'INVALID_INPUT',
      path: ['input', 'partOfId'],
    },
  },
  RenameSchool: {
    input: { schoolId: school(3), name: '济南市第三小学' },
    selection: '{ name formerNames }',
    shows: { name: '济南市第三小学', formerNames: ['第3小学'] },
    events: ['SchoolRenamed'],
    refused: { input: { schoolId: school(3), name: '第4小学' }, code: 'SCHOOL_NAME_TAKEN', path: ['input', 'name'] },
  },
  ClassifySchool: {
    input: { schoolId: school(3), standing: 'FAMOUS', isRural: true },
    selection: '{ standing isRural }',
    shows: { standing: 'FAMOUS', isRural: true },
    events: ['SchoolClassified'],
    refused: { input: { schoolId: school(3) }, code: 'NO_CHANGE', path: ['input', 'schoolId'] },
  },
  SetLeadershipRegime: {
    input: { schoolId: school(3), regime: 'PRINCIPAL_UNDER_PARTY_ORGANISATION' },
    selection: '{ leadershipRegime }',
    shows: { leadershipRegime: 'PRINCIPAL_UNDER_PARTY_ORGANISATION' },
    events: ['LeadershipRegimeSet'],
    refused: {
      input: { schoolId: '370103.S99', regime: 'PRINCIPAL_RESPONSIBLE' },
      code: 'NOT_FOUND',
      path: ['input', 'schoolId'],
    },
  },
  CloseSchool: {
    input: { schoolId: school(3) },
    selection: '{ closedOn }',
    shows: { closedOn: '2026-11-24' },
    events: ['SchoolClosed'],
    refused: { input: { schoolId: school(3) }, as: principals.member, code: 'NOT_AUTHORISED', path: ['input'] },
  },
  MergeSchools: {
    input: { schoolIds: [school(4), school(5)], intoId: school(3) },
    selection: '{ entityId predecessors { entityId closedOn successors { entityId } } }',
    shows: {
      entityId: school(3),
      predecessors: [4, 5].map((number) => ({
        entityId: school(number),
        closedOn: '2026-11-24',
        successors: [{ entityId: school(3) }],
      })),
    },
    events: ['SchoolsMerged', 'SchoolClosed', 'SchoolClosed'],
    refused: {
      input: { schoolIds: [school(4), '370103.S99'], intoId: school(3) },
      code: 'NOT_FOUND',
      path: ['input', 'schoolIds', '1'],
    },
  },
  FormGroup: {
    input: {
      districtId: district,
      code: 'A01',
      name: '第一联盟学校',
      form: 'ALLIANCE',
      leadId: school(3),
      memberIds: [school(3), school(2)],
      besideGroupId: group,
      commonFeature: '和而不同',
    },
    selection:
      '{ entityId form name lead { entityId } members { school { entityId } isLead } besideGroup { entityId } commonFeature formedOn }',
    shows: {
      entityId: '370103.A01',
      form: 'ALLIANCE',
      name: '第一联盟学校',
      lead: { entityId: school(3) },
      besideGroup: { entityId: group },
      commonFeature: '和而不同',
      formedOn: '2026-11-24',
      members: [
        { school: { entityId: school(2) }, isLead: false },
        { school: { entityId: school(3) }, isLead: true },
      ],
    },
    events: ['GroupFormed'],
    refused: {
      input: {
        districtId: district,
        code: 'G02',
        name: '第二教育集团',
        form: 'GROUP',
        leadId: school(3),
        memberIds: [school(3), school(2)],
      },
      code: 'UNIT_ALREADY_IN_GROUP',
      path: ['input', 'memberIds', '1'],
    },
  },
  AdmitSchool: {
    input: { groupId: group, schoolId: school(3) },
    selection: '{ members { school { entityId } since until } }',
    shows: {
      members: [
        { school: { entityId: school(1) }, since: '2021-09-01', until: null },
        { school: { entityId: school(2) }, since: '2021-09-01', until: null },
        { school: { entityId: school(3) }, since: '2026-11-24', until: null },
      ],
    },
    events: ['SchoolAdmitted'],
    refused: { input: { groupId: group, schoolId: school(2) }, code: 'NO_CHANGE', path: ['input', 'schoolId'] },
  },
  WithdrawSchool: {
    before: threeMembers,
    input: { groupId: group, schoolId: school(2) },
    selection: '{ members { school { entityId } } }',
    shows: { members: [{ school: { entityId: school(1) } }, { school: { entityId: school(3) } }] },
    events: ['SchoolWithdrawn'],
    refused: {
      input: { groupId: group, schoolId: school(1) },
      code: 'LEAD_CANNOT_WITHDRAW',
      path: ['input', 'schoolId'],
    },
  },
  ChangeLeadSchool: {
    input: { groupId: group, leadId: school(2) },
    selection: '{ lead { entityId } }',
    shows: { lead: { entityId: school(2) } },
    events: ['LeadSchoolChanged'],
    refused: { input: { groupId: group, leadId: school(5) }, code: 'LEAD_NOT_MEMBER', path: ['input', 'leadId'] },
  },
  RenameGroup: {
    input: { groupId: group, name: '济南第一教育集团' },
    selection: '{ name }',
    shows: { name: '济南第一教育集团' },
    events: ['GroupRenamed'],
    refused: { input: { groupId: group, name: '第一教育集团' }, code: 'NO_CHANGE', path: ['input', 'name'] },
  },
  DefineCommonFeature: {
    input: { groupId: group, feature: '诗意教育' },
    as: principals.council,
    selection: '{ commonFeature }',
    shows: { commonFeature: '诗意教育' },
    events: ['CommonFeatureDefined'],
    refused: { input: { groupId: group, feature: ' ' }, code: 'INVALID_INPUT', path: ['input', 'feature'] },
  },
  DefineSchoolFeature: {
    input: { schoolId: school(1), feature: '京剧' },
    as: principals.lead,
    selection: '{ feature memberships { feature } }',
    shows: { feature: '京剧', memberships: [{ feature: '京剧' }] },
    events: ['SchoolFeatureDefined'],
    refused: {
      input: { schoolId: school(1), feature: '京剧' },
      as: principals.member,
      code: 'NOT_AUTHORISED',
      path: ['input'],
    },
  },
  DissolveGroup: {
    input: { groupId: group },
    selection: '{ dissolvedOn members { id } }',
    shows: { dissolvedOn: '2026-11-24', members: [] },
    events: ['GroupDissolved'],
    refused: {
      input: { groupId: group },
      command: { basis: [{ title: '无文号' }] },
      code: 'BASIS_MISSING',
      path: ['input', 'command', 'basis'],
    },
  },
  RegisterPerson: {
    input: { personId: person(7), schoolId: school(1), name: '样本七', phone: '0531-0000000', sex: 'FEMALE' },
    as: principals.lead,
    selection: '{ entityId name nameStatus revision }',
    shows: { entityId: person(7), name: '样本七', nameStatus: 'VISIBLE', revision: 0 },
    events: ['PersonRegistered'],
    refused: {
      input: { personId: person(7), schoolId: '370103.S99', name: '样本七' },
      code: 'NOT_FOUND',
      path: ['input', 'schoolId'],
    },
  },
  ChangePersonDetails: {
    input: { personId: person(1), name: '样本一改', sex: 'MALE' },
    selection: '{ name }',
    shows: { name: '样本一改' },
    events: ['PersonDetailsChanged'],
    refused: { input: { personId: person(1), name: ' 样本一改' }, code: 'INVALID_INPUT', path: ['input', 'name'] },
  },
  ErasePerson: {
    input: { personId: person(1) },
    selection: '{ name nameStatus }',
    shows: { name: null, nameStatus: 'ERASED' },
    events: ['PersonErased'],
    refused: { input: { personId: person(99) }, code: 'NOT_FOUND', path: ['input', 'personId'] },
  },
  RecommendCouncilMember: {
    before: (ledger) => ledger.mutate('RegisterPerson', { personId: person(3), schoolId: school(2), name: '样本三' }),
    input: { groupId: group, schoolId: school(2), personId: person(3) },
    as: principals.member,
    selection: '{ school { entityId } person { entityId } recommendedOn withdrawnOn usedOn }',
    shows: {
      school: { entityId: school(2) },
      person: { entityId: person(3) },
      recommendedOn: '2026-11-24',
      withdrawnOn: null,
      usedOn: null,
    },
    events: ['MemberRecommended'],
    refused: {
      input: { groupId: group, schoolId: school(4), personId: person(3) },
      code: 'RECOMMENDER_NOT_MEMBER',
      path: ['input', 'schoolId'],
    },
  },
  WithdrawRecommendation: {
    before: spare,
    input: { groupId: group, schoolId: school(2), personId: person(3) },
    selection: '{ person { entityId } withdrawnOn }',
    shows: { person: { entityId: person(3) }, withdrawnOn: '2026-11-24' },
    events: ['RecommendationWithdrawn'],
    refused: {
      input: { groupId: group, schoolId: school(1), personId: person(3) },
      code: 'NOT_FOUND',
      path: ['input', 'personId'],
    },
  },
  AppointCouncil: {
    before: async (ledger) => {
      await ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: school(1), personId: person(1) });
      await ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: school(2), personId: person(2) });
    },
    input: {
      groupId: group,
      memberIds: [person(1), person(2)],
      chairId: person(2),
      termFrom: '2027-09-01',
      termTo: '2030-08-31',
    },
    selection: `{ entityId ordinal termFrom termTo inOffice
        seats { person { entityId } isChair recommendedBy { entityId } since until } filing { status } }`,
    shows: {
      entityId: '370103.G01.2',
      ordinal: 2,
      termFrom: '2027-09-01',
      termTo: '2030-08-31',
      inOffice: false,
      filing: { status: 'NOT_FILED' },
      seats: [1, 2].map((number) => ({
        person: { entityId: person(number) },
        isChair: number === 2,
        recommendedBy: { entityId: school(number) },
        since: '2027-09-01',
        until: '2030-09-01',
      })),
    },
    events: ['CouncilAppointed'],
    refused: {
      input: {
        groupId: group,
        memberIds: [person(1), person(2), person(4)],
        chairId: person(1),
        termFrom: '2027-09-01',
        termTo: '2030-08-31',
      },
      code: 'NOT_RECOMMENDED',
      path: ['input', 'memberIds', '2'],
    },
  },
  FileCouncil: {
    input: { councilId: term },
    as: principals.council,
    selection: '{ filing { status filedOn answeredOn documentNo reason changesUnfiled } }',
    shows: {
      filing: {
        status: 'FILED',
        filedOn: '2026-11-24',
        answeredOn: null,
        documentNo: null,
        reason: null,
        changesUnfiled: false,
      },
    },
    events: ['CouncilFiled'],
    refused: { input: { councilId: '370103.G01.9' }, code: 'NOT_FOUND', path: ['input', 'councilId'] },
  },
  AcceptFiling: {
    before: filed,
    input: { councilId: term, documentNo: '备〔2026〕1号' },
    selection: '{ filing { status answeredOn documentNo } }',
    shows: { filing: { status: 'ACCEPTED', answeredOn: '2026-11-24', documentNo: '备〔2026〕1号' } },
    events: ['FilingAccepted'],
    refused: { input: { councilId: term, documentNo: '' }, code: 'BASIS_MISSING', path: ['input', 'documentNo'] },
  },
  ReturnFiling: {
    before: filed,
    input: { councilId: term, documentNo: '备〔2026〕2号', reason: '材料不全' },
    selection: '{ filing { status reason } }',
    shows: { filing: { status: 'RETURNED', reason: '材料不全' } },
    events: ['FilingReturned'],
    refused: {
      input: { councilId: term, documentNo: '备〔2026〕2号', reason: '' },
      code: 'INVALID_INPUT',
      path: ['input', 'reason'],
    },
  },
  AppointSubstitute: {
    before: spare,
    input: { councilId: term, personId: person(3), asChair: true },
    selection: '{ seats { person { entityId } isChair since } filing { changesUnfiled } }',
    shows: {
      filing: { changesUnfiled: true },
      seats: [
        { person: { entityId: person(1) }, isChair: false, since: '2023-09-01' },
        { person: { entityId: person(2) }, isChair: false, since: '2023-09-01' },
        { person: { entityId: person(3) }, isChair: true, since: '2026-11-24' },
      ],
    },
    events: ['SubstituteAppointed', 'ChairAppointed'],
    refused: { input: { councilId: term, personId: person(4) }, code: 'NOT_RECOMMENDED', path: ['input', 'personId'] },
  },
  PassSeat: {
    before: async (ledger) => {
      await spare(ledger);
      await ledger.mutate(
        'AdoptCharter',
        {
          ...{ quorum: half, majority: half, termYears: 3, everySchoolSeated: true, otherSeats: 0 },
          groupId: group,
          exOfficio: [{ schoolId: school(2), post: 'PRINCIPAL' }],
        },
        { selection: '{ since }' },
      );
      await ledger.mutate('Employ', { personId: person(3), employedBy: 'SCHOOL', homeSchoolId: school(2) });
      await ledger.mutate('AssignPost', { personId: person(3), schoolId: school(2), kind: 'PRINCIPAL' });
    },
    input: { councilId: term, schoolId: school(2), post: 'PRINCIPAL', personId: person(3) },
    selection: '{ seats { person { entityId } post } }',
    shows: {
      seats: [
        { person: { entityId: person(1) }, post: null },
        { person: { entityId: person(2) }, post: null },
        { person: { entityId: person(3) }, post: 'PRINCIPAL' },
      ],
    },
    events: ['SubstituteAppointed'],
    refused: {
      input: { councilId: term, schoolId: school(1), post: 'PRINCIPAL', personId: person(1) },
      code: 'NOT_FOUND',
      path: ['input', 'post'],
    },
  },
  ResignSeat: {
    input: { councilId: term, personId: person(2) },
    selection: '{ seats { person { entityId } } ended: seats(includeEnded: true) { person { entityId } until } }',
    shows: {
      seats: [{ person: { entityId: person(1) } }],
      ended: [
        { person: { entityId: person(1) }, until: '2027-09-01' },
        { person: { entityId: person(2) }, until: '2026-11-24' },
      ],
    },
    events: ['SeatResigned'],
    refused: { input: { councilId: term, personId: person(4) }, code: 'NOT_FOUND', path: ['input', 'personId'] },
  },
  RemoveMember: {
    input: { councilId: term, personId: person(2) },
    selection: '{ seats { person { entityId } } }',
    shows: { seats: [{ person: { entityId: person(1) } }] },
    events: ['MemberRemoved'],
    refused: {
      input: { councilId: '370103.G01', personId: person(2) },
      code: 'INVALID_INPUT',
      path: ['input', 'councilId'],
    },
  },
  ExtendTerm: {
    input: { councilId: term, termTo: '2028-08-31' },
    selection: '{ termTo }',
    shows: { termTo: '2028-08-31' },
    events: ['TermExtended'],
    refused: { input: { councilId: term, termTo: '2026-12-31' }, code: 'DATE_ORDER', path: ['input', 'termTo'] },
  },
  EndTerm: {
    input: { councilId: term },
    selection: '{ termTo inOffice }',
    shows: { termTo: '2026-11-23', inOffice: false },
    events: ['TermEnded'],
    refused: {
      input: { councilId: term },
      command: { effectiveOn: '2027-09-01' },
      code: 'TERM_EXPIRED',
      path: ['input', 'councilId'],
    },
  },
  ...careerCases,
  ...moneyCases,
  ...evaluationCases,
};
