import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { graphql, subscribe, parse, type ExecutionResult } from 'graphql';
import { anybody, type Principal } from '../../src/commands/command.js';
import type { Stores } from '../../src/eventstore/port.js';
import {
  asOfExtension,
  buildSchema,
  createContext,
  type Context,
  type ContextOptions,
  type Services,
} from '../../src/graphql/index.js';
import { transparencyLog } from '../../src/audit/transparency-log.js';
import { knownEpochs } from '../../src/projections/epochs.js';
import { bureau, openLedger, recommend, register as registerInto, silent, type TestLedger } from '../support/ledger.js';

/** Somebody in each role that a request can have, all of district 370103. */
export const principals = {
  bureau,
  otherBureau: { actor: { id: 'bureau-2', role: 'BUREAU' }, district: '370103' },
  farBureau: { actor: { id: 'bureau-9', role: 'BUREAU' }, district: '370104' },
  council: { actor: { id: 'council-1', role: 'COUNCIL' }, group: '370103.G01' },
  lead: { actor: { id: 'school-1', role: 'SCHOOL' }, school: '370103.S01' },
  member: { actor: { id: 'school-2', role: 'SCHOOL' }, school: '370103.S02' },
  auditor: { actor: { id: 'auditor-1', role: 'AUDITOR' } },
  anybody,
} as const satisfies Record<string, Principal>;

export interface Asking extends ContextOptions {
  readonly principal?: Principal;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Signs the checkpoints of every test's ledger. */
const SIGNING_KEY = generateKeyPairSync('ed25519').privateKey;

/** An answer as a client gets it: plain JSON. */
export interface Answer {
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly code: unknown;
    readonly argument?: unknown;
    readonly reason?: unknown;
  }[];
  readonly asOf: {
    readonly position: number;
    readonly recordedAt: string | null;
    readonly effectiveOn: string;
    readonly epoch: string | null;
  };
}

export interface Mutating extends Omit<Asking, 'variables'> {
  /** What of `command` differs from a fresh commandId, a document with a number, and the day of the clock. */
  readonly command?: Readonly<Record<string, unknown>>;
  /** Selected of the payload's object. */
  readonly selection?: string;
}

/** A whole ledger in memory behind the API. */
export interface ApiLedger extends TestLedger {
  readonly services: Services;
  context(asking?: Asking): Promise<Context>;
  query(document: string, asking?: Asking): Promise<Answer>;
  /** The payload of one mutation, named as its command; the object comes under its own name. */
  mutate(command: string, input: Readonly<Record<string, unknown>>, mutating?: Mutating): Promise<any>;
  subscribe(document: string, asking?: Asking): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

export const openApi = async (stores?: Stores, overrides: Partial<Services> = {}): Promise<ApiLedger> => {
  const ledger = await openLedger(stores);
  const { handle, readModels, runner } = ledger;
  const epochs = await knownEpochs({
    epochs: ledger.stores.epochs,
    log: silent,
    newId: randomUUID,
    now: () => ledger.clock,
  });
  const services: Services = {
    handle,
    readModels,
    runner,
    transparency: transparencyLog(readModels, SIGNING_KEY),
    epochs,
    people: ledger.stores.people,
    recordAccess: (access) => ledger.stores.accesses.record(access),
    personsNamed: ledger.names.personsNamed,
    now: () => ledger.clock,
    log: silent,
    headTimeout: 50,
    ...overrides,
  };
  const schema = buildSchema();
  const context = async ({ principal = bureau, variables: _, ...options }: Asking = {}): Promise<Context> =>
    createContext(services, principal, options);

  const query: ApiLedger['query'] = async (document, asking = {}) => {
    const contextValue = await context(asking);
    // The server hands out a shallow copy, too.
    const result = await graphql({
      schema,
      source: document,
      contextValue: { ...contextValue },
      ...(asking.variables ? { variableValues: asking.variables } : {}),
    });
    const { data, errors = [] } = JSON.parse(JSON.stringify(result)) as {
      data: unknown;
      errors?: { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[];
    };
    return {
      data,
      errors: errors.map(({ message, path, extensions = {} }) => ({
        message,
        ...(path ? { path } : {}),
        code: extensions['code'],
        argument: extensions['argument'],
        ...('reason' in extensions ? { reason: extensions['reason'] } : {}),
      })),
      asOf: asOfExtension(contextValue),
    };
  };

  const mutate: ApiLedger['mutate'] = async (
    command,
    input,
    { command: envelope, selection = '{ id }', ...asking } = {},
  ) => {
    const field = command.charAt(0).toLowerCase() + command.slice(1);
    const { data, errors } = await query(
      `mutation ($input: ${command}Input!) { ${field}(input: $input) { ${objectOf(command)} ${selection}
        receipt { commandId stream revision position replayed events { type } } userErrors { code path message params { name value } } } }`,
      { ...asking, variables: { input: { ...input, command: commandInput(ledger, envelope) } } },
    );
    if (errors.length > 0) throw new Error(`${command}: ${JSON.stringify(errors)}`);
    return data[field];
  };

  return Object.assign(ledger, {
    services,
    context,
    query,
    mutate,
    subscribe: async (document: string, asking: Asking = {}) =>
      (await subscribe({
        schema,
        document: parse(document),
        contextValue: await context(asking),
        ...(asking.variables ? { variableValues: asking.variables } : {}),
      })) as AsyncGenerator<ExecutionResult> | ExecutionResult,
  });
};

/** The name of the payload's object. */
const objectOf = (command: string): string => {
  const type = buildSchema().getType(`${command}Payload`) as unknown as { getFields(): Record<string, unknown> };
  return Object.keys(type.getFields()).find((field) => !['receipt', 'userErrors', 'warnings'].includes(field))!;
};

export const commandInput = (
  ledger: { readonly clock: string },
  given: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  commandId: randomUUID(),
  basis: [{ title: '关于集团化办学的通知', documentNo: '市中教字〔2026〕1号' }],
  effectiveOn: ledger.clock.slice(0, 10),
  ...given,
});

/** District 370103 with schools S01 to S06 and group G01 of S01 (lead) and S02, in effect since 2021-09-01. */
export const register = registerInto;

/** Persons 1 (of S01) and 2 (of S02), recommended, and on G01's first council until 2027-08-31; 1 chairs. */
export const council = async (ledger: TestLedger): Promise<{ readonly first: string; readonly second: string }> => {
  const first = await recommend(ledger, 1, 'S01');
  const second = await recommend(ledger, 2, 'S02');
  await ledger.pass(
    {
      type: 'AppointCouncil',
      groupId: '370103.G01',
      memberIds: [first, second],
      chairId: first,
      termFrom: '2023-09-01',
      termTo: '2027-08-31',
    },
    { effectiveOn: '2021-09-01' },
  );
  return { first, second };
};

/** base64url of what an id or a cursor says. */
export const encoded = (text: string): string => Buffer.from(text).toString('base64url');
export const decoded = (text: string): string => Buffer.from(text, 'base64url').toString();
