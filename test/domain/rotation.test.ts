import { describe, expect, test } from '@jest/globals';
import type { CouncilEvent } from '../../src/domain/council/index.js';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import type { AnyDecider } from '../../src/domain/ledger.js';
import {
  careerOf,
  daysServed,
  monthsServed,
  person,
  type PersonCommand,
  type PersonEvent,
  type Rotation,
} from '../../src/domain/person/index.js';
import type { KnownDetails, Person } from '../../src/domain/person/index.js';
import {
  creditsStandOnService,
  homeStaysWhileRotating,
  rotationsWhileEmployed,
  sharesWithinWhole,
  stepsInOrder,
} from '../../src/domain/person/invariants.js';
import type { EligibilityRules, RotationAuthority } from '../../src/domain/policy/events.js';
import { adopted, districtOf, from, given, on, policiesOf, schoolRegistered, stateOf, type Fact } from './given.js';
import { history } from './given-corrected.js';
import {
  councilOf,
  entered,
  erased,
  groupId,
  ofCouncil,
  ofSchool,
  personId,
  references,
  register,
  S01,
  S02,
  S03,
  working,
  rotationTerms as terms,
} from './given-person.js';

const nobody = given(person, [], references);
const teacher = given(person, working, references);
const later = (...facts: readonly Fact<PersonEvent>[]) => given(person, [...working, ...facts], references);

const decidedBy = { groupId, number: 1 };
const rotate = { type: 'RotateTeacher', personId, ...terms, decidedBy } as const;
const propose = { type: 'ProposeRotation', personId, ...terms } as const;
const decided = {
  type: 'RotationDecided',
  personId,
  rotation: 1,
  ...terms,
  share: 100,
  decidedBy,
  eligibility: [],
} as const;
/** The district's own: no group, no resolution. */
const { groupId: _, ...ofDistrict } = { ...terms, scheme: 'DISTRICT' as const };
const rotateInDistrict: Extract<PersonCommand, { type: 'RotateTeacher' }> = {
  type: 'RotateTeacher',
  personId,
  ...ofDistrict,
};
const spring = { ...on('2022-05-01'), ...ofCouncil };
const byBureau = on('2022-05-01');
const of = { personId, rotation: 1 };
const going = later(...from<PersonEvent>('2022-05-01', decided));
const there = going.after({ type: 'ConfirmArrival', ...of }, on('2022-09-01'));
const confirm = (schoolYear: number, term: 'FIRST' | 'SECOND', rotation = 1) =>
  ({ type: 'ConfirmService', personId, rotation, schoolYear, term, weeklyLessons: 12 }) as const;
const complete = { type: 'CompleteRotation', ...of } as const;
const recognise = { type: 'RecogniseCredit', personId, purpose: 'TITLE', cycle: '2024', rotations: [1] } as const;
const rotationOf = ({ state }: { readonly state: Parameters<typeof careerOf>[0] }, number = 1): Rotation =>
  careerOf(state).rotations.find((one) => one.number === number)!;

describe('ProposeRotation and RotateTeacher', () => {
  test('propose and decide', () => {
    teacher.when(propose, spring).then({ ...terms, type: 'RotationProposed', personId, rotation: 1, share: 100 });
    teacher.when(rotate, spring).then(decided);
  });
  test('a proposal is decided, with what the decision says', () => {
    const proposed = teacher.after(propose, spring);
    proposed.when({ ...rotate, rotation: 1, to: '2024-08-31' }, spring).then({ ...decided, to: '2024-08-31' });
    expect(rotationOf(proposed.after({ ...rotate, rotation: 1, to: '2024-08-31' }, spring))).toMatchObject({
      proposedOn: '2022-05-01',
      to: '2024-08-31',
    });
  });
  test('a second rotation has the second number, a proposal that nobody decided keeps its own', () =>
    teacher
      .after(propose, spring)
      .when(rotate, spring)
      .then({ ...decided, rotation: 2 }));
  test('a proposal is decided once, after it was made, and only where there is one', () => {
    const proposed = teacher.after(propose, spring);
    const deciding = { ...rotate, rotation: 1 };
    teacher.when(deciding, spring).refused('NOT_FOUND', { rotation: 1 }, ['rotationId']);
    proposed
      .when(deciding, { ...spring, ...on('2022-04-30') })
      .refused('DATE_ORDER', { day: '2022-04-30', earliest: '2022-05-01' }, ['command', 'effectiveOn']);
    proposed
      .after(deciding, spring)
      .when(deciding, spring)
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    proposed
      .after({ type: 'CancelRotation', ...of }, spring)
      .when(deciding, spring)
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
  });
  for (const [name, command] of [
    ['a proposal', propose],
    ['a decision', rotate],
  ] as const)
    describe(name, () => {
      test('is of somebody known, not erased, employed and not retired', () => {
        nobody.when(command, spring).refused('NOT_FOUND', { person: personId }, ['personId']);
        later(...from('2022-01-01', erased))
          .when(command, spring)
          .refused('PERSON_ERASED', { person: personId }, ['personId']);
        given(person, entered, references)
          .when(command, spring)
          .refused('NOT_EMPLOYED', { person: personId }, ['personId']);
        later(...from<PersonEvent>('2022-01-01', { type: 'Retired', personId }))
          .when(command, spring)
          .refused('PERSON_RETIRED', { person: personId, day: '2022-01-01' }, ['personId']);
      });
      test('has terms that are whole in themselves', () => {
        const { groupId: _group, ...without } = command;
        teacher.when(without, spring).refused('INVALID_INPUT', { scheme: 'GROUP' }, ['groupId']);
        teacher
          .when({ ...command, scheme: 'DISTRICT' }, spring)
          .refused('INVALID_INPUT', { scheme: 'DISTRICT' }, ['groupId']);
        teacher.when({ ...command, share: 50 }, spring).refused('INVALID_INPUT', { value: 50, least: 100 }, ['share']);
        teacher
          .when({ ...command, mode: 'PART_WEEK' }, spring)
          .refused('INVALID_INPUT', { value: 0, least: 1 }, ['share']);
        for (const share of [0, 100, 1.5])
          teacher
            .when({ ...command, mode: 'PART_WEEK', share }, spring)
            .refused('INVALID_INPUT', { value: share, least: 1, most: 99 }, ['share']);
        teacher.when({ ...command, toSchoolId: S01 }, spring).refused('INVALID_INPUT', { school: S01 }, ['toSchoolId']);
        teacher.when({ ...command, subject: ' ' }, spring).refused('INVALID_INPUT', {}, ['subject']);
        teacher
          .when({ ...command, from: '2022-02-30' }, spring)
          .refused('INVALID_INPUT', { value: '2022-02-30' }, ['from']);
        teacher
          .when({ ...command, to: '2023-02-30' }, spring)
          .refused('INVALID_INPUT', { value: '2023-02-30' }, ['to']);
        teacher
          .when({ ...command, to: '2022-08-31' }, spring)
          .refused('DATE_ORDER', { day: '2022-08-31', earliest: '2022-09-01' }, ['to']);
      });
      test('lies ahead of the day from which it has effect', () => {
        teacher
          .when(command, { ...spring, ...on('2022-09-02') })
          .refused('DATE_ORDER', { day: '2022-09-01', earliest: '2022-09-02' }, ['from']);
      });
      test('leads from the home school of the day before', () => {
        teacher
          .when({ ...command, fromSchoolId: S02, toSchoolId: S01 }, spring)
          .refused('INVALID_INPUT', { school: S02 }, ['fromSchoolId']);
        teacher
          .when({ ...command, fromSchoolId: '370199.S01' }, spring)
          .refused('NOT_FOUND', { school: S02 }, ['toSchoolId']);
        const { groupId: _group, ...without } = command;
        teacher
          .when({ ...without, scheme: 'SUPPORT', fromSchoolId: '370199.S01' }, spring)
          .refused('NOT_FOUND', { school: '370199.S01' }, ['fromSchoolId']);
        later(
          ...from<PersonEvent>('2022-08-31', {
            type: 'EmploymentTransferred',
            personId,
            employerId: S02,
            homeSchoolId: S02,
          }),
        )
          .when(command, spring)
          .refused('INVALID_INPUT', { school: S01 }, ['fromSchoolId']);
      });
      test('leads to schools that are open on every day of it', () => {
        const closing = (code: string, day: string) => ({
          ...spring,
          references: {
            ...references,
            district: register(...from<DistrictEvent>(day, { type: 'SchoolClosed', schoolCode: code })),
          },
        });
        teacher
          .when({ ...command, toSchoolId: '370103.S77' }, spring)
          .refused('NOT_FOUND', { school: '370103.S77' }, ['toSchoolId']);
        teacher
          .when(command, closing('S02', '2023-08-31'))
          .refused('SCHOOL_CLOSED', { school: S02, day: '2023-08-31' }, ['toSchoolId']);
        teacher
          .when(command, closing('S01', '2023-01-01'))
          .refused('SCHOOL_CLOSED', { school: S01, day: '2023-01-01' }, ['fromSchoolId']);
      });
      test('of scheme GROUP stays within the group on every day of it', () => {
        const leaving = (day: string) => ({
          ...spring,
          references: {
            ...references,
            district: register(
              ...from<DistrictEvent>(day, { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
            ),
          },
        });
        teacher
          .when({ ...command, toSchoolId: S03 }, spring)
          .refused('NOT_SAME_GROUP', { school: S03, group: groupId }, ['toSchoolId']);
        teacher
          .when(command, leaving('2023-08-31'))
          .refused('NOT_SAME_GROUP', { school: S02, day: '2023-08-31' }, ['toSchoolId']);
        teacher
          .when({ ...command, groupId: '370103.G77' }, spring)
          .refused('NOT_FOUND', { group: '370103.G77' }, ['groupId']);
      });
    });
  test('no rotation but support leads to another district, and none moves the personnel relation there', () => {
    const receiving = districtOf(
      from<DistrictEvent>(
        '2020-09-01',
        { type: 'DistrictOpened', code: '370199', name: '他区' },
        schoolRegistered('S09'),
      ),
    );
    const far = { ...byBureau, references: { ...references, receiving } };
    const support = { ...rotateInDistrict, scheme: 'SUPPORT', toSchoolId: '370199.S09' } as const;
    teacher
      .when(support, far)
      .then({
        type: 'RotationDecided',
        personId,
        rotation: 1,
        ...ofDistrict,
        scheme: 'SUPPORT',
        toSchoolId: '370199.S09',
        share: 100,
        eligibility: [],
      });
    for (const command of [
      { ...support, scheme: 'DISTRICT' } as const,
      { ...support, personnelRelation: 'MOVES' } as const,
    ])
      teacher.when(command, far).refused('NOT_FOUND', { school: '370199.S09' }, ['toSchoolId']);
    teacher
      .when({ ...support, toSchoolId: '370199.S10' }, far)
      .refused('NOT_FOUND', { school: '370199.S10' }, ['toSchoolId']);
  });
});

describe('who decides a rotation', () => {
  const says = (group: RotationAuthority, district: RotationAuthority = group, support: RotationAuthority = group) =>
    policiesOf({
      rules: { kind: 'ROTATION_DECISION', group, district, support, toleranceDays: 15 },
      from: '2022-01-01',
    });
  const { decidedBy: _decidedBy, ...rotateByBureau } = rotate;
  const accepted = (command: PersonCommand, policies?: ReturnType<typeof says>) =>
    teacher.after(command, { ...byBureau, ...(policies ? { policies } : {}) });
  test('without a policy is in a group the council or the bureau', () => {
    expect(rotationOf(accepted(rotate)).decided).toMatchObject({ resolution: decidedBy, onBehalf: 'COUNCIL' });
    expect(rotationOf(accepted(rotateByBureau)).decided).toMatchObject({ resolution: undefined, onBehalf: undefined });
  });
  test.each(['DISTRICT', 'SUPPORT'] as const)('without a policy is of scheme %s the bureau', (scheme) => {
    expect(rotationOf(accepted({ ...rotateInDistrict, scheme })).decided?.resolution).toBeUndefined();
    teacher
      .when({ ...rotateInDistrict, scheme, decidedBy }, byBureau)
      .refused('NOT_AUTHORISED', { authority: 'BUREAU' }, ['resolutionId']);
  });
  const schemes = [
    ['GROUP', (authority: RotationAuthority) => says(authority, 'EITHER')],
    ['DISTRICT', (authority: RotationAuthority) => says('EITHER', authority, 'EITHER')],
    ['SUPPORT', (authority: RotationAuthority) => says('EITHER', 'EITHER', authority)],
  ] as const;
  test.each(schemes)('is of scheme %s whom the policy names', (scheme, policyOf) => {
    const command = scheme === 'GROUP' ? rotateByBureau : { ...rotateInDistrict, scheme };
    const withResolution = { ...command, decidedBy };
    teacher
      .when(command, { ...byBureau, policies: policyOf('COUNCIL') })
      .refused('NO_RESOLUTION', {}, ['resolutionId']);
    teacher
      .when(withResolution, { ...byBureau, policies: policyOf('BUREAU') })
      .refused('NOT_AUTHORISED', { authority: 'BUREAU' }, ['resolutionId']);
    expect(rotationOf(accepted(command, policyOf('BUREAU'))).decided?.resolution).toBeUndefined();
    expect(rotationOf(accepted(withResolution, policyOf('COUNCIL'))).decided?.resolution).toEqual(decidedBy);
    for (const either of [command, withResolution])
      expect(rotationOf(accepted(either, policyOf('EITHER'))).decided?.eligibility).toEqual([]);
  });
  test('is the council of the policy of the day of the decision, not of the day of the rotation', () => {
    const policies = policiesOf({
      rules: { kind: 'ROTATION_DECISION', group: 'COUNCIL', district: 'BUREAU', support: 'BUREAU', toleranceDays: 0 },
      from: '2022-05-02',
    });
    expect(rotationOf(teacher.after(rotateByBureau, { ...byBureau, policies })).decided).toBeDefined();
    teacher.when(rotateByBureau, { ...on('2022-05-02'), policies }).refused('NO_RESOLUTION');
  });
  test('is nobody else without a resolution', () =>
    teacher.when(rotateByBureau, spring).refused('NO_RESOLUTION', {}, ['resolutionId']));
  test('is the bureau on a document only, for the council too', () => {
    for (const command of [rotate, rotateByBureau])
      teacher.when(command, { ...byBureau, hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    teacher.when(rotate, { ...spring, hasDocument: false }).then(decided);
    teacher.when(rotate, byBureau).then({ ...decided, onBehalf: 'COUNCIL' });
  });
  test('is a council by a resolution on rotation that has effect on the day', () => {
    const repealed: CouncilEvent = {
      type: 'ResolutionRepealed',
      resolution: 1,
      heldOn: '2022-06-01',
      concernedIds: [],
      recusedIds: [],
      ballot: adopted(1).ballot,
      minutesNo: '纪要2号',
      ordinal: 1,
      quorum: adopted(1).quorum,
      majority: adopted(1).majority,
      caretaker: false,
    };
    const until = { ...references, council: councilOf(...from('2022-06-01', repealed)) };
    const path = ['resolutionId'];
    teacher.when(rotate, { ...spring, references: until }).then(decided);
    teacher
      .when(rotate, { ...spring, ...on('2022-06-01'), references: until })
      .refused('NO_RESOLUTION', { resolution: 1 }, path);
    teacher.when(rotate, { ...spring, ...on('2022-02-28') }).refused('NO_RESOLUTION', { resolution: 1 }, path);
    for (const number of [2, 3])
      teacher
        .when({ ...rotate, decidedBy: { groupId, number } }, spring)
        .refused('NO_RESOLUTION', { resolution: number }, path);
    teacher
      .when(rotate, { ...spring, references: { district: register() } })
      .refused('NO_RESOLUTION', { resolution: 1 }, path);
  });
  test('is the council of the group, and of the school that sends', () => {
    const other = { groupId: '370103.G02', number: 1 };
    teacher
      .when({ ...rotate, decidedBy: other }, spring)
      .refused('NO_RESOLUTION', { group: other.groupId }, ['resolutionId']);
    const policies = says('COUNCIL');
    const away = later(
      ...from<PersonEvent>('2021-01-01', {
        type: 'EmploymentTransferred',
        personId,
        employerId: S03,
        homeSchoolId: S03,
      }),
    );
    away
      .when({ ...rotateInDistrict, fromSchoolId: S03, decidedBy }, { ...byBureau, policies })
      .refused('NOT_SAME_GROUP', { school: S03, group: groupId }, ['resolutionId']);
  });
});

describe('eligibility', () => {
  const rules = (more: Partial<EligibilityRules> = {}, mandatory = false) =>
    policiesOf({ rules: { kind: 'ELIGIBILITY', mandatory, health: false, ...more }, from: '2022-01-01' });
  const ages = { oldestMale: 55, oldestFemale: 50 };
  const found = (more: Partial<EligibilityRules>, details: KnownDetails = {}, command: object = {}) =>
    rotationOf(
      teacher.after(
        { ...rotate, ...command },
        { ...spring, policies: rules(more), references: { ...references, details } },
      ),
    ).decided?.eligibility;
  const age = (outcome: string) => [{ criterion: 'AGE', outcome }];
  test('is asked of nobody without a policy, and of nothing that the policy does not ask', () =>
    expect(found({})).toEqual([]));
  test.each([
    ['1966-09-01', 'MALE', 'NOT_MET'],
    ['1966-09-02', 'MALE', 'MET'],
    ['1971-09-01', 'FEMALE', 'NOT_MET'],
    ['1971-09-02', 'FEMALE', 'MET'],
  ] as const)('goes by full years on the first day: born on %s, %s: %s', (birthDate, sex, outcome) =>
    expect(found(ages, { birthDate, sex })).toEqual(age(outcome)),
  );
  test('lets who is born on 29 February be a year older on 1 March, where there is no such day', () => {
    const born: KnownDetails = { birthDate: '1968-02-29', sex: 'MALE' };
    const first = (day: string) => found({ oldestMale: 54 }, born, { from: day });
    expect(first('2023-02-28')).toEqual(age('MET'));
    expect(first('2023-03-01')).toEqual(age('NOT_MET'));
  });
  test('lets who is born on 29 February be a year older on that day, where there is one', () => {
    const born: KnownDetails = { birthDate: '1968-02-29', sex: 'MALE' };
    const first = (day: string) => found({ oldestMale: 55 }, born, { from: day, to: '2024-08-31' });
    expect(first('2024-02-28')).toEqual(age('MET'));
    expect(first('2024-02-29')).toEqual(age('NOT_MET'));
  });
  test('is unknown without a day of birth, and without a sex where it matters', () => {
    expect(found(ages)).toEqual(age('UNKNOWN'));
    expect(found(ages, { sex: 'MALE' })).toEqual(age('UNKNOWN'));
    expect(found(ages, { birthDate: '1990-01-01' })).toEqual(age('UNKNOWN'));
    expect(found({ oldestMale: 55, oldestFemale: 55 }, { birthDate: '1990-01-01' })).toEqual(age('MET'));
    expect(found({ oldestMale: 55 }, { birthDate: '1990-01-01' })).toEqual(age('UNKNOWN'));
    expect(found({ oldestMale: 55 }, { birthDate: '1950-01-01', sex: 'FEMALE' })).toEqual(age('MET'));
  });
  test('goes by the years at the home school without a break, whoever employs', () => {
    const years = (yearsAtSchool: number, ...facts: readonly Fact<PersonEvent>[]) =>
      rotationOf(later(...facts).after(rotate, { ...spring, policies: rules({ yearsAtSchool }) })).decided
        ?.eligibility[0]?.outcome;
    expect([years(2), years(3)]).toEqual(['MET', 'NOT_MET']);
    const byDistrict = from<PersonEvent>('2021-09-01', {
      type: 'EmploymentTransferred',
      personId,
      employerId: '370103',
      homeSchoolId: S01,
    });
    expect(years(2, ...byDistrict)).toBe('MET');
    const away = from<PersonEvent>('2021-01-01', {
      type: 'EmploymentTransferred',
      personId,
      employerId: S02,
      homeSchoolId: S02,
    });
    const back = from<PersonEvent>('2021-09-01', {
      type: 'EmploymentTransferred',
      personId,
      employerId: S01,
      homeSchoolId: S01,
    });
    expect([years(1, ...away, ...back), years(2, ...away, ...back)]).toEqual(['MET', 'NOT_MET']);
  });
  test('asks for a certificate of health', () => {
    const health = (outcome: string) => [{ criterion: 'HEALTH', outcome }];
    expect(found({ health: true })).toEqual(health('UNKNOWN'));
    expect(found({ health: true }, {}, { isFit: true })).toEqual(health('MET'));
    expect(found({ health: true }, {}, { isFit: false })).toEqual(health('NOT_MET'));
  });
  test('asks for years until retirement on the last day', () => {
    const asked = { yearsToRetirement: 5, retirementMale: 60, retirementFemale: 55 };
    const left = (outcome: string) => [{ criterion: 'YEARS_TO_RETIREMENT', outcome }];
    expect(found(asked, { birthDate: '1968-08-31', sex: 'MALE' })).toEqual(left('MET'));
    expect(found(asked, { birthDate: '1968-08-30', sex: 'MALE' })).toEqual(left('NOT_MET'));
    expect(found(asked, { birthDate: '1968-08-31', sex: 'FEMALE' })).toEqual(left('NOT_MET'));
    expect(found(asked, { birthDate: '1973-08-31', sex: 'FEMALE' })).toEqual(left('MET'));
    expect(found(asked, { birthDate: '1968-08-31' })).toEqual(left('UNKNOWN'));
    expect(found(asked, { sex: 'MALE' })).toEqual(left('UNKNOWN'));
  });
  test('refuses where the policy is mandatory, and what nobody knows refuses nothing', () => {
    const old: KnownDetails = { birthDate: '1960-01-01', sex: 'MALE' };
    const deciding = (mandatory: boolean, details: KnownDetails) =>
      teacher.when(rotate, { ...spring, policies: rules(ages, mandatory), references: { ...references, details } });
    deciding(true, old).refused('NOT_ELIGIBLE', { criterion: 'AGE' }, ['personId']);
    deciding(false, old).then({ ...decided, eligibility: [{ criterion: 'AGE', outcome: 'NOT_MET' }] });
    deciding(true, {}).then({ ...decided, eligibility: [{ criterion: 'AGE', outcome: 'UNKNOWN' }] });
  });
  test('is asked by the policy of the day of the decision', () => {
    const policies = policiesOf({ rules: { kind: 'ELIGIBILITY', mandatory: true, health: true }, from: '2022-05-02' });
    teacher.when(rotate, { ...spring, policies }).then(decided);
  });
});

test('who stays longer keeps the years until retirement that a mandatory policy asks for', () => {
  const asked = { yearsToRetirement: 5, retirementMale: 60, retirementFemale: 55 };
  const policies = (mandatory: boolean) =>
    policiesOf({ rules: { kind: 'ELIGIBILITY', mandatory, health: false, ...asked }, from: '2021-01-01' });
  const extending = (mandatory: boolean, to: string) =>
    there.when(
      { type: 'ExtendRotation', ...of, to },
      {
        ...on('2023-06-01'),
        policies: policies(mandatory),
        references: { ...references, details: { birthDate: '1969-06-01', sex: 'MALE' } },
      },
    );
  extending(true, '2024-06-02').refused('NOT_ELIGIBLE', { criterion: 'YEARS_TO_RETIREMENT' }, ['to']);
  extending(true, '2024-06-01').then({ type: 'RotationExtended', ...of, to: '2024-06-01' });
  extending(false, '2024-06-02').then({ type: 'RotationExtended', ...of, to: '2024-06-02' });
});

describe('ConfirmArrival', () => {
  const arrive = { type: 'ConfirmArrival', ...of } as const;
  test('confirms the day, once', () => {
    going.when(arrive, { ...on('2022-09-03'), ...ofSchool }).then({ type: 'ArrivalConfirmed', ...of });
    there.when(arrive, on('2022-09-04')).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
  });
  test('is refused for what is not known or not decided', () => {
    nobody.when(arrive).refused('NOT_FOUND', { person: personId }, ['personId']);
    going.when({ ...arrive, rotation: 2 }, on('2022-09-01')).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    teacher
      .after(propose, spring)
      .when(arrive, on('2022-09-01'))
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    going
      .after({ type: 'CancelRotation', ...of }, byBureau)
      .when(arrive, on('2022-09-01'))
      .refused('INVALID_TRANSITION');
  });
  test('is of a day of the rotation that is not ahead', () => {
    const bounds = { earliest: '2022-09-01', latest: '2023-08-31' };
    const path = ['command', 'effectiveOn'];
    going.when(arrive, on('2022-08-31')).refused('DATE_ORDER', { day: '2022-08-31', ...bounds }, path);
    going.when(arrive, on('2023-09-01')).refused('DATE_ORDER', { day: '2023-09-01', ...bounds }, path);
    going
      .when(arrive, { ...on('2022-09-02'), recordedOn: '2022-09-01' })
      .refused('DATE_ORDER', { day: '2022-09-02', latest: '2022-09-01' }, path);
  });
  test('is told by the bureau on a document', () =>
    going.when(arrive, { ...on('2022-09-01'), hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']));
});

describe('ConfirmService', () => {
  const served = confirm(2022, 'FIRST');
  const winter = on('2023-01-20');
  test('confirms lessons or duties in a term', () => {
    there.when(served, winter).then({ ...served, type: 'ServiceConfirmed' });
    const { weeklyLessons: _lessons, ...without } = served;
    there
      .when({ ...without, duties: '分管德育' }, winter)
      .then({ ...without, type: 'ServiceConfirmed', duties: '分管德育' });
    there.when(without, winter).refused('INVALID_INPUT', { field: 'weeklyLessons' }, ['weeklyLessons']);
    for (const weeklyLessons of [0, 61, 1.5])
      there
        .when({ ...served, weeklyLessons }, winter)
        .refused('INVALID_INPUT', { value: weeklyLessons, least: 1, most: 60 }, ['weeklyLessons']);
    there.when({ ...served, duties: ' ' }, winter).refused('INVALID_INPUT', {}, ['duties']);
    there.when({ ...served, schoolYear: 1989 }, winter).refused('INVALID_INPUT', { value: 1989 }, ['schoolYear']);
  });
  test('is refused for what is not known, before the arrival, and twice', () => {
    nobody.when(served, winter).refused('NOT_FOUND', { person: personId }, ['personId']);
    there.when({ ...served, rotation: 2 }, winter).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    going.when(served, winter).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    there.after(served, winter).when(served, winter).refused('NO_CHANGE', { rotation: 1 }, ['schoolYear']);
  });
  test('is not dated ahead, before the term or before the arrival', () => {
    const path = ['command', 'effectiveOn'];
    there.when(served, { ...winter, recordedOn: '2023-01-19' }).refused('DATE_ORDER', { latest: '2023-01-19' }, path);
    there.when(confirm(2022, 'SECOND'), on('2023-01-31')).refused('DATE_ORDER', { earliest: '2023-02-01' }, path);
    going
      .after({ type: 'ConfirmArrival', ...of }, on('2022-10-10'))
      .when(served, on('2022-10-09'))
      .refused('DATE_ORDER', { day: '2022-10-09', earliest: '2022-10-10' }, path);
  });
  test('is of a term on a day of which somebody was there', () => {
    there.when(confirm(2021, 'SECOND'), winter).refused('DATE_ORDER', { day: '2022-02-01' }, ['schoolYear']);
    there.when(confirm(2023, 'FIRST'), on('2024-01-20')).refused('DATE_ORDER', { day: '2023-09-01' }, ['schoolYear']);
    there
      .after({ type: 'RecallTeacher', ...of }, on('2023-02-01'))
      .when(confirm(2022, 'SECOND'), on('2023-07-01'))
      .refused('DATE_ORDER', { day: '2023-02-01' }, ['schoolYear']);
  });
  test('is told by the bureau on a document, by the receiving school without one', () => {
    there.when(served, { ...winter, hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    there.when(served, { ...winter, hasDocument: false, ...ofSchool }).then({ ...served, type: 'ServiceConfirmed' });
  });
});

describe('SuspendRotation and ResumeRotation', () => {
  const suspend = { type: 'SuspendRotation', ...of, cause: 'ILLNESS' } as const;
  const resume = { type: 'ResumeRotation', ...of } as const;
  const resting = there.after(suspend, on('2022-10-01'));
  test('have a rotation rest, and go on', () => {
    there.when(suspend, on('2022-10-01')).then({ ...suspend, type: 'RotationSuspended' });
    resting.when(resume, on('2022-10-31')).then({ type: 'RotationResumed', ...of });
  });
  test('are refused for what is not known, not decided or over', () => {
    for (const command of [suspend, resume]) {
      nobody.when(command).refused('NOT_FOUND', { person: personId }, ['personId']);
      there.when({ ...command, rotation: 2 }, on('2022-10-01')).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
      teacher
        .after(propose, spring)
        .when(command, on('2022-10-01'))
        .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
      resting
        .after({ type: 'RecallTeacher', ...of }, on('2022-12-01'))
        .when(command, on('2022-11-01'))
        .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    }
  });
  test('lie within the rotation', () => {
    const path = ['command', 'effectiveOn'];
    there.when(suspend, on('2022-08-31')).refused('DATE_ORDER', { earliest: '2022-09-01' }, path);
    there.when(suspend, on('2023-09-01')).refused('DATE_ORDER', { latest: '2023-08-31' }, path);
    resting.when(resume, on('2023-09-01')).refused('DATE_ORDER', { latest: '2023-08-31' }, path);
    resting.when(resume, on('2022-10-01')).refused('DATE_ORDER', { earliest: '2022-10-02' }, path);
  });
  test('follow each other', () => {
    resting.when(suspend, on('2022-11-01')).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    there.when(resume, on('2022-11-01')).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    const again = resting.after(resume, on('2022-10-31')).after(suspend, on('2022-11-01'));
    expect(rotationOf(again).suspensions.map(({ from: first, until }) => [first, until])).toEqual([
      ['2022-10-01', '2022-10-31'],
      ['2022-11-01', undefined],
    ]);
  });
  test('a suspension that is entered late does not run into a later one', () =>
    resting
      .after(resume, on('2022-10-31'))
      .when(suspend, on('2022-09-15'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER', rotation: 1, day: '2022-10-01' }));
  test('need a document', () => {
    there.when(suspend, { ...on('2022-10-01'), hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    resting
      .when(resume, { ...on('2022-10-31'), hasDocument: false })
      .refused('BASIS_MISSING', {}, ['command', 'basis']);
  });
});

describe('ExtendRotation', () => {
  const extend = { type: 'ExtendRotation', ...of, to: '2024-08-31', decidedBy } as const;
  const summer = { ...on('2023-06-01'), ...ofCouncil };
  test('gives a later last day, as who decides says', () => {
    there.when(extend, summer).then({ type: 'RotationExtended', ...of, to: '2024-08-31', decidedBy });
    there
      .when(extend, on('2023-06-01'))
      .then({ type: 'RotationExtended', ...of, to: '2024-08-31', decidedBy, onBehalf: 'COUNCIL' });
    const { decidedBy: _decidedBy, ...byItself } = extend;
    there.when(byItself, on('2023-06-01')).then({ type: 'RotationExtended', ...of, to: '2024-08-31' });
    there.when(byItself, summer).refused('NO_RESOLUTION', {}, ['resolutionId']);
    there.when(extend, { ...on('2023-06-01'), hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    there
      .when({ ...extend, decidedBy: { groupId, number: 2 } }, summer)
      .refused('NO_RESOLUTION', { resolution: 2 }, ['resolutionId']);
  });
  test('is decided by whom the policy of the day names', () => {
    const policies = policiesOf({
      rules: { kind: 'ROTATION_DECISION', group: 'BUREAU', district: 'BUREAU', support: 'BUREAU', toleranceDays: 0 },
      from: '2023-01-01',
    });
    there.when(extend, { ...summer, policies }).refused('NOT_AUTHORISED', { authority: 'BUREAU' }, ['resolutionId']);
  });
  test('is refused for what is not known, erased or over', () => {
    nobody.when(extend, summer).refused('NOT_FOUND', { person: personId }, ['personId']);
    there.when({ ...extend, rotation: 2 }, summer).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    there
      .after(complete, on('2023-05-01'))
      .when(extend, summer)
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    given(person, [...working, ...from<PersonEvent>('2022-05-01', decided, erased)], references)
      .when(extend, summer)
      .refused('PERSON_ERASED', { person: personId }, ['personId']);
  });
  test('comes before the rotation is over, after its decision, and makes it longer', () => {
    const path = ['command', 'effectiveOn'];
    there.when(extend, { ...summer, ...on('2023-09-01') }).refused('DATE_ORDER', { latest: '2023-08-31' }, path);
    there.when(extend, { ...summer, ...on('2022-04-30') }).refused('DATE_ORDER', { earliest: '2022-05-01' }, path);
    there.when({ ...extend, to: '2023-08-31' }, summer).refused('DATE_ORDER', { earliest: '2023-09-01' }, ['to']);
    there.when({ ...extend, to: '2023-02-30' }, summer).refused('INVALID_INPUT', { value: '2023-02-30' }, ['to']);
    there
      .after(extend, summer)
      .when({ ...extend, to: '2025-08-31' }, { ...summer, ...on('2023-05-31') })
      .refused('DATE_ORDER', { earliest: '2023-06-01' }, path);
  });
  test('leads to days on which the schools are open, and in the group', () => {
    const after = (...facts: readonly Fact<DistrictEvent>[]) => ({
      ...summer,
      references: { ...references, district: register(...facts) },
    });
    const closed = from<DistrictEvent>('2024-08-31', { type: 'SchoolClosed', schoolCode: 'S02' });
    const left = from<DistrictEvent>('2024-01-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' });
    there.when(extend, after(...closed)).refused('SCHOOL_CLOSED', { school: S02, day: '2024-08-31' }, ['toSchoolId']);
    there.when(extend, after(...left)).refused('NOT_SAME_GROUP', { school: S02, day: '2024-01-01' }, ['toSchoolId']);
  });
  test('is refused where another rotation begins then', () => {
    const next = there.after({ ...rotate, from: '2023-09-01', to: '2024-08-31' }, summer);
    next
      .when(extend, summer)
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', share: 200, day: '2023-09-01' }, ['to']);
  });
});

describe('RecallTeacher', () => {
  const recall = { type: 'RecallTeacher', ...of } as const;
  test('has somebody back from that day on', () => {
    there.when(recall, on('2022-12-01')).then({ type: 'TeacherRecalled', ...of, cause: 'RECALLED' });
    going.when(recall, on('2022-12-01')).then({ type: 'TeacherRecalled', ...of, cause: 'RECALLED' });
  });
  test('is refused for what is not known or over, outside the rotation, and without a document', () => {
    nobody.when(recall).refused('NOT_FOUND', { person: personId }, ['personId']);
    there.when({ ...recall, rotation: 2 }, on('2022-12-01')).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    there
      .after(recall, on('2022-12-01'))
      .when(recall, on('2022-12-01'))
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    there.when(recall, on('2022-08-31')).refused('DATE_ORDER', { earliest: '2022-09-01' }, ['command', 'effectiveOn']);
    there.when(recall, on('2023-09-01')).refused('DATE_ORDER', { latest: '2023-08-31' }, ['command', 'effectiveOn']);
    there.when(recall, { ...on('2022-12-01'), hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
  });
  test('is refused before what is recorded of the rotation', () => {
    const conflict = (day: string) => ['CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER', rotation: 1, day }] as const;
    going
      .after({ type: 'ConfirmArrival', ...of }, on('2022-10-10'))
      .when(recall, on('2022-10-09'))
      .refused(...conflict('2022-10-10'));
    there
      .after({ type: 'SuspendRotation', ...of, cause: 'OTHER' }, on('2022-11-01'))
      .when(recall, on('2022-11-01'))
      .refused('DATE_ORDER', { rotation: 1, day: '2022-11-01' });
    there
      .after(confirm(2022, 'SECOND'), on('2023-03-01'))
      .when(recall, on('2022-12-01'))
      .refused(...conflict('2023-02-01'));
  });
});

describe('CancelRotation', () => {
  const cancel = { type: 'CancelRotation', ...of } as const;
  const cancelled: PersonEvent = { type: 'RotationCancelled', ...of, cause: 'CANCELLED' };
  test('takes back a proposal, or a decision to which nobody arrived', () => {
    teacher
      .after(propose, spring)
      .when(cancel, { ...spring, hasDocument: false })
      .then(cancelled);
    teacher
      .after(propose, spring)
      .when(cancel, { ...byBureau, ...ofSchool })
      .then(cancelled);
    going.when(cancel, on('2022-08-01')).then(cancelled);
    expect(
      careerOf(going.after(cancel, on('2022-08-01')).after(rotate, { ...spring, ...on('2022-08-02') }).state).rotations,
    ).toHaveLength(2);
  });
  test('is refused for what is not known, over or begun', () => {
    nobody.when(cancel).refused('NOT_FOUND', { person: personId }, ['personId']);
    going.when({ ...cancel, rotation: 2 }, byBureau).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    going.after(cancel, byBureau).when(cancel, byBureau).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    there.when(cancel, on('2022-09-02')).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
  });
  test('of a decision is on a document, by who may decide, and not before it was made', () => {
    going.when(cancel, { ...byBureau, hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    going.when(cancel, { ...byBureau, ...ofSchool }).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['rotationId']);
    going.when(cancel, on('2022-04-30')).refused('DATE_ORDER', { earliest: '2022-05-01' }, ['command', 'effectiveOn']);
  });
});

describe('CompleteRotation', () => {
  test('is of who arrived, on no earlier day and on none ahead', () => {
    there.when(complete, on('2023-08-31')).then({ type: 'RotationCompleted', ...of });
    there.when(complete, on('2024-01-01')).then({ type: 'RotationCompleted', ...of });
    going.when(complete, on('2023-08-31')).refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
    there
      .when(complete, on('2022-08-31'))
      .refused('DATE_ORDER', { earliest: '2022-09-01' }, ['command', 'effectiveOn']);
    there
      .when(complete, { ...on('2023-08-31'), recordedOn: '2023-08-30' })
      .refused('DATE_ORDER', { latest: '2023-08-30' }, ['command', 'effectiveOn']);
  });
  test('is refused for what is not known, or over', () => {
    nobody.when(complete).refused('NOT_FOUND', { person: personId }, ['personId']);
    there.when({ ...complete, rotation: 2 }, on('2023-08-31')).refused('NOT_FOUND', { rotation: 2 }, ['rotationId']);
    there
      .after(complete, on('2023-08-31'))
      .when(complete, on('2023-08-31'))
      .refused('INVALID_TRANSITION', { rotation: 1 }, ['rotationId']);
  });
  test('ends the rotation where it comes before its last day, and binds nobody longer', () => {
    const early = there.after(complete, on('2023-06-30'));
    early
      .when({ ...rotate, from: '2023-06-30', to: '2023-12-31' }, { ...spring, ...on('2023-06-01') })
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', share: 200, day: '2023-06-30' }, ['from']);
    early
      .when({ ...rotate, from: '2023-07-01', to: '2023-12-31' }, { ...spring, ...on('2023-06-01') })
      .then({ ...decided, rotation: 2, from: '2023-07-01', to: '2023-12-31' });
  });
});

describe('the shares of a person', () => {
  const half = { ...rotate, mode: 'PART_WEEK', share: 50 } as const;
  test('of rotations never exceed the whole on any day', () => {
    const two = teacher.after(half, spring);
    two.when(half, spring).then({ ...decided, rotation: 2, mode: 'PART_WEEK', share: 50 });
    two
      .when({ ...half, share: 51 }, { ...spring, ...on('2022-09-01') })
      .refused('ROTATION_OVERLAP', { share: 101 }, ['share']);
    two
      .when(rotate, spring)
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', share: 150, day: '2022-09-01' }, ['from']);
    two
      .when({ ...half, share: 60, from: '2023-08-31', to: '2024-08-31' }, spring)
      .refused('CONFLICTS_WITH_LATER', { share: 110, day: '2023-08-31' }, ['share']);
    two
      .when({ ...rotate, from: '2023-09-01', to: '2024-08-31' }, spring)
      .then({ ...decided, rotation: 2, from: '2023-09-01', to: '2024-08-31' });
  });
  test('of a suspended rotation stay bound, and a proposal binds nobody', () => {
    there
      .after({ type: 'SuspendRotation', ...of, cause: 'OTHER' }, on('2022-10-01'))
      .when({ ...rotate, from: '2022-11-01' }, { ...spring, ...on('2022-10-01') })
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP' });
    teacher
      .after(propose, spring)
      .when(rotate, spring)
      .then({ ...decided, rotation: 2 });
  });
  test('leave room for the home post that keeps its share', () => {
    const posted = teacher.after(
      { type: 'AssignPost', personId, schoolId: S01, kind: 'MIDDLE_LEADER', share: 51 },
      byBureau,
    );
    posted
      .when(half, spring)
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', share: 101, day: '2022-09-01' }, ['share']);
    posted.when({ ...half, share: 49 }, spring).then({ ...decided, mode: 'PART_WEEK', share: 49 });
    teacher
      .after({ type: 'AssignPost', personId, schoolId: S01, kind: 'TEACHER' }, byBureau)
      .when(rotate, spring)
      .then(decided);
    teacher
      .after(half, spring)
      .when({ type: 'AssignPost', personId, schoolId: S01, kind: 'MIDDLE_LEADER', share: 51 }, on('2022-10-01'))
      .refused('ROTATION_OVERLAP', { share: 101 }, ['share']);
  });
});

describe('the personnel relation', () => {
  const transfer = (school: string, employerId = school): PersonCommand => ({
    type: 'TransferEmployment',
    personId,
    employerId,
    homeSchoolId: school,
  });
  const moving = teacher.after({ ...rotate, personnelRelation: 'MOVES' }, spring);
  const employmentAt = ({ state }: { readonly state: Parameters<typeof careerOf>[0] }, day: string) =>
    careerOf(state).employment.at(day);
  test('stays while somebody rotates', () => {
    there
      .when(transfer(S02), on('2022-10-01'))
      .refused('INVALID_TRANSITION', { rotation: 1, school: S01 }, ['homeSchoolId']);
    there
      .when(transfer(S02), on('2022-08-31'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', rotation: 1, day: '2022-09-01' }, [
        'homeSchoolId',
      ]);
    there.when(transfer(S01, S03), on('2022-10-01')).refused('INVALID_TRANSITION', { rotation: 1 }, ['homeSchoolId']);
    there
      .when(transfer(S02), on('2023-09-01'))
      .then({ type: 'EmploymentTransferred', personId, employerId: S02, homeSchoolId: S02 });
  });
  test('may go to the district meanwhile (县管校聘), the home stays', () =>
    there
      .when(transfer(S01, '370103'), on('2022-10-01'))
      .then({ type: 'EmploymentTransferred', personId, employerId: '370103', homeSchoolId: S01 }));
  test('moves with a rotation that says so, on its first day', () => {
    expect(employmentAt(moving, '2022-08-31')).toEqual({ employerId: S01, homeSchoolId: S01 });
    expect(employmentAt(moving, '2022-09-01')).toEqual({ employerId: S02, homeSchoolId: S02 });
    expect(employmentAt(moving, '2023-09-01')).toEqual({ employerId: S02, homeSchoolId: S02 });
    const byDistrict = teacher
      .after(transfer(S01, '370103'), on('2022-01-01'))
      .after({ ...rotate, personnelRelation: 'MOVES' }, spring);
    expect(employmentAt(byDistrict, '2022-09-01')).toEqual({ employerId: '370103', homeSchoolId: S02 });
  });
  test('moves with no rotation that was cancelled', () =>
    expect(employmentAt(moving.after({ type: 'CancelRotation', ...of }, on('2022-08-01')), '2022-09-01')).toEqual({
      employerId: S01,
      homeSchoolId: S01,
    }));
  test('stays at the receiving school while somebody rotates there', () => {
    moving.when(transfer(S03), on('2022-10-01')).refused('INVALID_TRANSITION', { rotation: 1 }, ['homeSchoolId']);
    moving
      .when(transfer(S01), on('2023-09-01'))
      .then({ type: 'EmploymentTransferred', personId, employerId: S01, homeSchoolId: S01 });
  });
  test('of who comes from elsewhere is refused: a transfer that is entered late', () =>
    moving
      .when(transfer(S03), on('2022-08-31'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', rotation: 1, day: '2022-09-01' }, [
        'homeSchoolId',
      ]));
  test('binds a rotation to somebody who is employed on all of its days', () =>
    later(...from<PersonEvent>('2023-06-01', { type: 'Retired', personId }))
      .when(rotate, spring)
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_EMPLOYED', rotation: 1, day: '2023-06-01' }, ['from']));
});

describe('a retirement', () => {
  const retire: PersonCommand = { type: 'Retire', personId };
  const retiredFrom = (command: typeof there, day: string) => command.when(retire, on(day));
  const retired: PersonEvent = { type: 'Retired', personId };
  test('recalls from a rotation that has begun', () => {
    for (const one of [there, going])
      retiredFrom(one, '2023-01-01').then({ type: 'TeacherRecalled', ...of, cause: 'RETIRED' }, retired);
  });
  test('cancels what has not begun, decided or proposed', () => {
    retiredFrom(going, '2022-09-01').then({ type: 'RotationCancelled', ...of, cause: 'RETIRED' }, retired);
    retiredFrom(teacher.after(propose, spring), '2022-06-01').then(
      { type: 'RotationCancelled', ...of, cause: 'RETIRED' },
      retired,
    );
  });
  test('leaves what is over as it is, to be completed and recognised', () => {
    const over = there.after(confirm(2022, 'FIRST'), on('2023-01-20')).after(confirm(2022, 'SECOND'), on('2023-07-10'));
    over.when(retire, on('2023-09-01')).then(retired);
    over
      .after(retire, on('2023-09-01'))
      .after(complete, on('2023-09-10'))
      .when(recognise, on('2023-09-10'))
      .then({ ...recognise, type: 'CreditRecognised', months: 12 });
    there.after(complete, on('2022-12-31')).when(retire, on('2023-01-01')).then(retired);
    going
      .after({ type: 'CancelRotation', ...of }, byBureau)
      .when(retire, on('2023-01-01'))
      .then(retired);
  });
  test('is refused before what is recorded of a rotation', () => {
    there.after(complete, on('2023-06-30')).when(retire, on('2023-01-01')).refused('NOT_EMPLOYED', { rotation: 1 });
    there
      .after(confirm(2022, 'SECOND'), on('2023-03-01'))
      .when(retire, on('2023-01-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER', rotation: 1, day: '2023-02-01' });
  });
});

describe('credit', () => {
  /** Served from day to day, arrived on the first one, with these terms confirmed. */
  const servedWith = (
    terms_: readonly (readonly [number, 'FIRST' | 'SECOND'])[],
    days: { readonly from: string; readonly to: string; readonly arrived?: string; readonly completed?: string },
    rests: readonly (readonly [string, string?])[] = [],
  ) => {
    const { from: first, to, arrived = first, completed = to } = days;
    const begun = later(...from<PersonEvent>('2022-05-01', { ...decided, from: first, to })).after(
      { type: 'ConfirmArrival', ...of },
      on(arrived),
    );
    const rested = rests.reduce((before, [day, until]) => {
      const suspended = before.after({ type: 'SuspendRotation', ...of, cause: 'ILLNESS' }, on(day));
      return until === undefined ? suspended : suspended.after({ type: 'ResumeRotation', ...of }, on(until));
    }, begun);
    return terms_
      .reduce((before, [year, term]) => before.after(confirm(year, term), on('2026-12-31')), rested)
      .after(complete, on(completed));
  };
  const year = { from: '2025-09-01', to: '2026-08-31' };
  const both = [
    [2025, 'FIRST'],
    [2025, 'SECOND'],
  ] as const;
  test.each([
    ['a whole school year, both terms confirmed', servedWith(both, year), 365, 12],
    ['30 days of it suspended', servedWith(both, year, [['2025-10-01', '2025-10-31']]), 335, 11],
    ['5 days of it suspended', servedWith(both, year, [['2025-10-01', '2025-10-06']]), 360, 12],
    [
      '6 days of it suspended, in two parts',
      servedWith(both, year, [
        ['2025-10-01', '2025-10-04'],
        ['2026-03-01', '2026-03-04'],
      ]),
      359,
      11,
    ],
    ['the first term confirmed only', servedWith(both.slice(0, 1), year), 153, 5],
    ['the second term confirmed only', servedWith(both.slice(1), year), 212, 7],
    ['no term confirmed', servedWith([], year), 0, 0],
    ['arrived 10 days late', servedWith(both, { ...year, arrived: '2025-09-11' }), 355, 11],
    ['completed early', servedWith(both, { ...year, completed: '2026-06-30' }), 303, 10],
    ['completed late', servedWith(both, { ...year, completed: '2026-10-01' }), 365, 12],
    ['suspended to the end', servedWith(both, year, [['2026-03-01']]), 181, 6],
    [
      'a suspension across the terms, the second not confirmed',
      servedWith(both.slice(0, 1), year, [['2026-01-22', '2026-02-21']]),
      143,
      4,
    ],
    ['29 days', servedWith(both.slice(0, 1), { from: '2025-09-01', to: '2025-09-29' }), 29, 0],
    ['30 days', servedWith(both.slice(0, 1), { from: '2025-09-01', to: '2025-09-30' }), 30, 1],
    [
      'a leap year',
      servedWith(
        [
          [2023, 'FIRST'],
          [2023, 'SECOND'],
        ],
        { from: '2023-09-01', to: '2024-08-31' },
      ),
      366,
      12,
    ],
  ])('of %s', (_what, history, days, months) => {
    expect([daysServed(rotationOf(history)), monthsServed([rotationOf(history)])]).toEqual([days, months]);
    const outcome = history.when(recognise, on('2026-12-31'));
    if (months === 0) outcome.refused('NO_CREDIT', { months: 0 }, ['rotationIds']);
    else outcome.then({ ...recognise, type: 'CreditRecognised', months });
  });

  const served = servedWith(both, year);
  const then = on('2026-12-31');
  test('is given for a rotation once for a purpose, and once in a cycle', () => {
    const credited = served.after(recognise, then);
    credited.when(recognise, then).refused('NO_CREDIT', { purpose: 'TITLE', cycle: '2024' }, ['cycle']);
    credited.when({ ...recognise, cycle: '２０２４' }, then).refused('NO_CREDIT', { cycle: '２０２４' }, ['cycle']);
    credited
      .when({ ...recognise, cycle: '2025' }, then)
      .refused('NO_CREDIT', { purpose: 'TITLE', rotation: 1 }, ['rotationIds', '0']);
    served.when({ ...recognise, rotations: [1, 1] }, then).refused('NO_CREDIT', { rotation: 1 }, ['rotationIds', '1']);
    for (const purpose of ['HONOUR', 'CADRE'] as const)
      credited
        .when({ ...recognise, purpose }, then)
        .then({ ...recognise, purpose, type: 'CreditRecognised', months: 12 });
  });
  test('is given of completed rotations only, by the day of the recognition', () => {
    there.when(recognise, on('2023-09-01')).refused('NO_CREDIT', { rotation: 1 }, ['rotationIds', '0']);
    served.when(recognise, on('2026-08-30')).refused('NO_CREDIT', { rotation: 1 }, ['rotationIds', '0']);
    served.when(recognise, on('2026-08-31')).then({ ...recognise, type: 'CreditRecognised', months: 12 });
    there
      .after(confirm(2022, 'FIRST'), on('2023-01-20'))
      .after({ type: 'RecallTeacher', ...of }, on('2023-02-01'))
      .when(recognise, on('2023-09-01'))
      .refused('NO_CREDIT', { rotation: 1 }, ['rotationIds', '0']);
    served.when({ ...recognise, rotations: [2] }, then).refused('NOT_FOUND', { rotation: 2 }, ['rotationIds', '0']);
  });
  test('is not given by who confirmed the service, where policy SEPARATION says so', () => {
    const policies = policiesOf({ rules: { kind: 'SEPARATION', pairs: ['CONFIRMS_RECOGNISES'] }, from: '2020-01-01' });
    const another = { actor: { id: 'officer-2', role: 'BUREAU' as const }, policies };
    const own = { actor: 'officer-1' };
    served.when(recognise, { ...then, policies }).refused('SAME_PERSON', own, ['rotationIds', '0']);
    served.when(recognise, { ...then, ...another }).then({ ...recognise, type: 'CreditRecognised', months: 12 });
    served.after(recognise, then);
    const { rules } = person.commands.RecogniseCredit.open!;
    const closed = (context: object) =>
      rules.map((rule) =>
        rule(
          { ...recognise } as never,
          { ...then, recordedOn: '2026-12-31', references, ...context } as never,
          served.state,
        ),
      );
    expect(closed({ ...another, actor: { id: 'officer-1', role: 'BUREAU' } })).toContainEqual(
      expect.objectContaining({ refused: expect.objectContaining({ code: 'SAME_PERSON' }) as unknown }),
    );
    expect(closed(another).filter((one) => one !== undefined)).toEqual([]);
  });
  test('names a cycle and rotations, and is not dated ahead', () => {
    nobody.when(recognise).refused('NOT_FOUND', { person: personId }, ['personId']);
    served.when({ ...recognise, cycle: ' ' }, then).refused('BASIS_MISSING', {}, ['cycle']);
    served.when({ ...recognise, cycle: '2024 ' }, then).refused('INVALID_INPUT', {}, ['cycle']);
    served.when({ ...recognise, rotations: [] }, then).refused('INVALID_INPUT', {}, ['rotationIds']);
    served
      .when(recognise, { ...then, recordedOn: '2026-12-30' })
      .refused('DATE_ORDER', { latest: '2026-12-30' }, ['command', 'effectiveOn']);
  });
  test('counts a day once, on however many rotations somebody served, now or in a later cycle', () => {
    const part = { ...decided, mode: 'PART_WEEK', share: 40 } as const;
    const two = (
      [
        [1, '2022-09-01'],
        [2, '2022-12-01'],
      ] as const
    ).reduce(
      (before, [rotation, arrived]) =>
        before
          .after({ type: 'ConfirmArrival', personId, rotation }, on(arrived))
          .after(confirm(2022, 'FIRST', rotation), on('2023-01-20'))
          .after({ type: 'CompleteRotation', personId, rotation }, on('2023-08-31')),
      later(...from<PersonEvent>('2022-05-01', part, { ...part, rotation: 2, from: '2022-12-01' })),
    );
    two
      .when({ ...recognise, rotations: [1, 2] }, then)
      .then({ ...recognise, rotations: [1, 2], type: 'CreditRecognised', months: 5 });
    two
      .after(recognise, then)
      .when({ ...recognise, cycle: '2025', rotations: [2] }, then)
      .refused('NO_CREDIT', { months: 0 }, ['rotationIds']);
    two
      .after({ ...recognise, rotations: [2] }, then)
      .when({ ...recognise, cycle: '2025' }, then)
      .then({ ...recognise, cycle: '2025', type: 'CreditRecognised', months: 3 });
  });
});

describe('the rules over every day', () => {
  const state = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...working, ...facts]);
  const rotated = (more: object = {}) => from<PersonEvent>('2022-05-01', { ...decided, ...more });
  const step = (day: string, type: string, more: object = {}) => from(day, { type, ...of, ...more } as PersonEvent);
  const arrived = step('2022-09-01', 'ArrivalConfirmed');
  const transferred: PersonEvent = { type: 'EmploymentTransferred', personId, employerId: S02, homeSchoolId: S02 };
  test('rotationsWhileEmployed', () => {
    const retired = from<PersonEvent>('2023-06-01', { type: 'Retired', personId });
    expect(rotationsWhileEmployed(state(...rotated()))).toEqual([]);
    expect(rotationsWhileEmployed(state(...rotated(), ...retired))).toMatchObject([
      { code: 'NOT_EMPLOYED', args: { rotation: 1 }, day: '2023-06-01', until: '2023-09-01' },
    ]);
    const cancelled = step('2022-06-01', 'RotationCancelled', { cause: 'CANCELLED' });
    expect(rotationsWhileEmployed(state(...rotated(), ...cancelled, ...retired))).toEqual([]);
  });
  test('homeStaysWhileRotating', () => {
    expect(homeStaysWhileRotating(state(...rotated()))).toEqual([]);
    expect(homeStaysWhileRotating(state(...rotated(), ...from('2023-01-01', transferred)))).toMatchObject([
      { code: 'INVALID_TRANSITION', args: { rotation: 1, school: S01 }, day: '2023-01-01', until: '2023-09-01' },
    ]);
    const moves = rotated({ personnelRelation: 'MOVES' });
    expect(homeStaysWhileRotating(state(...moves))).toEqual([]);
    expect(homeStaysWhileRotating(state(...moves, ...from('2022-01-01', transferred)))).toMatchObject([
      { code: 'INVALID_TRANSITION', args: { rotation: 1 }, day: '2022-09-01' },
    ]);
  });
  test('sharesWithinWhole', () => {
    const part = { mode: 'PART_WEEK', share: 60 };
    const two = state(...rotated(part), ...rotated({ ...part, rotation: 2, from: '2023-01-01', to: '2023-12-31' }));
    expect(sharesWithinWhole(two)).toMatchObject([
      { code: 'ROTATION_OVERLAP', args: { share: 120 }, day: '2023-01-01', until: '2023-09-01' },
    ]);
    expect(sharesWithinWhole(state(...rotated(part), ...rotated({ ...part, rotation: 2, share: 40 })))).toEqual([]);
  });
  test('stepsInOrder', () => {
    const days = (...facts: readonly Fact<PersonEvent>[]) =>
      stepsInOrder(state(...rotated(), ...facts)).map(({ code, args }) => [code, args['day']]);
    const suspended = (day: string, until?: string) => [
      ...step(day, 'RotationSuspended', { cause: 'OTHER' }),
      ...(until === undefined ? [] : step(until, 'RotationResumed')),
    ];
    const extended = (day: string, to: string) => step(day, 'RotationExtended', { to });
    const service = (schoolYear: number, term: string) => step('2023-01-01', 'ServiceConfirmed', { schoolYear, term });
    expect(days(...arrived, ...suspended('2022-10-01', '2022-11-01'), ...extended('2023-06-01', '2024-08-31'))).toEqual(
      [],
    );
    expect(days(...service(2022, 'FIRST'))).toEqual([]);
    expect(days(...arrived, ...service(2022, 'FIRST'), ...service(2022, 'SECOND'))).toEqual([]);
    const misplaced = (day: string) => [['DATE_ORDER', day]];
    expect(stepsInOrder(state(...from<PersonEvent>('2022-09-02', decided))).map(({ day }) => day)).toEqual([
      '2022-09-01',
    ]);
    expect(days(...step('2022-08-31', 'ArrivalConfirmed'))).toEqual(misplaced('2022-08-31'));
    expect(days(...step('2023-09-01', 'ArrivalConfirmed'))).toEqual(misplaced('2023-09-01'));
    expect(days(...step('2022-08-31', 'TeacherRecalled', { cause: 'RECALLED' }))).toEqual(misplaced('2022-08-31'));
    expect(days(...step('2023-09-02', 'TeacherRecalled', { cause: 'RECALLED' }))).toEqual(misplaced('2023-09-02'));
    expect(days(...arrived, ...step('2022-08-31', 'RotationCompleted'))).toContainEqual(['DATE_ORDER', '2022-08-31']);
    expect(days(...suspended('2022-08-31'))).toEqual(misplaced('2022-08-31'));
    expect(days(...suspended('2023-09-01'))).toEqual(misplaced('2023-09-01'));
    expect(days(...suspended('2022-11-01', '2022-12-01'), ...suspended('2022-10-01'))).toEqual(misplaced('2022-11-01'));
    expect(days(...extended('2022-04-30', '2024-08-31'))).toEqual(misplaced('2022-04-30'));
    expect(days(...extended('2023-09-01', '2024-08-31'))).toEqual(misplaced('2023-09-01'));
    expect(days(...extended('2023-06-01', '2024-08-31'), ...extended('2023-05-01', '2025-08-31'))).toEqual(
      misplaced('2023-05-01'),
    );
    expect(days(...arrived, ...service(2021, 'SECOND'))).toEqual(misplaced('2022-02-01'));
    expect(days(...arrived, ...service(2023, 'FIRST'))).toEqual(misplaced('2023-09-01'));
  });
  test('creditsStandOnService', () => {
    const served = [
      ...rotated(),
      ...arrived,
      ...step('2023-01-20', 'ServiceConfirmed', { schoolYear: 2022, term: 'FIRST' }),
    ];
    const over = [...served, ...step('2023-08-31', 'RotationCompleted')];
    const credited = (day: string, more: object = {}) =>
      from<PersonEvent>(day, {
        type: 'CreditRecognised',
        personId,
        purpose: 'TITLE',
        cycle: '2024',
        rotations: [1],
        months: 5,
        ...more,
      });
    const broken = (...facts: readonly Fact<PersonEvent>[]) =>
      creditsStandOnService(state(...facts)).map(({ code, args, day }) => [code, args['months'], day]);
    expect(broken(...over, ...credited('2023-08-31'), ...credited('2023-08-31', { purpose: 'HONOUR' }))).toEqual([]);
    expect(broken(...over, ...credited('2023-08-30'))).toEqual([['NO_CREDIT', 5, '2023-08-30']]);
    expect(broken(...over, ...credited('2023-09-01', { months: 6 }))).toEqual([['NO_CREDIT', 5, '2023-09-01']]);
    expect(broken(...over, ...credited('2023-09-01', { rotations: [1, 1] }))).toEqual([['NO_CREDIT', 5, '2023-09-01']]);
    expect(broken(...served, ...credited('2023-09-01'))).toEqual([['NO_CREDIT', 0, '2023-09-01']]);
    expect(broken(...over, ...credited('2023-09-01'), ...credited('2023-09-02', { cycle: '2025' }))).toEqual([
      ['NO_CREDIT', 0, '2023-09-02'],
    ]);
    expect(
      broken(
        ...over,
        ...rotated({ rotation: 2, from: '2023-09-01', to: '2023-12-31' }),
        ...credited('2023-09-01'),
        ...credited('2023-09-02', { cycle: '２０２４', rotations: [2] }),
      ),
    ).toEqual([['NO_CREDIT', 0, '2023-09-02']]);
  });
});

describe('a correction of a rotation', () => {
  const S03Closes = from<DistrictEvent>('2024-01-01', { type: 'SchoolClosed', schoolCode: 'S03' });
  const others = { 'district-370103': register(...S03Closes), [`council-${groupId}`]: councilOf() };
  const ofPerson = (...facts: readonly Fact<PersonEvent>[]) =>
    history<PersonEvent, Person>(person as AnyDecider, personId, [...working, ...facts], others);
  const said = (day: string, type: string, more: object = {}) => from(day, { type, ...of, ...more } as PersonEvent)[0]!;
  const right = (type: string, more: object = {}) => ({ type, ...of, ...more }) as PersonEvent;
  const serviceOf = (term: string) => ({ schoolYear: 2022, term, weeklyLessons: 12 });
  const credit: PersonEvent = {
    type: 'CreditRecognised',
    personId,
    purpose: 'TITLE',
    cycle: '2024',
    rotations: [1],
    months: 11,
  };
  /** By revision: 2 decided, 3 arrived, 4 and 5 suspended and resumed, 6 and 7 served, 8 completed, 9 recognised. */
  const served = ofPerson(
    ...from<PersonEvent>('2022-05-01', decided),
    said('2022-09-01', 'ArrivalConfirmed'),
    said('2022-10-01', 'RotationSuspended', { cause: 'ILLNESS' }),
    said('2022-10-31', 'RotationResumed'),
    said('2023-01-20', 'ServiceConfirmed', serviceOf('FIRST')),
    said('2023-07-10', 'ServiceConfirmed', serviceOf('SECOND')),
    said('2023-08-31', 'RotationCompleted'),
    ...from('2023-09-10', credit),
  );
  const noCredit = (months: number) => ['CONFLICTS_WITH_LATER', { rule: 'NO_CREDIT', months }] as const;

  test('retracts nothing on which recognised months stand', () => {
    for (const revision of [2, 3, 8]) served.retract(revision).refused('CONFLICTS_WITH_LATER');
    served.retract(6).refused(...noCredit(7));
    served.retract(7).refused(...noCredit(4));
    served.retract(4).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'RotationResumed' });
    served.retract(5).refused(...noCredit(1));
    const taken = served.retract(9).then;
    expect(careerOf(taken.state).credits).toEqual([]);
    expect(careerOf(taken.retract(6).then.state).rotations[0]?.services).toHaveLength(1);
    taken.retract(3).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'ServiceConfirmed' });
  });
  test('makes no recognised months less', () => {
    served.correct(3, right('ArrivalConfirmed'), '2022-10-10').refused(...noCredit(10));
    served.correct(5, right('RotationResumed'), '2022-12-01').refused(...noCredit(10));
    served.correct(8, right('RotationCompleted'), '2023-07-31').refused(...noCredit(10));
    served.correct(8, right('RotationCompleted'), '2023-09-11').refused('NO_CREDIT', { months: 11 });
    served.correct(2, { ...decided, to: '2023-07-31' }).refused(...noCredit(10));
    served.correct(6, right('ServiceConfirmed', { ...serviceOf('FIRST'), schoolYear: 2021 })).refused('DATE_ORDER', {});
    expect(served.correct(5, right('RotationResumed'), '2022-10-30').events).toHaveLength(1);
    expect(
      served.correct(6, right('ServiceConfirmed', { ...serviceOf('FIRST'), weeklyLessons: 3 })).events,
    ).toHaveLength(1);
  });
  test('no correction makes the rotation of somebody who was erased last longer', () => {
    const erased = ofPerson(...from<PersonEvent>('2022-05-01', decided, { type: 'PersonErased', personId }));
    erased.correct(2, { ...decided, to: '2024-08-31' }).refused('PERSON_ERASED', { person: personId }, ['right', 'to']);
    expect(erased.correct(2, { ...decided, to: '2023-07-31' }).events).toHaveLength(1);
  });
  describe('and a further term of one of two rotations of the same days, of which both count for the title,', () => {
    const part = { ...decided, mode: 'PART_WEEK', share: 40 } as const;
    const second = (type: string, more: object = {}) => right(type, { rotation: 2, ...more });
    const credits = [
      { ...credit, cycle: '2024', months: 5 },
      { ...credit, cycle: '2025', rotations: [2], months: 7 },
    ] as const;
    /** By revision: 2 and 3 decided, 4 and 5 arrived, 6 served of the first, 7 and 8 of the second, 9 and 10 completed, 11 and 12 recognised. */
    const facts = [
      ...from<PersonEvent>('2022-05-01', part, { ...part, rotation: 2 }),
      ...from<PersonEvent>('2022-09-01', right('ArrivalConfirmed'), second('ArrivalConfirmed')),
      ...from<PersonEvent>(
        '2023-08-31',
        right('ServiceConfirmed', serviceOf('FIRST')),
        second('ServiceConfirmed', serviceOf('FIRST')),
        second('ServiceConfirmed', serviceOf('SECOND')),
        right('RotationCompleted'),
        second('RotationCompleted'),
      ),
      ...from<PersonEvent>('2023-09-10', ...credits),
    ];
    const confirmed = ofPerson(...facts).decide(confirm(2022, 'SECOND'), on('2023-10-01'));
    const later = ofPerson(...facts, said('2023-10-01', 'ServiceConfirmed', serviceOf('SECOND')));
    test('is confirmed: more service takes no ground from a credit', () => {
      expect(confirmed).toMatchObject({ accepted: [{ type: 'ServiceConfirmed', rotation: 1, term: 'SECOND' }] });
      expect(creditsStandOnService(later.state)).toEqual([]);
    });
    test('lets each credit be put right, but for more than was recognised of it, or of days that count already', () => {
      expect(later.correct(11, { ...credits[0], cycle: '2026' }).events).toHaveLength(1);
      expect(later.correct(12, { ...credits[1], cycle: '2026' }).events).toHaveLength(1);
      expect(later.correct(11, { ...credits[0], purpose: 'CADRE', months: 12 }).events).toHaveLength(1);
      later.correct(11, { ...credits[0], months: 12 }).refused('NO_CREDIT', { months: 0 }, ['right', 'months']);
      later.correct(12, { ...credits[1], months: 8 }).refused('NO_CREDIT', { months: 0 }, ['right', 'months']);
    });
    test('gives ground where a credit lost its own, and no day to two of them', () => {
      const without = later.retract(6).then;
      without.retract(13).refused('NO_CREDIT', { cycle: '2024', months: 0 });
      without.retract(8).refused('CONFLICTS_WITH_LATER', { rule: 'NO_CREDIT' });
      later.retract(8).refused(...noCredit(5));
      expect(later.retract(7).events).toHaveLength(1);
      for (const revision of [4, 5, 9, 10]) later.retract(revision).refused('CONFLICTS_WITH_LATER');
    });
  });
  test('brings no rotation under a credit by the hand of who confirmed its service', () => {
    const policies = policiesOf({ rules: { kind: 'SEPARATION', pairs: ['CONFIRMS_RECOGNISES'] }, from: '2020-01-01' });
    const another = { policies, actor: { id: 'officer-2', role: 'BUREAU' as const } };
    const elsewhere: PersonEvent = { ...credit, purpose: 'CADRE' };
    served
      .correct(9, elsewhere, undefined, { policies })
      .refused('SAME_PERSON', { actor: 'officer-1' }, ['right', 'rotationIds', '0']);
    expect(served.correct(9, elsewhere, undefined, another).events).toHaveLength(1);
    expect(served.correct(9, { ...credit, cycle: '2025' }, undefined, { policies }).events).toHaveLength(1);
  });
  test('recognises what was served, neither more nor less, and not before it was', () => {
    const path = ['right', 'months'];
    served.correct(9, { ...credit, months: 12 }).refused('NO_CREDIT', { months: 11 }, path);
    served.correct(9, { ...credit, months: 10 }).refused('NO_CREDIT', { months: 11 }, path);
    served
      .correct(9, { ...credit, rotations: [1, 2] })
      .refused('INVALID_INPUT', { event: 'CreditRecognised' }, ['right']);
    served.correct(9, credit, '2023-08-30').refused('NO_CREDIT', {});
    served.correct(9, credit, '2025-01-02').refused('DATE_ORDER', { latest: '2025-01-01' }, ['rightEffectiveOn']);
    expect(
      careerOf(served.correct(9, { ...credit, purpose: 'CADRE', cycle: '2025' }).then.state).credits,
    ).toMatchObject([{ purpose: 'CADRE', cycle: '2025', months: 11 }]);
  });
  test('dates no step ahead, before another or out of the rotation', () => {
    const path = ['rightEffectiveOn'];
    served.correct(3, right('ArrivalConfirmed'), '2025-01-02').refused('DATE_ORDER', { latest: '2025-01-01' }, path);
    served
      .correct(6, right('ServiceConfirmed', serviceOf('FIRST')), '2022-08-31')
      .refused('DATE_ORDER', { earliest: '2022-09-01' }, path);
    served
      .correct(7, right('ServiceConfirmed', serviceOf('SECOND')), '2023-01-31')
      .refused('DATE_ORDER', { earliest: '2023-02-01' }, path);
    served
      .correct(7, right('ServiceConfirmed', serviceOf('SECOND')), '2025-01-02')
      .refused('DATE_ORDER', { latest: '2025-01-01' }, path);
    served.correct(8, right('RotationCompleted'), '2025-01-02').refused('DATE_ORDER', { latest: '2025-01-01' }, path);
    const begun = ofPerson(...from<PersonEvent>('2022-05-01', decided), said('2022-09-01', 'ArrivalConfirmed'));
    begun.correct(3, right('ArrivalConfirmed'), '2022-08-31').refused('DATE_ORDER', { day: '2022-08-31' });
    begun
      .correct(2, decided, '2022-09-02')
      .refused('DATE_ORDER', { day: '2022-09-01', earliest: '2022-09-02' }, ['right', 'from']);
    begun.correct(2, { ...decided, from: '2022-09-02' }).refused('CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER' });
    served
      .correct(4, right('RotationSuspended', { cause: 'MATERNITY' }), '2022-08-31')
      .refused('DATE_ORDER', { day: '2022-08-31' });
  });
  test('holds a decision to what its command is held to; what was found, and who decided, stays', () => {
    const begun = ofPerson(...from<PersonEvent>('2022-05-01', { ...decided, onBehalf: 'COUNCIL' }));
    const stands = { ...decided, onBehalf: 'COUNCIL' } as const;
    const correct = (more: object, day?: string) => begun.correct(2, { ...stands, ...more }, day);
    expect(correct({ to: '2024-08-31', subject: '数学', post: 'TEACHER' }).events).toHaveLength(1);
    correct({ eligibility: [{ criterion: 'AGE', outcome: 'MET' }] }).refused(
      'INVALID_INPUT',
      { field: 'eligibility' },
      ['right', 'eligibility'],
    );
    const { onBehalf: _onBehalf, ...alone } = stands;
    begun.correct(2, alone).refused('INVALID_INPUT', { field: 'onBehalf' }, ['right', 'onBehalf']);
    const { decidedBy: _decidedBy, ...byItself } = stands;
    begun.correct(2, byItself).refused('INVALID_INPUT', { field: 'decidedBy' }, ['right', 'decidedBy']);
    correct({ decidedBy: { groupId, number: 2 } }).refused('NO_RESOLUTION', { resolution: 2 }, [
      'right',
      'resolutionId',
    ]);
    correct({}, '2022-02-28').refused('NO_RESOLUTION', { resolution: 1 }, ['right', 'resolutionId']);
    correct({ share: 50 }).refused('INVALID_INPUT', { value: 50 }, ['right', 'share']);
    correct({ toSchoolId: S03 }).refused('NOT_SAME_GROUP', { school: S03 }, ['right', 'toSchoolId']);
    correct({ toSchoolId: S01 }).refused('INVALID_INPUT', { school: S01 }, ['right', 'toSchoolId']);
    correct({ fromSchoolId: S02, toSchoolId: S01 }).refused('CONFLICTS_WITH_LATER', {
      rule: 'INVALID_TRANSITION',
      day: '2022-09-01',
    });
    expect(careerOf(correct({ personnelRelation: 'MOVES' }).then.state).employment.at('2022-09-01')?.homeSchoolId).toBe(
      S02,
    );
  });
  describe('that changes what eligibility is judged by', () => {
    const asked = (mandatory: boolean, from = '2022-01-01') => ({
      policies: policiesOf({
        rules: {
          ...{ kind: 'ELIGIBILITY', mandatory, health: true, oldestMale: 55, oldestFemale: 50, yearsAtSchool: 2 },
          ...{ yearsToRetirement: 5, retirementMale: 60, retirementFemale: 55 },
        },
        from,
      }),
      references: {
        ...references,
        // 55 years old and five from retirement on 1 September 2023.
        details: { birthDate: '1968-09-01', sex: 'MALE' } as KnownDetails,
      },
    });
    const outcomes = (age: string, years: string, left: string) =>
      [
        ['AGE', age],
        ['YEARS_AT_SCHOOL', years],
        ['HEALTH', 'MET'],
        ['YEARS_TO_RETIREMENT', left],
      ].map(([criterion, outcome]) => ({ criterion, outcome }));
    const found = { ...decided, eligibility: outcomes('MET', 'MET', 'MET') } as Extract<
      PersonEvent,
      { type: 'RotationDecided' }
    >;
    const begun = ofPerson(...from<PersonEvent>('2022-05-01', found));
    const correct = (more: object, mandatory = true, day?: string) =>
      begun.correct(2, { ...found, ...more }, day, asked(mandatory));
    test('is refused where a mandatory policy refuses the decision: other days, or a longer rotation', () => {
      correct({ to: '2023-09-02' }).refused('NOT_ELIGIBLE', { criterion: 'YEARS_TO_RETIREMENT' }, ['right', 'to']);
      correct({ from: '2024-09-01', to: '2024-10-01' }).refused('NOT_ELIGIBLE', { criterion: 'AGE' }, [
        'right',
        'from',
      ]);
      correct({ from: '2022-08-31' }).refused('NOT_ELIGIBLE', { criterion: 'YEARS_AT_SCHOOL' }, ['right', 'from']);
      expect(correct({ to: '2023-09-01' }).events).toHaveLength(1);
      expect(correct({ subject: '数学' }).events).toHaveLength(1);
    });
    test('is refused on a day on which the policy was mandatory, and on no other', () => {
      const moved = (day: string) =>
        begun.correct(2, { ...found, eligibility: [] }, day, asked(true, '2022-05-01')).events.length;
      expect(moved('2022-04-30')).toBe(1);
      expect(moved('2022-05-02')).toBe(0);
      const unasked = ofPerson(...from<PersonEvent>('2022-05-01', { ...decided, to: '2023-09-02' }));
      unasked
        .correct(2, { ...decided, to: '2023-09-02' }, '2022-05-02', asked(true, '2022-05-02'))
        .refused('NOT_ELIGIBLE', { criterion: 'YEARS_TO_RETIREMENT' }, ['right', 'eligibility']);
    });
    test('says what is found so, and keeps what it does not touch', () => {
      const longer = { to: '2023-09-02' };
      correct(longer, false).refused(
        'INVALID_INPUT',
        { field: 'eligibility', criterion: 'YEARS_TO_RETIREMENT', outcome: 'NOT_MET' },
        ['right', 'eligibility'],
      );
      const said = correct({ ...longer, eligibility: outcomes('MET', 'MET', 'NOT_MET') }, false);
      expect(said.events).toHaveLength(1);
      correct({ ...longer, eligibility: outcomes('NOT_MET', 'MET', 'NOT_MET') }, false).refused(
        'INVALID_INPUT',
        { criterion: 'AGE', outcome: 'MET' },
        ['right', 'eligibility'],
      );
      // It was not asked for then: a policy that was adopted since for that day asks what a correction touches, and nothing else.
      const unasked = ofPerson(...from<PersonEvent>('2022-05-01', decided));
      expect(unasked.correct(2, { ...decided, subject: '数学' }, undefined, asked(true)).events).toHaveLength(1);
    });
    test('is judged by what is known of somebody: nothing of who was erased', () => {
      const { details: _details, ...known } = asked(true).references;
      const nothing = { ...asked(true), references: known };
      begun
        .correct(2, { ...found, to: '2023-07-31' }, undefined, nothing)
        .refused('INVALID_INPUT', { criterion: 'YEARS_TO_RETIREMENT', outcome: 'UNKNOWN' }, ['right', 'eligibility']);
    });
    test('holds an extension to the years that are left on its last day', () => {
      const extended = { type: 'RotationExtended', ...of, to: '2023-09-01' } as const;
      const longer = ofPerson(...from<PersonEvent>('2022-05-01', found), ...from<PersonEvent>('2023-06-01', extended));
      longer
        .correct(3, { ...extended, to: '2023-09-02' }, undefined, asked(true))
        .refused('NOT_ELIGIBLE', { criterion: 'YEARS_TO_RETIREMENT' }, ['right', 'to']);
      expect(longer.correct(3, { ...extended, to: '2023-09-02' }, undefined, asked(false)).events).toHaveLength(1);
    });
  });
  test('holds a proposal to what its command is held to', () => {
    const proposal = { ...terms, type: 'RotationProposed', personId, rotation: 1, share: 100 } as const;
    const proposed = ofPerson(...from<PersonEvent>('2022-05-01', proposal));
    const { groupId: _group, ...far } = { ...proposal, scheme: 'SUPPORT' as const, fromSchoolId: '370199.S01' };
    proposed.correct(2, far).refused('NOT_FOUND', { school: '370199.S01' }, ['right', 'fromSchoolId']);
    proposed
      .correct(2, { ...proposal, from: '2022-04-30' })
      .refused('DATE_ORDER', { earliest: '2022-05-01' }, ['right', 'from']);
    proposed
      .correct(2, { ...proposal, toSchoolId: S03 })
      .refused('NOT_SAME_GROUP', { school: S03 }, ['right', 'toSchoolId']);
    expect(proposed.correct(2, { ...proposal, to: '2024-08-31' }).events).toHaveLength(1);
    expect(careerOf(proposed.retract(2).then.state)).toMatchObject({ rotations: [], lastRotation: 1 });
  });
  test('holds an extension to what its command is held to', () => {
    const extension: PersonEvent = { type: 'RotationExtended', ...of, to: '2024-08-31', decidedBy };
    const longer = ofPerson(...from<PersonEvent>('2022-05-01', decided), ...from('2023-06-01', extension));
    expect(longer.correct(3, { ...extension, to: '2024-01-31' }).events).toHaveLength(1);
    longer
      .correct(3, { ...extension, onBehalf: 'COUNCIL' })
      .refused('INVALID_INPUT', { field: 'onBehalf' }, ['right', 'onBehalf']);
    longer
      .correct(3, { type: 'RotationExtended', ...of, to: '2024-08-31' })
      .refused('INVALID_INPUT', { field: 'decidedBy' }, ['right', 'decidedBy']);
    longer
      .correct(3, { ...extension, decidedBy: { groupId, number: 2 } })
      .refused('NO_RESOLUTION', { resolution: 2 }, ['right', 'resolutionId']);
    longer
      .correct(3, { ...extension, to: '2023-08-31' })
      .refused('INVALID_INPUT', { event: 'RotationExtended' }, ['right']);
    longer.correct(3, extension, '2023-09-01').refused('DATE_ORDER', { day: '2023-09-01' });
    longer.correct(3, extension, '2022-04-30').refused('DATE_ORDER', { day: '2022-04-30' });
    const elsewhere = history<PersonEvent, Person>(
      person as AnyDecider,
      personId,
      [
        ...working,
        ...from<PersonEvent>('2022-05-01', decided),
        ...from('2023-06-01', { ...extension, to: '2023-12-31' }),
      ],
      {
        ...others,
        'district-370103': register(...from<DistrictEvent>('2024-01-01', { type: 'SchoolClosed', schoolCode: 'S02' })),
      },
    );
    elsewhere
      .correct(3, extension)
      .refused('SCHOOL_CLOSED', { school: S02, day: '2024-01-01' }, ['right', 'toSchoolId']);
  });
  test('of a recall or a cancelling moves it, and says no other cause', () => {
    const recalled = ofPerson(
      ...from<PersonEvent>('2022-05-01', decided),
      said('2023-01-01', 'TeacherRecalled', { cause: 'RECALLED' }),
    );
    expect(
      careerOf(recalled.correct(3, right('TeacherRecalled', { cause: 'RECALLED' }), '2023-02-01').then.state)
        .rotations[0]?.end?.on,
    ).toBe('2023-02-01');
    recalled
      .correct(3, right('TeacherRecalled', { cause: 'RETIRED' }))
      .refused('INVALID_INPUT', { field: 'cause' }, ['right', 'cause']);
    recalled
      .correct(3, right('TeacherRecalled', { cause: 'RECALLED' }), '2024-01-01')
      .refused('DATE_ORDER', { day: '2024-01-01' });
    expect(careerOf(recalled.retract(3).then.state).rotations[0]?.end).toBeUndefined();
    const cancelled = ofPerson(
      ...from<PersonEvent>('2022-05-01', decided),
      said('2022-06-01', 'RotationCancelled', { cause: 'CANCELLED' }),
      ...from<PersonEvent>('2022-07-01', { ...decided, rotation: 2 }),
    );
    cancelled.retract(3).refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', share: 200 });
    cancelled
      .correct(3, right('RotationCancelled', { cause: 'RETIRED' }))
      .refused('INVALID_INPUT', { field: 'cause' }, ['right', 'cause']);
  });
  test('of a retirement that is retracted restores the rotations that it ended', () => {
    const told = (event: PersonEvent): Fact<PersonEvent> => ({ event, effectiveOn: '2023-01-01', commandId: 'retire' });
    const gone = ofPerson(
      ...from<PersonEvent>('2022-05-01', decided, { ...decided, rotation: 2, from: '2023-09-01', to: '2024-08-31' }),
      told({ type: 'TeacherRecalled', ...of, cause: 'RETIRED' }),
      told({ type: 'RotationCancelled', personId, rotation: 2, cause: 'RETIRED' }),
      told({ type: 'Retired', personId }),
    );
    gone.retract(4).refused('NOT_EMPLOYED', { rotation: 1 });
    gone.retract(5).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_EMPLOYED', rotation: 2 });
    expect(careerOf(gone.retract(6).then.state).rotations.map(({ end }) => end)).toEqual([undefined, undefined]);
  });
});

test('of two writers who tell the same, one is refused', () => {
  const proposed = teacher.after(propose, spring);
  proposed
    .after({ ...rotate, rotation: 1 }, spring)
    .when({ ...rotate, rotation: 1 }, spring)
    .refused('INVALID_TRANSITION');
  teacher
    .after(rotate, spring)
    .when(rotate, { ...spring, ...on('2022-09-01') })
    .refused('ROTATION_OVERLAP');
});
