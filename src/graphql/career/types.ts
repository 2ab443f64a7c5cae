import type * as domain from '../../domain/person/events.js';
import type { SchoolPhase as Phase } from '../../domain/district/events.js';
import type { EmploymentRow, PostRow } from '../../projections/person/career-rows.js';
import type { Place } from '../../projections/person/queries.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import { SchoolPhase } from '../school/enums.js';
import type { At } from '../shared/at.js';
import { Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const EmployerKind = enumOf<'SCHOOL' | 'DISTRICT'>('EmployerKind', 'Who employs somebody.', {
  SCHOOL: 'A school.',
  DISTRICT: 'The district, for its schools (县管校聘).',
});

export const PostKind = enumOf<domain.PostKind>('PostKind', 'What somebody does at a school.', {
  TEACHER: 'A teacher.',
  PRINCIPAL: 'The principal (校长).',
  VICE_PRINCIPAL: 'A vice principal (副校长).',
  PARTY_SECRETARY: "The secretary of the school's Party organisation (党组织书记).",
  MIDDLE_LEADER: 'A middle leader (中层干部).',
  GENERAL_PRINCIPAL: 'The general principal of several schools (总校长).',
  OTHER: 'Another post, which says what it is called.',
});

export const TitleRank = enumOf<domain.TitleRank>('TitleRank', 'The rank of a title (职称), lowest first.', {
  THIRD: '三级教师.',
  SECOND: '二级教师.',
  FIRST: '一级教师.',
  SENIOR: '高级教师.',
  PROFESSORIAL: '正高级教师.',
});

export const BackboneLevel = enumOf<domain.BackboneLevel>('BackboneLevel', 'What a teacher is distinguished as.', {
  NONE: 'Nothing, or nothing any more.',
  BACKBONE: 'A backbone teacher (骨干教师).',
  SUBJECT_LEADER: 'A leader of a subject (学科带头人).',
  SPECIAL_GRADE: 'A special-grade teacher (特级教师).',
});

@Type('By whom somebody is employed, and the school to which the person belongs.')
export class Employment {
  @Field(() => EmployerKind, { description: 'Who employs.' })
  readonly employedBy: 'SCHOOL' | 'DISTRICT';

  @Field(() => CalendarDate, { description: 'The first day.' })
  readonly since: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it is otherwise.' })
  readonly until: string | null;

  constructor(
    readonly row: EmploymentRow,
    readonly at: At,
  ) {
    this.employedBy = row.employer.includes('.') ? 'SCHOOL' : 'DISTRICT';
    this.since = row.since;
    this.until = row.until;
  }
}

@Type('A post that somebody holds, or held, at a school. Shown within its district, and to auditors.', {
  implements: Node,
})
export class Post extends Entity<PostRow> {
  @Field(() => PostKind, { nullable: true, description: 'What it is.' })
  readonly kind!: domain.PostKind;

  @Field(() => String, { nullable: true, description: 'What an OTHER post is called.' })
  readonly title!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The share of working time that it keeps, in percent; null: what rotations leave.',
  })
  readonly share!: number | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The first day.' })
  readonly since!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it is held no longer.' })
  readonly until!: string | null;

  constructor(row: PostRow, at: At) {
    super('Post', row, at);
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Post', key: this.key }, this.at);
  }
}

@Type('What somebody is qualified for on a day.')
export class Qualification {
  @Field(() => [String], { description: 'The subjects.' })
  readonly subjects: readonly string[];

  @Field(() => SchoolPhase, { nullable: true, description: 'For which years.' })
  readonly phase: Phase | null;

  @Field(() => TitleRank, { nullable: true, description: 'The rank of the title.' })
  readonly titleRank: domain.TitleRank | null;

  @Field(() => BackboneLevel, { nullable: true, description: 'The distinction; null where nobody has said.' })
  readonly backbone: domain.BackboneLevel | null;

  constructor(known: {
    readonly subjects: readonly string[];
    readonly phase: string | undefined;
    readonly titleRank: string | undefined;
    readonly backbone: string | undefined;
  }) {
    this.subjects = known.subjects;
    this.phase = (known.phase as Phase | undefined) ?? null;
    this.titleRank = (known.titleRank as domain.TitleRank | undefined) ?? null;
    this.backbone = (known.backbone as domain.BackboneLevel | undefined) ?? null;
  }
}

@Type('Where somebody works on a day.')
export class TeachingPlace {
  @Field(() => Int, { description: 'The share of the working time, in percent.' })
  readonly share: number;

  constructor(
    readonly place: Place,
    readonly at: At,
  ) {
    this.share = place.share;
  }
}
