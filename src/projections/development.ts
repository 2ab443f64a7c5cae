import { addDays, daysBetween, latest, type Day } from '../domain/day.js';
import { daysOfTerm } from '../domain/person/index.js';
import type { SchoolTerm } from '../domain/person/events.js';
import { allocationsOf, linesOf, paymentsOf, refundsOf } from './fund/queries.js';
import { everyOne } from './scan.js';
import type { RotationRow } from './person/rotation-rows.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** First and last day. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** Teachers of one subject; null where a rotation names none. */
export interface SubjectExchange {
  readonly subject: string | null;
  readonly teachers: number;
  readonly months: number;
}

/** Who came to a school, or went from it, within a span. */
export interface Exchange {
  /** Who rotated, each counted once. */
  readonly teachers: number;
  /** Those of them who were backbone teachers or more on their first day within. */
  readonly backbone: number;
  /** Days that count, because their service was confirmed, in full months of thirty days. */
  readonly months: number;
  /** The weekly lessons of the terms that were confirmed, added up. */
  readonly weeklyLessons: number;
  /** Who changed the school for good, from one home school to another. */
  readonly transferred: number;
  readonly subjects: readonly SubjectExchange[];
  /** Of the schools on the other side, how many persons the one with the fewest has; undefined where there is none. */
  readonly fewest: number | undefined;
}

/** What was spent for one purpose, in fen, net of what was reversed or came back. */
export interface SpentOn {
  readonly purpose: string;
  readonly fen: number;
}

/** What became of a school within a span. */
export interface Development {
  readonly in: Exchange;
  readonly out: Exchange;
  /** By the lines that it paid from. */
  readonly spent: readonly SpentOn[];
}

const DAYS_A_MONTH = 30;
const monthsOf = (days: number): number => Math.floor(days / DAYS_A_MONTH);

class Side {
  readonly #others = new Map<string, Set<string>>();
  readonly #teachers = new Set<string>();
  readonly #backbone = new Set<string>();
  readonly #transferred = new Set<string>();
  readonly #subjects = new Map<string | null, { readonly teachers: Set<string>; days: number }>();
  #days = 0;
  #lessons = 0;

  #met(other: string, person: string): void {
    this.#others.set(other, (this.#others.get(other) ?? new Set()).add(person));
  }
  rotated(
    other: string,
    { person, subject }: RotationRow,
    { isBackbone, days, lessons }: { readonly isBackbone: boolean; readonly days: number; readonly lessons: number },
  ): void {
    this.#met(other, person);
    this.#teachers.add(person);
    if (isBackbone) this.#backbone.add(person);
    const of = this.#subjects.get(subject) ?? { teachers: new Set(), days: 0 };
    of.teachers.add(person);
    of.days += days;
    this.#subjects.set(subject, of);
    this.#days += days;
    this.#lessons += lessons;
  }
  transferred(other: string, person: string): void {
    this.#met(other, person);
    this.#transferred.add(person);
  }
  exchange(): Exchange {
    return {
      teachers: this.#teachers.size,
      backbone: this.#backbone.size,
      months: monthsOf(this.#days),
      weeklyLessons: this.#lessons,
      transferred: this.#transferred.size,
      subjects: [...this.#subjects]
        .map(([subject, { teachers, days }]) => ({ subject, teachers: teachers.size, months: monthsOf(days) }))
        .sort((a, b) => ((a.subject ?? '') < (b.subject ?? '') ? -1 : 1)),
      fewest: this.#others.size === 0 ? undefined : Math.min(...[...this.#others.values()].map(({ size }) => size)),
    };
  }
}

interface Figures {
  readonly in: Side;
  readonly out: Side;
  readonly spent: Map<string, number>;
}

const nothing = (): Figures => ({ in: new Side(), out: new Side(), spent: new Map() });

/** The part of some days, until a day that is not one of them any more, that lies in a span; undefined where none does. */
const within = (from: Day, until: Day, span: Span): { readonly from: Day; readonly until: Day } | undefined => {
  const first = latest(from, span.from);
  const end = addDays(span.to, 1);
  const last = until < end ? until : end;
  return first < last ? { from: first, until: last } : undefined;
};

/**
 * What became of the schools of a district within a span of days, as known at a moment and until its day: of each school that anything
 * happened to. Rotations that were decided by the day count where they ran, service where it was confirmed; a payment counts for the school
 * that made it, on its day, and so does what came back.
 */
export const developments = (
  read: ReadModels,
  queries: Queries,
  district: string,
  asked: Span,
  moment: Moment,
): ((school: string) => Development) => {
  const span = { from: asked.from, to: asked.to < moment.effectiveOn ? asked.to : moment.effectiveOn };
  const known = new Map<string, Figures>();
  const of = (school: string): Figures => {
    const figures = known.get(school) ?? nothing();
    known.set(school, figures);
    return figures;
  };

  for (const row of everyOne(queries.rotationsBy(district, { overlapping: span }, moment))) {
    if (row.decidedOn === null || row.until === null || row.decidedOn > moment.effectiveOn) continue;
    const ran = within(row.since, row.until, span);
    if (!ran) continue;
    const on = { position: moment.position, effectiveOn: ran.from };
    const counted = {
      isBackbone: (queries.qualificationOf(row.person, on).backbone ?? 'NONE') !== 'NONE',
      days: (JSON.parse(row.served) as readonly (readonly [Day, Day])[]).reduce((days, [from, until]) => {
        const part = within(from, until, span);
        return days + (part ? daysBetween(part.from, part.until) : 0);
      }, 0),
      lessons: (JSON.parse(row.services) as readonly (SchoolTerm & { readonly weeklyLessons?: number })[])
        .filter((term) => within(daysOfTerm(term).from, daysOfTerm(term).until, span))
        .reduce((sum, { weeklyLessons = 0 }) => sum + weeklyLessons, 0),
    };
    of(row.toSchool).in.rotated(row.fromSchool, row, counted);
    of(row.fromSchool).out.rotated(row.toSchool, row, counted);
  }

  for (const { key: school } of read.schools.by('district', district, moment.position))
    for (const { person, since } of read.employments.by('home', school, moment.position)) {
      if (since < span.from || since > span.to) continue;
      const before = read.employments.by('person', person, moment.position).find(({ until }) => until === since);
      if (!before || before.home === school) continue;
      of(school).in.transferred(before.home, person);
      of(before.home).out.transferred(school, person);
    }

  const lies = (day: Day): boolean => day >= span.from && day <= span.to;
  for (const { key: group } of read.groups.by('district', district, moment.position))
    for (const { key: fund } of queries.fundsOf(group, moment)) {
      const lines = new Map(linesOf(read, fund, moment).map((line) => [line.line, line]));
      const add = (school: string | undefined, line: number, fen: number): void => {
        const { purpose, school: payer } = lines.get(line)!;
        const { spent } = of(school ?? payer);
        spent.set(purpose, (spent.get(purpose) ?? 0) + fen);
      };
      for (const { row } of paymentsOf(read, fund, moment))
        if (row.reversedOn === null && lies(row.paidOn)) add(row.school, row.line, row.fen);
      for (const { school, line, fen, on } of refundsOf(read, fund, moment)) if (lies(on)) add(school, line, -fen);
      for (const { kind, line, fen, on } of allocationsOf(read, fund, moment))
        if (kind === 'ADJUSTED' && lies(on)) add(undefined, line, fen);
    }

  return (school) => {
    const { in: into, out, spent } = known.get(school) ?? nothing();
    return {
      in: into.exchange(),
      out: out.exchange(),
      spent: [...spent].map(([purpose, fen]) => ({ purpose, fen })).sort((a, b) => (a.purpose < b.purpose ? -1 : 1)),
    };
  };
};

/** The middle one of some figures; of an even number of them half the sum of both in the middle. Undefined where there is none. */
export const medianOf = (figures: readonly number[]): number | undefined => {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
};
