import { expect } from '@jest/globals';
import type { CommandType } from '../../src/domain/ledger.js';
import type { Case } from './commands.js';
import { person } from '../support/ledger.js';
import { principals, type ApiLedger } from './ledger.js';
import {
  allocatedFund,
  allocation,
  amendment,
  appropriation,
  charterInput,
  contract,
  fund,
  group,
  leftBehind,
  meeting,
  passed,
  payment,
  refund,
  resolution,
  resolutionInput,
  school,
  spentFund,
  steps,
  take,
  voucher,
} from './money.js';

/** The fund of a year that is over. */
const lastYear = `${group}.2025`;
/** Of which all is spent, by an old paper, or returned, and the books are closed. */
const closedLastYear = async (ledger: ApiLedger): Promise<void> => {
  const of = { fundId: lastYear };
  const asCouncil = { principal: principals.council };
  await passed(ledger, 'AdoptResolution', { ...resolutionInput, fiscalYear: 2025 }, asCouncil);
  await passed(ledger, 'AppropriateFund', { ...appropriation, fiscalYear: 2025, receivedOn: '2025-03-01' });
  await passed(ledger, 'AllocateFunds', { ...allocation, ...of }, asCouncil);
  const paid = { ...payment, ...of, paidOn: '2025-11-23', voucher: { ...voucher, year: 2025 } };
  await passed(ledger, 'RecordExpenditure', paid);
  await passed(ledger, 'ReviseAllocation', { ...of, line: 1, fen: 20_000, resolutionId: resolution });
  await passed(ledger, 'ReviseAllocation', { ...of, line: 2, fen: 0, resolutionId: resolution });
  await passed(ledger, 'ReturnUnspent', { ...of, fen: 980_000, documentNo: '退〔2026〕1号' });
  await passed(ledger, 'CloseFundYear', of);
};

const fen = (sum: number): object => ({ fen: sum });
const indicators = {
  schoolId: '370103.S02',
  schoolYear: 2026,
  figures: [
    { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 600 },
    { indicator: 'TEACHING_AREA', value: 270_000 },
  ],
};
const policy = {
  districtId: '370103',
  code: 'P1',
  title: '备案办法',
  documentNo: '备〔2026〕1号',
  rules: { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 15 },
};

/** Charter and resolutions, funds, policies and corrections. */
export const moneyCases = {
  AdoptCharter: {
    input: { ...charterInput, ...meeting, documentNo: '章〔2026〕1号', proxiesPerMember: 2 },
    as: principals.council,
    selection: `{ quorum { numerator denominator atLeast } majority { numerator denominator atLeast } termYears everySchoolSeated otherSeats
      proxiesPerMember adoption documentNo meeting { decided heldOn minutesNo ballot { present for } quorum { numerator denominator } council { ordinal } } since until }`,
    shows: {
      quorum: charterInput.quorum,
      majority: charterInput.majority,
      termYears: 3,
      everySchoolSeated: true,
      otherSeats: 1,
      proxiesPerMember: 2,
      adoption: 'BY_MEETING',
      documentNo: '章〔2026〕1号',
      meeting: {
        decided: 'ADOPTED',
        heldOn: '2026-11-20',
        minutesNo: '纪要〔2026〕1号',
        ballot: { present: 2, for: 2 },
        quorum: { numerator: 1, denominator: 1 },
        council: { ordinal: 1 },
      },
      since: '2026-11-24',
      until: null,
    },
    events: ['CharterAdopted'],
    refused: { input: { ...charterInput, termYears: 11 }, code: 'INVALID_INPUT', path: ['input', 'termYears'] },
  },
  AdoptResolution: {
    input: { ...resolutionInput, concernedIds: [person(9)], recusedIds: [] },
    as: principals.council,
    selection: `{ entityId number kind subject fiscalYear sum { fen yuan } effectiveOn repealedOn inForce revision group { entityId }
      meetings { decided heldOn minutesNo ballot { present for against } quorum { numerator denominator atLeast } caretaker onBehalf council { ordinal } concerned { entityId } recused { entityId } } }`,
    shows: {
      entityId: resolution,
      number: 1,
      kind: 'FUND',
      subject: '2026年度专项经费使用',
      fiscalYear: 2026,
      sum: { fen: 500_000, yuan: '5000.00' },
      effectiveOn: '2026-11-24',
      repealedOn: null,
      inForce: true,
      revision: 3,
      group: { entityId: group },
      meetings: [
        {
          decided: 'ADOPTED',
          heldOn: '2026-11-20',
          minutesNo: '纪要〔2026〕1号',
          ballot: { present: 2, for: 2, against: 0 },
          quorum: { numerator: 1, denominator: 2, atLeast: false },
          caretaker: false,
          onBehalf: null,
          council: { ordinal: 1 },
          concerned: [{ entityId: person(9) }],
          recused: [],
        },
      ],
    },
    events: ['ResolutionAdopted'],
    before: (ledger) => passed(ledger, 'RegisterPerson', { personId: person(9), schoolId: school(1), name: '样本九' }),
    refused: {
      input: { ...resolutionInput, concernedIds: [person(1)] },
      code: 'NOT_RECUSED',
      path: ['input', 'concernedIds', '0'],
    },
  },
  AmendResolution: {
    before: steps.resolved,
    input: { resolutionId: resolution, sum: 600_000, ...meeting, minutesNo: '纪要〔2026〕2号' },
    as: principals.council,
    selection: '{ subject sum { yuan } meetings { decided minutesNo } }',
    shows: {
      subject: '2026年度专项经费使用',
      sum: { yuan: '6000.00' },
      meetings: [
        { decided: 'ADOPTED', minutesNo: '纪要〔2026〕1号' },
        { decided: 'AMENDED', minutesNo: '纪要〔2026〕2号' },
      ],
    },
    events: ['ResolutionAmended'],
    refused: {
      input: { resolutionId: `${group}.R2`, sum: 600_000, ...meeting },
      code: 'NOT_FOUND',
      path: ['input', 'resolutionId'],
    },
  },
  RepealResolution: {
    before: steps.resolved,
    input: { resolutionId: resolution, ...meeting },
    as: principals.council,
    selection: '{ repealedOn inForce meetings { decided } }',
    shows: { repealedOn: '2026-11-24', inForce: false, meetings: [{ decided: 'ADOPTED' }, { decided: 'REPEALED' }] },
    events: ['ResolutionRepealed'],
    refused: {
      input: { resolutionId: resolution, ...meeting, minutesNo: '' },
      code: 'BASIS_MISSING',
      path: ['input', 'minutesNo'],
    },
  },
  AppropriateFund: {
    input: appropriation,
    selection: `{ entityId fiscalYear revision appropriated { fen yuan } free { fen } balanced closedOn
        tranches { kind amount { yuan } documentNo receivedOn } group { entityId } }`,
    shows: {
      entityId: fund,
      fiscalYear: 2026,
      revision: 0,
      appropriated: { fen: 1_000_000, yuan: '10000.00' },
      free: fen(1_000_000),
      balanced: true,
      closedOn: null,
      tranches: [
        { kind: 'APPROPRIATED', amount: { yuan: '10000.00' }, documentNo: '拨〔2026〕1号', receivedOn: '2026-03-01' },
      ],
      group: { entityId: group },
    },
    events: ['FundAppropriated'],
    refused: { input: { ...appropriation, documentNo: ' ' }, code: 'BASIS_MISSING', path: ['input', 'documentNo'] },
  },
  SupplementFund: {
    before: steps.appropriated,
    input: { fundId: fund, fen: 1, documentNo: '拨〔2026〕2号', receivedOn: '2026-06-01' },
    selection: '{ appropriated { yuan } tranches { kind } }',
    shows: { appropriated: { yuan: '10000.01' }, tranches: [{ kind: 'APPROPRIATED' }, { kind: 'SUPPLEMENTED' }] },
    events: ['FundSupplemented'],
    refused: {
      input: { fundId: `${group}.2027`, fen: 1, documentNo: '拨〔2026〕2号', receivedOn: '2026-06-01' },
      code: 'NOT_FOUND',
      path: ['input', 'fundId'],
    },
  },
  ReduceFund: {
    before: allocatedFund,
    input: { fundId: fund, fen: 600_000, documentNo: '减〔2026〕1号', receivedOn: '2026-06-01' },
    selection: '{ appropriated { fen } free { fen } }',
    shows: { appropriated: fen(400_000), free: fen(0) },
    events: ['FundReduced'],
    refused: {
      input: { fundId: fund, fen: 600_001, documentNo: '减〔2026〕1号', receivedOn: '2026-06-01' },
      code: 'INSUFFICIENT_FUNDS',
      path: ['input', 'fen'],
    },
  },
  AllocateFunds: {
    before: take('resolved', 'appropriated'),
    input: allocation,
    as: principals.council,
    selection: `{ allocated { fen } free { fen }
        lines { line purpose school { entityId } allocated { fen } unspent { fen } suspended
        resolution { entityId } contracts { contractNo } expenditures { line } } balanced }`,
    shows: {
      allocated: fen(400_000),
      free: fen(600_000),
      balanced: true,
      lines: [
        ['教师培训', 300_000],
        ['文化建设', 100_000],
      ].map(([purpose, sum], index) => ({
        line: index + 1,
        purpose,
        school: { entityId: school(index + 1) },
        allocated: fen(sum as number),
        unspent: fen(sum as number),
        suspended: false,
        resolution: { entityId: resolution },
        contracts: [],
        expenditures: [],
      })),
    },
    events: ['FundsAllocated'],
    refused: {
      input: { ...allocation, lines: [...allocation.lines, { purpose: '外校', schoolId: school(5), fen: 1 }] },
      code: 'NOT_SAME_GROUP',
      path: ['input', 'lines', '2', 'schoolId'],
    },
  },
  ReviseAllocation: {
    before: allocatedFund,
    input: { fundId: fund, line: 2, fen: 200_000, resolutionId: resolution },
    as: principals.council,
    selection: '{ free { fen } lines { allocated { fen } } }',
    shows: { free: fen(500_000), lines: [{ allocated: fen(300_000) }, { allocated: fen(200_000) }] },
    events: ['AllocationRevised'],
    refused: {
      input: { fundId: fund, line: 2, fen: 200_001, resolutionId: resolution },
      code: 'EXCEEDS_RESOLUTION',
      path: ['input', 'resolutionId'],
    },
  },
  SuspendAllocation: {
    before: async (ledger) => {
      await allocatedFund(ledger);
      await passed(ledger, 'RepealResolution', { resolutionId: resolution, ...meeting });
    },
    input: { fundId: fund, resolutionId: resolution },
    selection: '{ lines { suspended } }',
    shows: { lines: [{ suspended: true }, { suspended: true }] },
    events: ['AllocationSuspended'],
    refused: {
      input: { fundId: fund, resolutionId: '370103.G02.R1' },
      code: 'NO_RESOLUTION',
      path: ['input', 'resolutionId'],
    },
  },
  CommitFunds: {
    before: allocatedFund,
    input: contract,
    as: principals.council,
    selection: `{ committed { fen } lines { committed { fen } unspent { fen }
        contracts { contractNo supplier amount { yuan } paid { fen } signedOn } } balanced }`,
    shows: {
      committed: fen(50_000),
      balanced: true,
      lines: [
        {
          committed: fen(50_000),
          unspent: fen(250_000),
          contracts: [
            {
              contractNo: '合-1',
              supplier: '样本公司',
              amount: { yuan: '500.00' },
              paid: fen(0),
              signedOn: '2026-11-24',
            },
          ],
        },
        { committed: fen(0), unspent: fen(100_000), contracts: [] },
      ],
    },
    events: ['FundsCommitted'],
    refused: { input: { ...contract, line: 2, fen: 100_001 }, code: 'INSUFFICIENT_FUNDS', path: ['input', 'line'] },
  },
  RecordExpenditure: {
    before: take('resolved', 'appropriated', 'allocated', 'committed'),
    input: { ...payment, contractNo: '合-1' },
    as: principals.lead,
    selection: `{ spent { yuan } committed { yuan } balanced lines { spent { fen } committed { fen } contracts { paid { fen } } }
      expenditures { totalCount nodes { line amount { yuan } supplier contractNo invoiceNo paidOn reversedOn voucher { school { entityId } year month number entry } } } }`,
    shows: {
      spent: { yuan: '200.00' },
      committed: { yuan: '300.00' },
      balanced: true,
      lines: [
        { spent: fen(20_000), committed: fen(30_000), contracts: [{ paid: fen(20_000) }] },
        { spent: fen(0), committed: fen(0), contracts: [] },
      ],
      expenditures: {
        totalCount: 1,
        nodes: [
          {
            line: 1,
            amount: { yuan: '200.00' },
            supplier: '样本公司',
            contractNo: '合-1',
            invoiceNo: '票-1',
            paidOn: '2026-11-24',
            reversedOn: null,
            voucher: { school: { entityId: school(1) }, year: 2026, month: 11, number: '记-1', entry: 1 },
          },
        ],
      },
    },
    events: ['ExpenditureRecorded'],
    refused: {
      input: { ...payment, voucher: { ...voucher, month: 13 } },
      code: 'INVALID_INPUT',
      path: ['input', 'voucher', 'month'],
    },
  },
  ReverseExpenditure: {
    before: spentFund,
    input: { fundId: fund, voucher },
    as: principals.lead,
    selection: '{ spent { fen } balanced expenditures { nodes { reversedOn } } }',
    shows: { spent: fen(0), balanced: true, expenditures: { nodes: [{ reversedOn: '2026-11-24' }] } },
    events: ['ExpenditureReversed'],
    refused: { input: { fundId: fund, voucher }, as: principals.member, code: 'NOT_AUTHORISED', path: ['input'] },
  },
  AmendContract: {
    before: take('resolved', 'appropriated', 'allocated', 'committed'),
    input: { ...amendment, fen: 60_000 },
    as: principals.council,
    selection: '{ balanced lines { committed { fen } unspent { fen } contracts { amount { fen } released { fen } } } }',
    shows: {
      balanced: true,
      lines: [
        { committed: fen(60_000), unspent: fen(240_000), contracts: [{ amount: fen(60_000), released: fen(0) }] },
        { committed: fen(0), unspent: fen(100_000), contracts: [] },
      ],
    },
    events: ['ContractAmended'],
    refused: { input: { ...amendment, fen: 300_001 }, code: 'INSUFFICIENT_FUNDS', path: ['input', 'fen'] },
  },
  ReleaseCommitment: {
    before: async (ledger) => {
      await take('resolved', 'appropriated', 'allocated', 'committed')(ledger);
      await passed(ledger, 'RecordExpenditure', { ...payment, contractNo: '合-1' });
    },
    input: { fundId: fund, contractNo: '合-1', reason: 'COMPLETED' },
    as: principals.council,
    selection:
      '{ balanced lines { committed { fen } unspent { fen } contracts { amount { fen } paid { fen } released { fen } } } }',
    shows: {
      balanced: true,
      lines: [
        {
          committed: fen(0),
          unspent: fen(280_000),
          contracts: [{ amount: fen(50_000), paid: fen(20_000), released: fen(30_000) }],
        },
        { committed: fen(0), unspent: fen(100_000), contracts: [] },
      ],
    },
    events: ['CommitmentReleased'],
    refused: {
      input: { fundId: fund, contractNo: '合-2', reason: 'TERMINATED' },
      code: 'NOT_FOUND',
      path: ['input', 'contractNo'],
    },
  },
  RefundExpenditure: {
    before: spentFund,
    input: refund,
    as: principals.lead,
    selection: '{ spent { fen } balanced expenditures { nodes { amount { fen } refunded { fen } reversedOn } } }',
    shows: {
      spent: fen(15_000),
      balanced: true,
      expenditures: { nodes: [{ amount: fen(20_000), refunded: fen(5000), reversedOn: null }] },
    },
    events: ['ExpenditureRefunded'],
    refused: { input: { ...refund, fen: 20_001 }, code: 'INSUFFICIENT_FUNDS', path: ['input', 'fen'] },
  },
  CarryOut: {
    before: allocatedFund,
    input: { fundId: fund, fen: 600_000 },
    as: principals.council,
    selection: `{ free { fen } carriedOut { fen } carries { direction originYear ageYears amount { fen } }
        inTransit { fromYear toYear carriedOutOnly { originYear amount { fen } } carriedInOnly { originYear } }
        balanced }`,
    shows: {
      free: fen(0),
      carriedOut: fen(600_000),
      balanced: true,
      carries: [{ direction: 'OUT', originYear: 2026, ageYears: 0, amount: fen(600_000) }],
      inTransit: [
        {
          fromYear: 2026,
          toYear: 2027,
          carriedOutOnly: [{ originYear: 2026, amount: fen(600_000) }],
          carriedInOnly: [],
        },
      ],
    },
    events: ['CarriedOut'],
    refused: { input: { fundId: fund, fen: 600_001 }, code: 'INSUFFICIENT_FUNDS', path: ['input', 'fen'] },
  },
  CarryIn: {
    before: leftBehind,
    input: {
      fundId: fund,
      parts: [
        { originYear: 2024, fen: 700 },
        { originYear: 2025, fen: 300 },
      ],
    },
    as: principals.council,
    selection: '{ carriedIn { yuan } carries { direction originYear ageYears amount { yuan } } balanced }',
    shows: {
      carriedIn: { yuan: '10.00' },
      balanced: true,
      carries: [
        { direction: 'IN', originYear: 2024, ageYears: 2, amount: { yuan: '7.00' } },
        { direction: 'IN', originYear: 2025, ageYears: 1, amount: { yuan: '3.00' } },
      ],
    },
    events: ['CarriedIn'],
    refused: {
      input: { fundId: fund, parts: [{ originYear: 2026, fen: 700 }] },
      code: 'INVALID_INPUT',
      path: ['input', 'parts', '0', 'originYear'],
    },
  },
  ReturnUnspent: {
    before: steps.appropriated,
    input: { fundId: fund, fen: 400_000, documentNo: '退〔2026〕1号' },
    as: principals.council,
    selection: '{ free { fen } returned { fen } balanced tranches { kind amount { fen } } }',
    shows: {
      free: fen(600_000),
      returned: fen(400_000),
      balanced: true,
      tranches: [
        { kind: 'APPROPRIATED', amount: fen(1_000_000) },
        { kind: 'RETURNED', amount: fen(400_000) },
      ],
    },
    events: ['UnspentReturned'],
    refused: {
      input: { fundId: fund, fen: 400_000, documentNo: '' },
      code: 'BASIS_MISSING',
      path: ['input', 'documentNo'],
    },
  },
  CloseFundYear: {
    before: async (ledger) => {
      await passed(ledger, 'AppropriateFund', { ...appropriation, fiscalYear: 2025, receivedOn: '2025-03-01' });
      await passed(ledger, 'ReturnUnspent', { fundId: lastYear, fen: 1_000_000, documentNo: '退〔2026〕1号' });
    },
    input: { fundId: lastYear },
    as: principals.council,
    selection: '{ closedOn balanced }',
    shows: { closedOn: '2026-11-24', balanced: true },
    events: ['FundYearClosed'],
    refused: { input: { fundId: `${group}.2024` }, code: 'NOT_FOUND', path: ['input', 'fundId'] },
  },
  AdjustClosedYear: {
    before: closedLastYear,
    input: { fundId: lastYear, line: 1, fen: -500, documentNo: '调〔2027〕1号', reason: '重复报销' },
    selection: '{ spent { fen } allocated { fen } returned { fen } balanced }',
    shows: { spent: fen(19_500), allocated: fen(19_500), returned: fen(980_500), balanced: true },
    events: ['ClosedYearAdjusted'],
    refused: {
      input: { fundId: lastYear, line: 1, fen: -500, documentNo: '调〔2027〕1号', reason: '重复报销' },
      as: principals.council,
      code: 'NOT_AUTHORISED',
      path: ['input'],
    },
  },
  AdoptPolicy: {
    input: policy,
    selection:
      '{ entityId kind title documentNo since until validTo rules { kind effect answerDays days } district { code } revision }',
    shows: {
      entityId: '370103.P1',
      kind: 'FILING',
      title: '备案办法',
      documentNo: '备〔2026〕1号',
      since: '2026-11-24',
      until: null,
      validTo: null,
      rules: { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 15, days: null },
      district: { code: '370103' },
      revision: 0,
    },
    events: ['PolicyAdopted'],
    refused: {
      input: { ...policy, rules: { ...policy.rules, answerDays: 0 } },
      code: 'INVALID_INPUT',
      path: ['input', 'rules', 'answerDays'],
    },
  },
  RecordIndicators: {
    input: { ...indicators, survey: { population: 500, respondents: 400, satisfied: 380 } },
    selection:
      '{ entityId schoolYear school { code } figures { indicator phase value since } survey { population respondents satisfied share since } revision }',
    shows: {
      entityId: '370103.S02.2026',
      schoolYear: 2026,
      school: { code: 'S02' },
      figures: [
        { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 600, since: '2026-11-24' },
        { indicator: 'TEACHING_AREA', phase: null, value: 270_000, since: '2026-11-24' },
      ],
      survey: { population: 500, respondents: 400, satisfied: 380, share: 0.95, since: '2026-11-24' },
      revision: 0,
    },
    events: ['IndicatorsRecorded'],
    refused: {
      input: { ...indicators, figures: [{ indicator: 'ENROLMENT', phase: 'SENIOR', value: 600 }] },
      code: 'INVALID_INPUT',
      path: ['input', 'figures', '0', 'phase'],
    },
  },
  RepealPolicy: {
    before: (ledger) => passed(ledger, 'AdoptPolicy', policy, { command: { effectiveOn: '2026-11-01' } }),
    input: { policyId: '370103.P1' },
    selection: '{ since until validTo }',
    shows: { since: '2026-11-01', until: '2026-11-24', validTo: '2026-11-23' },
    events: ['PolicyRepealed'],
    refused: { input: { policyId: '370103.P2' }, code: 'NOT_FOUND', path: ['input', 'policyId'] },
  },
  CorrectRecord: {
    // The group was formed at position 8.
    input: {
      eventId: '8',
      facts: {
        groupCode: 'G01',
        name: '济南第一教育集团',
        form: 'GROUP',
        leadCode: 'S02',
        memberCodes: ['S01', 'S02'],
      },
    },
    selection: '{ type data corrects { type position } changed { ... on EducationGroup { name lead { entityId } } } }',
    shows: {
      type: 'RecordCorrected',
      data: {
        revision: 7,
        rightVersion: 1,
        rightEffectiveOn: '2021-09-01',
        right: {
          type: 'GroupFormed',
          groupCode: 'G01',
          name: '济南第一教育集团',
          form: 'GROUP',
          leadCode: 'S02',
          memberCodes: ['S01', 'S02'],
        },
      },
      corrects: { type: 'GroupFormed', position: 8 },
      changed: expect.arrayContaining([{ name: '济南第一教育集团', lead: { entityId: school(2) } }]),
    },
    events: ['RecordCorrected'],
    refused: {
      input: { eventId: '8', facts: { groupCode: 'G01' } },
      code: 'INVALID_INPUT',
      path: ['input', 'facts', 'name'],
    },
  },
  RetractRecord: {
    before: (ledger) => passed(ledger, 'RenameGroup', { groupId: group, name: '误名教育集团' }),
    input: { eventId: '14' },
    selection: '{ type data corrects { type position } }',
    shows: { type: 'RecordRetracted', data: { revision: 8 }, corrects: { type: 'GroupRenamed', position: 14 } },
    events: ['RecordRetracted'],
    refused: { input: { eventId: '999' }, code: 'NOT_FOUND', path: ['input', 'eventId'] },
  },
} satisfies { readonly [Type in CommandType]?: Case };
