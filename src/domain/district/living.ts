import type { Day } from '../day.js';
import { splitId, type GroupId } from '../identity.js';
import { refuse, type Refused } from '../refusal.js';
import type { District, Group } from './state.js';

/** A group of the register that lives on a day; unknown or not yet formed it is NOT_FOUND, afterwards GROUP_DISSOLVED. */
export const livingGroup = (district: District, groupId: GroupId, day: Day): Group | Refused => {
  const group = district.groups.get(splitId(groupId).code);
  if (!group || day < (group.living.intervals[0]?.from ?? day)) return refuse('NOT_FOUND', { group: groupId });
  return group.living.at(day) ? group : refuse('GROUP_DISSOLVED', { group: groupId, day });
};
