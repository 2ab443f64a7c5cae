import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  getIntrospectionQuery,
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { CalendarDate } from '../../src/graphql/shared/scalars.js';
import { type Answered, etagOf, matches } from '../../src/server/etag.js';
import { together } from '../../src/server/together.js';
import { type Asked, bureauClaims, register, type Running, startRunning } from './running.js';

describe('HTTP', () => {
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
        expect([
          status,
          headers.get('access-control-allow-origin'),
          headers.get('access-control-allow-methods'),
        ]).toEqual([204, origin, 'GET, HEAD, POST, OPTIONS']);
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
        const newer = await running.post(query, {
          variables,
          headers: { accept: 'application/graphql-response+json' },
        });
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
      expect(body).toEqual({
        errors: [{ message: 'The token is malformed', extensions: { code: 'UNAUTHENTICATED' } }],
      });
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
      command: {
        commandId: '6f1f6d64-6d2f-4c1c-9d3b-222222222222',
        basis: [{ title: 'x' }],
        effectiveOn: '2021-09-01',
      },
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
});

describe('entity tags', () => {
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
});

describe('a rejection that nobody handles', () => {
  const built = (file: string): string => JSON.stringify(fileURLToPath(new URL(`../../dist/${file}`, import.meta.url)));

  /** What a process says that handles rejections and errors as the program does. */
  const saidBy = (script: string): { readonly status: number | null; readonly lines: readonly string[] } => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
    import { setTimeout as pause } from 'node:timers/promises';
    import { isToldToServer, tellOfStrays } from ${built('server/strays.js')};
    import { background } from ${built('eventstore/background.js')};
    const fail = (error) => { console.log('ended by ' + error.message); process.exit(1); };
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', (error) => { if (!isToldToServer(error)) fail(error); });
    const rejected = async (message) => { await pause(1); throw new Error(message); };
    ${script}`,
      ],
      { encoding: 'utf8' },
    );
    return { status, lines: stdout.trim().split('\n') };
  };

  test('is told to the server that runs, and the process goes on', () => {
    expect(
      saidBy(`
    tellOfStrays((error) => console.log('told: ' + error.message));
    void rejected('one');
    const lost = rejected('two').then(() => undefined);
    await pause(50);
    console.log('alive');`),
    ).toEqual({ status: 0, lines: ['told: one', 'told: two', 'alive'] });
  });

  test('ends the process where no server runs, or none any more', () => {
    expect(saidBy(`tellOfStrays(() => undefined)(); void rejected('three'); await pause(1000);`)).toEqual({
      status: 1,
      lines: ['ended by three'],
    });
  });

  test('of what goes on in the background ends the process beside a server', () => {
    expect(
      saidBy(`tellOfStrays(() => undefined); const work = background(() => rejected('four')); await pause(1000);`),
    ).toEqual({ status: 1, lines: ['ended by four'] });
  });
});

describe('together', () => {
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
});

describe('errors', () => {
  const throwing = (error: () => unknown) => ({
    type: GraphQLString,
    resolve: () => {
      throw error();
    },
  });
  const person = new GraphQLInputObjectType({
    name: 'PersonInput',
    fields: {
      name: { type: new GraphQLNonNull(GraphQLString) },
      phone: { type: GraphQLString },
      birthDate: { type: CalendarDate },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        fine: { type: GraphQLString, resolve: () => 'fine' },
        broken: throwing(() => new Error('SQLITE_CORRUPT: canary')),
        pretending: throwing(() => Object.assign(new Error('canary'), { extensions: { code: 'FORBIDDEN' } })),
        noError: throwing(() => 'canary'),
        uncoded: throwing(() => new GraphQLError('canary')),
        forbidden: throwing(() => new GraphQLError('Not for you', { extensions: { code: 'FORBIDDEN' } })),
        wrongType: { type: GraphQLInt, resolve: () => '张三 canary' },
        nothing: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
        enter: { type: GraphQLString, args: { input: { type: person } }, resolve: () => 'fine' },
        needs: {
          type: GraphQLString,
          args: { id: { type: new GraphQLNonNull(GraphQLString), defaultValue: 'x' } },
          resolve: () => 'fine',
        },
      },
    }),
  });

  describe.each(['production', 'development', 'test'])('in %s', (environment) => {
    let running: Running;
    beforeAll(async () => {
      running = await startRunning({ schema, env: { NODE_ENV: environment === 'production' ? 'test' : environment } });
      if (environment === 'production') {
        // The settings of a production server, on a store that the tests can do without.
        await running.close();
        running = await startRunning({
          schema,
          env: {
            NODE_ENV: 'production',
            LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
            AUTH_ISSUER: 'here',
            AUTH_AUDIENCE: 'ledger',
            EVENT_STORE_URL: '',
          },
        });
      }
    });
    afterAll(() => running.close());

    test.each(['broken', 'pretending', 'noError', 'uncoded', 'wrongType', 'nothing'])(
      'what goes wrong inside is masked, with an id that is in the log: %s',
      async (field) => {
        const { status, body } = await running.post(`{ ${field} }`);
        expect(status).toBe(200);
        expect(body.errors).toHaveLength(1);
        const [error] = body.errors;
        expect(error).toMatchObject({
          path: [field],
          extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) },
        });
        expect(error.message).toBe(`Internal server error; the log says more about ${error.extensions.id}`);
        expect(JSON.stringify(body)).not.toMatch(/canary|stack|\.ts|node_modules/i);
        expect(running.log()).toContain(error.extensions.id);
      },
    );

    test('what was meant for the client is told', async () => {
      const { body } = await running.post('{ fine forbidden }');
      expect(body.data).toEqual({ fine: 'fine', forbidden: null });
      expect(body.errors).toEqual([
        {
          message: 'Not for you',
          locations: [{ line: 1, column: 8 }],
          path: ['forbidden'],
          extensions: { code: 'FORBIDDEN' },
        },
      ]);
      expect(body.extensions.asOf.position).toBe(0);
    });

    test('a variable that is null where it may not be is the mistake of the client', async () => {
      const { body } = await running.post('query ($id: String) { needs(id: $id) }', { variables: { id: null } });
      expect(body.errors[0]).toMatchObject({
        message: expect.stringContaining('must not be null'),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    });

    test.each([
      [{ name: '张三', birthDate: '1980-13-45' }, 'at "input.birthDate"'],
      [{ name: '张三', phone: 13812345678 }, 'at "input.phone"'],
      [{ name: '张三', phone: { a: '1980; b' } }, 'at "input.phone"'],
      [{ name: '张三', identityNo: '370103198001010010' }, 'Field "identityNo" is not defined by type "PersonInput"'],
      [{ phone: '13812345678' }, 'Field "name" of required type "String!" was not provided'],
      ['张三', 'Expected type "PersonInput"'],
    ])('personal details that are none are not repeated, only their place: %j', async (input, told) => {
      const { body } = await running.post('query ($input: PersonInput) { enter(input: $input) }', {
        variables: { input },
      });
      expect(body.errors[0]).toMatchObject({
        message: expect.stringContaining(told),
        extensions: { code: 'BAD_USER_INPUT' },
      });
      expect(JSON.stringify(body) + running.log()).not.toMatch(/张三|1980|138123/);
    });
    test.each(['{ name: "张三", birthDate: "1980-13-45" }', '{ name: "张三", phone: 13812345678 }', '"13812345678"'])(
      'neither are those in the document itself: %s',
      async (input) => {
        const { body } = await running.post(`{ enter(input: ${input}) }`);
        expect(body.errors).toHaveLength(1);
        expect(JSON.stringify(body) + running.log()).not.toMatch(/张三|1980|138123/);
      },
    );

    test('the log says what happened, without the values that were at hand', async () => {
      await running.post('{ broken wrongType }');
      expect(running.log()).toContain('SQLITE_CORRUPT');
      expect(running.log()).not.toContain('张三');
    });
  });
});

describe('suggestions', () => {
  let told: Running;
  let untold: Running;
  beforeAll(async () => {
    told = await startRunning();
    untold = await startRunning({ env: { INTROSPECTION: 'off' } });
  });
  afterAll(async () => {
    await told.close();
    await untold.close();
  });

  const command = { commandId: '0f8fad5b-d9cb-469f-a165-708677289501', basis: [], effectiveOn: '2026-09-01' };
  const school = { command, districtId: '370103', code: 'S01', name: '校', phase: 'PRIMARY' };
  const register = 'mutation ($input: RegisterSchoolInput!) { registerSchool(input: $input) { userErrors { code } } }';

  /** A mistake of each kind for which graphql has a suggestion. */
  const mistakes: readonly (readonly [string, string, object])[] = (
    [
      ['a field', '{ ledgr { position } }'],
      ['a field of an interface', '{ node(id: "1") { name } }'],
      ['a field without its fields', '{ ledger }'],
      ['an argument', '{ district(idd: "1") { code } }'],
      ["a directive's argument", '{ ledger @include(iff: true) { position } }'],
      ['a directive', '{ ledger @inclde(if: true) { position } }'],
      ['a type', '{ node(id: "1") { ... on Distric { name } } }'],
      ["a variable's type", 'query ($asOf: AsOff) { district(id: "1", asOf: $asOf) { code } }'],
      ['a value of an enum', '{ schools(districtId: "1", phase: PRIMRY) { totalCount } }'],
      ['a value of an enum as a text', '{ schools(districtId: "1", phase: "PRIMARY") { totalCount } }'],
      [
        'a value of an enum in a variable',
        'query ($phase: SchoolPhase) { schools(districtId: "1", phase: $phase) { totalCount } }',
        { phase: 'PRIMRY' },
      ],
      [
        "an enum's default",
        'query ($phase: SchoolPhase = PRIMRY) { schools(districtId: "1", phase: $phase) { totalCount } }',
      ],
      ['a field of an input', '{ district(id: "1", asOf: { positio: 1 }) { code } }'],
      [
        'a field of an input in a variable',
        'query ($asOf: AsOf) { district(id: "1", asOf: $asOf) { code } }',
        { asOf: { positio: 1 } },
      ],
    ] as const
  ).map(([what, query, variables = {}]) => [what, query, variables]);

  /** Over HTTP as it is sent by most, by a GET, and as a subscription's document over a WebSocket. */
  const ways: readonly (readonly [string, (running: Running, query: string, variables: object) => Promise<string>])[] =
    [
      [
        'POST',
        async (running, query, variables) =>
          JSON.stringify((await running.post(query, { variables, claims: bureauClaims })).body),
      ],
      [
        'GET',
        async (running, query, variables) =>
          JSON.stringify((await running.get(query, { variables, headers: { 'apollo-require-preflight': '1' } })).body),
      ],
      ['a WebSocket', async (running, query, variables) => errorsOverSocket(running, query, variables)],
    ];
  const errorsOverSocket = async (running: Running, query: string, variables: object): Promise<string> => {
    const client = running.subscriber();
    try {
      return JSON.stringify(
        await new Promise<unknown>((resolve, reject) => {
          client.subscribe(
            { query, variables: { ...variables } },
            { next: resolve, error: resolve, complete: () => reject(new Error('no error')) },
          );
        }),
      );
    } finally {
      await client.dispose();
    }
  };

  describe.each(ways)('over %s', (_way, ask) => {
    test.each(mistakes)(
      'a mistake in %s brings no suggestion where the schema is not told',
      async (_what, query, variables) => {
        const answer = await ask(untold, query, variables);
        expect(answer).toContain('"message"');
        expect(answer).not.toMatch(/did you mean/i);
      },
    );
  });

  test('most mistakes bring a suggestion where the schema is told', async () => {
    const answers = await Promise.all(
      mistakes.map(async ([, query, variables]) => JSON.stringify((await told.post(query, { variables })).body)),
    );
    expect(answers.filter((answer) => answer.includes('Did you mean')).length).toBeGreaterThanOrEqual(11);
  });

  test.each(['phase', 'kind', 'nam'])("neither does one in a command's input: %s", async (field) => {
    const answer = await ways[0]![1](untold, register, { input: { ...school, [field]: 'PRIMRY' } });
    expect(answer).not.toMatch(/did you mean/i);
  });

  test.each([
    [
      'an enum in a variable',
      'subscription ($language: Language) { ledgerEvents { summary(language: $language) } }',
      { language: 'ZHH' },
    ],
    ['an argument', 'subscription { ledgerEvents(aftr: 1) { position } }', {}],
    [
      'a variable of the wrong kind',
      'subscription ($after: SafeInt, $language: Language) { ledgerEvents(after: $after) { summary(language: $language) } }',
      { after: 1, language: 'En' },
    ],
  ])('nor does a subscription with %s', async (what, query, variables) => {
    // Of a variable only the place is told: its value may be personal.
    const said = what.includes('variable') ? 'got invalid value' : 'Did you mean';
    expect(await errorsOverSocket(told, query, variables)).toContain(said);
    const answer = await errorsOverSocket(untold, query, variables);
    expect(answer).toMatch(/"message".*"(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)"/);
    expect(answer).not.toMatch(/did you mean/i);
  });
});
