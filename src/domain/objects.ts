import { isCode, isPeriod, isUuid, type StreamName } from './identity.js';

/** What is to be known of a type of object, wherever types are told apart. */
interface Kind {
  /** The category of the streams whose events count its revision. */
  readonly countedBy: 'district' | 'council' | 'person' | 'fund' | 'evaluation' | 'policy' | 'indicator';
  /** Whether a text has the form of its stable key. */
  readonly isKey: (text: string) => boolean;
}

const isCodes = (text: string, parts: number): boolean =>
  text.split('.').length === parts && text.split('.').every(isCode);
const beforeLastDot = (text: string): string => text.slice(0, text.lastIndexOf('.'));
const isNumbered = (text: string, parts: number): boolean =>
  /\.\d{1,9}$/.test(text) && isCodes(beforeLastDot(text), parts);
const isOfPerson = (text: string, letter: string): boolean =>
  isUuid(beforeLastDot(text)) && new RegExp(`\\.${letter}[1-9]\\d{0,8}$`).test(text);
const isEvaluation = (text: string): boolean => {
  const [, scope = '', period = ''] = /^(.+)\.([^.]+)\.E[1-9]\d{0,8}$/.exec(text) ?? [];
  return isCodes(scope, 2) && isPeriod(period);
};
const isOfGroup = (text: string, end: RegExp): boolean => end.test(text) && isCodes(beforeLastDot(text), 2);

/**
 * The objects that the ledger speaks of; their names are the GraphQL type names. Where a text may be the key of several, the first
 * one that is known by it is meant.
 */
const objects = {
  District: { countedBy: 'district', isKey: isCode },
  School: { countedBy: 'district', isKey: (text) => isCodes(text, 2) },
  EducationGroup: { countedBy: 'district', isKey: (text) => isCodes(text, 2) },
  Council: { countedBy: 'council', isKey: (text) => isNumbered(text, 2) },
  Person: { countedBy: 'person', isKey: isUuid },
  Post: { countedBy: 'person', isKey: (text) => isOfPerson(text, 'P') },
  Rotation: { countedBy: 'person', isKey: (text) => isOfPerson(text, 'R') },
  Membership: { countedBy: 'district', isKey: (text) => isNumbered(text, 3) },
  CouncilSeat: { countedBy: 'council', isKey: (text) => /^.+\.\d+\.[0-9a-f-]{36}\.\d+$/.test(text) },
  Recommendation: { countedBy: 'council', isKey: (text) => /^.+\.[0-9a-f-]{36}\.\d+$/.test(text) },
  Resolution: { countedBy: 'council', isKey: (text) => isOfGroup(text, /\.R[1-9]\d{0,8}$/) },
  Fund: { countedBy: 'fund', isKey: (text) => isOfGroup(text, /\.2[01]\d\d$/) },
  Evaluation: { countedBy: 'evaluation', isKey: isEvaluation },
  SchoolIndicators: { countedBy: 'indicator', isKey: (text) => isOfGroup(text, /\.(199\d|2[01]\d\d)$/) },
  Policy: { countedBy: 'policy', isKey: (text) => isCodes(text, 2) },
} as const satisfies Readonly<Record<string, Kind>>;

export type ObjectType = keyof typeof objects;
export const objectTypes = Object.keys(objects) as readonly ObjectType[];

/** One object of the ledger by its stable key. */
export interface ObjectRef {
  readonly type: ObjectType;
  readonly key: string;
}

/** Whether a text has the form of a key of objects of the type. */
export const isKeyOf = (type: ObjectType, text: string): boolean => objects[type].isKey(text);

/** Whether the events of a stream count the revision of objects of the type. */
export const countsRevisionOf = (type: ObjectType, stream: StreamName): boolean =>
  stream.startsWith(`${objects[type].countedBy}-`);

/** An object as one text, `School:370103.S01`, and back. */
export const nameOfObject = ({ type, key }: ObjectRef): string => `${type}:${key}`;
export const objectOfName = (name: string): ObjectRef => ({
  type: name.slice(0, name.indexOf(':')) as ObjectType,
  key: name.slice(name.indexOf(':') + 1),
});
