import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const built = fileURLToPath(new URL('../../dist/server/request-scope.js', import.meta.url));

/** What a process says that handles rejections as the program does. */
const saidBy = (script: string): { readonly status: number | null; readonly out: string } => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { setTimeout as pause } from 'node:timers/promises';
    import { inRequest, isOfRequest } from ${JSON.stringify(built)};
    process.on('unhandledRejection', (error) => { if (!isOfRequest(error)) { console.log('ended by ' + error.message); process.exit(1); } });
    const rejected = async (message) => { await pause(1); throw new Error(message); };
    ${script}`,
    ],
    { encoding: 'utf8' },
  );
  return { status, out: stdout };
};

test('a rejection that a request left behind is told to that request, and the process goes on', () => {
  const { status, out } = saidBy(`
    inRequest((error) => console.log('first: ' + error.message), () => void rejected('one'));
    inRequest((error) => console.log('second: ' + error.message), () => { const lost = rejected('two').then(() => undefined); void lost; });
    await pause(50);
    console.log('alive');`);
  expect({ status, lines: out.trim().split('\n').sort() }).toEqual({
    status: 0,
    lines: ['alive', 'first: one', 'second: two'],
  });
});

test('a rejection outside of all requests ends the process', () => {
  expect(
    saidBy(
      `inRequest(() => undefined, () => undefined); void rejected('three'); await pause(1000); console.log('alive');`,
    ),
  ).toEqual({ status: 1, out: 'ended by three\n' });
});
