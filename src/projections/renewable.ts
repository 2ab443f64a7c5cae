import { damageOf } from './damage.js';
import type { ReadModels } from './read-models.js';

/** The read models' file turned out to be damaged: nothing can be read until it is built again. */
export class ReadModelsDamaged extends Error {
  constructor(options?: ErrorOptions) {
    super('The read models are damaged; they are built again from the ledger', options);
    this.name = 'ReadModelsDamaged';
  }
}

export interface RenewableOptions {
  /** Opens the file, making it where it is missing. */
  readonly open: () => ReadModels;
  /** Moves the file away, so that the next one is a new one. */
  readonly putAside: () => void;
  /** Called each time the file turns out to be damaged, with what SQLite reported. */
  readonly onDamage: (reason: string) => void;
}

/** Read models whose file is replaced by a new one where it is damaged; whoever holds them need not know. */
export interface Renewable {
  /** They throw ReadModelsDamaged from the damage on until they are renewed. */
  readonly readModels: ReadModels;
  /** Whether the file was damaged and nobody has renewed it yet. */
  readonly isDamaged: () => boolean;
  /** Says that the file is damaged, as somebody found who reads it by another connection. */
  readonly isFoundDamaged: (reason: string) => void;
  /** How often a new file was put in a damaged one's place. */
  readonly renewals: () => number;
  /** Puts the damaged file aside and opens a new one, which is empty. */
  readonly renew: () => void;
  /** Calls once the file turns out to be damaged, each time. */
  readonly whenDamaged: (listener: () => void) => void;
}

/** Opens read models; a file that is found damaged then is renewed at once. Throws what opening throws for any other reason. */
export const renewable = ({ open, putAside, onDamage }: RenewableOptions): Renewable => {
  let listener: () => void = () => undefined;
  let damaged = false;
  let renewals = 0;
  const renew = (): ReadModels => {
    putAside();
    const opened = open();
    damaged = false;
    renewals += 1;
    return opened;
  };
  const openOrRenew = (): ReadModels => {
    try {
      return open();
    } catch (error) {
      const reason = damageOf(error);
      if (reason === undefined) throw error;
      onDamage(reason);
      return renew();
    }
  };
  let current = openOrRenew();
  const isFoundDamaged = (reason: string): void => {
    if (damaged) return;
    damaged = true;
    onDamage(reason);
    listener();
  };

  const guarded: Guarded = (present, given) => {
    if (damaged) throw new ReadModelsDamaged();
    try {
      return present()(...given);
    } catch (error) {
      const reason = damageOf(error);
      if (reason === undefined) throw error;
      isFoundDamaged(reason);
      throw new ReadModelsDamaged({ cause: error });
    }
  };

  return {
    readModels: { ...delegating(() => current, guarded), close: () => current.close() },
    isDamaged: () => damaged,
    isFoundDamaged,
    renewals: () => renewals,
    renew: () => {
      if (!damaged) return;
      // A damaged file may fail to close as well; the new one has another name for the system.
      try {
        current.close();
      } catch {
        // It is put aside as it is.
      }
      current = renew();
    },
    whenDamaged: (given) => {
      listener = given;
    },
  };
};

/** Calls what is the present function. */
type Guarded = (present: () => (...given: unknown[]) => unknown, given: unknown[]) => unknown;

/** An object whose functions, and those of the objects in it, are always the present one's. */
const delegating = <T extends object>(current: () => T, guarded: Guarded): T =>
  Object.fromEntries(
    Object.entries(current()).map(([name, value]: [string, unknown]) => {
      const present = propertyOf(current as () => Readonly<Record<string, unknown>>, name);
      if (typeof value !== 'function') return [name, delegating(present as () => object, guarded)];
      return [name, (...given: unknown[]): unknown => guarded(present as Parameters<Guarded>[0], given)];
    }),
  ) as T;

/** Looked up once in each object: there are more reads than there are objects. */
const propertyOf = (current: () => Readonly<Record<string, unknown>>, name: string): (() => unknown) => {
  let of: object | undefined;
  let value: unknown;
  return () => {
    const now = current();
    if (now !== of) [of, value] = [now, now[name]];
    return value;
  };
};
