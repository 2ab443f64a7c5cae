import { join } from 'node:path';
import type { NumberedEvent } from '../../eventstore/numbering.js';
import type { PeopleDirectory } from '../../eventstore/port.js';
import { leafHashOf } from '../../projections/merkle/leaf.js';
import { growingTree } from '../../projections/merkle/tree.js';
import { originOf, signCheckpoint } from '../checkpoint.js';
import { verifierKey, type Signer } from '../note.js';
import { eventLine } from './event-line.js';
import { beginFile, type Fingerprint } from './files.js';
import { FILES, FORMAT, type Manifest } from './manifest.js';
import { commitmentIn, nameLine } from './name-line.js';

/** What a bundle shows besides its events, for who is no programmer. */
export interface Views {
  readonly add: (events: readonly NumberedEvent[]) => void;
  /** What they are, once all events were added; pieces are asked for one after the other. */
  readonly files: () => readonly { readonly name: string; readonly pieces: Iterable<string> }[];
}

export interface WriteOptions {
  /** An empty directory. */
  readonly directory: string;
  /** The ledger's id. */
  readonly ledger: string;
  /** The ledger's first events, in its order. */
  readonly events: AsyncIterable<readonly NumberedEvent[]>;
  /** Signs for the ledger, under its origin as name. */
  readonly signer: Signer;
  readonly software: string;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** Where names are taken from; without it the bundle holds none. */
  readonly people?: Pick<PeopleDirectory, 'get'>;
  readonly views?: Views;
  readonly onProgress?: (position: number) => void;
}

/** Writes a bundle's files, a batch of events at a time. Throws what reading and writing throw. */
export const writeBundle = async ({
  directory,
  ledger,
  events,
  signer,
  software,
  now,
  people,
  views,
  onProgress = () => undefined,
}: WriteOptions): Promise<Manifest> => {
  const files: ({ readonly name: string } & Fingerprint)[] = [];
  const begin = (name: string) => {
    const file = beginFile(join(directory, name));
    return {
      write: (piece: string | Uint8Array): void => file.write(piece),
      end: (): void => void files.push({ name, ...file.end() }),
    };
  };
  const [lines, leaves] = [begin(FILES.events), begin(FILES.leaves)];
  const names = people && begin(FILES.names);
  const tree = growingTree();
  for await (const batch of events) {
    for (const event of batch) {
      const leaf = leafHashOf(ledger, event);
      tree.append(leaf);
      lines.write(eventLine(event));
      leaves.write(leaf);
      const carried = names && commitmentIn(event.type, event.bytes.data);
      const entry = carried && (await people.get(carried.personId, carried.commitment));
      if (entry) names.write(nameLine({ ...entry, position: event.position }));
    }
    views?.add(batch);
    onProgress(tree.size());
  }
  for (const file of [lines, leaves, names]) file?.end();
  for (const { name, pieces } of views?.files() ?? []) {
    const file = begin(name);
    for (const piece of pieces) file.write(piece);
    file.end();
  }
  const root = tree.root();
  const checkpoint = begin(FILES.checkpoint);
  checkpoint.write(signCheckpoint({ origin: originOf(ledger), size: tree.size(), root }, [signer]));
  checkpoint.end();
  const manifest: Manifest = {
    format: FORMAT,
    ledger,
    software,
    madeAt: now(),
    size: tree.size(),
    root: Buffer.from(root).toString('base64'),
    publicKey: verifierKey(signer),
    files,
  };
  const said = beginFile(join(directory, FILES.manifest));
  said.write(`${JSON.stringify(manifest, undefined, 2)}\n`);
  said.end();
  return manifest;
};
