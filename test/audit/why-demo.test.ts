import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { commandHandler } from '../../src/commands/handle.js';
import { sentence } from '../../src/domain/sentence.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { openLedger, type TestLedger } from '../support/ledger.js';
import { asked } from './why.js';

const NOW = '2026-11-24T01:00:00.000Z';

let ledger: TestLedger;
beforeAll(async () => {
  const stores = memoryStores();
  await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
  ledger = await openLedger(stores);
}, 60_000);
afterAll(() => ledger.close());

/** The links of an answer, each with its day and a line without names of persons. */
const told = (
  ...question: Parameters<typeof asked> extends [unknown, ...infer Rest] ? Rest : never
): readonly string[] => {
  const { values, events } = ledger.readModels;
  return asked(ledger, ...question)!.links.map(({ kind, on, position }) => {
    const { event, metadata, stream } = events.at(position)!;
    const nameOn = (id: string, day: string) =>
      values.nearest(id, 'name', { position: ledger.runner.head(), effectiveOn: day }) || undefined;
    const names = { school: nameOn, group: nameOn, person: () => undefined };
    return `${kind} ${on}: ${sentence({ event, effectiveOn: metadata.effectiveOn }, stream, 'zh', names)}`;
  });
};

test('why a payment under a contract was made, from the voucher to the filing of the council', () => {
  const decided =
    '育英教育集团联盟学校第 1 届理事会通过第 1 号决议（经费）：样本：2025年度专项经费使用方案，2025 年度 180000.00 元（由教育局代理事会登记）';
  expect(told('GROUND', 'Expenditure:370103.A01.2025/370103.S01/2025/10/样本记-A1-1/1')).toEqual([
    'MADE_BY 2025-10-20: 第 1 项支出 45678.90 元，凭证 济南育英中学 2025-10 样本记-A01-1/1',
    'CONTRACTED 2025-09-22: 第 1 项签订合同 样本合同2025-A01，承诺支出 80000.00 元',
    'CONTRACTED 2025-11-12: 第 1 项合同 样本合同2025-A01变更 -10000.00 元',
    'ALLOCATED 2025-09-16: 依第 1 号决议分配：第 1 项 样本：校园文化建设 120000.00 元，由济南育英中学支付；第 2 项 样本：联合教研 60000.00 元，由济南第六十八中学支付（由教育局代理事会登记）',
    `DECIDED_BY_RESOLUTION 2025-09-15: ${decided}`,
    `ADOPTED_IN_MEETING 2025-09-15: ${decided}`,
    'COUNCIL_APPOINTED 2025-08-25: 任命育英教育集团联盟学校第 1 届理事会：2 个席位，任期 2025-09-01 至 2030-08-31',
    'FILED 2025-08-27: 育英教育集团联盟学校第 1 届理事会报教育局备案',
    'FILING_ANSWERED 2025-08-29: 教育局接受育英教育集团联盟学校第 1 届理事会备案（样本〔2025〕4号）',
    'APPROPRIATED 2025-09-10: 教育局向育英教育集团联盟学校拨付 2025 年度专项经费 205000.00 元（样本〔2025〕112号）',
  ]);
});

test('why a group got its grade, with what was found and the objection that was upheld', () => {
  const which = '经五教育集团 2025-2026 第 1 次督导评价';
  expect(told('GRADE', 'Evaluation:370103.G03.2025-2026.E1')).toEqual([
    `MADE_BY 2026-10-29: ${which}结论：良好（样本〔2026〕613号）`,
    `FOUND 2026-10-20: ${which}发现 1（SCHOOL）：较好，优势`,
    `FOUND 2026-10-20: ${which}发现 2（TEACHER，济南市经纬小学）：较差，问题`,
    `OBJECTED 2026-10-22: 济南市经纬小学对${which}发现 2 提出异议 1`,
    `OBJECTION_UPHELD 2026-10-26: ${which}异议 1 成立，发现予以更改`,
    `FOUND 2026-10-20: ${which}发现 3（STUDENT，济南市经五路小学）：一般，问题`,
    `FOUND 2026-10-20: ${which}发现 4（RECOGNITION）：较好，优势`,
    `FOUND 2026-10-20: ${which}发现 5（POTENTIAL，济南市经八路小学）：一般，问题`,
    `OPENED 2026-10-16: 样本：区政府教育督导室启动${which}（综合，样本〔2026〕601号）`,
  ]);
});
