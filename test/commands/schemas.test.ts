import { describe, expect, test } from '@jest/globals';
import { assertValid, schemaVersionOf } from '../../src/commands/schemas.js';
import { eventTypes, type DomainEvent } from '../../src/domain/ledger.js';

const person = '00000000-0000-4000-8000-000000000001';
const appointed = {
  type: 'CouncilAppointed',
  ordinal: 1,
  seats: [{ personId: person, schoolCode: 'S01' }],
  chairId: person,
  termFrom: '2021-09-01',
  termTo: '2024-08-31',
} as const satisfies DomainEvent;

/** What the check says of an event that TypeScript would not let through. */
const complaint = (event: object): string => {
  try {
    assertValid(event as DomainEvent);
  } catch (error) {
    return (error as Error).message;
  }
  return 'valid';
};

describe('the schema of every event is checked before it is appended', () => {
  test('a sound event passes', () => expect(complaint(appointed)).toBe('valid'));

  test.each(eventTypes)('the schema of %s can be compiled, and takes nothing besides', (type) =>
    expect(complaint({ type, besides: 1 })).toMatch(`${type} breaks its schema at /`),
  );

  test.each([
    ['a field that is missing', { type: 'SchoolClosed' }, 'SchoolClosed breaks its schema at /schoolCode: required'],
    [
      'a field too many',
      { type: 'SchoolClosed', schoolCode: 'S01', principal: '王' },
      'SchoolClosed breaks its schema at /: additionalProperties',
    ],
    [
      'a field inside a list',
      { ...appointed, seats: [{ schoolCode: 'S01' }] },
      'CouncilAppointed breaks its schema at /seats/0/personId: required',
    ],
    [
      'a code in small letters',
      { type: 'SchoolClosed', schoolCode: 's01' },
      'SchoolClosed breaks its schema at /schoolCode: pattern',
    ],
    [
      'a day that no calendar has',
      { ...appointed, termTo: '2023-02-29' },
      'CouncilAppointed breaks its schema at /termTo: format',
    ],
    [
      'an ordinal that is no integer',
      { ...appointed, ordinal: 1.5 },
      'CouncilAppointed breaks its schema at /ordinal: type',
    ],
    [
      'a person by name',
      { ...appointed, chairId: '王老师' },
      'CouncilAppointed breaks its schema at /chairId: pattern',
    ],
    [
      'an empty name',
      { type: 'SchoolRenamed', schoolCode: 'S01', name: '' },
      'SchoolRenamed breaks its schema at /name: minLength',
    ],
    [
      'an unknown cause',
      { type: 'MemberRemoved', ordinal: 1, personId: person, cause: 'DISLIKED' },
      'MemberRemoved breaks its schema at /cause: enum',
    ],
    ['a type that nobody knows', { type: 'SchoolMoved' }, 'SchoolMoved breaks its schema at /type: enum'],
  ])('%s is named by its place, never by its value', (_what, event, message) => {
    expect(complaint(event)).toBe(message);
    expect(complaint(event)).not.toMatch(/王|DISLIKED|2023-02-29/);
  });

  test('events are written in version 1 as long as there is no upcaster', () => {
    expect(schemaVersionOf('SchoolRegistered')).toBe(1);
    expect(() => schemaVersionOf('SchoolMoved' as 'SchoolClosed')).toThrow('SchoolMoved');
  });
});
