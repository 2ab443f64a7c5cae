import { afterEach, describe, expect, test } from '@jest/globals';
import { cases } from './cases.js';
import { openFigures } from './figures.js';
import { eventsOf, play } from './play.js';
import { startProgram, type Program } from './program.js';
import { requestsOf } from './requests.js';
import { tellStories } from './stories.js';

/** Commands that a process gives by itself, often before anybody else can; and what has no receipt of its own. */
const followUps = ['carryIn', 'suspendAllocation', 'passSeat', 'rotateTeachers'];
/** What waits until nobody may object any more, and what comes after it: the program's clock goes no faster than ours. */
const daysLater = [
  ...['concludeEvaluation', 'appealEvaluation', 'decideAppeal', 'orderRectification'],
  ...['submitRectification', 'confirmRectification', 'returnRectification', 'cancelRectification'],
];
/** How many requests one program gets before the next one begins with a fresh ledger. */
const SLICE = 5000;
const seed = Number(process.env['FUZZ_SEED'] ?? process.env['FC_SEED'] ?? 20210901);
const runs = Number(process.env['FUZZ_RUNS'] ?? SLICE);
const slices = Array.from(
  { length: Math.ceil(runs / SLICE) },
  (_, index) => [seed + index, Math.min(SLICE, runs - index * SLICE)] as const,
);

let program: Program | undefined;
afterEach(async () => {
  await program?.stop();
});

test('what was found once is answered as every request must be', async () => {
  program = await startProgram();
  for (const [name, request] of Object.entries(cases))
    expect({ name, found: await play(program, [request]) }).toEqual({ name, found: [] });
  expect(await program.stop()).toBe('exit 0');
});

describe('random requests of every kind, by everybody, are answered as every request must be, and the program lives', () => {
  const figures = openFigures();

  test.each(slices)(
    'seed %i: %i of them',
    async (slice, count) => {
      program = await startProgram();
      const requests = requestsOf(slice, count, await tellStories(), await eventsOf(program, 0));
      expect(await play(program, requests, figures)).toEqual([]);
      expect(await program.stop()).toBe('exit 0');
    },
    600_000,
  );

  test('and they see enough: most queries are answered without an error, each field was asked for, each command accepted', () => {
    if (process.env['FUZZ_RUNS'] !== undefined) {
      const [counts, share, unasked, unaccepted] = [
        figures.counts(),
        figures.shareOfQueries(),
        figures.unasked(),
        figures.unaccepted(),
      ];
      process.stderr
        .write(`${JSON.stringify({ counts, share, unasked, unaccepted, dearest: figures.dearest() }, null, 1)}
`);
    }
    expect(figures.shareOfQueries()).toBeGreaterThan(0.7);
    if (runs < SLICE) return;
    expect(figures.unasked()).toEqual([]);
    expect(figures.unaccepted().filter((field) => ![...followUps, ...daysLater].includes(field))).toEqual([]);
  });
});
