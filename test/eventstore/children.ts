import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./child.js', import.meta.url));

/** A running child.js. */
export interface Child {
  readonly process: ChildProcess;
  /** The lines of its output, as they come; each is given once. */
  readonly lines: AsyncIterableIterator<string>;
  /** Its next line; an error where it ended without one. */
  readonly line: () => Promise<string>;
  /** Once it has ended and all its output was read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly errors: string }>;
}

/** Starts child.js; with `maxFileKilobytes` no file of its can grow further: a write beyond that fails, as on a broken disk. */
export const startChild = (args: readonly string[], maxFileKilobytes?: number): Child => {
  const command = maxFileKilobytes === undefined ? 'exec "$0" "$@"' : `ulimit -f ${maxFileKilobytes} && exec "$0" "$@"`;
  const child = spawn('bash', ['-c', command, process.execPath, script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => ({
    code: code as number | null,
    signal: signal as string | null,
    errors,
  }));
  return {
    process: child,
    lines,
    line: async () => {
      const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
      if (done) throw new Error(`The child ended without a word: ${(await ended).errors}`);
      return value;
    },
    ended,
  };
};
