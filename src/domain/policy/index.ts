import type { Decider } from '../decider.js';
import { policyStream, splitId, streamKey } from '../identity.js';
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

const districtOf = (command: PolicyCommand): string =>
  command.type === 'AdoptPolicy' ? command.districtId : splitId(command.policyId).district;

/** The command as it was always hashed. */
const inCodes = (command: PolicyCommand): object => {
  const jurisdiction = districtOf(command);
  if (command.type === 'RepealPolicy')
    return { type: command.type, jurisdiction, policyCode: splitId(command.policyId).code };
  const { districtId: _, ...rest } = command;
  return { ...rest, jurisdiction };
};

/** The policies that a district's decisions go by, as dated data. */
export const policy: Decider<Policies, PolicyCommand, PolicyEvent, object> = {
  category: 'policy',
  initial: noPolicies,
  commands: decisions,
  evolve,
  invariants: [],
  streamOf: (command) => policyStream(districtOf(command)),
  contentOf: inCodes,
  scopeOf: (command) => ({ district: districtOf(command) }),
  scopeOfRecord: (stream) => ({ district: streamKey(stream) }),
  referencesOf: () => ({}),
  targetOf: (command) => (command.type === 'RepealPolicy' ? { type: 'Policy', key: command.policyId } : undefined),
  facts,
  numbersKept,
  correctionIsAllowed: ({ right }) =>
    right?.type === 'PolicyAdopted' ? within(['right', 'rules'], rulesAreValid(right.rules)) : undefined,
  upcasters: {},
};
