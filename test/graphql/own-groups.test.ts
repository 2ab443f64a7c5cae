import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocation,
  appropriation,
  ballot,
  charterInput,
  contract,
  fund,
  group,
  passed,
  payment,
  resolution,
  resolutionInput,
  school,
  take,
} from './money.js';

// Group G01 has S01 and S02, a council, a fund with a contract and a payment; G02 has S03 and S04. All are of district 370103.

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
  await passed(ledger, 'FormGroup', {
    districtId: '370103',
    code: 'G02',
    name: '第二教育集团',
    form: 'GROUP',
    leadId: school(3),
    memberIds: [school(3), school(4)],
  });
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
  await passed(ledger, 'ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' });
  await take('resolved', 'appropriated', 'allocated', 'committed', 'spent')(ledger);
});
afterEach(() => ledger.close());

const schoolOf = (number: number): Principal => ({
  actor: { id: `school-${number}`, role: 'SCHOOL' },
  school: school(number),
});
const insiders: readonly (readonly [string, Principal])[] = [
  ['its council', principals.council],
  ['its lead school', principals.lead],
  ['a member', principals.member],
  ['the bureau', principals.bureau],
  ['an auditor', principals.auditor],
];
const outsiders: readonly (readonly [string, Principal])[] = [
  ["another group's council", { actor: { id: 'council-2', role: 'COUNCIL' }, group: '370103.G02' }],
  ["another group's school", schoolOf(3)],
  ['a school without a group', schoolOf(5)],
  ['the bureau of another district', principals.farBureau],
  ['the public', principals.anybody],
];

const event = '{ type reason basis { title } actor { id } data summary }';
const document = `{
  fund(id: "${fund}") { spent { yuan } lines { contracts { supplier } expenditures { supplier } } expenditures { totalCount } history(last: 1) { nodes ${event} } }
  group(id: "${group}") { findings { rule } council { filing { status reason } } history(last: 1) { nodes ${event} } }
  resolution(id: "${resolution}") { meetings { minutesNo concerned { id } recused { id } } history(first: 1) { nodes ${event} } }
  ledger { events(stream: "fund-370103.G01-2026", last: 1) { nodes ${event} } }
}`;

test.each(insiders)(
  'what a group pays, why it was sent back and its whole events are read by %s',
  async (_who, principal) => {
    const { data, errors } = await ledger.query(document, { principal });
    expect(errors).toEqual([]);
    const whole = {
      nodes: [
        {
          type: 'ExpenditureRecorded',
          basis: [{}],
          actor: { id: 'school-1' },
          data: { supplier: '样本公司', voucher: { number: '记-1' } },
        },
      ],
    };
    expect(data).toMatchObject({
      fund: {
        lines: [
          { contracts: [{ supplier: contract.supplier }], expenditures: [{}] },
          { contracts: [], expenditures: [] },
        ],
        expenditures: { totalCount: 1 },
        history: whole,
      },
      group: {
        findings: expect.arrayContaining([expect.objectContaining({ rule: 'FAMOUS_WITH_X' })]),
        council: { filing: { status: 'RETURNED', reason: '材料不全' } },
        history: whole,
      },
      resolution: {
        meetings: [{ minutesNo: '纪要〔2026〕1号', concerned: [], recused: [] }],
        history: { nodes: [{ data: { minutesNo: '纪要〔2026〕1号' } }] },
      },
      ledger: { events: whole },
    });
  },
);

test.each(outsiders)('of them %s sees what the public sees', async (_who, principal) => {
  const { data, errors } = await ledger.query(document, { principal });
  expect(errors).toEqual([]);
  const inPart = {
    nodes: [
      {
        type: 'ExpenditureRecorded',
        reason: null,
        basis: [],
        actor: { id: null },
        data: { line: 1, fen: 20_000 },
        summary: 'Line 1 spent 200.00 yuan',
      },
    ],
  };
  expect(data).toMatchObject({
    fund: {
      spent: { yuan: '200.00' },
      lines: [
        { contracts: null, expenditures: null },
        { contracts: null, expenditures: null },
      ],
      expenditures: null,
      history: inPart,
    },
    group: { findings: null, council: { filing: { status: 'RETURNED', reason: null } }, history: inPart },
    resolution: {
      meetings: [{ minutesNo: null, concerned: null, recused: null }],
      history: { nodes: [{ actor: { id: null } }] },
    },
    ledger: { events: inPart },
  });
  expect(JSON.stringify(data)).not.toMatch(/公司|票-1|记-1|合-1|纪要|不全|通知/);
});

test('whose group it is goes by the present: a school that left reads no more of it, also of its past; one that joined reads its past', async () => {
  const before = ledger.runner.head();
  const payments = async (number: number): Promise<unknown> => {
    const { data } = await ledger.query(
      `{ fund(id: "${fund}", asOf: { position: ${before} }) { expenditures { totalCount } }
        ledger { event(position: ${before}) { actor { id } } } }`,
      { principal: schoolOf(number) },
    );
    return [data.fund.expenditures?.totalCount ?? null, data.ledger.event.actor.id];
  };
  expect([await payments(2), await payments(5)]).toEqual([
    [1, 'school-1'],
    [null, null],
  ]);
  await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(5) });
  await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(2) });
  expect([await payments(2), await payments(5)]).toEqual([
    [null, null],
    [1, 'school-1'],
  ]);
});

describe('an event of the register or of a person', () => {
  /** Who sees it whole. */
  const seenBy = async (type: string): Promise<readonly string[]> => {
    const askers = { ...principals, third: schoolOf(3), second: outsiders[0]![1] };
    const seen: string[] = [];
    for (const [name, principal] of Object.entries(askers)) {
      const { data } = await ledger.query(
        `{ ledger { events(types: ["${type}"], last: 1) { nodes { actor { id } } } } }`,
        { principal },
      );
      if (data.ledger.events.nodes[0].actor.id !== null) seen.push(name);
    }
    return seen;
  };
  const always = ['bureau', 'otherBureau', 'auditor'];

  test('concerns the school that it is about, and no other of its group', async () => {
    await passed(ledger, 'ClassifySchool', { schoolId: school(2), standing: 'FAMOUS' });
    expect(await seenBy('SchoolClassified')).toEqual([...always.slice(0, 2), 'member', 'auditor']);
  });

  test('that touches a group belongs to its council and members, and to the school that it is about', async () => {
    await passed(ledger, 'AdmitSchool', { groupId: '370103.G02', schoolId: school(5) });
    expect(new Set(await seenBy('SchoolAdmitted'))).toEqual(new Set([...always, 'third', 'second']));
    expect(new Set(await seenBy('GroupFormed'))).toEqual(new Set([...always, 'third', 'second']));
  });

  test('of a person concerns the school that entered them', async () => {
    await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(2), name: '样本七' });
    await passed(ledger, 'ChangePersonDetails', { personId: person(7), name: '样本七改' });
    for (const type of ['PersonRegistered', 'PersonDetailsChanged'])
      expect(await seenBy(type)).toEqual([...always.slice(0, 2), 'member', 'auditor']);
  });

  test('opens no register, and adopts no policy, for a school or council more than for the public: both are published', async () => {
    expect(await seenBy('DistrictOpened')).toEqual(always);
  });
});

test('a subscription shows each event as a query does', async () => {
  const open = (principal: Principal) =>
    ledger.subscribe(`subscription { ledgerEvents(after: ${ledger.runner.head() - 1}) ${event} }`, {
      principal,
    }) as Promise<AsyncGenerator<ExecutionResult>>;
  for (const [principal, supplier] of [
    [principals.member, '样本公司'],
    [schoolOf(3), undefined],
  ] as const) {
    const events = await open(principal);
    const { value } = (await events.next()) as {
      value: ExecutionResult<{ ledgerEvents: { data: { supplier?: string } } }>;
    };
    expect(value.data?.ledgerEvents.data.supplier).toBe(supplier);
    await events.return(undefined);
  }
});

test('a voucher that another group recorded too is due for both councils, and names the other fund to whom its payments may be read', async () => {
  const alliance = '370103.A01';
  await passed(ledger, 'FormGroup', {
    districtId: '370103',
    code: 'A01',
    name: '第一联盟',
    form: 'ALLIANCE',
    leadId: school(1),
    memberIds: [school(1), school(3)],
  });
  await passed(ledger, 'AdoptCharter', { ...charterInput, groupId: alliance, everySchoolSeated: false });
  await passed(ledger, 'AppointCouncil', {
    groupId: alliance,
    memberIds: [person(1)],
    chairId: person(1),
    termFrom: '2026-11-24',
    termTo: '2027-08-31',
  });
  await passed(ledger, 'AdoptResolution', {
    ...resolutionInput,
    groupId: alliance,
    heldOn: '2026-11-24',
    ballot: { ...ballot, present: 1, for: 1 },
  });
  await passed(ledger, 'AppropriateFund', { ...appropriation, groupId: alliance });
  const ofAlliance = { fundId: `${alliance}.2026`, resolutionId: `${alliance}.R1` };
  await passed(ledger, 'AllocateFunds', { ...ofAlliance, lines: allocation.lines.slice(0, 1) });
  await passed(ledger, 'RecordExpenditure', { ...payment, fundId: ofAlliance.fundId });
  const told = async (principal: Principal): Promise<unknown> => {
    const { data } = await ledger.query('{ viewer { inbox { kind message zh: message(language: ZH) } } }', {
      principal,
    });
    return data.viewer.inbox
      .filter(({ kind }: { kind: string }) => kind === 'VOUCHER_TWICE')
      .map(({ message, zh }: { message: string; zh: string }) => [message, zh]);
  };
  expect(await told(principals.council)).toEqual([
    [
      expect.stringMatching(/ is recorded in another group's fund, too\.$/),
      expect.stringMatching(/在其他集团的经费中也有记录。$/),
    ],
  ]);
  const both = [
    [expect.stringContaining('recorded in the fund 370103'), expect.anything()],
    [expect.stringContaining('recorded in the fund 370103'), expect.anything()],
  ];
  expect([await told(principals.bureau), await told(principals.lead)]).toEqual([both, both]);
});

test('the standing of a school is shown with the events that set it, to whom the standing is', async () => {
  await passed(ledger, 'ClassifySchool', { schoolId: school(2), standing: 'FAMOUS' });
  const shown = async (principal: Principal): Promise<unknown> => {
    const { data } = await ledger.query(
      '{ ledger { events(types: ["SchoolClassified"], last: 1) { nodes { data summary actor { id } } } } }',
      { principal },
    );
    return data.ledger.events.nodes[0];
  };
  expect(await shown(schoolOf(3))).toEqual({
    data: { schoolCode: 'S02', standing: 'FAMOUS' },
    summary: '第2小学 was classed: famous',
    actor: { id: null },
  });
  expect(await shown(principals.anybody)).toEqual({
    data: { schoolCode: 'S02' },
    summary: '第2小学 was classed',
    actor: { id: null },
  });
});
