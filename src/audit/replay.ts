import { LRUCache } from 'lru-cache';
import { correctionTypes, isCorrection, touchedBy } from '../domain/correction.js';
import { deciderOfStream, type Day, type DomainEvent } from '../domain/ledger.js';
import { counts, type IndexedEntry, type Subject } from '../projections/event-index.js';
import type { ReadModels, Retold } from '../projections/read-models.js';
import type { Change } from './changes.js';
import { changesAt, changesOfRows, aboutAt } from './object.js';
import { isOf } from './said.js';
import { stepsOf } from './steps.js';

/** Whether each step is shown as it was believed right after it, or the history as it is known at the end. */
export type ReplayView = 'AS_BELIEVED' | 'AS_CORRECTED';

/** What is replayed. */
export interface Replayed {
  readonly subject: Subject;
  readonly view: ReplayView;
  /** First and last position, both included; what is known at the last one is known of the history as it is corrected. */
  readonly from: number;
  readonly to: number;
  /** Whether an event is a step for who asks; each is, where nothing is said. */
  readonly isShown?: (entry: IndexedEntry) => boolean;
}

/** One event of a history and what it changed. */
export interface Step {
  readonly entry: IndexedEntry;
  /** The fact, and its day, as they count in the view. */
  readonly event: DomainEvent;
  readonly effectiveOn: Day;
  /** What it changed, of the subject alone; of a district of all its objects. */
  readonly changes: () => readonly Change[];
}

/** Steps in the order of positions, read as they are asked for. */
export interface Steps {
  /** Those behind a position, or from the start. */
  readonly after: (position: number | undefined, limit: number) => readonly Step[];
  /** Those before a position, or from the end, in reverse order. */
  readonly before: (position: number | undefined, limit: number) => readonly Step[];
  /** How many there are: reads all of them, but for what they changed, or all of their positions where each is one. */
  readonly count: () => number;
}

/** How many positions are read at a time. */
const CHUNK = 100;
/** Of how many streams the history as it is known is kept; a stream of 10,000 events takes some 20 MB. */
const STREAMS = 10;
const kept = new WeakMap<ReadModels['events'], LRUCache<string, ReadonlyMap<number, Retold>>>();

/** As `retold`; kept, because the pages of a history are asked for one after the other. */
const retold = (read: ReadModels, stream: string, position: number): ReadonlyMap<number, Retold> => {
  const streams = kept.get(read.events) ?? new LRUCache<string, ReadonlyMap<number, Retold>>({ max: STREAMS });
  kept.set(read.events, streams);
  const [last] = read.events.page({ stream }, { after: 0, upTo: position, limit: 1, backwards: true });
  const name = `${stream} ${last?.eventId ?? ''}`;
  const known = streams.get(name) ?? read.retold(stream, position);
  streams.set(name, known);
  return known;
};

/** The history of a subject, step by step. */
export const replayOf = (read: ReadModels, replayed: Replayed): Steps => {
  const { subject, view, from, to, isShown } = replayed;
  const shown = view === 'AS_BELIEVED' ? believed(read, subject) : knownRight(read, subject, to);

  function* steps(start: number, backwards: boolean): Generator<Step> {
    const range = backwards
      ? { after: from - 1, upTo: Math.min(start - 1, to) }
      : { after: Math.max(start, from - 1), upTo: to };
    for (let edge = range; edge.after < edge.upTo;) {
      const positions = shown.positions(edge.after, edge.upTo, CHUNK, backwards);
      for (const position of positions) {
        const step = shown.at(position);
        if (step && (isShown?.(step.entry) ?? true)) yield step;
      }
      const last = positions.at(-1);
      if (positions.length < CHUNK || last === undefined) return;
      edge = backwards ? { ...edge, upTo: last - 1 } : { ...edge, after: last };
    }
  }
  const taken = (found: Iterable<Step>, limit: number): readonly Step[] => {
    const page: Step[] = [];
    for (const step of found) {
      page.push(step);
      if (page.length >= limit) break;
    }
    return page;
  };
  return {
    after: (position, limit) => taken(steps(position ?? 0, false), limit),
    before: (position, limit) => taken(steps(position ?? to + 1, true), limit),
    count: () =>
      view === 'AS_BELIEVED' && subject.except === undefined && !isShown
        ? shown.positions(from - 1, to, -1, false).length
        : [...steps(0, false)].length,
  };
};

/** Of all that an event changed what a history of the subject shows. */
const ofSubject = (subject: Subject, changes: readonly Change[]): readonly Change[] =>
  subject.type === 'District' ? changes : changes.filter(isOf(subject));

interface View {
  readonly positions: (after: number, upTo: number, limit: number, backwards: boolean) => readonly number[];
  /** The step at a position, where it is one. */
  readonly at: (position: number) => Step | undefined;
}

/** Each event, with what it changed when it was recorded. */
const believed = (read: ReadModels, subject: Subject): View => ({
  positions: (after, upTo, limit, backwards) => stepsOf(read, subject, { after, upTo, limit, backwards }),
  at: (position) => {
    const entry = read.events.at(position);
    if (!entry || !counts(subject, entry.stream)) return undefined;
    const { event, metadata } = entry;
    return {
      entry,
      event,
      effectiveOn: metadata.effectiveOn,
      changes: () => ofSubject(subject, changesAt(read, position)),
    };
  },
});

/** Each fact that stands, in its own place and with what is known to be right of it at a position. */
const knownRight = (read: ReadModels, subject: Subject, known: number): View => {
  const { events } = read;
  const about = aboutAt(read, known);
  /** Facts that came to concern the subject by a correction stand where they were recorded first. */
  const corrected =
    subject.type === 'District'
      ? []
      : events
          .page({ subjects: [subject], types: correctionTypes }, { after: 0, upTo: known, limit: -1, backwards: false })
          .flatMap(({ event, stream }) =>
            isCorrection(event) ? (events.positionOf(stream, event.revision) ?? []) : [],
          );
  return {
    positions: (after, upTo, limit, backwards) => {
      const page = stepsOf(read, subject, { after, upTo, limit, backwards });
      const all = [...page, ...corrected.filter((position) => position > after && position <= upTo)];
      const ordered = [...new Set(all)].sort((a, b) => (backwards ? b - a : a - b));
      return ordered.slice(0, limit);
    },
    at: (position) => {
      const entry = events.at(position);
      if (!entry || isCorrection(entry.event) || !counts(subject, entry.stream)) return undefined;
      const right = retold(read, entry.stream, known).get(position);
      if (!right) return undefined;
      const { event, effectiveOn, rows } = right;
      const changes = (): readonly Change[] => ofSubject(subject, changesOfRows(rows, about));
      const touches = touchedBy(deciderOfStream(entry.stream)!, event, entry.stream, entry.revision);
      const concerns =
        subject.type === 'District' ||
        touches.some(({ type, key }) => type === subject.type && key === subject.key) ||
        changes().length > 0;
      return concerns ? { entry, event, effectiveOn, changes } : undefined;
    },
  };
};
