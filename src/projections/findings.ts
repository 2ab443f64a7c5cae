import type { GroupRow } from './district/rows.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';
import type { ResolutionRow } from './council/resolution-rows.js';

/** UNKNOWN: what the rule goes by is not recorded. */
export type FindingResult = 'PASS' | 'FAIL' | 'UNKNOWN';
export type FindingRule = 'FAMOUS_WITH_X' | 'COUNCIL_FILED';

/** A rule that refuses nothing, and how things stand by it. */
export interface Finding {
  readonly rule: FindingRule;
  readonly result: FindingResult;
  /** The objects that it goes by, or that it fails for: keys of schools or councils. */
  readonly about: readonly string[];
}

/** The pattern "1+X": a famous school leads potential or quality schools. A standing that is unspecified tells nothing. */
export const famousWithX = (read: ReadModels, queries: Queries, group: GroupRow, moment: Moment): Finding => {
  const lead = read.values.at(group.key, 'lead', moment);
  const members = queries
    .membersOf(group.key, moment)
    .map(({ school }) => ({ school, standing: read.values.at(school, 'standing', moment) ?? 'UNSPECIFIED' }));
  const unknown = members.filter(({ standing }) => standing === 'UNSPECIFIED');
  const wrong = members.filter(
    ({ school, standing }) => standing !== 'UNSPECIFIED' && (standing === 'FAMOUS') !== (school === lead),
  );
  const result = wrong.length > 0 ? 'FAIL' : unknown.length > 0 || lead === undefined ? 'UNKNOWN' : 'PASS';
  return { rule: 'FAMOUS_WITH_X', result, about: (wrong.length > 0 ? wrong : unknown).map(({ school }) => school) };
};

/** Whether the bureau had accepted the filing of the council that adopted a resolution by the day it met (备案 is a record: it refuses nothing). */
export const councilFiled = (read: ReadModels, queries: Queries, { key }: ResolutionRow, moment: Moment): Finding => {
  const adopted = queries.meetingsOf(key, moment).find(({ decided }) => decided === 'ADOPTED');
  const accepted =
    adopted &&
    read.filingSteps
      .by('council', adopted.council, moment.position)
      .some(({ status, since }) => status === 'ACCEPTED' && since <= adopted.heldOn);
  return {
    rule: 'COUNCIL_FILED',
    result: adopted === undefined ? 'UNKNOWN' : accepted === true ? 'PASS' : 'FAIL',
    about: adopted === undefined ? [] : [adopted.council],
  };
};
