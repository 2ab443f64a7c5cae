import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { charterInput, group, passed, school } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

test('details are held in the people directory as they were given, and what is null is not held', async () => {
  const given = { name: '样本九', birthDate: '1980-01-31' };
  const held: unknown[] = [];
  for (const [number, sex] of [
    [8, 'FEMALE'],
    [9, null],
  ] as const)
    await passed(ledger, 'RegisterPerson', { personId: person(number), schoolId: school(1), ...given, sex });
  for await (const { personId, commitment } of ledger.stores.people.entries())
    if ([person(8), person(9)].includes(personId))
      held.push((await ledger.stores.people.get(personId, commitment))?.details);
  expect(held).toEqual([{ ...given, sex: 'FEMALE' }, given]);
});

const asked = `{ person(id: "${person(1)}") { entityId nameStatus school { code } seats { isChair since until council: id }
  ended: seats(includeEnded: true) { since until } history { totalCount nodes { type } } }
  council(id: "${group}.1") { ordinal inOffice } school(id: "${school(1)}") { parts { code } } }`;

test('what somebody did is found from the person: school, seats on the day and ever, and the events', async () => {
  await passed(ledger, 'RegisterSchool', {
    districtId: '370103',
    code: 'S01A',
    name: '第1小学东校区',
    phase: 'PRIMARY',
    kind: 'CAMPUS',
    partOfId: school(1),
  });
  await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
  const { data, errors } = await ledger.query(asked);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    person: {
      entityId: person(1),
      nameStatus: 'VISIBLE',
      school: { code: 'S01' },
      seats: [],
      ended: [{ since: '2023-09-01', until: '2026-11-24' }],
      history: {
        totalCount: 4,
        nodes: ['PersonRegistered', 'MemberRecommended', 'CouncilAppointed', 'SeatResigned'].map((type) => ({ type })),
      },
    },
    council: { ordinal: 1, inOffice: true },
    school: { parts: [{ code: 'S01A' }] },
  });
  const { data: before } = await ledger.query(
    `{ person(id: "${person(1)}", asOf: { effectiveOn: "2026-11-23" }) { seats { isChair since } } }`,
  );
  expect(before.person.seats).toEqual([{ isChair: true, since: '2023-09-01' }]);
});

test.each([
  ['the public', principals.anybody, 'WITHHELD', null],
  ['the bureau of another district', principals.farBureau, 'WITHHELD', null],
  ['an auditor', principals.auditor, 'VISIBLE', { code: 'S01' }],
] as const)(
  'the school that entered a person is shown within its district and to auditors: %s',
  async (_, principal, nameStatus, of) => {
    const { data } = await ledger.query(asked, { principal });
    expect(data.person).toMatchObject({ nameStatus, school: of });
  },
);

test('a council does not get to see a name by a seat that is still to come', async () => {
  await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(5), name: '样本7' });
  await passed(ledger, 'AdoptCharter', { ...charterInput, everySchoolSeated: false });
  const name = async (principal: Principal): Promise<unknown> =>
    (await ledger.query(`{ person(id: "${person(7)}") { nameStatus } }`, { principal })).data.person.nameStatus;
  await passed(
    ledger,
    'AppointCouncil',
    { groupId: group, memberIds: [person(7)], chairId: person(7), termFrom: '2027-09-01', termTo: '2030-08-31' },
    { principal: principals.council },
  );
  expect([await name(principals.council), await name(principals.bureau)]).toEqual(['WITHHELD', 'VISIBLE']);
});

test('the line on an event names a person to whom may see the name, and to nobody once it is erased', async () => {
  await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
  const line = async (principal: Principal): Promise<unknown> =>
    (
      await ledger.query(
        '{ ledger { events(types: ["SeatResigned"], last: 1) { nodes { summary(language: ZH) } } } }',
        { principal },
      )
    ).data.ledger.events.nodes[0].summary;
  expect([await line(principals.bureau), await line(principals.farBureau), await line(principals.anybody)]).toEqual([
    '样本1辞去第一教育集团第 1 届理事会席位',
    '一名成员辞去第一教育集团第 1 届理事会席位',
    '一名成员辞去第一教育集团第 1 届理事会席位',
  ]);
  await passed(ledger, 'ErasePerson', { personId: person(1) });
  expect(await line(principals.bureau)).toBe('一名成员辞去第一教育集团第 1 届理事会席位');
});

test('the standing of a school is shown within its district and to auditors', async () => {
  await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
  const standing = async (principal: Principal): Promise<unknown> =>
    (await ledger.query(`{ school(id: "${school(1)}") { standing } }`, { principal })).data.school.standing;
  const shown = await Promise.all(
    [
      principals.bureau,
      principals.auditor,
      principals.member,
      principals.council,
      principals.farBureau,
      principals.anybody,
    ].map(standing),
  );
  expect(shown).toEqual(['FAMOUS', 'FAMOUS', 'FAMOUS', 'FAMOUS', null, null]);
});

test('a code names one thing of a district: no group takes that of a school, nor the other way round', async () => {
  const form = {
    districtId: '370103',
    name: '第二教育集团',
    form: 'GROUP',
    leadId: school(3),
    memberIds: [school(3), school(4)],
  };
  expect((await ledger.mutate('FormGroup', { ...form, code: 'S05' })).userErrors).toMatchObject([
    { code: 'CODE_TAKEN', path: ['input', 'code'] },
  ]);
  expect(
    (await ledger.mutate('RegisterSchool', { districtId: '370103', code: 'G01', name: '撞码学校', phase: 'PRIMARY' }))
      .userErrors,
  ).toMatchObject([{ code: 'CODE_TAKEN', path: ['input', 'code'] }]);
  expect((await ledger.query(`{ group(id: "${group}") { name } school(id: "${school(5)}") { name } }`)).data).toEqual({
    group: { name: '第一教育集团' },
    school: { name: '第5小学' },
  });
});

test('the first council of a group is appointed by the bureau or the lead school, a later one also by the council', async () => {
  await passed(ledger, 'FormGroup', {
    districtId: '370103',
    code: 'G02',
    name: '第二教育集团',
    form: 'GROUP',
    leadId: school(3),
    memberIds: [school(3), school(4)],
  });
  const appoint = {
    groupId: '370103.G02',
    memberIds: [person(1)],
    chairId: person(1),
    termFrom: '2026-11-24',
    termTo: '2027-08-31',
  };
  const principal: Principal = { actor: { id: 'council-2', role: 'COUNCIL' }, group: '370103.G02' };
  expect((await ledger.mutate('AppointCouncil', appoint, { principal })).userErrors).toMatchObject([
    { code: 'NOT_AUTHORISED' },
  ]);
  const later = { ...appoint, groupId: group, termFrom: '2027-09-01', termTo: '2030-08-31' };
  expect((await ledger.mutate('AppointCouncil', later, { principal: principals.council })).userErrors).toMatchObject([
    { code: 'NOT_RECOMMENDED' },
  ]);
});

test('what other streams rest on is not retracted: a group with its council, a person with their seat', async () => {
  const { data } = await ledger.query(
    '{ ledger { events(types: ["GroupFormed", "PersonRegistered"], first: 2) { nodes { id type } } } }',
  );
  for (const { id } of data.ledger.events.nodes as { id: string }[]) {
    expect((await ledger.mutate('RetractRecord', { eventId: id })).userErrors).toMatchObject([
      { code: 'INVALID_TRANSITION', path: ['input', 'eventId'] },
    ]);
  }
});
