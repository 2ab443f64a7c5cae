import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { globalId } from '../../src/graphql/shared/ids.js';
import type { FollowUpRefused } from '../../src/projections/due.js';
import { person } from '../support/ledger.js';
import { evaluationDues } from '../../src/projections/evaluation/due.js';
import { evaluation, findingInput, go, hash, opening, statement } from './evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocatedFund,
  charterInput,
  fund,
  group,
  leftBehind,
  meeting,
  passed,
  payment,
  resolution,
  school,
  steps,
} from './money.js';

let ledger: ApiLedger;
let due: FollowUpRefused[];
beforeEach(async () => {
  due = [];
  ledger = await openApi(undefined, { due: () => due });
  await register(ledger);
});
afterEach(() => ledger.close());

interface Item {
  readonly kind: string;
  readonly subject: { readonly entityId: string };
  readonly dueOn: string | null;
  readonly since: string | null;
  readonly message: string;
  readonly zh: string;
}
const inbox = async (principal: Principal = principals.bureau): Promise<readonly Item[]> => {
  const { data, errors } = await ledger.query(
    `{ viewer { inbox { kind dueOn since message zh: message(language: ZH)
      subject { ... on EducationGroup { entityId } ... on Council { entityId } ... on Fund { entityId } ... on Evaluation { entityId } } } } }`,
    { principal },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.viewer.inbox;
};
const ofKind = async (kind: string, principal?: Principal): Promise<readonly Item[]> =>
  (await inbox(principal)).filter((item) => item.kind === kind);
const filedAt = (effectiveOn: string): Promise<unknown> =>
  passed(
    ledger,
    'FileCouncil',
    { councilId: `${group}.1` },
    { principal: principals.council, command: { effectiveOn } },
  );
const on = (day: string): void => {
  ledger.clock = `${day}T01:00:00.000Z`;
};

test('a filing is to be answered within thirty days, or within those of the policy that held when it was filed', async () => {
  await council(ledger);
  await filedAt('2026-11-10');
  expect(await ofKind('FILING_TO_ANSWER')).toEqual([
    {
      kind: 'FILING_TO_ANSWER',
      subject: { entityId: `${group}.1` },
      since: '2026-11-10',
      dueOn: '2026-12-10',
      message: `The filing of ${group}.1 is to be answered by 2026-12-10.`,
      zh: `${group}.1 的备案须于 2026-12-10 前答复。`,
    },
  ]);
  await passed(
    ledger,
    'AdoptPolicy',
    {
      districtId: '370103',
      code: 'P1',
      title: '备案',
      documentNo: '备1号',
      rules: { kind: 'FILING', effect: 'DECLARATORY', answerDays: 7 },
    },
    { command: { effectiveOn: '2026-11-01' } },
  );
  expect(await ofKind('FILING_TO_ANSWER')).toMatchObject([{ dueOn: '2026-11-17' }]);
  await passed(ledger, 'AcceptFiling', { councilId: `${group}.1`, documentNo: '备2号' });
  expect([await ofKind('FILING_TO_ANSWER'), await ofKind('FILING_DUE')]).toEqual([[], []]);
});

test('a council is to be filed while it never was, once it was sent back, and after it changed', async () => {
  await council(ledger);
  const filing = async (): Promise<unknown> =>
    (await ofKind('FILING_DUE')).map(({ subject, since, message }) => [subject.entityId, since, message]);
  expect(await filing()).toEqual([[`${group}.1`, null, `The council ${group}.1 is not filed yet.`]]);
  await filedAt('2026-11-10');
  expect(await filing()).toEqual([]);
  await passed(
    ledger,
    'ReturnFiling',
    { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' },
    { command: { effectiveOn: '2026-11-12' } },
  );
  expect(await filing()).toEqual([
    [`${group}.1`, '2026-11-12', `The filing of the council ${group}.1 was sent back and is to be made again.`],
  ]);
  await filedAt('2026-11-13');
  await passed(ledger, 'ExtendTerm', { councilId: `${group}.1`, termTo: '2028-08-31' });
  expect(await filing()).toEqual([
    [`${group}.1`, null, `The council ${group}.1 changed since it was filed; the change is to be filed.`],
  ]);
  on('2028-09-01');
  expect(await filing()).toEqual([]);
});

test('a term that runs out is spoken of ninety days before, by the day and without an event, until somebody follows', async () => {
  await council(ledger);
  on('2027-06-01');
  expect(await ofKind('TERM_ENDING')).toEqual([]);
  on('2027-06-02');
  expect(await ofKind('TERM_ENDING')).toMatchObject([
    { subject: { entityId: `${group}.1` }, since: '2027-06-02', dueOn: '2027-08-31' },
  ]);
  for (const number of [1, 2])
    await passed(ledger, 'RecommendCouncilMember', {
      groupId: group,
      schoolId: school(number),
      personId: `00000000-0000-4000-8000-00000000000${number}`,
    });
  const members = [1, 2].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
  await passed(ledger, 'AppointCouncil', {
    groupId: group,
    memberIds: members,
    chairId: members[0],
    termFrom: '2027-09-01',
    termTo: '2030-08-31',
  });
  expect(await ofKind('TERM_ENDING')).toEqual([]);
});

test('a group without a council in office and none to come has none; an alliance needs none', async () => {
  await passed(ledger, 'FormGroup', {
    districtId: '370103',
    code: 'A01',
    name: '第一联盟学校',
    form: 'ALLIANCE',
    leadId: school(3),
    memberIds: [school(3), school(4)],
  });
  expect(await ofKind('COUNCIL_MISSING')).toMatchObject([
    { subject: { entityId: group }, since: '2021-09-01', dueOn: null },
  ]);
  await council(ledger);
  expect(await ofKind('COUNCIL_MISSING')).toEqual([]);
  on('2027-09-01');
  expect(await ofKind('COUNCIL_MISSING')).toMatchObject([{ subject: { entityId: group }, since: '2027-09-01' }]);
  await passed(ledger, 'DissolveGroup', { groupId: group });
  expect(await ofKind('COUNCIL_MISSING')).toEqual([]);
});

test('carried money that was never spent lapses, however much of a younger year is spent', async () => {
  await council(ledger);
  await leftBehind(ledger);
  await passed(ledger, 'CarryIn', {
    fundId: fund,
    parts: [
      { originYear: 2024, fen: 700 },
      { originYear: 2025, fen: 300 },
    ],
  });
  await steps.resolved(ledger);
  await steps.appropriated(ledger);
  await passed(ledger, 'AllocateFunds', {
    fundId: fund,
    resolutionId: resolution,
    lines: [{ purpose: '培训', schoolId: school(1), fen: 20_000, origins: [{ originYear: 2026, fen: 20_000 }] }],
  });
  await steps.spent(ledger);
  expect((await ofKind('MONEY_LAPSING')).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^7\.00 yuan of 2024/),
  ]);
});

test('carried money that is not spent lapses after two years, allocated or not, or after those of the policy; the oldest counts as spent first', async () => {
  await council(ledger);
  await leftBehind(ledger);
  await passed(ledger, 'CarryIn', {
    fundId: fund,
    parts: [
      { originYear: 2024, fen: 700 },
      { originYear: 2025, fen: 300 },
    ],
  });
  expect(await ofKind('MONEY_LAPSING')).toEqual([
    {
      kind: 'MONEY_LAPSING',
      subject: { entityId: fund },
      since: '2026-01-01',
      dueOn: '2026-12-31',
      message: `7.00 yuan of 2024 in the fund ${fund} are not spent and lapse on 2026-12-31.`,
      zh: `经费 ${fund} 中 2024 年的 7.00 元尚未使用，于 2026-12-31 到期收回。`,
    },
  ]);
  await steps.resolved(ledger);
  await passed(ledger, 'AllocateFunds', {
    fundId: fund,
    resolutionId: resolution,
    lines: [{ purpose: '培训', schoolId: school(1), fen: 600 }],
  });
  expect((await ofKind('MONEY_LAPSING')).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^7\.00 yuan of 2024/),
  ]);
  await passed(ledger, 'RecordExpenditure', { ...payment, fen: 600 });
  expect((await ofKind('MONEY_LAPSING')).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^1\.00 yuan of 2024/),
  ]);
  await passed(ledger, 'AdoptPolicy', {
    districtId: '370103',
    code: 'P1',
    title: '结转',
    documentNo: '财1号',
    rules: { kind: 'FUND', lapseYears: 3 },
  });
  expect(await ofKind('MONEY_LAPSING')).toEqual([]);
  on('2027-01-01');
  expect((await ofKind('MONEY_LAPSING')).map(({ dueOn, message }) => [dueOn, message])).toEqual([
    ['2027-12-31', expect.stringMatching(/^1\.00 yuan of 2024/)],
  ]);
});

test('the books of a past year are to be closed', async () => {
  await steps.appropriated(ledger);
  expect(await ofKind('YEAR_NOT_CLOSED')).toEqual([]);
  on('2027-01-01');
  expect(await ofKind('YEAR_NOT_CLOSED')).toMatchObject([
    {
      subject: { entityId: fund },
      since: '2027-01-01',
      dueOn: '2026-12-31',
      message: `The books of the fund ${fund} are still open; its year is over.`,
    },
  ]);
});

test('a council without a chair, or without a seat for a member school, is named; not where its charter needs none', async () => {
  await council(ledger);
  expect([...(await ofKind('CHAIR_VACANT')), ...(await ofKind('SCHOOL_WITHOUT_SEAT'))]).toEqual([]);
  await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) });
  await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
  expect(await ofKind('CHAIR_VACANT')).toMatchObject([
    { subject: { entityId: `${group}.1` }, message: `The council ${group}.1 has no chair.` },
  ]);
  expect((await ofKind('SCHOOL_WITHOUT_SEAT')).map(({ message }) => message)).toEqual(
    [1, 3].map((number) => `Member school ${school(number)} has no seat on the council ${group}.1.`),
  );
  await passed(ledger, 'AdoptCharter', { ...charterInput, everySchoolSeated: false });
  expect(await ofKind('SCHOOL_WITHOUT_SEAT')).toEqual([]);
});

test('the seat of a person who was erased is to be given to another; so is the chair', async () => {
  await council(ledger);
  expect(await ofKind('SEAT_OF_ERASED_PERSON')).toEqual([]);
  await passed(ledger, 'ErasePerson', { personId: person(2) });
  expect(await ofKind('SEAT_OF_ERASED_PERSON')).toMatchObject([
    {
      subject: { entityId: `${group}.1` },
      message: `${person(2)}, who holds a seat on the council ${group}.1, was erased; the seat is to be given to another.`,
    },
  ]);
  expect(await ofKind('CHAIR_VACANT')).toEqual([]);
  await passed(ledger, 'ErasePerson', { personId: person(1) });
  expect(await ofKind('CHAIR_VACANT')).toMatchObject([{ subject: { entityId: `${group}.1` } }]);
  await passed(ledger, 'RemoveMember', { councilId: `${group}.1`, personId: person(2) });
  expect((await ofKind('SEAT_OF_ERASED_PERSON')).map(({ message }) => message)).toEqual([
    expect.stringContaining(person(1)),
  ]);
});

test('what one year carried out and the next has not carried in is on its way', async () => {
  await steps.appropriated(ledger);
  await passed(ledger, 'CarryOut', { fundId: fund, fen: 100_000 });
  expect(await ofKind('MONEY_IN_TRANSIT')).toMatchObject([
    { subject: { entityId: fund }, message: '1000.00 yuan are in transit from 2026 to the next year.' },
  ]);
  await passed(ledger, 'CarryIn', { fundId: `${group}.2027`, parts: [{ originYear: 2026, fen: 100_000 }] });
  expect(await ofKind('MONEY_IN_TRANSIT')).toEqual([]);
});

test('lines whose resolution was repealed wait for the council', async () => {
  await council(ledger);
  await allocatedFund(ledger);
  await passed(ledger, 'RepealResolution', { resolutionId: resolution, ...meeting });
  await passed(ledger, 'SuspendAllocation', { fundId: fund, resolutionId: resolution });
  expect(await ofKind('ALLOCATION_SUSPENDED')).toMatchObject([
    {
      subject: { entityId: fund },
      message: `Under resolution 1 4000.00 yuan of the fund ${fund} are suspended; the council is to decide again.`,
    },
  ]);
});

test('a group that an act of government left too small, or without its lead, is named', async () => {
  await passed(ledger, 'CloseSchool', { schoolId: school(1) }, { command: { effectiveOn: '2026-11-20' } });
  expect((await inbox()).filter(({ kind }) => ['GROUP_TOO_SMALL', 'LEAD_NOT_MEMBER'].includes(kind))).toMatchObject([
    { kind: 'GROUP_TOO_SMALL', subject: { entityId: group }, since: '2026-11-20' },
    { kind: 'LEAD_NOT_MEMBER', subject: { entityId: group }, since: '2026-11-20' },
  ]);
  await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) });
  await passed(
    ledger,
    'ChangeLeadSchool',
    { groupId: group, leadId: school(2) },
    { command: { effectiveOn: '2026-11-24' } },
  );
  expect((await inbox()).filter(({ kind }) => ['GROUP_TOO_SMALL', 'LEAD_NOT_MEMBER'].includes(kind))).toEqual([]);
});

test('what a process could not do is said, with the reason', async () => {
  await steps.appropriated(ledger);
  const refused = {
    process: 'carry-over',
    command: 'CarryIn',
    position: 3,
    refusal: { code: 'YEAR_CLOSED', args: {}, path: ['fundId'] },
  } as const;
  due = [
    { ...refused, stream: 'fund-370103.G01-2026' },
    { ...refused, stream: `council-${group}`, command: 'RemoveMember' },
    { ...refused, stream: 'fund-370104.G01-2026' },
    { ...refused, stream: 'fund-370103.G01-2026', position: 4711 },
  ];
  expect(
    (await ofKind('FOLLOW_UP_REFUSED')).map(({ subject, since, message }) => [subject.entityId, since, message]),
  ).toEqual([
    [
      group,
      '2026-11-24',
      expect.stringMatching(
        /^RemoveMember should have followed by itself and was refused: The books of this year are closed/,
      ),
    ],
    [fund, '2026-11-24', expect.stringMatching(/^CarryIn/)],
  ]);
});

describe('an inbox', () => {
  const groups = async (principal: Principal): Promise<readonly string[]> => [
    ...new Set((await inbox(principal)).map(({ subject }) => subject.entityId)),
  ];

  test("holds the bureau's district, the council's group, the groups that a school leads; the public has none", async () => {
    await passed(ledger, 'FormGroup', {
      districtId: '370103',
      code: 'G02',
      name: '第二教育集团',
      form: 'GROUP',
      leadId: school(3),
      memberIds: [school(3), school(4)],
    });
    const second = '370103.G02';
    expect(await groups(principals.bureau)).toEqual([group, second]);
    expect(await groups(principals.council)).toEqual([group]);
    expect(await groups(principals.lead)).toEqual([group]);
    expect(await groups({ actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) })).toEqual([second]);
    for (const principal of [principals.member, principals.farBureau, principals.anybody])
      expect(await groups(principal)).toEqual([]);
  });

  test("of an auditor holds everybody's, of a district or a group where that is asked", async () => {
    const principal = principals.farBureau;
    await passed(ledger, 'OpenDistrict', { code: '370104', name: '槐荫区' }, { principal });
    const schools = ['S01', 'S02'];
    for (const code of schools)
      await passed(
        ledger,
        'RegisterSchool',
        { districtId: '370104', code, name: `槐荫${code}小学`, phase: 'PRIMARY' },
        { principal },
      );
    const memberIds = schools.map((code) => `370104.${code}`);
    await passed(
      ledger,
      'FormGroup',
      { districtId: '370104', code: 'G01', name: '槐荫教育集团', form: 'GROUP', leadId: memberIds[0], memberIds },
      { principal },
    );
    const seen = async (asked = '', as: Principal = principals.auditor): Promise<unknown> => {
      const { data, errors } = await ledger.query(
        `{ viewer { inbox${asked} { kind subject { ... on EducationGroup { entityId } } } } }`,
        { principal: as },
      );
      return errors.length > 0 ? errors : data.viewer.inbox;
    };
    const missing = (entityId: string): object => ({ kind: 'COUNCIL_MISSING', subject: { entityId } });
    const far = '370104.G01';
    expect(await inbox(principals.auditor)).toEqual([
      ...(await inbox(principals.bureau)),
      ...(await inbox(principals.farBureau)),
    ]);
    expect(await seen()).toEqual([missing(group), missing(far)]);
    expect(await seen('(districtId: "370104")')).toEqual([missing(far)]);
    expect(await seen(`(groupId: "${group}")`)).toEqual([missing(group)]);
    expect(await seen(`(groupId: "${globalId('EducationGroup', far)}")`)).toEqual([missing(far)]);
    expect(await seen(`(districtId: "370104", groupId: "${group}")`)).toEqual([]);
    expect(await seen(`(groupId: "${far}")`, principals.bureau)).toEqual([]);
    expect(await seen(`(groupId: "${globalId('District', '370104')}")`)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });

  test('has what is due soonest first, in the language of the request', async () => {
    await council(ledger);
    await filedAt('2026-11-10');
    await passed(ledger, 'AppropriateFund', {
      groupId: group,
      fiscalYear: 2025,
      fen: 5,
      documentNo: '拨1号',
      receivedOn: '2025-03-01',
    });
    await passed(ledger, 'CarryOut', { fundId: `${group}.2025`, fen: 5 });
    expect((await inbox()).map(({ kind, dueOn }) => [kind, dueOn])).toEqual([
      ['YEAR_NOT_CLOSED', '2025-12-31'],
      ['FILING_TO_ANSWER', '2026-12-10'],
      ['MONEY_IN_TRANSIT', null],
    ]);
    const { data } = await ledger.query('{ viewer { inbox { message } } }', { language: 'ZH' });
    expect(data.viewer.inbox.map(({ message }: { message: string }) => message)).toEqual([
      `经费 ${group}.2025 年度已过，尚未关账。`,
      `${group}.1 的备案须于 2026-12-10 前答复。`,
      '2025 年结转下年的 0.05 元尚在途。',
    ]);
  });
});

describe('of an evaluation', () => {
  const of = { evaluationId: evaluation };
  const KINDS = /^(OBJECTION_TO|APPEAL_TO|CONCLUSION|RECTIFICATION)_/;
  /** What waits of evaluations: what, since when, until when. */
  const waits = async (principal?: Principal): Promise<readonly unknown[]> =>
    (await inbox(principal))
      .filter(({ kind, subject }) => KINDS.test(kind) && subject.entityId === evaluation)
      .map(({ kind, since, dueOn }) => [kind, since, dueOn]);
  const submitted = (): Promise<unknown> =>
    passed(
      ledger,
      'SubmitRectification',
      { ...of, rectification: 1, document: '整改报告', hash },
      { principal: principals.member },
    );
  const conclude = (): Promise<unknown> =>
    passed(ledger, 'ConcludeEvaluation', { ...of, grade: '良好', documentNo: '督〔2026〕19号' });
  beforeEach(() => council(ledger));

  test('an objection is to be answered, and the draft is to be concluded when the days for objections are over', async () => {
    await go('drafted')(ledger);
    expect(await waits()).toEqual([]);
    await objected();
    expect(await ofKind('OBJECTION_TO_ANSWER')).toEqual([
      {
        kind: 'OBJECTION_TO_ANSWER',
        subject: { entityId: evaluation },
        since: '2026-11-24',
        dueOn: null,
        message: `Objection 1 of ${school(2)} to finding 2 of evaluation ${evaluation} is to be answered.`,
        zh: `${school(2)} 对督导评价 ${evaluation} 发现 2 提出的异议 1 须答复。`,
      },
    ]);
    on('2026-12-10');
    expect(await waits()).toEqual([['OBJECTION_TO_ANSWER', '2026-11-24', null]]);
    await passed(ledger, 'AnswerObjection', { ...of, objection: 1, reason: '维持' });
    expect(await waits()).toEqual([['CONCLUSION_DUE', '2026-12-10', null]]);
    await conclude();
    expect(await waits()).toEqual([]);
  });
  const objected = (): Promise<unknown> =>
    passed(
      ledger,
      'LodgeObjection',
      { ...of, finding: 2, schoolId: school(2), reason: '与事实不符' },
      { principal: principals.member },
    );

  test('the last day for objections is no day on which a conclusion is due', async () => {
    await go('drafted')(ledger);
    on('2026-12-09');
    expect(await waits()).toEqual([]);
    on('2026-12-10');
    expect(await waits()).toEqual([['CONCLUSION_DUE', '2026-12-10', null]]);
  });

  test('an appeal is to be decided by another office, until it is', async () => {
    await go('appealed')(ledger);
    expect(await waits()).toEqual([['APPEAL_TO_DECIDE', '2026-12-15', null]]);
    expect(await ofKind('APPEAL_TO_DECIDE')).toMatchObject([
      { message: `Appeal 1 of the council against evaluation ${evaluation} is to be decided by another office.` },
    ]);
    await passed(
      ledger,
      'DecideAppeal',
      { ...of, appeal: 1, office: '市教育督导室', outcome: 'DISMISSED', documentNo: '复〔2026〕1号', reason: '不成立' },
      { principal: principals.otherBureau },
    );
    expect(await waits()).toEqual([]);
  });

  const { council: ofGroup, lead, member, auditor, bureau, farBureau, anybody } = principals;
  /** Of no group, and of another group than the one that is evaluated. */
  const others: readonly Principal[] = [
    { actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) },
    { actor: { id: 'council-9', role: 'COUNCIL' }, group: '370103.G09' },
    bureau,
    farBureau,
    anybody,
  ];
  /** Until when somebody may object or appeal. */
  const possible = async (principal: Principal): Promise<readonly unknown[]> =>
    (await inbox(principal))
      .filter(({ kind, subject }) => kind.endsWith('_POSSIBLE') && subject.entityId === evaluation)
      .map(({ kind, since, dueOn }) => [kind, since, dueOn]);
  const possibleFor = (...asking: Principal[]): Promise<readonly (readonly unknown[])[]> =>
    Promise.all(asking.map(possible));

  test('whom a draft is about may object until a day, until there is no finding left to object to', async () => {
    await go('found')(ledger);
    expect(await possibleFor(ofGroup, lead, member, auditor)).toEqual([[], [], [], []]);
    await passed(ledger, 'IssueDraft', of);
    const objection = ['OBJECTION_POSSIBLE', '2026-11-24', '2026-12-09'];
    expect(await possibleFor(ofGroup, lead, member, auditor)).toEqual([
      [objection],
      [objection],
      [objection],
      [objection],
    ]);
    expect(await possibleFor(...others)).toEqual([[], [], [], [], []]);
    expect(await ofKind('OBJECTION_POSSIBLE', ofGroup)).toMatchObject([
      {
        message: `Objections to the draft of evaluation ${evaluation} are taken until 2026-12-09.`,
        zh: `督导评价 ${evaluation} 反馈意见稿已印发，异议期至 2026-12-09。`,
      },
    ]);
    for (const finding of [1, 2, 3, 4, 5]) {
      expect(await possible(member)).toEqual([objection]);
      const input = { ...of, finding, schoolId: school(2), reason: '与事实不符' };
      await passed(ledger, 'LodgeObjection', input, { principal: member });
    }
    expect(await possibleFor(ofGroup, lead, member, auditor)).toEqual([[objection], [objection], [], [objection]]);
    on('2026-12-09');
    expect(await possibleFor(ofGroup, lead)).toEqual([[objection], [objection]]);
    on('2026-12-10');
    expect(await possibleFor(ofGroup, lead, auditor)).toEqual([[], [], []]);
  });

  test('whom a conclusion is about may appeal against it once, until a day, while it stands', async () => {
    await go('concluded')(ledger);
    const appeal = ['APPEAL_POSSIBLE', '2026-12-15', '2027-02-13'];
    expect(await possibleFor(ofGroup, lead, member, auditor)).toEqual([[appeal], [appeal], [appeal], [appeal]]);
    expect(await possibleFor(...others)).toEqual([[], [], [], [], []]);
    expect(await ofKind('APPEAL_POSSIBLE', member)).toMatchObject([
      {
        message: `Evaluation ${evaluation} was concluded; appeals are taken until 2027-02-13.`,
        zh: `督导评价 ${evaluation} 已作出结论，复核申请期至 2027-02-13。`,
      },
    ]);
    await passed(ledger, 'AppealEvaluation', { ...of, reason: '等级偏低' }, { principal: ofGroup });
    expect(await possibleFor(ofGroup, lead, auditor)).toEqual([[], [appeal], [appeal]]);
    on('2027-02-13');
    expect(await possibleFor(lead, auditor)).toEqual([[appeal], [appeal]]);
    on('2027-02-14');
    expect(await possibleFor(lead, auditor)).toEqual([[], []]);
  });

  test('of a draft that was taken back nobody may object, and a school that is evaluated alone speaks for itself, a campus of it too', async () => {
    await go('drafted')(ledger);
    await passed(ledger, 'ReopenEvaluation', { ...of, documentNo: '督〔2026〕12号', reason: '补充调查' });
    expect(await possibleFor(ofGroup, lead, member, auditor)).toEqual([[], [], [], []]);

    const alone = `${school(2)}.2026-2027.E1`;
    await passed(ledger, 'OpenEvaluation', { ...opening, scopeId: school(2), kind: 'SPECIAL', topic: '课后服务' });
    const ofSchool = { evaluationId: alone };
    await passed(ledger, 'RecordEvidence', { ...ofSchool, document: '座谈纪要', hash, method: 'SEMINAR' });
    await passed(ledger, 'RecordFinding', { ...findingInput('SCHOOL'), ...ofSchool });
    await passed(ledger, 'IssueDraft', ofSchool);
    const seen = async (principal: Principal) =>
      (await ofKind('OBJECTION_POSSIBLE', principal)).map(({ subject }) => subject.entityId);
    const campus = { districtId: '370103', code: 'C01', name: '东校区', kind: 'CAMPUS', partOfId: school(2) };
    await passed(ledger, 'RegisterSchool', { ...campus, phase: 'PRIMARY' });
    const ofCampus: Principal = { actor: { id: 'school-4', role: 'SCHOOL' }, school: '370103.C01' };
    expect(await Promise.all([member, ofCampus, auditor].map(seen))).toEqual([[alone], [alone], [alone]]);
    expect(await Promise.all([lead, ofGroup].map(seen))).toEqual([[], []]);
  });

  test('a rectification is due, overdue, to be confirmed, and due again once it was returned; the school sees its own', async () => {
    await go('ordered')(ledger);
    const due = ['RECTIFICATION_DUE', '2026-12-15', '2027-03-31'];
    for (const principal of [principals.bureau, principals.auditor, principals.member])
      expect(await waits(principal)).toEqual([due]);
    for (const principal of [principals.lead, principals.council, principals.farBureau, principals.anybody])
      expect(await waits(principal)).toEqual([]);
    const asked = async (args: string, principal: Principal): Promise<unknown> =>
      (await ledger.query(`{ viewer { inbox(${args}) { kind } } }`, { principal })).data.viewer.inbox.filter(
        ({ kind }: Item) => KINDS.test(kind),
      );
    expect(await asked(`groupId: "${group}"`, principals.member)).toEqual([{ kind: 'RECTIFICATION_DUE' }]);
    expect(await asked('districtId: "370104"', principals.auditor)).toEqual([]);
    on('2027-03-31');
    expect(await waits()).toEqual([due]);
    on('2027-04-01');
    const overdue = ['RECTIFICATION_OVERDUE', '2027-04-01', '2027-03-31'];
    expect([await waits(), await waits(principals.member)]).toEqual([[overdue], [overdue]]);
    await submitted();
    expect([await waits(), await waits(principals.member)]).toEqual([
      [['RECTIFICATION_TO_CONFIRM', '2027-04-01', null]],
      [],
    ]);
    on('2027-04-02');
    await passed(ledger, 'ReturnRectification', { ...of, rectification: 1, reason: '不全', deadline: '2027-04-30' });
    expect(await waits(principals.member)).toEqual([['RECTIFICATION_DUE', '2027-04-02', '2027-04-30']]);
    await submitted();
    await passed(ledger, 'ConfirmRectification', { ...of, rectification: 1 });
    expect(await waits()).toEqual([]);
  });

  test('what is asked of a school that closed, or for what is no problem any more, is to be decided', async () => {
    await go('ordered')(ledger);
    // The evaluation goes on, the order stands, and the finding says something else in the end.
    await passed(ledger, 'ReopenEvaluation', { ...of, documentNo: '督〔2026〕12号', reason: '补充调查' });
    expect(await waits()).toEqual([['RECTIFICATION_DUE', '2026-12-15', '2027-03-31']]);
    await passed(ledger, 'IssueDraft', of);
    await passed(
      ledger,
      'LodgeObjection',
      { ...of, finding: 1, schoolId: school(2), reason: '已整改' },
      { principal: principals.member },
    );
    on('2026-12-16');
    await passed(ledger, 'AnswerObjection', {
      ...of,
      objection: 2,
      reason: '属实',
      instead: { ...statement, nature: 'STRENGTH' },
    });
    expect(await waits(principals.member)).toEqual([]);
    expect((await ofKind('RECTIFICATION_TO_DECIDE')).map(({ since, message }) => [since, message])).toEqual([
      [
        '2026-12-16',
        `Rectification 1 of evaluation ${evaluation} is to be cancelled or ordered anew: finding 1 is no problem any more.`,
      ],
    ]);
    on('2027-01-01');
    await passed(ledger, 'ConcludeEvaluation', { ...of, grade: '良好', documentNo: '督〔2026〕20号' });
    await passed(ledger, 'CancelRectification', {
      ...of,
      rectification: 1,
      documentNo: '督〔2026〕21号',
      reason: '不再要求',
    });
    expect(await waits()).toEqual([]);
    await passed(ledger, 'OrderRectification', {
      ...{ ...of, finding: 3, schoolId: school(2), deadline: '2027-03-31', documentNo: '督〔2026〕22号' },
    });
    await passed(ledger, 'CloseSchool', { schoolId: school(2) });
    expect(await waits()).toEqual([['RECTIFICATION_TO_DECIDE', '2027-01-01', null]]);
    expect(await waits(principals.member)).toEqual([]);
  });

  test('is of any moment: by what was known at a position, and by the day, also where the answer is known since', async () => {
    await go('answered')(ledger);
    const head = ledger.runner.head();
    const at = (position: number, effectiveOn: string): readonly string[] => {
      const moment = { position, effectiveOn };
      const row = ledger.readModels.evaluations.byKey(evaluation, position)!;
      return evaluationDues(ledger.readModels, { evaluation: row, by: { role: 'BUREAU' } }, moment).map(
        ({ kind }) => kind,
      );
    };
    expect(at(head - 1, '2026-11-24')).toEqual(['OBJECTION_TO_ANSWER']);
    expect(at(head, '2026-11-24')).toEqual([]);
    await conclude();
    const row = ledger.readModels.evaluations.byKey(evaluation, ledger.runner.head())!;
    // Until an appeal is taken no more something waits for whom the evaluation is about.
    expect(row.settledOn).toBe('2027-02-14');
    expect(at(ledger.runner.head(), '2026-12-14')).toEqual(['CONCLUSION_DUE']);
    expect(at(ledger.runner.head(), '2026-12-15')).toEqual([]);
  });
});
