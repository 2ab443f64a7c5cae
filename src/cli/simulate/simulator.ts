import { parentPort, workerData } from 'node:worker_threads';
import { simulateShare, type Share } from './write.js';

// What a thread runs (see write.ts): it tells of the events that it decided, and ends.
await simulateShare(workerData as Share, (events) => parentPort!.postMessage(events));
