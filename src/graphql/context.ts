import type { TransparencyLog } from '../audit/transparency-log.js';
import type { Handle, Principal } from '../commands/command.js';
import type { Language } from '../commands/messages.js';
import type { KnownNames } from '../commands/names.js';
import type { knownName } from '../commands/people.js';
import { dayOf } from '../domain/day.js';
import type { FollowUpRefused } from '../projections/due.js';
import type { KnownEpochs } from '../projections/epochs.js';
import { queries, type Queries } from '../projections/queries.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Log, Runner } from '../projections/runner.js';
import type { At } from './shared/at.js';
import { using, type Awaitable } from './shared/awaitable.js';
import {
  badUserInput,
  epochUnknown,
  forbidden,
  ledgerDistrusted,
  ledgerRestored,
  positionNotReadable,
  readModelsRebuilt,
} from './shared/errors.js';

/** That an actor was shown the names of some persons, and what for as far as that was said. Throws StoreUnavailable. */
export type RecordAccess = (access: {
  readonly at: string;
  readonly actor: string;
  readonly purpose?: string;
  readonly personIds: readonly string[];
}) => Promise<void>;

export type PeopleDirectory = Parameters<typeof knownName>[0];

/** What the API is made of; one for the whole process. */
export interface Services {
  readonly handle: Handle;
  readonly readModels: ReadModels;
  readonly runner: Runner;
  readonly transparency: TransparencyLog;
  /** Why nothing of the ledger may be shown: it does not fit what was signed of it before. */
  readonly distrust?: () => string | undefined;
  readonly epochs: Pick<KnownEpochs, 'current' | 'lastPositionOf'>;
  readonly people: PeopleDirectory;
  /** Keeps who was shown the names of whom, before they are shown. */
  readonly recordAccess: RecordAccess;
  /** Whose names hold a text, by the directory alone. */
  readonly personsNamed: KnownNames['personsNamed'];
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  readonly log: Log;
  /** What processes could not do; nothing where none run here. */
  readonly due?: () => readonly FollowUpRefused[];
  /** How long a mutation waits for its receipt's position, in milliseconds; 5,000 unless told otherwise. */
  readonly receiptTimeout?: number;
  /** How long a read waits for a position beyond the head, in milliseconds; 1,000 unless told otherwise. */
  readonly headTimeout?: number;
}

/** One request: who asks, in which language, and the moment that its reads are made at. */
export interface Context {
  readonly services: Services;
  readonly principal: Principal;
  readonly language: Language;
  readonly read: ReadModels;
  readonly queries: Queries;
  /** In which epoch the asker was given the positions that the request names; undefined where nothing is said. */
  readonly epoch: string | undefined;
  /** What the request says names are read for. */
  readonly purpose: string | undefined;
  /** What changes while the request runs, one level down: the server hands out shallow copies of the context. */
  readonly request: {
    at: At;
    receipt?: number;
    /**
     * The answer depends on what no tag tells: how much of the people directory is known here, where names were looked for; what
     * processes could not do.
     */
    isPassing?: true;
    /** It is kept that names were shown, each time. */
    isRecorded?: true;
    /** Persons whose names are about to be shown to somebody of whom that is kept, and when it is. */
    accessed?: { readonly personIds: Set<string>; readonly kept: Promise<void> };
  };
}

export interface ContextOptions {
  /** The answer waits until this position is readable here. */
  readonly minPosition?: number;
  /** The epoch in which this position, and any other that the request names, was given. */
  readonly epoch?: string;
  /** In which messages are given unless a field says otherwise; English unless told. */
  readonly language?: Language;
  /** What names are read for: kept with whose they are. */
  readonly purpose?: string;
}

/** What `extensions.asOf` says of an answer. */
export interface AsOfExtension {
  readonly position: number;
  /** When the position was known; null for the empty ledger. */
  readonly recordedAt: string | null;
  readonly effectiveOn: string;
  /**
   * In which epoch the position was given: a client that names both is told where the ledger was restored since. Null
   * where the store has not said.
   */
  readonly epoch: string | null;
}

/**
 * Throws POSITION_NOT_READABLE where the position was given in an epoch of which this ledger, restored from an older
 * copy, does not hold that much.
 */
export const checkEpoch = async ({ runner, epochs }: Services, position: number, epoch: string): Promise<void> => {
  const last = await epochs.lastPositionOf(epoch).catch(() => {
    throw epochUnknown(position, runner.head());
  });
  if (last === undefined || position > last) throw ledgerRestored(position, last, runner.head());
};

/**
 * Nothing where the position is readable here; else resolves when it is. Throws POSITION_NOT_READABLE where that takes longer than
 * `headTimeout`, and as `checkEpoch` does where the asker names an epoch.
 */
export const untilReadable = (services: Services, position: number, epoch: string | undefined): Awaitable<void> =>
  using(epoch === undefined ? undefined : checkEpoch(services, position, epoch), () => {
    const { runner, headTimeout = 1000 } = services;
    if (position <= runner.head()) return undefined;
    return runner.waitFor(position, headTimeout).then((isReadable) => {
      if (!isReadable) throw positionNotReadable(position, runner.head());
    });
  });

/** The head, and today in Asia/Shanghai. */
export const presentMoment = ({ runner, now }: Services): At => ({
  position: runner.head(),
  effectiveOn: dayOf(now()),
  pinned: false,
});

/**
 * Resolves a request, before it is executed, to its one moment, the present one.
 * Throws the GraphQLErrors POSITION_NOT_READABLE, BAD_USER_INPUT and FORBIDDEN (nobody acts as SYSTEM from outside).
 */
export const createContext = (
  services: Services,
  principal: Principal,
  { minPosition, epoch, language = 'EN', purpose }: ContextOptions = {},
): Awaitable<Context> => {
  if (principal.actor.role === 'SYSTEM') throw forbidden('SYSTEM is not a role that a request can have');
  const distrust = services.distrust?.();
  if (distrust !== undefined) throw ledgerDistrusted(distrust);
  const { readModels, runner } = services;
  if (runner.isRebuilding()) throw readModelsRebuilt();
  if (minPosition !== undefined && (!Number.isSafeInteger(minPosition) || minPosition < 0))
    throw badUserInput('X-Min-Position', 'not a position');
  return using(minPosition === undefined ? undefined : untilReadable(services, minPosition, epoch), () => ({
    services,
    principal,
    language,
    read: readModels,
    queries: queries(readModels),
    epoch,
    purpose,
    request: { at: presentMoment(services) },
  }));
};

/** The moment of the request's reads; after mutations the last receipt's position. */
export const asOfExtension = ({ request, read, services }: Context): AsOfExtension => {
  const {
    at: { position: head, effectiveOn },
    receipt: position = head,
  } = request;
  return {
    position,
    recordedAt: read.events.timeOf(position) ?? null,
    effectiveOn,
    epoch: services.epochs.current() ?? null,
  };
};
