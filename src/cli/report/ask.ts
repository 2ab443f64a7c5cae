import { graphql, type GraphQLEnumType } from 'graphql';
import { buildSchema, createContext, type Services } from '../../graphql/index.js';
import type { Stores } from '../../eventstore/port.js';
import { unlessErased } from '../../processes/people-directory.js';
import type { ReadModels } from '../../projections/read-models.js';
import type { Runner } from '../../projections/runner.js';
import { partOf, type Ask, type Asked } from './answers.js';

/** The rules of findings, as the schema names them. */
export const findingRules = (): readonly string[] =>
  (buildSchema().getType('FindingRule') as GraphQLEnumType).getValues().map(({ name }) => name);

const nothing = (): undefined => undefined;

/**
 * Executes documents over the schema, as the bureau of a district, on read models that have caught up; each that was answered is added to
 * `asked`. Nothing is written, no access is kept: as with everything on the command line, who runs the store reads.
 */
export const asker = (
  { read, stores, runner }: { readonly read: ReadModels; readonly stores: Stores; readonly runner: Runner },
  {
    district,
    language,
    always,
  }: { readonly district: string; readonly language: 'EN' | 'ZH'; readonly always: object },
  asked: Asked[],
): Ask => {
  const schema = buildSchema();
  const services: Services = {
    handle: () => Promise.reject(new Error('a report gives no command')),
    readModels: read,
    runner,
    transparency: { checkpoint: nothing, tile: nothing },
    epochs: { current: nothing, lastPositionOf: () => Promise.resolve(undefined) },
    people: unlessErased(stores, () => false),
    recordAccess: () => Promise.resolve(),
    personsNamed: () => Promise.resolve(undefined),
    now: () => new Date().toISOString(),
    log: { info: nothing, warn: nothing, error: nothing },
  };
  return async (query, own = {}) => {
    const given: Readonly<Record<string, unknown>> = { ...always, ...own };
    // A document says what it takes: what it does not name is not sent with it.
    const variables = Object.fromEntries(
      Object.entries(given).filter(([name]) => new RegExp(`\\$${name}\\s*:`).test(query)),
    );
    const contextValue = await createContext(
      services,
      { actor: { id: 'report', role: 'BUREAU' }, district },
      { language },
    );
    const { data, errors } = await graphql({ schema, source: query, contextValue, variableValues: variables });
    if (errors) throw new Error(errors[0]!.message);
    const one: Asked = {
      id: `q${asked.length + 1}`,
      query,
      variables,
      data: JSON.parse(JSON.stringify(data)) as unknown,
    };
    asked.push(one);
    return partOf(one);
  };
};
