import { aggregateLoader } from '../../commands/aggregates.js';
import type { Outcome, Principal } from '../../commands/command.js';
import { commandHandler } from '../../commands/handle.js';
import { corrected } from '../../domain/correction.js';
import { districtStream, policyStream, splitId, splitIndicatorStream } from '../../domain/identity.js';
import { indicator as decider, type IndicatorEvent, type Indicators } from '../../domain/indicator/index.js';
import type { Recorded } from '../../domain/ledger.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import type { Problem } from '../problem.js';
import { copyInMemory, showOutcome, withoutClock } from '../rehearsal.js';
import type { Entry, Plan, Step } from '../table/apply.js';
import type { Table } from '../table/csv.js';
import type { ColumnName, Row } from './columns.js';
import { columnOfRefusal, lackingOf, readRow, rowsOf, stepFor, type ReadRow } from './rows.js';

export interface IndicatorEntry extends Entry {
  readonly row: Row;
}

/**
 * Gives every row to the ordinary handler over a copy, one on top of the other, as far as the ledger lacks what it says; writes nothing.
 * Throws StoreUnavailable.
 */
export const planIndicators = async (
  district: string,
  { rows, problems: misshapen }: Table<ColumnName>,
  events: Pick<EventStore, 'readStream'>,
  now: string,
): Promise<Plan<IndicatorEntry>> => {
  const principal: Principal = { actor: { id: 'import', role: 'BUREAU' }, district };
  const problems = [...misshapen];
  const read: ReadRow[] = [];
  for (const located of rows) {
    const one = readRow(district)(located);
    if ('problems' in one) problems.push(...one.problems);
    else read.push(one);
  }
  const stored: StoredEvent[] = [];
  const streams = [
    districtStream(district),
    policyStream(district),
    ...read.flatMap(({ command }) => [decider.streamOf(command), districtStream(splitId(command.schoolId).district)]),
  ];
  for (const stream of new Set(streams)) for await (const event of events.readStream(stream)) stored.push(event);
  const copy = await copyInMemory(stored);
  const load = aggregateLoader(copy.events);
  const handle = commandHandler({ stores: copy, now: () => now, ...withoutClock });
  const good: IndicatorEntry[] = [];
  let present = 0;
  for (const row of read) {
    const { state, commands } = await load(decider, decider.streamOf(row.command));
    const whole = stepFor(row, row.command);
    const lacking = commands.has(whole.envelope.commandId) ? { figures: [] } : lackingOf(row, state as Indicators);
    if ('problem' in lacking) {
      problems.push(lacking.problem);
      continue;
    }
    // A row that says nothing at all is refused like a command that does.
    const isThere = lacking.figures.length === 0 && lacking.survey === undefined;
    if (isThere && (row.command.figures.length > 0 || row.command.survey !== undefined)) {
      present += 1;
      continue;
    }
    const step = stepFor(row, lacking);
    const entry: IndicatorEntry = { line: row.line, row: row.row, steps: [step] };
    const outcome = await handle(step.command, step.envelope, principal);
    if ('written' in outcome) good.push(entry);
    else problems.push(refusalOf(entry, step, outcome));
  }
  return { principal, good, present, problems };
};

export const refusalOf = ({ line, row }: IndicatorEntry, { command }: Step, outcome: Outcome): Problem => {
  const column =
    'refused' in outcome && command.type === 'RecordIndicators'
      ? columnOfRefusal(command.figures, outcome.refused.args, outcome.refused.path)
      : undefined;
  return {
    line,
    message: showOutcome(outcome),
    ...(column === undefined ? { path: [], value: undefined } : { path: [column], value: row[column] }),
  };
};

/** What is recorded of the schools of a district, as rows, with every correction in the place of what it corrects. Throws StoreUnavailable. */
export const recordedIn = async (district: string, events: EventStore): Promise<readonly Row[]> => {
  const load = aggregateLoader(events);
  const rows: Row[] = [];
  for (const stream of await streamsOf(district, events)) {
    const documents: (string | undefined)[] = [];
    for await (const { metadata } of events.readStream(stream))
      documents.push(metadata.basis.find(({ documentNo }) => documentNo !== undefined)?.documentNo);
    const { facts } = await load(decider, stream);
    const { school: schoolId, schoolYear } = splitIndicatorStream(stream);
    for (const { event, effectiveOn, revision } of corrected(facts as readonly Recorded<IndicatorEvent>[]))
      rows.push(...rowsOf({ schoolId, schoolYear }, event, { effectiveOn, documentNo: documents[revision] }));
  }
  return rows;
};

/** The streams of figures of a district, in the order of their names, looking through the ledger once. */
const streamsOf = async (district: string, events: EventStore): Promise<readonly string[]> => {
  const streams = new Set<string>();
  const abort = new AbortController();
  try {
    for await (const batch of events.follow({ signal: abort.signal })) {
      for (const { stream } of batch.events)
        if (stream.startsWith(`${decider.category}-${district}.`)) streams.add(stream);
      if (batch.caughtUp) break;
    }
    return [...streams].sort();
  } finally {
    abort.abort();
  }
};
