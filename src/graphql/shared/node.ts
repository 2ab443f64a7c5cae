import type { ObjectType as TypeName } from '../../domain/objects.js';
import type { Row } from '../../projections/read-model.js';
import type { Context } from '../context.js';
import type { At } from './at.js';
import { Derived, ID, InterfaceType, ObjectType } from './decorators.js';
import { globalId, type NodeType } from './ids.js';
import { SafeInt } from './scalars.js';

@InterfaceType({ description: 'An object with a global id.' })
export abstract class Node {
  constructor(
    readonly nodeType: NodeType,
    readonly key: string,
    readonly at: At,
  ) {}

  @Derived(() => ID, {
    description:
      'The global id. Where the object was asked for at a past moment it holds that moment, and `node` gives back that same past object.',
  })
  get id(): string {
    return globalId(this.nodeType, this.key, this.at.pinned ? this.at : undefined);
  }
}

/** A node that a read model's row stands behind. The row's columns become the node's own, so that fields named alike need no code. */
export abstract class RowNode<R extends Row> extends Node {
  constructor(
    type: TypeName,
    readonly row: R,
    at: At,
  ) {
    super(type, row.key, at);
    Object.assign(this, row);
  }
}

/**
 * Makes nodes of rows. A row that was read before is the same until something is written, and so is its node at the same moment: lists
 * and look-ups that are executed again and again make none anew. For nodes that keep nothing of who asks.
 */
export const nodesOf = <R extends Row, N extends RowNode<R>>(
  Type: new (row: R, at: At) => N,
): ((row: R, at: At) => N) => {
  const kept = new WeakMap<R, N>();
  return (row, at) => {
    const known = kept.get(row);
    if (known && isSame(known.at, at)) return known;
    const node = new Type(row, at);
    kept.set(row, node);
    return node;
  };
};

const isSame = (one: At, other: At): boolean =>
  one.position === other.position && one.effectiveOn === other.effectiveOn && one.pinned === other.pinned;

/** What is said of keys that are shown. */
export const ENTITY_ID = 'The stable key, readable, the same at every moment.';

@ObjectType({ simpleResolvers: true })
export abstract class Entity<R extends Row> extends RowNode<R> {
  @Derived(() => ID, { description: ENTITY_ID })
  get entityId(): string {
    return this.key;
  }

  @Derived(() => SafeInt, {
    description: 'The stream revision of the last event that touched it, for `expectedRevision`.',
  })
  revision(_: unknown, { read }: Context): number {
    return read.events.revisionOf({ type: this.nodeType as TypeName, key: this.key }, this.at.position);
  }
}
