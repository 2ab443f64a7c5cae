// Bundles the built program with all it imports: one that starts from a few files needs half the time of one that looks for 1,500.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = 'dist/cli';
for (const name of readdirSync(outdir)) if (name.startsWith('chunk-')) rmSync(`${outdir}/${name}`);

await build({
  // Threads are started by the name of their file.
  entryPoints: { main: 'src/cli/main.ts', reader: 'src/server/reader.ts' },
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
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});

// Names are kept by a call for every function that is made, each time: most have theirs already, and defining it again takes a twentieth
// of what a kept answer does.
const keeping = 'var __name = (target, value) => __defProp(target, "name"';
const files = readdirSync(outdir).filter((name) => name.endsWith('.js'));
const helpers = files.filter((name) => readFileSync(`${outdir}/${name}`, 'utf8').includes(keeping));
if (helpers.length === 0) throw new Error('esbuild keeps names in another way than this script knows');
for (const name of helpers) {
  const text = readFileSync(`${outdir}/${name}`, 'utf8');
  writeFileSync(
    `${outdir}/${name}`,
    text.replace(keeping, 'var __name = (target, value) => target.name === value ? target : __defProp(target, "name"'),
  );
}
