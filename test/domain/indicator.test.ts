import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CorrectionCommand } from '../../src/domain/correction.js';
import { decideCorrection } from '../../src/domain/correction.js';
import { district as register, type DistrictEvent } from '../../src/domain/district/index.js';
import {
  balanced,
  derive,
  derivedIndicators,
  figureKey,
  fraction,
  indicator,
  indicatorNames,
  isAtMost,
  phasesOf,
  satisfactionOf,
  shown,
  shownRoot,
  variationOf,
  type DerivedIndicator,
  type Figure,
  type IndicatorCommand,
  type IndicatorEvent,
  type Survey,
  type TeachingPhase,
  type Weighted,
} from '../../src/domain/indicator/index.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import { parameters } from '../support/properties.js';
import { bureau, from, given, on, schoolRegistered, schools, stateOf, type Fact } from './given.js';

const enrolment: Figure = { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 600 };
const teachers: Figure = { indicator: 'TEACHERS', phase: 'PRIMARY', value: 40 };
const area: Figure = { indicator: 'TEACHING_AREA', value: 270_000 };
const survey: Survey = { population: 500, respondents: 400, satisfied: 380 };
const record = (figures: readonly Figure[], more: Partial<IndicatorCommand> = {}): IndicatorCommand => ({
  type: 'RecordIndicators',
  schoolId: '370103.S01',
  schoolYear: 2021,
  figures,
  ...more,
});
const recorded = (...figures: readonly Figure[]): IndicatorEvent => ({ type: 'IndicatorsRecorded', figures });

const district = stateOf(register, [
  ...schools('S01', 'S02'),
  ...from<DistrictEvent>('2020-09-01', { ...schoolRegistered('S09'), name: '九年', phase: 'NINE_YEAR' }),
  ...from<DistrictEvent>('2021-07-01', { type: 'SchoolClosed', schoolCode: 'S02' }),
]);
const at = (facts: readonly Fact<IndicatorEvent>[] = []) => given(indicator, facts, { district });
const day = on('2021-10-20');

describe('RecordIndicators', () => {
  test('records what a paper says', () =>
    at()
      .when(record([enrolment, area], { survey }), day)
      .then({ type: 'IndicatorsRecorded', figures: [enrolment, area], survey }));
  test('records a survey alone', () =>
    at().when(record([], { survey }), day).then({ type: 'IndicatorsRecorded', figures: [], survey }));
  test('adds to what another paper said', () =>
    at(from('2021-09-30', recorded(enrolment)))
      .when(record([teachers]), day)
      .then(recorded(teachers)));
  test('says something', () => at().when(record([]), day).refused('INVALID_INPUT', {}, ['figures']));
  test('names its paper', () =>
    at()
      .when(record([enrolment]), { ...day, hasDocument: false })
      .refused('BASIS_MISSING', { school: '370103.S01' }, ['command', 'basis']));
  test('is of a school year that has begun', () => {
    at()
      .when(record([enrolment]), on('2021-09-01'))
      .then(recorded(enrolment));
    at()
      .when(record([enrolment]), on('2021-08-31'))
      .refused('DATE_ORDER', { earliest: '2021-09-01' }, ['command', 'effectiveOn']);
    at()
      .when(record([enrolment], { schoolYear: 2022 }), day)
      .refused('DATE_ORDER', { earliest: '2022-09-01' });
  });
  test('is told ahead by nobody', () =>
    at()
      .when(record([enrolment]), { effectiveOn: '2021-10-21', recordedOn: '2021-10-20' })
      .refused('DATE_ORDER', { latest: '2021-10-20' }, ['command', 'effectiveOn']));
  test.each([1989, 2200, 2021.5])('is of a year that there is, not of %d', (schoolYear) =>
    at()
      .when(record([enrolment], { schoolYear }), on('2250-01-01'))
      .refused('INVALID_INPUT', { least: 1990, most: 2199 }, ['schoolYear']),
  );
  test('is of a school that was open on a day of the year', () => {
    at()
      .when(record([enrolment], { schoolId: '370103.S77' }), day)
      .refused('NOT_FOUND', {}, ['schoolId']);
    at()
      .when(record([enrolment], { schoolId: '370103.S02' }), day)
      .refused('SCHOOL_CLOSED', { school: '370103.S02', day: '2021-09-01' }, ['schoolId']);
    at()
      .when(record([enrolment], { schoolId: '370103.S02', schoolYear: 2020 }), day)
      .then(recorded(enrolment));
    at()
      .when(record([enrolment], { schoolYear: 2019 }), day)
      .refused('SCHOOL_CLOSED', { day: '2019-09-01' });
  });
  test('counts by phase what is counted by phase, and the phases that the school teaches', () => {
    const of = (figure: Figure, schoolId = '370103.S01') => at().when(record([area, figure], { schoolId }), day);
    const path = ['figures', '1', 'phase'];
    of({ indicator: 'ENROLMENT', value: 1 }).refused('INVALID_INPUT', { field: 'phase' }, path);
    of({ ...enrolment, phase: 'JUNIOR' }).refused('INVALID_INPUT', { field: 'phase', phase: 'JUNIOR' }, path);
    of({ ...enrolment, phase: 'JUNIOR' }, '370103.S09').then(recorded(area, { ...enrolment, phase: 'JUNIOR' }));
    of({ indicator: 'SPORTS_AREA', phase: 'PRIMARY', value: 1 }).refused('INVALID_INPUT', { field: 'phase' }, path);
  });
  test.each([
    [{ ...enrolment, value: -1 }],
    [{ ...enrolment, value: 100_001 }],
    [{ ...enrolment, value: 1.5 }],
    [{ ...area, value: 1_000_000_001 }],
    [{ indicator: 'EQUIPMENT_VALUE', value: 1_000_000_000_001 }],
  ] as [Figure][])('holds whole figures that may be: %j', (figure) =>
    at()
      .when(record([figure]), day)
      .refused('INVALID_INPUT', { least: 0 }, ['figures', '0', 'value']),
  );
  test('says a figure once', () =>
    at()
      .when(record([enrolment, { ...enrolment, value: 601 }]), day)
      .refused('INVALID_INPUT', { value: 'ENROLMENT.PRIMARY', times: 2 }, ['figures', '1']));
  test('puts nothing right that was recorded: that is a correction', () => {
    const before = at([...from('2021-09-30', recorded(enrolment)), ...from('2021-10-01', { ...recorded(), survey })]);
    before
      .when(record([teachers, enrolment]), day)
      .refused('ALREADY_RECORDED', { year: 2021, field: 'ENROLMENT.PRIMARY' }, ['figures', '1']);
    before.when(record([], { survey }), day).refused('ALREADY_RECORDED', { field: 'survey' }, ['survey']);
  });
  test.each([
    [{ ...survey, population: 0 }, 'population'],
    [{ ...survey, respondents: 501 }, 'respondents'],
    [{ ...survey, satisfied: 401 }, 'satisfied'],
    [{ ...survey, satisfied: -1 }, 'satisfied'],
  ] as const)('has a survey in which nobody is counted who is not there: %j', (wrong, field) =>
    at()
      .when(record([], { survey: wrong }), day)
      .refused('INVALID_INPUT', {}, ['survey', field]),
  );

  test.each([
    ['TEACHERS_ABOVE_REQUIRED_DEGREE', 'TEACHERS'],
    ['BACKBONE_TEACHERS', 'TEACHERS'],
    ['PE_ARTS_TEACHERS', 'TEACHERS'],
    ['CLASSES', 'ENROLMENT'],
  ] as const)('has no more of %s than of %s, in one record or in two', (part, whole) => {
    const of = (name: Figure['indicator'], value: number): Figure => ({ indicator: name, phase: 'PRIMARY', value });
    const args = { field: `${part}.PRIMARY`, most: 40 };
    at()
      .when(record([of(whole, 40), of(part, 41)]), day)
      .refused('INVALID_INPUT', args, ['figures']);
    at(from('2021-09-30', recorded(of(whole, 40))))
      .when(record([of(part, 41)]), day)
      .refused('INVALID_INPUT', args, ['figures']);
    at(from('2021-09-30', recorded(of(whole, 40))))
      .when(record([of(part, 40)]), day)
      .then(recorded(of(part, 40)));
  });
});

describe('what a school may record', () => {
  const may = (school: string, schoolId: string): boolean => {
    const within = indicator.commands.RecordIndicators.may.SCHOOL!;
    const principal = { actor: { id: 's', role: 'SCHOOL' as const }, school };
    const parts = stateOf(register, [
      ...schools('S01', 'S02'),
      ...from<DistrictEvent>('2020-09-01', {
        ...{ ...schoolRegistered('S03'), name: '校区', kind: 'CAMPUS', partOfCode: 'S01' },
      }),
    ]);
    const loaded = { state: indicator.initial, references: { district: parts }, recordedOn: '2021-10-20' };
    const scope = indicator.scopeOf(record([], { schoolId }));
    return within.claims(principal, scope) && within.loaded!(principal, scope, loaded);
  };
  test('is of itself, and of its sections and campuses', () => {
    expect(may('370103.S01', '370103.S01')).toBe(true);
    expect(may('370103.S01', '370103.S03')).toBe(true);
    expect(may('370103.S02', '370103.S03')).toBe(false);
    expect(may('370103.S02', '370103.S01')).toBe(false);
    expect(may('370104.S01', '370103.S03')).toBe(false);
  });
});

describe('a correction of figures', () => {
  const facts = [...from('2021-09-30', recorded(enrolment, area)), ...from('2021-10-01', recorded(teachers))].map(
    (fact, revision) => ({ ...fact, revision, recordedOn: fact.effectiveOn, actor: { ...bureau, id: 'clerk' } }),
  );
  const correct = (right: object | undefined, rightEffectiveOn?: string) => {
    const stream = 'indicator-370103.S01-2021';
    const command = {
      ...{ stream, revision: 0 },
      ...(right
        ? { type: 'CorrectRecord', right: { type: 'IndicatorsRecorded', ...right }, rightVersion: 1 }
        : { type: 'RetractRecord' }),
      ...(rightEffectiveOn === undefined ? {} : { rightEffectiveOn }),
    } as CorrectionCommand;
    return decideCorrection(
      indicator,
      command,
      {
        ...{ effectiveOn: '2021-11-01', recordedOn: '2021-11-01', actor: bureau, hasDocument: true },
        ...{ references: { district }, policies: noPolicies },
      },
      facts,
    );
  };
  test('gives the right figures, or none', () => {
    expect(correct({ figures: [{ ...enrolment, value: 610 }, area] })).toHaveProperty('accepted');
    expect(correct(undefined)).toHaveProperty('accepted');
  });
  test.each([
    [{ figures: [{ ...enrolment, value: -1 }] }, ['right', 'figures', '0', 'value']],
    [{ figures: [{ ...enrolment, phase: 'JUNIOR' }] }, ['right', 'figures', '0', 'phase']],
    [{ figures: [] }, ['right', 'figures']],
    [{ figures: [], survey: { ...survey, satisfied: 500 } }, ['right', 'survey', 'satisfied']],
  ])('is held to what a record is held to: %j', (right, path) =>
    expect(correct(right)).toMatchObject({ refused: { code: 'INVALID_INPUT', path } }),
  );
  test('takes no figure that a later record gave', () =>
    expect(correct({ figures: [enrolment, teachers] })).toMatchObject({
      refused: { code: 'CONFLICTS_WITH_LATER', args: { event: 'IndicatorsRecorded' } },
    }));
  test('makes no part larger than its whole', () =>
    expect(
      correct({ figures: [enrolment, { indicator: 'BACKBONE_TEACHERS', phase: 'PRIMARY', value: 41 }] }),
    ).toMatchObject({ refused: { code: 'INVALID_INPUT', args: { field: 'BACKBONE_TEACHERS.PRIMARY', most: 40 } } }));
  test.each(['2021-08-31', '2021-11-02'])('has effect within the school year, and not ahead: not on %s', (wrong) =>
    expect(correct({ figures: [enrolment] }, wrong)).toMatchObject({
      refused: { code: 'DATE_ORDER', path: ['rightEffectiveOn'] },
    }),
  );
});

describe('what follows from the figures', () => {
  const figures = (values: Readonly<Record<string, number>>) => (name: Figure['indicator'], phase?: TeachingPhase) =>
    values[figureKey({ indicator: name, ...(phase === undefined ? {} : { phase }) })];
  const value = (
    name: DerivedIndicator,
    values: Readonly<Record<string, number>>,
    phase: TeachingPhase = 'PRIMARY',
    phases: readonly TeachingPhase[] = ['PRIMARY'],
  ): number | readonly object[] => {
    const derived = derive(name, phase, figures(values), phases);
    return 'value' in derived ? shown(derived.value) : derived.missing;
  };
  // 600 pupils in 15 classes, 40 teachers; 2700 m², 4500 m², 1,200,000 yuan, 14 rooms.
  const school = {
    'ENROLMENT.PRIMARY': 600,
    'CLASSES.PRIMARY': 15,
    'TEACHERS.PRIMARY': 40,
    'TEACHERS_ABOVE_REQUIRED_DEGREE.PRIMARY': 27,
    'BACKBONE_TEACHERS.PRIMARY': 7,
    'PE_ARTS_TEACHERS.PRIMARY': 6,
    TEACHING_AREA: 270_000,
    SPORTS_AREA: 450_000,
    EQUIPMENT_VALUE: 120_000_000,
    MULTIMEDIA_CLASSROOMS: 14,
  };
  test('is worked out as by hand', () =>
    expect(Object.fromEntries(derivedIndicators.map((name) => [name, value(name, school)]))).toEqual({
      PUPILS_PER_TEACHER: 15,
      PUPILS_PER_CLASS: 40,
      ABOVE_REQUIRED_DEGREE_PER_100: 4.5,
      BACKBONE_PER_100: 1.1667,
      PE_ARTS_PER_100: 1,
      TEACHING_AREA_PER_PUPIL: 4.5,
      SPORTS_AREA_PER_PUPIL: 7.5,
      EQUIPMENT_PER_PUPIL: 2000,
      MULTIMEDIA_PER_100: 2.3333,
    }));
  test('stays a fraction until it is shown', () =>
    expect(derive('BACKBONE_PER_100', 'PRIMARY', figures(school), ['PRIMARY'])).toEqual({
      value: { numerator: 7n, denominator: 6n },
    }));
  test('is unknown where a figure is missing, and says which', () => {
    expect(value('PUPILS_PER_TEACHER', {})).toEqual([
      { indicator: 'ENROLMENT', phase: 'PRIMARY', because: 'NOT_RECORDED' },
      { indicator: 'TEACHERS', phase: 'PRIMARY', because: 'NOT_RECORDED' },
    ]);
    expect(value('PUPILS_PER_TEACHER', { ...school, 'TEACHERS.PRIMARY': 0 })).toEqual([
      { indicator: 'TEACHERS', phase: 'PRIMARY', because: 'ZERO' },
    ]);
    expect(value('SPORTS_AREA_PER_PUPIL', { 'ENROLMENT.PRIMARY': 0 })).toEqual([
      { indicator: 'SPORTS_AREA', because: 'NOT_RECORDED' },
      { indicator: 'ENROLMENT', phase: 'PRIMARY', because: 'ZERO' },
    ]);
    expect(value('BACKBONE_PER_100', { ...school, 'BACKBONE_TEACHERS.PRIMARY': 0 })).toBe(0);
  });
  // The example of the ministry's calculation: 23,226 books for 166 pupils of the primary and 210 of the junior years.
  const nineYear = { 'ENROLMENT.PRIMARY': 166, 'ENROLMENT.JUNIOR': 210, TEACHING_AREA: 2_322_600 };
  test('splits what the phases share by their pupils, a junior one counting for 1.1', () => {
    const phases = phasesOf.NINE_YEAR;
    expect(value('TEACHING_AREA_PER_PUPIL', nineYear, 'PRIMARY', phases)).toBe(58.5038);
    expect(value('TEACHING_AREA_PER_PUPIL', nineYear, 'JUNIOR', phases)).toBe(64.3542);
    const [primary, junior] = (['PRIMARY', 'JUNIOR'] as const).map((phase) =>
      derive('TEACHING_AREA_PER_PUPIL', phase, figures(nineYear), phases),
    );
    const both = [primary!, junior!].map((one) => ('value' in one ? one.value : fraction(0n, 1n)));
    // 166 of the one and 210 of the other make the whole.
    const whole = both.map(
      ({ numerator, denominator }, index) => (Number(numerator) / Number(denominator)) * [166, 210][index]!,
    );
    expect(whole[0]! + whole[1]!).toBeCloseTo(23_226, 8);
  });
  test('needs the pupils of all phases that share it', () => {
    const { 'ENROLMENT.JUNIOR': _, ...half } = nineYear;
    expect(value('TEACHING_AREA_PER_PUPIL', half, 'PRIMARY', phasesOf.NINE_YEAR)).toEqual([
      { indicator: 'ENROLMENT', phase: 'JUNIOR', because: 'NOT_RECORDED' },
    ]);
    expect(
      value('TEACHING_AREA_PER_PUPIL', { ...nineYear, 'ENROLMENT.JUNIOR': 0 }, 'PRIMARY', phasesOf.NINE_YEAR),
    ).toBe(139.9157);
  });
  test('is there for the seven that the ministry lists, and two more', () => {
    expect(balanced).toHaveLength(7);
    expect(derivedIndicators).toHaveLength(9);
    expect(indicatorNames).toHaveLength(10);
  });
  test('is a share of those who answered, of a survey', () => {
    expect(satisfactionOf(survey)).toEqual({ numerator: 19n, denominator: 20n });
    expect(satisfactionOf({ ...survey, respondents: 0, satisfied: 0 })).toBeUndefined();
  });
});

describe('how much schools differ', () => {
  const school = (pupils: number, numerator: number, denominator = 1): Weighted => ({
    pupils,
    value: fraction(BigInt(numerator), BigInt(denominator)),
  });
  // The example of the ministry's calculation: five schools with their pupils and books.
  const five = (
    [
      [45, 279],
      [37, 137],
      [89, 935],
      [76, 160],
      [55, 402],
    ] as const
  ).map(([pupils, books]) => school(pupils, books, pupils));
  test('is worked out as in the example of the calculation, 0.52', () => {
    const { mean, variance, squared } = variationOf(five)!;
    expect(mean).toEqual(fraction(1913n, 302n));
    expect(shown(mean)).toBe(6.3344);
    expect(shownRoot(variance)).toBe(3.2639);
    expect(shownRoot(squared!)).toBe(0.5153);
    expect(isAtMost(squared!, fraction(1n, 2n))).toBe(false);
    expect(isAtMost(squared!, fraction(52n, 100n))).toBe(true);
  });
  test('weighs each school by its pupils', () => {
    // 100 pupils with 1 and 300 with 3: mean 2.5, variance (100 x 2.25 + 300 x 0.25) / 400 = 0.75.
    const { mean, variance, squared } = variationOf([school(100, 1), school(300, 3)])!;
    expect([mean, variance, squared]).toEqual([fraction(5n, 2n), fraction(3n, 4n), fraction(3n, 25n)]);
    expect(shownRoot(squared!)).toBe(0.3464);
  });
  test('is nothing where all have the same, and not known where nobody has anything', () => {
    expect(variationOf([school(5, 2), school(7, 2)])!.squared).toEqual(fraction(0n, 1n));
    expect(variationOf([school(5, 0), school(7, 0)])!.squared).toBeUndefined();
    expect(variationOf([])).toBeUndefined();
    expect(variationOf([school(0, 1)])).toBeUndefined();
  });
  test('is at most a bound that it meets exactly', () => {
    // 1 and 3 for as many pupils: mean 2, deviation 1, coefficient exactly 0.5.
    const { squared } = variationOf([school(10, 1), school(10, 3)])!;
    expect(isAtMost(squared!, fraction(1n, 2n))).toBe(true);
    expect(isAtMost(squared!, fraction(45n, 100n))).toBe(false);
    expect(shownRoot(squared!)).toBe(0.5);
  });
  test('is rounded half up when it is shown', () => {
    expect(shown(fraction(1n, 20_000n))).toBe(0.0001);
    expect(shown(fraction(1n, 20_001n))).toBe(0);
    expect(shownRoot(fraction(1n, 400_000_000n))).toBe(0.0001);
    expect(shownRoot(fraction(1n, 400_000_001n))).toBe(0);
    expect(shownRoot(fraction(2n, 1n))).toBe(1.4142);
  });

  const anySchools = fc.array(
    fc.record({
      pupils: fc.integer({ min: 1, max: 40 }),
      numerator: fc.nat(500),
      denominator: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  test('is what it is between the pupils, each with what its school has', () => {
    fc.assert(
      fc.property(anySchools, (drawn) => {
        const found = variationOf(
          drawn.map(({ pupils, numerator, denominator }) => school(pupils, numerator, denominator)),
        )!;
        const each = drawn.flatMap(({ pupils, numerator, denominator }) =>
          Array<number>(pupils).fill(numerator / denominator),
        );
        const mean = each.reduce((sum, one) => sum + one, 0) / each.length;
        const variance = each.reduce((sum, one) => sum + (one - mean) ** 2, 0) / each.length;
        const number = ({ numerator, denominator }: Weighted['value']): number =>
          Number(numerator) / Number(denominator);
        expect(number(found.mean)).toBeCloseTo(mean, 8);
        expect(number(found.variance)).toBeCloseTo(variance, 6);
        if (mean > 0) expect(shownRoot(found.squared!)).toBeCloseTo(Math.sqrt(variance) / mean, 4 - 0.5);
        else expect(found.squared).toBeUndefined();
      }),
      parameters(),
    );
  });
  test('depends on no order, no unit, and no splitting of a school into two that are alike', () => {
    fc.assert(
      fc.property(anySchools, fc.integer({ min: 1, max: 1000 }), (drawn, unit) => {
        const of = (rows: typeof drawn, times = 1) =>
          variationOf(rows.map(({ pupils, numerator, denominator }) => school(pupils, numerator * times, denominator)))!
            .squared;
        expect(of([...drawn].reverse())).toEqual(of(drawn));
        expect(of(drawn, unit)).toEqual(of(drawn));
        const [first, ...rest] = drawn;
        expect(of([first!, first!, ...rest])).toEqual(of([{ ...first!, pupils: 2 * first!.pupils }, ...rest]));
      }),
      parameters(0.5),
    );
  });
});
