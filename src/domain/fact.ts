import { addDays, type Day } from './day.js';
import { streamKey, type StreamName } from './identity.js';
import type { ObjectRef } from './objects.js';
import { yuan } from './money.js';

/** What a sentence may call things, for who asks; undefined where it has no name for them. Days are those of the name. */
export interface Names {
  readonly school: (id: string, day: Day) => string | undefined;
  readonly group: (id: string, day: Day) => string | undefined;
  readonly person: (id: string) => string | undefined;
}

/** What the words of one language have in common, about one event. */
export interface Say {
  /** A school by its code in the stream's district, or by its id: its name on the day, else its code. */
  readonly school: (codeOrId: string) => string;
  /** Several schools; of more than twenty the first ones, and how many more. */
  readonly schools: (codes: readonly string[]) => string;
  /** Its name on the day before. */
  readonly schoolBefore: (code: string) => string;
  readonly group: (codeOrId: string) => string;
  readonly groupBefore: (code: string) => string;
  /** A person's name; undefined where there is none to be told. */
  readonly person: (id: string) => string | undefined;
  /** In yuan, with two decimals. */
  readonly money: (fen: number) => string;
  /** More or less, in yuan. */
  readonly change: (fen: number) => string;
  /** What there is of it, with commas between. */
  readonly list: (parts: readonly (string | number | undefined)[]) => string;
  /** The first twenty things, each in its words, and how many more there are. */
  readonly first: <Thing>(things: readonly Thing[], words: (thing: Thing) => string, between?: string) => string;
  readonly stream: StreamName;
}

/** Most things that one sentence names. */
const MOST_NAMED = 20;

/** An event of which some fields may be withheld: the public ones are there. */
export type Shown<Event, Public extends keyof Event> = Pick<Event, Public> & Partial<Event>;
type Words<Event, Public extends keyof Event> = (event: Shown<Event, Public>, say: Say) => string;

/** What everybody else needs to know of an event. */
export interface Fact<Event, Public extends keyof Event = keyof Event> {
  /** The objects that it changes, the one it is about first. */
  readonly touches: (event: Event, stream: StreamName, revision: number) => readonly ObjectRef[];
  /**
   * Whether it is told only within the districts of the schools that it concerns: elsewhere nobody learns of whom it is, or what. Absent:
   * that it happened is told to anybody.
   */
  readonly confined?: true;
  /** The fields that the public may see; of one that is confined those that whoever is told of it may see. */
  readonly public: readonly Public[];
  /** One line that a person reads, also where only the public fields are shown. */
  readonly said: { readonly en: Words<Event, Public>; readonly zh: Words<Event, Public> };
}

type OfType<Event, Type> = Extract<Event, { readonly type: Type }>;
/** The facts of an aggregate: which event types there are, and what is to be known of each. */
export type Facts<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: Fact<OfType<Event, Type>>;
};

/** Declares the facts of an aggregate; that a sentence gets along without what the public may not see is checked by the types. */
export const factsOf =
  <Event extends { readonly type: string }>() =>
  <Public extends { readonly [Type in Event['type']]: PropertyKey }>(facts: {
    readonly [Type in keyof Public]: Fact<OfType<Event, Type>, Public[Type] & keyof OfType<Event, Type>>;
  }): Facts<Event> =>
    facts;

export type Tongue = 'en' | 'zh';

/** The words about an event in a stream, of a day, in a language, with the names that may be told. */
export const saying = (tongue: Tongue, stream: StreamName, day: Day, names: Names): Say => {
  const district = streamKey(stream).split('.')[0]!;
  const idOf = (codeOrId: string): string => (codeOrId.includes('.') ? codeOrId : `${district}.${codeOrId}`);
  const school = (code: string, on = day): string => names.school(idOf(code), on) ?? code;
  const group = (code: string, on = day): string => names.group(idOf(code), on) ?? code;
  const comma = tongue === 'en' ? ', ' : '、';
  const list: Say['list'] = (parts) => parts.filter((part) => part !== undefined).join(comma);
  const first: Say['first'] = (things, words, between = comma) => {
    const said = things.slice(0, MOST_NAMED).map(words).join(between);
    const more = things.length - MOST_NAMED;
    return more <= 0 ? said : tongue === 'en' ? `${said} and ${more} more` : `${said}等 ${things.length} 个`;
  };
  return {
    school: (code) => school(code),
    schools: (codes) => first(codes, (code) => school(code)),
    schoolBefore: (code) => school(code, addDays(day, -1)),
    group: (code) => group(code),
    groupBefore: (code) => group(code, addDays(day, -1)),
    person: names.person,
    money: (fen) => (tongue === 'en' ? `${yuan(fen)} yuan` : ` ${yuan(fen)} 元`),
    change: (fen) => `${fen > 0 ? '+' : ''}${yuan(fen)}${tongue === 'en' ? ' yuan' : ' 元'}`,
    list,
    first,
    stream,
  };
};
