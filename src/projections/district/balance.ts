import {
  balanced,
  isAtMost,
  shownRoot,
  type BalancedIndicator,
  type TeachingPhase,
} from '../../domain/indicator/index.js';
import type { Fraction } from '../../domain/indicator/index.js';
import type { Found, SchoolsFindingKind } from '../finding.js';
import { balanceOf } from '../indicator/queries.js';
import { policyOfYear } from '../school-year.js';

/**
 * How the coefficients of variation (校际差异系数) of the seven indicators of 教督〔2017〕6号, given as their squares, stand against the highest
 * that is allowed: every one has to be known, and none to be higher. Its figures are in thousandths, rounded; compared are the squares.
 */
export const balanceResult = (
  squares: Readonly<Partial<Record<BalancedIndicator, Fraction>>>,
  mostPermille: number,
): Pick<Found, 'result' | 'about' | 'numbers'> => {
  const bound = { numerator: BigInt(mostPermille), denominator: 1000n };
  const known = balanced.flatMap((indicator) => {
    const squared = squares[indicator];
    return squared ? [{ indicator, squared }] : [];
  });
  const high = known.filter(({ squared }) => !isAtMost(squared, bound)).map(({ indicator }) => indicator);
  const unknown = balanced.filter((indicator) => squares[indicator] === undefined);
  return {
    result: high.length > 0 ? 'FAIL' : unknown.length > 0 ? 'UNKNOWN' : 'PASS',
    about: high.length > 0 ? high : unknown,
    numbers: {
      mostPermille,
      ...Object.fromEntries(known.map(({ indicator, squared }) => [indicator, Math.round(shownRoot(squared) * 1000)])),
    },
  };
};

/** The balance between a district's schools of a phase in the school year; a school of which a figure is missing leaves it unknown. */
export const balanceFindings: readonly SchoolsFindingKind[] = [
  {
    rule: 'BALANCE',
    find: (about) => {
      const { read, subject, moment, schoolYear } = about;
      const policy = policyOfYear(about, 'BALANCE');
      if (!policy || subject.type !== 'District') return [];
      const { primaryPermille, juniorPermille } = policy.rules;
      const of = (phase: TeachingPhase, mostPermille: number): readonly Found[] => {
        const found = balanceOf(read, { district: subject.key }, phase, schoolYear, moment);
        if (found.every(({ counted, missing }) => counted + missing.length === 0)) return [];
        const squares = Object.fromEntries(
          found.flatMap(({ indicator, missing, variation }) =>
            missing.length === 0 && variation?.squared ? [[indicator, variation.squared]] : [],
          ),
        );
        const { about: indicators, ...rest } = balanceResult(squares, mostPermille);
        return [{ ...rest, subject, about: [phase, ...indicators], records: [], policy }];
      };
      return [...of('PRIMARY', primaryPermille), ...of('JUNIOR', juniorPermille)];
    },
  },
];
