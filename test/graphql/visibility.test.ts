import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { DirectoryEntry } from '../../src/eventstore/port.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';

let ledger: ApiLedger;
/** Stands between the API and the people directory, as somebody with a hand in the database would. */
let tampered: (entry: DirectoryEntry | undefined) => DirectoryEntry | undefined;
beforeEach(async () => {
  tampered = (entry) => entry;
  const stores = memoryStores();
  ledger = await openApi({
    ...stores,
    people: {
      ...stores.people,
      get: async (personId, commitment) => tampered(await stores.people.get(personId, commitment)),
    },
  });
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const group = '370103.G01';

describe('the public', () => {
  const asPublic = { principal: principals.anybody };

  test('sees the register and councils without names, and no standing', async () => {
    await ledger.mutate('ClassifySchool', { schoolId: '370103.S01', standing: 'FAMOUS' });
    const document = `{ group(id: "${group}") { name lead { name standing }
      council { ordinal seats { isChair recommendedBy { code } person { name nameStatus } } } }
      district(id: "370103") { schoolCount } viewer { actor { id role } } }`;
    const { data, errors } = await ledger.query(document, asPublic);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      group: {
        name: '第一教育集团',
        lead: { name: '第1小学', standing: null },
        council: {
          ordinal: 1,
          seats: [1, 2].map((number) => ({
            isChair: number === 1,
            recommendedBy: { code: `S0${number}` },
            person: { name: null, nameStatus: 'WITHHELD' },
          })),
        },
      },
      district: { schoolCount: 6 },
      viewer: { actor: { id: null, role: 'PUBLIC' } },
    });
    expect((await ledger.query(document)).data).toMatchObject({
      group: { lead: { standing: 'FAMOUS' } },
      viewer: { actor: { id: 'bureau-1', role: 'BUREAU' } },
    });
  });

  test('sees of a filing where it stands, not why it was returned', async () => {
    await ledger.mutate('FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
    await ledger.mutate('ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '某人不宜' });
    const document = `{ group(id: "${group}") { council { filing { status documentNo reason } } } }`;
    expect((await ledger.query(document, asPublic)).data.group.council.filing).toEqual({
      status: 'RETURNED',
      documentNo: '备1号',
      reason: null,
    });
    expect((await ledger.query(document)).data.group.council.filing.reason).toBe('某人不宜');
  });

  test("sees of events what the register shows: no standing, commitment or reason, no paper, nobody's pseudonym", async () => {
    await ledger.mutate(
      'ClassifySchool',
      { schoolId: '370103.S01', standing: 'FAMOUS' },
      { command: { reason: '评估' } },
    );
    await ledger.mutate('ClassifySchool', { schoolId: '370103.S02', standing: 'QUALITY', isRural: true });
    await ledger.mutate('FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
    await ledger.mutate('ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '某人不宜' });
    const { data } = await ledger.query(
      `{ ledger { events(first: 100) { nodes { type reason basis { title } actor { id role } data summary
        zh: summary(language: ZH) } } } }`,
      asPublic,
    );
    const events = data.ledger.events.nodes as {
      type: string;
      reason: unknown;
      basis: unknown;
      actor: { id: unknown };
      data: unknown;
      summary: string;
      zh: string;
    }[];
    const text = JSON.stringify(events);
    expect(text).not.toMatch(
      /commitment|standing|FAMOUS|famous|QUALITY|quality|名校|优质校|评估|不宜|bureau-1|council-1|依据|通知/,
    );
    expect(events.map(({ reason, basis, actor }) => [reason, basis, actor.id])).toEqual(
      events.map(() => [null, [], null]),
    );
    expect(events.filter(({ type }) => type === 'SchoolClassified')).toMatchObject([
      { data: { schoolCode: 'S01' }, summary: '第1小学 was classed', zh: '第1小学分类认定' },
      { data: { schoolCode: 'S02', isRural: true }, summary: '第2小学 was classed: rural' },
    ]);
    expect(events.find(({ type }) => type === 'GroupFormed')?.data).toMatchObject({
      name: '第一教育集团',
      memberCodes: ['S01', 'S02'],
    });
  });

  test('cannot ask who did what', async () => {
    const document = '{ ledger { events(actor: "bureau-1") { totalCount } } }';
    expect((await ledger.query(document, asPublic)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await ledger.query(document)).data.ledger.events.totalCount).toBeGreaterThan(0);
  });
});

describe('an event', () => {
  const seen = async (principal: Principal, stream: string): Promise<string | null> =>
    (
      await ledger.query(`{ ledger { events(stream: "${stream}", first: 1) { nodes { actor { id } } } } }`, {
        principal,
      })
    ).data.ledger.events.nodes[0].actor.id;

  test.each([
    ['district-370103', []],
    [`council-${group}`, ['council', 'lead', 'member']],
    [`person-${person(1)}`, ['lead']],
  ])(
    "of %s is seen whole by the district's bureau, the auditor, and the council and schools whose own it is",
    async (stream, own) => {
      const seeing: string[] = [];
      for (const [name, principal] of Object.entries(principals))
        if ((await seen(principal, stream)) !== null) seeing.push(name);
      expect(seeing.sort()).toEqual(['auditor', 'bureau', 'otherBureau', ...own].sort());
    },
  );

  test('of a person shows the auditor its commitment', async () => {
    const { data } = await ledger.query('{ ledger { events(types: ["PersonRegistered"]) { nodes { data } } } }', {
      principal: principals.auditor,
    });
    expect(data.ledger.events.nodes[0].data).toMatchObject({
      personId: person(1),
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe("a person's name", () => {
  const read = async (
    principal: Principal,
    number: number,
    asOf = '',
  ): Promise<{ name: string | null; nameStatus: string }> =>
    (
      await ledger.query(`{ node(id: "${person(number)}"${asOf}) { ... on Person { name nameStatus } } }`, {
        principal,
      })
    ).data.node;
  const statuses = async (number: number): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const [name, principal] of Object.entries(principals))
      found[name] = (await read(principal, number)).nameStatus;
    return found;
  };

  test("is seen by its bureau, its school, its group's council and the auditor", async () => {
    await ledger.mutate('RegisterPerson', { personId: person(5), schoolId: '370103.S05', name: '样本五' });
    const withheld = { farBureau: 'WITHHELD', anybody: 'WITHHELD' };
    const visible = { bureau: 'VISIBLE', otherBureau: 'VISIBLE', auditor: 'VISIBLE' };
    expect(await statuses(1)).toEqual({
      ...withheld,
      ...visible,
      council: 'VISIBLE',
      lead: 'VISIBLE',
      member: 'WITHHELD',
    });
    expect(await statuses(5)).toEqual({
      ...withheld,
      ...visible,
      council: 'WITHHELD',
      lead: 'WITHHELD',
      member: 'WITHHELD',
    });
  });

  test('of a school that left stays with the council while the person has a seat there; being recommended discloses none', async () => {
    await ledger.mutate('AdmitSchool', { groupId: group, schoolId: '370103.S03' });
    await ledger.mutate('RegisterPerson', { personId: person(3), schoolId: '370103.S02', name: '样本三' });
    await ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: '370103.S03', personId: person(3) });
    await ledger.mutate('WithdrawSchool', { groupId: group, schoolId: '370103.S02' });
    expect([await read(principals.council, 2), await read(principals.council, 3)]).toEqual([
      { name: '样本2', nameStatus: 'VISIBLE' },
      { name: null, nameStatus: 'WITHHELD' },
    ]);
  });

  test('is that of the moment asked for', async () => {
    const before = ledger.runner.head();
    await ledger.mutate('ChangePersonDetails', { personId: person(1), name: '样本一改' });
    expect([
      await read(principals.bureau, 1),
      await read(principals.bureau, 1, `, asOf: { position: ${before} }`),
    ]).toEqual([
      { name: '样本一改', nameStatus: 'VISIBLE' },
      { name: '样本1', nameStatus: 'VISIBLE' },
    ]);
  });

  test('that was erased is erased at every moment, and still not told to others', async () => {
    const before = ledger.runner.head();
    await ledger.mutate('ErasePerson', { personId: person(1) });
    const erased = { name: null, nameStatus: 'ERASED' };
    expect([
      await read(principals.bureau, 1),
      await read(principals.bureau, 1, `, asOf: { position: ${before} }`),
    ]).toEqual([erased, erased]);
    expect((await read(principals.anybody, 1)).nameStatus).toBe('WITHHELD');
  });

  test('whose entry was swapped is a MISMATCH, never shown', async () => {
    tampered = (entry) => entry && { ...entry, details: { name: '冒名' } };
    expect(await read(principals.auditor, 1)).toEqual({ name: null, nameStatus: 'MISMATCH' });
  });

  test('whose entry was lost is MISSING', async () => {
    tampered = () => undefined;
    expect(await read(principals.auditor, 1)).toEqual({ name: null, nameStatus: 'MISSING' });
  });

  test("is nobody's where there is no such person", async () => {
    expect(await read(principals.auditor, 9)).toBeNull();
  });
});
