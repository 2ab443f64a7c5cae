import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import { watchRevocations, type RevocationWatch } from '../../src/server/revocations.js';
import { revokedUntil, signToken } from '../../src/server/sign-in.js';
import { fakeEventStoreDb } from '../eventstore/fake/server.js';
import { bureauClaims, startRunning, type Running } from './running.js';

const now = (): number => Date.now() / 1000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Resolves when it holds; asked again at each turn of the event loop. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
};

describe('a watch', () => {
  const watches: RevocationWatch[] = [];
  afterEach(() => watches.splice(0).forEach((watch) => watch.stop()));
  const watching = async (options: Partial<Parameters<typeof watchRevocations>[0]> = {}): Promise<RevocationWatch> => {
    const watch = await watchRevocations({
      revocations: memoryStores().revocations,
      log: silent,
      interval: 1,
      ...options,
    });
    watches.push(watch);
    return watch;
  };

  test('refuses tokens that were issued before the instant, and no others', async () => {
    const { revocations } = memoryStores();
    await revocations.revoke('bureau-1', 1000);
    const watch = await watching({ revocations });
    expect([999, 999.9, 1000, 1001].map((issuedAt) => watch.standing('bureau-1', issuedAt))).toEqual([
      'REVOKED',
      'REVOKED',
      'VALID',
      'VALID',
    ]);
    expect(watch.standing('bureau-2', 0)).toBe('VALID');
    expect(watch.problem()).toBeUndefined();
  });

  test('sees what is revoked later, and says that something changed', async () => {
    const { revocations } = memoryStores();
    const watch = await watching({ revocations });
    const ended = new AbortController();
    let calls = 0;
    watch.onChange(() => {
      calls += 1;
    }, ended.signal);
    await revocations.revoke('bureau-1', 1000);
    await until(() => watch.standing('bureau-1', 1) === 'REVOKED');
    expect(calls).toBeGreaterThan(0);
    ended.abort();
  });

  test('knows nothing once it could not look for long, says so once, and knows again', async () => {
    const lines: string[] = [];
    const log = {
      ...silent,
      info: (_: object, message: string) => void lines.push(message),
      warn: (_: object, message: string) => void lines.push(message),
    };
    let clock = 0;
    let away = false;
    let looks = 0;
    const all = (): Promise<ReadonlyMap<string, number>> => {
      looks += 1;
      return away ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve(new Map());
    };
    const watch = await watching({ revocations: { all }, log, now: () => clock, knownFor: 100 });
    away = true;
    const failed = looks + 3;
    await until(() => looks >= failed);
    clock = 100;
    expect([watch.standing('bureau-1', 1), watch.problem()]).toEqual(['VALID', undefined]);
    clock = 101;
    expect([watch.standing('bureau-1', 1), watch.problem()]).toEqual([
      'UNKNOWN',
      'the revocations of tokens cannot be read, so that no token is accepted',
    ]);
    away = false;
    await until(() => watch.standing('bureau-1', 1) === 'VALID');
    expect(lines).toEqual([expect.stringMatching(/^Revocations cannot be read/), 'Revocations can be read again']);
  });

  test('whose look never ends knows nothing either, and tells', async () => {
    let clock = 0;
    let hangs = false;
    const watch = await watching({
      revocations: { all: () => (hangs ? new Promise(() => undefined) : Promise.resolve(new Map())) },
      now: () => clock,
      knownFor: 100,
    });
    hangs = true;
    const told = new Promise<void>((resolve) =>
      watch.onChange(() => {
        if (watch.standing('bureau-1', 1) === 'UNKNOWN') resolve();
      }, new AbortController().signal),
    );
    clock = 1000;
    await told;
  });

  test('that could not look once accepts no token', async () => {
    const watch = await watching({ revocations: { all: () => Promise.reject(new StoreUnavailable('away')) } });
    expect(watch.standing('bureau-1', now())).toBe('UNKNOWN');
  });

  test('sees on every replica what another process revoked', async () => {
    const fake = await fakeEventStoreDb();
    const opened = await Promise.all(
      [1, 2, 3].map(() => eventStoreDbStores(`esdb://127.0.0.1:${fake.port}?tls=false`, { ledger: 'edugroup' })),
    );
    const [writer, ...replicas] = opened;
    const seen = await Promise.all(replicas.map(({ revocations }) => watching({ revocations })));
    await writer!.revocations.revoke('bureau-1', 1000);
    for (const watch of seen) await until(() => watch.standing('bureau-1', 1) === 'REVOKED');
    watches.splice(0).forEach((watch) => watch.stop());
    for (const { events } of opened) await events.close();
    fake.close();
  });
});

test('who is signed out now is so with every token that was issued until now, by whatever clock is tolerated', () => {
  for (const instant of [1000, 1000.1, 1000.9]) expect(revokedUntil(instant)).toBeGreaterThan(instant + 5);
});

describe('a server', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startRunning();
  });
  afterEach(() => running.close());

  const revoke = (subject: string): Promise<void> =>
    running.runtime.stores.revocations.revoke(subject, revokedUntil(now()));
  const who = '{ viewer { actor { id } } }';
  const other = { ...bureauClaims, sub: 'bureau-2' };
  const connected = async (claims?: typeof bureauClaims): Promise<WebSocket> => {
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const acknowledged = once(socket, 'message');
    socket.send(
      JSON.stringify({
        type: 'connection_init',
        ...(claims
          ? { payload: { authorization: `Bearer ${await signToken(running.configuration, claims, '1h')}` } }
          : {}),
      }),
    );
    expect(String((await acknowledged)[0])).toContain('connection_ack');
    return socket;
  };

  test("refuses the tokens of a subject that were issued before it was revoked, and nobody else's", async () => {
    const token = `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}`;
    const headers = { authorization: token };
    expect((await running.post(who, { headers })).body.data.viewer.actor.id).toBe('bureau-1');
    await revoke('bureau-1');
    await until(async () => (await running.post(who, { headers })).status === 401);
    expect((await running.get(who, { headers })).body.errors).toMatchObject([
      { message: 'The token was revoked: sign in again', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect((await running.post(who, { claims: other })).body.data.viewer.actor.id).toBe('bureau-2');
    expect((await running.post(who)).body.data.viewer.actor.id).toBeNull();
  });

  test('ends the open connections of the subject, lets the others be, and lets nobody in with such a token', async () => {
    const [mine, again, theirs, anybody] = [
      await connected(bureauClaims),
      await connected(bureauClaims),
      await connected(other),
      await connected(),
    ];
    const ends = [mine, again].map((socket) => once(socket, 'close'));
    await revoke('bureau-1');
    for (const end of ends) expect((await end).map(String)).toEqual(['4401', 'The token was revoked: sign in again']);
    expect([theirs.readyState, anybody.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    for (const socket of [theirs, anybody]) socket.terminate();
  });
});

describe('a server that cannot read the revocations', () => {
  test('accepts no token and says why, ends connections that came with one, and serves the public on', async () => {
    let clock = 0;
    const watch = await watchRevocations({
      revocations: memoryStores().revocations,
      log: silent,
      interval: 1,
      now: () => clock,
      knownFor: 100,
    });
    let away = false;
    const standing: RevocationWatch['standing'] = (...token) => (away ? 'UNKNOWN' : watch.standing(...token));
    const running = await startRunning({
      revocations: {
        ...watch,
        standing,
        problem: () => (away ? 'the revocations of tokens cannot be read, so that no token is accepted' : undefined),
      },
    });
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(
      JSON.stringify({
        type: 'connection_init',
        payload: { authorization: `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}` },
      }),
    );
    await once(socket, 'message');
    const end = once(socket, 'close');
    away = true;
    clock = 1;
    expect((await end).map(String)).toEqual(['1013', 'Tokens cannot be checked at the moment']);
    const { status, headers, body } = await running.post('{ ledger { position } }', { claims: bureauClaims });
    expect([status, headers.get('retry-after'), body.errors[0].message]).toEqual([
      503,
      '5',
      'Tokens cannot be checked at the moment: it cannot be read which ones are revoked',
    ]);
    expect((await running.post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 0 } });
    expect(await running.fetch('/readyz')).toMatchObject({
      status: 503,
      body: { reasons: [{ code: 'REVOCATIONS_UNREADABLE' }] },
    });
    const late = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(late, 'open');
    late.send(
      JSON.stringify({
        type: 'connection_init',
        payload: { authorization: `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}` },
      }),
    );
    expect((await once(late, 'close'))[0]).toBe(1013);
    watch.stop();
    await running.close();
  });
});
