import { existsSync, readFileSync } from 'node:fs';
import { openCheckpoint, originOf, type Checkpoint } from '../audit/checkpoint.js';
import { BadNote, readVerifierKey, signerOf, type Verifier } from '../audit/note.js';
import { auditStore, type Distrust } from '../audit/trust.js';
import { openStores } from '../eventstore/open.js';
import { sqliteCode } from '../eventstore/sqlite-file.js';
import { openLeaves } from '../projections/merkle/rows.js';
import { readModelFile } from '../projections/read-models.js';
import { readConfiguration } from '../server/configuration.js';
import { keptCheckpointFile, readKeptCheckpoint } from '../server/kept-checkpoint.js';
import { checkpointKey } from '../server/signing-key.js';
import { UsageError, type CliCommand, type WithLines, type WithStatus } from './command.js';
import { count } from './problem.js';
import { progressLine } from './progress.js';

/** The exit status of each fault, as of `edugroup verify`; the first of them counts. */
const statuses: readonly (readonly [Distrust['code'], number])[] = [
  ['CHECKPOINT_INVALID', 4],
  ['EVENT_ALTERED', 1],
  ['LEDGER_SHRUNKEN', 3],
  ['LEDGER_FORKED', 3],
];

/** A store that does not hold what was signed for. */
class Distrusted extends Error implements WithLines, WithStatus {
  readonly lines: readonly string[];
  readonly status: number;
  constructor(found: readonly Distrust[]) {
    super(`the ledger must not be trusted: ${count(found.length, 'fault')}`);
    this.name = 'Distrusted';
    this.lines = found.map(({ code, message }) => `${code}: ${message}`);
    this.status = statuses.find(([code]) => found.some((one) => one.code === code))![1];
  }
}

/** `edugroup audit`: whether the store holds what was signed for and read from it. */
export const auditCommand: CliCommand = {
  name: 'audit',
  summary:
    'Computes the tree of the store again and compares it with what was signed and read; works beside a running server.',
  positionals: [],
  options: {
    checkpoint: {
      value: 'FILE',
      repeatable: true,
      description:
        'The signed checkpoint of a bundle, a witness or /tlog/checkpoint: the store must be its continuation.',
    },
    'public-key': {
      value: 'KEY',
      repeatable: true,
      description: "Whose signature is believed, as name+id+base64; without it this ledger's own key.",
    },
    quorum: { value: 'N', description: 'How many of the given keys must have signed a given checkpoint (default 1).' },
  },
  details: [
    '',
    'Compared are the leaves that this version read (they tell the first position; a running server keeps them to itself), the checkpoint that',
    'the server keeps in DATA_DIR, and those that are given. Exit status: 0 all holds; 1 an event was altered; 2 wrong usage; 3 events were',
    'taken away, or other ones put in their place; 4 a checkpoint is not signed by the key.',
  ],
  run: async (args, terminal) => {
    const configuration = readConfiguration(terminal.env);
    const { eventStoreUrl, ledger: name, dataDir } = configuration;
    if (/^memory:/i.test(eventStoreUrl)) throw new Error('EVENT_STORE_URL is memory: there is nothing to audit');
    const keys = args.list('public-key').map((text) => {
      const key = readVerifierKey(text);
      if (!key) throw new UsageError(`--public-key must be a key as name+id+base64, not '${text}'`);
      return key;
    });
    const asked = args.text('quorum') ?? '1';
    if (!/^[1-9]\d?$/.test(asked) || Number(asked) > Math.max(1, keys.length))
      throw new UsageError('--quorum must be a number, and no more than there are keys');
    const quorum = Number(asked);
    const stores = await openStores(eventStoreUrl, { ledger: name, readOnly: true, log: terminal.error });
    const progress = progressLine(terminal.redraw);
    const leaves = leavesRead(readModelFile(dataDir, name), terminal.error);
    try {
      const ledger = (await stores.epochs.list())[0]?.id;
      if (ledger === undefined) throw new Error('nothing was ever written to this ledger');
      // What this ledger kept it signed itself; in production an auditor may not have its key, but knows it.
      const hasOwn = configuration.signingKey !== undefined || configuration.environment !== 'production';
      const own = hasOwn || keys.length === 0 ? [signerOf(originOf(ledger), checkpointKey(configuration))] : [];
      const kept = readKeptCheckpoint(keptCheckpointFile(dataDir, name));
      const given = args.list('checkpoint').map((path) => [path, readFileSync(path, 'utf8')] as const);
      const opened = [
        ...(kept === undefined ? [] : [open('the kept checkpoint', kept, [...own, ...keys], 1)]),
        ...given.map(([path, note]) => open(path, note, keys.length > 0 ? keys : own, quorum)),
      ];
      const checkpoints = opened.flatMap((one) => ('size' in one ? [one] : []));
      const { size, root, found } = await auditStore({
        events: stores.events,
        ledger,
        checkpoints,
        leafAt: (position) => leaves?.leafAt(position),
        onProgress: progress.at,
      });
      progress.done();
      const faults = [...opened.flatMap((one) => ('code' in one ? [one] : [])), ...found];
      if (faults.length > 0) throw new Distrusted(faults);
      if (opened.length === 0)
        terminal.error('edugroup audit: no checkpoint is kept or given: this shows only what the store holds now');
      terminal.out(
        `${count(size, 'event')} of ledger ${ledger}, root ${Buffer.from(root).toString('base64')}: the continuation of ${count(opened.length, 'checkpoint')}${leaves ? ', and what was read' : ''}.`,
      );
    } finally {
      progress.done();
      leaves?.close();
      await stores.events.close();
    }
  },
};

/** What was read of the ledger, where anything was and no server has it for itself. */
const leavesRead = (file: string, say: (line: string) => void): ReturnType<typeof openLeaves> | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    return openLeaves(file);
  } catch (error) {
    if (!sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error;
    say(
      'edugroup audit: a server has the read models for itself: compared with what was signed alone, which does not tell which event was altered',
    );
    return undefined;
  }
};

const open = (what: string, note: string, verifiers: readonly Verifier[], quorum: number): Checkpoint | Distrust => {
  try {
    const { signed, ...checkpoint } = openCheckpoint(note, verifiers);
    return signed.length >= quorum
      ? checkpoint
      : {
          code: 'CHECKPOINT_INVALID',
          message: `${what}: ${signed.length} of the given keys signed it, and ${quorum} are asked for`,
        };
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    return { code: 'CHECKPOINT_INVALID', message: `${what}: ${error.message}` };
  }
};
