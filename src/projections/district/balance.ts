import type { SchoolPhase } from '../../domain/district/events.js';
import type { Found, SchoolsFindingKind } from '../finding.js';
import { policyOfYear } from '../school-year.js';

/**
 * The seven indicators of 教督〔2017〕6号, in its order: teachers above the required degree, backbone teachers, teachers of sports and arts,
 * each for a hundred pupils; rooms for teaching, grounds for sports (square metres) and equipment (yuan) for a pupil; classrooms with
 * network and media for a hundred.
 */
export const indicators = [
  'TEACHERS_ABOVE_DEGREE',
  'BACKBONE_TEACHERS',
  'SPORTS_AND_ARTS_TEACHERS',
  'TEACHING_ROOMS',
  'SPORTS_GROUNDS',
  'EQUIPMENT',
  'MEDIA_CLASSROOMS',
] as const;
export type Indicator = (typeof indicators)[number];

/** What a school has of an indicator, in all, and how many pupils it has. */
export interface IndicatorValue {
  readonly amount: number;
  readonly pupils: number;
}
/** What schools had of an indicator in a school year, in their order; undefined where nobody knows. */
export type ValuesOf = (
  indicator: Indicator,
  schools: readonly string[],
  schoolYear: number,
) => readonly (IndicatorValue | undefined)[];

/**
 * The coefficient of variation between schools (校际差异系数) in thousandths: the deviation of what a pupil has at each school from what a pupil
 * has in all, each school weighing as many as its pupils, over the latter. Undefined of no schools, of schools without pupils, and where
 * there is nothing.
 */
export const coefficientPermille = (values: readonly IndicatorValue[]): number | undefined => {
  const all = values.reduce((total, { amount }) => total + amount, 0);
  const pupils = values.reduce((total, one) => total + one.pupils, 0);
  if (all === 0 || values.some((one) => one.pupils <= 0)) return undefined;
  const mean = all / pupils;
  const variance = values.reduce(
    (total, one) => total + (one.pupils / pupils) * (one.amount / one.pupils - mean) ** 2,
    0,
  );
  return Math.round((1000 * Math.sqrt(variance)) / mean);
};

/** How coefficients stand against the highest that is allowed: every one has to be known, and none to be higher. */
export const balanceOf = (
  coefficients: Readonly<Partial<Record<Indicator, number>>>,
  mostPermille: number,
): Pick<Found, 'result' | 'about' | 'numbers'> => {
  const high = indicators.filter((one) => (coefficients[one] ?? 0) > mostPermille);
  const unknown = indicators.filter((one) => coefficients[one] === undefined);
  return {
    result: high.length > 0 ? 'FAIL' : unknown.length > 0 ? 'UNKNOWN' : 'PASS',
    about: high.length > 0 ? high : unknown,
    numbers: { mostPermille, ...coefficients },
  };
};

/** The schools with pupils of a phase. */
const phases: { readonly [P in 'PRIMARY' | 'JUNIOR']: readonly SchoolPhase[] } = {
  PRIMARY: ['PRIMARY', 'NINE_YEAR', 'TWELVE_YEAR'],
  JUNIOR: ['JUNIOR', 'NINE_YEAR', 'COMPLETE_SECONDARY', 'TWELVE_YEAR'],
};

/** The balance between a district's primary, and between its junior schools, on the last day of the school year. */
export const balanceFindings = (valuesOf: ValuesOf): readonly SchoolsFindingKind[] => [
  {
    rule: 'BALANCE',
    find: (about) => {
      const { read, subject, schools, moment, schoolYear } = about;
      const policy = policyOfYear(about, 'BALANCE');
      if (!policy || subject.type !== 'District') return [];
      const { primaryPermille, juniorPermille } = policy.rules;
      const of = (phase: keyof typeof phases, mostPermille: number): readonly Found[] => {
        const among = schools.filter((school) => {
          const own = read.schools.byKey(school, moment.position)?.phase;
          return own !== undefined && phases[phase].includes(own);
        });
        if (among.length === 0) return [];
        const coefficients = Object.fromEntries(
          indicators.flatMap((indicator) => {
            const values = valuesOf(indicator, among, schoolYear);
            const known = values.flatMap((value) => value ?? []);
            const coefficient = known.length === among.length ? coefficientPermille(known) : undefined;
            return coefficient === undefined ? [] : [[indicator, coefficient] as const];
          }),
        );
        const { about, ...rest } = balanceOf(coefficients, mostPermille);
        return [{ ...rest, subject, about: [phase, ...about], records: [], policy }];
      };
      return [...of('PRIMARY', primaryPermille), ...of('JUNIOR', juniorPermille)];
    },
  },
];
