import canonicalize from 'canonicalize';
import type { DirectoryEntry, PersonDetails } from '../../eventstore/port.js';
import { parsed, textOf } from './event-line.js';
import { bufferOf } from './files.js';

/** A person's details under the commitment of the event at a position. */
export interface BundledName extends Pick<DirectoryEntry, 'personId' | 'salt' | 'details'> {
  readonly position: number;
}

/** A line of names.ndjson, the newline included; the details are in RFC 8785, which is what the commitment covers. */
export const nameLine = ({ position, personId, salt, details }: BundledName): string =>
  `{"position":${position},"personId":${JSON.stringify(personId)},"salt":${JSON.stringify(salt)},"details":${canonicalize(details)}}\n`;

/** Reads such a line; undefined where it is not written as nameLine writes it, byte for byte. */
export const readNameLine = (line: Buffer): BundledName | undefined => {
  const text = textOf(line);
  const read = (text === undefined ? undefined : parsed(text)) as Partial<BundledName> | undefined;
  if (!read || !Number.isSafeInteger(read.position) || typeof read.personId !== 'string') return undefined;
  const { salt, details } = read as { readonly salt?: unknown; readonly details?: unknown };
  if (typeof salt !== 'string' || !/^[0-9a-f]{64}$/.test(salt) || typeof details !== 'object' || details === null)
    return undefined;
  const name = { position: read.position!, personId: read.personId, salt, details: details as PersonDetails };
  try {
    return nameLine(name) === `${text}\n` ? name : undefined;
  } catch {
    return undefined;
  }
};

/** The person and the commitment that an event's data carry; undefined of events that carry none. */
export const commitmentIn = (
  type: string,
  data: Uint8Array,
): { readonly personId: string; readonly commitment: string } | undefined => {
  if (type !== 'PersonRegistered' && type !== 'PersonDetailsChanged') return undefined;
  const { personId, commitment } = (parsed(bufferOf(data).toString()) ?? {}) as Partial<DirectoryEntry>;
  return typeof personId === 'string' && typeof commitment === 'string' ? { personId, commitment } : undefined;
};
