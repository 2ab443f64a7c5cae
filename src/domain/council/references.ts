import type { District } from '../district/index.js';
import type { Person } from './persons.js';

/**
 * The streams that a council's decisions look at: the register of its district, the person a command is about; in an
 * appointment or a meeting all persons whom it names, by their keys.
 */
export interface CouncilReferences {
  readonly district: District;
  readonly person?: Person;
  /** Of a resolution on a fund: who appropriated the money of its year. */
  readonly fund?: { readonly appropriatedBy: readonly string[] };
}
