import { randomBytes } from 'node:crypto';
import { isDay } from '../domain/day.js';
import { textIsValid } from '../domain/input.js';
import type { Refusal } from '../domain/ledger.js';
import { present } from '../domain/present.js';
import { commitmentOf } from '../eventstore/commitment.js';
import {
  StoreUnavailable,
  type DirectoryEntry,
  type PeopleDirectory,
  type PersonDetails,
  type Sex,
} from '../eventstore/port.js';

/**
 * A name as it may be shown, or why it is not. MISMATCH: the entry does not fit its commitment. MISSING: the directory lost it.
 * UNAVAILABLE: the directory does not answer, which is no reason to withhold the rest of an answer.
 */
export type KnownName =
  { readonly status: 'VISIBLE'; readonly name: string } | { readonly status: 'MISMATCH' | 'MISSING' | 'UNAVAILABLE' };

export const randomSalt = (): string => randomBytes(32).toString('hex');

/** A new entry under a fresh salt. */
export const newEntry = (personId: string, details: PersonDetails, newSalt = randomSalt): DirectoryEntry => {
  const salt = newSalt();
  return { personId, salt, details, commitment: commitmentOf(salt, details) };
};

/** Whether the directory's entry under a commitment holds exactly these details; an erased one cannot tell and is taken to. */
export const holdsDetails = async (
  people: PeopleDirectory,
  personId: string,
  commitment: string,
  details: PersonDetails,
): Promise<boolean> => {
  const entry = await people.get(personId, commitment);
  return entry === undefined || commitmentOf(entry.salt, details) === commitment;
};

/** The name under a commitment of the ledger; an entry that was swapped is noticed, not shown. */
export const knownName = async (
  people: Pick<PeopleDirectory, 'get'>,
  personId: string,
  commitment: string,
): Promise<KnownName> => {
  try {
    const entry = await people.get(personId, commitment);
    if (!entry) return { status: 'MISSING' };
    return commitmentOf(entry.salt, entry.details) === commitment
      ? { status: 'VISIBLE', name: entry.details.name }
      : { status: 'MISMATCH' };
  } catch (error) {
    if (error instanceof StoreUnavailable) return { status: 'UNAVAILABLE' };
    throw error;
  }
};

/** The day of birth and the sex under a commitment of the ledger, as far as they are known and the directory answers. */
export const knownConditions = async (
  people: Pick<PeopleDirectory, 'get'>,
  personId: string,
  commitment: string,
): Promise<Pick<PersonDetails, 'birthDate' | 'sex'>> => {
  try {
    const entry = await people.get(personId, commitment);
    if (!entry || commitmentOf(entry.salt, entry.details) !== commitment) return {};
    const { birthDate, sex } = entry.details;
    return present({ birthDate, sex });
  } catch (error) {
    if (error instanceof StoreUnavailable) return {};
    throw error;
  }
};

const SEXES: readonly Sex[] = ['FEMALE', 'MALE'];

/** Refuses details that are no details; the refusal never repeats them. */
export const invalidDetails = (details: PersonDetails): Refusal | undefined => {
  const field =
    (['name', 'phone', 'identityNumber'] as const).find(
      (name) => textIsValid(name, details[name], 100) !== undefined,
    ) ??
    (details.birthDate !== undefined && !isDay(details.birthDate) ? 'birthDate' : undefined) ??
    (details.sex !== undefined && !SEXES.includes(details.sex) ? 'sex' : undefined);
  return field === undefined ? undefined : { code: 'INVALID_INPUT', args: { field }, path: [field] };
};
