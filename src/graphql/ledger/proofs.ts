import type { SignedCheckpoint } from '../../audit/transparency-log.js';
import type { Hash } from '../../projections/merkle/tree.js';
import type { Context } from '../context.js';
import { Field, Type } from '../shared/decorators.js';
import { badUserInput, positionNotReadable } from '../shared/errors.js';
import { SafeInt } from '../shared/scalars.js';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');

@Type("The ledger's Merkle tree (RFC 6962) at a size, signed.")
export class Checkpoint {
  @Field(() => String, { description: 'Which ledger it is of: `edugroup-ledger/`, and its id.' })
  readonly origin: string;

  @Field(() => SafeInt, { description: 'How many events it is over: a position.' })
  readonly size: number;

  @Field(() => String, { description: 'The root, SHA-256 in hexadecimal.' })
  readonly root: string;

  @Field(() => String, { description: 'All this as a signed note: keep it, to compare with what is shown later.' })
  readonly note: string;

  @Field(() => String, {
    description: 'The public key of the note, `name+id+base64`; to be compared with one that was had in another way.',
  })
  readonly verifierKey: string;

  constructor({ origin, size, root, note, verifierKey }: SignedCheckpoint) {
    [this.origin, this.size, this.root, this.note, this.verifierKey] = [origin, size, hex(root), note, verifierKey];
  }
}

@Type('What shows that an event is in the tree (RFC 6962, 2.1.1).')
export class InclusionProof {
  @Field(() => SafeInt, { description: 'The position of the event; its leaf has the index before.' })
  readonly position!: number;

  @Field(() => SafeInt, { description: 'The size of the tree.' })
  readonly treeSize!: number;

  @Field(() => String, { description: "The leaf's hash, in hexadecimal." })
  readonly leafHash!: string;

  @Field(() => String, { description: "The tree's root, in hexadecimal." })
  readonly root!: string;

  @Field(() => [String], { description: 'The hashes from the leaf to the root, in hexadecimal.' })
  readonly path!: readonly string[];
}

@Type('What shows that one tree is the beginning of another (RFC 6962, 2.1.2).')
export class ConsistencyProof {
  @Field(() => SafeInt, { description: 'The size of the older tree.' })
  readonly from!: number;

  @Field(() => SafeInt, { description: 'The size of the newer tree.' })
  readonly to!: number;

  @Field(() => String, { description: "The older tree's root, in hexadecimal." })
  readonly fromRoot!: string;

  @Field(() => String, { description: "The newer tree's root, in hexadecimal." })
  readonly toRoot!: string;

  @Field(() => [String], { description: 'The hashes that both roots are made of, in hexadecimal.' })
  readonly path!: readonly string[];
}

/** Throws BAD_USER_INPUT by name, and POSITION_NOT_READABLE beyond the head. */
const checkSize = (argument: string, size: number, head: number): void => {
  if (size < 1) throw badUserInput(argument, 'a position is 1 or more');
  if (size > head) throw positionNotReadable(size, head, argument);
};

export const inclusionOf = (
  { read: { merkle } }: Context,
  position: number,
  treeSize: number,
  head: number,
): InclusionProof => {
  checkSize('treeSize', treeSize, head);
  checkSize('position', position, head);
  if (position > treeSize) throw badUserInput('position', 'it lies behind the end of the tree');
  return Object.assign(new InclusionProof(), {
    position,
    treeSize,
    leafHash: hex(merkle.leafHash(position)),
    root: hex(merkle.root(treeSize)),
    path: merkle.inclusionProof(position, treeSize).map(hex),
  });
};

export const consistencyOf = (
  { read: { merkle } }: Context,
  from: number,
  to: number,
  head: number,
): ConsistencyProof => {
  checkSize('from', from, head);
  checkSize('to', to, head);
  if (from > to) throw badUserInput('from', 'the older tree is not the larger one');
  return Object.assign(new ConsistencyProof(), {
    from,
    to,
    fromRoot: hex(merkle.root(from)),
    toRoot: hex(merkle.root(to)),
    path: merkle.consistencyProof(from, to).map(hex),
  });
};
