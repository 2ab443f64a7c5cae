import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCheckpoint, originOf } from '../../src/audit/checkpoint.js';
import { readVerifierKey } from '../../src/audit/note.js';
import { leafHashOf } from '../../src/projections/merkle/leaf.js';
import { verifyConsistency, verifyInclusion } from '../../src/projections/merkle/tree.js';
import { followAll } from '../contract/samples.js';
import { idOf } from '../support/ledger.js';
import { openApi, principals, register, type ApiLedger } from './ledger.js';

let ledger: ApiLedger;
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger);
});
afterAll(() => ledger.close());

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const CHECKPOINT = '{ ledger { position checkpoint { origin size root note verifierKey } } }';

test('the checkpoint is of the position of the answer, and its note opens with its key, for anybody', async () => {
  const { data, errors } = await ledger.query(CHECKPOINT, { principal: principals.anybody });
  expect(errors).toEqual([]);
  const { position, checkpoint } = data.ledger;
  const opened = openCheckpoint(checkpoint.note, [readVerifierKey(checkpoint.verifierKey)!]);
  expect(opened).toMatchObject({ origin: originOf(await idOf(ledger.stores)()), size: position });
  expect(checkpoint).toMatchObject({
    origin: opened.origin,
    size: position,
    root: Buffer.from(opened.root).toString('hex'),
  });
  expect((await ledger.query(CHECKPOINT)).data.ledger.checkpoint).toEqual(checkpoint);
});

test('each event is proven to be in each tree after it, by its bytes', async () => {
  const events = await followAll(ledger.stores.events, ledger.runner.head());
  const id = await idOf(ledger.stores)();
  for (const [index, event] of events.entries()) {
    const { data } = await ledger.query(
      `{ ledger { inclusionProof(position: ${index + 1}) { position treeSize leafHash root path } } }`,
      { principal: principals.anybody },
    );
    const { position, treeSize, leafHash, root, path } = data.ledger.inclusionProof;
    expect([position, treeSize]).toEqual([index + 1, events.length]);
    expect(leafHash).toBe(Buffer.from(leafHashOf(id, event)).toString('hex'));
    const leaf = bytes(leafHash);
    expect(verifyInclusion({ leaf, index, size: treeSize, root: bytes(root), path: path.map(bytes) })).toBe(true);
  }
});

test('each tree is proven to go on in the next', async () => {
  const head = ledger.runner.head();
  const { data } = await ledger.query(
    `{ ledger { all: consistencyProof(from: 3) { ...of } some: consistencyProof(from: 2, to: 5) { ...of } none: consistencyProof(from: 4, to: 4) { ...of } } }
     fragment of on ConsistencyProof { from to fromRoot toRoot path }`,
  );
  for (const [name, from, to] of [
    ['all', 3, head],
    ['some', 2, 5],
    ['none', 4, 4],
  ] as const) {
    const proof = data.ledger[name];
    expect([proof.from, proof.to]).toEqual([from, to]);
    expect(
      verifyConsistency(
        { size: from, root: bytes(proof.fromRoot) },
        { size: to, root: bytes(proof.toRoot) },
        proof.path.map(bytes),
      ),
    ).toBe(true);
  }
});

test.each([
  ['inclusionProof(position: 0)', 'BAD_USER_INPUT', 'position'],
  ['inclusionProof(position: -1)', 'BAD_USER_INPUT', 'position'],
  ['inclusionProof(position: 3, treeSize: 2)', 'BAD_USER_INPUT', 'position'],
  ['inclusionProof(position: 1, treeSize: 0)', 'BAD_USER_INPUT', 'treeSize'],
  ['inclusionProof(position: 1, treeSize: 900)', 'POSITION_NOT_READABLE', 'treeSize'],
  ['inclusionProof(position: 900)', 'POSITION_NOT_READABLE', 'position'],
  ['consistencyProof(from: 0)', 'BAD_USER_INPUT', 'from'],
  ['consistencyProof(from: 3, to: 2)', 'BAD_USER_INPUT', 'from'],
  ['consistencyProof(from: 1, to: 0)', 'BAD_USER_INPUT', 'to'],
  ['consistencyProof(from: 1, to: 900)', 'POSITION_NOT_READABLE', 'to'],
])('%s is %s, by the name %s', async (field, code, argument) => {
  const { errors } = await ledger.query(`{ ledger { ${field} { root: path } } }`);
  expect(errors).toEqual([
    expect.objectContaining({ code, argument, message: expect.stringMatching(`^${argument}: `) }),
  ]);
});

test('the empty ledger has the empty tree', async () => {
  const empty = await openApi();
  const { data } = await empty.query(CHECKPOINT);
  expect(data.ledger.checkpoint).toMatchObject({
    size: 0,
    root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  });
  await empty.close();
});
