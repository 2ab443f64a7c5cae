import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger, type Mutating } from './ledger.js';
import { fund, group, meeting, passed, resolution, school, spentFund, steps, voucher } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

/** The last event of a type, with its data as the API shows it. */
const last = async (type: string): Promise<{ id: string; position: number; data: Record<string, unknown> }> =>
  (await ledger.query(`{ ledger { events(types: ["${type}"], last: 1) { nodes { id position data } } } }`)).data.ledger
    .events.nodes[0];
const correct = async (
  type: string,
  change: object,
  more: object = {},
  mutating: Mutating = {},
): ReturnType<ApiLedger['mutate']> => {
  const { id, data } = await last(type);
  return ledger.mutate(
    'CorrectRecord',
    { eventId: id, facts: { ...data, ...change }, ...more },
    { selection: '{ position type corrects { position } }', ...mutating },
  );
};
/** What a document says now, and what it said before the last event. */
const nowAndBefore = async (field: string, selection: string): Promise<readonly [unknown, unknown]> => {
  const asOf = `asOf: { position: ${ledger.runner.head() - 1} }`;
  const { data, errors } = await ledger.query(
    `{ now: ${field}) ${selection} before: ${field}, ${asOf}) ${selection} }`,
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return [data.now, data.before];
};

describe('a correction puts the right facts in the place of the wrong ones, and what was believed stays answerable, in the stream', () => {
  test('of a district', async () => {
    await passed(ledger, 'RenameSchool', { schoolId: school(3), name: '第三小雪' });
    const { userErrors, event } = await correct('SchoolRenamed', { name: '济南第三小学' });
    expect([userErrors, event.type, event.corrects.position]).toEqual([[], 'RecordCorrected', event.position - 1]);
    expect(await nowAndBefore(`school(id: "${school(3)}"`, '{ name }')).toEqual([
      { name: '济南第三小学' },
      { name: '第三小雪' },
    ]);
  });

  test('of a council: the day of a resignation', async () => {
    await passed(
      ledger,
      'ResignSeat',
      { councilId: `${group}.1`, personId: person(2) },
      { command: { effectiveOn: '2026-11-01' } },
    );
    expect((await correct('SeatResigned', {}, { rightEffectiveOn: '2026-11-15' })).userErrors).toEqual([]);
    const seats = (until: string): object => ({ councilTerms: [{ seats: [{ until: '2027-09-01' }, { until }] }] });
    expect(
      await nowAndBefore(`group(id: "${group}"`, '{ councilTerms { seats(includeEnded: true) { until } } }'),
    ).toEqual([seats('2026-11-15'), seats('2026-11-01')]);
  });

  test('of a council: the subject and sum of a resolution', async () => {
    await steps.resolved(ledger);
    expect((await correct('ResolutionAdopted', { sum: 400_000, subject: '专项经费' })).userErrors).toEqual([]);
    expect(await nowAndBefore(`resolution(id: "${resolution}"`, '{ subject sum { yuan } }')).toEqual([
      { subject: '专项经费', sum: { yuan: '4000.00' } },
      { subject: '2026年度专项经费使用', sum: { yuan: '5000.00' } },
    ]);
  });

  test('of a person: the school that entered them', async () => {
    await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(1), name: '样本七' });
    expect((await correct('PersonRegistered', { schoolId: school(2) })).userErrors).toEqual([]);
    const name = `{ node(id: "${person(7)}") { ... on Person { nameStatus } } }`;
    expect([
      (await ledger.query(name, { principal: principals.member })).data.node,
      (await ledger.query(name, { principal: principals.lead })).data.node,
    ]).toEqual([{ nameStatus: 'VISIBLE' }, { nameStatus: 'WITHHELD' }]);
  });

  test('of a fund: a line paid by another school, and a voucher that never was', async () => {
    await spentFund(ledger);
    const { position } = await last('ExpenditureRecorded');
    expect(
      (await ledger.mutate('RetractRecord', { eventId: String(position) }, { selection: '{ corrects { position } }' }))
        .event,
    ).toEqual({ corrects: { position } });
    expect(await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced expenditures { totalCount } }')).toEqual([
      { spent: { fen: 0 }, balanced: true, expenditures: { totalCount: 0 } },
      { spent: { fen: 20_000 }, balanced: true, expenditures: { totalCount: 1 } },
    ]);
    const { lines } = (await last('FundsAllocated')).data as { lines: object[] };
    expect(
      (await correct('FundsAllocated', { lines: [{ ...lines[0], purpose: '骨干教师培训' }, lines[1]] })).userErrors,
    ).toEqual([]);
    expect(await nowAndBefore(`fund(id: "${fund}"`, '{ lines { purpose } }')).toEqual([
      { lines: [{ purpose: '骨干教师培训' }, { purpose: '文化建设' }] },
      { lines: [{ purpose: '教师培训' }, { purpose: '文化建设' }] },
    ]);
    // The voucher number is free again: it never was.
    expect(
      (
        await ledger.mutate('RecordExpenditure', {
          fundId: fund,
          line: 1,
          voucher,
          fen: 1,
          supplier: '样本公司',
          paidOn: '2026-11-23',
        })
      ).userErrors,
    ).toEqual([]);
  });

  test('of a closed fund year: only by the bureau with a document, and its adjustments too', async () => {
    await spentFund(ledger);
    await steps.closed(ledger);
    await passed(ledger, 'AdjustClosedYear', {
      fundId: fund,
      line: 1,
      fen: -500,
      documentNo: '调1号',
      reason: '重复报销',
    });
    expect(
      (await correct('ClosedYearAdjusted', { fen: -700 }, {}, { principal: principals.council })).userErrors,
    ).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
    expect(
      (await correct('ClosedYearAdjusted', { fen: -700 }, {}, { command: { basis: [{ title: '无文号' }] } }))
        .userErrors,
    ).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
    expect((await correct('ClosedYearAdjusted', { fen: -700 })).userErrors).toEqual([]);
    expect(await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced }')).toEqual([
      { spent: { fen: 19_300 }, balanced: true },
      { spent: { fen: 19_500 }, balanced: true },
    ]);
    await passed(ledger, 'RetractRecord', { eventId: (await last('ClosedYearAdjusted')).id });
    expect(await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced }')).toEqual([
      { spent: { fen: 20_000 }, balanced: true },
      { spent: { fen: 19_300 }, balanced: true },
    ]);
  });

  test('of policies', async () => {
    await passed(ledger, 'AdoptPolicy', {
      districtId: '370103',
      code: 'P1',
      title: '结转',
      documentNo: '财1号',
      rules: { kind: 'FUND', lapseYears: 3 },
    });
    expect((await correct('PolicyAdopted', { rules: { kind: 'FUND', lapseYears: 2 } })).userErrors).toEqual([]);
    const years = (lapseYears: number): object => ({ policies: [{ rules: { lapseYears } }] });
    expect(await nowAndBefore('district(id: "370103"', '{ policies { rules { lapseYears } } }')).toEqual([
      years(2),
      years(3),
    ]);
  });
});

test('the wrong event is named by its own eventId, too; node finds it by it', async () => {
  await spentFund(ledger);
  const { data } = await ledger.query(
    '{ ledger { events(types: ["FundAppropriated"], first: 1) { nodes { id eventId data } } } }',
  );
  const [{ id, eventId, data: facts }] = data.ledger.events.nodes as [{ id: string; eventId: string; data: object }];
  expect((await ledger.query(`{ node(id: "${eventId}") { id } }`)).data).toEqual({ node: { id } });
  const { userErrors } = await ledger.mutate('CorrectRecord', {
    eventId,
    facts: { ...facts, documentNo: '拨〔2026〕9号' },
  });
  expect(userErrors).toEqual([]);
  expect(
    (await ledger.mutate('CorrectRecord', { eventId: '11111111-1111-4111-8111-111111111111', facts })).userErrors,
  ).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'eventId'] }]);
});

describe('a correction is refused', () => {
  beforeEach(() => spentFund(ledger));

  test.each([
    [
      'facts that are no object',
      async () => ({ eventId: (await last('ExpenditureRecorded')).id, facts: [1] }),
      'INVALID_INPUT',
      'facts',
    ],
    [
      "facts that break the event's schema",
      async () => ({ eventId: (await last('ExpenditureRecorded')).id, facts: { line: 1 } }),
      'INVALID_INPUT',
      'facts.voucher',
    ],
    [
      'an allocation under a resolution that does not exist',
      async () => {
        const { id, data } = await last('FundsAllocated');
        return { eventId: id, facts: { ...data, resolution: 77 } };
      },
      'NO_RESOLUTION',
      'facts.resolution',
    ],
    [
      'an allocation beyond its resolution',
      async () => {
        const { id, data } = await last('FundsAllocated');
        return {
          eventId: id,
          facts: {
            ...data,
            lines: (data['lines'] as { fen: number }[]).map((one) => ({ ...one, fen: one.fen + 100_000 })),
          },
        };
      },
      'EXCEEDS_RESOLUTION',
      'facts.resolution',
    ],
    [
      'an allocation to a school that is no member',
      async () => {
        const { id, data } = await last('FundsAllocated');
        return {
          eventId: id,
          facts: { ...data, lines: (data['lines'] as object[]).map((one) => ({ ...one, schoolId: school(5) })) },
        };
      },
      'NOT_SAME_GROUP',
      'facts.lines.0.schoolId',
    ],
    ['a position that nothing stands at', () => ({ eventId: '4711', facts: {} }), 'NOT_FOUND', 'eventId'],
    [
      'the id of something else',
      () => ({ eventId: Buffer.from(`Fund:${fund}`).toString('base64url'), facts: {} }),
      'INVALID_INPUT',
      'eventId',
    ],
    [
      'a right fact that leaves what follows without ground',
      async () => {
        const { id, data } = await last('FundAppropriated');
        return { eventId: id, facts: { ...data, fen: 399_999 } };
      },
      'CONFLICTS_WITH_LATER',
      'eventId',
    ],
    [
      'what changes nothing',
      async () => {
        const { id, data } = await last('FundAppropriated');
        return { eventId: id, facts: data };
      },
      'NO_CHANGE',
      undefined,
    ],
  ] as const)('%s', async (_, input, code, field) => {
    const head = ledger.runner.head();
    const { userErrors, event, receipt } = await ledger.mutate('CorrectRecord', await input());
    expect(userErrors).toMatchObject([{ code, path: ['input', ...(field === undefined ? [] : field.split('.'))] }]);
    expect([event, receipt, ledger.runner.head()]).toEqual([null, null, head]);
  });

  test("of a correction, of another district's record, and by anybody but the bureau", async () => {
    await correct('FundAppropriated', { documentNo: '拨〔2026〕9号' });
    expect(
      (await ledger.mutate('RetractRecord', { eventId: (await last('RecordCorrected')).id })).userErrors,
    ).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['input', 'eventId'] }]);
    for (const principal of [
      principals.farBureau,
      principals.council,
      principals.lead,
      principals.auditor,
      principals.anybody,
    ]) {
      expect(
        (await ledger.mutate('RetractRecord', { eventId: (await last('FundAppropriated')).id }, { principal }))
          .userErrors,
      ).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
    }
  });
});

test('a resolution that is repealed is not amended: a correction may say so', async () => {
  await steps.resolved(ledger);
  await passed(ledger, 'RepealResolution', { resolutionId: resolution, ...meeting });
  expect(
    (await ledger.mutate('AmendResolution', { resolutionId: resolution, sum: 1, ...meeting })).userErrors,
  ).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['input', 'resolutionId'] }]);
  await passed(ledger, 'RetractRecord', { eventId: (await last('ResolutionRepealed')).id });
  expect((await ledger.mutate('AmendResolution', { resolutionId: resolution, sum: 1, ...meeting })).userErrors).toEqual(
    [],
  );
});
