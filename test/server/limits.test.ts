import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { buildSchema as buildGraphQLSchema, getOperationAST, OperationTypeNode, parse } from 'graphql';
import { networkOf, openAddresses } from '../../src/server/addresses.js';
import { costOfBytes, costOfOperation, openBudget, takeInTime } from '../../src/server/budget.js';
import { type Size, sizeOf } from '../../src/server/limits.js';
import { openPlaces } from '../../src/server/places.js';
import { bureauClaims, register, type Running, startRunning } from './running.js';

describe('limits', () => {
  describe('the size of an operation', () => {
    const schema = buildGraphQLSchema(`
    type Query { items(first: Int, last: Int): Items! item: Item nodes(ids: [ID!]!): [Item]! }
    type Items { nodes: [Item!]! edges: [Edge!]! totalCount: Int! }
    type Edge { node: Item! }
    type Item { name: String tags: [String!]! parts: [Item!]! items(first: Int): Items! }
  `);
    const size = (query: string, variables: Record<string, unknown> = {}): Size => {
      const document = parse(query);
      return sizeOf(schema, document, getOperationAST(document)!, variables);
    };

    test.each<[string, string, Partial<Size>]>([
      ['a field', '{ item { name } }', { depth: 2, aliases: 0, cost: 2 }],
      ['a list of scalars counts once', '{ item { tags } }', { cost: 2 }],
      ['a list whose size nothing says', '{ item { parts { name } } }', { depth: 3, cost: 1 + 5 * 2 }],
      ['a page', '{ items(first: 3) { nodes { name } totalCount } }', { depth: 3, cost: 1 + 3 * 2 + 1 }],
      ['the last ones', '{ items(last: 3) { edges { node { name } } } }', { depth: 4, cost: 1 + 3 * 3 }],
      ['the default page', '{ items { nodes { name } } }', { cost: 1 + 20 * 2 }],
      ['an empty page', '{ items(first: 0) { nodes { name } } }', { cost: 1 }],
      [
        'a page of pages',
        '{ items(first: 10) { nodes { items(first: 10) { nodes { name } } } } }',
        { cost: 1 + 10 * (1 + 1 + 10 * 2) },
      ],
      ['as many as ids', '{ nodes(ids: ["1", "2"]) { name } }', { cost: 2 * 2 }],
      ['aliases', '{ a: item { b: name } c: item { name } }', { aliases: 3, cost: 4 }],
      ['inline fragments add no depth', '{ item { ... on Item { name } ... { name } } }', { depth: 2, cost: 3 }],
      [
        'fragments count as often as they are spread',
        '{ item { ...F } a: item { ...F } } fragment F on Item { b: name }',
        { depth: 2, aliases: 3, cost: 4 },
      ],
      ['introspection counts nothing', '{ __schema { types { name } } __typename }', { depth: 1, cost: 0 }],
      [
        'the width of fragments is what they spread',
        '{ ...F a: item { name } ...F } fragment F on Query { item { name } ... on Query { b: item { name } } }',
        { width: 5 },
      ],
    ])('%s', (_what, query, expected) => {
      expect(size(query)).toMatchObject(expected);
    });

    test('is that of the variables: given, assumed, or the largest where they hold no number', () => {
      const query =
        'query ($n: Int = 7, $ids: [ID!]! = []) { items(first: $n) { nodes { name } } nodes(ids: $ids) { name } }';
      expect(size(query, { n: 2, ids: ['1', '2', '3'] }).cost).toBe(1 + 2 * 2 + 3 * 2);
      expect(size(query, { ids: [] }).cost).toBe(1 + 7 * 2);
      expect(size(query, { n: null, ids: [] }).cost).toBe(1 + 20 * 2);
      expect(size(query, { n: 'x', ids: [] }).cost).toBe(1 + 100 * 2);
      expect(size(query, { n: -5, ids: [] }).cost).toBe(1 + 100 * 2);
    });

    test.each<[string, string | undefined, string, Record<string, unknown>?]>([
      ['Viewer.inbox', 'Viewer.inbox', '{ viewer { inbox { message } } }'],
      [
        'in a fragment',
        'Query.difference',
        '{ ...F } fragment F on Query { difference(subject: "G", from: {}, to: {}) { withheld: __typename } }',
      ],
      ['findings of a district', 'Query.findings', '{ findings(districtId: "370103") { totalCount } }'],
      ['findings of a group', undefined, '{ findings(groupId: "370103.G01") { totalCount } }'],
      [
        'findings of no group after all',
        'Query.findings',
        'query ($g: ID) { findings(groupId: $g) { totalCount } }',
        { g: null },
      ],
      [
        'findings of a group by a variable',
        undefined,
        'query ($g: ID) { findings(groupId: $g) { totalCount } }',
        { g: 'G' },
      ],
      [
        'findings of a group that is assumed',
        undefined,
        'query ($g: ID = "G") { findings(groupId: $g) { totalCount } }',
      ],
      ['a replay', undefined, '{ replay(subject: "S", view: AS_BELIEVED) { nodes { position } } }'],
      [
        'a replay by a variable',
        undefined,
        'query ($v: ReplayView! = AS_BELIEVED) { replay(subject: "S", view: $v) { nodes { position } } }',
      ],
      [
        'a replay as corrected',
        'Query.replay',
        'query ($v: ReplayView!) { replay(subject: "S", view: $v) { nodes { position } } }',
        { v: 'AS_CORRECTED' },
      ],
      ['all steps counted', 'ReplayStepConnection.totalCount', '{ replay(subject: "S") { totalCount } }'],
      ['decisions', undefined, '{ decisions(documentNo: "1") { nodes { position } } }'],
      ['decisions with a text', 'Query.decisions', '{ decisions(search: "1", groupId: "G") { nodes { position } } }'],
    ])('says what grows with a district or a history: %s', (_what, long, query, variables = {}) => {
      const document = parse(query);
      const ledger = buildGraphQLSchema(readFileSync('schema/schema.graphql', 'utf8'));
      expect(sizeOf(ledger, document, getOperationAST(document)!, variables).long).toBe(long);
    });

    test('of fragments within fragments is found without walking them again and again', () => {
      const levels = 40;
      const fragments = Array.from(
        { length: levels },
        (_, n) => `fragment F${n} on Item { ${n + 1 < levels ? `parts { ...F${n + 1} ...F${n + 1} }` : 'name'} }`,
      );
      expect(size(`{ item { ...F0 } } ${fragments.join(' ')}`)).toMatchObject({
        depth: levels + 1,
        cost: expect.any(Number),
      });
    });
  });

  describe('a request beyond a limit', () => {
    let running: Running;
    beforeAll(async () => {
      running = await startRunning({
        env: { MAX_DEPTH: '7', MAX_ALIASES: '3', MAX_TOKENS: '100', MAX_COST: '1000', MAX_BODY_BYTES: '5000' },
      });
    });
    afterAll(() => running.close());

    test.each([
      [
        'depth',
        '{ group(id: "a") { lead { memberships { group { lead { memberships { group { name } } } } } } } }',
        'The operation is 8 levels deep; at most 7 are allowed',
      ],
      [
        'aliases',
        '{ a: viewer { actor { id } } b: viewer { actor { id } } c: viewer { actor { id } } d: viewer { actor { id } } }',
        'The operation has 4 aliases; at most 3 are allowed',
      ],
      ['tokens', `{ ${'__typename '.repeat(100)} }`, 'The document has more than the 100 tokens that are allowed'],
      [
        'cost',
        '{ groups(districtId: "370103", first: 100) { nodes { name members { school { name } } } } }',
        /^The operation has a cost of 1701; at most 1000 is allowed/,
      ],
    ])('of %s is LIMIT_EXCEEDED and says what is allowed', async (_which, query, message) => {
      for (const answer of [await running.post(query), await running.get(query)]) {
        expect([answer.status, answer.body.data]).toEqual([200, undefined]);
        expect(answer.body.errors).toEqual([
          expect.objectContaining({ message: expect.stringMatching(message), extensions: { code: 'LIMIT_EXCEEDED' } }),
        ]);
      }
      expect((await running.post(query, { headers: { accept: 'application/graphql-response+json' } })).status).toBe(
        400,
      );
    });

    test('of commands is LIMIT_EXCEEDED before any is given, aliased or in fragments', async () => {
      const wide = await startRunning();
      const command = (n: number): string =>
        `{ command: { commandId: "0f8fad5b-d9cb-469f-a165-7086772895${n + 10}", basis: [],
        effectiveOn: "2026-09-01" }, code: "3701${n + 10}", name: "区${n}" }`;
      const commands = (count: number): string =>
        Array.from(
          { length: count },
          (_, n) => `c${n}: openDistrict(input: ${command(n)}) { userErrors { code } }`,
        ).join(' ');
      for (const query of [
        `mutation { ${commands(11)} }`,
        `mutation { ...F } fragment F on Mutation { ${commands(11)} }`,
      ]) {
        expect((await wide.post(query, { claims: bureauClaims })).body).toEqual({
          errors: [
            {
              message: 'The operation gives 11 commands; at most 10 are allowed in one request',
              extensions: { code: 'LIMIT_EXCEEDED' },
            },
          ],
        });
      }
      expect((await wide.post(`mutation { ${commands(10)} }`, { claims: bureauClaims })).body.errors).toBeUndefined();
      await wide.close();
    });

    test('of the nesting of variables is LIMIT_EXCEEDED, declared or not, however deep', async () => {
      const query = 'query ($ids: [ID!]! = []) { nodes(ids: $ids) { id } }';
      const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
      const allowed = {
        message: 'variables: at most 40 levels of nesting are allowed',
        extensions: { code: 'LIMIT_EXCEEDED' },
      };
      for (const variables of [{ ids: nested(1000) }, { other: nested(1000) }]) {
        expect((await running.post(query, { variables })).body.errors).toEqual([allowed]);
        expect((await running.get(query, { variables })).body.errors).toEqual([allowed]);
      }
    });

    test('of a JSON value in the document itself is an error of the request', async () => {
      const query = `mutation ($part: JSON) { correctRecord(input: { eventId: "1", facts: [$part],
      command: { commandId: "0f8fad5b-d9cb-469f-a165-70867728950e", basis: [], effectiveOn: "2026-11-24" } }) { userErrors { code } } }`;
      const part = JSON.parse('['.repeat(33) + ']'.repeat(33)) as unknown;
      expect((await running.post(query, { variables: { part } })).body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
      expect((await running.post(query, { variables: { part: [] } })).body.errors).toBeUndefined();
    });

    test('counts what is looked at to derive a field', async () => {
      const running = await startRunning();
      const inboxes = Array.from({ length: 20 }, (_, n) => `a${n}: viewer { inbox { kind } }`).join(' ');
      expect((await running.post(`{ ${inboxes} }`, { claims: bureauClaims })).body.errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED' } },
      ]);
      expect(
        (
          await running.post(
            '{ groups(districtId: "370103", first: 100) { nodes { history { totalCount } } } history: ledger { a: events { totalCount } } }',
          )
        ).body.errors,
      ).toBeUndefined();
      expect(
        (
          await running.post(
            '{ groups(districtId: "370103", first: 100) { nodes { history { totalCount } members { school { history { totalCount } } } } } }',
          )
        ).body.errors,
      ).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
      expect(
        (await running.post('{ viewer { inbox { kind } } }', { claims: bureauClaims })).body.errors,
      ).toBeUndefined();
      await running.close();
    });

    test('is noticed when the same document was answered before, with other variables', async () => {
      const query =
        'query ($first: Int) { groups(districtId: "370103", first: $first) { nodes { members { school { name } } } } }';
      expect((await running.post(query, { variables: { first: 10 } })).body.errors).toBeUndefined();
      expect((await running.post(query, { variables: { first: 100 } })).body.errors[0].extensions.code).toBe(
        'LIMIT_EXCEEDED',
      );
    });

    test('of the body is 413 in the form of GraphQL, also where the length is not announced', async () => {
      const query = `{ viewer { actor { id } } } #${'x'.repeat(5000)}`;
      const announced = await running.post(query);
      expect([announced.status, announced.body]).toEqual([
        413,
        { errors: [{ message: 'The request is larger than 5000 bytes', extensions: { code: 'LIMIT_EXCEEDED' } }] },
      ]);
      const stream = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode(JSON.stringify({ query })));
          controller.close();
        },
      });
      const chunked = await fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: stream,
        duplex: 'half',
      });
      expect([
        chunked.status,
        ((await chunked.json()) as { errors: { extensions: unknown }[] }).errors[0]!.extensions,
      ]).toEqual([413, { code: 'LIMIT_EXCEEDED' }]);
    });
  });

  describe('within the defaults', () => {
    let running: Running;
    beforeAll(async () => {
      running = await startRunning();
      await register(running);
    });
    afterAll(() => running.close());

    test.each([
      [
        'groups with their members and where else those are',
        `{ groups(districtId: "370103", first: 100) { totalCount
        nodes { id name lead { name } members { isLead since
        school { id name phase memberships { isLead group { id name form } } } } } } }`,
      ],
      [
        'councils with seats and persons',
        `{ groups(districtId: "370103", first: 100) {
        nodes { name council { ordinal termFrom termTo filing { status filedOn }
        seats { isChair since person { id name nameStatus } recommendedBy { name } } } councilTerms { ordinal }
        recommendations { person { name } school { name } } } } }`,
      ],
      [
        'a year of history',
        `{ group(id: "370103.G01") { history(first: 100) {
        nodes { position type recordedAt summary(language: ZH) actor { id role } basis { title documentNo }
        changed { id } } } } }`,
      ],
      [
        'two moments compared',
        `{ before: groups(districtId: "370103", asOf: { position: 4 }) {
        nodes { name members { school { name } } } }
        after: groups(districtId: "370103") { nodes { name members { school { name } } } } }`,
      ],
    ])('a rich query passes: %s', async (_what, query) => {
      expect((await running.post(query, { claims: bureauClaims })).body.errors).toBeUndefined();
    });
  });

  describe('a document made to exhaust the validation', () => {
    const count = 90;
    const cyclic = (root: string, type: string, field: string): string =>
      `${root} ${Array.from({ length: count }, (_, n) => `fragment F${n} on ${type} { ${field} { ...F${(n + 1) % count} ...F${(n * 7 + 3) % count} } }`).join(' ')}`;

    test('is refused, and the server goes on', async () => {
      const running = await startRunning();
      expect((await running.post(cyclic('{ ...F0 }', 'Query', 'a'))).body).toMatchObject({
        errors: [{ extensions: { code: expect.any(String) } }],
      });
      const client = running.subscriber();
      const refused = async (): Promise<unknown> => {
        for await (const result of client.iterate({ query: cyclic('subscription { ...F0 }', 'Subscription', 'a') }))
          return result;
        return undefined;
      };
      await expect(refused()).rejects.toEqual([
        expect.objectContaining({ extensions: expect.objectContaining({ code: expect.any(String) }) }),
      ]);
      expect((await running.post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 0 } });
      await client.dispose();
      await running.close();
    });
  });
});

describe('budgets', () => {
  describe('a budget of 600 a minute', () => {
    let clock = 0;
    const budget = (most?: number) =>
      openBudget({ of: 'address', perMinute: 600, now: () => clock, ...(most === undefined ? {} : { most }) });

    test('is there at once, and fills again all the time', () => {
      const account = budget().of('a');
      expect([account.take(400), account.take(200), account.take(1)]).toEqual([true, true, false]);
      expect([account.left(), account.wait(1), account.wait(600)]).toEqual([0, 100, 60_000]);
      clock += 1_000;
      expect([account.left(), account.take(11), account.take(10), account.take(1)]).toEqual([10, false, true, false]);
      clock += 3_600_000;
      expect(account.left()).toBe(600);
    });

    test("is each key's own, and the same for whoever asks for the key", () => {
      const both = budget();
      expect([both.of('a').take(600), both.of('a').take(1), both.of('b').take(600)]).toEqual([true, false, true]);
    });

    test('is taken whole by what costs more than it', () => {
      const account = budget().of('a');
      expect([account.take(10_000), account.left()]).toEqual([true, 0]);
      clock += 59_000;
      expect(account.take(10_000)).toBe(false);
      clock += 1_000;
      expect(account.take(10_000)).toBe(true);
    });

    test('may owe, for what was done already, at most another minute', () => {
      const account = budget().of('a');
      for (let answers = 0; answers < 5; answers += 1) account.charge(500);
      expect(account.left()).toBe(-600);
      clock += 60_000;
      expect([account.left(), account.take(1)]).toEqual([0, false]);
    });

    test('is remembered for so many keys and no more: whoever was not seen for longest is forgotten', () => {
      const few = budget(3);
      for (const key of ['a', 'b', 'c']) few.of(key).take(600);
      few.of('a').take(1);
      for (const key of ['d', 'e']) few.of(key).take(600);
      expect([few.size(), few.of('a').take(1), few.of('b').take(1)]).toEqual([3, false, true]);
    });

    test('can be waited for, but not longer than the signal allows', async () => {
      const waits: number[] = [];
      const account = {
        ...budget().of('a'),
        take: () => waits.length > 2,
        wait: () => {
          waits.push(1);
          return 1;
        },
      };
      await takeInTime(account, 5, new AbortController().signal);
      expect(waits).toHaveLength(3);
      const ended = new AbortController();
      const waiting = takeInTime({ ...account, take: () => false, wait: () => 60_000 }, 5, ended.signal);
      ended.abort();
      await waiting;
    });
  });

  test('a command costs what deciding and writing it does, a query its fields, an answer its bytes', () => {
    const size = { depth: 3, aliases: 0, width: 2, cost: 30, fields: 1 };
    expect(costOfOperation(OperationTypeNode.QUERY, size)).toBe(30);
    expect(costOfOperation(OperationTypeNode.MUTATION, size)).toBe(1_630);
    expect([costOfBytes(0), costOfBytes(1), costOfBytes(10_240)]).toEqual([0, 1, 100]);
  });

  test('places are so many for all and so many for each, and are given back once', () => {
    const places = openPlaces({ all: 3, each: 2 });
    const [first, second] = [places.take('a'), places.take('a')];
    expect([places.take('a'), typeof places.take('b'), places.take('c'), places.taken(), places.areTaken()]).toEqual([
      'own',
      'function',
      'all',
      3,
      true,
    ]);
    if (typeof first !== 'function' || typeof second !== 'function') throw new Error('no place');
    first();
    first();
    expect([places.taken(), typeof places.take('a'), places.take('a')]).toEqual([2, 'function', 'all']);
  });

  describe('an address', () => {
    test.each([
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
      ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['nonsense', 'nowhere'],
      [undefined, 'nowhere'],
    ])('%s counts as %s', (address, network) => {
      expect(networkOf(address)).toBe(network);
    });

    const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
      ({
        socket: { remoteAddress },
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      }) as unknown as IncomingMessage;

    test('is that of the connection unless a trusted proxy says otherwise', () => {
      expect(openAddresses([]).of(request('192.0.2.7', '203.0.113.1'))).toBe('192.0.2.7');
      const addresses = openAddresses(['10.0.0.0/8', 'loopback']);
      expect(addresses.of(request('192.0.2.7', '203.0.113.1'))).toBe('192.0.2.7');
      expect(addresses.of(request('10.1.2.3', '203.0.113.1'))).toBe('203.0.113.1');
      expect(addresses.of(request('::1', '198.51.100.1, 203.0.113.1, 10.9.9.9'))).toBe('203.0.113.1');
      expect(addresses.of(request('10.1.2.3', 'nonsense'))).toBe('nowhere');
      expect([
        addresses.isTrusted('10.1.2.3'),
        addresses.isTrusted('192.0.2.7'),
        addresses.isTrusted(undefined),
      ]).toEqual([true, false, false]);
    });
  });
});
