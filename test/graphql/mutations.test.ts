import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Handle } from '../../src/commands/command.js';
import { messages, userErrorCodes } from '../../src/commands/messages.js';
import { permissions } from '../../src/commands/permissions.js';
import { type CommandType, deciders } from '../../src/domain/ledger.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { buildSchema } from '../../src/graphql/index.js';
import { JSON_LIMITS } from '../../src/graphql/shared/json-limits.js';
import { person, silent } from '../support/ledger.js';
import { cases } from './commands.js';
import {
  type ApiLedger,
  commandInput,
  council,
  encoded,
  type Mutating,
  openApi,
  principals,
  register,
} from './ledger.js';
import { fund, group, meeting, passed, resolution, school, spentFund, steps, voucher } from './money.js';

describe('mutations', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
  });
  afterEach(() => ledger.close());

  const group = '370103.G01';
  const admit = { groupId: group, schoolId: '370103.S03' };

  describe('an input', () => {
    test('takes global ids for keys, and ignores a moment in them', async () => {
      const { userErrors, group: changed } = await ledger.mutate(
        'AdmitSchool',
        { groupId: encoded('EducationGroup:370103.G01@1/2020-01-01'), schoolId: encoded('School:370103.S03') },
        { selection: '{ id members { school { code } } }' },
      );
      expect([userErrors, changed]).toEqual([
        [],
        {
          id: encoded('EducationGroup:370103.G01'),
          members: ['S01', 'S02', 'S03'].map((code) => ({ school: { code } })),
        },
      ]);
    });

    test('takes explicit nulls for absent', async () => {
      const { userErrors, school } = await ledger.mutate(
        'RegisterSchool',
        {
          districtId: '370103',
          code: 'S07',
          name: '第7小学',
          phase: 'PRIMARY',
          aliases: null,
          kind: null,
          partOfId: null,
          ownership: null,
          standing: null,
          legalPerson: null,
          isRural: null,
        },
        {
          command: {
            basis: [{ title: '依据', documentNo: null, issuer: null, issuedOn: null, clause: null }],
            reason: null,
            expectedRevision: null,
            assumed: null,
            validateOnly: null,
          },
          selection: '{ kind isRural legalPerson }',
        },
      );
      expect([userErrors, school]).toEqual([[], { kind: 'SCHOOL', isRural: null, legalPerson: '第7小学' }]);
    });

    const formed = {
      districtId: '370103',
      code: 'A01',
      name: '联盟',
      form: 'ALLIANCE',
      leadId: '370103.S01',
      memberIds: ['370103.S01', '370103.S02'],
    };
    test.each([
      ['an id of another type', 'AdmitSchool', { ...admit, groupId: encoded('School:370103.S01') }, {}, ['groupId']],
      ['garbage for an id', 'AdmitSchool', { ...admit, schoolId: 'S03' }, {}, ['schoolId']],
      ['a key in another form', 'WithdrawSchool', { groupId: '370103.G01.1', schoolId: '370103.S02' }, {}, ['groupId']],
      [
        'garbage in a list of ids',
        'FormGroup',
        { ...formed, memberIds: ['370103.S01', '370103.S02', 'x'] },
        {},
        ['memberIds', '2'],
      ],
      ['a person that is no UUID', 'ErasePerson', { personId: '370103' }, {}, ['personId']],
      [
        'a UUID of version 1',
        'AdmitSchool',
        admit,
        { commandId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
        ['command', 'commandId'],
      ],
      [
        'a UUID of version 5',
        'AdmitSchool',
        admit,
        { commandId: '886313e1-3b8a-5372-9b90-0c9aee199e5d' },
        ['command', 'commandId'],
      ],
      [
        'a paper without a title',
        'AdmitSchool',
        admit,
        { basis: [{ title: '依据' }, { title: '' }] },
        ['command', 'basis', '1', 'title'],
      ],
      [
        'a day of issue before 1900',
        'AdmitSchool',
        admit,
        { basis: [{ title: '依据', issuedOn: '1899-12-31' }] },
        ['command', 'basis', '0', 'issuedOn'],
      ],
      [
        'too many papers',
        'AdmitSchool',
        admit,
        { basis: Array.from({ length: 21 }, () => ({ title: '依据' })) },
        ['command', 'basis'],
      ],
      ['an empty assumed field', 'AdmitSchool', admit, { assumed: ['lead', ''] }, ['command', 'assumed', '1']],
      ['an expected revision below 0', 'AdmitSchool', admit, { expectedRevision: -1 }, ['command', 'expectedRevision']],
      ['a name that is too long', 'RenameGroup', { groupId: group, name: '长'.repeat(201) }, {}, ['name']],
      [
        'an alias that is too long',
        'RegisterSchool',
        { districtId: '370103', code: 'S07', name: '新', phase: 'PRIMARY', aliases: ['短', '长'.repeat(201)] },
        {},
        ['aliases', '1'],
      ],
      [
        'an alias that comes twice',
        'RegisterSchool',
        { districtId: '370103', code: 'S07', name: '新', phase: 'PRIMARY', aliases: ['短', '短'] },
        {},
        ['aliases', '1'],
      ],
      ['a code in small letters', 'FormGroup', { ...formed, code: 'a01' }, {}, ['code']],
      [
        'a group that nothing can stand beside',
        'FormGroup',
        { ...formed, form: 'GROUP', besideGroupId: group },
        {},
        ['besideGroupId'],
      ],
    ])('with %s is INVALID_INPUT and names it', async (_, command, input, envelope, path) => {
      const { userErrors } = await ledger.mutate(command, input, { command: envelope });
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', ...path] }]);
    });

    test('that is wrong in several places names them all', async () => {
      const { userErrors } = await ledger.mutate(
        'FormGroup',
        { ...formed, leadId: 'x', name: '' },
        { command: { commandId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' } },
      );
      expect(userErrors.map(({ path }: { path: string[] }) => path.join('.')).sort()).toEqual([
        'input.command.commandId',
        'input.leadId',
        'input.name',
      ]);
    });

    test("never takes another district's school for its namesake", async () => {
      expect((await ledger.mutate('AdmitSchool', { ...admit, schoolId: '370104.S03' })).userErrors).toMatchObject([
        { code: 'NOT_FOUND', path: ['input', 'schoolId'] },
      ]);
      expect(
        (await ledger.mutate('FormGroup', { ...formed, memberIds: ['370103.S01', '370104.S02'] })).userErrors,
      ).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'memberIds', '1'] }]);
      expect(
        (await ledger.mutate('MergeSchools', { schoolIds: ['370104.S02'], intoId: '370103.S01' })).userErrors,
      ).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'schoolIds', '0'] }]);
    });

    test.each([
      ['commandId', 'no-uuid'],
      ['effectiveOn', '2026-02-30'],
      ['basis', [null]],
      ['assumed', [null]],
    ])('whose %s is malformed fails the request before anything runs', async (field, value) => {
      const { data, errors } = await ledger.query(
        'mutation ($input: AdmitSchoolInput!) { admitSchool(input: $input) { userErrors { code } } }',
        { variables: { input: { ...admit, command: commandInput(ledger, { [field]: value }) } } },
      );
      expect([data, errors.length > 0, ledger.runner.head()]).toEqual([undefined, true, 8]);
    });
  });

  describe('a user error', () => {
    const refusal = async (language: 'EN' | 'ZH' | undefined) => {
      const { data } = await ledger.query(
        `mutation ($input: AdmitSchoolInput!) {
        admitSchool(input: $input) { userErrors { message en: message(language: EN) zh: message(language: ZH)
        none: message(language: null) params { name value } } } }`,
        {
          variables: { input: { groupId: group, schoolId: '370103.S99', command: commandInput(ledger) } },
          ...(language ? { language } : {}),
        },
      );
      return data.admitSchool.userErrors[0];
    };

    test("speaks the request's language unless told, English unless anybody says", async () => {
      const english = 'School S99 was not found here.';
      const chinese = '查无学校 S99。';
      expect(await refusal(undefined)).toMatchObject({ message: english, en: english, zh: chinese, none: english });
      expect(await refusal('ZH')).toMatchObject({ message: chinese, en: english, zh: chinese, none: chinese });
    });

    test('carries what fills the message', async () => {
      expect((await refusal('EN')).params).toEqual([{ name: 'school', value: 'S99' }]);
    });
  });

  describe('a receipt', () => {
    test('comes again for the same command, and shows the object as it was right after', async () => {
      const command = { commandId: randomUUID() };
      const first = await ledger.mutate('AdmitSchool', admit, { command });
      await ledger.mutate('AdmitSchool', { groupId: group, schoolId: '370103.S04' });
      const again = await ledger.mutate('AdmitSchool', admit, {
        command: { commandId: command.commandId.toUpperCase() },
        selection: '{ id members { school { code } } }',
      });
      expect(again.receipt).toEqual({ ...first.receipt, replayed: true });
      expect(again.group).toEqual({
        id: encoded('EducationGroup:370103.G01@9/2026-11-24'),
        members: ['S01', 'S02', 'S03'].map((code) => ({ school: { code } })),
      });
      expect(again.receipt).toMatchObject({
        commandId: command.commandId,
        stream: 'district-370103',
        revision: 8,
        position: 9,
        events: [{ type: 'SchoolAdmitted' }],
      });
    });

    test('is not given for other content under the same command id', async () => {
      const command = { commandId: randomUUID() };
      await ledger.mutate('AdmitSchool', admit, { command });
      const { receipt, userErrors } = await ledger.mutate(
        'AdmitSchool',
        { groupId: group, schoolId: '370103.S04' },
        { command },
      );
      expect([receipt, userErrors]).toMatchObject([
        null,
        [{ code: 'DUPLICATE_COMMAND', path: ['input', 'command', 'commandId'] }],
      ]);
    });

    test("is not given for a stale revision; the object's own counts, not the stream's", async () => {
      const { data } = await ledger.query('{ group(id: "370103.G01") { revision } }');
      await ledger.mutate('RenameSchool', { schoolId: '370103.S05', name: '第五小学' });
      expect(
        (await ledger.mutate('AdmitSchool', admit, { command: { expectedRevision: data.group.revision } })).userErrors,
      ).toEqual([]);
      const { userErrors } = await ledger.mutate(
        'RenameGroup',
        { groupId: group, name: '新名' },
        { command: { expectedRevision: data.group.revision } },
      );
      expect(userErrors).toMatchObject([{ code: 'STALE_REVISION', path: ['input', 'command', 'expectedRevision'] }]);
    });

    test('is not given where nothing is to be written, nor is the object', async () => {
      const head = ledger.runner.head();
      expect(await ledger.mutate('AdmitSchool', admit, { command: { validateOnly: true } })).toEqual({
        group: null,
        receipt: null,
        userErrors: [],
      });
      expect(
        (await ledger.mutate('AdmitSchool', { ...admit, schoolId: '370103.S02' }, { command: { validateOnly: true } }))
          .userErrors,
      ).toMatchObject([{ code: 'NO_CHANGE' }]);
      expect((await ledger.mutate('AdmitSchool', admit)).receipt.position).toBe(head + 1);
    });

    test('carries its events whole, and what they touched as it was then', async () => {
      const { data } = await ledger.query(
        `mutation ($input: AdmitSchoolInput!) {
        admitSchool(input: $input) { receipt {
        events { position type reason data actor { id role } basis { documentNo } assumed
        changed { id __typename } } } } }`,
        {
          variables: {
            input: { ...admit, command: commandInput(ledger, { reason: '统筹', assumed: ['effectiveOn'] }) },
          },
        },
      );
      expect(data.admitSchool.receipt.events).toEqual([
        {
          position: 9,
          type: 'SchoolAdmitted',
          reason: '统筹',
          data: { groupCode: 'G01', schoolCode: 'S03' },
          actor: { id: 'bureau-1', role: 'BUREAU' },
          basis: [{ documentNo: '市中教字〔2026〕1号' }],
          assumed: ['effectiveOn'],
          changed: [
            { id: encoded('EducationGroup:370103.G01@9/2026-11-24'), __typename: 'EducationGroup' },
            { id: encoded('School:370103.S03@9/2026-11-24'), __typename: 'School' },
          ],
        },
      ]);
    });
  });

  describe('several mutations of a document', () => {
    const two = `mutation ($a: AdmitSchoolInput!, $b: AdmitSchoolInput!) { a: admitSchool(input: $a) { ...it }
      b: admitSchool(input: $b) { ...it } }
      fragment it on AdmitSchoolPayload { receipt { position } userErrors { code } }`;
    const input = (school: string, envelope = {}) => ({
      groupId: group,
      schoolId: school,
      command: commandInput(ledger, envelope),
    });

    test('answer each for itself, whatever is wrong with the other', async () => {
      for (const wrong of [
        input('x'),
        input('370103.S99'),
        input('370103.S05', { commandId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }),
      ]) {
        const { data, errors, asOf } = await ledger.query(two, {
          variables: { a: input(`370103.S0${ledger.runner.head() - 5}`), b: wrong },
        });
        expect(errors).toEqual([]);
        expect(data).toMatchObject({
          a: { receipt: { position: asOf.position }, userErrors: [] },
          b: { receipt: null, userErrors: [{ code: expect.any(String) }] },
        });
      }
    });

    test("keep the first one's receipt even where the second breaks on the way", async () => {
      const errors: unknown[] = [];
      let calls = 0;
      const handle: Handle = (...given) =>
        ++calls === 2 ? Promise.reject(new Error('a bug')) : ledger.handle(...given);
      const broken = await openApi(ledger.stores, {
        handle,
        log: { ...silent, error: (details) => void errors.push(details) },
      });
      const { data } = await broken.query(two, { variables: { a: input('370103.S03'), b: input('370103.S04') } });
      expect(data).toEqual({
        a: { receipt: { position: 9 }, userErrors: [] },
        b: { receipt: null, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] },
      });
      expect(errors).toHaveLength(1);
      await broken.runner.stop();
    });
  });

  describe('a store', () => {
    test('that is not there is a user error', async () => {
      const stores = memoryStores();
      const gone = await openApi({
        ...stores,
        events: { ...stores.events, append: () => Promise.reject(new StoreUnavailable('gone')) },
      });
      const { receipt, userErrors } = await gone.mutate('OpenDistrict', { code: '370103', name: '市中区' });
      expect([receipt, userErrors]).toMatchObject([null, [{ code: 'STORE_UNAVAILABLE', path: ['input'] }]]);
      await gone.close();
    });

    test('that is ahead of the readers leaves the outcome unknown, until the command is repeated', async () => {
      const command = { commandId: randomUUID() };
      const late = await openApi(ledger.stores, {
        receiptTimeout: 20,
        runner: { ...ledger.runner, positionOf: () => Promise.resolve(undefined) },
      });
      expect((await late.mutate('AdmitSchool', admit, { command })).userErrors).toMatchObject([
        { code: 'OUTCOME_UNKNOWN', path: ['input'] },
      ]);
      await late.runner.stop();
      expect((await ledger.mutate('AdmitSchool', admit, { command })).receipt).toMatchObject({ replayed: true });
    });
  });

  test('what a refusal says of a council points at its id', async () => {
    await council(ledger);
    const refused = await ledger.mutate('AcceptFiling', {
      councilId: encoded('Council:370103.G01.1'),
      documentNo: '备1号',
    });
    expect(refused.userErrors).toMatchObject([{ code: 'FILING_NOT_OPEN', path: ['input', 'councilId'] }]);
    const unknown = await ledger.mutate('FileCouncil', { councilId: '370103.G77.1' });
    expect(unknown.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'councilId'] }]);
  });

  test('personal details never appear in an error', async () => {
    for (const name of ['张三'.repeat(60), '', ' 张三']) {
      const { userErrors } = await ledger.mutate(
        'RegisterPerson',
        { personId: person(1), schoolId: '370103.S01', name, identityNumber: '370103199001010011' },
        { principal: principals.lead },
      );
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'name'] }]);
      expect(JSON.stringify(userErrors)).not.toMatch(/张三|3701031990/);
    }
  });
});

describe('every command', () => {
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
});

describe('inputs in JSON', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const CORRECTION =
    'mutation ($input: CorrectRecordInput!) { correctRecord(input: $input) { receipt { position } userErrors { code path } } }';
  const input = (facts: unknown): object => ({
    eventId: '1',
    facts,
    command: {
      commandId: '0f8fad5b-d9cb-469f-a165-70867728950e',
      basis: [{ title: '更正', documentNo: '1号' }],
      effectiveOn: '2026-11-24',
    },
  });
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

  describe('a JSON input', () => {
    test.each<[string, unknown, RegExp]>([
      ['nested a level too deep', nested(JSON_LIMITS.depth + 1), /at most 32 levels/],
      ['nested beyond any stack', JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), /at most 32 levels/],
      ['of one value too many', Array.from({ length: JSON_LIMITS.nodes }, () => 1), /at most 10000 values/],
      ['with a name too long', { ['a'.repeat(JSON_LIMITS.keyLength + 1)]: 1 }, /at most 100 characters/],
    ])('%s is an error of the request, for anybody', async (_what, facts, message) => {
      for (const principal of [principals.bureau, principals.anybody]) {
        const { errors } = await ledger.query(CORRECTION, { variables: { input: input(facts) }, principal });
        expect(errors).toEqual([
          expect.objectContaining({ message: expect.stringMatching(message), code: 'BAD_USER_INPUT' }),
        ]);
      }
    });

    test('in the document itself is held to the same, with the variables in it', async () => {
      const document = `mutation ($part: JSON) { correctRecord(input: { eventId: "1", facts: { part: $part },
      command: { commandId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      basis: [], effectiveOn: "2026-11-24" } }) { userErrors { code } } }`;
      expect((await ledger.query(document, { variables: { part: nested(JSON_LIMITS.depth) } })).errors).toMatchObject([
        { message: expect.stringMatching(/^Argument "input" has invalid value/) },
      ]);
      expect((await ledger.query(document, { variables: { part: nested(JSON_LIMITS.depth - 1) } })).errors).toEqual([]);
    });

    test('at its limits is decided', async () => {
      const facts = nested(JSON_LIMITS.depth);
      const { data, errors } = await ledger.query(CORRECTION, { variables: { input: input(facts) } });
      expect([errors, data.correctRecord]).toMatchObject([
        [],
        { receipt: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'facts', 'code'] }] },
      ]);
    });
  });

  describe('wrong facts of a person', () => {
    const facts = { personId: person(1), schoolId: '370103.S01', commitment: '0'.repeat(64) };
    test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
      ['without the school', { ...facts, schoolId: undefined }, ['schoolId']],
      ['with a school that is no id', { ...facts, schoolId: 'x' }, ['schoolId']],
      ['with a school in another form', { ...facts, schoolId: 7 }, ['schoolId']],
      ['with a school in a stream of another kind', { ...facts, schoolId: '370103.S01\n.x' }, ['schoolId']],
      ['with half a letter in a value', { ...facts, schoolId: '\ud800' }, ['schoolId']],
      ['with half a letter in a name', { ...facts, '\ud800': 1 }, []],
    ])('%s are refused by their place, and nothing was sent to the store', async (_what, wrong, path) => {
      const registered = (
        await ledger.query('{ ledger { events(types: ["PersonRegistered"], first: 1) { nodes { id } } } }')
      ).data.ledger.events.nodes[0];
      const { userErrors, receipt } = await ledger.mutate('CorrectRecord', { eventId: registered.id, facts: wrong });
      expect([receipt, userErrors]).toMatchObject([
        null,
        [{ code: 'INVALID_INPUT', path: ['input', 'facts', ...path] }],
      ]);
    });
  });

  test('who may give no command is told so before the input is looked at', async () => {
    for (const principal of [principals.anybody, principals.auditor]) {
      const { userErrors } = await ledger.mutate('RenameSchool', { schoolId: 'no id at all', name: '' }, { principal });
      expect(userErrors).toMatchObject([{ code: 'NOT_AUTHORISED', path: ['input'] }]);
    }
  });
});

describe('corrections', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  /** The last event of a type, with its data as the API shows it. */
  const last = async (type: string): Promise<{ id: string; position: number; data: Record<string, unknown> }> =>
    (await ledger.query(`{ ledger { events(types: ["${type}"], last: 1) { nodes { id position data } } } }`)).data
      .ledger.events.nodes[0];
  const correct = async (
    type: string,
    change: object,
    more: object = {},
    mutating: Mutating = {},
  ): ReturnType<ApiLedger['mutate']> => {
    const { id, data } = await last(type);
    return ledger.mutate(
      'CorrectRecord',
      { eventId: id, facts: { ...data, ...change }, ...more },
      { selection: '{ position type corrects { position } }', ...mutating },
    );
  };
  /** What a document says now, and what it said before the last event. */
  const nowAndBefore = async (field: string, selection: string): Promise<readonly [unknown, unknown]> => {
    const asOf = `asOf: { position: ${ledger.runner.head() - 1} }`;
    const { data, errors } = await ledger.query(
      `{ now: ${field}) ${selection} before: ${field}, ${asOf}) ${selection} }`,
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return [data.now, data.before];
  };

  describe('a correction puts the right facts in the place of the wrong ones, and what was believed stays answerable, in the stream', () => {
    test('of a district', async () => {
      await passed(ledger, 'RenameSchool', { schoolId: school(3), name: '第三小雪' });
      const { userErrors, event } = await correct('SchoolRenamed', { name: '济南第三小学' });
      expect([userErrors, event.type, event.corrects.position]).toEqual([[], 'RecordCorrected', event.position - 1]);
      expect(await nowAndBefore(`school(id: "${school(3)}"`, '{ name }')).toEqual([
        { name: '济南第三小学' },
        { name: '第三小雪' },
      ]);
    });

    test('of a council: the day of a resignation', async () => {
      await passed(
        ledger,
        'ResignSeat',
        { councilId: `${group}.1`, personId: person(2) },
        { command: { effectiveOn: '2026-11-01' } },
      );
      expect((await correct('SeatResigned', {}, { rightEffectiveOn: '2026-11-15' })).userErrors).toEqual([]);
      const seats = (until: string): object => ({ councilTerms: [{ seats: [{ until: '2027-09-01' }, { until }] }] });
      expect(
        await nowAndBefore(`group(id: "${group}"`, '{ councilTerms { seats(includeEnded: true) { until } } }'),
      ).toEqual([seats('2026-11-15'), seats('2026-11-01')]);
    });

    test('of a council: the subject and sum of a resolution', async () => {
      await steps.resolved(ledger);
      expect((await correct('ResolutionAdopted', { sum: 400_000, subject: '专项经费' })).userErrors).toEqual([]);
      expect(await nowAndBefore(`resolution(id: "${resolution}"`, '{ subject sum { yuan } }')).toEqual([
        { subject: '专项经费', sum: { yuan: '4000.00' } },
        { subject: '2026年度专项经费使用', sum: { yuan: '5000.00' } },
      ]);
    });

    test('of a person: the school that entered them', async () => {
      await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(1), name: '样本七' });
      expect((await correct('PersonRegistered', { schoolId: school(2) })).userErrors).toEqual([]);
      const name = `{ node(id: "${person(7)}") { ... on Person { nameStatus } } }`;
      expect([
        (await ledger.query(name, { principal: principals.member })).data.node,
        (await ledger.query(name, { principal: principals.lead })).data.node,
      ]).toEqual([{ nameStatus: 'VISIBLE' }, { nameStatus: 'WITHHELD' }]);
    });

    test('of a fund: a line paid by another school, and a voucher that never was', async () => {
      await spentFund(ledger);
      const { position } = await last('ExpenditureRecorded');
      expect(
        (
          await ledger.mutate(
            'RetractRecord',
            { eventId: String(position) },
            { selection: '{ corrects { position } }' },
          )
        ).event,
      ).toEqual({ corrects: { position } });
      expect(
        await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced expenditures { totalCount } }'),
      ).toEqual([
        { spent: { fen: 0 }, balanced: true, expenditures: { totalCount: 0 } },
        { spent: { fen: 20_000 }, balanced: true, expenditures: { totalCount: 1 } },
      ]);
      const { lines } = (await last('FundsAllocated')).data as { lines: object[] };
      expect(
        (await correct('FundsAllocated', { lines: [{ ...lines[0], purpose: '骨干教师培训' }, lines[1]] })).userErrors,
      ).toEqual([]);
      expect(await nowAndBefore(`fund(id: "${fund}"`, '{ lines { purpose } }')).toEqual([
        { lines: [{ purpose: '骨干教师培训' }, { purpose: '文化建设' }] },
        { lines: [{ purpose: '教师培训' }, { purpose: '文化建设' }] },
      ]);
      // The voucher number is free again: it never was.
      expect(
        (
          await ledger.mutate('RecordExpenditure', {
            fundId: fund,
            line: 1,
            voucher,
            fen: 1,
            supplier: '样本公司',
            paidOn: '2026-11-23',
          })
        ).userErrors,
      ).toEqual([]);
    });

    test('of a closed fund year: only by the bureau with a document, and its adjustments too', async () => {
      await spentFund(ledger);
      await steps.closed(ledger);
      await passed(ledger, 'AdjustClosedYear', {
        fundId: fund,
        line: 1,
        fen: -500,
        documentNo: '调1号',
        reason: '重复报销',
      });
      expect(
        (await correct('ClosedYearAdjusted', { fen: -700 }, {}, { principal: principals.council })).userErrors,
      ).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
      expect(
        (await correct('ClosedYearAdjusted', { fen: -700 }, {}, { command: { basis: [{ title: '无文号' }] } }))
          .userErrors,
      ).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
      expect((await correct('ClosedYearAdjusted', { fen: -700 })).userErrors).toEqual([]);
      expect(await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced }')).toEqual([
        { spent: { fen: 19_300 }, balanced: true },
        { spent: { fen: 19_500 }, balanced: true },
      ]);
      await passed(ledger, 'RetractRecord', { eventId: (await last('ClosedYearAdjusted')).id });
      expect(await nowAndBefore(`fund(id: "${fund}"`, '{ spent { fen } balanced }')).toEqual([
        { spent: { fen: 20_000 }, balanced: true },
        { spent: { fen: 19_300 }, balanced: true },
      ]);
    });

    test('of policies', async () => {
      await passed(ledger, 'AdoptPolicy', {
        districtId: '370103',
        code: 'P1',
        title: '结转',
        documentNo: '财1号',
        rules: { kind: 'FUND', lapseYears: 3 },
      });
      expect((await correct('PolicyAdopted', { rules: { kind: 'FUND', lapseYears: 2 } })).userErrors).toEqual([]);
      const years = (lapseYears: number): object => ({ policies: [{ rules: { lapseYears } }] });
      expect(await nowAndBefore('district(id: "370103"', '{ policies { rules { lapseYears } } }')).toEqual([
        years(2),
        years(3),
      ]);
    });
  });

  test('the wrong event is named by its own eventId, too; node finds it by it', async () => {
    await spentFund(ledger);
    const { data } = await ledger.query(
      '{ ledger { events(types: ["FundAppropriated"], first: 1) { nodes { id eventId data } } } }',
    );
    const [{ id, eventId, data: facts }] = data.ledger.events.nodes as [{ id: string; eventId: string; data: object }];
    expect((await ledger.query(`{ node(id: "${eventId}") { id } }`)).data).toEqual({ node: { id } });
    const { userErrors } = await ledger.mutate('CorrectRecord', {
      eventId,
      facts: { ...facts, documentNo: '拨〔2026〕9号' },
    });
    expect(userErrors).toEqual([]);
    expect(
      (await ledger.mutate('CorrectRecord', { eventId: '11111111-1111-4111-8111-111111111111', facts })).userErrors,
    ).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'eventId'] }]);
  });

  describe('a correction is refused', () => {
    beforeEach(() => spentFund(ledger));

    test.each([
      [
        'facts that are no object',
        async () => ({ eventId: (await last('ExpenditureRecorded')).id, facts: [1] }),
        'INVALID_INPUT',
        'facts',
      ],
      [
        "facts that break the event's schema",
        async () => ({ eventId: (await last('ExpenditureRecorded')).id, facts: { line: 1 } }),
        'INVALID_INPUT',
        'facts.voucher',
      ],
      [
        'an allocation under a resolution that does not exist',
        async () => {
          const { id, data } = await last('FundsAllocated');
          return { eventId: id, facts: { ...data, resolution: 77 } };
        },
        'NO_RESOLUTION',
        'facts.resolution',
      ],
      [
        'an allocation beyond its resolution',
        async () => {
          const { id, data } = await last('FundsAllocated');
          return {
            eventId: id,
            facts: {
              ...data,
              lines: (data['lines'] as { fen: number }[]).map((one) => ({ ...one, fen: one.fen + 100_000 })),
            },
          };
        },
        'EXCEEDS_RESOLUTION',
        'facts.resolution',
      ],
      [
        'an allocation to a school that is no member',
        async () => {
          const { id, data } = await last('FundsAllocated');
          return {
            eventId: id,
            facts: { ...data, lines: (data['lines'] as object[]).map((one) => ({ ...one, schoolId: school(5) })) },
          };
        },
        'NOT_SAME_GROUP',
        'facts.lines.0.schoolId',
      ],
      ['a position that nothing stands at', () => ({ eventId: '4711', facts: {} }), 'NOT_FOUND', 'eventId'],
      [
        'the id of something else',
        () => ({ eventId: Buffer.from(`Fund:${fund}`).toString('base64url'), facts: {} }),
        'INVALID_INPUT',
        'eventId',
      ],
      [
        'a right fact that leaves what follows without ground',
        async () => {
          const { id, data } = await last('FundAppropriated');
          return { eventId: id, facts: { ...data, fen: 399_999 } };
        },
        'CONFLICTS_WITH_LATER',
        'eventId',
      ],
      [
        'what changes nothing',
        async () => {
          const { id, data } = await last('FundAppropriated');
          return { eventId: id, facts: data };
        },
        'NO_CHANGE',
        undefined,
      ],
    ] as const)('%s', async (_, input, code, field) => {
      const head = ledger.runner.head();
      const { userErrors, event, receipt } = await ledger.mutate('CorrectRecord', await input());
      expect(userErrors).toMatchObject([{ code, path: ['input', ...(field === undefined ? [] : field.split('.'))] }]);
      expect([event, receipt, ledger.runner.head()]).toEqual([null, null, head]);
    });

    test("of a correction, of another district's record, and by anybody but the bureau", async () => {
      await correct('FundAppropriated', { documentNo: '拨〔2026〕9号' });
      expect(
        (await ledger.mutate('RetractRecord', { eventId: (await last('RecordCorrected')).id })).userErrors,
      ).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['input', 'eventId'] }]);
      for (const principal of [
        principals.farBureau,
        principals.council,
        principals.lead,
        principals.auditor,
        principals.anybody,
      ]) {
        expect(
          (await ledger.mutate('RetractRecord', { eventId: (await last('FundAppropriated')).id }, { principal }))
            .userErrors,
        ).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
      }
    });
  });

  test('a resolution that is repealed is not amended: a correction may say so', async () => {
    await steps.resolved(ledger);
    await passed(ledger, 'RepealResolution', { resolutionId: resolution, ...meeting });
    expect(
      (await ledger.mutate('AmendResolution', { resolutionId: resolution, sum: 1, ...meeting })).userErrors,
    ).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['input', 'resolutionId'] }]);
    await passed(ledger, 'RetractRecord', { eventId: (await last('ResolutionRepealed')).id });
    expect(
      (await ledger.mutate('AmendResolution', { resolutionId: resolution, sum: 1, ...meeting })).userErrors,
    ).toEqual([]);
  });
});
