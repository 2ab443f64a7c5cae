import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildSchema as buildGraphQLSchema, parse } from 'graphql';
import { WebSocket } from 'ws';
import { anybody } from '../../src/commands/command.js';
import { openFanOut, type Subscriber } from '../../src/server/fan-out.js';
import { signToken } from '../../src/server/sign-in.js';
import { bureau, bureauClaims, register, startRunning, type Running } from './running.js';

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
      JSON.stringify({ id: `of ${followers.length}`, type: 'subscribe', payload: { query, variables, operationName } }),
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
    for (const { next } of [...officers, others[0]!]) expect(await next()).toMatchObject({ actor: { id: 'bureau-1' } });
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
