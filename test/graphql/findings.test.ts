import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import type { PolicyRules } from '../../src/domain/policy/index.js';
import { person } from '../support/ledger.js';
import { evaluation, go, inspector } from './evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocatedFund,
  allocation,
  amendment,
  appropriation,
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
  spentFund,
  steps,
  voucher,
} from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const ofGroup = async (asOf = '', principal: Principal = principals.bureau): Promise<unknown> => {
  const { data, errors } = await ledger.query(
    `{ group(id: "${group}"${asOf}) { findings { rule result message zh: message(language: ZH) } } }`,
    { principal },
  );
  expect(errors).toEqual([]);
  return data.group.findings?.filter(({ rule }: { rule: string }) => rule === 'FAMOUS_WITH_X') ?? null;
};
const classify = (number: number, standing: string) =>
  passed(ledger, 'ClassifySchool', { schoolId: school(number), standing });

test('1+X is unknown where a standing is unspecified, and passes or fails by the standings of the day', async () => {
  expect(await ofGroup()).toEqual([
    {
      rule: 'FAMOUS_WITH_X',
      result: 'UNKNOWN',
      message: `The standing of ${school(1)}, ${school(2)} is not specified.`,
      zh: `${school(1)}、${school(2)} 的类别未定。`,
    },
  ]);
  await classify(1, 'FAMOUS');
  expect(await ofGroup()).toMatchObject([
    { result: 'UNKNOWN', message: `The standing of ${school(2)} is not specified.` },
  ]);
  await classify(2, 'POTENTIAL');
  expect(await ofGroup()).toMatchObject([{ result: 'PASS' }]);
  expect(await ofGroup(', asOf: { effectiveOn: "2026-11-23" }')).toMatchObject([{ result: 'UNKNOWN' }]);
  await passed(ledger, 'ChangeLeadSchool', { groupId: group, leadId: school(2) });
  expect(await ofGroup()).toMatchObject([
    { result: 'FAIL', message: expect.stringContaining(`${school(1)}, ${school(2)}`) },
  ]);
});

test('what tells a standing is shown to whom the standing is', async () => {
  expect(await ofGroup('', principals.anybody)).toBeNull();
  expect(await ofGroup('', principals.farBureau)).toBeNull();
  expect(await ofGroup('', principals.auditor)).toMatchObject([{ rule: 'FAMOUS_WITH_X' }]);
});

test('a decision of a council whose filing was not accepted by the day it met is found, not refused', async () => {
  const found = async (number: number): Promise<unknown> =>
    (
      await ledger.query(`{ resolution(id: "${group}.R${number}") { findings { rule result message } } }`, {
        principal: principals.anybody,
      })
    ).data.resolution.findings;
  await steps.resolved(ledger);
  expect(await found(1)).toEqual([
    {
      rule: 'COUNCIL_FILED',
      result: 'FAIL',
      message: `The filing of the council ${group}.1 was not accepted by the day it met.`,
    },
  ]);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  await passed(
    ledger,
    'AcceptFiling',
    { councilId: `${group}.1`, documentNo: '备1号' },
    { principal: principals.otherBureau },
  );
  await passed(ledger, 'AdoptResolution', {
    groupId: group,
    kind: 'OTHER',
    subject: '其他',
    ...meeting,
    heldOn: '2026-11-24',
  });
  expect([await found(1), await found(2)]).toMatchObject([[{ result: 'FAIL' }], [{ result: 'PASS' }]]);
});

test('a filing that is sent back asks for the ratification of what was decided, until one is accepted', async () => {
  const due = async (): Promise<unknown> =>
    (
      await ledger.query('{ viewer { inbox { kind subject { id ... on Resolution { entityId } } since message } } }')
    ).data.viewer.inbox.filter(({ kind }: { kind: string }) => kind === 'RATIFICATION_DUE');
  await steps.resolved(ledger);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  expect(await due()).toEqual([]);
  await passed(
    ledger,
    'ReturnFiling',
    { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' },
    { principal: principals.otherBureau },
  );
  expect(await due()).toMatchObject([
    {
      subject: { entityId: resolution },
      since: '2026-11-24',
      message: `Resolution ${resolution} was adopted by a council whose filing was sent back; it is to be ratified.`,
    },
  ]);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  await passed(
    ledger,
    'AcceptFiling',
    { councilId: `${group}.1`, documentNo: '备2号' },
    { principal: principals.otherBureau },
  );
  expect(await due()).toEqual([]);
});

/** An old paper that the bureau enters on a document. */
const oldPaper = (effectiveOn = '2026-11-24') => ({
  principal: principals.bureau,
  command: { effectiveOn, basis: [{ documentNo: '补〔2026〕1号', title: '补录' }] },
});
const found = async (args: string, principal: Principal = principals.bureau): Promise<any> => {
  const { data, errors } = await ledger.query(
    `{ findings(${args}) { totalCount nodes { rule result message zh: message(language: ZH) source numbers { name value } records { type } subject { ... on Fund { entityId } ... on Resolution { entityId } ... on EducationGroup { entityId } } } } }`,
    { principal },
  );
  expect(errors).toEqual([]);
  return data.findings;
};
const ofKind = async (kind: string): Promise<readonly unknown[]> =>
  (await found(`groupId: "${group}", kinds: [${kind}]`)).nodes;

test('money that is paid before its ground is found, with figures, records and the source of the rule', async () => {
  await passed(ledger, 'AdoptResolution', resolutionInput, {
    principal: principals.council,
    command: { effectiveOn: '2026-11-20' },
  });
  await steps.appropriated(ledger);
  await passed(ledger, 'AllocateFunds', allocation, {
    principal: principals.council,
    command: { effectiveOn: '2026-11-21' },
  });
  await steps.committed(ledger);
  for (const kind of [
    'PAID_BEFORE_RESOLUTION',
    'PAID_BEFORE_ALLOCATION',
    'PAID_BEFORE_CONTRACT',
    'PAID_BEFORE_RECEIPT',
  ])
    expect([kind, await ofKind(kind)]).toEqual([kind, []]);
  const early = {
    ...payment,
    contractNo: contract.contractNo,
    paidOn: '2026-02-19',
    voucher: { ...voucher, month: 2 },
  };
  await passed(ledger, 'RecordExpenditure', early, oldPaper());
  const finding = (rule: string, days: number, words: string, records: readonly string[]): object => ({
    rule,
    result: 'FAIL',
    message: `Voucher ${school(1)}/2026/2/记-1/1 over 200.00 yuan was paid ${days} days before ${words}.`,
    zh: expect.stringContaining(`${days} 天`),
    source: expect.any(String),
    numbers: [
      { name: 'days', value: days },
      { name: 'fen', value: 20_000 },
    ],
    records: records.map((type) => ({ type })),
    subject: { entityId: fund },
  });
  const paid = 'ExpenditureRecorded';
  expect(await ofKind('PAID_BEFORE_RESOLUTION')).toEqual([
    finding('PAID_BEFORE_RESOLUTION', 274, 'its resolution had effect', [paid]),
  ]);
  expect(await ofKind('PAID_BEFORE_ALLOCATION')).toEqual([
    finding('PAID_BEFORE_ALLOCATION', 275, 'its money was allocated', [paid, 'FundsAllocated']),
  ]);
  expect(await ofKind('PAID_BEFORE_CONTRACT')).toEqual([
    finding('PAID_BEFORE_CONTRACT', 278, 'its contract was signed', [paid]),
  ]);
  expect(await ofKind('PAID_BEFORE_RECEIPT')).toMatchObject([
    { numbers: [{ name: 'fen', value: 20_000 }], records: [{ type: paid }] },
  ]);
  const late = await ofKind('ENTERED_LATE');
  const days = (late as readonly { records: readonly { type: string }[]; numbers: readonly { value: number }[] }[]).map(
    ({ records, numbers }) => [records[0]?.type, numbers[0]?.value],
  );
  expect(days).toEqual(
    expect.arrayContaining([
      ['FundAppropriated', 268],
      ['ExpenditureRecorded', 278],
    ]),
  );
  expect(days).not.toContainEqual(['FundsAllocated', expect.any(Number)]);
  // As of the day before the payment nothing was paid, and without what was known then nothing is found.
  expect(
    (await found(`groupId: "${group}", kinds: [PAID_BEFORE_CONTRACT], asOf: { effectiveOn: "2026-02-18" }`)).nodes,
  ).toEqual([]);
});

describe('an old paper of the bureau', () => {
  const paper = (effectiveOn: string) => oldPaper(effectiveOn);
  const resolvedOn = (effectiveOn: string) =>
    passed(ledger, 'AdoptResolution', resolutionInput, { principal: principals.council, command: { effectiveOn } });
  const contractFound = (rule: string, days: number, message: string, ...records: string[]) => [
    expect.objectContaining({
      rule,
      result: 'FAIL',
      message,
      zh: expect.stringContaining(`${days} 天`),
      source: expect.stringContaining('[D]'),
      numbers: expect.arrayContaining([{ name: 'days', value: days }]),
      records: records.map((type) => ({ type })),
      subject: { entityId: fund },
    }),
  ];

  test('that allocates, carries out or returns more than had been received by its day is found, of each fact from what crossed the line', async () => {
    await resolvedOn('2026-11-20');
    await passed(ledger, 'AppropriateFund', { ...appropriation, fen: 250_000, receivedOn: '2026-11-20' });
    const later = { fundId: fund, fen: 300_000, documentNo: '拨〔2026〕2号', receivedOn: '2026-11-23' };
    await passed(ledger, 'SupplementFund', later);
    await passed(ledger, 'AllocateFunds', allocation, paper('2026-11-21'));
    await passed(ledger, 'CarryOut', { fundId: fund, fen: 50_000 }, paper('2026-11-22'));
    await passed(ledger, 'ReturnUnspent', { fundId: fund, fen: 50_000, documentNo: '退1号' }, paper('2026-11-22'));
    expect(await ofKind('USED_BEFORE_RECEIPT')).toMatchObject([
      {
        message:
          'On 2026-11-21 1500.00 yuan were allocated, carried out or returned that had not been received by then.',
        zh: '2026-11-21 分配、结转或交回的资金中有 1500.00 元当时尚未到账。',
        numbers: [{ name: 'fen', value: 150_000 }],
        records: [{ type: 'FundsAllocated' }],
        subject: { entityId: fund },
      },
      { numbers: [{ name: 'fen', value: 50_000 }], records: [{ type: 'CarriedOut' }] },
      { numbers: [{ name: 'fen', value: 50_000 }], records: [{ type: 'UnspentReturned' }] },
    ]);
    const args = `groupId: "${group}", kinds: [USED_BEFORE_RECEIPT], asOf: { effectiveOn: "2026-11-21" }`;
    expect((await found(args)).totalCount).toBe(1);
  });

  test('that allocates under a resolution which a correction gave a later effect is found', async () => {
    await resolvedOn('2026-11-20');
    const { event, revision } = ledger.readModels.events.at(ledger.runner.head())!;
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation, paper('2026-11-21'));
    expect(await ofKind('ALLOCATED_BEFORE_RESOLUTION')).toEqual([]);
    await ledger.pass({
      type: 'CorrectRecord',
      stream: `council-${group}`,
      revision,
      right: { ...event },
      rightVersion: 1,
      rightEffectiveOn: '2026-11-23',
    });
    expect(await ofKind('ALLOCATED_BEFORE_RESOLUTION')).toEqual([
      ...contractFound(
        'ALLOCATED_BEFORE_RESOLUTION',
        2,
        'Line 1 over 3000.00 yuan was allocated 2 days before its resolution had effect.',
        'FundsAllocated',
        'ResolutionAdopted',
      ),
      expect.objectContaining({ message: expect.stringContaining('Line 2 over 1000.00 yuan') }),
    ]);
  });

  test('that allocates before its resolution had effect is refused: the council decides', async () => {
    await resolvedOn('2026-11-22');
    await steps.appropriated(ledger);
    const { userErrors } = await ledger.mutate('AllocateFunds', allocation, paper('2026-11-21'));
    expect(userErrors).toMatchObject([{ code: 'NO_RESOLUTION' }]);
  });

  test('that signs, amends or releases a contract too early is found', async () => {
    await allocatedFund(ledger);
    await passed(ledger, 'CommitFunds', { ...contract, signedOn: '2026-11-22' }, paper('2026-11-24'));
    const later = { ...contract, contractNo: '合-2', signedOn: '2026-11-24' };
    await passed(ledger, 'CommitFunds', later, paper('2026-11-24'));
    for (const kind of ['CHANGED_BEFORE_CONTRACT', 'EFFECTIVE_BEFORE_GROUND'])
      expect([kind, await ofKind(kind)]).toEqual([kind, []]);
    expect(await ofKind('SIGNED_BEFORE_ALLOCATION')).toEqual(
      contractFound(
        'SIGNED_BEFORE_ALLOCATION',
        2,
        'Contract 合-1 over 500.00 yuan was signed 2 days before its money was allocated.',
        'FundsCommitted',
        'FundsAllocated',
      ),
    );
    await passed(
      ledger,
      'AmendContract',
      { ...amendment, contractNo: '合-2', signedOn: '2026-11-23' },
      paper('2026-11-24'),
    );
    await passed(
      ledger,
      'ReleaseCommitment',
      { fundId: fund, contractNo: '合-2', reason: 'COMPLETED' },
      paper('2026-11-20'),
    );
    const message = (days: number) => `Contract 合-2 was amended or released ${days} days before it was signed.`;
    expect(await ofKind('CHANGED_BEFORE_CONTRACT')).toEqual([
      ...contractFound('CHANGED_BEFORE_CONTRACT', 1, message(1), 'ContractAmended', 'FundsCommitted'),
      ...contractFound('CHANGED_BEFORE_CONTRACT', 4, message(4), 'CommitmentReleased', 'FundsCommitted'),
    ]);
    expect(await ofKind('EFFECTIVE_BEFORE_GROUND')).toMatchObject([
      { numbers: [{ name: 'days', value: 4 }], records: [{ type: 'CommitmentReleased' }] },
    ]);
  });

  test('that has effect before its line was allocated, or before it was paid, is found', async () => {
    await resolvedOn('2026-11-20');
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation, paper('2026-11-22'));
    const revision = { fundId: fund, line: 2, fen: 90_000, resolutionId: resolution };
    await passed(ledger, 'ReviseAllocation', revision, paper('2026-11-21'));
    await passed(ledger, 'RecordExpenditure', payment, paper('2026-11-23'));
    expect(await ofKind('EFFECTIVE_BEFORE_GROUND')).toMatchObject([
      {
        message: expect.stringMatching(/^Entry \d+ has effect 1 days before what it tells of happened/),
        zh: expect.stringContaining('1 天生效'),
        records: [{ type: 'AllocationRevised' }],
      },
      { records: [{ type: 'ExpenditureRecorded' }] },
    ]);
  });

  test('that pays more than its contract had promised by then is found', async () => {
    await resolvedOn('2026-11-20');
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation, paper('2026-11-20'));
    await passed(ledger, 'CommitFunds', { ...contract, signedOn: '2026-11-21' }, paper('2026-11-21'));
    await passed(ledger, 'AmendContract', { ...amendment, signedOn: '2026-11-24' }, paper('2026-11-24'));
    const paid = { ...payment, contractNo: contract.contractNo, fen: 55_000, paidOn: '2026-11-23' };
    await passed(ledger, 'RecordExpenditure', paid, paper('2026-11-24'));
    expect(await ofKind('PAID_BEYOND_CONTRACT')).toMatchObject([
      {
        message: `With voucher ${school(1)}/2026/11/记-1/1 50.00 yuan were paid that its contract had not promised by then.`,
        zh: expect.stringContaining('50.00 元超出合同当时的承诺'),
        numbers: [{ name: 'fen', value: 5000 }],
        records: [{ type: 'ExpenditureRecorded' }],
      },
    ]);
    expect(await ofKind('PAID_BEFORE_CONTRACT')).toEqual([]);
  });

  test('that pays after the repeal of its resolution is found', async () => {
    await resolvedOn('2026-11-20');
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation, paper('2026-11-20'));
    const again = { resolutionId: resolution, ...meeting, heldOn: '2026-11-22', minutesNo: '纪要〔2026〕2号' };
    await passed(ledger, 'RepealResolution', again, paper('2026-11-22'));
    await passed(ledger, 'RecordExpenditure', { ...payment, paidOn: '2026-11-24' }, paper('2026-11-21'));
    expect(await ofKind('PAID_AFTER_REPEAL')).toMatchObject([
      {
        message: `Voucher ${school(1)}/2026/11/记-1/1 over 200.00 yuan was paid 2 days after its resolution was repealed.`,
        zh: expect.stringContaining('在决议废止 2 天后支付'),
        records: [{ type: 'ExpenditureRecorded' }],
      },
    ]);
  });

  test('that is booked in another month, or came back outside the year, is found', async () => {
    await allocatedFund(ledger);
    await passed(ledger, 'RecordExpenditure', { ...payment, voucher: { ...voucher, month: 10 } }, paper('2026-11-24'));
    ledger.clock = '2027-02-10T01:00:00.000Z';
    const back = { ...refund, voucher: { ...voucher, month: 10 }, refundedOn: '2027-02-05' };
    const refundVoucher = { ...voucher, year: 2027, month: 1, number: '记-退1' };
    await passed(ledger, 'RefundExpenditure', { ...back, refundVoucher }, paper('2027-02-10'));
    expect(await ofKind('BOOKED_IN_OTHER_MONTH')).toMatchObject([
      {
        message: `Voucher ${school(1)}/2026/10/记-1/1 over 200.00 yuan is of another month than the money moved.`,
        records: [{ type: 'ExpenditureRecorded' }],
      },
      { numbers: [{ name: 'fen', value: 5000 }], records: [{ type: 'ExpenditureRefunded' }] },
    ]);
    expect(await ofKind('REFUNDED_OUTSIDE_YEAR')).toMatchObject([
      {
        message: `Voucher ${school(1)}/2027/1/记-退1/1 over 50.00 yuan came back 36 days outside the fund's year.`,
        numbers: [
          { name: 'days', value: 36 },
          { name: 'fen', value: 5000 },
        ],
      },
    ]);
  });
});

test('a payment to somebody else than the party of its contract is found', async () => {
  await allocatedFund(ledger);
  await steps.committed(ledger);
  await passed(
    ledger,
    'RecordExpenditure',
    { ...payment, supplier: '样本 公司', contractNo: contract.contractNo },
    { principal: principals.lead },
  );
  expect(await ofKind('PAYEE_NOT_PARTY')).toEqual([]);
  const other = {
    ...payment,
    supplier: '别家公司',
    contractNo: contract.contractNo,
    invoiceNo: '票-2',
    voucher: { ...voucher, number: '记-2' },
  };
  await passed(ledger, 'RecordExpenditure', other, { principal: principals.lead });
  expect(await ofKind('PAYEE_NOT_PARTY')).toMatchObject([
    { result: 'FAIL', numbers: [{ name: 'fen', value: 20_000 }] },
  ]);
});

test('money spent under a resolution that lost its effect, or allows less since, is found also where nothing is left on the line', async () => {
  await spentFund(ledger);
  await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 1, fen: 20_000, resolutionId: resolution });
  expect([await ofKind('SPENT_WITHOUT_GROUND'), await ofKind('SPENT_BEYOND_RESOLUTION')]).toEqual([[], []]);
  const again = { resolutionId: resolution, ...meeting, heldOn: '2026-11-24', minutesNo: '纪要〔2026〕2号' };
  await passed(ledger, 'AmendResolution', { ...again, sum: 5_000 }, { principal: principals.council });
  expect(await ofKind('SPENT_BEYOND_RESOLUTION')).toMatchObject([
    {
      message: `150.00 yuan more were spent or promised than the 50.00 that the resolution ${resolution} allows.`,
      records: [{ type: 'FundsAllocated' }, { type: 'FundsAllocated' }, { type: 'AllocationRevised' }],
    },
  ]);
  await passed(ledger, 'RepealResolution', again, { principal: principals.council });
  expect(await ofKind('SPENT_WITHOUT_GROUND')).toMatchObject([
    { message: `200.00 yuan were spent or promised under the resolution ${resolution}, which has no effect.` },
  ]);
});

test('the findings of a district are those of its groups that the asker may see, by rule and result', async () => {
  await steps.resolved(ledger);
  const district = 'districtId: "370103"';
  const rules = async (args: string, principal?: Principal): Promise<readonly string[]> =>
    (await found(args, principal)).nodes.map(
      ({ rule, result }: { rule: string; result: string }) => `${rule} ${result}`,
    );
  // The district, six schools and a group, then two recommendations and the appointment.
  const late = Array.from({ length: 8 + 3 }, () => 'ENTERED_LATE FAIL');
  const all = ['COUNCIL_FILED FAIL', ...late, 'FAMOUS_WITH_X UNKNOWN'];
  expect(await rules(district)).toEqual(all);
  expect(await rules(district, principals.auditor)).toEqual(all);
  expect(await rules(`${district}, result: UNKNOWN`)).toEqual(['FAMOUS_WITH_X UNKNOWN']);
  expect(await rules(`${district}, kinds: [FAMOUS_WITH_X]`)).toEqual(['FAMOUS_WITH_X UNKNOWN']);
  for (const principal of [principals.anybody, principals.farBureau])
    expect(await rules(district, principal)).toEqual([]);
  const { errors } = await ledger.query('{ findings { totalCount } }', { principal: principals.bureau });
  expect(errors).toMatchObject([{ message: expect.stringContaining('districtId') }]);
});

describe('what is entered late', () => {
  const late = async (args: string, principal: Principal = principals.bureau) => {
    const { data, errors } = await ledger.query(
      `{ findings(kinds: [ENTERED_LATE], ${args}) { nodes { numbers { value } records { type } subject { __typename } message } } }`,
      { principal },
    );
    expect(errors).toEqual([]);
    return data.findings.nodes.map(
      ({ numbers, records, subject }: any) => `${records[0].type} of ${subject.__typename}: ${numbers[0].value}`,
    ) as readonly string[];
  };
  const since = (effectiveOn: string) => ({ command: { effectiveOn } });

  test('of the register is found: a formation, an admission, a withdrawal, a closing, a name; of a group what touches it', async () => {
    const register = 'districtId: "370103", lateByDays: 30';
    const before = await late(register);
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) }, since('2026-10-01'));
    await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(3) }, since('2026-10-20'));
    await passed(ledger, 'RenameSchool', { schoolId: school(4), name: '新名小学' }, since('2026-10-21'));
    await passed(ledger, 'CloseSchool', { schoolId: school(5) }, since('2026-10-22'));
    await passed(ledger, 'RenameSchool', { schoolId: school(6), name: '另名小学' }, since('2026-11-20'));
    const fresh = (await late(register)).filter((one) => !before.includes(one));
    expect(fresh.sort()).toEqual([
      'SchoolAdmitted of EducationGroup: 54',
      'SchoolClosed of School: 33',
      'SchoolRenamed of School: 34',
      'SchoolWithdrawn of EducationGroup: 35',
    ]);
    expect((await late(`groupId: "${group}"`)).filter((one) => one.startsWith('School'))).toEqual([
      'SchoolAdmitted of EducationGroup: 54',
      'SchoolWithdrawn of EducationGroup: 35',
    ]);
    const ofOthers = (await late('districtId: "370103"', principals.council)).filter((one) => / of School/.test(one));
    expect(ofOthers).toEqual([]);
    expect(await late('districtId: "370103"', principals.farBureau)).toEqual([]);
    expect(await late('districtId: "370103"', principals.auditor)).toEqual(await late('districtId: "370103"'));
  });

  test('is late after as many days as are asked for, else as policy BACKDATING says, else 30', async () => {
    await passed(ledger, 'RenameGroup', { groupId: group, name: '新集团' }, since('2026-11-14'));
    const renamed = async (args: string) =>
      (await late(`groupId: "${group}"${args}`)).filter((one) => one.startsWith('GroupRenamed'));
    expect(await renamed('')).toEqual([]);
    expect(await renamed(', lateByDays: 10')).toEqual([]);
    expect(await renamed(', lateByDays: 9')).toEqual(['GroupRenamed of EducationGroup: 10']);
    const rules = { kind: 'BACKDATING', days: 9 };
    const policy = { districtId: '370103', code: 'P1', title: '政策', documentNo: '政1号', rules };
    await passed(ledger, 'AdoptPolicy', policy);
    expect(await renamed('')).toHaveLength(1);
    expect(await renamed(', lateByDays: 10')).toEqual([]);
    const ofGroup = await ledger.query(
      `{ group(id: "${group}") { few: findings(lateByDays: 9999) { rule } more: findings(lateByDays: 0) { rule } } }`,
      { principal: principals.bureau },
    );
    const count = (found: readonly { rule: string }[]) => found.filter(({ rule }) => rule === 'ENTERED_LATE').length;
    expect([count(ofGroup.data.group.few), count(ofGroup.data.group.more)]).toEqual([0, 5]);
  });

  test('is asked for by a number of days that is none below 0', async () => {
    const { errors } = await ledger.query(`{ findings(groupId: "${group}", lateByDays: -1) { totalCount } }`);
    expect(errors).toMatchObject([{ argument: 'lateByDays' }]);
  });
});

describe('a meeting', () => {
  const inCouncil = { councilId: `${group}.1` };
  const onDay = (effectiveOn: string) => ({ principal: principals.council, command: { effectiveOn } });
  const seated = '00000000-0000-4000-8000-000000000002';
  const meetingFound = (days: number, ...records: string[]) => [
    { result: 'FAIL', numbers: [{ name: 'days', value: days }], records: records.map((type) => ({ type })) },
  ];

  test('whose electorate is changed afterwards, by the bureau on a document, is found; what has effect later is not', async () => {
    await steps.resolved(ledger);
    const chaired = { ...inCouncil, personId: seated, asChair: true };
    await passed(ledger, 'AppointSubstitute', chaired, onDay('2026-11-24'));
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toEqual([]);
    await passed(ledger, 'AppointSubstitute', chaired, oldPaper('2026-11-20'));
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toMatchObject(
      meetingFound(4, 'ResolutionAdopted', 'ChairAppointed'),
    );
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toMatchObject([
      {
        subject: { entityId: resolution },
        message: 'Who counted in the meeting of 2026-11-20 was changed 4 days after it.',
        zh: '2026-11-20 会议的表决资格在会后 4 天被变更。',
        source: expect.stringContaining('[D]'),
      },
    ]);
    expect(
      (await found(`groupId: "${group}", kinds: [MEETING_ELECTORATE_CHANGED], asOf: { effectiveOn: "2026-11-19" }`))
        .nodes,
    ).toEqual([]);
    expect(await ofKind('MEETING_ENTERED_LATE')).toEqual([]);
  });

  test('whose electorate a correction changed is found, and one of something else is not', async () => {
    await passed(
      ledger,
      'AppointSubstitute',
      { ...inCouncil, personId: seated, asChair: true },
      { ...onDay('2026-11-23'), principal: principals.bureau },
    );
    const chaired = ledger.runner.head();
    await passed(
      ledger,
      'AdoptResolution',
      { ...resolutionInput, heldOn: '2026-11-24' },
      { principal: principals.council },
    );
    const adopted = ledger.runner.head();
    const { event } = ledger.readModels.events.at(adopted)!;
    await ledger.pass({
      type: 'CorrectRecord',
      stream: `council-${group}`,
      revision: ledger.readModels.events.at(adopted)!.revision,
      right: { ...event, minutesNo: '纪要〔2026〕9号' },
      rightVersion: 1,
    });
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toEqual([]);
    await ledger.pass({
      type: 'RetractRecord',
      stream: `council-${group}`,
      revision: ledger.readModels.events.at(chaired)!.revision,
    });
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toMatchObject(
      meetingFound(0, 'ResolutionAdopted', 'RecordRetracted'),
    );
  });

  test('that a correction moves before a change is found; one that leaves its day is not', async () => {
    await passed(ledger, 'AdoptResolution', { ...resolutionInput, heldOn: '2026-11-24' });
    const { event, revision } = ledger.readModels.events.at(ledger.runner.head())!;
    await passed(ledger, 'AppointSubstitute', { ...inCouncil, personId: seated, asChair: true }, onDay('2026-11-25'));
    ledger.clock = '2026-11-26T01:00:00.000Z';
    const correct = (more: object) =>
      ledger.pass({
        type: 'CorrectRecord',
        stream: `council-${group}`,
        revision,
        right: { ...event, ...more },
        rightVersion: 1,
      });
    await correct({ minutesNo: '纪要〔2026〕9号' });
    expect(await ofKind('MEETING_ENTERED_LATE')).toEqual([]);
    await correct({ heldOn: '2026-11-22' });
    expect(await ofKind('MEETING_ENTERED_LATE')).toMatchObject(meetingFound(4, 'RecordCorrected', 'ChairAppointed'));
  });

  test('that the bureau enters after a change since is found', async () => {
    await passed(ledger, 'AppointSubstitute', { ...inCouncil, personId: seated, asChair: true }, onDay('2026-11-24'));
    await passed(ledger, 'AdoptResolution', resolutionInput, oldPaper());
    expect(await ofKind('MEETING_ENTERED_LATE')).toMatchObject(meetingFound(4, 'ResolutionAdopted', 'ChairAppointed'));
    expect(await ofKind('MEETING_ELECTORATE_CHANGED')).toEqual([]);
  });
});

describe('money by date', () => {
  const figures = 'result numerator denominator message zh: message(language: ZH) documentNo policy { code }';
  const asked = async (args: string, principal: Principal = principals.bureau): Promise<any> => {
    const { data, errors } = await ledger.query(`{ findings(groupId: "${group}", ${args}) { nodes { ${figures} } } }`, {
      principal,
    });
    expect(errors).toEqual([]);
    return data.findings.nodes;
  };
  const steps_ = (...steps: readonly (readonly [month: number, percent: number])[]): string =>
    `kind: FUND_EXECUTION, steps: [${steps.map(([month, percent]) => `{ month: ${month}, paid: { numerator: ${percent}, denominator: 100, atLeast: true } }`).join(' ')}]`;

  test('is paid by the end of a month as far as the policy of that day asks, of what was received until then', async () => {
    // 10,000.00 yuan came on 1 March, 200.00 were paid on 24 November: 2 %.
    await spentFund(ledger);
    const execution = (rules: string, day = '2026-12-01') =>
      asked(`kinds: [FUND_EXECUTION], underPolicy: { ${rules} }, asOf: { effectiveOn: "${day}" }`);
    const ratio = { documentNo: null, policy: null, denominator: 1_000_000 };
    expect(await execution(steps_([2, 50], [6, 1], [11, 2]))).toEqual([
      {
        ...{ ...ratio, result: 'FAIL', numerator: 0 },
        message: 'By 2026-06-30 0.00 yuan were paid of 10000.00 received.',
        zh: '截至 2026-06-30，到账 10000.00 元，支出 0.00 元。',
      },
      expect.objectContaining({ ...ratio, result: 'PASS', numerator: 20_000 }),
    ]);
    expect(await execution(steps_([11, 3]))).toMatchObject([{ result: 'FAIL' }]);
    // A month that is not over says nothing.
    expect(await execution(steps_([11, 3]), '2026-11-29')).toEqual([]);
    expect(await asked('kinds: [FUND_EXECUTION]')).toEqual([]);
    expect(await asked(`kinds: [FUND_EXECUTION], underPolicy: { ${steps_([6, 1])} }`, principals.anybody)).toEqual([]);
  });

  test('that is left and older than policy FUND allows is found, without one after two years', async () => {
    await spentFund(ledger);
    const age = (day: string, more = '') => asked(`kinds: [MONEY_AGE], asOf: { effectiveOn: "${day}" }${more}`);
    expect(await age('2028-12-31')).toEqual([]);
    // 6,000.00 are free, and of the 4,000.00 on lines 3,800.00 are left.
    const left = { result: 'FAIL', numerator: 980_000, denominator: 980_000 };
    expect(await age('2029-01-01')).toEqual([
      {
        ...{ ...left, documentNo: null, policy: null },
        message: '9800.00 yuan of 2026 are left, which is more than 2 years old.',
        zh: '2026 年度的 9800.00 元结存超过 2 年。',
      },
    ]);
    expect(await age('2029-01-01', ', underPolicy: { kind: FUND, lapseYears: 3 }')).toEqual([]);
    await passed(
      ledger,
      'AdoptPolicy',
      { districtId: '370103', code: 'P1', title: '盘活', documentNo: '70号', rules: { kind: 'FUND', lapseYears: 1 } },
      { principal: principals.bureau },
    );
    expect(await age('2028-01-01')).toMatchObject([{ ...left, documentNo: '70号', policy: { code: 'P1' } }]);
  });
});

describe('ratios of teachers, by the policy of the school year', () => {
  // The school year 2025 of group G01: S01 is famous and leads, S02 is POTENTIAL. All are of S01, men born in 1980 and there since 2015,
  // unless it says otherwise. Of these may rotate persons 1 to 10, and 17:
  //   1, a backbone teacher, is at S02 the whole year, both terms confirmed; so is 17, with his personnel relation
  //   2 is at S02 the whole year on paper only: nobody confirmed a lesson
  //   3 is at S02 for the first term, confirmed
  //   4 and 5 are backbone teachers, 6 to 10 are not; none of them rotates
  // Others may not: 11 has been there since 2022 only, 12 was born in 1969, 13 nobody knows when, 14 retired in February 2026,
  // 15 came in October 2025, 16 is of S02.
  let teachers: ApiLedger;
  const long = { effectiveOn: '2015-09-01' };
  const share = (numerator: number, denominator: number) => ({ numerator, denominator, atLeast: true });
  const jinan = {
    kind: 'ROTATION_SHARE',
    rotated: share(1, 10),
    rotatedOf: 'ELIGIBLE',
    backbone: share(1, 5),
    backboneOf: 'ROTATED',
    schools: 'QUALITY',
    oldestMale: 55,
    oldestFemale: 50,
    yearsAtSchool: 6,
    leastMonths: 12,
  } as const;
  const { leastMonths: _months, ...ofAnyLength } = jinan;
  const { backbone: _backbone, backboneOf: _of, ...withoutBackbone } = ofAnyLength;
  const shanghai = {
    ...jinan,
    kind: 'ROTATION_FLOW',
    rotated: share(1, 5),
    backbone: share(3, 10),
    leastMonths: 36,
  } as const;

  const registerSchool = (code: string, standing: 'FAMOUS' | 'POTENTIAL') =>
    teachers.pass(
      { type: 'RegisterSchool', districtId: '370103', code, name: code, phase: 'PRIMARY', standing, isRural: false },
      long,
    );
  const employ = async (number: number): Promise<void> => {
    const [personId, homeSchoolId] = [person(number), school(number === 16 ? 2 : 1)];
    const birthDate = number === 12 ? '1969-05-01' : '1980-05-01';
    const details = { name: `样本${number}`, ...(number === 13 ? {} : ({ birthDate, sex: 'MALE' } as const)) };
    await teachers.pass({ type: 'RegisterPerson', personId, schoolId: homeSchoolId, details }, long);
    const since = new Map([
      [11, '2022-09-01'],
      [15, '2025-10-01'],
    ]);
    await teachers.pass(
      { type: 'Employ', personId, employerId: homeSchoolId, homeSchoolId },
      { effectiveOn: since.get(number) ?? '2015-09-01' },
    );
  };
  const rotate = async (
    number: number,
    to: string,
    terms: readonly ('FIRST' | 'SECOND')[],
    personnelRelation: 'STAYS' | 'MOVES' = 'STAYS',
  ): Promise<void> => {
    const of = { personId: person(number), rotation: 1 };
    const goes = { scheme: 'GROUP', groupId: group, mode: 'FULL_TIME', share: 100, personnelRelation } as const;
    const schools = { fromSchoolId: school(1), toSchoolId: school(2) };
    await teachers.pass(
      { type: 'RotateTeacher', personId: of.personId, ...goes, ...schools, from: '2025-09-01', to },
      { effectiveOn: '2025-07-01' },
    );
    await teachers.pass({ type: 'ConfirmArrival', ...of }, { effectiveOn: '2025-09-01' });
    for (const term of terms)
      await teachers.pass(
        { type: 'ConfirmService', ...of, schoolYear: 2025, term, weeklyLessons: 12 },
        { effectiveOn: '2026-08-31' },
      );
  };
  const adopted = (code: string, rules: PolicyRules, effectiveOn: string, documentNo: string) =>
    teachers.pass(
      { type: 'AdoptPolicy', districtId: '370103', code, title: code, documentNo, clause: '第三条', rules },
      { effectiveOn },
    );
  beforeAll(async () => {
    teachers = await openApi();
    await teachers.pass({ type: 'OpenDistrict', code: '370103', name: '济南市市中区' }, long);
    await registerSchool('S01', 'FAMOUS');
    await registerSchool('S02', 'POTENTIAL');
    const members = { leadId: school(1), memberIds: [school(1), school(2)] };
    await teachers.pass(
      { type: 'FormGroup', districtId: '370103', code: 'G01', name: '第一教育集团', form: 'GROUP', ...members },
      long,
    );
    for (let number = 1; number <= 17; number++) await employ(number);
    for (const number of [1, 4, 5])
      await teachers.pass({ type: 'UpdateQualification', personId: person(number), backbone: 'BACKBONE' }, long);
    await rotate(1, '2026-08-31', ['FIRST', 'SECOND']);
    await rotate(2, '2026-08-31', []);
    await rotate(3, '2026-01-31', ['FIRST']);
    await rotate(17, '2026-08-31', ['FIRST', 'SECOND'], 'MOVES');
    await teachers.pass({ type: 'Retire', personId: person(14) }, { effectiveOn: '2026-02-01' });
    await adopted('P1', jinan, '2015-09-01', '济南2014');
    await adopted('P2', { ...jinan, backboneOf: 'COUNTED' }, '2026-09-01', '安徽2016');
    await adopted('P3', { kind: 'LEAD_DRAIN', kept: share(9, 10) }, '2015-09-01', '市中2015');
  });
  afterAll(() => teachers.close());

  const asked = async (
    field: string,
    selection: string,
    { principal = principals.bureau, draft }: { principal?: Principal; draft?: object } = {},
  ): Promise<any> => {
    const variable = draft === undefined ? '' : 'query ($draft: PolicyRulesInput)';
    const { data, errors } = await teachers.query(`${variable} { found: ${field} { nodes { ${selection} } } }`, {
      principal,
      variables: { draft },
    });
    expect(errors).toEqual([]);
    return data.found.nodes;
  };
  const kinds = 'kinds: [ROTATION_SHARE, BACKBONE_SHARE, ROTATION_FLOW, BACKBONE_FLOW, LEAD_DRAIN]';
  const ofGroup = `groupId: "${group}", ${kinds}`;
  const figures = 'rule result numerator denominator';
  const under = (draft: object, where = ofGroup): Promise<any> =>
    asked(`findings(${where}, underPolicy: $draft)`, figures, { draft });
  const who = (...numbers: readonly number[]): object[] => numbers.map((number) => ({ entityId: person(number) }));

  test('say who counted, who did not and why, and by which clause of which paper', async () => {
    const counts = 'as reason count persons { entityId }';
    const [backbone, drain, rotated] = await asked(
      `findings(${ofGroup})`,
      `${figures} documentNo clause source policy { entityId } counted { ${counts} } excluded { ${counts} } records { type } message`,
    );
    const count = (as: string, reason: string | null, ...numbers: readonly number[]): object => ({
      ...{ as, reason, count: numbers.length },
      persons: who(...numbers),
    });
    expect(rotated).toEqual({
      ...{ rule: 'ROTATION_SHARE', result: 'PASS', numerator: 2, denominator: 11 },
      ...{ documentNo: '济南2014', clause: '第三条', source: '济南2014', policy: { entityId: '370103.P1' } },
      counted: [
        count('NUMERATOR', null, 1, 17),
        count('DENOMINATOR', 'TOO_SHORT', 3),
        count('DENOMINATOR', 'ON_PAPER', 2),
        count('DENOMINATOR', 'NOT_ROTATED', 4, 5, 6, 7, 8, 9, 10),
      ],
      excluded: [
        count('EXCLUDED', 'YEARS_AT_SCHOOL', 11),
        count('EXCLUDED', 'SCHOOL_NOT_COUNTED', 16),
        count('EXCLUDED', 'RETIRED', 14),
        count('EXCLUDED', 'NOT_EMPLOYED_ALL_YEAR', 15),
        count('EXCLUDED', 'AGE_UNKNOWN', 13),
        count('EXCLUDED', 'AGE', 12),
      ],
      records: [{ type: 'RotationDecided' }, { type: 'RotationDecided' }],
      message: '2 of 11 teachers who count rotated (2025).',
    });
    expect(backbone).toMatchObject({
      ...{ rule: 'BACKBONE_SHARE', result: 'PASS', numerator: 1, denominator: 2 },
      counted: [count('NUMERATOR', null, 1), count('DENOMINATOR', 'NOT_BACKBONE', 17)],
    });
    // Of three backbone teachers of the lead school one is away on the last day.
    expect(drain).toMatchObject({
      ...{ rule: 'LEAD_DRAIN', result: 'FAIL', numerator: 2, denominator: 3, documentNo: '市中2015' },
      counted: [count('NUMERATOR', null, 4, 5), count('DENOMINATOR', 'LEFT', 1)],
    });
  });

  test('Anhui counts backbone teachers against all who may rotate: the same facts, another denominator, another result', async () => {
    const by = (policy: string) =>
      asked(`findings(groupId: "${group}", kinds: [BACKBONE_SHARE], policyVersion: "370103.${policy}")`, figures);
    expect([await by('P1'), await by('P2')]).toEqual([
      [{ rule: 'BACKBONE_SHARE', result: 'PASS', numerator: 1, denominator: 2 }],
      [{ rule: 'BACKBONE_SHARE', result: 'FAIL', numerator: 1, denominator: 11 }],
    ]);
  });

  test('two versions, and a policy and a draft, are compared finding by finding', async () => {
    const selection = 'one { rule result denominator } other { result denominator policy { code } } changed';
    const scope = `groupId: "${group}", kinds: [ROTATION_SHARE, BACKBONE_SHARE]`;
    const versions = 'one: { policyVersion: "370103.P1" }, other: { policyVersion: "370103.P2" }';
    expect(await asked(`compareFindings(${scope}, ${versions})`, selection)).toEqual([
      {
        one: { rule: 'BACKBONE_SHARE', result: 'PASS', denominator: 2 },
        other: { result: 'FAIL', denominator: 11, policy: { code: 'P2' } },
        changed: ['result', 'denominator', 'policy', 'rules', 'counted'],
      },
      {
        one: { rule: 'ROTATION_SHARE', result: 'PASS', denominator: 11 },
        other: { result: 'PASS', denominator: 11, policy: { code: 'P2' } },
        changed: ['policy', 'rules'],
      },
    ]);
    const [backbone, rotated] = await asked(
      `compareFindings(${scope}, one: {}, other: { underPolicy: $draft })`,
      'one { result } other { rule result numerator denominator policy { code } documentNo } changed',
      { draft: { ...withoutBackbone, rotated: share(1, 2) } },
    );
    expect([backbone.one, backbone.other]).toEqual([{ result: 'PASS' }, null]);
    const draft = { numerator: 3, denominator: 11, policy: null, documentNo: null };
    expect([rotated.one, rotated.other]).toEqual([
      { result: 'PASS' },
      { rule: 'ROTATION_SHARE', result: 'FAIL', ...draft },
    ]);
    // At the end of the first term person 2 may still have served, and person 14 is still there.
    const [earlier] = await asked(
      `compareFindings(groupId: "${group}", kinds: [ROTATION_SHARE], schoolYear: 2025, one: { asOf: { effectiveOn: "2026-01-15" } }, other: {}, onlyChanged: false)`,
      'one { numerator denominator counted { reason } } other { numerator denominator counted { reason } }',
    );
    expect(earlier.one).toMatchObject({ numerator: 2, denominator: 12 });
    expect(earlier.one.counted).toContainEqual({ reason: 'SERVICE_PENDING' });
    expect(earlier.other).toMatchObject({ numerator: 2, denominator: 11 });
  });

  test('what if: drafts are judged, and nothing is written', async () => {
    const head = teachers.runner.head();
    const rotated = async (draft: object): Promise<unknown> =>
      (await under(draft)).find(({ rule }: { rule: string }) => rule === 'ROTATION_SHARE');
    const found = (result: string, numerator: number, denominator: number): object => ({
      ...{ rule: 'ROTATION_SHARE', result, numerator, denominator },
    });
    // Without a bound of months person 3 counts; without one of age 12 and 13 may rotate, of all 11 besides; 16 where all schools count.
    expect(await rotated(ofAnyLength)).toEqual(found('PASS', 3, 11));
    const { oldestMale: _male, oldestFemale: _female, ...ofAnyAge } = jinan;
    expect(await rotated(ofAnyAge)).toEqual(found('PASS', 2, 13));
    expect(await rotated({ ...jinan, rotatedOf: 'ALL' })).toEqual(found('PASS', 2, 14));
    expect(await rotated({ ...jinan, rotatedOf: 'ALL', schools: 'ALL' })).toEqual(found('PASS', 2, 15));
    // Town schools: both.
    expect(await rotated({ ...jinan, schools: 'TOWN' })).toEqual(found('PASS', 2, 12));
    // Person 13, of unknown age, decides between 2 of 11 and 2 of 12.
    expect(await rotated({ ...jinan, rotated: share(2, 11) })).toEqual(found('UNKNOWN', 2, 11));
    expect(await rotated({ ...jinan, rotated: share(2, 10) })).toEqual(found('FAIL', 2, 11));
    expect(await under({ kind: 'LEAD_DRAIN', kept: share(1, 2) }, `groupId: "${group}", kinds: [LEAD_DRAIN]`)).toEqual([
      { rule: 'LEAD_DRAIN', result: 'PASS', numerator: 2, denominator: 3 },
    ]);
    expect(teachers.runner.head()).toBe(head);
  });

  test('Shanghai asks for three years at a weak school: who is there for one does not count', async () => {
    const flows = async (draft: object) => under(draft, `groupId: "${group}", kinds: [ROTATION_FLOW, BACKBONE_FLOW]`);
    expect(await flows(shanghai)).toEqual([
      { rule: 'BACKBONE_FLOW', result: 'UNKNOWN', numerator: 0, denominator: 0 },
      { rule: 'ROTATION_FLOW', result: 'FAIL', numerator: 0, denominator: 11 },
    ]);
    expect(await flows({ ...shanghai, leastMonths: 12, rotated: share(1, 6) })).toEqual([
      { rule: 'BACKBONE_FLOW', result: 'PASS', numerator: 1, denominator: 2 },
      { rule: 'ROTATION_FLOW', result: 'PASS', numerator: 2, denominator: 11 },
    ]);
  });

  test('of a school and of the district, too', async () => {
    const share1 = 'kinds: [ROTATION_SHARE]';
    expect(await asked(`findings(schoolId: "${school(1)}", ${share1})`, figures)).toEqual([
      { rule: 'ROTATION_SHARE', result: 'PASS', numerator: 2, denominator: 11 },
    ]);
    expect(await asked(`findings(schoolId: "${school(2)}", ${share1})`, figures)).toEqual([
      { rule: 'ROTATION_SHARE', result: 'UNKNOWN', numerator: 0, denominator: 0 },
    ]);
    const subjects = 'subject { ... on District { code } ... on EducationGroup { code } } denominator';
    expect(await asked(`findings(districtId: "370103", ${share1})`, subjects)).toEqual([
      { subject: { code: '370103' }, denominator: 11 },
      { subject: { code: 'G01' }, denominator: 11 },
    ]);
    const balance = await asked(
      `findings(districtId: "370103", underPolicy: $draft, kinds: [BALANCE])`,
      'result message',
      { draft: { kind: 'BALANCE', primaryPermille: 500, juniorPermille: 450 } },
    );
    expect(balance).toEqual([
      {
        result: 'UNKNOWN',
        message: expect.stringMatching(/PRIMARY, ABOVE_REQUIRED_DEGREE_PER_100.*MULTIMEDIA_PER_100/),
      },
    ]);
  });

  test('are told to whom findings are; ages are known to the bureau and auditors only', async () => {
    const as = (principal: Principal, where = ofGroup) =>
      asked(`findings(${where})`, `${figures} excluded { reason count persons { entityId } }`, { principal });
    const open = { rule: 'ROTATION_SHARE', result: 'UNKNOWN', numerator: 0, denominator: 0 };
    expect(await as(principals.auditor)).toEqual(await as(principals.bureau));
    for (const principal of [principals.council, principals.lead, principals.member]) {
      const found = (await as(principal)).find(({ rule }: { rule: string }) => rule === 'ROTATION_SHARE');
      expect(found).toMatchObject(open);
      expect(found.excluded).toContainEqual({
        ...{ reason: 'AGE_UNKNOWN', count: 12 + 1 },
        persons: who(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 17),
      });
    }
    const ofSchool = `schoolId: "${school(1)}", kinds: [ROTATION_SHARE]`;
    expect([await as(principals.lead, ofSchool), await as(principals.council, ofSchool)]).toMatchObject([
      [open],
      [open],
    ]);
    for (const principal of [principals.anybody, principals.farBureau]) {
      expect([await as(principal), await as(principal, ofSchool)]).toEqual([[], []]);
      expect(await as(principal, 'districtId: "370103"')).toEqual([]);
    }
    expect(await as(principals.member, ofSchool)).toEqual([]);
  });

  test.each([
    ['schoolYear: 1989', 'schoolYear'],
    [`schoolId: "${school(1)}"`, 'schoolId'],
    ['policyVersion: "370103.P9"', 'policyVersion'],
    ['policyVersion: "370103.P1", underPolicy: { kind: LEAD_DRAIN }', 'underPolicy'],
    ['underPolicy: { kind: LEAD_DRAIN }', 'underPolicy.kept'],
    ['underPolicy: { kind: LEAD_DRAIN, kept: { numerator: 2, denominator: 1, atLeast: true } }', 'underPolicy.kept'],
  ])('%s is refused', async (args, argument) => {
    const { errors } = await teachers.query(`{ findings(groupId: "${group}", ${args}) { totalCount } }`);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
  });
});

describe('of an evaluation', () => {
  const INSPECTS = 'INSPECTOR_OF_OWN_SCHOOL';
  const asked = async (args: string, principal: Principal = principals.bureau): Promise<readonly any[]> => {
    const { data, errors } = await ledger.query(
      `{ findings(${args}, kinds: [${INSPECTS}, EVALUATED_SCHOOL_LEFT]) { nodes { rule result message zh: message(language: ZH)
        numbers { name value } records { type } subject { ... on Evaluation { entityId } } } } }`,
      { principal },
    );
    expect(errors).toEqual([]);
    return data.findings.nodes;
  };
  const inGroup = (asOf = '{}'): Promise<readonly any[]> => asked(`groupId: "${group}", asOf: ${asOf}`);
  const on = (day: string): void => {
    ledger.clock = `${day}T01:00:00.000Z`;
  };

  test('who inspects and came to a school of it, as is entered late, is found, of any moment, by what was known and by the day', async () => {
    await go('found')(ledger);
    expect(await inGroup()).toEqual([]);
    const before = ledger.runner.head();
    on('2026-12-01');
    const { position } = await passed(
      ledger,
      'AssignPost',
      { personId: inspector, schoolId: school(2), kind: 'TEACHER' },
      { command: { effectiveOn: '2026-11-28' } },
    );
    const found = {
      rule: INSPECTS,
      result: 'FAIL',
      message: `Who inspects belongs to what is evaluated (${school(2)}, ${inspector}); 5 findings of it are by that inspector.`,
      zh: `督学属于被评价学校（${school(2)}、${inspector}），其作出的有关发现 5 项。`,
      numbers: [{ name: 'findings', value: 5 }],
      records: [{ type: 'EvaluationOpened' }, { type: 'PostAssigned' }],
      subject: { entityId: evaluation },
    };
    expect(await inGroup()).toEqual([found]);
    expect(await inGroup(`{ position: ${before} }`)).toEqual([]);
    expect(await inGroup('{ effectiveOn: "2026-11-27" }')).toEqual([]);
    const district = 'districtId: "370103"';
    for (const principal of [principals.bureau, principals.auditor])
      expect(await asked(district, principal)).toEqual([found]);
    for (const principal of [principals.farBureau, principals.anybody])
      expect(await asked(district, principal)).toEqual([]);
    // The post is retracted: it never was, as is known since.
    const { eventId } = ledger.readModels.events.at(position)!;
    await passed(ledger, 'RetractRecord', { eventId });
    expect(await inGroup()).toEqual([]);
    expect(await inGroup(`{ position: ${position} }`)).toEqual([found]);
  });

  test('who belongs to a school that is admitted since is found; who comes to one after the term is not', async () => {
    await go('opened')(ledger);
    on('2026-12-01');
    await passed(
      ledger,
      'AssignPost',
      { personId: inspector, schoolId: school(2), kind: 'TEACHER' },
      { command: { effectiveOn: '2027-08-01' } },
    );
    expect(await inGroup('{ effectiveOn: "2027-08-02" }')).toEqual([]);
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) });
    expect((await inGroup()).map(({ numbers, records }) => [numbers, records])).toEqual([
      [[{ name: 'findings', value: 0 }], [{ type: 'EvaluationOpened' }, { type: 'Employed' }]],
    ]);
    const outside = await asked(`schoolId: "${school(3)}"`);
    expect(outside).toEqual([]);
  });

  test('a school that closes or leaves before the conclusion is found, of a group and of a school itself', async () => {
    await go('answered')(ledger);
    const opened = {
      ...{ scopeId: school(5), period: '2026-2027-1', office: '督导室', kind: 'SPECIAL', topic: '校园安全' },
      ...{ methods: ['INSPECTION'], documentNo: '督〔2026〕2号' },
      inspectors: [{ personId: inspector, from: '2026-11-24', to: '2026-12-31' }],
    };
    await passed(ledger, 'OpenEvaluation', opened);
    expect(await asked('districtId: "370103"')).toEqual([]);
    const before = ledger.runner.head();
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(6) });
    on('2026-12-20');
    await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(2) });
    await passed(ledger, 'CloseSchool', { schoolId: school(5) });
    const found = await asked('districtId: "370103"');
    expect(found.map(({ rule, message, subject, records }) => [rule, message, subject.entityId, records])).toEqual([
      [
        'EVALUATED_SCHOOL_LEFT',
        `School ${school(2)} closed, or left the group, before the conclusion.`,
        evaluation,
        [{ type: 'SchoolWithdrawn' }],
      ],
      [
        'EVALUATED_SCHOOL_LEFT',
        `School ${school(5)} closed, or left the group, before the conclusion.`,
        `${school(5)}.2026-2027-1.E1`,
        [{ type: 'SchoolClosed' }],
      ],
    ]);
    expect(await asked(`schoolId: "${school(5)}"`)).toEqual([found[1]]);
    expect(await inGroup()).toEqual([found[0]]);
    expect(await inGroup('{ effectiveOn: "2026-12-19" }')).toEqual([]);
    expect(await inGroup(`{ position: ${before} }`)).toEqual([]);
  });

  test('what leaves after the conclusion was evaluated', async () => {
    await go('concluded')(ledger);
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(6) });
    on('2026-12-20');
    await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(2) });
    expect(await inGroup()).toEqual([]);
  });
});
