import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { present } from '../../src/domain/present.js';
import type { Command, CommandType } from '../../src/domain/ledger.js';

/** The part of JSON Schema that commands are written in. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
/** Values by `Command.field`, else by the field's name, else by the name of its type in src/domain. */
export type Pools = Readonly<Record<string, fc.Arbitrary<unknown>>>;
export type Weights = Partial<Record<CommandType, number>>;

// Emitted from src/domain by `npm run schema`.
const { $ref: every, definitions } = JSON.parse(
  readFileSync(new URL('./commands.schema.json', import.meta.url), 'utf8'),
) as { readonly $ref: string; readonly definitions: Readonly<Record<string, Schema>> };
const typeOf = (ref: string): string => ref.slice('#/definitions/'.length);

/** A union of unions has the alternatives of all. */
const alternatives = (schema: Schema): readonly Schema[] =>
  schema.$ref !== undefined
    ? alternatives(definitions[typeOf(schema.$ref)]!)
    : (schema.anyOf?.flatMap(alternatives) ?? [schema]);

/** The form of every command; corrections depend on what stands, and are drawn by who knows it. */
const forms = new Map(
  alternatives({ $ref: every })
    .map((form) => [form.properties?.['type']?.const as CommandType, form] as const)
    .filter(([type]) => type !== 'CorrectRecord' && type !== 'RetractRecord'),
);
export const commandTypes: readonly CommandType[] = [...forms.keys()];

const valueOf = (schema: Schema, pools: Pools, ...names: readonly string[]): fc.Arbitrary<unknown> => {
  const known = names.find((name) => pools[name]);
  if (known !== undefined) return pools[known]!;
  if (schema.$ref !== undefined) {
    const type = typeOf(schema.$ref);
    return valueOf(definitions[type]!, pools, type);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valueOf(one, pools)));
  if (schema.items) return fc.array(valueOf(schema.items, pools), { minLength: 1, maxLength: 3 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'string') return fc.constantFrom('甲', '乙', '丙', '丁', '戊');
  if (schema.type === 'number') return fc.integer({ min: 1, max: 3 });
  return recordOf(schema, pools);
};

/** Of optional fields, one in ten is absent. */
const recordOf = ({ properties = {}, required = [] }: Schema, pools: Pools, type = ''): fc.Arbitrary<object> => {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const value = valueOf(schema, pools, `${type}.${name}`, name);
    return [name, required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 9 })] as const;
  });
  return fc.record(Object.fromEntries(fields)).map(present);
};

/** Any of these commands, each as often as its weight says, else once; without a type that nobody named it goes on. */
export const anyCommand = (
  pools: Pools,
  weights: Weights = {},
  types: readonly CommandType[] = commandTypes,
): fc.Arbitrary<Command> =>
  fc.oneof(
    ...types
      .filter((type) => weights[type] !== 0)
      .map((type) => ({ weight: weights[type] ?? 1, arbitrary: recordOf(forms.get(type)!, pools, type) })),
  ) as fc.Arbitrary<Command>;
