import type { Council } from '../domain/council/index.js';
import { addDays, type Day } from '../domain/day.js';
import { councilStream, streamKey } from '../domain/identity.js';
import type { DomainEvent } from '../domain/ledger.js';
import { firstUncoveredDay } from '../domain/timeline.js';
import { daysOfRows } from '../projections/intervals.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Process, Tools } from './process.js';

/**
 * The recommending school of a seat is a member of the group (DOMAIN.md, rules across streams, first row). The rule is detected,
 * not prevented: whichever side of a race is numbered second sees the other one, and vacates the seat from the first day on which
 * the school is no member, or where the council met on it, the day after. The council then counts as changed since its
 * filing, so that filing the change is due.
 */
export const seatsFollowMembership: Process = {
  name: 'seats-follow-membership',
  on: [
    'SchoolWithdrawn',
    'GroupDissolved',
    'CouncilAppointed',
    'SubstituteAppointed',
    'TermExtended',
    'RecordCorrected',
    'RecordRetracted',
  ],
  react: async ({ stream, event }, tools, effectiveOn) => {
    for (const group of groupsOf(tools.read, stream, event)) {
      for (const { seat, ordinal, day } of seatsWithoutMember(tools.read, group)) {
        await vacate(tools, group, { ordinal, personId: seat.person, key: seat.key, effectiveOn: day });
      }
      if (event.type === 'GroupDissolved') await endTerms(tools, group, effectiveOn);
    }
  },
  stands: (read, { stream, command }) => {
    const group = streamKey(stream);
    if (command === 'RemoveMember') return seatsWithoutMember(read, group).length > 0;
    const dissolvedOn = read.groups.byKey(group, read.events.head())?.dissolvedOn ?? undefined;
    return (
      dissolvedOn !== undefined &&
      termsOn(read, group, dissolvedOn).some(
        ({ ordinal, termTo }) => afterMeetings(read, group, ordinal, dissolvedOn) <= termTo,
      )
    );
  },
};

/** A council does not outlast its group. */
const endTerms = async (tools: Tools, groupId: string, day: string): Promise<void> => {
  for (const { key, ordinal } of termsOn(tools.read, groupId, day)) {
    const effectiveOn = afterMeetings(tools.read, groupId, ordinal, day);
    await tools.issue({ type: 'EndTerm', groupId, ordinal }, { key: `${key}/end`, effectiveOn });
  }
};

/** The day, or where a council met on it, the day after: who counted in a meeting is not changed afterwards. */
export const afterMeetings = (read: ReadModels, groupId: string, ordinal: number, day: Day): Day => {
  const { meetings } = read.stateAt(councilStream(groupId), read.events.head()) as Council;
  const met = meetings.some(({ meeting }) => meeting.ordinal === ordinal && meeting.heldOn === day);
  return met ? afterMeetings(read, groupId, ordinal, addDays(day, 1)) : day;
};

/** The terms that began before a day and last until then or longer. */
const termsOn = (read: ReadModels, groupId: string, day: string) =>
  read.councils
    .by('group', groupId, read.events.head())
    .filter(({ termFrom, termTo }) => termFrom < day && day <= termTo);

const vacate = (
  tools: Tools,
  groupId: string,
  { ordinal, personId, key, effectiveOn }: { ordinal: number; personId: string; key: string; effectiveOn: string },
): Promise<void> => tools.issue({ type: 'RemoveMember', groupId, ordinal, personId }, { key, effectiveOn });

/** The groups whose seats may have lost their ground: of a corrected register, all of them. */
const groupsOf = (read: ReadModels, stream: string, event: DomainEvent): readonly string[] => {
  if (stream.startsWith('council-')) return [streamKey(stream)];
  if (!stream.startsWith('district-')) return [];
  return 'groupCode' in event
    ? [`${streamKey(stream)}.${event.groupCode}`]
    : read.groups.by('district', streamKey(stream), read.events.head()).map(({ key }) => key);
};

/** The seats whose recommending school is no member on some day of theirs, with the first such day. */
const seatsWithoutMember = (read: ReadModels, group: string) => {
  const position = read.events.head();
  const members = read.memberships.by('group', group, position);
  return read.councils.by('group', group, position).flatMap((council) =>
    read.seats.by('council', council.key, position).flatMap((seat) => {
      const end = addDays(council.termTo, 1);
      const until = seat.until !== null && seat.until < end ? seat.until : end;
      if (until <= seat.since || seat.school === null) return [];
      const membership = daysOfRows(members.filter(({ school }) => school === seat.school));
      const left = firstUncoveredDay({ from: seat.since, until, value: true, by: 0 }, membership);
      const day = left && afterMeetings(read, group, council.ordinal, left);
      return day === undefined || day >= until ? [] : [{ seat, ordinal: council.ordinal, day }];
    }),
  );
};
