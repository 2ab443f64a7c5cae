import { isCorrection, touchedBy } from '../../domain/correction.js';
import { deciderOfStream, type Day, type DomainEvent, type EventType } from '../../domain/ledger.js';
import type { IndexedEntry } from '../event-index.js';
import type { ReadModels } from '../read-models.js';

/** What an entry of a person's timeline is about. */
export type TimelineKind = 'EMPLOYMENT' | 'POST' | 'QUALIFICATION' | 'ROTATION' | 'CREDIT' | 'COUNCIL';

const kinds: { readonly [Type in EventType]?: TimelineKind } = {
  Employed: 'EMPLOYMENT',
  EmploymentTransferred: 'EMPLOYMENT',
  Retired: 'EMPLOYMENT',
  PostAssigned: 'POST',
  PostEnded: 'POST',
  QualificationUpdated: 'QUALIFICATION',
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
  CreditRecognised: 'CREDIT',
  CouncilAppointed: 'COUNCIL',
  SubstituteAppointed: 'COUNCIL',
  ChairAppointed: 'COUNCIL',
  SeatResigned: 'COUNCIL',
  MemberRemoved: 'COUNCIL',
};

/** A fact of a person's working life as it counts, corrected or not; its key sorts by its day. */
export interface TimelineFact {
  readonly key: string;
  readonly kind: TimelineKind;
  readonly on: Day;
  readonly fact: DomainEvent;
  /** The event that recorded it. */
  readonly entry: IndexedEntry;
}

/** What is known of a person's working life at a position, in the order of days. */
export const timelineOf = ({ events }: ReadModels, person: string, position: number): readonly TimelineFact[] => {
  const subject = { type: 'Person', key: person } as const;
  const everything = { after: 0, upTo: position, limit: -1, backwards: false };
  // A correction may concern somebody whom the fact that it corrects did not.
  const recorded = new Map(
    events.page({ subjects: [subject] }, everything).flatMap((entry) => {
      const { event, stream } = entry;
      const [original] = isCorrection(event) ? events.between(stream, event.revision, event.revision) : [entry];
      return original ? [[original.position, original] as const] : [];
    }),
  );
  return [...recorded.values()]
    .flatMap((entry): readonly TimelineFact[] => {
      const last = events.correctionsOf(entry, position).at(-1)?.event;
      if (last?.type === 'RecordRetracted') return [];
      const [fact, on]: readonly [DomainEvent, Day] =
        last?.type === 'RecordCorrected'
          ? [last.right as DomainEvent, last.rightEffectiveOn]
          : [entry.event, entry.metadata.effectiveOn];
      const kind = kinds[fact.type];
      const touches = touchedBy(deciderOfStream(entry.stream)!, fact, entry.stream, entry.revision);
      return kind && touches.some(({ type, key }) => type === 'Person' && key === person)
        ? [{ key: `${on}/${String(entry.position).padStart(16, '0')}`, kind, on, fact, entry }]
        : [];
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
};
