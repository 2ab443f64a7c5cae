import type { ClassType } from 'type-graphql';
import type { Scan } from '../../projections/scan.js';
import { ArgsType, Field, Int, Type } from './decorators.js';
import { badUserInput } from './errors.js';
import { isPosition } from './ids.js';

export const DEFAULT_SIZE = 20;
const GREATEST_SIZE = 100;

@ArgsType()
export class Page {
  @Field(() => Int, {
    nullable: true,
    description: 'How many, from the start or from behind `after`: 1 to 100, 20 unless told.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor behind which to go on.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many, from the end or from before `before` backwards: 1 to 100; not with `first`.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor before which to go on backwards.' })
  before?: string | null;
}

/** What a connection is read from: items in the order of keys that are unique. */
export interface Source<Item> {
  readonly keyOf: (item: Item) => string;
  /** Whether a cursor's text could be a key. */
  readonly isKey: (text: string) => boolean;
  /** Items behind a key, or from the start, in order. */
  readonly after: (key: string | undefined, limit: number) => readonly Item[];
  /** Items before a key, or from the end, in reverse order. */
  readonly before: (key: string | undefined, limit: number) => readonly Item[];
  readonly count: () => number;
}

/** A list in the order of its keys, all of it at hand. */
export const listed = <Item extends { readonly key: string }>(items: readonly Item[]): Source<Item> => ({
  keyOf: ({ key }) => key,
  isKey: () => true,
  after: (from, limit) => items.filter(({ key }) => from === undefined || key > from).slice(0, limit),
  before: (from, limit) =>
    items
      .filter(({ key }) => from === undefined || key < from)
      .reverse()
      .slice(0, limit),
  count: () => items.length,
});

/** A list that is read as it is asked for. */
export const scanned = <Item extends { readonly key: string }>(scan: Scan<Item>): Source<Item> => ({
  keyOf: ({ key }) => key,
  isKey: () => true,
  ...scan,
});

/** A list in the order of positions, each its item's cursor; `after` and `before` exclude the position, undefined is the list's end. */
export const positioned = <Item>({
  positionOf,
  after,
  before,
  count,
}: {
  readonly positionOf: (item: Item) => number;
  readonly after: (position: number | undefined, limit: number) => readonly Item[];
  readonly before: (position: number | undefined, limit: number) => readonly Item[];
  readonly count: () => number;
}): Source<Item> => {
  const numbered = (key: string | undefined): number | undefined => (key === undefined ? undefined : Number(key));
  return {
    keyOf: (item) => String(positionOf(item)),
    isKey: isPosition,
    after: (key, limit) => after(numbered(key), limit),
    before: (key, limit) => before(numbered(key), limit),
    count,
  };
};

@Type('Where a page lies in its list.')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more behind this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first item; null where the page is empty.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last item; null where the page is empty.' })
  endCursor!: string | null;
}

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
  /** Counted only when it is selected. */
  readonly totalCount: number;
}

/** The connection type of an object type, and its edge. */
export const connectionOf = (item: ClassType, name: string, things: string): ClassType<Connection<unknown>> => {
  @Type(`One of the ${things} of a page.`, { name: `${name}Edge` })
  class Edge {
    @Field(() => String, { description: 'The cursor: a key in the sort order, without a moment.' })
    cursor!: string;

    @Field(() => item, { description: 'The item itself.' })
    node!: unknown;
  }

  @Type(`A page of ${things}. Who pages through one moment passes its asOf with every page.`, {
    name: `${name}Connection`,
  })
  class ConnectionType {
    @Field(() => [Edge], { description: 'The items with their cursors.' })
    edges!: readonly Edge[];

    @Field(() => [item], { description: 'The items alone.' })
    nodes!: readonly unknown[];

    @Field(() => PageInfo, { description: 'Where the page lies.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are on all pages.' })
    totalCount!: number;
  }
  return ConnectionType;
};

/** One page of a source. Throws BAD_USER_INPUT, naming the argument. */
export const pageOf = <Item, T>(page: Page, source: Source<Item>, show: (item: Item) => T): Connection<T> => {
  const { backwards, limit, from } = asked(page, source);
  const found = (backwards ? source.before : source.after)(from, limit + 1);
  const items = found.length > limit ? found.slice(0, limit) : found;
  return new PageOf(source, backwards ? [...items].reverse() : items, show, {
    backwards,
    from,
    more: found.length > limit,
  });
};

/** Cursors and what lies beyond are worked out when they are asked for, which a compiled query does several times. */
class PageOf<Item, T> implements Connection<T>, PageInfo {
  readonly nodes: readonly T[];
  #edges: Connection<T>['edges'] | undefined;

  constructor(
    private readonly source: Source<Item>,
    private readonly items: readonly Item[],
    show: (item: Item) => T,
    private readonly asked: { readonly backwards: boolean; readonly from: string | undefined; readonly more: boolean },
  ) {
    this.nodes = items.map(show);
  }

  get edges(): Connection<T>['edges'] {
    return (this.#edges ??= this.nodes.map((node, index) => ({ cursor: this.cursorAt(index)!, node })));
  }
  get pageInfo(): PageInfo {
    return this;
  }
  get totalCount(): number {
    return this.source.count();
  }

  get hasNextPage(): boolean {
    return this.asked.backwards ? this.isBeyond(this.source.after, this.items.at(-1)) : this.asked.more;
  }
  get hasPreviousPage(): boolean {
    return this.asked.backwards ? this.asked.more : this.isBeyond(this.source.before, this.items[0]);
  }
  get startCursor(): string | null {
    return this.cursorAt(0);
  }
  get endCursor(): string | null {
    return this.cursorAt(this.items.length - 1);
  }

  private cursorAt(index: number): string | null {
    const item = this.items[index];
    return item === undefined ? null : cursorOf(this.source.keyOf(item));
  }
  /** An empty page has on its near side whatever there is at all: its cursor lies beyond it. */
  private isBeyond(there: Source<Item>['after'], edge: Item | undefined): boolean {
    return (
      this.asked.from !== undefined && there(edge === undefined ? undefined : this.source.keyOf(edge), 1).length > 0
    );
  }
}

const asked = <Item>(
  page: Page,
  source: Source<Item>,
): { backwards: boolean; limit: number; from: string | undefined } => {
  const first = sizeOf('first', page.first);
  const last = sizeOf('last', page.last);
  if (first !== undefined && last !== undefined) throw badUserInput('last', '`first` and `last` exclude each other');
  const backwards = last !== undefined || (first === undefined && (page.before ?? undefined) !== undefined);
  const [mine, other] = backwards ? (['before', 'after'] as const) : (['after', 'before'] as const);
  if ((page[other] ?? undefined) !== undefined)
    throw badUserInput(other, 'use `first` with `after`, or `last` with `before`');
  const cursor = page[mine] ?? undefined;
  return {
    backwards,
    limit: first ?? last ?? DEFAULT_SIZE,
    from: cursor === undefined ? undefined : keyOfCursor(mine, cursor, source),
  };
};

/** How many are asked for. Throws BAD_USER_INPUT, naming the argument. */
export const sizeOf = (argument: string, size: number | null | undefined): number | undefined => {
  if (typeof size === 'number' && (size < 1 || size > GREATEST_SIZE))
    throw badUserInput(argument, `1 to ${GREATEST_SIZE} can be asked for`);
  return size ?? undefined;
};

/** The cursor of a key. */
export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

/** The key of a cursor. Throws BAD_USER_INPUT, naming the argument. */
export const keyOfCursor = (argument: string, cursor: string, source: Pick<Source<unknown>, 'isKey'>): string => {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (key === '' || cursorOf(key) !== cursor || !source.isKey(key))
    throw badUserInput(argument, 'not a cursor of this list');
  return key;
};
