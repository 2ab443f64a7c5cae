import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { go, steps as career } from '../graphql/career.js';
import { evaluation, go as evaluating, statement } from '../graphql/evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from '../graphql/ledger.js';
import { contract, fund, group, appropriation, meeting, passed, payment, school, steps } from '../graphql/money.js';
import { person, recommend, silent } from '../support/ledger.js';
import { allSettled } from '../support/processes.js';
import { asked, chain, correct, last, retract } from './why.js';

let ledger: ApiLedger;
let running: Processes | undefined;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await ledger.close();
});
const start = async (): Promise<void> => {
  running = await startProcesses({ ...ledger, log: silent });
};

/** What of an answer a test looks at: its value and its chain. */
const said = (...question: Parameters<typeof asked> extends [unknown, ...infer Rest] ? Rest : never) => {
  const answer = asked(ledger, ...question);
  return answer && [answer.value, chain(ledger, answer)];
};
const personIs = (number: number) => ({ is: 'OBJECT', object: { type: 'Person', key: person(number) } });
const schoolIs = (number: number) => ({ is: 'OBJECT', object: { type: 'School', key: school(number) } });

describe('the register', () => {
  test('a name is made by what gave it; a correction of that stands after it, and before it was told it is not known', async () => {
    const of = `School:${school(3)}`;
    await passed(ledger, 'RenameSchool', { schoolId: school(3), name: '第三小雪' });
    const position = await correct(ledger, 'SchoolRenamed', { name: '济南第三小学' });
    expect(said('NAME', of)).toEqual([
      { is: 'NAME', name: '济南第三小学' },
      ['MADE_BY SchoolRenamed', 'CORRECTED_BY RecordCorrected'],
    ]);
    expect(said('NAME', of, { position: position - 1 })).toEqual([
      { is: 'NAME', name: '第三小雪' },
      ['MADE_BY SchoolRenamed'],
    ]);
    expect(said('NAME', of, { effectiveOn: '2026-11-23' })).toEqual([
      { is: 'NAME', name: '第3小学' },
      ['MADE_BY SchoolRegistered'],
    ]);
  });

  test('what is retracted makes nothing any more, and stands with its retraction behind what counts again', async () => {
    await passed(ledger, 'RenameSchool', { schoolId: school(3), name: '第三小雪' });
    const position = await retract(ledger, 'SchoolRenamed');
    expect(said('NAME', `School:${school(3)}`)).toMatchObject([
      { name: '第3小学' },
      ['MADE_BY SchoolRegistered', 'SAID_OTHERWISE SchoolRenamed', 'RETRACTED_BY RecordRetracted'],
    ]);
    expect(said('NAME', `School:${school(3)}`, { position: position - 1 })).toMatchObject([
      { name: '第三小雪' },
      ['MADE_BY SchoolRenamed'],
    ]);
  });

  test('a standing, the name and the lead of a group', async () => {
    expect(said('STANDING', `School:${school(1)}`, { effectiveOn: '2021-08-31' })).toBeUndefined();
    await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
    await correct(ledger, 'SchoolClassified', { standing: 'QUALITY' });
    expect(said('STANDING', `School:${school(1)}`)).toEqual([
      { is: 'STANDING', standing: 'QUALITY' },
      ['MADE_BY SchoolClassified', 'CORRECTED_BY RecordCorrected'],
    ]);
    await passed(ledger, 'RenameGroup', { groupId: group, name: '新名教育集团' });
    expect(said('NAME', `EducationGroup:${group}`)).toMatchObject([{ name: '新名教育集团' }, ['MADE_BY GroupRenamed']]);
    await passed(ledger, 'ChangeLeadSchool', { groupId: group, leadId: school(2) });
    expect(said('LEAD', `EducationGroup:${group}`)).toEqual([schoolIs(2), ['MADE_BY LeadSchoolChanged']]);
    const moved = await correct(ledger, 'LeadSchoolChanged', {}, { rightEffectiveOn: '2026-10-01' });
    expect(said('LEAD', `EducationGroup:${group}`, { effectiveOn: '2026-10-01' })).toEqual([
      schoolIs(2),
      ['MADE_BY LeadSchoolChanged', 'CORRECTED_BY RecordCorrected'],
    ]);
    expect(said('LEAD', `EducationGroup:${group}`, { position: moved - 1, effectiveOn: '2026-10-01' })).toEqual([
      schoolIs(1),
      ['MADE_BY GroupFormed'],
    ]);
  });

  test('a membership, from the day of the admission until that of the withdrawal', async () => {
    await passed(
      ledger,
      'AdmitSchool',
      { groupId: group, schoolId: school(3) },
      { command: { effectiveOn: '2026-09-01' } },
    );
    const of = `Membership:${ledger.readModels.memberships.by('school', school(3), ledger.runner.head())[0]!.key}`;
    await correct(ledger, 'SchoolAdmitted', {}, { rightEffectiveOn: '2026-10-01' });
    expect(said('MEMBERSHIP', of)).toMatchObject([
      { is: 'MEMBER', since: '2026-10-01', until: null },
      ['MADE_BY SchoolAdmitted', 'CORRECTED_BY RecordCorrected'],
    ]);
    expect(said('MEMBERSHIP', of, { effectiveOn: '2026-09-30' })).toBeUndefined();
    expect(said('MEMBERSHIP', of, { position: ledger.runner.head() - 1, effectiveOn: '2026-09-30' })).toMatchObject([
      { since: '2026-09-01' },
      ['MADE_BY SchoolAdmitted'],
    ]);
    await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(3) });
    expect(said('MEMBERSHIP', of)).toBeUndefined();
    expect(said('MEMBERSHIP', of, { effectiveOn: '2026-11-23' })).toMatchObject([{ until: '2026-11-24' }, {}]);
  });
});

describe('a council', () => {
  const SEAT = (number: number): string =>
    `CouncilSeat:${ledger.readModels.seats.by('person', person(number), ledger.runner.head())[0]!.key}`;
  const filed = async (): Promise<void> => {
    await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
    await passed(
      ledger,
      'AcceptFiling',
      { councilId: `${group}.1`, documentNo: '备1号' },
      { principal: principals.otherBureau },
    );
  };
  beforeEach(() => council(ledger));

  test('a seat rests on the recommendation, the appointment and the filing; nobody sits there once it is given up', async () => {
    await filed();
    expect(said('SEAT', SEAT(2))).toEqual([
      personIs(2),
      [
        'MADE_BY CouncilAppointed',
        'RECOMMENDED MemberRecommended',
        'FILED CouncilFiled',
        'FILING_ANSWERED FilingAccepted',
      ],
    ]);
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(2) });
    expect(said('SEAT', SEAT(2))).toBeUndefined();
    expect(said('SEAT', SEAT(2), { effectiveOn: '2026-11-23' })).toMatchObject([personIs(2), {}]);
    expect(said('SEAT', SEAT(1), { effectiveOn: '2027-09-01' })).toBeUndefined();
    expect(said('CHAIR', `Council:${group}.1`, { effectiveOn: '2027-09-01' })).toBeUndefined();
  });

  test('who joined later was recommended for that, and sits on a council that was appointed', async () => {
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(2) });
    await recommend(ledger, 3, 'S02', '2026-11-24');
    await passed(ledger, 'AppointSubstitute', { councilId: `${group}.1`, personId: person(3) });
    expect(said('SEAT', SEAT(3))).toEqual([
      personIs(3),
      ['MADE_BY SubstituteAppointed', 'RECOMMENDED MemberRecommended', 'COUNCIL_APPOINTED CouncilAppointed'],
    ]);
  });

  test('a chair sits on the council; where it is vacant there is no answer', async () => {
    expect(said('CHAIR', `Council:${group}.1`)).toEqual([
      personIs(1),
      ['MADE_BY CouncilAppointed', 'RECOMMENDED MemberRecommended'],
    ]);
    await passed(ledger, 'AppointSubstitute', { councilId: `${group}.1`, personId: person(2), asChair: true });
    const position = await correct(ledger, 'ChairAppointed', {}, { rightEffectiveOn: '2026-11-01' });
    expect(said('CHAIR', `Council:${group}.1`, { effectiveOn: '2026-11-01' })).toEqual([
      personIs(2),
      [
        'MADE_BY ChairAppointed',
        'CORRECTED_BY RecordCorrected',
        'SEATED CouncilAppointed',
        'RECOMMENDED MemberRecommended',
      ],
    ]);
    expect(said('CHAIR', `Council:${group}.1`, { effectiveOn: '2026-11-01', position: position - 1 })).toMatchObject([
      personIs(1),
      {},
    ]);
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(2) });
    expect(said('CHAIR', `Council:${group}.1`)).toBeUndefined();
  });

  test('a filing stands where its last step put it', async () => {
    const of = `Council:${group}.1`;
    expect(said('FILING_STATUS', of)).toEqual([{ is: 'FILING', status: 'NOT_FILED' }, ['MADE_BY CouncilAppointed']]);
    await filed();
    const position = await correct(ledger, 'FilingAccepted', { documentNo: '备2号' });
    expect(said('FILING_STATUS', of)).toEqual([
      { is: 'FILING', status: 'ACCEPTED' },
      [
        'MADE_BY FilingAccepted',
        'CORRECTED_BY RecordCorrected',
        'FILED CouncilFiled',
        'COUNCIL_APPOINTED CouncilAppointed',
      ],
    ]);
    await retract(ledger, 'FilingAccepted');
    expect(said('FILING_STATUS', of)).toEqual([
      { is: 'FILING', status: 'FILED' },
      [
        'MADE_BY CouncilFiled',
        'SAID_OTHERWISE FilingAccepted',
        'CORRECTED_BY RecordCorrected',
        'RETRACTED_BY RecordRetracted',
        'COUNCIL_APPOINTED CouncilAppointed',
      ],
    ]);
    expect(said('FILING_STATUS', of, { position })).toMatchObject([{ status: 'ACCEPTED' }, {}]);
    expect(said('FILING_STATUS', `Council:${group}.2`)).toBeUndefined();
  });

  test('a seat that a process passed on with a post points to the post', async () => {
    await start();
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) });
    await passed(ledger, 'AdoptCharter', {
      groupId: group,
      quorum: { numerator: 1, denominator: 2, atLeast: false },
      majority: { numerator: 1, denominator: 2, atLeast: false },
      termYears: 5,
      everySchoolSeated: false,
      otherSeats: 3,
      exOfficio: [{ schoolId: school(3), post: 'PRINCIPAL' }],
      ...meeting,
    });
    await ledger.pass({ type: 'RegisterPerson', personId: person(3), schoolId: school(3), details: { name: '样本3' } });
    await allSettled(ledger, running!);

    await passed(ledger, 'Employ', { personId: person(3), employedBy: 'SCHOOL', homeSchoolId: school(3) });
    await passed(ledger, 'AssignPost', { personId: person(3), schoolId: school(3), kind: 'PRINCIPAL' });
    await allSettled(ledger, running!);
    expect(said('SEAT', SEAT(3))).toEqual([
      personIs(3),
      ['MADE_BY SubstituteAppointed', 'FOLLOWED_UP PostAssigned', 'COUNCIL_APPOINTED CouncilAppointed'],
    ]);
  });

  describe('its money', () => {
    const LINE = `FundLine:${fund}.1`;
    const PAYMENT = `Expenditure:${fund}/${school(1)}/2026/11/记-1/1`;
    const council = ['COUNCIL_APPOINTED CouncilAppointed', 'FILED CouncilFiled', 'FILING_ANSWERED FilingAccepted'];
    const resolution = ['DECIDED_BY_RESOLUTION ResolutionAdopted', 'ADOPTED_IN_MEETING ResolutionAdopted'];
    beforeEach(async () => {
      await filed();
      for (const step of ['resolved', 'appropriated', 'allocated'] as const) await steps[step](ledger);
    });

    test('a line holds what was allocated under a resolution of a meeting of a council that was filed', async () => {
      expect(said('AMOUNT', LINE)).toEqual([
        { is: 'MONEY', fen: 300_000 },
        ['MADE_BY FundsAllocated', ...resolution, ...council, 'APPROPRIATED FundAppropriated'],
      ]);
      expect(said('AMOUNT', LINE, { effectiveOn: '2026-11-23' })).toBeUndefined();
      const before = ledger.runner.head();
      const allocated = last(ledger, 'FundsAllocated').event as unknown as {
        readonly lines: readonly { fen: number }[];
      };
      const [first, second] = allocated.lines;
      await correct(ledger, 'FundsAllocated', { lines: [{ ...first, fen: 250_000 }, second] });
      expect(said('AMOUNT', LINE)).toEqual([
        { is: 'MONEY', fen: 250_000 },
        [
          'MADE_BY FundsAllocated',
          'CORRECTED_BY RecordCorrected',
          ...resolution,
          ...council,
          'APPROPRIATED FundAppropriated',
        ],
      ]);
      expect(said('AMOUNT', LINE, { position: before })).toMatchObject([{ fen: 300_000 }, {}]);
    });

    test('a meeting comes with its day, its ballot and the council that met', () => {
      const link = asked(ledger, 'AMOUNT', LINE)!.links.find(({ kind }) => kind === 'ADOPTED_IN_MEETING');
      expect(link).toMatchObject({
        on: meeting.heldOn,
        ballot: meeting.ballot,
        object: { type: 'Council', key: `${group}.1` },
      });
    });

    test('a line that a repeal suspended points to it', async () => {
      await start();
      await passed(ledger, 'RepealResolution', { resolutionId: `${group}.R1`, ...meeting, heldOn: '2026-11-24' });
      await allSettled(ledger, running!);
      expect(said('AMOUNT', LINE)).toEqual([
        { is: 'MONEY', fen: 300_000 },
        [
          'MADE_BY FundsAllocated',
          'SUSPENDED AllocationSuspended',
          'FOLLOWED_UP ResolutionRepealed',
          ...resolution,
          'REPEALED_IN_MEETING ResolutionRepealed',
          ...council,
          'APPROPRIATED FundAppropriated',
        ],
      ]);
    });

    test('a line that was revised under another resolution rests on both', async () => {
      await passed(ledger, 'AdoptResolution', {
        groupId: group,
        kind: 'FUND',
        subject: '追加培训经费',
        fiscalYear: 2026,
        sum: 400_000,
        ...meeting,
        heldOn: '2026-11-24',
      });
      await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 1, fen: 350_000, resolutionId: `${group}.R2` });
      const links = asked(ledger, 'AMOUNT', LINE)!.links;
      expect(links.map(({ kind, object }) => `${kind} ${object.key}`)).toEqual([
        `MADE_BY ${fund}`,
        `ALLOCATED ${fund}`,
        `DECIDED_BY_RESOLUTION ${group}.R2`,
        `ADOPTED_IN_MEETING ${group}.1`,
        `COUNCIL_APPOINTED ${group}.1`,
        `FILED ${group}.1`,
        `FILING_ANSWERED ${group}.1`,
        `DECIDED_BY_RESOLUTION ${group}.R1`,
        `ADOPTED_IN_MEETING ${group}.1`,
        `APPROPRIATED ${fund}`,
      ]);
    });

    test('a payment rests on the contract, the allocation, the resolution, the council and its filing', async () => {
      await steps.committed(ledger);
      await passed(
        ledger,
        'RecordExpenditure',
        { ...payment, contractNo: contract.contractNo },
        { principal: principals.lead },
      );
      const position = await correct(ledger, 'ExpenditureRecorded', { supplier: '更正公司' });
      await passed(
        ledger,
        'ReverseExpenditure',
        { fundId: fund, voucher: payment.voucher },
        { principal: principals.lead },
      );
      const rest = [
        'CONTRACTED FundsCommitted',
        'ALLOCATED FundsAllocated',
        ...resolution,
        ...council,
        'APPROPRIATED FundAppropriated',
      ];
      const value = { is: 'OBJECT', object: { type: 'Resolution', key: `${group}.R1` } };
      expect(said('GROUND', PAYMENT)).toEqual([
        value,
        ['MADE_BY ExpenditureRecorded', 'CORRECTED_BY RecordCorrected', 'REVERSED ExpenditureReversed', ...rest],
      ]);
      expect(said('GROUND', PAYMENT, { position: position - 1 })).toEqual([
        value,
        ['MADE_BY ExpenditureRecorded', ...rest],
      ]);
      expect(said('GROUND', PAYMENT, { effectiveOn: '2026-11-23' })).toBeUndefined();
    });

    test('what a retracted resolution had carried shows that it was retracted', async () => {
      await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 1, fen: 0, resolutionId: `${group}.R1` });
      await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 2, fen: 0, resolutionId: `${group}.R1` });
      await retract(ledger, 'ResolutionAdopted');
      expect(chain(ledger, asked(ledger, 'AMOUNT', LINE))).toEqual([
        'MADE_BY AllocationRevised',
        'ALLOCATED FundsAllocated',
        'DECIDED_BY_RESOLUTION ResolutionAdopted',
        'RETRACTED_BY RecordRetracted',
        'APPROPRIATED FundAppropriated',
      ]);
    });

    test('a tranche is made by its document, and from its day on', async () => {
      const of = `Tranche:${ledger.readModels.tranches.by('fund', fund, ledger.runner.head())[0]!.key}`;
      await correct(ledger, 'FundAppropriated', { fen: 900_000 });
      expect(said('AMOUNT', of)).toEqual([
        { is: 'MONEY', fen: 900_000 },
        ['MADE_BY FundAppropriated', 'CORRECTED_BY RecordCorrected'],
      ]);
      expect(said('AMOUNT', of, { position: ledger.runner.head() - 1 })).toMatchObject([{ fen: 1_000_000 }, {}]);
      expect(said('AMOUNT', of, { effectiveOn: '2026-02-28' })).toBeUndefined();
    });
  });

  test('money that a process carried in points to the year that it left', async () => {
    await start();
    await passed(ledger, 'AppropriateFund', { ...appropriation, fiscalYear: 2025, fen: 700 });
    await passed(ledger, 'CarryOut', { fundId: `${group}.2025`, fen: 700 });
    await allSettled(ledger, running!);
    await steps.resolved(ledger);
    await passed(ledger, 'AllocateFunds', {
      fundId: fund,
      resolutionId: `${group}.R1`,
      lines: [{ purpose: '教师培训', schoolId: school(1), fen: 500 }],
    });
    expect(chain(ledger, asked(ledger, 'AMOUNT', `FundLine:${fund}.1`))!.slice(-2)).toEqual([
      'CARRIED_IN CarriedIn',
      'FOLLOWED_UP CarriedOut',
    ]);
  });

  describe('a career', () => {
    const PERSON = `Person:${person(1)}`;
    const places = (...of: readonly (readonly [number, number])[]) => ({
      is: 'PLACES',
      places: of.map(([number, share]) => ({ school: { type: 'School', key: school(number) }, share })),
    });

    test('who teaches at a receiving school arrived there, was sent by a resolution, and before that taught at home', async () => {
      await go('employed', 'proposed', 'resolved', 'decidedByCouncil', 'arrived')(ledger);
      const decided = [
        'ROTATION_DECIDED RotationDecided',
        'ROTATION_PROPOSED RotationProposed',
        'DECIDED_BY_RESOLUTION ResolutionAdopted',
        'ADOPTED_IN_MEETING ResolutionAdopted',
        'COUNCIL_APPOINTED CouncilAppointed',
      ];
      expect(said('PLACE_OF_TEACHING', PERSON)).toEqual([places([2, 100]), ['MADE_BY ArrivalConfirmed', ...decided]]);
      expect(said('PLACE_OF_TEACHING', PERSON, { effectiveOn: '2026-08-31' })).toEqual([
        places([1, 100]),
        ['MADE_BY Employed'],
      ]);
      await correct(ledger, 'ArrivalConfirmed', {}, { rightEffectiveOn: '2026-09-10' });
      expect(said('PLACE_OF_TEACHING', PERSON, { effectiveOn: '2026-09-09' })).toBeUndefined();
      expect(said('PLACE_OF_TEACHING', PERSON)).toEqual([
        places([2, 100]),
        ['MADE_BY ArrivalConfirmed', 'CORRECTED_BY RecordCorrected', ...decided],
      ]);
      await career.suspended(ledger);
      expect(said('PLACE_OF_TEACHING', PERSON, { effectiveOn: '2026-10-05' })).toBeUndefined();
      await career.resumed(ledger);
      expect(said('PLACE_OF_TEACHING', PERSON)).toEqual([
        places([2, 100]),
        ['MADE_BY RotationResumed', 'ARRIVED ArrivalConfirmed', 'CORRECTED_BY RecordCorrected', ...decided],
      ]);
    });

    test('several places are each made by something', async () => {
      await go('employed')(ledger);
      await passed(
        ledger,
        'AssignPost',
        { personId: person(1), schoolId: school(2), kind: 'MIDDLE_LEADER', share: 40 },
        { command: { effectiveOn: '2022-09-01' } },
      );
      expect(said('PLACE_OF_TEACHING', PERSON)).toEqual([
        places([2, 40], [1, 60]),
        ['MADE_BY PostAssigned', 'MADE_BY Employed'],
      ]);
    });

    test('months that were recognised rest on the rotation that was completed, its services and its decision', async () => {
      await go(
        'employed',
        'proposed',
        'resolved',
        'decidedByCouncil',
        'arrived',
        'served',
        'completed',
        'recognised',
      )(ledger);
      const [row] = ledger.readModels.credits.by('person', person(1), ledger.runner.head());
      expect(said('CREDIT', `Credit:${row!.key}`)).toEqual([
        { is: 'MONTHS', months: row!.months },
        [
          'MADE_BY CreditRecognised',
          'COMPLETED RotationCompleted',
          'SERVICE_CONFIRMED ServiceConfirmed',
          'ARRIVED ArrivalConfirmed',
          'ROTATION_DECIDED RotationDecided',
          'ROTATION_PROPOSED RotationProposed',
          'DECIDED_BY_RESOLUTION ResolutionAdopted',
          'ADOPTED_IN_MEETING ResolutionAdopted',
          'COUNCIL_APPOINTED CouncilAppointed',
        ],
      ]);
      expect(said('CREDIT', `Credit:${row!.key}`, { effectiveOn: '2026-11-23' })).toBeUndefined();
      await retract(ledger, 'CreditRecognised');
      expect(said('CREDIT', `Credit:${row!.key}`)).toBeUndefined();
    });
  });
});

test('a policy applies by its adoption, until another of its kind follows', async () => {
  const adopt = (code: string, answerDays: number, effectiveOn: string) =>
    passed(
      ledger,
      'AdoptPolicy',
      {
        districtId: '370103',
        code,
        title: `备案办法${code}`,
        documentNo: `文${code}`,
        rules: { kind: 'FILING', effect: 'DECLARATORY', answerDays },
      },
      { command: { effectiveOn } },
    );
  await adopt('P1', 30, '2026-01-01');
  await adopt('P2', 15, '2026-11-24');
  const policy = (code: string) => ({ is: 'OBJECT', object: { type: 'Policy', key: `370103.${code}` } });
  expect(said('POLICY_IN_FORCE', 'District:370103', {}, 'FILING')).toEqual([policy('P2'), ['MADE_BY PolicyAdopted']]);
  expect(said('POLICY_IN_FORCE', 'Policy:370103.P1')).toBeUndefined();
  expect(said('POLICY_IN_FORCE', 'District:370103', {}, 'QUORUM')).toBeUndefined();
  const position = await correct(ledger, 'PolicyAdopted', {}, { rightEffectiveOn: '2026-11-01' });
  expect(said('POLICY_IN_FORCE', 'District:370103', { effectiveOn: '2026-11-01' }, 'FILING')).toEqual([
    policy('P2'),
    ['MADE_BY PolicyAdopted', 'CORRECTED_BY RecordCorrected'],
  ]);
  expect(
    said('POLICY_IN_FORCE', 'District:370103', { position: position - 1, effectiveOn: '2026-11-01' }, 'FILING'),
  ).toEqual([policy('P1'), ['MADE_BY PolicyAdopted']]);
});

describe('the grade of an evaluation', () => {
  const of = `Evaluation:${evaluation}`;
  const evaluated = { evaluationId: evaluation };
  const found = Array.from({ length: 5 }, () => 'FOUND FindingRecorded');
  const [first, ...others] = found;
  /** Of the second finding an objection was upheld. */
  const changed = [
    first,
    'FOUND FindingRecorded',
    'OBJECTED ObjectionLodged',
    'OBJECTION_UPHELD ObjectionAnswered',
    ...others.slice(1),
  ];
  const decided = (outcome: string, more: object = {}): Promise<unknown> =>
    passed(
      ledger,
      'DecideAppeal',
      {
        ...evaluated,
        appeal: 1,
        office: '市教育督导室',
        outcome,
        documentNo: '复〔2026〕1号',
        reason: '复核',
        ...more,
      },
      { principal: principals.otherBureau },
    );
  beforeEach(() => council(ledger));

  test('is made by the conclusion, and rests on what was found, with the objections that were upheld', async () => {
    await evaluating('objected')(ledger);
    await passed(ledger, 'AnswerObjection', {
      ...evaluated,
      objection: 1,
      reason: '属实',
      instead: { ...statement, nature: 'STRENGTH' },
    });
    expect(said('GRADE', of)).toBeUndefined();
    ledger.clock = '2026-12-15T04:00:00.000Z';
    await passed(ledger, 'ConcludeEvaluation', { ...evaluated, grade: '良好', documentNo: '督〔2026〕9号' });
    const concluded = [
      { is: 'GRADE', grade: '良好' },
      ['MADE_BY EvaluationConcluded', ...changed, 'OPENED EvaluationOpened'],
    ];
    expect(said('GRADE', of)).toEqual(concluded);
    expect(said('GRADE', of, { effectiveOn: '2026-12-14' })).toBeUndefined();
    const position = await correct(ledger, 'EvaluationConcluded', { grade: '优秀' });
    expect(said('GRADE', of)).toMatchObject([
      { grade: '优秀' },
      expect.arrayContaining(['MADE_BY EvaluationConcluded', 'CORRECTED_BY RecordCorrected']),
    ]);
    expect(said('GRADE', of, { position: position - 1 })).toEqual(concluded);
  });

  test('is made by the appeal that gave another, and stands where one is dismissed; a reopened evaluation has none', async () => {
    await evaluating('appealed')(ledger);
    const rest = [...found, 'OPENED EvaluationOpened'];
    const before = ledger.runner.head();
    await decided('REGRADED', { grade: '优秀' });
    expect(said('GRADE', of)).toEqual([
      { is: 'GRADE', grade: '优秀' },
      ['MADE_BY AppealDecided', 'CONCLUDED EvaluationConcluded', 'APPEALED EvaluationAppealed', ...rest],
    ]);
    expect(said('GRADE', of, { position: before })).toEqual([
      { is: 'GRADE', grade: '良好' },
      ['MADE_BY EvaluationConcluded', 'APPEALED EvaluationAppealed', ...rest],
    ]);
    await passed(ledger, 'ReopenEvaluation', { ...evaluated, documentNo: '督〔2026〕12号', reason: '补充调查' });
    expect(said('GRADE', of)).toBeUndefined();
    await passed(ledger, 'IssueDraft', evaluated);
    ledger.clock = '2027-01-05T04:00:00.000Z';
    await passed(ledger, 'ConcludeEvaluation', { ...evaluated, grade: '合格', documentNo: '督〔2026〕13号' });
    expect(said('GRADE', of)).toEqual([
      { is: 'GRADE', grade: '合格' },
      ['MADE_BY EvaluationConcluded', 'REOPENED EvaluationReopened', ...rest],
    ]);
  });

  test('stands after an appeal that was dismissed, which is told; by an appeal the evaluation goes on', async () => {
    await evaluating('appealed')(ledger);
    await decided('DISMISSED');
    expect(said('GRADE', of)).toMatchObject([
      { grade: '良好' },
      expect.arrayContaining([
        'MADE_BY EvaluationConcluded',
        'APPEAL_DECIDED AppealDecided',
        'APPEALED EvaluationAppealed',
      ]),
    ]);
  });
});
