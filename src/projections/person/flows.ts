import { daysBetween, addDays, latest, type Day } from '../../domain/day.js';
import type { Moment } from '../read-model.js';
import { everyOne, type Scan } from '../scan.js';
import type { RotationRow } from './rotation-rows.js';

/** How many teachers went from one place to another within a span of days, and how long. */
export interface Flow<Place> {
  readonly from: Place;
  readonly to: Place;
  readonly teachers: number;
  /** Those of them who are distinguished as backbone teachers or more. */
  readonly backbone: number;
  /** Days there, by their share of the working time. */
  readonly shareDays: number;
  readonly days: number;
}

/** Where a flow begins or ends: null where that is not known. */
export interface FlowEnd {
  readonly key: string | null;
  readonly name: string | null;
}

interface Counting<Place> {
  /** First and last day. */
  readonly span: { readonly from: Day; readonly to: Day };
  /** What a school counts for on a day. */
  readonly placeOf: (school: string, on: Moment) => Place;
  readonly isBackbone: (person: string, on: Moment) => boolean;
}

/** Counts the rotations that were decided by the day of the moment and run within a span, by where they lead on their first day within. */
export const flowsOf = <Place extends FlowEnd>(
  rotations: Scan<RotationRow>,
  moment: Moment,
  { span, placeOf, isBackbone }: Counting<Place>,
): readonly Flow<Place>[] => {
  const cells = new Map<string, { flow: Flow<Place>; teachers: Set<string>; backbone: Set<string> }>();
  for (const row of everyOne(rotations)) {
    const from = latest(row.since, span.from);
    const end = addDays(span.to, 1);
    const until = row.until !== null && row.until < end ? row.until : end;
    if (row.decidedOn === null || row.until === null || row.decidedOn > moment.effectiveOn || from >= until) continue;
    const on = { position: moment.position, effectiveOn: from };
    const [origin, goal] = [placeOf(row.fromSchool, on), placeOf(row.toSchool, on)];
    const key = JSON.stringify([origin.key, goal.key]);
    const cell = cells.get(key) ?? {
      flow: { from: origin, to: goal, teachers: 0, backbone: 0, shareDays: 0, days: 0 },
      teachers: new Set(),
      backbone: new Set(),
    };
    cell.teachers.add(row.person);
    if (isBackbone(row.person, on)) cell.backbone.add(row.person);
    const days = daysBetween(from, until);
    cell.flow = {
      ...cell.flow,
      teachers: cell.teachers.size,
      backbone: cell.backbone.size,
      days: cell.flow.days + days,
      shareDays: cell.flow.shareDays + days * row.share,
    };
    cells.set(key, cell);
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { flow }]) => flow);
};
