import type { Handle } from '../commands/command.js';
import { message } from '../commands/messages.js';
import { groupId, schoolId } from '../domain/identity.js';
import type { Stores } from '../eventstore/port.js';
import { isEmpty } from './open-ledger.js';
import { packageFile } from './package-file.js';
import { showOutcome } from './rehearsal.js';
import { applyPlan, checkRegister, planImport } from './register/plan.js';
import type { Register } from './register/format.js';
import { readRegister } from './register/read.js';
import { SAMPLES_TOLD_AT } from './sample.js';
import { sampleCouncils } from './sample-councils.js';
import { sampleEvaluations } from './sample-evaluations.js';
import { sampleFunds } from './sample-funds.js';
import { samplePolicies } from './sample-policies.js';
import { sampleIndicators } from './sample-indicators.js';
import { sampleRotations } from './sample-rotations.js';
import { sampleStaff } from './sample-staff.js';
import { sampleWithdrawal } from './sample-withdrawal.js';

const registerFile = packageFile('registers/shizhong.json');

/** The report gives no year; the demo takes this one, and marks every date as assumed. */
export const DEMO_YEAR = '2015';

/** Where the demo notes that its load has begun and ended: a load that was interrupted is completed, a foreign ledger is left alone. */
export const DEMO_CHECKPOINT = 'demo';

export interface DemoLedger {
  readonly register: Register;
  /** Commands written: none where the ledger was loaded before. */
  readonly written: number;
  /** Whether the ledger is the demo's own. */
  readonly loaded: boolean;
}

/**
 * Loads the register and the samples (councils, funds, staff, rotations, a withdrawal, policies, figures, evaluations) by ordinary
 * commands where the ledger is empty, by a clock that shows the days on which they are told, and never a moment to come. Nobody else
 * writes to it meanwhile. Throws Error where one is refused.
 */
export const loadDemo = async (
  stores: Stores,
  handlerOf: (clock: () => string) => Handle,
  now: string,
): Promise<DemoLedger> => {
  const file = readRegister(registerFile);
  const { register } = file;
  const progress = (await stores.checkpoints.load(DEMO_CHECKPOINT)) as { readonly loaded: boolean } | undefined;
  if (progress?.loaded === true) return { register, written: 0, loaded: true };
  if (!progress && !(await isEmpty(stores))) return { register, written: 0, loaded: false };
  await stores.checkpoints.save(DEMO_CHECKPOINT, { loaded: false });
  let clock = now < SAMPLES_TOLD_AT ? now : SAMPLES_TOLD_AT;
  const handle = handlerOf(() => clock);
  const plan = await planImport(file, await checkRegister(file, DEMO_YEAR, clock), stores.events, clock);
  let { written } = await applyPlan(plan, handle);
  const samples = [
    ...sampleCouncils(register),
    ...sampleFunds(register),
    ...sampleStaff(register),
    ...sampleRotations(register),
    ...sampleWithdrawal(register),
    ...samplePolicies(register),
    ...sampleIndicators(register),
    ...sampleEvaluations(register),
  ];
  for (const { command, envelope, principal, recordedAt } of samples) {
    if (recordedAt !== undefined) clock = now < recordedAt ? now : recordedAt;
    const outcome = await handle(command, envelope, principal);
    if (!('written' in outcome)) throw new Error(`The samples stopped at ${command.type}: ${showOutcome(outcome)}`);
    if (!outcome.written.replayed) written += 1;
  }
  await stores.checkpoints.save(DEMO_CHECKPOINT, { loaded: true });
  return { register, written, loaded: true };
};

/** What a rule answers to a command that is really sent, though only to be validated: the register stays as it is. */
export interface ShownRule {
  readonly what: string;
  readonly answer: string;
}

/** What the rules refuse: the lead of one group into a second group; and what they do not: the same school into an alliance. */
export const showRules = async (
  handle: Handle,
  district: string,
  newId: () => string,
  today: string,
): Promise<readonly ShownRule[]> => {
  const admit = async (groupCode: string, what: string): Promise<ShownRule> => {
    const outcome = await handle(
      { type: 'AdmitSchool', groupId: groupId(district, groupCode), schoolId: schoolId(district, 'S01') },
      { commandId: newId(), basis: [{ title: '演示' }], effectiveOn: today, validateOnly: true },
      { actor: { id: 'demo-bureau', role: 'BUREAU' }, district },
    );
    if ('refused' in outcome) {
      const { code, args } = outcome.refused;
      return { what, answer: `refused ${code}: ${message(code, args, 'EN')} ${message(code, args, 'ZH')}` };
    }
    return { what, answer: 'valid' in outcome || 'written' in outcome ? 'accepted' : outcome.failed };
  };
  return [
    await admit('G02', '济南育英中学 (S01, in G01 育英教育集团) into the GROUP G02 实验教育集团'),
    await admit('A02', '济南育英中学 (S01) into the ALLIANCE A02 实验教育集团联盟学校'),
  ];
};
