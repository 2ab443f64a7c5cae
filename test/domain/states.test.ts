import { describe, expect, test } from '@jest/globals';
import { council, type CouncilEvent } from '../../src/domain/council/index.js';
import { district, type DistrictEvent } from '../../src/domain/district/index.js';
import { balanced, fund, type Fund, type FundEvent } from '../../src/domain/fund/index.js';
import { contractsHold, nothingWithoutFunds, vouchersOfPayingSchool } from '../../src/domain/fund/invariants.js';
import { indicator } from '../../src/domain/indicator/index.js';
import { codeIsValid, textIsValid, textsAreValid, within } from '../../src/domain/input.js';
import type { AnyDecider } from '../../src/domain/ledger.js';
import { noCareer } from '../../src/domain/person/career.js';
import { person, type PersonEvent } from '../../src/domain/person/index.js';
import {
  backdatingDays,
  noPolicies,
  policy,
  rulesOn,
  type PolicyEvent,
  type PolicyRules,
} from '../../src/domain/policy/index.js';
import { same, withChange, mapped } from '../../src/domain/same.js';
import {
  adopted,
  from,
  p,
  policiesOf,
  registerOf,
  schoolRegistered,
  sittingOfThree,
  stateOf,
  type Fact,
} from './given.js';

const stateAfter = (decider: AnyDecider, facts: readonly Fact<{ type: string }>[]): unknown => stateOf(decider, facts);

describe('a fact that finds nothing to change leaves the very same state', () => {
  const register = () => registerOf({ G01: ['S01', 'S02'] });
  const idle = (
    decider: AnyDecider,
    facts: readonly Fact<{ type: string }>[],
    event:
      { type: string; [field: string]: unknown } | DistrictEvent | CouncilEvent | FundEvent | PersonEvent | PolicyEvent,
    effectiveOn = '2022-01-01',
  ): void => {
    const before = stateAfter(decider, facts);
    expect(
      decider.evolve(before, {
        event,
        effectiveOn,
        recordedOn: effectiveOn,
        revision: 99,
        actor: { id: 'u', role: 'BUREAU' },
      }),
    ).toBe(before);
  };
  test.each<[string, DistrictEvent]>([
    ['a second opening', { type: 'DistrictOpened', code: '370103', name: 'N' }],
    ['a school that is registered', schoolRegistered('S01')],
    ['a name of no school', { type: 'SchoolRenamed', schoolCode: 'S09', name: 'N' }],
    ['the name that it has', { type: 'SchoolRenamed', schoolCode: 'S01', name: 'S01 School' }],
    ['a class of no school', { type: 'SchoolClassified', schoolCode: 'S09', isRural: true }],
    ['a class that says nothing', { type: 'SchoolClassified', schoolCode: 'S01' }],
    ['a closing of no school', { type: 'SchoolClosed', schoolCode: 'S09' }],
    ['a merger into no school', { type: 'SchoolsMerged', schoolCodes: ['S01'], intoCode: 'S09' }],
    ['a merger of no school', { type: 'SchoolsMerged', schoolCodes: ['S01', 'S09'], intoCode: 'S02' }],
    [
      'a group that was formed',
      { type: 'GroupFormed', groupCode: 'G01', name: 'N', form: 'GROUP', leadCode: 'S01', memberCodes: ['S01'] },
    ],
    ['a member that it has', { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S01' }],
    ['a member of no group', { type: 'SchoolAdmitted', groupCode: 'G09', schoolCode: 'S01' }],
    ['a withdrawal of no member', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S09' }],
    ['the lead that it has', { type: 'LeadSchoolChanged', groupCode: 'G01', leadCode: 'S01' }],
    ['a lead of no group', { type: 'LeadSchoolChanged', groupCode: 'G09', leadCode: 'S01' }],
    ['a name of no group', { type: 'GroupRenamed', groupCode: 'G09', name: 'N' }],
    ['a feature of no group', { type: 'CommonFeatureDefined', groupCode: 'G09', feature: 'F' }],
    ['the end of no group', { type: 'GroupDissolved', groupCode: 'G09', memberCodes: [] }],
  ])('of a register: %s', (_what, event) => idle(district, register(), event));
  test('of a register that was never opened', () => {
    idle(district, [], schoolRegistered('S01'));
    idle(district, [], {
      type: 'GroupFormed',
      groupCode: 'G01',
      name: 'N',
      form: 'GROUP',
      leadCode: 'S01',
      memberCodes: [],
    });
  });
  test('of a register: what ended before does not end again', () => {
    const over = from<DistrictEvent>(
      '2021-01-01',
      { type: 'SchoolClosed', schoolCode: 'S01' },
      { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S01' },
      { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S02'] },
    );
    idle(district, [...register(), ...over], { type: 'SchoolClosed', schoolCode: 'S01' });
    idle(district, [...register(), ...over], { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S01' });
    idle(district, [...register(), ...over], { type: 'GroupDissolved', groupCode: 'G01', memberCodes: [] });
  });

  const sitting = () => [...sittingOfThree];
  test.each<[string, CouncilEvent]>([
    ['a withdrawal of no recommendation', { type: 'RecommendationWithdrawn', schoolCode: 'S02', personId: p(9) }],
    ['a withdrawal of one that was used', { type: 'RecommendationWithdrawn', schoolCode: 'S01', personId: p(1) }],
    [
      'an appointment of the same number',
      { type: 'CouncilAppointed', ordinal: 1, seats: [], chairId: p(1), termFrom: '2025-01-01', termTo: '2026-01-01' },
    ],
    [
      'an appointment that ends before it begins',
      { type: 'CouncilAppointed', ordinal: 2, seats: [], chairId: p(1), termFrom: '2025-01-01', termTo: '2024-12-31' },
    ],
    ['an answer to no filing', { type: 'FilingAccepted', ordinal: 1, documentNo: '1号' }],
    ['a return of no filing', { type: 'FilingReturned', ordinal: 1, documentNo: '1号', reason: 'R' }],
    ['a filing of no council', { type: 'CouncilFiled', ordinal: 2 }],
    ['a substitute of no council', { type: 'SubstituteAppointed', ordinal: 2, personId: p(4), schoolCode: 'S01' }],
    ['the chair that it has', { type: 'ChairAppointed', ordinal: 1, personId: p(1) }],
    ['a resignation of nobody', { type: 'SeatResigned', ordinal: 1, personId: p(9) }],
    ['a removal of nobody', { type: 'MemberRemoved', ordinal: 1, personId: p(9), cause: 'REMOVED' }],
    ['an extension to the day it has', { type: 'TermExtended', ordinal: 1, termTo: '2024-08-31' }],
    ['an amendment of no resolution', { ...adopted(1), type: 'ResolutionAmended' }],
    ['a repeal of no resolution', { ...adopted(1), type: 'ResolutionRepealed' }],
  ])('of a council: %s', (_what, event) => idle(council, sitting(), event));
  test('of a council: a second filing, a second answer, a second adoption or repeal, an end outside the term', () => {
    const filed = [...sitting(), ...from<CouncilEvent>('2021-09-05', { type: 'CouncilFiled', ordinal: 1 })];
    const accepted = [
      ...filed,
      ...from<CouncilEvent>('2021-09-06', { type: 'FilingAccepted', ordinal: 1, documentNo: '1号' }),
    ];
    idle(council, filed, { type: 'CouncilFiled', ordinal: 1 });
    idle(council, accepted, { type: 'CouncilFiled', ordinal: 1 });
    idle(council, accepted, { type: 'FilingReturned', ordinal: 1, documentNo: '1号', reason: 'R' });
    const repealed = [
      ...sitting(),
      ...from<CouncilEvent>('2022-03-05', adopted(1), { ...adopted(1), type: 'ResolutionRepealed' }),
    ];
    for (const type of ['ResolutionAdopted', 'ResolutionAmended', 'ResolutionRepealed'])
      idle(council, repealed, { ...adopted(1), type });
    for (const day of ['2021-09-01', '2024-09-01', '2020-01-01'])
      idle(council, sitting(), { type: 'TermEnded', ordinal: 1 }, day);
    idle(
      council,
      from<CouncilEvent>('2022-06-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) }),
      { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) },
      '2022-05-01',
    );
  });

  const voucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '1', entry: 1 };
  const money = (): Fact<FundEvent>[] =>
    from<FundEvent>(
      '2022-01-01',
      { type: 'FundAppropriated', fen: 100, documentNo: '1号', receivedOn: '2022-01-01' },
      { type: 'FundsAllocated', resolution: 1, lines: [{ line: 1, purpose: 'P', schoolId: '370103.S01', fen: 50 }] },
      { type: 'FundsCommitted', line: 1, contractNo: 'C', supplier: 'S', fen: 20, signedOn: '2022-01-01' },
      { type: 'ExpenditureRecorded', line: 1, voucher, fen: 5, supplier: 'S', contractNo: 'C', paidOn: '2022-01-01' },
    );
  const amended: FundEvent = {
    type: 'ContractAmended',
    line: 1,
    contractNo: 'C',
    change: 5,
    documentNo: '变1号',
    signedOn: '2022-01-02',
  };
  const released: FundEvent = { type: 'CommitmentReleased', line: 1, contractNo: 'C', fen: 5, reason: 'COMPLETED' };
  const refunded: FundEvent = {
    type: 'ExpenditureRefunded',
    line: 1,
    voucher,
    refundVoucher: { ...voucher, number: '2' },
    contractNo: 'C',
    fen: 2,
    refundedOn: '2022-05-01',
  };
  test.each<[string, FundEvent]>([
    [
      'a line of the same number',
      { type: 'FundsAllocated', resolution: 1, lines: [{ line: 1, purpose: 'P', schoolId: '370103.S01', fen: 1 }] },
    ],
    ['a revision of no line', { type: 'AllocationRevised', line: 9, change: 1, resolution: 1 }],
    ['a revision that revises nothing', { type: 'AllocationRevised', line: 1, change: 0, resolution: 1 }],
    ['a suspension of no line', { type: 'AllocationSuspended', resolution: 1, lines: [9] }],
    [
      'a commitment of no line',
      { type: 'FundsCommitted', line: 9, contractNo: 'D', supplier: 'S', fen: 1, signedOn: '2022-01-01' },
    ],
    [
      'an expenditure of no line',
      { type: 'ExpenditureRecorded', line: 9, voucher, fen: 1, supplier: 'S', paidOn: '2022-01-01' },
    ],
    [
      'an expenditure of no contract',
      { type: 'ExpenditureRecorded', line: 1, voucher, fen: 1, supplier: 'S', contractNo: 'D', paidOn: '2022-01-01' },
    ],
    [
      'a reversal of no voucher',
      { type: 'ExpenditureReversed', line: 1, voucher: { ...voucher, entry: 2 }, fen: 5, contractNo: 'C' },
    ],
    ['a reversal of another sum', { type: 'ExpenditureReversed', line: 1, voucher, fen: 4, contractNo: 'C' }],
    ['a reversal on another line', { type: 'ExpenditureReversed', line: 2, voucher, fen: 5, contractNo: 'C' }],
    ['a reversal without the contract', { type: 'ExpenditureReversed', line: 1, voucher, fen: 5 }],
    ['an amendment of no contract', { ...amended, contractNo: 'D' }],
    ['an amendment on another line', { ...amended, line: 2 }],
    ['a release of no contract', { ...released, contractNo: 'D' }],
    ['a refund of no voucher', { ...refunded, voucher: { ...voucher, entry: 2 } }],
    ['a refund on another line', { ...refunded, line: 2 }],
    ['parts that do not add up, out', { type: 'CarriedOut', fen: 2, parts: [{ originYear: 2022, fen: 1 }] }],
    ['parts that do not add up, in', { type: 'CarriedIn', fen: 2, parts: [{ originYear: 2021, fen: 1 }] }],
    [
      'an adjustment before the year is closed',
      { type: 'ClosedYearAdjusted', line: 1, fen: 1, documentNo: '1号', reason: 'R' },
    ],
  ])('of a fund: %s', (_what, event) => idle(fund, money(), event));
  test('of a fund: a second suspension, reversal or closing, an adjustment of no line', () => {
    idle(
      fund,
      [...money(), ...from<FundEvent>('2022-02-01', { type: 'AllocationSuspended', resolution: 1, lines: [1] })],
      { type: 'AllocationSuspended', resolution: 1, lines: [1] },
    );
    idle(
      fund,
      [
        ...money(),
        ...from<FundEvent>('2022-02-01', { type: 'ExpenditureReversed', line: 1, voucher, fen: 5, contractNo: 'C' }),
      ],
      { type: 'ExpenditureReversed', line: 1, voucher, fen: 5, contractNo: 'C' },
    );
    idle(fund, [...money(), ...from<FundEvent>('2022-02-01', { type: 'FundYearClosed' })], { type: 'FundYearClosed' });
    idle(fund, [...money(), ...from<FundEvent>('2022-02-01', { type: 'FundYearClosed' })], {
      type: 'ClosedYearAdjusted',
      line: 9,
      fen: 1,
      documentNo: '1号',
      reason: 'R',
    });
  });
  test('of a fund: all that is done is undone', () => {
    const { lines, contracts } = stateOf(fund, [
      ...money(),
      ...from<FundEvent>('2022-02-01', { type: 'ExpenditureReversed', line: 1, voucher, fen: 5, contractNo: 'C' }),
    ]);
    expect([lines[0], contracts]).toMatchObject([
      { allocated: 50, committed: 20, spent: 0, unspent: 30 },
      [{ paid: 0 }],
    ]);
  });

  test('of a person', () => {
    const registered: PersonEvent = {
      type: 'PersonRegistered',
      personId: p(1),
      schoolId: '370103.S01',
      commitment: 'a',
    };
    const erased: PersonEvent = { type: 'PersonErased', personId: p(1) };
    idle(person, from('2021-01-01', registered), { ...registered, commitment: 'b' });
    idle(person, from('2021-01-01', registered), { type: 'PersonDetailsChanged', personId: p(1), commitment: 'a' });
    idle(person, [], erased);
    idle(person, [], { type: 'PersonDetailsChanged', personId: p(1), commitment: 'a' });
    idle(person, from<PersonEvent>('2021-01-01', registered, erased), erased);
    idle(person, from<PersonEvent>('2021-01-01', registered, erased), registered);
    expect(stateOf(person, from('2021-01-01', registered))).toMatchObject({
      status: 'REGISTERED',
      schoolId: '370103.S01',
      commitment: 'a',
    });
    expect(stateOf(person, from<PersonEvent>('2021-01-01', registered, erased))).toEqual({
      status: 'ERASED',
      schoolId: '370103.S01',
      career: noCareer,
    });
  });

  test('of a career', () => {
    const of = { personId: p(1), rotation: 1 };
    const registered: PersonEvent = {
      type: 'PersonRegistered',
      personId: p(1),
      schoolId: '370103.S01',
      commitment: 'a',
    };
    const employed: PersonEvent = {
      type: 'Employed',
      personId: p(1),
      employerId: '370103',
      homeSchoolId: '370103.S01',
    };
    const post: PersonEvent = {
      type: 'PostAssigned',
      personId: p(1),
      post: 1,
      schoolId: '370103.S01',
      kind: 'TEACHER',
    };
    const postEnded: PersonEvent = { type: 'PostEnded', personId: p(1), post: 1, cause: 'ENDED' };
    const qualified: PersonEvent = { type: 'QualificationUpdated', personId: p(1), titleRank: 'FIRST' };
    const retired: PersonEvent = { type: 'Retired', personId: p(1) };
    const decided: PersonEvent = {
      type: 'RotationDecided',
      ...of,
      scheme: 'DISTRICT',
      mode: 'FULL_TIME',
      share: 100,
      fromSchoolId: '370103.S01',
      toSchoolId: '370103.S02',
      from: '2021-01-01',
      to: '2021-12-31',
      personnelRelation: 'STAYS',
      eligibility: [],
    };
    const { eligibility: _, ...terms } = decided;
    const proposed: PersonEvent = { ...terms, type: 'RotationProposed' };
    const arrived: PersonEvent = { type: 'ArrivalConfirmed', ...of };
    const served: PersonEvent = { type: 'ServiceConfirmed', ...of, schoolYear: 2020, term: 'FIRST', weeklyLessons: 12 };
    const suspended: PersonEvent = { type: 'RotationSuspended', ...of, cause: 'OTHER' };
    const resumed: PersonEvent = { type: 'RotationResumed', ...of };
    const recalled: PersonEvent = { type: 'TeacherRecalled', ...of, cause: 'RECALLED' };
    const cancelled: PersonEvent = { type: 'RotationCancelled', ...of, cause: 'CANCELLED' };
    const completed: PersonEvent = { type: 'RotationCompleted', ...of };
    const credited: PersonEvent = {
      type: 'CreditRecognised',
      personId: p(1),
      purpose: 'TITLE',
      cycle: '2021',
      rotations: [1],
      months: 1,
    };
    const working = from<PersonEvent>('2021-01-01', registered, employed);
    const idleAfter = (before: readonly PersonEvent[], ...events: readonly PersonEvent[]): void =>
      events.forEach((event) => idle(person, [...working, ...from('2021-01-01', ...before)], event));
    idle(person, [], employed);
    idle(person, from('2021-01-01', registered), { ...employed, type: 'EmploymentTransferred' });
    idle(person, from('2021-01-01', registered), retired);
    idleAfter([], employed, postEnded, arrived, suspended, resumed, recalled, cancelled, completed, served, credited);
    idleAfter([post], post);
    idleAfter([post, postEnded], postEnded);
    idleAfter([qualified], qualified);
    idleAfter([proposed], proposed, arrived, suspended, resumed, recalled, completed);
    idleAfter([decided], proposed, decided, resumed, completed, served);
    idleAfter([decided], { type: 'RotationExtended', ...of, to: '2021-12-31' });
    idleAfter([decided, arrived], arrived, cancelled);
    idleAfter([decided, arrived, served], { ...served, weeklyLessons: 2 });
    idleAfter([decided, suspended], suspended);
    idleAfter([decided, cancelled], decided, cancelled, arrived, recalled);
    idleAfter([decided, arrived, completed], suspended, recalled, completed, cancelled);
  });

  test('of figures', () => {
    const figures = [{ indicator: 'SPORTS_AREA', value: 1 }];
    const survey = { population: 3, respondents: 2, satisfied: 1 };
    const known = from('2021-10-01', { type: 'IndicatorsRecorded', figures, survey });
    idle(indicator, known, { type: 'IndicatorsRecorded', figures });
    idle(indicator, known, { type: 'IndicatorsRecorded', figures: [], survey });
    idle(indicator, [], { type: 'IndicatorsRecorded', figures: [...figures, ...figures] });
  });

  test('of policies', () => {
    const inForce = from<PolicyEvent>('2021-01-01', {
      type: 'PolicyAdopted',
      policyCode: 'P1',
      title: 'T',
      documentNo: '1',
      rules: { kind: 'FUND', lapseYears: 2 },
      validTo: '2021-12-31',
    });
    idle(policy, inForce, {
      type: 'PolicyAdopted',
      policyCode: 'P1',
      title: 'T',
      documentNo: '1',
      rules: { kind: 'FUND', lapseYears: 3 },
    });
    idle(policy, inForce, {
      type: 'PolicyAdopted',
      policyCode: 'P2',
      title: 'T',
      documentNo: '1',
      rules: { kind: 'FUND', lapseYears: 3 },
      validTo: '2021-12-31',
    });
    idle(policy, inForce, { type: 'PolicyRepealed', policyCode: 'P2' });
    idle(policy, inForce, { type: 'PolicyRepealed', policyCode: 'P1' });
  });
});

describe('policies of a kind', () => {
  const rules = (days: number): PolicyRules => ({ kind: 'BACKDATING', days });
  const adoptedOn = (policyCode: string, days: number, effectiveOn: string, more: object = {}): Fact<PolicyEvent>[] =>
    from<PolicyEvent>(effectiveOn, {
      type: 'PolicyAdopted',
      policyCode,
      title: 'T',
      documentNo: '1',
      rules: rules(days),
      ...more,
    });
  const daysOn = (facts: readonly Fact<PolicyEvent>[]) =>
    ['2021-01-01', '2021-06-01', '2022-01-01', '2022-06-01'].map(
      (day) => rulesOn(stateOf(policy, facts), 'BACKDATING', day)?.days,
    );
  test('a repeal ends the one that it names, on both sides of another', () => {
    const split = [...adoptedOn('P1', 1, '2021-01-01'), ...adoptedOn('P2', 2, '2021-06-01', { validTo: '2021-12-31' })];
    expect(daysOn(split)).toEqual([1, 2, undefined, undefined]);
    expect(
      daysOn([
        ...split,
        ...adoptedOn('P3', 3, '2022-01-01'),
        ...from<PolicyEvent>('2022-06-01', { type: 'PolicyRepealed', policyCode: 'P3' }),
      ]),
    ).toEqual([1, 2, 3, undefined]);
    expect(
      daysOn([
        ...split,
        ...adoptedOn('P3', 3, '2022-01-01'),
        ...from<PolicyEvent>('2021-06-01', { type: 'PolicyRepealed', policyCode: 'P2' }),
      ]),
    ).toEqual([1, undefined, 3, 3]);
    expect(
      daysOn([...split, ...from<PolicyEvent>('2020-01-01', { type: 'PolicyRepealed', policyCode: 'P1' })]),
    ).toEqual([undefined, 2, undefined, undefined]);
  });
  test('one that is valid for a day holds on that day', () =>
    expect(daysOn(adoptedOn('P1', 1, '2021-06-01', { validTo: '2021-06-01' }))).toEqual([
      undefined,
      1,
      undefined,
      undefined,
    ]));
  test('say how far back a command may be dated, else 30 days', () => {
    const policies = policiesOf({ rules: rules(10), from: '2022-01-01' });
    expect([
      backdatingDays(noPolicies, '2022-01-01'),
      backdatingDays(policies, '2021-12-31'),
      backdatingDays(policies, '2022-01-01'),
    ]).toEqual([30, 30, 10]);
  });
});

describe('a fund that does not add up', () => {
  const sound: Fund = {
    ...fund.initial,
    appropriated: 100,
    carriedIn: [{ originYear: 2021, fen: 11 }],
    allocated: 60,
    free: 30,
    carriedOut: 14,
    returned: 7,
    lines: [
      {
        line: 1,
        purpose: 'P',
        schoolId: '370103.S01',
        resolution: 1,
        grounds: [{ resolution: 1, from: '2022-01-01' }],
        suspended: false,
        allocatedBy: [],
        allocated: 60,
        committed: 10,
        spent: 20,
        unspent: 30,
      },
    ],
  };
  test('is seen, whichever sum is wrong', () => {
    expect(balanced(sound)).toBe(true);
    for (const name of ['appropriated', 'allocated', 'free', 'carriedOut', 'returned'] as const)
      expect([name, balanced({ ...sound, [name]: sound[name] + 1 })]).toEqual([name, false]);
    expect(balanced({ ...sound, carriedIn: [] })).toBe(false);
    expect(balanced({ ...sound, lines: [] })).toBe(false);
    for (const name of ['committed', 'spent', 'unspent'] as const)
      expect([name, balanced({ ...sound, lines: [{ ...sound.lines[0]!, [name]: 0 }] })]).toEqual([name, false]);
    const shifted = [
      { ...sound.lines[0]!, allocated: 30 },
      { ...sound.lines[0]!, allocated: 30, spent: 50 },
    ];
    expect(balanced({ ...sound, lines: shifted })).toBe(false);
    expect(
      balanced({
        ...sound,
        lines: [sound.lines[0]!, { ...sound.lines[0]!, allocated: 0, committed: 0, spent: 0, unspent: 1 }],
      }),
    ).toBe(false);
  });
  test('is refused below nothing, and not at nothing', () => {
    expect(nothingWithoutFunds({ ...sound, free: 0, returned: 0, appropriated: 0 })).toEqual([]);
    expect(nothingWithoutFunds({ ...sound, free: -1, returned: -2, appropriated: -3 }).map(({ args }) => args)).toEqual(
      [{ missing: 3 }, { missing: 1 }, { missing: 2 }],
    );
  });
  test('contracts say what is missing, above their sum or below nothing', () => {
    const paid = (...sums: number[]) =>
      contractsHold({
        ...sound,
        contracts: sums.map((one, index) => ({
          contractNo: `C${index}`,
          line: 1,
          supplier: '甲',
          fen: 10,
          paid: one,
          released: 0,
          amendments: [],
          releases: [],
          signedOn: '2022-01-01',
          byBureau: false,
        })),
      });
    expect(paid(0, 10)).toEqual([]);
    expect(paid(13, -2).map(({ args }) => args)).toEqual([
      { contract: 'C0', missing: 3 },
      { contract: 'C1', missing: 2 },
    ]);
  });
  test("vouchers are of the school that pays the line, and of no other line's", () => {
    const spent = (line: number, school: string) => ({
      voucher: { schoolId: school, year: 2022, month: 1, number: '1', entry: 1 },
      line,
      fen: 1,
      contractNo: undefined,
      supplier: '公司',
      invoiceNo: undefined,
      paidOn: '2022-01-01',
      byBureau: false,
      recordedBy: [],
      reversed: false,
      refunds: [],
    });
    const two = { ...sound, lines: [sound.lines[0]!, { ...sound.lines[0]!, line: 2, schoolId: '370103.S02' }] };
    expect(vouchersOfPayingSchool({ ...two, expenditures: [spent(1, '370103.S01'), spent(2, '370103.S02')] })).toEqual(
      [],
    );
    expect(vouchersOfPayingSchool({ ...two, expenditures: [spent(1, '370103.S02')] })).toEqual([
      { code: 'INVALID_INPUT', args: { line: 1, voucher: '370103.S02/2022/1/1/1' }, means: { line: 1 } },
    ]);
  });
});

describe('what is typed', () => {
  const longest = 'x'.repeat(200);
  test('a text is neither empty, padded, too long, nor holds what cannot be seen', () => {
    for (const text of ['王', longest, 'a b', undefined]) expect(textIsValid('name', text, 200)).toBeUndefined();
    for (const text of ['', ' a', 'a ', `${longest}x`, 'a\u0000b', 'a\nb', 'a\u200bb', 'e\u0301'])
      expect(textIsValid('name', text, 200)?.refused).toMatchObject({
        code: 'INVALID_INPUT',
        args: { longest: 200 },
        path: ['name'],
      });
    expect(textIsValid('reason', 'a\nb', 2000)).toBeUndefined();
    expect(textIsValid('reason', 'a\tb', 2000)).toBeDefined();
    expect(textIsValid('name', `${'y'.repeat(60)}\t`, 200)?.refused.args['value']).toBe('y'.repeat(50));
  });
  test('a code says its value and its field', () => {
    expect(codeIsValid('A1')).toBeUndefined();
    expect(codeIsValid('a')).toEqual({
      refused: { code: 'INVALID_INPUT', args: { value: 'a', capitals: 16 }, path: ['code'] },
    });
  });
  test('a list holds no text twice, and says which one', () => {
    expect(textsAreValid('names', ['a', 'b'])).toBeUndefined();
    expect(textsAreValid('names', ['a', 'b', 'a'])).toEqual({
      refused: { code: 'INVALID_INPUT', args: { value: 'a', times: 2 }, path: ['names', '2'] },
    });
    expect(textsAreValid('names', ['a', ' '])).toMatchObject({ refused: { path: ['names', '1'] } });
  });
  test("a part's refusal is found from the whole", () => {
    expect(within(['a'], undefined)).toBeUndefined();
    expect(within(['a', 'b'], { refused: { code: 'NO_CHANGE', args: { x: 1 }, path: ['c'] } })).toEqual({
      refused: { code: 'NO_CHANGE', args: { x: 1 }, path: ['a', 'b', 'c'] },
    });
  });
});

describe('the same', () => {
  test.each<[unknown, unknown, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, {}, false],
    [{}, null, false],
    [undefined, {}, false],
    [{}, undefined, false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: undefined }, { b: undefined }, false],
    [{ a: { b: 1 } }, { a: { b: 2 } }, false],
    [[1, 2], [1, 2, 3], false],
    ['a', {}, false],
    [{}, 'a', false],
  ])('%j and %j: %s', (a, b, expected) => expect(same(a, b)).toBe(expected));
  test('thing or list comes back where nothing is different', () => {
    const thing: { a: number; b?: number } = { a: 1 };
    expect([withChange(thing, {}), withChange(thing, { a: 1 })].every((one) => one === thing)).toBe(true);
    expect([withChange(thing, { a: 2 }), withChange(thing, { a: 1, b: 2 })]).toEqual([{ a: 2 }, { a: 1, b: 2 }]);
    const list = [1, 2];
    expect(mapped(list, (one) => one)).toBe(list);
    expect(mapped(list, (one) => (one === 1 ? 1 : 3))).toEqual([1, 3]);
  });
});
