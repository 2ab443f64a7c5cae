import type { Actor, Day, StreamName } from '../domain/ledger.js';

/** The paper that an entry rests on. */
export interface Basis {
  readonly documentNo?: string;
  readonly title: string;
  readonly issuer?: string;
  readonly issuedOn?: Day;
  readonly clause?: string;
}

/** What is recorded with every event, besides the fact itself. */
export interface Metadata {
  readonly commandId: string;
  /** SHA-256 of the command's content, without personal details, in hexadecimal. */
  readonly commandHash: string;
  /** The event that a process followed up. */
  readonly causationId?: string;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly basis: readonly Basis[];
  readonly reason?: string;
  readonly effectiveOn: Day;
  /** RFC 3339 instant in UTC, milliseconds. */
  readonly recordedAt: string;
  readonly schemaVersion: number;
  /** The revisions of other streams that the decision relied on; -1 where a stream did not exist. */
  readonly reliedOn?: readonly { readonly stream: StreamName; readonly revision: number }[];
  /** Names of fields whose source does not state them. */
  readonly assumed?: readonly string[];
}

/** An event to be appended. The id is a UUID in lower case, given by the caller. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  /** A JSON object. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Metadata;
}

/**
 * An event's content as the store keeps it, byte for byte: UTF-8 of JSON. What is hashed is this, never what was read
 * from it and written again.
 */
export interface StoredBytes {
  readonly data: Uint8Array;
  /** Without what the adapter adds at the end for itself: an event has the same bytes in every store. */
  readonly metadata: Uint8Array;
}

/** An event as the store gives it back. */
export interface StoredEvent extends NewEvent {
  /** What `data` and `metadata` were read from. */
  readonly bytes: StoredBytes;
  readonly stream: StreamName;
  /** 0, 1, 2 ... within its stream. */
  readonly revision: number;
  /** Where it stands in this store's order over all streams, the same however it is read; opaque, understood by this store alone. */
  readonly token: string;
}

/** A few events in the ledger's order. `caughtUp` says that nothing more was there when it was read; it may be empty then. */
export interface Batch {
  readonly events: readonly StoredEvent[];
  readonly caughtUp: boolean;
  /** Set on the first batch after a dropped connection: it may be another store that answers now. */
  readonly reconnected?: boolean;
  /**
   * Set on a batch without events as soon as nothing more is heard from the store: until the next one nobody knows how
   * far it has gone on.
   */
  readonly interrupted?: boolean;
}

export interface Appended {
  /** The revision of the last event appended. */
  readonly revision: number;
}

/** A stream is as long as the caller thinks: its last revision, or it does not exist. */
export type ExpectedRevision = number | 'no-stream';

export interface ReadOptions {
  /** The first revision given; without it the stream's first (forwards) or last (backwards). */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/** Longest data and metadata of one event, and of one append, in UTF-8 bytes of JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;
export const MAX_APPEND_BYTES = 900 * 1024;

/**
 * A store of the ledger's events. Adapters: sqlite, eventstoredb, memory; test/contract holds the suite that each passes.
 * Stream names are the domain's; what an adapter adds for several ledgers in one cluster stays inside it.
 */
export interface EventStore {
  /**
   * Appends are committed in the order in which they are given: the next one to a stream may be given before the one before it is
   * committed, with the revision that the stream will have then and `after`.
   */
  readonly isInOrder?: true;
  /**
   * Appends all events or none. Repeating an append with the same ids, expected revision and content (type, data and metadata; the
   * order of keys does not matter) gives the first result again, also when the stream has gone on. Anything else that brings an id
   * the stream already holds is WrongExpectedRevision, even where the expected revision is the actual one. `after`, where appends are in
   * order alone: the id of the event of the expected revision; where that is another event, or none, it is WrongExpectedRevision.
   * Throws WrongExpectedRevision, TooLarge, StoreUnavailable (nothing was written) or OutcomeUnknown (perhaps it was).
   * Throws TypeError on input no caller should send: no events, an id that is no UUID, an id twice, a bad stream name or revision,
   * data that JSON cannot hold (a property that is undefined is left out).
   */
  append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
    after?: string,
  ): Promise<Appended>;
  /**
   * The events of a stream, one by one; nothing where there is no such stream. Throws StoreUnavailable, also where
   * close() cuts it short; UnreadableEvent; MissingEvent instead of a part as if it were all.
   */
  readStream(stream: StreamName, options?: ReadOptions): AsyncIterable<StoredEvent>;
  /**
   * The revision of a stream's last event, -1 where there is none; only of a store that this process alone writes. Throws StoreUnavailable.
   */
  readonly endsAt?: (stream: StreamName) => number;
  /**
   * The same of a store that others write, too: the revision at some moment after `since` (milliseconds of performance.now()), known by what
   * `follow` gives. Undefined where the stream must be read to know it, as where nobody follows. Never rejects.
   */
  readonly endOf?: (stream: StreamName, since: number) => Promise<number | undefined>;
  /**
   * The ledger's events after a token, in order, then live ones as they come, none lost or twice, over dropped connections.
   * Reads on only when asked for more. Ends without an error when the signal is aborted or the store is closed.
   * Throws StoreUnavailable only where the first connection fails for good (a token this store does not know, a closed store), and
   * UnreadableEvent after everything before it was given.
   */
  follow(options?: { readonly after?: string; readonly signal?: AbortSignal }): AsyncIterable<Batch>;
  /**
   * Looks at what is stored, beside whatever else goes on: the first event that cannot be read, if there is one. Stores that check
   * what they keep by themselves find none. Throws StoreUnavailable.
   */
  findUnreadable(signal?: AbortSignal): Promise<UnreadableEvent | undefined>;
  /** Whether the store takes writes, as of a moment ago: it may write something beside the ledger to know. Throws StoreUnavailable. */
  ping(): Promise<void>;
  /** Lets go of the store and of what stands beside it; whatever still reads or follows ends. A second call does nothing. */
  close(): Promise<void>;
}

/** The stream is not as long as the caller thought. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: StreamName,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(
      expected === actual
        ? `Stream ${stream} holds such an event already`
        : `Stream ${stream} is at ${actual}, not at ${expected}`,
    );
    this.name = 'WrongExpectedRevision';
  }
}

/** The store does not answer; nothing was written. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
  }
}

/** What is stored in an event's place is no event. The message says where; it quotes nothing. */
export class UnreadableEvent extends StoreUnavailable {
  constructor(
    readonly stream: StreamName,
    readonly revision: number,
    /** What is wrong with it, and the way out. */
    readonly fault = 'holds an event that cannot be read, it is no JSON object: restore the event store from a backup',
  ) {
    super(`Stream ${stream} revision ${revision} ${fault}`);
    this.name = 'UnreadableEvent';
  }
}

/** An event's place is not given any more: its stream was truncated, limited or deleted, from the store's first events on. */
export class MissingEvent extends UnreadableEvent {
  constructor(stream: StreamName, revision: number) {
    super(
      stream,
      revision,
      "holds an event that the store no longer gives, its stream was truncated, limited or deleted: take that back in the stream's metadata before the next scavenge, or restore the event store from a backup",
    );
    this.name = 'MissingEvent';
  }
}

/** What is stored under a checkpoint's name is no document, or not a process's. The message quotes nothing of it. */
export class UnreadableCheckpoint extends StoreUnavailable {
  constructor(name: string) {
    super(
      `The checkpoint ${name} is not what a process saved: put it right in the store; without it a process would not know what it has done`,
    );
    this.name = 'UnreadableCheckpoint';
  }
}

/** The append was sent and not answered: committed or not. Repeat it with the same ids and the same expected revision. */
export class OutcomeUnknown extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutcomeUnknown';
  }
}

/** An event or an append is larger than the port allows. */
export class TooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${bytes} bytes, where at most ${limit} are allowed`);
    this.name = 'TooLarge';
  }
}

export type Sex = 'FEMALE' | 'MALE';

/** A person's details, outside the ledger. */
export interface PersonDetails {
  readonly name: string;
  readonly phone?: string;
  readonly identityNumber?: string;
  readonly birthDate?: Day;
  readonly sex?: Sex;
}

/** One entry of the people directory: details and the salt under one commitment. */
export interface DirectoryEntry {
  readonly personId: string;
  /** SHA-256 over salt and canonical details, hexadecimal: what the ledger's event carries. */
  readonly commitment: string;
  /** 32 random bytes, hexadecimal. */
  readonly salt: string;
  readonly details: PersonDetails;
  /** The district of the school that entered the person; no part of the commitment. Absent in entries that were written before it was kept. */
  readonly district?: string;
}

/**
 * Names and other personal details, outside the ledger, erasable. An entry is written before the event that carries its commitment.
 * All throw StoreUnavailable.
 */
export interface PeopleDirectory {
  /** Adds an entry. Where the person has one under this commitment it stays as it is. */
  put(entry: DirectoryEntry): Promise<void>;
  /** The entry as it is stored, whether or not it still fits its commitment. */
  get(personId: string, commitment: string): Promise<DirectoryEntry | undefined>;
  /** Destroys all entries of a person, or the one under a commitment, salts included. */
  erase(personId: string, commitment?: string): Promise<void>;
  /** All entries that are there, without what they hold; `writtenAt`, an RFC 3339 instant in UTC, where the store knows it. */
  entries(): AsyncIterable<{ readonly personId: string; readonly commitment: string; readonly writtenAt?: string }>;
}

/** Where each process has got to, and what it could not do: small JSON documents outside the ledger, the last one wins. */
export interface Checkpoints {
  /** Undefined where none was saved. Throws StoreUnavailable, UnreadableCheckpoint. */
  load(name: string): Promise<unknown>;
  save(name: string, document: unknown): Promise<void>;
}

/**
 * A time in which positions are given out without a break: what was seen in it holds here as far as the position at which the next one
 * began. An older copy of a ledger does not know the epochs that came after it.
 */
export interface Epoch {
  /** A random UUID. */
  readonly id: string;
  /** The ledger's last position when it began. */
  readonly position: number;
  /** RFC 3339 instant in UTC. */
  readonly startedAt: string;
}

/** The epochs of this ledger. The first one's id is the ledger's: it stays, whatever is restored or rebuilt. */
export interface Epochs {
  /** The first one first; the last is the present one. Throws StoreUnavailable. */
  list(): Promise<readonly Epoch[]>;
  /**
   * Begins one after that which the caller takes for the present one; does nothing where another was faster. Throws StoreUnavailable.
   * Only where several processes write: an embedded store begins one each time it is opened to be written.
   */
  begin?(epoch: Epoch, after: string | undefined): Promise<void>;
}

/**
 * From when on tokens of a subject count: those issued before are refused. Outside the ledger; whoever may write to the store's place may
 * revoke, also beside the process that owns the ledger, and every replica reads it. Both throw StoreUnavailable.
 */
export interface Revocations {
  /**
   * The instant (whole seconds since 1970) before which tokens of the subject are refused; an earlier one than is known
   * changes nothing. On disk once resolved.
   */
  revoke(subject: string, notBefore: number): Promise<void>;
  /** Every subject with its instant. */
  all(): Promise<ReadonlyMap<string, number>>;
}

/** That somebody who may read everything was shown names: who, when, whose, and why as far as that was said. */
export interface Access {
  /** RFC 3339 instant in UTC. */
  readonly at: string;
  /** The pseudonym. */
  readonly actor: string;
  readonly purpose?: string;
  readonly personIds: readonly string[];
}

/** Who was shown the names of whom. Beside the ledger, only ever added to. Both throw StoreUnavailable. */
export interface Accesses {
  /** On disk once resolved. */
  record(access: Access): Promise<void>;
  /** The first one first. */
  list(): AsyncIterable<Access>;
}

/** A store with what stands beside the ledger in it. */
export interface Stores {
  readonly events: EventStore;
  readonly people: PeopleDirectory;
  readonly checkpoints: Checkpoints;
  readonly epochs: Epochs;
  readonly revocations: Revocations;
  readonly accesses: Accesses;
}
