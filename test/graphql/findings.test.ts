import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocatedFund,
  allocation,
  contract,
  fund,
  group,
  meeting,
  passed,
  payment,
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
  const all = ['COUNCIL_FILED FAIL', ...Array.from({ length: 3 }, () => 'ENTERED_LATE FAIL'), 'FAMOUS_WITH_X UNKNOWN'];
  expect(await rules(district)).toEqual(all);
  expect(await rules(district, principals.auditor)).toEqual(all);
  expect(await rules(`${district}, result: UNKNOWN`)).toEqual(['FAMOUS_WITH_X UNKNOWN']);
  expect(await rules(`${district}, kinds: [FAMOUS_WITH_X]`)).toEqual(['FAMOUS_WITH_X UNKNOWN']);
  for (const principal of [principals.anybody, principals.farBureau])
    expect(await rules(district, principal)).toEqual([]);
  const { errors } = await ledger.query('{ findings { totalCount } }', { principal: principals.bureau });
  expect(errors).toMatchObject([{ message: expect.stringContaining('districtId') }]);
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
