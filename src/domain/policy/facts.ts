import { factsOf } from '../fact.js';
import { policyKey, streamKey, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import type { PolicyEvent } from './events.js';

const ofPolicy = ({ policyCode }: { readonly policyCode: string }, stream: StreamName): readonly ObjectRef[] => [
  { type: 'Policy', key: policyKey(streamKey(stream), policyCode) },
  { type: 'District', key: streamKey(stream) },
];

const kinds = {
  NAMING: { en: 'the form of names', zh: '名称规范' },
  QUORUM: { en: 'quorum and majority', zh: '议事法定人数与表决比例' },
  FILING: { en: 'filing', zh: '备案效力' },
  CARETAKER: { en: 'councils after their term', zh: '届满留任' },
  BACKDATING: { en: 'late entries', zh: '补录期限' },
  FUND: { en: 'money carried over', zh: '结转资金' },
  SEPARATION: { en: 'the separation of duties', zh: '不相容职责分离' },
  ROTATION_DECISION: { en: 'who decides rotations', zh: '交流轮岗决定权' },
  ELIGIBILITY: { en: 'who is to rotate', zh: '交流轮岗条件' },
  EVALUATION: { en: 'evaluations', zh: '督导评价' },
  ROTATION_SHARE: { en: 'how many rotate', zh: '交流轮岗比例' },
  ROTATION_FLOW: { en: 'how many rotate to weak and rural schools', zh: '向薄弱、乡村学校流动比例' },
  LEAD_DRAIN: { en: 'what a lead school keeps', zh: '牵头学校骨干保有' },
  FUND_EXECUTION: { en: 'how fast money is paid', zh: '经费执行进度' },
  BALANCE: { en: 'the balance between schools', zh: '校际均衡' },
} as const;

export const facts = factsOf<PolicyEvent>()({
  PolicyAdopted: {
    touches: ofPolicy,
    public: ['policyCode', 'title', 'documentNo', 'clause', 'validTo', 'rules'],
    said: {
      en: ({ policyCode, rules, title, documentNo, clause = '', validTo }) =>
        `Policy ${policyCode} on ${kinds[rules.kind].en} was adopted: ${title} (${`${documentNo} ${clause}`.trim()})${validTo === undefined ? '' : `, until ${validTo}`}`,
      zh: ({ policyCode, rules, title, documentNo, clause = '', validTo }) =>
        `施行政策 ${policyCode}（${kinds[rules.kind].zh}）：${title}（${documentNo}${clause}）${validTo === undefined ? '' : `，至 ${validTo}`}`,
    },
  },
  PolicyRepealed: {
    touches: ofPolicy,
    public: ['policyCode'],
    said: {
      en: ({ policyCode }) => `Policy ${policyCode} was repealed`,
      zh: ({ policyCode }) => `废止政策 ${policyCode}`,
    },
  },
});
