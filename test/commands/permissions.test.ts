import { expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { claimsAllow, permissions } from '../../src/commands/permissions.js';
import type { Command, CommandType, Role } from '../../src/domain/ledger.js';

/** Who may give which command (DOMAIN.md, "Who acts"), written a second time: B(UREAU), C(OUNCIL), S(CHOOL), P for SYSTEM's processes. */
const mayGive: Readonly<Record<CommandType, string>> = {
  OpenDistrict: 'B',
  RegisterSchool: 'B',
  RenameSchool: 'B',
  ClassifySchool: 'B',
  SetLeadershipRegime: 'B',
  CloseSchool: 'B',
  MergeSchools: 'B',
  FormGroup: 'B',
  AdmitSchool: 'B',
  WithdrawSchool: 'B',
  ChangeLeadSchool: 'B',
  RenameGroup: 'B',
  DefineCommonFeature: 'BC',
  DefineSchoolFeature: 'BS',
  DissolveGroup: 'B',
  RecommendCouncilMember: 'BS',
  WithdrawRecommendation: 'BS',
  AppointCouncil: 'BCS',
  FileCouncil: 'BCS',
  AcceptFiling: 'B',
  ReturnFiling: 'B',
  AppointSubstitute: 'BC',
  ResignSeat: 'BC',
  RemoveMember: 'BCP',
  ExtendTerm: 'BC',
  EndTerm: 'BCP',
  RegisterPerson: 'BS',
  ChangePersonDetails: 'BS',
  ErasePerson: 'B',
  AdoptCharter: 'BC',
  AdoptResolution: 'BC',
  AmendResolution: 'BC',
  RepealResolution: 'BC',
  AppropriateFund: 'B',
  SupplementFund: 'B',
  ReduceFund: 'B',
  AllocateFunds: 'BC',
  ReviseAllocation: 'BC',
  SuspendAllocation: 'BP',
  CommitFunds: 'BC',
  RecordExpenditure: 'BCS',
  ReverseExpenditure: 'BCS',
  CarryOut: 'BC',
  CarryIn: 'BCP',
  ReturnUnspent: 'BC',
  CloseFundYear: 'BC',
  AdjustClosedYear: 'B',
  AdoptPolicy: 'B',
  RepealPolicy: 'B',
  CorrectRecord: 'B',
  RetractRecord: 'B',
};

const letters: Readonly<Record<string, Role>> = { B: 'BUREAU', C: 'COUNCIL', S: 'SCHOOL', P: 'SYSTEM' };
const roles: readonly Role[] = ['BUREAU', 'COUNCIL', 'SCHOOL', 'SYSTEM', 'AUDITOR', 'PUBLIC'];

/** A command on everything of district 370103 that the claims of a token can speak of. */
const commandOf = (type: CommandType): Command => {
  const policies = ['AdoptPolicy', 'RepealPolicy'].includes(type) ? { jurisdiction: '370103' } : {};
  const record = ['CorrectRecord', 'RetractRecord'].includes(type) ? { stream: 'council-370103.G01' } : {};
  return {
    type,
    code: '370103',
    districtCode: '370103',
    groupCode: 'G01',
    schoolCode: 'S01',
    groupId: '370103.G01',
    schoolId: '370103.S01',
    voucher: { schoolId: '370103.S01' },
    ...policies,
    ...record,
  } as unknown as Command;
};
const principal = (role: Role, claims: Partial<Principal>): Principal => ({ actor: { id: 'x', role }, ...claims });

const rows = Object.keys(permissions) as CommandType[];

test.each(rows)('%s: who may give it, and nobody else', (type) => {
  const everything = { district: '370103', group: '370103.G01', school: '370103.S01' };
  const may = roles.filter((role) => claimsAllow(principal(role, everything), commandOf(type)));
  expect(may).toEqual(roles.filter((role) => [...mayGive[type]].some((letter) => letters[letter] === role)));
});

test.each(rows)('%s: not with a token of another district, group or school, nor with one that names none', (type) => {
  // Who may act on a person or a record is decided once the stream was loaded; a lead school's group likewise, within its district.
  const decidedLater = ['ChangePersonDetails', 'ErasePerson', 'CorrectRecord', 'RetractRecord'].includes(type);
  const elsewhere = { district: '370104', group: '370104.G01', school: '370104.S01' };
  for (const role of roles.filter((one) => one !== 'SYSTEM')) {
    expect([role, claimsAllow(principal(role, {}), commandOf(type))]).toEqual([role, false]);
    if (!decidedLater) expect([role, claimsAllow(principal(role, elsewhere), commandOf(type))]).toEqual([role, false]);
  }
});
