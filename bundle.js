// Bundles the built program with all it imports: one that starts from a few files needs half the time of one that looks for 1,500.
import { readdirSync, rmSync } from 'node:fs';
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
