import { allocationsFollowResolutions } from './allocations-follow-resolutions.js';
import { carryOver } from './carry-over.js';
import { erasure } from './erasure.js';
import { postsFollowSchools } from './posts-follow-schools.js';
import type { DueItem, Process } from './process.js';
import { checkpointNameOf, runProcess, type ProcessOptions } from './run.js';
import { seatsFollowMembership } from './seats-follow-membership.js';
import { seatsFollowPosts } from './seats-follow-posts.js';

export type { DueItem } from './process.js';

/** All processes of the ledger. */
export const processes: readonly Process[] = [
  seatsFollowMembership,
  allocationsFollowResolutions,
  carryOver,
  postsFollowSchools,
  seatsFollowPosts,
  erasure,
];

/** Under which names they keep how far they have come. */
export const checkpointNames: readonly string[] = processes.map(checkpointNameOf);

export interface Processes {
  /** What the domain refused and somebody has to do by hand. */
  due(): readonly DueItem[];
  /** How far the slowest has come. */
  position(): number;
  stop(): Promise<void>;
}

/** Starts all processes; the runner must have caught up. */
export const startProcesses = async (options: ProcessOptions): Promise<Processes> => {
  const running = await Promise.all(processes.map((process) => runProcess(process, options)));
  return {
    due: () => running.flatMap((process) => process.due()),
    position: () => Math.min(...running.map((process) => process.position())),
    stop: async () => {
      await Promise.all(running.map((process) => process.stop()));
    },
  };
};
