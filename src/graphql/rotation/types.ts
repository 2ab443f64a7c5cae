import type * as domain from '../../domain/person/events.js';
import { daysServedBy, statusOn, type RotationStatus as Status } from '../../projections/person/queries.js';
import type { CreditRow, RotationRow } from '../../projections/person/rotation-rows.js';
import { PostKind } from '../career/types.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { connectionOf, Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, ID, Int, Type } from '../shared/decorators.js';
import { DecidingBody, enumOf } from '../shared/enums.js';
import { Entity, ENTITY_ID, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const RotationScheme = enumOf<domain.RotationScheme>('RotationScheme', 'Within which bounds somebody rotates.', {
  GROUP: 'Between schools of one group.',
  DISTRICT: 'Within the district.',
  SUPPORT: 'In support of another school (支教).',
});
export const RotationMode = enumOf<domain.RotationMode>('RotationMode', 'How much of the working time it takes.', {
  FULL_TIME: 'All of it.',
  PART_WEEK: 'Some of the week (走教).',
});
export const PersonnelRelation = enumOf<'STAYS' | 'MOVES'>('PersonnelRelation', 'What becomes of the employment.', {
  STAYS: 'Employer and home school stay.',
  MOVES: 'The receiving school becomes the home school (随迁).',
});
export const RotationStatus = enumOf<Status>('RotationStatus', 'Where a rotation stands on a day.', {
  PROPOSED: 'It is proposed.',
  DECIDED: 'It is decided, and nobody has arrived.',
  IN_SERVICE: 'Somebody arrived, and no end is recorded.',
  SUSPENDED: 'It rests.',
  COMPLETED: 'It was completed.',
  RECALLED: 'It ended before its time.',
  CANCELLED: 'It never took place.',
});
export const SchoolTermName = enumOf<'FIRST' | 'SECOND'>('SchoolTermName', 'A term of a school year.', {
  FIRST: 'From 1 September to 31 January.',
  SECOND: 'From 1 February to 31 August.',
});
export const SuspensionCause = enumOf<domain.RotationSuspended['cause']>('SuspensionCause', 'Why a rotation rests.', {
  ILLNESS: 'Illness.',
  MATERNITY: 'Maternity.',
  OTHER: 'Something else, which the basis says.',
});
export const CreditPurpose = enumOf<domain.CreditPurpose>('CreditPurpose', 'For what a rotation counts.', {
  TITLE: 'The review of titles (职称评审).',
  HONOUR: 'Honours (评优评先).',
  CADRE: 'The selection of cadres (干部选拔).',
});
const EligibilityCriterion = enumOf<domain.EligibilityCriterion>(
  'EligibilityCriterion',
  'What a policy asks of who rotates.',
  {
    AGE: 'No older than it says.',
    YEARS_AT_SCHOOL: 'At the home school for as long as it says.',
    HEALTH: 'Fit for it.',
    YEARS_TO_RETIREMENT: 'As far from retirement as it says.',
  },
);
const EligibilityResult = enumOf<domain.EligibilityOutcome['outcome']>(
  'EligibilityResult',
  'Whether it was met on the day of the decision.',
  { MET: 'It was.', NOT_MET: 'It was not.', UNKNOWN: 'Nobody knew.' },
);

@Type('Whether somebody met what the policy of the day asked for.')
export class Eligibility {
  @Field(() => EligibilityCriterion, { description: 'What was asked.' })
  readonly criterion!: domain.EligibilityCriterion;

  @Field(() => EligibilityResult, { description: 'Whether it was met.' })
  readonly outcome!: domain.EligibilityOutcome['outcome'];
}

@Type('A term in which the receiving school confirms that somebody worked there.')
export class ConfirmedService {
  @Field(() => Int, { description: 'The year in which the school year begins.' })
  readonly schoolYear!: number;

  @Field(() => SchoolTermName, { description: 'The term.' })
  readonly term!: 'FIRST' | 'SECOND';

  @Field(() => Int, { nullable: true, description: 'Lessons a week.' })
  readonly weeklyLessons!: number | null;

  @Field(() => String, { nullable: true, description: 'Duties of a cadre.' })
  readonly duties!: string | null;
}

@Type('Days on which a rotation rests.')
export class Suspension {
  @Field(() => SuspensionCause, { description: 'Why.' })
  readonly cause!: domain.RotationSuspended['cause'];

  @Field(() => CalendarDate, { description: 'The first day.' })
  readonly since!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it goes on.' })
  readonly until!: string | null;
}

@Type('Months of rotation that were recognised for a purpose and a cycle.')
export class Credit {
  @Field(() => ID, { description: ENTITY_ID })
  readonly entityId: string;

  @Field(() => CreditPurpose, { description: 'For what.' })
  readonly purpose: domain.CreditPurpose;

  @Field(() => String, { description: 'The cycle of the review, as in 2026.' })
  readonly cycle: string;

  @Field(() => Int, { description: 'Net of suspensions and of terms without confirmed service.' })
  readonly months: number;

  @Field(() => CalendarDate, { description: 'The day of the recognition.' })
  readonly recognisedOn: string;

  constructor(
    readonly row: CreditRow,
    readonly at: At,
  ) {
    this.entityId = row.key;
    this.purpose = row.purpose;
    this.cycle = row.cycle;
    this.months = row.months;
    this.recognisedOn = row.on;
  }
}

interface Decided {
  readonly on: string;
  readonly to: string;
  readonly onBehalf?: 'COUNCIL';
  readonly resolution?: domain.RotationResolution;
}

@Type('A decision that a rotation lasts longer.')
export class RotationExtension {
  @Field(() => CalendarDate, { description: 'The new last day.' })
  readonly to: string;

  @Field(() => CalendarDate, { description: 'The day from which the decision has effect.' })
  readonly decidedOn: string;

  @Field(() => DecidingBody, {
    nullable: true,
    description: 'Whose decision it is where the bureau entered it on a document; null: it is of who entered it.',
  })
  readonly onBehalf: 'COUNCIL' | null;

  constructor(
    readonly row: Decided,
    readonly at: At,
  ) {
    this.to = row.to;
    this.decidedOn = row.on;
    this.onBehalf = row.onBehalf ?? null;
  }
}

interface Rest {
  readonly from: string;
  readonly until?: string;
  readonly value: domain.RotationSuspended['cause'];
}

@Type('A rotation of somebody to another school. Shown within its district, and to auditors.', { implements: Node })
export class Rotation extends Entity<RotationRow> {
  @Field(() => Int, { nullable: true, description: "Its number among the person's rotations, from 1." })
  readonly number!: number;

  @Field(() => RotationScheme, { nullable: true, description: 'Within which bounds.' })
  readonly scheme!: domain.RotationScheme;

  @Field(() => RotationMode, { nullable: true, description: 'How much of the working time it takes.' })
  readonly mode!: domain.RotationMode;

  @Field(() => Int, { nullable: true, description: 'The share of the working time, in percent.' })
  readonly share!: number;

  @Field(() => String, { nullable: true, description: 'The subject taught there.' })
  readonly subject!: string | null;

  @Field(() => PostKind, { nullable: true, description: 'The post taken there.' })
  readonly post!: domain.PostKind | null;

  @Field(() => PersonnelRelation, { nullable: true, description: 'What becomes of the employment.' })
  readonly personnelRelation!: 'STAYS' | 'MOVES';

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which the decision has effect.' })
  readonly decidedOn!: string | null;

  @Field(() => DecidingBody, {
    nullable: true,
    description: 'Whose decision it is where the bureau entered it on a document; null: it is of who entered it.',
  })
  readonly onBehalf!: 'COUNCIL' | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day of arrival, where one was confirmed.' })
  readonly arrivedOn!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The last day there, as extended.' })
  readonly to!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      'The day from which it binds nobody any more; null while it is not decided, or where it never took place.',
  })
  readonly until!: string | null;

  @Derived(() => Int, {
    nullable: true,
    description: 'Days served until the day, that one included: present, in confirmed terms, net of suspensions.',
  })
  get daysServed(): number {
    return daysServedBy(this.row, this.at.effectiveOn);
  }

  @Field(() => [RotationExtension], { nullable: true, description: 'The decisions that it lasts longer, in order.' })
  readonly extensions: readonly RotationExtension[];

  @Field(() => [Eligibility], {
    nullable: true,
    description:
      'What the policy asked for on the day of the decision, and whether it was met. Shown to the bureaus, schools and council that it concerns, and to auditors.',
  })
  readonly eligibility: readonly Eligibility[];

  @Field(() => [Suspension], {
    nullable: true,
    description: 'When it rests. Shown to the bureaus, schools and council that it concerns, and to auditors.',
  })
  readonly suspensions: readonly Suspension[];

  constructor(row: RotationRow, at: At) {
    super('Rotation', row, at);
    this.extensions = (JSON.parse(row.extensions) as readonly Decided[]).map((one) => new RotationExtension(one, at));
    this.eligibility = JSON.parse(row.eligibility) as readonly Eligibility[];
    this.suspensions = (JSON.parse(row.suspensions) as readonly Rest[]).map(({ from, until, value }) => ({
      since: from,
      until: until ?? null,
      cause: value,
    }));
  }

  @Derived(() => CalendarDate, { nullable: true, description: 'The first day there, as decided or proposed.' })
  get from(): string {
    return this.row.since;
  }

  @Derived(() => RotationStatus, {
    nullable: true,
    description: 'Where it stands on the day; null before its first step.',
  })
  get status(): Status | null {
    return statusOn(this.row, this.at.effectiveOn) ?? null;
  }

  @Derived(() => CalendarDate, {
    nullable: true,
    description: 'The day on which it was completed, recalled or cancelled; of one completed the last one there.',
  })
  get endedOn(): string | null {
    return this.row.endOn;
  }

  @Derived(() => [ConfirmedService], { nullable: true, description: 'The terms of which service was confirmed.' })
  get service(): readonly ConfirmedService[] {
    return JSON.parse(this.row.services) as readonly ConfirmedService[];
  }

  @Derived(() => LedgerEventConnection, {
    description: 'Its steps: the events that touched it, the first recorded first.',
  })
  steps(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Rotation', key: this.key }, this.at);
  }
}

export const RotationConnection = connectionOf(Rotation, 'Rotation', 'rotations');
