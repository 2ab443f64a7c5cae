import { folded } from '../../domain/folded.js';
import { badUserInput } from './errors.js';

/** Longest text that may be searched for: no name is longer. */
const LONGEST = 200;
/** Fewest characters of a person's name: one alone would list half a district. */
const FEWEST = 2;

/** What is searched for; null means absent. Throws BAD_USER_INPUT on a text longer than any name. */
export const searched = (search: string | null | undefined): string | undefined => {
  if (search && search.length > LONGEST) throw badUserInput('search', `it may have at most ${LONGEST} characters`);
  return search ?? undefined;
};

/** As `searched`, for the name of a person. Throws BAD_USER_INPUT on less than two characters, too. */
export const searchedName = (search: string | null | undefined): string | undefined => {
  const text = searched(search);
  if (text !== undefined && [...folded(text)].length < FEWEST)
    throw badUserInput('search', `it needs at least ${FEWEST} characters`);
  return text;
};
