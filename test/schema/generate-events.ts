import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import { eventTypes as known } from '../../src/domain/ledger.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every event type of the ledger, corrections among them, in alphabetical order. */
export const eventTypes: readonly string[] = [...known].sort();

/** The JSON Schema of every event type, from the interfaces of src/domain and their doc comments: the text of each file by its name. */
export const generateEventSchemas = (): ReadonlyMap<string, string> => {
  const generator = createGenerator({
    path: `${root}src/domain/{*/*events,correction}.ts`,
    tsconfig: `${root}tsconfig.json`,
    // Everything inline: each file stands alone, and no name of ours can change without the meaning.
    expose: 'none',
    topRef: false,
    jsDoc: 'extended',
    additionalProperties: false,
    sortProps: true,
    skipTypeCheck: true,
  });
  return new Map(
    eventTypes.map((type) => {
      const { $schema, definitions, ...schema } = generator.createSchema(type);
      if (Object.keys(definitions ?? {}).length > 0) throw new Error(`The schema of ${type} is not self-contained`);
      return [`${type}.schema.json`, `${JSON.stringify({ $schema, title: type, ...schema }, null, 2)}\n`];
    }),
  );
};
