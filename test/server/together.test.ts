import { expect, test } from '@jest/globals';
import { together } from '../../src/server/together.js';

test('work is done once for all who ask while it is being done, and anew for the next', async () => {
  let done = 0;
  const ask = together(() =>
    Promise.resolve().then(() => {
      done += 1;
      if (done === 2) throw new Error('not this time');
      return done;
    }),
  );
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect((await Promise.allSettled([ask(), ask()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask()).toBe(3);
});
