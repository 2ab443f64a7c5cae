import type { GivenCommand, Principal } from '../../src/commands/command.js';
import { fullTour, history, personIn } from './history.js';
import { openLedger, type TestLedger } from './ledger.js';

/** The district whose history is no random one. */
export const TOURED = '370199';

/** A ledger in which a random history was played, whatever of it was accepted; its years are closed at the end. */
export const played = async (
  seed: number,
  length: number,
  districts: readonly string[] = ['370103'],
): Promise<TestLedger> => {
  const ledger = await openLedger();
  for (const [number, code] of districts.entries()) {
    const steps = code === TOURED ? fullTour(code) : history(seed + number, length, code);
    for (const [index, { command, effectiveOn }] of steps.entries()) {
      const filer = index % 2 === 0 ? 'bureau-1' : 'bureau-2';
      const given = command.type === 'Correct' ? correctionOf(ledger, command, effectiveOn) : command;
      const outcome =
        given && (await ledger.give(given, { effectiveOn }, { actor: { id: filer, role: 'BUREAU' }, district: code }));
      if (outcome && 'written' in outcome)
        await ledger.runner.positionOf(outcome.written.stream, outcome.written.revision, 10_000);
    }
  }
  await closeYears(ledger, districts);
  if (districts.includes(TOURED)) await evaluate(ledger, TOURED);
  await ledger.runner.waitFor(await stored(ledger), 10_000);
  return ledger;
};

/** Corrects the fact at a revision: another sum or name where it has one, and now and then another day. */
const correctionOf = (
  ledger: TestLedger,
  { stream, revision, pick }: { stream: string; revision: number; pick: number },
  day: string,
): GivenCommand | undefined => {
  const [entry] = ledger.readModels.events.between(stream, revision, revision);
  if (!entry) return undefined;
  const { event } = entry;
  const right = {
    ...event,
    ...('fen' in event && !('parts' in event) ? { fen: Math.max(1, Math.trunc(event.fen / 2)) } : {}),
    ...('name' in event ? { name: `更正${pick}` } : {}),
    ...('subject' in event ? { subject: `更正${pick}` } : {}),
  };
  return {
    type: 'CorrectRecord',
    stream,
    revision,
    right,
    rightVersion: 1,
    ...(pick < 2 ? { rightEffectiveOn: day } : {}),
  };
};

/** Brings each fund of 2022 to an end: releases what is left of its contracts and lines, returns what is free, closes, and adjusts. */
const closeYears = async (ledger: TestLedger, districts: readonly string[]): Promise<void> => {
  for (const code of districts) {
    const principal = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: code } as const;
    const fund = { groupId: `${code}.G01`, fiscalYear: 2022 };
    const key = `${code}.G01.2022`;
    for (const { contractNo } of ledger.readModels.contracts.by('fund', key, ledger.runner.head()))
      await ledger.give({ type: 'ReleaseCommitment', ...fund, contractNo, reason: 'COMPLETED' }, {}, principal);
    await ledger.runner.waitFor(await stored(ledger), 10_000);
    for (const { line, spent, committed, resolution } of ledger.readModels.fundLines.by(
      'fund',
      key,
      ledger.runner.head(),
    )) {
      await ledger.give({ type: 'ReviseAllocation', ...fund, line, fen: spent + committed, resolution }, {}, principal);
    }
    await ledger.runner.waitFor(await stored(ledger), 10_000);
    const free = ledger.readModels.funds.byKey(key, ledger.runner.head())?.free ?? 0;
    if (free > 0)
      await ledger.give({ type: 'ReturnUnspent', ...fund, fen: free, documentNo: '退〔2023〕1号' }, {}, principal);
    await ledger.give({ type: 'CloseFundYear', ...fund }, {}, principal);
    await ledger.give(
      { type: 'AdjustClosedYear', ...fund, line: 1, fen: -10, documentNo: '审〔2024〕1号', reason: '审计调整' },
      {},
      principal,
    );
  }
};

/** Evaluates a group to the end, several times over: every step that there is, on the days that it needs. */
const evaluate = async (ledger: TestLedger, code: string): Promise<void> => {
  const as = (role: 'BUREAU' | 'COUNCIL' | 'SCHOOL', id = `${role.toLowerCase()}-7`): Principal => ({
    actor: { id, role },
    ...(role === 'BUREAU' ? { district: code } : role === 'COUNCIL' ? { group: scopeId } : { school: schoolId }),
  });
  const scopeId = `${code}.G01`;
  const of = { scopeId, period: '2022-2023', evaluation: 1 };
  const schoolId = `${code}.S02`;
  const personId = personIn(code, 6);
  const paper = { document: '材料', hash: 'a'.repeat(64) };
  const says = { level: '一般', nature: 'PROBLEM', text: '台账不全' } as const;
  const term = { personId, from: '2026-11-24', to: '2027-12-31' };
  const bureau = as('BUREAU');
  const give = async (command: GivenCommand, principal: Principal = bureau): Promise<void> => {
    await ledger.pass(command, { effectiveOn: ledger.clock.slice(0, 10) }, principal);
  };
  const later = (instant: string): void => {
    ledger.clock = instant;
  };
  await give({ type: 'RegisterPerson', personId, schoolId: `${code}.S05`, details: { name: '督学' } });
  await give({
    type: 'OpenEvaluation',
    scopeId,
    period: of.period,
    kind: 'SPECIAL',
    topic: '校园安全',
    office: '督导室',
    documentNo: '督1号',
    methods: ['SEMINAR'],
    inspectors: [term],
  });
  await give({ type: 'DismissInspector', ...of, personId });
  await give({ type: 'AppointInspector', ...of, ...term });
  await give({ type: 'RecordEvidence', ...of, ...paper, method: 'SEMINAR' });
  const finding = { ...of, ...says, schoolId, inspectorId: personId, evidence: [1], dimension: 'SCHOOL' };
  await give({ type: 'RecordFinding', ...finding });
  await give({ type: 'IssueDraft', ...of });
  await give({ type: 'LodgeObjection', ...of, finding: 1, schoolId, reason: '不实' }, as('SCHOOL'));
  await give({ type: 'AnswerObjection', ...of, objection: 1, reason: '属实', instead: { ...says, text: '已补正' } });
  later('2026-12-15T04:00:00.000Z');
  await give({ type: 'ConcludeEvaluation', ...of, grade: '良好', documentNo: '督2号' });
  await give({ type: 'AppealEvaluation', ...of, reason: '偏低' }, as('COUNCIL'));
  const decided = {
    appeal: 1,
    office: '市督导室',
    outcome: 'DISMISSED',
    documentNo: '市督1号',
    reason: '维持',
  } as const;
  await give({ type: 'DecideAppeal', ...of, ...decided }, as('BUREAU', 'bureau-8'));
  const ordered = { ...of, finding: 1, schoolId, deadline: '2027-03-31', documentNo: '督3号' };
  const submitted = async (rectification: number): Promise<void> => {
    await give({ type: 'OrderRectification', ...ordered });
    await give({ type: 'SubmitRectification', ...of, ...paper, rectification }, as('SCHOOL'));
  };
  await submitted(1);
  await give({ type: 'ReturnRectification', ...of, rectification: 1, reason: '不全', deadline: '2027-04-30' });
  await give({ type: 'CancelRectification', ...of, rectification: 1, documentNo: '督4号', reason: '不再需要' });
  await submitted(2);
  await give({ type: 'ConfirmRectification', ...of, rectification: 2 });
  await give({ type: 'ReopenEvaluation', ...of, documentNo: '督5号', reason: '补充调查' });
};

/** How many events the store holds. */
export const stored = async (ledger: TestLedger): Promise<number> => {
  for await (const batch of ledger.stores.events.follow()) return batch.events.length;
  return 0;
};
