import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { readConfiguration } from '../../src/server/configuration.js';
import { serve, type Serving } from '../../src/server/runtime.js';
import { signToken } from '../../src/server/sign-in.js';
import { cli, program, temporary } from './support.js';

describe('edugroup revoke', () => {
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
});

describe('edugroup accesses', () => {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const personId = '0f8fad5b-d9cb-469f-a165-70867728950e';
  let env: Record<string, string>;
  let serving: Serving;
  beforeEach(async () => {
    env = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: temporary() };
    serving = await serve(readConfiguration(env), { log: silent });
  });
  afterEach(() => serving.close());

  const post = async (
    claims: Parameters<typeof signToken>[1],
    body: object,
    headers: Record<string, string> = {},
  ): Promise<any> => {
    const token = await signToken(readConfiguration(env), claims, '1h');
    const response = await fetch(`${serving.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const give = async (name: string, input: object): Promise<void> => {
    const { data, errors } = await post(
      { sub: 'bureau-1', role: 'BUREAU', district: '370103' },
      {
        query: `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { userErrors { code } } }`,
        variables: {
          input: {
            ...input,
            command: {
              commandId: crypto.randomUUID(),
              effectiveOn: '2026-01-05',
              basis: [{ title: '样本', documentNo: '样本〔2026〕1号' }],
            },
          },
        },
      },
    );
    expect({ errors, userErrors: data?.[name].userErrors }).toEqual({ errors: undefined, userErrors: [] });
  };
  const auditor = { sub: 'auditor-7', role: 'AUDITOR' } as const;
  const query = { query: `{ person(id: "${personId}") { name } }` };

  test('lists beside a running server which auditor was shown whose name, and what for', async () => {
    await give('openDistrict', { code: '370103', name: '市中区' });
    await give('registerSchool', { districtId: '370103', code: 'S01', name: '样本小学', phase: 'PRIMARY' });
    await give('registerPerson', { personId, schoolId: '370103.S01', name: '样本一' });
    const purpose = encodeURIComponent('专项审计，第3号');
    expect(await post(auditor, query, { 'x-purpose': purpose })).toMatchObject({
      data: { person: { name: '样本一' } },
    });
    expect(await post(auditor, query)).toMatchObject({ data: { person: { name: '样本一' } } });
    const { status, out, error } = await program(['accesses'], env);
    expect({ status, error }).toEqual({ status: 0, error: '2 accesses\n' });
    const lines = out.trim().split(/\r?\n/);
    expect(lines).toEqual([
      'at,actor,purpose,personId',
      expect.stringMatching(new RegExp(`^\\d{4}-.*Z,auditor-7,专项审计，第3号,${personId}$`)),
      expect.stringMatching(new RegExp(`Z,auditor-7,,${personId}$`)),
    ]);
    for (const [argv, rows] of [
      [['--actor', 'auditor-8'], 0],
      [['--person', personId.toUpperCase()], 2],
      [['--since', '2999-01-01'], 0],
    ] as const)
      expect((await program(['accesses', ...argv], env)).out.trim().split('\n')).toHaveLength(rows + 1);
  });

  test.each(['%E4%B8', '', 'x'.repeat(201)])(
    'a purpose that cannot be read is an error, not none: %s',
    async (purpose) => {
      expect(await post(auditor, query, { 'x-purpose': purpose })).toMatchObject({
        errors: [{ message: expect.stringContaining('X-Purpose'), extensions: { code: 'BAD_USER_INPUT' } }],
      });
    },
  );

  test.each([
    [['--person', '张三'], /--person must be the id of a person/],
    [['--since', '2026-02-30'], /--since must be a day/],
  ])('refuses %j in one line', async (argv, message) => {
    expect(await cli(['accesses', ...argv], env)).toMatchObject({
      status: 2,
      out: '',
      error: expect.stringMatching(message),
    });
  });
});
