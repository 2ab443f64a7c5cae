import { accessesCommand } from './accesses.js';
import { auditCommand } from './audit.js';
import { backupCommand } from './backup.js';
import type { CliCommand } from './command.js';
import { copyCommand } from './copy.js';
import { demoCommand } from './demo.js';
import { exportExpendituresCommand, importExpendituresCommand } from './expenditures.js';
import { exportCommand } from './export.js';
import { importCommand } from './import.js';
import { exportIndicatorsCommand, importIndicatorsCommand } from './indicators.js';
import { rebuildCommand } from './rebuild.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { restoreCommand } from './restore.js';
import { revokeCommand } from './revoke.js';
import { exportRotationsCommand, importRotationsCommand } from './rotations.js';
import { serveCommand } from './serve.js';
import { simulateCommand } from './simulate.js';
import { exportStaffCommand, importStaffCommand } from './staff.js';
import { tokenCommand } from './token.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';
import { whyCommand } from './why.js';

/** Every command of `edugroup`, in the order of the help. */
export const commands: readonly CliCommand[] = [
  serveCommand,
  demoCommand,
  importCommand,
  exportExpendituresCommand,
  importExpendituresCommand,
  exportStaffCommand,
  importStaffCommand,
  exportRotationsCommand,
  importRotationsCommand,
  exportIndicatorsCommand,
  importIndicatorsCommand,
  replayCommand,
  whyCommand,
  reportCommand,
  simulateCommand,
  rebuildCommand,
  backupCommand,
  restoreCommand,
  copyCommand,
  exportCommand,
  verifyCommand,
  auditCommand,
  watchCommand,
  tokenCommand,
  revokeCommand,
  accessesCommand,
];
