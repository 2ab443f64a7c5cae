import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  balanced,
  shownRoot,
  variationOf,
  type BalancedIndicator,
  type Fraction,
} from '../../src/domain/indicator/index.js';
import { balanceResult } from '../../src/projections/district/balance.js';
import { ratioOf, reaches, type Vote } from '../../src/projections/ratio.js';
import { parameters } from '../support/properties.js';

const known = fc.constantFrom<boolean | undefined>(true, false, undefined);
const votes: fc.Arbitrary<readonly Vote[]> = fc
  .array(fc.record({ counts: known, hits: known }), { maxLength: 12 })
  .map((all) =>
    all.map((one, index) => ({ ...one, person: `P${index}`, school: 'S', reason: 'NOT_ROTATED' as const })),
  );
const share = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.boolean())
  .filter(([numerator, denominator, atLeast]) => (atLeast ? numerator <= denominator : numerator < denominator))
  .map(([numerator, denominator, atLeast]) => ({ numerator, denominator, atLeast }));
const tenth = { numerator: 1, denominator: 10, atLeast: true };

/** Every way in which what is unknown may turn out. */
const outcomes = (all: readonly Vote[]): readonly (readonly Vote[])[] =>
  all.reduce<readonly (readonly Vote[])[]>(
    (before, vote) =>
      before.flatMap((some) =>
        (vote.counts === undefined ? [true, false] : [vote.counts]).flatMap((counts) =>
          (vote.hits === undefined ? [true, false] : [vote.hits]).map((hits) => [...some, { ...vote, counts, hits }]),
        ),
      ),
    [[]],
  );

describe('a ratio', () => {
  test('looks at everybody once, and its figures are those of the persons that it names', () =>
    fc.assert(
      fc.property(share, votes, (least, all) => {
        const { ratio } = ratioOf(least, all);
        const of = (...as: readonly string[]): number =>
          ratio.persons!.filter((person) => as.includes(person.as)).length;
        expect(ratio.persons!.map(({ person }) => person)).toEqual(all.map(({ person }) => person));
        expect([ratio.numerator, ratio.denominator]).toEqual([of('NUMERATOR'), of('NUMERATOR', 'DENOMINATOR')]);
        expect(ratio.numerator).toBeLessThanOrEqual(ratio.denominator);
        expect(ratio.persons!.every(({ as, reason }) => (as === 'NUMERATOR') === (reason === undefined))).toBe(true);
      }),
      parameters(),
    ));

  test('passes or fails only where it does however what is unknown turns out', () =>
    fc.assert(
      fc.property(
        share,
        votes.filter((all) => all.length <= 5),
        (least, all) => {
          const { result } = ratioOf(least, all);
          const held = outcomes(all).flatMap((one) => {
            const below = one.filter(({ counts }) => counts === true);
            const above = below.filter(({ hits }) => hits === true);
            return below.length === 0 ? [] : [reaches(least, above.length, below.length)];
          });
          if (result === 'PASS') expect(new Set(held)).toEqual(new Set([true]));
          else if (result === 'FAIL') expect(new Set(held)).toEqual(new Set([false]));
          else expect(held.length < outcomes(all).length || new Set(held).size === 2).toBe(true);
        },
      ),
      parameters(),
    ));

  test('that passes does so when less is asked for', () =>
    fc.assert(
      fc.property(share, share, votes, (one, other, all) => {
        const [less, more] = [one, other].sort(
          (a, b) => a.numerator * b.denominator - b.numerator * a.denominator || Number(b.atLeast) - Number(a.atLeast),
        ) as [typeof one, typeof one];
        if (ratioOf(more, all).result === 'PASS') expect(ratioOf(less, all).result).toBe('PASS');
        if (ratioOf(less, all).result === 'FAIL') expect(ratioOf(more, all).result).toBe('FAIL');
      }),
      parameters(),
    ));

  test('of nobody is unknown', () => {
    expect(ratioOf(tenth, []).result).toBe('UNKNOWN');
    const left = { person: 'P', school: 'S', counts: false, hits: true } as const;
    expect(ratioOf(tenth, [left])).toEqual({
      result: 'UNKNOWN',
      ratio: { numerator: 0, denominator: 0, persons: [{ person: 'P', school: 'S', as: 'EXCLUDED' }] },
    });
  });
});

describe('the coefficient of variation between schools', () => {
  // Two schools of 1000 pupils with 1.677 and 0.323 of something for each: the mean is 1, both are 0.677 away from it.
  test('of two schools of one size is how far either is away from the mean', () => {
    const of = (thousandths: bigint) => ({ pupils: 1000, value: { numerator: thousandths, denominator: 1000n } });
    expect(shownRoot(variationOf([of(1677n), of(323n)])!.squared!)).toBe(0.677);
  });
});

describe('balance', () => {
  const of = (...permille: readonly number[]): Partial<Record<BalancedIndicator, Fraction>> =>
    Object.fromEntries(
      permille.map((value, index) => [balanced[index]!, { numerator: BigInt(value) ** 2n, denominator: 1_000_000n }]),
    );

  // What Ningguo (宁国市, Anhui) published of 2022, in the order of the indicators, against 0.50 and 0.45 of 教督〔2017〕6号.
  test('fails in Ningguo in 2022: of primary schools in all but equipment, 0.677 the first', () => {
    expect(balanceResult(of(677, 674, 618, 519, 597, 167, 759), 500)).toMatchObject({
      result: 'FAIL',
      about: balanced.filter((one) => one !== 'EQUIPMENT_PER_PUPIL'),
      numbers: { mostPermille: 500, ABOVE_REQUIRED_DEGREE_PER_100: 677 },
    });
    expect(balanceResult(of(542, 1055, 507, 587, 686, 254, 496), 450)).toMatchObject({
      result: 'FAIL',
      about: balanced.filter((one) => one !== 'EQUIPMENT_PER_PUPIL'),
    });
  });

  test('passes at the bound, and is unknown while an indicator is, unless another one fails', () => {
    expect(balanceResult(of(500, 500, 500, 500, 500, 500, 500), 500)).toMatchObject({ result: 'PASS', about: [] });
    expect(balanceResult(of(500, 500), 500)).toMatchObject({ result: 'UNKNOWN', about: balanced.slice(2) });
    expect(balanceResult(of(500, 501), 500)).toMatchObject({ result: 'FAIL', about: ['BACKBONE_PER_100'] });
  });
});
