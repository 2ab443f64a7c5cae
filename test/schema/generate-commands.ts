import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The JSON Schema of the union of all commands, each type by its name: what random histories are drawn from. */
export const generateCommandSchema = (): string => {
  const schema = createGenerator({
    path: `${root}src/domain/ledger.ts`,
    tsconfig: `${root}tsconfig.json`,
    type: 'Command',
    expose: 'all',
    topRef: true,
    jsDoc: 'none',
    additionalProperties: false,
    sortProps: true,
    skipTypeCheck: true,
  }).createSchema('Command');
  return `${JSON.stringify(schema, null, 2)}\n`;
};
