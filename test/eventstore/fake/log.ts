/** An event as a client proposes it. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface Recorded extends Proposed {
  readonly stream: string;
  readonly revision: number;
  /** In the all-stream: an offset, not a count. */
  readonly position: number;
  readonly created: Date;
}

export type Expected = number | 'any' | 'no-stream';

export type Outcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  /** `current` -1: there is no such stream. */
  | { readonly kind: 'wrong'; readonly current: number }
  | { readonly kind: 'deleted' };

export interface Log {
  readonly all: readonly Recorded[];
  readonly append: (stream: string, expected: Expected, events: readonly Proposed[]) => Outcome;
  /** What a read of the stream gives, oldest first; undefined where there is no such stream, 'deleted' after a tombstone. */
  readonly visible: (stream: string) => readonly Recorded[] | undefined | 'deleted';
  /** Softly: it is not found then, and may be appended to again. Gives false where there is nothing to delete. */
  readonly remove: (stream: string) => boolean;
  readonly tombstone: (stream: string) => void;
  /** Returns once something was appended after the first `length` events. */
  readonly longerThan: (length: number, signal: AbortSignal) => Promise<void>;
}

const SOFT_DELETED = Number.MAX_SAFE_INTEGER;

/** What EventStoreDB 24.10 keeps and how it decides an append, idempotence included: by ids and revision, never by content. */
export const eventLog = (): Log => {
  const all: Recorded[] = [];
  const streams = new Map<string, Recorded[]>();
  const tombstones = new Set<string>();
  const waiting = new Set<() => void>();

  const limits = (stream: string): { readonly first: number; readonly softDeleted: boolean } => {
    const last = streams.get(`$$${stream}`)?.at(-1);
    const metadata = last
      ? (JSON.parse(Buffer.from(last.data).toString()) as { $tb?: number; $maxCount?: number })
      : {};
    const length = streams.get(stream)?.length ?? 0;
    const first = Math.max(metadata.$tb ?? 0, metadata.$maxCount === undefined ? 0 : length - metadata.$maxCount);
    return { first, softDeleted: (metadata.$tb ?? 0) >= SOFT_DELETED };
  };

  const decide = (stream: string, expected: Expected, events: readonly Proposed[]): Outcome | 'write' => {
    const there = streams.get(stream) ?? [];
    const current = there.length - 1;
    const again = (revision: number): Outcome => ({
      kind: 'written',
      revision,
      position: there[revision]?.position ?? 0,
    });
    if (tombstones.has(stream)) return { kind: 'deleted' };
    if (expected === 'any') {
      const found = events.map(({ id }) => there.find((event) => event.id === id)?.revision);
      if (found[0] === undefined) return 'write';
      return found.includes(undefined) ? { kind: 'wrong', current } : again(found.at(-1) ?? 0);
    }
    const after = expected === 'no-stream' ? -1 : expected;
    if (after > current) return { kind: 'wrong', current };
    if (after === current) return 'write';
    const same = events.findIndex(({ id }, index) => there[after + 1 + index]?.id !== id);
    if (same === -1) return again(after + events.length);
    return same === 0 && expected === 'no-stream' && limits(stream).softDeleted ? 'write' : { kind: 'wrong', current };
  };

  const write = (stream: string, events: readonly Proposed[]): Outcome => {
    const there = streams.get(stream) ?? [];
    if (limits(stream).softDeleted) write(`$$${stream}`, [metadataEvent({ $tb: there.length })]);
    streams.set(stream, there);
    for (const event of events) {
      const before = all.at(-1);
      const position = before ? before.position + 100 + before.data.length + before.metadata.length : 1_000;
      const recorded = { ...event, stream, revision: there.length, position, created: new Date() };
      there.push(recorded);
      all.push(recorded);
    }
    for (const wake of [...waiting]) wake();
    return { kind: 'written', revision: there.length - 1, position: all.at(-1)?.position ?? 0 };
  };

  return {
    all,
    append: (stream, expected, events) => {
      const outcome = decide(stream, expected, events);
      return outcome === 'write' ? write(stream, events) : outcome;
    },
    visible: (stream) => {
      if (tombstones.has(stream)) return 'deleted';
      const there = streams.get(stream);
      return there === undefined || limits(stream).softDeleted ? undefined : there.slice(limits(stream).first);
    },
    remove: (stream) => {
      if (!streams.has(stream) && !streams.has(`$$${stream}`)) return false;
      if (!limits(stream).softDeleted) write(`$$${stream}`, [metadataEvent({ $tb: SOFT_DELETED })]);
      return true;
    },
    tombstone: (stream) => {
      tombstones.add(stream);
      write(stream, [{ ...metadataEvent({}), type: '$streamDeleted' }]);
    },
    longerThan: (length, signal) =>
      new Promise((resolve) => {
        if (all.length > length || signal.aborted) return resolve();
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
};

const metadataEvent = (metadata: Record<string, number>): Proposed => ({
  id: crypto.randomUUID(),
  type: '$metadata',
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(metadata)),
  metadata: new Uint8Array(),
});
