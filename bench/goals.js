/** Goals, as benches state them with what they measured: bench/all.js shows all of them at the end. */
import { appendFileSync } from 'node:fs';

const note = (what, measured, wanted, isMet) => {
  const { GOALS_FILE } = process.env;
  if (GOALS_FILE) appendFileSync(GOALS_FILE, `${JSON.stringify({ what, measured, goal: wanted, isMet })}\n`);
};
/** A ratio to the baseline that should be so large, or so small. */
export const atLeast = (goal, what, measured) => note(what, measured, `>= ${goal}`, measured >= goal);
export const atMost = (goal, what, measured) => note(what, measured, `<= ${goal}`, measured <= goal);
