import { describe, expect, test } from '@jest/globals';
import type { PersonDetails } from '../../src/commands/command.js';
import { invalidDetails } from '../../src/commands/people.js';
import { commitmentOf } from '../../src/eventstore/commitment.js';

const details: PersonDetails = { name: '张三', birthDate: '1980-01-31' };

describe('the commitment to details', () => {
  const salt = 'ab'.repeat(32);

  test('of somebody whose sex is not said is what it was before a sex could be said', () =>
    expect(commitmentOf(salt, details)).toBe('bba7e6eb2f68d995b5b8f1371a2b79390a6b843d80eb30bb7e0462868197797e'));
  test('covers the sex where it is said', () => {
    const commitments = [details, { ...details, sex: 'FEMALE' }, { ...details, sex: 'MALE' }] as const;
    expect(new Set(commitments.map((one) => commitmentOf(salt, one))).size).toBe(3);
  });
});

describe('details that are none', () => {
  test.each(['', 'female', '女', 'OTHER'])('have a sex that is none: %j', (sex) => {
    expect(invalidDetails({ ...details, sex: sex as 'MALE' })).toEqual({
      code: 'INVALID_INPUT',
      args: { field: 'sex' },
      path: ['sex'],
    });
  });
  test.each(['FEMALE', 'MALE', undefined] as const)('are not those with the sex %s', (sex) => {
    expect(invalidDetails({ ...details, ...(sex && { sex }) })).toBeUndefined();
  });
});
