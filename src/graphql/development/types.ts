import { derivedIndicators, shown, type TeachingPhase as Phase } from '../../domain/indicator/index.js';
import type { DerivedIndicator as IndicatorName } from '../../domain/indicator/index.js';
import { medianOf, type Development, type Exchange, type Span } from '../../projections/development.js';
import {
  concludedIn,
  gradeOfSchool,
  gradesOn,
  medianGradeOf,
  medianIndicators,
  type MedianOfIndicator,
} from '../../projections/development-beside.js';
import type { SchoolRow } from '../../projections/district/rows.js';
import { derivedOf } from '../../projections/indicator/queries.js';
import type { Context } from '../context.js';
import { Evaluation } from '../evaluation/types.js';
import { DerivedIndicator, DerivedIndicatorName, TeachingPhase } from '../indicator/types.js';
import { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { Derived, Field, Float, Int, Type } from '../shared/decorators.js';
import { Money } from '../shared/money.js';

/** Of fewer teachers of one school the public is told nothing, so that nobody is found out, by a subtraction neither. [D] */
export const FEWEST_TEACHERS = 5;

@Type('Teachers of one subject who rotated.')
export class SubjectExchange {
  @Field(() => String, { nullable: true, description: 'The subject; null where the rotations name none.' })
  readonly subject!: string | null;

  @Field(() => Int, { description: 'How many teachers, each counted once.' })
  readonly teachers!: number;

  @Field(() => Int, { description: 'Their confirmed days within the span in full months of thirty days.' })
  readonly months!: number;
}

@Type(
  'Teachers who came to a school, or went from it. Withheld from the public where one of the schools that they came from, or went to, has fewer than five.',
)
export class TeacherExchange {
  @Field(() => Boolean, { description: 'Whether the figures are withheld from the asker.' })
  readonly withheld: boolean;

  @Field(() => Int, { nullable: true, description: 'How many rotated, by decided rotations, each counted once.' })
  readonly teachers: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many of them were backbone teachers or more on their first day within the span.',
  })
  readonly backbone: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Their days within the span that the receiving school confirmed, in full months of thirty days.',
  })
  readonly months: number | null;

  @Field(() => Int, { nullable: true, description: 'The weekly lessons of their confirmed terms, added up.' })
  readonly weeklyLessons: number | null;

  @Field(() => Int, { nullable: true, description: 'How many changed their home school for good, each counted once.' })
  readonly transferred: number | null;

  @Field(() => [SubjectExchange], {
    nullable: true,
    description: 'Who rotated, by what they teach; withheld from the public where one subject has fewer than five.',
  })
  readonly subjects: readonly SubjectExchange[] | null;

  constructor(exchange: Exchange, seesAll: boolean) {
    const { teachers, backbone, months, weeklyLessons, transferred, subjects, fewest } = exchange;
    this.withheld = !seesAll && fewest !== undefined && fewest < FEWEST_TEACHERS;
    const shown = <T>(figure: T): T | null => (this.withheld ? null : figure);
    this.teachers = shown(teachers);
    this.backbone = shown(backbone);
    this.months = shown(months);
    this.weeklyLessons = shown(weeklyLessons);
    this.transferred = shown(transferred);
    this.subjects = seesAll || subjects.every((one) => one.teachers >= FEWEST_TEACHERS) ? shown(subjects) : null;
  }
}

@Type('What a school spent for one purpose.')
export class SpentOn {
  @Field(() => String, { description: 'The purpose, as the lines of the funds name it.' })
  readonly purpose: string;

  @Field(() => Money, { description: 'What was paid within the span, less what was reversed or came back.' })
  readonly amount: Money;

  constructor({ purpose, fen }: Development['spent'][number]) {
    this.purpose = purpose;
    this.amount = new Money(fen);
  }
}

const sumOf = ({ spent }: Development): number => spent.reduce((sum, { fen }) => sum + fen, 0);

/** The days that are looked at, the school year of which figures are shown, and the moment by which all of it is known. */
export interface Looked {
  readonly span: Span;
  /** Of several school years the last. */
  readonly schoolYear: number;
  readonly at: At;
  readonly seesAll: boolean;
}

@Type('What became of a school within a span.')
export class SchoolFigures {
  @Field(() => School, { description: 'The school.' })
  readonly school: School;

  @Field(() => TeacherExchange, { description: 'Who came to it.' })
  readonly teachersIn: TeacherExchange;

  @Field(() => TeacherExchange, { description: 'Who went from it.' })
  readonly teachersOut: TeacherExchange;

  @Field(() => [SpentOn], { description: 'What was spent by it of the funds of groups, by purpose.' })
  readonly spent: readonly SpentOn[];

  @Field(() => Money, { description: 'The same in all.' })
  readonly spentInAll: Money;

  constructor(
    school: School,
    development: Development,
    readonly looked: Looked,
  ) {
    this.school = school;
    this.teachersIn = new TeacherExchange(development.in, looked.seesAll);
    this.teachersOut = new TeacherExchange(development.out, looked.seesAll);
    this.spent = development.spent.map((one) => new SpentOn(one));
    this.spentInAll = new Money(sumOf(development));
  }

  @Derived(() => [DerivedIndicator], {
    description: 'What follows from its figures of the school year, of several years of the last.',
  })
  indicators(_: unknown, { read }: Context): readonly DerivedIndicator[] {
    const { schoolYear, at } = this.looked;
    return derivedOf(read, this.school.row, schoolYear, derivedIndicators, at).map(
      ({ indicator, phase, derived }) => new DerivedIndicator(indicator, phase, derived),
    );
  }

  @Derived(() => [Evaluation], {
    description:
      'The evaluations of periods within the span that were concluded by the day asked for: its own, the last period first, then those of the groups that it was a member of on the last day.',
  })
  evaluations(_: unknown, { read, queries }: Context): readonly Evaluation[] {
    const { span, at } = this.looked;
    return concludedIn(read, queries, this.school.key, span, at).map((row) => new Evaluation(row, at));
  }

  @Derived(() => String, {
    nullable: true,
    description: 'The grade of the last comprehensive one of its own; null where it has none.',
  })
  grade(_: unknown, { read, queries }: Context): string | null {
    const { span, at } = this.looked;
    return gradeOfSchool(read, queries, this.school.key, span, at) ?? null;
  }
}

@Type('An indicator in the middle of the schools of a district that teach the phase.')
export class MedianIndicator {
  @Field(() => DerivedIndicatorName, { description: 'What it says, and in which unit.' })
  readonly indicator: IndicatorName;

  @Field(() => TeachingPhase, { description: 'Of which phase.' })
  readonly phase: Phase;

  @Field(() => Int, { description: 'Of how many schools it is known: the others are left out.' })
  readonly schools: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The exact fraction in the middle, of an even number half the sum of both, rounded to four decimals.',
  })
  readonly value: number | null;

  constructor({ indicator, phase, schools, value }: MedianOfIndicator) {
    this.indicator = indicator;
    this.phase = phase;
    this.schools = schools;
    this.value = value === undefined ? null : shown(value);
  }
}

@Type(
  'The middle one of the figures of all schools of a district, figure by figure: of those that are legal persons and open on the last day.',
)
export class MedianFigures {
  @Field(() => Int, { description: 'How many schools.' })
  readonly schools: number;

  @Field(() => Float, { nullable: true, description: 'Of teachers who rotated to a school.' })
  readonly teachersIn: number | null;

  @Field(() => Float, { nullable: true, description: 'Of teachers who rotated from a school.' })
  readonly teachersOut: number | null;

  @Field(() => Float, { nullable: true, description: 'Of confirmed months at a school.' })
  readonly monthsIn: number | null;

  @Field(() => Float, { nullable: true, description: 'Of confirmed months of those who went.' })
  readonly monthsOut: number | null;

  @Field(() => Money, { nullable: true, description: 'Of what a school spent; half a fen is left out.' })
  readonly spentInAll: Money | null;

  /** Of fewer schools than five the public would be told of each; undefined figures are of no school. */
  constructor(
    readonly rows: readonly SchoolRow[],
    readonly of: School,
    all: readonly Development[],
    readonly looked: Looked,
  ) {
    const { seesAll } = looked;
    this.schools = all.length;
    const isShown = seesAll || all.length >= FEWEST_TEACHERS;
    const median = (figure: (one: Development) => number): number | null =>
      isShown ? (medianOf(all.map(figure)) ?? null) : null;
    this.teachersIn = median((one) => one.in.teachers);
    this.teachersOut = median((one) => one.out.teachers);
    this.monthsIn = median((one) => one.in.months);
    this.monthsOut = median((one) => one.out.months);
    const spent = medianOf(all.map(sumOf));
    this.spentInAll = spent === undefined ? null : new Money(Math.floor(spent));
  }

  @Derived(() => [MedianIndicator], { description: 'Of what follows from figures, in the phases of the school.' })
  indicators(_: unknown, { read }: Context): readonly MedianIndicator[] {
    const { schoolYear, at } = this.looked;
    return medianIndicators(read, this.of.row.phase, this.rows, schoolYear, at).map((one) => new MedianIndicator(one));
  }

  @Derived(() => String, {
    nullable: true,
    description:
      "Of schools' grades in the order of policy EVALUATION, of an even number the worse of the two in the middle; null where no school has any.",
  })
  grade(_: unknown, context: Context): string | null {
    const order = gradesOn(context.read, this.of.row.district, this.looked.at);
    return medianGradeOf(this.#grades(context), order) ?? null;
  }

  @Derived(() => Int, { description: 'How many schools have a grade.' })
  gradedSchools(_: unknown, context: Context): number {
    return this.#grades(context).length;
  }

  #grades({ read, queries }: Context): readonly string[] {
    const { span, at } = this.looked;
    return this.rows.flatMap(({ key }) => gradeOfSchool(read, queries, key, span, at) ?? []);
  }
}

@Type('A school side by side with the one that leads its group and with its district.')
export class SideBySide {
  @Field(() => Int, {
    nullable: true,
    description: 'The year in which the school year begins; null where they are several.',
  })
  readonly schoolYear!: number | null;

  @Field(() => SchoolFigures, { description: 'The school itself.' })
  readonly school!: SchoolFigures;

  @Field(() => SchoolFigures, {
    nullable: true,
    description: 'The school that leads its group on the last day; null where it leads itself or is in no group.',
  })
  readonly lead!: SchoolFigures | null;

  @Field(() => MedianFigures, { description: 'The schools of its district.' })
  readonly districtMedian!: MedianFigures;
}

@Type('What a school gained over some school years, until the day that is asked for.')
export class SchoolDevelopment {
  @Field(() => SideBySide, {
    nullable: true,
    description:
      'All of the years together. Of several years not for who may not read each rotation: a difference would tell.',
  })
  readonly whole!: SideBySide | null;

  @Field(() => [SideBySide], { description: 'Each school year.' })
  readonly years!: readonly SideBySide[];
}
