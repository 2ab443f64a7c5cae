import fc from 'fast-check';
import type { GivenCommand } from '../../src/commands/command.js';
import type { Command } from '../../src/domain/ledger.js';
import { anyCommand, type Pools, type Weights } from './commands.js';
import { person } from './ledger.js';

/** A command and the day it is to take effect. A correction is made from the fact that stands at its revision, if any. */
export interface Step {
  readonly command:
    | GivenCommand
    | { readonly type: 'Correct'; readonly stream: string; readonly revision: number; readonly pick: number };
  readonly effectiveOn: string;
}

/** The days on which random histories happen. */
export const days = ['2021-09-01', '2022-03-01', '2022-09-01', '2023-03-01', '2023-09-01', '2024-03-01', '2024-09-01'];

const districtCode = '370103';
const ofDistrict = (codes: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...codes).map((code) => `${districtCode}.${code}`);
const schoolCodes = ['S01', 'S02', 'S03', 'S04', 'S05', 'S06'];
const personId = fc.constantFrom(1, 1, 2, 2, 3, 4, 5).map(person);
const day = fc.constantFrom(...days);
const fen = fc.constantFrom(10, 50, 100, 500);
const payers = ofDistrict(['S01', 'S02']);
const share = fc.constantFrom(
  { numerator: 1, denominator: 2, atLeast: false },
  { numerator: 2, denominator: 3, atLeast: true },
);

/** A few schools, groups, persons, days and sums, so that commands meet each other. */
const pools: Pools = {
  DistrictCode: fc.constant(districtCode),
  SchoolId: ofDistrict(schoolCodes),
  GroupId: ofDistrict([...Array<string>(20).fill('G01'), 'G02', 'A01']),
  'AdmitSchool.groupId': ofDistrict(['G01', 'G02', 'A01']),
  'WithdrawSchool.groupId': ofDistrict(['G01', 'G02', 'A01']),
  'RecommendCouncilMember.groupId': ofDistrict(['G01', 'G01', 'G02', 'A01']),
  PolicyId: ofDistrict(['P1', 'P2', 'P3']),
  PersonId: personId,
  ScopeId: ofDistrict(['G01', 'G01', 'G01', 'A01', 'S01']),
  Period: fc.constantFrom('2021-2022', '2022-2023-1'),
  SchoolCode: fc.constantFrom('S07', ...schoolCodes),
  GroupCode: fc.constantFrom('G01', 'G02', 'A01'),
  Code: fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P5'),
  Day: day,
  Share: share,
  documentNo: fc.constantFrom('文〔2022〕1号', '文〔2022〕2号'),
  commitment: fc.constantFrom('样本人员', '样本人员改'),
  besideGroupId: fc.constant(`${districtCode}.G01`),
  memberIds: fc.uniqueArray(personId, { minLength: 2, maxLength: 4 }),
  'FormGroup.memberIds': fc.uniqueArray(ofDistrict(schoolCodes), { minLength: 2, maxLength: 4 }),
  schoolIds: fc.uniqueArray(ofDistrict(schoolCodes), { minLength: 1, maxLength: 2 }),
  ordinal: fc.constantFrom(1, 1, 1, 2, 3),
  'ExtendTerm.termTo': fc.constantFrom('2024-12-31', '2025-08-31'),
  // Mostly beyond the days of a history.
  validTo: fc.constantFrom('2022-08-31', '2030-12-31', '2030-12-31', '2030-12-31'),
  termYears: fc.constant(3),
  otherSeats: fc.constantFrom(0, 1),
  heldOn: fc.constantFrom(...days.slice(0, 3)),
  Ballot: fc.constantFrom(
    { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
    { present: 1, proxies: 1, recused: 0, for: 2, against: 0, abstained: 0 },
    { present: 2, proxies: 0, recused: 0, for: 1, against: 1, abstained: 0 },
  ),
  // Who is concerned is recused, and would have to be counted as such.
  concernedIds: fc.constant([]),
  recusedIds: fc.constant([]),
  kind: fc.constant('FUND'),
  'RegisterSchool.kind': fc.constantFrom('SCHOOL', 'SECTION', 'CAMPUS'),
  sum: fc.constantFrom(2000, 60_000),
  'AdoptResolution.sum': fc.constantFrom(50_000, 900_000),
  fiscalYear: fc.constantFrom(2022, 2022, 2022, 2023),
  resolution: fc.constantFrom(1, 1, 1, 2),
  line: fc.constantFrom(1, 1, 1, 2),
  fen,
  'AppropriateFund.fen': fc.constantFrom(100_000, 500_000),
  'ReviseAllocation.fen': fc.constantFrom(0, 200, 2500, 40_000),
  'ReturnUnspent.fen': fc.constantFrom(100, 2000, 30_000),
  'CarryOut.fen': fc.constantFrom(100, 5000),
  lines: fc.array(
    fc
      .record({
        purpose: fc.constantFrom('甲', '乙'),
        schoolId: payers,
        fen: fc.constantFrom(100, 2000, 2000, 30_000),
        saysYears: fc.boolean(),
      })
      .map(({ saysYears, ...line }) =>
        saysYears ? { ...line, origins: [{ originYear: 2022, fen: line.fen }] } : line,
      ),
    { minLength: 1, maxLength: 2 },
  ),
  origins: fc.constantFrom(undefined, undefined, undefined, [{ originYear: 2022, fen: 2500 }]),
  parts: fc.constantFrom([{ originYear: 2021, fen: 100 }], [{ originYear: 2022, fen: 100 }]),
  'RecordIndicators.schoolId': payers,
  figures: fc.uniqueArray(
    fc.constantFrom(
      { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 600 },
      { indicator: 'TEACHERS', phase: 'PRIMARY', value: 40 },
      { indicator: 'BACKBONE_TEACHERS', phase: 'PRIMARY', value: 7 },
      { indicator: 'BACKBONE_TEACHERS', phase: 'PRIMARY', value: 50 },
      { indicator: 'SPORTS_AREA', value: 450_000 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  survey: fc.constantFrom(undefined, undefined, { population: 500, respondents: 400, satisfied: 380 }),
  'RecordExpenditure.contractNo': fc.constantFrom(undefined, undefined, undefined, '合-1'),
  contractNo: fc.constantFrom('合-1', '合-2', '合-3'),
  'CommitFunds.contractNo': fc.constantFrom('合-1', '合-3', '合-4', '合-5'),
  Voucher: fc.record({
    schoolId: payers,
    year: fc.constant(2022),
    month: fc.constant(9),
    number: fc.constantFrom('记-1', '记-2', '记-3', '记-4'),
    entry: fc.constantFrom(1, 2),
  }),
  employerId: fc.constantFrom(districtCode, `${districtCode}.S01`, `${districtCode}.S02`),
  'AssignPost.kind': fc.constantFrom('TEACHER', 'MIDDLE_LEADER', 'PRINCIPAL'),
  'AssignPost.share': fc.constantFrom(20, 40, undefined),
  'AssignPost.title': fc.constant(undefined),
  'EndPost.post': fc.constantFrom(1, 2, 3, 4),
  'AdoptCharter.exOfficio': fc.constantFrom(...[undefined, undefined], [
    { schoolId: `${districtCode}.S01`, post: 'PRINCIPAL' },
  ]),
  'PassSeat.post': fc.constant('PRINCIPAL'),
  ...Object.fromEntries(
    (['ProposeRotation', 'RotateTeacher'] as const).flatMap((type) => [
      [`${type}.scheme`, fc.constantFrom('GROUP', 'GROUP', 'GROUP', 'DISTRICT')],
      [`${type}.groupId`, ofDistrict(['G01'])],
      [`${type}.share`, fc.constantFrom(40, undefined)],
      [`${type}.post`, fc.constant('TEACHER')],
      [`${type}.to`, fc.constantFrom('2023-08-31', '2024-08-31', '2025-01-31')],
    ]),
  ),
  fromSchoolId: ofDistrict(['S01', 'S01', 'S02']),
  toSchoolId: ofDistrict(['S02', 'S02', 'S01']),
  // The bureau decides.
  decidedBy: fc.constant(undefined),
  rotation: fc.constantFrom(1, 3, 4, 5, 6),
  'RotateTeacher.rotation': fc.constantFrom(undefined, undefined, undefined, 4, 5),
  rotations: fc.constantFrom([1], [4], [5]),
  schoolYear: fc.constantFrom(2021, 2022, 2023),
  weeklyLessons: fc.integer({ min: 1, max: 20 }),
  cycle: fc.constantFrom('2023', '2024', '2025'),
  rules: fc.constantFrom(
    { kind: 'NAMING', groupSuffix: '集团', allianceSuffix: '联盟' },
    {
      kind: 'QUORUM',
      quorum: { numerator: 2, denominator: 3, atLeast: true },
      majority: { numerator: 1, denominator: 2, atLeast: false },
    },
    { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 },
    { kind: 'SEPARATION', pairs: [] },
    { kind: 'FUND', lapseYears: 2, settlementDays: 15, windingUpDays: 90 },
    { kind: 'ROTATION_DECISION', group: 'EITHER', district: 'EITHER', support: 'BUREAU', toleranceDays: 15 },
    { kind: 'ELIGIBILITY', mandatory: false, health: true, yearsAtSchool: 1 },
  ),
};

/** What others rest on, or what is seldom accepted, comes more often; the opening opened the district. */
const weights: Weights = {
  OpenDistrict: 0,
  RegisterSchool: 1,
  AdmitSchool: 4,
  WithdrawSchool: 2,
  RegisterPerson: 2,
  RecommendCouncilMember: 6,
  AppointCouncil: 5,
  FileCouncil: 3,
  AcceptFiling: 6,
  ReturnFiling: 4,
  AppointSubstitute: 6,
  ResignSeat: 4,
  RemoveMember: 4,
  ExtendTerm: 3,
  AdoptResolution: 8,
  AmendResolution: 4,
  AdoptPolicy: 4,
  RecordIndicators: 2,
  AppropriateFund: 7,
  CarryOut: 3,
  SupplementFund: 2,
  ReduceFund: 2,
  ReturnUnspent: 2,
  AllocateFunds: 8,
  ReviseAllocation: 2,
  CommitFunds: 5,
  RecordExpenditure: 12,
  ReverseExpenditure: 2,
  TransferEmployment: 2,
  RotateTeacher: 6,
  ConfirmArrival: 6,
  ConfirmService: 6,
  CompleteRotation: 3,
  RecogniseCredit: 3,
};

/** Details of persons go to the directory, and a commitment to the ledger. */
const given = (command: Command): GivenCommand => {
  if (!('commitment' in command)) return command;
  const { commitment, ...rest } = command;
  return { ...rest, details: { name: commitment } };
};

/** Any command over a few schools, groups, persons and funds, or correction; many of them will be refused. */
const anything: fc.Arbitrary<Step['command']> = fc.oneof(
  { weight: 20, arbitrary: anyCommand(pools, weights).map(given) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('Correct' as const, 'Correct' as const, 'Correct' as const, 'RetractRecord' as const),
      stream: fc.constantFrom(
        `district-${districtCode}`,
        `council-${districtCode}.G01`,
        `fund-${districtCode}.G01-2022`,
        `policy-${districtCode}`,
        `indicator-${districtCode}.S01-2022`,
        `person-${person(1)}`,
      ),
      revision: fc.nat(25),
      pick: fc.nat(5),
    }),
  },
);

/** A register with something in every corner, from which random steps go on. */
export const opening: readonly Step[] = [
  { type: 'OpenDistrict', code: districtCode, name: '市中区' } as const,
  ...['S01', 'S02', 'S03', 'S04', 'S05'].map(
    (code) =>
      ({ type: 'RegisterSchool', districtId: districtCode, code, name: `校${code}`, phase: 'PRIMARY' }) as const,
  ),
  {
    type: 'RegisterSchool',
    districtId: districtCode,
    code: 'S06',
    name: '校S06部',
    phase: 'PRIMARY',
    kind: 'SECTION',
    partOfId: `${districtCode}.S05`,
    isRural: true,
  } as const,
  {
    type: 'FormGroup',
    districtId: districtCode,
    code: 'G01',
    name: '一集团',
    form: 'GROUP',
    leadId: `${districtCode}.S01`,
    memberIds: [`${districtCode}.S01`, `${districtCode}.S02`],
  } as const,
  {
    type: 'FormGroup',
    districtId: districtCode,
    code: 'A01',
    name: '一联盟',
    form: 'ALLIANCE',
    leadId: `${districtCode}.S01`,
    memberIds: [`${districtCode}.S01`, `${districtCode}.S03`],
    besideGroupId: `${districtCode}.G01`,
  } as const,
  ...[1, 2, 3, 4].map(
    (number) =>
      ({
        type: 'RegisterPerson',
        personId: person(number),
        schoolId: `${districtCode}.S0${number}`,
        details: { name: '样本人员' },
      }) as const,
  ),
  ...[1, 2].map(
    (number) =>
      ({
        type: 'RecommendCouncilMember',
        groupId: `${districtCode}.G01`,
        schoolId: `${districtCode}.S0${number}`,
        personId: person(number),
      }) as const,
  ),
  {
    type: 'AppointCouncil',
    groupId: `${districtCode}.G01`,
    memberIds: [person(1), person(2)],
    chairId: person(1),
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
  } as const,
].map((one) => ({ command: one, effectiveOn: '2021-09-01' }));

/**
 * What the council of the opening decides on a year's money, and what becomes of it: so random steps find lines to pay from, a contract
 * that runs, a payment that came back in part, and money of the year before.
 */
const spending: readonly Step[] = [
  {
    type: 'AdoptResolution',
    groupId: `${districtCode}.G01`,
    heldOn: '2022-03-01',
    ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
    minutesNo: '纪要〔2022〕1号',
    kind: 'FUND',
    subject: '经费',
    fiscalYear: 2022,
    sum: 60_000,
  } as const,
  ...[2021, 2022].map(
    (fiscalYear) =>
      ({
        type: 'AppropriateFund',
        groupId: `${districtCode}.G01`,
        fiscalYear,
        fen: 100_000,
        documentNo: `拨〔${fiscalYear}〕1号`,
        receivedOn: `${fiscalYear}-03-01`,
      }) as const,
  ),
  { type: 'CarryOut', groupId: `${districtCode}.G01`, fiscalYear: 2021, fen: 700 } as const,
  {
    type: 'CarryIn',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    parts: [{ originYear: 2021, fen: 500 }],
  } as const,
  {
    type: 'AllocateFunds',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    resolution: 1,
    lines: [
      { purpose: '培训', schoolId: `${districtCode}.S01`, fen: 20_000 },
      { purpose: '文化', schoolId: `${districtCode}.S02`, fen: 10_000 },
    ],
  } as const,
  ...['合-1', '合-2'].map(
    (contractNo) =>
      ({
        type: 'CommitFunds',
        groupId: `${districtCode}.G01`,
        fiscalYear: 2022,
        line: 1,
        contractNo,
        supplier: '样本公司',
        fen: 4000,
        signedOn: '2022-03-01',
      }) as const,
  ),
  {
    type: 'AmendContract',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    contractNo: '合-1',
    fen: 5000,
    documentNo: '合-1补1',
    signedOn: '2022-03-01',
  } as const,
  {
    type: 'RecordExpenditure',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    line: 1,
    contractNo: '合-1',
    fen: 2000,
    supplier: '样本公司',
    paidOn: '2022-03-01',
    voucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-1', entry: 1 },
  } as const,
  {
    type: 'RefundExpenditure',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    voucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-1', entry: 1 },
    refundVoucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-2', entry: 1 },
    fen: 500,
    refundedOn: '2022-03-01',
  } as const,
  {
    type: 'ReleaseCommitment',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    contractNo: '合-2',
    reason: 'TERMINATED',
  } as const,
].map((command) => ({ command, effectiveOn: '2022-03-01' }));

const teacher = { personId: person(1) };
const terms = {
  ...teacher,
  scheme: 'DISTRICT',
  mode: 'PART_WEEK',
  share: 40,
  fromSchoolId: `${districtCode}.S01`,
  toSchoolId: `${districtCode}.S03`,
  from: '2021-09-01',
  to: '2022-08-31',
  personnelRelation: 'STAYS',
} as const;

/** A career with a rotation that was served and recognised, one that never took place and one that was broken off; and a retirement. */
const careers: readonly Step[] = [
  ...[1, 2, 3].map((number): Step => {
    const [personId, school] = [person(number), `${districtCode}.S0${number}`];
    return {
      command: { type: 'Employ', personId, employerId: school, homeSchoolId: school },
      effectiveOn: '2021-09-01',
    };
  }),
  ...(
    [
      [
        { type: 'TransferEmployment', ...teacher, employerId: districtCode, homeSchoolId: `${districtCode}.S01` },
        '2021-09-01',
      ],
      [{ type: 'AssignPost', ...teacher, schoolId: `${districtCode}.S01`, kind: 'TEACHER' }, '2021-09-01'],
      [
        {
          type: 'AssignPost',
          ...teacher,
          schoolId: `${districtCode}.S01`,
          kind: 'OTHER',
          title: '教研组长',
          share: 20,
          to: '2022-08-31',
        },
        '2021-09-01',
      ],
      [{ type: 'EndPost', ...teacher, post: 2 }, '2022-03-01'],
      [
        { type: 'UpdateQualification', ...teacher, subjects: ['语文'], titleRank: 'FIRST', backbone: 'BACKBONE' },
        '2021-09-01',
      ],
      [{ type: 'ProposeRotation', ...terms }, '2021-09-01'],
      [{ type: 'RotateTeacher', ...terms, rotation: 1 }, '2021-09-01'],
      [{ type: 'ConfirmArrival', ...teacher, rotation: 1 }, '2021-09-01'],
      [{ type: 'SuspendRotation', ...teacher, rotation: 1, cause: 'ILLNESS' }, '2021-10-01'],
      [{ type: 'ResumeRotation', ...teacher, rotation: 1 }, '2021-10-31'],
      [
        { type: 'ConfirmService', ...teacher, rotation: 1, schoolYear: 2021, term: 'FIRST', weeklyLessons: 6 },
        '2022-01-20',
      ],
      [{ type: 'ExtendRotation', ...teacher, rotation: 1, to: '2022-12-31' }, '2022-03-01'],
      [{ type: 'CompleteRotation', ...teacher, rotation: 1 }, '2022-12-31'],
      [{ type: 'RecogniseCredit', ...teacher, purpose: 'TITLE', cycle: '2022', rotations: [1] }, '2022-12-31'],
      [{ type: 'RotateTeacher', ...terms, from: '2023-03-01', to: '2023-08-31' }, '2023-03-01'],
      [{ type: 'CancelRotation', ...teacher, rotation: 2 }, '2023-03-01'],
      [{ type: 'RotateTeacher', ...terms, from: '2023-03-01', to: '2023-08-31' }, '2023-03-01'],
      [{ type: 'RecallTeacher', ...teacher, rotation: 3 }, '2023-06-01'],
      [{ type: 'Retire', personId: person(3) }, '2023-03-01'],
    ] satisfies readonly (readonly [GivenCommand, string])[]
  ).map(([command, effectiveOn]) => ({ command, effectiveOn })),
];

/** Where it is not the day of the others: nothing of a resolution ends before it began. */
const dayOfTour: Partial<Record<string, string>> = { RepealResolution: '2022-03-02', EndTerm: '2022-09-01' };

/**
 * What random histories seldom reach: a filing sent back, a substitute in the chair, an amended resolution, a suspended
 * allocation, a repeal, another lead school, an early end.
 */
const tour: readonly Step[] = [
  { type: 'ChangePersonDetails', personId: person(3), details: { name: '样本人员改' } } as const,
  { type: 'FileCouncil', groupId: `${districtCode}.G01`, ordinal: 1 } as const,
  {
    type: 'ReturnFiling',
    groupId: `${districtCode}.G01`,
    ordinal: 1,
    documentNo: '备〔2022〕1号',
    reason: '材料不全',
  } as const,
  {
    type: 'RecommendCouncilMember',
    groupId: `${districtCode}.G01`,
    schoolId: `${districtCode}.S01`,
    personId: person(3),
  } as const,
  {
    type: 'AppointSubstitute',
    groupId: `${districtCode}.G01`,
    ordinal: 1,
    personId: person(3),
    asChair: true,
  } as const,
  {
    type: 'AdoptResolution',
    groupId: `${districtCode}.G01`,
    heldOn: '2022-03-01',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    minutesNo: '纪要〔2022〕1号',
    kind: 'FUND',
    subject: '经费',
    fiscalYear: 2022,
    sum: 5000,
  } as const,
  {
    type: 'AmendResolution',
    groupId: `${districtCode}.G01`,
    heldOn: '2022-03-01',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    minutesNo: '纪要〔2022〕2号',
    resolution: 1,
    sum: 6000,
  } as const,
  {
    type: 'AppropriateFund',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    fen: 9000,
    documentNo: '拨〔2022〕1号',
    receivedOn: '2022-03-01',
  } as const,
  {
    type: 'AllocateFunds',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    resolution: 1,
    lines: [{ purpose: '培训', schoolId: `${districtCode}.S01`, fen: 6000 }],
  } as const,
  {
    type: 'RecordExpenditure',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    line: 1,
    fen: 4000,
    supplier: '样本公司',
    paidOn: '2022-03-01',
    voucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-1', entry: 1 },
  } as const,
  {
    type: 'ReverseExpenditure',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    voucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-1', entry: 1 },
  } as const,
  {
    type: 'RecordExpenditure',
    groupId: `${districtCode}.G01`,
    fiscalYear: 2022,
    line: 1,
    fen: 1000,
    supplier: '样本公司',
    paidOn: '2022-03-01',
    voucher: { schoolId: `${districtCode}.S01`, year: 2022, month: 3, number: '记-2', entry: 1 },
  } as const,
  {
    type: 'AmendResolution',
    groupId: `${districtCode}.G01`,
    heldOn: '2022-03-01',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    minutesNo: '纪要〔2022〕3号',
    resolution: 1,
    sum: 5000,
  } as const,
  { type: 'SuspendAllocation', groupId: `${districtCode}.G01`, fiscalYear: 2022, resolution: 1 } as const,
  {
    type: 'RecommendCouncilMember',
    groupId: `${districtCode}.G01`,
    schoolId: `${districtCode}.S02`,
    personId: person(4),
  } as const,
  {
    type: 'WithdrawRecommendation',
    groupId: `${districtCode}.G01`,
    schoolId: `${districtCode}.S02`,
    personId: person(4),
  } as const,
  { type: 'ChangeLeadSchool', groupId: `${districtCode}.G01`, leadId: `${districtCode}.S02` } as const,
  {
    type: 'RepealResolution',
    groupId: `${districtCode}.G01`,
    heldOn: '2022-03-02',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    minutesNo: '纪要〔2022〕4号',
    resolution: 1,
  } as const,
  { type: 'EndTerm', groupId: `${districtCode}.G01`, ordinal: 1 } as const,
  {
    type: 'RecordIndicators',
    schoolId: `${districtCode}.S01`,
    schoolYear: 2021,
    figures: [
      { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 600 },
      { indicator: 'SPORTS_AREA', value: 450_000 },
    ],
    survey: { population: 500, respondents: 400, satisfied: 380 },
  } as const,
].map((command) => ({ command, effectiveOn: dayOfTour[command.type] ?? '2022-03-01' }));

/** A history that visits them; another district's for another code. */
export const fullTour = (district: string): readonly Step[] => inDistrict([...opening, ...tour, ...careers], district);

const PERSONS = '00000000-0000-4000';
const personsOf = (district: string): string => PERSONS.replace('00000000', `00${district}`);
/** A person of a history, which is another one in each district. */
export const personIn = (district: string, number: number): string =>
  person(number).replace(PERSONS, personsOf(district));

const inDistrict = (steps: readonly Step[], district: string): readonly Step[] =>
  steps.map(
    (step) =>
      JSON.parse(
        JSON.stringify(step).replaceAll(districtCode, district).replaceAll(PERSONS, personsOf(district)),
      ) as Step,
  );

/** A random history that goes on from some spending and careers, the same for the same seed; another district's for another code. */
export const history = (seed: number, length: number, district = districtCode): readonly Step[] =>
  inDistrict(
    [
      ...opening,
      ...spending,
      ...careers,
      ...fc.sample(fc.record({ command: anything, effectiveOn: day }), { seed, numRuns: length }),
    ],
    district,
  );
