import { createHash } from 'node:crypto';
import { addDays } from '../../domain/day.js';
import type { EvaluationCommand } from '../../domain/evaluation/index.js';
import { DIMENSIONS } from '../../domain/policy/index.js';
import { dayIn, type Group, type World } from './world.js';

type Says<Command> = Command extends EvaluationCommand
  ? Omit<Command, 'scopeId' | 'period' | 'evaluation' | 'documentNo'>
  : never;

/** Each group is evaluated every so many years. */
const EVERY = 3;
const METHODS = ['SEMINAR', 'INSPECTION', 'DATA'] as const;
const LEVELS = ['好', '较好', '一般', '较差'] as const;
const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex');

/** A third of the groups is evaluated in the autumn: opened, found, drafted, now and then objected to, concluded, rectified. */
export const evaluate = (world: World, year: number): void =>
  world.groups.forEach((group, index) => {
    if ((index + year) % EVERY !== 0) return;
    world.plan(dayIn(year, 10, 1), () => {
      ofGroup(world, group, year);
      return undefined;
    });
  });

const ofGroup = (world: World, group: Group, year: number): void => {
  const { random, groups, plan, bureau, nextDocumentNo } = world;
  const others = groups.filter((one) => one !== group);
  if (others.length === 0) return;
  // They lead schools of other groups.
  const inspectors = [...new Set([random.pick(others), random.pick(others)])].map(
    ({ lead }) => lead.staff[0]!.personId,
  );
  const supervises = bureau('supervision');
  const inOffice = { from: dayIn(year, 10, 12), to: dayIn(year + 1, 7, 31) };
  const say = (on: string, says: Says<EvaluationCommand>, by = supervises): void =>
    plan(on, (day) => ({
      command: {
        ...{ scopeId: group.id, period: `${year}-${year + 1}` },
        ...(says.type === 'OpenEvaluation' ? {} : { evaluation: 1 }),
        ...(['OpenEvaluation', 'ConcludeEvaluation', 'OrderRectification'].includes(says.type)
          ? { documentNo: nextDocumentNo(day) }
          : {}),
        ...says,
      } as EvaluationCommand,
      by,
    }));
  const day = (after: number): string => addDays(inOffice.from, after);
  say(day(0), {
    ...{ type: 'OpenEvaluation', kind: 'COMPREHENSIVE', office: '模拟区政府教育督导室', methods: METHODS },
    inspectors: inspectors.map((personId) => ({ personId, ...inOffice })),
  });
  METHODS.forEach((method, index) => {
    const document = `模拟：${year}年${group.code}督导材料${index + 1}`;
    say(day(3 + index), { type: 'RecordEvidence', method, document, hash: hashOf(document) });
  });
  const found = DIMENSIONS.map((dimension, index) => {
    const level = random.below(LEVELS.length);
    const school = random.pick(group.members);
    const isProblem = level >= 2;
    say(day(8 + index), {
      ...{ type: 'RecordFinding', dimension, level: LEVELS[level]!, nature: isProblem ? 'PROBLEM' : 'STRENGTH' },
      ...{ text: '模拟：本维度的督导意见', evidence: [1 + random.below(METHODS.length)] },
      ...{ inspectorId: random.pick(inspectors), schoolId: school.id },
    });
    return { school, isProblem };
  });
  say(day(14), { type: 'IssueDraft' });
  if (random.happens(0.2)) {
    say(day(16), { type: 'LodgeObjection', finding: 1, reason: '模拟：对意见的说明' }, group.principal);
    say(day(20), { type: 'AnswerObjection', objection: 1, reason: '模拟：经核查维持' }, bureau('supervision-lead'));
  }
  say(day(26), { type: 'ConcludeEvaluation', grade: random.pick(['优秀', '良好', '合格'] as const) });
  const wrong = found.findIndex(({ isProblem }) => isProblem);
  if (wrong < 0) return;
  const { school } = found[wrong]!;
  const document = `模拟：${year}年${school.code}整改报告`;
  say(day(27), { type: 'OrderRectification', finding: wrong + 1, schoolId: school.id, deadline: day(70) });
  say(
    day(40 + random.below(25)),
    { type: 'SubmitRectification', rectification: 1, document, hash: hashOf(document) },
    school.principal,
  );
  say(day(68), { type: 'ConfirmRectification', rectification: 1 });
};
