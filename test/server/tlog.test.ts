import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../src/audit/checkpoint.js';
import { readVerifierKey } from '../../src/audit/note.js';
import { growingTree } from '../../src/projections/merkle/tree.js';
import { tileOf } from '../../src/server/tlog.js';
import { startRunning, type Running } from './running.js';

const dataDir = mkdtempSync(join(tmpdir(), 'edugroup-tlog-'));
let running: Running;
const start = (env: Record<string, string> = {}): Promise<Running> =>
  startRunning({ dataDir, env: { EVENT_STORE_URL: `sqlite:${dataDir}`, ...env } });
const SCHOOLS = 260;
beforeAll(async () => {
  running = await start();
  await running.give({ type: 'OpenDistrict', code: '370103', name: '市中区' });
  for (let number = 0; number < SCHOOLS; number++)
    await running.give({
      type: 'RegisterSchool',
      districtId: '370103',
      code: `S${number}`,
      name: `第${number}小学`,
      phase: 'PRIMARY',
    });
}, 120_000);
afterAll(async () => {
  await running.close();
  rmSync(dataDir, { recursive: true });
});

const bytesAt = async (path: string): Promise<Buffer> => {
  const response = await fetch(`${running.url}/tlog/${path}`);
  expect([path, response.status, response.headers.get('content-type')]).toEqual([
    path,
    200,
    'application/octet-stream',
  ]);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  return Buffer.from(await response.arrayBuffer());
};
const checkpoint = async () => {
  const { status, headers, body } = await running.fetch('/tlog/checkpoint');
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'text/plain; charset=utf-8',
    'no-store',
  ]);
  const { data } = (await running.post('{ ledger { checkpoint { note verifierKey } } }')).body;
  expect(body).toBe(data.ledger.checkpoint.note);
  return openCheckpoint(body as string, [readVerifierKey(data.ledger.checkpoint.verifierKey)!]);
};

test('the root of the signed checkpoint is computed from the tiles alone', async () => {
  const { size, root } = await checkpoint();
  expect(size).toBe(SCHOOLS + 1);
  const leaves = Buffer.concat([await bytesAt('tile/0/000'), await bytesAt(`tile/0/001.p/${size - 256}`)]);
  expect(leaves).toHaveLength(size * 32);
  const tree = growingTree();
  for (let index = 0; index < size; index++) {
    tree.append(leaves.subarray(index * 32, index * 32 + 32));
    if (index === 255) expect(Buffer.from(tree.root())).toEqual(await bytesAt('tile/1/000.p/1'));
  }
  expect(Buffer.from(tree.root())).toEqual(Buffer.from(root));
});

test.each([
  'tile/0/001',
  'tile/0/001.p/6',
  'tile/0/002.p/1',
  'tile/1/000',
  'tile/1/000.p/2',
  'tile/2/000.p/1',
  'tile/63/000.p/1',
  'tile/64/000',
  'tile/0/0',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/00/000',
  'tile/0/x000/000',
  'tile/-1/000',
  'tile/entries/000',
  'tile/0/000/',
  'tile/',
  '',
])('%s is not there', async (path) => {
  const response = await fetch(`${running.url}/tlog/${path}`);
  expect([response.status, await response.text()]).toEqual([404, 'Not found\n']);
});

describe('a path', () => {
  test.each([
    ['0/000', { level: 0, index: 0, width: 256 }],
    ['63/x001/x234/067', { level: 63, index: 1_234_067, width: 256 }],
    ['1/x999/000.p/255', { level: 1, index: 999_000, width: 255 }],
  ])('%s is a tile', (path, tile) => expect(tileOf(path)).toEqual(tile));
  test.each(['0/x001', '0/001/002', '0/x1/002', '0/000.p/', '0/000.p/01', '0/000.p/1/2', '0/000?'])(
    '%s is none',
    (path) => expect(tileOf(path)).toBeUndefined(),
  );
});

test('tiles cost what their bytes cost, of the same budget as queries', async () => {
  const { headers } = await running.fetch('/tlog/tile/0/000');
  expect(headers.get('ratelimit-policy')).toMatch(/^"address";q=/);
});

test('a restart keeps the ledger, its root and its key, which was made once and for its owner alone', async () => {
  const before = await checkpoint();
  await running.close();
  const path = join(dataDir, 'development.signing-key');
  const key = readFileSync(path, 'utf8');
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(running.log()).not.toContain(key.split('\n')[1]!);
  running = await start();
  expect(await checkpoint()).toEqual(before);
  expect(readFileSync(path, 'utf8')).toBe(key);
});
