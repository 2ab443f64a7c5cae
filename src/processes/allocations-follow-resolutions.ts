import { dayOf } from '../domain/day.js';
import { splitFundStream, streamKey } from '../domain/identity.js';
import { allocationsWithoutGround } from '../projections/fund/queries.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Process } from './process.js';

/**
 * An allocation rests on a live resolution and stays within its sum (DOMAIN.md, rules across streams). Where the resolution was
 * repealed, amended or corrected, on whichever side the race was lost, what was allocated under it is suspended. A repeal for a later
 * day suspends nothing yet: from that day on nothing can be spent, and the inbox says so.
 */
export const allocationsFollowResolutions: Process = {
  name: 'allocations-follow-resolutions',
  on: [
    'ResolutionAmended',
    'ResolutionRepealed',
    'FundsAllocated',
    'AllocationRevised',
    'RecordCorrected',
    'RecordRetracted',
  ],
  react: async ({ stream, eventId, metadata }, { read, issue }) => {
    const group = stream.startsWith('fund-')
      ? splitFundStream(stream).group
      : stream.startsWith('council-')
        ? streamKey(stream)
        : undefined;
    if (group === undefined) return;
    const today = dayOf(metadata.recordedAt);
    for (const { fiscalYear, resolution } of groundless(read, group, today)) {
      await issue(
        { type: 'SuspendAllocation', groupId: group, fiscalYear, resolution },
        { key: `${fiscalYear}/${resolution}/${eventId}`, effectiveOn: today },
      );
    }
  },
  stands: (read, { stream, recordedOn }) => {
    const { group, fiscalYear } = splitFundStream(stream);
    return groundless(read, group, recordedOn).some((one) => one.fiscalYear === fiscalYear);
  },
};

/** What is not suspended yet. */
const groundless = (read: ReadModels, group: string, day: string) =>
  allocationsWithoutGround(read, group, { position: read.events.head(), effectiveOn: day }).filter(({ lines }) =>
    lines.some(({ suspended }) => suspended === 0),
  );
