import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  buildSchema as buildGraphQLSchema,
  GraphQLError,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import type { Client, FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { anybody } from '../../src/commands/command.js';
import { openFanOut, type Subscriber } from '../../src/server/fan-out.js';
import { signToken } from '../../src/server/sign-in.js';
import { bureau, bureauClaims, register, type Running, startRunning } from './running.js';

describe('sockets', () => {
  type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

  /** The errors that a subscription is refused or ended with. */
  const refusalOf = async (
    client: Client,
    query: string,
    variables = {},
  ): Promise<{ message: string; extensions: { code: string } }[]> => {
    const results = client.iterate({ query, variables });
    try {
      for await (const { errors } of results) if (errors) return errors as never;
    } catch (errors) {
      return errors as never;
    }
    throw new Error('not refused');
  };

  /** A connection that speaks the protocol by hand. */
  const rawSocket = async (
    running: Running,
    payload: object = {},
    headers: Record<string, string> = {},
  ): Promise<{ socket: WebSocket; next: () => Promise<Record<string, unknown>> }> => {
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const messages: Record<string, unknown>[] = [];
    let wake: () => void = () => undefined;
    socket.on('message', (data: Buffer) => {
      messages.push(JSON.parse(String(data)) as Record<string, unknown>);
      wake();
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    return {
      socket,
      next: async () => {
        while (messages.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        return messages.shift()!;
      },
    };
  };

  describe('the ledger over a WebSocket', () => {
    let running: Running;
    beforeAll(async () => {
      running = await startRunning({ env: { MAX_DEPTH: '4', MAX_TOKENS: '100', MAX_BODY_BYTES: '5000' } });
      await register(running);
    });
    afterAll(() => running.close());
    const clients: Client[] = [];
    const subscriber = (connectionParams?: Record<string, unknown>): Client => {
      const client = running.subscriber(connectionParams);
      clients.push(client);
      return client;
    };
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.dispose();
    });

    test('gives old events first, then live ones', async () => {
      const events = subscriber().iterate<{ ledgerEvents: { position: number; type: string } }>({
        query: 'subscription { ledgerEvents(after: 3) { position type } }',
      });
      const next = async (): Promise<unknown> => ((await events.next()).value as Result).data?.ledgerEvents;
      expect(await next()).toEqual({ position: 4, type: 'SchoolRegistered' });
      expect(await next()).toEqual({ position: 5, type: 'GroupFormed' });
      await running.give({ type: 'AdmitSchool', groupId: '370103.G01', schoolId: '370103.S03' });
      expect(await next()).toEqual({ position: 6, type: 'SchoolAdmitted' });
      await events.return!();
    });

    test('shows each what they may see: the token comes with the connection or with the upgrade', async () => {
      const token = await signToken(running.configuration, bureauClaims, '1h');
      const subscribe = JSON.stringify({
        id: '1',
        type: 'subscribe',
        payload: { query: 'subscription { ledgerEvents(after: 0) { actor { id role } } }' },
      });
      const actorSeen = async (payload: object, headers: Record<string, string>): Promise<unknown> => {
        const { socket, next } = await rawSocket(running, payload, headers);
        expect(await next()).toEqual({ type: 'connection_ack' });
        socket.send(subscribe);
        const { payload: result } = (await next()) as {
          payload: { data: { ledgerEvents: { actor: { id: string | null } } } };
        };
        socket.terminate();
        return result.data.ledgerEvents.actor.id;
      };
      expect(await actorSeen({ authorization: `Bearer ${token}` }, {})).toBe('bureau-1');
      expect(await actorSeen({ Authorization: `Bearer ${token}` }, {})).toBe('bureau-1');
      expect(await actorSeen({}, { authorization: `Bearer ${token}` })).toBe('bureau-1');
      expect(await actorSeen({}, {})).toBeNull();
    });

    test.each([
      ['a token that is refused', { authorization: 'Bearer nonsense' }, 'The token is malformed'],
      [
        'a token that is no text',
        { authorization: { token: 1 } },
        'The Authorization header must be "Bearer", a space and a token',
      ],
    ])('%s ends the connection', async (_what, payload, reason) => {
      const { socket } = await rawSocket(running, payload);
      expect((await once(socket, 'close')).map(String)).toEqual(['4401', reason]);
    });

    test('a connection ends with its token', async () => {
      const token = await signToken(running.configuration, bureauClaims, '1s');
      const { socket } = await rawSocket(running, { authorization: `Bearer ${token}` });
      expect((await once(socket, 'close')).map(String)).toEqual(['4401', 'The token has expired']);
    });

    test.each([
      ['a query', '{ ledger { position } }', 'BAD_USER_INPUT', /send a query to POST \/graphql/],
      [
        'a mutation',
        `mutation { openDistrict(input: {
        command: { commandId: "6f1f6d64-6d2f-4c1c-9d3b-000000000000", basis: [], effectiveOn: "2021-09-01" },
        code: "1", name: "x" }) { receipt { position } } }`,
        'BAD_USER_INPUT',
        /send a mutation/,
      ],
      ['what cannot be parsed', 'subscription {', 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
      ['what the schema does not know', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED', /Cannot query field/],
      [
        'too many tokens',
        `subscription { ledgerEvents { ${'position '.repeat(100)} } }`,
        'LIMIT_EXCEEDED',
        /more than the 100 tokens/,
      ],
      [
        'too deep a selection',
        'subscription { ledgerEvents { changed { ... on School { memberships { group { name } } } } } }',
        'LIMIT_EXCEEDED',
        /5 levels deep/,
      ],
      ['a broken argument', 'subscription { ledgerEvents(after: -1) { position } }', 'BAD_USER_INPUT', /0 or more/],
      [
        'a field that a directive may leave out',
        'subscription { ledgerEvents @include(if: false) { position } }',
        'GRAPHQL_VALIDATION_FAILED',
        /@include cannot stand/,
      ],
      [
        'a fragment that a directive may leave out',
        'subscription { ... @skip(if: true) { ledgerEvents { position } } }',
        'GRAPHQL_VALIDATION_FAILED',
        /@skip cannot stand/,
      ],
      [
        'a named fragment with a field that a directive may leave out',
        'subscription { ...F } fragment F on Subscription { ledgerEvents @skip(if: true) { position } }',
        'GRAPHQL_VALIDATION_FAILED',
        /@skip cannot stand/,
      ],
      [
        'several operations and no name',
        'subscription A { ledgerEvents { position } } subscription B { ledgerEvents { position } }',
        'OPERATION_RESOLUTION_FAILURE',
        /operation/,
      ],
    ])('%s is refused with the same code as over HTTP', async (_what, query, code, message) => {
      const errors = await refusalOf(subscriber(), query);
      expect(errors[0]).toMatchObject({ message: expect.stringMatching(message), extensions: { code } });
      expect(JSON.stringify(errors)).not.toMatch(/stack|node_modules/);
    });

    test.each([
      ['of another type', { n: 0.5 }, /Variable "\$n" got invalid value/],
      ['missing', {}, /Variable "\$n" of required type "SafeInt!" was not provided/],
    ])("a variable %s is the client's mistake, as over HTTP", async (_what, variables, message) => {
      const [error] = await refusalOf(
        subscriber(),
        'subscription ($n: SafeInt!) { ledgerEvents(after: $n) { position } }',
        variables,
      );
      expect(error).toMatchObject({ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } });
    });

    test('one connection has so many subscriptions and no more', async () => {
      const { socket, next } = await rawSocket(running);
      expect(await next()).toEqual({ type: 'connection_ack' });
      for (let id = 0; id <= 20; id += 1)
        socket.send(
          JSON.stringify({
            id: String(id),
            type: 'subscribe',
            payload: { query: 'subscription { ledgerEvents { position } }' },
          }),
        );
      expect(await next()).toMatchObject({
        id: '20',
        type: 'error',
        payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
      });
      socket.terminate();
    });

    test('directives stand inside of a subscription as anywhere', async () => {
      const { socket, next } = await rawSocket(running);
      expect(await next()).toEqual({ type: 'connection_ack' });
      const query = 'subscription { ledgerEvents(after: 3) { position @include(if: true) type @skip(if: true) } }';
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      expect(await next()).toEqual({ id: '1', type: 'next', payload: { data: { ledgerEvents: { position: 4 } } } });
      socket.terminate();
    });

    test.each(['next', 'error', 'connection_ack'])(
      'a message that only servers send ends the connection and is no error of the server: %s',
      async (type) => {
        const { socket, next } = await rawSocket(running);
        expect(await next()).toEqual({ type: 'connection_ack' });
        socket.send(JSON.stringify({ id: '1', type, payload: type === 'error' ? [{ message: 'x' }] : {} }));
        expect((await once(socket, 'close')).map(String)).toEqual(['4400', 'Invalid message received']);
        expect(running.log()).not.toContain('"level":"error"');
      },
    );

    test('pings are answered, in the protocol and below it', async () => {
      const { socket, next } = await rawSocket(running);
      expect(await next()).toEqual({ type: 'connection_ack' });
      socket.send(JSON.stringify({ type: 'ping' }));
      expect(await next()).toEqual({ type: 'pong' });
      socket.ping('here');
      expect(String((await once(socket, 'pong'))[0])).toBe('here');
      socket.terminate();
    });

    test('a message beyond the size of a request, nonsense, and another protocol end the connection', async () => {
      const large = await rawSocket(running);
      large.socket.send('x'.repeat(5001));
      expect((await once(large.socket, 'close'))[0]).toBe(1009);
      const nonsense = await rawSocket(running);
      nonsense.socket.send('nonsense');
      expect((await once(nonsense.socket, 'close'))[0]).toBe(4400);
      const other = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-ws');
      expect(String((await once(other, 'error'))[0])).toContain('no subprotocol');
      expect((await running.fetch('/healthz')).status).toBe(200);
    });

    test('there are WebSockets at /graphql only', async () => {
      const socket = new WebSocket(`${running.url.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws');
      expect(String((await once(socket, 'error'))[0])).toContain('404');
    });
  });

  describe("with a schema of the test's own", () => {
    let pulled = 0;
    let returned = 0;
    const text = 'x'.repeat(64 * 1024);
    const numbers = async function* (): AsyncGenerator<{ flood: { number: number; text: string } }> {
      try {
        for (;;) {
          // The event loop gets its turn, or nothing could ever leave.
          await new Promise(setImmediate);
          yield { flood: { number: pulled++, text } };
        }
      } finally {
        returned += 1;
      }
    };
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { one: { type: GraphQLInt } } }),
      subscription: new GraphQLObjectType({
        name: 'Subscription',
        fields: {
          flood: {
            type: new GraphQLObjectType({
              name: 'Drop',
              fields: { number: { type: GraphQLInt }, text: { type: GraphQLString } },
            }),
            subscribe: numbers,
          },
          breaks: {
            type: GraphQLInt,
            subscribe: async function* () {
              await Promise.resolve();
              yield { breaks: 1 };
              throw new Error('canary');
            },
          },
          breaksFirst: {
            type: GraphQLInt,
            subscribe: () => {
              throw new Error('canary');
            },
          },
          breaksInside: {
            type: GraphQLInt,
            subscribe: async function* () {
              await Promise.resolve();
              yield {};
            },
            resolve: () => {
              throw new Error('canary');
            },
          },
          forbidden: {
            type: GraphQLInt,
            subscribe: () => {
              throw new GraphQLError('Not for you', { extensions: { code: 'FORBIDDEN' } });
            },
          },
        },
      }),
    });
    let running: Running;
    beforeAll(async () => {
      running = await startRunning({ schema });
    });
    afterAll(() => running.close());

    test.each(['breaks', 'breaksFirst', 'breaksInside'])('what goes wrong inside is masked: %s', async (field) => {
      const client = running.subscriber();
      const [error] = await refusalOf(client, `subscription { ${field} }`);
      expect(error).toMatchObject({
        message: expect.stringMatching(/^Internal server error/),
        extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) },
      });
      expect(running.log()).toContain((error!.extensions as unknown as { id: string }).id);
      await client.dispose();
    });

    test('what was meant for the client is told', async () => {
      const client = running.subscriber();
      expect((await refusalOf(client, 'subscription { forbidden }'))[0]).toMatchObject({
        message: 'Not for you',
        extensions: { code: 'FORBIDDEN' },
      });
      await client.dispose();
    });

    test("a client that does not answer the server's good-bye is not worked for any more", async () => {
      const token = await signToken(running.configuration, bureauClaims, '1s');
      const { socket, next } = await rawSocket(running, { authorization: `Bearer ${token}` });
      expect(await next()).toEqual({ type: 'connection_ack' });
      const goodbye = new Promise<void>((resolve) => {
        socket.close = () => resolve();
      });
      socket.send(
        JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { flood { number } }' } }),
      );
      await goodbye;
      let unchanged = 0;
      for (let before = -1; unchanged < 500; before = pulled) {
        await new Promise(setImmediate);
        unchanged = pulled === before ? unchanged + 1 : 0;
      }
      const gone = returned;
      socket.terminate();
      while (returned === gone) await new Promise(setImmediate);
      [pulled, returned] = [0, 0];
    });

    test('a client that does not read is not sent to: events are pulled only as they leave', async () => {
      const { socket, next } = await rawSocket(running);
      expect(await next()).toEqual({ type: 'connection_ack' });
      const tcp = (socket as unknown as { _socket: Socket })._socket;
      tcp.pause();
      socket.send(
        JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { flood { number text } }' } }),
      );

      // The kernel's buffers fill up; from then on nothing is pulled, however long the server is given.
      let unchanged = 0;
      for (let before = -1; unchanged < 2_000; before = pulled) {
        await new Promise(setImmediate);
        unchanged = pulled > 0 && pulled === before ? unchanged + 1 : 0;
        if (pulled * text.length > 256 * 1024 * 1024) throw new Error('The server goes on pulling');
      }
      const stalledAt = pulled;

      // It reads again, and nothing was lost.
      tcp.resume();
      for (let expected = 0; expected < stalledAt + 10; expected += 1) {
        expect(await next()).toMatchObject({ type: 'next', payload: { data: { flood: { number: expected } } } });
      }
      expect(returned).toBe(0);
      socket.close();
      await once(socket, 'close');
      while (returned === 0) await new Promise(setImmediate);
    });
  });
});

describe('fan-out', () => {
  interface Asking {
    readonly query: string;
    readonly variables?: object;
    readonly operationName?: string;
    readonly token?: string;
    readonly language?: string;
  }

  interface Follower {
    readonly socket: WebSocket;
    /** The next event, or whatever else comes. */
    next(): Promise<unknown>;
  }

  describe('what several subscribers are answered', () => {
    let running: Running;
    const followers: Follower[] = [];
    beforeEach(async () => {
      running = await startRunning();
      await register(running);
    });
    afterEach(async () => {
      for (const { socket } of followers.splice(0)) socket.terminate();
      await running.close();
    });

    const follow = async ({ query, variables, operationName, token, language }: Asking): Promise<Follower> => {
      const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers: { ...(language === undefined ? {} : { 'accept-language': language }) },
      });
      const messages: { type: string; payload?: { data?: { event: unknown } } }[] = [];
      let wake: () => void = () => undefined;
      socket.on('message', (data: Buffer) => {
        messages.push(JSON.parse(String(data)) as (typeof messages)[number]);
        wake();
      });
      const message = async (): Promise<(typeof messages)[number]> => {
        while (messages.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        return messages.shift()!;
      };
      await once(socket, 'open');
      socket.send(
        JSON.stringify({
          type: 'connection_init',
          payload: token === undefined ? {} : { authorization: `Bearer ${token}` },
        }),
      );
      expect(await message()).toEqual({ type: 'connection_ack' });
      socket.send(
        JSON.stringify({
          id: `of ${followers.length}`,
          type: 'subscribe',
          payload: { query, variables, operationName },
        }),
      );
      // A pong comes from behind the subscription.
      socket.send(JSON.stringify({ type: 'ping' }));
      const follower = {
        socket,
        next: async () => {
          const got = await message();
          return got.payload?.data?.event ?? got;
        },
      };
      if (!query.includes('after')) expect(await follower.next()).toEqual({ type: 'pong' });
      followers.push(follower);
      return follower;
    };
    const counted = async (name: string): Promise<number> =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(String((await running.fetch('/metrics')).body))![1]);
    const answers = (): Promise<number> => counted('edugroup_subscription_answers_total');
    const admit = (): Promise<number> =>
      running.give({ type: 'AdmitSchool', groupId: '370103.G01', schoolId: '370103.S03' });

    test('is executed once for all who ask the same, whatever their subscriptions are called and wherever they began', async () => {
      const query =
        'subscription ($types: [String!]) { event: ledgerEvents(types: $types) { position type data summary } }';
      const all = [];
      for (let number = 0; number < 15; number += 1)
        all.push(
          await follow({
            query,
            variables: { types: number % 2 ? ['SchoolAdmitted'] : ['SchoolAdmitted', 'SchoolClosed'], unused: number },
          }),
        );
      await admit();
      for (const { next } of all)
        expect(await next()).toEqual({
          position: 6,
          type: 'SchoolAdmitted',
          data: { groupCode: 'G01', schoolCode: 'S03' },
          summary: expect.any(String),
        });
      expect([await answers(), await counted('edugroup_subscription_deliveries_total')]).toEqual([1, 15]);
    });

    test('is each their own where they see something else, ask something else or read another language', async () => {
      const query =
        'subscription ($whole: Boolean = true) { event: ledgerEvents { actor { id } summary type @include(if: $whole) } }';
      const token = await signToken(running.configuration, bureauClaims, '1h');
      const colleague = await signToken(running.configuration, { ...bureauClaims, sub: 'bureau-2' }, '1h');
      const anonymous = [await follow({ query }), await follow({ query })];
      const officers = [await follow({ query, token }), await follow({ query, token })];
      const others = [
        await follow({ query, token: colleague }),
        await follow({ query, language: 'zh' }),
        await follow({ query, variables: { whole: false } }),
        await follow({ query: query.replace('summary', 'summary(language: ZH)') }),
      ];
      await admit();
      const english = { actor: { id: null }, summary: expect.stringMatching(/ joined /), type: 'SchoolAdmitted' };
      for (const { next } of anonymous) expect(await next()).toEqual(english);
      for (const { next } of [...officers, others[0]!])
        expect(await next()).toMatchObject({ actor: { id: 'bureau-1' } });
      expect(await others[1]!.next()).toEqual({ ...english, summary: expect.stringMatching(/加入/) });
      expect(await others[2]!.next()).toEqual({ actor: { id: null }, summary: english.summary });
      expect(await others[3]!.next()).toEqual({ ...english, summary: expect.stringMatching(/加入/) });
      expect(await answers()).toBe(6);
    });

    test('reaches everybody in full, old events first, while one of them does not read', async () => {
      const query = 'subscription { event: ledgerEvents { position } }';
      const deaf = await follow({ query });
      const reading = await follow({ query });
      const late = await follow({ query: 'subscription { event: ledgerEvents(after: 2) { position } }' });
      (deaf.socket as unknown as { _socket: Socket })._socket.pause();
      await admit();
      for (let number = 0; number < 120; number += 1)
        await running.give({ type: 'DefineSchoolFeature', schoolId: '370103.S01', feature: `特色${number}` });
      for (let position = 6; position <= 126; position += 1) expect(await reading.next()).toEqual({ position });
      const seen: unknown[] = [];
      while (seen.length < 124) {
        const got = (await late.next()) as { position?: number };
        if (got.position !== undefined) seen.push(got.position);
      }
      expect(seen).toEqual(Array.from({ length: 124 }, (_, index) => index + 3));
      (deaf.socket as unknown as { _socket: Socket })._socket.resume();
      for (let position = 6; position <= 126; position += 1) expect(await deaf.next()).toEqual({ position });
    });
  });

  describe('an answer that is shared', () => {
    const schema = buildGraphQLSchema('type Query { a: Int } type Subscription { number(of: Int): Int }');
    let executions = 0;
    let erasures = 0;
    const fanOut = openFanOut({
      format: (error) => ({ message: `shown: ${error.message}` }),
      validity: () => erasures,
      countAnswer: () => {
        executions += 1;
      },
    });
    const subscriber = (query: string, asking: Partial<Subscriber> = {}): Subscriber => ({
      args: { schema, document: parse(query) },
      principal: anybody,
      language: 'EN',
      context: () => Promise.resolve({}),
      ...asking,
    });
    beforeEach(() => {
      executions = 0;
    });

    test('is given up as soon as somebody is erased', async () => {
      const [one, other] = [
        fanOut.follow(subscriber('subscription { number }')),
        fanOut.follow(subscriber('subscription { number }')),
      ];
      const event = { number: 7 };
      expect([await one.answer(event), await other.answer(event)]).toEqual([
        '{"data":{"number":7}}',
        '{"data":{"number":7}}',
      ]);
      expect(executions).toBe(1);
      erasures += 1;
      await one.answer(event);
      expect(executions).toBe(2);
      one.leave();
      other.leave();
    });

    test('shows an error as it is shown to all', async () => {
      const following = fanOut.follow(subscriber('subscription { number }'));
      expect(JSON.parse(await following.answer({ number: 'x' }))).toEqual({
        data: { number: null },
        errors: [{ message: expect.stringMatching(/^shown: Int cannot/) }],
      });
      following.leave();
    });

    test('goes by the arguments where the schema does not say that they choose events only', async () => {
      const followings = ['subscription { number(of: 1) }', 'subscription { number(of: 2) }'].map((query) =>
        fanOut.follow(subscriber(query)),
      );
      const event = { number: 7 };
      for (const { answer } of followings) await answer(event);
      expect(executions).toBe(2);
      for (const { leave } of followings) leave();
    });

    test('is not shared where a claim differs', async () => {
      const followings = [bureau, { ...bureau, school: '370103.S01' }].map((principal) =>
        fanOut.follow(subscriber('subscription { number }', { principal })),
      );
      const event = { number: 7 };
      for (const { answer } of followings) await answer(event);
      expect(executions).toBe(2);
      for (const { leave } of followings) leave();
    });
  });
});
