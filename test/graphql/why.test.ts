import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { startProcesses } from '../../src/processes/index.js';
import { person, silent } from '../support/ledger.js';
import { allSettled } from '../support/processes.js';
import { go } from './career.js';
import { evaluation, go as evaluating } from './evaluation.js';
import { council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';
import { charterInput, fund, group, meeting, passed, school, spentFund } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const PAYMENT = `${fund}/${school(1)}/2026/11/记-1/1`;
const CHAIN =
  'value zh: value(language: ZH) code months amount { fen } objects { id } links { kind position event { type } }';

const asking = (
  question: string,
  selection = CHAIN,
  principal: Principal = principals.bureau,
): ReturnType<ApiLedger['query']> => ledger.query(`{ why(${question}) { ${selection} } }`, { principal });
const answered = async (...question: Parameters<typeof asking>): Promise<any> => {
  const { data, errors } = await asking(...question);
  expect(errors).toEqual([]);
  return data.why;
};

describe('why a payment was made', () => {
  beforeEach(async () => {
    await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
    await passed(
      ledger,
      'AcceptFiling',
      { councilId: `${group}.1`, documentNo: '备1号' },
      { principal: principals.otherBureau },
    );
    await spentFund(ledger);
  });

  test('is told by the chain of what it rests on, with ballots, papers and a line for each', async () => {
    const found = await answered(
      `object: "${PAYMENT}", field: GROUND`,
      'field value links { kind on position event { type position } object { __typename id } basis { documentNo } ballot { for against } sentence(language: ZH) }',
    );
    expect(found).toMatchObject({ field: 'GROUND', value: `${group}.R1 2026年度专项经费使用` });
    expect(found.links.map(({ kind, on, object, ballot }: any) => [kind, on, object.__typename, ballot])).toEqual([
      ['MADE_BY', '2026-11-24', 'Fund', null],
      ['ALLOCATED', '2026-11-24', 'Fund', null],
      ['DECIDED_BY_RESOLUTION', '2026-11-24', 'Resolution', null],
      ['ADOPTED_IN_MEETING', '2026-11-20', 'Council', { for: 2, against: 0 }],
      ['COUNCIL_APPOINTED', '2021-09-01', 'Council', null],
      ['FILED', '2026-11-24', 'Council', null],
      ['FILING_ANSWERED', '2026-11-24', 'Council', null],
      ['APPROPRIATED', '2026-11-24', 'Fund', null],
    ]);
    for (const { position, event, basis } of found.links) {
      expect(event.position).toBe(position);
      expect(basis).toEqual([{ documentNo: '市中教字〔2026〕1号' }]);
    }
    expect(found.links[6].sentence).toBe('教育局接受第一教育集团第 1 届理事会备案（备1号）');
  });

  test('to those to whom payments are shown, and to nobody else', async () => {
    const question = `object: "${PAYMENT}", field: GROUND`;
    for (const principal of [
      principals.bureau,
      principals.auditor,
      principals.council,
      principals.lead,
      principals.member,
    ])
      expect(await answered(question, CHAIN, principal)).toMatchObject({ objects: [{}] });
    const far: Principal = { actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) };
    for (const principal of [principals.anybody, principals.farBureau, far])
      expect(await answered(question, CHAIN, principal)).toBeNull();
  });

  test('the keys that are asked with stand beside what they are of', async () => {
    const { data } = await ledger.query(
      `{ fund(id: "${fund}") { tranches { entityId } lines { entityId expenditures { entityId } } } }`,
    );
    expect(data.fund.lines[0]).toEqual({ entityId: `${fund}.1`, expenditures: [{ entityId: PAYMENT }] });
    const { amount } = await answered(`object: "${data.fund.tranches[0].entityId}", field: AMOUNT`);
    expect(amount).toEqual({ fen: 1_000_000 });
  });

  test('how much a line holds is told to anybody, without papers, actors and what an event does not show', async () => {
    const selection =
      'value links { kind basis { title } event { type reason actor { id role } data } object { id } sentence }';
    const { value, links } = await answered(`object: "${fund}.1", field: AMOUNT`, selection, principals.anybody);
    expect([value, links.map(({ kind }: any) => kind)]).toEqual([
      '3000.00 yuan',
      [
        'MADE_BY',
        'DECIDED_BY_RESOLUTION',
        'ADOPTED_IN_MEETING',
        'COUNCIL_APPOINTED',
        'FILED',
        'FILING_ANSWERED',
        'APPROPRIATED',
      ],
    ]);
    for (const { basis, event } of links) {
      expect([basis, event.reason, event.actor.id]).toEqual([[], null, null]);
      const { data } = await ledger.query(
        `{ ledger { events(types: ["${event.type}"], last: 1) { nodes { type reason actor { id role } data } } } }`,
        { principal: principals.anybody },
      );
      expect(event).toEqual(data.ledger.events.nodes[0]);
    }
  });
});

describe('who sits and chairs', () => {
  test('is named where the name may be seen, else by the key', async () => {
    const seat = ledger.readModels.seats.by('person', person(2), ledger.runner.head())[0]!.key;
    const question = `object: "${encoded(`CouncilSeat:${seat}`)}", field: SEAT`;
    expect(await answered(question)).toMatchObject({
      value: '样本2',
      links: [{ kind: 'MADE_BY' }, { kind: 'RECOMMENDED' }],
    });
    expect(await answered(question, CHAIN, principals.anybody)).toMatchObject({
      value: person(2),
      objects: [{ id: encoded(`Person:${person(2)}`) }],
    });
    expect(await answered(`object: "${group}.1", field: CHAIR`)).toMatchObject({ value: '样本1' });
  });

  test('that a seat goes with a post is explained by the post to whom the career is shown', async () => {
    const running = await startProcesses({ ...ledger, log: silent });
    await passed(ledger, 'AdoptCharter', {
      ...charterInput,
      otherSeats: 3,
      everySchoolSeated: false,
      exOfficio: [{ schoolId: school(2), post: 'PRINCIPAL' }],
      ...meeting,
    });
    await ledger.pass({ type: 'RegisterPerson', personId: person(3), schoolId: school(2), details: { name: '样本3' } });
    await passed(ledger, 'Employ', { personId: person(3), employedBy: 'SCHOOL', homeSchoolId: school(2) });
    await allSettled(ledger, running);
    await passed(ledger, 'AssignPost', { personId: person(3), schoolId: school(2), kind: 'PRINCIPAL' });
    await allSettled(ledger, running);
    await running.stop();
    const seat = ledger.readModels.seats.by('person', person(3), ledger.runner.head())[0]!.key;
    const kinds = async (principal: Principal): Promise<unknown> =>
      (
        await answered(`object: "${seat}", field: SEAT`, 'links { kind event { type } object { id } }', principal)
      ).links.map(({ kind, event, object }: any) => [kind, event.type, object.id]);
    const seated = ['MADE_BY', 'SubstituteAppointed', encoded(`CouncilSeat:${seat}`)];
    const appointed = ['COUNCIL_APPOINTED', 'CouncilAppointed', encoded(`Council:${group}.1`)];
    expect(await kinds(principals.bureau)).toEqual([
      seated,
      ['FOLLOWED_UP', 'PostAssigned', encoded(`Post:${person(3)}.P1`)],
      appointed,
    ]);
    expect(await kinds(principals.anybody)).toEqual([seated, appointed]);
  });

  test('at a moment; what is asked of a past one names it in its ids', async () => {
    const position = ledger.runner.head();
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
    const question = `object: "${group}.1", field: CHAIR`;
    expect(await answered(question)).toBeNull();
    const then = await answered(`${question}, asOf: { position: ${position} }`, 'objects { id } links { position }');
    expect(then.objects).toEqual([{ id: encoded(`Person:${person(1)}@${position}/2026-11-24`) }]);
    expect(await answered(`${question}, asOf: { effectiveOn: "2026-11-23" }`)).toMatchObject({ value: '样本1' });
  });

  test('a filing says its status as a code and in words', async () => {
    expect(await answered(`object: "${group}.1", field: FILING_STATUS`)).toMatchObject({
      code: 'NOT_FILED',
      value: 'not filed',
      zh: '未备案',
      links: [{ kind: 'MADE_BY', event: { type: 'CouncilAppointed' } }],
    });
  });
});

test('a name, a lead and a membership are told to anybody, a standing within the district', async () => {
  await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
  const anybody = (question: string) => answered(question, CHAIN, principals.anybody);
  expect(await anybody(`object: "${school(1)}", field: NAME`)).toMatchObject({ value: '第1小学' });
  expect(await anybody(`object: "${group}", field: NAME`)).toMatchObject({ value: '第一教育集团' });
  expect(await anybody(`object: "${group}", field: LEAD`)).toMatchObject({
    value: '第1小学',
    objects: [{ id: encoded(`School:${school(1)}`) }],
  });
  const [member] = ledger.readModels.memberships.by('school', school(2), ledger.runner.head());
  expect(await anybody(`object: "${member!.key}", field: MEMBERSHIP`)).toMatchObject({
    value: '第2小学 in 第一教育集团, since 2021-09-01',
    zh: '第2小学为第一教育集团成员校，自 2021-09-01 起',
  });
  const standing = `object: "${school(1)}", field: STANDING`;
  expect(await anybody(standing)).toBeNull();
  expect(await answered(standing, CHAIN, principals.farBureau)).toBeNull();
  for (const principal of [principals.bureau, principals.member, principals.council, principals.auditor])
    expect(await answered(standing, CHAIN, principal)).toMatchObject({ code: 'FAMOUS', value: 'famous', zh: '名校' });
});

test('where somebody teaches, and what was recognised, is told to whom the career is shown', async () => {
  await go(
    'employed',
    'proposed',
    'resolved',
    'decidedByCouncil',
    'arrived',
    'served',
    'completed',
    'recognised',
  )(ledger);
  const place = `object: "${person(1)}", field: PLACE_OF_TEACHING, asOf: { effectiveOn: "2026-11-23" }`;
  const { data } = await ledger.query(`{ person(id: "${person(1)}") { credits { entityId months } } }`);
  const [credit] = data.person.credits;
  const recognised = `object: "${credit.entityId}", field: CREDIT`;
  for (const principal of [principals.bureau, principals.member, principals.council, principals.auditor]) {
    expect(await answered(place, CHAIN, principal)).toMatchObject({ value: '第2小学 100 %' });
    expect(await answered(recognised, CHAIN, principal)).toMatchObject({ months: credit.months });
  }
  for (const principal of [principals.anybody, principals.farBureau]) {
    expect(await answered(place, CHAIN, principal)).toBeNull();
    expect(await answered(recognised, CHAIN, principal)).toBeNull();
  }
});

test('which policy applies is asked of a district by its kind, or of the policy', async () => {
  await passed(ledger, 'AdoptPolicy', {
    districtId: '370103',
    code: 'P1',
    title: '备案办法',
    documentNo: '文1',
    rules: { kind: 'FILING', effect: 'DECLARATORY', answerDays: 30 },
  });
  const inForce = { value: '备案办法 (文1)', links: [{ kind: 'MADE_BY', event: { type: 'PolicyAdopted' } }] };
  expect(await answered('object: "370103", field: POLICY_IN_FORCE, kind: FILING')).toMatchObject(inForce);
  expect(await answered('object: "370103.P1", field: POLICY_IN_FORCE')).toMatchObject(inForce);
  expect(await answered('object: "370103", field: POLICY_IN_FORCE, kind: QUORUM')).toBeNull();
});

describe('a question that', () => {
  const refused = async (question: string): Promise<unknown> => (await asking(question)).errors;

  test('is about a field of something else is broken, by global id and by key', async () => {
    for (const object of [encoded(`School:${school(1)}`), school(1), encoded('LedgerEvent:1')])
      expect(await refused(`object: "${object}", field: SEAT`)).toMatchObject([
        { code: 'BAD_USER_INPUT', argument: 'field' },
      ]);
  });

  test('names a kind where there is none, or none where one is needed, is broken', async () => {
    for (const question of [
      'object: "370103", field: POLICY_IN_FORCE',
      `object: "${school(1)}", field: NAME, kind: FILING`,
    ])
      expect(await refused(question)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'kind' }]);
  });

  test('is about what nobody knows has no answer', async () => {
    for (const question of [
      'object: "370103.S99", field: NAME',
      `object: "${encoded('School:370103.S99')}", field: NAME`,
      `object: "${school(1)}", field: NAME, asOf: { position: 1 }`,
      `object: "${fund}.1", field: AMOUNT`,
      'object: "nothing", field: GROUND',
    ])
      expect(await answered(question)).toBeNull();
  });
});

test('a grade is told to anybody, as a code and in words; what was found is told to whom it concerns', async () => {
  await evaluating('concluded')(ledger);
  const question = `object: "${evaluation}", field: GRADE`;
  const selection = 'code value links { kind object { id } event { type data } sentence(language: ZH) }';
  for (const principal of [principals.bureau, principals.anybody]) {
    const { code, value, links } = await answered(question, selection, principal);
    expect([code, value, links.map(({ kind }: { kind: string }) => kind)]).toEqual([
      '良好',
      '良好',
      ['MADE_BY', ...Array.from({ length: 5 }, () => 'FOUND'), 'OPENED'],
    ]);
    expect('text' in links[1].event.data).toBe(principal === principals.bureau);
  }
  expect(await answered(`${question}, asOf: { effectiveOn: "2026-11-24" }`)).toBeNull();
});
