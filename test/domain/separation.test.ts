import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/domain/actor.js';
import { type CorrectionCommand, decideCorrection } from '../../src/domain/correction.js';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import { seatsRecommended } from '../../src/domain/council/invariants.js';
import type { Person } from '../../src/domain/council/persons.js';
import type { Day } from '../../src/domain/day.js';
import type { Context, Recorded } from '../../src/domain/decider.js';
import { district as registerOfDistrict } from '../../src/domain/district/index.js';
import { fund, type FundCommand, type FundEvent, type Voucher } from '../../src/domain/fund/index.js';
import type { AnyDecider } from '../../src/domain/ledger.js';
import { freeTextsOf, holdsNoName, holdsNoNumber, looksLikeNumber } from '../../src/domain/personal-data.js';
import type { SeparatedPair } from '../../src/domain/policy/index.js';
import { parameters } from '../support/properties.js';
import {
  adopted,
  bureau,
  districtOf,
  type Fact,
  from,
  given,
  on,
  p,
  policiesOf,
  registerOf,
  schools,
  secretary,
  sittingOfThree,
  stateOf,
} from './given.js';

describe('separation', () => {
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
        ...by(
          another,
          from<FundEvent>('2022-04-02', { type: 'AllocationRevised', line: 1, change: 10, resolution: 1 }),
        ),
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
    const closed = [
      ...open,
      ...by(another, from('2022-05-09', paid)),
      ...by(secretary, from('2022-12-31', ...closing)),
    ];
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
});

describe('ex officio', () => {
  // Seats that go with posts: the charter binds a seat to the principal of S02.

  const groupId = '370103.G01';
  const S02 = '370103.S02';
  const district = districtOf([
    ...schools('S01', 'S02'),
    ...from('2020-09-01', {
      type: 'GroupFormed' as const,
      groupCode: 'G01',
      name: '一集团',
      form: 'GROUP' as const,
      leadCode: 'S01',
      memberCodes: ['S01', 'S02'],
    }),
  ]);
  /** Somebody of S02 with a post from a day on. */
  const holder = (from: Day, until?: Day): Person => ({
    status: 'REGISTERED',
    schoolId: S02,
    career: {
      posts: [{ from, ...(until === undefined ? {} : { until }), value: 'PRINCIPAL', schoolId: S02, by: 0, number: 1 }],
    },
  });
  const idle: Person = { status: 'REGISTERED', schoolId: '370103.S01' };
  const half = { numerator: 1, denominator: 2, atLeast: false };
  const charter: CouncilEvent = {
    type: 'CharterAdopted',
    quorum: half,
    majority: half,
    termYears: 3,
    everySchoolSeated: true,
    otherSeats: 0,
    proxiesPerMember: 1,
    exOfficio: [{ schoolCode: 'S02', post: 'PRINCIPAL' }],
    adoption: 'BY_BUREAU',
  };
  const ready: readonly Fact<CouncilEvent>[] = [
    ...from<CouncilEvent>('2021-05-01', charter),
    ...from<CouncilEvent>('2021-06-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) }),
  ];
  const appoint: CouncilCommand = {
    type: 'AppointCouncil',
    groupId,
    memberIds: [p(1), p(2)],
    chairId: p(1),
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
  };
  const appointed: CouncilEvent = {
    type: 'CouncilAppointed',
    ordinal: 1,
    seats: [
      { personId: p(1), schoolCode: 'S01' },
      { personId: p(2), schoolCode: 'S02', post: 'PRINCIPAL' },
    ],
    chairId: p(1),
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
  };
  const sitting = [...ready, ...from<CouncilEvent>('2021-07-01', appointed)];
  const at = (facts: readonly Fact<CouncilEvent>[], person: Person, more: object = {}) =>
    given(council, facts, { district, person, [p(1)]: idle, [p(2)]: person, ...more });
  const pass = (more: object = {}): CouncilCommand => ({
    type: 'PassSeat',
    groupId,
    ordinal: 1,
    schoolId: S02,
    post: 'PRINCIPAL',
    personId: p(3),
    ...more,
  });
  const day = on('2022-03-01');
  const system = { actor: { id: 'process', role: 'SYSTEM' as const } };

  describe('AppointCouncil under a charter that binds a seat to a post', () => {
    test('seats who holds the post on the first day of the term, without a recommendation', () =>
      at(ready, holder('2021-09-01')).when(appoint, on('2021-07-01')).then(appointed));
    test('is refused for somebody who holds it no longer then', () =>
      at(ready, holder('2020-09-01', '2021-09-01'))
        .when(appoint, on('2021-07-01'))
        .refused('NOT_RECOMMENDED', { person: p(2) }, ['memberIds', '1']));
  });

  describe('AdoptCharter binds seats to posts', () => {
    const adopt = (exOfficio: readonly object[]): CouncilCommand =>
      ({
        ...{ type: 'AdoptCharter', groupId, quorum: half, majority: half, termYears: 3, everySchoolSeated: true },
        ...{ otherSeats: 0, exOfficio },
      }) as CouncilCommand;
    test('of member schools', () =>
      at([], idle)
        .when(adopt([{ schoolId: S02, post: 'PRINCIPAL' }]))
        .then(charter));
    test('is refused for a stranger, a post twice, and a post of no name', () => {
      at([], idle)
        .when(adopt([{ schoolId: '370103.S09', post: 'PRINCIPAL' }]))
        .refused('NOT_SAME_GROUP', {}, ['exOfficio', '0', 'schoolId']);
      at([], idle)
        .when(adopt([1, 2].map(() => ({ schoolId: S02, post: 'PRINCIPAL' }))))
        .refused('INVALID_INPUT', {}, ['exOfficio', '1', 'post']);
      at([], idle)
        .when(adopt([{ schoolId: S02, post: 'OTHER' }]))
        .refused('INVALID_INPUT', {}, ['exOfficio', '0', 'post']);
    });
  });

  describe('PassSeat', () => {
    const removed: CouncilEvent = { type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'POST_LEFT' };
    const substitute: CouncilEvent = {
      type: 'SubstituteAppointed',
      ordinal: 1,
      personId: p(3),
      schoolCode: 'S02',
      post: 'PRINCIPAL',
    };
    test('gives the seat to who holds the post', () =>
      at(sitting, holder('2022-03-01')).when(pass(), day).then(removed, substitute));
    test('is refused for who took the post before the one who sits, and holds it still', () => {
      const both = at(sitting, holder('2020-09-01'), { [p(2)]: holder('2021-08-01') });
      both.when(pass(), day).refused('NOT_RECOMMENDED', { person: p(3) }, ['personId']);
      at(sitting, holder('2021-08-01'), { [p(2)]: holder('2021-08-01') })
        .when(pass({ personId: p(1) }), day)
        .refused('NOT_RECOMMENDED', { person: p(1) }, ['personId']);
      at(sitting, holder('2020-09-01'), { [p(2)]: holder('2021-08-01', '2022-03-01') })
        .when(pass(), day)
        .then(removed, substitute);
      at(sitting, holder('2021-08-01'), { [p(2)]: holder('2020-09-01') })
        .when(pass(), day)
        .then(removed, substitute);
    });
    test('takes it from who held it, where nobody holds the post', () =>
      at(sitting, idle)
        .when(pass({ personId: undefined }), { ...day, ...system })
        .then(removed));
    test('says whom, where no process gives it', () =>
      at(sitting, idle)
        .when(pass({ personId: undefined }), day)
        .refused('INVALID_INPUT', {}, ['personId']));
    test('is refused for somebody who does not hold the post, or who was erased', () => {
      at(sitting, holder('2022-03-02'))
        .when(pass(), day)
        .refused('NOT_RECOMMENDED', { person: p(3) }, ['personId']);
      at(sitting, { status: 'ERASED', schoolId: S02 }).when(pass(), day).refused('PERSON_ERASED');
    });
    test('is refused for a post that has no seat', () =>
      at(sitting, holder('2022-03-01'))
        .when(pass({ post: 'PARTY_SECRETARY' }), day)
        .refused('NOT_FOUND', {}, ['post']));
    test("is refused where the seat is that person's already", () =>
      at(sitting, holder('2021-09-01'))
        .when(pass({ personId: p(2) }), day)
        .refused('NO_CHANGE', {}, ['post']));
    test('takes the seat only, where the holder sits for a recommendation', () =>
      at(sitting, holder('2022-03-01'), { [p(1)]: holder('2022-03-01'), [p(2)]: idle })
        .when(pass({ personId: p(1) }), day)
        .then(removed));
    test('is refused in a term that is unknown, over, or to come', () => {
      const held = at(sitting, holder('2021-01-01'));
      held.when(pass({ ordinal: 2 }), day).refused('NOT_FOUND', {}, ['councilId']);
      held.when(pass(), on('2024-09-01')).refused('TERM_EXPIRED');
      held.when(pass(), on('2021-08-31')).refused('DATE_ORDER');
    });
  });

  test('seatsRecommended: a seat of a post rests on the charter of the day', () => {
    const unbound = { ...charter, exOfficio: undefined } as unknown as CouncilEvent;
    const broken = stateOf(council, [...from('2021-05-01', unbound), ...sitting.slice(1)]);
    expect(seatsRecommended(broken)).toEqual([
      expect.objectContaining({ code: 'NOT_RECOMMENDED', args: { person: p(2) } }),
    ]);
    expect(seatsRecommended(stateOf(council, sitting))).toEqual([]);
  });
});

describe('personal data', () => {
  /** An identity number of 18 digits with its check digit (GB 11643). */
  const identityNumber = (first17: string): string => {
    const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce(
      (all, weight, index) => all + weight * Number(first17[index]),
      0,
    );
    return first17 + '10X98765432'[sum % 11];
  };
  const wide = (text: string): string =>
    text.replaceAll(/[0-9A-Z]/g, (one) => String.fromCodePoint(one.codePointAt(0)! + 0xfee0));

  describe('a text that looks like a number of somebody', () => {
    test.each([
      identityNumber('37010319800101001'),
      identityNumber('11010519491231002'),
      '110105 19491231 002x',
      '370103800101001',
      '13812345678',
      '138-1234-5678',
      '138 1234 5678',
      '+86 138 1234 5678',
      '+8613812345678',
      '008613812345678',
      '1 3 8 1 2 3 4 5 6 7 8',
      '138\u200b12345678',
      '138—1234—5678',
      '0531-88888888',
      '（0531）8888 8888',
      '+86 531 8888 8888',
      '010 62345678',
      '02162345678',
    ])('is noticed: %s', (number) => {
      for (const text of [
        number,
        wide(number),
        `请联系王老师${number}，谢谢`,
        `电话：${number} 3楼`,
        `第2条 ${number}`,
      ])
        expect([text, looksLikeNumber(text)]).toEqual([text, true]);
    });
    test.each([
      '鲁教〔2022〕1号',
      '市中教字〔2026〕1号',
      '2022年经费使用方案，共 1,234,567.89 元',
      '2021-09-01 至 2022-08-31，120 人',
      '2021—2022学年第1学期',
      '2021-2022 300 人',
      '合同编号 HT-010-2022001',
      '138人次，1234课时，5678元',
      '37010319800101001',
      identityNumber('37010319800101001').replace(/.$/, (last) => (last === '1' ? '2' : '1')),
      '12345678901234567890',
      '发票 25372000000012345678',
      '第12号凭证，第3笔',
      '统一社会信用代码 12370103495540123X',
    ])('and one that does not is left alone: %s', (text) =>
      expect([text, looksLikeNumber(text)]).toEqual([text, false]),
    );

    test('whatever stands around it, however it is grouped, in whatever width', () =>
      fc.assert(
        fc.property(
          fc.oneof(
            fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), fc.integer({ min: 100_000_000, max: 999_999_999 })),
            fc
              .tuple(fc.integer({ min: 1940, max: 2020 }), fc.integer({ min: 100, max: 999 }))
              .map(([year, n]) => [identityNumber(`370103${year}0615${n}`), '']),
          ),
          fc.constantFrom('', ' ', '-', '—', '．', '　', '·'),
          fc.integer({ min: 2, max: 8 }),
          fc.boolean(),
          fc.constantFrom(['', ''], ['联系人：', '。'], ['（', '）'], ['电话', '转']),
          (parts, between, size, isWide, [before, after]) => {
            const grouped = parts
              .join('')
              .match(new RegExp(`.{1,${size}}`, 'g'))!
              .join(between);
            expect(looksLikeNumber(`${before}${isWide ? wide(grouped) : grouped}${after}`)).toBe(true);
          },
        ),
        parameters(),
      ));
  });

  describe('the free texts of a command', () => {
    const command = {
      type: 'AllocateFunds',
      groupId: '370103.G01',
      documentNo: '1号',
      lines: [{ purpose: '培训', schoolId: '370103.S01', fen: 3 }],
      voucher: { schoolId: '370103.S01', number: '13812345678' },
      invoiceNo: '13812345678',
      memberIds: ['00000000-0000-4000-8000-013812345678'],
      signedOn: '2022-01-01',
      kind: 'FUND',
    };
    test('are its texts, not its keys, days, kinds and the numbers of vouchers, invoices and contracts', () => {
      expect(freeTextsOf(command).map(({ path }) => path.join('.'))).toEqual(['documentNo', 'lines.0.purpose']);
      expect(holdsNoNumber(freeTextsOf(command))).toBeUndefined();
    });
    test('are refused with their field, and not repeated', () => {
      const purpose = '联系 13812345678';
      expect(holdsNoNumber(freeTextsOf({ ...command, lines: [{ ...command.lines[0], purpose }] }))).toEqual({
        refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' }, path: ['lines', '0', 'purpose'] },
      });
      expect(
        holdsNoNumber(freeTextsOf({ right: { type: 'SchoolRegistered', aliases: ['A', '13812345678'] } })),
      ).toEqual({
        refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' }, path: ['right', 'aliases', '1'] },
      });
    });
    test('may name a thing after somebody, but no prose names anybody', () => {
      const named = (text: string) => text.includes('张衡');
      const texts = (value: object) => freeTextsOf(value);
      expect(
        holdsNoName(texts({ name: '张衡小学', supplier: '张衡书店', documentNo: '张衡〔2022〕1号' }), named),
      ).toBeUndefined();
      for (const field of ['reason', 'subject', 'purpose', 'feature', 'title'])
        expect(holdsNoName(texts({ [field]: '由张衡老师负责' }), named)).toMatchObject({
          refused: { code: 'INVALID_INPUT', path: [field] },
        });
    });
  });
});
