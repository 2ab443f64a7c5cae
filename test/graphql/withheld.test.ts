import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import type { IndexedEntry } from '../../src/projections/event-index.js';
import { person } from '../support/ledger.js';
import { go, group, personId, post, rotation, school, terms } from './career.js';
import { council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed } from './money.js';

// Person 1 of S01 is employed, takes a post, rotates to S02 of the same group and has the months recognised; then the person's details
// change, and what was recorded is put right. District 370104 has a school and a group of its own.

const far = '370104';
const since = { command: { effectiveOn: '2021-09-01' } };
const farBureau = { principal: principals.farBureau, ...since };
const NO_ID = '00000000-0000-0000-0000-000000000000';

let ledger: ApiLedger;
/** The entries of careers and rotations, with corrections of them. */
let confined: readonly IndexedEntry[];
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
  await passed(ledger, 'OpenDistrict', { code: far, name: '槐荫区' }, farBureau);
  for (const code of ['S01', 'S02'])
    await passed(ledger, 'RegisterSchool', { districtId: far, code, name: `槐荫${code}`, phase: 'PRIMARY' }, farBureau);
  const members = [`${far}.S01`, `${far}.S02`];
  await passed(
    ledger,
    'FormGroup',
    { districtId: far, code: 'G01', name: '槐荫集团', form: 'GROUP', leadId: members[0], memberIds: members },
    farBureau,
  );
  await go('employed', 'posted', 'proposed', 'resolved', 'decidedByCouncil', 'arrived', 'suspended', 'resumed')(ledger);
  await go('served')(ledger);
  await passed(ledger, 'UpdateQualification', { personId, subjects: ['语文'] });
  await passed(ledger, 'ChangePersonDetails', { personId, name: '样本一改' });
  const { eventId, event } = lastOf('ServiceConfirmed');
  const { type: _, ...facts } = event;
  await passed(ledger, 'CorrectRecord', { eventId, facts: { ...facts, weeklyLessons: 14 } });
  await passed(ledger, 'RetractRecord', { eventId: lastOf('QualificationUpdated').eventId });
  await passed(ledger, 'RetractRecord', { eventId: lastOf('PersonDetailsChanged').eventId });
  await go('completed', 'recognised')(ledger);
  confined = entries().filter(isCareer);
});
afterEach(() => ledger.close());

const entries = (): readonly IndexedEntry[] =>
  ledger.readModels.events.page({}, { after: 0, upTo: ledger.runner.head(), limit: 1000, backwards: false });
const lastOf = (type: string): IndexedEntry => entries().findLast(({ event }) => event.type === type)!;
const registers = ['PersonRegistered', 'PersonDetailsChanged', 'PersonErased'];
/** Found without the code that is tested: what stands in a person's stream and is, or corrects, no fact of the register. */
const isCareer = ({ stream, event }: IndexedEntry): boolean => {
  if (!stream.startsWith('person-')) return false;
  const about =
    event.type === 'RecordCorrected' || event.type === 'RecordRetracted'
      ? ledger.readModels.events.between(stream, event.revision, event.revision)[0]!.event
      : event;
  return !registers.includes(about.type);
};

const asked = async (document: string, principal: Principal): Promise<any> => {
  const { data, errors } = await ledger.query(document, { principal });
  expect(errors).toEqual([]);
  return data;
};

const strangers: readonly (readonly [string, Principal])[] = [
  ['the public', principals.anybody],
  ["another group's school, of another district", { actor: { id: 'school-9', role: 'SCHOOL' }, school: `${far}.S01` }],
  [
    "another group's council, of another district",
    { actor: { id: 'council-9', role: 'COUNCIL' }, group: `${far}.G01` },
  ],
  ['the bureau of another district', principals.farBureau],
];
const readers: readonly (readonly [string, Principal])[] = [
  ['the bureau', principals.bureau],
  ['an auditor', principals.auditor],
  ['the home school', principals.lead],
  ['the receiving school', principals.member],
  ["the group's council", principals.council],
  [
    'a school of the district, as it reads the rotation itself',
    { actor: { id: 'school-5', role: 'SCHOOL' }, school: school(5) },
  ],
];

const whole = `{ id position stream revision eventId commandId type recordedAt effectiveOn assumed reason data summary(language: EN)
  zh: summary(language: ZH) actor { id role } basis { title } changed { id } causedBy { position } followUps { position }
  corrects { position } correctedBy { position } }`;
const isWithheld = ({ type }: { readonly type: string }): boolean => type === 'PersonRecordWithheld';
/** All that is shown of a withheld entry. */
const withheld = ({ position, metadata: { recordedAt, effectiveOn, actor } }: IndexedEntry): object => ({
  id: encoded(`LedgerEvent:${position}`),
  position,
  stream: 'person',
  revision: 0,
  eventId: NO_ID,
  commandId: NO_ID,
  type: 'PersonRecordWithheld',
  recordedAt,
  effectiveOn,
  assumed: [],
  reason: null,
  data: {},
  summary: "An entry about somebody's career is withheld",
  zh: '一条人员履历记录不予公开',
  actor: { id: null, role: actor.role },
  basis: [],
  changed: [],
  causedBy: null,
  followUps: [],
  corrects: null,
  correctedBy: [],
});
const types = [
  'Employed',
  'PostAssigned',
  'RotationProposed',
  'RotationDecided',
  'ArrivalConfirmed',
  'RotationSuspended',
  'RotationResumed',
  'ServiceConfirmed',
  'QualificationUpdated',
  'RecordCorrected',
  'RecordRetracted',
  'RotationCompleted',
  'CreditRecognised',
];

test('what is withheld here is every kind of step', () => {
  expect(confined.map(({ event }) => event.type)).toEqual(types);
});

describe.each(strangers)('to %s an entry of a career or rotation', (_who, principal) => {
  const ask = (document: string): Promise<any> => asked(document, principal);

  test('keeps its place in the whole list, which is counted whole, and says nothing there', async () => {
    const { events } = (await ask(`{ ledger { events(first: 100) { totalCount nodes ${whole} } } }`)).ledger;
    const head = ledger.runner.head();
    expect(events.totalCount).toBe(head);
    expect(events.nodes.map(({ position }: any) => position)).toEqual([...Array(head).keys()].map((n) => n + 1));
    expect(events.nodes.filter(isWithheld)).toEqual(confined.map(withheld));
  });

  test('says nothing backwards, by its position, as a node, nor in the whole subscription either', async () => {
    const backwards: any[] = [];
    for (let before = ''; ;) {
      const { nodes, pageInfo } = (
        await ask(`{ ledger { events(last: 7${before}) { nodes ${whole} pageInfo { hasPreviousPage startCursor } } } }`)
      ).ledger.events;
      backwards.unshift(...nodes);
      if (!pageInfo.hasPreviousPage) break;
      before = `, before: "${pageInfo.startCursor}"`;
    }
    expect(backwards.filter(isWithheld)).toEqual(confined.map(withheld));
    for (const entry of [confined[0]!, confined.at(-3)!]) {
      const { position } = entry;
      const {
        ledger: found,
        node,
        nodes,
      } = await ask(`{ ledger { event(position: ${position}) ${whole} }
        node(id: "${encoded(`LedgerEvent:${position}`)}") { ... on LedgerEvent ${whole} }
        nodes(ids: ["${position}"]) { ... on LedgerEvent ${whole} } }`);
      expect([found.event, node, nodes[0]]).toEqual([withheld(entry), withheld(entry), withheld(entry)]);
    }
    const live = (await ledger.subscribe(`subscription { ledgerEvents(after: 0) ${whole} }`, {
      principal,
    })) as AsyncGenerator<ExecutionResult>;
    const seen: any[] = [];
    while (seen.length < ledger.runner.head()) seen.push((await live.next()).value.data.ledgerEvents);
    await live.return(undefined);
    expect(JSON.parse(JSON.stringify(seen.filter(isWithheld)))).toEqual(confined.map(withheld));
  });

  test('is not found by its id, which whoever guesses the person and the fact can compute', async () => {
    const ids = confined.flatMap(({ eventId, metadata }) => [eventId, metadata.commandId]);
    const { nodes } = await ask(`{ nodes(ids: ${JSON.stringify([...ids, NO_ID])}) { id } }`);
    expect(nodes.filter((node: unknown) => node !== null)).toEqual([]);
    const all = JSON.stringify(await ask(`{ ledger { events(first: 100) { nodes ${whole} } } }`));
    expect(ids.filter((id) => all.includes(id))).toEqual([]);
  });

  test('is found by no type, stream, subject or combination of them, nor counted', async () => {
    const filters = [
      ...types.map((type) => `types: ["${type}"]`),
      `types: ${JSON.stringify(types)}`,
      `stream: "person-${personId}"`,
      'stream: "person"',
      ...[personId, rotation, post, school(1), school(2), group, `${group}.R1`].map((id) => `subject: "${id}"`),
      `subject: "${encoded(`Rotation:${rotation}`)}"`,
      `stream: "person-${personId}", types: ["RotationDecided"]`,
      `subject: "${school(2)}", types: ["RotationDecided"]`,
    ];
    for (const filter of filters) {
      const document = (page: string): string =>
        `{ ledger { events(${filter}, ${page}) { totalCount edges { cursor } nodes { position type stream } pageInfo { hasNextPage hasPreviousPage } } } }`;
      const { events } = (await ask(document('first: 100'))).ledger;
      const hidden = new Set(confined.map(({ position }) => position));
      const wrong = events.nodes.filter((node: any) => isWithheld(node) || hidden.has(node.position));
      expect({ filter, wrong, counted: events.totalCount }).toEqual({
        filter,
        wrong: [],
        counted: events.nodes.length,
      });
      // The last one is the last one, forwards and backwards.
      const last = (await ask(document(`first: ${Math.max(events.totalCount, 1)}`))).ledger.events.pageInfo;
      const first = (await ask(document(`last: ${Math.max(events.totalCount, 1)}`))).ledger.events.pageInfo;
      expect([last.hasNextPage, first.hasPreviousPage]).toEqual([false, false]);
    }
    const { found, none } = (
      await ask(
        `{ ledger { found: events(subject: "${rotation}") { totalCount } none: events(subject: "${personId}.R9") { totalCount } } }`,
      )
    ).ledger;
    expect(found).toEqual(none);
  });

  test('is in no history, and is changed, caused, followed and corrected by nothing', async () => {
    const career = lastOf('RotationCompleted');
    const renamed = lastOf('PersonDetailsChanged');
    await ledger.pass({ type: 'RenameSchool', schoolId: school(1), name: '新名' }, { causationId: career.eventId });
    const followed = ledger.runner.head();
    await ledger.pass({ type: 'UpdateQualification', personId, subjects: ['数学'] }, { causationId: renamed.eventId });
    const history = 'history(first: 100) { totalCount nodes { position type } }';
    const found = await ask(`{ person(id: "${personId}") { ${history} } school(id: "${school(2)}") { ${history} }
      group(id: "${group}") { ${history} } resolution(id: "${group}.R1") { ${history} }
      ledger { caused: event(position: ${followed}) { type causedBy { position } }
        cause: event(position: ${renamed.position}) { type followUps { position } correctedBy { type } } } }`);
    expect(found.person.history).toMatchObject({
      totalCount: 5,
      nodes: [
        'PersonRegistered',
        'MemberRecommended',
        'CouncilAppointed',
        'PersonDetailsChanged',
        'RecordRetracted',
      ].map((type) => ({ type })),
    });
    for (const { history: of } of [found.school, found.group, found.resolution])
      expect(of.nodes.filter((node: any) => isWithheld(node) || types.slice(0, 9).includes(node.type))).toEqual([]);
    expect(found.ledger).toEqual({
      caused: { type: 'SchoolRenamed', causedBy: null },
      cause: { type: 'PersonDetailsChanged', followUps: [], correctedBy: [{ type: 'RecordRetracted' }] },
    });
  });

  test('does not count in what else is shown of the person: no revision tells how many there are, at no moment', async () => {
    const { nodes } = (
      await ask(`{ ledger { events(stream: "person-${personId}") { nodes { type revision data } } } }`)
    ).ledger.events;
    expect(nodes.map(({ type, revision }: any) => [type, revision])).toEqual([
      ['PersonRegistered', 0],
      ['PersonDetailsChanged', 1],
      ['RecordRetracted', 2],
    ]);
    expect(nodes[2].data).toEqual({ revision: 1 });
    const changed = lastOf('PersonDetailsChanged').position;
    const revisions = new Set<number>();
    for (let position = lastOf('Employed').position - 1; position < changed; position += 1) {
      const { person: one } = await ask(`{ person(id: "${personId}", asOf: { position: ${position} }) { revision } }`);
      revisions.add(one.revision);
    }
    expect([...revisions]).toEqual([0]);
    expect((await ask(`{ person(id: "${personId}") { revision } }`)).person.revision).toBe(2);
  });

  test('leads to no rotation, post or credit, as if there were none', async () => {
    const ids = [rotation, post, `Rotation:${rotation}`, `Post:${post}`].flatMap((id) => [id, encoded(id)]);
    const found =
      await ask(`{ nodes(ids: ${JSON.stringify(ids)}) { id } rotation(id: "${rotation}") { id } none: rotation(id: "${personId}.R9") { id }
      then: rotation(id: "${rotation}", asOf: { position: ${ledger.runner.head() - 1} }) { id } node(id: "${post}") { id }
      past: node(id: "${encoded(`Rotation:${rotation}@${ledger.runner.head() - 1}/2026-11-24`)}") { id }
      persons(districtId: "370103") { totalCount } rotations(districtId: "370103") { totalCount }
      school(id: "${school(2)}") { staff { totalCount } rotatedIn { totalCount } rotatedOut { totalCount } }
      person(id: "${personId}") { employments { since } posts(includeEnded: true) { id } rotations { id } credits { months } timeline { totalCount } } }`);
    expect(found).toEqual({
      nodes: ids.map(() => null),
      rotation: null,
      none: null,
      then: null,
      node: null,
      past: null,
      persons: null,
      rotations: null,
      school: { staff: null, rotatedIn: null, rotatedOut: null },
      person: { employments: [], posts: [], rotations: [], credits: [], timeline: null },
    });
  });

  test('is not found by who entered it, where that was somebody who acts elsewhere by now', async () => {
    const { role } = principal.actor;
    if (role === 'PUBLIC') return;
    const moved: Principal = { ...principal, actor: { id: 'bureau-1', role } };
    const { events } = (
      await asked('{ ledger { events(actor: "bureau-1", first: 100) { totalCount nodes { type position } } } }', moved)
    ).ledger;
    const entered = entries().filter((entry) => entry.metadata.actor.id === 'bureau-1' && !isCareer(entry));
    expect(events.nodes.map(({ position }: any) => position)).toEqual(entered.map(({ position }) => position));
    expect(events.totalCount).toBe(entered.length);
  });

  test('wakes no subscription by its type or by its subject', async () => {
    const head = ledger.runner.head();
    const open = async (filter: string): Promise<AsyncGenerator<ExecutionResult>> =>
      (await ledger.subscribe(`subscription { ledgerEvents(after: ${head}, ${filter}) { type position } }`, {
        principal,
      })) as AsyncGenerator<ExecutionResult>;
    const followed = await Promise.all([
      open('types: ["QualificationUpdated", "SchoolRenamed"]'),
      open(`subjects: ["${personId}", "${school(1)}", "${rotation}"]`),
    ]);
    const next = followed.map((one) => one.next());
    await passed(ledger, 'UpdateQualification', { personId, subjects: ['数学'] });
    await passed(ledger, 'RenameSchool', { schoolId: school(1), name: '新名' });
    for (const one of next)
      expect((await one).value).toMatchObject({
        data: { ledgerEvents: { type: 'SchoolRenamed', position: head + 2 } },
      });
    for (const one of followed) await one.return(undefined);
    const old = await open('types: ["QualificationUpdated", "SchoolRenamed"]');
    expect((await old.next()).value).toMatchObject({ data: { ledgerEvents: { type: 'SchoolRenamed' } } });
    await old.return(undefined);
  });

  test('is not told apart from none by what a command is refused with', async () => {
    const refusals = async (command: string, input: object): Promise<unknown> =>
      (await ledger.mutate(command, { ...input }, { principal, selection: '{ __typename }' })).userErrors.map(
        ({ code, params, path }: any) => [code, params, path],
      );
    const pairs: readonly (readonly [string, object, object])[] = [
      ...['ConfirmArrival', 'CompleteRotation', 'ResumeRotation', 'CancelRotation'].map(
        (command) => [command, { rotationId: rotation }, { rotationId: `${personId}.R9` }] as const,
      ),
      ['EndPost', { postId: post }, { postId: `${personId}.P9` }],
      [
        'RecogniseCredit',
        { personId, purpose: 'HONOUR', cycle: '2026', rotationIds: [rotation] },
        { personId, purpose: 'HONOUR', cycle: '2026', rotationIds: [`${personId}.R9`] },
      ],
      ['RotateTeacher', { ...terms, rotationId: rotation }, { ...terms, rotationId: `${personId}.R9` }],
    ];
    for (const [command, existing, none] of pairs)
      expect([command, await refusals(command, existing)]).toEqual([command, await refusals(command, none)]);
    const { position, eventId } = lastOf('RotationDecided');
    const code = async (id: string, facts: object = {}): Promise<string> =>
      (
        await ledger.mutate('CorrectRecord', { eventId: id, facts }, { principal, selection: '{ __typename }' })
      ).userErrors.map((error: any) => error.code)[0];
    expect(await code(eventId)).toBe(await code(randomUUID()));
    expect(await code(String(position))).toBe(await code('9999'));
    expect(await code(String(position), { personId })).toBe(await code('9999'));
  });
});

describe.each(readers)('to %s', (_who, principal) => {
  test('entries of careers and rotations are told by every door', async () => {
    const found = await asked(
      `{ ledger { all: events(first: 100) { nodes { type stream } } mine: events(stream: "person-${personId}", first: 100) { totalCount nodes { type revision eventId } }
        typed: events(types: ["RotationDecided"]) { totalCount nodes { data changed { __typename } } } subject: events(subject: "${rotation}") { totalCount } }
        rotation(id: "${rotation}") { entityId steps(first: 100) { totalCount } credits { months rotations { entityId } } decision { type } }
        node(id: "${post}") { ... on Post { entityId history { totalCount } } }
        person(id: "${personId}") { revision history(first: 100) { totalCount } timeline { totalCount } } }`,
      principal,
    );
    const ofPerson = entries().filter(({ stream }) => stream === `person-${personId}`);
    expect(found.ledger.all.nodes.filter(isWithheld)).toEqual([]);
    expect(found.ledger.mine).toEqual({
      totalCount: ofPerson.length,
      nodes: ofPerson.map(({ event: { type }, revision, eventId }) => ({ type, revision, eventId })),
    });
    expect(found.ledger.typed).toMatchObject({ totalCount: 1, nodes: [{ data: { personId } }] });
    expect(found.ledger.typed.nodes[0].changed).toContainEqual({ __typename: 'Rotation' });
    // Eight steps, a credit, and the correction of one of them.
    expect(found.ledger.subject.totalCount).toBe(9);
    expect(found.rotation).toMatchObject({
      entityId: rotation,
      steps: { totalCount: 9 },
      credits: [{ rotations: [{ entityId: rotation }] }],
      decision: { type: 'RotationDecided' },
    });
    expect(found.node).toEqual({ entityId: post, history: { totalCount: 1 } });
    // Besides, a recommendation and a council.
    expect(found.person).toMatchObject({ revision: ofPerson.length - 1, history: { totalCount: ofPerson.length + 2 } });
  });
});

describe('of a rotation to another district', () => {
  const supported = `${person(2)}.R1`;
  const farSchool: Principal = { actor: { id: 'school-9', role: 'SCHOOL' }, school: `${far}.S01` };
  const employed = { personId: person(2), employedBy: 'SCHOOL', homeSchoolId: school(2) };
  const support = (toSchoolId: string) => ({
    ...terms,
    personId: person(2),
    scheme: 'SUPPORT',
    groupId: null,
    fromSchoolId: school(2),
    toSchoolId,
  });
  const typesFor = async (principal: Principal): Promise<readonly string[]> =>
    (
      await asked(`{ ledger { events(stream: "person-${person(2)}") { nodes { type } } } }`, principal)
    ).ledger.events.nodes.map(({ type }: any) => type);
  beforeEach(async () => {
    await passed(ledger, 'Employ', employed, since);
    await passed(ledger, 'ProposeRotation', support(school(3)), { command: { effectiveOn: '2026-06-01' } });
  });

  test('the receiving one is told the steps, and nothing else of the career', async () => {
    expect(await typesFor(farSchool)).toEqual(['PersonRegistered']);
    await passed(
      ledger,
      'RotateTeacher',
      { ...support(`${far}.S01`), rotationId: supported },
      { command: { effectiveOn: '2026-07-01' } },
    );
    const told = ['PersonRegistered', 'RotationProposed', 'RotationDecided'];
    expect(await typesFor(farSchool)).toEqual(told);
    expect(await typesFor(principals.bureau)).toEqual([told[0], 'Employed', ...told.slice(1)]);
    expect(await typesFor(principals.anybody)).toEqual(['PersonRegistered']);
    const { rotation: found, node } = await asked(
      `{ rotation(id: "${supported}") { entityId steps { totalCount } } node(id: "${supported}") { id } }`,
      farSchool,
    );
    expect([found, node !== null]).toEqual([{ entityId: supported, steps: { totalCount: 2 } }, true]);
    // Its commands name the person's own revision.
    const { person: one } = await asked(`{ person(id: "${person(2)}") { revision } }`, farSchool);
    const { userErrors } = await ledger.mutate(
      'ConfirmArrival',
      { rotationId: supported },
      { principal: farSchool, command: { effectiveOn: '2026-11-01', expectedRevision: one.revision } },
    );
    expect(userErrors).toEqual([]);
  });
});

describe('the flows of rotation', () => {
  const flows = (args: string): string => `{ rotationFlows(districtId: "370103", by: SCHOOL, ${args}) { teachers } }`;
  const parts = [
    ['within', 'within: { from: "2026-09-01", to: "2027-01-31" }'],
    ['asOf', 'schoolYear: 2026, asOf: { position: 20 }'],
    ['asOf', 'schoolYear: 2026, asOf: { effectiveOn: "2026-11-01" }'],
  ] as const;

  test.each(parts)(
    'are not counted in parts for who may not read each rotation, so that two never differ by one: %s, %s',
    async (argument, args) => {
      for (const [, principal] of strangers)
        expect((await ledger.query(flows(args), { principal })).errors).toMatchObject([
          { code: 'BAD_USER_INPUT', argument },
        ]);
      for (const [, principal] of readers) await asked(flows(args), principal);
    },
  );

  test('are not asked for at a past moment by the id of the district either', async () => {
    const pinned = encoded(`District:370103@${ledger.runner.head() - 1}/2026-11-24`);
    const document = flows('schoolYear: 2026').replace('"370103"', `"${pinned}"`);
    expect((await ledger.query(document, { principal: principals.anybody })).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', argument: 'asOf' },
    ]);
    expect((await asked(flows('schoolYear: 2026'), principals.anybody)).rotationFlows).toEqual([{ teachers: null }]);
  });
});
