import { readFileSync } from 'node:fs';
import type { PolicyRules } from '../domain/policy/index.js';
import { present } from '../domain/present.js';
import { packageFile } from './package-file.js';
import type { Register } from './register/format.js';
import { sampleStep, type SampleStep } from './sample.js';

/** A policy of registers/policies.json: what AdoptPolicy takes of it, and the fields that the source at hand does not state. */
export interface ListedPolicy {
  readonly code: string;
  readonly title: string;
  readonly documentNo: string;
  readonly clause?: string;
  readonly effectiveOn: string;
  readonly assumed: readonly string[];
  readonly rules: PolicyRules;
}

const policiesFile = packageFile('registers/policies.json');

export const listedPolicies = (): readonly ListedPolicy[] =>
  (JSON.parse(readFileSync(policiesFile, 'utf8')) as { readonly policies: readonly ListedPolicy[] }).policies;

/** The paper by which the sample district adopts what is not its own. */
const ADOPTION = '样本〔2025〕97号';
/** Those of the list that a district of Jinan goes by; of a kind one. */
const OF_JINAN = ['JN2014', 'JD201706'];
/** What no document of the list says, so that the demo shows it. */
const SAMPLES: readonly ListedPolicy[] = [
  {
    code: 'SAMPLE1',
    title: '样本：牵头学校骨干教师保有要求',
    documentNo: '样本〔2025〕95号',
    effectiveOn: '2016-01-01',
    assumed: ['rules'],
    rules: { kind: 'LEAD_DRAIN', kept: { numerator: 90, denominator: 100, atLeast: true } },
  },
  {
    code: 'SAMPLE2',
    title: '样本：专项经费执行进度要求',
    documentNo: '样本〔2025〕96号',
    effectiveOn: '2016-01-01',
    assumed: ['rules'],
    rules: {
      kind: 'FUND_EXECUTION',
      steps: [
        { month: 6, paid: { numerator: 50, denominator: 100, atLeast: true } },
        { month: 9, paid: { numerator: 75, denominator: 100, atLeast: true } },
      ],
    },
  },
];

/** The policies of the demo's district. */
export const samplePolicies = ({ district }: Register): readonly SampleStep[] =>
  [...listedPolicies().filter(({ code }) => OF_JINAN.includes(code)), ...SAMPLES].map(
    ({ code, title, documentNo, clause, effectiveOn, assumed, rules }) =>
      sampleStep(
        district.code,
        { type: 'AdoptPolicy', districtId: district.code, code, title, documentNo, rules, ...present({ clause }) },
        { effectiveOn, documentNo: ADOPTION, assumed, reason: '样本：演示政策作为有日期的数据' },
      ),
  );
