import type { Figure, Survey } from './events.js';
import type { Indicator, PhaseIndicator, SharedIndicator, TeachingPhase } from './indicators.js';

// What follows from the figures that are recorded. Everything is a fraction of whole numbers until it is shown; nothing here is recorded.

/** A fraction, in its lowest terms; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The seven by which resources are balanced, as 教督〔2017〕6号 lists them. */
export const balanced = [
  'ABOVE_REQUIRED_DEGREE_PER_100',
  'BACKBONE_PER_100',
  'PE_ARTS_PER_100',
  'TEACHING_AREA_PER_PUPIL',
  'SPORTS_AREA_PER_PUPIL',
  'EQUIPMENT_PER_PUPIL',
  'MULTIMEDIA_PER_100',
] as const;
export type BalancedIndicator = (typeof balanced)[number];
export type DerivedIndicator = BalancedIndicator | 'PUPILS_PER_TEACHER' | 'PUPILS_PER_CLASS';
export const derivedIndicators: readonly DerivedIndicator[] = ['PUPILS_PER_TEACHER', 'PUPILS_PER_CLASS', ...balanced];

/** A figure that a derived one needs: it is not recorded, or is nought where it divides. */
export interface Missing extends Pick<Figure, 'indicator' | 'phase'> {
  readonly because: 'NOT_RECORDED' | 'ZERO';
}
/** A derived figure, or what is missing for it. */
export type Derived = { readonly value: Fraction } | { readonly missing: readonly Missing[] };

/** A school's figures of a school year; undefined where one is not recorded. */
export type FigureOf = (indicator: Indicator, phase?: TeachingPhase) => number | undefined;

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
};
/** A fraction in its lowest terms; the denominator must be positive. */
export const fraction = (numerator: bigint, denominator: bigint): Fraction => {
  const common = gcd(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
};

/** Of a phase's figure, `times` of it for each of another one. */
interface Simple {
  readonly of: PhaseIndicator;
  readonly per: PhaseIndicator;
  readonly times: bigint;
}
/** What the phases share, for each pupil: `times` of it for `units` of the unit that is recorded. */
interface Shared {
  readonly shared: SharedIndicator;
  readonly times: bigint;
  readonly units: bigint;
}
const formulas: Readonly<Record<DerivedIndicator, Simple | Shared>> = {
  PUPILS_PER_TEACHER: { of: 'ENROLMENT', per: 'TEACHERS', times: 1n },
  PUPILS_PER_CLASS: { of: 'ENROLMENT', per: 'CLASSES', times: 1n },
  ABOVE_REQUIRED_DEGREE_PER_100: { of: 'TEACHERS_ABOVE_REQUIRED_DEGREE', per: 'ENROLMENT', times: 100n },
  BACKBONE_PER_100: { of: 'BACKBONE_TEACHERS', per: 'ENROLMENT', times: 100n },
  PE_ARTS_PER_100: { of: 'PE_ARTS_TEACHERS', per: 'ENROLMENT', times: 100n },
  // Square metres of square decimetres, yuan of fen: a hundredth.
  TEACHING_AREA_PER_PUPIL: { shared: 'TEACHING_AREA', times: 1n, units: 100n },
  SPORTS_AREA_PER_PUPIL: { shared: 'SPORTS_AREA', times: 1n, units: 100n },
  EQUIPMENT_PER_PUPIL: { shared: 'EQUIPMENT_VALUE', times: 1n, units: 100n },
  MULTIMEDIA_PER_100: { shared: 'MULTIMEDIA_CLASSROOMS', times: 100n, units: 1n },
};

/**
 * What a pupil of a phase counts for where phases share something, in hundredths: a pupil of the primary years 1, of the junior ones 1.1,
 * of the senior ones 1.1 x 1.2, as the ministry's calculation of the coefficients of variation splits 九年一贯制学校, 完全中学 and
 * 十二年一贯制学校. A kindergarten's pupil is not in it: 1 [D].
 */
export const weights: Readonly<Record<TeachingPhase, bigint>> = {
  KINDERGARTEN: 100n,
  PRIMARY: 100n,
  JUNIOR: 110n,
  SENIOR: 132n,
};

/**
 * A derived figure of one phase of a school that teaches `phases`. What the phases share is split by their weighted pupils; so it needs
 * the pupils of them all.
 */
export const derive = (
  indicator: DerivedIndicator,
  phase: TeachingPhase,
  figureOf: FigureOf,
  phases: readonly TeachingPhase[],
): Derived => {
  const formula = formulas[indicator];
  const missing: Missing[] = [];
  const needed = (of: Indicator, ofPhase: TeachingPhase | undefined, divides: boolean): bigint => {
    const value = figureOf(of, ofPhase);
    if (value === undefined || (divides && value === 0))
      missing.push({
        indicator: of,
        ...(ofPhase === undefined ? {} : { phase: ofPhase }),
        because: value === undefined ? 'NOT_RECORDED' : 'ZERO',
      });
    return BigInt(value ?? 0);
  };
  let [numerator, denominator] = [0n, 1n];
  if ('shared' in formula) {
    const whole = needed(formula.shared, undefined, false);
    const pupils = phases.map((one) => weights[one] * needed('ENROLMENT', one, one === phase));
    // whole x (weight x pupils) / (all weighted pupils) for all pupils of the phase: each of them gets the weight's part.
    numerator = formula.times * whole * weights[phase];
    denominator = formula.units * pupils.reduce((sum, one) => sum + one, 0n);
  } else {
    numerator = formula.times * needed(formula.of, phase, false);
    denominator = needed(formula.per, phase, true);
  }
  return missing.length > 0 ? { missing } : { value: fraction(numerator, denominator) };
};

/** The share of those who answered that are satisfied; undefined where nobody answered. */
export const satisfactionOf = ({ satisfied, respondents }: Survey): Fraction | undefined =>
  respondents === 0 ? undefined : fraction(BigInt(satisfied), BigInt(respondents));

/** A school's derived figure, and how many pupils of the phase it stands for. */
export interface Weighted {
  readonly pupils: number;
  readonly value: Fraction;
}

/** How much some schools differ. Squares are kept, because their roots are no fractions. */
export interface Variation {
  readonly mean: Fraction;
  /** The square of the standard deviation. */
  readonly variance: Fraction;
  /** The square of the coefficient of variation; undefined where the mean is nought. */
  readonly squared: Fraction | undefined;
}

/**
 * The variation between schools, each weighted by its pupils, as the ministry calculates it: the mean is what there is in all schools
 * together for all their pupils, the standard deviation the root of the sum of (pupils of the school / all pupils) x (its figure - mean)²,
 * the coefficient of variation (差异系数) their ratio. Undefined without a school that has pupils.
 */
export const variationOf = (schools: readonly Weighted[]): Variation | undefined => {
  const common = schools.reduce((all, { value: { denominator: one } }) => (all / gcd(all, one)) * one, 1n);
  const [pupils, sum, squares] = schools.reduce(
    ([n, first, second], { pupils: of, value }) => {
      const [weight, scaled] = [BigInt(of), value.numerator * (common / value.denominator)];
      return [n + weight, first + weight * scaled, second + weight * scaled * scaled];
    },
    [0n, 0n, 0n],
  );
  if (pupils === 0n) return undefined;
  const spread = pupils * squares - sum * sum;
  return {
    mean: fraction(sum, pupils * common),
    variance: fraction(spread, pupils * pupils * common * common),
    squared: sum === 0n ? undefined : fraction(spread, sum * sum),
  };
};

/** Whether a coefficient, of which the square is given, is at most a bound: compared as squares, so that no rounding decides. */
export const isAtMost = (squared: Fraction, bound: Fraction): boolean =>
  squared.numerator * bound.denominator ** 2n <= bound.numerator ** 2n * squared.denominator;

/** The whole part of a square root. */
const root = (square: bigint): bigint => {
  if (square < 2n) return square;
  let guess = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const better = (guess + square / guess) >> 1n;
    if (better >= guess) return guess;
    guess = better;
  }
};

/** Decimals of what is shown. */
const PLACES = 4;
const SCALE = 10n ** BigInt(PLACES);

/** A fraction as it is shown: rounded to four decimals, half up. */
export const shown = ({ numerator, denominator }: Fraction): number =>
  Number((2n * numerator * SCALE + denominator) / (2n * denominator)) / 10 ** PLACES;
/** The root of a fraction as it is shown: rounded to four decimals, half up, from the exact square. */
export const shownRoot = ({ numerator, denominator }: Fraction): number =>
  Number((root((4n * numerator * SCALE * SCALE) / denominator) + 1n) / 2n) / 10 ** PLACES;
