import { personStream, resolutionId } from '../../domain/identity.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { careerOf, splitPersonKey, type Career, type Person } from '../../domain/person/index.js';
import { contains } from '../../domain/timeline.js';
import { revisionIn } from '../../projections/council/queries.js';
import type { Place } from '../../projections/person/queries.js';
import type { RotationRow } from '../../projections/person/rotation-rows.js';
import type { Answer } from './answer.js';
import { chainOf, fact, factsAbout, firstFact, ofFact, type About, type Link } from './chain.js';
import { resolutionLinks } from './council.js';

const careerIn = ({ read, moment }: About, person: string): Career =>
  careerOf(read.stateAt(personStream(person), moment.position) as Person);
const rotationRef = ({ key }: RotationRow): ObjectRef => ({ type: 'Rotation', key });

/** Who decided a rotation, and that it lasts longer, by the day; the resolutions behind. */
const decision = (about: About, row: RotationRow): readonly Link[] => {
  const known = careerIn(about, row.person).rotations.find(({ number }) => number === row.number);
  if (!known?.decided) return [];
  const extensions = known.extensions.filter(({ on }) => on <= about.moment.effectiveOn);
  const stream = personStream(row.person);
  return [
    ...fact(about, 'ROTATION_DECIDED', stream, known.decided.by, rotationRef(row)),
    ...firstFact(about, 'ROTATION_PROPOSED', 'RotationProposed', rotationRef(row)),
    ...extensions.flatMap(({ by }) => fact(about, 'ROTATION_EXTENDED', stream, by, rotationRef(row))),
    ...[known.decided, ...extensions].flatMap(({ resolution }) =>
      resolution ? resolutionLinks(about, resolutionId(resolution.groupId, resolution.number)) : [],
    ),
  ];
};

/** The arrival at the receiving school, or the last return to it after a suspension. */
const arrival = (about: About, row: RotationRow): readonly Link[] => {
  const [last, ...before] = factsAbout(about, rotationRef(row), 'ArrivalConfirmed', 'RotationResumed')
    .filter(({ on }) => on <= about.moment.effectiveOn)
    .sort((a, b) => (a.on === b.on ? b.entry.revision - a.entry.revision : a.on < b.on ? 1 : -1));
  return [
    ...(last ? ofFact(about, 'MADE_BY', last, rotationRef(row)) : []),
    ...before
      .filter(({ event }) => event.type === 'ArrivalConfirmed')
      .flatMap((one) => ofFact(about, 'ARRIVED', one, rotationRef(row))),
  ];
};

/** What brought somebody to a place: the arrival there, the post, or the employment. */
const ofPlace = (about: About, person: string, { school, share, rotation }: Place): readonly Link[] => {
  if (rotation) return [...arrival(about, rotation), ...decision(about, rotation)];
  const { queries, moment } = about;
  const { posts, employment } = careerIn(about, person);
  const stream = personStream(person);
  const employed = employment.intervals.find((interval) => contains(interval, moment.effectiveOn));
  if (employed?.value.homeSchoolId !== school) {
    const held = queries.postsOn(person, moment).find((post) => post.school === school && post.share === share);
    const number = held && splitPersonKey(held.key).number;
    const by = posts.find((post) => post.number === number)?.by;
    return held && by !== undefined ? fact(about, 'MADE_BY', stream, by, { type: 'Post', key: held.key }) : [];
  }
  const moved = queries.rotationsOf(person, moment).find(({ decidedBy }) => decidedBy === employed.by);
  return [...fact(about, 'MADE_BY', stream, employed.by), ...(moved ? decision(about, moved) : [])];
};

/** Where somebody works on the day; undefined where nowhere. */
export const placesOfTeaching = (about: About, person: string): Answer | undefined => {
  const places = about.queries.teachingAt(person, about.moment);
  if (places.length === 0) return undefined;
  return {
    value: {
      is: 'PLACES',
      places: places.map(({ school, share }) => ({ school: { type: 'School', key: school }, share })),
    },
    links: chainOf(...places.map((place) => ofPlace(about, person, place))),
  };
};

/** The months that were recognised, with the rotations that they were served in; undefined before the day. */
export const credit = (about: About, key: string): Answer | undefined => {
  const { read, queries, moment } = about;
  const row = read.credits.byKey(key, moment.position);
  if (!row || row.on > moment.effectiveOn) return undefined;
  const counted = JSON.parse(row.rotations) as readonly number[];
  const rotations = queries.rotationsOf(row.person, moment).filter(({ number }) => counted.includes(number));
  return {
    value: { is: 'MONTHS', months: row.months },
    links: chainOf(
      fact(about, 'MADE_BY', personStream(row.person), revisionIn(key)),
      ...rotations.map((rotation) => served(about, rotation)),
    ),
  };
};

const servedAs = {
  RotationCompleted: 'COMPLETED',
  ServiceConfirmed: 'SERVICE_CONFIRMED',
  ArrivalConfirmed: 'ARRIVED',
} as const;

/** How a rotation was served, the last step first, and who had decided it. */
const served = (about: About, row: RotationRow): readonly Link[] => [
  ...[...factsAbout(about, rotationRef(row), 'RotationCompleted', 'ServiceConfirmed', 'ArrivalConfirmed')]
    .reverse()
    .flatMap((one) => ofFact(about, servedAs[one.event.type], one, rotationRef(row))),
  ...decision(about, row),
];
