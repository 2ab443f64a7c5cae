import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/domain/actor.js';
import { decideCorrection, type CorrectionCommand } from '../../src/domain/correction.js';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import type { Context, Recorded } from '../../src/domain/decider.js';
import { district as registerOfDistrict } from '../../src/domain/district/index.js';
import { fund, type FundCommand, type FundEvent, type Voucher } from '../../src/domain/fund/index.js';
import type { SeparatedPair } from '../../src/domain/policy/index.js';
import type { AnyDecider } from '../../src/domain/ledger.js';
import {
  adopted,
  bureau,
  districtOf,
  from,
  given,
  policiesOf,
  registerOf,
  schools,
  secretary,
  sittingOfThree,
  stateOf,
  type Fact,
} from './given.js';

const groupId = '370103.G01';
const year = { groupId, fiscalYear: 2022 };
const clerk: Actor = { id: 'clerk-1', role: 'SCHOOL' };
const another: Actor = { id: 'officer-2', role: 'BUREAU' };
const register = districtOf(registerOf({ G01: ['S01', 'S02'] }));
const by = <Event>(actor: Actor, facts: readonly Fact<Event>[]): Fact<Event>[] =>
  facts.map((fact) => ({ ...fact, actor }));
const apart = (...pairs: SeparatedPair[]) => ({
  policies: policiesOf({ rules: { kind: 'SEPARATION', pairs }, from: '2020-01-01' }),
});
const day = { effectiveOn: '2022-05-10' };

const voucher: Voucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '记-1', entry: 1 };
const appropriated: FundEvent = {
  type: 'FundAppropriated',
  fen: 10_000,
  documentNo: '拨1号',
  receivedOn: '2022-02-01',
};
const allocated: FundEvent = {
  type: 'FundsAllocated',
  resolution: 1,
  lines: [1, 2].map((line) => ({ line, purpose: '培训', schoolId: '370103.S01', fen: 1000 })),
};
const paid: FundEvent = {
  type: 'ExpenditureRecorded',
  line: 1,
  voucher,
  fen: 100,
  supplier: '公司',
  paidOn: '2022-05-09',
};
const pay = (line = 1): FundCommand => ({
  type: 'RecordExpenditure',
  ...year,
  line,
  voucher,
  fen: 100,
  supplier: '公司',
  paidOn: '2022-05-09',
});
const appropriate: FundCommand = {
  type: 'AppropriateFund',
  ...year,
  fen: 1,
  documentNo: '拨2号',
  receivedOn: '2022-03-10',
};
const supplement: FundCommand = { ...appropriate, type: 'SupplementFund' };

const resolved = (actor: Actor, more: Parameters<typeof adopted>[1] = {}) =>
  stateOf(council, [...sittingOfThree, ...by(actor, from<CouncilEvent>('2022-03-05', adopted(1, more)))]);
const fundAfter = (facts: readonly Fact<FundEvent>[], enteredBy: Actor = another) =>
  given(fund, facts, { district: register, council: resolved(enteredBy) });
/** The bureau appropriated, the secretary allocated. */
const open: readonly Fact<FundEvent>[] = [
  ...from('2022-02-01', appropriated),
  ...by(secretary, from('2022-04-01', allocated)),
];

/** Decides a correction of a stream's fact. */
const correcting =
  (decider: AnyDecider, facts: readonly Fact<{ readonly type: string }>[], references: object = {}) =>
  (command: CorrectionCommand, actor: Actor, context: Partial<Context> = {}) =>
    decideCorrection(
      decider,
      command,
      {
        effectiveOn: '2022-06-01',
        recordedOn: '2022-06-01',
        actor,
        hasDocument: true,
        references,
        ...apart(),
        ...context,
      },
      facts.map((fact, revision): Recorded<{ readonly type: string }> => ({
        recordedOn: fact.effectiveOn,
        actor: bureau,
        revision,
        ...fact,
      })),
    );

describe('ADOPTS_APPROPRIATES: who enters what a council decides on the money of a year does not appropriate it', () => {
  const separated = { ...day, ...apart('ADOPTS_APPROPRIATES') };
  test('not without a policy that says so', () => {
    fundAfter([], bureau)
      .when(appropriate, day)
      .then({ ...appropriated, fen: 1, documentNo: '拨2号', receivedOn: '2022-03-10' });
    fundAfter([], bureau).after(appropriate, { ...day, ...apart('ALLOCATES_PAYS') });
  });
  test('neither appropriates nor supplements', () => {
    fundAfter([], bureau).when(appropriate, separated).refused('SAME_PERSON', { actor: bureau.id });
    fundAfter(open, bureau).when(supplement, separated).refused('SAME_PERSON', { actor: bureau.id });
    fundAfter(open, bureau).after(supplement, { ...separated, actor: another });
  });
  test("another year's resolution does not matter", () => {
    const other = { district: register, council: resolved(bureau, { fiscalYear: 2023 }) };
    given(fund, [], other).after(appropriate, separated);
  });
  test('who put the resolution right had a hand in it', () => {
    const state = stateOf(council, [
      ...sittingOfThree,
      { event: adopted(1), effectiveOn: '2022-03-05', actor: secretary, correctedBy: [bureau.id] },
    ]);
    given(fund, [], { district: register, council: state }).when(appropriate, separated).refused('SAME_PERSON');
  });
  test('nor does who appropriated enter the resolution', () => {
    const {
      type: _,
      resolution: _resolution,
      ordinal: _ordinal,
      caretaker: _caretaker,
      quorum: _quorum,
      majority: _majority,
      ...voted
    } = adopted(1);
    const adopt: CouncilCommand = { type: 'AdoptResolution', groupId, ...voted };
    const money = stateOf(fund, from('2022-02-01', appropriated));
    const meeting = given(council, sittingOfThree, { district: register, fund: money });
    const told = { effectiveOn: '2022-03-05', ...apart('ADOPTS_APPROPRIATES') };
    meeting.when(adopt, told).refused('SAME_PERSON', { actor: bureau.id });
    meeting.after(adopt, { ...told, actor: secretary });
  });
  test('nor makes it more by a correction', () => {
    const correct = correcting(fund, from('2022-03-10', appropriated), {
      district: register,
      council: resolved(bureau),
    });
    const right = (fen: number): CorrectionCommand => ({
      type: 'CorrectRecord',
      stream: `fund-${groupId}-2022`,
      revision: 0,
      right: { ...appropriated, fen },
      rightVersion: 1,
    });
    expect(correct(right(20_000), bureau, apart('ADOPTS_APPROPRIATES'))).toMatchObject({
      refused: { code: 'SAME_PERSON', path: ['right', 'fen'] },
    });
    expect(correct(right(20_000), another, apart('ADOPTS_APPROPRIATES'))).toHaveProperty('accepted');
    expect(correct(right(9_000), bureau, apart('ADOPTS_APPROPRIATES'))).toHaveProperty('accepted');
  });
});

describe('ALLOCATES_PAYS: who allocated or revised a line does not pay from it', () => {
  const separated = { ...day, ...apart('ALLOCATES_PAYS') };
  test('not without a policy that says so', () => {
    fundAfter(open).after(pay(), { ...day, actor: secretary });
  });
  test('is refused to who allocated, not to another', () => {
    fundAfter(open)
      .when(pay(), { ...separated, actor: secretary })
      .refused('SAME_PERSON', { actor: secretary.id });
    fundAfter(open)
      .when(pay(), { ...separated, actor: clerk })
      .then(paid);
  });
  test('is refused to who revised that line', () => {
    const revised = [
      ...open,
      ...by(another, from<FundEvent>('2022-04-02', { type: 'AllocationRevised', line: 1, change: 10, resolution: 1 })),
    ];
    fundAfter(revised)
      .when(pay(), { ...separated, actor: another })
      .refused('SAME_PERSON');
    fundAfter(revised).after(pay(2), { ...separated, actor: another });
  });
  test('is refused to who corrected the allocation', () => {
    const put = [open[0]!, { ...open[1]!, correctedBy: [another.id] }];
    fundAfter(put)
      .when(pay(), { ...separated, actor: another })
      .refused('SAME_PERSON');
  });
  test('nor does a correction bring a payment onto his line, or more of it', () => {
    const facts = [...by(bureau, open), ...by(clerk, from('2022-05-09', paid))];
    const correct = correcting(fund, facts, { district: register, council: resolved(another) });
    const right = (more: object): CorrectionCommand => ({
      type: 'CorrectRecord',
      stream: `fund-${groupId}-2022`,
      revision: 2,
      right: { ...paid, ...more },
      rightVersion: 1,
    });
    for (const more of [{ line: 2 }, { fen: 200 }]) {
      expect(correct(right(more), bureau, apart('ALLOCATES_PAYS'))).toMatchObject({
        refused: { code: 'SAME_PERSON', path: ['right', 'line'] },
      });
      expect(correct(right(more), another, apart('ALLOCATES_PAYS'))).toHaveProperty('accepted');
    }
    expect(correct(right({ fen: 50 }), bureau, apart('ALLOCATES_PAYS'))).toHaveProperty('accepted');
  });
});

describe('RECORDS_APPROVES: who recorded a fact does not put it right', () => {
  const closing: FundEvent[] = [
    { type: 'AllocationRevised', line: 1, change: -900, resolution: 1 },
    { type: 'AllocationRevised', line: 2, change: -1000, resolution: 1 },
    { type: 'UnspentReturned', fen: 9900, documentNo: '退1号' },
    { type: 'FundYearClosed' },
  ];
  const closed = [...open, ...by(another, from('2022-05-09', paid)), ...by(secretary, from('2022-12-31', ...closing))];
  const adjust: FundCommand = {
    type: 'AdjustClosedYear',
    ...year,
    line: 1,
    fen: -10,
    documentNo: '审1号',
    reason: '审计',
  };
  const told = { effectiveOn: '2023-01-10' };
  test('nor adjusts the line from which he recorded a payment', () => {
    const { when } = fundAfter(closed);
    when(adjust, { ...told, ...apart('RECORDS_APPROVES'), actor: another }).refused('SAME_PERSON', {
      actor: another.id,
    });
    fundAfter(closed).after(adjust, { ...told, ...apart('RECORDS_APPROVES') });
    fundAfter(closed).after(adjust, { ...told, actor: another });
  });
  test('is neither corrected nor retracted by who entered it, in any stream', () => {
    const facts = by(another, schools('S01'));
    const correct = correcting(registerOfDistrict, facts);
    const retract: CorrectionCommand = { type: 'RetractRecord', stream: 'district-370103', revision: 1 };
    expect(correct(retract, another, apart('RECORDS_APPROVES'))).toMatchObject({
      refused: { code: 'SAME_PERSON', args: { actor: another.id }, path: [] },
    });
    expect(correct(retract, bureau, apart('RECORDS_APPROVES'))).toHaveProperty('accepted');
    expect(correct(retract, another)).toHaveProperty('accepted');
  });
});
