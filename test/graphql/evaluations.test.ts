import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { person } from '../support/ledger.js';
import { said, type Input } from './allowed.js';
import {
  evaluation,
  findingInput,
  go,
  hash,
  inspector,
  rectificationOrder,
  school,
  statement,
  steps,
} from './evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed } from './money.js';

const of = { evaluationId: evaluation };
let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const asked = async (document: string, principal: Principal = principals.bureau): Promise<any> => {
  const { data, errors } = await ledger.query(document, { principal });
  expect(errors).toEqual([]);
  return data;
};
const one = async (fields: string, principal?: Principal, asOf = '{}'): Promise<any> =>
  (await asked(`{ evaluation(id: "${evaluation}", asOf: ${asOf}) { ${fields} } }`, principal)).evaluation;

describe('the commands on an evaluation', () => {
  const askers: Readonly<Record<string, Principal>> = {
    bureau: principals.bureau,
    other: principals.otherBureau,
    member: principals.member,
    council: principals.council,
    outside: { actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) },
  };
  /** Of each command what could be given, one of which is accepted if anything is. */
  const given = (principal: Principal): Readonly<Record<string, readonly Input[]>> => {
    const speaker = 'school' in principal ? { schoolId: principal.school } : {};
    const parts = [1, 2];
    const paper = { documentNo: '督〔2026〕19号' };
    return {
      AppointInspector: [{ ...of, personId: person(22), from: '2027-08-01', to: '2027-08-31' }],
      DismissInspector: [{ ...of, personId: inspector }],
      RecordEvidence: [{ ...of, document: '问卷', hash, method: 'SURVEY' }],
      RecordFinding: [findingInput('SCHOOL')],
      IssueDraft: [of],
      LodgeObjection: parts.map((finding) => ({ ...of, ...speaker, finding, reason: '与事实不符' })),
      AnswerObjection: [{ ...of, objection: 1, reason: '维持' }],
      ConcludeEvaluation: [{ ...of, grade: '良好', ...paper }],
      AppealEvaluation: [{ ...of, ...speaker, reason: '等级偏低' }],
      DecideAppeal: [{ ...of, appeal: 1, office: '市督导室', outcome: 'DISMISSED', reason: '维持', ...paper }],
      ReopenEvaluation: [{ ...of, ...paper, reason: '补充调查' }],
      OrderRectification: parts.map((finding) => ({ ...rectificationOrder, finding })),
      SubmitRectification: [{ ...of, rectification: 1, document: '整改报告', hash }],
      ConfirmRectification: [{ ...of, rectification: 1 }],
      ReturnRectification: [{ ...of, rectification: 1, reason: '未到位', deadline: '2027-05-31' }],
      CancelRectification: [{ ...of, rectification: 1, reason: '撤并', ...paper }],
    };
  };

  test('are open where the handler takes them, to whoever may give them, at each step', async () => {
    let allowed = 0;
    for (const step of Object.values(steps)) {
      await step(ledger);
      if (step === steps.inspectors) continue;
      // Who found something on the day still serves on it.
      if (step === steps.found) ledger.clock = '2026-11-25T04:00:00.000Z';
      for (const [who, principal] of Object.entries(askers)) {
        const { allowedCommands } = await one('allowedCommands { name allowed code }', principal);
        const inputs = given(principal);
        expect(allowedCommands.map(({ name }: { name: string }) => name)).toEqual(
          who === 'outside' ? [] : Object.keys(inputs),
        );
        for (const answer of allowedCommands) {
          const codes = await said(
            ledger,
            principal,
            inputs[answer.name]!.map((input) => ({ name: answer.name, input })),
          );
          // Who else must decide than who asks is said by the part that the command names.
          const isTaken = codes.includes(undefined) || codes.includes('SAME_PERSON');
          expect([who, answer.name, isTaken, answer.code]).toEqual([
            who,
            answer.name,
            answer.allowed,
            answer.allowed ? null : expect.any(String),
          ]);
          if (answer.allowed) allowed += 1;
        }
      }
    }
    expect(allowed).toBeGreaterThan(60);
  });
});

describe('an evaluation from its opening to a confirmed rectification', () => {
  const better = { level: '较好', nature: 'STRENGTH', text: '台账齐全' };
  const all = `status grade methods group { entityId } school { entityId }
    inspectors { person { entityId } from until }
    evidence { number document hash method recordedOn }
    findings { number dimension school { entityId } inspector { entityId } says { level nature text } saidFirst { level nature text } evidence }
    drafts { issuedOn objectionsTo }
    objections { number finding reason school { entityId } lodgedOn upheld answer answeredOn instead { text } }
    conclusions { grade documentNo concludedOn appealsTo stands }
    rectifications { number finding status deadline overdue school { entityId } submissions { document on } answers { how reason until on } }`;

  test('shows each step, what was found first and what an upheld objection made of it', async () => {
    await go('drafted')(ledger);
    const drafted = ledger.runner.head();
    await passed(
      ledger,
      'LodgeObjection',
      { ...of, finding: 2, schoolId: school(2), reason: '与事实不符' },
      { principal: principals.member },
    );
    await passed(
      ledger,
      'AnswerObjection',
      { ...of, objection: 1, reason: '核实无误', instead: better },
      { principal: principals.otherBureau },
    );
    ledger.clock = '2026-12-15T04:00:00.000Z';
    await passed(ledger, 'ConcludeEvaluation', { ...of, grade: '良好', documentNo: '督〔2026〕9号' });
    await passed(ledger, 'OrderRectification', {
      ...of,
      finding: 1,
      schoolId: school(2),
      deadline: '2027-03-31',
      documentNo: '督〔2026〕11号',
    });
    const submit = async (): Promise<void> => {
      await passed(
        ledger,
        'SubmitRectification',
        { ...of, rectification: 1, document: '整改报告', hash },
        { principal: principals.member },
      );
    };
    ledger.clock = '2027-03-01T04:00:00.000Z';
    await submit();
    await passed(ledger, 'ReturnRectification', {
      ...of,
      rectification: 1,
      reason: '材料不全',
      deadline: '2027-04-30',
    });
    ledger.clock = '2027-05-10T04:00:00.000Z';
    expect((await one('rectifications { status deadline overdue }')).rectifications).toEqual([
      { status: 'RETURNED', deadline: '2027-04-30', overdue: true },
    ]);
    const overdue =
      '{ rectifications(districtId: "370103", overdue: true) { nodes { number evaluation { entityId } } } }';
    expect((await asked(overdue)).rectifications.nodes).toEqual([{ number: 1, evaluation: { entityId: evaluation } }]);
    await submit();
    await passed(ledger, 'ConfirmRectification', { ...of, rectification: 1 });
    expect((await asked(overdue)).rectifications.nodes).toEqual([]);

    const found = await one(all);
    expect(found).toMatchObject({
      status: 'CONCLUDED',
      grade: '良好',
      methods: ['SEMINAR', 'SURVEY', 'INSPECTION', 'DATA'],
      group: { entityId: '370103.G01' },
      school: null,
      inspectors: [{ person: { entityId: inspector }, from: '2026-11-24', until: '2027-08-01' }],
      evidence: [{ number: 1, document: '座谈纪要', hash, method: 'SEMINAR', recordedOn: '2026-11-24' }],
      drafts: [{ issuedOn: '2026-11-24', objectionsTo: '2026-12-09' }],
      objections: [
        {
          number: 1,
          finding: 2,
          reason: '与事实不符',
          school: { entityId: school(2) },
          lodgedOn: '2026-11-24',
          upheld: true,
          answer: '核实无误',
          answeredOn: '2026-11-24',
          instead: { text: '台账齐全' },
        },
      ],
      conclusions: [{ grade: '良好', documentNo: '督〔2026〕9号', concludedOn: '2026-12-15', stands: true }],
      rectifications: [
        {
          number: 1,
          finding: 1,
          status: 'CONFIRMED',
          deadline: '2027-04-30',
          overdue: false,
          school: { entityId: school(2) },
          submissions: [
            { document: '整改报告', on: '2027-03-01' },
            { document: '整改报告', on: '2027-05-10' },
          ],
          answers: [
            { how: 'RETURNED', reason: '材料不全', until: '2027-04-30', on: '2027-03-01' },
            { how: 'CONFIRMED', reason: null, until: null, on: '2027-05-10' },
          ],
        },
      ],
    });
    expect(found.findings.map(({ says, saidFirst }: any) => [says, saidFirst])).toEqual([
      [statement, null],
      [better, statement],
      ...Array.from({ length: 3 }, () => [statement, null]),
    ]);
    // What was known then, and what had come about by a day.
    expect(await one(all, undefined, `{ position: ${drafted} }`)).toMatchObject({
      status: 'DRAFTED',
      grade: null,
      objections: [],
      conclusions: [],
    });
    expect(
      await one(
        'status grade rectifications { status overdue submissions { on } }',
        undefined,
        '{ effectiveOn: "2027-04-15" }',
      ),
    ).toEqual({
      status: 'CONCLUDED',
      grade: '良好',
      rectifications: [{ status: 'RETURNED', overdue: false, submissions: [{ on: '2027-03-01' }] }],
    });
    expect((await one('status', undefined, '{ effectiveOn: "2026-12-14" }')).status).toBe('DRAFTED');
    expect((await asked(overdue.replace('overdue: true', 'status: [ORDERED, RETURNED]'))).rectifications.nodes).toEqual(
      [],
    );
    const state = 'asOf: { effectiveOn: "2027-04-15" }, status: [RETURNED]';
    expect(
      (await asked(`{ rectifications(districtId: "370103", ${state}) { totalCount } }`)).rectifications.totalCount,
    ).toBe(1);
  });

  test('which is appealed against shows the grade that another office gave, and what it was before', async () => {
    await go('appealed')(ledger);
    await passed(
      ledger,
      'DecideAppeal',
      {
        ...of,
        appeal: 1,
        office: '市政府教育督导室',
        outcome: 'REGRADED',
        grade: '优秀',
        documentNo: '市督〔2026〕3号',
        reason: '证据充分',
      },
      { principal: principals.otherBureau },
    );
    expect(
      await one(
        'grade conclusions { grade stands } appeals { reason outcome office grade documentNo decision school { entityId } }',
      ),
    ).toEqual({
      grade: '优秀',
      conclusions: [{ grade: '良好', stands: true }],
      appeals: [
        {
          reason: '等级偏低',
          outcome: 'REGRADED',
          office: '市政府教育督导室',
          grade: '优秀',
          documentNo: '市督〔2026〕3号',
          decision: '证据充分',
          school: null,
        },
      ],
    });
    await passed(ledger, 'ReopenEvaluation', { ...of, documentNo: '督〔2026〕12号', reason: '补充调查' });
    expect(await one('status grade conclusions { grade stands } reopenings { documentNo reason }')).toEqual({
      status: 'OPEN',
      grade: null,
      conclusions: [{ grade: '良好', stands: false }],
      reopenings: [{ documentNo: '督〔2026〕12号', reason: '补充调查' }],
    });
  });
});

describe('evaluations', () => {
  test('are listed by scope, period, kind and status, of a group and of a school', async () => {
    await go('opened')(ledger);
    const topical = { kind: 'SPECIAL', topic: '校园安全', documentNo: '督〔2026〕2号' };
    const opened = {
      scopeId: school(5),
      period: '2026-2027-1',
      office: '督导室',
      methods: ['INSPECTION'],
      inspectors: [{ personId: inspector, from: '2026-11-24', to: '2026-12-31' }],
      ...topical,
    };
    await passed(ledger, 'OpenEvaluation', opened);
    const other = `${school(5)}.2026-2027-1.E1`;
    const found = async (args: string, principal?: Principal): Promise<unknown> =>
      (
        await asked(`{ evaluations(districtId: "370103"${args}) { nodes { entityId } totalCount } }`, principal)
      ).evaluations.nodes.map(({ entityId }: any) => entityId);
    expect(await found('')).toEqual([evaluation, other]);
    expect(await found(', first: 1', principals.anybody)).toEqual([evaluation]);
    expect(await found(`, scopeId: "${school(5)}"`)).toEqual([other]);
    expect(await found(', period: "2026-2027"')).toEqual([evaluation]);
    expect(await found(', kind: SPECIAL')).toEqual([other]);
    expect(await found(', status: DRAFTED')).toEqual([]);
    expect(await found(', asOf: { effectiveOn: "2026-11-23" }')).toEqual([]);
    expect(
      await asked(
        `{ group(id: "370103.G01") { evaluations { entityId } } school(id: "${school(5)}") { evaluations { entityId topic } } }`,
      ),
    ).toEqual({
      group: { evaluations: [{ entityId: evaluation }] },
      school: { evaluations: [{ entityId: other, topic: '校园安全' }] },
    });
    const { errors } = await ledger.query('{ evaluations(districtId: "370103", period: "2026") { totalCount } }');
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'period' }]);
  });

  test('show their papers to those whom they concern, the grade to everybody', async () => {
    await go('ordered')(ledger);
    const papers = 'grade findings { number } objections { number } inspectors { from } rectifications { number }';
    const shown = async (principal: Principal): Promise<unknown> => {
      const { grade, findings, objections, inspectors, rectifications } = await one(papers, principal);
      return [grade, findings.length, objections.length, inspectors.length, rectifications.length];
    };
    for (const principal of [principals.bureau, principals.auditor, principals.council, principals.member])
      expect(await shown(principal)).toEqual(['良好', 5, 1, 1, 1]);
    const stranger: Principal = { actor: { id: 'school-6', role: 'SCHOOL' }, school: school(6) };
    for (const principal of [principals.anybody, principals.farBureau, stranger]) {
      expect(await shown(principal)).toEqual(['良好', 0, 0, 0, 0]);
      const { rectifications } = await asked('{ rectifications(districtId: "370103") { totalCount } }', principal);
      expect(rectifications.totalCount).toBe(0);
    }
  });
});
