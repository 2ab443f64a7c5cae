import { expect, test } from '@jest/globals';
import { saying, start, temporary } from './support.js';

/** Items of one list that fail in different ways: the first by what is below a list of its own, the second itself. */
const FAILING_LIST = `{ ledger { events(types: ["ResolutionAdopted"], first: 1) { nodes { changed {
  ... on Resolution { group { resolutions(kind: FUND) { history(first: -1) { totalCount } } } }
  ... on EducationGroup { history(first: -1) { totalCount } }
} } } } }`;

test('a list whose items fail in different ways is an error to its request, and the server lives on', async () => {
  const server = start(['demo'], { DATA_DIR: temporary(), PORT: '0', LOG_LEVEL: 'silent' });
  const [url] = await saying(server, /http:\/\/127\.0\.0\.1:\d+/);
  const ask = async (
    query: string,
  ): Promise<{ data?: unknown; errors?: readonly { extensions: { code: string } }[] }> =>
    (await (
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
    ).json()) as object;
  for (let again = 0; again < 3; again += 1)
    expect(await ask(FAILING_LIST)).toMatchObject({ data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(await ask('{ district(id: "370103") { groupCount } }')).toMatchObject({
    data: { district: { groupCount: 9 } },
  });
  expect(server.child.exitCode).toBeNull();
});
