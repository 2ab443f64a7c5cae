import type { Day } from '../day.js';
import type { Rule } from '../decider.js';
import { at } from '../input.js';
import { splitId, type GroupId } from '../identity.js';
import { refuse, type RefusalArguments, type Refused } from '../refusal.js';
import type { District, Group } from './state.js';

/**
 * A group lives on a day. Unknown or not yet formed it is NOT_FOUND, by the arguments given; afterwards GROUP_DISSOLVED, also where it
 * ended on the day it was formed.
 */
export const livesOn = (group: Group | undefined, day: Day, args: RefusalArguments): Refused | undefined => {
  if (!group || day < (group.living.intervals[0]?.from ?? day)) return refuse('NOT_FOUND', args);
  return group.living.at(day) ? undefined : refuse('GROUP_DISSOLVED', { ...args, day });
};

/** A group of the register, by its id. */
export const groupLivesOn = (district: District, groupId: GroupId, day: Day): Refused | undefined =>
  at(['groupId'], livesOn(groupOf(district, groupId), day, { group: groupId }));

/** The group whose council or fund it is lives. */
export const groupLives: Rule<{ readonly groupId: GroupId }, unknown, { readonly district: District }> = (
  { groupId },
  { effectiveOn, references },
) => groupLivesOn(references.district, groupId, effectiveOn);

export const groupOf = (district: District, groupId: GroupId): Group | undefined =>
  district.groups.get(splitId(groupId).code);
