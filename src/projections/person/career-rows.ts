import { streamKey } from '../../domain/identity.js';
import { careerOf, postKey, type Person } from '../../domain/person/index.js';
import type { PostKind } from '../../domain/person/events.js';
import type { Interval } from '../../domain/timeline.js';
import type { IntervalRow } from '../intervals.js';
import { stateModel } from '../read-model.js';

/** By whom a person is employed, and for which school; key: `{person}/{since}`. */
export interface EmploymentRow extends IntervalRow {
  readonly person: string;
  /** A school, or the district by its code. */
  readonly employer: string;
  readonly home: string;
}

export const employments = stateModel({
  name: 'employment',
  version: 1,
  columns: { person: 'TEXT', employer: 'TEXT', home: 'TEXT', since: 'TEXT', until: 'TEXT' },
  indexed: ['person', 'home'],
  parts: {
    category: 'person',
    of: (person: Person) => careerOf(person).employment.intervals,
    row: ({ from, until, value: { employerId, homeSchoolId } }, stream): EmploymentRow => {
      const person = streamKey(stream);
      return {
        key: `${person}/${from}`,
        person,
        employer: employerId,
        home: homeSchoolId,
        since: from,
        until: until ?? null,
      };
    },
  },
});

/** A post of a person at a school; key: `{person}.P{number}`. */
export interface PostRow extends IntervalRow {
  readonly person: string;
  readonly school: string;
  readonly kind: PostKind;
  readonly title: string | null;
  /** In percent; null: what rotations leave. */
  readonly share: number | null;
}

export const posts = stateModel({
  name: 'post',
  version: 1,
  columns: {
    person: 'TEXT',
    school: 'TEXT',
    kind: 'TEXT',
    title: 'TEXT',
    share: 'INTEGER',
    since: 'TEXT',
    until: 'TEXT',
  },
  indexed: ['person', 'school'],
  parts: {
    category: 'person',
    of: (person: Person) => careerOf(person).posts,
    row: ({ number, schoolId, value: kind, title, share, from, until }, stream): PostRow => {
      const person = streamKey(stream);
      return {
        key: postKey(person, number),
        person,
        school: schoolId,
        kind,
        title: title ?? null,
        share: share ?? null,
        since: from,
        until: until ?? null,
      };
    },
  },
});

/** What a person is qualified for; key: `{person}/{field}/{since}`. */
export interface QualificationRow extends IntervalRow {
  readonly person: string;
  readonly field: 'subjects' | 'phase' | 'titleRank' | 'backbone';
  /** Of subjects a JSON list. */
  readonly value: string;
}

export const qualifications = stateModel({
  name: 'qualification',
  version: 1,
  columns: { person: 'TEXT', field: 'TEXT', value: 'TEXT', since: 'TEXT', until: 'TEXT' },
  indexed: ['person'],
  parts: {
    category: 'person',
    of: (person: Person) => {
      const { subjects, phase, titleRank, backbone } = careerOf(person).qualifications;
      return [
        ...subjects.intervals.map(valueOf('subjects')),
        ...phase.intervals.map(valueOf('phase')),
        ...titleRank.intervals.map(valueOf('titleRank')),
        ...backbone.intervals.map(valueOf('backbone')),
      ];
    },
    row: ({ field, interval: { from, until, value } }, stream): QualificationRow => {
      const person = streamKey(stream);
      return {
        key: `${person}/${field}/${from}`,
        person,
        field,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        since: from,
        until: until ?? null,
      };
    },
  },
});
const valueOf =
  (field: QualificationRow['field']) =>
  (
    interval: Interval<unknown>,
  ): { readonly field: QualificationRow['field']; readonly interval: Interval<unknown> } => ({ field, interval });
