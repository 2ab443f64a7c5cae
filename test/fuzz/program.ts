import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';

/** The day on which the fuzzed server lives, so that the same requests are accepted and refused on every day of ours. */
export const CLOCK = '2026-11-24T01:00:00.000Z';
const SECRET = 'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567';
/** A budget that thousands of requests in a minute do not use up. */
const ENDLESS = '1000000000';
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The built program with the demo's ledger on an embedded store, as `npm run demo` starts it, in a process of its own. */
export interface Program {
  readonly url: string;
  /** All lines of its log so far. */
  readonly log: () => string;
  /** How it ended; undefined while it lives. */
  readonly ended: () => string | undefined;
  /** Ends it as an operator would, and its directory; what it ended with. */
  stop(): Promise<string>;
}

/** Starts the program and waits until it serves; rejects where it ends before. */
export const startProgram = async (): Promise<Program> => {
  // In memory where there is such a place: thousands of commands would wait for the disk, which is tried elsewhere.
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'edugroup-fuzz-'));
  const child = spawn(
    process.execPath,
    ['--import', file('test/fuzz/instrument.js'), file('dist/cli/main.js'), 'demo'],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: '0',
        DATA_DIR: directory,
        AUTH_SECRET: SECRET,
        FUZZ_CLOCK: CLOCK,
        COST_PER_ADDRESS: ENDLESS,
        COST_PER_ACTOR: ENDLESS,
        // The work of a request is counted where it is served.
        READERS: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let logged = '';
  let ended: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    logged += text;
  });
  const exit = new Promise<string>((resolve) =>
    child.once('close', (status, signal) => resolve((ended = `exit ${status ?? signal}`))),
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, found] = /^GraphQL: (\S+)\/graphql$[^]*Ctrl-C/m.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    void exit.then((how) => reject(new Error(`The program ended before it served: ${how}\n${said}${logged}`)));
  });
  return {
    url,
    log: () => logged,
    ended: () => ended,
    stop: async () => {
      child.kill('SIGTERM');
      const how = await exit;
      rmSync(directory, { recursive: true, force: true });
      return how;
    },
  };
};

/** What a token says, or how a token is broken. Nothing: the public. */
export type Who = Readonly<Record<string, string>> | 'nobody' | 'nonsense' | 'expired' | 'unsigned' | 'basic' | 'empty';

const signed = new Map<string, Promise<string>>();
const sign = (claims: Readonly<Record<string, string>>, from: string, secret = SECRET): Promise<string> => {
  const seconds = Date.parse(from) / 1000;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 12 * 3600)
    .sign(Buffer.from(secret));
};

/** The value of the Authorization header, if any. */
export const authorizationOf = async (who: Who): Promise<string | undefined> => {
  switch (who) {
    case 'nobody':
      return undefined;
    case 'empty':
      return '';
    case 'basic':
      return 'Basic dXNlcjpwYXNz';
    case 'nonsense':
      return 'Bearer nonsense';
    case 'expired':
      return `Bearer ${await sign({ sub: 'late', role: 'AUDITOR' }, '2020-01-01T00:00:00Z')}`;
    case 'unsigned':
      return `Bearer ${await sign({ sub: 'forger', role: 'AUDITOR' }, CLOCK, SECRET.replaceAll('f', 'e'))}`;
    default: {
      const key = JSON.stringify(who);
      if (!signed.has(key)) signed.set(key, sign(who, CLOCK));
      return `Bearer ${await signed.get(key)!}`;
    }
  }
};
