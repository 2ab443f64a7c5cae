import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { person } from '../support/ledger.js';
import { council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed, school } from './money.js';

// Person 7 is entered by S05, which nothing else ties them to; the entry is corrected to S06 and back.

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
  const { position } = await passed(ledger, 'RegisterPerson', {
    personId: person(7),
    schoolId: school(5),
    name: '样本七',
  });
  for (const number of [6, 5])
    await passed(ledger, 'CorrectRecord', {
      eventId: String(position),
      facts: { personId: person(7), schoolId: school(number), commitment: commitmentAt(position) },
    });
});
afterEach(() => ledger.close());

const commitmentAt = (position: number): unknown =>
  (ledger.readModels.events.at(position)!.event as unknown as { commitment: unknown }).commitment;

const strangers: readonly (readonly [string, Principal])[] = [
  ['the public', principals.anybody],
  ['the bureau of another district', principals.farBureau],
];
const insiders: readonly (readonly [string, Principal])[] = [
  ['its bureau', principals.bureau],
  ['an auditor', principals.auditor],
  ['a school of the district', principals.lead],
  ['a council of the district', principals.council],
];

const event = `{ type data summary zh: summary(language: ZH) basis { title }
    changed { __typename id ... on School { entityId } } correctedBy { data summary } corrects { data summary } }`;
/** Every door that leads from a person to a school, or back. */
const fromPerson = `{
  person(id: "${person(7)}") { school { entityId } history { nodes ${event} } }
  node(id: "${person(7)}") { ... on Person { school { entityId } } }
  ledger { events(subject: "${person(7)}") { totalCount nodes ${event} } last: events(types: ["PersonRegistered", "RecordCorrected"], last: 3) { nodes ${event} } }
}`;
const fromSchool = (number: number): string => `{
  school(id: "${school(number)}") { history(first: 100) { totalCount nodes { type } pageInfo { endCursor } } }
  ledger {
    byKey: events(subject: "${school(number)}", first: 100) { totalCount nodes { type } }
    byId: events(subject: "${encoded(`School:${school(number)}`)}", last: 1) { totalCount nodes { type } pageInfo { hasPreviousPage } }
    ofType: events(subject: "${school(number)}", types: ["PersonRegistered", "RecordCorrected"]) { totalCount edges { cursor } }
    inStream: events(subject: "${school(number)}", stream: "person-${person(7)}") { totalCount nodes { position } pageInfo { hasNextPage } }
  }
}`;

describe.each(strangers)('the school that entered a person is hidden from %s', (_who, principal) => {
  test('at every door from the person: data, summary, what changed, corrections, node', async () => {
    const { data, errors } = await ledger.query(fromPerson, { principal });
    expect(errors).toEqual([]);
    expect(data.person.history.nodes.map(({ type }: { type: string }) => type)).toEqual([
      'PersonRegistered',
      'RecordCorrected',
      'RecordCorrected',
    ]);
    expect(data.person.history.nodes[0]).toMatchObject({
      data: { personId: person(7) },
      summary: 'A person was registered',
      zh: '登记了一名人员',
      changed: [{ __typename: 'Person' }],
    });
    expect(data.ledger.events.totalCount).toBe(3);
    expect(JSON.stringify(data)).not.toMatch(/S05|S06|School|undefined/);
  });

  test('at every door from the school: history, subject, counts and cursors', async () => {
    const registered = { totalCount: 1, nodes: [{ type: 'SchoolRegistered' }] };
    for (const number of [5, 6]) {
      const { data, errors } = await ledger.query(fromSchool(number), { principal });
      expect(errors).toEqual([]);
      expect(data).toEqual({
        school: { history: { ...registered, pageInfo: { endCursor: encoded(String(number + 1)) } } },
        ledger: {
          byKey: registered,
          byId: { ...registered, pageInfo: { hasPreviousPage: false } },
          ofType: { totalCount: 0, edges: [] },
          inStream: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
        },
      });
    }
  });

  test('in a subscription, by its subject and by what an event shows', async () => {
    const open = (args: string) =>
      ledger.subscribe(`subscription { ledgerEvents(after: 13${args}) ${event} }`, { principal }) as Promise<
        AsyncGenerator<ExecutionResult>
      >;
    const bySchool = await open(`, subjects: ["${school(5)}"]`);
    const next = bySchool.next();
    await passed(ledger, 'RenameSchool', { schoolId: school(5), name: '新五小' });
    expect((await next).value).toMatchObject({ data: { ledgerEvents: { type: 'SchoolRenamed' } } });
    await bySchool.return(undefined);
    const byPerson = await open(`, subjects: ["${person(7)}", "${school(5)}"]`);
    const seen = [await byPerson.next(), await byPerson.next(), await byPerson.next()].map(
      ({ value }) => value as ExecutionResult,
    );
    expect(seen.map(({ data }) => (data as { ledgerEvents: { type: string } }).ledgerEvents.type)).toEqual([
      'PersonRegistered',
      'RecordCorrected',
      'RecordCorrected',
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/S05|S06|School/);
    await byPerson.return(undefined);
  });
});

test.each(insiders)('the school that entered a person is shown to %s at the same doors', async (_who, principal) => {
  const { data } = await ledger.query(fromPerson, { principal });
  expect(data.person.school).toEqual({ entityId: school(5) });
  expect(data.person.history.nodes[0]).toMatchObject({
    data: { schoolId: school(5) },
    summary: expect.stringMatching(/^(样本七|A person) was registered by 第5小学$/),
    changed: [{ __typename: 'Person' }, { entityId: school(5) }],
    correctedBy: [
      { data: { right: { schoolId: school(6) } } },
      { summary: expect.stringMatching(/第5小学; it had said: .*第6小学$/) },
    ],
  });
  const { data: found } = await ledger.query(fromSchool(5), { principal });
  expect(found.ledger.inStream.totalCount).toBe(3);
  expect(found.school.history.nodes.map(({ type }: { type: string }) => type)).toEqual([
    'SchoolRegistered',
    'PersonRegistered',
    'RecordCorrected',
    'RecordCorrected',
  ]);
});
