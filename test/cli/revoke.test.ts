import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { readConfiguration } from '../../src/server/configuration.js';
import { serve, type Serving } from '../../src/server/runtime.js';
import { signToken } from '../../src/server/sign-in.js';
import { cli, temporary } from './support.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let env: Record<string, string>;
let serving: Serving;
beforeEach(async () => {
  env = { NODE_ENV: 'test', PORT: '0', DATA_DIR: temporary() };
  serving = await serve(readConfiguration(env), { log: silent });
});
afterEach(() => serving.close());

describe('edugroup revoke', () => {
  test('signs a subject out of a server that owns the embedded store: its tokens and its open connections', async () => {
    const token = `Bearer ${await signToken(readConfiguration(env), { sub: 'officer-7', role: 'AUDITOR' }, '1h')}`;
    const status = async (): Promise<number> =>
      (
        await fetch(`${serving.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: token },
          body: '{"query":"{ viewer { actor { id } } }"}',
        })
      ).status;
    expect(await status()).toBe(200);
    const socket = new WebSocket(`${serving.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: token } }));
    await once(socket, 'message');
    const end = once(socket, 'close');
    expect(await cli(['revoke', 'officer-7'], env)).toMatchObject({
      status: 0,
      error: '',
      out: expect.stringMatching(/^Tokens of officer-7 that were issued before .*Z are refused\.\n$/),
    });
    expect((await end).map(String)).toEqual(['4401', 'The token was revoked: sign in again']);
    expect(await status()).toBe(401);
  });

  test.each<[string, string[], Record<string, string>, number, RegExp]>([
    ['no subject', [], {}, 2, /SUBJECT is missing/],
    ['a name instead of a pseudonym', ['张三'], {}, 2, /SUBJECT must be 1 to 64 letters/],
    ['two subjects', ['a', 'b'], {}, 2, /unexpected argument 'b'/],
    ['a directory without a ledger', ['officer-7'], { DATA_DIR: '/nowhere' }, 1, /There is no ledger in \/nowhere/],
    ['a store in memory', ['officer-7'], { EVENT_STORE_URL: 'memory:' }, 1, /memory/],
  ])('refuses %s in one line', async (_what, argv, given, status, message) => {
    const ran = await cli(['revoke', ...argv], { ...env, ...given });
    expect(ran).toMatchObject({ status, out: '', error: expect.stringMatching(message) });
    expect(ran.error.split('\n')).toHaveLength(2);
  });

  test('works in production', async () => {
    const production = {
      ...env,
      NODE_ENV: 'production',
      LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
      AUTH_SECRET: '0123456789abcdef0123456789abcdef',
      AUTH_ISSUER: 'i',
      AUTH_AUDIENCE: 'a',
    };
    expect(await cli(['revoke', 'officer-7'], production)).toMatchObject({ status: 0 });
  });
});
