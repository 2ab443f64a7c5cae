import { writeFileSync } from 'node:fs';

/** Writes jest's own counts to test-results.json, from which .ci/run prints its closing line. */
export default class CountsReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const counts = { passed: results.numPassedTests, failed, skipped: results.numPendingTests + results.numTodoTests };
    writeFileSync(new URL('../test-results.json', import.meta.url), JSON.stringify(counts));
  }
}
