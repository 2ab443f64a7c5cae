import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { fraction } from '../../src/domain/indicator/index.js';
import { medianOf } from '../../src/projections/development.js';
import { medianFractionOf, medianGradeOf } from '../../src/projections/development-beside.js';
import { person } from '../support/ledger.js';
import { go, school, terms } from './career.js';
import { dimensions, findingInput, hash, opening, steps as evaluationSteps } from './evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed, refund, spentFund } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const on = (effectiveOn: string) => ({ command: { effectiveOn } });
const exchange = '{ withheld teachers backbone months weeklyLessons transferred subjects { subject teachers months } }';
const figures = `{ school { entityId } teachersIn ${exchange} teachersOut ${exchange} spent { purpose amount { fen } } spentInAll { fen } }`;
const beside = `{ schoolYear school ${figures} lead ${figures} districtMedian { schools teachersIn teachersOut monthsIn monthsOut spentInAll { fen } } }`;
const asked = async (args: string, principal: Principal = principals.bureau): Promise<any> => {
  const { data, errors } = await ledger.query(`{ schoolDevelopment(${args}) { whole ${beside} years ${beside} } }`, {
    principal,
  });
  return errors.length > 0 ? { errors } : data.schoolDevelopment;
};
const of = (number: number, from: number, to = from): string =>
  `schoolId: "${school(number)}", from: ${from}, to: ${to}`;
const nobody = { withheld: false, teachers: 0, backbone: 0, months: 0, weeklyLessons: 0, transferred: 0, subjects: [] };

test('a school gained who came, for confirmed months and lessons, and what was spent by it, beside its lead', async () => {
  // From 1 September to 24 November are 85 days; suspended for 10 of them, 75 or two months are left.
  await go('employed', 'proposed', 'decided', 'arrived', 'suspended', 'resumed', 'served')(ledger);
  await spentFund(ledger);
  await passed(ledger, 'RecordExpenditure', {
    fundId: '370103.G01.2026',
    line: 2,
    voucher: { schoolId: school(2), year: 2026, month: 11, number: '记-9', entry: 1 },
    fen: 700,
    supplier: '样本公司',
    paidOn: '2026-11-23',
  });
  await passed(ledger, 'RefundExpenditure', refund);
  const { whole, years } = await asked(of(2, 2025, 2026));
  const came = {
    ...nobody,
    teachers: 1,
    months: 2,
    weeklyLessons: 12,
    subjects: [{ subject: '语文', teachers: 1, months: 2 }],
  };
  const second = {
    schoolYear: 2026,
    school: {
      school: { entityId: school(2) },
      teachersIn: came,
      teachersOut: nobody,
      spent: [{ purpose: '文化建设', amount: { fen: 700 } }],
      spentInAll: { fen: 700 },
    },
    lead: {
      school: { entityId: school(1) },
      teachersIn: nobody,
      teachersOut: came,
      spent: [{ purpose: '教师培训', amount: { fen: 15_000 } }],
      spentInAll: { fen: 15_000 },
    },
    districtMedian: { schools: 6, teachersIn: 0, teachersOut: 0, monthsIn: 0, monthsOut: 0, spentInAll: { fen: 0 } },
  };
  expect(years).toHaveLength(2);
  expect(years[1]).toEqual(second);
  expect(years[0].school).toMatchObject({ teachersIn: nobody, teachersOut: nobody, spent: [] });
  expect(whole).toEqual({ ...second, schoolYear: null });
  // The lead leads itself; a school in no group has none.
  expect((await asked(of(1, 2026))).whole.lead).toBeNull();
  expect((await asked(of(6, 2026))).whole.lead).toBeNull();
});

test('counts what had happened by the day, as known at the position', async () => {
  await go('employed', 'proposed', 'decided')(ledger);
  const decided = ledger.runner.head();
  await go('arrived', 'served')(ledger);
  const gained = async (asOf: string): Promise<unknown> => {
    const { teachers, months } = (await asked(`${of(2, 2026)}, asOf: { ${asOf} }`)).whole.school.teachersIn;
    return [teachers, months];
  };
  // 30 days on 30 September.
  expect(await gained('effectiveOn: "2026-09-29"')).toEqual([1, 0]);
  expect(await gained('effectiveOn: "2026-09-30"')).toEqual([1, 1]);
  expect(await gained('effectiveOn: "2026-08-31"')).toEqual([0, 0]);
  expect(await gained(`position: ${decided}`)).toEqual([1, 0]);
});

test('who changes the home school for good is counted apart', async () => {
  await go('employed')(ledger);
  await passed(
    ledger,
    'TransferEmployment',
    { personId: person(1), employedBy: 'SCHOOL', homeSchoolId: school(2) },
    on('2026-09-01'),
  );
  expect((await asked(of(2, 2026))).whole.school).toMatchObject({
    teachersIn: { ...nobody, transferred: 1 },
    teachersOut: nobody,
  });
  expect((await asked(of(1, 2026))).whole.school.teachersOut).toEqual({ ...nobody, transferred: 1 });
  expect((await asked(of(2, 2025))).whole.school.teachersIn).toEqual(nobody);
});

test('the public sees years of five teachers or more from each school, no past and no several years together', async () => {
  for (let number = 21; number <= 25; number += 1) {
    const who = { personId: person(number) };
    const since = on('2021-09-01');
    await passed(ledger, 'RegisterPerson', { ...who, schoolId: school(1), name: `样本${number}` }, since);
    await passed(ledger, 'Employ', { ...who, employedBy: 'SCHOOL', homeSchoolId: school(1) }, since);
    await passed(
      ledger,
      'RotateTeacher',
      { ...terms, ...who, ...(number === 25 ? { subject: '数学' } : {}) },
      on('2026-07-01'),
    );
  }
  const anybody = (args: string): Promise<any> => asked(args, principals.anybody);
  const { whole } = await anybody(of(2, 2026));
  expect(whole.school.teachersIn).toEqual({ ...nobody, teachers: 5, subjects: null });
  expect((await anybody(of(2, 2025, 2026))).whole).toBeNull();
  // One from another school: it could be told by a subtraction.
  await passed(
    ledger,
    'RegisterPerson',
    { personId: person(31), schoolId: school(3), name: '样本三十一' },
    on('2021-09-01'),
  );
  await passed(
    ledger,
    'Employ',
    { personId: person(31), employedBy: 'SCHOOL', homeSchoolId: school(3) },
    on('2021-09-01'),
  );
  await passed(
    ledger,
    'RotateTeacher',
    { ...terms, personId: person(31), scheme: 'DISTRICT', groupId: null, fromSchoolId: school(3) },
    on('2026-07-01'),
  );
  const withheld = Object.fromEntries(Object.keys(nobody).map((name) => [name, name === 'withheld' ? true : null]));
  expect((await anybody(of(2, 2026))).whole.school.teachersIn).toEqual(withheld);
  expect((await asked(of(2, 2026), principals.member)).whole.school.teachersIn.teachers).toBe(6);
  expect((await asked(of(2, 2026), principals.farBureau)).whole.school.teachersIn).toEqual(withheld);
  expect((await anybody(`${of(2, 2026)}, asOf: { position: 3 }`)).errors).toMatchObject([
    { code: 'BAD_USER_INPUT', argument: 'asOf' },
  ]);
});

test('beside its lead and the middle of the district stand its indicators and its grade, as known on the day', async () => {
  const primary = (indicator: string, value: number): object => ({ indicator, phase: 'PRIMARY', value });
  const record = (number: number, pupils: number, teachers: number, schoolYear = 2025) =>
    passed(ledger, 'RecordIndicators', {
      ...{ schoolId: school(number), schoolYear },
      figures: [primary('ENROLMENT', pupils), primary('TEACHERS', teachers)],
    });
  await record(1, 600, 40);
  await record(2, 500, 30);
  await record(3, 400, 20);
  await record(4, 700, 20, 2024);
  const evaluated = async (number: number, grade: string, kind = 'COMPREHENSIVE'): Promise<void> => {
    const period = '2025-2026';
    const evaluationId = `${school(number)}.${period}.E1`;
    const topic = kind === 'SPECIAL' ? { topic: '校园安全' } : {};
    await passed(ledger, 'OpenEvaluation', { ...opening, ...topic, scopeId: school(number), period, kind });
    await passed(ledger, 'RecordEvidence', { evaluationId, document: '座谈纪要', hash, method: 'SEMINAR' });
    for (const dimension of dimensions)
      await passed(ledger, 'RecordFinding', { ...findingInput(dimension), evaluationId, schoolId: school(number) });
    await passed(ledger, 'IssueDraft', { evaluationId });
    ledger.clock = new Date(Date.parse(ledger.clock) + 20 * 86_400_000).toISOString();
    await passed(ledger, 'ConcludeEvaluation', { evaluationId, grade, documentNo: '督9号' });
  };
  await evaluationSteps.inspectors(ledger);
  await evaluated(5, '优秀');
  await evaluated(2, '合格');
  await evaluated(6, '不合格', 'SPECIAL');
  const beside = async (args: string): Promise<any> => {
    const { data, errors } = await ledger.query(
      `{ schoolDevelopment(${args}) { whole {
          school { grade evaluations { entityId grade } indicators { indicator value } } lead { grade indicators { indicator value } }
          districtMedian { grade gradedSchools indicators { indicator phase schools value } } } } }`,
      { principal: principals.anybody },
    );
    expect(errors).toEqual([]);
    return data.schoolDevelopment.whole;
  };
  const later = await beside(of(2, 2025));
  expect(later.school).toMatchObject({
    grade: '合格',
    evaluations: [{ entityId: `${school(2)}.2025-2026.E1`, grade: '合格' }],
  });
  // Of 优秀 and 合格 the worse; what is special counts for no school's grade.
  expect(later.lead.grade).toBeNull();
  expect(later.districtMedian).toMatchObject({ grade: '合格', gradedSchools: 2 });
  expect((await beside(of(6, 2025))).school).toMatchObject({ grade: null, evaluations: [{ grade: '不合格' }] });
  expect((await beside(of(2, 2024))).school).toMatchObject({ grade: null, evaluations: [] });
  const [perTeacher] = later.school.indicators;
  expect(perTeacher).toEqual({ indicator: 'PUPILS_PER_TEACHER', value: 16.6667 });
  expect(later.lead.indicators[0]).toEqual({ indicator: 'PUPILS_PER_TEACHER', value: 15 });
  // 15, 50/3 and 20; that of the year before is none of this one's.
  expect(later.districtMedian.indicators[0]).toEqual({
    ...{ indicator: 'PUPILS_PER_TEACHER', phase: 'PRIMARY', schools: 3, value: 16.6667 },
  });
  expect(later.districtMedian.indicators).toHaveLength(9);
  expect(later.districtMedian.indicators[2]).toMatchObject({ schools: 0, value: null });
});

test('an exact median, and a grade in the middle, of two the worse', () => {
  const of = (...all: readonly (readonly [number, number])[]): unknown => {
    const median = medianFractionOf(
      all.map(([numerator, denominator]) => fraction(BigInt(numerator), BigInt(denominator))),
    );
    return median && [Number(median.numerator), Number(median.denominator)];
  };
  expect(of()).toBeUndefined();
  expect(of([1, 3])).toEqual([1, 3]);
  expect(of([1, 2], [1, 3])).toEqual([5, 12]);
  expect(of([5, 1], [1, 7], [2, 7])).toEqual([2, 7]);
  const order = ['优秀', '良好', '合格'];
  expect(medianGradeOf([], order)).toBeUndefined();
  expect(medianGradeOf(['合格', '优秀', '良好'], order)).toBe('良好');
  expect(medianGradeOf(['合格', '优秀'], order)).toBe('合格');
  expect(medianGradeOf(['其他', '优秀'], order)).toBe('优秀');
});

test('names what is wrong with a question', async () => {
  const argumentOf = async (args: string): Promise<unknown> => (await asked(args)).errors?.[0].argument;
  expect(await argumentOf(of(2, 2026, 2025))).toBe('to');
  expect(await argumentOf(of(2, 2010, 2020))).toBe('to');
  expect(await argumentOf(of(2, 1989))).toBe('from');
  expect(await argumentOf(of(2, 2199, 2200))).toBe('to');
  expect(await asked('schoolId: "370103.S99", from: 2026, to: 2026')).toBeNull();
});

test('a median is the middle one, of two the half of their sum', () => {
  expect([[], [3], [5, 1], [9, 1, 4], [1, 2, 3, 100]].map(medianOf)).toEqual([undefined, 3, 3, 4, 2.5]);
});
