import type { Context } from '../context.js';
import { mayRead } from '../shared/visibility.js';
import { visibleFields } from './table.js';

/** Whether the asker may read a field of a type, by its line in the table, which asks about `source`; undefined without such a field. */
export const mayReadField = (context: Context, type: string, field: string, source: object): boolean | undefined => {
  const line = visibleFields[type]?.[field];
  if (line === undefined) return undefined;
  return typeof line === 'string' || mayRead(context, line.reading, line.of(source as never) as never);
};
