import { splitFundStream } from '../domain/identity.js';
import { moneyInTransit } from '../projections/fund/queries.js';
import { LAST_DAY } from '../domain/day.js';
import type { Process } from './process.js';

/**
 * What a year carried out, the next carries in, by its age (DOMAIN.md, rules across streams). Until then it is in transit and visible.
 * It goes by the event and not by what lacks: what the other side lacks is not known here yet when several are carried at once, and
 * what a correction took away stays away until somebody says where it belongs.
 */
export const carryOver: Process = {
  name: 'carry-over',
  on: ['CarriedOut'],
  react: async ({ stream, event }, { issue }, effectiveOn) => {
    if (event.type !== 'CarriedOut') return;
    const { group, fiscalYear } = splitFundStream(stream);
    await issue(
      { type: 'CarryIn', groupId: group, fiscalYear: fiscalYear + 1, parts: event.parts },
      { key: 'in', effectiveOn },
    );
  },
  stands: (read, { stream }) => {
    const { group, fiscalYear } = splitFundStream(stream);
    return moneyInTransit(read, group, { position: read.events.head(), effectiveOn: LAST_DAY }).some(
      ({ fromYear, outOnly }) => fromYear === fiscalYear - 1 && outOnly.length > 0,
    );
  },
};
