import { expect, test } from '@jest/globals';
import { progressLine } from '../../src/cli/progress.js';

test('one line is drawn over again, at most ten times a second, and closed at the end', () => {
  const drawn: string[] = [];
  let time = 0;
  const progress = progressLine(
    (text) => void drawn.push(text),
    () => time,
  );
  for (let batch = 0; batch <= 20; batch += 1) {
    time = batch * 50;
    progress.at(1000 * (batch + 1));
  }
  progress.done();
  expect(drawn[0]).toBe('\r\u001b[Kposition 1,000');
  expect(drawn[1]).toBe('\r\u001b[Kposition 3,000 · 20,000 events/s');
  expect(drawn.slice(-2)).toEqual(['\r\u001b[Kposition 21,000 · 20,000 events/s', '\n']);
  expect(drawn).toHaveLength(13);
});

test('where nobody watches nothing is said, nor where there was nothing to catch up', () => {
  expect(() => {
    const silent = progressLine(undefined);
    silent.at(1);
    silent.done();
    progressLine(() => {
      throw new Error('drawn');
    }).done();
  }).not.toThrow();
});
