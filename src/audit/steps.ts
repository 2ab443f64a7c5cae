import type { ObjectType } from '../domain/ledger.js';
import type { EventPage, Subject } from '../projections/event-index.js';
import type { RowReader, Row } from '../projections/read-model.js';
import type { ReadModels } from '../projections/read-models.js';

/** Of what no event is about by itself, or what others end as well: the row that says so. */
const ownRows: { readonly [Type in ObjectType]?: (read: ReadModels) => Pick<RowReader<Row>, 'changesOf'> } = {
  Membership: ({ memberships }) => memberships,
  CouncilSeat: ({ seats }) => seats,
  Recommendation: ({ recommendations }) => recommendations,
  Policy: ({ policies }) => policies,
};

/** The positions of the events of a district, whatever they are about. */
const ofDistrict = ({ decisions }: ReadModels, district: string, { after, upTo, limit, backwards }: EventPage) =>
  decisions.page({ district }, { after, before: upTo + 1, limit, backwards });

/**
 * The positions of the events in which something became of an object, in order or backwards: those that touched it, of a membership,
 * seat, recommendation or policy those that changed it, too; of a district all that were recorded in it.
 */
export const stepsOf = (read: ReadModels, subject: Subject, page: EventPage): readonly number[] => {
  if (subject.type === 'District') return ofDistrict(read, subject.key, page);
  const rows = ownRows[subject.type]?.(read);
  if (!rows) return read.events.touching(subject, page);
  const { after, upTo, limit, backwards } = page;
  const all = [...rows.changesOf(subject.key), ...read.events.touching(subject, { ...page, limit: -1 })];
  const between = [...new Set(all)].filter((position) => position > after && position <= upTo).sort((a, b) => a - b);
  return (backwards ? between.reverse() : between).slice(0, limit < 0 ? undefined : limit);
};
