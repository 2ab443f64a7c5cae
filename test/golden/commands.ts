import type { Envelope } from '../../src/commands/command.js';
import type { Command, CommandType } from '../../src/domain/ledger.js';

/** What comes with each of them; the hash is of what is said there, too. */
export const envelope: Envelope = {
  commandId: '11111111-1111-4111-8111-111111111111',
  basis: [
    { title: '关于推进集团化办学的通知', documentNo: '市中教〔2021〕1号', issuer: '市中区教体局', clause: '第三条' },
  ],
  reason: '按文件办理',
  effectiveOn: '2021-09-01',
  assumed: ['effectiveOn'],
};

const districtId = '370103';
const [schoolId, groupId, personId] = ['370103.S01', '370103.G01', '00000000-0000-4000-8000-000000000001'];
const term = { groupId, ordinal: 1 };
const share = { numerator: 2, denominator: 3, atLeast: true };
const meeting = {
  groupId,
  heldOn: '2021-08-30',
  ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
  concernedIds: [personId],
  recusedIds: [personId],
  minutesNo: '纪要1号',
};
const fund = { groupId, fiscalYear: 2021 };
const tranche = { ...fund, fen: 1000, documentNo: '拨1号', receivedOn: '2021-08-31' };
const voucher = { schoolId, year: 2021, month: 8, number: '记-1', entry: 1 };

/** One command of each type, with all that it may say. */
export const commands: { readonly [Type in CommandType]: Extract<Command, { readonly type: Type }> } = {
  OpenDistrict: { type: 'OpenDistrict', code: districtId, name: '市中区' },
  RegisterSchool: {
    type: 'RegisterSchool',
    districtId,
    code: 'S02',
    name: '二小东校区',
    aliases: ['二小东'],
    kind: 'CAMPUS',
    partOfId: schoolId,
    phase: 'PRIMARY',
    ownership: 'PUBLIC',
    standing: 'QUALITY',
    legalPerson: '二小',
    isRural: false,
  },
  RenameSchool: { type: 'RenameSchool', schoolId, name: '新名' },
  ClassifySchool: { type: 'ClassifySchool', schoolId, standing: 'FAMOUS', isRural: true },
  SetLeadershipRegime: { type: 'SetLeadershipRegime', schoolId, regime: 'PRINCIPAL_UNDER_PARTY_ORGANISATION' },
  CloseSchool: { type: 'CloseSchool', schoolId },
  MergeSchools: { type: 'MergeSchools', schoolIds: ['370103.S02', '370103.S03'], intoId: schoolId },
  FormGroup: {
    type: 'FormGroup',
    districtId,
    code: 'A01',
    name: '一联盟',
    form: 'ALLIANCE',
    leadId: schoolId,
    memberIds: [schoolId, '370103.S02'],
    besideGroupId: groupId,
    commonFeature: '和而不同',
  },
  AdmitSchool: { type: 'AdmitSchool', groupId, schoolId },
  WithdrawSchool: { type: 'WithdrawSchool', groupId, schoolId },
  ChangeLeadSchool: { type: 'ChangeLeadSchool', groupId, leadId: schoolId },
  RenameGroup: { type: 'RenameGroup', groupId, name: '新名' },
  DefineCommonFeature: { type: 'DefineCommonFeature', groupId, feature: '和而不同' },
  DefineSchoolFeature: { type: 'DefineSchoolFeature', schoolId, feature: '书法' },
  DissolveGroup: { type: 'DissolveGroup', groupId },

  RecommendCouncilMember: { type: 'RecommendCouncilMember', groupId, schoolId, personId },
  WithdrawRecommendation: { type: 'WithdrawRecommendation', groupId, schoolId, personId },
  AppointCouncil: {
    type: 'AppointCouncil',
    groupId,
    memberIds: [personId],
    chairId: personId,
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
  },
  FileCouncil: { type: 'FileCouncil', ...term },
  AcceptFiling: { type: 'AcceptFiling', ...term, documentNo: '备1号' },
  ReturnFiling: { type: 'ReturnFiling', ...term, documentNo: '退1号', reason: '缺一名' },
  AppointSubstitute: { type: 'AppointSubstitute', ...term, personId, asChair: true },
  ResignSeat: { type: 'ResignSeat', ...term, personId },
  RemoveMember: { type: 'RemoveMember', ...term, personId },
  ExtendTerm: { type: 'ExtendTerm', ...term, termTo: '2025-08-31' },
  EndTerm: { type: 'EndTerm', ...term },
  AdoptCharter: {
    type: 'AdoptCharter',
    groupId,
    quorum: share,
    majority: share,
    termYears: 3,
    everySchoolSeated: true,
    otherSeats: 2,
  },
  AdoptResolution: { type: 'AdoptResolution', ...meeting, kind: 'FUND', subject: '方案', fiscalYear: 2021, sum: 1000 },
  AmendResolution: { type: 'AmendResolution', ...meeting, resolution: 1, subject: '新方案', sum: 900 },
  RepealResolution: { type: 'RepealResolution', ...meeting, resolution: 1 },

  RegisterPerson: { type: 'RegisterPerson', personId, schoolId, commitment: 'c'.repeat(64) },
  ChangePersonDetails: { type: 'ChangePersonDetails', personId, commitment: 'd'.repeat(64) },
  ErasePerson: { type: 'ErasePerson', personId },

  AppropriateFund: { type: 'AppropriateFund', ...tranche },
  SupplementFund: { type: 'SupplementFund', ...tranche },
  ReduceFund: { type: 'ReduceFund', ...tranche },
  AllocateFunds: { type: 'AllocateFunds', ...fund, resolution: 1, lines: [{ purpose: '培训', schoolId, fen: 500 }] },
  ReviseAllocation: { type: 'ReviseAllocation', ...fund, line: 1, fen: 400, resolution: 1 },
  SuspendAllocation: { type: 'SuspendAllocation', ...fund, resolution: 1 },
  CommitFunds: {
    type: 'CommitFunds',
    ...fund,
    line: 1,
    contractNo: '合-1',
    supplier: '某公司',
    fen: 100,
    signedOn: '2021-08-31',
  },
  RecordExpenditure: {
    type: 'RecordExpenditure',
    ...fund,
    line: 1,
    voucher,
    fen: 100,
    supplier: '某公司',
    contractNo: '合-1',
    invoiceNo: '票-1',
    paidOn: '2021-08-31',
  },
  ReverseExpenditure: { type: 'ReverseExpenditure', ...fund, voucher },
  AmendContract: {
    type: 'AmendContract',
    ...fund,
    contractNo: '合-1',
    fen: 120,
    documentNo: '变1号',
    signedOn: '2021-08-31',
  },
  ReleaseCommitment: { type: 'ReleaseCommitment', ...fund, contractNo: '合-1', reason: 'COMPLETED' },
  RefundExpenditure: {
    type: 'RefundExpenditure',
    ...fund,
    voucher,
    refundVoucher: { ...voucher, number: '记-退' },
    fen: 40,
    refundedOn: '2021-08-31',
  },
  CarryOut: { type: 'CarryOut', ...fund, fen: 100 },
  CarryIn: { type: 'CarryIn', ...fund, parts: [{ originYear: 2020, fen: 100 }] },
  ReturnUnspent: { type: 'ReturnUnspent', ...fund, fen: 100, documentNo: '退1号' },
  CloseFundYear: { type: 'CloseFundYear', ...fund },
  AdjustClosedYear: { type: 'AdjustClosedYear', ...fund, line: 1, fen: -100, documentNo: '审1号', reason: '错账' },

  AdoptPolicy: {
    type: 'AdoptPolicy',
    districtId,
    code: 'P01',
    title: '办法',
    documentNo: '政1号',
    validTo: '2026-08-31',
    rules: { kind: 'QUORUM', quorum: share, majority: share },
  },
  RepealPolicy: { type: 'RepealPolicy', policyId: '370103.P01' },

  CorrectRecord: {
    type: 'CorrectRecord',
    stream: 'district-370103',
    revision: 3,
    right: { type: 'SchoolRenamed', schoolCode: 'S01', name: '正名' },
    rightVersion: 1,
    rightEffectiveOn: '2021-08-31',
  },
  RetractRecord: { type: 'RetractRecord', stream: 'district-370103', revision: 3 },
};
