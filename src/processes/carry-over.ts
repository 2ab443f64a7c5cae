import { splitFundStream } from '../domain/identity.js';
import { moneyInTransit } from '../projections/funds-queries.js';
import type { Process } from './process.js';

/**
 * What a year carried out, the next carries in (DOMAIN.md, rules across streams). Whichever side stands alone is in transit and
 * visible until this process has finished it.
 */
export const carryOver: Process = {
  name: 'carry-over',
  on: ['CarriedOut', 'CarriedIn', 'RecordCorrected', 'RecordRetracted'],
  react: async ({ stream, eventId }, { read, issue }, effectiveOn) => {
    if (!stream.startsWith('fund-')) return;
    const { group } = splitFundStream(stream);
    for (const { fromYear, outOnly, inOnly } of moneyInTransit(read, group, read.events.head())) {
      if (outOnly.length > 0) {
        await issue({ type: 'CarryIn', groupId: group, fiscalYear: fromYear + 1, parts: outOnly }, { key: `in/${fromYear + 1}/${eventId}`, effectiveOn });
      }
      const fen = inOnly.reduce((total, part) => total + part.fen, 0);
      if (fen > 0) await issue({ type: 'CarryOut', groupId: group, fiscalYear: fromYear, fen }, { key: `out/${fromYear}/${eventId}`, effectiveOn });
    }
  },
};
