import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { getOperationAST, NoUnusedVariablesRule, parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { anybody, type Principal } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { buildSchema, createContext } from '../../src/graphql/index.js';
import { compiled, interpreted, type Execute } from '../../src/server/compiled.js';
import { exceeded, sizeOf } from '../../src/server/limits.js';
import { chosen } from '../fuzz/choose.js';
import { operationOf } from '../fuzz/operations.js';
import { DEMO, DEMO_EVENTS } from '../fuzz/values.js';
import { bureauClaims, register, startRunning, type Answer, type Asked, type Running } from './running.js';
import { signToken, type Claims } from '../../src/server/sign-in.js';

const groups = '{ groups(districtId: "370103") { nodes { entityId name } } viewer { actor { id role } } }';
const auditor: Claims = { sub: 'auditor-1', role: 'AUDITOR' };
const personId = '00000000-0000-4000-8000-000000000001';
let running: Running;
let instant = '2026-11-24T01:00:00.000Z';

const start = async (env: Record<string, string> = {}): Promise<void> => {
  running = await startRunning({ env, runtime: { now: () => instant } });
  await register(running);
  await running.give({ type: 'RegisterPerson', personId, schoolId: '370103.S01', details: { name: '王羲之' } });
};
/** Somebody with one token, as a client has. */
const as = async (claims: Claims): Promise<Asked> => ({
  headers: { authorization: `Bearer ${await signToken(running.configuration, claims, '1h')}` },
});
/** How many requests were answered by what was kept. */
const hits = async (): Promise<number> =>
  Number(
    /^edugroup_unparsed_answers_total\{by="kept"\} (\d+)$/m.exec(String((await running.fetch('/metrics')).body))![1],
  );
/** How many were executed as prepared before. */
const executions = async (): Promise<number> =>
  Number(
    /^edugroup_unparsed_answers_total\{by="prepared"\} (\d+)$/m.exec(
      String((await running.fetch('/metrics')).body),
    )![1],
  );
/** Without the ids under which the log says more of an error. */
const withoutId = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'logId' ? undefined : value)));
/** Whether a request is answered by what is kept. */
const isKept = async (asked: () => Promise<Answer>): Promise<boolean> => {
  const before = await hits();
  await asked();
  return (await hits()) > before;
};
/** Headers but for those of the connection, and of who pays. */
const lasting = ({ headers }: Answer): unknown =>
  Object.fromEntries([...headers].filter(([name]) => !/^(date|ratelimit)$/.test(name)));

describe('an answer that was given', () => {
  beforeAll(() => start());
  afterAll(() => running.close());
  afterEach(() => {
    instant = '2026-11-24T01:00:00.000Z';
  });

  test.each<[string, (asked?: Asked) => Promise<Answer>]>([
    ['POST', (asked) => running.post(groups, asked)],
    ['GET', (asked) => running.get(groups, asked)],
  ])('is given again, byte for byte and header for header: %s', async (_method, ask) => {
    for (const asked of [{}, await as(bureauClaims), { headers: { 'accept-language': 'zh' } }] satisfies Asked[]) {
      await ask(asked);
      const plain = await ask({ ...asked, headers: { ...asked.headers, 'if-none-match': '"none"' } });
      let again: Answer | undefined;
      expect(await isKept(async () => (again = await ask(asked)))).toBe(true);
      expect([again!.status, lasting(again!), again!.body]).toEqual([200, lasting(plain), plain.body]);
      expect(again!.headers.get('ratelimit')).toMatch(/^"(actor|address)";r=\d+;t=\d+$/);
    }
    expect(running.log()).toMatch(/"route":"\/graphql","status":200,"milliseconds":\d+,"kind":"query","outcome":"OK"/);
  });

  test('leaves the connection open for as long as any other: clients that ask again find it', async () => {
    for (let times = 0; times < 2; times += 1)
      expect((await running.post(groups)).headers.get('keep-alive')).toBe('timeout=72');
  });

  test('is another for another asker, language, media type, origin, variables and header', async () => {
    const asks: Asked[] = [
      {},
      await as(bureauClaims),
      await as({ ...bureauClaims, sub: 'bureau-2' }),
      await as({ ...bureauClaims, duties: ['FINANCE'] }),
      await as(auditor),
      { variables: { a: 1 } },
      ...['fr', 'zh'].map((language) => ({ headers: { 'accept-language': language } })),
      { headers: { accept: 'application/graphql-response+json' } },
      { headers: { origin: 'https://portal.example' } },
      { headers: { 'x-min-position': '1' } },
    ];
    const query = '{ viewer { actor { id role } } groups(districtId: "370103") { totalCount } }';
    for (const asked of asks) expect(await isKept(() => running.post(query, asked))).toBe(false);
    for (const asked of asks) expect(await isKept(() => running.post(query, asked))).toBe(true);
    expect((await running.post(query, { claims: auditor })).body.data.viewer.actor.id).toBe('auditor-1');
    // A header that is empty is wrong, one that is not there is not.
    expect((await running.post(query, { headers: { 'x-min-position': '' } })).status).toBe(400);
  });

  test('goes with an event, and with the day', async () => {
    await running.post(groups);
    await running.give({ type: 'RegisterSchool', districtId: '370103', code: 'S08', name: '学校八', phase: 'PRIMARY' });
    let answer: Answer | undefined;
    expect(await isKept(async () => (answer = await running.post(groups)))).toBe(false);
    expect(answer!.headers.get('x-position')).toBe(String(running.runtime.runner.head()));
    expect(await isKept(() => running.post(groups))).toBe(true);
    // Midnight in Shanghai.
    instant = '2026-11-24T16:00:00.000Z';
    expect(await isKept(async () => (answer = await running.post(groups)))).toBe(false);
    expect(answer!.body.extensions.asOf.effectiveOn).toBe('2026-11-25');
  });

  test.each<[string, string, Asked]>([
    ['errors', '{ groups(districtId: "370103", first: 1000) { totalCount } }', {}],
    ['a mutation', 'mutation { __typename }', {}],
    [
      'the inbox, which depends on what processes could not do',
      '{ viewer { inbox { code } } }',
      { claims: bureauClaims },
    ],
    [
      'a search for names, which depends on the people directory',
      '{ persons(districtId: "370103", search: "王") { totalCount } }',
      { claims: bureauClaims },
    ],
  ])('is not kept with %s', async (_what, query, asked) => {
    await running.post(query, asked);
    expect(await isKept(() => running.post(query, asked))).toBe(false);
  });

  test('is not kept where it is recorded each time that names were shown', async () => {
    const query = `{ person(id: "${personId}") { name } }`;
    for (let times = 0; times < 3; times += 1)
      expect((await running.post(query, { claims: auditor })).body.data.person.name).toBe('王羲之');
    const recorded = [];
    for await (const access of running.runtime.stores.accesses.list()) recorded.push(access.personIds);
    expect(recorded).toEqual([[personId], [personId], [personId]]);
  });

  test('is given to nobody whose token does not count any more', async () => {
    const leaving = await as({ ...bureauClaims, sub: 'leaving' });
    await running.post(groups, leaving);
    expect(await isKept(() => running.post(groups, leaving))).toBe(true);
    await running.runtime.stores.revocations.revoke('leaving', Math.ceil(Date.now() / 1000) + 100);
    for (;;) {
      const { status } = await running.post(groups, leaving);
      if (status === 401) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const authorization of ['Bearer nonsense', 'Basic x'])
      expect((await running.post(groups, { headers: { authorization } })).status).toBe(401);
  });

  test('a name that was erased is gone from it', async () => {
    const query = `{ person(id: "${personId}") { name } }`;
    const name = async (): Promise<unknown> =>
      (await running.post(query, { claims: bureauClaims })).body.data.person.name;
    await name();
    expect(await name()).toBe('王羲之');
    await running.give({ type: 'ErasePerson', personId });
    expect(await name()).toBeNull();
  });

  test('is looked for whatever a body holds and however it comes', async () => {
    const body = JSON.stringify({ query: groups });
    const send = async (parts: readonly string[], headers: Record<string, string | number>): Promise<number> => {
      const sent = httpRequest(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      });
      for (const part of parts) sent.write(part);
      sent.end();
      const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume: () => void }];
      response.resume();
      return response.statusCode;
    };
    const length = { 'content-length': Buffer.byteLength(body) };
    expect(await send([body.slice(0, 9), body.slice(9)], length)).toBe(200);
    expect(await isKept(() => send([body.slice(0, 20), body.slice(20)], length) as never)).toBe(true);
    expect(await send([body], {})).toBe(200);
    for (const bad of ['{', '', 'null', '[]', '"x"']) {
      const first = await send([bad], { 'content-length': bad.length });
      expect([first, await send([bad], { 'content-length': bad.length })]).toEqual([400, 400]);
    }
    expect(await send([' '.repeat(300_000)], { 'content-length': 300_000 })).toBe(413);
    // Who breaks off is forgotten, and nobody else notices.
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{');
    socket.destroySoon();
    expect(await send([body], length)).toBe(200);
  });
});

describe('a query that was answered before', () => {
  const isPrepared = async (asked: () => Promise<Answer>): Promise<boolean> => {
    const before = await executions();
    await asked();
    return (await executions()) > before;
  };
  let plain: Running;
  beforeAll(async () => {
    await start({ ANSWER_CACHE_BYTES: '0', MAX_COST: '900' });
    plain = running;
  });
  afterAll(() => plain.close());

  const query = `query Some($district: ID!, $first: Int, $with: Boolean = true) {
    schools(districtId: $district, first: $first) { totalCount nodes { entityId name @include(if: $with) } }
    viewer { actor { id role } }
  }`;
  test('is executed without being parsed again, for other variables and other askers, byte for byte as by Apollo', async () => {
    const all: Asked[] = [];
    for (const who of [{}, await as(bureauClaims), await as(auditor)] satisfies Asked[])
      for (const variables of [
        { district: '370103' },
        { district: '370103', first: 2 },
        { district: '370103', first: null, with: false },
        { district: '370104' },
      ])
        all.push({ ...who, variables });
    for (const asked of all) {
      let answer: Answer | undefined;
      const other = await running.post(query, { ...asked, headers: { ...asked.headers, 'if-none-match': '"none"' } });
      await running.post(query, asked);
      expect(await isPrepared(async () => (answer = await running.post(query, asked)))).toBe(true);
      expect([answer!.status, lasting(answer!), answer!.body]).toEqual([200, lasting(other), other.body]);
    }
  });

  test.each<[string, Asked]>([
    ['a variable that is wrong', { variables: { district: '370103', first: 'x' } }],
    ['a variable that is missing', { variables: {} }],
    ['an argument that is refused', { variables: { district: '370103', first: -1 } }],
    ['a page that costs too much', { variables: { district: '370103', first: 1000 } }],
    ['an operation that is not there', { variables: { district: '370103' }, operationName: 'Other' }],
    ['a token that is refused', { variables: { district: '370103' }, headers: { authorization: 'Bearer x' } }],
    ['a moment that is not there yet', { variables: { district: '370103' }, headers: { 'x-min-position': '9999' } }],
  ])('is left to Apollo with %s, which says what is wrong', async (_what, asked) => {
    await running.post(query, { variables: { district: '370103' } });
    const [status, errors] = await running
      .post(query, asked)
      .then(({ status: code, body }) => [code, body.errors] as const);
    const other = await running.post(query, { ...asked, headers: { ...asked.headers, 'if-none-match': '"none"' } });
    expect([status, errors]).toEqual([other.status, other.body.errors]);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('is not a mutation: each is decided by itself', async () => {
    const mutation = 'mutation { __typename }';
    await running.post(mutation);
    expect(await isPrepared(() => running.post(mutation))).toBe(false);
  });

  test('costs a budget what it costs, and is refused beyond it', async () => {
    await start({ ANSWER_CACHE_BYTES: '0', COST_PER_ADDRESS: '2000' });
    const left = async (): Promise<number> =>
      Number(
        /r=(\d+)/.exec(
          (await running.post(query, { variables: { district: '370103' } })).headers.get('ratelimit')!,
        )![1],
      );
    const [first, second, third] = [await left(), await left(), await left()];
    expect(Math.abs(first - second - (second - third))).toBeLessThan(40);
    const statuses = [];
    for (let times = 0; times < 20; times += 1)
      statuses.push((await running.post(query, { variables: { district: '370103' } })).status);
    expect(statuses.at(-1)).toBe(429);
    await running.close();
    await start({ ANSWER_CACHE_BYTES: '0', PREPARED_QUERIES: '0' });
    await running.post(groups);
    expect(await isPrepared(() => running.post(groups))).toBe(false);
    await running.close();
    running = plain;
  });
});

test('what is kept has a bound, and 0 keeps nothing', async () => {
  await start({ ANSWER_CACHE_BYTES: '20000' });
  for (let first = 1; first < 60; first += 1)
    await running.post(`{ groups(districtId: "370103", first: ${first}) { nodes { name } } }`);
  const kept = Number(/^edugroup_kept_answer_bytes (\d+)$/m.exec(String((await running.fetch('/metrics')).body))![1]);
  expect(kept).toBeGreaterThan(5_000);
  expect(kept).toBeLessThanOrEqual(20_000);
  await running.close();

  await start({ ANSWER_CACHE_BYTES: '0' });
  await running.post(groups);
  expect(await isKept(() => running.post(groups))).toBe(false);
  await running.close();
});

test('what is kept costs a budget its bytes, and is not given beyond it', async () => {
  await start({ COST_PER_ADDRESS: '1000' });
  const statuses = [];
  for (let times = 0; times < 12; times += 1) statuses.push((await running.post(groups)).status);
  expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200]);
  expect(statuses.at(-1)).toBe(429);
  await running.close();
});

test('random queries have the same answer by Apollo, as prepared and as kept, by whoever asks', async () => {
  running = await startRunning({ runtime: { now: () => instant } });
  const { stores, runner } = running.runtime;
  await loadDemo(stores, (clock) => commandHandler({ stores, now: clock }), instant);
  await runner.waitFor(DEMO_EVENTS, 60_000);
  const askers: Asked[] = [{}, await as({ ...bureauClaims, district: DEMO }), await as(auditor)];
  const operations = chosen(20210901, 200, (choose) => operationOf(choose, 'query'));
  const found = [];
  for (const [index, { query, variables = {}, operationName }] of operations.entries()) {
    const asked = { ...askers[index % askers.length]!, variables, ...(operationName ? { operationName } : {}) };
    const headers = { ...asked.headers, 'if-none-match': '"none"' };
    const plain = await running.post(query, { ...asked, headers });
    // What is not declared changes nothing but the bytes of the request: it is executed anew, as prepared, the third time compiled.
    for (const more of [{}, { more: 1 }, { more: 2 }, { more: 1 }]) {
      const again = await running.post(query, { ...asked, variables: { ...variables, ...more } });
      const isSame =
        again.status === plain.status &&
        isDeepStrictEqual(lasting(again), lasting(plain)) &&
        isDeepStrictEqual(withoutId(again.body), withoutId(plain.body));
      if (!isSame) found.push({ query, variables, more, plain: plain.body, again: again.body });
    }
  }
  expect(found).toEqual([]);
  const [prepared, kept] = [await executions(), await hits()];
  expect(prepared).toBeGreaterThan(60);
  expect(kept).toBeGreaterThan(60);
});

/** Undefined where it is none. */
const parsed = (query: string): DocumentNode | undefined => {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
};

test('random queries have the same answer compiled and interpreted, and errors where there are errors', async () => {
  const schema = buildSchema();
  const { services } = running.runtime;
  const askers: Principal[] = [
    anybody,
    { actor: { id: 'bureau-1', role: 'BUREAU' }, district: DEMO },
    { actor: { id: 'auditor-1', role: 'AUDITOR' } },
  ];
  const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);
  const found = [];
  let answered = 0;
  for (const [index, asked] of chosen(20240901, 1200, (choose) => operationOf(choose, 'query')).entries()) {
    // Conditions are left to the interpreter.
    const query = asked.query.replace(/ @(skip|include)\([^)]*\)/g, '');
    const document = parsed(query);
    const operation = document && getOperationAST(document, asked.operationName);
    if (!operation || validate(schema, document, rules).length > 0) continue;
    const size = sizeOf(schema, document, operation, asked.variables);
    const run = exceeded(size, running.configuration.limits, operation.operation)
      ? undefined
      : compiled(schema, { document, operation }, size);
    if (!run) continue;
    const by = async (execute: Execute): Promise<string> => {
      const context = await createContext(services, askers[index % askers.length]!);
      // The compiler words errors otherwise: the interpreter answers then.
      const { data, errors } = await execute(context, asked.variables);
      return errors ? 'errors' : JSON.stringify(data);
    };
    const plain = await by(interpreted(schema, { document, operation }));
    const again = await by(run).catch(() => 'errors');
    if (again !== plain) found.push({ query, variables: asked.variables, plain, again });
    if (plain !== 'errors') answered += 1;
  }
  expect(found).toEqual([]);
  expect(answered).toBeGreaterThan(500);
  await running.close();
});

test('a query is left to the interpreter with a condition, a name that it loses, a question about the schema, many fields', () => {
  const schema = buildSchema();
  const isCompiled = (query: string): boolean => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const operation = getOperationAST(document)!;
    return compiled(schema, { document, operation }, sizeOf(schema, document, operation)) !== undefined;
  };
  expect(isCompiled('{ ledger { position } }')).toBe(true);
  for (const query of [
    '{ ledger { position @include(if: true) } }',
    '{ __proto__: ledger { position } }',
    '{ ledger { __proto__: position } }',
    '{ __schema { queryType { name } } }',
    `{ ${'a'.repeat(401).replace(/a/g, (_, at) => `a${at}: __typename `)} }`,
    `{ node(id: "1") { ...F } } fragment F on Node { ${Array.from({ length: 60 }, (_, at) => `a${at}: id`).join(' ')} }`,
  ])
    expect([query.slice(0, 60), isCompiled(query)]).toEqual([query.slice(0, 60), false]);
});
