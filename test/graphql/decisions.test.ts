import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import type { Principal } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { dayOf, daysBetween } from '../../src/domain/day.js';
import { isCorrection } from '../../src/domain/correction.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { IndexedEntry } from '../../src/projections/event-index.js';
import { openApi, principals, type ApiLedger } from './ledger.js';

// What the demo says, read once; whatever is asked for is held to a plain look at every event.

const NOW = '2026-11-24T01:00:00.000Z';
let ledger: ApiLedger;
let all: readonly IndexedEntry[];

beforeAll(async () => {
  const stores = memoryStores();
  await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
  ledger = await openApi(stores);
  const upTo = ledger.runner.head();
  all = ledger.readModels.events.page({}, { after: 0, upTo, limit: upTo, backwards: false });
});
afterAll(() => ledger.close());

const { auditor } = principals;
const ask = async (args: string, selection: string, principal: Principal = auditor) =>
  ledger.query(`{ decisions(${args}) { ${selection} } }`, { principal });

/** All positions that are found, page by page, forwards and backwards, which have to agree with each other and with totalCount. */
const found = async (args: string, principal: Principal = auditor): Promise<readonly number[]> => {
  const pages = async (size: 'first' | 'last', from: 'after' | 'before'): Promise<readonly number[]> => {
    const positions: number[] = [];
    let cursor: string | null = null;
    for (let more = true; more;) {
      const { data, errors } = await ask(
        `${args}, ${size}: 100${cursor === null ? '' : `, ${from}: "${cursor}"`}`,
        'totalCount nodes { position } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
        principal,
      );
      expect(errors).toEqual([]);
      const { nodes, pageInfo } = data.decisions;
      const page = nodes.map(({ position }: { position: number }) => position);
      positions.splice(size === 'first' ? positions.length : 0, 0, ...page);
      more = size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
      cursor = size === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
      if (!more) expect(data.decisions.totalCount).toBe(positions.length);
    }
    return positions;
  };
  const forwards = await pages('first', 'after');
  expect(await pages('last', 'before')).toEqual(forwards);
  return forwards;
};

const expected = (passes: (entry: IndexedEntry) => boolean): readonly number[] =>
  all.filter(passes).map(({ position }) => position);
const touches = (entry: IndexedEntry, type: string, key: string): boolean =>
  ledger.readModels.events.touchedBy(entry.position).some((one) => one.type === type && one.key === key);
const happened = ({ event, metadata }: IndexedEntry): string => {
  const told = event as unknown as Record<string, string | undefined>;
  return (
    told['paidOn'] ??
    told['refundedOn'] ??
    told['signedOn'] ??
    told['receivedOn'] ??
    told['heldOn'] ??
    metadata.effectiveOn
  );
};

describe('decisions', () => {
  test('of a district are all that its ledger holds, persons and policies too', async () => {
    expect(await found('districtId: "370103"')).toEqual(expected(() => true));
  });

  test.each([
    ['REGISTER', /^district-/, undefined],
    ['COUNCIL', /^council-/, /^(?!Resolution)/],
    ['RESOLUTION', /^council-/, /^Resolution/],
    ['PERSON', /^person-/, /^(Person|Employ|Post|Qualification|Retired)/],
    ['ROTATION', /^person-/, /^(Rotation|Arrival|Service|TeacherRecalled|Credit)/],
    ['FUND', /^fund-/, undefined],
    ['POLICY', /^policy-/, undefined],
    ['INDICATOR', /^indicator-/, undefined],
    ['EVALUATION', /^evaluation-/, undefined],
  ])('of kind %s', async (kind, stream, type) => {
    const positions = await found(`districtId: "370103", kinds: [${kind}]`);
    expect(positions).toEqual(
      expected(
        (entry) => !isCorrection(entry.event) && stream.test(entry.stream) && (type?.test(entry.event.type) ?? true),
      ),
    );
    expect(positions.length).toBeGreaterThan(0);
  });

  test('of kind CORRECTION are those of every stream', async () => {
    const positions = await found('kinds: [CORRECTION]');
    expect(positions).toEqual(expected(({ event }) => isCorrection(event)));
    expect(positions.length).toBeGreaterThan(0);
  });

  test('of a group, a school, a person, and of two of them together', async () => {
    const person = all.find(({ event }) => event.type === 'RotationDecided')!.stream.slice('person-'.length);
    const { toSchoolId } = all.find(
      ({ event, stream }) => event.type === 'RotationDecided' && stream === `person-${person}`,
    )!.event as unknown as { toSchoolId: string };
    for (const [argument, type, key] of [
      ['groupId', 'EducationGroup', '370103.G01'],
      ['schoolId', 'School', toSchoolId],
      ['personId', 'Person', person],
    ] as const) {
      const positions = await found(`${argument}: "${key}"`);
      expect(positions).toEqual(expected((entry) => touches(entry, type, key)));
      expect(positions.length).toBeGreaterThan(0);
    }
    expect(await found(`schoolId: "${toSchoolId}", personId: "${person}", kinds: [ROTATION]`)).toEqual(
      expected(
        (entry) =>
          touches(entry, 'School', toSchoolId) && touches(entry, 'Person', person) && /Rotation/.test(entry.event.type),
      ),
    );
  });

  test('by the day on which it happened, and by the day on which it was told', async () => {
    expect(await found('districtId: "370103", from: "2026-01-01", to: "2026-06-30"')).toEqual(
      expected((entry) => happened(entry) >= '2026-01-01' && happened(entry) <= '2026-06-30'),
    );
    const days = [...new Set(all.map(({ metadata }) => dayOf(metadata.recordedAt)))].sort();
    const [first] = days;
    expect(await found(`recordedFrom: "${first}", recordedTo: "${first}"`)).toEqual(
      expected(({ metadata }) => dayOf(metadata.recordedAt) === first),
    );
    expect(await found('recordedTo: "1999-12-31"')).toEqual([]);
  });

  test('by how late it was told; what is put right and what follows by itself is never late', async () => {
    const late = (days: number) =>
      expected(
        (entry) =>
          !isCorrection(entry.event) &&
          entry.metadata.actor.role !== 'SYSTEM' &&
          daysBetween(happened(entry), dayOf(entry.metadata.recordedAt)) >= days,
      );
    for (const days of [1, 31, 400])
      expect(await found(`districtId: "370103", lateByDaysAtLeast: ${days}`)).toEqual(late(days));
    const { data } = await ask(
      'districtId: "370103", lateByDaysAtLeast: 31, first: 1',
      'nodes { daysLate happenedOn recordedAt }',
    );
    const [{ daysLate, happenedOn, recordedAt }] = data.decisions.nodes;
    expect(daysLate).toBe(daysBetween(happenedOn, dayOf(recordedAt)));
  });

  test('everything that one document decided, however its number is written', async () => {
    const { documentNo } = all.find(({ event }) => event.type === 'FilingAccepted')!.event as unknown as {
      documentNo: string;
    };
    const inWidth = documentNo.replaceAll(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0));
    const positions = await found(`documentNo: " ${inWidth} "`);
    expect(positions).toEqual(
      expected(
        ({ event, metadata }) =>
          JSON.stringify(event).includes(`"${documentNo}"`) ||
          metadata.basis.some((paper) => paper.documentNo === documentNo),
      ),
    );
    expect(positions.length).toBeGreaterThan(0);
    expect(await found('documentNo: "没有这个号"')).toEqual([]);
  });

  test('by a text of the papers, of the reason, or of what is told', async () => {
    const contract = all.find(({ event }) => event.type === 'FundsCommitted')!;
    const { supplier: party } = contract.event as unknown as { supplier: string };
    const positions = await found(`districtId: "370103", search: "${party.slice(1, 4)}"`);
    expect(positions).toContain(contract.position);
    expect(positions).toEqual(
      expected(({ event, metadata }) =>
        JSON.stringify([event, metadata.reason ?? null, metadata.basis]).includes(party.slice(1, 4)),
      ),
    );
    // What an entry consists of is no text of it.
    expect(await found('districtId: "370103", search: "FundsCommitted"')).toEqual([]);
    expect(await found('districtId: "370103", search: "NOT_MET"')).toEqual([]);
  });

  test('as of a position are those that were told by then', async () => {
    expect(await found('districtId: "370103", asOf: { position: 40 }')).toEqual(
      expected(({ position }) => position <= 40),
    );
  });
});

describe('a decision', () => {
  test('says who decided it, on which paper, in which meeting with which ballot, in both languages', async () => {
    const { data, errors } = await ask(
      'groupId: "370103.G01", kinds: [FUND], first: 100',
      `nodes { position kind actor { id role } onBehalf basis { documentNo } en: sentence(language: EN) zh: sentence(language: ZH)
        event { type } resolution { entityId } meeting { decided heldOn ballot { present for } council { entityId } } }`,
    );
    expect(errors).toEqual([]);
    const allocated = data.decisions.nodes.find((one: any) => one.event.type === 'FundsAllocated');
    expect(allocated).toMatchObject({
      kind: 'FUND',
      resolution: { entityId: expect.stringMatching(/^370103\.G01\.R\d+$/) },
      meeting: {
        heldOn: expect.any(String),
        ballot: { present: expect.any(Number) },
        council: { entityId: '370103.G01.1' },
      },
      en: expect.stringMatching(/allocated/i),
      zh: expect.stringMatching(/元/),
    });
    const appropriated = data.decisions.nodes.find((one: any) => one.event.type === 'FundAppropriated');
    expect(appropriated).toMatchObject({ resolution: null, meeting: null });
  });

  test('says what it was decided along with', async () => {
    const { data } = await ask('districtId: "370103", first: 100', 'nodes { position alongWith { position } }');
    expect(data.decisions.nodes.every((one: any) => one.alongWith === null)).toBe(true);
    const retired = all.find(({ event }) => event.type === 'Retired')!;
    const { data: told } = await ask(
      `personId: "${retired.stream.slice('person-'.length)}", first: 100`,
      'nodes { event { type commandId } alongWith { type commandId } }',
    );
    const together = told.decisions.nodes.filter(({ event }: any) => event.commandId === retired.metadata.commandId);
    expect(together.map(({ event, alongWith }: any) => [event.type, alongWith?.type])).toEqual([
      ['PostEnded', undefined],
      ['TeacherRecalled', 'PostEnded'],
      ['Retired', 'PostEnded'],
    ]);
  });
});

describe('who reads decisions', () => {
  test('the public and other districts none, the bureau its district', async () => {
    for (const principal of [principals.anybody, principals.farBureau]) {
      const { data, errors } = await ask('districtId: "370103"', 'totalCount', principal);
      expect(errors).toEqual([]);
      expect(data.decisions).toBeNull();
    }
    expect(await found('kinds: [FUND]', principals.farBureau)).toEqual([]);
    expect(await found('documentNo: "x"', principals.farBureau)).toEqual([]);
    expect(await found('kinds: [FUND, ROTATION]', principals.bureau)).toEqual(await found('kinds: [FUND, ROTATION]'));
  });

  test('a council and a school what they read whole, by whatever they ask for', async () => {
    for (const principal of [principals.council, principals.lead, principals.member]) {
      for (const args of [
        'districtId: "370103"',
        'kinds: [ROTATION, PERSON]',
        'groupId: "370103.G02"',
        'documentNo: "样本"',
        'districtId: "370103", search: "样本"',
      ]) {
        const positions = await found(args, principal);
        for (const position of positions) {
          const { data } = await ledger.query(`{ ledger { event(position: ${position}) { actor { id } } } }`, {
            principal,
          });
          // The actor's pseudonym is shown to who may read an event whole.
          expect(data.ledger.event.actor.id).not.toBeNull();
        }
      }
      expect((await found('districtId: "370103"', principal)).length).toBeGreaterThan(0);
    }
    expect(await found('groupId: "370103.G02"', principals.council)).toEqual([]);
  });

  test('who acted is asked by auditors, and of oneself', async () => {
    const { id } = all[0]!.metadata.actor;
    expect(await found(`actor: "${id}"`)).toEqual(expected(({ metadata }) => metadata.actor.id === id));
    const { errors } = await ask(`actor: "${id}"`, 'totalCount', principals.otherBureau);
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});

test.each([
  ['from: "2026-02-30"', undefined],
  ['from: "0001-01-01"', 'from'],
  ['from: "2026-02-02", to: "2026-02-01"', 'to'],
  ['recordedFrom: "2026-02-02", recordedTo: "2026-02-01"', 'recordedTo'],
  ['lateByDaysAtLeast: 0', 'lateByDaysAtLeast'],
  ['documentNo: " "', 'documentNo'],
  ['search: "样本"', 'search'],
  ['districtId: "370103", search: " "', 'search'],
  ['schoolId: "RGlzdHJpY3Q6MzcwMTAz"', 'schoolId'],
  ['first: 0', 'first'],
])('refused, with the argument named: %s', async (args, argument) => {
  const { errors } = await ask(args, 'totalCount');
  expect(errors).toHaveLength(1);
  if (argument !== undefined) expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
});
