import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { WebSocket } from 'ws';
import { startRunning } from './running.js';

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
