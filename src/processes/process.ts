import type { GivenCommand } from '../commands/command.js';
import type { Day, EventType } from '../domain/ledger.js';
import type { PeopleDirectory } from '../eventstore/port.js';
import type { IndexedEntry } from '../projections/event-index.js';
import type { FollowUpRefused } from '../projections/due.js';
import type { ReadModels } from '../projections/read-models.js';

/** What a process may use to follow an event up. */
export interface Tools {
  /** The read models, which have passed the event. */
  readonly read: ReadModels;
  readonly people: PeopleDirectory;
  /**
   * Gives a command as SYSTEM, with an id that follows from the causing event, the process, the target stream and the key:
   * given again it changes nothing. What the domain refuses goes to the due list.
   */
  readonly issue: (
    command: GivenCommand,
    options: { readonly key: string; readonly effectiveOn: string },
  ) => Promise<void>;
}

/** Follows events of one stream up in another. It may see an event twice, after a crash. */
export interface Process {
  readonly name: string;
  readonly on: readonly EventType[];
  /** `effectiveOn`: the day from which the event has effect. */
  readonly react: (entry: IndexedEntry, tools: Tools, effectiveOn: Day) => Promise<void>;
  /** Whether what was refused is still to be done: it may have been done by hand, or have lost its ground. */
  readonly stands: (read: ReadModels, item: DueItem) => boolean;
}

/** A follow-up that somebody has to do by hand, with the day on which it was refused. */
export interface DueItem extends FollowUpRefused {
  readonly recordedOn: Day;
}
