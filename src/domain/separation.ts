import type { Context, Recorded } from './decider.js';
import type { SeparatedPair } from './policy/events.js';
import { rulesOn, type Policies } from './policy/policies.js';
import type { Day } from './day.js';
import { refuse, type Refused } from './refusal.js';

/** What the same person does not do both of on a day: as policy SEPARATION says, without one who files does not accept [D]. */
export const separatedOn = (policies: Policies, day: Day): readonly SeparatedPair[] =>
  rulesOn(policies, 'SEPARATION', day)?.pairs ?? ['FILES_ACCEPTS'];

/** Whoever did the one does not do the other, whatever a policy says. */
export const isAnother = (did: readonly string[], { actor }: Pick<Context, 'actor'>): Refused | undefined =>
  did.includes(actor.id) ? refuse('SAME_PERSON', { actor: actor.id }) : undefined;

/** Whoever did the first of a pair does not do the second, as the policy says on the day we are told. */
export const anotherDid = (
  pair: SeparatedPair,
  did: readonly string[],
  context: Pick<Context, 'actor' | 'recordedOn' | 'policies'>,
): Refused | undefined =>
  separatedOn(context.policies, context.recordedOn).includes(pair) ? isAnother(did, context) : undefined;

/** Who had a hand in a fact: whoever entered it, and whoever put it right. */
export const enteredBy = ({
  actor,
  correctedBy = [],
}: Pick<Recorded<unknown>, 'actor' | 'correctedBy'>): readonly string[] => [actor.id, ...correctedBy];
