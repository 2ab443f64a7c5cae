import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const child = fileURLToPath(new URL('./child.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'edugroup-processes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (task: string): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [child, directory, task], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};
const finished = (): string[] => JSON.parse(run('finish')) as string[];

test('killed between cause and effect, every process finishes after the restart; run again it changes nothing', async () => {
  run('prepare');
  const cause = spawn(process.execPath, [child, directory, 'cause'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => cause.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    cause.stdout.once('data', () => resolve());
    void ended.then(() => reject(new Error('it ended before it wrote')));
  });
  cause.kill('SIGKILL');
  await ended;

  const events = finished();
  expect(events.slice(-7, -3)).toEqual([
    'SchoolWithdrawn BUREAU',
    'ResolutionRepealed BUREAU',
    'CarriedOut BUREAU',
    'PersonErased BUREAU',
  ]);
  expect(events.slice(-3).sort()).toEqual(['AllocationSuspended SYSTEM', 'CarriedIn SYSTEM', 'MemberRemoved SYSTEM']);
  expect(finished()).toEqual(events);
});
