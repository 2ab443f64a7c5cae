import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { growingTree, type Tree } from '../../projections/merkle/tree.js';
import { ledgerOfOrigin, openCheckpoint, readCheckpoint, type Checkpoint } from '../checkpoint.js';
import { BadNote, parseNote, type Verifier } from '../note.js';
import type { BundledEvent } from './event-line.js';
import { inOrder, type Fault, type FaultCode } from './faults.js';
import { fingerprintOf, type Fingerprint } from './files.js';
import { FILES, type Manifest } from './manifest.js';
import { nameCheck } from './names.js';
import { areSigned, at, hashesOf, leavesOf, manifestOf, numbered, placeOf, same, shown } from './reading.js';
import { beforeFault, keysOf, olderOf } from './since.js';

/** What was found of a bundle. */
export interface Verdict {
  /** The gravest first; none where all holds. */
  readonly faults: readonly Fault[];
  /** What the checkpoint says, whether or not it may be believed; undefined where it is none. */
  readonly checkpoint?: Checkpoint;
  /** Who signed it. */
  readonly signedBy?: string;
  /** Where the keys come from by which it was checked: whoever gave the bundle could have put in a key of their own. */
  readonly keysFrom: 'caller' | 'older bundle' | 'bundle';
  /** Commitments of the ledger, and those of them whose details are in the bundle; undefined where it holds no names. */
  readonly names?: { readonly commitments: number; readonly given: number };
}

export interface VerifyOptions {
  readonly bundle: string;
  /** An older bundle, or the file of an older checkpoint, of which this one must be the continuation. */
  readonly since?: string;
  /** The keys that are believed; without them that of the older bundle, else the bundle's own. */
  readonly keys?: readonly Verifier[];
  readonly onProgress?: (position: number) => void;
}

const named = ({ name, keyId }: { readonly name: string; readonly keyId: string }): string => `${name}+${keyId}`;

/**
 * Checks a bundle, without the ledger it is of: files, lines, order, the tree, its signature, the state before, the names. It is read once
 * from front to end; where something is wrong some of it is read again, to say where. Kept are a number for each stream and what
 * stands in a megabyte of a file. Throws NoBundle; whatever else is wrong is a fault.
 */
export const verifyBundle = ({ bundle, since, keys, onProgress = () => undefined }: VerifyOptions): Verdict => {
  const manifest = manifestOf(bundle);
  const older = since === undefined ? undefined : olderOf(since);
  const faults: Fault[] = [];
  const { believed, keysFrom } =
    keys !== undefined
      ? ({ believed: keys, keysFrom: 'caller' } as const)
      : older && older.keys.length > 0
        ? ({ believed: older.keys, keysFrom: 'older bundle' } as const)
        : ({ believed: keysOf(manifest), keysFrom: 'bundle' } as const);
  const missing = [FILES.checkpoint, FILES.events].filter((name) => !existsSync(join(bundle, name)));
  faults.push(...missing.map((name): Fault => ({ code: 'MISSING_FILE', message: `${name} is missing` })));
  const { checkpoint, signedBy, fault } = missing.includes(FILES.checkpoint)
    ? {}
    : opened(readFileSync(join(bundle, FILES.checkpoint)), believed, 'the checkpoint');
  if (fault) faults.push(fault);
  if (missing.length > 0 || !checkpoint) return { faults: inOrder(faults), keysFrom };

  const ledger = ledgerOfOrigin(checkpoint.origin) ?? '';
  const then = older && opened(older.note, believed, 'the older checkpoint');
  if (then?.fault) faults.push(then.fault);
  const before = then?.checkpoint;

  // One way through: what the lines are, what tree they give, and whose names are here.
  const [eventsHash, leavesHash] = [createHash('sha256'), createHash('sha256')];
  let [eventsBytes, leavesBytes] = [0, 0];
  const hashes = hashesOf(bundle, (bytes) => {
    leavesHash.update(bytes);
    leavesBytes += bytes.length;
  });
  const names = existsSync(join(bundle, FILES.names)) ? nameCheck(bundle) : undefined;
  const tree = growingTree();
  const revisions = new Map<string, number>();
  let rootBefore = before?.size === 0 ? tree.root() : undefined;
  let isWhole = true;
  let count = 0;
  let differs: number | undefined;
  let misplaced: Fault | undefined;
  for (const { place, event, hash } of leavesOf(bundle, ledger, (bytes) => {
    eventsHash.update(bytes);
    eventsBytes += bytes.length;
  })) {
    count = place;
    const beside = hashes.next().value;
    if (differs === undefined && !same(hash, beside)) differs = place;
    if (!event || !hash) {
      misplaced ??= malformed(place);
      isWhole = false;
    } else {
      misplaced ??= outOfPlace(event, place, revisions);
      revisions.set(event.stream, event.revision);
      names?.at(place, event);
      if (isWhole) tree.append(hash);
      if (isWhole && before?.size === place) rootBefore = tree.root();
    }
    if (place % 500 === 0) onProgress(place);
  }
  onProgress(count);
  if (hashes.next().done !== true) differs ??= count + 1;
  // To the end, for the file's own hash.
  for (const rest of hashes) void rest;

  const isSigned = isWhole && tree.size() === checkpoint.size && same(tree.root(), checkpoint.root);
  const leavesAreSigned = differs === undefined ? isSigned : areSigned(bundle, checkpoint);
  if (isSigned) {
    if (misplaced) faults.push(misplaced);
    if (differs !== undefined) faults.push(wrongLeaves(bundle, differs));
  } else if (leavesAreSigned && differs !== undefined) {
    faults.push(whatHappened(bundle, ledger, differs, { count, size: checkpoint.size }, misplaced));
  } else {
    const ended = wrongCount(count, checkpoint.size);
    const first = [misplaced, differs === undefined ? undefined : unlike(bundle, differs, count), ended]
      .flatMap((one) => one ?? [])
      .reduce<Fault | undefined>((least, one) => (least && least.position! <= one.position! ? least : one), undefined);
    faults.push(first ?? otherRoot(count, before && same(rootBefore, before.root) ? before.size : 0));
  }
  if (before) {
    const fault = beforeFault({ bundle, ledger, older: older!, before, origin: checkpoint.origin, count, rootBefore });
    if (fault) faults.push(fault);
  }
  if (names) faults.push(...names.end());
  faults.push(
    ...wrongManifest(manifest, checkpoint, ledger),
    ...wrongFiles(bundle, manifest, {
      [FILES.events]: { bytes: eventsBytes, sha256: eventsHash.digest('hex') },
      [FILES.leaves]: { bytes: leavesBytes, sha256: leavesHash.digest('hex') },
    }),
  );
  return {
    faults: inOrder(faults),
    checkpoint,
    keysFrom,
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(names ? { names: names.counted() } : {}),
  };
};

/** A checkpoint, and why it is not to be believed. */
const opened = (
  note: Buffer,
  keys: readonly Verifier[],
  what: string,
): { readonly checkpoint?: Checkpoint; readonly signedBy?: string; readonly fault?: Fault } => {
  const wrong = (message: string): Fault => ({ code: 'SIGNATURE', message: `${what} ${message}` });
  let checkpoint: Checkpoint;
  let signers: string;
  try {
    const { text, signatures } = parseNote(note);
    checkpoint = readCheckpoint(text);
    signers = signatures.map(named).join(', ');
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    return { fault: wrong('is no signed checkpoint') };
  }
  try {
    return { checkpoint, signedBy: openCheckpoint(note, keys).signed.map(named).join(', ') };
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    const told = keys.map(named).join(', ');
    return {
      checkpoint,
      fault: wrong(
        error.fault === 'UNKNOWN_KEYS'
          ? `is signed by ${signers}, not by ${told === '' ? 'a key that is known' : told}`
          : `was changed, or signed by somebody else: its signature does not fit ${told}`,
      ),
    };
  }
};

const malformed = (position: number): Fault => ({
  code: 'MALFORMED',
  position,
  message: `line ${position} of ${FILES.events} is not written as an event is`,
});

/** What is wrong with an event's place by itself, whatever its hash. */
const outOfPlace = (
  { position, stream, revision }: BundledEvent,
  place: number,
  revisions: ReadonlyMap<string, number>,
): Fault | undefined => {
  if (position !== place)
    return { code: 'WRONG_POSITION', position: place, message: `its line says position ${position}` };
  const next = (revisions.get(stream) ?? -1) + 1;
  return revision === next
    ? undefined
    : {
        code: 'WRONG_REVISION',
        position: place,
        message: `it is revision ${revision} of ${stream}, where ${next} would be next`,
      };
};

/** What was done to the events, where the hashes beside them are those that were signed for and part from them at a place. */
const whatHappened = (
  bundle: string,
  ledger: string,
  position: number,
  { count, size }: { readonly count: number; readonly size: number },
  misplaced: Fault | undefined,
): Fault => {
  const ended = wrongCount(count, size);
  if (ended?.position === position) return ended;
  const signed = Buffer.from(at(position, numbered(bundle))!.hash);
  const { event, hash } = at(position, leavesOf(bundle, ledger))!;
  if (!event && misplaced) return misplaced;
  const meant = placeOf(hash, numbered(bundle));
  const moved = placeOf(signed, leavesOf(bundle, ledger));
  const fault = (code: FaultCode, message: string): Fault => ({ code, position, message });
  if (meant !== undefined && moved !== undefined)
    return fault('REORDERED', `here stands the event of position ${meant}, and this one's at line ${moved}`);
  if (meant !== undefined)
    return fault('DELETED', `its event is gone; here stands that of position ${meant}, ${shown(event)}`);
  if (moved !== undefined)
    return fault('INSERTED', `${shown(event)} was never signed for; its own event is at line ${moved}`);
  return fault('CHANGED', `${shown(event)} is not the event that was signed for`);
};

const wrongCount = (count: number, size: number): Fault | undefined => {
  if (count < size)
    return {
      code: 'TAIL_CUT',
      position: count + 1,
      message: `the events end before it, the checkpoint is of ${size}: ${size - count} are missing`,
    };
  return count > size
    ? { code: 'NOT_SIGNED_FOR', position: size + 1, message: `the checkpoint is of ${size} events, here are ${count}` }
    : undefined;
};

/** The events and the hashes beside them part, and neither is what was signed for. */
const unlike = (bundle: string, position: number, count: number): Fault | undefined =>
  existsSync(join(bundle, FILES.leaves)) && position <= count
    ? {
        code: 'CHANGED',
        position,
        message: `its event does not give the hash in ${FILES.leaves}, and neither gives the root that was signed: what stands before it may be another too`,
      }
    : undefined;

const otherRoot = (count: number, upTo: number): Fault => ({
  code: 'OTHER_ROOT',
  message:
    `the events give another root than was signed, and ${FILES.leaves} was made to fit or is missing: ` +
    (upTo > 0
      ? `those up to ${upTo} are as they were, the first other one is among ${upTo + 1} to ${count}`
      : `the first other one is among 1 to ${count}; an older bundle (--since) tells it`),
});

const wrongLeaves = (bundle: string, position: number): Fault => ({
  code: 'FILE',
  position,
  message: existsSync(join(bundle, FILES.leaves))
    ? `${FILES.leaves} holds another hash than that of the event, which is right`
    : `${FILES.leaves} is missing; the events are right without it`,
});

const wrongManifest = (manifest: Manifest, { size, root }: Tree, ledger: string): readonly Fault[] =>
  manifest.size === size && manifest.root === Buffer.from(root).toString('base64') && manifest.ledger === ledger
    ? []
    : [{ code: 'FILE', message: `${FILES.manifest} names another ledger, size or root than the checkpoint` }];

/** Files that are not as the manifest says; those that were read already are known by what was read. */
const wrongFiles = (
  bundle: string,
  { files }: Manifest,
  known: Readonly<Record<string, Fingerprint>>,
): readonly Fault[] =>
  [
    ...[FILES.events, FILES.leaves, FILES.checkpoint].filter((name) => !files.some((file) => file.name === name)),
    ...files,
  ].flatMap((file): readonly Fault[] => {
    if (typeof file === 'string') return [{ code: 'FILE', message: `${FILES.manifest} does not name ${file}` }];
    const path = join(bundle, file.name);
    if (!existsSync(path)) return [{ code: 'FILE', message: `${file.name} is missing` }];
    const { bytes, sha256 } = known[file.name] ?? fingerprintOf(path);
    return bytes === file.bytes && sha256 === file.sha256
      ? []
      : [
          {
            code: 'FILE',
            message: `${file.name} is not the file that ${FILES.manifest} names: its size or SHA-256 differs`,
          },
        ];
  });
