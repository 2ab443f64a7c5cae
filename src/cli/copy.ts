import { copyLedger } from '../audit/copy.js';
import { openStores } from '../eventstore/open.js';
import { checkpointNames } from '../processes/index.js';
import { readConfiguration } from '../server/configuration.js';
import { UsageError, type CliCommand } from './command.js';
import { DEMO_CHECKPOINT } from './demo-ledger.js';
import { count } from './problem.js';
import { progressLine } from './progress.js';

/** `edugroup copy`: the same ledger in another store, as from the embedded one into a cluster. */
export const copyCommand: CliCommand = {
  name: 'copy',
  summary: 'Copies a ledger into another store, so that positions, signatures and proofs go on; may be repeated.',
  positionals: [],
  options: {
    from: { value: 'URL', description: 'The store to read, also beside its server.' },
    to: { value: 'URL', description: 'The store to write: without this ledger, or with a part of it.' },
  },
  details: [
    '',
    'Where one of both is not given, it is EVENT_STORE_URL: give a URL with a password so, options can be seen by others on the machine.',
    'LEDGER names the ledger in both. The people directory, accesses of auditors, revocations and checkpoints of processes come along; epochs',
    'into EventStoreDB only, an embedded store begins its own. Run again, it goes on where it was interrupted, and takes what was written,',
    'and who was erased, meanwhile. Before the last run stop the server of the first store; then start that of the second with the same',
    'LEDGER and LEDGER_SIGNING_KEY, and another DATA_DIR.',
  ],
  run: async (args, terminal) => {
    const { eventStoreUrl, ledger: name } = readConfiguration(terminal.env);
    const [fromUrl, toUrl] = [args.text('from') ?? eventStoreUrl, args.text('to') ?? eventStoreUrl];
    for (const [option, url] of Object.entries({ from: fromUrl, to: toUrl }))
      if (/^memory:/i.test(url)) throw new UsageError(`--${option} must be a store that stays, not memory:`);
    if (fromUrl === toUrl)
      throw new UsageError('--from and --to are the same store; one of them may be EVENT_STORE_URL');
    const from = await openStores(fromUrl, { ledger: name, readOnly: true, log: terminal.error });
    const progress = progressLine(terminal.redraw);
    try {
      const ledgerId = (await from.epochs.list())[0]?.id;
      if (ledgerId === undefined) throw new Error('nothing was ever written to the ledger that is to be copied');
      const to = await openStores(toUrl, { ledger: name, ledgerId, log: terminal.error });
      try {
        const checkpoints = [...checkpointNames, DEMO_CHECKPOINT];
        const { ledger, size, root, present, people, accesses, revocations } = await copyLedger({
          from,
          to,
          checkpoints,
          onProgress: progress.at,
        });
        progress.done();
        terminal.out(
          `${count(size, 'event')} of ledger ${ledger}, root ${Buffer.from(root).toString('base64')}, in both: ${present} were there, ${size - present} copied; ` +
            `with ${count(people, 'entry', 'entries')} of the people directory, ${count(accesses, 'access', 'accesses')}, ${count(revocations, 'revocation')}.`,
        );
      } finally {
        await to.events.close();
      }
    } finally {
      progress.done();
      await from.events.close();
    }
  },
};
