import { isCorrection } from '../../domain/correction.js';
import {
  changesAfterwards,
  changesSince,
  electorateOf,
  type Council,
  type Decided,
} from '../../domain/council/index.js';
import { dayOf, daysBetween, type Day } from '../../domain/day.js';
import { councilId, councilStream, resolutionId } from '../../domain/identity.js';
import { same } from '../../domain/same.js';
import { sharedBy, type About } from '../due.js';
import type { FindingKind, Found } from '../finding.js';
import type { LedgerEntry } from '../read-model.js';
import { revisionIn } from './queries.js';
import type { ResolutionRow } from './resolution-rows.js';

/**
 * Whether the bureau had accepted the filing of the council that adopted a resolution by the day it met (备案 is a
 * record: it refuses nothing).
 */
export const councilFiled = ({ read, queries, moment }: Omit<About, 'group'>, { key, group }: ResolutionRow): Found => {
  const adopted = queries.meetingsOf(key, moment).find(({ decided }) => decided === 'ADOPTED');
  const accepted =
    adopted &&
    read.filingSteps
      .by('council', adopted.council, moment.position)
      .some(({ status, since }) => status === 'ACCEPTED' && since <= adopted.heldOn);
  return {
    result: adopted === undefined ? 'UNKNOWN' : accepted === true ? 'PASS' : 'FAIL',
    subject: { type: 'Resolution', key },
    about: adopted === undefined ? [] : [adopted.council],
    numbers: {},
    records: adopted === undefined ? [] : [read.events.positionOf(councilStream(group), revisionIn(adopted.key)) ?? 0],
  };
};

const ofCouncil = sharedBy(({ read, group, moment: { position } }): OfCouncil => {
  const stream = councilStream(group.key);
  const stateAt = (at: number): Council => read.stateAt(stream, at) as Council;
  const council = stateAt(position);
  return { council, stateAt, entries: council.meetings.length === 0 ? [] : read.events.ofStream(stream, position) };
});

/** What is found of the meetings that a council held, told until then: those that have a finding. */
const ofMeetings =
  (rule: (about: OfCouncil, decided: Decided) => Pick<Found, 'numbers' | 'records'> | undefined) =>
  (about: About): readonly Found[] => {
    const { group, moment } = about;
    const council = ofCouncil(about);
    return council.council.meetings
      .filter(({ meeting }) => meeting.heldOn <= moment.effectiveOn)
      .flatMap((decided) => {
        const { resolution, meeting } = decided;
        const subject: Found['subject'] =
          resolution === undefined
            ? { type: 'Council', key: councilId(group.key, meeting.ordinal) }
            : { type: 'Resolution', key: resolutionId(group.key, resolution) };
        const found = rule(council, decided);
        return found ? [{ result: 'FAIL' as const, subject, about: [meeting.heldOn], ...found }] : [];
      });
  };
interface OfCouncil {
  readonly council: Council;
  /** All entries of the council's stream, by revision. */
  readonly entries: readonly LedgerEntry[];
  readonly stateAt: (position: number) => Council;
}
const toldOn = ({ metadata }: LedgerEntry): Day => dayOf(metadata.recordedAt);

/** Who counted on the day of a meeting, or by which charter, was changed afterwards: by changes dated back, or by corrections. */
const electorateChanged = ofMeetings(({ council, entries, stateAt }, decided) => {
  const { by, meeting } = decided;
  const told = entries[by]!;
  const changes = new Set(changesAfterwards(council, decided).map((one) => one.by));
  const puttingRight = ({ event, revision, position }: LedgerEntry): boolean => {
    if (!isCorrection(event) || revision < by || event.revision === by) return false;
    const before = electorateOf(stateAt(position - 1), decided);
    return before !== undefined && !same(before, electorateOf(stateAt(position), decided));
  };
  const later = entries.filter((entry) => changes.has(entry.revision) || puttingRight(entry));
  const [first] = later;
  return (
    first && {
      numbers: { days: daysBetween(meeting.heldOn, toldOn(first)) },
      records: [told, ...later].map(({ position }) => position),
    }
  );
});

/**
 * A meeting, or another day of it, was told after a change that had effect, or was told, after its day: nobody knows
 * any more whether it met before.
 */
const enteredLate = ofMeetings(({ council, entries, stateAt }, { by, meeting: { heldOn } }) => {
  const heldAt = (position: number) => stateAt(position).meetings.find((one) => one.by === by)?.meeting.heldOn;
  const moved = entries.findLast(
    ({ event, position }) => isCorrection(event) && event.revision === by && heldAt(position) !== heldAt(position - 1),
  );
  const told = moved ?? entries[by]!;
  const earlier = council.changes.filter((one) => one.by < told.revision);
  const since = changesSince(earlier, heldOn, toldOn(told));
  return since.length === 0
    ? undefined
    : {
        numbers: { days: daysBetween(heldOn, toldOn(told)) },
        records: [told, ...since.map((one) => entries[one.by]!)].map(({ position }) => position),
      };
});

/** What is found of a group's councils and their meetings. */
export const councilFindings: readonly FindingKind[] = [
  {
    rule: 'COUNCIL_FILED',
    find: (about) =>
      about.queries
        .resolutionsOf(about.group.key, about.moment, { includeEnded: true })
        .map((row) => councilFiled(about, row)),
  },
  { rule: 'MEETING_ELECTORATE_CHANGED', find: electorateChanged },
  { rule: 'MEETING_ENTERED_LATE', find: enteredLate },
];
