import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Handle } from '../../src/commands/command.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { person, silent } from '../support/ledger.js';
import { commandInput, council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';

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
        variables: { input: { ...admit, command: commandInput(ledger, { reason: '统筹', assumed: ['effectiveOn'] }) } },
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
    const handle: Handle = (...given) => (++calls === 2 ? Promise.reject(new Error('a bug')) : ledger.handle(...given));
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
