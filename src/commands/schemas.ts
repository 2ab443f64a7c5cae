import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { correctionTypes } from '../domain/correction.js';
import { deciders, eventTypes, type DomainEvent, type EventType } from '../domain/ledger.js';
import { presentVersion } from '../domain/upcast.js';

/** schema/events of the package: two levels up both from src/commands and from dist/commands. */
const directory = new URL('../../schema/events/', import.meta.url);

const ajv = new Ajv({ strict: true, allErrors: false });
addFormats.default(ajv);

/**
 * Read when the program starts, so that a missing file is seen then and not at some append; each is compiled when it is
 * first needed, and kept.
 */
const schemas: ReadonlyMap<string, object> = new Map(
  eventTypes.map((type) => [
    type,
    JSON.parse(readFileSync(new URL(`${type}.schema.json`, directory), 'utf8')) as object,
  ]),
);

/**
 * Where an event breaks the schema of its type, as field names and indices, and the schema's keyword; undefined where it does not. An
 * event of a type that there is not is broken at its type.
 */
export const brokenAt = (
  event: DomainEvent,
): { readonly path: readonly string[]; readonly keyword: string } | undefined => {
  const { type }: { type: string } = event;
  const schema = schemas.get(type);
  if (!schema) return { path: ['type'], keyword: 'enum' };
  const validate = ajv.compile(schema);
  if (validate(event)) return undefined;
  const { instancePath = '', keyword = '', params = {} } = validate.errors?.[0] ?? {};
  const missing = 'missingProperty' in params ? [String(params['missingProperty'])] : [];
  return { path: [...instancePath.split('/').slice(1), ...missing], keyword };
};

/** Throws an Error that names the event's type and where in it the schema is broken, never what stands there. */
export const assertValid = (event: DomainEvent): void => {
  const broken = brokenAt(event);
  if (broken) throw new Error(`${event.type} breaks its schema at /${broken.path.join('/')}: ${broken.keyword}`);
};

/** The version in which events of this type are written now. */
export const schemaVersionOf = (type: EventType): number => {
  if (correctionTypes.some((correction) => correction === type)) return 1;
  for (const decider of deciders) {
    const version = presentVersion(decider, type);
    if (version !== undefined) return version;
  }
  throw new Error(`No event type ${type}`);
};
