import { describe, expect, test } from '@jest/globals';
import { hasDocument, isNotBackdated } from '../../src/domain/backdating.js';
import type { CouncilEvent } from '../../src/domain/council/events.js';
import { council } from '../../src/domain/council/index.js';
import { oneSeatAPerson, termWithinCharter } from '../../src/domain/council/invariants.js';
import { ballotsAddUp, votesBySeatsOnly } from '../../src/domain/council/resolutions.js';
import { type Context, decide, type Decider, type Violation } from '../../src/domain/decider.js';
import { person, type PersonEvent } from '../../src/domain/person/index.js';
import {
  creditsStandOnService,
  homeStaysWhileRotating,
  postsWhileEmployed,
  rotationsWhileEmployed,
  sharesWithinWhole,
  stepsInOrder,
} from '../../src/domain/person/invariants.js';
import { noPolicies, policy } from '../../src/domain/policy/index.js';
import { employed, entered, personId, rotationTerms, S01, S03, working } from './given-person.js';
import { adopted, bureau, type Fact, from, moreThanHalf, p, secretary, sittingOfThree, stateOf } from './given.js';

describe('invariants', () => {
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
      {
        effectiveOn: '2022',
        recordedOn: '2022',
        actor: bureau,
        hasDocument: true,
        references: {},
        policies: noPolicies,
      },
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
});

describe('invariants of a person', () => {
  // The rules on a person over every day: where they are broken and from when, and where they only seem to be.

  const terms = { ...rotationTerms, share: 100 } as const;
  const of = { personId, rotation: 1 };
  const decided = (more: object = {}, day = '2022-05-01') =>
    from<PersonEvent>(day, { type: 'RotationDecided', ...of, ...terms, eligibility: [], ...more });
  const step = (day: string, type: PersonEvent['type'], more: object = {}) =>
    from(day, { type, ...of, ...more } as PersonEvent);
  const moved = (day: string, homeSchoolId: string, employerId = homeSchoolId) =>
    from<PersonEvent>(day, { type: 'EmploymentTransferred', personId, employerId, homeSchoolId });
  const posted = (day: string, more: object = {}) =>
    from<PersonEvent>(day, { type: 'PostAssigned', personId, post: 1, schoolId: S01, kind: 'TEACHER', ...more });
  const retired = (day: string) => from<PersonEvent>(day, { type: 'Retired', personId });
  const after = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...working, ...facts]);
  const neverEmployed = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...entered, ...facts]);
  const arrived = step('2022-09-01', 'ArrivalConfirmed');
  const cancelled = step('2022-05-02', 'RotationCancelled', { cause: 'CANCELLED' });
  const recalled = (day: string) => step(day, 'TeacherRecalled', { cause: 'RECALLED' });
  const suspended = (day: string, until?: string) => [
    ...step(day, 'RotationSuspended', { cause: 'OTHER' }),
    ...(until === undefined ? [] : step(until, 'RotationResumed')),
  ];
  const extended = (day: string, to: string) => step(day, 'RotationExtended', { to });
  const service = (schoolYear: number, term: 'FIRST' | 'SECOND') =>
    step('2023-01-20', 'ServiceConfirmed', { schoolYear, term, weeklyLessons: 12 });

  describe('a post is held while somebody is employed', () => {
    const notEmployed = (more: object) => [{ code: 'NOT_EMPLOYED', args: { post: 1 }, ...more }];
    test('and before and after it is broken, each for its days', () => {
      const gone = [...posted('2020-08-01'), ...retired('2022-01-01')];
      expect(postsWhileEmployed(after(...gone))).toEqual([
        ...notEmployed({ day: '2020-08-01', until: '2020-09-01' }),
        ...notEmployed({ day: '2022-01-01' }),
      ]);
      expect(
        postsWhileEmployed(after(...posted('2021-09-01', { to: '2022-01-01' }), ...retired('2022-01-01'))),
      ).toEqual(notEmployed({ day: '2022-01-01', until: '2022-01-02' }));
      expect(postsWhileEmployed(neverEmployed(...posted('2021-09-01')))).toEqual(notEmployed({ day: '2021-09-01' }));
    });
    test('and a post that was ended on its first day was never held', () => {
      const never = [...posted('2022-01-01'), ...step('2022-01-01', 'PostEnded', { post: 1, cause: 'ENDED' })];
      expect(postsWhileEmployed(neverEmployed(...never))).toEqual([]);
    });
  });

  describe('who rotates is employed', () => {
    const notEmployed = (day: string) => [
      { code: 'NOT_EMPLOYED', args: { rotation: 1 }, means: { from: true }, day, until: '2023-09-01' },
    ];
    test('on every day of the rotation', () => {
      expect(rotationsWhileEmployed(neverEmployed(...decided()))).toEqual(notEmployed('2022-09-01'));
      expect(rotationsWhileEmployed(after(...decided(), ...retired('2023-08-31')))).toEqual(notEmployed('2023-08-31'));
      expect(rotationsWhileEmployed(after(...decided(), ...retired('2023-09-01')))).toEqual([]);
    });
    test('which a proposal has not, nor what was cancelled', () => {
      expect(rotationsWhileEmployed(neverEmployed(...step('2022-05-01', 'RotationProposed', terms)))).toEqual([]);
      expect(rotationsWhileEmployed(neverEmployed(...decided(), ...cancelled))).toEqual([]);
    });
  });

  describe('the home school and the employer stay while somebody rotates', () => {
    const elsewhere = (day: string, until?: string) => [
      {
        code: 'INVALID_TRANSITION',
        args: { rotation: 1, school: S01 },
        means: { fromSchoolId: true, homeSchoolId: true },
        day,
        ...(until === undefined ? {} : { until }),
      },
    ];
    test('from the first day to the last, and are free before and afterwards', () => {
      const away = (day: string, back: string) =>
        homeStaysWhileRotating(after(...decided(), ...moved(day, S03), ...moved(back, S01)));
      expect(away('2023-01-01', '2023-02-01')).toEqual(elsewhere('2023-01-01', '2023-02-01'));
      expect(away('2022-08-01', '2022-09-01')).toEqual([]);
      expect(away('2023-09-01', '2024-01-01')).toEqual([]);
      expect(away('2023-08-31', '2024-01-01')).toEqual(elsewhere('2023-08-31', '2023-09-01'));
    });
    test('where no rotation binds: neither by a proposal nor by what was cancelled', () => {
      const proposed = step('2022-05-01', 'RotationProposed', terms);
      expect(homeStaysWhileRotating(after(...proposed, ...moved('2022-10-01', S03)))).toEqual([]);
      expect(homeStaysWhileRotating(after(...decided(), ...cancelled, ...moved('2022-10-01', S03)))).toEqual([]);
    });
    test('but the district may take the place of the school that employs, and no other school', () => {
      const home = (...employers: readonly (readonly [string, string])[]) =>
        homeStaysWhileRotating(after(...decided(), ...employers.flatMap(([day, by]) => moved(day, S01, by))));
      expect(home(['2022-10-01', '370103'])).toEqual([]);
      expect(home(['2022-10-01', S03])).toEqual(elsewhere('2022-10-01', '2023-09-01'));
      expect(home(['2022-01-01', S03], ['2022-08-31', S01])).toEqual([]);
    });
    test('also of somebody whom the district employs', () => {
      const byDistrict = [...moved('2022-01-01', S01, '370103'), ...decided()];
      expect(homeStaysWhileRotating(after(...byDistrict))).toEqual([]);
      expect(homeStaysWhileRotating(after(...byDistrict, ...moved('2022-10-01', S03, '370103')))).toEqual(
        elsewhere('2022-10-01', '2023-09-01'),
      );
    });
    test('and where the personnel relation moves somebody comes from the school that sends', () => {
      const moves = decided({ personnelRelation: 'MOVES' });
      expect(homeStaysWhileRotating(after(...moves))).toEqual([]);
      expect(homeStaysWhileRotating(after(...moves, ...moved('2022-08-31', S03)))).toEqual(elsewhere('2022-09-01'));
      expect(homeStaysWhileRotating(after(...moves, ...moved('2023-01-01', S01)))).toEqual(
        elsewhere('2023-01-01', '2023-09-01'),
      );
    });
    test('nobody being employed, nothing stays', () =>
      expect(homeStaysWhileRotating(neverEmployed(...decided()))).toEqual([]));
  });

  describe('shares stay within the whole', () => {
    const beyond = (share: number, day: string, until?: string) => ({
      code: 'ROTATION_OVERLAP',
      args: { share },
      means: { share: true, from: true, to: true },
      day,
      ...(until === undefined ? {} : { until }),
    });
    const part = (rotation: number, share: number, days: object = {}) =>
      decided({ rotation, mode: 'PART_WEEK', share, ...days });
    test('on every day, and say from when to when they do not', () => {
      const three = [
        ...part(1, 60),
        ...part(2, 60, { from: '2022-12-01', to: '2023-02-28' }),
        ...posted('2023-01-01', { share: 10 }),
      ];
      expect(sharesWithinWhole(after(...three))).toEqual([
        beyond(120, '2022-12-01', '2023-01-01'),
        beyond(130, '2023-01-01', '2023-03-01'),
      ]);
    });
    test('also where two begin on the same day, and where none ends', () => {
      expect(sharesWithinWhole(after(...part(1, 60), ...part(2, 41)))).toEqual([
        beyond(101, '2022-09-01', '2023-09-01'),
      ]);
      const posts = [...posted('2021-09-01', { share: 60 }), ...posted('2021-10-01', { post: 2, share: 41 })];
      expect(sharesWithinWhole(after(...posts))).toEqual([beyond(101, '2021-10-01')]);
    });
    test('and bind nobody by a proposal, a cancelled rotation or a post without a share', () => {
      const free = [
        ...step('2022-05-01', 'RotationProposed', terms),
        ...decided({ rotation: 2 }),
        ...step('2022-05-02', 'RotationCancelled', { rotation: 2, cause: 'CANCELLED' }),
        ...posted('2022-01-01'),
        ...part(3, 100),
      ];
      expect(sharesWithinWhole(after(...free))).toEqual([]);
    });
  });

  describe('the steps of a rotation lie in order', () => {
    const of1 = (...facts: readonly Fact<PersonEvent>[]) => stepsInOrder(after(...facts));
    const days = (...facts: readonly Fact<PersonEvent>[]) => of1(...decided(), ...facts).map(({ day }) => day);
    test('and say of which rotation and on which day they do not', () =>
      expect(of1(...decided(), ...step('2022-08-31', 'ArrivalConfirmed'))).toEqual([
        { code: 'DATE_ORDER', args: { rotation: 1, day: '2022-08-31' }, day: '2022-08-31' },
      ]));
    test('a decision is made by the first day, and the last day is none before it', () => {
      expect(of1(...decided({}, '2022-09-01'))).toEqual([]);
      expect(of1(...decided({}, '2022-09-02')).map(({ day }) => day)).toEqual(['2022-09-01']);
      expect(of1(...decided({ to: '2022-09-01' }))).toEqual([]);
      expect(of1(...decided({ to: '2022-08-31' })).map(({ day }) => day)).toEqual(['2022-09-01']);
    });
    test('an arrival lies in the days of the rotation, also where they were cut short', () => {
      expect(days(...step('2022-09-01', 'ArrivalConfirmed'))).toEqual([]);
      expect(days(...step('2023-08-31', 'ArrivalConfirmed'))).toEqual([]);
      expect(days(...step('2022-10-10', 'ArrivalConfirmed'), ...recalled('2022-10-11'))).toEqual([]);
      expect(days(...step('2022-10-10', 'ArrivalConfirmed'), ...recalled('2022-10-10'))).toEqual(['2022-10-10']);
      for (const day of ['2022-08-31', '2023-09-01'])
        expect(days(...step(day, 'ArrivalConfirmed'), ...recalled('2022-09-01'))).toEqual([day]);
    });
    test('a recall lies in them too, or on the day after', () => {
      expect(days(...recalled('2022-09-01'))).toEqual([]);
      expect(days(...arrived, ...recalled('2022-09-01'))).toEqual([]);
      expect(days(...recalled('2023-09-01'))).toEqual([]);
      expect(days(...recalled('2022-08-31'))).toEqual(['2022-08-31']);
      expect(days(...recalled('2023-09-02'))).toEqual(['2023-09-02']);
      expect(days(...extended('2023-06-01', '2024-08-31'), ...recalled('2024-01-01'))).toEqual([]);
    });
    test('a completion is none before the arrival, and may be told late', () => {
      const late = step('2022-10-10', 'ArrivalConfirmed');
      expect(days(...late, ...step('2022-10-10', 'RotationCompleted'))).toEqual([]);
      expect(days(...late, ...step('2022-10-09', 'RotationCompleted'))).toContain('2022-10-09');
      expect(days(...arrived, ...step('2024-01-01', 'RotationCompleted'))).toEqual([]);
    });
    test('a suspension begins within them, and is over before the next', () => {
      expect(days(...suspended('2022-09-01'))).toEqual([]);
      expect(days(...suspended('2023-08-31'))).toEqual([]);
      expect(days(...suspended('2022-10-01', '2022-11-01'), ...suspended('2022-11-01', '2022-12-01'))).toEqual([]);
      expect(days(...suspended('2022-12-01', '2022-12-15'), ...suspended('2022-10-01', '2022-10-15'))).toEqual([]);
      expect(days(...suspended('2022-11-01', '2022-12-01'), ...suspended('2022-10-01', '2022-11-02'))).toEqual([
        '2022-11-01',
      ]);
      expect(days(...suspended('2022-11-01'), ...recalled('2022-11-01'))).toEqual(['2022-11-01']);
      expect(days(...suspended('2022-09-01'), ...recalled('2022-09-01'))).toEqual([]);
    });
    test('an extension comes after the decision or extension before it, and before that is over', () => {
      const [first, last] = ['2024-08-31', '2025-08-31'];
      expect(days(...extended('2022-05-01', first))).toEqual([]);
      expect(days(...extended('2023-08-31', first))).toEqual([]);
      expect(days(...extended('2022-04-30', first))).toEqual(['2022-04-30']);
      expect(days(...extended('2023-09-01', first))).toEqual(['2023-09-01']);
      expect(days(...extended('2023-06-01', first), ...extended('2023-06-01', last))).toEqual([]);
      expect(days(...extended('2023-06-01', first), ...extended('2024-08-31', last))).toEqual([]);
      expect(days(...extended('2023-06-01', first), ...extended('2024-09-01', last))).toEqual(['2024-09-01']);
      expect(days(...extended('2023-06-01', first), ...extended('2023-05-31', last))).toEqual(['2023-05-31']);
    });
    test('service is of terms in which somebody was there', () => {
      expect(days(...arrived, ...service(2022, 'FIRST'), ...service(2022, 'SECOND'))).toEqual([]);
      expect(days(...step('2023-02-01', 'ArrivalConfirmed'), ...service(2022, 'FIRST'))).toEqual(['2022-09-01']);
      expect(days(...arrived, ...service(2022, 'SECOND'), ...recalled('2023-02-01'))).toEqual(['2023-02-01']);
      expect(days(...arrived, ...service(2022, 'FIRST'), ...recalled('2022-09-01'))).toEqual(['2022-09-01']);
    });
    test('of what is proposed or never took place nothing is asked', () => {
      expect(of1(...step('2022-09-02', 'RotationProposed', terms))).toEqual([]);
      expect(days(...suspended('2022-08-01'), ...extended('2022-04-30', '2024-08-31'), ...cancelled)).toEqual([]);
    });
  });

  describe('what was recognised stands on service', () => {
    const over = [...decided(), ...arrived, ...service(2022, 'FIRST'), ...step('2023-08-31', 'RotationCompleted')];
    const credited = (more: object = {}, day = '2023-09-10') =>
      from<PersonEvent>(day, {
        type: 'CreditRecognised',
        personId,
        purpose: 'TITLE',
        cycle: '2024',
        rotations: [1],
        months: 5,
        ...more,
      });
    const broken = (...facts: readonly Fact<PersonEvent>[]) => creditsStandOnService(after(...facts));
    test('of every rotation that it names, completed by then', () => {
      expect(broken(...over, ...credited())).toEqual([]);
      expect(broken(...over, ...credited({}, '2023-08-30'))).toEqual([
        { code: 'NO_CREDIT', args: { purpose: 'TITLE', cycle: '2024', months: 5 }, day: '2023-08-30' },
      ]);
      const second = decided({ rotation: 2, from: '2023-09-01', to: '2023-12-31' });
      expect(broken(...over, ...second, ...credited({ rotations: [1, 2] })).map(({ args }) => args)).toEqual([
        { purpose: 'TITLE', cycle: '2024', months: 5 },
      ]);
    });
    test('of no more months than were served', () => {
      expect(broken(...over, ...credited({ months: 6 }))).toHaveLength(1);
      expect(broken(...over, ...credited({ months: 4 }))).toEqual([]);
    });
    test('once for a purpose, and for each purpose', () => {
      expect(
        broken(...over, ...credited(), ...credited({ purpose: 'CADRE' }), ...credited({ purpose: 'HONOUR' })),
      ).toEqual([]);
      expect(
        broken(...over, ...credited(), ...credited({ cycle: '2025' }, '2024-09-10')).map(({ day }) => day),
      ).toEqual(['2024-09-10']);
    });
    test('and nothing is asked of who has none', () => expect(broken(...over)).toEqual([]));
  });

  test('nobody who is not known breaks a rule', () => {
    for (const rule of [
      postsWhileEmployed,
      rotationsWhileEmployed,
      homeStaysWhileRotating,
      sharesWithinWhole,
      stepsInOrder,
      creditsStandOnService,
    ])
      expect(rule(stateOf(person, from('2022-01-01', employed)))).toEqual([]);
  });
});

describe('backdating', () => {
  const admit = { type: 'AdmitSchool' };
  const asked = (context: Partial<Context>): Context => ({
    effectiveOn: '2021-09-01',
    recordedOn: '2021-09-01',
    actor: secretary,
    hasDocument: false,
    references: undefined,
    policies: noPolicies,
    ...context,
  });
  const refusalOf = (context: Partial<Context>, command: Parameters<typeof isNotBackdated>[0] = admit) =>
    isNotBackdated(command, asked(context), undefined)?.refused;

  describe('a command that has effect from an earlier day', () => {
    test('may reach 30 days back where no policy says anything, and no day more', () => {
      expect(refusalOf({ effectiveOn: '2021-08-02' })).toBeUndefined();
      expect(refusalOf({ effectiveOn: '2021-08-01' })).toMatchObject({
        code: 'BACKDATED',
        args: { day: '2021-08-01', days: 30 },
        path: ['command', 'effectiveOn'],
      });
    });

    test('goes by the policy of the day on which we are told', () => {
      const policies = stateOf(
        policy,
        from('2021-09-01', {
          type: 'PolicyAdopted',
          policyCode: 'B1',
          title: '补录期限',
          documentNo: '1号',
          rules: { kind: 'BACKDATING', days: 5 },
        }),
      );
      expect(refusalOf({ effectiveOn: '2021-08-27', policies })).toBeUndefined();
      expect(refusalOf({ effectiveOn: '2021-08-26', policies })).toMatchObject({ args: { days: 5 } });
      const before = { effectiveOn: '2021-08-20', recordedOn: '2021-08-31', policies };
      expect(refusalOf(before)).toBeUndefined();
    });

    test('is no matter of days for the bureau on a document, and for the processes', () => {
      const early = { effectiveOn: '2001-01-01' };
      expect(refusalOf({ ...early, actor: bureau })).toMatchObject({ code: 'BACKDATED' });
      expect(refusalOf({ ...early, hasDocument: true })).toMatchObject({ code: 'BACKDATED' });
      expect(refusalOf({ ...early, actor: bureau, hasDocument: true })).toBeUndefined();
      expect(refusalOf({ ...early, actor: { id: 'process', role: 'SYSTEM' } })).toBeUndefined();
    });

    test('begins no term before itself', () => {
      const appoint = { type: 'AppointCouncil', termFrom: '2021-08-31' };
      expect(refusalOf({}, appoint)).toMatchObject({
        code: 'BACKDATED',
        args: { day: '2021-08-31', days: 0 },
        path: ['termFrom'],
      });
      expect(refusalOf({ effectiveOn: '2021-08-31' }, appoint)).toBeUndefined();
      expect(refusalOf({ actor: bureau, hasDocument: true }, appoint)).toBeUndefined();
    });
  });

  test('a document is named by its number, in the basis or in the command', () => {
    expect(hasDocument(admit, [{}])).toBe(false);
    expect(hasDocument(admit, [{}, { documentNo: '1号' }])).toBe(true);
    expect(hasDocument({ ...admit, documentNo: ' ' }, [])).toBe(false);
    expect(hasDocument({ ...admit, documentNo: '2号' }, [])).toBe(true);
  });
});
