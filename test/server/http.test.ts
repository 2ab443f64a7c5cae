import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { bureauClaims, register, startRunning, type Running } from './running.js';

let running: Running;
beforeAll(async () => {
  running = await startRunning({
    env: { CORS_ORIGINS: 'https://portal.example' },
    services: (services) => ({ ...services, headTimeout: 20 }),
  });
  await register(running);
});
afterAll(() => running.close());

const group = '{ group(id: "370103.G01") { name } }';

describe('GraphQL over HTTP', () => {
  test('answers a query by POST with data, the moment and the position', async () => {
    const { status, headers, body } = await running.post(group);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.data).toEqual({ group: { name: '第一教育集团' } });
    expect(body.extensions.asOf).toEqual({
      position: 5,
      recordedAt: expect.stringMatching(/Z$/),
      effectiveOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      epoch: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect([headers.get('x-position'), headers.get('x-epoch')]).toEqual(['5', body.extensions.asOf.epoch]);
  });

  describe('from a page on another origin', () => {
    const origin = 'https://portal.example';
    const options = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${running.url}/graphql`, { method: 'OPTIONS', headers });
    const preflight = (from: string): Promise<Response> =>
      options({
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization,x-min-position',
      });

    test('lets a configured one ask, and its scripts read what an answer says of itself', async () => {
      const { status, headers } = await preflight(origin);
      expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-methods')]).toEqual(
        [204, origin, 'GET, HEAD, POST, OPTIONS'],
      );
      expect(headers.get('access-control-allow-headers')).toBe('content-type,authorization,x-min-position');
      const answer = await running.post(group, { headers: { origin } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
      expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
        expect.arrayContaining(['etag', 'x-position', 'x-epoch', 'retry-after', 'www-authenticate']),
      );
      expect(answer.headers.get('vary')).toContain('Origin');
    });

    test('lets no other one ask', async () => {
      expect((await preflight('https://elsewhere.example')).headers.get('access-control-allow-origin')).not.toBe(
        'https://elsewhere.example',
      );
      expect(
        (await running.post(group, { headers: { origin: 'https://elsewhere.example' } })).headers.get(
          'access-control-allow-origin',
        ),
      ).toBeNull();
    });

    test('says with a plain OPTIONS what may be asked for, and counts it as no operation', async () => {
      const { status, headers } = await options({});
      expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
      expect((await running.fetch('/metrics')).body).not.toMatch(
        /edugroup_requests_total\{kind="unknown",outcome="BAD_USER_INPUT"\}/,
      );
    });
  });

  test('answers a query by GET', async () => {
    const { status, body } = await running.get('query One($id: ID!) { group(id: $id) { name } }', {
      variables: { id: '370103.G01' },
      operationName: 'One',
    });
    expect([status, body.data]).toEqual([200, { group: { name: '第一教育集团' } }]);
  });

  test('answers application/graphql-response+json to who accepts it', async () => {
    const { status, headers, body } = await running.post(group, {
      headers: { accept: 'application/graphql-response+json' },
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/graphql-response+json; charset=utf-8']);
    expect(body.extensions.asOf.position).toBe(5);
  });

  test.each([
    ['that cannot be parsed', '{', {}, 'GRAPHQL_PARSE_FAILED'],
    ['that the schema does not know', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'whose variable has another type',
      'query ($n: Int) { districts(first: $n) { totalCount } }',
      { n: 'many' },
      'BAD_USER_INPUT',
    ],
    [
      'whose variable a scalar refuses',
      'query ($day: Date) { districts(asOf: { effectiveOn: $day }) { totalCount } }',
      { day: '2021-02-30' },
      'BAD_USER_INPUT',
    ],
    [
      'without the operation that is named',
      'query A { viewer { actor { role } } } query B { viewer { actor { role } } }',
      {},
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])(
    'a document %s is an error with 200, or with 400 for the newer media type',
    async (_what, query, variables, code) => {
      const older = await running.post(query, { variables });
      expect([older.status, older.body.errors[0].extensions.code]).toEqual([200, code]);
      expect(older.body).not.toHaveProperty('extensions');
      expect(JSON.stringify(older.body)).not.toMatch(/stack|node_modules/);
      const newer = await running.post(query, { variables, headers: { accept: 'application/graphql-response+json' } });
      expect([newer.status, newer.body.errors[0].extensions.code]).toEqual([400, code]);
    },
  );

  test('X-Epoch with X-Min-Position is held to what this ledger knows', async () => {
    const { epoch } = (await running.post(group)).body.extensions.asOf;
    const asked = async (xEpoch: string, position = 5): Promise<unknown> => {
      const { status, body } = await running.post(group, {
        headers: { 'x-epoch': xEpoch, 'x-min-position': String(position) },
      });
      return [status, body.errors?.[0].extensions.code, body.errors?.[0].extensions.reason];
    };
    expect(await asked(epoch)).toEqual([200, undefined, undefined]);
    expect(await asked(epoch.toUpperCase())).toEqual([200, undefined, undefined]);
    expect(await asked('99999999-0000-4000-8000-000000000000')).toEqual([
      200,
      'POSITION_NOT_READABLE',
      'LEDGER_RESTORED',
    ]);
    expect(await asked(epoch, 6)).toEqual([200, 'POSITION_NOT_READABLE', 'BEYOND_HEAD']);
    expect(await asked('yesterday')).toEqual([400, 'BAD_USER_INPUT', undefined]);
  });

  test('a mutation by GET is refused', async () => {
    const input = {
      command: {
        commandId: '6f1f6d64-6d2f-4c1c-9d3b-000000000000',
        basis: [{ title: '依据', documentNo: '1号' }],
        effectiveOn: '2021-09-01',
      },
      code: '370104',
      name: '某区',
    };
    const { status, body } = await running.get(
      'mutation ($input: OpenDistrictInput!) { openDistrict(input: $input) { userErrors { code } } }',
      { claims: bureauClaims, variables: { input } },
    );
    expect([status, body.data, body.errors[0].extensions.code]).toEqual([405, undefined, 'BAD_USER_INPUT']);
  });

  test('a subscription by POST is refused, and the answer says where to go', async () => {
    const { body } = await running.post('subscription { ledgerEvents { position } }');
    expect(body.errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('WebSocket'),
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    ]);
  });

  test('a request that another site could make a browser send is refused', async () => {
    const search = new URLSearchParams({ query: group }).toString();
    const plain = await running.fetch(`/graphql?${search}`);
    expect([plain.status, plain.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect((await running.fetch(`/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(
      200,
    );
    expect(
      (
        await running.fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body: JSON.stringify({ query: group }),
        })
      ).status,
    ).toBe(400);
  });

  test.each([
    ['JSON that is broken off', '{"query":', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
    ['an array', '[]', 'application/json', 400],
    ['a text', '"x"', 'application/json', 400],
    ['an object without a query', '{"variables":{}}', 'application/json', 400],
    [
      'the hash of a query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      'application/json',
      200,
    ],
    ['several queries at once', '[{"query":"{ __typename }"},{"query":"{ __typename }"}]', 'application/json', 400],
    ['variables that are a text', '{"query":"{__typename}","variables":"x"}', 'application/json', 400],
    ['another media type', 'query=x', 'application/x-www-form-urlencoded', 415],
  ])('%s is BAD_USER_INPUT in the form of GraphQL', async (_what, body, type, status) => {
    const answer = await running.fetch('/graphql', { method: 'POST', headers: { 'content-type': type }, body });
    expect([answer.status, answer.body.errors[0].extensions]).toEqual([status, { code: 'BAD_USER_INPUT' }]);
  });
});

describe('who asks', () => {
  const viewer = '{ viewer { actor { id role } } }';

  test('is the public without a token, else whom the token names', async () => {
    expect((await running.post(viewer)).body.data.viewer.actor?.role ?? 'PUBLIC').toBe('PUBLIC');
    expect((await running.post(viewer, { claims: bureauClaims })).body.data.viewer.actor).toEqual({
      id: 'bureau-1',
      role: 'BUREAU',
    });
  });

  test('an officer whose token names duties does nothing that needs another one', async () => {
    const codes = async (duties: readonly string[]) => {
      const { body } = await running.post(
        `mutation ($input: RenameGroupInput!) { renameGroup(input: $input) { userErrors { code } } }`,
        {
          claims: { ...bureauClaims, duties },
          variables: {
            input: {
              groupId: '370103.G01',
              name: '第二教育集团',
              command: {
                commandId: '6f1f6d64-6d2f-4c1c-9d3b-222222222222',
                basis: [{ title: '批复', documentNo: '1号' }],
                effectiveOn: new Date().toISOString().slice(0, 10),
                validateOnly: true,
              },
            },
          },
        },
      );
      return body.data?.renameGroup.userErrors ?? body;
    };
    expect(await codes(['FINANCE', 'PERSONNEL'])).toEqual([{ code: 'NOT_AUTHORISED' }]);
    expect(await codes(['FINANCE', 'BASIC_EDUCATION'])).toEqual([]);
  });

  test('with a token that is refused gets 401, not an answer for the public', async () => {
    const { status, headers, body } = await running.post(viewer, { headers: { authorization: 'Bearer nonsense' } });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(body).toEqual({ errors: [{ message: 'The token is malformed', extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('the moment', () => {
  test('X-Min-Position that is readable is answered, one that is not is POSITION_NOT_READABLE', async () => {
    expect((await running.post(group, { headers: { 'x-min-position': '5' } })).body.data.group.name).toBe(
      '第一教育集团',
    );
    const older = await running.post(group, { headers: { 'x-min-position': '6' } });
    expect([older.status, older.body.errors[0].extensions.code, older.body.data]).toEqual([
      200,
      'POSITION_NOT_READABLE',
      undefined,
    ]);
    const newer = await running.post(group, {
      headers: { 'x-min-position': '6', accept: 'application/graphql-response+json' },
    });
    expect([newer.status, newer.body.errors[0].extensions.code]).toEqual([503, 'POSITION_NOT_READABLE']);
  });

  test.each(['', '-1', '1.5', 'head', '99999999999999999', '1, 2'])(
    'X-Min-Position %p is BAD_USER_INPUT',
    async (value) => {
      const { status, body } = await running.post(group, { headers: { 'x-min-position': value } });
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    },
  );

  test('a mutation answers with the position that it reached', async () => {
    const commandId = '6f1f6d64-6d2f-4c1c-9d3b-111111111111';
    const { headers, body } = await running.post(
      `mutation ($input: RegisterSchoolInput!) {
        registerSchool(input: $input) { school { code } receipt { position } userErrors { code path } } }`,
      {
        claims: bureauClaims,
        variables: {
          input: {
            command: { commandId, basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2021-09-01' },
            districtId: '370103',
            code: 'S04',
            name: '学校四',
            phase: 'PRIMARY',
          },
        },
      },
    );
    expect(body.data.registerSchool).toEqual({ school: { code: 'S04' }, receipt: { position: 6 }, userErrors: [] });
    expect([headers.get('x-position'), body.extensions.asOf.position]).toEqual(['6', 6]);
  });
});

describe('languages', () => {
  const refused = 'mutation ($input: OpenDistrictInput!) { openDistrict(input: $input) { userErrors { message } } }';
  const input = {
    command: { commandId: '6f1f6d64-6d2f-4c1c-9d3b-222222222222', basis: [{ title: 'x' }], effectiveOn: '2021-09-01' },
    code: '370103',
    name: '某区',
  };
  test.each([
    [undefined, false],
    ['en', false],
    ['zh-CN,zh;q=0.9,en;q=0.8', true],
    ['zh', true],
    ['en-GB, zh;q=0.5', false],
    ['fr, zh;q=0.2', true],
    ['zh;q=0', false],
    ['*', false],
  ])('Accept-Language %p: Chinese %p', async (language, chinese) => {
    const { body } = await running.post(refused, {
      variables: { input },
      headers: language === undefined ? {} : { 'accept-language': language },
    });
    expect(/\p{Script=Han}/u.test(body.data.openDistrict.userErrors[0].message)).toBe(chinese);
  });
});

describe('introspection', () => {
  test('is answered', async () => {
    expect(
      (
        await running.post(
          getIntrospectionQuery({
            descriptions: true,
            specifiedByUrl: true,
            directiveIsRepeatable: true,
            inputValueDeprecation: true,
            schemaDescription: true,
            oneOf: true,
          }),
        )
      ).body.errors,
    ).toBeUndefined();
  });

  test('is refused where it is off, and errors give no names away', async () => {
    const closed = await startRunning({ env: { INTROSPECTION: 'off' } });
    const { body } = await closed.post('{ __schema { types { name } } }');
    expect([body.data, body.errors[0].extensions.code]).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify((await closed.post('{ distric(id: 1) { id } }')).body)).not.toContain('Did you mean');
    await closed.close();
  });
});

describe('pages', () => {
  test('/ says what this is and links to the rest, without anything from elsewhere', async () => {
    const { status, headers, body } = await running.fetch('/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const link of ['/graphql', '/healthz', '/readyz']) expect(body).toContain(`href="${link}"`);
    expect(body).not.toMatch(/https?:|\/\/\w/);
    expect((await running.fetch('/graphql', { headers: { accept: 'text/html,*/*' } })).body).toContain(
      'edugroup-ledger',
    );
  });

  test('/healthz and /readyz say yes; what is not there is 404', async () => {
    expect(await running.fetch('/healthz')).toMatchObject({ status: 200, body: { alive: true } });
    expect(await running.fetch('/readyz')).toMatchObject({ status: 200, body: { ready: true, reasons: [] } });
    expect((await running.fetch('/nothing')).status).toBe(404);
  });

  test('/metrics counts requests and commands', async () => {
    const { headers, body } = await running.fetch('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    for (const line of [
      /^edugroup_requests_total\{kind="query",outcome="OK"\} [1-9]/m,
      /^edugroup_requests_total\{kind="unknown",outcome="UNAUTHENTICATED"\} 1$/m,
      /^edugroup_requests_total\{kind="unknown",outcome="BAD_USER_INPUT"\} [1-9]/m,
      /^edugroup_commands_total\{command="RegisterSchool",outcome="WRITTEN"\} 1$/m,
      /^edugroup_ledger_position \d+$/m,
      /^edugroup_reader_status\{status="live"\} 1$/m,
      /^process_cpu_seconds_total /m,
    ])
      expect(body).toMatch(line);
  });
});

test('the log holds neither queries nor variables nor tokens', async () => {
  const canary = 'canary41';
  const { body } = await running.get(
    `query ${canary} { schools(districtId: "370103", search: "${canary}") { nodes { name } } }`,
    { claims: { ...bureauClaims } },
  );
  expect(body.data.schools.nodes).toEqual([]);
  await running.post(`{ ${canary} }`, { variables: { [canary]: canary } });
  await running.post('query ($n: Int) { districts(first: $n) { totalCount } }', { variables: { n: canary } });
  expect(running.log()).toMatch(/"method":"GET","route":"\/graphql","status":200/);
  expect(running.log()).not.toMatch(new RegExp(`${canary}|Bearer|eyJ`));
});
