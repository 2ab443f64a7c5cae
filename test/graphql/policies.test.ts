import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
});
afterEach(() => ledger.close());

const adopt = (code: string, rules: object, effectiveOn: string, more: object = {}): Promise<unknown> =>
  passed(
    ledger,
    'AdoptPolicy',
    { districtId: '370103', code, title: `政策${code}`, documentNo: `政〔2026〕${code}号`, rules, ...more },
    { command: { effectiveOn } },
  );
const onDay = async (day: string): Promise<unknown> =>
  (
    await ledger.query(
      `{ district(id: "370103", asOf: { effectiveOn: "${day}" }) { policies { code rules { lapseYears required } } } }`,
    )
  ).data.district.policies;

const share = { numerator: 2, denominator: 3, atLeast: true };
const everyKind = [
  { kind: 'NAMING', groupSuffix: '教育集团', allianceSuffix: '联盟学校' },
  { kind: 'QUORUM', quorum: share, majority: { ...share, atLeast: false } },
  { kind: 'FILING', effect: 'DECLARATORY', answerDays: 20 },
  { kind: 'CARETAKER', days: 60, resolutionKinds: ['FUND', 'OTHER'] },
  { kind: 'BACKDATING', days: 10 },
  { kind: 'FUND', lapseYears: 2 },
  { kind: 'FUND', lapseYears: 2, settlementDays: 15, windingUpDays: 90 },
  {
    ...{ kind: 'EVALUATION', objectionDays: 10, appealDays: 30, grades: ['优秀', '合格'], levels: ['好', '一般'] },
    extraDimensions: [{ code: 'FOOD', name: '食育' }],
  },
  { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] },
  { kind: 'SEPARATION', pairs: ['ADOPTS_APPROPRIATES', 'RECORDS_APPROVES', 'ALLOCATES_PAYS'] },
  { kind: 'SEPARATION', pairs: [] },
  { kind: 'ROTATION_SHARE', rotated: share, rotatedOf: 'ALL', schools: 'TOWN' },
  {
    kind: 'ROTATION_FLOW',
    rotated: share,
    rotatedOf: 'ELIGIBLE',
    backbone: share,
    backboneOf: 'COUNTED',
    schools: 'TOWN_OR_QUALITY',
    leastMonths: 36,
  },
  { kind: 'LEAD_DRAIN', kept: share },
  {
    kind: 'FUND_EXECUTION',
    steps: [
      { month: 6, paid: share },
      { month: 9, paid: { ...share, atLeast: false } },
    ],
  },
  { kind: 'BALANCE', primaryPermille: 500, juniorPermille: 450 },
];

test('a policy applies from its effective day until it is repealed, its time is over or another of its kind follows', async () => {
  await adopt('P1', { kind: 'FUND', lapseYears: 3 }, '2026-11-01');
  await adopt('P2', { kind: 'FUND', lapseYears: 2 }, '2027-01-01', { validTo: '2027-12-31' });
  await adopt('P3', { kind: 'SEPARATION', required: false }, '2026-11-10');
  await passed(ledger, 'RepealPolicy', { policyId: '370103.P3' }, { command: { effectiveOn: '2026-12-01' } });
  const fund = (code: string, lapseYears: number): object => ({ code, rules: { lapseYears, required: null } });
  expect([
    await onDay('2026-10-31'),
    await onDay('2026-11-15'),
    await onDay('2026-12-31'),
    await onDay('2027-06-01'),
    await onDay('2028-01-01'),
  ]).toEqual([
    [],
    [fund('P1', 3), { code: 'P3', rules: { lapseYears: null, required: false } }],
    [fund('P1', 3)],
    [fund('P2', 2)],
    [],
  ]);
  const { data } = await ledger.query(
    `{ district(id: "370103") { policies(includeEnded: true, kind: FUND) { code since until validTo } }
      node(id: "370103.P2") { ... on Policy { entityId title history { totalCount } } } }`,
  );
  expect(data).toEqual({
    district: {
      policies: [
        { code: 'P1', since: '2026-11-01', until: '2027-01-01', validTo: '2026-12-31' },
        { code: 'P2', since: '2027-01-01', until: '2028-01-01', validTo: '2027-12-31' },
      ],
    },
    node: { entityId: '370103.P2', title: '政策P2', history: { totalCount: 1 } },
  });
});

test.each(everyKind)('rules of kind $kind are taken and shown as they were given', async (rules) => {
  await adopt('P1', rules, '2026-11-24');
  const { data } = await ledger.query(
    `{ district(id: "370103") { policies { kind rules { kind groupSuffix allianceSuffix quorum { numerator denominator atLeast }
    majority { numerator denominator atLeast } effect answerDays days resolutionKinds lapseYears settlementDays windingUpDays pairs
    objectionDays appealDays grades levels extraDimensions { code name }
    rotated { ...OfShare } rotatedOf backbone { ...OfShare } backboneOf schools leastMonths kept { ...OfShare }
    steps { month paid { ...OfShare } } primaryPermille juniorPermille } } } }
    fragment OfShare on Share { numerator denominator atLeast }`,
    { principal: principals.anybody },
  );
  const shown = data.district.policies[0].rules as Record<string, unknown>;
  expect(Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null))).toEqual(rules);
});

describe('rules are refused', () => {
  test.each([
    [{ kind: 'NAMING', groupSuffix: '教育集团' }, 'allianceSuffix'],
    [{ kind: 'FUND', lapseYears: 2, days: 3 }, 'days'],
    [{ kind: 'SEPARATION' }, 'pairs'],
    [{ kind: 'SEPARATION', pairs: [], required: true }, 'required'],
    [{ kind: 'SEPARATION', pairs: ['ALLOCATES_PAYS', 'ALLOCATES_PAYS'] }, 'pairs'],
    [{ kind: 'FUND', lapseYears: 21 }, 'lapseYears'],
    [{ kind: 'QUORUM', quorum: { ...share, denominator: 0 }, majority: share }, 'quorum'],
    [{ kind: 'BACKDATING', days: -1 }, 'days'],
    [{ kind: 'EVALUATION', objectionDays: 10, appealDays: 30, grades: ['优秀'], levels: ['好'] }, 'extraDimensions'],
    [{ kind: 'NAMING', groupSuffix: '', allianceSuffix: '联盟' }, 'groupSuffix'],
  ])('%j', async (rules, field) => {
    const { userErrors, policy } = await ledger.mutate('AdoptPolicy', {
      districtId: '370103',
      code: 'P1',
      title: '政策',
      documentNo: '政1号',
      rules,
    });
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'rules', field] }]);
    expect(policy).toBeNull();
  });
});

test('a policy that is repealed before it began is shown as it was right before', async () => {
  await adopt('P1', { kind: 'FUND', lapseYears: 3 }, '2027-01-01');
  const { policy, userErrors } = await ledger.mutate(
    'RepealPolicy',
    { policyId: '370103.P1' },
    { command: { effectiveOn: '2026-12-01' }, selection: '{ code since }' },
  );
  expect([userErrors, policy]).toEqual([[], { code: 'P1', since: '2027-01-01' }]);
});

test('only the bureau of the district adopts', async () => {
  for (const principal of [principals.farBureau, principals.council, principals.lead, principals.anybody]) {
    const { userErrors } = await ledger.mutate(
      'AdoptPolicy',
      { districtId: '370103', code: 'P1', title: '政策', documentNo: '政1号', rules: { kind: 'FUND', lapseYears: 2 } },
      { principal },
    );
    expect(userErrors).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
  }
});

test('where a policy wants the filing accepted, a council that is not filed decides nothing', async () => {
  await council(ledger);
  await adopt('P1', { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 15 }, '2026-11-01');
  const { userErrors } = await ledger.mutate('AdoptResolution', {
    groupId: '370103.G01',
    kind: 'OTHER',
    subject: '其他',
    heldOn: '2026-11-24',
    minutesNo: '纪要1号',
    ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
  });
  expect(userErrors).toMatchObject([{ code: 'COUNCIL_NOT_FILED', path: ['input', 'heldOn'] }]);
});

test('a policy SEPARATION is also given and read in its old form', async () => {
  await adopt('P1', { kind: 'SEPARATION', required: true }, '2026-11-10');
  const rules = async () =>
    (await ledger.query('{ district(id: "370103") { policies { rules { pairs required } } } }')).data.district.policies;
  expect(await rules()).toEqual([{ rules: { pairs: ['FILES_ACCEPTS'], required: true } }]);
  await adopt('P2', { kind: 'SEPARATION', required: false }, '2026-11-20');
  expect(await rules()).toEqual([{ rules: { pairs: [], required: false } }]);
});
