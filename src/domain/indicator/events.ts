import type { Indicator, TeachingPhase } from './indicators.js';

/**
 * The year in which a school year begins.
 * @asType integer
 * @minimum 1990
 * @maximum 2199
 */
export type SchoolYear = number;

/** One figure of a school. */
export interface Figure {
  readonly indicator: Indicator;
  /** Of which phase; absent of what the phases of a school share. */
  readonly phase?: TeachingPhase;
  /**
   * In the unit of the indicator: persons, classes, rooms, square decimetres, fen.
   * @asType integer
   * @minimum 0
   * @maximum 1000000000000
   */
  readonly value: number;
}

/** A survey of satisfaction (满意度调查): how many could answer, did, and are satisfied. */
export interface Survey {
  /**
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  readonly population: number;
  /**
   * @asType integer
   * @minimum 0
   * @maximum 1000000
   */
  readonly respondents: number;
  /**
   * @asType integer
   * @minimum 0
   * @maximum 1000000
   */
  readonly satisfied: number;
}

/** What a paper says of a school in a school year, by its figures of 1 September and its survey; what is derived of them is never recorded. */
export interface IndicatorsRecorded {
  readonly type: 'IndicatorsRecorded';
  readonly figures: readonly Figure[];
  readonly survey?: Survey;
}

export type IndicatorEvent = IndicatorsRecorded;
