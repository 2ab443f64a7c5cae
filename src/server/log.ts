import { pino, type DestinationStream, type Logger } from 'pino';
import type { Configuration } from './configuration.js';

/** The server's log: one JSON object a line, on standard error, so that standard output holds only what a command was asked for. */
export const openLog = (
  { logLevel }: Pick<Configuration, 'logLevel'>,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
