import { streamKey } from '../domain/identity.js';
import { latest, type Day } from '../domain/day.js';
import type { Finding, FindingRule } from './finding.js';
import { kinds } from './findings.js';
import { paymentsOnInvoice } from './fund/queries.js';
import type { IndexedEntry } from './event-index.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** Figures of how things stand over a year: no single command causes them. */
const ofFigures: readonly FindingRule[] = ['FUND_EXECUTION', 'MONEY_AGE'];

/** The rules that a command may be warned of: those that are found of single facts. */
export const warnedOf: readonly FindingRule[] = kinds
  .map(({ rule }) => rule)
  .filter((rule) => !ofFigures.includes(rule));

/** Where the findings stand that some events may cause, and the moments right before and right after them. */
export interface Concerned {
  readonly groups: readonly string[];
  /** Whose register tells of what touches no group. */
  readonly district?: string;
  readonly before: Moment;
  readonly after: Moment;
}

/**
 * Whom the events of one command concern, which are read at their positions: the groups that they touch, that the schools which they touch
 * are or were members of, and those that paid the same invoice. Of the later of the day on which they were recorded and that from which
 * they have effect. Those of a policy change rules, not facts: they concern nobody.
 */
export const concernedBy = (read: ReadModels, entries: readonly IndexedEntry[]): Concerned => {
  const [first] = entries;
  const last = entries.at(-1)!;
  const before = first!.position - 1;
  const after = last.position;
  const effectiveOn = latest(read.events.recordedOn(after) as Day, last.metadata.effectiveOn);
  const groups = new Set<string>();
  const ofSchool = (school: string): void => {
    for (const { group } of read.memberships.by('school', school, after)) groups.add(group);
  };
  const isOfPolicy = last.stream.startsWith('policy-');
  for (const { position } of isOfPolicy ? [] : entries) {
    for (const { type, key } of read.events.touchedBy(position)) {
      if (type === 'EducationGroup') groups.add(key);
      if (type === 'School') ofSchool(key);
    }
    for (const { model, before: was, after: is } of read.changedAt(position))
      for (const row of [was, is]) {
        if (row === undefined) continue;
        if (model === 'rotations') {
          const { group, fromSchool } = row as unknown as {
            readonly group: string | null;
            readonly fromSchool: string;
          };
          if (group !== null) groups.add(group);
          ofSchool(fromSchool);
        }
        if (model === 'expenditures') {
          const { invoice, fund } = row as unknown as { readonly invoice: string | null; readonly fund: string };
          for (const other of invoice === null
            ? []
            : paymentsOnInvoice(read, invoice, fund.split('.')[0]!, { position: after, effectiveOn }))
            groups.add(other.fund.slice(0, other.fund.lastIndexOf('.')));
        }
      }
  }
  return {
    groups: [...groups].sort(),
    ...(last.stream.startsWith('district-') && { district: streamKey(last.stream) }),
    before: { position: before, effectiveOn },
    after: { position: after, effectiveOn },
  };
};

/**
 * Those of the findings after something that were not there before it, and are not kept rules: none by the same rule and of the same
 * result had said as much of the same.
 */
export const newlyFound = (before: readonly Finding[], after: readonly Finding[]): readonly Finding[] => {
  const holds = (all: readonly unknown[], some: readonly unknown[]): boolean => some.every((one) => all.includes(one));
  return after.filter(
    ({ rule, result, subject, about, records }) =>
      result !== 'PASS' &&
      !before.some(
        (one) =>
          one.rule === rule &&
          one.result === result &&
          one.subject.key === subject.key &&
          holds(one.about, about) &&
          holds(one.records, records),
      ),
  );
};
