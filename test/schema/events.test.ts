import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventTypes, generateEventSchemas } from './generate-events.js';

const directory = new URL('../../schema/events/', import.meta.url);
const howTo =
  'schema/events does not say what src/domain says. If the change is meant: UPDATE_SCHEMA=1 npm run jest -- test/schema/events';

const emitted = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(directory)
      .sort()
      .map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]),
  );

let generated: ReadonlyMap<string, string> = new Map();

beforeAll(() => {
  generated = generateEventSchemas();
  if (process.env['UPDATE_SCHEMA'] !== '1') return;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of generated) writeFileSync(new URL(name, directory), text);
});

describe('the emitted schemas of the events', () => {
  test('are exactly one file for each event type', () => {
    const names = [...emitted().keys()];
    if (names.join() !== [...generated.keys()].join()) throw new Error(howTo);
    expect(names).toEqual(eventTypes.map((type) => `${type}.schema.json`));
  });

  test('say what the types of the domain say', () => {
    const files = emitted();
    const drifted = [...generated].filter(([name, text]) => files.get(name) !== text).map(([name]) => name);
    if (drifted.length > 0) throw new Error(`${howTo}\n${drifted.join('\n')}`);
    expect(drifted).toEqual([]);
  });

  test('come out the same each time', () => expect([...generateEventSchemas()]).toEqual([...generated]));

  test.each(eventTypes)('%s allows nothing besides its fields, and names its type and itself', (type) => {
    const schema = JSON.parse(generated.get(`${type}.schema.json`) ?? '') as Record<string, unknown> & {
      properties: Record<string, unknown>;
    };
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: type,
      type: 'object',
      additionalProperties: false,
    });
    expect(schema['description']).toEqual(expect.any(String));
    expect(schema.properties['type']).toMatchObject({ type: 'string', const: type });
    expect(schema['required']).toContain('type');
  });
});
