import { lastFirst, type Council, type Taken, type Term } from '../domain/council/index.js';
import { addDays, latest, type Day } from '../domain/day.js';
import { councilStream, groupId, schoolId, splitId, streamKey } from '../domain/identity.js';
import { splitPersonKey } from '../domain/person/index.js';
import { same } from '../domain/same.js';
import type { PostKind } from '../domain/vocabulary.js';
import { contains } from '../domain/timeline.js';
import { holdsOn } from '../projections/intervals.js';
import type { PostRow } from '../projections/person/career-rows.js';
import type { ReadModels } from '../projections/read-models.js';
import { afterMeetings } from './seats-follow-membership.js';
import type { Process } from './process.js';

/**
 * A seat that the charter binds to a post of a member school is of who holds the post (DOMAIN.md, rules across streams): it passes with
 * the post, where the council met on that day from the day after, and filing the change is due.
 */
export const seatsFollowPosts: Process = {
  name: 'seats-follow-posts',
  on: [
    'PostAssigned',
    'PostEnded',
    'CouncilAppointed',
    'CharterAdopted',
    'TermExtended',
    'SeatResigned',
    'SubstituteAppointed',
    'MemberRemoved',
    'RecordCorrected',
    'RecordRetracted',
    'SchoolAdmitted',
  ],
  react: async ({ stream, event, eventId }, { read, issue }) => {
    const groups =
      event.type === 'SchoolAdmitted' ? [groupId(streamKey(stream), event.groupCode)] : groupsOf(read, stream);
    for (const group of groups) {
      // Each seat passes at most once a day of a change: what a command did is read before the next one.
      for (let passing = nextPassing(read, group), left = MOST; passing && left > 0; left -= 1) {
        const { ordinal, school, post, personId, day } = passing;
        await issue(
          {
            type: 'PassSeat',
            groupId: group,
            ordinal,
            schoolId: school,
            post,
            ...(personId === undefined ? {} : { personId }),
          },
          { key: [eventId, ordinal, school, post, day].join('/'), effectiveOn: day },
        );
        const next = nextPassing(read, group);
        passing = next && same(next, passing) ? nextPassing(read, group, passing) : next;
      }
    }
  },
  stands: (read, { stream }) => nextPassing(read, streamKey(stream)) !== undefined,
};

/** Most changes that one event brings about in one council. */
const MOST = 200;

/** The groups whose charters may bind a seat to the post that an event is about, or bound one to a post that was put right since. */
const groupsOf = (read: ReadModels, stream: string): readonly string[] => {
  if (stream.startsWith('council-')) return [streamKey(stream)];
  if (!stream.startsWith('person-')) return [];
  const position = read.events.head();
  const schools = read.posts.by('person', streamKey(stream), position).map(({ school }) => school);
  const seats = read.seats.by('person', streamKey(stream), position);
  return [
    ...new Set([
      ...schools.flatMap((school) => read.memberships.by('school', school, position).map(({ group }) => group)),
      ...seats.flatMap(({ council }) => read.councils.byKey(council, position)?.group ?? []),
    ]),
  ];
};

interface Passing {
  readonly ordinal: number;
  readonly school: string;
  readonly post: PostKind;
  /** Who takes the seat; undefined: nobody. */
  readonly personId: string | undefined;
  readonly day: Day;
}

/** The first day on which a seat is not of who holds its post; after one that was refused, the next. */
const nextPassing = (read: ReadModels, group: string, after?: Passing): Passing | undefined => {
  const council = read.stateAt(councilStream(group), read.events.head()) as Council;
  const passings = council.terms.flatMap((term) => passingsOf(read, group, council, term));
  const index = after ? passings.findIndex((one) => same(one, after)) + 1 : 0;
  return passings[index];
};

const takenOf = ({ since, key, person }: PostRow): Taken => [since, splitPersonKey(key).number, person];

const passingsOf = (read: ReadModels, group: string, council: Council, term: Term): readonly Passing[] => {
  const { district } = splitId(group);
  const { from, until = addDays(from, 1) } = term.office;
  return council.charter.intervals.flatMap((charter) =>
    (charter.value.exOfficio ?? []).flatMap(({ schoolCode, post }): readonly Passing[] => {
      const school = schoolId(district, schoolCode);
      const members = read.memberships.by('group', group, read.events.head()).filter((row) => row.school === school);
      const posts = read.posts.by('school', school, read.events.head()).filter(({ kind }) => kind === post);
      const first = latest(from, charter.from);
      const last = charter.until !== undefined && charter.until < until ? charter.until : until;
      const bound = term.seats.filter((seat) => seat.schoolCode === schoolCode && seat.post === post);
      const days = [
        first,
        ...members.map(({ since }) => since),
        ...posts.flatMap((row) => [row.since, row.until ?? row.since]),
        ...bound.flatMap((seat) => [seat.from, seat.until ?? seat.from]),
      ]
        .filter((day) => first <= day && day < last)
        .sort();
      for (const changed of new Set(days)) {
        const day = afterMeetings(read, group, term.ordinal, changed);
        if (day >= last || !members.some((row) => holdsOn(row, day))) continue;
        // Of two who hold it, who took it last.
        const [holder] = posts
          .filter((row) => holdsOn(row, day))
          .sort((a, b) => lastFirst(takenOf(a), takenOf(b)))
          .map((row) => row.person);
        const seats = term.seats.filter((seat) => contains(seat, day));
        const isRight = bound.every((seat) => !contains(seat, day) || seat.value === holder);
        const isSeated = holder === undefined || seats.some(({ value }) => value === holder);
        if (!isRight || !isSeated) return [{ ordinal: term.ordinal, school, post, personId: holder, day }];
      }
      return [];
    }),
  );
};
