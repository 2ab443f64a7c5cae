import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { correctionTypes } from '../../src/domain/correction.js';
import { deciders, type DomainEvent } from '../../src/domain/ledger.js';
import { summary } from '../../src/domain/summaries.js';

const directory = new URL('../golden/', import.meta.url);
/** An event of every type, as the golden files have them. */
const events = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as { type: string; data: object })
  .map(({ type, data }) => ({ type, ...data }) as DomainEvent);

describe('summaries of events', () => {
  test('are looked at for every event type', () =>
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set([...correctionTypes, ...deciders.flatMap((decider) => Object.keys(decider.eventTypes))]),
    ));

  test.each(events.map((event) => [event.type, event] as const))(
    '%s has one line in both languages, and no person by key',
    (_type, event) => {
      const en = summary(event, 'EN');
      const zh = summary(event, 'ZH');
      expect(en).toMatch(/^[A-Z]/);
      expect(zh).toMatch(/\p{Script=Han}/u);
      for (const text of [en, zh])
        expect(text).not.toMatch(/undefined|null|\[object|\n|: $|：$| {2}|00000000-|^\s|\s$/);
    },
  );

  test.each<[DomainEvent, string, string]>([
    [{ type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S01' }, 'School S01 joined G01', '学校 S01 加入 G01'],
    [
      { type: 'SchoolClassified', schoolCode: 'S01', isRural: true },
      'School S01 was classed: rural',
      '学校 S01 分类认定：农村学校',
    ],
    [
      { type: 'SchoolClassified', schoolCode: 'S01', standing: 'FAMOUS', isRural: false },
      'School S01 was classed: famous, not rural',
      '学校 S01 分类认定：名校、非农村学校',
    ],
    [
      { type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: 'Football\nand chess' },
      'School S01 defined its own feature: Football and chess',
      '学校 S01 确定办学特色：Football and chess',
    ],
    [{ type: 'GroupDissolved', groupCode: 'G01', memberCodes: [] }, 'G01 was dissolved', 'G01 解散'],
    [
      { type: 'SchoolsMerged', schoolCodes: ['S02', 'S03'], intoCode: 'S01' },
      'Schools S02, S03 merged into S01',
      '学校 S02、S03 并入 S01',
    ],
    [
      { type: 'MemberRemoved', ordinal: 2, personId: 'p', cause: 'RECOMMENDER_LEFT' },
      'A member of the council of term 2 lost the seat, because the recommending school left the group',
      '第 2 届理事会一名成员因推荐学校退出集团而失去席位',
    ],
    [
      {
        type: 'FundsAllocated',
        resolution: 3,
        lines: [
          { line: 1, purpose: '教师培训', schoolId: '370103.S01', fen: 1 },
          { line: 2, purpose: '文化', schoolId: '370103.S02', fen: 1234567890123 },
        ],
      },
      'Allocated under resolution 3: line 1 教师培训, 0.01 yuan, paid by 370103.S01; line 2 文化, 12345678901.23 yuan, paid by 370103.S02',
      '依第 3 号决议分配：第 1 项 教师培训 0.01 元，由 370103.S01 支付；第 2 项 文化 12345678901.23 元，由 370103.S02 支付',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: -1005, resolution: 3 },
      'Line 2 was changed by -10.05 yuan under resolution 3',
      '依第 3 号决议，第 2 项调整 -10.05 元',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: 50, resolution: 3 },
      'Line 2 was changed by +0.50 yuan under resolution 3',
      '依第 3 号决议，第 2 项调整 +0.50 元',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: 0, resolution: 4 },
      'Line 2 keeps its sum under resolution 4',
      '依第 4 号决议，第 2 项金额不变',
    ],
    [
      { type: 'AllocationSuspended', resolution: 3, lines: [1] },
      'Suspended, because resolution 3 no longer carries it: line 1',
      '第 3 号决议不再支持，暂停第 1 项',
    ],
    [
      {
        type: 'RecordCorrected',
        revision: 4,
        right: { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S02' },
        rightVersion: 1,
        rightEffectiveOn: '2021-09-01',
      },
      'Record 4 of this stream was corrected, with effect from 2021-09-01: School S02 joined G01',
      '更正本流第 4 号记录，自 2021-09-01 起：学校 S02 加入 G01',
    ],
    [
      {
        type: 'PolicyAdopted',
        policyCode: 'P1',
        title: '指引',
        documentNo: '2号',
        rules: { kind: 'SEPARATION', required: true },
      },
      'Policy P1 on the separation of submitting and approving was adopted: 指引 (2号)',
      '施行政策 P1（提交与审批分离）：指引（2号）',
    ],
  ])('%j', (event, en, zh) => {
    expect(summary(event, 'EN')).toBe(en);
    expect(summary(event, 'ZH')).toBe(zh);
  });
});
