import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { GivenCommand } from '../../src/commands/command.js';
import { readConfiguration, type Configuration } from '../../src/server/configuration.js';
import { openLog } from '../../src/server/log.js';
import { openRuntime, serve, type Runtime } from '../../src/server/runtime.js';
import { bureau, testEnv } from './running.js';

let dataDir: string;
let configuration: Configuration;
let lines = '';
const log = openLog(
  { logLevel: 'info' },
  {
    write: (line) => {
      lines += line;
    },
  },
);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'edugroup-runtime-'));
  configuration = readConfiguration(testEnv(dataDir, { EVENT_STORE_URL: '' }));
  lines = '';
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = async (options = {}): Promise<Runtime> => {
  const runtime = await openRuntime(configuration, { log, ...options });
  await runtime.runner.caughtUp();
  return runtime;
};
const openDistrict = (runtime: Runtime, code = '370103') =>
  runtime.services.handle(
    { type: 'OpenDistrict', code, name: '某区' },
    { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2021-09-01' },
    { ...bureau, district: code },
  );

test('a ledger is kept from one runtime to the next', async () => {
  const first = await open();
  expect(await openDistrict(first)).toHaveProperty('written');
  expect(await first.runner.waitFor(1, 10_000)).toBe(true);
  await first.close();
  const second = await open();
  expect(second.runner.head()).toBe(1);
  await Promise.all([second.close(), second.close()]);
});

test('a second writer is refused with a clear line, and leaves nothing behind', async () => {
  const first = await open();
  await expect(open()).rejects.toThrow(`${dataDir} is in use by process ${process.pid}`);
  await first.close();
  await (await open()).close();
});

test('no name is looked for where erasures are not replayed, as beside a server that does it', async () => {
  const writer = await open();
  const reader = await open({ readOnly: true });
  expect(await reader.services.personsNamed('370103', '张衡')).toBeUndefined();
  await Promise.all([writer.close(), reader.close()]);
});

test('whoever reads beside a server builds read models of its own', async () => {
  const writer = await open();
  await openDistrict(writer);
  const reader = await open({ readOnly: true });
  expect(reader.runner.head()).toBe(1);
  expect(lines).toContain('building them in memory');
  expect(readdirSync(dataDir).filter((name) => /^read-models-.*\.sqlite$/.test(name))).toHaveLength(1);
  await openDistrict(writer, '370104');
  expect(await reader.runner.waitFor(2, 10_000)).toBe(true);
  expect(await openDistrict(reader, '370105')).toEqual({ failed: 'STORE_UNAVAILABLE' });
  await reader.close();
  await writer.close();
});

test('progress is told while it catches up', async () => {
  const writer = await open();
  await openDistrict(writer);
  await writer.close();
  for (const name of readdirSync(dataDir))
    if (name.startsWith('read-models-') && name.includes('.sqlite')) rmSync(join(dataDir, name));
  const positions: number[] = [];
  await (await open({ onProgress: (position: number) => positions.push(position) })).close();
  expect(positions).toEqual([1]);
});

test('the processes run unless they are not wanted', async () => {
  const runtime = await open();
  // The first checkpoint of a process is written when it starts.
  while ((await runtime.stores.checkpoints.load('process-erasure')) === undefined) await new Promise(setImmediate);
  await runtime.close();
});

test('an older people directory that is put back shows and keeps nobody who was erased since', async () => {
  const personId = '7f8e6a52-5a0e-4c1c-9f3a-0d6a5a8f1c11';
  const envelope = () => ({
    commandId: randomUUID(),
    basis: [{ title: '依据', documentNo: '1号' }],
    effectiveOn: '2021-09-01',
  });
  const first = await open();
  const give = async (runtime: Runtime, command: GivenCommand): Promise<void> => {
    expect(await runtime.services.handle(command, envelope(), bureau)).toHaveProperty('written');
  };
  await give(first, { type: 'OpenDistrict', code: '370103', name: '某区' });
  await give(first, { type: 'RegisterSchool', districtId: '370103', code: 'S01', name: '某校', phase: 'PRIMARY' });
  await give(first, { type: 'RegisterPerson', personId, schoolId: '370103.S01', details: { name: '样本某某' } });
  await first.close();
  const file = join(dataDir, 'people.sqlite');
  const older = readFileSync(file);
  const second = await open();
  await give(second, { type: 'ErasePerson', personId });
  await second.close();
  expect(readFileSync(file).includes('样本某某')).toBe(false);
  writeFileSync(file, older);
  const third = await open();
  while (!lines.includes('they are erased again')) await new Promise(setImmediate);
  await third.close();
  for (const name of readdirSync(dataDir).filter((one) => one.startsWith('people.sqlite')))
    expect(readFileSync(join(dataDir, name)).includes('样本某某')).toBe(false);
});

test('a server listens at once, and SIGTERM stops it cleanly with 0', async () => {
  const signals = new EventEmitter();
  const codes: number[] = [];
  const exited = new Promise<void>((resolve) => signals.once('exited', resolve));
  const { url, runtime } = await serve(configuration, {
    log,
    signals,
    exit: (code) => {
      codes.push(code);
      signals.emit('exited');
    },
  });
  await runtime.runner.caughtUp();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  signals.emit('SIGTERM', 'SIGTERM');
  await exited;
  expect(codes).toEqual([0]);
  expect(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT')).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
  await (await open()).close();
});

test('a second signal ends the process at once', async () => {
  const signals = new EventEmitter();
  const codes: number[] = [];
  const serving = await serve(configuration, { log, signals, exit: (code) => void codes.push(code) });
  signals.emit('SIGINT', 'SIGINT');
  signals.emit('SIGINT', 'SIGINT');
  expect(codes).toEqual([1]);
  await serving.close();
});

test('a port that is taken is an error, and the ledger is let go of', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = { ...configuration, port: (other.address() as AddressInfo).port };
  await expect(serve(taken, { log, signals: new EventEmitter(), exit: () => undefined })).rejects.toThrow('EADDRINUSE');
  other.close();
  await (await open()).close();
});
