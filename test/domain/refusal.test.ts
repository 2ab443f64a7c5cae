import { describe, expect, test } from '@jest/globals';
import { located, refuse, refusalCodes } from '../../src/domain/refusal.js';

describe('the path of a refusal', () => {
  const command = { type: 'FormGroup', leadCode: 'S01', memberCodes: ['S02', 'S03'], name: 'FormGroup' };
  const path = (args: Record<string, string | number>, own: string[] = []): readonly string[] => located(refuse('NOT_FOUND', args, own).refused, command).path;

  test('is its own where it has one', () => expect(path({ school: 'S03' }, ['leadCode'])).toEqual(['leadCode']));
  test('is the field that holds an argument', () => expect(path({ school: 'S01' })).toEqual(['leadCode']));
  test('names the element of a list', () => expect(path({ school: 'S03' })).toEqual(['memberCodes', '1']));
  test('goes by the first argument that is found', () => expect(path({ unit: 'S03', lead: 'S01' })).toEqual(['memberCodes', '1']));
  test('skips arguments that the command does not hold', () => expect(path({ group: 'G01', lead: 'S01' })).toEqual(['leadCode']));
  test('is never the type', () => expect(path({ name: 'FormGroup' })).toEqual(['name']));
  test('is empty where the whole command is meant', () => expect(path({ day: '2021-09-01' })).toEqual([]));
});

test('no refusal code is listed twice', () => expect(new Set(refusalCodes).size).toBe(refusalCodes.length));
