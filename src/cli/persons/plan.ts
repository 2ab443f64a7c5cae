import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { GivenCommand, Outcome, Principal } from '../../commands/command.js';
import { commandHandler } from '../../commands/handle.js';
import { personStream, policyStream, type PersonId, type StreamName } from '../../domain/identity.js';
import { present } from '../../domain/present.js';
import type { PeopleDirectory, StoredEvent, Stores } from '../../eventstore/port.js';
import type { Problem } from '../problem.js';
import { copyInMemory, showOutcome, withoutClock } from '../rehearsal.js';
import type { Entry, Plan, Step } from '../table/apply.js';
import { readPerson, type KnownPerson } from './ledger.js';

/** The namespace of all ids that follow from a row's content. It never changes: ids given before would. */
const NAMESPACE = '9a1d5c1e-3d55-5c1f-8a55-2a4e9f0f6c0d';

/** A row of a table of persons. */
export interface PersonRow {
  readonly line: number;
  readonly personId: PersonId;
  /** What its decisions look at besides the person. */
  readonly streams: readonly StreamName[];
  /** What of it the ledger lacks, or the first thing in which it differs. */
  readonly stepsFor: (known: KnownPerson) => { readonly steps: readonly Step[] } | { readonly problem: Problem };
  /** Where a refusal belongs. */
  readonly placeOf: (step: Step, path: readonly string[]) => Pick<Problem, 'path' | 'value'>;
}

/** A row as it was read, or what is wrong with it. */
export type ReadRow = { readonly row: PersonRow } | { readonly problems: readonly Problem[] };

export interface PersonEntry extends Entry {
  readonly row: PersonRow;
}

/** A command of an import, on its day and paper. Its id follows from what it says, but from nothing of a person's details. */
export const importStep = (
  title: string,
  command: GivenCommand,
  effectiveOn: string,
  documentNo: string | undefined,
): Step => {
  const basis = [{ title, ...present({ documentNo }) }];
  const { details: _, ...said } = command as GivenCommand & { readonly details?: unknown };
  const commandId = uuidv5(canonicalize({ command: said, effectiveOn, basis })!, NAMESPACE);
  return { command, envelope: { commandId, basis, effectiveOn } };
};

/** A name, and what may be an identity number in the place of a staff number, is not repeated. */
export const withoutDetails = <Place extends Pick<Problem, 'path' | 'value'>>(problem: Place): Place =>
  problem.path[0] === 'name' || problem.path[0] === 'person' ? { ...problem, value: undefined } : problem;

export const refusalOf = ({ line, row }: PersonEntry, step: Step, outcome: Outcome): Problem => ({
  line,
  ...('refused' in outcome ? row.placeOf(step, outcome.refused.path) : { path: [], value: undefined }),
  message: showOutcome(outcome),
});

/**
 * Gives every row to the ordinary handler over a copy, one on top of the other, as far as the ledger lacks what it says; writes nothing.
 * Rows of a person of whom one is bad are left out with it. Throws StoreUnavailable.
 */
export const planPersons = async (
  district: string,
  read: readonly ReadRow[],
  misshapen: readonly Problem[],
  stores: Pick<Stores, 'events' | 'people'>,
  now: string,
): Promise<Plan<PersonEntry>> => {
  const rows = read.flatMap((one) => ('row' in one ? [one.row] : []));
  const problems = [...misshapen, ...read.flatMap((one) => ('problems' in one ? one.problems : []))];
  const principal: Principal = { actor: { id: 'import', role: 'BUREAU' }, district };
  const copy = await copyOf(
    new Set([policyStream(district), ...rows.flatMap(({ personId, streams }) => [personStream(personId), ...streams])]),
    stores,
  );
  const handle = commandHandler({ stores: copy, now: () => now, ...withoutClock });
  const good: PersonEntry[] = [];
  const refused: Problem[] = [];
  const bad = new Map<PersonId, number>();
  let present = 0;
  const decide = async (row: PersonRow): Promise<Problem | undefined> => {
    const first = bad.get(row.personId);
    if (first !== undefined)
      return { path: [], line: row.line, value: undefined, message: `line ${first} of the same person is bad` };
    const found = row.stepsFor(await readPerson(copy, row.personId));
    if ('problem' in found) return found.problem;
    const entry: PersonEntry = { line: row.line, steps: found.steps, row };
    for (const step of found.steps) {
      const outcome = await handle(step.command, step.envelope, principal);
      if (!('written' in outcome)) return refusalOf(entry, step, outcome);
    }
    if (found.steps.length > 0) good.push(entry);
    else present += 1;
    return undefined;
  };
  for (const row of rows) {
    const problem = await decide(row);
    if (!problem) continue;
    refused.push(problem);
    if (!bad.has(row.personId)) bad.set(row.personId, row.line);
  }
  return { principal, good, present, problems: [...problems, ...refused] };
};

const copyOf = async (
  streams: ReadonlySet<StreamName>,
  { events, people }: Pick<Stores, 'events' | 'people'>,
): Promise<Stores> => {
  const stored: StoredEvent[] = [];
  for (const stream of streams) for await (const event of events.readStream(stream)) stored.push(event);
  const copy = await copyInMemory(stored);
  return { ...copy, people: before(copy.people, people) };
};

/** A directory that is written to, before one that is only read. */
const before = (first: PeopleDirectory, second: PeopleDirectory): PeopleDirectory => ({
  ...first,
  get: async (personId, commitment) => (await first.get(personId, commitment)) ?? second.get(personId, commitment),
  entries: async function* () {
    yield* first.entries();
    yield* second.entries();
  },
});
