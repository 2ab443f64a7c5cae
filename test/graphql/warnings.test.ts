import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import type { Principal } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { NumberedEvent } from '../../src/eventstore/numbering.js';
import type { Stores } from '../../src/eventstore/port.js';
import { warningsIf, warningsOf, type Warning } from '../../src/graphql/finding/warnings.js';
import type { Context } from '../../src/graphql/index.js';
import type { Finding, FindingRule } from '../../src/projections/finding.js';
import { findingsOf } from '../../src/projections/findings.js';
import { queries } from '../../src/projections/queries.js';
import { openReadModels, type ReadModels } from '../../src/projections/read-models.js';
import { concernedBy, newlyFound, warnedOf } from '../../src/projections/warnings.js';
import { played, TOURED } from '../support/played.js';
import { commandInput, council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { allocatedFund, fund, group, passed, payment, school, steps } from './money.js';

let ledger: ApiLedger;
afterEach(() => ledger.close());

describe('a command says what it newly causes among the findings', () => {
  const open = async (): Promise<void> => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  };
  type Said = readonly { readonly code: string; readonly result: string; readonly message: string }[] | null;
  const given = async (
    command: string,
    input: Readonly<Record<string, unknown>>,
    envelope: Readonly<Record<string, unknown>> = {},
    principal: Principal = principals.bureau,
  ): Promise<{
    readonly warnings: Said;
    readonly position: number | undefined;
    readonly errors: readonly string[];
  }> => {
    const field = command.charAt(0).toLowerCase() + command.slice(1);
    const { data, errors } = await ledger.query(
      `mutation ($input: ${command}Input!) { ${field}(input: $input) { warnings { code result message } receipt { position } userErrors { code } } }`,
      { principal, variables: { input: { ...input, command: commandInput(ledger, envelope) } } },
    );
    expect(errors).toEqual([]);
    const { warnings, receipt, userErrors } = data[field];
    return { warnings, position: receipt?.position, errors: userErrors.map(({ code }: { code: string }) => code) };
  };
  const found = async (rule: FindingRule, position: number): Promise<Said> =>
    (
      await ledger.query(
        `{ findings(districtId: "370103", kinds: [${rule}], asOf: { position: ${position}, effectiveOn: "2026-11-24" }) { nodes { code: rule result message } } }`,
      )
    ).data.findings.nodes;
  const oldPaper = { basis: [{ documentNo: '补〔2026〕1号', title: '补录' }] };
  const late = { ...payment, voucher: { ...payment.voucher, month: 2 }, paidOn: '2026-02-19' };

  test('when it is only validated, when it is written and when it is repeated, in the words of the finding', async () => {
    await open();
    await allocatedFund(ledger);
    const validated = await given('RecordExpenditure', late, { ...oldPaper, validateOnly: true });
    const commandId = randomUUID();
    const written = await given('RecordExpenditure', late, { ...oldPaper, commandId });
    expect(validated).toEqual({ ...written, position: undefined });
    expect(written.warnings).toEqual(
      expect.arrayContaining([
        {
          code: 'PAID_BEFORE_RESOLUTION',
          result: 'FAIL',
          message: expect.stringContaining('was paid 278 days before its resolution had effect'),
        },
      ]),
    );
    expect(written.warnings!.map(({ code }) => code).sort()).toEqual([
      'ENTERED_LATE',
      'PAID_BEFORE_ALLOCATION',
      'PAID_BEFORE_RECEIPT',
      'PAID_BEFORE_RESOLUTION',
    ]);
    for (const warning of written.warnings!)
      expect(await found(warning.code as FindingRule, written.position!)).toContainEqual(warning);
    // Others go on meanwhile, and the day after it is the same.
    await passed(ledger, 'ReverseExpenditure', { fundId: fund, voucher: late.voucher });
    ledger.clock = '2026-11-25T01:00:00.000Z';
    expect(await given('RecordExpenditure', late, { ...oldPaper, commandId, effectiveOn: '2026-11-24' })).toEqual(
      written,
    );
  });

  test('of a command that is in order, or refused, there are none, and of one that mends something neither', async () => {
    await open();
    await allocatedFund(ledger);
    expect(await given('RecordExpenditure', payment, {}, principals.lead)).toMatchObject({ warnings: [], errors: [] });
    expect(await given('RecordExpenditure', payment)).toMatchObject({ warnings: [], errors: ['VOUCHER_TAKEN'] });
    expect(await given('RecordExpenditure', payment, {}, principals.anybody)).toMatchObject({
      warnings: [],
      errors: ['NOT_AUTHORISED'],
    });
    const standing = (number: number, standing: string) =>
      given('ClassifySchool', { schoolId: school(number), standing });
    expect((await standing(1, 'POTENTIAL')).warnings).toMatchObject([{ code: 'FAMOUS_WITH_X', result: 'FAIL' }]);
    expect((await standing(2, 'FAMOUS')).warnings).toMatchObject([
      { message: expect.stringContaining(`${school(1)}, ${school(2)}`) },
    ]);
    expect((await standing(1, 'FAMOUS')).warnings).toEqual([]);
    expect((await standing(2, 'QUALITY')).warnings).toEqual([]);
  });

  test('also where another rule gives way: what is spent loses its ground with the repeal', async () => {
    await open();
    await allocatedFund(ledger);
    await steps.spent(ledger);
    const repeal = {
      resolutionId: `${group}.R1`,
      heldOn: '2026-11-23',
      ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
      minutesNo: '纪要〔2026〕2号',
    };
    const { warnings } = await given('RepealResolution', repeal, { validateOnly: true }, principals.council);
    expect(warnings!.map(({ code }) => code)).toEqual(['PAID_AFTER_REPEAL', 'SPENT_WITHOUT_GROUND']);
  });

  test('to those only who may see the finding', async () => {
    await open();
    await allocatedFund(ledger);
    const { firstRevision, revision, stream } = await ledger.pass(
      { type: 'ReduceFund', groupId: group, fiscalYear: 2026, fen: 100, documentNo: '减1号', receivedOn: '2026-04-01' },
      { effectiveOn: '2026-04-01' },
    );
    const codes = async (principal: Principal): Promise<readonly string[]> =>
      warningsOf(await ledger.context({ principal }), { stream, firstRevision, revision }).map(({ code }) => code);
    for (const principal of [principals.bureau, principals.auditor, principals.lead, principals.council])
      expect(await codes(principal)).toEqual(['ENTERED_LATE']);
    for (const principal of [principals.anybody, principals.farBureau]) expect(await codes(principal)).toEqual([]);
  });

  test('or says that it cannot tell, where the stream has gone on since it was validated', async () => {
    await open();
    const context = await ledger.context();
    const outcome = await ledger.give(
      { type: 'RenameSchool', schoolId: school(6), name: '第六小学校' },
      { validateOnly: true },
    );
    if (!('valid' in outcome)) throw new Error('refused');
    expect(await warningsIf(context, outcome.unwritten)).toEqual([]);
    await ledger.pass({ type: 'RenameSchool', schoolId: school(5), name: '第五小学校' });
    expect(await warningsIf(context, outcome.unwritten)).toBeNull();
  });
});

describe('what is supposed', () => {
  test('is read as if it were there, and leaves nothing, also where the question fails', async () => {
    ledger = await openApi();
    await register(ledger);
    const { readModels } = ledger;
    const outcome = await ledger.give(
      { type: 'RenameSchool', schoolId: school(6), name: '第六小学校' },
      { validateOnly: true },
    );
    if (!('valid' in outcome)) throw new Error('refused');
    const { stream, firstRevision, events } = outcome.unwritten;
    const position = ledger.runner.head() + 1;
    const batch = events.map((event) => ({
      ...{ ...event, stream, revision: firstRevision, position, token: '' },
      bytes: { data: Buffer.from(JSON.stringify(event.data)), metadata: Buffer.from(JSON.stringify(event.metadata)) },
    }));
    const before = readModels.dump();
    const state = readModels.stateAt(stream, position);
    const name = () => readModels.values.at(school(6), 'name', { position, effectiveOn: '2026-11-24' });
    expect(readModels.suppose(batch, name)).toBe('第六小学校');
    expect(readModels.suppose(batch, () => readModels.stateAt(stream, position))).not.toEqual(state);
    const names = (at: number) => readModels.datedValues.by('owner', `${school(6)}/name`, at).length;
    const [had] = [names(position)];
    expect(readModels.suppose(batch, () => [names(position - 1), names(position)])).toEqual([had, had + 1]);
    expect(readModels.suppose(batch, () => readModels.changedAt(position))).not.toEqual([]);
    expect(() =>
      readModels.suppose(batch, () => {
        throw new Error('no answer');
      }),
    ).toThrow('no answer');
    expect(name()).toBe('第6小学');
    expect(readModels.stateAt(stream, position)).toBe(state);
    expect(readModels.dump()).toEqual(before);
  });
});

describe('newly found is', () => {
  const finding = (about: readonly string[], records: readonly number[], rest: Partial<Finding> = {}): Finding => ({
    rule: 'INVOICE_TWICE',
    result: 'FAIL',
    subject: { type: 'Fund', key: fund },
    ...{ about, records, numbers: {} },
    ...rest,
  });
  test('what nothing said as much of before, and no rule that is kept', () => {
    const before = [finding(['甲', '乙'], [1, 2])];
    const same = [finding(['甲', '乙'], [1, 2], { numbers: { times: 3 } }), finding(['甲'], [1])];
    const other = [
      finding(['甲', '丙'], [1, 2]),
      finding(['甲', '乙'], [1, 3]),
      finding(['甲'], [1], { result: 'UNKNOWN' }),
      finding(['甲'], [1], { rule: 'PAYEE_NOT_PARTY' }),
      finding(['甲'], [1], { subject: { type: 'Fund', key: `${group}.2025` } }),
    ];
    expect(newlyFound(before, [...same, ...other, finding(['丙'], [9], { result: 'PASS' })])).toEqual(other);
  });
});

/** The events of each command of a ledger, one after the other. */
const commandsOf = async ({ events: store }: Stores): Promise<readonly (readonly NumberedEvent[])[]> => {
  const commands: NumberedEvent[][] = [];
  let position = 0;
  for await (const { events, caughtUp } of store.follow()) {
    for (const event of events) {
      const numbered = { ...event, position: (position += 1) };
      const last = commands.at(-1);
      const [first] = last ?? [];
      if (first?.stream === event.stream && first.metadata.commandId === event.metadata.commandId) last!.push(numbered);
      else commands.push([numbered]);
    }
    if (caughtUp) break;
  }
  return commands;
};

const demo = async (): Promise<Stores> => {
  const stores = memoryStores();
  const now = '2026-11-24T01:00:00.000Z';
  await loadDemo(stores, (clock) => commandHandler({ stores, now: clock }), now);
  return stores;
};
const random = async (): Promise<Stores> => (await played(7, 600, ['370103', TOURED])).stores;

/** What is found of all groups and registers, at one of the moments around some events. */
const everywhere = (read: ReadModels, moment: { readonly position: number; readonly effectiveOn: string }) =>
  read.districts.page('', 10, moment.position).flatMap(({ key: district }) =>
    findingsOf(
      read,
      queries(read),
      read.groups.by('district', district, moment.position).map(({ key }) => key),
      moment,
      { district, rules: warnedOf },
    ),
  );

// To look at every group of the demo after each of its commands takes long: it is done of every few.
test.each([
  ['the demo', demo, 5],
  ['a random history', random, 2],
])(
  'what is newly found after each command of %s it warned of, and nothing else, before it was written too',
  async (_, make, every) => {
    const stores = await make();
    ledger = await openApi(stores);
    const read = openReadModels(':memory:');
    read.isOf(ledger.readModels.ledgerId()!);
    const runner = {
      ...ledger.runner,
      positionOf: (stream: string, revision: number) => Promise.resolve(read.events.positionOf(stream, revision)),
    };
    const context: Context = {
      ...(await ledger.context({ principal: principals.auditor })),
      read,
      queries: queries(read),
      services: { ...ledger.services, runner },
    };
    const told = (warnings: readonly Warning[] | null): readonly string[] | undefined =>
      warnings?.map((one) => `${one.code} ${one.result} ${one.message({}, context)}`);
    const rules = new Set<string>();
    for (const [index, events] of (await commandsOf(stores)).entries()) {
      const { stream, revision: firstRevision } = events[0]!;
      if (index % every !== 0) {
        read.project(events);
        continue;
      }
      const supposed = told(await warningsIf(context, { stream, firstRevision, events }));
      read.project(events);
      const { revision } = events.at(-1)!;
      const warned = warningsOf(context, { stream, firstRevision, revision });
      expect(told(warned)).toEqual(supposed);
      for (const { code } of warned) rules.add(code);
      if (stream.startsWith('policy-')) continue;
      const { before, after } = concernedBy(read, read.events.between(stream, firstRevision, revision));
      const found = newlyFound(everywhere(read, before), everywhere(read, after));
      const inOrder = (all: readonly Finding[]): readonly string[] => all.map((one) => JSON.stringify(one)).sort();
      expect(inOrder(warned.map(({ finding }) => finding.found))).toEqual(inOrder(found));
    }
    read.close();
    expect(rules.size).toBeGreaterThan(5);
  },
  120_000,
);
