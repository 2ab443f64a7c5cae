import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { signToken } from '../../src/server/sign-in.js';
import { bureauClaims, startRunning, type Running } from './running.js';

let running: Running;
let bureau: string;
let other: string;
beforeAll(async () => {
  running = await startRunning();
  bureau = `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}`;
  other = `Bearer ${await signToken(running.configuration, { ...bureauClaims, sub: 'bureau-2' }, '1h')}`;
});
afterAll(() => running.close());

/** The answer to a request as it goes over the wire, with whatever header lines there are. */
const raw = async (headers: readonly string[], body: string): Promise<{ status: number; body: string }> => {
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'POST /graphql HTTP/1.1',
      `host: ${hostname}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      'connection: close',
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += String(data);
  });
  await once(socket, 'close');
  return { status: Number(text.split(' ')[1]), body: text };
};
const who = JSON.stringify({ query: '{ viewer { actor { id } } }' });

describe('a request', () => {
  test("with one token is its subject's", async () => {
    expect(await raw([`authorization: ${bureau}`], who)).toMatchObject({
      status: 200,
      body: expect.stringContaining('"id":"bureau-1"'),
    });
  });

  test.each([
    ['two tokens', () => [`authorization: ${bureau}`, `Authorization: ${other}`]],
    ['the same token twice', () => [`authorization: ${bureau}`, `AUTHORIZATION: ${bureau}`]],
    ['a token beside an empty header', () => [`authorization: ${bureau}`, 'authorization: ']],
  ])('with %s is refused', async (_what, headers) => {
    const { status, body } = await raw(headers(), who);
    expect(status).toBe(401);
    expect(body).toContain('UNAUTHENTICATED');
    expect(body).toContain('several Authorization headers');
    expect(body).not.toContain(bureau.slice(7));
  });
});

describe('a connection', () => {
  /** What it is told first, or how it ends. */
  const opened = async (payload: object, headers: Record<string, string | string[]> = {}): Promise<unknown> => {
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: headers as Record<string, string>,
    });
    await once(socket, 'open');
    const first = Promise.race([
      once(socket, 'message').then(([data]) => (JSON.parse(String(data)) as { type: string }).type),
      once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`),
    ]);
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    const said = await first;
    socket.terminate();
    return said;
  };

  test('takes one token, wherever and however often it comes', async () => {
    expect(await opened({ authorization: bureau }, { authorization: bureau })).toBe('connection_ack');
    expect(await opened({ authorization: null, AUTHORIZATION: bureau })).toBe('connection_ack');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['in its parameters and its header', () => opened({ authorization: bureau }, { authorization: other })],
    ['under two names', () => opened({ authorization: bureau, Authorization: other })],
    ['in two headers', () => opened({}, { authorization: [bureau, other] })],
    ['one of which is broken', () => opened({ authorization: bureau }, { authorization: 'Bearer nonsense' })],
  ])('with different tokens %s is refused', async (_where, open) => {
    expect(await open()).toMatch(
      /^4401 The (connection brings several tokens|request has several Authorization headers)/,
    );
  });
});
