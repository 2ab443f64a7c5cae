import { readVerifierKey } from '../audit/note.js';
import { kindOfFault, type Fault, type FaultKind } from '../audit/bundle/faults.js';
import { verifyBundle, type Verdict } from '../audit/bundle/verify.js';
import { UsageError, type CliCommand, type WithLines, type WithStatus } from './command.js';
import { count } from './problem.js';
import { progressLine } from './progress.js';

/** The exit status that the gravest fault gives; 2 is for a wrong command line. */
const statuses: Readonly<Record<FaultKind, number>> = { events: 1, history: 3, signature: 4, names: 5, files: 6 };

/** A bundle that is not what it should be. */
class BadBundle extends Error implements WithLines, WithStatus {
  readonly lines: readonly string[];
  readonly status: number;
  constructor(bundle: string, faults: readonly Fault[]) {
    super(`${bundle} must not be trusted: ${count(faults.length, 'fault')}`);
    this.name = 'BadBundle';
    this.lines = faults.map(
      ({ code, position, message }) => `${code}${position === undefined ? '' : ` at position ${position}`}: ${message}`,
    );
    this.status = statuses[kindOfFault(faults[0]!)];
  }
}

/** `edugroup verify BUNDLE`: whether a bundle is what was signed for. */
export const verifyCommand: CliCommand = {
  name: 'verify',
  summary:
    'Checks a bundle of edugroup export, without server or database: every event, the signature, the state before.',
  positionals: ['BUNDLE'],
  options: {
    since: {
      value: 'OLD',
      description: 'An older bundle, or the file of an older checkpoint: this one must be its continuation.',
    },
    'public-key': {
      value: 'KEY',
      repeatable: true,
      description: "Whose signature is believed, as name+id+base64; without it that of OLD, else the bundle's own.",
    },
  },
  details: [
    '',
    "Proved are the events, in their order; with --names in the export persons' details too. CSV tables are views: they are compared with the",
    "manifest alone, which nobody signs. Without --public-key and --since only the bundle's agreement with itself is shown.",
    'Exit status: 0 all holds; 1 an event was changed, deleted, inserted, moved, or the tail is cut (also: no bundle at all); 2 wrong usage;',
    '3 OLD is not its beginning (a fork, a shrunken ledger, another ledger); 4 the signature is not of the key; 5 a name does not fit its',
    'commitment; 6 another file is not the one of the manifest. Of several faults the gravest counts: 4, 1, 3, 5, 6.',
  ],
  // eslint-disable-next-line @typescript-eslint/require-await -- commands give promises
  run: async (args, terminal) => {
    const [bundle] = args.positionals as [string];
    const since = args.text('since');
    const keys = args.list('public-key').map((text) => {
      const key = readVerifierKey(text);
      if (!key) throw new UsageError(`--public-key must be a key as name+id+base64, not '${text}'`);
      return key;
    });
    const progress = progressLine(terminal.redraw);
    let verdict: Verdict;
    try {
      verdict = verifyBundle({
        bundle,
        ...(since === undefined ? {} : { since }),
        ...(keys.length === 0 ? {} : { keys }),
        onProgress: progress.at,
      });
    } finally {
      progress.done();
    }
    const { faults, checkpoint, signedBy, keysFrom, names } = verdict;
    if (keysFrom === 'bundle')
      terminal.error(
        "edugroup verify: no key was given, so the bundle's own was taken: this shows only that it agrees with itself, not who signed it",
      );
    if (faults.length > 0) throw new BadBundle(bundle, faults);
    const { origin, size, root } = checkpoint!;
    terminal.out(
      `${bundle}: ${count(size, 'event')} of ${origin}, root ${Buffer.from(root).toString('base64')}: as signed by ${signedBy}.`,
    );
    if (since !== undefined) terminal.out(`It is the continuation of ${since}.`);
    if (names)
      terminal.out(
        `${names.given} of ${count(names.commitments, 'commitment')} to personal details have theirs here, and all fit.`,
      );
  },
};
