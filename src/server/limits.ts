import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { excessOf, mutations } from '../graphql/index.js';
import type { Limits } from './configuration.js';
import { limitExceeded } from './errors.js';

/** What a page holds where the query does not say. */
const DEFAULT_PAGE = 20;
/** The size of a variable that holds no number: the most that a page may hold. */
const LARGEST_PAGE = 100;
/** What a list holds whose size nothing says, such as the members of a group. */
const ASSUMED_LIST = 5;
/**
 * What it costs to derive a field that looks at much more than it shows: about one for each row that is looked at in a
 * district of twelve groups.
 */
const DERIVED: Readonly<Record<string, number>> = {
  'Viewer.inbox': 1500,
  'EducationGroup.allowedCommands': 50,
  'Council.allowedCommands': 50,
  'Fund.allowedCommands': 50,
  'Evaluation.allowedCommands': 50,
  'Person.allowedCommands': 50,
  'Post.allowedCommands': 50,
  'Rotation.allowedCommands': 50,
  'Mutation.rotateTeachers': 500,
  'Fund.ages': 20,
  'FundLine.origins': 4,
  'Query.decisions': 200,
  'DecisionConnection.totalCount': 500,
  'Decision.sentence': 4,
  'Query.findings': 2000,
  'Query.compareFindings': 4000,
  'Query.suppliers': 500,
  'Query.indicatorBalance': 1000,
  'School.derivedIndicators': 10,
  'Query.why': 200,
  'EducationGroup.findings': 200,
  ...Object.fromEntries(mutations.map(({ payload }) => [`${payload}.warnings`, 400])),
  'RotateTeachersResult.warnings': 400,
  'Resolution.findings': 20,
  'Query.persons': 1000,
  'Query.rotations': 300,
  'Query.rotationFlows': 1000,
  'Query.evaluations': 100,
  'EvaluationConnection.totalCount': 300,
  'Query.rectifications': 300,
  'Evaluation.status': 10,
  'Evaluation.grade': 10,
  'Query.schoolDevelopment': 3000,
  'MedianFigures.indicators': 300,
  'MedianFigures.grade': 300,
  'MedianFigures.gradedSchools': 300,
  'School.staff': 100,
  'School.rotatedIn': 20,
  'School.rotatedOut': 20,
  'Person.timeline': 50,
  'Rotation.decision': 20,
  'PersonConnection.totalCount': 1000,
  'RotationConnection.totalCount': 300,
  'TimelineEntry.sentence': 4,
  'LedgerEventConnection.totalCount': 100,
  'Query.replay': 50,
  'Query.difference': 1500,
  'Query.changePoints': 50,
  'ChangePointConnection.totalCount': 500,
  'ChangePoint.changes': 10,
  'ReplayStep.changes': 10,
  'ReplayStep.withheld': 10,
  'ReplayStep.summary': 4,
  'ReplayStepConnection.totalCount': 900,
  'FieldChange.label': 2,
  'FieldChange.sentence': 2,
  'LedgerEvent.summary': 4,
  'Ledger.checkpoint': 50,
  'Ledger.inclusionProof': 20,
  'Ledger.consistencyProof': 20,
  'WhyLink.sentence': 4,
};

/** The same for each element of a list that is derived one by one. */
const DERIVED_EACH: Readonly<Record<string, number>> = { 'Fund.execution': 10 };

/**
 * Fields whose work grows with a district or a history, whatever the page, to seconds where these are large; some only with an argument,
 * or without one. They are answered beside the server's own thread.
 */
const LONG: Readonly<Record<string, (given: (argument: string) => unknown) => boolean>> = {
  'Viewer.inbox': () => true,
  'Query.decisions': (given) => given('search') != null,
  'DecisionConnection.totalCount': () => true,
  'Query.findings': (given) => (given('groupId') ?? given('schoolId')) == null,
  'Query.compareFindings': (given) => (given('groupId') ?? given('schoolId')) == null,
  'Query.suppliers': () => true,
  'Query.indicatorBalance': () => true,
  'Query.rotationFlows': () => true,
  'Query.schoolDevelopment': () => true,
  'Query.difference': () => true,
  'Query.changePoints': () => true,
  'Query.replay': (given) => (given('view') ?? 'AS_BELIEVED') !== 'AS_BELIEVED',
  'ReplayStepConnection.totalCount': () => true,
};

/** How large an operation is. Introspection is not counted: graphql bounds it by itself. */
export interface Size {
  /** Levels of fields; fragments do not add any. */
  readonly depth: number;
  readonly aliases: number;
  /**
   * Fields that stand side by side in its outermost selection, fragments counted as often as they are spread: of a
   * mutation, its commands.
   */
  readonly width: number;
  /** Fields and objects that may have to be resolved: what is in a list is counted as often as the list may hold it. */
  readonly cost: number;
  /** Fields that are written, fragments counted as often as they are spread and what may be of several types once for each. */
  readonly fields: number;
  /** A field whose work grows with a district or a history, if there is one. */
  readonly long?: string | undefined;
}

type Variables = Readonly<Record<string, unknown>>;

/** Measures an operation of a document that was validated. */
export const sizeOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables = {},
): Size => {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  // Each fragment is measured once for a page size, however often it is spread.
  const measured = new Map<string, Size>();

  const argument = ({ value }: ArgumentNode): unknown => {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.LIST) return value.values;
    if (value.kind !== Kind.VARIABLE) return undefined;
    const given = variables[value.name.value];
    if (given !== undefined) return given;
    const assumed = operation.variableDefinitions?.find(
      ({ variable }) => variable.name.value === value.name.value,
    )?.defaultValue;
    return assumed?.kind === Kind.INT ? Number(assumed.value) : null;
  };

  /** A variable's value, an enum's name, null, undefined, or something else. */
  const meant = (value: ValueNode | undefined): unknown => {
    if (value?.kind === Kind.ENUM) return value.value;
    if (value?.kind === Kind.NULL) return null;
    if (value?.kind !== Kind.VARIABLE) return value;
    const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === value.name.value);
    const given = variables[value.name.value];
    return given === undefined ? meant(declared?.defaultValue) : given;
  };
  const givenFor =
    ({ arguments: given }: FieldNode) =>
    (argument: string): unknown =>
      meant(given?.find(({ name }) => name.value === argument)?.value);

  /** How many objects a connection may give, or undefined where the field is none. */
  const pageOf = (field: FieldNode, definition: GraphQLField<unknown, unknown>): number | undefined => {
    if (!definition.args.some(({ name }) => name === 'first' || name === 'last')) return undefined;
    const sizes = (field.arguments ?? [])
      .filter(({ name }) => name.value === 'first' || name.value === 'last')
      .map(argument)
      .filter((size) => size !== null)
      .map((size) => (typeof size === 'number' && size >= 0 ? size : LARGEST_PAGE));
    return sizes.length === 0 ? DEFAULT_PAGE : Math.max(...sizes);
  };

  /** How many elements a list may have: those asked for by id or day, the page it belongs to, or a few. */
  const lengthOf = (field: FieldNode, definition: GraphQLField<unknown, unknown>, page: number | undefined): number => {
    if (!isListType(getNullableType(definition.type))) return 1;
    const asked = (field.arguments ?? []).filter(({ name }) => ['ids', 'on'].includes(name.value)).map(argument)[0];
    return Array.isArray(asked) ? asked.length : (page ?? ASSUMED_LIST);
  };

  const ofField = (field: FieldNode, parent: GraphQLNamedType, page: number | undefined): Size => {
    const aliases = field.alias ? 1 : 0;
    if (field.name.value.startsWith('__')) return { depth: 1, aliases, width: 1, cost: 0, fields: 1 };
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    const name = `${parent.name}.${field.name.value}`;
    const derived = DERIVED[name] ?? 0;
    const long = LONG[name]?.(givenFor(field)) ? name : undefined;
    if (!definition || !field.selectionSet) return { depth: 1, aliases, width: 1, cost: 1 + derived, fields: 1, long };
    const type = getNamedType(definition.type);
    const inside = ofSelections(field.selectionSet, type, pageOf(field, definition));
    return {
      depth: 1 + inside.depth,
      aliases: aliases + inside.aliases,
      width: 1,
      cost: derived + lengthOf(field, definition, page) * (1 + (DERIVED_EACH[name] ?? 0) + inside.cost),
      fields: 1 + inside.fields * (isAbstractType(type) ? schema.getPossibleTypes(type).length : 1),
      long: long ?? inside.long,
    };
  };

  const ofFragment = (name: string, page: number | undefined): Size => {
    const key = `${name} ${page ?? ''}`;
    const known = measured.get(key);
    const fragment = fragments.get(name);
    if (known || !fragment) return known ?? nothing;
    measured.set(key, nothing);
    const size = ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), page);
    measured.set(key, size);
    return size;
  };

  const ofSelections = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    page: number | undefined,
  ): Size => {
    let total = nothing;
    if (!isCompositeType(parent)) return total;
    for (const selection of selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          total = together(total, ofField(selection, parent, page));
          break;
        case Kind.FRAGMENT_SPREAD:
          total = together(total, ofFragment(selection.name.value, page));
          break;
        case Kind.INLINE_FRAGMENT:
          total = together(
            total,
            ofSelections(
              selection.selectionSet,
              selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent,
              page,
            ),
          );
          break;
      }
    }
    return total;
  };

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, undefined);
};

/**
 * Levels of an input around a JSON value in it, and those of the value: deeper variables could be read, but neither
 * hashed nor written again.
 */
const VARIABLES = { depth: 40, nodes: Infinity, keyLength: Infinity };

/** The error to answer where variables are nested too deeply. */
export const tooDeep = (variables: Variables | undefined): GraphQLError | undefined => {
  const excess = excessOf(variables, VARIABLES);
  return excess === undefined ? undefined : limitExceeded(`variables: ${excess}`);
};

/** The first limit that an operation exceeds, as the error to answer. */
export const exceeded = (
  { depth, aliases, width, cost }: Size,
  limits: Limits,
  operation: OperationTypeNode,
): GraphQLError | undefined => {
  if (depth > limits.depth)
    return limitExceeded(`The operation is ${depth} levels deep; at most ${limits.depth} are allowed`);
  if (aliases > limits.aliases)
    return limitExceeded(`The operation has ${aliases} aliases; at most ${limits.aliases} are allowed`);
  if (operation === OperationTypeNode.MUTATION && width > limits.mutations) {
    return limitExceeded(
      `The operation gives ${width} commands; at most ${limits.mutations} are allowed in one request`,
    );
  }
  if (cost > limits.cost)
    return limitExceeded(
      `The operation has a cost of ${cost}; at most ${limits.cost} is allowed: ask for fewer objects (first, last) or fewer fields`,
    );
  return undefined;
};

const nothing: Size = { depth: 0, aliases: 0, width: 0, cost: 0, fields: 0 };
const together = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  width: one.width + other.width,
  cost: one.cost + other.cost,
  fields: one.fields + other.fields,
  long: one.long ?? other.long,
});
