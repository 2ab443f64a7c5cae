import { Min } from 'class-validator/cjs/decorator/number/Min.js';
import { Matches } from 'class-validator/cjs/decorator/string/Matches.js';
import { SafeInt, UUID } from '../shared/scalars.js';
import {
  bool,
  date,
  field,
  inputType,
  listOf,
  name,
  nested,
  optional,
  text,
  withDefault,
  type Values,
} from './fields.js';

/** Most papers and assumed fields that one command may name: together far below the store's limit for an event. */
const MOST_PAPERS = 20;
const MOST_FIELDS = 50;

const COMMAND_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const basis = inputType('BasisInput', 'The paper that a command rests on.', {
  documentNo: optional(name("The document's number, as in 市中教字〔2026〕1号.")),
  title: name("The document's title."),
  issuer: optional(name('Who issued it.')),
  issuedOn: optional(date('The day it was issued.')),
  clause: optional(name('The clause that is relied on.')),
});

export const commandInput = inputType('CommandInput', "What comes with every command, in every mutation's input.", {
  commandId: field<string>(
    UUID,
    'Chosen by the client, UUID version 4 or 7. Repeating it with the same content gives the first receipt again.',
    () => Matches(COMMAND_ID),
  ),
  basis: listOf(nested(basis, 'The papers it rests on; may be empty where no document is called for.'), MOST_PAPERS),
  reason: optional(text("Why, in the words of who decides. Never a person's details.")),
  effectiveOn: date('The day from which it has legal effect.'),
  expectedRevision: optional(
    field<number>(
      SafeInt,
      "The object's own revision that the user saw; another one is refused as STALE_REVISION.",
      () => Min(0),
    ),
  ),
  assumed: optional(listOf(name('Names of fields that the source does not state.'), MOST_FIELDS)),
  validateOnly: withDefault(bool('Decide and answer, write nothing.'), false),
});

/** What every mutation's input has, whatever else it has. */
export interface Input {
  readonly command: Values<typeof commandInput.fields>;
}
