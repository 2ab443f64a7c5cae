import fc from 'fast-check';
import type { GivenCommand } from '../../src/commands/command.js';
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
const groupCode = fc.constantFrom('G01', 'G02', 'A01');
const groupId = groupCode.map((code) => `${districtCode}.${code}`);
const schoolCode = fc.constantFrom('S01', 'S02', 'S03', 'S04', 'S05', 'S06');
const schoolId = schoolCode.map((code) => `${districtCode}.${code}`);
const personId = fc.constantFrom(1, 1, 2, 2, 3, 4, 5).map(person);
const name = fc.constantFrom('甲', '乙', '丙', '丁', '戊');
const ordinal = fc.constantFrom(1, 1, 1, 2, 3);
const day = fc.constantFrom(...days);
const of = <T extends GivenCommand['type']>(type: T) => ({ type: fc.constant(type) });
const record = <C extends GivenCommand>(model: { [K in keyof C]: fc.Arbitrary<NonNullable<C[K]>> }) =>
  fc.record(model as never) as fc.Arbitrary<C>;

const inGroup = { groupId };
const ofSchool = { schoolId };
const ofTerm = {
  groupId: fc.constantFrom('G01', 'G01', 'G01', 'G02').map((code) => `${districtCode}.${code}`),
  ordinal,
};

const fund = { groupId: fc.constant(`${districtCode}.G01`), fiscalYear: fc.constantFrom(2022, 2022, 2022, 2023) };
const fen = fc.constantFrom(100, 2000, 30_000);
const line = fc.constantFrom(1, 1, 2, 3);
const resolution = fc.constantFrom(1, 1, 2, 3);
const share = fc.constantFrom(
  { numerator: 1, denominator: 2, atLeast: false },
  { numerator: 2, denominator: 3, atLeast: true },
);
const ballot = fc.constantFrom(
  { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
  { present: 1, proxies: 1, recused: 0, for: 2, against: 0, abstained: 0 },
  { present: 2, proxies: 0, recused: 0, for: 1, against: 1, abstained: 0 },
);
const meeting = {
  groupId: fund.groupId,
  heldOn: fc.constantFrom(...days.slice(0, 3)),
  ballot,
  minutesNo: fc.constant('纪要〔2022〕1号'),
};
const voucher = fc.record({
  schoolId: fc.constantFrom('S01', 'S02').map((code) => `${districtCode}.${code}`),
  year: fc.constant(2022),
  month: fc.constant(9),
  number: fc.constantFrom('记-1', '记-2', '记-3', '记-4'),
  entry: fc.constantFrom(1, 2),
});
const rules = fc.constantFrom(
  { kind: 'NAMING', groupSuffix: '集团', allianceSuffix: '联盟' },
  {
    kind: 'QUORUM',
    quorum: { numerator: 2, denominator: 3, atLeast: true },
    majority: { numerator: 1, denominator: 2, atLeast: false },
  },
  { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 },
  { kind: 'SEPARATION', required: false },
  { kind: 'FUND', lapseYears: 2, settlementDays: 15, windingUpDays: 90 },
);
const stream = fc.constantFrom(
  `district-${districtCode}`,
  `council-${districtCode}.G01`,
  `fund-${districtCode}.G01-2022`,
  `policy-${districtCode}`,
);

/** Any command over funds, resolutions and policies, and any correction. */
const later: fc.Arbitrary<Step['command']> = fc.oneof(
  {
    weight: 3,
    arbitrary: record({
      ...of('AdoptPolicy'),
      districtId: fc.constant(districtCode),
      code: fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P5'),
      title: fc.constant('政策'),
      documentNo: fc.constant('政〔2022〕1号'),
      rules,
    }),
  },
  record({
    ...of('RepealPolicy'),
    policyId: fc.constantFrom('P1', 'P2', 'P3').map((code) => `${districtCode}.${code}`),
  }),
  record({
    ...of('AdoptCharter'),
    groupId: fund.groupId,
    quorum: share,
    majority: share,
    termYears: fc.constant(3),
    everySchoolSeated: fc.boolean(),
    otherSeats: fc.constantFrom(0, 1),
  }),
  {
    weight: 4,
    arbitrary: record({
      ...of('AdoptResolution'),
      ...meeting,
      kind: fc.constant('FUND'),
      subject: name,
      fiscalYear: fund.fiscalYear,
      sum: fc.constantFrom(50_000, 900_000),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      ...of('AmendResolution'),
      ...meeting,
      resolution,
      subject: name,
      sum: fc.constantFrom(2000, 60_000),
    }),
  },
  record({ ...of('RepealResolution'), ...meeting, resolution }),
  {
    weight: 4,
    arbitrary: record({
      ...of('AppropriateFund'),
      ...fund,
      fen: fc.constantFrom(100_000, 500_000),
      documentNo: fc.constant('拨〔2022〕1号'),
      receivedOn: day,
    }),
  },
  record({ ...of('SupplementFund'), ...fund, fen, documentNo: fc.constant('拨〔2022〕2号'), receivedOn: day }),
  record({ ...of('ReduceFund'), ...fund, fen, documentNo: fc.constant('拨〔2022〕3号'), receivedOn: day }),
  {
    weight: 4,
    arbitrary: record({
      ...of('AllocateFunds'),
      ...fund,
      resolution,
      lines: fc.array(
        fc.record({
          purpose: name,
          schoolId: fc.constantFrom('S01', 'S02').map((code) => `${districtCode}.${code}`),
          fen,
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      ...of('ReviseAllocation'),
      ...fund,
      line,
      fen: fc.constantFrom(0, 200, 2500, 40_000),
      resolution,
    }),
  },
  record({ ...of('SuspendAllocation'), ...fund, resolution }),
  {
    weight: 4,
    arbitrary: record({
      ...of('CommitFunds'),
      ...fund,
      line,
      contractNo: fc.constantFrom('合-1', '合-2', '合-3'),
      supplier: name,
      fen: fc.constantFrom(50, 1000),
      signedOn: day,
    }),
  },
  {
    weight: 8,
    arbitrary: record({
      ...of('RecordExpenditure'),
      ...fund,
      line,
      voucher,
      fen: fc.constantFrom(10, 50, 500),
      supplier: name,
      paidOn: day,
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      ...of('RecordExpenditure'),
      ...fund,
      line,
      voucher,
      contractNo: fc.constantFrom('合-1', '合-2'),
      fen: fc.constantFrom(10, 50),
      supplier: name,
      paidOn: day,
    }),
  },
  { weight: 2, arbitrary: record({ ...of('ReverseExpenditure'), ...fund, voucher }) },
  { weight: 2, arbitrary: record({ ...of('CarryOut'), ...fund, fen: fc.constantFrom(100, 5000) }) },
  record({
    ...of('CarryIn'),
    ...fund,
    parts: fc.constantFrom([{ originYear: 2021, fen: 100 }], [{ originYear: 2022, fen: 100 }]),
  }),
  record({ ...of('ReturnUnspent'), ...fund, fen, documentNo: fc.constant('退〔2022〕1号') }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('Correct' as const), stream, revision: fc.nat(25), pick: fc.nat(5) }),
  },
  { weight: 1, arbitrary: record({ ...of('RetractRecord'), stream, revision: fc.nat(25) }) },
);

/** Any command over a few schools, groups and persons; many of them will be refused. */
export const command: fc.Arbitrary<GivenCommand> = fc.oneof(
  { weight: 3, arbitrary: record({ ...of('AdmitSchool'), ...inGroup, schoolId }) },
  { weight: 2, arbitrary: record({ ...of('WithdrawSchool'), ...inGroup, schoolId }) },
  {
    weight: 2,
    arbitrary: record({
      ...of('FormGroup'),
      districtId: fc.constant(districtCode),
      code: groupCode,
      name,
      form: fc.constantFrom('GROUP', 'ALLIANCE'),
      leadId: schoolId,
      memberIds: fc.uniqueArray(schoolId, { minLength: 2, maxLength: 4 }),
    }),
  },
  record({ ...of('ChangeLeadSchool'), ...inGroup, leadId: schoolId }),
  record({ ...of('RenameGroup'), ...inGroup, name }),
  record({ ...of('RenameSchool'), ...ofSchool, name }),
  record({
    ...of('ClassifySchool'),
    ...ofSchool,
    standing: fc.constantFrom('FAMOUS', 'QUALITY', 'POTENTIAL'),
    isRural: fc.boolean(),
  }),
  record({
    ...of('SetLeadershipRegime'),
    ...ofSchool,
    regime: fc.constantFrom('PRINCIPAL_UNDER_COUNCIL', 'PRINCIPAL_UNDER_PARTY_ORGANISATION'),
  }),
  record({ ...of('DefineCommonFeature'), ...inGroup, feature: name }),
  record({ ...of('DefineSchoolFeature'), ...ofSchool, feature: name }),
  record({ ...of('DissolveGroup'), ...inGroup }),
  record({ ...of('CloseSchool'), ...ofSchool }),
  record({
    ...of('MergeSchools'),
    schoolIds: fc.uniqueArray(schoolId, { minLength: 1, maxLength: 2 }),
    intoId: schoolId,
  }),
  {
    weight: 2,
    arbitrary: record({ ...of('RegisterPerson'), personId, schoolId, details: fc.constant({ name: '样本人员' }) }),
  },
  record({ ...of('ErasePerson'), personId }),
  record({
    ...of('ChangePersonDetails'),
    personId,
    details: fc.constantFrom({ name: '样本人员' }, { name: '样本人员改' }),
  }),
  { weight: 6, arbitrary: record({ ...of('RecommendCouncilMember'), groupId, schoolId, personId }) },
  record({ ...of('WithdrawRecommendation'), groupId, schoolId, personId }),
  {
    weight: 5,
    arbitrary: record({
      ...of('AppointCouncil'),
      groupId,
      memberIds: fc.uniqueArray(personId, { minLength: 2, maxLength: 4 }),
      chairId: personId,
      termFrom: day,
      termTo: day,
    }),
  },
  { weight: 3, arbitrary: record({ ...of('FileCouncil'), ...ofTerm }) },
  { weight: 4, arbitrary: record({ ...of('AcceptFiling'), ...ofTerm, documentNo: fc.constant('备〔2024〕1号') }) },
  {
    weight: 4,
    arbitrary: record({
      ...of('ReturnFiling'),
      ...ofTerm,
      documentNo: fc.constant('备〔2024〕2号'),
      reason: fc.constant('材料不全'),
    }),
  },
  { weight: 6, arbitrary: record({ ...of('AppointSubstitute'), ...ofTerm, personId, asChair: fc.boolean() }) },
  { weight: 4, arbitrary: record({ ...of('ResignSeat'), ...ofTerm, personId }) },
  { weight: 4, arbitrary: record({ ...of('RemoveMember'), ...ofTerm, personId }) },
  {
    weight: 3,
    arbitrary: record({ ...of('ExtendTerm'), ...ofTerm, termTo: fc.constantFrom('2024-12-31', '2025-08-31') }),
  },
  record({ ...of('EndTerm'), ...ofTerm }),
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
 * What random histories seldom reach: a filing sent back, a substitute in the chair, an amended resolution, a suspended
 * allocation, an early end.
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
  { type: 'EndTerm', groupId: `${districtCode}.G01`, ordinal: 1 } as const,
].map((command) => ({ command, effectiveOn: '2022-03-01' }));

/** A history that visits them; another district's for another code. */
export const fullTour = (district: string): readonly Step[] => ofDistrict([...opening, ...tour], district);

const ofDistrict = (steps: readonly Step[], district: string): readonly Step[] =>
  steps.map(
    (step) =>
      JSON.parse(
        JSON.stringify(step)
          .replaceAll(districtCode, district)
          .replaceAll('00000000-0000-4000', `00${district}-0000-4000`),
      ) as Step,
  );

/** A random history, the same for the same seed; another district's for another code. */
export const history = (seed: number, length: number, district = districtCode): readonly Step[] =>
  ofDistrict(
    [
      ...opening,
      ...fc.sample(
        fc.record({ command: fc.oneof(command as fc.Arbitrary<Step['command']>, later), effectiveOn: day }),
        { seed, numRuns: length },
      ),
    ],
    district,
  );
