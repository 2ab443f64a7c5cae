// type-graphql wants reflect-metadata before its first decorator runs: import decorators from here only.
import 'reflect-metadata';
import { Field, ObjectType } from 'type-graphql';

export * from 'type-graphql';

type FieldOptions = NonNullable<Parameters<typeof Field>[1]>;
type ReturnType = NonNullable<Parameters<typeof Field>[0]>;
type ObjectTypeOptions = NonNullable<Parameters<typeof ObjectType>[1]>;

/** An object type whose fields the executor reads itself; type-graphql's own wrapping makes lists four times slower. */
export const Type = (
  description: string,
  options: { readonly name?: string; readonly implements?: NonNullable<ObjectTypeOptions['implements']> } = {},
): ClassDecorator => {
  const { name, ...others } = options;
  const all = { description, simpleResolvers: true, ...others };
  return name === undefined ? ObjectType(all) : ObjectType(name, all);
};

/**
 * A getter, or a method (args, context), that the executor reads or calls itself and hence synchronously: type-graphql's
 * own call of a field with arguments is asynchronous. Kept from type-graphql is that there is code behind the field.
 */
export const Derived =
  (type: ReturnType, options: FieldOptions): MethodDecorator =>
  (prototype, name) =>
    Field(type as () => never, options)(prototype, name as string);
