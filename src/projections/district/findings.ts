import { aboutGroup, type About } from '../due.js';
import type { FindingKind, Found } from '../finding.js';

/** The pattern "1+X" [S]: a famous school leads potential or quality schools. A standing that is unspecified tells nothing. */
const famousWithX = ({ read, queries, group, moment }: About): readonly Found[] => {
  const lead = read.values.at(group.key, 'lead', moment);
  const members = queries
    .membersOf(group.key, moment)
    .map(({ school }) => ({ school, standing: read.values.at(school, 'standing', moment) ?? 'UNSPECIFIED' }));
  const unknown = members.filter(({ standing }) => standing === 'UNSPECIFIED');
  const wrong = members.filter(
    ({ school, standing }) => standing !== 'UNSPECIFIED' && (standing === 'FAMOUS') !== (school === lead),
  );
  const result = wrong.length > 0 ? 'FAIL' : unknown.length > 0 || lead === undefined ? 'UNKNOWN' : 'PASS';
  const about = (wrong.length > 0 ? wrong : unknown).map(({ school }) => school);
  return [{ result, subject: aboutGroup(group), about, numbers: {}, records: [] }];
};

/** What is found of the register of a group. */
export const districtFindings: readonly FindingKind[] = [{ rule: 'FAMOUS_WITH_X', find: famousWithX }];
