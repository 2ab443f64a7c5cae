import type { ClassType } from 'type-graphql';
import type { Written } from '../../commands/command.js';
import { Warning } from '../finding/warnings.js';
import { LedgerEvent } from '../ledger/event.js';
import type { Awaitable } from '../shared/awaitable.js';
import { Field, Type } from '../shared/decorators.js';
import { SafeInt, UUID } from '../shared/scalars.js';
import { UserError } from './user-error.js';

@Type('What a command left in the ledger.')
export class Receipt {
  @Field(() => UUID, { description: "The command's own id." })
  commandId!: string;

  @Field(() => String, { description: 'The stream that it was written to.' })
  stream!: string;

  @Field(() => SafeInt, { description: "The stream's revision of the command's last event." })
  revision!: number;

  @Field(() => SafeInt, {
    description:
      "The ledger's position of the command's last event: send it as X-Min-Position to read your own write on any replica.",
  })
  position!: number;

  @Field(() => Boolean, {
    description: 'Whether the command had been written before: this is its first receipt again.',
  })
  replayed!: boolean;

  @Field(() => [LedgerEvent], { description: 'The events it gave.' })
  events!: readonly LedgerEvent[];

  constructor({ commandId, stream, revision, replayed }: Written, position: number, events: readonly LedgerEvent[]) {
    Object.assign(this, { commandId, stream, revision, position, replayed, events });
  }
}

/** What came of a command, besides the object that it changed. */
export interface Answer {
  readonly receipt?: Receipt;
  readonly userErrors: readonly UserError[];
  /** Found only where it is asked for. */
  readonly warnings: () => Awaitable<readonly Warning[] | null>;
}

export const warningsDescription =
  'What it newly causes among the findings that single facts have, of those that the asker may see, with validateOnly too: how `findings` tells it at the position of the receipt, of the day of recording or, where that is later, of effectiveOn. The same again where the command is repeated. Null where another command came between, or what it was decided on is not readable here yet.';

/** What a refused command causes. */
export const noWarnings = (): readonly Warning[] => [];

/** The payload type of a command: the changed object, the receipt and userErrors. */
export const payloadOf = (command: string, field: string, type: () => ClassType): ClassType<object> => {
  @Type(
    `What came of ${command}. Object and receipt are null exactly when there are userErrors, or when nothing was to be written (validateOnly).`,
    { name: `${command}Payload` },
  )
  class Payload {
    @Field(() => Receipt, { nullable: true, description: 'What the command left in the ledger.' })
    receipt?: Receipt;

    @Field(() => [UserError], { description: 'Why it was not accepted; empty where it was.' })
    userErrors!: readonly UserError[];

    @Field(() => [Warning], { nullable: true, description: warningsDescription })
    warnings?: Answer['warnings'];
  }
  Field(type, { nullable: true, description: 'The object as it is right after the command.' })(
    Payload.prototype,
    field,
  );
  return Payload;
};
