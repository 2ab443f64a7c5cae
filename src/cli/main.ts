#!/usr/bin/env node
import type { Terminal } from './command.js';
import { isToldToServer } from '../server/strays.js';
import { run } from './run.js';

const write =
  (stream: NodeJS.WriteStream) =>
  (text: string): void =>
    void stream.write(text);

const terminal: Terminal = {
  env: process.env,
  out: (line) => write(process.stdout)(`${line}\n`),
  error: (line) => write(process.stderr)(`${line}\n`),
  redraw: process.stderr.isTTY ? write(process.stderr) : undefined,
};

/** Whatever nobody caught is one line too, and never a stack trace. */
const fail = (error: unknown): void => {
  terminal.error(`edugroup: ${(error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')}`);
  process.exit(1);
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', (error) => {
  if (!isToldToServer(error)) fail(error);
});
// A reader that has seen enough, as in `edugroup help | head -1`, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), terminal);
