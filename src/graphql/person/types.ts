import type { Sex as SexCode } from '../../commands/command.js';
import type { PersonRow } from '../../projections/person/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { connectionOf, Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node } from '../shared/node.js';
import { SafeInt } from '../shared/scalars.js';
import { revisionOfPerson } from '../shared/visibility.js';
import { nameFor, type ShownName } from './name.js';

export const Sex = enumOf<SexCode>('Sex', "A person's sex.", { FEMALE: 'Female (女).', MALE: 'Male (男).' });

export const NameStatus = enumOf<ShownName['status']>('NameStatus', "Whether a person's name is shown, or why not.", {
  VISIBLE: 'The name is shown.',
  WITHHELD: 'Who asks may not see it.',
  ERASED: "The person's details were erased for good.",
  MISMATCH: 'The people directory holds something else than what the ledger committed to.',
  MISSING: 'The people directory has lost it.',
  UNAVAILABLE: 'The people directory does not answer just now.',
});

@Type('A teacher, cadre or other person. The ledger knows a number only; the name lives outside it.', {
  implements: Node,
})
export class Person extends Entity<PersonRow> {
  constructor(row: PersonRow, at: At) {
    super('Person', row, at);
  }

  @Derived(() => String, { nullable: true, description: 'The name at the moment, where nameStatus is VISIBLE.' })
  async name(_: unknown, context: Context): Promise<string | null> {
    const shown = await this.shown(context);
    return shown.status === 'VISIBLE' ? shown.name : null;
  }

  @Derived(() => NameStatus, { description: 'Whether the name is shown, or why not.' })
  async nameStatus(_: unknown, context: Context): Promise<ShownName['status']> {
    return (await this.shown(context)).status;
  }

  @Derived(() => SafeInt, {
    description:
      'The stream revision of the last event that touched it, for `expectedRevision`; to who may read nothing of the career, counted without it.',
  })
  override revision(_: unknown, context: Context): number {
    return revisionOfPerson(context, this.key, this.at.position);
  }

  @Derived(() => LedgerEventConnection, {
    description: 'The events that touched the person, the first recorded first.',
  })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Person', key: this.key }, this.at);
  }

  #shown: Promise<ShownName> | undefined;
  private shown(context: Context): Promise<ShownName> {
    return (this.#shown ??= Promise.resolve(nameFor(context, this.row)));
  }
}

export const PersonConnection = connectionOf(Person, 'Person', 'persons');
