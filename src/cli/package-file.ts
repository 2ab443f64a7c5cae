import { fileURLToPath } from 'node:url';

/** A file of the package: two levels up from src/cli, and from dist/cli, where the bundled program lies, whichever room asks. */
export const packageFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
