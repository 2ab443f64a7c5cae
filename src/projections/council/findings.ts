import { councilStream } from '../../domain/identity.js';
import type { About } from '../due.js';
import type { FindingKind, Found } from '../finding.js';
import { revisionIn } from './queries.js';
import type { ResolutionRow } from './resolution-rows.js';

/** Whether the bureau had accepted the filing of the council that adopted a resolution by the day it met (备案 is a record: it refuses nothing). */
export const councilFiled = ({ read, queries, moment }: Omit<About, 'group'>, { key, group }: ResolutionRow): Found => {
  const adopted = queries.meetingsOf(key, moment).find(({ decided }) => decided === 'ADOPTED');
  const accepted =
    adopted &&
    read.filingSteps
      .by('council', adopted.council, moment.position)
      .some(({ status, since }) => status === 'ACCEPTED' && since <= adopted.heldOn);
  return {
    result: adopted === undefined ? 'UNKNOWN' : accepted === true ? 'PASS' : 'FAIL',
    subject: { type: 'Resolution', key },
    about: adopted === undefined ? [] : [adopted.council],
    numbers: {},
    records: adopted === undefined ? [] : [read.events.positionOf(councilStream(group), revisionIn(adopted.key)) ?? 0],
  };
};

/** What is found of a group's councils and their meetings. */
export const councilFindings: readonly FindingKind[] = [
  {
    rule: 'COUNCIL_FILED',
    find: (about) =>
      about.queries
        .resolutionsOf(about.group.key, about.moment, { includeEnded: true })
        .map((row) => councilFiled(about, row)),
  },
];
