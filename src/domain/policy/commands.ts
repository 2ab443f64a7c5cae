import type { Day } from '../day.js';
import type { Code, DistrictCode, PolicyId } from '../identity.js';
import type { PolicyRules } from './events.js';

export interface AdoptPolicy {
  readonly type: 'AdoptPolicy';
  readonly districtId: DistrictCode;
  readonly code: Code;
  readonly title: string;
  readonly documentNo: string;
  readonly clause?: string;
  readonly validTo?: Day;
  readonly rules: PolicyRules;
}
export interface RepealPolicy {
  readonly type: 'RepealPolicy';
  readonly policyId: PolicyId;
}

export type PolicyCommand = AdoptPolicy | RepealPolicy;
