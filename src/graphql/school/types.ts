import type * as domain from '../../domain/district/events.js';
import type { SchoolRow } from '../../projections/district/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { connectionOf, Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, Type } from '../shared/decorators.js';
import { Entity, Node, nodesOf } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';
import { LeadershipRegime, Ownership, SchoolKind, SchoolPhase, SchoolStanding } from './enums.js';

@Type('A school, or a section or campus of one. In a group it keeps its legal person, name and affiliation.', {
  implements: Node,
})
export class School extends Entity<SchoolRow> {
  @Field(() => String, { description: 'Its code within the district, for ever.' })
  readonly code!: string;

  @Field(() => [String], { description: 'Other names in use; they are searched like names.' })
  readonly aliases: readonly string[];

  @Field(() => SchoolKind, { description: 'Whether it is a school, or a part of one.' })
  readonly kind!: domain.SchoolKind;

  @Field(() => SchoolPhase, { description: 'Which years it teaches.' })
  readonly phase!: domain.SchoolPhase;

  @Field(() => Ownership, { description: 'Who runs it.' })
  readonly ownership!: domain.Ownership;

  @Field(() => String, { description: "The legal person's name." })
  readonly legalPerson!: string;

  @Field(() => CalendarDate, { description: 'The day from which it is in the register.' })
  readonly openedOn!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it is closed.' })
  readonly closedOn!: string | null;

  constructor(row: SchoolRow, at: At) {
    super('School', row, at);
    this.aliases = row.aliases === '[]' ? [] : (JSON.parse(row.aliases) as string[]);
  }

  @Derived(() => String, { description: 'Its name on the day.' })
  name(_: unknown, { read }: Context): string {
    return (this.#name ??= read.values.nearest(this.key, 'name', this.at));
  }
  #name: string | undefined;

  @Derived(() => [String], { description: 'The names it bore before that day, the oldest first.' })
  formerNames(_: unknown, context: Context): readonly string[] {
    const name = this.name(_, context);
    const former = context.read.values
      .all(this.key, 'name', this.at.position)
      .filter(({ until }) => until !== null && until <= this.at.effectiveOn);
    return [...new Set(former.map(({ value }) => value))].filter((one) => one !== name);
  }

  @Derived(() => Boolean, { nullable: true, description: 'Whether it is a rural school; null where nobody has said.' })
  isRural(_: unknown, { read }: Context): boolean | null {
    const value = read.values.at(this.key, 'isRural', this.at);
    return value === undefined ? null : value === 'true';
  }

  @Derived(() => SchoolStanding, { nullable: true, description: 'How the bureau classes it. Not shown to the public.' })
  standing(_: unknown, { read }: Context): string | null {
    return read.values.at(this.key, 'standing', this.at) ?? null;
  }

  @Derived(() => LeadershipRegime, {
    nullable: true,
    description: 'Under whose leadership its principal is responsible; null where nobody has said.',
  })
  leadershipRegime(_: unknown, { read }: Context): string | null {
    return read.values.at(this.key, 'regime', this.at) ?? null;
  }

  @Derived(() => String, { nullable: true, description: '"X": its own feature (一校一品).' })
  feature(_: unknown, { read }: Context): string | null {
    return read.values.at(this.key, 'feature', this.at) ?? null;
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'School', key: this.key }, this.at);
  }
}

export const schoolOf = nodesOf<SchoolRow, School>(School);
export const SchoolConnection = connectionOf(School, 'School', 'schools');
