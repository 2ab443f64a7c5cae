import { describe, expect, test } from '@jest/globals';
import { messages, userErrorCodes } from '../../src/commands/messages.js';
import { permissions } from '../../src/commands/permissions.js';
import { deciders, type CommandType } from '../../src/domain/ledger.js';
import { buildSchema } from '../../src/graphql/index.js';
import { cases } from './commands.js';
import { council, openApi, principals, register } from './ledger.js';

/** Those of the aggregates, and the corrections, which are commands of every stream. */
const commandTypes = [
  ...deciders.flatMap(({ commands }) => Object.keys(commands as object)),
  'CorrectRecord',
  'RetractRecord',
] as CommandType[];

describe('every command of the union', () => {
  test('has a mutation, an input and a payload named alike, a permission row, and a case here', () => {
    const schema = buildSchema();
    const mutations = schema.getMutationType()!.getFields();
    for (const type of commandTypes) {
      const mutation = mutations[type.charAt(0).toLowerCase() + type.slice(1)];
      expect([type, mutation?.type.toString(), mutation?.args.map((arg) => String(arg.type))]).toEqual([
        type,
        `${type}Payload!`,
        [`${type}Input!`],
      ]);
      expect(Object.keys(permissions[type]).length).toBeGreaterThan(0);
    }
    // And one that gives many commands.
    expect(Object.keys(mutations)).toHaveLength(commandTypes.length + 1);
    expect(Object.keys(mutations)).toContain('rotateTeachers');
    expect(Object.keys(permissions).sort()).toEqual([...commandTypes].sort());
    expect(Object.keys(cases).sort()).toEqual([...commandTypes].sort());
  });

  test('is refused with messages in both languages', () => {
    for (const code of userErrorCodes) {
      expect([messages[code].en({}).trim(), messages[code].zh({}).trim()]).toEqual([
        expect.stringMatching(/^[A-Z]/),
        expect.stringMatching(/\p{Script=Han}/u),
      ]);
    }
  });
});

describe.each(commandTypes)('%s', (type) => {
  const { before, input, as = principals.bureau, selection, shows, events, refused } = cases[type];

  test('succeeds, and the payload shows what it changed', async () => {
    const ledger = await openApi();
    await register(ledger);
    await council(ledger);
    await before?.(ledger);
    const head = ledger.runner.head();
    const { receipt, userErrors, ...object } = await ledger.mutate(type, input, { principal: as, selection });
    expect({ userErrors, ...object }).toEqual({ userErrors: [], [Object.keys(object)[0]!]: shows });
    expect(receipt).toMatchObject({
      position: head + events.length,
      replayed: false,
      events: events.map((event) => ({ type: event })),
    });
    await ledger.close();
  });

  test(`is refused: ${refused.code}`, async () => {
    const ledger = await openApi();
    await register(ledger);
    await council(ledger);
    await before?.(ledger);
    const head = ledger.runner.head();
    const { receipt, userErrors, ...object } = await ledger.mutate(type, refused.input, {
      selection: '{ __typename }',
      principal: refused.as ?? principals.bureau,
      ...(refused.command ? { command: refused.command } : {}),
    });
    expect(userErrors).toMatchObject([{ code: refused.code, path: refused.path }]);
    expect([receipt, ...Object.values(object)]).toEqual([null, null]);
    expect(ledger.readModels.events.head()).toBe(head);
    await ledger.close();
  });
});
