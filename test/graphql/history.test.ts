import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { executeSync, parse } from 'graphql';
import { buildSchema } from '../../src/graphql/index.js';
import { person } from '../support/ledger.js';
import { council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';

let ledger: ApiLedger;
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger); // 1 to 8
  await council(ledger); // 9 to 13
  await ledger.mutate('FileCouncil', { councilId: '370103.G01.1' }, { principal: principals.council }); // 14
  await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' }); // 15
  await ledger.mutate(
    'WithdrawSchool',
    { groupId: '370103.G01', schoolId: '370103.S03' },
    { command: { effectiveOn: '2026-12-31' } },
  ); // 16
});
afterAll(() => ledger.close());

const types = (connection: { nodes: { type: string }[] }): string[] => connection.nodes.map(({ type }) => type);

describe('history', () => {
  test('of a school, a group and a council is what touched them, up to the moment they are shown at', async () => {
    const { data } = await ledger.query(`{
      school(id: "370103.S03") { history { nodes { type } } }
      group(id: "370103.G01") { history { totalCount nodes { type } } council { history { nodes { type } } } }
      before: group(id: "370103.G01", asOf: { position: 8 }) { history { totalCount nodes { type } } }
    }`);
    expect(types(data.school.history)).toEqual(['SchoolRegistered', 'SchoolAdmitted', 'SchoolWithdrawn']);
    expect(types(data.group.history)).toEqual([
      'GroupFormed',
      'MemberRecommended',
      'MemberRecommended',
      'CouncilAppointed',
      'CouncilFiled',
      'SchoolAdmitted',
      'SchoolWithdrawn',
    ]);
    expect(types(data.group.council.history)).toEqual(['CouncilAppointed', 'CouncilFiled']);
    expect(data.before.history).toEqual({ totalCount: 1, nodes: [{ type: 'GroupFormed' }] });
  });

  test('of memberships shows every interval where ended ones are asked for', async () => {
    const { data } = await ledger.query(`{
      now: group(id: "370103.G01") { members { school { code } until } }
      later: group(id: "370103.G01", asOf: { effectiveOn: "2027-01-01" }) { members { school { code } } all: members(includeEnded: true) { school { code } since until isLead } }
    }`);
    expect(
      data.now.members.map(({ school, until }: { school: { code: string }; until: string | null }) => [
        school.code,
        until,
      ]),
    ).toEqual([
      ['S01', null],
      ['S02', null],
      ['S03', '2026-12-31'],
    ]);
    expect(data.later.members).toHaveLength(2);
    expect(data.later.all).toContainEqual({
      school: { code: 'S03' },
      since: '2026-11-24',
      until: '2026-12-31',
      isLead: false,
    });
  });
});

describe('the ledger', () => {
  const events = async (args: string): Promise<[number, number[]]> => {
    const { data, errors } = await ledger.query(
      `{ ledger { events(first: 100, ${args}) { totalCount nodes { position } } } }`,
      { principal: principals.auditor },
    );
    expect(errors).toEqual([]);
    return [
      data.ledger.events.totalCount,
      data.ledger.events.nodes.map(({ position }: { position: number }) => position),
    ];
  };

  test('says how far it goes and since when, and gives each event by its position', async () => {
    const { data } = await ledger.query(
      `{ ledger { position recordedAt event(position: 8) { id position stream revision type effectiveOn recordedAt
        eventId commandId summary zh: summary(language: ZH) } none: event(position: 17) { id }
        zero: event(position: 0) { id } } }`,
    );
    expect(data.ledger).toMatchObject({
      position: 16,
      recordedAt: '2026-11-24T01:00:00.000Z',
      none: null,
      zero: null,
      event: {
        id: encoded('LedgerEvent:8'),
        position: 8,
        stream: 'district-370103',
        revision: 7,
        type: 'GroupFormed',
        effectiveOn: '2021-09-01',
        recordedAt: '2026-11-24T01:00:00.000Z',
        summary: 'Group G01 was formed: 第一教育集团, led by 第1小学, members 第1小学, 第2小学',
        zh: expect.stringContaining('组建集团 G01'),
      },
    });
  });

  test('is filtered by stream, type, actor and subject, all together', async () => {
    expect(await events('stream: "council-370103.G01"')).toEqual([4, [10, 12, 13, 14]]);
    expect(await events('types: ["GroupFormed", "CouncilFiled"]')).toEqual([2, [8, 14]]);
    expect(await events('actor: "council-1"')).toEqual([1, [14]]);
    expect(await events(`subject: "${encoded('School:370103.S03')}"`)).toEqual([3, [4, 15, 16]]);
    expect(await events('subject: "370103.S03"')).toEqual([3, [4, 15, 16]]);
    expect(await events(`subject: "${person(1)}"`)).toEqual([3, [9, 10, 13]]);
    expect(
      await events('subject: "370103.S03", types: ["SchoolWithdrawn"], stream: "district-370103", actor: "bureau-1"'),
    ).toEqual([1, [16]]);
    expect(await events('subject: "nothing"')).toEqual([0, []]);
    expect(await events('types: []')).toEqual([0, []]);
  });

  test('knows its types, and what events are about', async () => {
    expect((await ledger.query('{ ledger { events(types: ["GroupFormd"]) { totalCount } } }')).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', argument: 'types' },
    ]);
    expect(
      (await ledger.query(`{ ledger { events(subject: "${encoded('LedgerEvent:1')}") { totalCount } } }`)).errors,
    ).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'subject' }]);
  });

  test('shows with each event what it changed, as it was right after', async () => {
    const { data } = await ledger.query(
      `{ ledger { event(position: 15) {
        changed { id __typename ... on EducationGroup { members { school { code } } }
        ... on School { memberships { group { code } } } } }
        before: event(position: 8) { changed { ... on EducationGroup { members { school { code } } } } } } }`,
    );
    expect(data.ledger.event.changed).toEqual([
      {
        id: encoded('EducationGroup:370103.G01@15/2026-11-24'),
        __typename: 'EducationGroup',
        members: ['S01', 'S02', 'S03'].map((code) => ({ school: { code } })),
      },
      {
        id: encoded('School:370103.S03@15/2026-11-24'),
        __typename: 'School',
        memberships: [{ group: { code: 'G01' } }],
      },
    ]);
    expect(data.ledger.before.changed[0]).toEqual({
      members: [{ school: { code: 'S01' } }, { school: { code: 'S02' } }],
    });
  });
});

test('a council and all that belongs to it are nodes, by their global ids', async () => {
  const { data } = await ledger.query(
    '{ group(id: "370103.G01") { councilTerms { id group { code } seats { id person { id entityId } } } recommendations { id } } }',
  );
  const [term] = data.group.councilTerms;
  const ids = [term.id, term.seats[0].id, term.seats[0].person.id];
  const { data: again } = await ledger.query(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on CouncilSeat { since until isChair person { entityId } } } }',
    { variables: { ids } },
  );
  expect(again.nodes).toEqual([
    { id: ids[0], __typename: 'Council' },
    {
      id: ids[1],
      __typename: 'CouncilSeat',
      since: '2023-09-01',
      until: '2027-09-01',
      isChair: true,
      person: { entityId: person(1) },
    },
    { id: ids[2], __typename: 'Person' },
  ]);
  const recommendation = encoded(`Recommendation:370103.G01.S01.${person(1)}.0`);
  const { data: used } = await ledger.query(
    `{ node(id: "${recommendation}") { id ... on Recommendation { usedOn school { code } } } }`,
  );
  expect([data.group.recommendations, used.node]).toEqual([
    [],
    { id: recommendation, usedOn: '2021-09-01', school: { code: 'S01' } },
  ]);
});

test('all but names is read synchronously, fields with arguments too: a list waits for nothing', async () => {
  const document =
    parse(`{ viewer { actor { role } } ledger { position event(position: 8) { changed { id ... on EducationGroup {
    name revision lead { name standing memberships { isLead } district { schoolCount } } members(includeEnded: true) { school { formerNames } } besideGroup { id }
    council { filing { status } seats(includeEnded: true) { person { entityId } isChair } history(first: 1) { totalCount nodes { id } } } recommendations { id }
  } } } events(first: 5) { totalCount pageInfo { hasNextPage hasPreviousPage } nodes { summary(language: ZH) data basis { title } actor { id } } } } }`);
  // executeSync throws where anything gives a promise.
  expect(executeSync({ schema: buildSchema(), document, contextValue: await ledger.context() }).errors).toBeUndefined();
});

test('what followed an event by itself is linked, both ways', async () => {
  const cause = ledger.readModels.events.at(1)!;
  await ledger.pass({ type: 'RenameSchool', schoolId: '370103.S01', name: '新名' }, { causationId: cause.eventId });
  const position = ledger.runner.head();
  const { data, errors } = await ledger.query(
    `{ ledger { first: event(position: 1) { causedBy { position } followUps { position } }
      last: event(position: ${position}) { causedBy { position } followUps { position } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.ledger).toEqual({
    first: { causedBy: null, followUps: [{ position }] },
    last: { causedBy: { position: 1 }, followUps: [] },
  });
});
