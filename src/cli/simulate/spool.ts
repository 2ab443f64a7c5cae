import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { recordedAtOf, type Given } from './given.js';

/** So many characters are written at a time, and so many bytes read. */
const CHUNK = 1 << 20;

/** Writes what commands wrote to a file, a line of JSON each. Stops after the one that brings the events to `most`; tells of every 1,000 or so. */
export const writeSpool = async (
  file: string,
  given: AsyncIterable<Given>,
  most: number,
  onEvents: (events: number) => void,
): Promise<void> => {
  const descriptor = openSync(file, 'wx');
  let [text, untold, written] = ['', 0, 0];
  const flush = (): void => {
    // All of it, or an error: where a disk is full writeSync writes a part and says so alone.
    writeFileSync(descriptor, text);
    onEvents(untold);
    [text, untold] = ['', 0];
  };
  try {
    for await (const one of given) {
      text += `${JSON.stringify(one)}\n`;
      untold += one.events.length;
      written += one.events.length;
      if (text.length >= CHUNK) flush();
      if (written >= most) break;
    }
    flush();
  } finally {
    closeSync(descriptor);
  }
};

/** What several files hold, in the order in which it was recorded: of what was recorded at one instant, the first file's first. */
export function* readSpools(files: readonly string[]): Generator<Given, undefined> {
  const sources = files.map(readSpool);
  const heads = sources.map(next);
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries())
      if (head && (first < 0 || head.recordedAt < heads[first]!.recordedAt)) first = index;
    if (first < 0) return;
    yield heads[first]!.given;
    heads[first] = next(sources[first]!);
  }
}

const next = (
  source: Generator<Given, undefined>,
): { readonly given: Given; readonly recordedAt: string } | undefined => {
  const { value: given } = source.next();
  return given && { given, recordedAt: recordedAtOf(given) };
};

function* readSpool(file: string): Generator<Given, undefined> {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafe(CHUNK);
    let rest = Buffer.alloc(0);
    for (let read = readSync(descriptor, bytes); read > 0; read = readSync(descriptor, bytes)) {
      const all = Buffer.concat([rest, bytes.subarray(0, read)]);
      const end = all.lastIndexOf('\n') + 1;
      for (const line of all.toString('utf8', 0, end).split('\n')) if (line) yield JSON.parse(line) as Given;
      rest = all.subarray(end);
    }
  } finally {
    closeSync(descriptor);
  }
}
