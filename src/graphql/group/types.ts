import { addDays } from '../../domain/day.js';
import type * as domain from '../../domain/district/events.js';
import type { GroupRow } from '../../projections/district/rows.js';
import type { MembershipRow } from '../../projections/district/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { connectionOf, Page, type Connection } from '../shared/connection.js';
import { Arg, Args, Derived, Field, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node, RowNode, nodesOf } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const GroupForm = enumOf<domain.GroupForm>('GroupForm', 'In which form schools join.', {
  GROUP: 'An education group (教育集团); a unit is in at most one at a time.',
  ALLIANCE: 'An alliance (联盟学校), which may stand beside a group; a unit may be in any number.',
});

/** The day, or the nearest one on which the interval holds. */
export const nearestDay = (
  { since, until }: { readonly since: string; readonly until: string | null },
  day: string,
): string => (day < since ? since : until !== null && day >= until ? addDays(until, -1) : day);

@Type("A school's time in a group.", { implements: Node })
export class Membership extends RowNode<MembershipRow> {
  @Field(() => CalendarDate, { description: 'The first day.' })
  readonly since!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it is a member no more.' })
  readonly until!: string | null;

  constructor(row: MembershipRow, at: At) {
    super('Membership', row, at);
  }

  @Derived(() => Boolean, {
    description: "Whether the school leads the group on the day, or on the membership's nearest day to it.",
  })
  isLead(_: unknown, { read }: Context): boolean {
    const { position, effectiveOn } = this.at;
    return (
      read.values.at(this.row.group, 'lead', { position, effectiveOn: nearestDay(this.row, effectiveOn) }) ===
      this.row.school
    );
  }

  @Derived(() => String, { nullable: true, description: '"X": what the school is known for (一校一品).' })
  feature(_: unknown, { read }: Context): string | null {
    return read.values.at(this.row.school, 'feature', this.at) ?? null;
  }
}

export const membershipOf = nodesOf<MembershipRow, Membership>(Membership);

@Type('A group or alliance of schools. Not a merger: each member keeps its legal person, name and affiliation.', {
  implements: Node,
})
export class EducationGroup extends Entity<GroupRow> {
  @Field(() => String, { description: 'Its code within the district, for ever.' })
  readonly code!: string;

  @Field(() => GroupForm, { description: 'Whether it is a group or an alliance.' })
  readonly form!: domain.GroupForm;

  @Field(() => CalendarDate, { description: 'The day from which it exists.' })
  readonly formedOn!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it exists no more.' })
  readonly dissolvedOn!: string | null;

  constructor(row: GroupRow, at: At) {
    super('EducationGroup', row, at);
  }

  @Derived(() => String, { description: 'Its name on the day.' })
  name(_: unknown, { read }: Context): string {
    return (this.#name ??= read.values.nearest(this.key, 'name', this.at));
  }
  #name: string | undefined;

  @Derived(() => String, {
    nullable: true,
    description: '"1": what the members have in common in philosophy and culture.',
  })
  commonFeature(_: unknown, { read }: Context): string | null {
    return read.values.at(this.key, 'commonFeature', this.at) ?? null;
  }

  @Derived(() => [Membership], { description: 'Its members on the day.' })
  members(
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every interval, for a time line drawn at the client.',
    })
    { includeEnded }: { readonly includeEnded?: boolean | null },
    { queries }: Context,
  ): readonly Membership[] {
    return queries.membersOf(this.key, this.at, includeEnded ?? false).map((row) => membershipOf(row, this.at));
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'EducationGroup', key: this.key }, this.at);
  }
}

export const groupOf = nodesOf<GroupRow, EducationGroup>(EducationGroup);
export const EducationGroupConnection = connectionOf(EducationGroup, 'EducationGroup', 'groups and alliances');
