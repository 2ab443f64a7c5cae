import type { Ballot as BallotData } from '../../domain/council/resolution-events.js';
import type * as domain from '../../domain/vocabulary.js';
import type { TimelineRow } from '../../projections/intervals.js';
import { isInForce } from '../../projections/council/queries.js';
import type { CharterValue, Held, MeetingRow, ResolutionRow } from '../../projections/council/resolution-rows.js';
import { schoolId as idOf, splitId } from '../../domain/identity.js';
import { PostKind } from '../career/types.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, Int, Type } from '../shared/decorators.js';
import { DecidingBody, enumOf } from '../shared/enums.js';
import { Money } from '../shared/money.js';
import { Entity, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const ResolutionKind = enumOf<domain.ResolutionKind>(
  'ResolutionKind',
  'What a resolution of a council is about.',
  {
    FUND: 'The use of the special fund (专项经费): a fiscal year and at most a sum.',
    ROTATION: 'The exchange or rotation of teachers and cadres (交流轮岗).',
    CULTURE: 'Common culture and features.',
    OTHER: 'Anything else.',
  },
);

export const MeetingDecision = enumOf<MeetingRow['decided']>(
  'MeetingDecision',
  'What a meeting did with a resolution or a charter.',
  { ADOPTED: 'It adopted it.', AMENDED: 'It amended it.', REPEALED: 'It repealed it.' },
);

@Type('A share of a whole, as a quorum or a majority.')
export class Share {
  @Field(() => Int, { description: 'The part.' })
  readonly numerator!: number;

  @Field(() => Int, { description: 'The whole.' })
  readonly denominator!: number;

  @Field(() => Boolean, { description: 'Whether the share itself is enough; otherwise more than it is needed.' })
  readonly atLeast!: boolean;
}

export const CharterAdoption = enumOf<CharterValue['adoption']>('CharterAdoption', 'How a charter came to be.', {
  BY_MEETING: 'A meeting of the council adopted it.',
  BY_BUREAU: 'The bureau entered it on a document, without a meeting.',
  NOT_RECORDED: 'Nobody recorded who adopted it.',
});

@Type('A seat that goes with a post of a member school: who takes the post takes the seat.')
export class ExOfficioSeat {
  @Field(() => PostKind, { description: 'The post.' })
  readonly post: domain.PostKind;

  constructor(
    readonly schoolId: string,
    post: domain.PostKind,
    readonly at: At,
  ) {
    this.post = post;
  }
}

@Type('What the member schools agreed on for their council (章程).')
export class Charter {
  @Field(() => Share, { description: 'How many of the filled seats must be present.' })
  readonly quorum!: domain.Share;

  @Field(() => Share, { description: 'How many of the votes present, without those recused, must be for it.' })
  readonly majority!: domain.Share;

  @Field(() => Int, { description: 'The longest term, in years.' })
  readonly termYears!: number;

  @Field(() => Boolean, { description: 'Whether every member school has a seat.' })
  readonly everySchoolSeated!: boolean;

  @Field(() => Int, { description: 'How many seats go to others than those whom the schools recommend.' })
  readonly otherSeats!: number;

  @Field(() => Int, { description: 'For how many others a member who is present may vote by proxy.' })
  readonly proxiesPerMember!: number;

  @Field(() => CharterAdoption, { description: 'How it came to be.' })
  readonly adoption!: CharterValue['adoption'];

  @Field(() => String, {
    nullable: true,
    description: 'The number of the paper, where the command itself gave it; else the basis of its event names it.',
  })
  readonly documentNo?: string;

  readonly met: Meeting | null;
  readonly bound: readonly ExOfficioSeat[];

  @Field(() => CalendarDate, { description: 'The first day on which it holds.' })
  readonly since: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which another one holds.' })
  readonly until: string | null;

  constructor({ since, until, value }: TimelineRow, group: string, at: At) {
    const { meeting, exOfficio = [], ...charter } = JSON.parse(value) as CharterValue;
    Object.assign(this, charter);
    this.bound = exOfficio.map(
      ({ schoolCode, post }) => new ExOfficioSeat(idOf(splitId(group).district, schoolCode), post, at),
    );
    this.met = meeting ? new Meeting(meeting, group, at) : null;
    this.since = since;
    this.until = until;
  }
}

@Type('How a council voted: present + proxies - recused = for + against + abstained.')
export class Ballot {
  @Field(() => Int, { description: 'Members present in person.' })
  readonly present!: number;

  @Field(() => Int, { description: 'Members represented by a proxy.' })
  readonly proxies!: number;

  @Field(() => Int, { description: 'Of those, members who took no part because the matter concerns them.' })
  readonly recused!: number;

  @Field(() => Int, { description: 'Votes for it.' })
  readonly for!: number;

  @Field(() => Int, { description: 'Votes against it.' })
  readonly against!: number;

  @Field(() => Int, { description: 'Abstentions.' })
  readonly abstained!: number;
}

/** What a meeting's row holds as JSON. */
interface Votes {
  readonly ballot: BallotData;
  readonly quorum: domain.Share;
  readonly majority: domain.Share;
  readonly caretaker: boolean;
  readonly concernedIds: readonly string[];
  readonly recusedIds: readonly string[];
}

@Type(
  'A meeting of a council that adopted, amended or repealed a resolution, or adopted a charter. Power, seats and quorum are judged by its day.',
)
export class Meeting {
  @Field(() => MeetingDecision, { description: 'What it did with the resolution.' })
  readonly decided: MeetingRow['decided'];

  @Field(() => CalendarDate, { description: 'The day the council met.' })
  readonly heldOn: string;

  @Field(() => Ballot, { description: 'How it voted.' })
  readonly ballot!: BallotData;

  @Field(() => Share, {
    description: "The quorum that was asked for: the charter's, and no less than the policy's, else more than half.",
  })
  readonly quorum!: domain.Share;

  @Field(() => Share, {
    description: "The majority that was asked for: the charter's, and no less than the policy's, else more than half.",
  })
  readonly majority!: domain.Share;

  @Field(() => Boolean, { description: 'Whether the council met after its term, as a policy CARETAKER allows.' })
  readonly caretaker!: boolean;

  @Field(() => DecidingBody, {
    nullable: true,
    description:
      'Whose decision the bureau entered, on a document; null where the council told it itself, or before that was recorded.',
  })
  readonly onBehalf: 'COUNCIL' | null;

  readonly concernedIds!: readonly string[];
  readonly recusedIds!: readonly string[];

  constructor(
    readonly row: Held,
    readonly group: string,
    readonly at: At,
  ) {
    Object.assign(this, JSON.parse(row.votes) as Votes);
    this.decided = row.decided;
    this.heldOn = row.heldOn;
    this.onBehalf = row.onBehalf;
  }
}

@Type("What a group's council decided.", { implements: Node })
export class Resolution extends Entity<ResolutionRow> {
  @Field(() => Int, { description: "Its number among the group's resolutions, from 1." })
  readonly number!: number;

  @Field(() => ResolutionKind, { description: 'What it is about.' })
  readonly kind!: domain.ResolutionKind;

  @Field(() => Int, { nullable: true, description: 'Of kind FUND: the year whose money it is about.' })
  readonly fiscalYear!: number | null;

  @Field(() => CalendarDate, { description: 'The day from which it has effect.' })
  readonly effectiveOn!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it is repealed.' })
  readonly repealedOn!: string | null;

  constructor(row: ResolutionRow, at: At) {
    super('Resolution', row, at);
  }

  @Derived(() => String, { description: 'What was decided, in a line, as it holds on the day.' })
  subject(_: unknown, { read }: Context): string {
    return read.values.nearest(this.key, 'subject', this.at);
  }

  @Derived(() => Money, {
    nullable: true,
    description: 'Of kind FUND: how much may be allocated at most, as it holds on the day.',
  })
  sum(_: unknown, { read }: Context): Money | null {
    return this.kind === 'FUND' ? new Money(Number(read.values.nearest(this.key, 'sum', this.at))) : null;
  }

  @Derived(() => Boolean, { description: 'Whether it is in force on the day.' })
  get inForce(): boolean {
    return isInForce(this.row, this.at.effectiveOn);
  }

  @Derived(() => [Meeting], { description: 'The meetings that decided it, the first recorded first.' })
  meetings(_: unknown, { queries }: Context): readonly Meeting[] {
    return queries.meetingsOf(this.key, this.at).map((row) => new Meeting(row, this.row.group, this.at));
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Resolution', key: this.key }, this.at);
  }
}
