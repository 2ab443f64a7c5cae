import { describe, expect, test } from '@jest/globals';
import { located, refuse, refusalCodes } from '../../src/domain/refusal.js';

describe('the path of a refusal', () => {
  const command = { type: 'FormGroup', leadCode: 'S01', memberCodes: ['S02', 'S03'], name: 'FormGroup' };
  const path = (args: Record<string, string | number>, own: string[] = []): readonly string[] =>
    located(refuse('NOT_FOUND', args, own).refused, command).path;

  test('is its own where it has one', () => expect(path({ school: 'S03' }, ['leadCode'])).toEqual(['leadCode']));
  test('is the field that holds an argument', () => expect(path({ school: 'S01' })).toEqual(['leadCode']));
  test('names the element of a list', () => expect(path({ school: 'S03' })).toEqual(['memberCodes', '1']));
  test('goes by the first argument that is found', () =>
    expect(path({ unit: 'S03', lead: 'S01' })).toEqual(['memberCodes', '1']));
  test('skips arguments that the command does not hold', () =>
    expect(path({ group: 'G01', lead: 'S01' })).toEqual(['leadCode']));
  test('is never the type', () => expect(path({ name: 'FormGroup' })).toEqual(['name']));
  test('finds a number only in the field of its own name: 1 is the value of many', () => {
    const spend = { type: 'RecordExpenditure', fiscalYear: 2, line: 1, fen: 1 };
    const of = (args: Record<string, string | number>) =>
      located(refuse('INSUFFICIENT_FUNDS', args).refused, spend).path;
    expect([of({ missing: 1, line: 1 }), of({ fen: 1, missing: 2 }), of({ missing: 1 }), of({ line: 2 })]).toEqual([
      ['line'],
      ['fen'],
      [],
      [],
    ]);
    expect(
      located(refuse('NO_CHANGE', { term: 1 }).refused, { type: 'FileCouncil', groupId: 'G', ordinal: 1 }).path,
    ).toEqual([]);
  });
  test.each(['QUORUM_NOT_MET', 'MAJORITY_NOT_MET', 'BALLOT_INCONSISTENT'] as const)(
    'of a vote is its ballot, where the command has one: %s',
    (code) => {
      const args = { present: 1, person: 'p1', resolution: 1 };
      expect(
        located(refuse(code, args).refused, { type: 'AmendResolution', resolution: 1, recusedIds: ['p1'], ballot: {} })
          .path,
      ).toEqual(['ballot']);
      expect(located(refuse(code, args).refused, { type: 'ResignSeat', ordinal: 1, personId: 'p1' }).path).toEqual([
        'personId',
      ]);
    },
  );
  test('is empty where the whole command is meant', () => expect(path({ day: '2021-09-01' })).toEqual([]));
});

test('no refusal code is listed twice', () => expect(new Set(refusalCodes).size).toBe(refusalCodes.length));
