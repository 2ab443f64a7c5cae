// Bundles the built program with all it imports: one that starts from a few files needs half the time of one that looks for 1,500.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = 'dist/cli';
for (const name of readdirSync(outdir)) if (name.startsWith('chunk-')) rmSync(`${outdir}/${name}`);

await build({
  // Threads are started by the name of their file.
  entryPoints: { main: 'src/cli/main.ts', reader: 'src/server/reader.ts', simulator: 'src/cli/simulate/simulator.ts' },
  // Files of the package are found from here as from any other room: two levels up.
  outdir,
  chunkNames: 'chunk-[hash]',
  bundle: true,
  // What only some commands need is loaded by these alone.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // A native module, and the cluster's client, which only a server on a cluster loads; graphql, of which there is one copy, because
  // graphql-jit is loaded from beside it when a query is first compiled.
  external: ['better-sqlite3', '@eventstore/db-client', 'graphql'],
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});

// A class of ours is called in the bundle as in its file: types of the schema are named after them. To have esbuild keep all names costs a
// call for every function that is made, a tenth of what projecting takes.
const texts = (directory, end) =>
  readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(`${directory}/${name}`, 'utf8'));
const ours = new Set(
  texts('src', '.ts').flatMap((text) => [...text.matchAll(/\bclass (\w+)/g)].map(([, name]) => name)),
);
const renamed = texts(outdir, '.js').flatMap((text) =>
  [...text.matchAll(/\b(?:class (\w+?)\d+ (?:extends|\{)|(\w+?)\d+ = class)/g)].map(([, one, other]) => one ?? other),
);
const wrong = renamed.filter((name) => ours.has(name));
if (wrong.length > 0) throw new Error(`The bundle calls classes of ours otherwise: ${wrong.join(', ')}`);
