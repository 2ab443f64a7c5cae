import type { Tongue } from '../domain/fact.js';
import { UsageError, type Arguments } from './command.js';

/** The language of --lang, English without it. Throws UsageError. */
export const tongueOf = (args: Arguments): Tongue => {
  const language = args.text('lang') ?? 'en';
  if (language !== 'en' && language !== 'zh') throw new UsageError(`--lang must be en or zh, not '${language}'`);
  return language;
};

/** The position of --at. Throws UsageError. */
export const positionOf = (args: Arguments): number | undefined => {
  const at = args.text('at');
  if (at !== undefined && !/^\d{1,15}$/.test(at)) throw new UsageError(`--at must be a position, not '${at}'`);
  return at === undefined ? undefined : Number(at);
};
