import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { lockReadModels, openReadModels } from '../../src/projections/read-models.js';
import { idOf } from '../support/ledger.js';
import { cli, program, saying, secondDistrict, shizhong, start, temporary, allEvents } from './support.js';

const CLIENTS = 6;
const district = '990011';
const command = (): object => ({
  commandId: randomUUID(),
  basis: [{ title: '样本', documentNo: '1号' }],
  effectiveOn: '2026-11-01',
});
const documents = {
  openDistrict:
    'mutation ($input: OpenDistrictInput!) { openDistrict(input: $input) { receipt { position } userErrors { code } } }',
  registerSchool:
    'mutation ($input: RegisterSchoolInput!) { registerSchool(input: $input) { receipt { position } userErrors { code } } }',
  registerPerson:
    'mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { receipt { position } userErrors { code } } }',
  erasePerson:
    'mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { receipt { position } userErrors { code } } }',
};

// Answers of every form.
type Answer = any;

/** The built server on a data directory, and how a bureau officer asks it. */
const serve = async (env: Readonly<Record<string, string>>) => {
  const token = (await program(['token', '--role', 'BUREAU', '--district', district], env)).out.trim();
  const server = start(['serve'], { ...env, PORT: '0', LOG_LEVEL: 'warn' });
  const [, url = ''] = await saying(server, /Listening at (\S+)/);
  const ask = async (
    query: string,
    variables: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  };
  const give = async (name: keyof typeof documents, input: object): Promise<number> => {
    const { data } = await ask(documents[name], { input: { command: command(), ...input } });
    expect(data[name].userErrors).toEqual([]);
    return data[name].receipt.position as number;
  };
  const ready = async (): Promise<void> => {
    while ((await fetch(`${url}/readyz`)).status !== 200) await new Promise(setImmediate);
  };
  const stop = async (): Promise<string> => {
    server.child.kill('SIGTERM');
    return (await server.ended).error;
  };
  return { ask, give, ready, stop };
};

/** The rows that a ledger's first events give. */
const rowsOf = async (directory: string, upTo = Infinity): Promise<unknown> => {
  const stores = sqliteStores({ directory, ledger: 'edugroup' });
  const readModels = openReadModels(':memory:');
  try {
    const events = (await allEvents(stores.events)).slice(0, upTo);
    readModels.isOf(await idOf(stores)());
    readModels.project(events.map((event, index) => ({ ...event, position: index + 1 })));
    return readModels.dump();
  } finally {
    readModels.close();
    await stores.events.close();
  }
};

test('backed up while six clients write and restored, the ledger answers as it did at that position, and nobody erased since is in it', async () => {
  const env = { DATA_DIR: temporary() };
  const copy = join(temporary(), 'copy');
  const server = await serve(env);
  await server.ready();
  await server.give('openDistrict', { code: district, name: '样本区' });
  const persons: { id: string; name: string; position: number }[] = [];
  let number = 0;
  let writing = true;
  const write = async (): Promise<void> => {
    while (writing) {
      const mine = ++number;
      await server.give('registerSchool', {
        districtId: district,
        code: `S${mine}`,
        name: `样本学校${mine}`,
        phase: 'PRIMARY',
      });
      const person = { id: randomUUID(), name: `样本第${mine}人` };
      persons.push({
        ...person,
        position: await server.give('registerPerson', {
          personId: person.id,
          schoolId: `${district}.S${mine}`,
          name: person.name,
        }),
      });
    }
  };
  const writers = Array.from({ length: CLIENTS }, write);
  while (persons.length < 20) await new Promise(setImmediate);
  const taken = await program(['backup', copy], env);
  expect(taken).toMatchObject({
    status: 0,
    error: '',
    out: expect.stringMatching(/^The ledger is backed up as far as position \d+ in .*copy: \d+ bytes, verified\.\n$/),
  });
  const before = persons.length;
  while (persons.length < before + 5) await new Promise(setImmediate);
  writing = false;
  await Promise.all(writers);
  const { position, files } = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as {
    position: number;
    files: { name: string }[];
  };
  expect(files.map(({ name }) => name)).toEqual(['ledger.sqlite', 'people.sqlite', 'revocations.sqlite']);
  const [erased, kept] = persons.filter((person) => person.position <= position) as [
    (typeof persons)[0],
    (typeof persons)[0],
  ];
  const last = await server.give('erasePerson', { personId: erased.id });
  const {
    extensions: {
      asOf: { epoch },
    },
  } = await server.ask('{ ledger { position } }');
  await server.stop();

  const into = { DATA_DIR: temporary() };
  expect(await program(['restore', copy], into)).toMatchObject({
    status: 0,
    error: '',
    out: expect.stringMatching(
      new RegExp(`^The ledger is restored as it was at position ${position}, backed up at \\S+\\.\\n$`),
    ),
  });
  expect(await rowsOf(into.DATA_DIR)).toEqual(await rowsOf(env.DATA_DIR, position));

  const refused = await program(['restore', copy], env);
  expect(refused).toMatchObject({ status: 1, out: '' });
  expect(refused.error).toBe(
    `edugroup restore: the ledger that is there holds other events at the positions ${position + 1} to ${last}: with --replace they are lost; nothing was changed\n`,
  );
  const restored = await program(['restore', copy, '--replace'], env);
  expect(restored).toMatchObject({ status: 0, error: '' });
  expect(restored.out).toMatch(
    new RegExp(
      `Lost: the positions ${position + 1} to ${last} of the ledger that was there\\.\\n1 person erased since then is erased here too\\.\\nThe files that were there are in \\S+; they hold names\\.\\n$`,
    ),
  );

  const again = await serve(env);
  await again.ready();
  const { data, extensions } = await again.ask(
    `{ erased: person(id: "${erased.id}") { name nameStatus } kept: person(id: "${kept.id}") { name nameStatus }
      ledger { position event(position: ${position + 1}) { type } } }`,
  );
  expect(data).toEqual({
    erased: { name: null, nameStatus: 'ERASED' },
    kept: { name: kept.name, nameStatus: 'VISIBLE' },
    ledger: { position: position + 1, event: { type: 'PersonErased' } },
  });
  expect(extensions.asOf.epoch).not.toBe(epoch);
  const asked = async (at: number): Promise<unknown> =>
    (await again.ask('{ ledger { position } }', {}, { 'x-epoch': epoch as string, 'x-min-position': String(at) }))
      .errors?.[0].extensions.reason;
  expect([await asked(position), await asked(position + 1)]).toEqual([undefined, 'LEDGER_RESTORED']);
  expect(await again.stop()).not.toContain('"level":"error"');
  for (const name of readdirSync(env.DATA_DIR).filter((one) => one.includes('.sqlite')))
    expect(readFileSync(join(env.DATA_DIR, name)).includes(erased.name)).toBe(false);
}, 120_000);

describe('edugroup backup and restore', () => {
  test('refuse other stores, and say what to do', async () => {
    for (const [name, verb] of [
      ['backup', 'back up'],
      ['restore', 'restore'],
    ] as const) {
      expect(await cli([name, 'x'], { EVENT_STORE_URL: 'memory:' })).toMatchObject({
        status: 1,
        error: `edugroup ${name}: EVENT_STORE_URL is memory: there is nothing to ${verb}\n`,
      });
      expect(await cli([name, 'x'], { EVENT_STORE_URL: 'esdb://user:pass@host:2113' })).toMatchObject({
        status: 1,
        error: expect.stringMatching(
          new RegExp(
            `^edugroup ${name}: EVENT_STORE_URL is an EventStoreDB: ${verb} the cluster by its own means(?!.*pass).*edugroup rebuild.*\\n$`,
          ),
        ),
      });
      expect(await cli([name])).toMatchObject({ status: 2, error: expect.stringMatching(/DIR is missing/) });
    }
    expect(existsSync('x')).toBe(false);
  });

  test('a restore is refused while a server has the ledger, or a rebuild the read models, and changes nothing', async () => {
    const env = { DATA_DIR: temporary() };
    const copy = join(temporary(), 'copy');
    await cli(['import', secondDistrict], env);
    expect(await cli(['backup', copy], env)).toMatchObject({ status: 0 });
    const stores = sqliteStores({ directory: env.DATA_DIR, ledger: 'edugroup' });
    expect(await program(['restore', copy, '--replace'], env)).toMatchObject({
      status: 1,
      out: '',
      error: `edugroup restore: ${env.DATA_DIR} is in use by process ${process.pid}, a server or another command: stop it first; nothing was changed\n`,
    });
    await stores.events.close();
    const unlock = lockReadModels(env.DATA_DIR, 'edugroup');
    expect(await program(['restore', copy], env)).toMatchObject({
      status: 1,
      error: expect.stringMatching(/is in use by process/),
    });
    unlock();
    expect(await program(['restore', copy], env)).toMatchObject({ status: 0 });
  });

  test('a restore of something else is refused in one line', async () => {
    const env = { DATA_DIR: temporary() };
    expect(await cli(['restore', temporary()], env)).toMatchObject({
      status: 1,
      error: expect.stringMatching(
        /^edugroup restore: \S+ is no backup that can be used: there is no manifest\.json\n$/,
      ),
    });
    const copy = join(temporary(), 'copy');
    await cli(['import', shizhong, '--year', '2015'], env);
    await cli(['backup', copy], env);
    expect(await cli(['restore', copy], { DATA_DIR: temporary(), LEDGER: 'jinan' })).toMatchObject({
      status: 1,
      error: expect.stringMatching(/it is of the ledger 'edugroup', not of 'jinan' \(LEDGER\)/),
    });
  });

  test('read models of the ledger that went are built anew', async () => {
    const env = { DATA_DIR: temporary() };
    const copy = join(temporary(), 'copy');
    await cli(['import', secondDistrict], env);
    await cli(['backup', copy], env);
    await cli(['import', shizhong, '--year', '2015'], env);
    await cli(['rebuild'], env);
    expect(await cli(['restore', copy, '--replace'], env)).toMatchObject({
      status: 0,
      out: expect.stringMatching(/Lost: the positions 13 to 48/),
    });
    const server = await serve(env);
    await server.ready();
    expect((await server.ask('{ ledger { position } }')).data).toEqual({ ledger: { position: 12 } });
    await server.stop();
  });
});
