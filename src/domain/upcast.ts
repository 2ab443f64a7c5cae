import type { CorrectionEvent, RecordCorrected } from './correction.js';
import type { AnyDecider } from './decider.js';

/** What upcasting needs of an aggregate: which events it knows, and the steps between their versions. */
export interface Versions extends Pick<AnyDecider, 'upcasters'> {
  readonly facts: object;
}

/** The event in its present form, or what is not known here: its type, or this version of it. A reader stops there. */
export type Upcast<Event> = { readonly event: Event } | { readonly unknown: 'type' | 'version' };

/** The version in which events of a type are written now: 1, and one more for each upcaster; undefined for an unknown type. */
export const presentVersion = ({ facts, upcasters }: Versions, type: string): number | undefined =>
  Object.hasOwn(facts, type) ? 1 + stepsOf(upcasters, type).length : undefined;

/**
 * A stored event in the form that the domain speaks now: its data through the steps from its version to the present one.
 * What a later version of the software wrote is a value here, never an exception: it must not be folded, and nothing after it.
 */
export const upcast = <Event extends { readonly type: string }>(
  versions: Versions,
  type: string,
  schemaVersion: number,
  data: Readonly<Record<string, unknown>>,
): Upcast<Event> => {
  if (type === 'RecordCorrected' || type === 'RecordRetracted')
    return upcastCorrection(versions, type, schemaVersion, data);
  const present = presentVersion(versions, type);
  if (present === undefined) return { unknown: 'type' };
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > present) return { unknown: 'version' };
  const upToDate = stepsOf(versions.upcasters, type)
    .slice(schemaVersion - 1)
    .reduce((older, step) => step(older), data);
  return { event: { ...upToDate, type } as unknown as Event };
};

/** A correction carries a right fact, in the version of its own type. */
const upcastCorrection = <Event extends { readonly type: string }>(
  versions: Versions,
  type: CorrectionEvent['type'],
  schemaVersion: number,
  data: Readonly<Record<string, unknown>>,
): Upcast<Event> => {
  if (schemaVersion !== 1) return { unknown: 'version' };
  if (type === 'RecordRetracted') return { event: { ...data, type } as unknown as Event };
  const { type: rightType, ...right } = data['right'] as RecordCorrected['right'];
  const read = upcast(versions, rightType, data['rightVersion'] as number, right);
  return 'unknown' in read ? read : { event: { ...data, type, right: read.event } as unknown as Event };
};

const stepsOf = (upcasters: Versions['upcasters'], type: string) =>
  Object.hasOwn(upcasters, type) ? (upcasters[type] ?? []) : [];
