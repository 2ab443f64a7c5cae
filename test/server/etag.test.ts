import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { etagOf, matches, type Answered } from '../../src/server/etag.js';
import { bureauClaims, register, startRunning, type Asked, type Running } from './running.js';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
  await register(running);
});
afterAll(() => running.close());

const query = 'query Groups($first: Int) { groups(districtId: "370103", first: $first) { nodes { name } } }';
const tagOf = async (asked: Asked = {}, text = query): Promise<string> => {
  const { status, headers, body } = await running.get(text, asked);
  expect([status, body.errors]).toEqual([200, undefined]);
  return headers.get('etag')!;
};

test('a query by GET has a tag, is to be asked again each time, and 304 while nothing has changed', async () => {
  const first = await running.get(query);
  expect(first.headers.get('cache-control')).toBe('no-cache, private');
  expect(first.headers.get('vary')).toBe('Origin, Accept, Accept-Language, Authorization, X-Min-Position, X-Epoch');
  const etag = first.headers.get('etag')!;
  for (const ifNoneMatch of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
    const again = await running.get(query, { headers: { 'if-none-match': ifNoneMatch } });
    expect([again.status, again.body, again.headers.get('etag'), again.headers.get('x-position')]).toEqual([
      304,
      '',
      etag,
      '5',
    ]);
  }
  expect((await running.get(query, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test('a POST has no tag and is never 304', async () => {
  const { status, headers } = await running.post(query, { headers: { 'if-none-match': '*' } });
  expect([status, headers.get('etag'), headers.get('cache-control')]).toEqual([200, null, 'no-store']);
});

test('an answer that names were searched for has no tag: what is found changes without an event', async () => {
  for (const [search, tagged] of [
    ['', true],
    [', search: "王羲之"', false],
  ] as const) {
    const { headers, body } = await running.get(`{ persons(districtId: "370103"${search}) { totalCount } }`, {
      claims: bureauClaims,
    });
    expect([body.errors, headers.has('etag')]).toEqual([undefined, tagged]);
  }
});

test('an answer with errors has no tag', async () => {
  const { headers, body } = await running.get('{ groups(districtId: "370103", first: 1000) { totalCount } }');
  expect(body.errors).toHaveLength(1);
  expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'no-store']);
});

test('the tag changes with the query, the variables, the operation, the asker and the language', async () => {
  const tags = [
    await tagOf(),
    await tagOf({}, `${query} `),
    await tagOf({ variables: { first: 1 } }),
    await tagOf({ operationName: 'Groups' }),
    await tagOf({ claims: bureauClaims }),
    await tagOf({ claims: { ...bureauClaims, sub: 'bureau-2' } }),
    await tagOf({ claims: { sub: 'bureau-1', role: 'AUDITOR' } }),
    await tagOf({ headers: { 'accept-language': 'zh' } }),
  ];
  expect(new Set(tags).size).toBe(tags.length);
  expect(await tagOf()).toBe(tags[0]);
  expect(await tagOf({ headers: { 'accept-language': 'fr' } })).toBe(tags[0]);
});

test('the tag changes with the position', async () => {
  const before = await tagOf();
  await running.give({ type: 'RegisterSchool', districtId: '370103', code: 'S09', name: '学校九', phase: 'PRIMARY' });
  expect((await running.get(query, { headers: { 'if-none-match': before } })).status).toBe(200);
});

test('the tag is a function of all that an answer depends on', () => {
  const answered: Answered = {
    query: '{ a }',
    variables: { b: 1, a: 2 },
    operationName: null,
    principal: { actor: { id: 'x', role: 'BUREAU' }, district: '370103' },
    language: 'EN',
    position: 7,
    effectiveOn: '2026-11-24',
    epoch: 'e1',
    version: '0.1.0',
    erasures: 0,
  };
  const others: Answered[] = [
    { ...answered, query: '{ b }' },
    { ...answered, variables: {} },
    { ...answered, operationName: 'A' },
    { ...answered, principal: { ...answered.principal, district: '370104' } },
    { ...answered, language: 'ZH' },
    { ...answered, position: 8 },
    { ...answered, effectiveOn: '2026-11-25' },
    { ...answered, version: '0.1.1' },
    { ...answered, epoch: 'e2' },
    { ...answered, erasures: 1 },
  ];
  expect(new Set([answered, ...others].map(etagOf)).size).toBe(1 + Object.keys(answered).length);
  expect(etagOf({ ...answered, variables: { a: 2, b: 1 } })).toBe(etagOf(answered));
  expect(matches(undefined, etagOf(answered))).toBe(false);
});
