import type { SchoolId } from '../identity.js';
import type { Figure, SchoolYear, Survey } from './events.js';

export interface RecordIndicators {
  readonly type: 'RecordIndicators';
  readonly schoolId: SchoolId;
  readonly schoolYear: SchoolYear;
  readonly figures: readonly Figure[];
  readonly survey?: Survey;
}

export type IndicatorCommand = RecordIndicators;
