import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { transparencyLog } from '../audit/transparency-log.js';
import { commandHandler } from '../commands/handle.js';
import { knownNames } from '../commands/names.js';
import { openStores } from '../eventstore/open.js';
import type { Stores } from '../eventstore/port.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import type { Services } from '../graphql/index.js';
import { startProcesses, type Processes } from '../processes/index.js';
import { entriesOf, unlessErased } from '../processes/people-directory.js';
import { knownEpochs } from '../projections/epochs.js';
import {
  lockReadModels,
  openReadModelFile,
  putAsideReadModelFile,
  readModelFile,
  type ReadModels,
} from '../projections/read-models.js';
import { renewable, type Renewable } from '../projections/renewable.js';
import { startRunner, type Log, type Runner } from '../projections/runner.js';
import { aborted } from './aborted.js';
import { startServer, type RunningServer } from './app.js';
import { clockOf, systemClock } from './clock.js';
import type { Configuration } from './configuration.js';
import { watchPeople } from './people.js';
import { filesAreThere, probeWrites, roomIsLeft } from './disk.js';
import { readerFollows, readinessOf, storeAnswers, tokensAreJudged, type Check } from './readiness.js';
import { keepCheckpoint, keptCheckpointFile, trustChecks } from './kept-checkpoint.js';
import { checkpointKey } from './signing-key.js';
import { watchAltered } from './altered.js';
import { startReader, type SharedReadModels } from './readers.js';
import { watchRevocations } from './revocations.js';
import { watchEvents } from './unreadable.js';

export interface RuntimeOptions {
  readonly log: Log;
  /** What is done with the ledger once it is open, before anything reads it. */
  readonly prepare?: (stores: Stores) => Promise<void>;
  /** Called with the position after every batch of the first catch-up. */
  readonly onProgress?: (position: number) => void;
  /** Whether follow-ups are run; not while read-only. */
  readonly processes?: boolean;
  /** Opens the ledger without becoming its writer: beside a server that owns it. */
  readonly readOnly?: boolean;
  /** The present instant, RFC 3339 in UTC; this machine's clock unless told otherwise. */
  readonly now?: () => string;
  /** Whether other threads read beside this one. */
  readonly isShared?: boolean;
  /** How often something is written to see whether that works, in milliseconds. */
  readonly probeEvery?: number;
}

/** A ledger with everything that serves it, in this process. */
export interface Runtime {
  readonly services: Services;
  readonly stores: Stores;
  readonly runner: Runner;
  readonly readModels: ReadModels;
  /** How other threads read them, where they are in a file that is shared. */
  readonly shared?: SharedReadModels | undefined;
  /** What must be so for it to be served. */
  readonly checks: readonly Check[];
  /** How far the processes have come, 0 before they started; and what they could not do. */
  readonly processes: Pick<Processes, 'position' | 'due'>;
  /** Lets go of everything; a second call waits for the first. */
  close(): Promise<void>;
}

/** How long to wait before starting the processes again after the store was lost, in milliseconds. */
const RETRY_AFTER = 1_000;
/** How often the server looks at its own readiness, in milliseconds. */
const LOOK_EVERY = 5_000;
/** How long what is under way may take to end before the store is closed under it, in milliseconds. */
const LAST_STEPS = 1_000;

/**
 * Opens the ledger as configured. Gives the runtime at once; `runner.caughtUp()` says when the read models have.
 * Throws what opening the store throws (StoreInUse where another process writes to it).
 */
export const openRuntime = async (configuration: Configuration, options: RuntimeOptions): Promise<Runtime> => {
  const { log, onProgress, readOnly = false, processes = true, now = systemClock() } = options;
  const closing: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    // What waits for a store that is away would wait on; it gives up as soon as the store, the first that was opened, is closed.
    const impatience = setTimeout(() => void closing[0]?.(), LAST_STEPS);
    for (let last = closing.pop(); last; last = closing.pop()) await last();
    clearTimeout(impatience);
  };
  const key = checkpointKey(configuration);
  try {
    const opened = await openStores(configuration.eventStoreUrl, {
      ledger: configuration.ledger,
      readOnly,
      log: (message) => log.warn({}, message),
    });
    closing.push(() => opened.events.close());
    await options.prepare?.(opened);
    const epochs = await knownEpochs({ epochs: opened.epochs, log, newId: randomUUID, now });
    closing.push(() => epochs.stop());
    const { renewable: own, files, release } = openOwnReadModels(configuration, log, now, options.isShared ?? false);
    const { readModels } = own;
    closing.push(release);
    const probe = readOnly
      ? undefined
      : probeWrites(opened, options.probeEvery === undefined ? {} : { every: options.probeEvery });
    closing.push(() => probe?.stop());
    const watched = watchEvents((probe?.watched ?? opened).events, (...of) => readModels.events.positionOf(...of));
    const stores = { ...(probe?.watched ?? opened), events: watched.events };
    const runner = startRunner({
      events: stores.events,
      ledgerId: epochs.ledgerId,
      readModels,
      renewable: own,
      log,
      ...(onProgress ? { onProgress } : {}),
    });
    const looking = new AbortController();
    const transparency = transparencyLog(readModels, key);
    // Whoever writes the read models keeps it; nobody does in memory.
    const trust =
      files.length === 0
        ? undefined
        : keepCheckpoint({
            file: keptCheckpointFile(configuration.dataDir, configuration.ledger),
            key,
            readModels,
            runner,
            transparency,
            log,
            signal: looking.signal,
          });
    closing.push(() => trust?.stop());
    closing.push(() => runner.stop());
    closing.push(() => looking.abort());
    const altered = watchAltered({ events: opened.events, readModels, signal: looking.signal });
    const clock = clockOf({ events: readModels.events, now, verifiedPosition: configuration.clockVerifiedPosition });
    let hasCaughtUp = false;
    runner.caughtUp().then(
      () => (hasCaughtUp = true),
      () => undefined,
    );
    const names = knownNames(
      {
        ...stores,
        entriesOf: (district) => (hasCaughtUp && !runner.isRebuilding() ? entriesOf(readModels, district) : undefined),
      },
      () => Date.parse(now()),
    );
    const handle = commandHandler({
      stores,
      now,
      names,
      mayWrite: () => runner.status() !== 'stopped' && !own.isDamaged() && !altered.isAltered() && !trust?.distrust(),
      lastRecordedAt: clock.lastRecordedAt,
    });
    const people = await watchPeople({ stores, readModels, runner, readOnly, log });
    closing.push(() => people.stop());
    const started =
      processes && !readOnly ? startProcessesOnceCaughtUp({ stores, readModels, runner, handle, log }) : idle;
    closing.push(() => started.stop());
    void runner
      .caughtUp()
      .then(() => opened.events.findUnreadable(looking.signal))
      .then(watched.note, watched.note)
      .then(altered.watch);
    let closed: Promise<void> | undefined;
    return {
      services: {
        handle,
        readModels,
        runner,
        epochs,
        transparency,
        ...(trust ? { distrust: () => trust.distrust()?.message } : {}),
        people: unlessErased(stores, people.erased),
        recordAccess: (access) => stores.accesses.record(access),
        // Until then nobody here knows for certain who was erased.
        personsNamed: async (...of) => (people.erased() ? names.personsNamed(...of) : undefined),
        now,
        log,
        due: () => started.due(),
      },
      stores,
      runner,
      readModels,
      shared:
        options.isShared && files[0] !== undefined
          ? { readModels, renewable: own, start: (suggestions) => startReader({ file: files[0]!, key, suggestions }) }
          : undefined,
      checks: [
        storeAnswers(stores.events),
        ...readerFollows(runner),
        ...watched.checks,
        altered.check,
        ...trustChecks(() => trust?.distrust()),
        clock.check,
        people.check,
        ...(started.check ? [started.check] : []),
        ...(probe?.checks ?? []),
        roomIsLeft({ directories: directoriesOf(configuration), least: configuration.minFreeBytes }),
        filesAreThere([...files, ...storeFilesOf(configuration)]),
      ],
      processes: started,
      close: () => (closed ??= closeAll()),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
};

interface OwnReadModels {
  readonly renewable: Renewable;
  readonly files: readonly string[];
  readonly release: () => void;
}

/** The directory of an embedded store. */
const storeDirectoryOf = ({ eventStoreUrl }: Configuration): string | undefined =>
  /^sqlite:(.+)$/is.exec(eventStoreUrl)?.[1];
const storeFilesOf = (configuration: Configuration): readonly string[] => {
  const directory = storeDirectoryOf(configuration);
  return directory === undefined ? [] : [join(directory, 'ledger.sqlite'), join(directory, 'people.sqlite')];
};
/** Where something is written. */
const directoriesOf = (configuration: Configuration): readonly string[] =>
  /^memory:/i.test(configuration.eventStoreUrl)
    ? []
    : [configuration.dataDir, storeDirectoryOf(configuration) ?? configuration.dataDir];

/**
 * The read models' file, which one process writes: whoever comes second (another command beside a server on EventStoreDB, or a
 * read-only one) builds its own in memory.
 */
const openOwnReadModels = (
  { dataDir, ledger, eventStoreUrl }: Configuration,
  log: Log,
  now: () => string,
  isShared: boolean,
): OwnReadModels => {
  const inMemory = (): OwnReadModels => {
    const own = renewable({
      open: () => openReadModelFile(undefined, ledger),
      putAside: () => undefined,
      onDamage: () => undefined,
    });
    return { renewable: own, files: [], release: () => own.readModels.close() };
  };
  if (/^memory:/i.test(eventStoreUrl)) return inMemory();
  let unlock: () => void;
  try {
    unlock = lockReadModels(dataDir, ledger);
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
    log.info({}, 'Another process has the read models of this ledger and version open: building them in memory');
    return inMemory();
  }
  try {
    const own = renewable({
      open: () => openReadModelFile(dataDir, ledger, isShared ? 'SHARED' : 'ALONE'),
      putAside: () => void putAsideReadModelFile(dataDir, ledger, now()),
      onDamage: (reason) =>
        log.warn({ reason }, "The read models' file is damaged: it is moved aside, and built again from the ledger"),
    });
    return {
      renewable: own,
      files: [readModelFile(dataDir, ledger)],
      release: () => {
        own.readModels.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
};

/** Nothing is followed up. */
const idle: Processes & { readonly check?: Check } = {
  due: () => [],
  position: () => 0,
  stop: () => Promise.resolve(),
};

/** Processes look at read models that have caught up; until then, and while their store is away, they wait. */
const startProcessesOnceCaughtUp = (
  options: Parameters<typeof startProcesses>[0],
): Processes & { readonly check: Check } => {
  let failure: string | undefined;
  let running: Processes | undefined;
  const stopped = new AbortController();
  const starting = (async (): Promise<Processes | undefined> => {
    await Promise.race([options.runner.caughtUp(), aborted(stopped.signal)]);
    while (!stopped.signal.aborted) {
      try {
        running = await startProcesses(options);
        failure = undefined;
        return running;
      } catch (error) {
        if (stopped.signal.aborted) break;
        const { message } = error as Error;
        if (message !== failure) options.log.warn({}, `The processes could not be started, trying again: ${message}`);
        failure = message;
        await pause(RETRY_AFTER, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
    return undefined;
  })().catch(() => undefined);
  return {
    check: {
      code: 'FOLLOW_UPS_WAIT',
      // Why is in the log: it may say how the store is reached.
      level: 'info',
      check: () =>
        failure === undefined
          ? undefined
          : 'what follows from commands is not done, the processes cannot be started: the log says why',
    },
    due: () => running?.due() ?? [],
    position: () => running?.position() ?? 0,
    stop: async () => {
      stopped.abort();
      await (await starting)?.stop();
    },
  };
};

export interface ServeOptions extends Pick<RuntimeOptions, 'log' | 'onProgress' | 'prepare'> {
  /** Ends the process; replaced in tests. */
  readonly exit?: (code: number) => void;
  /** Where signals come from; replaced in tests. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on' | 'removeListener'>;
}

/** A server with the ledger that it serves. */
export interface Serving {
  readonly url: string;
  readonly runtime: Runtime;
  /** Stops the server, then lets go of the ledger. */
  close(): Promise<void>;
}

/**
 * Opens the ledger and serves it. Resolves when the server listens, which is before the read models have caught up: until then
 * /readyz says no. SIGTERM and SIGINT stop it cleanly and end the process with 0; a second signal ends it at once.
 */
export const serve = async (
  configuration: Configuration,
  { exit = (code) => process.exit(code), signals = process, ...options }: ServeOptions,
): Promise<Serving> => {
  const { log } = options;
  const runtime = await openRuntime(configuration, { ...options, isShared: configuration.readers.count > 0 });
  const revocations = await watchRevocations({ revocations: runtime.stores.revocations, log });
  let server: RunningServer;
  // Whether or not anybody asks: what goes wrong is in the log then.
  let looking: NodeJS.Timeout | undefined;
  try {
    const readiness = readinessOf([...runtime.checks, tokensAreJudged(revocations)], log);
    const { services, shared } = runtime;
    server = await startServer({ configuration, services, log, readiness, revocations, shared });
    looking = setInterval(() => void readiness.reasons(), LOOK_EVERY);
  } catch (error) {
    revocations.stop();
    await runtime.close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= (clearInterval(looking), server.close())
      .finally(() => revocations.stop())
      .finally(() => runtime.close())
      .finally(forget));
  const onSignal = (signal: NodeJS.Signals): void => {
    if (closed) return exit(1);
    log.info({ signal }, 'Stopping');
    close().then(
      () => exit(0),
      (error: unknown) => {
        log.error({}, `The server could not stop cleanly: ${(error as Error).message}`);
        exit(1);
      },
    );
  };
  const forget = (): void => {
    for (const signal of ['SIGTERM', 'SIGINT']) signals.removeListener(signal, onSignal);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) signals.on(signal, onSignal);
  log.info({ url: server.url, position: runtime.runner.head() }, 'Listening');
  return { url: server.url, runtime, close };
};
