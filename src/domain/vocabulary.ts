// Plain values that several aggregates speak of; the tags are the rules of the emitted schemas.

/** A share of a whole. `atLeast`: the share itself is enough; otherwise more than it is needed. */
export interface Share {
  /**
   * @asType integer
   * @minimum 0
   */
  readonly numerator: number;
  /**
   * @asType integer
   * @minimum 1
   */
  readonly denominator: number;
  readonly atLeast: boolean;
}

export type ResolutionKind = 'FUND' | 'ROTATION' | 'CULTURE' | 'OTHER';

/**
 * Money in whole fen (分), a hundredth of a yuan.
 * @asType integer
 * @minimum 1
 * @maximum 100000000000000
 */
export type Fen = number;
/**
 * Money in whole fen, taken away where negative.
 * @asType integer
 * @minimum -100000000000000
 * @maximum 100000000000000
 */
export type FenChange = number;
/**
 * @asType integer
 * @minimum 2000
 * @maximum 2199
 */
export type FiscalYear = number;
/**
 * The number of a council's resolution, from 1.
 * @asType integer
 * @minimum 1
 */
export type ResolutionNo = number;

/** 岗位: what a person does at a school; 总校长 leads several schools of a group. */
export type PostKind =
  'TEACHER' | 'PRINCIPAL' | 'VICE_PRINCIPAL' | 'PARTY_SECRETARY' | 'MIDDLE_LEADER' | 'GENERAL_PRINCIPAL' | 'OTHER';
