import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  appended,
  consistencyProof,
  emptyRoot,
  growingTree,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  type Hash,
  type NodeReader,
} from '../../../src/projections/merkle/tree.js';
import { parameters } from '../../support/properties.js';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** A tree of leaves, and the nodes that are kept of it. */
const grown = (leaves: readonly Hash[]): { readonly read: NodeReader; readonly nodes: ReadonlyMap<string, Hash> } => {
  const nodes = new Map<string, Hash>();
  const read: NodeReader = (level, index) => {
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`no complete subtree ${level}/${index}`);
    return hash;
  };
  leaves.forEach((leaf, size) => {
    appended(size, leaf, read).forEach((hash, level) => nodes.set(`${level}/${Math.floor(size / 2 ** level)}`, hash));
  });
  return { read, nodes };
};

/** The definitions of RFC 6962, 2.1, word for word: over the leaves themselves, nothing kept. */
const k = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
const MTH = (D: readonly Hash[]): Hash =>
  D.length === 0
    ? emptyRoot
    : D.length === 1
      ? D[0]!
      : nodeHash(MTH(D.slice(0, k(D.length))), MTH(D.slice(k(D.length))));
const PATH = (m: number, D: readonly Hash[]): readonly Hash[] => {
  if (D.length === 1) return [];
  const [left, right] = [D.slice(0, k(D.length)), D.slice(k(D.length))];
  return m < left.length ? [...PATH(m, left), MTH(right)] : [...PATH(m - left.length, right), MTH(left)];
};
const SUBPROOF = (m: number, D: readonly Hash[], b: boolean): readonly Hash[] => {
  if (m === D.length) return b ? [] : [MTH(D)];
  const [left, right] = [D.slice(0, k(D.length)), D.slice(k(D.length))];
  return m <= left.length
    ? [...SUBPROOF(m, left, b), MTH(right)]
    : [...SUBPROOF(m - left.length, right, false), MTH(left)];
};

/** The reference tree of Certificate Transparency (google/certificate-transparency-go, transparency-dev/merkle). */
const reference = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the public vectors of RFC 6962', () => {
  test('the roots of the reference tree, as it grows', () => {
    const tree = growingTree();
    const { read } = grown(reference);
    for (const [size, root] of roots.entries()) {
      expect(hex(tree.root())).toBe(root);
      expect(hex(rootOf(size, read))).toBe(root);
      if (size < reference.length) tree.append(reference[size]!);
    }
    expect(tree.size()).toBe(8);
  });

  /** What transparency-dev/merkle verifies, proofs with every kind of damage among them (testdata at 417fb0c). */
  const probes = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as {
    readonly inclusion: readonly {
      readonly leafIdx: number;
      readonly treeSize: number;
      readonly root: string;
      readonly leafHash: string;
      readonly proof: readonly string[] | null;
      readonly desc: string;
      readonly wantErr: boolean;
    }[];
    readonly consistency: readonly {
      readonly size1: number;
      readonly size2: number;
      readonly root1: string;
      readonly root2: string;
      readonly proof: readonly string[] | null;
      readonly desc: string;
      readonly wantErr: boolean;
    }[];
  };

  test.each(probes.inclusion)('inclusion of $leafIdx in $treeSize, $desc', (probe) =>
    expect(
      verifyInclusion({
        leaf: bytes(probe.leafHash),
        index: probe.leafIdx,
        size: probe.treeSize,
        root: bytes(probe.root),
        path: (probe.proof ?? []).map(bytes),
      }),
    ).toBe(!probe.wantErr),
  );

  test.each(probes.consistency)('consistency of $size1 with $size2, $desc', (probe) =>
    expect(
      verifyConsistency(
        { size: probe.size1, root: bytes(probe.root1) },
        { size: probe.size2, root: bytes(probe.root2) },
        (probe.proof ?? []).map(bytes),
      ),
    ).toBe(!probe.wantErr),
  );

  test('the proofs that hold are those that are given', () => {
    const { read } = grown(reference);
    const good = probes.inclusion.filter(({ wantErr }) => !wantErr);
    for (const { leafIdx, treeSize, proof } of good)
      expect(inclusionProof(leafIdx, treeSize, read).map(hex)).toEqual((proof ?? []).map((one) => hex(bytes(one))));
    const kept = probes.consistency.filter(({ wantErr }) => !wantErr);
    for (const { size1, size2, proof } of kept)
      expect(consistencyProof(size1, size2, read).map(hex)).toEqual((proof ?? []).map((one) => hex(bytes(one))));
    expect([good.length, kept.length]).toEqual([6, 6]);
  });
});

describe('a tree of any size', () => {
  const MOST = 70;
  const leaves = Array.from({ length: MOST }, (_, index) => leafHash(Buffer.from(String(index))));
  const { read, nodes } = grown(leaves);
  const sizes = fc.integer({ min: 1, max: MOST });
  const two = fc.tuple(sizes, sizes).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
  const treeOf = (size: number) => ({ size, root: rootOf(size, read) });

  test('keeps one node for each complete subtree, and no other', () => {
    const complete = Array.from({ length: 8 }, (_, level) => Math.floor(MOST / 2 ** level)).reduce((sum, n) => sum + n);
    expect(nodes.size).toBe(complete);
  });

  test('has the root and the proofs of the definitions, and they verify', () =>
    fc.assert(
      fc.property(two, fc.nat(), ([from, to], any) => {
        const D = leaves.slice(0, to);
        const index = any % to;
        expect(hex(rootOf(to, read))).toBe(hex(MTH(D)));
        const path = inclusionProof(index, to, read);
        expect(path.map(hex)).toEqual(PATH(index, D).map(hex));
        expect(verifyInclusion({ leaf: leaves[index]!, index, ...treeOf(to), path })).toBe(true);
        const proof = consistencyProof(from, to, read);
        expect(proof.map(hex)).toEqual(SUBPROOF(from, D, true).map(hex));
        expect(verifyConsistency(treeOf(from), treeOf(to), proof)).toBe(true);
      }),
      parameters(),
    ));

  test('no other leaf, place, size, root or path passes for an inclusion', () =>
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.nat(), (size, any, other, bit) => {
        const index = any % size;
        const path = inclusionProof(index, size, read);
        const good = { leaf: leaves[index]!, index, ...treeOf(size), path };
        const bad = [
          { ...good, leaf: leaves[(index + 1 + (other % (MOST - 1))) % MOST]! },
          { ...good, root: flipped(good.root, bit) },
          { ...good, path: [...path, leaves[0]!] },
        ];
        if (size > 1) {
          const at = other % path.length;
          bad.push(
            { ...good, index: (index + 1 + (other % (size - 1))) % size },
            { ...good, path: path.map((hash, place) => (place === at ? flipped(hash, bit) : hash)) },
            { ...good, path: path.slice(1) },
          );
        }
        for (const one of bad) expect(verifyInclusion(one)).toBe(false);
        for (const strange of [-1, size, 0.5, NaN, 2 ** 60])
          expect(verifyInclusion({ ...good, index: strange })).toBe(false);
      }),
      parameters(),
    ));

  test('no other beginning passes for a consistent one', () =>
    fc.assert(
      fc.property(two, fc.nat(), fc.nat(), ([from, to], other, bit) => {
        const proof = consistencyProof(from, to, read);
        const [before, after] = [treeOf(from), treeOf(to)];
        const changed = leaves.map((leaf, at) => (at === other % from ? leafHash(leaf) : leaf));
        expect(verifyConsistency({ size: from, root: MTH(changed.slice(0, from)) }, after, proof)).toBe(false);
        expect(verifyConsistency(before, { size: to, root: MTH(changed.slice(0, to)) }, proof)).toBe(false);
        expect(verifyConsistency(before, after, [...proof, leaves[0]!])).toBe(false);
        if (from < to) {
          expect(verifyConsistency(after, before, proof)).toBe(false);
          expect(verifyConsistency(before, after, proof.slice(1))).toBe(false);
          const at = other % proof.length;
          const damaged = proof.map((hash, place) => (place === at ? flipped(hash, bit) : hash));
          expect(verifyConsistency(before, after, damaged)).toBe(false);
        }
      }),
      parameters(),
    ));

  test('what becomes complete is found with one look at each level', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
        const looked: number[] = [];
        const found = appended(size, leaves[0]!, (level, index) => {
          looked.push(level);
          expect(index % 2).toBe(0);
          return leaves[level]!;
        });
        expect(found.map((_, level) => (size + 1) % 2 ** level)).toEqual(found.map(() => 0));
        expect((size + 1) % 2 ** found.length).not.toBe(0);
        expect(looked).toEqual([...found.keys()].slice(0, -1));
      }),
      parameters(),
    ));
});

const flipped = (hash: Hash, bit: number): Hash => {
  const copy = Buffer.from(hash);
  copy[(bit >> 3) % copy.length]! ^= 1 << (bit & 7);
  return copy;
};
