import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../audit/bundle/manifest.js';
import { verifyBundle } from '../audit/bundle/verify.js';
import { writeBundle } from '../audit/bundle/write.js';
import { originOf } from '../audit/checkpoint.js';
import { signerOf } from '../audit/note.js';
import { numberedToEnd, type NumberedEvent } from '../eventstore/numbering.js';
import { openStores } from '../eventstore/open.js';
import type { EventStore } from '../eventstore/port.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { writeWholeDirectory } from '../eventstore/whole-directory.js';
import { ledgerIdOf } from '../projections/epochs.js';
import { openReadModels } from '../projections/read-models.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import { checkpointKey } from '../server/signing-key.js';
import { version } from '../server/version.js';
import type { CliCommand, Terminal } from './command.js';
import { viewsOf } from './export/views.js';
import { positionOf } from './options.js';
import { progressLine } from './progress.js';

/** `edugroup export`: the ledger as files that can be checked without it. */
export const exportCommand: CliCommand = {
  name: 'export',
  summary: 'Writes the ledger as a bundle that edugroup verify checks without server or database, for auditors.',
  positionals: ['DIR'],
  options: {
    at: { value: 'POSITION', description: 'Only the first events, up to this position.' },
    names: { description: 'With the names and other details of persons, as far as they are not erased.' },
    'no-views': { description: 'Without the CSV tables, as where this version cannot read an event.' },
  },
  details: [
    '',
    'DIR holds events.ndjson (a line for each event, byte for byte as the store keeps it), leaves (their hashes), checkpoint (signed),',
    'manifest.json, and CSV tables for reading. docs/verify.md tells how each is written, and how to check it without this software.',
    'It holds what is not public, and with --names personal details: erasing somebody does not reach into it. Works beside a running server.',
  ],
  run: async (args, terminal) => {
    const [to] = args.positionals as [string];
    const upTo = positionOf(args);
    const configuration = readConfiguration(terminal.env);
    if (/^memory:/i.test(configuration.eventStoreUrl))
      throw new Error('EVENT_STORE_URL is memory: there is nothing to export');
    const { size, root, ledger, publicKey } = await writeWholeDirectory({
      to,
      what: 'a bundle',
      write: (directory) =>
        exportInto(directory, configuration, terminal, {
          upTo,
          names: args.isOn('names'),
          views: !args.isOn('no-views'),
        }),
    }).catch((error: unknown) => {
      if (!(error instanceof StoreInUse)) throw error;
      throw new Error(`process ${error.pid ?? 'unknown'} is exporting into ${to} at this moment`);
    });
    terminal.out(`${to}: ${size} events of ledger ${ledger}, root ${root}, verified.`);
    terminal.out(`Its key, which auditors should be given another way: ${publicKey}`);
  },
};

interface What {
  readonly upTo: number | undefined;
  readonly names: boolean;
  readonly views: boolean;
}

const exportInto = async (
  directory: string,
  configuration: Configuration,
  terminal: Terminal,
  { upTo, names, views }: What,
): Promise<Manifest> => {
  const { eventStoreUrl, ledger: name } = configuration;
  const stores = await openStores(eventStoreUrl, { ledger: name, readOnly: true, log: terminal.error });
  const progress = progressLine(terminal.redraw);
  const forViews = join(directory, 'read-models.partial');
  const readModels = views ? openReadModels(forViews) : undefined;
  try {
    await stores.events.ping();
    const now = (): string => new Date().toISOString();
    const ledger = await ledgerIdOf(stores.epochs, { newId: randomUUID, now });
    readModels?.isOf(ledger);
    const manifest = await writeBundle({
      directory,
      ledger,
      events: eventsUpTo(stores.events, upTo),
      signer: signerOf(originOf(ledger), checkpointKey(configuration)),
      software: version,
      now,
      ...(names ? { people: stores.people } : {}),
      ...(readModels ? { views: viewsOf(readModels) } : {}),
      onProgress: progress.at,
    });
    const { faults } = verifyBundle({ bundle: directory });
    if (faults[0]) throw new Error(`what was written does not verify: ${faults[0].message}`);
    return manifest;
  } finally {
    readModels?.close();
    for (const ending of ['', '-wal', '-shm']) rmSync(`${forViews}${ending}`, { force: true });
    progress.done();
    await stores.events.close();
  }
};

/** The ledger's events up to a position, or those that are there. Throws Error where there are fewer, and what following throws. */
async function* eventsUpTo(events: EventStore, upTo = Infinity): AsyncGenerator<readonly NumberedEvent[]> {
  if (upTo === 0) return;
  let head = 0;
  for await (const batch of numberedToEnd(events)) {
    const wanted = batch.filter(({ position }) => position <= upTo);
    yield wanted;
    head = wanted.at(-1)?.position ?? head;
    if (head === upTo) return;
  }
  if (upTo !== Infinity) throw new Error(`--at ${upTo}: the ledger has ${head} events`);
}
