import { describe, test } from '@jest/globals';
import { person, type PersonCommand, type PersonEvent } from '../../src/domain/person/index.js';
import { districtOf, from, given, on, p, schools } from './given.js';

const commitment = 'a'.repeat(64);
const other = 'b'.repeat(64);
const schoolId = '370103.S01';
const register: PersonCommand = { type: 'RegisterPerson', personId: p(1), schoolId, commitment };
const change: PersonCommand = { type: 'ChangePersonDetails', personId: p(1), commitment: other };
const erase: PersonCommand = { type: 'ErasePerson', personId: p(1) };
const registered: PersonEvent = { type: 'PersonRegistered', personId: p(1), schoolId, commitment };
const erased: PersonEvent = { type: 'PersonErased', personId: p(1) };

const nobody = given(person, [], { district: districtOf(schools('S01')) });
const known = given(person, from('2021-01-01', registered), { district: districtOf(schools('S01')) });
const forgotten = given(person, from<PersonEvent>('2021-01-01', registered, erased), {
  district: districtOf(schools('S01')),
});

describe('RegisterPerson', () => {
  test('makes a person known', () => nobody.when(register).then(registered));
  test('is refused with an id that is no UUID in lower case', () => {
    nobody.when({ ...register, personId: 'wang' }).refused('INVALID_INPUT', {}, ['personId']);
    nobody
      .when({ ...register, personId: '00000000-0000-4000-8000-00000000000A' })
      .refused('INVALID_INPUT', {}, ['personId']);
  });
  test('is refused for a known person', () =>
    known.when(register).refused('CODE_TAKEN', { person: p(1) }, ['personId']));
  test('is refused for an erased person', () =>
    forgotten.when(register).refused('PERSON_ERASED', { person: p(1) }, ['personId']));
  test('is refused for an unknown school', () => {
    nobody.when({ ...register, schoolId: '370103.S77' }).refused('NOT_FOUND', { school: '370103.S77' }, ['schoolId']);
    nobody.when({ ...register, schoolId: '370103' }).refused('NOT_FOUND', { school: '370103' }, ['schoolId']);
    nobody.when(register, { references: {} }).refused('NOT_FOUND', { school: schoolId }, ['schoolId']);
  });
  test('is refused before the school is open', () =>
    nobody.when(register, on('2019-01-01')).refused('SCHOOL_CLOSED', { school: schoolId }, ['schoolId']));
});

describe('ChangePersonDetails', () => {
  test('takes note of other details', () =>
    known.when(change).then({ type: 'PersonDetailsChanged', personId: p(1), commitment: other }));
  test('is refused with the same commitment', () => {
    known.when({ ...change, commitment }).refused('NO_CHANGE', { person: p(1) }, ['personId']);
    known.after(change).when(change).refused('NO_CHANGE');
  });
  test('is refused for an unknown person', () =>
    nobody.when(change).refused('NOT_FOUND', { person: p(1) }, ['personId']));
  test('is refused for an erased person', () =>
    forgotten.when(change).refused('PERSON_ERASED', { person: p(1) }, ['personId']));
});

describe('ErasePerson', () => {
  test('erases a person', () => known.when(erase).then(erased));
  test('is refused for an unknown person', () =>
    nobody.when(erase).refused('NOT_FOUND', { person: p(1) }, ['personId']));
  test('is refused for an erased person', () =>
    forgotten.when(erase).refused('NO_CHANGE', { person: p(1) }, ['personId']));
});
