import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Handle, Outcome } from '../commands/command.js';
import type { Runner, RunnerStatus } from '../projections/runner.js';
import type { Readiness } from './readiness.js';

export type OperationKind = 'query' | 'mutation' | 'subscription' | 'unknown';

/** What was used up when somebody was refused. */
export const refusals = [
  'cost_per_actor',
  'cost_per_address',
  'in_flight',
  'in_flight_per_address',
  'connections',
  'connections_per_address',
  'sockets',
  'sockets_per_address',
  'subscriptions',
  'long_queries',
] as const;
export type RefusedFor = (typeof refusals)[number];

export interface Metrics {
  readonly countRefusal: (refusal: RefusedFor) => void;
  /** Shows a number that is asked for whenever the metrics are. */
  readonly show: (name: string, help: string, value: () => number) => void;
  /** `outcome` is OK or the code of the first error. */
  readonly countRequest: (kind: OperationKind, outcome: string) => void;
  /** A query was answered before it was parsed: by an answer that was kept, or as a query that is known; it counts as a request, too. */
  readonly countAnswerBefore: (by: 'kept' | 'prepared') => void;
  /** A promise of a request was rejected and nobody waited for it. */
  readonly countStray: () => void;
  /** A query was given up because it took too long. */
  readonly countDeadline: () => void;
  /** An event was answered for a subscription, or for several that share the answer. */
  readonly countAnswer: () => void;
  /** An answer was handed to a subscriber. */
  readonly countDelivery: () => void;
  /** The same handler, its outcomes counted by type of command and code. */
  counted(handle: Handle): Handle;
  readonly contentType: string;
  /** In the format of Prometheus. */
  expose(): Promise<string>;
  close(): void;
}

export interface MetricsOptions {
  readonly runner: Runner;
  readonly readiness: Readiness;
}

/** Numbers for operations, in a registry of their own: two servers in one process do not mix. */
export const openMetrics = ({ runner, readiness }: MetricsOptions): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'edugroup_requests_total',
    help: 'GraphQL operations by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const commands = new Counter({
    name: 'edugroup_commands_total',
    help: 'Commands by type and outcome',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const strays = new Counter({
    name: 'edugroup_stray_rejections_total',
    help: 'Rejected promises that nobody waited for',
    registers,
  });
  const refused = new Counter({
    name: 'edugroup_refused_total',
    help: 'Refusals by what was used up',
    labelNames: ['bound'],
    registers,
  });
  for (const bound of refusals) refused.inc({ bound }, 0);
  const answersBefore = new Counter({
    name: 'edugroup_unparsed_answers_total',
    help: 'Queries that were answered without being parsed: by an answer that was kept, or as prepared before',
    labelNames: ['by'],
    registers,
  });
  const queriesAnswered = requests.labels({ kind: 'query', outcome: 'OK' });
  /** Of these there are more than there is time to count each by its labels. */
  const unparsed = { kept: 0, prepared: 0 };
  const countUnparsed = (): void => {
    for (const by of ['kept', 'prepared'] as const) {
      answersBefore.inc({ by }, unparsed[by]);
      queriesAnswered.inc(unparsed[by]);
      unparsed[by] = 0;
    }
  };
  const deadlines = new Counter({
    name: 'edugroup_query_deadlines_total',
    help: 'Queries that were given up because they took too long',
    registers,
  });
  const answers = new Counter({
    name: 'edugroup_subscription_answers_total',
    help: 'Executions for events of subscriptions, each shared by all who may',
    registers,
  });
  const deliveries = new Counter({
    name: 'edugroup_subscription_deliveries_total',
    help: 'Events handed to subscribers',
    registers,
  });
  new Gauge({
    name: 'edugroup_ledger_position',
    help: 'The last position that is readable here',
    registers,
    collect() {
      this.set(runner.head());
    },
  });
  new Gauge({
    name: 'edugroup_reader_status',
    help: 'What the reader of the ledger does: 1 for the status it is in',
    labelNames: ['status'],
    registers,
    collect() {
      for (const status of ['catching-up', 'live', 'stopped'] satisfies RunnerStatus[])
        this.set({ status }, runner.status() === status ? 1 : 0);
    },
  });
  new Gauge({
    name: 'edugroup_not_ready',
    help: 'Why /readyz says no: 1 for each reason that there is at the moment',
    labelNames: ['code'],
    registers,
    async collect() {
      const reasons = await readiness.reasons();
      for (const code of readiness.codes) this.set({ code }, reasons.some((reason) => reason.code === code) ? 1 : 0);
    },
  });
  return {
    countRequest: (kind, outcome) => requests.inc({ kind, outcome }),
    countAnswerBefore: (by) => {
      unparsed[by] += 1;
    },
    countStray: () => strays.inc(),
    countDeadline: () => deadlines.inc(),
    countRefusal: (bound) => refused.inc({ bound }),
    show: (name, help, value) =>
      void new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      }),
    countAnswer: () => answers.inc(),
    countDelivery: () => deliveries.inc(),
    counted: (handle) => async (command, envelope, principal) => {
      const outcome = await handle(command, envelope, principal);
      commands.inc({ command: command.type, outcome: labelOf(outcome) });
      return outcome;
    },
    contentType: registry.contentType,
    expose: () => {
      countUnparsed();
      return registry.metrics();
    },
    close: () => registry.clear(),
  };
};

const labelOf = (outcome: Outcome): string => {
  if ('written' in outcome) return outcome.written.replayed ? 'REPLAYED' : 'WRITTEN';
  if ('valid' in outcome) return 'VALID';
  return 'failed' in outcome ? outcome.failed : outcome.refused.code;
};
