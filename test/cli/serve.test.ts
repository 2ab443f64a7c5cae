import { describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { cli, program, saying, secondDistrict, start, temporary } from './support.js';

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
