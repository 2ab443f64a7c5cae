import type { Day, ObjectRef, ObjectType } from '../domain/ledger.js';
import { splitPersonKey } from '../domain/person/index.js';
import type { Attribute } from '../projections/dated-values.js';
import { fundOn, linesOf } from '../projections/fund/queries.js';
import type { Row } from '../projections/read-model.js';
import type { ModelName, ReadModels, RowChange } from '../projections/read-models.js';
import { changesBetween, type Change } from './changes.js';
import { isOf, saidBy, type About, type Said } from './said.js';

type Found = readonly (readonly [ModelName, readonly (Row | undefined)[]])[];
/** The rows of an object of a type, by its key: all that may say something of it. */
type Find = (read: ReadModels, key: string, position: number) => Found;

const values = (read: ReadModels, key: string, position: number, attributes: readonly Attribute[]) =>
  ['datedValues', attributes.flatMap((attribute) => read.values.all(key, attribute, position))] as const;

const rowsOf: { readonly [Type in ObjectType]: Find } = {
  District: (read, key, position) => [['districts', [read.districts.byKey(key, position)]]],
  School: (read, key, position) => [
    ['schools', [read.schools.byKey(key, position)]],
    values(read, key, position, ['name', 'standing', 'isRural', 'regime', 'feature']),
    ['memberships', read.memberships.by('school', key, position)],
    ['successions', [...read.successions.by('merged', key, position), ...read.successions.by('into', key, position)]],
  ],
  EducationGroup: (read, key, position) => [
    ['groups', [read.groups.byKey(key, position)]],
    values(read, key, position, ['name', 'lead', 'commonFeature']),
    ['memberships', read.memberships.by('group', key, position)],
    ['recommendations', read.recommendations.by('group', key, position)],
    ['charters', read.charters.by('owner', key, position)],
  ],
  Membership: (read, key, position) => [['memberships', [read.memberships.byKey(key, position)]]],
  Council: (read, key, position) => [
    ['councils', [read.councils.byKey(key, position)]],
    ['filingSteps', read.filingSteps.by('council', key, position)],
    ['seats', read.seats.by('council', key, position)],
    values(read, key, position, ['chair']),
  ],
  CouncilSeat: (read, key, position) => [['seats', [read.seats.byKey(key, position)]]],
  Recommendation: (read, key, position) => [['recommendations', [read.recommendations.byKey(key, position)]]],
  Resolution: (read, key, position) => [
    ['resolutions', [read.resolutions.byKey(key, position)]],
    values(read, key, position, ['subject', 'sum']),
    ['meetings', read.meetings.by('resolution', key, position)],
  ],
  Person: (read, key, position) => [
    ['persons', [read.persons.byKey(key, position)]],
    ['employments', read.employments.by('person', key, position)],
    ['posts', read.posts.by('person', key, position)],
    ['qualifications', read.qualifications.by('person', key, position)],
    ['rotations', read.rotations.by('person', key, position)],
    ['credits', read.credits.by('person', key, position)],
    ['seats', read.seats.by('person', key, position)],
  ],
  Post: (read, key, position) => [['posts', [read.posts.byKey(key, position)]]],
  Rotation: (read, key, position) => [
    ['rotations', [read.rotations.byKey(key, position)]],
    ['credits', read.credits.by('person', splitPersonKey(key).personId, position)],
  ],
  Fund: (read, key, position) => [
    ['funds', [read.funds.byKey(key, position)]],
    ['tranches', read.tranches.by('fund', key, position)],
    ['carries', read.carries.by('fund', key, position)],
    ['fundLines', read.fundLines.by('fund', key, position)],
    ['contracts', read.contracts.by('fund', key, position)],
    ['contractChanges', read.contractChanges.by('fund', key, position)],
    ['expenditures', read.expenditures.by('fund', key, position)],
    ['refunds', read.refunds.by('fund', key, position)],
  ],
  Evaluation: (read, key, position) => [
    ['evaluations', [read.evaluations.byKey(key, position)]],
    ['evaluationParts', read.evaluationParts.by('evaluation', key, position)],
  ],
  SchoolIndicators: (read, key, position) => [
    ['indicatorRecords', [read.indicatorRecords.byKey(key, position)]],
    ['figures', read.figures.by('record', key, position)],
    ['surveys', [read.surveys.byKey(key, position)]],
  ],
  Policy: (read, key, position) => [['policies', [read.policies.byKey(key, position)]]],
};

/** Names are of schools and of groups, and no key is one of both. */
export const aboutAt = ({ groups }: ReadModels, ...positions: readonly number[]): About => ({
  isGroup: (key) => positions.some((position) => groups.byKey(key, position) !== undefined),
});

const said = (found: Found, about: About, object: ObjectRef): readonly Said[] =>
  found.flatMap(([model, rows]) => rows.flatMap((row) => (row ? saidBy(model, row, about) : []))).filter(isOf(object));

/** All that is said of an object, of whatever days, as known at a position; nothing where it is not known. */
export const saidOf = (read: ReadModels, object: ObjectRef, position: number): readonly Said[] =>
  said(rowsOf[object.type](read, object.key, position), aboutAt(read, position), object);

/** The same as of a day: the sums of a fund are those of what had happened by then. Fields with days keep them. */
export const saidOn = (read: ReadModels, object: ObjectRef, position: number, effectiveOn: Day): readonly Said[] => {
  const moment = { position, effectiveOn };
  const found = rowsOf[object.type](read, object.key, position).map(([model, rows]) => {
    if (model === 'funds') return [model, rows.map((row) => row && fundOn(read, row as never, moment))] as const;
    if (model === 'fundLines') return [model, linesOf(read, object.key, moment)] as const;
    return [model, rows] as const;
  });
  return said(found, aboutAt(read, position), object);
};

/** What the event at a position changed, of all objects. */
export const changesAt = (read: ReadModels, position: number): readonly Change[] =>
  changesOfRows(read.changedAt(position), aboutAt(read, position, position - 1));

/** What is said otherwise by rows that were changed. */
export const changesOfRows = (rows: readonly RowChange[], about: About): readonly Change[] => {
  const side = (which: 'before' | 'after'): readonly Said[] =>
    rows.flatMap((change) => {
      const row = change[which];
      return row ? saidBy(change.model, row, about) : [];
    });
  return changesBetween(side('before'), side('after'));
};
