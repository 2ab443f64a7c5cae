import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

const HASH_BYTES = 32;
const LEAF = Buffer.of(0);
/** What is hashed of two subtrees, written over each time. */
const BOTH = Buffer.alloc(1 + 2 * HASH_BYTES, 1);
/** In one call, and as a text of bytes on the way: a third of the time of a hash object (bench/merkle.js). */
const sha256 = (content: Uint8Array | string): Hash => Buffer.from(hash('sha256', content, 'binary'), 'binary');

/** The hash of a leaf (RFC 6962, 2.1), given as bytes or as the text that they are in UTF-8. */
export const leafHash = (leaf: Uint8Array | string): Hash =>
  sha256(typeof leaf === 'string' ? `\0${leaf}` : Buffer.concat([LEAF, leaf]));

/** The hash of what lies over two subtrees (RFC 6962, 2.1). */
export const nodeHash = (left: Hash, right: Hash): Hash => {
  BOTH.set(left, 1);
  BOTH.set(right, 1 + HASH_BYTES);
  return sha256(BOTH);
};

/** The root of the tree without a leaf. */
export const emptyRoot: Hash = sha256(new Uint8Array());

/**
 * Gives the root of a complete subtree: it holds the leaves from index * 2^level on, 2^level of them. Level 0 are the leaves' hashes.
 */
export type NodeReader = (level: number, index: number) => Hash;

/**
 * The roots of the subtrees that become complete with a leaf behind `size` others, from level 0 on, the leaf itself: that of a level has
 * the index floor(size / 2^level). Reads log2(size) others at most.
 */
export const appended = (size: number, leaf: Hash, read: NodeReader): readonly Hash[] => {
  const roots = [leaf];
  for (let [level, index] = [0, size]; index % 2 === 1; level += 1, index = (index - 1) / 2)
    roots.push(nodeHash(read(level, index - 1), roots[level]!));
  return roots;
};

/** The level of a complete subtree over so many leaves; undefined where their number is no power of two. */
const levelOf = (size: number): number | undefined => {
  let level = 0;
  while (2 ** level < size) level += 1;
  return 2 ** level === size ? level : undefined;
};

/** How many leaves of more than one go to the left (RFC 6962, 2.1): the largest power of two below their number. */
const leftOf = (size: number): number => {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
};

/** The hash over `size` leaves from `start` on, which is where RFC 6962 cuts: at a multiple of a power of two that is not smaller. */
const hashOf = (start: number, size: number, read: NodeReader): Hash => {
  const level = levelOf(size);
  if (level !== undefined) return read(level, start / size);
  const left = leftOf(size);
  return nodeHash(hashOf(start, left, read), hashOf(start + left, size - left, read));
};

/** The root of the tree of the first `size` leaves. */
export const rootOf = (size: number, read: NodeReader): Hash => (size === 0 ? emptyRoot : hashOf(0, size, read));

/** A tree that is asked for its root alone. */
export interface GrowingTree {
  /** Adds a leaf by its hash. */
  append(leaf: Hash): void;
  size(): number;
  root(): Hash;
}

/** An empty one. It keeps the last complete subtree of each level, which is all that the next leaf and the root need. */
export const growingTree = (): GrowingTree => {
  const last: Hash[] = [];
  const read: NodeReader = (level) => last[level]!;
  let size = 0;
  return {
    append: (leaf) => {
      appended(size, leaf, read).forEach((root, level) => (last[level] = root));
      size += 1;
    },
    size: () => size,
    root: () => rootOf(size, read),
  };
};

/** What shows that a leaf is in the tree of the first `size` leaves, from the bottom to the top (RFC 6962, 2.1.1); index < size. */
export const inclusionProof = (index: number, size: number, read: NodeReader, start = 0): readonly Hash[] => {
  if (size === 1) return [];
  const left = leftOf(size);
  return index < left
    ? [...inclusionProof(index, left, read, start), hashOf(start + left, size - left, read)]
    : [...inclusionProof(index - left, size - left, read, start + left), hashOf(start, left, read)];
};

/**
 * What shows that the tree of the first `from` leaves is the beginning of that of `to` (RFC 6962, 2.1.2); 0 < from <= to: every tree begins
 * with the empty one.
 */
export const consistencyProof = (from: number, to: number, read: NodeReader): readonly Hash[] => {
  /** `isOld`: its hash is the older root, which whoever verifies has. */
  const prove = (old: number, start: number, size: number, isOld: boolean): readonly Hash[] => {
    if (old === size) return isOld ? [] : [hashOf(start, size, read)];
    const left = leftOf(size);
    return old <= left
      ? [...prove(old, start, left, isOld), hashOf(start + left, size - left, read)]
      : [...prove(old - left, start + left, size - left, false), hashOf(start, left, read)];
  };
  return prove(from, 0, to, true);
};

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Hash[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);
const isSame = (one: Hash, other: Hash): boolean => Buffer.compare(one, other) === 0;

/** A path of another length than the sizes ask for. */
class WrongLength extends Error {}
const above = (path: readonly Hash[]): readonly [rest: readonly Hash[], last: Hash] => {
  const last = path.at(-1);
  if (!last) throw new WrongLength();
  return [path.slice(0, -1), last];
};
const nothing = (path: readonly Hash[]): void => {
  if (path.length > 0) throw new WrongLength();
};
const holds = (check: () => boolean): boolean => {
  try {
    return check();
  } catch (error) {
    if (error instanceof WrongLength) return false;
    throw error;
  }
};

/** Whether a leaf with that hash stands at `index` in the tree of `size` leaves with that root; whatever is given, it throws nothing. */
export const verifyInclusion = ({
  leaf,
  index,
  size,
  root,
  path,
}: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly root: Hash;
  readonly path: readonly Hash[];
}): boolean => {
  const rootBy = (at: number, count: number, hashes: readonly Hash[]): Hash => {
    if (count === 1) {
      nothing(hashes);
      return leaf;
    }
    const [rest, last] = above(hashes);
    const left = leftOf(count);
    return at < left ? nodeHash(rootBy(at, left, rest), last) : nodeHash(last, rootBy(at - left, count - left, rest));
  };
  return (
    isCount(index) &&
    isCount(size) &&
    index < size &&
    areHashes([leaf, ...path]) &&
    holds(() => isSame(rootBy(index, size, path), root))
  );
};

/** A tree as a checkpoint tells it. */
export interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/**
 * Whether one tree, which is not the empty one, is the beginning of the other, by the roots of both; whatever is given, it throws nothing.
 */
export const verifyConsistency = (from: Tree, to: Tree, path: readonly Hash[]): boolean => {
  const rootsBy = (
    old: number,
    size: number,
    isOld: boolean,
    hashes: readonly Hash[],
  ): { readonly before: Hash; readonly after: Hash } => {
    if (old === size && isOld) {
      nothing(hashes);
      return { before: from.root, after: from.root };
    }
    const [rest, last] = above(hashes);
    if (old === size) {
      nothing(rest);
      return { before: last, after: last };
    }
    const left = leftOf(size);
    if (old <= left) {
      const { before, after } = rootsBy(old, left, isOld, rest);
      return { before, after: nodeHash(after, last) };
    }
    const { before, after } = rootsBy(old - left, size - left, false, rest);
    return { before: nodeHash(last, before), after: nodeHash(last, after) };
  };
  if (!isCount(from.size) || !isCount(to.size) || from.size === 0 || from.size > to.size || !areHashes(path))
    return false;
  return holds(() => {
    const { before, after } = rootsBy(from.size, to.size, true, path);
    return isSame(before, from.root) && isSame(after, to.root);
  });
};
