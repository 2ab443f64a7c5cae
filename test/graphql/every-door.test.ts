import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { buildSchema } from '../../src/graphql/index.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocation,
  contract,
  fund,
  group,
  meeting,
  passed,
  payment,
  resolution,
  resolutionInput,
  school,
  steps,
} from './money.js';

// Everything that the schema can be asked for is asked for, from every root: whatever door is added, what is withheld
// must not stand behind it.

const schema = buildSchema();
/** How many objects a question goes into, one within the other. */
const LEVELS = 4;

/** Every field that needs no argument, and the objects within that are of no type on the way there. */
const everything = (type: GraphQLObjectType, levels: number, way: readonly string[] = []): string => {
  const here = [...way, type.name];
  const selections = Object.values(type.getFields()).flatMap((field) => {
    const inside = getNamedType(field.type);
    const name = `${field.name}${pageOf(field)}`;
    if (!isCompositeType(inside)) return [name];
    if (levels === 0 || here.filter((one) => one === inside.name).length > 1 || needsArgument(field)) return [];
    if (isObjectType(inside)) return [`${name} { ${everything(inside, levels - 1, here)} }`];
    const parts = isInterfaceType(inside)
      ? schema.getPossibleTypes(inside).filter((one) => !here.includes(one.name))
      : [];
    return [
      `${name} { __typename id ${parts.map((one) => `... on ${one.name} { ${aliased(one, everything(one, Math.min(levels - 1, 1), here))} }`).join(' ')} }`,
    ];
  });
  return ['__typename', ...selections].join(' ');
};
const needsArgument = ({ args }: GraphQLField<unknown, unknown>): boolean =>
  args.some(({ type, defaultValue }) => String(type).endsWith('!') && defaultValue === undefined);
const pageOf = ({ args }: GraphQLField<unknown, unknown>): string => {
  const given = args.flatMap(({ name }) =>
    name === 'first' ? ['first: 100'] : name === 'includeEnded' ? ['includeEnded: true'] : [],
  );
  return given.length === 0 ? '' : `(${given.join(', ')})`;
};
/** Fields of different types that are named alike do not go together in one place. */
const aliased = (type: GraphQLObjectType, selection: string): string => {
  let depth = 0;
  return selection
    .split(' ')
    .map((word) => {
      const before = depth;
      depth += (word.match(/[{(]/g) ?? []).length - (word.match(/[})]/g) ?? []).length;
      return before === 0 && /^[a-z]\w*(\(.*)?$/.test(word)
        ? `${type.name}_${word.replace(/\W.*$/, '')}: ${word}`
        : word;
    })
    .join(' ');
};

let ledger: ApiLedger;
const secrets = [
  '秘事由',
  '秘依据',
  '秘公司',
  '秘合同',
  '秘发票',
  '秘凭证',
  '秘纪要',
  '秘姓名',
  '秘退回',
  'bureau-1',
  'council-1',
  'school-1',
  'FAMOUS',
  'famous',
  '名校',
  'commitment',
];
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
  const command = { reason: '秘事由', basis: [{ title: '秘依据', documentNo: '依1号' }] };
  const give = (name: string, input: Readonly<Record<string, unknown>>, principal: Principal = principals.bureau) =>
    passed(ledger, name, input, { principal, command });
  await give('ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
  await give('RegisterPerson', { personId: person(7), schoolId: school(5), name: '秘姓名' });
  const registered = String(ledger.runner.head());
  const { commitment } = ledger.readModels.events.at(Number(registered))!.event as unknown as { commitment: string };
  await give('CorrectRecord', { eventId: registered, facts: { personId: person(7), schoolId: school(6), commitment } });
  await give('ChangePersonDetails', { personId: person(7), name: '秘姓名二' });
  await give('FileCouncil', { councilId: `${group}.1` }, principals.council);
  await give('ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '秘退回' });
  await give('AdoptResolution', { ...resolutionInput, ...meeting, minutesNo: '秘纪要' }, principals.council);
  await steps.appropriated(ledger);
  await give('AllocateFunds', allocation, principals.council);
  await give('CommitFunds', { ...contract, supplier: '秘公司', contractNo: '秘合同' }, principals.council);
  const paid = {
    ...payment,
    supplier: '秘公司',
    invoiceNo: '秘发票',
    voucher: { ...payment.voucher, number: '秘凭证' },
  };
  await give('RecordExpenditure', paid, principals.lead);
  await give('ReverseExpenditure', { fundId: fund, voucher: paid.voucher }, principals.lead);
});
afterAll(() => ledger.close());

const of = (type: string): string => everything(schema.getType(type) as GraphQLObjectType, LEVELS);
const roots: Readonly<Record<string, () => string>> = {
  district: () => `district(id: "370103") { ${of('District')} }`,
  school: () => `school(id: "${school(1)}") { ${of('School')} }`,
  'school that entered a person': () => `school(id: "${school(6)}") { ${of('School')} }`,
  group: () => `group(id: "${group}") { ${of('EducationGroup')} }`,
  council: () => `council(id: "${group}.1") { ${of('Council')} }`,
  person: () => `person(id: "${person(7)}") { ${of('Person')} }`,
  resolution: () => `resolution(id: "${resolution}") { ${of('Resolution')} }`,
  fund: () => `fund(id: "${fund}") { ${of('Fund')} }`,
  ledger: () => `ledger { ${of('Ledger')} }`,
  viewer: () => `viewer { ${of('Viewer')} }`,
};
const answers = async (root: string, principal: Principal): Promise<string> => {
  const { data, errors } = await ledger.query(`{ ${roots[root]!()} }`, { principal });
  expect(errors).toEqual([]);
  return JSON.stringify(data);
};

describe.each(Object.keys(roots))('from the root %s', (root) => {
  test('the public comes to nothing that is withheld', async () => {
    const answer = await answers(root, principals.anybody);
    expect(secrets.filter((secret) => answer.includes(secret))).toEqual([]);
  });

  test("another group's council comes to nothing of this one's that is withheld", async () => {
    const answer = await answers(root, { actor: { id: 'council-2', role: 'COUNCIL' }, group: '370103.G02' });
    const theDistricts = ['FAMOUS', 'famous', '名校'];
    expect(secrets.filter((secret) => answer.includes(secret) && !theDistricts.includes(secret))).toEqual([]);
  });
});

test('an auditor comes to all of it, so that it is there to be found', async () => {
  const all = (await Promise.all(Object.keys(roots).map((root) => answers(root, principals.auditor)))).join();
  expect(secrets.filter((secret) => !all.includes(secret) && secret !== '名校')).toEqual([]);
});

test.each(['person', 'ledger'])(
  'the public does not come from the %s to the school that entered a person',
  async (root) => {
    const answer = await answers(root, principals.anybody);
    const ofPerson =
      root === 'person'
        ? answer
        : JSON.stringify(
            (JSON.parse(answer) as { ledger: { events: { nodes: { stream: string }[] } } }).ledger.events.nodes.filter(
              ({ stream }) => stream === `person-${person(7)}`,
            ),
          );
    expect(ofPerson).toContain(person(7));
    expect(ofPerson).not.toMatch(/S05|S06|第5小学|第6小学/);
  },
);

test('nor from a school to those whom it entered', async () => {
  expect(await answers('school that entered a person', principals.anybody)).not.toContain(person(7));
});
