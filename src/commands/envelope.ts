import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isDay } from '../domain/day.js';
import { textIsValid, NAME_LENGTH, TEXT_LENGTH } from '../domain/input.js';
import { deciderOf, type Command } from '../domain/ledger.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Envelope, GivenCommand } from './command.js';

/** The name of a field, perhaps of one within another: `basis.documentNo`. Never free text: what is assumed is public. */
const FIELD = /^[a-z][A-Za-z]{0,40}(\.[A-Za-z0-9]{1,40}){0,3}$/;

/** What a command says, in the form that never changes: in it commands are told apart. */
export const contentOf = (command: Command | GivenCommand): object =>
  deciderOf(command)?.contentOf?.(command) ?? command;

/** Of everything the client said but personal details; those are compared with the directory, never hashed into the ledger. */
export const hashOf = (command: Command, { basis, reason, effectiveOn, assumed }: Envelope): string => {
  const said = contentOf(command);
  const content = 'commitment' in said ? { ...said, commitment: undefined } : said;
  return createHash('sha256').update(canonicalize({ content, basis, reason, effectiveOn, assumed })!).digest('hex');
};

const HALF = /\p{Cs}/u;

/** A half of a surrogate pair is no text: nothing that holds one, in a value or in a name, can be hashed or stored. */
export const illFormed = (value: unknown): Refusal | undefined => {
  const path = wayToHalf(value);
  return path && refuse('INVALID_INPUT', {}, path).refused;
};

/** The path is put together on the way back from what was found, so that a value without any costs no paths. */
const wayToHalf = (value: unknown): readonly string[] | undefined => {
  if (typeof value === 'string') return HALF.test(value) ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [field, part] of Object.entries(value)) {
    if (HALF.test(field)) return [];
    const way = wayToHalf(part);
    if (way) return [field, ...way];
  }
  return undefined;
};

/** Refuses an envelope with a day that is none, a text that is none, or free text for the name of a field. */
export const invalidEnvelope = ({ basis, reason, effectiveOn, assumed = [] }: Envelope): Refusal | undefined => {
  const within = (path: string[], wrong: { refused: Refusal } | undefined): Refusal | undefined =>
    wrong && { ...wrong.refused, path: ['command', ...path, ...wrong.refused.path] };
  const texts = basis.flatMap((paper, index) =>
    (['title', 'documentNo', 'issuer', 'clause'] as const).map((field) =>
      within(['basis', String(index)], textIsValid(field, paper[field], NAME_LENGTH)),
    ),
  );
  const issued = basis.findIndex(({ issuedOn }) => issuedOn !== undefined && !isDay(issuedOn));
  return (
    (isDay(effectiveOn)
      ? undefined
      : refuse('INVALID_INPUT', { value: effectiveOn }, ['command', 'effectiveOn']).refused) ??
    (issued < 0
      ? undefined
      : refuse('INVALID_INPUT', { value: basis[issued]!.issuedOn! }, ['command', 'basis', String(issued), 'issuedOn'])
          .refused) ??
    texts.find((wrong) => wrong !== undefined) ??
    within([], textIsValid('reason', reason, TEXT_LENGTH)) ??
    assumed
      .map((field, index) =>
        within(
          ['assumed'],
          FIELD.test(field) ? undefined : refuse('INVALID_INPUT', { field: String(index) }, [String(index)]),
        ),
      )
      .find((wrong) => wrong !== undefined)
  );
};
