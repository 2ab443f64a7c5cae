import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { openApi, principals, type ApiLedger } from '../graphql/ledger.js';

// docs/audit.md: each query is sent as an auditor to the ledger of the demo, and has the answer that stands below it.

const NOW = '2026-11-24T01:00:00.000Z';
const file = new URL('../../docs/audit.md', import.meta.url);
const query = /```graphql\n([\s\S]+?)```(?:\n\n```json\n([\s\S]+?)```)?/g;

let ledger: ApiLedger;
beforeAll(async () => {
  const stores = memoryStores();
  await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
  ledger = await openApi(stores);
});
afterAll(() => ledger.close());

const answerTo = async (document: string): Promise<unknown> => {
  const { data, errors } = await ledger.query(document, { principal: principals.auditor });
  expect(errors).toEqual([]);
  return data;
};

test('each query of docs/audit.md has the answer that stands below it; UPDATE_SCHEMA=1 writes the answers', async () => {
  const text = readFileSync(file, 'utf8');
  const parts = [...text.matchAll(query)];
  expect(parts.length).toBeGreaterThanOrEqual(11);
  const answers = await Promise.all(parts.map(([, document]) => answerTo(document!)));
  if (process.env['UPDATE_SCHEMA'] === '1') {
    let place = 0;
    const written = text.replaceAll(
      query,
      (_, document: string) =>
        `\`\`\`graphql\n${document}\`\`\`\n\n\`\`\`json\n${JSON.stringify(answers[place++], null, 1)}\n\`\`\``,
    );
    writeFileSync(file, await format(written, { ...(await resolveConfig(file)), parser: 'markdown' }));
    return;
  }
  expect(parts.map(([, , answer]) => JSON.parse(answer ?? 'null') as unknown)).toEqual(answers);
});

test('each of the ten questions is answered by one query', () => {
  const chapters = readFileSync(file, 'utf8')
    .split(/^## /m)
    .filter((chapter) => /^\d+\./.test(chapter));
  expect(chapters.map((chapter) => [...chapter.matchAll(query)].length)).toEqual(Array.from({ length: 10 }, () => 1));
});

test('no answer is empty', async () => {
  for (const [, document] of readFileSync(file, 'utf8').matchAll(query)) {
    const answer = JSON.stringify(await answerTo(document!));
    expect({ document, answer: answer.replaceAll(/"[a-zA-Z]+":|[\s{}[\],]/g, '') }).not.toEqual({
      document,
      answer: '',
    });
  }
});
