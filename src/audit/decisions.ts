import { correctionTypes } from '../domain/correction.js';
import { groupOfKey } from '../domain/identity.js';
import { deciders, type DomainEvent, type EventType } from '../domain/ledger.js';
import type { RotationEvent } from '../domain/person/events.js';
import { meetingIn, type Held } from '../projections/council/resolution-rows.js';
import type { IndexedEntry } from '../projections/event-index.js';
import type { Queries } from '../projections/queries.js';
import type { ReadModels } from '../projections/read-models.js';

/** What a decision is about. PERSON: who is entered, employed, appointed to posts, qualified, retired. */
export type DecisionKind =
  | 'REGISTER'
  | 'COUNCIL'
  | 'RESOLUTION'
  | 'PERSON'
  | 'ROTATION'
  | 'FUND'
  | 'POLICY'
  | 'INDICATOR'
  | 'EVALUATION'
  | 'CORRECTION';

const kindOfStreams: Readonly<Record<string, DecisionKind>> = {
  district: 'REGISTER',
  council: 'COUNCIL',
  person: 'PERSON',
  fund: 'FUND',
  policy: 'POLICY',
  indicator: 'INDICATOR',
  evaluation: 'EVALUATION',
};

/** Those that are about something else than their stream. */
const apart: Readonly<Partial<Record<EventType, DecisionKind>>> = {
  RecordCorrected: 'CORRECTION',
  RecordRetracted: 'CORRECTION',
  ResolutionAdopted: 'RESOLUTION',
  ResolutionAmended: 'RESOLUTION',
  ResolutionRepealed: 'RESOLUTION',
  ...({
    RotationProposed: 'ROTATION',
    RotationDecided: 'ROTATION',
    ArrivalConfirmed: 'ROTATION',
    ServiceConfirmed: 'ROTATION',
    RotationSuspended: 'ROTATION',
    RotationResumed: 'ROTATION',
    RotationExtended: 'ROTATION',
    TeacherRecalled: 'ROTATION',
    RotationCancelled: 'ROTATION',
    RotationCompleted: 'ROTATION',
    CreditRecognised: 'ROTATION',
  } satisfies Record<RotationEvent['type'], DecisionKind>),
};

const kinds: ReadonlyMap<string, DecisionKind> = new Map<string, DecisionKind>([
  ...correctionTypes.map((type) => [type, apart[type]!] as const),
  ...deciders.flatMap(({ category, facts }) =>
    Object.keys(facts).map((type) => [type, apart[type as EventType] ?? kindOfStreams[category]!] as const),
  ),
]);

/** What an event is about, as a decision. */
export const kindOf = ({ type }: Pick<DomainEvent, 'type'>): DecisionKind => kinds.get(type)!;

/** The types of events that are about one of some kinds. */
export const typesOf = (wanted: readonly DecisionKind[]): readonly string[] =>
  [...kinds].flatMap(([type, kind]) => (wanted.includes(kind) ? [type] : []));

/** The resolution that an entry is, or rests on, and the meeting that it tells of, else the last one that decided on that resolution by then. */
export const groundOf = (
  read: ReadModels,
  queries: Queries,
  entry: IndexedEntry,
): { readonly resolution?: string; readonly meeting?: Held; readonly group?: string } => {
  const { position } = entry;
  const resolution = read.events.touchedBy(position).find(({ type }) => type === 'Resolution')?.key;
  const meeting =
    meetingIn(entry) ??
    (resolution === undefined
      ? undefined
      : queries.meetingsOf(resolution, { position, effectiveOn: entry.metadata.effectiveOn }).at(-1));
  return {
    ...(resolution === undefined ? {} : { resolution }),
    ...(meeting ? { meeting, group: groupOfKey(meeting.council) } : {}),
  };
};

/** The first event of the command that gave an entry, where that is another: the entry was decided along with it. */
export const leadOf = ({ events }: Pick<ReadModels, 'events'>, entry: IndexedEntry): IndexedEntry | undefined => {
  const back = (first: IndexedEntry): IndexedEntry => {
    const [before] = events.between(first.stream, first.revision - 1, first.revision - 1);
    return before?.metadata.commandId === entry.metadata.commandId ? back(before) : first;
  };
  const first = back(entry);
  return first === entry ? undefined : first;
};
