import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bureauClaims, startRunning, type Running } from './running.js';

let told: Running;
let untold: Running;
beforeAll(async () => {
  told = await startRunning();
  untold = await startRunning({ env: { INTROSPECTION: 'off' } });
});
afterAll(async () => {
  await told.close();
  await untold.close();
});

const command = { commandId: '0f8fad5b-d9cb-469f-a165-708677289501', basis: [], effectiveOn: '2026-09-01' };
const school = { command, districtId: '370103', code: 'S01', name: '校', phase: 'PRIMARY' };
const register = 'mutation ($input: RegisterSchoolInput!) { registerSchool(input: $input) { userErrors { code } } }';

/** A mistake of each kind for which graphql has a suggestion. */
const mistakes: readonly (readonly [string, string, object])[] = (
  [
    ['a field', '{ ledgr { position } }'],
    ['a field of an interface', '{ node(id: "1") { name } }'],
    ['a field without its fields', '{ ledger }'],
    ['an argument', '{ district(idd: "1") { code } }'],
    ["a directive's argument", '{ ledger @include(iff: true) { position } }'],
    ['a directive', '{ ledger @inclde(if: true) { position } }'],
    ['a type', '{ node(id: "1") { ... on Distric { name } } }'],
    ["a variable's type", 'query ($asOf: AsOff) { district(id: "1", asOf: $asOf) { code } }'],
    ['a value of an enum', '{ schools(districtId: "1", phase: PRIMRY) { totalCount } }'],
    ['a value of an enum as a text', '{ schools(districtId: "1", phase: "PRIMARY") { totalCount } }'],
    [
      'a value of an enum in a variable',
      'query ($phase: SchoolPhase) { schools(districtId: "1", phase: $phase) { totalCount } }',
      { phase: 'PRIMRY' },
    ],
    [
      "an enum's default",
      'query ($phase: SchoolPhase = PRIMRY) { schools(districtId: "1", phase: $phase) { totalCount } }',
    ],
    ['a field of an input', '{ district(id: "1", asOf: { positio: 1 }) { code } }'],
    [
      'a field of an input in a variable',
      'query ($asOf: AsOf) { district(id: "1", asOf: $asOf) { code } }',
      { asOf: { positio: 1 } },
    ],
  ] as const
).map(([what, query, variables = {}]) => [what, query, variables]);

/** Over HTTP as it is sent by most, by a GET, and as a subscription's document over a WebSocket. */
const ways: readonly (readonly [string, (running: Running, query: string, variables: object) => Promise<string>])[] = [
  [
    'POST',
    async (running, query, variables) =>
      JSON.stringify((await running.post(query, { variables, claims: bureauClaims })).body),
  ],
  [
    'GET',
    async (running, query, variables) =>
      JSON.stringify((await running.get(query, { variables, headers: { 'apollo-require-preflight': '1' } })).body),
  ],
  ['a WebSocket', async (running, query, variables) => errorsOverSocket(running, query, variables)],
];
const errorsOverSocket = async (running: Running, query: string, variables: object): Promise<string> => {
  const client = running.subscriber();
  try {
    return JSON.stringify(
      await new Promise<unknown>((resolve, reject) => {
        client.subscribe(
          { query, variables: { ...variables } },
          { next: resolve, error: resolve, complete: () => reject(new Error('no error')) },
        );
      }),
    );
  } finally {
    await client.dispose();
  }
};

describe.each(ways)('over %s', (_way, ask) => {
  test.each(mistakes)(
    'a mistake in %s brings no suggestion where the schema is not told',
    async (_what, query, variables) => {
      const answer = await ask(untold, query, variables);
      expect(answer).toContain('"message"');
      expect(answer).not.toMatch(/did you mean/i);
    },
  );
});

test('most mistakes bring a suggestion where the schema is told', async () => {
  const answers = await Promise.all(
    mistakes.map(async ([, query, variables]) => JSON.stringify((await told.post(query, { variables })).body)),
  );
  expect(answers.filter((answer) => answer.includes('Did you mean')).length).toBeGreaterThanOrEqual(11);
});

test.each(['phase', 'kind', 'nam'])("neither does one in a command's input: %s", async (field) => {
  const answer = await ways[0]![1](untold, register, { input: { ...school, [field]: 'PRIMRY' } });
  expect(answer).not.toMatch(/did you mean/i);
});

test.each([
  [
    'an enum in a variable',
    'subscription ($language: Language) { ledgerEvents { summary(language: $language) } }',
    { language: 'ZHH' },
  ],
  ['an argument', 'subscription { ledgerEvents(aftr: 1) { position } }', {}],
  [
    'a variable of the wrong kind',
    'subscription ($after: SafeInt, $language: Language) { ledgerEvents(after: $after) { summary(language: $language) } }',
    { after: 1, language: 'En' },
  ],
])('nor does a subscription with %s', async (what, query, variables) => {
  // Of a variable only the place is told: its value may be personal.
  const said = what.includes('variable') ? 'got invalid value' : 'Did you mean';
  expect(await errorsOverSocket(told, query, variables)).toContain(said);
  const answer = await errorsOverSocket(untold, query, variables);
  expect(answer).toMatch(/"message".*"(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)"/);
  expect(answer).not.toMatch(/did you mean/i);
});
