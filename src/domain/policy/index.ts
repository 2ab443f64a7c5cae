import type { Decider } from '../decider.js';
import { policyKey, policyStream, streamKey } from '../identity.js';
import { within } from '../input.js';
import type { PolicyCommand } from './commands.js';
import { decisions, rulesAreValid } from './decide.js';
import type { PolicyEvent } from './events.js';
import { facts } from './facts.js';
import { noPolicies, type Policies } from './policies.js';
import { evolve, numbersKept } from './state.js';

export type { PolicyCommand } from './commands.js';
export type { PolicyEvent, PolicyKind, PolicyRules } from './events.js';
export { policyKey } from '../identity.js';
export { shareIsValid } from './decide.js';
export { backdatingDays, noPolicies, rulesOn, type Policies, type Policy } from './policies.js';

/** The policies that a district's decisions go by, as dated data. */
export const policy: Decider<Policies, PolicyCommand, PolicyEvent, object> = {
  category: 'policy',
  initial: noPolicies,
  commands: decisions,
  evolve,
  invariants: [],
  streamOf: (command) => policyStream(command.jurisdiction),
  scopeOf: ({ jurisdiction }) => ({ district: jurisdiction }),
  scopeOfRecord: (stream) => ({ district: streamKey(stream) }),
  referencesOf: () => ({}),
  targetOf: (command) =>
    command.type === 'RepealPolicy'
      ? { type: 'Policy', key: policyKey(command.jurisdiction, command.policyCode) }
      : undefined,
  facts,
  numbersKept,
  correctionIsAllowed: ({ right }) =>
    right?.type === 'PolicyAdopted' ? within(['right', 'rules'], rulesAreValid(right.rules)) : undefined,
  upcasters: {},
};
