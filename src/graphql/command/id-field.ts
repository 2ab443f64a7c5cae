import { isKey, readId, writtenKey, type NodeType } from '../shared/ids.js';
import type { Wrong } from './validate.js';

const idFields = new Map<object, ReadonlyMap<string, NodeType>>();

/** An input field that takes the global id or the key of an object; the command wrapper turns it into the key. */
export const IdOf =
  (type: NodeType): PropertyDecorator =>
  (prototype, name) => {
    idFields.set(prototype, new Map(idFields.get(prototype)).set(name as string, type));
  };

/** The input's id fields and their types. */
export const idFieldsOf = (input: object): ReadonlyMap<string, NodeType> =>
  idFields.get(Object.getPrototypeOf(input) as object) ?? new Map<string, NodeType>();

/**
 * The input with keys for ids, also in the inputs within it, and the ids that are of another type or of no type at all.
 * Moments in ids are ignored.
 */
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
    const key = writtenKey(type, read.key);
    if ((read.type !== undefined && read.type !== type) || !isKey(type, key))
      wrong.push({ path, args: { needed: type } });
    return key;
  };
  return { input: keyed(input, []) as I, wrong };
};
