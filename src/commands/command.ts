import type { Command, Day, Refusal, Role, StreamName } from '../domain/ledger.js';
import type { Principal } from '../domain/permission.js';
import type { ChangePersonDetails, RegisterPerson } from '../domain/person/commands.js';
import type { Basis, NewEvent, PersonDetails, Sex } from '../eventstore/port.js';
import type { Aggregate, Seen } from './aggregates.js';

/** A command as it is given: where the domain's carries a commitment to personal details, this one carries the details. */
export type GivenCommand =
  | Exclude<Command, RegisterPerson | ChangePersonDetails>
  | (Omit<RegisterPerson, 'commitment'> & { readonly details: PersonDetails })
  | (Omit<ChangePersonDetails, 'commitment'> & { readonly details: PersonDetails });

/** What comes with every command. */
export interface Envelope {
  /** UUID, unique in the stream; repeating it with the same content gives the first receipt. */
  readonly commandId: string;
  readonly basis: readonly Basis[];
  readonly reason?: string;
  /** The day from which it has legal effect, Asia/Shanghai. */
  readonly effectiveOn: Day;
  /** The revision of the command's object that the user saw. */
  readonly expectedRevision?: number;
  /** Names of fields that the source does not state. */
  readonly assumed?: readonly string[];
  /** Decide and answer, write nothing. */
  readonly validateOnly?: boolean;
  /** The event that a process follows up, and the command that it all began with. */
  readonly causationId?: string;
  readonly correlationId?: string;
}

/** What was written, or had been written before by the same command. */
export interface Written {
  readonly commandId: string;
  readonly stream: StreamName;
  /** Of the command's first and last event in the stream. */
  readonly firstRevision: number;
  readonly revision: number;
  readonly replayed: boolean;
}

/** What a command would write: as its next events in the stream. */
export interface Unwritten {
  readonly stream: StreamName;
  readonly firstRevision: number;
  readonly events: readonly NewEvent[];
}

export type Outcome =
  | { readonly written: Written }
  /** A validateOnly command that would pass, and what it would write. */
  | { readonly valid: true; readonly unwritten: Unwritten }
  | { readonly refused: Refusal }
  | { readonly failed: Failure };

/** Why a command that may be in order was not decided. CLOCK_BEHIND: this machine's clock lies before what was last recorded. */
export type Failure = 'STORE_UNAVAILABLE' | 'OUTCOME_UNKNOWN' | 'CLOCK_BEHIND' | 'INTERNAL_ERROR';

/** A command ended for a reason that nobody thought of, before anything was sent to the store: nothing was written. */
export class NothingWritten extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'NothingWritten';
  }
}

export type Handle = (command: GivenCommand, envelope: Envelope, principal: Principal) => Promise<Outcome>;

/** What goes along with a command outside the ledger, in the turn of its stream. */
export interface Beside {
  /** Whether a command that was seen before said the same there. */
  readonly isSameAs: (seen: Seen) => Promise<boolean>;
  readonly refusal: (aggregate: Aggregate) => Promise<Refusal | undefined>;
  readonly beforeAppend: (aggregate: Aggregate) => Promise<void>;
  readonly settle: (outcome: Outcome) => Promise<void>;
}
/** Handles a command as the domain has it. */
export type HandleCommand = (
  command: Command,
  envelope: Envelope,
  principal: Principal,
  beside?: Beside,
) => Promise<Outcome>;

export type { Basis, PersonDetails, Role, Sex };
export { anybody, type Principal } from '../domain/permission.js';
