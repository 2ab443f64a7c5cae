import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { commandHandler } from '../../src/commands/handle.js';
import { openStores } from '../../src/eventstore/open.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { signToken, type Claims } from '../../src/server/sign-in.js';
import { chosen } from '../fuzz/choose.js';
import { operationOf } from '../fuzz/operations.js';
import { cli, lastingDirectory, program, saying, secondDistrict, start, temporary } from './support.js';

const quiet = { PORT: '0', LOG_LEVEL: 'silent' };

/** Starts a command that serves, and waits until it says where and, for the demo, everything else. */
const serving = async (
  command: 'serve' | 'demo',
  env: Readonly<Record<string, string>>,
): Promise<ReturnType<typeof start> & { url: string }> => {
  const started = start([command], { ...quiet, ...env });
  const [, url = ''] = await saying(
    started,
    command === 'serve' ? /Listening at (http:\/\/\S+)/ : /GraphQL: (http:\/\/\S+)\/graphql[^]*Ctrl-C/,
  );
  return { ...started, url };
};
const ask = async (url: string, query: string, token?: string): Promise<any> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  return answer.json();
};

describe('edugroup serve', () => {
  test('serves until SIGTERM, and keeps everybody else from the ledger meanwhile', async () => {
    const env = { DATA_DIR: temporary() };
    expect(await program(['import', secondDistrict], env)).toMatchObject({ status: 0 });
    const { child, url, ended } = await serving('serve', env);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const owner = `process ${child.pid}`;
    for (const argv of [['import', secondDistrict], ['rebuild'], ['serve'], ['demo']]) {
      const { status, out, error } = await program(argv, { ...quiet, ...env });
      expect({ argv, status, out, lines: error.split('\n').length }).toEqual({ argv, status: 1, out: '', lines: 2 });
      expect(error).toMatch(new RegExp(`^edugroup ${argv[0]}: .* in use by ${owner}`));
    }
    expect(await program(['import', secondDistrict, '--dry-run'], env)).toMatchObject({ status: 0 });
    expect(await ask(url, '{ ledger { position } }')).toMatchObject({ data: { ledger: { position: 12 } } });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 0, error: '' });
    expect(await program(['import', secondDistrict], env)).toMatchObject({ status: 0 });
  });

  test('names a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const { status, error } = await program(['serve'], { ...quiet, DATA_DIR: temporary(), PORT: String(port) });
      expect({ status, error }).toEqual({
        status: 1,
        error: `edugroup serve: 127.0.0.1:${port} is in use by another program: stop it, or set PORT to another one (0 takes any)\n`,
      });
    } finally {
      other.close();
    }
  });

  test('does not start in production without what that needs, and says all of it', async () => {
    const { status, out, error } = await program(['serve'], {
      ...quiet,
      NODE_ENV: 'production',
      LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
      DATA_DIR: temporary(),
    });
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(
      /^edugroup serve: 3 settings are wrong\n {2}In production AUTH_JWKS_URL, or AUTH_SECRET, must be set.*\n {2}.*AUTH_ISSUER.*\n {2}.*AUTH_AUDIENCE.*\n$/,
    );
  });
});

describe('edugroup demo', () => {
  const whole = `{
    district(id: "370103") { unitCount schoolCount groupCount allianceCount }
    groups(districtId: "370103", first: 100) { nodes { code members { school { code } } council { filing { status } seats { person { name } recommendedBy { code } } } } }
  }`;

  test('loads the register with a council for each group, and answers with the tokens it prints', async () => {
    const env = { DATA_DIR: temporary() };
    const { child, url, said, ended } = await serving('demo', env);
    const token = (role: string): string => new RegExp(`^${role}=(\\S+)$`, 'm').exec(said.out)![1]!;
    const { data } = await ask(url, whole, token('AUDITOR'));
    expect(data.district).toEqual({ unitCount: 24, schoolCount: 23, groupCount: 9, allianceCount: 2 });
    expect(data.groups.nodes).toHaveLength(11);
    for (const { members, council } of data.groups.nodes) {
      expect(council.filing.status).toBe('ACCEPTED');
      expect(council.seats.map((seat: any) => seat.recommendedBy.code).sort()).toEqual(
        members.map((member: any) => member.school.code).sort(),
      );
      for (const { person } of council.seats) expect(person.name).toMatch(/^样本教师 S\d\d-\d$/);
    }
    for (const role of ['BUREAU', 'COUNCIL', 'SCHOOL', 'AUDITOR']) {
      expect(await ask(url, '{ viewer { actor { role } } }', token(role))).toMatchObject({
        data: { viewer: { actor: { role } } },
      });
    }
    expect(said.out).toMatch(/the year 2015 of every date/);
    expect(said.out).toMatch(/^ {2}phase of S01, S02, S03, S05, S06$/m);
    expect(said.out).toMatch(/into the GROUP G02 .*: refused UNIT_ALREADY_IN_GROUP/);
    expect(said.out).toMatch(/into the ALLIANCE A02 .*: accepted/);
    expect(said.out).toMatch(/^ {2}G01 育英教育集团: money carried over from 2025/m);
    const curl = /^curl -s (\S+) .* -d '(.*)'$/m.exec(said.out)!;
    const { query } = JSON.parse(curl[2]!) as { query: string };
    expect(await ask(curl[1]!.replace('/graphql', ''), query, token('BUREAU'))).toMatchObject({
      data: { groups: { totalCount: 11 } },
    });
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 0, error: '' });

    const again = await serving('demo', env);
    expect(again.said.out).toContain('Loaded by an earlier run; nothing was written.');
    expect(await ask(again.url, '{ ledger { position } }')).toEqual(
      expect.objectContaining({ data: { ledger: { position: 748 } } }),
    );
  });

  test('runs in memory too', async () => {
    const { url } = await serving('demo', { DATA_DIR: temporary(), EVENT_STORE_URL: 'memory:' });
    expect(await ask(url, whole)).toMatchObject({
      data: { district: { unitCount: 24 }, groups: { nodes: { length: 11 } } },
    });
  });

  test("leaves a ledger alone that is somebody else's", async () => {
    const env = { DATA_DIR: temporary() };
    await program(['import', secondDistrict], env);
    const { url, said } = await serving('demo', env);
    expect(said.out).toMatch(/^The ledger holds other events already/);
    expect(await ask(url, '{ ledger { position } }')).toMatchObject({ data: { ledger: { position: 12 } } });
  });

  test('ends where it cannot make tokens, and leaves no server behind', async () => {
    const { status, out, error } = await program(['demo'], {
      ...quiet,
      DATA_DIR: temporary(),
      AUTH_JWKS_URL: 'http://127.0.0.1:1/keys',
    });
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(/^edugroup demo: Tokens cannot be made here: AUTH_JWKS_URL is set.*\n$/);
  });

  test('is refused in production, because it makes tokens', async () => {
    expect(await cli(['demo'], { NODE_ENV: 'production' })).toEqual({
      status: 1,
      out: '',
      error: expect.stringMatching(/^edugroup demo: NODE_ENV is production: .*\n$/),
    });
  });
});

describe('readers beside the server', () => {
  const secret = {
    LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
    AUTH_SECRET: 'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567',
  };
  const auditor: Claims = { sub: 'auditor-1', role: 'AUDITOR' };
  const bureau: Claims = { sub: 'bureau-1', role: 'BUREAU', district: '370103' };
  const directory = lastingDirectory();
  beforeAll(async () => {
    const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup' });
    await loadDemo(stores, (now) => commandHandler({ stores, now }), new Date().toISOString());
    await stores.events.close();
  });

  interface Said {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
  }
  /** A server on a copy of the demo's ledger, and how to ask it. */
  const besideDemo = async (env: Readonly<Record<string, string>>) => {
    const copy = temporary();
    cpSync(directory, copy, { recursive: true });
    const budget = { COST_PER_ACTOR: '1000000000', COST_PER_ADDRESS: '1000000000' };
    const started = await serving('serve', { DATA_DIR: copy, ...secret, ...budget, ...env });
    const say = async (body: object, claims?: Claims, more: RequestInit = {}): Promise<Said> => {
      const token = claims && (await signToken(readConfiguration(secret), claims, '1h'));
      const answer = await fetch(`${started.url}/graphql`, {
        method: 'POST',
        body: JSON.stringify(body),
        ...more,
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(more.headers as Record<string, string> | undefined),
        },
      });
      const headers = Object.fromEntries([...answer.headers].filter(([name]) => !/^(date|ratelimit)$/.test(name)));
      return { status: answer.status, headers, text: await answer.text() };
    };
    return { ...started, say };
  };
  /** Takes minutes. */
  const endless = {
    query: `{ ${Array.from({ length: 2000 }, (_, n) => `a${n}: replay(subject: "370103", view: AS_CORRECTED) { totalCount }`).join(' ')} }`,
  };
  const boundless = { MAX_COST: '100000000', MAX_ALIASES: '10000', MAX_TOKENS: '100000' };
  const difference = {
    query: '{ difference(districtId: "370103", from: { position: 700 }, to: {}) { nodes { entityId } } }',
  };

  test('answer random queries of everybody as the server itself does, byte for byte', async () => {
    const [itself, readers] = await Promise.all([
      besideDemo({ READERS: '0' }),
      besideDemo({ READERS: '2', READERS_ANSWER: 'all' }),
    ]);
    // Each start begins an epoch.
    const epochs = await Promise.all(
      [itself, readers].map(async ({ say }) => JSON.parse((await say({ query: '{ ledger { epoch } }' })).text)),
    );
    const lasting = (said: Said, server: number): unknown =>
      JSON.parse(
        JSON.stringify(said)
          .replaceAll(epochs[server].data.ledger.epoch as string, 'EPOCH')
          .replace(/more about [0-9a-f-]{36}|\\"id\\":\\"[0-9a-f-]{36}\\"/g, 'ID'),
      );
    const askers: (Claims | undefined)[] = [undefined, bureau, auditor];
    const operations = chosen(20261128, 120, (choose) => operationOf(choose, 'query'));
    const found = [];
    let fine = 0;
    for (const [index, operation] of operations.entries()) {
      const claims = askers[index % askers.length];
      const headers = index % 2 === 0 ? { 'accept-language': 'zh' } : { accept: 'application/graphql-response+json' };
      const [one, other] = await Promise.all([itself, readers].map(({ say }) => say(operation, claims, { headers })));
      const [expected, answered] = [lasting(one!, 0), lasting(other!, 1)];
      if (JSON.stringify(expected) !== JSON.stringify(answered)) found.push({ operation, expected, answered });
      if (!one!.text.includes('"errors"')) fine += 1;
    }
    expect(found).toEqual([]);
    expect(fine).toBeGreaterThan(50);
  });

  test('are given up when the deadline passes, and the next query is answered', async () => {
    const { say, url, child, ended } = await besideDemo({ ...boundless, LONG_QUERY_SECONDS: '3' });
    const late = await say(endless, auditor);
    expect({ ...late, headers: undefined }).toEqual({
      status: 200,
      headers: undefined,
      text: `${JSON.stringify({
        errors: [
          {
            message: 'Query.replay: there was no answer within 3 s, and it was given up: ask for less',
            extensions: { code: 'DEADLINE_EXCEEDED', field: 'Query.replay', seconds: 3 },
          },
        ],
      })}\n`,
    });
    expect(JSON.parse((await say(difference, auditor)).text).data.difference.nodes).not.toEqual([]);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^edugroup_query_deadlines_total 1$/m);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 0, error: '' });
  });

  test('keep nobody from commands, and end with whoever asked, and with the server', async () => {
    const { say, child, ended } = await besideDemo({ ...boundless, LONG_QUERY_SECONDS: '50' });
    const client = new AbortController();
    let isAnswered = false;
    const asked = say(endless, auditor, { signal: client.signal }).finally(() => (isAnswered = true));
    const left = expect(asked).rejects.toThrow();
    const command = {
      query: `mutation ($input: RegisterSchoolInput!) { registerSchool(input: $input) { receipt { position } userErrors { code } } }`,
      variables: {
        input: {
          command: {
            commandId: '6f1f6d64-6d2f-4c1c-9d3b-000000000001',
            basis: [{ title: '批复', documentNo: '市中教字〔2026〕9号' }],
            effectiveOn: new Date().toISOString().slice(0, 10),
          },
          ...{ districtId: '370103', code: 'S77', name: '第七十七小学', kind: 'SCHOOL', phase: 'PRIMARY' },
          ...{ ownership: 'PUBLIC', standing: 'UNSPECIFIED', legalPerson: '第七十七小学' },
        },
      },
    };
    expect(JSON.parse((await say(command, bureau)).text)).toMatchObject({
      data: { registerSchool: { receipt: { position: 749 }, userErrors: [] } },
    });
    expect(isAnswered).toBe(false);
    client.abort();
    await left;
    // Another reader takes the place of the one that was at it, and knows what came since.
    const { extensions, data } = JSON.parse((await say(difference, auditor)).text);
    expect([extensions.asOf.position, data.difference.nodes]).toEqual([
      749,
      expect.arrayContaining([{ entityId: '370103.S77' }]),
    ]);
    const next = new AbortController();
    const last = say(endless, auditor, { signal: next.signal }).catch(() => 'nobody waits');
    await say({ query: '{ ledger { position } }' });
    next.abort();
    expect(await last).toBe('nobody waits');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 0, error: '' });
  });
});
