import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { originOf, signCheckpoint } from '../../src/audit/checkpoint.js';
import { cosignerOf, openNote, parseNote, signerOf, verifierKey } from '../../src/audit/note.js';
import { consistencyProof, growingTree, leafHash, rootOf, type Hash } from '../../src/projections/merkle/tree.js';
import { register, startRunning, type Running } from '../server/running.js';
import { cli, temporary } from './support.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const keyPair = () => generateKeyPairSync('ed25519').privateKey;
const KEY = keyPair();
const LEDGER = '11111111-1111-4111-8111-111111111111';

/** What a server shows: as many leaves as `leaves` has, signed by `key`; `path` in the place of the proof, `text` in the place of the note. */
interface Shown {
  leaves: readonly string[];
  key?: typeof KEY;
  ledger?: string;
  path?: unknown;
  text?: string;
  status?: number;
}
const noteOf = ({ leaves, key = KEY, ledger = LEDGER }: Shown): string => {
  const tree = growingTree();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  const signer = signerOf(originOf(ledger), key);
  return signCheckpoint({ origin: originOf(ledger), size: leaves.length, root: tree.root() }, [signer]);
};
const proofOf = (leaves: readonly string[], from: number): readonly string[] => {
  const read = (level: number, index: number): Hash => {
    const tree = growingTree();
    for (const leaf of leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)) tree.append(leafHash(leaf));
    return rootOf(2 ** level, () => tree.root());
  };
  return consistencyProof(from, leaves.length, read).map((hash) => Buffer.from(hash).toString('hex'));
};

/** A server that shows whatever is asked of it. */
const showing = async (shown: Shown): Promise<string> => {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      response.statusCode = shown.status ?? 200;
      if (request.url === '/tlog/checkpoint') return response.end(shown.text ?? noteOf(shown));
      const [, from] = /from: (\d+)/.exec(body) ?? [];
      const key = verifierKey(signerOf(originOf(shown.ledger ?? LEDGER), shown.key ?? KEY));
      const ledger =
        from === undefined
          ? { checkpoint: { verifierKey: key } }
          : { consistencyProof: { path: shown.path ?? proofOf(shown.leaves, Number(from)) } };
      return response.end(JSON.stringify({ data: { ledger } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const leaves = (count: number, salt = ''): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${salt}${index}`);
const watch = (url: string, state: string, ...options: readonly string[]) =>
  cli(['watch', url, '--state', state, ...options]);

test('a server that grows is watched in silence', async () => {
  const running: Running = await startRunning();
  closing.push(() => running.close());
  await register(running);
  const state = join(temporary(), 'state');
  const first = await watch(running.url, state, '--verbose');
  expect(first).toMatchObject({
    status: 0,
    error: '',
    out: expect.stringMatching(/: 5 events, root .* for the first time/),
  });
  await running.give({ type: 'RegisterSchool', districtId: '370103', code: 'S09', name: '新校', phase: 'PRIMARY' });
  expect(await watch(running.url, state)).toEqual({ status: 0, out: '', error: '' });
  expect(await watch(running.url, state, '--verbose')).toMatchObject({
    out: expect.stringMatching(/: 6 events, root .* the continuation of what was seen/),
  });
});

test.each<[string, number, string, Shown]>([
  ['has shrunk', 3, 'the ledger has shrunk: 4 events, and 5 were signed for', { leaves: leaves(4) }],
  ['was forked at the same size', 3, 'the ledger was forked', { leaves: leaves(5, 'other') }],
  ['was forked before', 3, 'the ledger was forked', { leaves: leaves(9, 'other') }],
  ['is another one', 4, 'UNKNOWN_KEYS', { leaves: leaves(9), ledger: LEDGER.replaceAll('1', '2') }],
  ['is signed with another key', 4, 'UNKNOWN_KEYS', { leaves: leaves(9), key: keyPair() }],
  ['gives no proof', 1, 'gives no proof', { leaves: leaves(9), path: 'none' }],
  ['gives a wrong proof', 3, 'the ledger was forked', { leaves: leaves(9), path: ['00'.repeat(32)] }],
  ['gives half a note', 4, 'MALFORMED', { leaves: [], text: 'edugroup-ledger/1\n9\n' }],
  ['says too much', 1, 'more than is asked for', { leaves: [], text: 'x'.repeat(1_100_000) }],
  ['has nothing to say', 1, 'status 503', { leaves: [], status: 503 }],
])('a ledger that %s is refused, and what was seen stays', async (_what, status, message, shown) => {
  const state = join(temporary(), 'state');
  const before: Shown = { leaves: leaves(5) };
  expect((await watch(await showing(before), state)).status).toBe(0);
  const seen = readFileSync(state, 'utf8');
  expect(await watch(await showing(shown), state)).toEqual({
    status,
    out: '',
    error: expect.stringContaining(message),
  });
  expect(readFileSync(state, 'utf8')).toBe(seen);
  expect((await watch(await showing({ leaves: leaves(9) }), state)).status).toBe(0);
});

test('a wrong key, a state of something else and a server that is not there are told', async () => {
  const directory = temporary();
  const state = join(directory, 'state');
  const url = await showing({ leaves: leaves(5) });
  const other = verifierKey(signerOf(originOf(LEDGER), keyPair()));
  expect(await watch(url, state, '--public-key', other)).toMatchObject({ status: 4 });
  expect(existsSync(state)).toBe(false);
  expect(await watch(url, state, '--public-key', 'no')).toMatchObject({ status: 2 });
  expect(await watch('ftp://127.0.0.1', state)).toMatchObject({ status: 2 });
  expect(await watch(url, state, '--cosign-name', 'w1')).toMatchObject({ status: 2 });
  writeFileSync(state, 'something else');
  expect(await watch(url, state)).toMatchObject({ status: 1, error: expect.stringContaining('holds no state') });
  expect(await watch('http://127.0.0.1:1', join(directory, 'other'))).toMatchObject({
    status: 1,
    error: expect.stringContaining('does not answer'),
  });
});

test('two witnesses cosign the same checkpoint, each once; the next one anew', async () => {
  const directory = temporary();
  const note = join(directory, 'note');
  const witnesses = ['witness-1', 'witness-2'].map((name) => {
    const key = keyPair();
    const file = join(directory, `${name}.pem`);
    writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }));
    return { name, file, verifier: cosignerOf(name, key, () => 0) };
  });
  const url = await showing({ leaves: leaves(5) });
  const cosign = async (at: string): Promise<void> => {
    for (const { name, file } of witnesses) {
      const options = ['--cosign-key', file, '--cosign-name', name, '--note', note];
      expect(await watch(at, join(directory, `${name}.state`), ...options)).toMatchObject({ status: 0, error: '' });
    }
  };
  await cosign(url);
  await cosign(url);
  const signed = (): readonly string[] =>
    openNote(readFileSync(note, 'utf8'), [
      signerOf(originOf(LEDGER), KEY),
      ...witnesses.map(({ verifier }) => verifier),
    ]).signed.map(({ name }) => name);
  expect(signed()).toEqual([originOf(LEDGER), 'witness-1', 'witness-2']);
  expect(parseNote(readFileSync(note, 'utf8')).signatures).toHaveLength(3);
  await cosign(await showing({ leaves: leaves(6) }));
  expect([signed().length, parseNote(readFileSync(note, 'utf8')).text.split('\n')[1]]).toEqual([3, '6']);
});
