import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../src/commands/command.js';
import { addDays } from '../../src/domain/day.js';
import { contractsOf, paymentsOf } from '../../src/projections/fund/queries.js';
import type { ExpenditureRow } from '../../src/projections/fund/rows.js';
import { queries } from '../../src/projections/queries.js';
import { person } from '../support/ledger.js';
import { parameters } from '../support/properties.js';
import { opening } from './evaluation.js';
import { said, type Allowed, type Input } from './allowed.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocation,
  amendment,
  appropriation,
  charterInput,
  contract,
  fund,
  group,
  meeting,
  passed,
  payment,
  refund,
  resolution,
  resolutionInput,
  school,
  voucher,
} from './money.js';

const term = `${group}.1`;
const askers: Readonly<Record<string, Principal>> = {
  ...principals,
  otherCouncil: { actor: { id: 'council-9', role: 'COUNCIL' }, group: '370103.G09' },
};

/** What allowedCommands answers, for the group, its first council and its fund of 2026. */
const answers = async (ledger: ApiLedger, principal: Principal): Promise<Allowed> => {
  const list = 'allowedCommands { name allowed code }';
  const { data, errors } = await ledger.query(
    `{ group(id: "${group}") { ${list} }
      council: node(id: "Q291bmNpbDozNzAxMDMuRzAxLjE") { ... on Council { ${list} } }
      fund(id: "${fund}") { ${list} } }`,
    { principal },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return ['group', 'council', 'fund'].flatMap((object) =>
    (data[object]?.allowedCommands ?? []).map((answer: object) => ({ object, ...answer })),
  );
};

/** For every command the best that could be given in the ledger's present state: what would be accepted if anything were. */
const best = (ledger: ApiLedger, principal: Principal): Readonly<Record<string, Input>> => {
  const { readModels: read } = ledger;
  const position = ledger.runner.head();
  const at = { position, effectiveOn: ledger.clock.slice(0, 10) };
  const { membersOf, openRecommendationsOf, resolutionsOf, councilsOf, seatsOf } = queries(read);
  const own = 'school' in principal ? principal.school : undefined;
  const ofOwn = (one: { readonly school: string }): boolean => own === undefined || one.school === own;
  const members = membersOf(group, at).map((row) => row.school);
  const lead = read.values.at(group, 'lead', at);
  const ending = read.groups.byKey(group, position)!.dissolvedOn !== null;
  const council = councilsOf(group, at)[0]!;
  const chair = read.values.at(term, 'chair', at);
  const seats = read.seats.by('council', term, position);
  const open = openRecommendationsOf(group, at);
  const seated = seatsOf(council, at).map((row) => row.person);
  const newcomer = open.find(
    (row) =>
      members.includes(row.school) &&
      !seats.some((seat) => seat.person === row.person && (seat.until ?? '9999') > at.effectiveOn),
  );
  const standing = resolutionsOf(group, at, { includeEnded: true }).filter((row) => row.repealedOn === null);
  const live = standing.find((row) => row.kind === 'FUND' && row.effectiveOn <= at.effectiveOn);
  const carried = (row: { readonly suspended: number; readonly resolution: number }): boolean =>
    row.suspended === 0 && standing.some((one) => one.number === row.resolution && one.effectiveOn <= at.effectiveOn);
  const lines = read.fundLines.by('fund', fund, position);
  const usable = lines.filter((row) => carried(row) && row.unspent > 0);
  const line = usable.find(ofOwn) ?? usable[0] ?? lines.find(ofOwn) ?? lines[0];
  const contracted = lines.find((row) => carried(row) && row.unspent === 0 && row.committed > 0 && ofOwn(row));
  const contractNo = usable.some(ofOwn)
    ? undefined
    : read.contracts.by('fund', fund, position).find((row) => row.line === contracted?.line)?.contractNo;
  const payer = usable.find(ofOwn) ?? contracted ?? line;
  const spent = read.expenditures.by('fund', fund, position).filter(ofOwn);
  const payments = paymentsOf(read, fund, at).map(({ row }) => row);
  const reversible = payments.find((row) => ofOwn(row) && row.reversedOn === null && row.refunded === 0) ?? spent[0];
  const refundable =
    payments.find((row) => ofOwn(row) && row.reversedOn === null && row.refunded < row.fen) ?? spent[0];
  const agreed = contractsOf(read, fund, at).map((row) => ({
    ...row,
    paid: payments.reduce(
      (total, one) =>
        one.contractNo === row.contractNo && one.reversedOn === null ? total + one.fen - one.refunded : total,
      0,
    ),
  }));
  const lessening = agreed.find((row) => row.released === 0 && row.fen > Math.max(row.paid, 1));
  const growing = agreed.find((row) => row.released === 0 && usable.some((one) => one.line === row.line));
  const promising = agreed.find((row) => row.fen > row.paid + row.released) ?? agreed[0];
  const voucherOf = (row: ExpenditureRow) => ({
    schoolId: row.school,
    year: row.year,
    month: row.month,
    number: row.number,
    entry: row.entry,
  });
  const withdrawn = read.recommendations
    .by('group', group, position)
    .find(
      (row) => row.withdrawnOn === null && row.usedOn === null && ofOwn(row) && row.recommendedOn <= at.effectiveOn,
    );
  const today = {
    ...meeting,
    heldOn: at.effectiveOn,
    ballot: { present: seated.length, proxies: 0, recused: 0, for: seated.length, against: 0, abstained: 0 },
  };
  const candidates = [...new Set(open.filter((row) => members.includes(row.school)).map((row) => row.person))];
  const tranche = { fundId: fund, fen: 1, documentNo: '拨1号', receivedOn: '2026-03-01' };
  const decided = standing.find((row) => row.effectiveOn <= at.effectiveOn) ?? standing[0];
  const unsuspended = lines.find(
    (row) => row.suspended === 0 && row.allocated > 0 && !(live?.number === row.resolution && carried(row)),
  );
  return {
    AdmitSchool: { groupId: group, schoolId: school(members.includes(school(3)) ? 4 : 3) },
    WithdrawSchool: { groupId: group, schoolId: members.find((one) => one !== lead) ?? members[0] ?? school(1) },
    ChangeLeadSchool: { groupId: group, leadId: members.find((one) => one !== lead) ?? members[0] ?? school(1) },
    RenameGroup: { groupId: group, name: '济南某教育集团' },
    DefineCommonFeature: { groupId: group, feature: '特色' },
    DissolveGroup: { groupId: group },
    RecommendCouncilMember: {
      groupId: group,
      schoolId: own ?? members[0] ?? school(1),
      personId: own === school(2) ? person(10) : person(9),
    },
    WithdrawRecommendation: {
      groupId: group,
      schoolId: withdrawn?.school ?? own ?? school(1),
      personId: withdrawn?.person ?? person(1),
    },
    AppointCouncil: {
      groupId: group,
      memberIds: candidates.length > 0 ? candidates : [person(9)],
      chairId: candidates[0] ?? person(9),
      termFrom: ending ? at.effectiveOn : '2032-01-01',
      termTo: '2033-12-31',
    },
    AdoptCharter: { ...charterInput, termYears: 10 },
    AdoptResolution: { ...resolutionInput, ...today, kind: 'FUND' },
    AmendResolution: { resolutionId: decided?.key ?? resolution, subject: '改', ...today },
    RepealResolution: { resolutionId: decided?.key ?? resolution, ...today },
    FileCouncil: { councilId: term },
    AcceptFiling: { councilId: term, documentNo: '备1号' },
    ReturnFiling: { councilId: term, documentNo: '备1号', reason: '不全' },
    AppointSubstitute: {
      councilId: term,
      personId: newcomer?.person ?? seated.find((one) => one !== chair) ?? person(1),
      asChair: newcomer === undefined,
    },
    ResignSeat: { councilId: term, personId: seats.find(({ until }) => until === null)?.person ?? person(1) },
    RemoveMember: { councilId: term, personId: seats.find(({ until }) => until === null)?.person ?? person(1) },
    ExtendTerm: { councilId: term, termTo: addDays(council.termTo, 30) },
    EndTerm: { councilId: term },
    AppropriateFund: appropriation,
    SupplementFund: tranche,
    ReduceFund: tranche,
    AllocateFunds: {
      ...allocation,
      resolutionId: live?.key ?? resolution,
      lines: [{ purpose: '培训', schoolId: members[0] ?? school(1), fen: 1 }],
    },
    ReviseAllocation: {
      fundId: fund,
      line: line?.line ?? 1,
      fen: line && line.unspent > 0 ? line.allocated - 1 : (line?.allocated ?? 0) + 1,
      resolutionId: line && line.unspent > 0 ? `${group}.R${line.resolution}` : (live?.key ?? resolution),
    },
    SuspendAllocation: { fundId: fund, resolutionId: unsuspended ? `${group}.R${unsuspended.resolution}` : resolution },
    CommitFunds: { ...contract, contractNo: '合-新', line: line?.line ?? 1, fen: 1 },
    RecordExpenditure: {
      ...payment,
      line: payer?.line ?? 1,
      fen: 1,
      voucher: { ...voucher, schoolId: own ?? payer?.school ?? school(1), number: '记-新' },
      ...(contractNo === undefined ? {} : { contractNo }),
    },
    ReverseExpenditure: {
      fundId: fund,
      voucher: reversible ? voucherOf(reversible) : { ...voucher, schoolId: own ?? school(1) },
    },
    AmendContract: {
      ...amendment,
      contractNo: (lessening ?? growing ?? agreed[0])?.contractNo ?? '合-1',
      fen: lessening ? lessening.fen - 1 : (growing?.fen ?? 1) + 1,
    },
    ReleaseCommitment: { fundId: fund, contractNo: promising?.contractNo ?? '合-1', reason: 'TERMINATED' },
    RefundExpenditure: {
      ...refund,
      fen: 1,
      voucher: refundable ? voucherOf(refundable) : { ...voucher, schoolId: own ?? school(1) },
      refundVoucher: { ...voucher, schoolId: refundable?.school ?? own ?? school(1), number: '记-退新' },
    },
    CarryOut: { fundId: fund, fen: 1 },
    CarryIn: { fundId: fund, parts: [{ originYear: 2025, fen: 1 }] },
    ReturnUnspent: { fundId: fund, fen: 1, documentNo: '退1号' },
    CloseFundYear: { fundId: fund },
    AdjustClosedYear: { fundId: fund, line: line?.line ?? 1, fen: 1, documentNo: '调1号', reason: '更正' },
    OpenEvaluation: {
      ...opening,
      period: '2025-2026',
      inspectors: [{ personId: person(1), from: at.effectiveOn, to: at.effectiveOn }],
    },
  };
};

/**
 * Every small revision of every line: less, the same or more under each resolution. Which of them would be accepted hangs on how the
 * line, the resolutions and the free money stand to each other, so that no single one is the best in every state.
 */
const revisions = ({ readModels: read, runner }: ApiLedger): readonly Input[] => {
  const position = runner.head();
  const resolutions = read.resolutions.by('group', group, position).filter(({ kind }) => kind === 'FUND');
  return read.fundLines
    .by('fund', fund, position)
    .flatMap(({ line, allocated }) =>
      resolutions.flatMap(({ key }) =>
        [-1, 0, 1].map((change) => ({ fundId: fund, line, fen: allocated + change, resolutionId: key })),
      ),
    );
};

/** Reasons that a state rule may give: what is allowed is never refused for one of them. */
const reasons = new Set([
  'NOT_AUTHORISED',
  'GROUP_DISSOLVED',
  'TERM_EXPIRED',
  'FILING_NOT_OPEN',
  'SAME_PERSON',
  'NO_CHANGE',
  'INVALID_TRANSITION',
  'YEAR_CLOSED',
  'NO_RESOLUTION',
  'INSUFFICIENT_FUNDS',
  'COUNCIL_NOT_FILED',
  'LEAD_CANNOT_WITHDRAW',
  'TOO_FEW_MEMBERS',
  'LEAD_NOT_MEMBER',
  'RECOMMENDER_NOT_MEMBER',
  'NOT_RECOMMENDED',
  'NOT_FOUND',
]);

/** Asks as everybody, and compares with what the handler says. Counts what was allowed and what was not. */
const compared = async (ledger: ApiLedger): Promise<{ allowed: number; refused: number }> => {
  let [allowed, refused] = [0, 0];
  for (const [who, principal] of Object.entries(askers)) {
    const inputs = best(ledger, principal);
    const inputsOf = ({ object, name }: Allowed[number]): readonly Input[] => {
      // A group's fund may be that of any year.
      if (object === 'group' && name === 'AppropriateFund') return [{ ...appropriation, fiscalYear: 2030 }];
      return name === 'ReviseAllocation' ? [inputs[name]!, ...revisions(ledger)] : [inputs[name]!];
    };
    const asked = (await answers(ledger, principal)).flatMap((answer) =>
      inputsOf(answer).map((input) => ({ ...answer, answer, input })),
    );
    const codes = await said(ledger, principal, asked);
    for (const answer of new Set(asked.map((one) => one.answer))) {
      const own = codes.filter((_, index) => asked[index]?.answer === answer);
      const code = own.includes(undefined) ? undefined : own[0];
      const context = `${who} ${answer.name} on ${ledger.clock.slice(0, 10)}: ${JSON.stringify(inputsOf(answer))}`;
      if (answer.allowed)
        expect([context, code !== undefined && reasons.has(code) ? code : undefined]).toEqual([context, undefined]);
      else expect([context, answer.code, code !== undefined]).toEqual([context, answer.code, true]);
      if (!answer.allowed && answer.code === 'NOT_AUTHORISED' && answer.name !== 'RecordExpenditure')
        expect([context, code]).toEqual([context, 'NOT_AUTHORISED']);
      if (answer.allowed) allowed += 1;
      else refused += 1;
    }
  }
  return { allowed, refused };
};

const policy = (code: string, rules: object): Input => ({
  districtId: '370103',
  code,
  title: '政策',
  documentNo: '政1号',
  rules,
});
/**
 * What may happen to the group, its council and its fund; the best that can be given of a command, or a policy, a
 * closed school, a day that passes.
 */
const moves: Readonly<Record<string, (ledger: ApiLedger) => Promise<unknown>>> = {
  ...Object.fromEntries(
    [
      'RecordExpenditure',
      'WithdrawSchool',
      'ChangeLeadSchool',
      'DissolveGroup',
      'FileCouncil',
      'CommitFunds',
      'AdoptResolution',
      'AdoptResolution',
      'RepealResolution',
      'FileCouncil',
      'FileCouncil',
      'AcceptFiling',
      'ReturnFiling',
      'AppointSubstitute',
      'ResignSeat',
      'ExtendTerm',
      'EndTerm',
      'AppropriateFund',
      'AppropriateFund',
      'AllocateFunds',
      'AllocateFunds',
      'ReviseAllocation',
      'SuspendAllocation',
      'CommitFunds',
      'RecordExpenditure',
      'ReverseExpenditure',
      'CarryOut',
      'CarryIn',
      'CloseFundYear',
      'AdjustClosedYear',
      'AmendContract',
      'RefundExpenditure',
      'ReleaseCommitment',
    ].map((command, index) => [
      `${command}${index}`,
      (ledger: ApiLedger) =>
        ledger.mutate(command, best(ledger, principals.bureau)[command]!, {
          selection: '{ __typename }',
          principal: index % 3 === 0 ? principals.otherBureau : principals.bureau,
        }),
    ]),
  ),
  charter: (ledger) => ledger.mutate('AdoptCharter', charterInput, { selection: '{ __typename }' }),
  admit: (ledger) => ledger.mutate('AdmitSchool', { groupId: group, schoolId: school(3) }),
  recommend: (ledger) =>
    ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: school(1), personId: person(8) }),
  returnAll: (ledger) => {
    const free = ledger.readModels.funds.byKey(fund, ledger.runner.head())?.free ?? 1;
    return ledger.mutate('ReturnUnspent', { fundId: fund, fen: free, documentNo: '退1号' });
  },
  endSoon: (ledger) => ledger.mutate('EndTerm', { councilId: term }, { command: { effectiveOn: '2027-01-15' } }),
  dissolveSoon: (ledger) =>
    ledger.mutate('DissolveGroup', { groupId: group }, { command: { effectiveOn: '2027-02-01' } }),
  resolveSoon: (ledger) =>
    ledger.mutate('AdoptResolution', { ...resolutionInput, kind: 'FUND' }, { command: { effectiveOn: '2027-01-10' } }),
  closeSchool: (ledger) => ledger.mutate('CloseSchool', { schoolId: school(2) }),
  closeLead: (ledger) => ledger.mutate('CloseSchool', { schoolId: school(1) }),
  constitutive: (ledger) =>
    ledger.mutate('AdoptPolicy', policy('P1', { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 })),
  caretaker: (ledger) =>
    ledger.mutate('AdoptPolicy', policy('P2', { kind: 'CARETAKER', days: 60, resolutionKinds: ['FUND'] })),
  nobodyApart: (ledger) => ledger.mutate('AdoptPolicy', policy('P3', { kind: 'SEPARATION', required: false })),
  weeksPass: (ledger) => {
    ledger.clock = ledger.clock.startsWith('2026') ? '2027-01-20T01:00:00.000Z' : '2027-09-10T01:00:00.000Z';
    return Promise.resolve();
  },
};

const opened = async (): Promise<ApiLedger> => {
  const ledger = await openApi();
  await register(ledger);
  await council(ledger);
  // The year before left some of its money to this one.
  const before = `${group}.2025`;
  await passed(ledger, 'AppropriateFund', { ...appropriation, fiscalYear: 2025, fen: 9000 });
  await passed(ledger, 'CarryOut', { fundId: before, fen: 5000 });
  for (const number of [8, 9, 10])
    await passed(ledger, 'RegisterPerson', {
      personId: person(number),
      schoolId: school(number === 10 ? 2 : 1),
      name: '样本',
    });
  return ledger;
};

test('nothing is called allowed that the handler refuses for a reason of the state, and nothing forbidden that it accepts: over random states, for every role', async () => {
  let [allowed, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(moves)), { minLength: 3, maxLength: 14 }),
      async (names) => {
        const ledger = await opened();
        try {
          for (const name of names) await moves[name]!(ledger);
          const counts = await compared(ledger);
          allowed += counts.allowed;
          refused += counts.refused;
        } finally {
          await ledger.close();
        }
      },
    ),
    parameters(1 / 40),
  );
  expect(Math.min(allowed, refused)).toBeGreaterThan(100);
}, 600_000);

test.each([
  ['a group with a fund whose money is allocated', ['AdoptResolution6', 'AppropriateFund17', 'AllocateFunds19']],
  [
    'lines whose resolution was repealed, suspended',
    [
      'AdoptResolution6',
      'AppropriateFund17',
      'AllocateFunds19',
      'CommitFunds23',
      'RecordExpenditure24',
      'RepealResolution8',
      'SuspendAllocation22',
    ],
  ],
  [
    'a line that is spent, and could rest on another resolution',
    ['CarryIn27', 'AdoptResolution7', 'AllocateFunds20', 'AdoptResolution6', 'RecordExpenditure0'],
  ],
  [
    'a closed year',
    ['AdoptResolution6', 'AppropriateFund17', 'AllocateFunds19', 'RecordExpenditure24', 'returnAll', 'CloseFundYear28'],
  ],
  ['a filing that waits for its answer', ['FileCouncil9']],
  ['a council after its term, which may act as a caretaker', ['caretaker', 'endSoon', 'weeksPass']],
  ['a council that is not accepted where it must be', ['constitutive', 'FileCouncil9']],
  ['a dissolved group', ['AdoptResolution6', 'AppropriateFund17', 'AllocateFunds19', 'DissolveGroup3']],
  ['a group that will be dissolved', ['dissolveSoon']],
  ['a group without its lead', ['closeLead']],
])('the same of %s', async (_, names) => {
  const ledger = await opened();
  for (const name of names) await moves[name]!(ledger);
  const { allowed, refused } = await compared(ledger);
  expect(Math.min(allowed, refused)).toBeGreaterThan(0);
  await ledger.close();
});

test('each command is named once, with the code of what speaks against it', async () => {
  const ledger = await opened();
  await passed(ledger, 'AppropriateFund', appropriation);
  const codes = async (principal: Principal): Promise<Record<string, string | null>> =>
    Object.fromEntries((await answers(ledger, principal)).map(({ name, code }) => [name, code]));
  expect(await codes(principals.bureau)).toEqual({
    AdmitSchool: null,
    WithdrawSchool: 'TOO_FEW_MEMBERS',
    ChangeLeadSchool: null,
    RenameGroup: null,
    DefineCommonFeature: null,
    DissolveGroup: null,
    RecommendCouncilMember: null,
    WithdrawRecommendation: 'NOT_FOUND',
    AppointCouncil: 'NOT_RECOMMENDED',
    AdoptCharter: null,
    AdoptResolution: null,
    AmendResolution: 'NOT_FOUND',
    RepealResolution: 'NOT_FOUND',
    AppropriateFund: null,
    FileCouncil: null,
    AcceptFiling: 'FILING_NOT_OPEN',
    ReturnFiling: 'FILING_NOT_OPEN',
    AppointSubstitute: null,
    ResignSeat: null,
    RemoveMember: null,
    ExtendTerm: null,
    EndTerm: null,
    SupplementFund: null,
    ReduceFund: null,
    AllocateFunds: 'NO_RESOLUTION',
    ReviseAllocation: 'NOT_FOUND',
    SuspendAllocation: 'NO_CHANGE',
    CommitFunds: 'NOT_FOUND',
    RecordExpenditure: 'NOT_FOUND',
    AmendContract: 'NOT_FOUND',
    ReleaseCommitment: 'NOT_FOUND',
    ReverseExpenditure: 'NOT_FOUND',
    RefundExpenditure: 'NOT_FOUND',
    CarryOut: null,
    CarryIn: null,
    ReturnUnspent: null,
    CloseFundYear: 'INVALID_TRANSITION',
    AdjustClosedYear: 'INVALID_TRANSITION',
    OpenEvaluation: null,
  });
  expect(new Set(Object.values(await codes(principals.anybody)))).toEqual(new Set(['NOT_AUTHORISED']));
  const lead = await codes(principals.lead);
  expect(Object.keys(lead).filter((name) => lead[name] !== 'NOT_AUTHORISED')).toEqual([
    'RecommendCouncilMember',
    'WithdrawRecommendation',
    'FileCouncil',
    'RecordExpenditure',
    'ReverseExpenditure',
    'RefundExpenditure',
  ]);
  expect(await codes(principals.member)).toMatchObject({
    AppointCouncil: 'NOT_AUTHORISED',
    RecommendCouncilMember: null,
  });
  await ledger.close();
});

test('who filed does not answer, by name and by code', async () => {
  const ledger = await opened();
  await passed(ledger, 'FileCouncil', { councilId: term });
  const answer = async (principal: Principal): Promise<unknown> =>
    (await answers(ledger, principal)).find(({ name }) => name === 'AcceptFiling');
  expect(await answer(principals.bureau)).toMatchObject({ name: 'AcceptFiling', allowed: false, code: 'SAME_PERSON' });
  expect(await answer(principals.otherBureau)).toMatchObject({ name: 'AcceptFiling', allowed: true, code: null });
  await ledger.close();
});

test('who allocated every line that could be paid from does not pay, by name and by code; who allocated some may', async () => {
  const ledger = await opened();
  for (const move of ['AdoptResolution6', 'AppropriateFund17']) await moves[move]!(ledger);
  const pays = async (principal: Principal): Promise<unknown> =>
    (await answers(ledger, principal)).find(({ name }) => name === 'RecordExpenditure');
  const lines = [{ purpose: '教师培训', schoolId: school(1), fen: 1000 }];
  const allocate = (principal: Principal) =>
    passed(ledger, 'AllocateFunds', { fundId: fund, resolutionId: `${group}.R1`, lines }, { principal });
  await allocate(principals.bureau);
  expect(await pays(principals.bureau)).toMatchObject({ allowed: true, code: null });
  await passed(ledger, 'AdoptPolicy', policy('P3', { kind: 'SEPARATION', pairs: ['ALLOCATES_PAYS'] }));
  expect(await pays(principals.bureau)).toMatchObject({ allowed: false, code: 'SAME_PERSON' });
  expect(await pays(principals.otherBureau)).toMatchObject({ allowed: true, code: null });
  await allocate(principals.otherBureau);
  for (const principal of [principals.bureau, principals.otherBureau])
    expect(await pays(principal)).toMatchObject({ allowed: true, code: null });
  await ledger.close();
});
