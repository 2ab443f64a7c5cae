import { randomUUID } from 'node:crypto';
import { dayOf } from '../domain/day.js';
import { groupId, schoolId } from '../domain/identity.js';
import { openStores } from '../eventstore/open.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import type { Serving } from '../server/runtime.js';
import type { Claims } from '../server/sign-in.js';
import type { CliCommand, Terminal } from './command.js';
import { loadDemo, showRules, type DemoLedger } from './demo-ledger.js';
import { aboutLedger, howToAsk, type NamedToken } from './demo-text.js';
import { handlerOf } from './open-ledger.js';
import { clearly, startServing } from './serve.js';
import { refuseProduction } from './token.js';

const TOKENS_HOLD = '12h';
/** How long to wait until what was just loaded is readable, in milliseconds. */
const READABLE_WITHIN = 30_000;

/** `edugroup demo`: the register of Shizhong with samples beside it, served, and everything that is needed to ask. */
export const demoCommand: CliCommand = {
  name: 'demo',
  summary:
    'Loads the register of Shizhong with sample councils, funds, staff, rotations and figures into an empty ledger, then serves it; prints tokens and a query.',
  positionals: [],
  options: {},
  details: [],
  run: async (_args, terminal) => {
    refuseProduction(terminal.env);
    const configuration = readConfiguration(terminal.env);
    const before = await loadAlone(configuration, terminal);
    const serving = await startServing(configuration, terminal);
    try {
      await introduce(serving, before, configuration, terminal);
    } catch (error) {
      await serving.close();
      throw error;
    }
  },
};

/** Says what there is and how to ask for it, once it can be asked for. */
const introduce = async (
  { url, runtime }: Serving,
  before: DemoLedger | undefined,
  configuration: Configuration,
  terminal: Terminal,
): Promise<void> => {
  const { handle } = runtime.services;
  const ledger = before ?? (await loadDemo(runtime.stores, handle, now()));
  const { code } = ledger.register.district;
  const rules = ledger.loaded ? await showRules(handle, code, randomUUID, dayOf(now())) : [];
  const known = await tokens(configuration, ledger);
  await runtime.runner.caughtUp();
  // A ledger in memory was loaded after the reader had caught up with it empty.
  if (ledger.events > 0) await runtime.runner.waitFor(ledger.events, READABLE_WITHIN);
  for (const line of [...aboutLedger(ledger, rules), ...howToAsk(url, code, known, TOKENS_HOLD)]) terminal.out(line);
  terminal.out('Ctrl-C stops the server; what was loaded stays.');
};

/** Before anybody can ask, so that nobody sees half a register. A ledger in memory is the server's own: there it is loaded later. */
const loadAlone = async (configuration: Configuration, terminal: Terminal): Promise<DemoLedger | undefined> => {
  const { eventStoreUrl, ledger } = configuration;
  if (/^memory:/i.test(eventStoreUrl)) return undefined;
  try {
    const stores = await openStores(eventStoreUrl, { ledger, log: terminal.error });
    try {
      return await loadDemo(stores, handlerOf(configuration, stores, now), now());
    } finally {
      await stores.events.close();
    }
  } catch (error) {
    throw clearly(error, configuration);
  }
};

const tokens = async (
  configuration: Configuration,
  { register: { district, groups } }: DemoLedger,
): Promise<readonly NamedToken[]> => {
  const group = groups[0]!;
  const { signToken } = await import('../server/sign-in.js');
  const claims: readonly Claims[] = [
    { sub: 'demo-bureau', role: 'BUREAU', district: district.code },
    { sub: 'demo-council', role: 'COUNCIL', group: groupId(district.code, group.code) },
    { sub: 'demo-school', role: 'SCHOOL', school: schoolId(district.code, group.lead) },
    { sub: 'demo-auditor', role: 'AUDITOR' },
  ];
  return Promise.all(
    claims.map(async (claim) => ({ name: claim.role, token: await signToken(configuration, claim, TOKENS_HOLD) })),
  );
};

const now = (): string => new Date().toISOString();
