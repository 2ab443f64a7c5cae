import type { Day } from '../day.js';
import type { Code } from '../identity.js';
import type { PolicyRules } from './events.js';

interface OfJurisdiction {
  /** The code of the district whose policies these are. */
  readonly jurisdiction: Code;
}
export interface AdoptPolicy extends OfJurisdiction {
  readonly type: 'AdoptPolicy';
  readonly code: Code;
  readonly title: string;
  readonly documentNo: string;
  readonly validTo?: Day;
  readonly rules: PolicyRules;
}
export interface RepealPolicy extends OfJurisdiction {
  readonly type: 'RepealPolicy';
  readonly policyCode: Code;
}

export type PolicyCommand = AdoptPolicy | RepealPolicy;
