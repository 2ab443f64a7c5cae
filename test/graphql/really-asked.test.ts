import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { person, recommend } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocation,
  appropriation,
  ballot,
  contract,
  fund,
  group,
  passed,
  payment,
  resolution,
  resolutionInput,
  school,
  voucher,
} from './money.js';

// The questions of docs/DOMAIN.md, "What is really asked", each by one query. Two groups with the same supplier; a contract and a
// payment of each; a payment of the first group that the bureau entered of an old paper.

const second = '370103.G02';
let ledger: ApiLedger;

const since = (effectiveOn: string) => ({ command: { effectiveOn } });
const oldPaper = { command: { basis: [{ documentNo: '补〔2026〕1号', title: '补录' }], effectiveOn: '2026-11-24' } };

beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
  await passed(
    ledger,
    'FormGroup',
    {
      districtId: '370103',
      code: 'G02',
      name: '第二教育集团',
      form: 'GROUP',
      leadId: school(3),
      memberIds: [school(3), school(4)],
    },
    since('2026-11-01'),
  );
  const seats = [
    await recommend(ledger, 3, 'S03', '2026-11-01', second),
    await recommend(ledger, 4, 'S04', '2026-11-01', second),
  ];
  await ledger.pass(
    {
      type: 'AppointCouncil',
      groupId: second,
      memberIds: seats,
      chairId: person(3),
      termFrom: '2026-11-01',
      termTo: '2027-08-31',
    },
    { effectiveOn: '2026-11-01' },
  );
  for (const [groupId, schools] of [
    [group, [1, 2]],
    [second, [3, 4]],
  ] as const) {
    const fundId = `${groupId}.2026`;
    const [first, other] = schools.map(school);
    const basis = { basis: [{ documentNo: '纪要〔2026〕1号', title: '会议纪要' }] };
    await passed(
      ledger,
      'AdoptResolution',
      { ...resolutionInput, groupId, ballot },
      { command: { effectiveOn: '2026-11-20', ...basis } },
    );
    await passed(ledger, 'AppropriateFund', { ...appropriation, groupId });
    await passed(
      ledger,
      'AllocateFunds',
      {
        ...allocation,
        fundId,
        resolutionId: `${groupId}.R1`,
        lines: allocation.lines.map((line, index) => ({ ...line, schoolId: [first, other][index] })),
      },
      since('2026-11-20'),
    );
    await passed(ledger, 'CommitFunds', { ...contract, fundId, contractNo: `合-${groupId}` }, since('2026-11-22'));
    await passed(ledger, 'RecordExpenditure', {
      ...payment,
      fundId,
      invoiceNo: `票-${groupId}`,
      contractNo: `合-${groupId}`,
      voucher: { ...voucher, schoolId: first },
    });
  }
  await passed(
    ledger,
    'RecordExpenditure',
    {
      ...payment,
      invoiceNo: '票-旧',
      supplier: '别家公司',
      fen: 5000,
      contractNo: undefined,
      paidOn: '2026-06-15',
      voucher: { ...voucher, number: '记-旧', month: 6 },
    },
    oldPaper,
  );
});
afterEach(() => ledger.close());

const asked = async (query: string): Promise<any> => {
  const { data, errors } = await ledger.query(query, { principal: principals.auditor });
  expect(errors).toEqual([]);
  return data;
};

test('1. in the years of somebody on a council: what was decided, and spent under it', async () => {
  const { person: of } = await asked(
    `{ person(id: "${person(1)}") { seats(includeEnded: true) { since until isChair council { termFrom termTo resolutions { entityId subject sum { yuan } meetings { decided heldOn minutesNo } lines { purpose spent { yuan } expenditures { supplier paidOn amount { yuan } voucher { number } } } } } } } }`,
  );
  expect(of.seats).toMatchObject([
    {
      since: '2023-09-01',
      isChair: true,
      council: {
        termTo: '2027-08-31',
        resolutions: [
          {
            entityId: resolution,
            meetings: [{ decided: 'ADOPTED', heldOn: '2026-11-20', minutesNo: '纪要〔2026〕1号' }],
            lines: [
              { purpose: '教师培训', spent: { yuan: '250.00' }, expenditures: [{ paidOn: '2026-06-15' }, {}] },
              { purpose: '文化建设', spent: { yuan: '0.00' }, expenditures: [] },
            ],
          },
        ],
      },
    },
  ]);
});

const found = async (kinds: readonly string[]): Promise<readonly unknown[]> =>
  (
    await asked(
      `{ findings(districtId: "370103", kinds: [${kinds.join(', ')}], result: FAIL) { nodes { rule source numbers { name value } records { position actor { id role } basis { documentNo } } subject { ... on Fund { entityId } ... on Resolution { entityId } } } } }`,
    )
  ).findings.nodes;

test('2. which money left its ground', async () => {
  expect(await found(['SPENT_WITHOUT_GROUND', 'SPENT_BEYOND_RESOLUTION', 'PAYEE_NOT_PARTY'])).toEqual([]);
  await passed(
    ledger,
    'RepealResolution',
    { resolutionId: resolution, heldOn: '2026-11-24', ballot, minutesNo: '纪要〔2026〕2号' },
    { command: { basis: [{ documentNo: '纪要〔2026〕2号', title: '会议纪要' }] } },
  );
  expect(await found(['SPENT_WITHOUT_GROUND'])).toMatchObject([
    { subject: { entityId: fund }, numbers: [{ name: 'fen', value: 55_000 }] },
  ]);
});

test('3. what was paid before its resolution, allocation, contract or filing', async () => {
  const rules = await found([
    'PAID_BEFORE_RESOLUTION',
    'PAID_BEFORE_ALLOCATION',
    'PAID_BEFORE_CONTRACT',
    'PAID_BEFORE_RECEIPT',
    'COUNCIL_FILED',
  ]);
  expect(rules).toMatchObject([
    { rule: 'COUNCIL_FILED' },
    { rule: 'COUNCIL_FILED' },
    { rule: 'PAID_BEFORE_ALLOCATION', subject: { entityId: fund }, numbers: [{ name: 'days', value: 158 }, {}] },
    { rule: 'PAID_BEFORE_RESOLUTION', subject: { entityId: fund }, numbers: [{ name: 'days', value: 158 }, {}] },
  ]);
});

test('4. who entered what more than thirty days late', async () => {
  const late = await found(['ENTERED_LATE']);
  expect(late).toContainEqual(
    expect.objectContaining({
      numbers: [{ name: 'days', value: 162 }],
      records: [expect.objectContaining({ actor: expect.objectContaining({ role: 'BUREAU' }) })],
    }),
  );
});

test('5. how much was spent by a day', async () => {
  const { group: of } = await asked(
    `{ group(id: "${group}") { fund(fiscalYear: 2026) { execution(on: ["2026-06-14", "2026-06-30", "2026-09-30", "2026-11-24"]) { on spent { yuan } share } } } }`,
  );
  expect(of.fund.execution).toMatchObject([
    { spent: { yuan: '0.00' }, share: 0 },
    { spent: { yuan: '50.00' }, share: 0.005 },
    { spent: { yuan: '50.00' } },
    { spent: { yuan: '250.00' }, share: 0.025 },
  ]);
});

test('10. which supplier appears in several groups', async () => {
  const { suppliers } = await asked(
    `{ suppliers(districtId: "370103", groupsAtLeast: 2) { totalCount nodes { name payments paid { yuan } contracts contracted { yuan } groups { entityId } } } }`,
  );
  expect(suppliers).toEqual({
    totalCount: 1,
    nodes: [
      {
        name: '样本公司',
        payments: 2,
        paid: { yuan: '400.00' },
        contracts: 2,
        contracted: { yuan: '1000.00' },
        groups: [{ entityId: group }, { entityId: second }],
      },
    ],
  });
  expect((await asked('{ suppliers(districtId: "370103") { nodes { name } } }')).suppliers.nodes).toEqual([
    { name: '别家公司' },
    { name: '样本公司' },
  ]);
  const { data } = await ledger.query('{ suppliers(districtId: "370103") { totalCount } }', {
    principal: principals.anybody,
  });
  expect(data.suppliers).toEqual({ totalCount: 0 });
});
