import { readFileSync } from 'node:fs';

/** The version of this software; package.json lies two rooms up from the sources as well as from the built files. */
export const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;
