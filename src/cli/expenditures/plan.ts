import type { Handle, Outcome, Principal } from '../../commands/command.js';
import { commandHandler } from '../../commands/handle.js';
import { fund as decider, voucherKey } from '../../domain/fund/index.js';
import { policyStream, splitId } from '../../domain/identity.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import { shown, type Problem } from '../problem.js';
import { copyInMemory, showOutcome, withoutClock } from '../rehearsal.js';
import { applyRows, type Imported, type Plan } from '../table/apply.js';
import type { Table } from '../table/csv.js';
import type { ColumnName } from './columns.js';
import { columnOfRefusal, differenceOf, keyOf, readRow, type Entry } from './rows.js';
import { readFund, type OfFund, type Standing } from './standing.js';

/** Checks every row by itself, against the others, and against all that the ledger has; writes nothing. Throws StoreUnavailable. */
export const planExpenditures = async (
  { rows, problems: misshapen }: Table<ColumnName>,
  fund: OfFund,
  events: Pick<EventStore, 'readStream'>,
  now: string,
): Promise<Plan<Entry>> => {
  const principal: Principal = { actor: { id: 'import', role: 'BUREAU' }, district: splitId(fund.groupId).district };
  const problems = [...misshapen];
  const entries: Entry[] = [];
  for (const row of rows) {
    const read = readRow(row, fund);
    if ('entry' in read) entries.push(read.entry);
    else problems.push(...read.problems);
  }
  const { expenditures, knows } = await readFund(fund, events);
  const standing = new Map(expenditures.map((one) => [voucherKey(one.paid.voucher), one]));
  const lines = new Map<string, number>();
  const missing: Entry[] = [];
  let present = 0;
  for (const entry of entries) {
    const key = keyOf(entry);
    const first = lines.get(key);
    if (first === undefined) lines.set(key, entry.line);
    const known = standing.get(key);
    const wrong =
      first !== undefined
        ? problem(entry, 'voucherNumber', `this entry of the voucher is there twice, first on line ${first}`)
        : !knows(entry.envelope.commandId) && known
          ? differs(entry, known)
          : undefined;
    if (wrong) problems.push(wrong);
    else if (known || knows(entry.envelope.commandId)) present += 1;
    else missing.push(entry);
  }
  const { good, refused } = await rehearse(missing, events, principal, now);
  return { principal, good, present, problems: [...problems, ...refused] };
};

/** Writes the good rows. Throws Error where the store is away. */
export const applyExpenditures = (plan: Plan<Entry>, handle: Handle): Promise<Imported> =>
  applyRows(plan, handle, (entry, _step, outcome) => refusal(entry, outcome));

/**
 * Gives every row to the ordinary handler over a copy, one on top of the other: what is bad leaves the next ones as if
 * it were not there.
 */
const rehearse = async (
  entries: readonly Entry[],
  events: Pick<EventStore, 'readStream'>,
  principal: Principal,
  now: string,
): Promise<{ readonly good: readonly Entry[]; readonly refused: readonly Problem[] }> => {
  const [first] = entries;
  if (!first) return { good: [], refused: [] };
  const { command } = first;
  const streams = [
    decider.streamOf(command),
    ...Object.values(decider.referencesOf(command)),
    policyStream(principal.district!),
  ];
  const stored: StoredEvent[] = [];
  for (const stream of new Set(streams)) for await (const event of events.readStream(stream)) stored.push(event);
  const handle = commandHandler({ stores: await copyInMemory(stored), now: () => now, ...withoutClock });
  const good: Entry[] = [];
  const refused: Problem[] = [];
  for (const entry of entries) {
    const outcome = await handle(entry.command, entry.envelope, principal);
    if ('written' in outcome) good.push(entry);
    else refused.push(refusal(entry, outcome));
  }
  return { good, refused };
};

const refusal = (entry: Entry, outcome: Outcome): Problem => {
  const column = 'refused' in outcome ? columnOfRefusal(outcome.refused.code, outcome.refused.path) : undefined;
  return problem(
    entry,
    column,
    column === 'voucherSchool' ? `another school pays line ${entry.command.line} of the fund` : showOutcome(outcome),
  );
};

const differs = (entry: Entry, known: Standing): Problem | undefined => {
  if (known.reversed)
    return problem(entry, 'voucherNumber', 'the ledger has this voucher already, reversed; its number stays used');
  const difference = differenceOf(entry, known);
  return (
    difference &&
    problem(
      entry,
      difference.column,
      `the ledger has this voucher already, with ${shown(difference.known)}; to change it, reverse or correct it there`,
    )
  );
};

const problem = ({ line, row }: Entry, column: keyof typeof row | undefined, message: string): Problem =>
  column === undefined
    ? { path: [], line, value: undefined, message }
    : { path: [column], line, value: row[column], message };
