import * as domain from '../../domain/indicator/index.js';
import type { Balance } from '../../projections/indicator/queries.js';
import type { FigureRow, IndicatorRecordRow, SurveyRow } from '../../projections/indicator/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, Float, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node } from '../shared/node.js';
import { CalendarDate, SafeInt } from '../shared/scalars.js';

export const TeachingPhase = enumOf<domain.TeachingPhase>(
  'TeachingPhase',
  'The years of a school that its statistics count apart (学段).',
  {
    KINDERGARTEN: 'Kindergarten.',
    PRIMARY: 'The primary years, of a nine-year school too.',
    JUNIOR: 'The junior secondary years.',
    SENIOR: 'The senior secondary years.',
  },
);

export const Indicator = enumOf<domain.RecordedIndicator>('Indicator', 'What is recorded of a school, on a paper.', {
  ENROLMENT: 'Pupils (在校生数), by phase.',
  CLASSES: 'Classes (教学班数), by phase.',
  TEACHERS: 'Full-time teachers (专任教师数), by phase.',
  TEACHERS_ABOVE_REQUIRED_DEGREE: 'Teachers with more than the required degree (高于规定学历教师数), by phase.',
  BACKBONE_TEACHERS: 'Backbone teachers of county level or above (县级及以上骨干教师数), by phase.',
  PE_ARTS_TEACHERS: 'Full-time teachers of sports, music and fine arts (体育、艺术专任教师数), by phase.',
  TEACHING_AREA: 'Teaching and auxiliary rooms (教学及辅助用房面积), in square decimetres.',
  SPORTS_AREA: 'Sports grounds and halls (体育运动场馆面积), in square decimetres.',
  EQUIPMENT_VALUE: 'Teaching equipment (教学仪器设备值), in fen.',
  MULTIMEDIA_CLASSROOMS: 'Classrooms with networked multimedia (网络多媒体教室数).',
});

export const DerivedIndicatorName = enumOf<domain.DerivedIndicator>(
  'DerivedIndicatorName',
  'What follows from recorded figures; the seven after the first two are those of 教督〔2017〕6号.',
  {
    PUPILS_PER_TEACHER: 'Pupils for each full-time teacher (生师比).',
    PUPILS_PER_CLASS: 'Pupils in a class (平均班额).',
    ABOVE_REQUIRED_DEGREE_PER_100: 'Teachers with more than the required degree per 100 pupils.',
    BACKBONE_PER_100: 'Backbone teachers of county level or above per 100 pupils.',
    PE_ARTS_PER_100: 'Teachers of sports and arts per 100 pupils.',
    TEACHING_AREA_PER_PUPIL: 'Square metres of teaching and auxiliary rooms for each pupil.',
    SPORTS_AREA_PER_PUPIL: 'Square metres of sports grounds and halls for each pupil.',
    EQUIPMENT_PER_PUPIL: 'Yuan of teaching equipment for each pupil.',
    MULTIMEDIA_PER_100: 'Classrooms with networked multimedia per 100 pupils.',
  },
);

export const IndicatorStatus = enumOf<'KNOWN' | 'UNKNOWN'>('IndicatorStatus', 'Whether all that is needed is there.', {
  KNOWN: 'Every figure that it needs is recorded.',
  UNKNOWN: 'Something is missing; `missing` says what.',
});

export const MissingBecause = enumOf<domain.Missing['because']>('MissingBecause', 'Why a figure is of no use.', {
  NOT_RECORDED: 'Nobody recorded it.',
  ZERO: 'It is nought, and nothing is divided by nought.',
});

@Type('A figure that is missing for a derived one.')
export class MissingFigure {
  @Field(() => Indicator, { description: 'Which.' })
  readonly indicator: domain.RecordedIndicator;

  @Field(() => TeachingPhase, { nullable: true, description: 'Of which phase; null of what the phases share.' })
  readonly phase: domain.TeachingPhase | null;

  @Field(() => MissingBecause, { description: 'Why.' })
  readonly because: domain.Missing['because'];

  constructor({ indicator, phase = null as never, because }: domain.Missing) {
    this.indicator = indicator;
    this.phase = phase;
    this.because = because;
  }
}

@Type('A figure of a school.')
export class Figure {
  @Field(() => Indicator, { description: 'What it counts, and in which unit.' })
  readonly indicator: domain.RecordedIndicator;

  @Field(() => TeachingPhase, { nullable: true, description: 'Of which phase; null of what the phases share.' })
  readonly phase: domain.TeachingPhase | null;

  @Field(() => SafeInt, { description: 'The figure, a whole number.' })
  readonly value: number;

  @Field(() => CalendarDate, { description: 'The day from which it has effect.' })
  readonly since: string;

  constructor({ indicator, phase, value, since }: FigureRow) {
    this.indicator = indicator;
    this.phase = phase;
    this.value = value;
    this.since = since;
  }
}

@Type(
  'A survey of satisfaction (满意度调查). Shown to auditors, the bureau, the school and the groups that it is a member of.',
)
export class Survey {
  @Field(() => Int, { description: 'How many were asked.' })
  readonly population: number;

  @Field(() => Int, { description: 'How many answered.' })
  readonly respondents: number;

  @Field(() => Int, { description: 'How many are satisfied.' })
  readonly satisfied: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The share of those who answered that are satisfied, to four decimals, half up; null where nobody answered.',
  })
  readonly share: number | null;

  @Field(() => CalendarDate, { description: 'The day from which it has effect.' })
  readonly since: string;

  constructor(row: SurveyRow) {
    this.population = row.population;
    this.respondents = row.respondents;
    this.satisfied = row.satisfied;
    this.since = row.since;
    const share = domain.satisfactionOf(row);
    this.share = share ? domain.shown(share) : null;
  }
}

@Type(
  'What is recorded of a school in a school year, by its figures of 1 September. What follows from it is `School.derivedIndicators`.',
  { implements: Node },
)
export class SchoolIndicators extends Entity<IndicatorRecordRow> {
  @Field(() => Int, { description: 'The year in which the school year begins.' })
  readonly schoolYear!: number;

  constructor(row: IndicatorRecordRow, at: At) {
    super('SchoolIndicators', row, at);
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'SchoolIndicators', key: this.key }, this.at);
  }
}

@Type('What follows from the figures of a school. It is never recorded, and UNKNOWN where a figure is missing.')
export class DerivedIndicator {
  @Field(() => DerivedIndicatorName, { description: 'What it says, and in which unit.' })
  readonly indicator: domain.DerivedIndicator;

  @Field(() => TeachingPhase, { description: 'Of which phase.' })
  readonly phase: domain.TeachingPhase;

  @Field(() => IndicatorStatus, { description: 'Whether it is known.' })
  readonly status: 'KNOWN' | 'UNKNOWN';

  @Field(() => Float, {
    nullable: true,
    description: 'The fraction rounded to four decimals, half up; null where it is unknown.',
  })
  readonly value: number | null;

  @Field(() => String, { nullable: true, description: 'The fraction itself, in lowest terms: its numerator.' })
  readonly numerator: string | null;

  @Field(() => String, { nullable: true, description: 'Its denominator.' })
  readonly denominator: string | null;

  @Field(() => [MissingFigure], { description: 'The figures that are missing.' })
  readonly missing: readonly MissingFigure[];

  constructor(indicator: domain.DerivedIndicator, phase: domain.TeachingPhase, derived: domain.Derived) {
    const fraction = 'value' in derived ? derived.value : undefined;
    this.indicator = indicator;
    this.phase = phase;
    this.status = fraction ? 'KNOWN' : 'UNKNOWN';
    this.value = fraction ? domain.shown(fraction) : null;
    this.numerator = fraction ? String(fraction.numerator) : null;
    this.denominator = fraction ? String(fraction.denominator) : null;
    this.missing = 'missing' in derived ? derived.missing.map((one) => new MissingFigure(one)) : [];
  }
}

@Type('A school of which an indicator is not known.')
export class SchoolMissing {
  @Field(() => School, { nullable: true, description: 'The school.' })
  readonly school: School | null;

  @Field(() => [MissingFigure], { description: 'The figures that are missing.' })
  readonly missing: readonly MissingFigure[];

  constructor(school: School | null, missing: readonly domain.Missing[]) {
    this.school = school;
    this.missing = missing.map((one) => new MissingFigure(one));
  }
}

@Type(
  'How an indicator varies between schools, each weighted by its pupils of the phase. Rounded to four decimals, half up, of exact fractions and their roots.',
)
export class IndicatorBalance {
  @Field(() => DerivedIndicatorName, { description: 'Which of the seven.' })
  readonly indicator: domain.BalancedIndicator;

  @Field(() => IndicatorStatus, {
    description: 'UNKNOWN where it is not known of every school: the figures are then of those that are counted only.',
  })
  readonly status: 'KNOWN' | 'UNKNOWN';

  @Field(() => Float, { nullable: true, description: 'What there is in all these schools for all their pupils.' })
  readonly mean: number | null;

  @Field(() => Float, { nullable: true, description: 'The standard deviation from it.' })
  readonly standardDeviation: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The coefficient of variation (差异系数): standard deviation by mean; null where the mean is nought.',
  })
  readonly coefficient: number | null;

  @Field(() => Int, { description: 'Of how many schools it is known.' })
  readonly schoolsCounted: number;

  @Field(() => Int, { description: 'How many pupils they have in the phase.' })
  readonly pupils: number;

  @Field(() => [SchoolMissing], { description: 'The schools of which it is not known, and why.' })
  readonly schoolsMissing: readonly SchoolMissing[];

  constructor({ indicator, counted, pupils, variation }: Balance, schoolsMissing: readonly SchoolMissing[]) {
    this.indicator = indicator;
    this.status = variation && schoolsMissing.length === 0 ? 'KNOWN' : 'UNKNOWN';
    this.mean = variation ? domain.shown(variation.mean) : null;
    this.standardDeviation = variation ? domain.shownRoot(variation.variance) : null;
    this.coefficient = variation?.squared ? domain.shownRoot(variation.squared) : null;
    this.schoolsCounted = counted;
    this.pupils = pupils;
    this.schoolsMissing = schoolsMissing;
  }
}
