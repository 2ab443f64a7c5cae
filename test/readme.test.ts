import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { settings } from '../src/server/settings.js';

const readme = readFileSync('README.md', 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'edugroup-readme-'));
let demo: ChildProcess | undefined;
let url: string;
beforeAll(async () => {
  url = await startDemo();
}, 60_000);
afterAll(async () => {
  demo?.kill('SIGTERM');
  if (demo && demo.exitCode === null) await new Promise((resolve) => demo!.once('exit', resolve));
  rmSync(directory, { recursive: true, force: true });
});

const startDemo = async (): Promise<string> => {
  demo = spawn(process.execPath, ['dist/cli/main.js', 'demo'], {
    env: { ...process.env, PORT: '0', DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: demo.stdout! })) {
    const url = /^GraphQL: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the demo ended before it served');
};

test('the first query of the README gives the answer of the README', async () => {
  const body = /-d '(\{"query":[^']+\})'/.exec(readme)![1]!;
  const answer = JSON.parse(/```json\n([\s\S]+?)```/.exec(readme)![1]!) as {
    data: unknown;
    extensions: { asOf: object };
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body.replaceAll('\n', ' '),
  });
  const given = (await response.json()) as typeof answer;
  expect(given.data).toEqual(answer.data);
  expect(given.extensions.asOf).toEqual({
    ...answer.extensions.asOf,
    recordedAt: expect.any(String),
    effectiveOn: expect.any(String),
    epoch: expect.any(String),
  });
});

test('the command of the README gives its answer, and sent again its receipt', async () => {
  const token = execFileSync(
    process.execPath,
    ['dist/cli/main.js', 'token', '--role', 'BUREAU', '--district', '370103'],
    { env: { ...process.env, DATA_DIR: directory }, encoding: 'utf8' },
  ).trim();
  const body = [...readme.matchAll(/-d '(\{"query":[^']+\})'/g)][1]![1]!.replaceAll('\n', ' ');
  const { data } = JSON.parse([...readme.matchAll(/```json\n([\s\S]+?)```/g)][1]![1]!) as {
    data: { defineCommonFeature: { receipt: object } };
  };
  const give = async (): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    return ((await response.json()) as { data: unknown }).data;
  };
  expect(await give()).toEqual(data);
  const { defineCommonFeature } = data;
  expect(await give()).toEqual({
    defineCommonFeature: { ...defineCommonFeature, receipt: { ...defineCommonFeature.receipt, replayed: true } },
  });
});

test('the README lists every setting as it is', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$/gm)].map(
    ([, name, value = '', meaning]) => ({ name, default: value, meaning }),
  );
  expect(rows).toEqual(settings);
});

test('its commands are there, and its links lead somewhere', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const [, script] of readme.matchAll(/npm run ([a-z:-]+)/g)) expect(Object.keys(scripts)).toContain(script);
  const missing = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^https?:/.test(link) && !existsSync(link));
  expect(missing).toEqual([]);
});
