import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach } from '@jest/globals';
import type { Register } from '../../src/cli/register/format.js';
import { run } from '../../src/cli/run.js';
import type { EventStore, StoredEvent } from '../../src/eventstore/port.js';

export const shizhong = fileURLToPath(new URL('../../registers/shizhong.json', import.meta.url));
export const secondDistrict = fileURLToPath(new URL('../../registers/second-district.json', import.meta.url));
export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const directories: string[] = [];
const children: ChildProcess[] = [];

/** A directory that goes with the test. */
export const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-cli-'));
  directories.push(directory);
  return directory;
};

const lastingOnes: string[] = [];
/** A directory that goes with the last test of the file. */
export const lastingDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-cli-'));
  lastingOnes.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of lastingOnes.splice(0)) rmSync(directory, { recursive: true, force: true });
});

afterEach(async () => {
  await Promise.all(
    children.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }),
  );
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a command within this process. */
export const cli = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const out: string[] = [];
  const error: string[] = [];
  const status = await run(argv, {
    env,
    out: (line) => void out.push(`${line}\n`),
    error: (line) => void error.push(`${line}\n`),
    redraw: undefined,
  });
  return { status, out: out.join(''), error: error.join('') };
};

/** Starts the built program; what it says is gathered in `said`. */
export const start = (
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { child: ChildProcess; said: { out: string; error: string }; ended: Promise<Ran> } => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [main, ...argv], { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.error += text;
  });
  const ended = new Promise<Ran>((resolve) =>
    child.once('close', (status) => resolve({ status, out: said.out, error: said.error })),
  );
  return { child, said, ended };
};

/** Runs the built program to its end. */
export const program = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  start(argv, env).ended;

/** Waits until the built program has said something that matches; rejects where it ends before. */
export const saying = ({ child, said, ended }: ReturnType<typeof start>, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(said.out) ?? pattern.exec(said.error);
      if (!found) return;
      for (const stream of [child.stdout!, child.stderr!]) stream.removeListener('data', look);
      resolve(found);
    };
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', look);
    void ended.then(() => reject(new Error(`It ended without ${String(pattern)}: ${said.out}${said.error}`)));
    look();
  });

type Editable = { -readonly [Key in keyof Register]: any };

/** The register of Shizhong as it is given, for a test to change. */
export const readShizhong = (): Editable => JSON.parse(readFileSync(shizhong, 'utf8')) as Editable;

/** A file with the register of Shizhong, changed. */
export const changed = (change: (register: Editable) => void): string => {
  const register = readShizhong();
  change(register);
  return textFile(JSON.stringify(register, null, 1));
};

export const textFile = (text: string | Buffer): string => {
  const file = join(temporary(), 'register.json');
  writeFileSync(file, text);
  return file;
};

/** Every event of a store, in the ledger's order. */
export const allEvents = async (events: EventStore): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  const abort = new AbortController();
  for await (const batch of events.follow({ signal: abort.signal })) {
    found.push(...batch.events);
    if (batch.caughtUp) break;
  }
  abort.abort();
  return found;
};

/** What two loads of the same content have in common: everything but the instants, and the commitments with their random salts. */
export const lasting = ({ id, type, stream, revision, data, metadata }: StoredEvent): unknown => ({
  id,
  type,
  stream,
  revision,
  data: 'commitment' in data ? { ...data, commitment: undefined } : data,
  metadata: { ...metadata, recordedAt: undefined },
});

/** A text in GB18030, as spreadsheets here write it: of characters that take one or two bytes. */
export const gb18030 = (text: string): Buffer => {
  const decoder = new TextDecoder('gb18030');
  const bytes = new Map<string, readonly number[]>();
  for (let byte = 0; byte < 0x80; byte += 1) bytes.set(String.fromCharCode(byte), [byte]);
  for (let first = 0x81; first < 0xff; first += 1)
    for (let second = 0x40; second < 0xff; second += 1)
      if (second !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(first, second)), [first, second]);
  return Buffer.from([...text].flatMap((character) => bytes.get(character)!));
};
