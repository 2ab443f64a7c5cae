import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { program, saying, start, temporary } from './support.js';

const CANARY = '金丝雀甲乙丙';

/** The files below a directory that hold the name. A process of its own reads them: opening them here would drop the server's locks. */
const filesWith = (text: string, directory: string): string[] => {
  try {
    return execFileSync('grep', ['-rla', '--', text, directory], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((file) => file.slice(directory.length + 1));
  } catch {
    return [];
  }
};

test('a name stands in the people directory alone; erased, it is nowhere, after a restart and a rebuild too', async () => {
  const directory = temporary();
  const env = { DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'trace' };
  const token = (await program(['token', '--role', 'BUREAU', '--district', '990001'], env)).out.trim();
  const personId = randomUUID();
  const said: string[] = [];

  const serving = async <T>(
    work: (ask: (query: string, variables?: object) => Promise<Record<string, any>>) => Promise<T>,
  ): Promise<T> => {
    const server = start(['serve'], env);
    const [, url] = await saying(server, /"url":"(http:[^"]+)"/);
    const answer = await work(async (query, variables = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
      expect(errors).toBeUndefined();
      return data;
    });
    server.child.kill('SIGTERM');
    const { out, error } = await server.ended;
    said.push(out, error);
    return answer;
  };
  const input = (rest: object) => ({
    input: {
      command: { commandId: randomUUID(), basis: [{ title: '样本', documentNo: '1号' }], effectiveOn: '2026-11-01' },
      ...rest,
    },
  });
  const person = `query ($id: ID!) { person: node(id: $id) { ... on Person { name nameStatus } }
    past: node(id: $id, asOf: { position: 3 }) { ... on Person { name nameStatus } } }`;
  const gave = (field: string) =>
    `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) {
      ${field}(input: $input) { receipt { position events { data summary } } userErrors { code } } }`;

  await serving(async (ask) => {
    await ask(gave('openDistrict'), input({ code: '990001', name: '样本区' }));
    await ask(gave('registerSchool'), input({ districtId: '990001', code: 'S01', name: '样本小学', phase: 'PRIMARY' }));
    const registered = await ask(
      gave('registerPerson'),
      input({ personId, schoolId: '990001.S01', name: CANARY, phone: '13900000000' }),
    );
    expect(registered['registerPerson'].userErrors).toEqual([]);
    const { events } = registered['registerPerson'].receipt as { events: readonly { data: object; summary: string }[] };
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(CANARY);
    // The line names the person to whom may see the name: it is joined when asked for, never kept.
    expect(events.map(({ summary }) => summary)).toEqual([`${CANARY} was registered by 样本小学`]);
    expect((await ask(person, { id: personId }))['person']).toEqual({ name: CANARY, nameStatus: 'VISIBLE' });
    // What is refused does not repeat the name either.
    expect(
      JSON.stringify(await ask(gave('registerPerson'), input({ personId, schoolId: '990001.S01', name: CANARY }))),
    ).not.toContain(CANARY);
  });
  expect(filesWith(CANARY, directory).filter((file) => !file.startsWith('people.sqlite'))).toEqual([]);
  expect(filesWith(CANARY, directory)).not.toEqual([]);

  const erased = { name: null, nameStatus: 'ERASED' };
  await serving(async (ask) => {
    await ask(gave('erasePerson'), input({ personId }));
    expect(await ask(person, { id: personId })).toEqual({ person: erased, past: erased });
  });
  expect(filesWith(CANARY, directory)).toEqual([]);

  expect((await program(['rebuild'], env)).status).toBe(0);
  await serving(async (ask) => expect(await ask(person, { id: personId })).toEqual({ person: erased, past: erased }));
  expect(filesWith(CANARY, directory)).toEqual([]);
  expect(said.join('')).not.toContain(CANARY);
  expect(said.join('')).not.toContain('13900000000');
});
