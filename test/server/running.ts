import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startServer, type Patience, type RunningServer } from '../../src/server/app.js';
import { readConfiguration, type Configuration } from '../../src/server/configuration.js';
import { openLog } from '../../src/server/log.js';
import { readinessOf, tokensAreJudged, type Readiness } from '../../src/server/readiness.js';
import { watchRevocations, type RevocationWatch } from '../../src/server/revocations.js';
import { openRuntime, type Runtime, type RuntimeOptions } from '../../src/server/runtime.js';
import { signToken, type Claims } from '../../src/server/sign-in.js';
import type { GivenCommand, Principal } from '../../src/commands/command.js';

export const bureauClaims: Claims = { sub: 'bureau-1', role: 'BUREAU', district: '370103' };
export const bureau: Principal = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at answers of every form.
  readonly body: any;
}

export interface Asked {
  readonly variables?: object;
  readonly operationName?: string;
  readonly headers?: Record<string, string>;
  readonly claims?: Claims;
}

/** A real server on a free port over a ledger in memory, and how to ask it. */
export interface Running {
  readonly url: string;
  readonly configuration: Configuration;
  readonly runtime: Runtime;
  readonly server: RunningServer;
  /** All lines of the log so far. */
  readonly log: () => string;
  fetch(path: string, options?: RequestInit): Promise<Answer>;
  post(query: string, asked?: Asked): Promise<Answer>;
  get(query: string, asked?: Asked): Promise<Answer>;
  /** Gives a command past GraphQL and waits until it is readable; its position. */
  give(command: GivenCommand): Promise<number>;
  subscriber(connectionParams?: Record<string, unknown>): Client;
  close(): Promise<void>;
}

export interface RunningOptions {
  readonly env?: Record<string, string>;
  readonly schema?: GraphQLSchema;
  readonly readiness?: Readiness;
  readonly patience?: Patience;
  /** Looks every few milliseconds unless told otherwise. */
  readonly revocations?: RevocationWatch;
  readonly runtime?: Partial<RuntimeOptions>;
  /** Kept by whoever gives it; otherwise one that goes with the server. */
  readonly dataDir?: string;
  /** Changes a service before the server gets it. */
  readonly services?: (services: Runtime['services']) => Runtime['services'];
}

export const testEnv = (dataDir: string, env: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: 'test',
  PORT: '0',
  DATA_DIR: dataDir,
  EVENT_STORE_URL: 'memory:',
  AUTH_SECRET: 'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567',
  // Tests ask more in a second than anybody may in a minute.
  COST_PER_ADDRESS: '1000000000',
  COST_PER_ACTOR: '1000000000',
  ...env,
});

export const startRunning = async ({
  env,
  schema,
  readiness,
  patience,
  runtime: runtimeOptions,
  dataDir: given,
  revocations: watch,
  services = (same) => same,
}: RunningOptions = {}): Promise<Running> => {
  const dataDir = given ?? mkdtempSync(join(tmpdir(), 'edugroup-server-'));
  const configuration = readConfiguration(testEnv(dataDir, env));
  let lines = '';
  const log = openLog(configuration, {
    write: (line) => {
      lines += line;
    },
  });
  const runtime = await openRuntime(configuration, { log, processes: false, ...runtimeOptions });
  await runtime.runner.caughtUp();
  const revocations = watch ?? (await watchRevocations({ revocations: runtime.stores.revocations, log, interval: 10 }));
  const server = await startServer({
    configuration,
    services: services(runtime.services),
    log,
    readiness: readiness ?? readinessOf([...runtime.checks, tokensAreJudged(revocations)], log),
    revocations,
    ...(schema ? { schema } : {}),
    ...(patience ? { patience } : {}),
  });
  const call = async (path: string, options?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, options);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    };
  };
  const headersOf = async ({ headers, claims }: Asked): Promise<Record<string, string>> => ({
    'content-type': 'application/json',
    ...(claims ? { authorization: `Bearer ${await signToken(configuration, claims, '1h')}` } : {}),
    ...headers,
  });
  return {
    url: server.url,
    configuration,
    runtime,
    server,
    log: () => lines,
    fetch: call,
    post: async (query, asked = {}) => {
      const { variables, operationName } = asked;
      return call('/graphql', {
        method: 'POST',
        headers: await headersOf(asked),
        body: JSON.stringify({ query, variables, operationName }),
      });
    },
    get: async (query, asked = {}) => {
      const { variables, operationName } = asked;
      const search = new URLSearchParams({
        query,
        ...(variables ? { variables: JSON.stringify(variables) } : {}),
        ...(operationName ? { operationName } : {}),
      });
      return call(`/graphql?${search.toString()}`, { headers: await headersOf(asked) });
    },
    give: async (command) => {
      const outcome = await runtime.services.handle(
        command,
        {
          commandId: randomUUID(),
          basis: [{ title: '依据', documentNo: '市中教字〔2021〕1号' }],
          effectiveOn: '2021-09-01',
        },
        bureau,
      );
      if (!('written' in outcome)) throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
      return (await runtime.runner.positionOf(outcome.written.stream, outcome.written.revision, 10_000))!;
    },
    subscriber: (connectionParams) =>
      createClient({
        url: `${server.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: true,
        ...(connectionParams ? { connectionParams } : {}),
      }),
    close: async () => {
      await server.close();
      revocations.stop();
      await runtime.close();
      if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** A district with schools S01 to S03 and the group G01 of the first two. */
export const register = async (running: Running): Promise<void> => {
  await running.give({ type: 'OpenDistrict', code: '370103', name: '济南市市中区' });
  for (const code of ['S01', 'S02', 'S03'])
    await running.give({ type: 'RegisterSchool', districtId: '370103', code, name: `学校${code}`, phase: 'PRIMARY' });
  await running.give({
    type: 'FormGroup',
    districtId: '370103',
    code: 'G01',
    name: '第一教育集团',
    form: 'GROUP',
    leadId: '370103.S01',
    memberIds: ['370103.S01', '370103.S02'],
  });
};
