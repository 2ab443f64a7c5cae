import { addDays } from '../../domain/day.js';
import type { CouncilRow, RecommendationRow, SeatRow } from '../../projections/council/rows.js';
import { isInOffice, type FilingOnDay } from '../../projections/council/queries.js';
import type * as domain from '../../domain/vocabulary.js';
import { PostKind } from '../career/types.js';
import type { Context } from '../context.js';
import { nearestDay } from '../group/types.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { Page, type Connection } from '../shared/connection.js';
import { Arg, Args, Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node, RowNode } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const FilingStatus = enumOf<FilingOnDay['status']>(
  'FilingStatus',
  'Where the filing (备案) of a council with the bureau stands.',
  {
    NOT_FILED: 'Not filed yet.',
    FILED: "Filed, and waiting for the bureau's answer.",
    ACCEPTED: 'The bureau took note of it.',
    RETURNED: 'The bureau sent it back.',
  },
);

@Type('The filing (备案) of a council with the bureau: a record, not an approval.')
export class Filing {
  @Field(() => FilingStatus, { description: 'Where it stands on the day.' })
  readonly status!: FilingOnDay['status'];

  @Field(() => CalendarDate, { nullable: true, description: 'The day it was last filed.' })
  readonly filedOn?: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day it was answered.' })
  readonly answeredOn?: string;

  @Field(() => String, { nullable: true, description: "The number of the bureau's answer." })
  readonly documentNo?: string;

  @Field(() => String, { nullable: true, description: 'Why the bureau sent it back. Not shown to the public.' })
  readonly reason: string | null;

  @Field(() => Boolean, {
    description: 'Whether seats, chair or term changed after the last filing, so that another is due.',
  })
  readonly changesUnfiled: boolean;

  /** The group whose council it is. */
  readonly group: string;

  constructor(filing: FilingOnDay, { changedSinceFiling, group }: CouncilRow) {
    Object.assign(this, filing);
    this.reason = filing.reason ?? null;
    this.group = group;
    this.changesUnfiled = changedSinceFiling === 1;
  }
}

@Type("A person's time on a council.", { implements: Node })
export class CouncilSeat extends RowNode<SeatRow> {
  @Field(() => CalendarDate, { description: 'The first day.' })
  readonly since!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The day from which the seat is given up, the day after the term at the latest.',
  })
  readonly until!: string | null;

  @Field(() => PostKind, {
    nullable: true,
    description: 'The post of the school that the seat goes with, where the charter binds it to one.',
  })
  readonly post!: domain.PostKind | null;

  constructor(seat: SeatRow, { termTo }: CouncilRow, at: At) {
    const end = addDays(termTo, 1);
    super('CouncilSeat', { ...seat, until: seat.until !== null && seat.until < end ? seat.until : end }, at);
  }

  @Derived(() => Boolean, {
    description: "Whether the person chairs the council on the day, or on the seat's nearest day to it.",
  })
  isChair(_: unknown, { read }: Context): boolean {
    const { position, effectiveOn } = this.at;
    return (
      read.values.at(this.row.council, 'chair', { position, effectiveOn: nearestDay(this.row, effectiveOn) }) ===
      this.row.person
    );
  }
}

@Type("One term of a group's council (理事会).", { implements: Node })
export class Council extends Entity<CouncilRow> {
  @Field(() => Int, { description: "The term's number, from 1, in the order of the appointments." })
  readonly ordinal!: number;

  @Field(() => CalendarDate, { description: 'The first day in office.' })
  readonly termFrom!: string;

  @Field(() => CalendarDate, { description: 'The last day in office.' })
  readonly termTo!: string;

  constructor(row: CouncilRow, at: At) {
    super('Council', row, at);
  }

  @Derived(() => Boolean, { description: 'Whether it is in office on the day.' })
  get inOffice(): boolean {
    return isInOffice(this.row, this.at.effectiveOn);
  }

  @Derived(() => Filing, { description: 'Its filing with the bureau.' })
  filing(_: unknown, { queries }: Context): Filing {
    return new Filing(queries.filingOf(this.key, this.at), this.row);
  }

  @Derived(() => [CouncilSeat], {
    description: "The seats that are filled on the day, or on the term's nearest day to it.",
  })
  seats(
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every interval, for a time line drawn at the client.',
    })
    { includeEnded }: { readonly includeEnded?: boolean | null },
    { queries }: Context,
  ): readonly CouncilSeat[] {
    return queries
      .seatsOf(this.row, this.at, includeEnded ?? false)
      .map((seat) => new CouncilSeat(seat, this.row, this.at));
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Council', key: this.key }, this.at);
  }
}

@Type("A member school's recommendation of a person for its group's council.", { implements: Node })
export class Recommendation extends RowNode<RecommendationRow> {
  @Field(() => CalendarDate, { description: 'The first day it stands.' })
  readonly recommendedOn!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The day from which it stands no more, because the school withdrew it.',
  })
  readonly withdrawnOn!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day an appointment used it.' })
  readonly usedOn!: string | null;

  constructor(row: RecommendationRow, at: At) {
    super('Recommendation', row, at);
  }
}
