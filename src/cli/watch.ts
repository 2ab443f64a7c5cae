import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openCheckpoint, originOf, ledgerOfOrigin, type OpenedCheckpoint } from '../audit/checkpoint.js';
import {
  addSignature,
  BadNote,
  cosignerOf,
  isKeyName,
  parseNote,
  readVerifierKey,
  type Verifier,
} from '../audit/note.js';
import { verifyConsistency } from '../projections/merkle/tree.js';
import { readKeptCheckpoint, writeKeptCheckpoint } from '../server/kept-checkpoint.js';
import { UsageError, type CliCommand, type WithStatus } from './command.js';

/** How long the server may take for an answer, in milliseconds, and how much it may say, in bytes. */
const PATIENCE = 10_000;
const MOST_BYTES = 1_000_000;
const STATUS = { history: 3, signature: 4 } as const;

/** What a server shows that a witness does not go along with. */
class Refused extends Error implements WithStatus {
  readonly status: number;
  constructor(kind: keyof typeof STATUS, message: string) {
    super(message);
    this.name = 'Refused';
    this.status = STATUS[kind];
  }
}

/** What was seen last: the note, and the key that it is signed with. */
interface State {
  readonly key: string;
  readonly note: string;
}

/** `edugroup watch URL`: whether a server still shows the ledger that it showed last time. */
export const watchCommand: CliCommand = {
  name: 'watch',
  summary: 'Compares the checkpoint of a server with the last one that was seen, for cron; cosigns it as a witness.',
  positionals: ['URL'],
  options: {
    state: { value: 'FILE', description: 'Keeps what was seen last.' },
    'public-key': {
      value: 'KEY',
      description: "The ledger's key, as name+id+base64; without it the one that it shows the first time is believed.",
    },
    'cosign-key': { value: 'FILE', description: "The witness's private Ed25519 key (PEM): what holds is cosigned." },
    'cosign-name': { value: 'NAME', description: "The name of the witness's key." },
    note: {
      value: 'FILE',
      description:
        'Where the cosigned note is kept; a cosignature of another witness of the same checkpoint stays in it.',
    },
    verbose: { description: 'Says what was seen, also where nothing is wrong.' },
  },
  details: [
    '',
    'It says nothing where the ledger has grown from what was seen, or is the same. Exit status: 0 so it is; 1 the server does not answer as',
    'one; 2 wrong usage; 3 the ledger has shrunk, was forked, or is another one; 4 the signature is not of the key. The state stays then.',
  ],
  run: async (args, terminal) => {
    const [url = ''] = args.positionals;
    const file = args.text('state');
    if (file === undefined) throw new UsageError('--state is missing: the file that keeps what was seen last');
    const base = baseOf(url);
    const witness = witnessOf(args.text('cosign-key'), args.text('cosign-name'), args.text('note'));
    const before = readState(file);
    const given = args.text('public-key');
    const key = given ?? before?.key ?? (await shownKey(base));
    const verifier = readVerifierKey(key);
    if (!verifier) {
      if (given !== undefined) throw new UsageError(`--public-key must be a key as name+id+base64, not '${given}'`);
      throw new Error('the server shows no key');
    }
    const note = await fetched(new URL('tlog/checkpoint', base));
    const seen = open(note, verifier);
    if (before) await compare(base, open(before.note, verifier), seen);
    writeKeptCheckpoint(file, `${JSON.stringify({ key, note } satisfies State)}\n`);
    if (witness) cosign(note, witness);
    if (args.isOn('verbose'))
      terminal.out(
        `${seen.origin}: ${seen.size} events, root ${Buffer.from(seen.root).toString('base64')}, ${before ? 'the continuation of what was seen' : 'seen for the first time'}.`,
      );
  },
};

const baseOf = (url: string): URL => {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`URL must be the address of a server, as in http://127.0.0.1:4000, not '${url}'`);
  const base = new URL(url);
  return base.pathname.endsWith('/') ? base : new URL(`${base.href}/`);
};

interface Witness {
  readonly name: string;
  readonly key: KeyObject;
  readonly file: string;
}
const witnessOf = (path?: string, name?: string, file?: string): Witness | undefined => {
  if (path === undefined && name === undefined && file === undefined) return undefined;
  if (path === undefined || name === undefined || file === undefined)
    throw new UsageError('--cosign-key, --cosign-name and --note belong together');
  if (!isKeyName(name)) throw new UsageError('--cosign-name has no spaces and no plus');
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch {
    throw new Error(`${path} holds no private key`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`);
  return { name, key, file };
};

/** Throws Error where the file holds something else. */
const readState = (file: string): State | undefined => {
  const text = readKeptCheckpoint(file);
  if (text === undefined) return undefined;
  try {
    const { key, note } = JSON.parse(text) as Partial<State>;
    if (typeof key === 'string' && typeof note === 'string') return { key, note };
  } catch {
    // As below.
  }
  throw new Error(`${file} holds no state of edugroup watch; nothing was compared`);
};

/** Throws Error where it takes too long, is too long, or fails. */
const fetched = async (url: URL, body?: object): Promise<string> => {
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(PATIENCE),
    redirect: 'error',
    ...(body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw new Error(`${url.origin} does not answer: ${(error as Error).name}`);
  });
  if (!answer.ok) throw new Error(`${url.href} answers with status ${answer.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > MOST_BYTES) throw new Error(`${url.href} answers with more than is asked for`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** Throws Error where the answer is no answer. */
const asked = async <T>(base: URL, query: string): Promise<T | undefined> => {
  const text = await fetched(new URL('graphql', base), { query });
  try {
    return (JSON.parse(text) as { data?: { ledger?: T } }).data?.ledger ?? undefined;
  } catch {
    throw new Error(`${base.href} answers with something else than JSON`);
  }
};

const shownKey = async (base: URL): Promise<string> =>
  (await asked<{ checkpoint?: { verifierKey?: string } }>(base, '{ ledger { checkpoint { verifierKey } } }'))
    ?.checkpoint?.verifierKey ?? '';

const open = (note: string, verifier: Verifier): OpenedCheckpoint => {
  try {
    const opened = openCheckpoint(note, [verifier]);
    const ledger = ledgerOfOrigin(opened.origin);
    if (ledger === undefined || originOf(ledger) !== verifier.name)
      throw new Refused('history', `the checkpoint is of ${opened.origin}, and the key of ${verifier.name}`);
    return opened;
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Refused('signature', `${error.fault}: ${error.message}`);
  }
};

/** Throws Refused where the tree that is seen is not one that the other has grown into. */
const compare = async (base: URL, before: OpenedCheckpoint, seen: OpenedCheckpoint): Promise<void> => {
  if (before.origin !== seen.origin)
    throw new Refused('history', `the ledger is another one: ${seen.origin}, and it was ${before.origin}`);
  if (seen.size < before.size)
    throw new Refused('history', `the ledger has shrunk: ${seen.size} events, and ${before.size} were signed for`);
  const fork = `the ledger was forked: its first ${before.size} events are not those that were signed for`;
  if (before.size === 0) return;
  if (seen.size === before.size) {
    if (Buffer.compare(seen.root, before.root) === 0) return;
    throw new Refused('history', fork);
  }
  const proof = await asked<{ consistencyProof?: { path?: readonly string[] } }>(
    base,
    `{ ledger { consistencyProof(from: ${before.size}, to: ${seen.size}) { path } } }`,
  );
  const path = proof?.consistencyProof?.path;
  if (!Array.isArray(path) || !path.every((one) => typeof one === 'string'))
    throw new Error('the server gives no proof that what was signed for is its beginning');
  if (
    !verifyConsistency(
      before,
      seen,
      path.map((one) => Buffer.from(one, 'hex')),
    )
  )
    throw new Refused('history', fork);
};

/** Adds the witness's signature to what other witnesses signed of the same checkpoint. */
const cosign = (note: string, { name, key, file }: Witness): void => {
  const signer = cosignerOf(name, key, () => Math.floor(Date.now() / 1000));
  const kept = readKeptCheckpoint(file);
  const isOfSame = kept !== undefined && sameText(kept, note);
  const base = isOfSame ? kept : note;
  const isSigned = parseNote(base).signatures.some((one) => one.name === name && one.keyId === signer.keyId);
  if (!isSigned) writeKeptCheckpoint(file, addSignature(base, signer));
};
const sameText = (one: string, other: string): boolean => {
  try {
    return parseNote(one).text === parseNote(other).text;
  } catch (error) {
    if (error instanceof BadNote) return false;
    throw error;
  }
};
