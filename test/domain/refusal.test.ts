import { describe, expect, test } from '@jest/globals';
import { newViolation, type Violation } from '../../src/domain/decider.js';
import { refusalCodes } from '../../src/domain/refusal.js';

describe('the path of a broken invariant', () => {
  const command = { type: 'FormGroup', leadId: 'S01', memberIds: ['S02', 'S03'], name: 'FormGroup', line: 1, fen: 1 };
  const path = (means: Violation['means']): readonly string[] | undefined =>
    newViolation<boolean>(
      [(broken) => (broken ? [{ code: 'NOT_FOUND', args: {}, ...(means && { means }) }] : [])],
      false,
      true,
      '2021-09-01',
      command,
    )?.path;

  test('is the field that holds what is meant', () => expect(path({ leadId: 'S01' })).toEqual(['leadId']));
  test('names the element of a list', () => expect(path({ memberIds: 'S03' })).toEqual(['memberIds', '1']));
  test('is the first of several fields that holds it', () =>
    expect(path({ leadId: 'S03', memberIds: 'S03', name: 'FormGroup' })).toEqual(['memberIds', '1']));
  test('is no field that the command does not have, and none that holds something else', () =>
    expect(path({ schoolId: 'S01', leadId: 'S04', termTo: true })).toEqual([]));
  test('is a field whatever it holds, where the rule says so', () =>
    expect(path({ termTo: true, memberIds: true })).toEqual(['memberIds']));
  test('tells numbers apart by their fields', () => expect(path({ line: 2, fen: 1 })).toEqual(['fen']));
  test('is empty where the whole command is meant', () => expect(path(undefined)).toEqual([]));
});

test('no refusal code is listed twice', () => expect(new Set(refusalCodes).size).toBe(refusalCodes.length));
