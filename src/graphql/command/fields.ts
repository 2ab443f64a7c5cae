import { ArrayMaxSize } from 'class-validator/cjs/decorator/array/ArrayMaxSize.js';
import { IsOptional } from 'class-validator/cjs/decorator/common/IsOptional.js';
import { ValidateNested } from 'class-validator/cjs/decorator/common/ValidateNested.js';
import { Length } from 'class-validator/cjs/decorator/string/Length.js';
import { NAME_LENGTH, TEXT_LENGTH } from '../../domain/input.js';
import { Field, ID, InputType, Int } from '../shared/decorators.js';
import type { NodeType } from '../shared/ids.js';
import { CalendarDate, Json, SafeInt } from '../shared/scalars.js';
import { IdOf } from './id-field.js';

// The fields that inputs are declared with, and the classes that are made of them.

/** One field of an input, or of one within it: what type-graphql and class-validator are told of it. */
export interface InputField<Value> {
  readonly type: object;
  readonly description: string;
  /** class-validator's own decorator; for each element where the field is a list. */
  readonly constraint?: (each: boolean) => PropertyDecorator;
  /** What object it is the id of. */
  readonly idOf?: NodeType;
  /** The fields of the input within it. */
  readonly fields?: InputFields;
  /** How many elements a list may have; what has no such bound is no list. */
  readonly most?: number;
  readonly optional?: boolean;
  /** The value where there is none. */
  readonly absent?: Value;
}
export type InputFields = Readonly<Record<string, InputField<unknown>>>;

type Optional = { readonly optional: true };
type ValueOf<F> = F extends InputField<infer Value> ? Value : never;
/** What a command is made of: the values of an input's fields. */
export type Values<F extends InputFields> = {
  readonly [K in keyof F as F[K] extends Optional ? never : K]: ValueOf<F[K]>;
} & { readonly [K in keyof F as F[K] extends Optional ? K : never]?: ValueOf<F[K]> };

/** An input type, with the fields it is made of. */
export interface DeclaredInput<F extends InputFields> {
  readonly type: new () => object;
  readonly fields: F;
}

/** A field of any type; those below are for what comes often. */
export const field = <Value>(
  type: object,
  description: string,
  constraint?: (each: boolean) => PropertyDecorator,
): InputField<Value> => ({ type, description, ...(constraint && { constraint }) });

const lengthUpTo =
  (longest: number) =>
  (each: boolean): PropertyDecorator =>
    Length(1, longest, { each, context: { longest } });

/** A name or number as it stands on paper. */
export const name = (description: string, longest = NAME_LENGTH): InputField<string> =>
  field(String, description, lengthUpTo(longest));
/** A text of a few lines. */
export const text = (description: string): InputField<string> => field(String, description, lengthUpTo(TEXT_LENGTH));
/** A string whose form only the domain checks, as a code or a document's number. */
export const string = (description: string): InputField<string> => field(String, description);
export const int = (description: string): InputField<number> => field(Int, description);
/** A sum of money in fen. */
export const fen = (description: string): InputField<number> => field(SafeInt, description);
export const date = (description: string): InputField<string> => field(CalendarDate, description);
export const bool = (description: string): InputField<boolean> => field(Boolean, description);
export const json = (description: string): InputField<unknown> => field(Json, description);
export const oneOf = <Value extends string>(
  values: { readonly [V in Value]: V },
  description: string,
): InputField<Value> => field(values, description);

/** The global id or the key of an object; the command wrapper turns it into the key. */
export const id = (type: NodeType, description: string): InputField<string> => ({
  ...field<string>(ID, `${description}: global id or key.`),
  idOf: type,
});
export const ids = (type: NodeType, description: string, most: number): InputField<readonly string[]> =>
  listOf(id(type, description), most);

export const nested = <F extends InputFields>(
  { type, fields }: DeclaredInput<F>,
  description: string,
): InputField<Values<F>> => ({ ...field<Values<F>>(type, description, () => ValidateNested()), fields });

/** A list with so many elements at most; the description is that of the whole. */
export const listOf = <Value>(
  { absent: _, ...element }: InputField<Value>,
  most: number,
): InputField<readonly Value[]> => ({ ...element, most });
/** A field that may be left out, or null, which is the same. */
export const optional = <Value>(one: InputField<Value>): InputField<Value> & Optional => ({ ...one, optional: true });
/** A field with a value of its own where it is left out, or null. */
export const withDefault = <Value>(one: InputField<Value>, absent: Value): InputField<Value> => ({ ...one, absent });

/** Makes the input type of that name, with type-graphql's and class-validator's own decorators. */
export const inputType = <F extends InputFields>(name: string, description: string, fields: F): DeclaredInput<F> => {
  class Input {}
  for (const [field, one] of Object.entries(fields))
    for (const decorate of decoratorsOf(one)) decorate(Input.prototype, field);
  InputType(name, { description })(Input);
  return { type: Input, fields };
};

const decoratorsOf = (one: InputField<unknown>): readonly PropertyDecorator[] => {
  const { type, description, constraint, idOf, most, optional = false, absent } = one;
  const isList = most !== undefined;
  const nullable = optional || absent !== undefined;
  return [
    Field(() => (isList ? [type] : type), { nullable, description, defaultValue: absent }),
    ...(nullable ? [IsOptional()] : []),
    ...(isList ? [ArrayMaxSize(most)] : []),
    ...(constraint ? [constraint(isList)] : []),
    ...(idOf ? [IdOf(idOf)] : []),
  ];
};

/** The values of an input's fields as plain objects: without what is absent, or with its default. */
export const valuesOf = <F extends InputFields>(fields: F, input: object): Values<F> => {
  const given = input as Readonly<Record<string, unknown>>;
  const values = Object.entries(fields).map(([field, one]) => [field, valueOf(one, given[field])] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Values<F>;
};

const valueOf = ({ fields, absent }: InputField<unknown>, value: unknown): unknown => {
  if (value === undefined) return absent;
  if (fields === undefined) return value;
  return Array.isArray(value)
    ? value.map((element) => valuesOf(fields, element as object))
    : valuesOf(fields, value as object);
};
