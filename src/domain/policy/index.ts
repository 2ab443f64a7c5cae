import type { Decider } from '../decider.js';
import { policyStream, splitId, streamKey } from '../identity.js';
import { within } from '../input.js';
import { same } from '../same.js';
import type { PolicyCommand } from './commands.js';
import { decisions, rulesAreValid } from './decide.js';
import type { PolicyEvent, SeparatedPair } from './events.js';
import { facts } from './facts.js';
import { noPolicies, type Policies } from './policies.js';
import { evolve, numbersKept } from './state.js';

export type { PolicyCommand } from './commands.js';
export type {
  EvaluationRules,
  BackboneCounted,
  ExecutionStep,
  PolicyEvent,
  PolicyKind,
  PolicyRules,
  RotationAuthority,
  RotationFlowRules,
  RotationShareRules,
  SchoolsCounted,
  SeparatedPair,
  TeachersCounted,
} from './events.js';
export { policyKey } from '../identity.js';
export { rulesAreValid, shareIsValid } from './decide.js';
export {
  backdatingDays,
  DIMENSIONS,
  evaluationRulesOn,
  noPolicies,
  rulesOn,
  type Policies,
  type Policy,
} from './policies.js';

const districtOf = (command: PolicyCommand): string =>
  command.type === 'AdoptPolicy' ? command.districtId : splitId(command.policyId).district;

/** The command as it was always hashed: what the old form of a rule said is hashed in it. */
const inCodes = (command: PolicyCommand): object => {
  const jurisdiction = districtOf(command);
  if (command.type === 'RepealPolicy')
    return { type: command.type, jurisdiction, policyCode: splitId(command.policyId).code };
  const { districtId: _, rules, ...rest } = command;
  const required =
    rules.kind === 'SEPARATION' ? [true, false].find((one) => same(rules.pairs, pairsOf(one))) : undefined;
  return { ...rest, rules: required === undefined ? rules : { kind: 'SEPARATION', required }, jurisdiction };
};

/** What policy SEPARATION said by yes or no, before it listed pairs. */
export const pairsOf = (required: boolean): readonly SeparatedPair[] => (required ? ['FILES_ACCEPTS'] : []);

/** The policies that a district's decisions go by, as dated data. */
export const policy: Decider<Policies, PolicyCommand, PolicyEvent, object> = {
  category: 'policy',
  duty: 'SUPERVISION',
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
  upcasters: {
    PolicyAdopted: [
      (data) => {
        const { kind, required } = data['rules'] as { readonly kind: string; readonly required?: boolean };
        return kind === 'SEPARATION' ? { ...data, rules: { kind, pairs: pairsOf(required === true) } } : data;
      },
    ],
  },
};
