import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { CalendarDate } from '../../src/graphql/shared/scalars.js';
import { startRunning, type Running } from './running.js';

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
