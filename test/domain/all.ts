/** Every test of the domain but the random histories in one file: mutation testing loads it once for each mutant. */
import { readdirSync } from 'node:fs';

for (const name of readdirSync(new URL('.', import.meta.url)).sort())
  if (name.endsWith('.test.ts') && !name.endsWith('properties.test.ts')) await import(`./${name.replace(/ts$/, 'js')}`);
