import { eventTypes } from '../../src/domain/ledger.js';
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { typesWith, type WhyField } from '../../src/audit/why/index.js';
import { nodeTypes } from '../../src/graphql/shared/ids.js';
import type { Choose } from './choose.js';
import { inputOf } from './inputs.js';
import {
  anyPlace,
  askableOf,
  cursorOf,
  dayOf,
  DEMO,
  DEMO_EVENTS,
  idOf,
  instantOf,
  strangeNumbers,
  textOf,
  type Place,
} from './values.js';

/** The schema as it is emitted: what clients know of it. */
export const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

/** A document and what is sent with it. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** What the limits of the server leave, with something to spare; a few operations may go beyond. */
const MOST_ALIASES = 25;
const DEEPEST = 11;

/** A document while it is made. */
interface Draft {
  readonly choose: Choose;
  readonly place: Place;
  /** Whether nothing may be wrong with it: fields get no arguments then. */
  readonly sound: boolean;
  /** Fields that may still be selected. */
  fields: number;
  aliases: number;
  readonly fragments: string[];
  /** Declarations of variables, and their values where they are given. */
  readonly declared: string[];
  readonly variables: Record<string, unknown>;
}

/** Where in a document a selection stands. */
interface Scope {
  readonly depth: number;
  /** How many objects may be there, by the sizes of the lists above. */
  readonly times: number;
  /** Whether other selections of the same object may be merged with this one: what has arguments gets a name of its own then. */
  readonly merged: boolean;
}

/** A random query, or a subscription; valid as far as its values are. */
export const operationOf = (choose: Choose, kind: 'query' | 'subscription'): Operation => {
  const draft: Draft = {
    choose,
    place: anyPlace(choose),
    sound: false,
    fields: 5 + choose.below(60),
    aliases: 0,
    fragments: [],
    declared: [],
    variables: {},
  };
  const root = kind === 'query' ? schema.getQueryType()! : schema.getSubscriptionType()!;
  const wanted =
    kind === 'query'
      ? choose.some(Object.values(root.getFields()), 1 + choose.below(3))
      : Object.values(root.getFields());
  const selections = wanted.map((field) => fieldOf(draft, field, { depth: 1, times: 1, merged: false }, new Map()));
  return operation(draft, kind, kind === 'query' && choose.chance(10) ? ['__typename', ...selections] : selections);
};

/** Mutations one after the other, under the names m0, m1 and so on, and what their payloads may show. */
export const mutationsOf = (
  choose: Choose,
  given: readonly (readonly [field: string, input: Readonly<Record<string, unknown>>])[],
  sound = false,
): Operation => {
  const draft: Draft = {
    choose,
    place: anyPlace(choose),
    sound,
    fields: given.length > 3 ? 8 : 25,
    aliases: given.length,
    fragments: [],
    declared: [],
    variables: {},
  };
  const root = schema.getMutationType()!.getFields();
  const selections = given.map(([field, input], index) => {
    const payload = getNamedType(root[field]!.type) as GraphQLObjectType;
    const scope: Scope = { depth: 2, times: 1, merged: true };
    const object = Object.values(payload.getFields()).find(
      ({ name }) => !['receipt', 'userErrors', 'warnings'].includes(name),
    )!;
    const shown = choose.chance(90) && draft.fields > 0 ? fieldOf(draft, object, scope, new Map()) : '';
    const message = choose.chance(20) ? ' message params { name value }' : '';
    const inline = choose.chance(8) && !('facts' in input);
    const argument = inline
      ? literalOf(input, root[field]!.args[0]!.type)
      : variable(draft, root[field]!.args[0]!, input);
    const errors = `userErrors { code path${message} }`;
    const receipt = 'receipt { commandId stream revision position replayed events { eventId } }';
    const told = choose.chance(10) ? receipt : `${receipt} warnings { code result message }`;
    // What gives many commands has their receipts in its results.
    const outcome = 'receipt' in payload.getFields() ? `${told} ${errors}` : `${object.name} { ${told} } ${errors}`;
    return `m${index}: ${field}(input: ${argument}) { ${shown} ${outcome} }`;
  });
  return operation(draft, 'mutation', selections);
};

const operation = (
  { choose, declared, fragments, variables }: Draft,
  kind: string,
  selections: readonly string[],
): Operation => {
  const named = choose.chance(50) ? 'Asked' : '';
  const head = `${kind} ${named}${declared.length === 0 ? '' : `(${declared.join(', ')})`}`;
  const other = named !== '' && choose.chance(10) ? ' query Other { __typename }' : '';
  return {
    query: `${head} { ${selections.join(' ')} } ${fragments.join(' ')}${other}`,
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(named !== '' && (other !== '' || choose.chance(50)) ? { operationName: named } : {}),
  };
};

const selectionOf = (draft: Draft, type: GraphQLCompositeType, scope: Scope): string => {
  const { choose } = draft;
  const known = new Map<string, string>();
  const parts: string[] = choose.chance(8) ? ['__typename'] : [];
  if (isInterfaceType(type)) {
    const types = choose.some(schema.getPossibleTypes(type), 1 + choose.below(4));
    parts.push(
      'id',
      ...types.map(
        (one) =>
          `... on ${one.name}${directive(draft)} { ${fieldsOf(draft, one, { ...scope, merged: true }, known).join(' ')} }`,
      ),
    );
  } else if (isObjectType(type)) {
    const fields = fieldsOf(draft, type, scope, known);
    if (!scope.merged && choose.chance(8)) {
      const name = `F${draft.fragments.length}`;
      draft.fragments.push('');
      draft.fragments[Number(name.slice(1))] =
        `fragment ${name} on ${type.name} { ${fieldsOf(draft, type, { ...scope, merged: true }, known).join(' ')} }`;
      parts.push(`...${name}${directive(draft)}`);
    }
    parts.push(...(choose.chance(5) ? [`... ${directive(draft)} { ${fields.join(' ')} }`] : fields));
  }
  return `{ ${parts.join(' ')} }`;
};

/** Asked so often that it is remembered. */
const composite = new WeakMap<GraphQLField<unknown, unknown>, boolean>();
const isComposite = (field: GraphQLField<unknown, unknown>): boolean => {
  if (!composite.has(field)) composite.set(field, isCompositeType(getNamedType(field.type)));
  return composite.get(field)!;
};

/** How often each field was selected since the first request of a seed: luck alone leaves some of a large schema out. */
const times = new Map<GraphQLField<unknown, unknown>, number>();
export const forgetFields = (): void => times.clear();
/** The one of some fields that was selected least. */
const rarest = (fields: readonly GraphQLField<unknown, unknown>[]): readonly GraphQLField<unknown, unknown>[] =>
  [...fields].sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0)).slice(0, 1);

/** Some fields of an object, at least one. `known` holds the types under the names that the scope has. */
const fieldsOf = (
  draft: Draft,
  type: GraphQLObjectType,
  scope: Scope,
  known: Map<string, string>,
): readonly string[] => {
  const { choose } = draft;
  const all = Object.values(type.getFields()).filter(
    ({ args }) => !draft.sound || !args.some((argument) => isNonNullType(argument.type)),
  );
  const leaves = all.filter((field) => !isComposite(field));
  const deeper = scope.depth < DEEPEST && draft.fields > 0 ? all.filter(isComposite) : [];
  const wanted = new Set([
    // What is refused of many at once is said of each.
    ...(type.name === 'RotateTeachersResult' ? all.filter(({ name }) => name === 'userErrors') : []),
    ...(choose.chance(15) ? leaves : choose.some(leaves, 1 + choose.below(5))),
    ...choose.some(deeper, leaves.length === 0 ? 1 + choose.below(2) : choose.below(scope.depth < 5 ? 4 : 2)),
    ...(choose.chance(60) ? rarest(leaves) : []),
    ...(choose.chance(25) ? rarest(deeper) : []),
  ]);
  const fields = [...wanted].flatMap((field) => {
    const made = fieldOf(draft, field, scope, known);
    if (made === '') return [];
    times.set(field, (times.get(field) ?? 0) + 1);
    return [made];
  });
  return fields.length > 0 ? fields : ['__typename'];
};

/** A field with arguments and a selection; nothing where it cannot stand here. */
const fieldOf = (
  draft: Draft,
  field: GraphQLField<unknown, unknown>,
  scope: Scope,
  known: Map<string, string>,
): string => {
  const { choose } = draft;
  const of = getNamedType(field.type);
  const values = argumentsOf(draft, field, scope);
  const page = field.args.some(({ name }) => name === 'first')
    ? Number(values['first'] ?? values['last'] ?? 20)
    : isListType(getNullableType(field.type))
      ? 5
      : 1;
  const times = scope.times * Math.max(1, Math.min(Number.isFinite(page) ? page : 100, 100));
  if (isComposite(field) && times > 2000 && !choose.chance(3)) return '';
  const type = String(field.type);
  const clash = known.has(field.name) && (known.get(field.name) !== type || field.args.length > 0);
  const renamed = clash || (scope.merged && field.args.length > 0) || choose.chance(4);
  if (renamed && draft.aliases >= MOST_ALIASES) return '';
  const name = renamed ? `a${draft.aliases++}: ${field.name}` : field.name;
  if (!renamed) known.set(field.name, type);
  draft.fields -= 1;
  const given = Object.entries(values).map(([argument, value]) =>
    argumentText(
      draft,
      field.args.find((one) => one.name === argument)!,
      value,
    ),
  );
  const inside = isComposite(field)
    ? ` ${selectionOf(draft, of as GraphQLCompositeType, { ...scope, depth: scope.depth + 1, times })}`
    : '';
  return `${name}${given.length === 0 ? '' : `(${given.join(', ')})`}${directive(draft)}${inside}`;
};

const directive = (draft: Draft): string => {
  if (!draft.choose.chance(3)) return '';
  const { choose } = draft;
  const condition = choose.chance(50)
    ? String(choose.chance(50))
    : variable(draft, { name: 'if', type: booleanType }, choose.chance(50));
  return ` @${choose.one(['skip', 'include'])}(if: ${condition})`;
};
const booleanType = schema.getDirective('skip')!.args[0]!.type;

const argumentText = (draft: Draft, argument: GraphQLArgument, value: unknown): string =>
  `${argument.name}: ${draft.choose.chance(40) ? variable(draft, argument, value) : literalOf(value, argument.type)}`;

/** A variable with the value, or with a default of that value, or with both. */
const variable = (
  { choose, declared, variables }: Draft,
  { type, name: argument }: { readonly type: GraphQLInputType; readonly name: string },
  value: unknown,
): string => {
  const name = `v${declared.length}`;
  const withDefault = argument !== 'input' && value !== undefined && value !== null && choose.chance(20);
  declared.push(`$${name}: ${String(type)}${withDefault ? ` = ${literalOf(value, type)}` : ''}`);
  if (!withDefault || choose.chance(50)) variables[name] = value;
  return `$${name}`;
};

/** A value as it stands in a document. */
const literalOf = (value: unknown, type: GraphQLInputType): string => {
  const of = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value))
    return `[${value.map((item: unknown) => literalOf(item, isListType(of) ? of.ofType : of)).join(', ')}]`;
  if (typeof value === 'object') {
    const fields = isInputObjectType(of) ? of.getFields() : {};
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${literalOf(part, fields[name]?.type ?? of)}`)
      .join(', ')} }`;
  }
  return isEnumType(of) && typeof value === 'string' && /^\w+$/.test(value) ? value : JSON.stringify(value);
};

/** Values for the arguments of a field: all that it needs, and some of the others. */
const argumentsOf = (draft: Draft, field: GraphQLField<unknown, unknown>, scope: Scope): Record<string, unknown> => {
  const { choose } = draft;
  if (draft.sound) return {};
  const values: Record<string, unknown> = field.args.some(({ name }) => name === 'first')
    ? pageOf(choose, field, scope)
    : {};
  for (const argument of field.args) {
    if (pageArguments.includes(argument.name) && field.args.some(({ name }) => name === 'first')) continue;
    if (!isNonNullType(argument.type) && !choose.chance(argument.name === 'asOf' ? 35 : 45)) continue;
    values[argument.name] =
      !isNonNullType(argument.type) && choose.chance(3) ? null : argumentOf(draft, field, argument);
  }
  // A span of days and a school year exclude each other.
  if (('overlapping' in values || 'within' in values) && choose.chance(95)) delete values['schoolYear'];
  // Flows of other days than a school year, and of the past, are for those who may read each rotation.
  if (field.name === 'rotationFlows' && choose.chance(70)) {
    delete values['asOf'];
    if ('within' in values) {
      delete values['within'];
      values['schoolYear'] = 2025;
    }
  }
  if (field.name === 'schoolDevelopment' && choose.chance(97)) {
    Object.assign(values, { from: 2024, to: 2026 });
    if (choose.chance(85)) delete values['asOf'];
  }
  // Hardly any id is that of a policy that is known at the moment.
  if ('policyVersion' in values && choose.chance(80)) delete values['policyVersion'];
  // A draft and a version exclude each other, and so do a group and a school.
  if ('policyVersion' in values && 'underPolicy' in values && choose.chance(90))
    delete values[choose.chance(50) ? 'policyVersion' : 'underPolicy'];
  if ('schoolId' in values && 'groupId' in values && field.name !== 'rotations' && choose.chance(90))
    delete values[choose.chance(50) ? 'schoolId' : 'groupId'];
  // Of something, mostly.
  if (
    ['FindingConnection', 'FindingPairConnection', 'IndicatorBalance'].includes(getNamedType(field.type).name) &&
    field.args.some(({ name }) => name === 'districtId') &&
    !('groupId' in values || 'schoolId' in values) &&
    choose.chance(90)
  )
    values['districtId'] ??= idOf('District', choose, draft.place);
  // Two moments are compared of one subject or of one district.
  if (field.name === 'difference' && choose.chance(90)) {
    const one = choose.chance(30) ? 'districtId' : 'subject';
    const argument = field.args.find(({ name }) => name === one)!;
    delete values[one === 'subject' ? 'districtId' : 'subject'];
    values[one] ??= argumentOf(draft, field, argument);
    delete values['after'];
  }
  // Who acted is asked by auditors; a text is looked for somewhere.
  if (field.name === 'decisions') {
    if (choose.chance(90)) delete values['actor'];
    if ('search' in values && choose.chance(90)) values['districtId'] ??= idOf('District', choose, draft.place);
  }
  // A question why is mostly of an object that has the field.
  if ('field' in values && choose.chance(90)) {
    values['object'] = askableOf(choose.one(typesWith(values['field'] as WhyField)), choose, draft.place);
    if (values['field'] !== 'POLICY_IN_FORCE') delete values['kind'];
  }
  return values;
};
const pageArguments = ['first', 'last', 'after', 'before'];

const pageOf = (choose: Choose, field: GraphQLField<unknown, unknown>, { times }: Scope): Record<string, unknown> => {
  /** Some lists are paged forwards alone. */
  const offered = pageArguments.filter((argument) => field.args.some(({ name }) => name === argument));
  if (choose.chance(3))
    return Object.fromEntries(
      choose
        .some(offered, 3)
        .map((name) => [name, /first|last/.test(name) ? choose.one(strangeNumbers) : cursorOf(choose, nodeTypes)]),
    );
  const size =
    times > 20 ? 1 + choose.below(2) : choose.one([1, 2, 3, 3, 5, 10, ...(times === 1 ? [20, 50, 100] : [])]);
  const kind = nodeTypes.find((type) => `${type}Connection` === getNamedType(field.type).name) ?? 'LedgerEvent';
  const cursor = choose.chance(30) ? cursorOf(choose, [kind]) : undefined;
  const [many, from] =
    choose.chance(70) || !offered.includes('last') ? (['first', 'after'] as const) : (['last', 'before'] as const);
  return { [many]: size, ...(cursor === undefined ? {} : { [from]: cursor }) };
};

const drafts = [
  { kind: 'FUND', lapseYears: 1 },
  { kind: 'BACKDATING', days: 5 },
  { kind: 'LEAD_DRAIN', kept: { numerator: 9, denominator: 10, atLeast: true } },
];

const argumentOf = (
  { choose, place }: Draft,
  field: GraphQLField<unknown, unknown>,
  { name, type }: GraphQLArgument,
): unknown => {
  const of = getNamedType(type);
  const anyId = (): string => idOf(choose.one(nodeTypes), choose, place);
  if (isEnumType(of)) {
    const value = (): string => choose.one(of.getValues()).name;
    return isListType(getNullableType(type)) ? Array.from({ length: 1 + choose.below(3) }, value) : value();
  }
  if (of.name === 'Date') {
    if (isListType(getNullableType(type))) return daysOf(choose);
    return choose.chance(95) ? '2026-09-01' : dayOf(choose);
  }
  // What if: of each kind of rules one that holds, whose numbers may be others.
  if (of.name === 'PolicyRulesInput') return choose.one(drafts);
  if (of.name === 'FindingsSideInput')
    return {
      ...(choose.chance(30) ? { asOf: asOfOf(choose) } : {}),
      ...(choose.chance(40) ? { underPolicy: choose.one(drafts) } : {}),
    };
  if (name === 'period')
    return choose.chance(95) ? choose.one(['2024-2025', '2025-2026', '2025-2026-1']) : textOf(choose);
  if (of.name === 'DaysInput') return { from: '2026-09-01', to: choose.chance(95) ? '2027-01-31' : dayOf(choose) };
  switch (name) {
    case 'id':
      return idOf(
        nodeTypes.find((one) => one === getNamedType(field.type).name) ?? choose.one(nodeTypes),
        choose,
        place,
      );
    case 'ids':
      return Array.from({ length: choose.chance(2) ? 101 : choose.below(7) }, anyId);
    case 'object':
      return anyId();
    case 'subject':
      if (of.name === 'String') return choose.one(['语文', '数学', textOf(choose)]);
      return choose.chance(95)
        ? idOf(choose.one(nodeTypes.filter((one) => one !== 'LedgerEvent')), choose, place)
        : anyId();
    case 'subjects':
      return Array.from({ length: choose.below(4) }, anyId);
    case 'groupId':
      return idOf('EducationGroup', choose, place);
    case 'schoolId':
    case 'fromSchoolId':
    case 'toSchoolId':
      return idOf('School', choose, place);
    case 'districtId':
      return idOf('District', choose, place);
    case 'asOf':
      return asOfOf(choose);
    case 'types':
      return choose.chance(95) ? choose.some(eventTypes, 4) : [textOf(choose)];
    case 'stream':
      return choose.one([
        `district-${place.district}`,
        `council-${DEMO}.G01`,
        `policy-${DEMO}`,
        `fund-${DEMO}.G01-2025`,
        textOf(choose),
      ]);
    case 'actor':
      return choose.one(['sample-clerk', 'demo-bureau', 'fuzz-bureau', 'fuzz-auditor', textOf(choose)]);
    case 'personId':
      return idOf('Person', choose, place);
    case 'search':
      return textOf(choose);
    case 'fiscalYear':
    case 'schoolYear':
      return choose.chance(95) ? choose.one([2024, 2025, 2025, 2026]) : choose.one(strangeNumbers);
    case 'from':
    case 'to':
      if (of.name === 'AsOf') return asOfOf(choose);
      if (choose.chance(5)) return choose.one(strangeNumbers);
      return Math.floor(choose.below(DEMO_EVENTS) / 2) + (name === 'to' ? Math.ceil(DEMO_EVENTS / 2) : 1);
    case 'after':
    case 'position':
      return choose.chance(95)
        ? choose.below(DEMO_EVENTS)
        : choose.one(strangeNumbers.filter((number) => name === 'after' || number !== 2 ** 53 - 1));
    case 'documentNo':
      return choose.one(['样本〔2025〕1号', '试〔2026〕1号', textOf(choose)]);
    case 'lateByDaysAtLeast':
      return choose.chance(95) ? choose.one([1, 30, 400]) : choose.one(strangeNumbers);
    case 'lateByDays':
      return choose.chance(95) ? choose.one([0, 1, 30, 400]) : choose.one([-1, 2_147_483_647]);
    case 'groupsAtLeast':
      return choose.chance(95) ? choose.one([1, 2]) : choose.one(strangeNumbers);
    case 'line':
      return choose.one([1, 2, 3, choose.one(strangeNumbers)]);
    default:
      return of.name === 'Boolean' ? choose.chance(50) : of.name === 'Int' ? 1 : textOf(choose);
  }
};

/** Days of a list, now and then more of them than there may be. */
const daysOf = (choose: Choose): readonly string[] =>
  Array.from({ length: choose.chance(2) ? 401 : 1 + choose.below(3) }, () =>
    choose.one(['2025-06-30', '2025-09-30', '2025-12-31', '2026-06-30']),
  );

/** A moment of the past; hardly ever one that lies ahead, because the server waits for those. */
const asOfOf = (choose: Choose): Record<string, unknown> => {
  const known: Record<string, unknown> = choose.chance(60)
    ? { position: choose.chance(97) ? choose.below(DEMO_EVENTS + 1) : choose.one([0, -1, 0.5, -(2 ** 53 - 1)]) }
    : choose.chance(40)
      ? { recordedAt: instantOf(choose) }
      : {};
  return {
    ...known,
    ...(choose.chance(50) ? { effectiveOn: dayOf(choose) } : {}),
    ...(choose.chance(1) ? { position: 1, recordedAt: instantOf(choose) } : {}),
  };
};

/** A mutation with an input that the schema allows and perhaps nothing else does. */
export const randomMutationOf = (choose: Choose, place: Place): Operation => {
  const fields = Object.values(schema.getMutationType()!.getFields());
  const given = Array.from({ length: choose.chance(85) ? 1 : choose.chance(90) ? 2 + choose.below(3) : 11 }, () => {
    const field = choose.one(fields);
    return [field.name, inputOf(choose, getNamedType(field.args[0]!.type) as never, place)] as const;
  });
  return mutationsOf(choose, given);
};
