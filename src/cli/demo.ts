import { randomUUID } from 'node:crypto';
import { dayOf } from '../domain/day.js';
import { groupId, schoolId } from '../domain/identity.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import type { Serving } from '../server/runtime.js';
import type { Claims } from '../server/sign-in.js';
import type { CliCommand, Terminal } from './command.js';
import { loadDemo, showRules, type DemoLedger } from './demo-ledger.js';
import { aboutLedger, howToAsk, type NamedToken } from './demo-text.js';
import { handlerOf } from './open-ledger.js';
import { startServing } from './serve.js';
import { refuseProduction } from './token.js';

const TOKENS_HOLD = '12h';

/** `edugroup demo`: the register of Shizhong with samples beside it, served, and everything that is needed to ask. */
export const demoCommand: CliCommand = {
  name: 'demo',
  summary:
    'Loads the register of Shizhong with sample councils, funds, staff, rotations, figures and evaluations into an empty ledger, then serves it; prints tokens and a query.',
  positionals: [],
  options: {},
  details: [],
  run: async (_args, terminal) => {
    refuseProduction(terminal.env);
    const configuration = readConfiguration(terminal.env);
    let ledger: DemoLedger | undefined;
    // Before anybody can ask, so that nobody sees half a register.
    const serving = await startServing(configuration, terminal, async (stores) => {
      ledger = await loadDemo(stores, (clock) => handlerOf(configuration, stores, clock), now());
    });
    try {
      await introduce(serving, ledger!, configuration, terminal);
    } catch (error) {
      await serving.close();
      throw error;
    }
  },
};

/** Says what there is and how to ask for it, once it can be asked for. */
const introduce = async (
  { url, runtime }: Serving,
  ledger: DemoLedger,
  configuration: Configuration,
  terminal: Terminal,
): Promise<void> => {
  const { handle } = runtime.services;
  const { code } = ledger.register.district;
  const rules = ledger.loaded ? await showRules(handle, code, randomUUID, dayOf(now())) : [];
  const known = await tokens(configuration, ledger);
  await runtime.runner.caughtUp();
  for (const line of [...aboutLedger(ledger, rules), ...howToAsk(url, code, known, TOKENS_HOLD)]) terminal.out(line);
  terminal.out('Ctrl-C stops the server; what was loaded stays.');
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
