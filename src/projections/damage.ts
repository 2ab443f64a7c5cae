import { ForeignWal, sqliteCode } from '../eventstore/sqlite-file.js';

/**
 * What says that a file is damaged, rather than that it cannot be reached: SQLite's code, a column that holds no JSON,
 * or another file's WAL; undefined for any other error.
 */
export const damageOf = (error: unknown): string | undefined => {
  if ((error as Error).cause instanceof ForeignWal) return 'its WAL was written for another file';
  const code = sqliteCode(error) ?? sqliteCode((error as Error).cause);
  if (code !== undefined && /^SQLITE_(CORRUPT|NOTADB)/.test(code)) return code;
  return error instanceof SyntaxError ? 'a column that holds no JSON' : undefined;
};
