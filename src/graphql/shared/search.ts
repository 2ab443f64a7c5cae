import { badUserInput } from './errors.js';

/** Longest text that may be searched for: no name is longer. */
const LONGEST = 200;

/** What is searched for; null means absent. Throws BAD_USER_INPUT on a text longer than any name. */
export const searched = (search: string | null | undefined): string | undefined => {
  if (search && search.length > LONGEST) throw badUserInput('search', `it may have at most ${LONGEST} characters`);
  return search ?? undefined;
};
