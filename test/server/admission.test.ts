import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { WebSocket } from 'ws';
import { bureauClaims, register, startRunning, type Answer, type Running, type RunningOptions } from './running.js';

const cheap = '{ ledger { position } }';
/** Of a cost of 1 + 100 * (1 + 2). */
const dear = '{ groups(districtId: "370103", first: 100) { nodes { code name } } }';
const settled = { patience: { headers: 15_000, idle: 60_000, init: 3_000 } };

let running: Running;
const sockets: (WebSocket | Socket)[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate();
    else socket.destroy();
  }
  await running.close();
});
const start = async (env: Record<string, string>, options: RunningOptions = {}): Promise<void> => {
  running = await startRunning({ env, ...settled, ...options });
};

const refused = async (bound: string): Promise<number> =>
  Number(
    new RegExp(`^edugroup_refused_total\\{bound="${bound}"\\} (\\d+)$`, 'm').exec(
      String((await running.fetch('/metrics')).body),
    )![1],
  );
const errorOf = ({ body }: Answer): unknown => body.errors[0];
const tooMuch = (whose: string): unknown => ({
  message: expect.stringMatching(`^The ${whose} has used up what it may ask for in a minute: try again in \\d+ s`),
  extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
});

/** A connection on which nothing is sent but what a test writes. */
const connection = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};
/** Everything that comes on a connection until it ends, however the other side ends it. */
const allOf = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += String(data);
  });
  if (!socket.destroyed) await once(socket, 'close');
  return text;
};
const webSocket = (headers: Record<string, string> = {}): WebSocket => {
  const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  sockets.push(socket);
  return socket;
};
/** How many connections are open, this look among them. */
const open = (): Promise<number> =>
  new Promise((resolve) => {
    get(`${running.url}/metrics`, { agent: false }, (response) => {
      let text = '';
      response
        .on('data', (data: Buffer) => {
          text += String(data);
        })
        .on('end', () => resolve(Number(/^edugroup_open_connections (\d+)$/m.exec(text)![1])));
    }).on('error', () => resolve(NaN));
  });
/** A WebSocket that was acknowledged, and its next messages. */
const acknowledged = async (): Promise<{ socket: WebSocket; next: () => Promise<Record<string, unknown>> }> => {
  const socket = webSocket();
  const messages: Record<string, unknown>[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(String(data)) as Record<string, unknown>);
    wake();
  });
  const next = async (): Promise<Record<string, unknown>> => {
    while (messages.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return messages.shift()!;
  };
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  expect(await next()).toEqual({ type: 'connection_ack' });
  return { socket, next };
};
const subscribe = (id: string, query = 'subscription { ledgerEvents { position } }'): string =>
  JSON.stringify({ id, type: 'subscribe', payload: { query } });

describe('what an address may ask for in a minute', () => {
  test('is refused beyond it with 429 and how long to wait; whoever signs in has a budget of their own', async () => {
    await start({ COST_PER_ADDRESS: '150' });
    const first = await running.post(cheap);
    expect([first.status, first.body.errors]).toEqual([200, undefined]);
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=150;qu="cost";w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=4\d;t=\d+$/);
    for (const answer of [
      await running.post(cheap),
      await running.get(cheap),
      await running.post('nonsense'),
      await running.fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
    ]) {
      expect([answer.status, answer.body]).toEqual([429, { errors: [tooMuch('address')] }]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect((await running.post(cheap, { claims: bureauClaims })).body.errors).toBeUndefined();
    expect((await running.fetch('/healthz')).status).toBe(200);
    expect(await refused('cost_per_address')).toBe(4);
  });

  test('also when nothing that is asked can be read, or the token is refused', async () => {
    await start({ COST_PER_ADDRESS: '250' });
    const badToken = { headers: { authorization: 'Bearer nonsense' } };
    expect((await running.post(cheap, badToken)).status).toBe(401);
    expect(
      (await running.fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }))
        .status,
    ).toBe(400);
    expect((await running.post(cheap, badToken)).status).toBe(429);
  });

  test('goes by what the fields cost, which are not executed where it does not suffice', async () => {
    await start({ COST_PER_ADDRESS: '700' });
    expect((await running.post(dear)).body.errors).toBeUndefined();
    // Not the same, whose answer is kept.
    const second = await running.post(`${dear} `);
    expect([second.status, second.body.data, errorOf(second)]).toEqual([429, undefined, tooMuch('address')]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await running.post(cheap)).body.errors).toBeUndefined();
  });

  test('counts a size that is not announced as the largest', async () => {
    await start({ COST_PER_ADDRESS: '1100', MAX_BODY_BYTES: '100000' });
    const chunked = (): Promise<Response> => {
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode(JSON.stringify({ query: cheap })));
          controller.close();
        },
      });
      return fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        duplex: 'half',
      });
    };
    expect([(await chunked()).status, (await chunked()).status]).toEqual([200, 429]);
  });

  test('is told to pages of other origins too', async () => {
    await start({ COST_PER_ADDRESS: '150', CORS_ORIGINS: 'https://portal.example' });
    await running.post(cheap);
    const { status, headers } = await running.post(cheap, { headers: { origin: 'https://portal.example' } });
    expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]).toEqual([
      429,
      'https://portal.example',
      expect.stringContaining('retry-after, ratelimit'),
    ]);
  });

  test('does not go by X-Forwarded-For unless the proxy is trusted', async () => {
    await start({ COST_PER_ADDRESS: '150' });
    const from = (address: string) => running.post(cheap, { headers: { 'x-forwarded-for': address } });
    expect([(await from('203.0.113.1')).status, (await from('203.0.113.2')).status]).toEqual([200, 429]);
    expect(running.log().match(/TRUSTED_PROXIES names proxies/g)).toHaveLength(1);
    expect(running.log()).not.toContain('203.0.113');
    await running.close();
    await start({ COST_PER_ADDRESS: '150', TRUSTED_PROXIES: 'loopback' });
    const statuses = [];
    for (const address of [
      '203.0.113.1',
      '203.0.113.2',
      '198.51.100.7, 203.0.113.1',
      '2001:db8::1',
      '2001:db8::2',
      '2001:db8:0:1::1',
    ])
      statuses.push((await from(address)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 429, 200]);
    expect(running.log()).not.toContain('TRUSTED_PROXIES');
  });
});

test('what an actor may ask for in a minute is their own; a command costs more than a look', async () => {
  await start({ COST_PER_ACTOR: '930' });
  await register(running);
  const mutation = `mutation ($id: UUID!) { defineSchoolFeature(input: { schoolId: "370103.S01", feature: "特色",
    command: { commandId: $id, effectiveOn: "2021-09-01", basis: [] } }) { receipt { position }
    userErrors { code } } }`;
  const give = (number: number, sub: string): Promise<Answer> =>
    running.post(mutation, {
      variables: { id: `0f8fad5b-d9cb-469f-a165-70867728950${number}` },
      claims: { ...bureauClaims, sub },
    });
  const first = await give(1, 'bureau-1');
  expect([first.status, first.body.errors, first.headers.get('ratelimit-policy')]).toEqual([
    200,
    undefined,
    '"actor";q=930;qu="cost";w=60',
  ]);
  const second = await give(2, 'bureau-1');
  expect([second.status, second.body.data, errorOf(second)]).toEqual([429, undefined, tooMuch('actor')]);
  expect((await give(3, 'bureau-2')).body.errors).toBeUndefined();
  expect((await running.post(cheap)).status).toBe(200);
  expect(await refused('cost_per_actor')).toBe(1);
});

describe('requests that are being worked at', () => {
  let release: () => void = () => undefined;
  let atWork = 0;
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        slow: {
          type: GraphQLInt,
          resolve: () => {
            atWork += 1;
            return new Promise((resolve) => {
              const before = release;
              release = () => {
                before();
                resolve(1);
              };
            });
          },
        },
        quick: { type: GraphQLInt },
      },
    }),
  });
  const busy = async (count: number): Promise<Promise<Answer>[]> => {
    [release, atWork] = [() => undefined, 0];
    const asked = Array.from({ length: count }, () => running.post('{ slow }'));
    while (atWork < count) await new Promise(setImmediate);
    return asked;
  };

  test.each([
    ["everybody's", { MAX_IN_FLIGHT: '2' }, 503, 'OVERLOADED', 'in_flight'],
    ["one address'", { MAX_IN_FLIGHT_PER_ADDRESS: '2' }, 429, 'RATE_LIMITED', 'in_flight_per_address'],
  ])('are so many and no more: %s', async (_whose, env, status, code, bound) => {
    await start(env, { schema });
    const asked = await busy(2);
    const answer = await running.post('{ quick }');
    expect([answer.status, errorOf(answer), answer.headers.get('retry-after')]).toEqual([
      status,
      { message: expect.stringContaining('try again in a moment'), extensions: { code, retryAfter: 1 } },
      '1',
    ]);
    expect(String((await running.fetch('/metrics')).body)).toMatch(/^edugroup_in_flight_requests 2$/m);
    release();
    for (const one of asked) expect((await one).body).toMatchObject({ data: { slow: 1 } });
    expect((await running.post('{ quick }')).body).toMatchObject({ data: { quick: null } });
    expect(await refused(bound)).toBe(1);
  });
});

describe('WebSockets', () => {
  test.each([
    ['of one address', { MAX_SOCKETS_PER_ADDRESS: '2' }, '429', 'sockets_per_address'],
    ['in all', { MAX_SOCKETS: '2' }, '503', 'sockets'],
  ])('%s are so many and no more', async (_which, env, status, bound) => {
    await start(env);
    const first = webSocket();
    await once(first, 'open');
    await once(webSocket(), 'open');
    expect(String((await once(webSocket(), 'error'))[0])).toContain(status);
    first.close();
    await once(first, 'close');
    while (!/^edugroup_open_sockets 1$/m.test(String((await running.fetch('/metrics')).body)))
      await new Promise(setImmediate);
    await once(webSocket(), 'open');
    expect(await refused(bound)).toBe(1);
  });

  test('have so many subscriptions in all, and a place for the next when one ends, however it ends', async () => {
    await start({ MAX_SUBSCRIPTIONS: '2' });
    const { socket, next } = await acknowledged();
    const other = await acknowledged();
    for (const id of ['1', '2', '3']) socket.send(subscribe(id));
    const overloaded = {
      type: 'error',
      payload: [
        {
          message: 'The server is at its limit of subscriptions: try again later',
          extensions: { code: 'OVERLOADED', retryAfter: 30 },
        },
      ],
    };
    expect(await next()).toEqual({ id: '3', ...overloaded });
    other.socket.send(subscribe('4'));
    expect(await other.next()).toEqual({ id: '4', ...overloaded });
    const held = async (): Promise<number> =>
      Number(/^edugroup_subscriptions (\d+)$/m.exec(String((await running.fetch('/metrics')).body))![1]);
    socket.send(JSON.stringify({ id: '1', type: 'complete' }));
    while ((await held()) > 1) await new Promise(setImmediate);
    other.socket.send(subscribe('5', 'subscription { nothing }'));
    expect(await other.next()).toMatchObject({ id: '5', type: 'error' });
    expect(await held()).toBe(1);
    socket.terminate();
    while ((await held()) > 0) await new Promise(setImmediate);
    expect(await refused('subscriptions')).toBe(2);
  });

  test('have fewer subscriptions where they are large: what they take is bounded', async () => {
    await start({});
    const { socket, next } = await acknowledged();
    socket.send(subscribe('1', `subscription { ledgerEvents { position ${' '.repeat(512 * 20)}} }`));
    expect(await next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [
        {
          message: expect.stringContaining('counts as one for every 512 bytes'),
          extensions: { code: 'LIMIT_EXCEEDED' },
        },
      ],
    });
    socket.send(subscribe('2', `subscription { ledgerEvents { position ${' '.repeat(512 * 17)}} }`));
    socket.send(subscribe('3'));
    socket.send(subscribe('4'));
    socket.send(subscribe('5'));
    expect(await next()).toMatchObject({
      id: '5',
      type: 'error',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
    });
  });

  test('spend the same budget: for the connection, for each subscription', async () => {
    await start({ COST_PER_ADDRESS: '250' });
    const { socket, next } = await acknowledged();
    socket.send(subscribe('1'));
    socket.send(subscribe('2'));
    expect(await next()).toMatchObject({ id: '2', type: 'error', payload: [tooMuch('address')] });
    const late = webSocket();
    await once(late, 'open');
    late.send(JSON.stringify({ type: 'connection_init' }));
    expect((await once(late, 'close')).map(String)).toEqual([
      '1013',
      expect.stringMatching(/^The address has used up/),
    ]);
    expect(await refused('cost_per_address')).toBe(2);
  });

  test('get their events later where the budget is spent, and lose none', async () => {
    // One is back after each millisecond.
    await start({ COST_PER_ADDRESS: '60000' });
    await register(running);
    const { socket, next } = await acknowledged();
    while ((await running.post(dear)).status === 200);
    socket.send(subscribe('1', 'subscription { ledgerEvents(after: 0) { position } }'));
    let message = await next();
    while (message['type'] === 'error') {
      expect(message).toMatchObject({ payload: [tooMuch('address')] });
      socket.send(subscribe('1', 'subscription { ledgerEvents(after: 0) { position } }'));
      message = await next();
    }
    for (let position = 1; position <= 5; position += 1) {
      expect(message).toMatchObject({ type: 'next', payload: { data: { ledgerEvents: { position } } } });
      if (position < 5) message = await next();
    }
  });
});

test('what anybody may ask of the server itself is found out once for all who ask at the same time', async () => {
  let asked = 0;
  let answer: (reasons: readonly []) => void = () => undefined;
  const readiness = {
    codes: [],
    reasons: () =>
      new Promise<readonly []>((resolve) => {
        asked += 1;
        answer = resolve;
      }),
  };
  await start({}, { readiness });
  const socket = await connection();
  const request = 'GET /readyz HTTP/1.1\r\nhost: here\r\n';
  // Both come in one piece.
  socket.write(`${request}\r\n${request}connection: close\r\n\r\n`);
  while (asked === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  answer([]);
  expect((await allOf(socket)).match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  expect(asked).toBe(1);
});

describe('connections', () => {
  test('of one address are so many and no more, used or not', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '2' });
    const first = await connection();
    await connection();
    expect(await allOf(await connection())).toBe('');
    first.destroy();
    let answer: Answer | undefined;
    while (answer === undefined) answer = await running.fetch('/metrics').catch(() => undefined);
    expect(String(answer.body)).toMatch(/^edugroup_refused_total\{bound="connections_per_address"\} [1-9]/m);
  });

  test('in all are so many and no more', async () => {
    await start({ MAX_CONNECTIONS: '2' });
    const first = await connection();
    await connection();
    expect(await allOf(await connection())).toBe('');
    first.destroy();
    let answer: Answer | undefined;
    while (answer === undefined) answer = await running.fetch('/metrics').catch(() => undefined);
    expect(String(answer.body)).toMatch(/^edugroup_refused_total\{bound="connections"\} [1-9]/m);
  });

  test('by a trusted proxy are those of many', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: 'loopback' });
    await connection();
    await connection();
    expect((await running.fetch('/healthz')).status).toBe(200);
  });

  test.each([
    ['sends nothing', ''],
    ['does not come to the end of its headers', 'GET /graphql HTTP/1.1\r\nhost: here\r\n'],
  ])('one that %s is ended', async (_what, text) => {
    await start({}, { patience: { headers: 90, idle: 60_000, init: 3_000 } });
    const socket = await connection();
    socket.write(text);
    expect(await allOf(socket)).toContain('408');
  });

  test('one that does not read its answer is ended', async () => {
    // More than the buffers on the way hold.
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: { large: { type: GraphQLString, resolve: () => 'x'.repeat(32 * 1024 * 1024) } },
      }),
    });
    await start({}, { schema, patience: { headers: 15_000, idle: 300, init: 3_000 } });
    const socket = await connection();
    socket.pause();
    const body = JSON.stringify({ query: '{ large }' });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    while ((await open()) !== 1) await new Promise(setImmediate);
  });

  test('a WebSocket that never begins is ended', async () => {
    await start({}, { patience: { headers: 15_000, idle: 60_000, init: 50 } });
    expect((await once(webSocket(), 'close')).map(String)).toEqual(['4408', 'Connection initialisation timeout']);
  });

  test('an upgrade that is refused leaves nothing behind, also where the client keeps its half open', async () => {
    await start({});
    const socket = connect({ port: Number(new URL(running.url).port), host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    socket.write('GET /elsewhere HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.resume();
    await once(socket, 'end');
    while ((await open()) !== 1) await new Promise(setImmediate);
  });
});
