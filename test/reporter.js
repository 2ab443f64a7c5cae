import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const domain = fileURLToPath(new URL('domain/', import.meta.url));
/** What each list of test/domain/given.ts holds. */
const kinds = {
  codes: 'refusal code that no test of the domain produces',
  accepted: 'command that no test of the domain gives with success',
  refused: 'command that no test of the domain has refused',
};

/**
 * Writes jest's own counts to test-results.json, from which .ci/run prints its closing line. Where all of test/domain was run, random
 * histories apart, it fails the run, and counts as failed, what none of its files has seen: each writes into SEEN_DIRECTORY what it saw
 * (test/domain/given.ts).
 */
export default class CountsReporter {
  #isWhole;
  #error;

  constructor({ testNamePattern }) {
    this.#isWhole = !testNamePattern;
  }

  /** Before the workers start, which take the environment over. */
  onRunStart() {
    process.env.SEEN_DIRECTORY = mkdtempSync(join(tmpdir(), 'edugroup-seen-'));
  }

  onRunComplete(_contexts, results) {
    const missing = this.#isWhole && ranAll(results) ? missingIn(process.env.SEEN_DIRECTORY) : [];
    rmSync(process.env.SEEN_DIRECTORY, { recursive: true, force: true });
    this.#error = missing.length > 0 ? new Error(missing.join('\n')) : undefined;
    if (this.#error) process.stderr.write(`\nNot tested:\n${this.#error.message}\n`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + missing.length;
    const counts = { passed: results.numPassedTests, failed, skipped: results.numPendingTests + results.numTodoTests };
    writeFileSync(new URL('../test-results.json', import.meta.url), JSON.stringify(counts));
  }

  /** What jest asks for at the end: an error makes the run fail. */
  getLastError() {
    return this.#error;
  }
}

const ranAll = ({ testResults }) => {
  const ran = new Set(testResults.map(({ testFilePath }) => relative(domain, testFilePath)));
  return readdirSync(domain).every((name) => !/(?<!properties)\.test\.ts$/.test(name) || ran.has(name));
};

const missingIn = (directory) => {
  const files = readdirSync(directory).map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
  if (files.length === 0) return ['what the tests of the domain have seen: none of them wrote it down'];
  return Object.entries(kinds).flatMap(([kind, what]) => {
    const seen = new Set(files.flatMap((file) => file.seen[kind]));
    return files[0].wanted[kind].filter((one) => !seen.has(one)).map((one) => `${what}: ${one}`);
  });
};
