import { Worker } from 'node:worker_threads';
import type { Services } from '../graphql/index.js';
import { readModelsRebuilt } from '../graphql/shared/errors.js';
import type { ReadModels } from '../projections/read-models.js';
import { ReadModelsDamaged, type Renewable } from '../projections/renewable.js';
import type { Log } from '../projections/runner.js';
import { StoreUnavailable } from '../eventstore/port.js';
import { cancelled, deadlinePassed, limitExceeded, overloaded } from './errors.js';
import type { Metrics } from './metrics.js';
import type { Asked, FromReader, Question, ReaderData, Reading, ToReader } from './reading.js';
import type { Stray } from './strays.js';

/** A thread that answers queries, as a Worker is one. */
export interface ReaderThread {
  postMessage(message: ToReader): void;
  on(event: 'message', listener: (message: FromReader) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

/** Read models that may be read by other connections than the one that writes them. */
export interface SharedReadModels {
  readonly readModels: Pick<ReadModels, 'mayBeRead'>;
  readonly renewable: Pick<Renewable, 'renewals' | 'isFoundDamaged'>;
  /** Starts a thread that reads them. */
  readonly start: (suggestions: boolean) => ReaderThread;
}

export interface ReadersOptions {
  /** How many there may be; each is started when it is first wanted. */
  readonly count: number;
  /** How many queries may wait for one; half of them of one asker. */
  readonly mostWaiting?: number;
  /** How long a query may take from when it is asked, in milliseconds. */
  readonly deadline: number;
  readonly shared: SharedReadModels;
  readonly services: Services;
  readonly suggestions: boolean;
  readonly metrics: Pick<Metrics, 'countRefusal' | 'countDeadline'>;
  readonly log: Log;
  readonly stray: Stray;
}

/** Threads that answer queries beside the server's own. */
export interface Readers {
  /**
   * Throws OVERLOADED where too many wait or none is free in time, DEADLINE_EXCEEDED, LIMIT_EXCEEDED where the answer takes more memory
   * than a thread may have; and some error once the signal says that nobody waits for the answer.
   */
  ask(question: Question, asked: { readonly field: string; readonly gone: AbortSignal }): Promise<Reading>;
  readonly waiting: () => number;
  /** Ends all of them, and what they work at. */
  close(): Promise<void>;
}

interface Task {
  readonly question: Question;
  readonly asker: string;
  /** Whose entries of the people directory were read for it. */
  readonly persons: Set<string>;
  readonly answer: (reading: Reading) => void;
  readonly fail: (error: Error) => void;
  /** Gives it so much time from now on, in milliseconds. */
  readonly within: (milliseconds: number) => void;
  /** Nobody waits for it any more. */
  isOver?: true;
}

interface Reader {
  readonly thread: ReaderThread;
  /** How often the read models had been renewed when it was started: it reads the file of then. */
  readonly renewals: number;
  task?: Task | undefined;
  isReady?: true;
  /** It found what it reads damaged. */
  hasDamage?: true;
  isStopping?: true;
}

/** So many queries wait for a reader unless told otherwise. */
const MOST_WAITING = 50;
/** How long somebody should wait who found no reader, in seconds. */
const SOON = 5;
/** How long a query is worked at that nobody waits for any more, in milliseconds: a new thread takes longer than most queries. */
const GRACE = 1_000;
/** How long a thread may take to start, which is not the query's fault, in milliseconds. */
const START = 10_000;
/** What a thread may use, in megabytes; what SQLite caches comes besides. */
const MEMORY = 512;

/** Starts a thread of its own; from the compiled program only. */
export const startReader = (data: ReaderData): ReaderThread =>
  new Worker(new URL('./reader.js', import.meta.url), {
    name: 'reader',
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  });

const shown = (error: unknown): Error => (error instanceof ReadModelsDamaged ? readModelsRebuilt() : (error as Error));

export const openReaders = ({
  count,
  mostWaiting = MOST_WAITING,
  deadline,
  shared: { readModels, renewable, start },
  services,
  suggestions,
  metrics,
  log,
  stray,
}: ReadersOptions): Readers => {
  const readers = new Set<Reader>();
  const waiting: Task[] = [];
  let isClosed = false;
  /** Who was given a reader last: others come before. */
  let last: string | undefined;

  const busy = (): Error => {
    metrics.countRefusal('long_queries');
    return overloaded('The server is at its limit of long queries: try again in a moment', SOON);
  };
  const stop = (reader: Reader): void => {
    reader.isStopping = true;
    void reader.thread.terminate();
  };
  /** Whether somebody whose name may be in the answer was erased while it was made. */
  const isOutdated = ({ persons }: Task): boolean => {
    const head = services.runner.head();
    return [...persons].some((id) => services.readModels.persons.byKey(id, head)?.commitment === null);
  };
  const next = (): Task =>
    waiting.splice(
      Math.max(
        0,
        waiting.findIndex(({ asker }) => asker !== last),
      ),
      1,
    )[0]!;
  const give = (reader: Reader, task: Task): void => {
    reader.task = task;
    last = task.asker;
    task.persons.clear();
    if (!reader.isReady) task.within(START);
    reader.thread.postMessage({ question: task.question });
  };

  const reply = async (
    { thread, task }: Reader,
    { call, asked, given }: Extract<FromReader, { readonly call: number }>,
  ): Promise<void> => {
    const answers: Asked = {
      entry: (personId, commitment) => {
        task?.persons.add(personId);
        return services.people.get(personId, commitment);
      },
      recordAccess: (access) => services.recordAccess({ ...access, at: services.now() }),
      personsNamed: (...of) => services.personsNamed(...of),
      lastPositionOf: (epoch) => services.epochs.lastPositionOf(epoch),
      waitFor: (position, milliseconds) => services.runner.waitFor(position, milliseconds),
    };
    try {
      const result = await (answers[asked] as (...given: readonly unknown[]) => Promise<unknown>)(...given);
      thread.postMessage({ call, result });
    } catch (error) {
      const { message } = error as Error;
      thread.postMessage({ call, failure: message, isUnavailable: error instanceof StoreUnavailable });
    }
  };

  const settle = (
    reader: Reader,
    task: Task,
    message: Extract<FromReader, { readonly reading: Reading } | { readonly failure: string }>,
  ): void => {
    if ('failure' in message) return task.fail(reader.hasDamage ? readModelsRebuilt() : new Error(message.failure));
    if (task.isOver) return;
    try {
      // What it read was damaged, or holds a name no more.
      if (reader.renewals !== renewable.renewals()) waiting.unshift(task);
      else if (isOutdated(task)) give(reader, task);
      else task.answer(message.reading);
    } catch (error) {
      task.fail(shown(error));
    }
  };

  const started = (): Reader => {
    const reader: Reader = { thread: start(suggestions), renewals: renewable.renewals() };
    const { thread } = reader;
    let failure = new Error('A reader ended');
    readers.add(reader);
    thread.on('message', (message) => {
      if ('call' in message) return void reply(reader, message);
      if ('log' in message) return log[message.log](message.details, message.message);
      if ('stray' in message) return stray(message.stray);
      if ('damage' in message) {
        reader.hasDamage = true;
        return renewable.isFoundDamaged(message.damage);
      }
      const { task } = reader;
      if ('isReady' in message) {
        reader.isReady = true;
        return task?.within(deadline);
      }
      reader.task = undefined;
      if (task) settle(reader, task, message);
      begin();
    });
    thread.on('error', (error) => {
      failure =
        (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? limitExceeded('The answer takes more memory than is allowed: ask for less')
          : error;
    });
    thread.on('exit', () => {
      readers.delete(reader);
      reader.task?.fail(reader.hasDamage ? readModelsRebuilt() : failure);
      begin();
    });
    return reader;
  };

  const begin = (): void => {
    while (waiting.length > 0 && !isClosed) {
      const idle = [...readers].find(({ task, isStopping }) => !task && !isStopping);
      if (!idle && readers.size >= count) return;
      if (!mayBegin()) return;
      if (idle && idle.renewals !== renewable.renewals()) stop(idle);
      else give(idle ?? started(), next());
    }
  };
  const mayBegin = (): boolean => {
    try {
      return readModels.mayBeRead([...readers].some(({ task, isStopping }) => task ?? isStopping));
    } catch (error) {
      // As where they are damaged: nobody is answered until they are built again.
      for (const task of waiting.splice(0)) task.fail(shown(error));
      return false;
    }
  };

  return {
    ask: (question, { field, gone }) =>
      new Promise((resolve, reject) => {
        const asker = `${question.principal.actor.role} ${question.principal.actor.id}`;
        const own = waiting.filter((one) => one.asker === asker).length;
        if (isClosed || waiting.length >= mostWaiting || own >= mostWaiting / 2) throw busy();
        let timer: NodeJS.Timeout | undefined;
        const over = (): void => {
          task.isOver = true;
          clearTimeout(timer);
          gone.removeEventListener('abort', goneAway);
        };
        const task: Task = {
          question,
          asker,
          persons: new Set(),
          answer: (reading) => (over(), resolve(reading)),
          fail: (error) => (over(), reject(error)),
          within: (milliseconds) => {
            clearTimeout(timer);
            if (!task.isOver) timer = setTimeout(late, milliseconds);
          },
        };
        const itsReader = (): Reader | undefined => [...readers].find((one) => one.task === task);
        const end = (): void => {
          const reader = itsReader();
          if (reader) stop(reader);
        };
        const waitNoMore = (): void => {
          if (!itsReader()) waiting.splice(waiting.indexOf(task), 1);
        };
        const late = (): void => {
          waitNoMore();
          if (!itsReader()) return task.fail(busy());
          metrics.countDeadline();
          task.fail(deadlinePassed(field, deadline / 1000, question.language));
          end();
        };
        const goneAway = (): void => {
          waitNoMore();
          task.fail(cancelled());
          setTimeout(end, GRACE).unref();
        };
        if (gone.aborted) return task.fail(cancelled());
        gone.addEventListener('abort', goneAway, { once: true });
        task.within(deadline);
        waiting.push(task);
        begin();
      }),
    waiting: () => waiting.length,
    close: async () => {
      isClosed = true;
      for (const task of waiting.splice(0)) task.fail(busy());
      await Promise.all([...readers].map(({ thread }) => thread.terminate()));
    },
  };
};
