import { splitFundStream, streamKey } from '../domain/identity.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Process } from './process.js';

/**
 * An allocation rests on a live resolution and stays within its sum (DOMAIN.md, rules across streams). Where the resolution was
 * repealed, amended or corrected, on whichever side the race was lost, what is not yet spent under it is suspended.
 */
export const allocationsFollowResolutions: Process = {
  name: 'allocations-follow-resolutions',
  on: ['ResolutionAmended', 'ResolutionRepealed', 'FundsAllocated', 'AllocationRevised', 'RecordCorrected', 'RecordRetracted'],
  react: async ({ stream, eventId }, { read, issue }, effectiveOn) => {
    const group = stream.startsWith('fund-') ? splitFundStream(stream).group : stream.startsWith('council-') ? streamKey(stream) : undefined;
    if (group === undefined) return;
    for (const { fiscalYear, resolution, key } of allocationsWithoutGround(read, group)) {
      await issue({ type: 'SuspendAllocation', groupId: group, fiscalYear, resolution }, { key: `${key}/${eventId}`, effectiveOn });
    }
  },
};

const allocationsWithoutGround = (read: ReadModels, group: string) => {
  const position = read.events.head();
  const resolutions = new Map(read.resolutions.by('group', group, position).map((row) => [row.number, row]));
  return read.funds.by('group', group, position).flatMap(({ key: fund, fiscalYear }) => {
    const lines = read.fundLines.by('fund', fund, position);
    return [...new Set(lines.map(({ resolution }) => resolution))].flatMap((number) => {
      const under = lines.filter(({ resolution }) => resolution === number);
      const allocated = under.reduce((total, line) => total + line.allocated, 0);
      const resolution = resolutions.get(number);
      const carried = resolution && resolution.repealedOn === null && resolution.fiscalYear === fiscalYear && (resolution.sum ?? 0) >= allocated;
      const open = under.some(({ suspended, allocated: had, spent }) => suspended === 0 && had > spent);
      return carried || !open ? [] : [{ fiscalYear, resolution: number, key: `${fund}/${number}` }];
    });
  });
};
