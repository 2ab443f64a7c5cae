import type { Decider } from '../decider.js';
import {
  councilStream,
  districtStream,
  fundId,
  fundStream,
  resolutionId,
  splitFundStream,
  splitId,
  type ObjectRef,
  type StreamName,
} from '../identity.js';
import type { FundCommand } from './commands.js';
import { correctionIsAllowed } from './corrections.js';
import { decisions, type FundReferences } from './decide.js';
import type { FundEvent } from './events.js';
import { invariants } from './invariants.js';
import { evolve, initial, numbersKept, type Fund } from './state.js';

export type { FundCommand } from './commands.js';
export type { FundReferences } from './decide.js';
export type { AgedMoney, FundEvent, Voucher } from './events.js';
export { balanced } from './invariants.js';
export { byAge, sum, voucherKey, type Fund } from './state.js';

const touches = (event: FundEvent, stream: StreamName): readonly ObjectRef[] => {
  const { group, fiscalYear } = splitFundStream(stream);
  const fund: ObjectRef = { type: 'Fund', key: fundId(group, fiscalYear) };
  const school = (key: string): ObjectRef => ({ type: 'School', key });
  const resolution = (number: number): ObjectRef => ({ type: 'Resolution', key: resolutionId(group, number) });
  const ofGroup: ObjectRef = { type: 'EducationGroup', key: group };
  switch (event.type) {
    case 'FundsAllocated':
      return [fund, ofGroup, resolution(event.resolution), ...event.lines.map(({ schoolId }) => school(schoolId))];
    case 'AllocationRevised':
    case 'AllocationSuspended':
      return [fund, ofGroup, resolution(event.resolution)];
    case 'ExpenditureRecorded':
    case 'ExpenditureReversed':
      return [fund, ofGroup, school(event.voucher.schoolId)];
    case 'FundAppropriated':
    case 'FundSupplemented':
    case 'FundReduced':
    case 'FundsCommitted':
    case 'CarriedOut':
    case 'CarriedIn':
    case 'UnspentReturned':
    case 'FundYearClosed':
    case 'ClosedYearAdjusted':
      return [fund, ofGroup];
  }
};

/** A group's special fund (专项经费) of one fiscal year. */
export const fund: Decider<Fund, FundCommand, FundEvent, FundReferences> = {
  category: 'fund',
  initial,
  decide: decisions,
  evolve,
  invariants,
  streamOf: (command) => fundStream(command.groupId, command.fiscalYear),
  referencesOf: (command) => ({
    district: districtStream(splitId(command.groupId).district),
    council: councilStream(command.groupId),
    ...(command.type === 'CarryIn' ? { before: fundStream(command.groupId, command.fiscalYear - 1) } : {}),
  }),
  referencesOfCorrection: (stream) => {
    const { group } = splitFundStream(stream);
    return { district: districtStream(splitId(group).district), council: councilStream(group) };
  },
  targetOf: (command) => ({ type: 'Fund', key: fundId(command.groupId, command.fiscalYear) }),
  touches,
  correctionIsAllowed,
  numbersKept,
  soundAtEveryPosition: true,
  upcasters: {},
  eventTypes: {
    FundAppropriated: true,
    FundSupplemented: true,
    FundReduced: true,
    FundsAllocated: true,
    AllocationRevised: true,
    AllocationSuspended: true,
    FundsCommitted: true,
    ExpenditureRecorded: true,
    ExpenditureReversed: true,
    CarriedOut: true,
    CarriedIn: true,
    UnspentReturned: true,
    FundYearClosed: true,
    ClosedYearAdjusted: true,
  },
};
