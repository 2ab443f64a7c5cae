import { describe, expect, test } from '@jest/globals';
import { oneSeatAPerson, termWithinCharter } from '../../src/domain/council/invariants.js';
import { ballotsAddUp, votesBySeatsOnly } from '../../src/domain/council/resolutions.js';
import type { CouncilEvent } from '../../src/domain/council/events.js';
import { council } from '../../src/domain/council/index.js';
import { decide, type Decider, type Violation } from '../../src/domain/decider.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import { adopted, bureau, from, moreThanHalf, p, sittingOfThree, stateOf } from './given.js';

/** A stream whose only rule is given by the test: broken as `before` says, and as `after` says once the command is through. */
const broken = (before: readonly Violation[], after: readonly Violation[]) => {
  const decider: Decider<boolean, { type: 'Do' }, { type: 'Done' }, object> = {
    category: 'sample',
    duty: 'SUPERVISION',
    initial: false,
    commands: { Do: { may: {}, decide: () => ({ accepted: [{ type: 'Done' }], actOfGovernment: false }) } },
    evolve: () => true,
    invariants: [(done) => (done ? after : before)],
    streamOf: () => 'sample-1',
    scopeOf: () => ({}),
    scopeOfRecord: () => ({}),
    referencesOf: () => ({}),
    targetOf: () => undefined,
    facts: { Done: { touches: () => [], public: [], said: { en: () => 'Done', zh: () => '已办' } } },
    upcasters: {},
  };
  const decision = decide(
    decider,
    { type: 'Do' },
    { effectiveOn: '2022', recordedOn: '2022', actor: bureau, hasDocument: true, references: {}, policies: noPolicies },
    false,
    0,
  );
  return 'refused' in decision
    ? `${decision.refused.code} ${String(decision.refused.args['day'] ?? '')}`.trim()
    : 'accepted';
};
const days = (day?: string, until?: string, group = 'G01'): Violation => ({
  code: 'TOO_FEW_MEMBERS',
  args: { group },
  ...(day === undefined ? {} : { day }),
  ...(until === undefined ? {} : { until }),
});

describe('a rule over time refuses a command', () => {
  test.each<[string, Violation[], Violation[], string]>([
    ['that breaks it on its own day', [], [days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it before its own day', [], [days('2021')], 'TOO_FEW_MEMBERS'],
    [
      'that breaks it on a later day: that was kept until something recorded',
      [],
      [days('2023')],
      'CONFLICTS_WITH_LATER 2023',
    ],
    ['that breaks it at all, where there are no days', [], [days()], 'TOO_FEW_MEMBERS'],
    [
      'that breaks it for another group',
      [days('2020')],
      [days('2020'), days('2020', undefined, 'G02')],
      'TOO_FEW_MEMBERS',
    ],
    ['that breaks it earlier than it was broken', [days('2023')], [days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it again', [days('2020', '2021')], [days('2020', '2021'), days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it for longer', [days('2020', '2022')], [days('2020')], 'TOO_FEW_MEMBERS'],
    ['that breaks it between', [days('2020', '2021'), days('2023')], [days('2020')], 'TOO_FEW_MEMBERS'],
    ['that breaks it for longer, later', [days('2020', '2023')], [days('2020', '2024')], 'CONFLICTS_WITH_LATER 2023'],
  ])('%s', (_what, before, after, outcome) => expect(broken(before, after)).toBe(outcome));

  test.each<[string, Violation[], Violation[]]>([
    ['it breaks nothing', [], []],
    ['all was broken before', [days('2020')], [days('2020')]],
    ['it was broken on these days before', [days('2020', '2024')], [days('2021', '2022'), days('2022', '2023')]],
    [
      'it was broken on these days before, in parts',
      [days('2022', '2024'), days('2020', '2022')],
      [days('2020', '2024')],
    ],
    ['it is broken less', [days('2020')], [days('2020', '2022')]],
    ['it was broken before without days', [days()], [days()]],
  ])('not where %s', (_what, before, after) => expect(broken(before, after)).toBe('accepted'));
});

test('nobody holds two seats of a term on one day', () => {
  const seated = (n: number): CouncilEvent => ({
    type: 'SubstituteAppointed',
    ordinal: 1,
    personId: p(n),
    schoolCode: 'S01',
  });
  const term: CouncilEvent = {
    type: 'CouncilAppointed',
    ordinal: 1,
    seats: [{ personId: p(1), schoolCode: 'S01' }],
    chairId: p(1),
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
  };
  const sound = stateOf(council, from('2022-01-01', term, seated(2)));
  const twice = stateOf(council, from('2022-01-01', term, seated(1)));
  expect(oneSeatAPerson(sound)).toEqual([]);
  expect(oneSeatAPerson(twice)).toMatchObject([
    { code: 'INVALID_TRANSITION', args: { person: p(1), term: 1 }, day: '2022-01-01' },
  ]);
});

describe('a ballot of three seats', () => {
  const heldOf = (ballot: object, recusedIds: readonly string[] = []) =>
    stateOf(council, [
      ...sittingOfThree,
      ...from<CouncilEvent>('2022-03-05', adopted(1, { ballot: { ...adopted(1).ballot, ...ballot }, recusedIds })),
    ]);
  const args = { resolution: 1, heldOn: '2022-03-01' };
  test('holds no more votes than seats', () => {
    expect(votesBySeatsOnly(heldOf({ present: 2, proxies: 1 }))).toEqual([]);
    expect(votesBySeatsOnly(heldOf({ present: 3, proxies: 1 }))).toEqual([
      { code: 'BALLOT_INCONSISTENT', args: { ...args, filled: 3 }, means: { ballot: true }, day: '2022-03-01' },
    ]);
  });
  test('adds up, with somebody there and with all recused counted but those who are absent', () => {
    for (const [ballot, recused] of [
      [{}, 0],
      [{ present: 1, proxies: 2 }, 0],
      [{ recused: 1, for: 2 }, 1],
      [{ present: 2, for: 2 }, 1],
      [{ present: 2, recused: 1, for: 1 }, 2],
      [{ present: 1, for: 1 }, 2],
    ] as const) {
      expect(ballotsAddUp(heldOf(ballot, [p(1), p(2)].slice(0, recused)))).toEqual([]);
    }
    for (const [ballot, recused] of [
      [{ for: 2 }, 0],
      [{ present: 0, proxies: 3 }, 0],
      [{ recused: 1, for: 2 }, 0],
      [{}, 1],
      [{ present: 2, for: 2 }, 2],
    ] as const) {
      expect(ballotsAddUp(heldOf(ballot, [p(1), p(2)].slice(0, recused)))).toMatchObject([
        { code: 'BALLOT_INCONSISTENT', args, day: '2022-03-01' },
      ]);
    }
  });
});

describe('a term', () => {
  const years = (termYears: number): CouncilEvent => ({
    type: 'CharterAdopted',
    quorum: moreThanHalf,
    majority: moreThanHalf,
    termYears,
    everySchoolSeated: true,
    otherSeats: 0,
    proxiesPerMember: 1,
    adoption: 'BY_BUREAU',
  });
  const latest = (termYears: number, termFrom: string, termTo: string) => {
    const term: CouncilEvent = {
      type: 'CouncilAppointed',
      ordinal: 1,
      seats: [{ personId: p(1), schoolCode: 'S01' }],
      chairId: p(1),
      termFrom,
      termTo,
    };
    return termWithinCharter(
      stateOf(council, [...from('2020-01-01', years(termYears)), ...from('2020-02-01', term)]),
    ).map(({ args }) => args);
  };
  test.each<[number, string, string]>([
    [1, '2021-09-01', '2022-08-31'],
    [3, '2021-09-01', '2024-08-31'],
    [10, '2021-01-01', '2030-12-31'],
    [1, '2023-03-01', '2024-02-29'],
    [1, '2024-02-29', '2025-02-28'],
    [4, '2024-02-29', '2028-02-28'],
    [2, '2022-03-01', '2024-02-29'],
  ])('of %i years that begins on %s ends with %s at the latest', (termYears, termFrom, last) => {
    const after = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect(latest(termYears, termFrom, last)).toEqual([]);
    expect(latest(termYears, termFrom, after)).toEqual([{ day: after, latest: last, term: 1 }]);
  });
  test('is of any length where no charter is in force when its end is decided', () => {
    const term: CouncilEvent = {
      type: 'CouncilAppointed',
      ordinal: 1,
      seats: [{ personId: p(1), schoolCode: 'S01' }],
      chairId: p(1),
      termFrom: '2021-09-01',
      termTo: '2024-08-31',
    };
    const extended: CouncilEvent = { type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' };
    const after = (...facts: ReturnType<typeof from<CouncilEvent>>) =>
      termWithinCharter(stateOf(council, [...from('2021-07-01', term), ...facts])).map(({ args }) => args['latest']);
    expect(after(...from('2021-07-02', years(1)))).toEqual([]);
    expect(after(...from('2021-07-01', years(1)))).toEqual(['2022-08-31']);
    expect(after(...from('2021-07-02', years(1)), ...from('2021-08-01', extended))).toEqual(['2022-08-31']);
    expect(after(...from('2021-07-02', years(1)), ...from('2021-08-01', years(4), extended))).toEqual([]);
    expect(
      after(
        ...from<CouncilEvent>('2021-07-01', years(1)),
        ...from<CouncilEvent>('2022-09-01', { type: 'TermEnded', ordinal: 1 }),
      ),
    ).toEqual([]);
  });
});
