import type { NewEvent, StoredBytes } from '../../src/eventstore/port.js';

/** An event with the bytes that a store would keep of it. */
export const withBytes = <E extends Pick<NewEvent, 'data' | 'metadata'>>(
  event: E,
): E & { readonly bytes: StoredBytes } => ({
  ...event,
  bytes: { data: Buffer.from(JSON.stringify(event.data)), metadata: Buffer.from(JSON.stringify(event.metadata)) },
});

/** Bytes as text, for comparing them; none of them is lost where they are UTF-8. */
export const textOf = ({ data, metadata }: StoredBytes): { readonly data: string; readonly metadata: string } => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return { data: decoder.decode(data), metadata: decoder.decode(metadata) };
};

/** A ledger's id, where a test has no store that gives one. */
export const LEDGER_ID = '0b8a5a0e-4f7b-4d2e-9a39-5a1f9a0f1d11';
export const ledgerId = (): Promise<string> => Promise.resolve(LEDGER_ID);
