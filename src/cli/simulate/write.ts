import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Stores } from '../../eventstore/port.js';
import { progressLine, type Progress } from '../progress.js';
import { givenIn, type Given } from './given.js';
import type { Simulated } from './history.js';
import { readSpools, writeSpool } from './spool.js';

/** So many events are written at a time. */
const AT_A_TIME = 10_000;
/** What a thread has for what is new, in megabytes: with less, much is kept for a while that nobody needs. */
const YOUNG = 192;

export interface Writing {
  readonly simulated: Simulated;
  /** Without an event. */
  readonly stores: Pick<Stores, 'events' | 'people'>;
  /** Where what is decided lies until it is written; it is made for that, and goes. */
  readonly directory: string;
  /** Ends with the command that brings so many events. */
  readonly most?: number;
  /** How many threads decide; only the compiled program has more than its own. */
  readonly threads?: number;
  /** Told how many events are decided, then how many of them are written. */
  readonly progress?: Readonly<Record<'decided' | 'written', Progress>>;
}

/** What one of several threads decides: each takes the next district that nobody has. */
export interface Share {
  readonly simulated: Simulated;
  readonly directory: string;
  readonly most: number;
  /** How many districts are taken, in memory that the threads share. */
  readonly taken: Int32Array;
}

/**
 * Decides the history of each district for itself, one after the other or several at once, each into a file; then writes them to the ledger
 * in the order in which they were recorded, many streams at a time. So no more is in memory than a district for each thread. Tells how many
 * events of each type there are. Throws Error where a command is refused.
 */
export const write = async ({
  simulated,
  stores,
  directory,
  most = Infinity,
  threads = 1,
  progress = { decided: progressLine(undefined), written: progressLine(undefined) },
}: Writing): Promise<ReadonlyMap<string, number>> => {
  mkdirSync(directory);
  try {
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    let decided = 0;
    const onEvents = (events: number): void => progress.decided.at((decided += events));
    const share: Share = { simulated, directory, most, taken };
    const deciding = threads === 1 ? simulateShare(share, onEvents) : inThreads(threads, share, onEvents);
    await deciding.finally(progress.decided.done);
    const files = Array.from({ length: simulated.districts }, (_, district) => fileOf(directory, district));
    return await writeAll(readSpools(files), stores, most, progress.written.at).finally(progress.written.done);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const fileOf = (directory: string, district: number): string => join(directory, `${district}.jsonl`);

/** Decides districts until none is left. */
export const simulateShare = async (
  { simulated, directory, most, taken }: Share,
  onEvents: (events: number) => void,
): Promise<void> => {
  for (;;) {
    const district = Atomics.add(taken, 0, 1);
    if (district >= simulated.districts) return;
    await writeSpool(fileOf(directory, district), givenIn(simulated, district), most, onEvents);
  }
};

/** Ends with the first that fails. */
const inThreads = async (count: number, share: Share, onEvents: (events: number) => void): Promise<void> => {
  const threads = Array.from({ length: count }, () =>
    new Worker(new URL('./simulator.js', import.meta.url), {
      ...{ name: 'simulator', workerData: share, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } },
    }).on('message', onEvents),
  );
  try {
    await Promise.all(threads.map((thread) => once(thread, 'exit')));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
};

const writeAll = async (
  all: Iterable<Given>,
  { events, people }: Writing['stores'],
  most: number,
  onWritten: (position: number) => void,
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  let waiting: Given[] = [];
  let [position, written] = [0, 0];
  const flush = async (): Promise<void> => {
    await Promise.all(waiting.flatMap((one) => one.people.map((entry) => people.put(entry))));
    await Promise.all(waiting.map((one) => events.append(one.stream, one.expected, one.events)));
    [waiting, written] = [[], position];
    onWritten(position);
  };
  for (const one of all) {
    waiting.push(one);
    position += one.events.length;
    for (const { type } of one.events) counts.set(type, (counts.get(type) ?? 0) + 1);
    if (position >= most) break;
    if (position - written >= AT_A_TIME) await flush();
  }
  await flush();
  return counts;
};
