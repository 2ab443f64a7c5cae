import { parentPort, workerData } from 'node:worker_threads';
import { startReading, type ReaderData } from './reading.js';

// What a worker thread runs (see readers.ts). A rejection that nobody handles is a request's, and does not end it.
process.on('unhandledRejection', (stray: Error) => parentPort!.postMessage({ stray }));
startReading(parentPort!, workerData as ReaderData);
