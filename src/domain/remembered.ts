/**
 * What follows from a thing alone, worked out once for as long as that thing is there: a state shares with the one after it whatever a fact
 * does not change, so that a rule over all its parts looks at those alone that are new.
 */
export const remembered = <Thing extends object, Result>(
  work: (thing: Thing) => Result,
): ((thing: Thing) => Result) => {
  const results = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const known = results.get(thing);
    if (known) return known.result;
    const result = work(thing);
    results.set(thing, { result });
    return result;
  };
};
