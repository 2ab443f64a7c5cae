import { backUp } from '../eventstore/sqlite-backup.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import { version } from '../server/version.js';
import type { CliCommand } from './command.js';

/** `edugroup backup`: a copy of the embedded store, also while a server writes to it. */
export const backupCommand: CliCommand = {
  name: 'backup',
  summary:
    'Copies the ledger and the people directory into a directory of their own, also while a server writes to them.',
  positionals: ['DIR'],
  options: {},
  details: [
    'The copy is read again and compared before DIR gets its name. It holds names and other personal details: keep it as safe as',
    'DATA_DIR, and no longer than needed, because whoever is erased later stays readable in it.',
  ],
  run: async ({ positionals: [to = ''] }, terminal) => {
    const configuration = readConfiguration(terminal.env);
    const { position, files } = await backUp({
      from: embeddedDirectory(configuration, 'back up'),
      to,
      ledger: configuration.ledger,
      software: version,
      now: () => new Date().toISOString(),
    }).catch((error: unknown) => {
      if (!(error instanceof StoreInUse)) throw error;
      throw new Error(`process ${error.pid ?? 'unknown'} is backing up into ${to} at this moment`);
    });
    const bytes = files.reduce((total, file) => total + file.bytes, 0);
    terminal.out(`The ledger is backed up as far as position ${position} in ${to}: ${bytes} bytes, verified.`);
  },
};

/** Where the embedded store lies. Throws Error for other stores. */
export const embeddedDirectory = ({ eventStoreUrl }: Pick<Configuration, 'eventStoreUrl'>, what: string): string => {
  const [, directory] = /^sqlite:(.+)$/is.exec(eventStoreUrl) ?? [];
  if (directory !== undefined) return directory;
  if (/^memory:/i.test(eventStoreUrl)) throw new Error(`EVENT_STORE_URL is memory: there is nothing to ${what}`);
  throw new Error(
    `EVENT_STORE_URL is an EventStoreDB: ${what} the cluster by its own means, they take the people directory along; ` +
      'after restoring it run `edugroup rebuild` for each replica that stops',
  );
};
