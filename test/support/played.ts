import type { GivenCommand } from '../../src/commands/command.js';
import { fullTour, history } from './history.js';
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

/** How many events the store holds. */
export const stored = async (ledger: TestLedger): Promise<number> => {
  for await (const batch of ledger.stores.events.follow()) return batch.events.length;
  return 0;
};
