import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { readModelFile } from '../../src/projections/read-models.js';
import { damageTable, overwrite } from '../support/damage.js';
import { register, startRunning, type Answer, type Running } from './running.js';

let directory: string;
let running: Running;
const start = async (): Promise<Running> =>
  (running = await startRunning({ env: { EVENT_STORE_URL: '' }, dataDir: directory }));
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-damaged-'));
  await register(await start());
  await running.close();
});
afterEach(async () => {
  await running.close();
  rmSync(directory, { recursive: true, force: true });
});

const file = (): string => readModelFile(directory, 'edugroup');
const aside = (): string[] => readdirSync(directory).filter((name) => name.includes('.damaged-'));
const warnings = (): string[] =>
  running
    .log()
    .split('\n')
    .filter((line) => line.includes('"warn"'))
    .map((line) => JSON.parse(line) as { reason?: string; code?: string; msg: string })
    .map(({ reason, code, msg }) => `${reason ?? code}: ${msg}`);
const askName = (): Promise<Answer> => running.post('{ school(id: "370103.S02") { name } }');
const rebuilt = async (): Promise<void> => {
  while ((await running.fetch('/readyz')).status !== 200) await new Promise(setImmediate);
};

test("a read models' file that is damaged when it is opened is moved aside and built again; one such file is kept", async () => {
  writeFileSync(`${file()}.damaged-2026-01-01T00-00-00-000Z`, '');
  overwrite(file(), 0, 100);
  await start();
  await rebuilt();
  expect((await askName()).body).toMatchObject({
    data: { school: { name: '学校S02' } },
    extensions: { asOf: { position: 5 } },
  });
  expect(aside()).toEqual([
    expect.stringMatching(/^read-models-edugroup-[0-9a-f]{12}\.sqlite\.damaged-20(?!26-01-01)/),
  ]);
  expect(warnings().filter((line) => line.includes('is damaged'))).toEqual([
    "SQLITE_NOTADB: The read models' file is damaged: it is moved aside, and built again from the ledger",
  ]);
});

test.each(['school', 'event_stream'])(
  'one whose damage shows while it is served (%s) is built again without an end: until then the answer is 503, and no old one',
  async (table) => {
    damageTable(file(), table);
    await start();
    const query =
      table === 'school'
        ? '{ school(id: "370103.S02") { name } }'
        : '{ ledger { events(first: 3, stream: "district-370103") { nodes { type } } } }';
    const first = await running.post(query);
    expect([first.status, first.body.errors]).toEqual([
      503,
      [expect.objectContaining({ extensions: { code: 'POSITION_NOT_READABLE' } })],
    ]);
    expect(await running.fetch('/healthz')).toMatchObject({ status: 200 });
    const [ready, next] = [await running.fetch('/readyz'), await askName()];
    if (ready.status === 503)
      expect(ready.body.reasons.map(({ code }: { code: string }) => code)).toContain('READ_MODELS_REBUILT');
    if (next.status === 503)
      expect(next.body.errors).toMatchObject([{ extensions: { code: 'POSITION_NOT_READABLE' } }]);
    await rebuilt();
    expect((await askName()).body).toMatchObject({
      data: { school: { name: '学校S02' } },
      extensions: { asOf: { position: 5 } },
    });
    await running.give({ type: 'RenameSchool', schoolId: '370103.S02', name: '新名' });
    expect(
      (await running.post('{ school(id: "370103.S02", asOf: { effectiveOn: "2021-09-02" }) { name } }')).body.data
        .school.name,
    ).toBe('新名');
    expect(aside()).toHaveLength(1);
    expect(warnings().filter((line) => line.includes('is damaged'))).toEqual([
      expect.stringMatching(/^SQLITE_CORRUPT/),
    ]);
  },
);

test('a row that holds no JSON is damage too, and nothing of it is quoted', async () => {
  const database = new Database(file());
  database.prepare('update event set event = ? where position = 2').run('{"name":"张三"');
  database.close();
  await start();
  expect((await running.post('{ ledger { event(position: 2) { type } } }')).status).toBe(503);
  await rebuilt();
  expect((await running.post('{ ledger { event(position: 2) { type } } }')).body.data).toEqual({
    ledger: { event: { type: 'SchoolRegistered' } },
  });
  expect(running.log()).not.toContain('张三');
});

test('while they are built again no command is taken, and nothing is answered from what is there so far', async () => {
  damageTable(file(), 'school');
  await start();
  await askName();
  expect(
    await running.post(
      `mutation { renameSchool(input: { schoolId: "370103.S02", name: "x",
        command: { commandId: "6f9619ff-8b86-4011-b42d-00c04fc964ff", basis: [], effectiveOn: "2026-11-25" } }) {
        userErrors { code } } }`,
    ),
  ).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'POSITION_NOT_READABLE' } }] } });
  expect((await running.get('{ ledger { position } }')).status).toBe(503);
});
