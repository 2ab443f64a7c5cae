import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { assertValid, schemaVersionOf } from '../../src/commands/schemas.js';
import { correctionTypes } from '../../src/domain/correction.js';
import type { Council } from '../../src/domain/council/index.js';
import type { District } from '../../src/domain/district/index.js';
import { gradeOf, type Evaluations } from '../../src/domain/evaluation/index.js';
import { balanced, type Fund } from '../../src/domain/fund/index.js';
import { deciders, eventTypes, type DomainEvent } from '../../src/domain/ledger.js';
import { careerOf, type Person } from '../../src/domain/person/index.js';
import { rulesOn, type Policies } from '../../src/domain/policy/index.js';
import { upcast } from '../../src/domain/upcast.js';

interface Golden {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const directory = new URL('./', import.meta.url);
const names = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .sort();
const text = (name: string): string => readFileSync(new URL(name, directory), 'utf8');
const golden = (name: string): Golden => JSON.parse(text(name)) as Golden;
const sums = new Map(
  text('SHA256SUMS')
    .trimEnd()
    .split('\n')
    .map((line) => [line.slice(66), line.slice(0, 64)] as const),
);
/** A correction stands in any stream; the golden one in a register. */
const readerOf = (type: string) =>
  deciders.find((one) => type in one.facts) ?? deciders.find(() => correctionTypes.some((one) => one === type));

/** The golden event in the form that the domain speaks now. */
const present = ({ type, schemaVersion, data }: Golden): DomainEvent => {
  const decider = readerOf(type);
  const result = decider ? upcast<DomainEvent>(decider, type, schemaVersion, data) : { unknown: 'type' };
  if ('unknown' in result) throw new Error(`Unknown ${result.unknown}: ${type} version ${schemaVersion}`);
  return result.event;
};

/** All golden events of a stream's kind, oldest versions first, folded in the order in which the decider lists its types. */
const folded = (category: string): unknown => {
  const { facts: known, initial, evolve } = deciders.find((decider) => decider.category === category)!;
  const events = Object.keys(known).flatMap((type) =>
    names.filter((name) => name.startsWith(`${type}.v`)).map((name) => present(golden(name))),
  );
  return events.reduce<unknown>(
    (state, event, revision) =>
      evolve(state, {
        event,
        revision,
        effectiveOn: '2021-09-01',
        recordedOn: '2021-09-01',
        actor: { id: 'u1', role: 'BUREAU' },
      }) as unknown,
    initial,
  );
};

describe('golden events: what was ever written is still read', () => {
  test.each(eventTypes)('%s has a golden file for each of its versions', (type) => {
    const versions = Array.from({ length: schemaVersionOf(type) }, (_, index) => `${type}.v${index + 1}.json`);
    expect(names.filter((name) => name.startsWith(`${type}.v`))).toEqual(versions.sort());
  });

  test('no golden file was changed, removed or added without its sum (a new one: cd test/golden && sha256sum NAME >> SHA256SUMS)', () => {
    const actual = new Map(names.map((name) => [name, createHash('sha256').update(text(name)).digest('hex')]));
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(sums));
  });

  test.each(names)('%s is valid in its present form', (name) => {
    const file = golden(name);
    expect(name).toBe(`${file.type}.v${file.schemaVersion}.json`);
    const event = present(file);
    expect(event.type).toBe(file.type);
    expect(() => assertValid(event)).not.toThrow();
  });

  test('the register folds from them', () => {
    const { code, schools, groups } = folded('district') as District;
    expect(code).toBe('370103');
    expect(schools.get('S01')?.name.intervals.map(({ value }) => value)).toEqual(['济南市泉景中学']);
    expect(groups.get('G01')?.living.at('2021-09-01')).toBeUndefined();
  });

  test('a council folds from them', () => {
    const { terms } = folded('council') as Council;
    expect(terms.map(({ ordinal, filing }) => [ordinal, filing.status])).toEqual([[1, 'ACCEPTED']]);
  });

  test('resolutions fold from them', () => {
    const { charter, resolutions, meetings } = folded('council') as Council;
    expect(charter.at('2021-09-01')?.quorum).toEqual({ numerator: 2, denominator: 3, atLeast: true });
    expect(resolutions).toMatchObject([{ number: 1, kind: 'FUND', fiscalYear: 2022, repealedOn: '2021-09-01' }]);
    expect(
      resolutions.map(({ subjects, sums }) => [subjects.intervals.at(-1)?.value, sums.intervals.at(-1)?.value]),
    ).toEqual([['2022年专项经费使用方案', 25000050]]);
    expect(meetings.map(({ meeting }) => meeting.heldOn)).toEqual([
      '2022-03-01',
      '2022-03-01',
      '2022-06-01',
      '2022-11-01',
    ]);
  });

  test('a fund folds from them, in balance', () => {
    const fund = folded('fund') as Fund;
    expect(balanced(fund)).toBe(true);
    expect([
      fund.appropriated,
      fund.allocated,
      fund.free,
      fund.carriedOut,
      fund.returned,
      fund.closedOn !== undefined,
    ]).toEqual([35000000, 23950000, 7150000, 4000000, 150000, true]);
    expect(
      fund.lines.map(({ allocated, committed, spent, unspent, suspended }) => [
        allocated,
        committed,
        spent,
        unspent,
        suspended,
      ]),
    ).toEqual([
      [20000000, 6500000, 0, 13500000, true],
      [3950000, 0, -50000, 4000000, true],
    ]);
    expect(fund.expenditures.map(({ reversed }) => reversed)).toEqual([true]);
  });

  test('evaluations fold from them', () => {
    const [evaluation] = (folded('evaluation') as Evaluations).evaluations;
    expect(evaluation).toMatchObject({
      ...{ kind: 'SPECIAL', status: 'OPEN', round: 1 },
      findings: [{ level: '较好', nature: 'PROBLEM' }],
      objections: [{ schoolId: '370103.S02', answer: { upheld: true } }],
      conclusions: [{ grade: '良好' }],
      appeals: [{ decision: { outcome: 'REGRADED', grade: '优秀' } }],
      rectifications: [{ status: 'CONFIRMED', deadline: '2021-12-31' }],
    });
    expect(gradeOf(evaluation!)).toBeUndefined();
  });

  test('policies fold from them', () => {
    expect(rulesOn(folded('policy') as Policies, 'QUORUM', '2021-08-31')).toBeUndefined();
    expect([...(folded('policy') as Policies).codes]).toEqual([
      ['P01', 'QUORUM'],
      ['P02', 'SEPARATION'],
    ]);
  });

  test('a person folds from them', () => {
    const person = folded('person') as Person;
    expect(person).toMatchObject({ status: 'ERASED', schoolId: '370103.S01' });
    const { employment, posts, qualifications, rotations, credits } = careerOf(person);
    expect(employment.at('2021-09-01')).toEqual({ employerId: '370103', homeSchoolId: '370103.S02' });
    expect(posts).toMatchObject([{ number: 1, title: '教研组长', until: '2021-09-01' }]);
    expect(qualifications.titleRank.at('2021-09-01')).toBe('SENIOR');
    expect(rotations).toMatchObject([
      { number: 1, to: '2023-08-31', arrivedOn: '2021-09-01', end: { how: 'RECALLED', cause: 'RECALLED' } },
    ]);
    expect(rotations[0]?.services).toMatchObject([{ schoolYear: 2021, term: 'FIRST' }]);
    expect(credits).toMatchObject([{ purpose: 'TITLE', months: 12 }]);
  });
});
