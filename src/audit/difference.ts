import type { ObjectRef, ObjectType } from '../domain/ledger.js';
import { objectTypes } from '../domain/objects.js';
import { splitPersonKey } from '../domain/person/index.js';
import type { Moment, Row, RowReader } from '../projections/read-model.js';
import type { ReadModels } from '../projections/read-models.js';
import { changesOnDays, holdsOn, type Change } from './changes.js';
import { saidOn } from './object.js';
import { EXISTS } from './said.js';

/** What became of an object from one moment to another: ADDED and REMOVED where it exists on one of the days only. */
export interface Difference {
  readonly object: ObjectRef;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** That it exists, or not, is one of them; fields with their values at both moments. */
  readonly changes: readonly Change[];
}

/** How an object differs between two moments; undefined where nothing does. Either axis may differ, and either way round. */
export const differenceOf = (read: ReadModels, object: ObjectRef, from: Moment, to: Moment): Difference | undefined => {
  const [before, after] = [from, to].map(({ position, effectiveOn }) =>
    saidOn(read, object, position, effectiveOn),
  ) as [ReturnType<typeof saidOn>, ReturnType<typeof saidOn>];
  const changes = changesOnDays(before, from.effectiveOn, after, to.effectiveOn);
  if (changes.length === 0) return undefined;
  const [was, is] = [
    holdsOn(before.filter(isExistence), from.effectiveOn),
    holdsOn(after.filter(isExistence), to.effectiveOn),
  ];
  return { object, kind: was === is ? 'CHANGED' : is ? 'ADDED' : 'REMOVED', changes };
};
const isExistence = ({ path }: Pick<Change, 'path'>): boolean => path.length === EXISTS.length;

/** How many objects of a district are looked at for one page, whether they differ or not. */
const LOOKED_AT = 500;
const CHUNK = 100;

/** A page of a district's differences. */
export interface Differences {
  readonly found: readonly Difference[];
  /** The last object that was looked at; undefined where there are no more behind it. */
  readonly next: ObjectRef | undefined;
}

/**
 * What differs in a district between two moments, by type and key, of objects of some types from behind one on. A page looks at some
 * hundred objects at most: it may hold fewer than were asked for, or none, and there are more all the same where `next` says so.
 */
export const differencesIn = (
  read: ReadModels,
  district: string,
  types: readonly ObjectType[],
  {
    from,
    to,
    after,
    limit,
  }: { readonly from: Moment; readonly to: Moment; readonly after: ObjectRef | undefined; readonly limit: number },
): Differences => {
  const found: Difference[] = [];
  let looked = 0;
  let last: ObjectRef | undefined;
  for (const object of objectsOf(read, district, types, [from.position, to.position], after)) {
    if (found.length >= limit || looked >= LOOKED_AT) return { found, next: last };
    looked += 1;
    last = object;
    const difference = differenceOf(read, object, from, to);
    if (difference) found.push(difference);
  }
  return { found, next: undefined };
};

/** The keys of a type in a district behind one, in order, as known at a position. */
type Keys = (
  read: ReadModels,
  district: string,
  position: number,
  after: string | undefined,
  limit: number,
) => readonly string[];

const byPrefix =
  (rows: (read: ReadModels) => Pick<RowReader<Row>, 'page'>): Keys =>
  (read, district, position, after, limit) =>
    rows(read)
      .page(after ?? `${district}.`, limit, position)
      .flatMap(({ key }) => (key.startsWith(`${district}.`) ? [key] : []));

const keysOf: { readonly [Type in ObjectType]: Keys } = {
  District: (read, district, position, after) =>
    after === undefined && read.districts.byKey(district, position) ? [district] : [],
  School: byPrefix(({ schools }) => schools),
  EducationGroup: byPrefix(({ groups }) => groups),
  Council: byPrefix(({ councils }) => councils),
  Membership: byPrefix(({ memberships }) => memberships),
  CouncilSeat: byPrefix(({ seats }) => seats),
  Recommendation: byPrefix(({ recommendations }) => recommendations),
  Resolution: byPrefix(({ resolutions }) => resolutions),
  Fund: byPrefix(({ funds }) => funds),
  Evaluation: byPrefix(({ evaluations }) => evaluations),
  SchoolIndicators: byPrefix(({ indicatorRecords }) => indicatorRecords),
  Policy: byPrefix(({ policies }) => policies),
  Person: (read, district, position, after, limit) =>
    keys(read.persons.scan('district', district, position).after(after, limit)),
  Rotation: (read, district, position, after, limit) =>
    keys(read.rotations.scan('district', district, position).after(after, limit)),
  Post: (read, district, position, after, limit) => {
    const known = (person: string): readonly string[] =>
      keys(read.posts.by('person', person, position)).filter((key) => after === undefined || key > after);
    const first = after === undefined ? undefined : splitPersonKey(after).personId;
    const found: string[] = first === undefined ? [] : [...known(first)];
    for (let person = first; found.length < limit;) {
      const persons = keysOf.Person(read, district, position, person, CHUNK);
      for (const one of persons) {
        found.push(...known(one));
        if (found.length >= limit) break;
      }
      if (persons.length < CHUNK) break;
      person = persons.at(-1);
    }
    return found.slice(0, limit);
  },
};
const keys = (rows: readonly Row[]): readonly string[] => rows.map(({ key }) => key);

/** The objects of a district that are known at one of two positions, by type and key. */
function* objectsOf(
  read: ReadModels,
  district: string,
  types: readonly ObjectType[],
  positions: readonly number[],
  after: ObjectRef | undefined,
): Generator<ObjectRef> {
  const start = after ? objectTypes.indexOf(after.type) : 0;
  for (const type of objectTypes.slice(start)) {
    if (!types.includes(type)) continue;
    let edge = after?.type === type ? after.key : undefined;
    for (;;) {
      const pages = [...new Set(positions)].map((position) => keysOf[type](read, district, position, edge, CHUNK));
      // What lies behind the end of a page that is not the last one may have others before it.
      const ends = pages.flatMap((page) => (page.length < CHUNK ? [] : [page.at(-1)!])).sort();
      const end = ends[0];
      const known = [...new Set(pages.flat())].filter((key) => end === undefined || key <= end).sort();
      for (const key of known) yield { type, key };
      if (end === undefined) break;
      edge = end;
    }
  }
}
