import { describe, expect, test } from '@jest/globals';
import { hasDocument, isNotBackdated } from '../../src/domain/backdating.js';
import type { Context } from '../../src/domain/decider.js';
import { noPolicies, policy } from '../../src/domain/policy/index.js';
import { bureau, from, secretary, stateOf } from './given.js';

const admit = { type: 'AdmitSchool' };
const asked = (context: Partial<Context>): Context => ({
  effectiveOn: '2021-09-01',
  recordedOn: '2021-09-01',
  actor: secretary,
  hasDocument: false,
  references: undefined,
  policies: noPolicies,
  ...context,
});
const refusalOf = (context: Partial<Context>, command: Parameters<typeof isNotBackdated>[0] = admit) =>
  isNotBackdated(command, asked(context), undefined)?.refused;

describe('a command that has effect from an earlier day', () => {
  test('may reach 30 days back where no policy says anything, and no day more', () => {
    expect(refusalOf({ effectiveOn: '2021-08-02' })).toBeUndefined();
    expect(refusalOf({ effectiveOn: '2021-08-01' })).toMatchObject({
      code: 'BACKDATED',
      args: { day: '2021-08-01', days: 30 },
      path: ['command', 'effectiveOn'],
    });
  });

  test('goes by the policy of the day on which we are told', () => {
    const policies = stateOf(
      policy,
      from('2021-09-01', {
        type: 'PolicyAdopted',
        policyCode: 'B1',
        title: '补录期限',
        documentNo: '1号',
        rules: { kind: 'BACKDATING', days: 5 },
      }),
    );
    expect(refusalOf({ effectiveOn: '2021-08-27', policies })).toBeUndefined();
    expect(refusalOf({ effectiveOn: '2021-08-26', policies })).toMatchObject({ args: { days: 5 } });
    const before = { effectiveOn: '2021-08-20', recordedOn: '2021-08-31', policies };
    expect(refusalOf(before)).toBeUndefined();
  });

  test('is no matter of days for the bureau on a document, and for the processes', () => {
    const early = { effectiveOn: '2001-01-01' };
    expect(refusalOf({ ...early, actor: bureau })).toMatchObject({ code: 'BACKDATED' });
    expect(refusalOf({ ...early, hasDocument: true })).toMatchObject({ code: 'BACKDATED' });
    expect(refusalOf({ ...early, actor: bureau, hasDocument: true })).toBeUndefined();
    expect(refusalOf({ ...early, actor: { id: 'process', role: 'SYSTEM' } })).toBeUndefined();
  });

  test('begins no term before itself', () => {
    const appoint = { type: 'AppointCouncil', termFrom: '2021-08-31' };
    expect(refusalOf({}, appoint)).toMatchObject({
      code: 'BACKDATED',
      args: { day: '2021-08-31', days: 0 },
      path: ['termFrom'],
    });
    expect(refusalOf({ effectiveOn: '2021-08-31' }, appoint)).toBeUndefined();
    expect(refusalOf({ actor: bureau, hasDocument: true }, appoint)).toBeUndefined();
  });
});

test('a document is named by its number, in the basis or in the command', () => {
  expect(hasDocument(admit, [{}])).toBe(false);
  expect(hasDocument(admit, [{}, { documentNo: '1号' }])).toBe(true);
  expect(hasDocument({ ...admit, documentNo: ' ' }, [])).toBe(false);
  expect(hasDocument({ ...admit, documentNo: '2号' }, [])).toBe(true);
});
