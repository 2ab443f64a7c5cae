import { splitId } from '../../domain/identity.js';

// The parts of stable keys that the domain's commands are made of.

type Present<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
/** The object without its undefined fields. */
export const present = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;

export const codeOf = (id: string): string => splitId(id).code;
/** `370103.G01.1` as commands name a term of a group's council. */
export const ofTerm = (id: string): { readonly groupId: string; readonly ordinal: number } => {
  const dot = id.lastIndexOf('.');
  return { groupId: id.slice(0, dot), ordinal: Number(id.slice(dot + 1)) };
};
/** `370103.G01.2026` as commands name a group's fund. */
export const ofFund = (id: string): { readonly groupId: string; readonly fiscalYear: number } => {
  const { groupId, ordinal } = ofTerm(id);
  return { groupId, fiscalYear: ordinal };
};
/** `370103.G01.R3` as commands name a resolution. */
export const ofResolution = (id: string): { readonly groupId: string; readonly resolution: number } => {
  const dot = id.lastIndexOf('.R');
  return { groupId: id.slice(0, dot), resolution: Number(id.slice(dot + 2)) };
};
