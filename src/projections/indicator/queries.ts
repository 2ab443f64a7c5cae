import { indicatorsId } from '../../domain/identity.js';
import {
  balanced,
  derive,
  figureKey,
  phasesOf,
  reportingDay,
  variationOf,
  type BalancedIndicator,
  type Derived,
  type DerivedIndicator,
  type FigureOf,
  type Missing,
  type TeachingPhase,
  type Variation,
  type Weighted,
} from '../../domain/indicator/index.js';
import { isOpen } from '../district/queries.js';
import type { SchoolRow } from '../district/rows.js';
import { holdsOn } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { FigureRow } from './rows.js';

type Read = Pick<ReadModels, 'figures' | 'schools' | 'memberships'>;

/** A school's figures of a school year that have effect on the day, by their keys. */
export const figuresOf = (
  read: Pick<Read, 'figures'>,
  school: string,
  schoolYear: number,
  { position, effectiveOn }: Moment,
): readonly FigureRow[] =>
  read.figures.by('record', indicatorsId(school, schoolYear), position).filter(({ since }) => since <= effectiveOn);

const figureOf = (read: Pick<Read, 'figures'>, school: string, schoolYear: number, moment: Moment): FigureOf => {
  const known = new Map(
    figuresOf(read, school, schoolYear, moment).map(({ indicator, phase, value }) => [
      figureKey({ indicator, ...(phase === null ? {} : { phase }) }),
      value,
    ]),
  );
  return (indicator, phase) => known.get(figureKey({ indicator, ...(phase === undefined ? {} : { phase }) }));
};

/** Everything that is derived of a school's figures of a year, phase by phase. */
export const derivedOf = (
  read: Pick<Read, 'figures'>,
  { key, phase }: Pick<SchoolRow, 'key' | 'phase'>,
  schoolYear: number,
  wanted: readonly DerivedIndicator[],
  moment: Moment,
): readonly { readonly indicator: DerivedIndicator; readonly phase: TeachingPhase; readonly derived: Derived }[] => {
  const figure = figureOf(read, key, schoolYear, moment);
  const phases = phasesOf[phase];
  return phases.flatMap((one) =>
    wanted.map((indicator) => ({ indicator, phase: one, derived: derive(indicator, one, figure, phases) })),
  );
};

/** What is asked of some schools: a derived indicator of a phase in a school year. */
export interface AskedValue {
  readonly indicator: DerivedIndicator;
  readonly phase: TeachingPhase;
  readonly schoolYear: number;
}
/** A school's value with its pupils of the phase, or what is missing for it. */
export type SchoolValue = { readonly school: string } & (
  ({ readonly known: true } & Weighted) | { readonly known: false; readonly missing: readonly Missing[] }
);

/**
 * The values of an indicator in some schools. A school that does not teach the phase, is none of the register, or has no pupil in it is
 * left out: it has no value, and misses none.
 */
export const valuesOf = (
  read: Pick<Read, 'figures' | 'schools'>,
  { indicator, phase, schoolYear }: AskedValue,
  schools: readonly string[],
  moment: Moment,
): readonly SchoolValue[] =>
  schools.flatMap((school): SchoolValue[] => {
    const phases = phasesOf[read.schools.byKey(school, moment.position)?.phase ?? 'KINDERGARTEN'];
    const figure = figureOf(read, school, schoolYear, moment);
    const pupils = figure('ENROLMENT', phase);
    if (!phases.includes(phase) || pupils === 0) return [];
    const derived = derive(indicator, phase, figure, phases);
    return [
      'missing' in derived
        ? { school, known: false, missing: derived.missing }
        : { school, known: true, value: derived.value, pupils: pupils! },
    ];
  });

/** The schools of a district, or of a group. */
export type Within = { readonly district: string } | { readonly group: string };

/**
 * The schools that a balance counts: those that teach the phase and are open, of a group its members, on the reporting day. A section or
 * campus that reports for itself is counted by itself, one that does not is in its school's figures; but a member of a group is asked for
 * in any case. Special schools are not counted (教督〔2017〕6号).
 */
export const countedIn = (
  read: Read,
  within: Within,
  phase: TeachingPhase,
  schoolYear: number,
  moment: Moment,
): readonly string[] => {
  const day = reportingDay(schoolYear);
  const { position } = moment;
  const found =
    'group' in within
      ? read.memberships
          .by('group', within.group, position)
          .filter((row) => holdsOn(row, day))
          .flatMap(({ school }) => read.schools.byKey(school, position) ?? [])
      : read.schools.by('district', within.district, position).filter(({ kind }) => kind === 'SCHOOL');
  const parts = found
    .flatMap(({ key }) => read.schools.by('partOf', key, position))
    .filter(({ key }) => figuresOf(read, key, schoolYear, moment).length > 0);
  const counted = [...found, ...parts].filter(
    (row) => isOpen(row, day) && row.phase !== 'SPECIAL' && phasesOf[row.phase].includes(phase),
  );
  return [...new Set(counted.map(({ key }) => key))].sort();
};

/** How one of the seven indicators varies between schools, and those of which it is not known. */
export interface Balance {
  readonly indicator: BalancedIndicator;
  readonly counted: number;
  readonly pupils: number;
  /** Between those that are counted; undefined where there is none. */
  readonly variation: Variation | undefined;
  readonly missing: readonly { readonly school: string; readonly missing: readonly Missing[] }[];
}

/** The seven indicators of 教督〔2017〕6号 in a district or group, in its order. */
export const balanceOf = (
  read: Read,
  within: Within,
  phase: TeachingPhase,
  schoolYear: number,
  moment: Moment,
): readonly Balance[] => {
  const schools = countedIn(read, within, phase, schoolYear, moment);
  return balanced.map((indicator) => {
    const values = valuesOf(read, { indicator, phase, schoolYear }, schools, moment);
    const known = values.flatMap((value) => (value.known ? [value] : []));
    return {
      indicator,
      counted: known.length,
      pupils: known.reduce((sum, { pupils }) => sum + pupils, 0),
      variation: variationOf(known),
      missing: values.flatMap((value) => (value.known ? [] : [{ school: value.school, missing: value.missing }])),
    };
  });
};
