import { describe, expect, test } from '@jest/globals';
import { oneSeatAPerson } from '../../src/domain/council/invariants.js';
import type { CouncilEvent } from '../../src/domain/council/events.js';
import { council } from '../../src/domain/council/index.js';
import { decide, type Decider, type Violation } from '../../src/domain/decider.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import { bureau, from, p, stateOf } from './given.js';

/** A stream whose only rule is given by the test: broken as `before` says, and as `after` says once the command is through. */
const broken = (before: readonly Violation[], after: readonly Violation[]) => {
  const decider: Decider<boolean, { type: 'Do' }, { type: 'Done' }, object> = {
    category: 'sample', initial: false, decide: { Do: () => ({ accepted: [{ type: 'Done' }], actOfGovernment: false }) }, evolve: () => true,
    invariants: [(done) => (done ? after : before)], streamOf: () => 'sample-1', referencesOf: () => ({}), targetOf: () => undefined, touches: () => [],
    upcasters: {}, eventTypes: { Done: true },
  };
  const decision = decide(decider, { type: 'Do' }, { effectiveOn: '2022', recordedOn: '2022', actor: bureau, hasDocument: true, references: {}, policies: noPolicies }, false, 0);
  return 'refused' in decision ? `${decision.refused.code} ${String(decision.refused.args['day'] ?? '')}`.trim() : 'accepted';
};
const days = (day?: string, until?: string, group = 'G01'): Violation =>
  ({ code: 'TOO_FEW_MEMBERS', args: { group }, ...(day === undefined ? {} : { day }), ...(until === undefined ? {} : { until }) });

describe('a rule over time refuses a command', () => {
  test.each<[string, Violation[], Violation[], string]>([
    ['that breaks it on its own day', [], [days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it before its own day', [], [days('2021')], 'TOO_FEW_MEMBERS'],
    ['that breaks it on a later day: that was kept until something recorded', [], [days('2023')], 'CONFLICTS_WITH_LATER 2023'],
    ['that breaks it at all, where there are no days', [], [days()], 'TOO_FEW_MEMBERS'],
    ['that breaks it for another group', [days('2020')], [days('2020'), days('2020', undefined, 'G02')], 'TOO_FEW_MEMBERS'],
    ['that breaks it earlier than it was broken', [days('2023')], [days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it again', [days('2020', '2021')], [days('2020', '2021'), days('2022')], 'TOO_FEW_MEMBERS'],
    ['that breaks it for longer', [days('2020', '2022')], [days('2020')], 'TOO_FEW_MEMBERS'],
    ['that breaks it between', [days('2020', '2021'), days('2023')], [days('2020')], 'TOO_FEW_MEMBERS'],
    ['that breaks it for longer, later', [days('2020', '2023')], [days('2020', '2024')], 'CONFLICTS_WITH_LATER 2023'],
  ])('%s', (_what, before, after, outcome) => expect(broken(before, after)).toBe(outcome));

  test.each<[string, Violation[], Violation[]]>([
    ['it breaks nothing', [], []],
    ['all was broken before', [days('2020')], [days('2020')]],
    ['it was broken on these days before', [days('2020', '2024')], [days('2021', '2022'), days('2022', '2023')]],
    ['it was broken on these days before, in parts', [days('2022', '2024'), days('2020', '2022')], [days('2020', '2024')]],
    ['it is broken less', [days('2020')], [days('2020', '2022')]],
    ['it was broken before without days', [days()], [days()]],
  ])('not where %s', (_what, before, after) => expect(broken(before, after)).toBe('accepted'));
});

test('nobody holds two seats of a term on one day', () => {
  const seated = (n: number): CouncilEvent => ({ type: 'SubstituteAppointed', ordinal: 1, personId: p(n), schoolCode: 'S01' });
  const term: CouncilEvent = { type: 'CouncilAppointed', ordinal: 1, seats: [{ personId: p(1), schoolCode: 'S01' }], chairId: p(1), termFrom: '2021-09-01', termTo: '2024-08-31' };
  const sound = stateOf(council, from('2022-01-01', term, seated(2)));
  const twice = stateOf(council, from('2022-01-01', term, seated(1)));
  expect(oneSeatAPerson(sound)).toEqual([]);
  expect(oneSeatAPerson(twice)).toEqual([{ code: 'INVALID_TRANSITION', args: { person: p(1), term: 1 }, day: '2022-01-01' }]);
});
