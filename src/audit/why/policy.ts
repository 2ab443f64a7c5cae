import { policyStream } from '../../domain/identity.js';
import { policyKey, type PolicyKind, type Policies } from '../../domain/policy/index.js';
import { contains } from '../../domain/timeline.js';
import type { PolicyRow } from '../../projections/policy/rows.js';
import type { Answer } from './answer.js';
import { chainOf, fact, type About } from './chain.js';

/** Which policy of a kind applies in a district on the day. */
export const policyOfKind = (about: About, district: string, kind: PolicyKind | undefined): Answer | undefined => {
  const [row] = kind === undefined ? [] : about.queries.policiesOf(district, about.moment, { kind });
  return row && inForce(about, row);
};

/** That a policy applies on the day; undefined where it does not. */
export const policyInForce = (about: About, key: string): Answer | undefined => {
  const row = about.read.policies.byKey(key, about.moment.position);
  return row && inForce(about, row);
};

const inForce = (about: About, { key, kind, jurisdiction }: PolicyRow): Answer | undefined => {
  const { position, effectiveOn } = about.moment;
  const stream = policyStream(jurisdiction);
  const { byKind } = about.read.stateAt(stream, position) as Policies;
  const held = byKind.get(kind)?.intervals.find((interval) => contains(interval, effectiveOn));
  if (!held || policyKey(jurisdiction, held.value.code) !== key) return undefined;
  const object = { type: 'Policy', key } as const;
  return { value: { is: 'OBJECT', object }, links: chainOf(fact(about, 'MADE_BY', stream, held.by, object)) };
};
