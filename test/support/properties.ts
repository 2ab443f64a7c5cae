import fc from 'fast-check';

/**
 * How a property test runs, `share` times the usual number of runs: the same sequences each time, so that a red build is red again;
 * other ones, or more, with FC_SEED and FC_RUNS.
 */
export const parameters = (share = 1): { readonly seed: number; readonly numRuns: number } => ({
  seed: Number(process.env['FC_SEED'] ?? 20210901),
  numRuns: Math.ceil(Number(process.env['FC_RUNS'] ?? 400) * share),
});

/** How much of each kind was accepted; printed where FC_SHOW is set. */
export const sharesOf = (): { count(kind: string, accepted: boolean): void; show(): void } => {
  const kinds = new Map<string, { all: number; accepted: number }>();
  return {
    count: (kind, accepted) => {
      const { all, accepted: before } = kinds.get(kind) ?? { all: 0, accepted: 0 };
      kinds.set(kind, { all: all + 1, accepted: before + (accepted ? 1 : 0) });
    },
    show: () => {
      if (!process.env['FC_SHOW']) return;
      const lines = [...kinds].sort().map(([kind, { all, accepted }]) => `${kind} ${accepted} of ${all}`);
      process.stdout.write(`${lines.join('\n')}\n`);
    },
  };
};

/** Of how many histories a file keeps what happened in them: those of a usual run, not those of a long night. */
const MOST_KEPT = 2_000;

/**
 * Random histories that many properties look at: each is told once, and what is told must not change afterwards. What a property finds
 * broken it looks for again by itself, so that fast-check tells the shortest history.
 */
export const histories = <Input, History>(
  inputs: fc.Arbitrary<Input>,
  tell: (input: Input) => History,
  share = 1,
): ((look: (history: History) => void) => void) => {
  const usual = parameters(share);
  const always = (look: (history: History) => void): void =>
    fc.assert(
      fc.property(inputs, (input) => look(tell(input))),
      usual,
    );
  let told: readonly History[] | undefined;
  const tellAll = (): readonly History[] => {
    const all: History[] = [];
    always((history) => {
      all.push(history);
    });
    return all;
  };
  return (look) => {
    if (usual.numRuns > MOST_KEPT) return always(look);
    told ??= tellAll();
    try {
      told.forEach((history) => look(history));
    } catch (error) {
      always(look);
      throw error;
    }
  };
};
