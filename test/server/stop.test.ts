import { afterAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { WebSocket } from 'ws';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import type { RunnerStatus } from '../../src/projections/runner.js';
import { readerFollows, readinessOf, storeAnswers } from '../../src/server/readiness.js';
import { silent } from '../support/ledger.js';
import { startRunning } from './running.js';

describe('stopping', () => {
  /** A field that answers when it is told to, and a subscription that waits for ever. */
  const waiting = () => {
    let release!: () => void;
    let entered!: () => void;
    let ended = false;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const gate = new Promise<string>((resolve) => {
      release = () => resolve('done');
    });
    const never = () => ({
      next: () => {
        entered();
        return new Promise<never>(() => undefined);
      },
      return: () => {
        ended = true;
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    });
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: {
          slow: {
            type: GraphQLString,
            resolve: () => {
              entered();
              return gate;
            },
          },
        },
      }),
      subscription: new GraphQLObjectType({
        name: 'Subscription',
        fields: { never: { type: GraphQLString, subscribe: never } },
      }),
    });
    return { schema, inside, release, ended: () => ended };
  };

  test('a request that is running is finished, then nothing is accepted any more', async () => {
    const { schema, inside, release } = waiting();
    const running = await startRunning({ schema });
    const answer = running.post('{ slow }');
    await inside;
    const closed = running.server.close();
    release();
    expect((await answer).body.data).toEqual({ slow: 'done' });
    await closed;
    await expect(running.fetch('/healthz')).rejects.toThrow();
    await running.close();
  });

  test('an open subscription is ended, and its client told', async () => {
    const { schema, inside, ended } = waiting();
    const running = await startRunning({ schema });
    const client = running.subscriber();
    const closedWith = new Promise((resolve) => {
      client.on('closed', resolve);
    });
    const results = client.iterate({ query: 'subscription { never }' });
    const next = results.next().catch((reason: unknown) => reason);
    await inside;
    expect((await running.fetch('/metrics')).body).toContain('edugroup_open_sockets 1');
    await running.close();
    expect(await closedWith).toMatchObject({ code: 1001, reason: 'The server is going away' });
    expect(ended()).toBe(true);
    await next;
  });

  test('an open subscription to the ledger is ended', async () => {
    const running = await startRunning();
    const client = running.subscriber();
    const opened = new Promise((resolve) => {
      client.on('connected', resolve);
    });
    const next = client
      .iterate({ query: 'subscription { ledgerEvents { position } }' })
      .next()
      .catch((reason: unknown) => reason);
    await opened;
    await running.close();
    expect(await next).toMatchObject({ code: 1001 });
  });

  test('a client that does not answer a good-bye is cut off', async () => {
    const running = await startRunning();
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    (socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await running.close();
    socket.terminate();
  });

  test('a connection that was opened and says nothing does not hold the server up', async () => {
    const running = await startRunning();
    const { port, hostname } = new URL(running.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    await running.close();
    idle.destroy();
  });

  test('closing twice is closing once', async () => {
    const running = await startRunning();
    await Promise.all([running.server.close(), running.server.close()]);
    await running.close();
  });
});

describe('readiness', () => {
  const runner = (status: RunnerStatus, problem?: string) => ({
    status: () => status,
    head: () => 7,
    problem: () => problem,
    isRebuilding: () => false,
  });
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-readiness-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const here = { ping: () => Promise.resolve() };

  test.each([
    ['the store answers and the read models have caught up', here, runner('live'), []],
    [
      'the store is away',
      { ping: () => Promise.reject(new StoreUnavailable('esdb://admin:changeit@host')) },
      runner('live'),
      [['STORE_SILENT', 'the event store does not answer']],
    ],
    [
      'the store is frozen',
      { ping: () => new Promise<void>(() => undefined) },
      runner('live'),
      [['STORE_SILENT', 'the event store does not answer']],
    ],
    [
      'the read models are catching up',
      here,
      runner('catching-up', 'connect ECONNREFUSED 10.0.0.1'),
      [['READ_MODELS_BEHIND', 'the read models are catching up, they are at position 7']],
    ],
    [
      'the reader has stopped',
      here,
      runner('stopped', 'Position 8 holds an event X'),
      [
        [
          'READER_STOPPED',
          'the reader has stopped at position 7, what is served is stale: Position 8 holds an event X',
        ],
      ],
    ],
  ])('%s', async (_when, events, status, reasons) => {
    const { reasons: asked } = readinessOf([storeAnswers(events, 10), ...readerFollows(status)], silent);
    expect((await asked()).map(({ code, message }) => [code, message])).toEqual(reasons);
  });

  test('a change is logged once, however often somebody asks, and a check that fails to answer is a reason', async () => {
    const lines: unknown[] = [];
    const line = (level: string) => (details: object, message: string) => void lines.push([level, details, message]);
    let problem: string | undefined;
    const { reasons, codes } = readinessOf(
      [
        { code: 'DISK', check: () => problem },
        { code: 'BROKEN', check: () => Promise.reject(new Error('secret')) },
        { code: 'USUAL', level: 'info', check: () => problem },
      ],
      { info: line('info'), warn: line('warn'), error: line('error') },
    );
    for (problem of [undefined, 'full', 'fuller', undefined, undefined]) await reasons();
    expect(codes).toEqual(['DISK', 'BROKEN', 'USUAL']);
    expect(lines).toEqual([
      ['warn', { code: 'BROKEN' }, 'the check itself failed'],
      ['warn', { code: 'DISK' }, 'full'],
      ['info', { code: 'USUAL' }, 'full'],
      ['info', { code: 'DISK' }, 'No longer: DISK'],
      ['info', { code: 'USUAL' }, 'No longer: USUAL'],
    ]);
  });

  test('/readyz says 503 and why while the store is away, /metrics count it, /healthz goes on, and the read models are still served', async () => {
    const running = await startRunning();
    await running.runtime.stores.events.close();
    const reason = { code: 'STORE_SILENT', message: 'the event store does not answer' };
    expect(await running.fetch('/readyz')).toMatchObject({
      status: 503,
      body: { ready: false, reasons: expect.arrayContaining([reason]) },
    });
    expect(
      running
        .log()
        .split('\n')
        .filter((line) => line.includes('"STORE_SILENT"')),
    ).toEqual([expect.stringContaining('"level":"warn"')]);
    expect((await running.fetch('/metrics')).body).toContain(
      'edugroup_not_ready{code="STORE_SILENT"} 1\nedugroup_not_ready{code="READ_MODELS_BEHIND"} 0',
    );
    expect(await running.fetch('/healthz')).toMatchObject({ status: 200 });
    expect((await running.post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 0 } });
    await running.close();
  });

  test('every code that a server may give stands in the table of the design, with a number in /metrics', async () => {
    const running = await startRunning({ runtime: { processes: true } });
    const documented = [
      ...readFileSync('docs/DESIGN.md', 'utf8')
        .split('## Health that tells')[1]!
        .matchAll(/^\| ([A-Z_, ]+) \|/gm),
    ].flatMap(([, codes]) => codes!.split(', '));
    const { body } = await running.fetch('/metrics');
    const counted = [...String(body).matchAll(/^edugroup_not_ready\{code="([A-Z_]+)"\}/gm)].map(([, code]) => code!);
    expect(counted.sort()).toEqual(documented.sort());
    await running.close();
  });

  test('processes that cannot be started are a reason, and said once', async () => {
    let running = await startRunning({ env: { EVENT_STORE_URL: '' }, dataDir: directory });
    await running.runtime.stores.checkpoints.save('process-erasure', '名单');
    await running.close();
    running = await startRunning({ env: { EVENT_STORE_URL: '' }, dataDir: directory, runtime: { processes: true } });
    while ((await running.fetch('/readyz')).status === 200) await new Promise(setImmediate);
    expect((await running.fetch('/readyz')).body.reasons).toEqual([
      { code: 'FOLLOW_UPS_WAIT', message: expect.stringContaining('the log says why') },
    ]);
    expect(running.log().match(/The checkpoint process-erasure is not what a process saved/g)).toHaveLength(1);
    expect(running.log()).not.toContain('名单');
    await running.close();
  });
});
