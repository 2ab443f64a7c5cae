import type { Decider } from '../decider.js';
import { councilStream, districtStream, fundId, fundStream, splitFundStream, splitId } from '../identity.js';
import type { FundCommand } from './commands.js';
import { correctionIsAllowed } from './corrections.js';
import { decisions, type FundReferences } from './decide.js';
import type { FundEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import { evolve, initial, numbersKept, type Fund } from './state.js';

export type { FundCommand } from './commands.js';
export type { FundReferences } from './decide.js';
export type { AgedMoney, FundEvent, Voucher } from './events.js';
export { agesOf, byAge, overdrawn, type Ages, type FundAge, type LineAge, type Movement } from './ages.js';
export { balanced, isOfMonth, received, used } from './invariants.js';
export { allocatedOn, invoiceKey, paperNumber, promisedBy, sum, until, voucherKey, type Fund } from './state.js';

/** A group's special fund (专项经费) of one fiscal year. */
export const fund: Decider<Fund, FundCommand, FundEvent, FundReferences> = {
  category: 'fund',
  duty: 'FINANCE',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: (command) => fundStream(command.groupId, command.fiscalYear),
  scopeOf: (command) => ({
    district: splitId(command.groupId).district,
    group: command.groupId,
    ...('voucher' in command ? { school: command.voucher.schoolId } : {}),
  }),
  scopeOfRecord: (stream) => {
    const { group } = splitFundStream(stream);
    return { district: splitId(group).district, group };
  },
  referencesOf: (command) => ({
    district: districtStream(splitId(command.groupId).district),
    council: councilStream(command.groupId),
    ...(command.type === 'CarryIn' ? { before: fundStream(command.groupId, command.fiscalYear - 1) } : {}),
  }),
  referencesOfCorrection: (stream) => {
    const { group, fiscalYear } = splitFundStream(stream);
    return {
      district: districtStream(splitId(group).district),
      council: councilStream(group),
      before: fundStream(group, fiscalYear - 1),
      next: fundStream(group, fiscalYear + 1),
    };
  },
  targetOf: (command) => ({ type: 'Fund', key: fundId(command.groupId, command.fiscalYear) }),
  facts,
  correctionIsAllowed,
  numbersKept,
  neverRetracted: ['FundYearClosed'],
  soundAtEveryPosition: true,
  upcasters: {},
};
