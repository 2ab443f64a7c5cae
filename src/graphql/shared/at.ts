import type { Moment } from '../../projections/read-model.js';

/** The moment at which an object is shown; pinned where it was asked for, so that the object's id says it. */
export interface At extends Moment {
  readonly pinned: boolean;
}
