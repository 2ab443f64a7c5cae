import { setImmediate as nextTurn } from 'node:timers/promises';
import { v5 as uuidv5 } from 'uuid';
import type { Handle, Written } from '../commands/command.js';
import { dayOf } from '../domain/day.js';
import { deciderOf } from '../domain/ledger.js';
import { background } from '../eventstore/background.js';
import { UnreadableCheckpoint, type Stores } from '../eventstore/port.js';
import type { IndexedEntry } from '../projections/event-index.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Log, Runner } from '../projections/runner.js';
import type { DueItem, Process } from './process.js';

export interface ProcessOptions {
  readonly stores: Pick<Stores, 'people' | 'checkpoints'>;
  readonly readModels: ReadModels;
  readonly runner: Runner;
  readonly handle: Handle;
  readonly log: Log;
  /** How long to wait before trying again after the store was lost, in milliseconds. */
  readonly retryAfter?: number;
}

export interface RunningProcess {
  /** How far it has come. */
  position(): number;
  due(): readonly DueItem[];
  stop(): Promise<void>;
}

interface Checkpoint {
  readonly position: number;
  readonly due: readonly DueItem[];
}

const isCheckpoint = (document: unknown): document is Checkpoint => {
  const { position, due } = (document ?? {}) as Partial<Checkpoint>;
  return Number.isSafeInteger(position) && Array.isArray(due);
};

/** Under which name a process keeps how far it has come, and acts. */
export const checkpointNameOf = ({ name }: Process): string => `process-${name}`;

const PAGE = 100;
/** How long to wait for the next event before looking again, in milliseconds. */
const IDLE = 60_000;
/** How long to wait until what was written is readable, in milliseconds. */
const READABLE = 10_000;
/** A refusal that says there is nothing left to do. */
const settled = new Set(['NO_CHANGE', 'NOT_FOUND', 'TERM_EXPIRED']);

/**
 * Runs a process from its checkpoint on, which lives in the store outside the ledger. Without one it starts at the head, so that
 * a rebuild or a new replica never fires history again. Commands carry ids that follow from their cause: several replicas may run
 * the same process.
 */
export const runProcess = async (process: Process, options: ProcessOptions): Promise<RunningProcess> => {
  const { stores, readModels, runner, handle, log, retryAfter = 500 } = options;
  const name = checkpointNameOf(process);
  const abort = new AbortController();
  let checkpoint = await stores.checkpoints.load(name);
  if (checkpoint === undefined) {
    checkpoint = { position: runner.head(), due: [] };
    await stores.checkpoints.save(name, checkpoint);
  }
  if (!isCheckpoint(checkpoint)) throw new UnreadableCheckpoint(name);
  let current: Checkpoint = checkpoint;

  const readable = async ({ stream, revision }: Written): Promise<void> => {
    if ((await runner.positionOf(stream, revision, READABLE)) === undefined)
      throw new Error(`${stream} revision ${revision} is not readable yet`);
  };
  const standing = (): readonly DueItem[] => current.due.filter((item) => process.stands(readModels, item));

  const follow = async (entry: IndexedEntry): Promise<readonly DueItem[]> => {
    const due: DueItem[] = [];
    await process.react(
      entry,
      {
        read: readModels,
        people: stores.people,
        issue: async (command, { key, effectiveOn }) => {
          const stream = deciderOf(command)!.streamOf(command);
          const outcome = await handle(
            command,
            {
              commandId: uuidv5(`${process.name}/${stream}/${key}`, entry.eventId),
              basis: entry.metadata.basis,
              effectiveOn,
              causationId: entry.eventId,
              correlationId: entry.metadata.correlationId,
            },
            { actor: { id: name, role: 'SYSTEM' } },
          );
          if ('failed' in outcome) throw new Error(`${command.type} on ${stream}: ${outcome.failed}`);
          if ('written' in outcome && !outcome.written.replayed)
            log.info({ process: process.name, position: entry.position, stream }, `Followed up with ${command.type}`);
          if ('refused' in outcome && !settled.has(outcome.refused.code)) {
            due.push({
              process: process.name,
              position: entry.position,
              command: command.type,
              stream,
              refusal: outcome.refused,
              recordedOn: dayOf(entry.metadata.recordedAt),
            });
          }
          // What comes next is judged by read models that hold what was just done.
          if ('written' in outcome) await readable(outcome.written);
        },
      },
      entry.metadata.effectiveOn,
    );
    return due;
  };

  const step = async (): Promise<boolean> => {
    const head = runner.head();
    if (current.position >= head) return false;
    const entries = readModels.events.page(
      { types: process.on },
      { after: current.position, upTo: head, limit: PAGE, backwards: false },
    );
    for (const entry of entries) {
      const due = await follow(entry);
      const before = standing().filter(
        (item) => !due.some(({ command, stream }) => command === item.command && stream === item.stream),
      );
      current = { position: entry.position, due: [...before, ...due] };
      await stores.checkpoints.save(name, current);
      if (abort.signal.aborted) return false;
      // An embedded store answers without a turn of the event loop: a long backlog would starve everything else.
      await nextTurn();
    }
    if (entries.length < PAGE && current.position < head) {
      current = { ...current, position: head };
      if (entries.length > 0) await stores.checkpoints.save(name, current);
    }
    return true;
  };

  let lastFailure: string | undefined;
  /** What goes on for hours is said once. */
  const noteFailure = (message: string | undefined): void => {
    if (message !== undefined && message !== lastFailure)
      log.warn({ process: process.name, position: current.position }, `Trying again: ${message}`);
    lastFailure = message;
  };

  const running = background(async () => {
    while (!abort.signal.aborted && runner.status() !== 'stopped') {
      try {
        const hasMore = await step();
        noteFailure(undefined);
        if (!hasMore) await runner.waitFor(current.position + 1, IDLE, abort.signal);
      } catch (error) {
        noteFailure((error as Error).message);
        await runner.waitFor(Number.MAX_SAFE_INTEGER, retryAfter, abort.signal);
      }
    }
  });

  return {
    position: () => current.position,
    due: standing,
    stop: async () => {
      abort.abort();
      await running;
    },
  };
};
