import { setFlagsFromString } from 'node:v8';
import { present } from '../domain/present.js';
import type { Stores } from '../eventstore/port.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import type { Serving } from '../server/runtime.js';
import type { CliCommand, Terminal } from './command.js';
import { progressLine } from './progress.js';

/**
 * How much of what lives in the heap may come on top of it before it is swept, in percent. Where a machine has much memory V8 lets the heap
 * grow to four times what lives in it, and answers no faster for it.
 */
const HEAP_GROWTH = 100;

/** `edugroup serve`: the ledger over HTTP, until a signal ends it. */
export const serveCommand: CliCommand = {
  name: 'serve',
  summary: 'Serves the ledger over GraphQL until SIGTERM or SIGINT; prints where.',
  positionals: [],
  options: {},
  details: [],
  run: async (_args, terminal) => {
    const { url } = await startServing(readConfiguration(terminal.env), terminal);
    terminal.out(`Listening at ${url}`);
  },
};

/** Starts a server that shows a long catch-up where somebody watches. Throws Error with one line where store or address are taken. */
export const startServing = async (
  configuration: Configuration,
  terminal: Terminal,
  prepare?: (stores: Stores) => Promise<void>,
): Promise<Serving> => {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  const progress = progressLine(terminal.redraw);
  // Only here: GraphQL and HTTP take a second to load, which the other commands need not wait for.
  const [{ serve }, { openLog }] = await Promise.all([import('../server/runtime.js'), import('../server/log.js')]);
  try {
    const serving = await serve(configuration, {
      log: openLog(configuration),
      onProgress: progress.at,
      ...present({ prepare }),
    });
    serving.runtime.runner.caughtUp().then(progress.done, () => undefined);
    return serving;
  } catch (error) {
    throw clearly(error, configuration);
  }
};

/** What most often keeps a server from starting, in words that say what to do. */
export const clearly = (error: unknown, { host, port }: Configuration): unknown => {
  if (error instanceof StoreInUse) {
    const owner = `process ${error.pid ?? 'unknown'}`;
    return new Error(
      `the ledger in ${error.path} is in use by ${owner}: stop that one first, or set DATA_DIR to another directory`,
    );
  }
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(
        `${host}:${port} is in use by another program: stop it, or set PORT to another one (0 takes any)`,
      );
    case 'EACCES':
      return new Error(`${(error as Error).message}: this user may not`);
    default:
      return error;
  }
};
