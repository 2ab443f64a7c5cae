import type { Services } from '../graphql/index.js';

/** How many persons were erased, counted anew when the ledger has gone on: an erasure changes answers about any moment. */
export const erasuresSoFar = ({ readModels, runner }: Pick<Services, 'readModels' | 'runner'>): (() => number) => {
  let known = { head: -1, erasures: 0 };
  return () => {
    const head = runner.head();
    if (head !== known.head) known = { head, erasures: readModels.events.count({ types: ['PersonErased'] }, head) };
    return known.erasures;
  };
};
