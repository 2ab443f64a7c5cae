/**
 * How a property test runs, `share` times the usual number of runs: the same sequences each time, so that a red build is red again;
 * other ones, or more, with FC_SEED and FC_RUNS.
 */
export const parameters = (share = 1): { readonly seed: number; readonly numRuns: number } => ({
  seed: Number(process.env['FC_SEED'] ?? 20210901),
  numRuns: Math.ceil(Number(process.env['FC_RUNS'] ?? 400) * share),
});
