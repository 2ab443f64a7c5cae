import { councilQueries } from './council/queries.js';
import { districtQueries } from './district/queries.js';
import { evaluationQueries } from './evaluation/queries.js';
import { fundQueries } from './fund/queries.js';
import { personQueries } from './person/queries.js';
import { policyQueries } from './policy/queries.js';
import type { ReadModels } from './read-models.js';

const made = new WeakMap<ReadModels, Queries>();

/** The questions that are asked of several rows at once, each as of a moment. Lists hold what lives on its day, ordered by key. */
export const queries = (read: ReadModels): Queries => {
  const known = made.get(read) ?? queriesOf(read);
  made.set(read, known);
  return known;
};

const queriesOf = (read: ReadModels) => ({
  ...districtQueries(read),
  ...councilQueries(read),
  ...fundQueries(read),
  ...policyQueries(read),
  ...personQueries(read),
  ...evaluationQueries(read),
});

export type Queries = ReturnType<typeof queriesOf>;
