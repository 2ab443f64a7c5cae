/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { eventLine, readEventLine, type BundledEvent } from '../../src/audit/bundle/event-line.js';
import type { Manifest } from '../../src/audit/bundle/manifest.js';
import { writeBundle } from '../../src/audit/bundle/write.js';
import { originOf, signCheckpoint } from '../../src/audit/checkpoint.js';
import { signerOf, verifierKey, type Signer } from '../../src/audit/note.js';
import { commitmentOf } from '../../src/eventstore/commitment.js';
import type { NumberedEvent } from '../../src/eventstore/numbering.js';
import type { DirectoryEntry, Metadata } from '../../src/eventstore/port.js';
import { leafHashOf } from '../../src/projections/merkle/leaf.js';
import { growingTree } from '../../src/projections/merkle/tree.js';
import { withBytes } from '../support/stored.js';

export const LEDGER = '6d1f8f3c-8f43-4a3b-9d51-0f6c5f1f2a10';

const privateKey = (seed: number): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]),
    format: 'der',
    type: 'pkcs8',
  });
/** The ledger's own key, and one that somebody made who has not got it. */
export const own: Signer = signerOf(originOf(LEDGER), privateKey(1));
export const foreign: Signer = signerOf(originOf(LEDGER), privateKey(2));
export const ownKey = verifierKey(own);

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});
export const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-bundle-'));
  directories.push(directory);
  return directory;
};

/** A person of the samples, whose details are under the commitment of one event. */
export const entryOf = (number: number): DirectoryEntry => {
  const details = { name: `样本${number}`, phone: `1380000000${number}` };
  const salt = String(number).repeat(64);
  return { personId: `person-${number}`, salt, details, commitment: commitmentOf(salt, details) };
};

/** Where the samples register a person. */
export const PERSONS = [3, 6, 9];

/** Events 1 to `size` in three streams; from `forkedAt` on they say something else. */
export const eventsOf = (size: number, forkedAt = Infinity): readonly NumberedEvent[] =>
  Array.from({ length: size }, (_, index) => {
    const position = index + 1;
    const kind = index % 3;
    const person = PERSONS.indexOf(position);
    const { personId, commitment } = entryOf(person < 0 ? 0 : person + 1);
    const isPerson = person >= 0;
    return {
      ...withBytes({
        data: isPerson
          ? { personId, schoolId: '370103.S01', commitment }
          : { name: `第“${position}”号\u2028`, at: position >= forkedAt ? 'there' : 'here' },
        metadata: { reason: 'a\tb', schemaVersion: 1 } as unknown as Metadata,
      }),
      position,
      token: String(position),
      stream: `${['district', 'council', 'fund'][kind]!}-370103`,
      revision: Math.floor(index / 3),
      id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
      type: isPerson ? 'PersonRegistered' : 'Something',
    };
  });

async function* inBatches(events: readonly NumberedEvent[]): AsyncGenerator<readonly NumberedEvent[]> {
  for (let from = 0; from < events.length; from += 5) yield events.slice(from, from + 5);
}

/** A bundle of the samples, with names and a view. */
export const writeSample = async (events: readonly NumberedEvent[], signer: Signer = own): Promise<string> => {
  const directory = temporary();
  await writeBundle({
    directory,
    ledger: LEDGER,
    events: inBatches(events),
    signer,
    software: 'test',
    now: () => '2026-11-27T12:00:00.000Z',
    people: {
      get: async (personId, commitment) =>
        PERSONS.map((_, index) => entryOf(index + 1)).find(
          (entry) => entry.personId === personId && entry.commitment === commitment,
        ),
    },
    views: { add: () => undefined, files: () => [{ name: 'decisions.csv', pieces: ['\ufeffposition\r\n', '1\r\n'] }] },
  });
  return directory;
};

export const copyOf = (bundle: string): string => {
  const directory = join(temporary(), 'bundle');
  mkdirSync(directory);
  cpSync(bundle, directory, { recursive: true });
  return directory;
};

/** What a forger does to a bundle. */
export const edit = (directory: string) => {
  const file = (name: string): string => join(directory, name);
  const text = (name: string): string => readFileSync(file(name), 'utf8');
  const lines = (name: string): readonly string[] => text(name).split(/(?<=\n)/);
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(file(name), content);
  const events = (): BundledEvent[] => lines('events.ndjson').map((line) => readEventLine(Buffer.from(line))!);
  const tree = () => {
    const growing = growingTree();
    const hashes = events().map((event) => leafHashOf(LEDGER, event));
    hashes.forEach(growing.append);
    return { hashes, size: growing.size(), root: growing.root() };
  };
  const manifest = (): Manifest => JSON.parse(text('manifest.json')) as Manifest;
  return {
    file,
    text,
    lines,
    write,
    events,
    /** Writes the events again, at the positions at which they stand then. */
    putEvents: (changed: readonly BundledEvent[]): void =>
      write('events.ndjson', changed.map((event, index) => eventLine({ ...event, position: index + 1 })).join('')),
    /** Has the manifest say what the files are. */
    fixManifest: (patch: Partial<Manifest> = {}): void => {
      const files = readdirSync(directory)
        .filter((name) => name !== 'manifest.json')
        .map((name) => {
          const content = readFileSync(file(name));
          return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
        });
      write('manifest.json', JSON.stringify({ ...manifest(), ...patch, files }));
    },
    fixLeaves: (): void => write('leaves', Buffer.concat(tree().hashes)),
    /** Signs for the events as they are. */
    sign: (signer: Signer): void => {
      const { size, root } = tree();
      write('checkpoint', signCheckpoint({ origin: originOf(LEDGER), size, root }, [signer]));
      edit(directory).fixManifest({ size, root: Buffer.from(root).toString('base64'), publicKey: verifierKey(signer) });
    },
    has: (name: string): boolean => existsSync(file(name)),
  };
};
export type Editing = ReturnType<typeof edit>;

/** An event that says something else. */
export const changedEvent = (event: BundledEvent): BundledEvent => ({
  ...event,
  bytes: { ...event.bytes, data: Buffer.from(Buffer.from(event.bytes.data).toString().replace('here', 'gone')) },
});
