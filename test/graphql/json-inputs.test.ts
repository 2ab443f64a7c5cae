import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JSON_LIMITS } from '../../src/graphql/shared/json-limits.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const CORRECTION =
  'mutation ($input: CorrectRecordInput!) { correctRecord(input: $input) { receipt { position } userErrors { code path } } }';
const input = (facts: unknown): object => ({
  eventId: '1',
  facts,
  command: {
    commandId: '0f8fad5b-d9cb-469f-a165-70867728950e',
    basis: [{ title: '更正', documentNo: '1号' }],
    effectiveOn: '2026-11-24',
  },
});
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe('a JSON input', () => {
  test.each<[string, unknown, RegExp]>([
    ['nested a level too deep', nested(JSON_LIMITS.depth + 1), /at most 32 levels/],
    ['nested beyond any stack', JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), /at most 32 levels/],
    ['of one value too many', Array.from({ length: JSON_LIMITS.nodes }, () => 1), /at most 10000 values/],
    ['with a name too long', { ['a'.repeat(JSON_LIMITS.keyLength + 1)]: 1 }, /at most 100 characters/],
  ])('%s is an error of the request, for anybody', async (_what, facts, message) => {
    for (const principal of [principals.bureau, principals.anybody]) {
      const { errors } = await ledger.query(CORRECTION, { variables: { input: input(facts) }, principal });
      expect(errors).toEqual([
        expect.objectContaining({ message: expect.stringMatching(message), code: 'BAD_USER_INPUT' }),
      ]);
    }
  });

  test('in the document itself is held to the same, with the variables in it', async () => {
    const document = `mutation ($part: JSON) { correctRecord(input: { eventId: "1", facts: { part: $part },
      command: { commandId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      basis: [], effectiveOn: "2026-11-24" } }) { userErrors { code } } }`;
    expect((await ledger.query(document, { variables: { part: nested(JSON_LIMITS.depth) } })).errors).toMatchObject([
      { message: expect.stringMatching(/^Argument "input" has invalid value/) },
    ]);
    expect((await ledger.query(document, { variables: { part: nested(JSON_LIMITS.depth - 1) } })).errors).toEqual([]);
  });

  test('at its limits is decided', async () => {
    const facts = nested(JSON_LIMITS.depth);
    const { data, errors } = await ledger.query(CORRECTION, { variables: { input: input(facts) } });
    expect([errors, data.correctRecord]).toMatchObject([
      [],
      { receipt: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'facts', 'code'] }] },
    ]);
  });
});

describe('wrong facts of a person', () => {
  const facts = { personId: person(1), schoolId: '370103.S01', commitment: '0'.repeat(64) };
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['without the school', { ...facts, schoolId: undefined }, ['schoolId']],
    ['with a school that is no id', { ...facts, schoolId: 'x' }, ['schoolId']],
    ['with a school in another form', { ...facts, schoolId: 7 }, ['schoolId']],
    ['with a school in a stream of another kind', { ...facts, schoolId: '370103.S01\n.x' }, ['schoolId']],
    ['with half a letter in a value', { ...facts, schoolId: '\ud800' }, ['schoolId']],
    ['with half a letter in a name', { ...facts, '\ud800': 1 }, []],
  ])('%s are refused by their place, and nothing was sent to the store', async (_what, wrong, path) => {
    const registered = (
      await ledger.query('{ ledger { events(types: ["PersonRegistered"], first: 1) { nodes { id } } } }')
    ).data.ledger.events.nodes[0];
    const { userErrors, receipt } = await ledger.mutate('CorrectRecord', { eventId: registered.id, facts: wrong });
    expect([receipt, userErrors]).toMatchObject([null, [{ code: 'INVALID_INPUT', path: ['input', 'facts', ...path] }]]);
  });
});

test('who may give no command is told so before the input is looked at', async () => {
  for (const principal of [principals.anybody, principals.auditor]) {
    const { userErrors } = await ledger.mutate('RenameSchool', { schoolId: 'no id at all', name: '' }, { principal });
    expect(userErrors).toMatchObject([{ code: 'NOT_AUTHORISED', path: ['input'] }]);
  }
});
