import { getIntrospectionQuery } from 'graphql';
import { chosen, type Choose } from './choose.js';
import { commandOf, nearly } from './inputs.js';
import { forgetFields, mutationsOf, operationOf, randomMutationOf, schema, type Operation } from './operations.js';
import type { Who } from './program.js';
import type { Step, Story } from './stories.js';
import { DEMO, DEMO_EVENTS, placeOf, STORIES, uuidOf, written } from './values.js';

/** A request over HTTP; a failing one is printed as it stands here, and can be sent again. */
export interface HttpRequest {
  readonly who: Who;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly operation?: Operation;
  /** Instead of an operation: the body as it is. */
  readonly body?: string;
}

/** What one client says over a WebSocket, and whether something must come back before it goes. */
export interface SocketRequest {
  readonly who: Who;
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts are sent as they are, the rest as JSON. */
  readonly messages: readonly unknown[];
  /** The id of a subscription that has something to say at once. */
  readonly awaited?: string;
}

export type FuzzRequest = HttpRequest | SocketRequest;

/** What the ledger holds before: the facts that may be corrected. */
type Recorded = readonly { readonly position: number; readonly data: Readonly<Record<string, unknown>> }[];

/** The requests of a seed, in order: the stories, spread over all of them, and between them whatever else there may be. */
export const requestsOf = (
  seed: number,
  count: number,
  stories: readonly Story[],
  recorded: Recorded,
): readonly FuzzRequest[] => {
  const told = stories.flatMap((story) =>
    [...inBatches(story.before), [story.last]].map((steps) => ({ story, steps })),
  );
  forgetFields();
  const every = Math.max(2, Math.floor(count / told.length));
  return chosen(seed, count, (choose, index) => {
    const turn = index % every === 0 ? told[index / every] : undefined;
    if (turn)
      return {
        who: turn.steps[0]!.who,
        operation: mutationsOf(
          choose,
          turn.steps.map(({ field, input }) => [field, input]),
          true,
        ),
      };
    // Nobody writes in the district of a story before it was told: it would not be accepted any more.
    const next = told[Math.ceil(index / every)]?.story.place ?? stories.length;
    return requestOf(choose, stories.slice(0, next), recorded);
  });
};

/** What one actor may say in one document, at most ten mutations at a time. */
const inBatches = (steps: readonly Step[]): readonly (readonly Step[])[] => {
  const batches: Step[][] = [];
  for (const step of steps) {
    const last = batches.at(-1);
    if (last && last.length < 10 && JSON.stringify(last[0]!.who) === JSON.stringify(step.who)) last.push(step);
    else batches.push([step]);
  }
  return batches;
};

const requestOf = (choose: Choose, stories: readonly Story[], recorded: Recorded): FuzzRequest => {
  const kind = choose.below(100);
  if (kind < 4) return correctionOf(choose, recorded);
  if (kind < 65) return asked(choose, whoOf(choose), operationOf(choose, 'query'));
  if (kind < 77 && stories.length > 0) return nearlyTold(choose, stories);
  if (kind < 87) {
    const place = placeOf(choose.chance(30) || stories.length === 0 ? undefined : choose.one(stories).place);
    return {
      who: choose.chance(80) ? bureauOf(place.district) : whoOf(choose),
      operation: randomMutationOf(choose, place),
    };
  }
  return kind < 91
    ? socketOf(choose)
    : choose.chance(40)
      ? asked(choose, whoOf(choose), brokenOf(choose))
      : oddOf(choose);
};

const bureauOf = (district: string): Who => ({ sub: 'fuzz-bureau', role: 'BUREAU', district });

/** Anybody: the public most often, each role, of this district and of others, and tokens that are none. */
export const whoOf = (choose: Choose): Who => {
  const place = placeOf(choose.chance(75) ? undefined : choose.below(STORIES));
  const kind = choose.below(100);
  if (kind < 30) return 'nobody';
  if (kind < 50) return bureauOf(place.district);
  if (kind < 63) return { sub: 'fuzz-council', role: 'COUNCIL', group: place.group(choose) };
  if (kind < 77) return { sub: 'fuzz-school', role: 'SCHOOL', school: place.school(choose) };
  if (kind < 95) return { sub: 'fuzz-auditor', role: 'AUDITOR' };
  return choose.one<Who>([
    'nonsense',
    'expired',
    'unsigned',
    'basic',
    'empty',
    { sub: 'x', role: 'SYSTEM' },
    { sub: 'x', role: 'BUREAU' },
    { sub: ' ', role: 'AUDITOR' },
    { role: 'AUDITOR' },
  ]);
};

/** A step of a story with something wrong with it, by whom it was told or by somebody else. */
const nearlyTold = (choose: Choose, stories: readonly Story[]): HttpRequest => {
  const { before, last } = choose.one(stories);
  const { field, input, who } = choose.one([last, last, ...before]);
  const command = {
    ...(input['command'] as object),
    ...(choose.chance(85) ? { commandId: uuidOf(choose) } : {}),
    ...(choose.chance(50) ? { validateOnly: true } : {}),
  };
  return {
    who: choose.chance(85) ? who : whoOf(choose),
    operation: mutationsOf(choose, [[field, nearly(choose, { ...input, command })]]),
  };
};

/** The facts of something that was recorded, nearly right. */
const correctionOf = (choose: Choose, recorded: Recorded): HttpRequest => {
  const { position, data } = choose.one(recorded);
  const { facts } = nearly(choose, { facts: data });
  const input = {
    eventId: String(position),
    facts,
    command: { ...commandOf(choose), effectiveOn: '2026-11-24', validateOnly: choose.chance(80) },
  };
  return { who: bureauOf(DEMO), operation: mutationsOf(choose, [['correctRecord', input]]) };
};

/** A query as some client or other sends it: by POST or GET, with what headers may say. */
const asked = (choose: Choose, who: Who, operation: Operation): HttpRequest => {
  const headers = {
    ...(choose.chance(40)
      ? {
          'accept-language': choose.one([
            'zh-CN,zh;q=0.9',
            'en',
            '*',
            '',
            'zh;q=0',
            'x'.repeat(500),
            ';;;q=,,',
            'zh;q=NaN',
          ]),
        }
      : {}),
    ...(choose.chance(25)
      ? {
          accept: choose.chance(90)
            ? choose.one(['application/graphql-response+json', 'application/json', '*/*'])
            : choose.one(['text/html', 'multipart/mixed', 'x/y', '']),
        }
      : {}),
    ...(choose.chance(12)
      ? {
          'x-min-position': choose.chance(85)
            ? String(choose.below(DEMO_EVENTS))
            : choose.one(['-1', 'x', '1e3', '9'.repeat(20), '']),
        }
      : {}),
    ...(choose.chance(10) ? { 'if-none-match': choose.one(['*', 'W/"x"', '"', ',,,', 'W/"x", *']) } : {}),
    ...(choose.chance(8) ? { origin: choose.one(['https://elsewhere.example', 'null', '']) } : {}),
  };
  const rest = { who, operation, ...(Object.keys(headers).length === 0 ? {} : { headers }) };
  return choose.chance(30) && searchOf(operation).length < 6000 ? { method: 'GET', ...rest } : rest;
};

/** An operation as GET sends it. */
export const searchOf = ({ query, variables, operationName }: Operation): string =>
  new URLSearchParams({
    query,
    ...(variables ? { variables: written(variables) } : {}),
    ...(operationName === undefined ? {} : { operationName }),
  }).toString();

const slips = ['', '{', '}', '(', '"', '"""', '$', '@', '...', '\u0000', '\ud800', '#', 'nothing', ' on '];

/** Questions about the schema, and documents that were right before somebody slipped. */
const brokenOf = (choose: Choose): Operation => {
  switch (choose.below(4)) {
    case 0:
      return {
        query: choose.one([
          getIntrospectionQuery(),
          getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
          '{ __schema { types { name fields { name type { name ofType { name ofType { name } } } } } } }',
        ]),
      };
    case 1:
      return {
        query: `query ($name: String!) { __type(name: $name) {
            name kind description fields(includeDeprecated: true) { name args { name defaultValue } } enumValues { name } } }`,
        variables: { name: choose.one(Object.keys(schema.getTypeMap())) },
      };
    case 2: {
      const { query, ...rest } = operationOf(choose, 'query');
      const at = choose.below(query.length);
      return { ...rest, query: `${query.slice(0, at)}${choose.one(slips)}${query.slice(at + choose.below(3))}` };
    }
    default: {
      const { query, variables = {}, ...rest } = operationOf(choose, 'query');
      const other = Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          choose.chance(20) ? `${name}x` : name,
          choose.chance(40) ? choose.one([null, 0, '', [], {}, '\ud800', 1e300]) : value,
        ]),
      );
      return {
        query,
        variables: other,
        ...rest,
        ...(choose.chance(30) ? { operationName: choose.one(['Other', '', '__proto__', 'x'.repeat(5000)]) } : {}),
      };
    }
  }
};

/** What is not a request of this API, or hardly one. */
const oddOf = (choose: Choose): HttpRequest => {
  const operation = operationOf(choose, 'query');
  const body = choose.one([
    JSON.stringify([operation, operation]),
    JSON.stringify([]),
    '',
    'null',
    '"text"',
    '{',
    '{"query":',
    '{"query":1}',
    '{"query":"{ __typename }","variables":[]}',
    '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
    '['.repeat(5000),
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    '{"__proto__":{"query":"{ __typename }"}}',
    '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}',
    JSON.stringify({ query: `{ ${'__typename '.repeat(3000)}}` }),
    JSON.stringify({ query: `{ viewer ${'{ a '.repeat(400)}${'}'.repeat(400)} }` }),
    `{"query":"{ __typename }","x":"${'x'.repeat(300_000)}"}`,
    '\ufeff{"query":"{ __typename }"}',
    '\u0000',
    JSON.stringify({
      query: `mutation { ${Array.from({ length: 30 }, (_, index) => `x${index}: __typename`).join(' ')} }`,
    }),
    '{"query":"subscription { ledgerEvents { position } }"}',
  ]);
  switch (choose.below(6)) {
    case 0:
      return {
        who: 'nobody',
        method: 'GET',
        path: choose.one([
          '/',
          '/healthz',
          '/readyz',
          '/metrics',
          '/nothing',
          '/graphql',
          '/graphql/',
          '/graphql?query=%',
          '/graphql?query={ledger{position}}&variables=x',
          '/graphql?query=a&query=b',
          '/%',
          '//',
          '/graphql?',
          `/${'x'.repeat(7000)}`,
        ]),
      };
    case 1:
      return {
        who: 'nobody',
        method: choose.one(['OPTIONS', 'HEAD', 'PUT', 'DELETE', 'PATCH']),
        path: '/graphql',
        headers: { origin: 'https://portal.example', 'access-control-request-method': 'POST' },
      };
    case 2:
      return {
        who: whoOf(choose),
        body,
        headers: {
          'content-type': choose.one([
            'text/plain',
            'application/json; charset=utf-16',
            'application/graphql',
            'multipart/form-data; boundary=x',
            'application/x-www-form-urlencoded',
            'x',
          ]),
        },
      };
    case 3:
      return { who: whoOf(choose), operation, headers: { 'content-encoding': choose.one(['gzip', 'br', 'x']) } };
    default:
      return { who: whoOf(choose), body };
  }
};

/** What a client of graphql-transport-ws says, or what one should not say. */
const socketOf = (choose: Choose): SocketRequest => {
  const who = whoOf(choose);
  const init = choose.chance(90)
    ? {
        type: 'connection_init',
        ...(choose.chance(20)
          ? { payload: choose.one<unknown>([{}, null, [], { authorization: 1 }, { authorization: 'Bearer x' }, 'x']) }
          : {}),
      }
    : 'nonsense';
  const subscribe = (id: string): object => {
    const kind = choose.below(10);
    const payload =
      kind < 7
        ? operationOf(choose, 'subscription')
        : kind < 8
          ? operationOf(choose, 'query')
          : choose.one<unknown>([
              { query: '{' },
              { query: 1 },
              null,
              {},
              { query: 'subscription { ledgerEvents { position } }', variables: 'x' },
              { query: 'subscription { nothing }' },
            ]);
    return { id, type: 'subscribe', payload };
  };
  const others: readonly unknown[] = [
    { type: 'ping' },
    { type: 'ping', payload: { deep: { $deep: 3000 } } },
    { type: 'pong' },
    { id: '1', type: 'complete' },
    { id: 'none', type: 'complete' },
    { id: '', type: 'subscribe', payload: { query: '{ a }' } },
    { type: 'connection_init' },
    { type: 'next', id: '1', payload: {} },
    { type: 'x' },
    {},
    [],
    null,
    'nonsense',
    '',
    '\u0000',
    '{"type":',
    `"${'x'.repeat(300_000)}"`,
    '['.repeat(5000),
  ];
  const surely = choose.chance(50);
  const messages = [
    init,
    ...(surely
      ? [
          {
            id: 'sure',
            type: 'subscribe',
            payload: {
              query: `subscription { ledgerEvents(after: ${choose.below(DEMO_EVENTS)}) { position type summary data
                actor { id } changed { id } } }`,
            },
          },
        ]
      : []),
    ...Array.from({ length: choose.below(4) }, (_, index) =>
      choose.chance(70) ? subscribe(String(index)) : choose.one(others),
    ),
  ];
  return { who, messages, ...(surely ? { awaited: 'sure' } : {}) };
};
