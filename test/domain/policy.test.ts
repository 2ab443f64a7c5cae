import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  policy,
  rulesOn,
  type PolicyCommand,
  type PolicyEvent,
  type PolicyRules,
} from '../../src/domain/policy/index.js';
import { upcast } from '../../src/domain/upcast.js';
import { from, given, on, type Fact } from './given.js';

const separation: PolicyRules = { kind: 'SEPARATION', pairs: [] };
const share = { numerator: 2, denominator: 3, atLeast: true };
const adopt = (
  code: string,
  rules: PolicyRules = separation,
  more: Partial<Extract<PolicyCommand, { type: 'AdoptPolicy' }>> = {},
): PolicyCommand => ({
  type: 'AdoptPolicy',
  districtId: '370103',
  code,
  title: '办法',
  documentNo: '1号',
  rules,
  ...more,
});
const adopted = (policyCode: string, rules: PolicyRules = separation): PolicyEvent => ({
  type: 'PolicyAdopted',
  policyCode,
  title: '办法',
  documentNo: '1号',
  rules,
});
const repeal = (policyCode: string): PolicyCommand => ({ type: 'RepealPolicy', policyId: `370103.${policyCode}` });
const at = (facts: readonly Fact<PolicyEvent>[] = []) => given(policy, facts);
const rotation: PolicyRules = {
  kind: 'ROTATION_DECISION',
  group: 'EITHER',
  district: 'BUREAU',
  support: 'BUREAU',
  toleranceDays: 15,
};
const eligibility: PolicyRules = { kind: 'ELIGIBILITY', mandatory: false, health: false };
const leaving: PolicyRules = { ...eligibility, yearsToRetirement: 5, retirementMale: 60, retirementFemale: 55 };
const rotated: PolicyRules = {
  kind: 'ROTATION_SHARE',
  rotated: { numerator: 1, denominator: 10, atLeast: true },
  rotatedOf: 'ELIGIBLE',
  backbone: { numerator: 1, denominator: 5, atLeast: true },
  backboneOf: 'ROTATED',
  schools: 'TOWN_OR_QUALITY',
  oldestMale: 55,
  oldestFemale: 50,
  yearsAtSchool: 6,
  leastMonths: 12,
};
const { backbone: _backbone, ...withoutBackbone } = rotated;
const { backboneOf: _backboneOf, ...withoutBackboneOf } = rotated;
const paid = { numerator: 1, denominator: 2, atLeast: true };
const backdating = (days: number): PolicyRules => ({ kind: 'BACKDATING', days });

const evaluating: Extract<PolicyRules, { kind: 'EVALUATION' }> = {
  kind: 'EVALUATION',
  objectionDays: 1,
  appealDays: 1,
  grades: ['优秀'],
  levels: ['好'],
  extraDimensions: [{ code: 'FOOD', name: '食育' }],
};

describe('AdoptPolicy', () => {
  test('puts a policy in force', () => at().when(adopt('P1')).then(adopted('P1')));
  test('names its last day where the paper does', () =>
    at()
      .when(adopt('P1', separation, { validTo: '2021-09-01' }))
      .then({ ...adopted('P1'), validTo: '2021-09-01' } as PolicyEvent));
  test('is not cut short by the end of the one whose place it takes', () => {
    const repealed = at([
      ...from('2021-01-01', adopted('P1')),
      ...from<PolicyEvent>('2022-01-01', { type: 'PolicyRepealed', policyCode: 'P1' }),
    ]);
    const { state } = repealed.after(adopt('P2', { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] }), on('2021-06-01'));
    expect(['2021-05-31', '2021-06-01', '2022-06-01'].map((day) => rulesOn(state, 'SEPARATION', day)?.pairs)).toEqual([
      [],
      ['FILES_ACCEPTS'],
      ['FILES_ACCEPTS'],
    ]);
  });
  test('says where the paper says it', () => {
    at()
      .when(adopt('P1', rotated, { clause: '第三条' }))
      .then({ ...adopted('P1', rotated), clause: '第三条' } as PolicyEvent);
    at()
      .when(adopt('P1', rotated, { clause: ' ' }))
      .refused('INVALID_INPUT', {}, ['clause']);
  });
  test.each([
    [[{ month: 13, paid }], ['0', 'month']],
    [
      [
        { month: 6, paid },
        { month: 9, paid: { ...paid, numerator: 3 } },
      ],
      ['1', 'paid'],
    ],
    [
      [
        { month: 6, paid },
        { month: 6, paid },
      ],
      ['1', 'month'],
    ],
  ])('names the step of execution that is none: %j', (steps, path) =>
    at()
      .when(adopt('P1', { kind: 'FUND_EXECUTION', steps }))
      .refused('INVALID_INPUT', {}, ['rules', 'steps', ...path]),
  );
  test('needs a document', () => {
    at()
      .when(adopt('P1', separation, { documentNo: ' ' }))
      .refused('BASIS_MISSING', {}, ['documentNo']);
    at()
      .when(adopt('P1', separation, { documentNo: '1\t' }))
      .refused('INVALID_INPUT', {}, ['documentNo']);
  });
  test('is refused with a code that is none, or that was used before', () => {
    at().when(adopt('p-1')).refused('INVALID_INPUT', {}, ['code']);
    at(from('2021-01-01', adopted('P1')))
      .when(adopt('P1', backdating(3)))
      .refused('CODE_TAKEN', { code: 'P1' }, ['code']);
  });
  test('is refused with an empty title, or a last day that is none or too early', () => {
    at()
      .when(adopt('P1', separation, { title: '' }))
      .refused('INVALID_INPUT', {}, ['title']);
    at()
      .when(adopt('P1', separation, { validTo: '2022-02-30' }))
      .refused('INVALID_INPUT', {}, ['validTo']);
    at()
      .when(adopt('P1', separation, { validTo: '2021-08-31' }))
      .refused('DATE_ORDER', { earliest: '2021-09-01' }, ['validTo']);
  });
  test.each<[PolicyRules, string]>([
    [{ kind: 'NAMING', groupSuffix: '', allianceSuffix: '联盟' }, 'groupSuffix'],
    [{ kind: 'NAMING', groupSuffix: '集团', allianceSuffix: ' ' }, 'allianceSuffix'],
    [{ kind: 'QUORUM', quorum: { ...share, numerator: 4 }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { ...share, numerator: 0 }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { numerator: 1, denominator: 1, atLeast: false }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { numerator: -1, denominator: 2, atLeast: false }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { numerator: 0.5, denominator: 1, atLeast: false }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { numerator: 1, denominator: 1.5, atLeast: false }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: { numerator: 500, denominator: 1001, atLeast: false }, majority: share }, 'quorum'],
    [{ kind: 'QUORUM', quorum: share, majority: { numerator: 0, denominator: 0, atLeast: true } }, 'majority'],
    [{ kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 0 }, 'answerDays'],
    [{ kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 3651 }, 'answerDays'],
    [{ kind: 'CARETAKER', days: 0, resolutionKinds: ['OTHER'] }, 'days'],
    [{ kind: 'CARETAKER', days: 3651, resolutionKinds: ['OTHER'] }, 'days'],
    [backdating(-1), 'days'],
    [backdating(3651), 'days'],
    [backdating(1.5), 'days'],
    [{ kind: 'FUND', lapseYears: 0 }, 'lapseYears'],
    [{ kind: 'FUND', lapseYears: 21 }, 'lapseYears'],
    [{ kind: 'FUND', lapseYears: 2, settlementDays: -1 }, 'settlementDays'],
    [{ kind: 'FUND', lapseYears: 2, settlementDays: 367 }, 'settlementDays'],
    [{ kind: 'FUND', lapseYears: 2, windingUpDays: 0.5 }, 'windingUpDays'],
    [{ kind: 'FUND', lapseYears: 2, windingUpDays: 3651 }, 'windingUpDays'],
    [{ kind: 'SEPARATION', pairs: ['ALLOCATES_PAYS', 'ALLOCATES_PAYS'] }, 'pairs'],
    [{ ...rotated, rotated: { ...share, numerator: 4 } }, 'rotated'],
    [{ ...rotated, backbone: { ...share, numerator: 0 } }, 'backbone'],
    [withoutBackbone, 'backbone'],
    [withoutBackboneOf, 'backboneOf'],
    [{ ...rotated, oldestMale: 81 }, 'oldestMale'],
    [{ ...rotated, kind: 'ROTATION_FLOW', oldestFemale: 17 }, 'oldestFemale'],
    [{ ...rotated, yearsAtSchool: 0 }, 'yearsAtSchool'],
    [{ ...rotated, leastMonths: 121 }, 'leastMonths'],
    [{ kind: 'LEAD_DRAIN', kept: { ...share, numerator: 4 } }, 'kept'],
    [{ kind: 'FUND_EXECUTION', steps: [] }, 'steps'],
    [{ kind: 'BALANCE', primaryPermille: 0, juniorPermille: 450 }, 'primaryPermille'],
    [{ kind: 'BALANCE', primaryPermille: 500, juniorPermille: 5001 }, 'juniorPermille'],
    [{ ...rotation, toleranceDays: -1 }, 'toleranceDays'],
    [{ ...rotation, toleranceDays: 367 }, 'toleranceDays'],
    [{ ...evaluating, objectionDays: 0 }, 'objectionDays'],
    [{ ...evaluating, objectionDays: 367 }, 'objectionDays'],
    [{ ...evaluating, appealDays: 0 }, 'appealDays'],
    [{ ...evaluating, appealDays: 1.5 }, 'appealDays'],
    [{ ...evaluating, grades: [] }, 'grades'],
    [{ ...evaluating, levels: [] }, 'levels'],
    [{ ...eligibility, oldestMale: 17 }, 'oldestMale'],
    [{ ...eligibility, oldestMale: 81 }, 'oldestMale'],
    [{ ...eligibility, oldestFemale: 17 }, 'oldestFemale'],
    [{ ...eligibility, oldestFemale: 54.5 }, 'oldestFemale'],
    [{ ...eligibility, yearsAtSchool: 0 }, 'yearsAtSchool'],
    [{ ...eligibility, yearsAtSchool: 41 }, 'yearsAtSchool'],
    [{ ...leaving, yearsToRetirement: 0 }, 'yearsToRetirement'],
    [{ ...leaving, yearsToRetirement: 41 }, 'yearsToRetirement'],
    [{ ...leaving, retirementMale: 39 }, 'retirementMale'],
    [{ ...leaving, retirementFemale: 81 }, 'retirementFemale'],
    [{ ...eligibility, yearsToRetirement: 5 }, 'retirementMale'],
    [{ ...eligibility, yearsToRetirement: 5, retirementMale: 60 }, 'retirementFemale'],
    [{ ...eligibility, retirementMale: 60 }, 'retirementMale'],
  ])('is refused with %j', (rules, field) =>
    at().when(adopt('P1', rules)).refused('INVALID_INPUT', {}, ['rules', field]),
  );
  test.each<[Partial<typeof evaluating>, string[]]>([
    [{ grades: ['优秀', '优　秀'] }, ['grades', '1']],
    [{ levels: ['好', ''] }, ['levels', '1']],
    [{ extraDimensions: [{ code: 'food', name: '食育' }] }, ['extraDimensions', '0', 'code']],
    [{ extraDimensions: [{ code: 'FOOD', name: '' }] }, ['extraDimensions', '0', 'name']],
    [{ extraDimensions: [{ code: 'SCHOOL', name: '学校' }] }, ['extraDimensions', '0', 'code']],
    [
      { extraDimensions: [...evaluating.extraDimensions, { code: 'FOOD', name: '饮食' }] },
      ['extraDimensions', '1', 'code'],
    ],
  ])('is refused with a list that holds %j', (more, path) =>
    at()
      .when(adopt('P1', { ...evaluating, ...more }))
      .refused('INVALID_INPUT', {}, ['rules', ...path]),
  );
  test.each<PolicyRules>([
    evaluating,
    { ...evaluating, objectionDays: 366, appealDays: 366, extraDimensions: [] },
    { kind: 'NAMING', groupSuffix: '教育集团', allianceSuffix: '联盟学校' },
    {
      kind: 'QUORUM',
      quorum: { numerator: 1, denominator: 1, atLeast: true },
      majority: { numerator: 0, denominator: 1, atLeast: false },
    },
    {
      kind: 'QUORUM',
      quorum: { numerator: 1, denominator: 1000, atLeast: true },
      majority: { numerator: 999, denominator: 1000, atLeast: false },
    },
    { kind: 'FILING', effect: 'DECLARATORY', answerDays: 1 },
    { kind: 'FILING', effect: 'DECLARATORY', answerDays: 3650 },
    { kind: 'CARETAKER', days: 1, resolutionKinds: [] },
    { kind: 'CARETAKER', days: 3650, resolutionKinds: ['FUND', 'OTHER'] },
    backdating(0),
    backdating(3650),
    { kind: 'FUND', lapseYears: 1 },
    { kind: 'FUND', lapseYears: 20, settlementDays: 366, windingUpDays: 3650 },
    { kind: 'FUND', lapseYears: 20, settlementDays: 0, windingUpDays: 0 },
    { kind: 'SEPARATION', pairs: [] },
    { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS', 'ADOPTS_APPROPRIATES', 'RECORDS_APPROVES', 'ALLOCATES_PAYS'] },
    { ...rotation, toleranceDays: 0 },
    { ...rotation, group: 'COUNCIL', district: 'EITHER', toleranceDays: 366 },
    eligibility,
    { ...eligibility, mandatory: true, health: true, oldestMale: 18, oldestFemale: 80, yearsAtSchool: 1 },
    { ...leaving, yearsAtSchool: 40 },
    { ...leaving, yearsToRetirement: 40, retirementMale: 80, retirementFemale: 40 },
  ])('accepts %j', (rules) => at().when(adopt('P1', rules)).then(adopted('P1', rules)));
});

describe('RepealPolicy', () => {
  const inForce = from('2021-01-01', adopted('P1'));
  test('ends a policy', () => at(inForce).when(repeal('P1')).then({ type: 'PolicyRepealed', policyCode: 'P1' }));
  test('needs a document', () =>
    at(inForce)
      .when(repeal('P1'), { hasDocument: false })
      .refused('BASIS_MISSING', { policy: 'P1' }, ['command', 'basis']));
  test('is refused for an unknown policy', () =>
    at(inForce).when(repeal('P2')).refused('NOT_FOUND', { policy: 'P2' }, ['policyId']));
  test('is refused where it applies no more: repealed, followed by another, or over', () => {
    at(inForce).after(repeal('P1')).when(repeal('P1')).refused('NO_CHANGE', { policy: 'P1' }, ['policyId']);
    at([...inForce, ...from('2021-06-01', adopted('P2'))])
      .when(repeal('P1'))
      .refused('NO_CHANGE');
    at(from('2021-01-01', { ...adopted('P1'), validTo: '2021-08-31' } as PolicyEvent))
      .when(repeal('P1'))
      .refused('NO_CHANGE');
  });
  test('before its first day, takes it back altogether', () => {
    const { state } = at(inForce).after(repeal('P1'), on('2020-06-01'));
    expect(rulesOn(state, 'SEPARATION', '2021-05-01')).toBeUndefined();
  });
});

describe('a policy SEPARATION that said yes or no', () => {
  const old = (required: boolean) => ({
    policyCode: 'P1',
    title: '办法',
    documentNo: '1号',
    rules: { kind: 'SEPARATION', required },
  });
  test.each<[boolean, PolicyRules]>([
    [true, { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] }],
    [false, { kind: 'SEPARATION', pairs: [] }],
  ])('%j is read as pairs', (required, rules) =>
    expect(upcast(policy, 'PolicyAdopted', 1, old(required))).toEqual({ event: adopted('P1', rules) }),
  );
  test('so is a right fact of a correction, and no other policy becomes another', () => {
    const right = (rules: object) => ({
      revision: 0,
      right: { ...old(true), type: 'PolicyAdopted', rules },
      rightVersion: 1,
      rightEffectiveOn: '2021-01-01',
    });
    expect(upcast(policy, 'RecordCorrected', 1, right({ kind: 'SEPARATION', required: true }))).toMatchObject({
      event: { right: adopted('P1', { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] }) },
    });
    expect(upcast(policy, 'PolicyAdopted', 1, { ...old(true), rules: backdating(3) })).toEqual({
      event: adopted('P1', backdating(3)),
    });
  });
  test('is hashed as it was, and other pairs as they are', () => {
    const hashed = (rules: PolicyRules) => policy.contentOf?.(adopt('P1', rules));
    expect(hashed({ kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] })).toMatchObject({
      rules: { kind: 'SEPARATION', required: true },
    });
    expect(hashed(separation)).toMatchObject({ rules: { kind: 'SEPARATION', required: false } });
    const other: PolicyRules = { kind: 'SEPARATION', pairs: ['ALLOCATES_PAYS'] };
    expect(hashed(other)).toMatchObject({ rules: other });
  });
});

describe('a policy applies', () => {
  const daysOn = (facts: readonly Fact<PolicyEvent>[], ...days: readonly string[]): (number | undefined)[] => {
    const { state } = at(facts);
    return days.map((day) => rulesOn(state, 'BACKDATING', day)?.days);
  };
  const first = from('2021-01-01', adopted('P1', backdating(10)));
  test('from its effective day on', () =>
    expect(daysOn(first, '2020-12-31', '2021-01-01', '2099-01-01')).toEqual([undefined, 10, 10]));
  test('until and with its last day', () =>
    expect(
      daysOn(
        from('2021-01-01', { ...adopted('P1', backdating(10)), validTo: '2021-06-30' } as PolicyEvent),
        '2021-06-30',
        '2021-07-01',
      ),
    ).toEqual([10, undefined]));
  test('until the day of its repeal', () =>
    expect(
      daysOn(
        [...first, ...from<PolicyEvent>('2021-07-01', { type: 'PolicyRepealed', policyCode: 'P1' })],
        '2021-06-30',
        '2021-07-01',
      ),
    ).toEqual([10, undefined]));
  test('until another of its kind follows, entered before or after', () => {
    const second = from('2021-07-01', adopted('P2', backdating(20)));
    for (const facts of [
      [...first, ...second],
      [...second, ...first],
    ])
      expect(daysOn(facts, '2021-06-30', '2021-07-01')).toEqual([10, 20]);
  });
  test('whatever happens to those of other kinds', () => {
    const facts = [
      ...first,
      ...from<PolicyEvent>('2021-02-01', adopted('P2'), { type: 'PolicyRepealed', policyCode: 'P2' }),
    ];
    expect(daysOn(facts, '2021-03-01')).toEqual([10]);
  });
});

describe('the policies of registers/policies.json', () => {
  const { policies } = JSON.parse(readFileSync(new URL('../../registers/policies.json', import.meta.url), 'utf8')) as {
    readonly policies: readonly (Omit<Extract<PolicyCommand, { type: 'AdoptPolicy' }>, 'type' | 'districtId'> & {
      readonly effectiveOn: string;
      readonly assumed: readonly string[];
    })[];
  };
  test.each(policies)('$documentNo is adopted as it stands', ({ effectiveOn, ...listed }) => {
    const { code, title, documentNo, clause, rules } = listed;
    at()
      .when(adopt(code, rules, { title, documentNo, ...(clause === undefined ? {} : { clause }) }), on(effectiveOn))
      .then({
        ...{ type: 'PolicyAdopted', policyCode: code, title, documentNo, rules },
        ...(clause === undefined ? {} : { clause }),
      });
  });
  test('are those that DOMAIN.md lists with parameters', () => {
    const domain = readFileSync(new URL('../../docs/DOMAIN.md', import.meta.url), 'utf8');
    const named = policies.filter(({ assumed }) => !assumed.includes('documentNo')).map(({ documentNo }) => documentNo);
    expect(named.filter((documentNo) => !domain.includes(documentNo))).toEqual([]);
    expect(named).toHaveLength(4);
    // Every field that is said to be assumed is one.
    for (const { assumed, ...listed } of policies)
      for (const path of assumed)
        expect({ path, value: path.split('.').reduce<any>((of, field) => of[field], listed) }).not.toEqual({
          path,
          value: undefined,
        });
  });
});
