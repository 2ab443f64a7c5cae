import { Field, ID } from '../shared/decorators.js';
import { isKey, readId, type NodeType } from '../shared/ids.js';
import type { Wrong } from './validate.js';

const idFields = new Map<object, Map<string, NodeType>>();

/** An input field that takes the global id or the key of an object; the command wrapper turns it into the key. */
export const IdField =
  (
    type: NodeType,
    description: string,
    { nullable = false, list = false }: { readonly nullable?: boolean; readonly list?: boolean } = {},
  ): PropertyDecorator =>
  (prototype, name) => {
    idFields.set(prototype, new Map(idFields.get(prototype)).set(name as string, type));
    Field(() => (list ? [ID] : ID), { nullable, description: `${description}: global id or key.` })(
      prototype,
      name as string,
    );
  };

/** The input's id fields and their types, with those of the classes it extends. */
export const idFieldsOf = (input: object): ReadonlyMap<string, NodeType> => {
  const prototype = Object.getPrototypeOf(input) as object | null;
  return prototype === null
    ? new Map<string, NodeType>()
    : new Map([...idFieldsOf(prototype), ...(idFields.get(prototype) ?? [])]);
};

/** The input with keys for ids, also in the inputs within it, and the ids that are of another type or of no type at all. Moments in ids are ignored. */
export const withKeys = <I extends object>(input: I): { readonly input: I; readonly wrong: readonly Wrong[] } => {
  const wrong: Wrong[] = [];
  const keyed = (value: unknown, path: readonly string[], type?: NodeType): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown, index) => keyed(item, [...path, String(index)], type));
    if (typeof value === 'string' && type !== undefined) return keyOf(value, path, type);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype) return value;
    const types = idFieldsOf(value);
    const fields = Object.entries(value).map(
      ([name, part]) => [name, keyed(part, [...path, name], types.get(name))] as const,
    );
    return Object.assign(Object.create(Object.getPrototypeOf(value) as object) as object, Object.fromEntries(fields));
  };
  const keyOf = (id: string, path: readonly string[], type: NodeType): string => {
    const read = readId(id);
    const key = type === 'Person' ? read.key.toLowerCase() : read.key;
    if ((read.type !== undefined && read.type !== type) || !isKey(type, key))
      wrong.push({ path, args: { needed: type } });
    return key;
  };
  return { input: keyed(input, []) as I, wrong };
};
