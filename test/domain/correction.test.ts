import { describe, expect, test } from '@jest/globals';
import { corrected, touchedByCorrection } from '../../src/domain/correction.js';
import { council, type Council, type CouncilEvent } from '../../src/domain/council/index.js';
import { district, membersOn, type District, type DistrictEvent } from '../../src/domain/district/index.js';
import { agesOf, balanced, fund, sum, type AgedMoney, type Fund, type FundEvent } from '../../src/domain/fund/index.js';
import { personStream } from '../../src/domain/identity.js';
import { type AnyDecider, type Command } from '../../src/domain/ledger.js';
import type { Person } from '../../src/domain/council/persons.js';
import { person, type Person as PersonState, type PersonEvent } from '../../src/domain/person/index.js';
import { policy, rulesOn, type Policies, type PolicyEvent } from '../../src/domain/policy/index.js';
import type { Share } from '../../src/domain/vocabulary.js';
import {
  adopted,
  districtOf,
  from,
  p,
  personsOf,
  policiesOf,
  registerOf,
  schoolRegistered,
  schools,
  secretary,
  sittingOfThree,
  stateOf,
  type Fact,
} from './given.js';
import { history, type Others } from './given-corrected.js';

const registerAfter = (...facts: readonly Fact<DistrictEvent>[]): Others => ({
  'district-370103': districtOf([
    ...schools('S01', 'S02', 'S03', 'S04'),
    ...registerOf({ G01: ['S01', 'S02'] }).slice(-1),
    ...facts,
  ]),
});
const ofPersons = (persons: Readonly<Record<string, Person>>): Others =>
  Object.fromEntries(Object.entries(persons).map(([id, state]) => [personStream(id), state]));
/**
 * The register with the group G01 of S01 and S02 and two schools more, p1 to p9, whom S01 entered, and resolutions: 1
 * and 2 on the fund of 2022, 3 on another year's.
 */
const decidedOn = from<CouncilEvent>('2022-03-05', adopted(1), adopted(2), adopted(3, { fiscalYear: 2023 }));
const known: Others = {
  ...registerAfter(),
  'council-370103.G01': stateOf(council, [...sittingOfThree, ...decidedOn]),
  ...ofPersons(personsOf(1, 2, 3, 4, 5, 6, 7, 8, 9)),
};

const ofDistrict = (facts: readonly Fact<DistrictEvent>[]) =>
  history<DistrictEvent, District>(district as AnyDecider, '370103', facts, known);
const ofCouncil = (facts: readonly Fact<CouncilEvent>[], others?: Others) =>
  history<CouncilEvent, Council>(council as AnyDecider, '370103.G01', facts, { ...known, ...others });
const ofPerson = (facts: readonly Fact<PersonEvent>[], others?: Others) =>
  history<PersonEvent, PersonState>(person as AnyDecider, p(1), facts, { ...known, ...others });
const ofFund = (facts: readonly Fact<FundEvent>[], others?: Others) =>
  history<FundEvent, Fund>(fund as AnyDecider, '370103.G01-2022', facts, { ...known, ...others });
const ofPolicies = (facts: readonly Fact<PolicyEvent>[]) =>
  history<PolicyEvent, Policies>(policy as AnyDecider, '370103', facts, known);

const school = (code: string, more: Partial<ReturnType<typeof schoolRegistered>> = {}) => ({
  ...schoolRegistered(code),
  ...more,
});
/** Revisions: 0 the district, 1 to 4 the schools S01 to S04, 5 the group G01 of S01 and S02. */
const register = [...schools('S01', 'S02', 'S03', 'S04'), ...registerOf({ G01: ['S01', 'S02'] }).slice(-1)];
const group = register[5]!.event as Extract<DistrictEvent, { type: 'GroupFormed' }>;
const renamed = (name: string): DistrictEvent => ({ type: 'SchoolRenamed', schoolCode: 'S01', name });
const admitted = (schoolCode: string): DistrictEvent => ({ type: 'SchoolAdmitted', groupCode: 'G01', schoolCode });
const withdrawn = (schoolCode: string): DistrictEvent => ({ type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode });

describe('any correction', () => {
  const renames = ofDistrict([...register, ...from('2021-01-01', renamed('Wrong'))]);
  test('says which fact was wrong, what is right, and from which day', () => {
    expect(renames.correct(6, renamed('Right'), '2021-02-01').events).toEqual([
      {
        type: 'RecordCorrected',
        revision: 6,
        right: renamed('Right'),
        rightVersion: 1,
        rightEffectiveOn: '2021-02-01',
      },
    ]);
    expect(renames.correct(6, renamed('Right')).events).toMatchObject([{ rightEffectiveOn: '2021-01-01' }]);
    expect(renames.retract(6).events).toEqual([{ type: 'RecordRetracted', revision: 6 }]);
  });
  test('leaves the wrong fact where it was recorded', () =>
    expect(renames.retract(6).then.facts.slice(0, 7)).toEqual(renames.facts));
  test('is refused for a record that is not there', () => renames.retract(7).refused('NOT_FOUND', { revision: 7 }));
  test('needs a document', () => {
    renames.retract(6, { hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    renames
      .correct(6, renamed('Right'), undefined, { hasDocument: false })
      .refused('BASIS_MISSING', {}, ['command', 'basis']);
  });
  test('works from its recording: its own day does not lie ahead, whichever stream it is in', () => {
    const ahead = { effectiveOn: '2025-01-02', recordedOn: '2025-01-01' };
    const paths = { day: '2025-01-02', latest: '2025-01-01' };
    const where: readonly (readonly string[])[] = [['command', 'effectiveOn']];
    renames.retract(6, ahead).refused('DATE_ORDER', paths, where[0]);
    renames.correct(6, renamed('Right'), undefined, ahead).refused('DATE_ORDER', paths, where[0]);
    ofCouncil(sittingOfThree).retract(2, ahead).refused('DATE_ORDER', paths, where[0]);
    expect(renames.retract(6, { ...ahead, effectiveOn: '2025-01-01' }).events).toHaveLength(1);
  });
  test('is refused where nothing would be different', () => {
    renames.correct(6, renamed('Wrong')).refused('NO_CHANGE', {}, []);
    renames
      .correct(6, { name: 'Wrong', schoolCode: 'S01', type: 'SchoolRenamed' }, '2021-01-01')
      .refused('NO_CHANGE', {}, []);
    renames.retract(6).then.retract(6).refused('NO_CHANGE', {}, []);
  });
  test('is refused with a fact of another type, or of another object', () => {
    renames.correct(6, withdrawn('S01')).refused('INVALID_INPUT', { event: 'SchoolRenamed' }, ['right']);
    renames
      .correct(6, { type: 'SchoolRenamed', schoolCode: 'S02', name: 'Right' })
      .refused('INVALID_INPUT', {}, ['right']);
    renames
      .correct(0, { type: 'DistrictOpened', code: '370199', name: '市中区' })
      .refused('INVALID_INPUT', {}, ['right']);
  });
  test('is refused with a day that no calendar has, and a text that is none', () => {
    renames
      .correct(6, renamed('Right'), '2021-02-30')
      .refused('INVALID_INPUT', { value: '2021-02-30' }, ['rightEffectiveOn']);
    renames.correct(6, renamed(' Right')).refused('INVALID_INPUT', {}, ['right', 'name']);
    renames.correct(1, school('S01', { aliases: ['A', ''] })).refused('INVALID_INPUT', {}, ['right', 'aliases', '1']);
  });
  test('is itself not corrected: the fact is, once more', () => {
    const once = renames.correct(6, renamed('Right')).then;
    once.retract(7).refused('INVALID_TRANSITION', { event: 'RecordCorrected' });
    renames.retract(6).then.correct(7, renamed('Right')).refused('INVALID_TRANSITION', { event: 'RecordRetracted' });
    const twice = once.correct(6, renamed('Righter'), '2021-03-01').then;
    expect(twice.state.schools.get('S01')?.name.intervals.map(({ from: day, value }) => [day, value])).toEqual([
      ['2020-09-01', 'S01 School'],
      ['2021-03-01', 'Righter'],
    ]);
  });
  test('keeps the day that was put right before, where none is given', () =>
    expect(renames.correct(6, renamed('Right'), '2021-05-01').then.correct(6, renamed('Righter')).events).toMatchObject(
      [{ rightEffectiveOn: '2021-05-01' }],
    ));
  test('may bring back what was retracted, or what was wrong after all', () => {
    expect(
      renames.retract(6).then.correct(6, renamed('Wrong')).then.state.schools.get('S01')?.name.at('2021-01-01'),
    ).toBe('Wrong');
    expect(
      renames
        .correct(6, renamed('Right'))
        .then.correct(6, renamed('Wrong'))
        .then.state.schools.get('S01')
        ?.name.at('2021-01-01'),
    ).toBe('Wrong');
  });
  test('never takes away what other streams rest on, but may put it right', () => {
    const registration: PersonEvent = {
      type: 'PersonRegistered',
      personId: p(1),
      schoolId: '370103.S01',
      commitment: 'a'.repeat(64),
    };
    ofDistrict(register).retract(0).refused('INVALID_TRANSITION', { event: 'DistrictOpened' });
    ofDistrict(register).retract(5).refused('INVALID_TRANSITION', { event: 'GroupFormed' });
    ofPerson(from('2021-01-01', registration)).retract(0).refused('INVALID_TRANSITION', { event: 'PersonRegistered' });
    expect(
      ofDistrict(register).correct(0, { type: 'DistrictOpened', code: '370103', name: '济南市市中区' }).events,
    ).toHaveLength(1);
    expect(
      ofDistrict(register)
        .correct(5, { ...group, name: 'Right' })
        .then.state.groups.get('G01')
        ?.name.at('2021-01-01'),
    ).toBe('Right');
    expect(
      ofPerson(from('2021-01-01', registration)).correct(0, { ...registration, schoolId: '370103.S02' }).events,
    ).toHaveLength(1);
  });
  test('touches the objects of the wrong fact and of the right one', () => {
    const touched = touchedByCorrection(
      district as AnyDecider,
      {
        type: 'RecordCorrected',
        revision: 6,
        right: admitted('S04') as never,
        rightVersion: 1,
        rightEffectiveOn: '2021-01-01',
      },
      'district-370103',
      admitted('S03'),
    );
    expect(touched.map(({ key }) => key)).toEqual(['370103.G01', '370103.S03', '370103.G01', '370103.S04']);
    expect(
      touchedByCorrection(
        district as AnyDecider,
        { type: 'RecordRetracted', revision: 6 },
        'district-370103',
        admitted('S03'),
      ),
    ).toHaveLength(2);
  });
  test('takes the place of the fact that it corrects, with its own day', () => {
    const { facts } = renames.correct(6, renamed('Right'), '2021-02-01').then;
    expect(
      corrected(facts)
        .map(({ revision, effectiveOn }) => [revision, effectiveOn])
        .at(-1),
    ).toEqual([6, '2021-02-01']);
    expect(corrected(renames.retract(6).then.facts).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('a corrected register', () => {
  test('holds the right name, and later names hold on', () => {
    const { state } = ofDistrict([
      ...register,
      ...from('2021-01-01', renamed('Wrong')),
      ...from('2022-01-01', renamed('Later')),
    ]).correct(6, renamed('Right')).then;
    expect(['2020-12-31', '2021-01-01', '2022-01-01'].map((day) => state.schools.get('S01')?.name.at(day))).toEqual([
      'S01 School',
      'Right',
      'Later',
    ]);
  });
  test('is refused where a later name would change nothing any more', () =>
    ofDistrict([...register, ...from('2021-01-01', renamed('Wrong')), ...from('2022-01-01', renamed('Right'))])
      .correct(6, renamed('Right'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', revision: 7, event: 'SchoolRenamed', day: '2022-01-01' }));
  test("has the right member in the wrong one's place", () => {
    const { state } = ofDistrict([...register, ...from('2021-01-01', admitted('S03'))]).correct(
      6,
      admitted('S04'),
    ).then;
    expect([
      state.groups.get('G01')?.members.get('S03')?.at('2021-01-01'),
      state.groups.get('G01')?.members.get('S04')?.at('2021-01-01'),
    ]).toEqual([undefined, true]);
  });
  test('is refused where the member left later: nobody would leave', () =>
    ofDistrict([...register, ...from('2021-01-01', admitted('S03')), ...from('2022-01-01', withdrawn('S03'))])
      .retract(6)
      .refused('CONFLICTS_WITH_LATER', { revision: 7, event: 'SchoolWithdrawn', day: '2022-01-01' }));
  test('is refused where the school that left came again: nobody would come', () =>
    ofDistrict([
      ...register,
      ...from('2021-01-01', admitted('S03')),
      ...from('2022-01-01', withdrawn('S03')),
      ...from('2023-01-01', admitted('S03')),
    ])
      .retract(7)
      .refused('CONFLICTS_WITH_LATER', { revision: 8, event: 'SchoolAdmitted' }));
  test('is refused where too few members are left, at once or later', () => {
    const grown = ofDistrict([
      ...register,
      ...from('2021-01-01', admitted('S03')),
      ...from('2022-01-01', withdrawn('S02')),
    ]);
    grown.retract(6).refused('CONFLICTS_WITH_LATER', { rule: 'TOO_FEW_MEMBERS', day: '2022-01-01' });
    ofDistrict(register)
      .correct(5, { ...group, memberCodes: ['S01'] })
      .refused('TOO_FEW_MEMBERS', { group: 'G01' });
  });
  test('is refused where the lead leaves on the day put right', () => {
    const led = ofDistrict([
      ...register,
      ...from('2021-01-01', admitted('S03')),
      ...from<DistrictEvent>(
        '2021-06-01',
        { type: 'LeadSchoolChanged', groupCode: 'G01', leadCode: 'S02' },
        withdrawn('S01'),
      ),
    ]);
    led.correct(8, withdrawn('S01'), '2021-05-01').refused('LEAD_NOT_MEMBER', { lead: 'S01' });
    led.retract(7).refused('LEAD_NOT_MEMBER', { lead: 'S01' });
    ofDistrict([
      ...register,
      ...from('2021-01-01', admitted('S03')),
      ...from<DistrictEvent>('2021-06-01', { type: 'LeadSchoolChanged', groupCode: 'G01', leadCode: 'S02' }),
      ...from('2021-07-01', withdrawn('S01')),
    ])
      .retract(7)
      .refused('CONFLICTS_WITH_LATER', { rule: 'LEAD_NOT_MEMBER', day: '2021-07-01' });
  });
  test('begins no later than it ended, whatever the day', () => {
    const ended = ofDistrict([
      ...register,
      ...from<DistrictEvent>('2020-09-05', { type: 'SchoolClosed', schoolCode: 'S03' }),
      ...from<DistrictEvent>('2020-09-05', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    ]);
    for (const day of ['2020-09-02', '2020-09-04', '2020-09-05']) {
      expect(ended.correct(3, school('S03'), day).events).toHaveLength(1);
      expect(ended.correct(5, group, day).events).toHaveLength(1);
    }
    for (const day of ['2020-09-06', '2020-09-07', '2021-01-01', '2024-12-31']) {
      ended.correct(3, school('S03'), day).refused('DATE_ORDER', { school: 'S03', day, latest: '2020-09-05' });
      ended.correct(5, group, day).refused('DATE_ORDER', { group: 'G01', day, latest: '2020-09-05' });
    }
    for (const day of ['2020-08-31', '2019-01-01']) {
      ended
        .correct(6, { type: 'SchoolClosed', schoolCode: 'S03' }, day)
        .refused('DATE_ORDER', { school: 'S03', day: '2020-09-01', latest: day });
      ended
        .correct(7, { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }, day)
        .refused('DATE_ORDER', { group: 'G01', day: '2020-09-01', latest: day });
    }
  });
  test('ends a membership after it began', () => {
    const late = ofDistrict([...register, ...from('2021-01-01', admitted('S03'))]);
    const right = (until: string) => ({ ...admitted('S03'), until }) as DistrictEvent;
    for (const until of ['2020-12-31', '2021-01-01'])
      late.correct(6, right(until)).refused('DATE_ORDER', { day: until, earliest: '2021-01-02' }, ['right', 'until']);
    late.correct(6, right('2021-02-30')).refused('INVALID_INPUT', {}, ['right', 'until']);
    expect(late.correct(6, right('2021-01-02')).then.state.groups.get('G01')?.members.get('S03')?.intervals).toEqual([
      expect.objectContaining({ from: '2021-01-01', until: '2021-01-02' }),
    ]);
  });
  describe('without a closing, a merger or a dissolution', () => {
    const days = ['2021-12-31', '2022-01-01', '2023-01-01'];
    /** S01 with its section P01, both in the group G01 with S02 and S03, and S04. */
    const before = [
      ...schools('S01', 'S02', 'S03', 'S04'),
      ...from<DistrictEvent>(
        '2020-09-01',
        { ...schoolRegistered('P01'), kind: 'SECTION', partOfCode: 'S01', legalPerson: 'S01 School' },
        { ...group, memberCodes: ['S01', 'S02', 'S03', 'P01'] },
      ),
    ];
    const done = (commandId: string, ...events: DistrictEvent[]): Fact<DistrictEvent>[] =>
      from('2022-01-01', ...events).map((fact) => ({ ...fact, commandId }));
    const ended = (code: string): DistrictEvent[] => [{ type: 'SchoolClosed', schoolCode: code }, withdrawn(code)];
    const lives = ({ state }: { readonly state: District }) =>
      days.map((day) => [
        ...[...state.schools.values()].flatMap(({ code, open }) => (open.at(day) ? [code] : [])),
        ...(state.groups.get('G01')?.living.at(day) ? ['G01'] : []),
        ...membersOn(state.groups.get('G01')!, day).map((code) => `G01/${code}`),
        state.groups.get('G01')?.lead.at(day) ?? '',
      ]);

    test('what the same command ended goes on: members, sections and the lead', () => {
      const closed = ofDistrict([...before, ...done('c1', ...ended('S01'), ...ended('P01'))]);
      const retraction = closed.retract(7);
      expect(retraction.events).toEqual([7, 8, 9, 10].map((revision) => ({ type: 'RecordRetracted', revision })));
      expect(lives(retraction.then)).toEqual(lives(ofDistrict(before)));
      const merged = ofDistrict([
        ...before,
        ...done(
          'c1',
          { type: 'SchoolsMerged', schoolCodes: ['S02', 'S03'], intoCode: 'S04' },
          ...ended('S02'),
          ...ended('S03'),
        ),
      ]);
      expect(lives(merged.retract(7).then)).toEqual(lives(ofDistrict(before)));
      const gone = ofDistrict([
        ...before,
        ...done('c1', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02', 'S03', 'P01'] }),
      ]);
      expect(lives(gone.retract(7).then)).toEqual(lives(ofDistrict(before)));
    });
    test('what another command ended, or somebody put right since, stays as it is', () => {
      const closed = ofDistrict([...before, ...done('c1', ...ended('S03')), ...done('c2', ...ended('S02'))]);
      expect(closed.retract(7).events).toHaveLength(2);
      expect(membersOn(closed.retract(7).then.state.groups.get('G01')!, '2022-01-01')).toEqual(['S01', 'S03', 'P01']);
      const put = closed.correct(8, withdrawn('S03'), '2021-06-01').then;
      expect(put.retract(7).events).toEqual([{ type: 'RecordRetracted', revision: 7 }]);
    });
    test('a withdrawal of its own is retracted alone, and a section only with what was its own', () => {
      const closed = ofDistrict([...before, ...done('c1', ...ended('S01'), ...ended('P01'))]);
      closed.retract(8).refused('SCHOOL_CLOSED', { school: 'S01' });
      closed.retract(9).refused('SCHOOL_CLOSED', { school: 'S01', part: 'P01' });
    });
  });
  test('is refused where a name would be borne twice', () =>
    ofDistrict([...register, ...from('2021-01-01', renamed('Other'))])
      .correct(6, renamed('S02 School'))
      .refused('SCHOOL_NAME_TAKEN', { school: 'S02' }));
  test('is refused where a school that never was would be a member, a lead, or merged', () => {
    ofDistrict(register).retract(2).refused('SCHOOL_CLOSED', { school: 'S02' });
    const merged = ofDistrict([
      ...register,
      ...from<DistrictEvent>(
        '2022-01-01',
        { type: 'SchoolsMerged', schoolCodes: ['S03'], intoCode: 'S04' },
        { type: 'SchoolClosed', schoolCode: 'S03' },
      ),
    ]);
    merged.retract(4).refused('CONFLICTS_WITH_LATER', { revision: 6, event: 'SchoolsMerged' });
    merged.retract(3).refused('CONFLICTS_WITH_LATER', { revision: 6 });
  });
  test('is refused where schools would be merged into one that is not open', () =>
    ofDistrict([
      ...register,
      ...from<DistrictEvent>(
        '2022-01-01',
        { type: 'SchoolsMerged', schoolCodes: ['S03'], intoCode: 'S04' },
        { type: 'SchoolClosed', schoolCode: 'S03' },
      ),
      ...from<DistrictEvent>('2023-01-01', { type: 'SchoolClosed', schoolCode: 'S04' }),
    ])
      .correct(8, { type: 'SchoolClosed', schoolCode: 'S04' }, '2021-12-31')
      .refused('SCHOOL_CLOSED', { school: 'S04' }));
  test('is refused where the district would never have been opened', () => {
    ofDistrict(register).retract(0).refused('INVALID_TRANSITION', { event: 'DistrictOpened' });
    ofDistrict(register.slice(0, 1)).retract(0).refused('INVALID_TRANSITION', { event: 'DistrictOpened' });
  });
  test('is refused where all that follows has no group, or none yet', () => {
    for (const event of [
      admitted('S03'),
      { type: 'GroupRenamed', groupCode: 'G01', name: 'Other' },
      { type: 'LeadSchoolChanged', groupCode: 'G01', leadCode: 'S02' },
      { type: 'CommonFeatureDefined', groupCode: 'G01', feature: 'F' },
    ] as const) {
      const followed = ofDistrict([...register, ...from<DistrictEvent>('2021-01-01', event)]);
      followed.retract(5).refused('INVALID_TRANSITION', { event: 'GroupFormed' });
      followed.correct(5, group, '2021-01-02').refused('GROUP_DISSOLVED', { group: 'G01' });
      expect(followed.correct(5, group, '2020-12-31').events).toHaveLength(1);
    }
    ofDistrict([
      ...register,
      ...from<DistrictEvent>('2021-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    ])
      .retract(5)
      .refused('INVALID_TRANSITION');
  });
  test('is refused where all that follows has no school', () => {
    const events: DistrictEvent[] = [
      renamed('Other'),
      { type: 'SchoolClassified', schoolCode: 'S01', isRural: true },
      { type: 'LeadershipRegimeSet', schoolCode: 'S01', regime: 'PRINCIPAL_UNDER_COUNCIL' },
      { type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: 'F' },
      { type: 'SchoolClosed', schoolCode: 'S01' },
    ];
    for (const event of events)
      ofDistrict([...schools('S01'), ...from('2021-01-01', event)])
        .retract(1)
        .refused('CONFLICTS_WITH_LATER', { revision: 2, event: event.type });
  });
  test('is refused where a name would be borne before the group or the school was there, or after its end', () => {
    const later = ofDistrict([
      ...register,
      ...from<DistrictEvent>('2021-01-01', { type: 'GroupRenamed', groupCode: 'G01', name: 'Other' }),
      ...from<DistrictEvent>('2022-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    ]);
    later.correct(5, group, '2021-02-01').refused('GROUP_DISSOLVED', { group: 'G01' });
    later
      .correct(7, { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }, '2020-12-31')
      .refused('GROUP_DISSOLVED', { group: 'G01' });
    expect(later.correct(5, group, '2020-12-31').then.state.groups.get('G01')?.name.at('2020-12-31')).toBe('G01 Group');
    ofDistrict([...schools('S01'), ...from('2021-01-01', renamed('Other'))])
      .correct(1, school('S01'), '2021-02-01')
      .refused('SCHOOL_CLOSED', { school: 'S01' });
    ofDistrict([
      ...schools('S01'),
      ...from('2021-01-01', renamed('Other')),
      ...from<DistrictEvent>('2022-01-01', { type: 'SchoolClosed', schoolCode: 'S01' }),
    ])
      .correct(3, { type: 'SchoolClosed', schoolCode: 'S01' }, '2020-12-31')
      .refused('SCHOOL_CLOSED', { school: 'S01' });
  });
  test('is refused where a part would not be part of a school, or of another legal person', () => {
    const campus = school('P01', { kind: 'CAMPUS', partOfCode: 'S03', legalPerson: 'S03 School' });
    const withCampus = ofDistrict([...register, ...from('2021-01-01', campus as DistrictEvent)]);
    withCampus
      .correct(3, school('S03', { legalPerson: 'Other' }))
      .refused('INVALID_INPUT', { legalPerson: 'S03 School', expected: 'Other' });
    withCampus.correct(6, { ...campus, kind: 'SCHOOL' }).refused('INVALID_INPUT', { part: 'P01' });
    withCampus
      .correct(3, school('S03', { kind: 'CAMPUS', partOfCode: 'S04', legalPerson: 'S03 School' }))
      .refused('INVALID_INPUT');
    withCampus.retract(3).refused('CONFLICTS_WITH_LATER', { rule: 'SCHOOL_CLOSED', school: 'S03', part: 'P01' });
  });
  test('is refused where an alliance would stand beside no living group', () => {
    const beside = ofDistrict([
      ...register,
      ...from<DistrictEvent>('2021-01-01', {
        ...group,
        groupCode: 'A01',
        name: 'A',
        form: 'ALLIANCE',
        besideGroupCode: 'G01',
      }),
    ]);
    beside.retract(5).refused('INVALID_TRANSITION', { event: 'GroupFormed' });
    beside.correct(5, group, '2021-01-02').refused('GROUP_DISSOLVED', { alliance: 'A01' });
    expect(
      beside.correct(5, group, '2021-01-01').then.state.groups.get('G01')?.living.at('2020-12-31'),
    ).toBeUndefined();
  });
  test('stands beside a group to which the command could have been given', () => {
    const alliance = (more: object) =>
      ({ ...group, groupCode: 'A01', name: 'A', form: 'ALLIANCE', ...more }) as DistrictEvent;
    const ended = { ...group, groupCode: 'G02', name: 'G02', leadCode: 'S03', memberCodes: ['S03', 'S04'] };
    const alone = ofDistrict([
      ...register,
      ...from<DistrictEvent>('2020-10-01', ended, { ...ended, groupCode: 'A02', name: 'A02', form: 'ALLIANCE' }),
      ...from<DistrictEvent>('2020-12-01', { type: 'GroupDissolved', groupCode: 'G02', memberCodes: ['S03', 'S04'] }),
      ...from('2021-01-01', alliance({})),
    ]);
    const path = ['right', 'besideGroupCode'];
    alone.correct(9, alliance({ besideGroupCode: 'G77' })).refused('NOT_FOUND', { group: 'G77' }, path);
    alone
      .correct(9, alliance({ besideGroupCode: 'G02' }))
      .refused('GROUP_DISSOLVED', { group: 'G02', day: '2021-01-01' }, path);
    alone.correct(9, alliance({ besideGroupCode: 'G02' }), '2020-09-30').refused('NOT_FOUND', { group: 'G02' }, path);
    alone.correct(9, alliance({ besideGroupCode: 'A02' })).refused('INVALID_INPUT', { form: 'ALLIANCE' }, path);
    alone.correct(9, alliance({ besideGroupCode: 'A01' })).refused('NOT_FOUND', { group: 'A01' }, path);
    alone
      .correct(5, { ...group, besideGroupCode: 'G02' }, '2020-11-01')
      .refused('INVALID_INPUT', { form: 'GROUP' }, path);
    const right = alone.correct(9, alliance({ besideGroupCode: 'G01' })).then;
    expect(right.state.groups.get('A01')?.besideGroupCode).toBe('G01');
    expect(right.correct(9, alliance({ besideGroupCode: 'G01', commonFeature: 'F' })).events).toHaveLength(1);
    expect(alone.correct(9, alliance({ besideGroupCode: 'G02' }), '2020-11-30').events).toHaveLength(1);
  });
  test('keeps the code of a school that never was: no other bears it', () => {
    const gone = ofDistrict(register).retract(3).then;
    const enter = (code: string): Command => ({
      type: 'RegisterSchool',
      districtId: '370103',
      code,
      name: 'Another',
      phase: 'PRIMARY',
    });
    expect(gone.state.schools.has('S03')).toBe(false);
    expect(gone.decide(enter('S03') as never)).toMatchObject({
      refused: { code: 'CODE_TAKEN', args: { code: 'S03' }, path: ['code'] },
    });
    expect(
      gone.decide({
        type: 'FormGroup',
        districtId: '370103',
        code: 'S03',
        name: 'Another',
        form: 'ALLIANCE',
        leadId: '370103.S01',
        memberIds: ['370103.S01', '370103.S02'],
      }),
    ).toMatchObject({ refused: { code: 'CODE_TAKEN', args: { code: 'S03' } } });
    expect(gone.decide(enter('S05') as never)).toHaveProperty('accepted');
    const again = gone.correct(3, school('S03')).then;
    expect([again.state.schools.has('S03'), again.state.retracted.size]).toEqual([true, 0]);
    expect(again.retract(3).then.decide(enter('S03') as never)).toMatchObject({ refused: { code: 'CODE_TAKEN' } });
  });
  test('holds right names to the naming policy, and leaves others as they were', () => {
    const policies = policiesOf({
      rules: { kind: 'NAMING', groupSuffix: '教育集团', allianceSuffix: '联盟学校' },
      from: '2020-01-01',
    });
    const grouped = ofDistrict([
      ...register,
      ...from<DistrictEvent>('2021-01-01', { type: 'GroupRenamed', groupCode: 'G01', name: 'Other' }),
    ]);
    grouped
      .correct(5, { ...group, name: '泉景' }, undefined, { policies })
      .refused('NAME_FORM_INVALID', { suffix: '教育集团' }, ['right', 'name']);
    grouped
      .correct(6, { type: 'GroupRenamed', groupCode: 'G01', name: '泉景' }, undefined, { policies })
      .refused('NAME_FORM_INVALID', {}, ['right', 'name']);
    expect(
      grouped
        .correct(6, { type: 'GroupRenamed', groupCode: 'G01', name: '泉景教育集团' }, undefined, { policies })
        .then.state.groups.get('G01')
        ?.name.at('2021-01-01'),
    ).toBe('泉景教育集团');
    expect(
      grouped.correct(6, { type: 'GroupRenamed', groupCode: 'G01', name: 'Other' }, '2021-02-01', { policies }).events,
    ).toHaveLength(1);
    expect(grouped.correct(5, { ...group, commonFeature: 'F' }, undefined, { policies }).events).toHaveLength(1);
  });
});

/** Revisions: 0 to 2 the recommendations of p1, p2 and p3, 3 the appointment of all three. */
const sitting = sittingOfThree;
const appointment = sitting[3]!.event as Extract<CouncilEvent, { type: 'CouncilAppointed' }>;
const resigned = (n: number): CouncilEvent => ({ type: 'SeatResigned', ordinal: 1, personId: p(n) });
const share = (numerator: number, denominator: number, atLeast = true): Share => ({ numerator, denominator, atLeast });
const charter: Extract<CouncilEvent, { type: 'CharterAdopted' }> = {
  type: 'CharterAdopted',
  quorum: share(1, 2, false),
  majority: share(1, 2, false),
  termYears: 3,
  everySchoolSeated: true,
  otherSeats: 0,
  proxiesPerMember: 1,
  adoption: 'NOT_RECORDED',
};
const votes = (present: number, inFavour = present) => ({
  ballot: { present, proxies: 0, recused: 0, for: inFavour, against: present - inFavour, abstained: 0 },
});
const ofResolution = (more: object): CouncilEvent => {
  const { kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...rest } = adopted(1);
  return { ...rest, type: 'ResolutionAmended', ...more };
};

describe('a corrected council', () => {
  test("has the right seat in the wrong one's place", () => {
    const { state } = ofCouncil([...sitting, ...from('2022-01-01', resigned(2))]).correct(4, resigned(3)).then;
    expect(state.terms[0]?.seats.map(({ value, until }) => [value, until])).toEqual([
      [p(1), undefined],
      [p(2), undefined],
      [p(3), '2022-01-01'],
    ]);
  });
  test('judges quorum and votes again when a seat is put right', () => {
    const met = ofCouncil([
      ...sitting,
      ...from('2022-01-01', resigned(3)),
      ...from<CouncilEvent>('2022-03-05', adopted(1, votes(2))),
    ]);
    expect(met.retract(4).then.state.terms[0]?.seats[2]?.until).toBeUndefined();
    const narrow = ofCouncil([
      ...sitting,
      ...from('2022-01-01', resigned(3), resigned(2)),
      ...from<CouncilEvent>('2022-03-05', adopted(1, votes(1))),
    ]);
    narrow.retract(4).refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET', resolution: 1, day: '2022-03-01' });
    narrow.correct(5, resigned(2), '2022-03-02').refused('QUORUM_NOT_MET', { filled: 2 });
    ofCouncil([...sitting, ...from<CouncilEvent>('2022-03-05', adopted(1)), ...from('2022-04-01', resigned(3))])
      .correct(5, resigned(3), '2022-02-01')
      .refused('BALLOT_INCONSISTENT', { resolution: 1, heldOn: '2022-03-01' });
  });
  test('judges votes again when the charter is put right, and its shares are shares', () => {
    const met = ofCouncil([
      ...from('2021-01-01', charter),
      ...sitting,
      ...from<CouncilEvent>('2022-03-05', adopted(1, votes(2))),
    ]);
    met
      .correct(0, { ...charter, quorum: { numerator: 1, denominator: 1, atLeast: true } })
      .refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET' });
    met
      .correct(0, { ...charter, quorum: { numerator: 4, denominator: 3, atLeast: true } })
      .refused('INVALID_INPUT', {}, ['right', 'quorum']);
    expect(met.correct(0, { ...charter, quorum: { numerator: 2, denominator: 3, atLeast: true } }).events).toHaveLength(
      1,
    );
    ofCouncil([
      ...from('2021-01-01', { ...charter, otherSeats: 1 }),
      ...sitting.slice(0, 3),
      ...from<CouncilEvent>('2021-07-01', { ...appointment, seats: [...appointment.seats, { personId: p(4) }] }),
    ])
      .correct(0, charter)
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_RECOMMENDED', person: p(4) });
  });
  test('is refused where who sits was never recommended, or too late', () => {
    ofCouncil(sitting)
      .retract(0)
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_RECOMMENDED', person: p(1), day: '2021-07-01' });
    ofCouncil(sitting)
      .correct(0, { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) }, '2021-07-02')
      .refused('NOT_RECOMMENDED', { person: p(1) });
    ofCouncil(sitting)
      .correct(3, { ...appointment, seats: [...appointment.seats, { personId: p(4), schoolCode: 'S02' }] })
      .refused('NOT_RECOMMENDED', { person: p(4) });
    ofCouncil(sitting)
      .correct(3, { ...appointment, seats: [...appointment.seats, { personId: p(4) }] })
      .refused('NOT_RECOMMENDED', { person: p(4) });
    const substitute = from<CouncilEvent>(
      '2022-01-01',
      { type: 'MemberRecommended', schoolCode: 'S02', personId: p(4) },
      { type: 'SubstituteAppointed', ordinal: 1, personId: p(4), schoolCode: 'S02' },
    );
    ofCouncil([...sitting, ...substitute])
      .retract(4)
      .refused('NOT_RECOMMENDED', { person: p(4) });
  });
  test('seats only persons who are registered in the district', () => {
    const path = ['right', 'seats'];
    const seated = (n: number) => ({
      ...appointment,
      seats: [...appointment.seats, { personId: p(n), schoolCode: 'S01' }],
    });
    const someone: Person = { status: 'REGISTERED', schoolId: '370199.S01' };
    const joined = (four: Person) =>
      ofCouncil(
        [
          ...from<CouncilEvent>('2021-05-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(4) }),
          ...sitting,
        ],
        ofPersons({ [p(4)]: four }),
      );
    expect(
      joined({ ...someone, schoolId: '370103.S02' }).correct(4, seated(4)).then.state.terms[0]?.seats,
    ).toHaveLength(4);
    joined({ status: 'UNKNOWN' })
      .correct(4, seated(4))
      .refused('NOT_FOUND', { person: p(4) }, path);
    joined({ status: 'ERASED', schoolId: '370103.S02' })
      .correct(4, seated(4))
      .refused('PERSON_ERASED', { person: p(4) }, path);
    joined(someone)
      .correct(4, seated(4))
      .refused('NOT_FOUND', { person: p(4) }, path);
    ofCouncil(sitting)
      .correct(3, { ...appointment, seats: [...appointment.seats, { personId: 'wang' }] })
      .refused('NOT_FOUND', { person: 'wang' }, path);
  });
  test('gives nobody the chair whose details were erased, nor somebody who is not known', () => {
    const gone: Person = { status: 'ERASED', schoolId: '370103.S02' };
    ofCouncil(sitting, ofPersons({ [p(2)]: gone }))
      .correct(3, { ...appointment, chairId: p(2) })
      .refused('PERSON_ERASED', { person: p(2) }, ['right', 'chairId']);
    expect(
      ofCouncil(sitting, ofPersons({ [p(2)]: gone })).correct(3, { ...appointment, termTo: '2024-07-31' }).then.state
        .terms,
    ).toHaveLength(1);
    const chaired = [
      ...sitting,
      ...from<CouncilEvent>('2022-01-01', { type: 'ChairAppointed', ordinal: 1, personId: p(2) }),
    ];
    const revision = chaired.length - 1;
    ofCouncil(chaired, ofPersons({ [p(3)]: gone }))
      .correct(revision, { type: 'ChairAppointed', ordinal: 1, personId: p(3) })
      .refused('PERSON_ERASED', { person: p(3) }, ['right', 'personId']);
    expect(
      ofCouncil(chaired, ofPersons({ [p(2)]: gone }))
        .correct(revision, { type: 'ChairAppointed', ordinal: 1, personId: p(2) }, '2022-01-02')
        .then.state.terms[0]?.chair.at('2022-01-02'),
    ).toBe(p(2));
  });
  test('names nobody in a meeting who is not known in the district; who was named before stays', () => {
    const named = (...concernedIds: string[]) => adopted(1, { concernedIds }) as CouncilEvent;
    const decided = [...sitting, ...from('2022-03-05', named(p(11)))];
    const revision = decided.length - 1;
    ofCouncil(decided)
      .correct(revision, named(p(11), p(12)))
      .refused('NOT_FOUND', { person: p(12) }, ['right', 'concernedIds', '1']);
    expect(
      ofCouncil(decided, ofPersons({ [p(12)]: { status: 'REGISTERED', schoolId: '370103.S01' } })).correct(
        revision,
        named(p(11), p(12)),
      ).then.state.meetings,
    ).toHaveLength(1);
  });
  test('seats only for schools that are members when the term begins, and each of them', () => {
    const path = ['right', 'seats'];
    const without = (school: string) => ({
      ...appointment,
      seats: appointment.seats.filter(({ schoolCode }) => schoolCode !== school),
    });
    ofCouncil(sitting)
      .correct(3, { ...appointment, seats: [...appointment.seats, { personId: p(4), schoolCode: 'S03' }] })
      .refused('RECOMMENDER_NOT_MEMBER', { person: p(4), school: 'S03', group: '370103.G01' }, path);
    ofCouncil(sitting).correct(3, without('S02')).refused('SCHOOL_WITHOUT_SEAT', { school: 'S02' }, path);
    const grown = registerAfter(...from('2021-08-01', admitted('S03')));
    ofCouncil(sitting, grown)
      .correct(3, { ...appointment, termTo: '2024-07-31' })
      .refused('SCHOOL_WITHOUT_SEAT', { school: 'S03' }, path);
    expect(ofCouncil(sitting, grown).correct(3, { ...appointment, termFrom: '2021-07-31' }).events).toHaveLength(1);
    const left = registerAfter(...from('2021-08-01', withdrawn('S02')));
    ofCouncil(sitting, left)
      .correct(3, { ...appointment, termTo: '2024-07-31' })
      .refused('RECOMMENDER_NOT_MEMBER', { person: p(2), school: 'S02' }, path);
    expect(ofCouncil(sitting, left).correct(3, without('S02')).then.state.terms[0]?.seats).toHaveLength(2);
  });
  test('leaves a member school without a seat only where the charter of the day of the appointment says so', () => {
    const lax = (from_: string) => ofCouncil([...from(from_, { ...charter, everySchoolSeated: false }), ...sitting]);
    const two = { ...appointment, seats: appointment.seats.slice(0, 1) };
    expect(lax('2021-07-01').correct(4, two).then.state.terms[0]?.seats).toHaveLength(1);
    lax('2021-07-02').correct(4, two).refused('SCHOOL_WITHOUT_SEAT', { school: 'S02' }, ['right', 'seats']);
    expect(lax('2021-07-02').correct(4, two, '2021-07-02').events).toHaveLength(1);
  });
  describe('whom a school recommended, or who took a seat later', () => {
    const recommended = (personId: string, schoolCode = 'S02'): CouncilEvent => ({
      type: 'MemberRecommended',
      schoolCode,
      personId,
    });
    const seated = (personId: string, schoolCode = 'S02'): CouncilEvent => ({
      type: 'SubstituteAppointed',
      ordinal: 1,
      schoolCode,
      personId,
    });
    /** S02 recommended p4 on New Year's Day 2022; or p4 took a seat then, for S02, and others are recommended. */
    const facts = {
      recommended: [...sitting, ...from('2022-01-01', recommended(p(4)))],
      seated: [
        ...sitting,
        ...from('2021-12-01', recommended(p(4)), recommended(p(5)), recommended(p(5), 'S03')),
        ...from('2022-01-01', seated(p(4))),
      ],
    };
    test.each(['recommended', 'seated'] as const)('is registered in the district: %s', (kind) => {
      const right = kind === 'seated' ? seated : recommended;
      const five = (state: Person) =>
        ofCouncil(facts[kind], ofPersons({ [p(5)]: state })).correct(facts[kind].length - 1, right(p(5)));
      const path = ['right', 'personId'];
      expect(five({ status: 'REGISTERED', schoolId: '370103.S01' }).events).toHaveLength(1);
      five({ status: 'UNKNOWN' }).refused('NOT_FOUND', { person: p(5) }, path);
      five({ status: 'ERASED', schoolId: '370103.S01' }).refused('PERSON_ERASED', { person: p(5) }, path);
      five({ status: 'REGISTERED', schoolId: '370199.S01' }).refused('NOT_FOUND', { person: p(5) }, path);
    });
    test.each(['recommended', 'seated'] as const)('is of a school that is a member on that day: %s', (kind) => {
      const right = kind === 'seated' ? seated : recommended;
      const after = (day: string, event: DistrictEvent) => ofCouncil(facts[kind], registerAfter(...from(day, event)));
      const last = facts[kind].length - 1;
      const path = ['right', 'schoolCode'];
      ofCouncil(facts[kind])
        .correct(last, right(p(5), 'S03'))
        .refused('RECOMMENDER_NOT_MEMBER', { school: 'S03', group: '370103.G01' }, path);
      expect(after('2022-01-01', admitted('S03')).correct(last, right(p(5), 'S03')).events).toHaveLength(1);
      after('2022-01-02', admitted('S03'))
        .correct(last, right(p(5), 'S03'))
        .refused('RECOMMENDER_NOT_MEMBER', { school: 'S03' }, path);
      after('2021-12-31', withdrawn('S02'))
        .correct(last, right(p(4)), '2021-12-31')
        .refused('RECOMMENDER_NOT_MEMBER', { school: 'S02' }, path);
      expect(after('2021-12-31', withdrawn('S02')).correct(last, right(p(4)), '2021-12-30').events).toHaveLength(1);
    });
  });
  test('is put right also where a member was erased since: only who is new must be registered', () => {
    const erased = ofCouncil(sitting, ofPersons({ [p(2)]: { status: 'ERASED', schoolId: '370103.S02' } }));
    const [revision, fact] = sitting.flatMap(({ event }, index) =>
      event.type === 'CouncilAppointed' ? [[index, event] as const] : [],
    )[0]!;
    expect(erased.correct(revision, { ...fact, termTo: '2024-07-31' }).events).toHaveLength(1);
  });
  test('is refused where the same recommendation would stand twice', () =>
    ofCouncil([
      ...sitting,
      ...from<CouncilEvent>('2022-01-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) }),
    ])
      .retract(3)
      .refused('CONFLICTS_WITH_LATER', { revision: 4, event: 'MemberRecommended' }));
  test('is refused where a seat would be given up that nobody holds, or that is taken twice', () => {
    const left = ofCouncil([...sitting, ...from('2022-01-01', resigned(3))]);
    left.correct(4, resigned(9)).refused('INVALID_INPUT', { event: 'SeatResigned' }, ['right']);
    left
      .correct(3, { ...appointment, seats: appointment.seats.slice(0, 2) })
      .refused('CONFLICTS_WITH_LATER', { revision: 4, event: 'SeatResigned' });
    const again = [
      ...from<CouncilEvent>(
        '2022-02-01',
        { type: 'MemberRecommended', schoolCode: 'S01', personId: p(3) },
        { type: 'SubstituteAppointed', ordinal: 1, personId: p(3), schoolCode: 'S01' },
      ),
    ];
    ofCouncil([...sitting, ...from('2022-01-01', resigned(3)), ...again])
      .retract(4)
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', person: p(3) });
  });
  test('is refused where the chair would hold no seat', () => {
    const chaired = ofCouncil([
      ...sitting,
      ...from<CouncilEvent>('2022-01-01', { type: 'ChairAppointed', ordinal: 1, personId: p(2) }),
      ...from('2022-02-01', resigned(2)),
    ]);
    chaired
      .correct(4, { type: 'ChairAppointed', ordinal: 1, personId: p(9) })
      .refused('CHAIR_NOT_MEMBER', { person: p(9) });
    ofCouncil([...sitting, ...from<CouncilEvent>('2022-01-01', { type: 'ChairAppointed', ordinal: 1, personId: p(3) })])
      .correct(3, { ...appointment, seats: appointment.seats.slice(0, 2) })
      .refused('CONFLICTS_WITH_LATER', { rule: 'CHAIR_NOT_MEMBER', person: p(3), day: '2022-01-01' });
  });
  test('is refused where the whole term would never have been', () => {
    for (const event of [
      resigned(1),
      { type: 'CouncilFiled', ordinal: 1 },
      { type: 'ChairAppointed', ordinal: 1, personId: p(2) },
      { type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' },
      { type: 'TermEnded', ordinal: 1 },
      { type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'REMOVED' },
    ] as CouncilEvent[]) {
      ofCouncil([...sitting, ...from('2022-01-01', event)])
        .retract(3)
        .refused('CONFLICTS_WITH_LATER', { revision: 4, event: event.type });
    }
    ofCouncil([...sitting, ...from<CouncilEvent>('2022-03-05', adopted(1))])
      .retract(3)
      .refused('CONFLICTS_WITH_LATER', { rule: 'TERM_EXPIRED', day: '2022-03-01' });
  });
  test('is refused where terms would overlap, or a term would end before it begins', () => {
    const next: CouncilEvent = {
      ...appointment,
      ordinal: 2,
      termFrom: '2024-09-01',
      termTo: '2027-08-31',
      seats: [],
      chairId: p(1),
    };
    ofCouncil([
      ...sitting,
      ...from<CouncilEvent>('2024-06-01', { ...next, seats: [{ personId: p(1), schoolCode: 'S01' }] }),
    ])
      .correct(3, { ...appointment, termTo: '2024-09-01' })
      .refused('TERM_OVERLAP', { term: 1, other: 2 });
    ofCouncil(sitting)
      .correct(3, { ...appointment, termTo: '2021-08-31' })
      .refused('INVALID_INPUT', { event: 'CouncilAppointed' }, ['right']);
  });
  test('is refused where seats change outside the term', () => {
    const changed = ofCouncil([
      ...sitting,
      ...from('2022-06-01', resigned(3)),
      ...from<CouncilEvent>('2023-01-01', { type: 'TermEnded', ordinal: 1 }),
    ]);
    changed.correct(5, { type: 'TermEnded', ordinal: 1 }, '2022-05-31').refused('TERM_EXPIRED', { term: 1 });
    expect(changed.correct(5, { type: 'TermEnded', ordinal: 1 }, '2022-06-01').events).toHaveLength(1);
    expect(changed.correct(3, { ...appointment, termFrom: '2022-07-01' }).then.state.terms[0]?.seats[2]).toMatchObject({
      from: '2022-07-01',
      until: '2022-07-01',
    });
    changed.correct(5, { type: 'TermEnded', ordinal: 1 }, '2021-09-01').refused('INVALID_INPUT', {}, ['right']);
    ofCouncil([...sitting, ...from<CouncilEvent>('2022-01-01', { type: 'ChairAppointed', ordinal: 1, personId: p(2) })])
      .correct(4, { type: 'ChairAppointed', ordinal: 1, personId: p(2) }, '2021-08-31')
      .refused('TERM_EXPIRED', { term: 1 });
  });
  test('is refused where an extension would extend nothing', () => {
    const extended: CouncilEvent = { type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' };
    const longer = ofCouncil([...sitting, ...from('2024-08-01', extended)]);
    longer
      .correct(3, { ...appointment, termTo: '2024-12-31' })
      .refused('CONFLICTS_WITH_LATER', { revision: 4, event: 'TermExtended' });
    longer.correct(4, { ...extended, termTo: '2024-08-31' }).refused('INVALID_INPUT', {}, ['right']);
  });
  test('is refused where an answer would have no filing, or days would be out of order', () => {
    const accepted: CouncilEvent = { type: 'FilingAccepted', ordinal: 1, documentNo: '7号' };
    const returned: CouncilEvent = { type: 'FilingReturned', ordinal: 1, documentNo: '7号', reason: '缺' };
    const filed: CouncilEvent = { type: 'CouncilFiled', ordinal: 1 };
    const answered = ofCouncil([...sitting, ...from('2021-09-05', filed), ...from('2021-10-01', accepted)]);
    answered.retract(4).refused('CONFLICTS_WITH_LATER', { revision: 5, event: 'FilingAccepted' });
    answered.correct(4, filed, '2021-10-02').refused('DATE_ORDER', { day: '2021-10-01', earliest: '2021-10-02' });
    answered.correct(5, accepted, '2021-09-04').refused('DATE_ORDER', { earliest: '2021-09-05' });
    answered.correct(3, appointment, '2021-09-06').refused('DATE_ORDER', { day: '2021-09-05', earliest: '2021-09-06' });
    ofCouncil([...sitting, ...from('2021-09-05', filed)])
      .correct(4, filed, '2021-06-30')
      .refused('DATE_ORDER', { earliest: '2021-07-01' });
    ofCouncil([...sitting, ...from('2021-09-05', filed), ...from('2021-10-01', returned), ...from('2021-11-01', filed)])
      .retract(5)
      .refused('CONFLICTS_WITH_LATER', { revision: 6, event: 'CouncilFiled' });
    expect(answered.retract(5).then.state.terms[0]).toMatchObject({ filing: { status: 'FILED' }, accepted: [] });
  });

  test('holds a right term to the charter of the day on which its end was decided', () => {
    const ofThree = ofCouncil([
      ...from('2021-01-01', charter),
      ...sitting,
      ...from('2022-01-01', { ...charter, termYears: 2 }),
    ]);
    ofThree
      .correct(4, { ...appointment, termTo: '2024-09-01' })
      .refused('DATE_ORDER', { day: '2024-09-01', latest: '2024-08-31', term: 1 });
    expect(ofThree.correct(4, { ...appointment, termTo: '2024-08-30' }).events).toHaveLength(1);
    ofThree.correct(4, { ...appointment, termFrom: '2021-08-31' }).refused('DATE_ORDER', { latest: '2024-08-30' });
    ofThree.correct(0, { ...charter, termYears: 2 }).refused('DATE_ORDER', { day: '2024-08-31', latest: '2023-08-31' });
    ofThree.correct(5, { ...charter, termYears: 2 }, '2021-07-01').refused('DATE_ORDER', { latest: '2023-08-31' });
    expect(ofThree.correct(5, { ...charter, termYears: 1 }, '2021-07-02').events).toHaveLength(1);
    const extended: CouncilEvent = { type: 'TermExtended', ordinal: 1, termTo: '2025-08-31' };
    const longer = ofCouncil([
      ...from('2021-01-01', charter),
      ...sitting,
      ...from('2022-01-01', { ...charter, termYears: 4 }),
      ...from('2022-02-01', extended),
    ]);
    longer.retract(5).refused('DATE_ORDER', { day: '2025-08-31', latest: '2024-08-31' });
    longer.correct(6, extended, '2021-12-31').refused('DATE_ORDER', { latest: '2024-08-31' });
    longer.correct(6, { ...extended, termTo: '2025-09-01' }).refused('DATE_ORDER', { latest: '2025-08-31' });
    expect(longer.retract(6).then.retract(5).events).toHaveLength(1);
  });
  describe('whose meeting had the power by a filing, under a policy CONSTITUTIVE', () => {
    const policies = policiesOf({
      rules: { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 },
      from: '2020-01-01',
    });
    const filed: CouncilEvent = { type: 'CouncilFiled', ordinal: 1 };
    const accepted: CouncilEvent = { type: 'FilingAccepted', ordinal: 1, documentNo: '7号' };
    /** Filed and accepted in autumn 2021, and decided on 1 March 2022. */
    const met = ofCouncil([
      ...sitting,
      ...from('2021-09-05', filed),
      ...from('2021-10-01', accepted),
      ...from<CouncilEvent>('2022-03-05', adopted(1)),
    ]);
    const lost = { rule: 'COUNCIL_NOT_FILED', resolution: 1, day: '2022-03-01' };
    test('keeps it: neither the acceptance nor the filing never was, nor came later', () => {
      met.retract(5, { policies }).refused('CONFLICTS_WITH_LATER', lost);
      met.retract(4, { policies }).refused('CONFLICTS_WITH_LATER', lost);
      met.correct(5, accepted, '2022-03-02', { policies }).refused('CONFLICTS_WITH_LATER', lost);
      expect(met.correct(5, accepted, '2022-03-01', { policies }).events).toHaveLength(1);
      expect(met.correct(5, { ...accepted, documentNo: '8号' }, undefined, { policies }).events).toHaveLength(1);
    });
    test('needs none where the policy does not say so on that day, or nothing was decided', () => {
      expect(met.retract(5).events).toHaveLength(1);
      expect(
        met.retract(5, {
          policies: policiesOf({
            rules: { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 },
            from: '2022-03-02',
          }),
        }).events,
      ).toHaveLength(1);
      expect(met.retract(6, { policies }).then.retract(5, { policies }).events).toHaveLength(1);
    });
    test('that had none before is no reason: only what a correction takes away is refused', () => {
      const unfiled = ofCouncil([
        ...sitting,
        ...from<CouncilEvent>('2022-03-05', adopted(1)),
        ...from('2022-04-01', filed),
        ...from('2022-04-02', accepted),
      ]);
      expect(unfiled.retract(6, { policies }).events).toHaveLength(1);
    });
    test('does not have it on a day before the acceptance, either', () =>
      met
        .correct(6, adopted(1, { heldOn: '2021-09-30' }), undefined, { policies })
        .refused('COUNCIL_NOT_FILED', { term: 1 }, ['right', 'heldOn']));
  });
  describe('whose charter asked for less than others would', () => {
    /** A third is a quorum, and a third of those present a majority: two of three come, one is for it. */
    const lax = { ...charter, quorum: share(1, 3), majority: share(1, 3) };
    const ofMeeting = (ballot: object) =>
      ofCouncil([
        ...from('2021-01-01', lax),
        ...sitting,
        ...from<CouncilEvent>('2022-03-05', adopted(1, { quorum: lax.quorum, majority: lax.majority, ...ballot })),
      ]);
    const quorate = ofMeeting(votes(2));
    test('cannot be without it, or before it, where nobody else would have asked for so little', () => {
      const lost = (rule: string) => ({ rule, resolution: 1, day: '2022-03-01' });
      ofMeeting(votes(1)).retract(0).refused('CONFLICTS_WITH_LATER', lost('QUORUM_NOT_MET'));
      ofMeeting(votes(2, 1)).retract(0).refused('CONFLICTS_WITH_LATER', lost('MAJORITY_NOT_MET'));
      ofMeeting(votes(1)).correct(0, charter).refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET', present: 1 });
      expect(quorate.retract(0).events).toHaveLength(1);
    });
    test('asks for no less by a correction than a new one may, and stays where another thing of it is corrected', () => {
      ofMeeting(votes(1)).correct(0, lax, '2021-01-02').refused('BELOW_POLICY', { least: '>1/2' }, ['right', 'quorum']);
      quorate
        .correct(0, { ...charter, majority: share(1, 2) })
        .refused('BELOW_POLICY', { least: '>1/2' }, ['right', 'majority']);
      const policies = policiesOf({
        rules: { kind: 'QUORUM', quorum: share(2, 3), majority: share(1, 2) },
        from: '2020-01-01',
      });
      quorate
        .correct(0, charter, undefined, { policies })
        .refused('BELOW_POLICY', { least: '2/3' }, ['right', 'quorum']);
      expect(quorate.correct(0, { ...lax, termYears: 5 }).events).toHaveLength(1);
      expect(quorate.correct(0, { ...charter, quorum: share(2, 3) }).events).toHaveLength(1);
    });
    test('is then judged by the policy of the day of the meeting', () => {
      const policy_ = (quorum: Share, majority: Share, from_ = '2022-03-01') => ({
        policies: policiesOf({ rules: { kind: 'QUORUM', quorum, majority }, from: from_ }),
      });
      quorate.retract(0, policy_(share(1, 1), share(1, 2))).refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET' });
      expect(quorate.retract(0, policy_(share(1, 1), share(1, 2), '2022-03-02')).events).toHaveLength(1);
      ofMeeting(votes(2, 1))
        .retract(0, policy_(share(1, 2), share(2, 3)))
        .refused('CONFLICTS_WITH_LATER', { rule: 'MAJORITY_NOT_MET' });
      expect(ofMeeting(votes(2, 1)).retract(0, policy_(share(1, 2), share(1, 2))).events).toHaveLength(1);
      expect(ofMeeting(votes(1)).retract(0, policy_(share(1, 3), share(1, 3))).events).toHaveLength(1);
    });
    test('counts the recused neither for the quorum nor for the majority', () => {
      const recused = {
        ballot: { present: 3, proxies: 0, recused: 1, for: 1, against: 1, abstained: 0 },
        recusedIds: [p(3)],
      };
      ofMeeting(recused).retract(0).refused('CONFLICTS_WITH_LATER', { rule: 'MAJORITY_NOT_MET' });
      ofMeeting({
        ballot: { present: 3, proxies: 0, recused: 2, for: 1, against: 0, abstained: 0 },
        recusedIds: [p(2), p(3)],
      })
        .retract(0)
        .refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET' });
      expect(
        ofMeeting({ ...recused, ballot: { ...recused.ballot, for: 2, against: 0 } }).retract(0).events,
      ).toHaveLength(1);
      expect(
        ofMeeting({ ballot: { present: 1, proxies: 1, recused: 0, for: 2, against: 0, abstained: 0 } }).retract(0)
          .events,
      ).toHaveLength(1);
    });
    test('may give way to an earlier one that asks for no more', () => {
      const two = (first: typeof charter) =>
        ofCouncil([
          ...from('2020-10-01', first),
          ...from('2021-01-01', lax),
          ...sitting,
          ...from<CouncilEvent>('2022-03-05', adopted(1, { quorum: lax.quorum, majority: lax.majority, ...votes(1) })),
        ]);
      expect(two({ ...lax, otherSeats: 1 }).retract(1).events).toHaveLength(1);
      two(charter).retract(1).refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET' });
    });
  });
  describe('whose charter a meeting adopted', () => {
    const { heldOn, concernedIds, recusedIds, minutesNo, ordinal, caretaker } = adopted(1);
    const asked = { quorum: charter.quorum, majority: charter.majority };
    const meeting = { heldOn, concernedIds, recusedIds, minutesNo, ordinal, caretaker, ...asked, ...votes(2) };
    const met: typeof charter = { ...charter, termYears: 4, adoption: 'BY_MEETING', meeting };
    const facts = [...from('2021-01-01', charter), ...sitting, ...from<CouncilEvent>('2022-03-01', met)];
    const of = ofCouncil(facts);
    test('keeps the meeting, under the rules before it', () => {
      const { meeting: _, ...without } = met;
      of.correct(5, without).refused('NO_MEETING', {}, ['right', 'meeting']);
      of.correct(5, { ...without, adoption: 'BY_BUREAU' }).refused('INVALID_INPUT', {}, ['right', 'adoption']);
      of.correct(5, { ...met, meeting: { ...meeting, ...votes(1) } }).refused('QUORUM_NOT_MET', { present: 1 });
      of.correct(5, { ...met, meeting: { ...meeting, quorum: share(1, 3) } }).refused('INVALID_INPUT', {}, [
        'right',
        'meeting',
        'quorum',
      ]);
      expect(of.correct(5, { ...met, meeting: { ...meeting, ...votes(3) } }).events).toHaveLength(1);
      of.correct(5, { ...met, meeting: { ...meeting, heldOn: '2021-08-31' } }).refused('TERM_EXPIRED', {}, [
        'right',
        'meeting',
        'heldOn',
      ]);
    });
    test('can become the first one only where all who sit adopted it', () => {
      of.retract(0).refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET', day: '2022-03-01' });
      expect(
        ofCouncil([
          ...from('2021-01-01', charter),
          ...sitting,
          ...from<CouncilEvent>('2022-03-01', { ...met, meeting: { ...meeting, ...votes(3) } }),
        ]).retract(0).events,
      ).toHaveLength(1);
    });
    test('may be told of a charter of which nobody recorded who adopted it', () =>
      expect(
        ofCouncil([...sitting, ...from<CouncilEvent>('2022-03-01', { ...charter, termYears: 4 })]).correct(4, {
          ...met,
          meeting: { ...meeting, ...votes(3), quorum: share(1, 1), onBehalf: 'COUNCIL' },
        }).events,
      ).toHaveLength(1));
  });

  describe('and its resolutions', () => {
    const decided = ofCouncil([
      ...sitting,
      ...from<CouncilEvent>('2022-03-05', adopted(1)),
      ...from('2022-06-05', ofResolution({ heldOn: '2022-06-01', sum: 8000 })),
    ]);
    test('have the right sum from the right day', () => {
      const [resolution] = decided.correct(4, adopted(1, { sum: 9000 })).then.state.resolutions;
      expect([
        resolution?.sums.at('2022-03-04'),
        resolution?.sums.at('2022-03-05'),
        resolution?.sums.at('2022-06-05'),
      ]).toEqual([undefined, 9000, 8000]);
    });
    test('are refused where a later amendment or repeal would have nothing to change', () => {
      decided.retract(4).refused('CONFLICTS_WITH_LATER', { revision: 5, event: 'ResolutionAmended' });
      const repealed = ofCouncil([
        ...sitting,
        ...from<CouncilEvent>('2022-03-05', adopted(1)),
        ...from('2022-06-05', ofResolution({ type: 'ResolutionRepealed', heldOn: '2022-06-01' })),
      ]);
      repealed.retract(4).refused('CONFLICTS_WITH_LATER', { revision: 5, event: 'ResolutionRepealed' });
      expect(repealed.retract(5).then.state.resolutions).toMatchObject([{ repealedOn: undefined }]);
      expect(
        repealed.correct(5, ofResolution({ type: 'ResolutionRepealed', heldOn: '2022-06-01' }), '2022-07-01').then.state
          .resolutions,
      ).toMatchObject([{ repealedOn: '2022-07-01' }]);
    });
    test('were decided by the day on which we are told', () => {
      const told = (recordedOn: string) =>
        decided.correct(4, adopted(1, { heldOn: '2022-03-02' }), undefined, { recordedOn, effectiveOn: recordedOn });
      told('2022-03-01').refused('DATE_ORDER', { day: '2022-03-02', latest: '2022-03-01' }, ['right', 'heldOn']);
      expect(told('2022-03-02').events).toHaveLength(1);
    });
    test('are refused without quorum, majority, recusal, or before the term', () => {
      decided.correct(4, adopted(1, votes(1))).refused('QUORUM_NOT_MET', { present: 1 });
      decided.correct(4, adopted(1, votes(3, 1))).refused('MAJORITY_NOT_MET', { for: 1 });
      decided.correct(4, adopted(1, { concernedIds: [p(2)] })).refused('NOT_RECUSED', { person: p(2) });
      decided.correct(4, adopted(1, { heldOn: '2021-08-31' })).refused('TERM_EXPIRED', {}, ['right', 'heldOn']);
      decided
        .correct(4, adopted(1, { ballot: { ...adopted(1).ballot, present: -1 } }))
        .refused('INVALID_INPUT', {}, ['right', 'ballot', 'present']);
    });
    test('are refused out of order: before the meeting, or before what they amend', () => {
      decided.correct(4, adopted(1), '2022-02-28').refused('DATE_ORDER', { day: '2022-02-28', earliest: '2022-03-01' });
      decided
        .correct(5, ofResolution({ heldOn: '2022-02-28', sum: 8000 }))
        .refused('DATE_ORDER', { day: '2022-02-28', earliest: '2022-03-01' });
      decided.correct(4, adopted(1), '2022-06-06').refused('DATE_ORDER', { day: '2022-06-05', earliest: '2022-06-06' });
    });
    test('ask for the quorum of the day, whatever the corrector says', () => {
      const none = { numerator: 0, denominator: 1, atLeast: false };
      decided.correct(4, adopted(1, { quorum: none, ...votes(1) })).refused('INVALID_INPUT', {}, ['right', 'quorum']);
      decided.correct(4, adopted(1, { onBehalf: 'COUNCIL' })).refused('INVALID_INPUT', {}, ['right', 'onBehalf']);
      decided
        .correct(4, adopted(1, { majority: none, ...votes(3, 1) }))
        .refused('INVALID_INPUT', {}, ['right', 'majority']);
      decided.correct(4, adopted(1, { caretaker: true })).refused('INVALID_INPUT', {}, ['right', 'caretaker']);
      decided.correct(4, adopted(1, { ordinal: 2 })).refused('INVALID_INPUT', {}, ['right', 'ordinal']);
    });
    test('go by the policies of the right day', () => {
      const all = { numerator: 1, denominator: 1, atLeast: true };
      const policies = policiesOf({ rules: { kind: 'QUORUM', quorum: all, majority: all }, from: '2022-03-02' });
      decided
        .correct(4, adopted(1, { heldOn: '2022-03-02' }), undefined, { policies })
        .refused('INVALID_INPUT', {}, ['right', 'quorum']);
      expect(
        decided.correct(4, adopted(1, { heldOn: '2022-03-02', quorum: all, majority: all }), undefined, { policies })
          .events,
      ).toHaveLength(1);
      expect(
        decided.correct(4, adopted(1, { subject: '方案' }), undefined, {
          policies: policiesOf({ rules: { kind: 'QUORUM', quorum: all, majority: all }, from: '2022-01-01' }),
        }).events,
      ).toHaveLength(1);
    });
    test('are for a year and a sum where they are on the fund, and only there', () => {
      const { sum: _, fiscalYear: _year, ...other } = adopted(1, { kind: 'OTHER' });
      decided.correct(4, other).refused('CONFLICTS_WITH_LATER', { revision: 5, event: 'ResolutionAmended' });
      decided
        .correct(4, { ...other, kind: 'FUND' })
        .refused('INVALID_INPUT', { kind: 'FUND' }, ['right', 'fiscalYear']);
      decided
        .correct(4, adopted(1, { kind: 'OTHER' }))
        .refused('INVALID_INPUT', { kind: 'OTHER' }, ['right', 'fiscalYear']);
      const { fiscalYear: _y, ...yearless } = adopted(1, { kind: 'OTHER' });
      decided.correct(4, yearless).refused('INVALID_INPUT', {}, ['right', 'sum']);
      const culture = ofCouncil([
        ...sitting,
        ...from<CouncilEvent>('2022-03-05', other),
        ...from('2022-06-05', ofResolution({ heldOn: '2022-06-01', subject: '新方案' })),
      ]);
      culture.correct(5, ofResolution({ heldOn: '2022-06-01', sum: 1 })).refused('INVALID_INPUT', {}, ['right']);
    });
    test('keep their numbers: one that was retracted is never given again', () => {
      const gone = ofCouncil([...sitting, ...from<CouncilEvent>('2022-03-05', adopted(1), adopted(2))]).retract(5).then;
      expect(gone.state).toMatchObject({ lastResolution: 2, resolutions: [{ number: 1 }] });
      expect(ofCouncil(sitting).retract(3).then.state).toMatchObject({ lastOrdinal: 1, terms: [] });
    });
  });
});

describe('a corrected person', () => {
  const commitment = 'a'.repeat(64);
  const registered: PersonEvent = { type: 'PersonRegistered', personId: p(1), schoolId: '370103.S01', commitment };
  const changed: PersonEvent = { type: 'PersonDetailsChanged', personId: p(1), commitment: 'b'.repeat(64) };
  const entered = ofPerson(from<PersonEvent>('2021-01-01', registered, changed));
  test('was entered by the right school', () =>
    expect(entered.correct(0, { ...registered, schoolId: '370103.S02' }).then.state).toMatchObject({
      schoolId: '370103.S02',
      commitment: 'b'.repeat(64),
    }));
  test('never by other details: only an entry in the directory bears a commitment', () => {
    entered.correct(0, { ...registered, commitment: 'c'.repeat(64) }).refused('INVALID_INPUT', {}, ['right']);
    entered.correct(1, { ...changed, commitment: 'c'.repeat(64) }).refused('INVALID_INPUT', {}, ['right']);
    entered.correct(0, { ...registered, personId: p(2) }).refused('INVALID_INPUT', {}, ['right']);
  });
  test('has the details of before where a change never was', () =>
    expect(entered.retract(1).then.state).toMatchObject({ commitment }));
  test('was entered by a school that was open, and of the same district', () => {
    const path = ['right', 'schoolId'];
    const by = (schoolId: string): PersonEvent => ({ ...registered, schoolId });
    entered.correct(0, by('370103.S77')).refused('NOT_FOUND', { school: '370103.S77' }, path);
    entered.correct(0, by('370103')).refused('NOT_FOUND', { school: '370103' }, path);
    entered
      .correct(0, registered, '2020-08-31')
      .refused('SCHOOL_CLOSED', { school: '370103.S01', day: '2020-08-31' }, path);
    const closed = ofPerson(
      from('2021-01-01', registered),
      registerAfter(...from<DistrictEvent>('2021-06-01', { type: 'SchoolClosed', schoolCode: 'S03' })),
    );
    closed
      .correct(0, by('370103.S03'), '2021-06-01')
      .refused('SCHOOL_CLOSED', { school: '370103.S03', day: '2021-06-01' }, path);
    expect(closed.correct(0, by('370103.S03'), '2021-05-31').then.state).toMatchObject({ schoolId: '370103.S03' });
    const neighbour = ofPerson(from('2021-01-01', registered), { 'district-370199': districtOf(schools('S01')) });
    neighbour.correct(0, by('370199.S01')).refused('NOT_FOUND', { school: '370199.S01' }, path);
  });
  test('is refused where details would change of nobody: who was registered was', () => {
    entered.retract(0).refused('INVALID_TRANSITION', { event: 'PersonRegistered' });
    ofPerson(from('2021-01-01', registered)).retract(0).refused('INVALID_TRANSITION', { event: 'PersonRegistered' });
  });
  test('stays erased', () => {
    const erased = ofPerson(from<PersonEvent>('2021-01-01', registered, { type: 'PersonErased', personId: p(1) }));
    erased.retract(1).refused('INVALID_TRANSITION', { event: 'PersonErased' });
    erased
      .correct(1, { type: 'PersonErased', personId: p(1) }, '2022-01-01')
      .refused('INVALID_TRANSITION', { event: 'PersonErased' });
    erased.retract(0).refused('INVALID_TRANSITION', { event: 'PersonRegistered' });
    expect(erased.correct(0, { ...registered, schoolId: '370103.S02' }).then.state).toMatchObject({
      status: 'ERASED',
      schoolId: '370103.S02',
    });
  });
});

describe('a corrected fund', () => {
  const voucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '记-1', entry: 1 };
  const appropriated = (fen: number): FundEvent => ({
    type: 'FundAppropriated',
    fen,
    documentNo: '1号',
    receivedOn: '2022-02-01',
  });
  const supplemented = (fen: number): FundEvent => ({ ...appropriated(fen), type: 'FundSupplemented' }) as FundEvent;
  const allocated = (fens: readonly number[], first = 1): FundEvent => ({
    type: 'FundsAllocated',
    resolution: 1,
    lines: fens.map((fen, index) => ({ line: first + index, purpose: '培训', schoolId: '370103.S01', fen })),
  });
  const committed = (fen: number, line = 1): FundEvent => ({
    type: 'FundsCommitted',
    line,
    contractNo: '合1',
    supplier: '公司',
    fen,
    signedOn: '2022-04-18',
  });
  const spent = (fen: number, more: object = {}): FundEvent => ({
    type: 'ExpenditureRecorded',
    line: 1,
    voucher,
    fen,
    supplier: '公司',
    paidOn: '2022-05-09',
    ...more,
  });
  const reversed = (fen: number, more: object = {}): FundEvent => ({
    type: 'ExpenditureReversed',
    line: 1,
    voucher,
    fen,
    ...more,
  });
  const open = from('2022-04-01', appropriated(1000), allocated([600, 200]), spent(500));

  /** What the year before carried out, and what arrived in the next year. */
  const carriedBefore = (...parts: readonly AgedMoney[]): Others => ({
    'fund-370103.G01-2021': carried('CarriedOut', parts),
  });
  const arrivedNext = (...parts: readonly AgedMoney[]): Others => ({
    'fund-370103.G01-2023': carried('CarriedIn', parts),
  });
  const carried = (type: 'CarriedIn' | 'CarriedOut', parts: readonly AgedMoney[]): Fund =>
    stateOf(fund, from<FundEvent>('2022-01-01', { type, fen: sum(parts), parts }));

  test("has the right sum in the wrong one's place, in balance", () => {
    const { state } = ofFund(open).correct(2, spent(50)).then;
    expect(state.lines[0]).toMatchObject({ allocated: 600, spent: 50, unspent: 550 });
    expect(balanced(state)).toBe(true);
    expect(ofFund(open).retract(2).then.state.lines[0]).toMatchObject({ spent: 0, unspent: 600 });
  });
  test('is refused beyond what is there', () => {
    ofFund(open).correct(2, spent(601)).refused('INSUFFICIENT_FUNDS', { line: 1, missing: 1 });
    ofFund(open)
      .correct(1, allocated([600, 401]))
      .refused('INSUFFICIENT_FUNDS', { missing: 1 });
    ofFund(open)
      .correct(0, appropriated(799))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', missing: 1, revision: 1 });
    ofFund(open)
      .correct(1, allocated([499, 200]))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', line: 1, revision: 2 });
  });
  test('allocates more only under a resolution that carries it; less is no question of resolutions', () => {
    const facts = from('2022-04-01', appropriated(50_000), allocated([600, 200]));
    const rich = ofFund(facts);
    rich
      .correct(1, allocated([10_000, 1]))
      .refused('EXCEEDS_RESOLUTION', { fen: 10_001, sum: 10_000 }, ['right', 'resolution']);
    expect(rich.correct(1, allocated([9_999, 1])).then.state).toMatchObject({ allocated: 10_000 });
    for (const resolution of [3, 77])
      rich
        .correct(1, { ...allocated([600, 200]), resolution } as FundEvent)
        .refused('NO_RESOLUTION', { resolution }, ['right', 'resolution']);
    expect(rich.correct(1, { ...allocated([600, 200]), resolution: 2 } as FundEvent).then.state.lines).toMatchObject([
      { resolution: 2 },
      { resolution: 2 },
    ]);
    const without = ofFund(facts, { 'council-370103.G01': council.initial });
    expect(without.correct(1, allocated([600, 199])).then.state).toMatchObject({ allocated: 799 });
  });
  test('is sound at every position: what came later does not pay for what was before', () => {
    const late = ofFund(from('2022-04-01', appropriated(1000), allocated([1000]), supplemented(500)));
    late
      .correct(0, appropriated(999))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', missing: 1, revision: 1 });
    late.retract(0).refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', missing: 1000, revision: 1 });
    expect(late.correct(0, appropriated(1001)).then.state).toMatchObject({ appropriated: 1501, free: 501 });
  });
  test('is refused where a voucher counts twice', () =>
    ofFund([...open, ...from('2022-05-01', spent(1, { voucher: { ...voucher, entry: 2 } }))])
      .correct(3, spent(1))
      .refused('VOUCHER_TAKEN', { voucher: '370103.S01/2022/5/记-1/1' }));
  test('is refused where a reversal would reverse nothing', () => {
    const back = ofFund([...open, ...from('2022-06-01', reversed(500))]);
    back.retract(2).refused('CONFLICTS_WITH_LATER', { revision: 3, event: 'ExpenditureReversed' });
    back.correct(2, spent(400)).refused('CONFLICTS_WITH_LATER', { revision: 3 });
    back
      .correct(2, spent(500, { voucher: { ...voucher, number: '记-9' } }))
      .refused('CONFLICTS_WITH_LATER', { revision: 3 });
    back.correct(3, reversed(499)).refused('INVALID_INPUT', { event: 'ExpenditureReversed' }, ['right']);
    expect(back.correct(2, spent(500, { supplier: '另一公司' })).then.state.expenditures).toMatchObject([
      { fen: 500, reversed: true },
    ]);
    expect(back.retract(3).then.state.lines[0]).toMatchObject({ spent: 500, unspent: 100 });
  });
  test('is refused where money that was given back again is spent', () =>
    ofFund([...open, ...from('2022-06-01', reversed(500), spent(600, { voucher: { ...voucher, entry: 2 } }))])
      .retract(3)
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', line: 1, revision: 4 }));
  test('is refused where a contract would be unknown, of another line, or paid beyond its sum', () => {
    const paid = ofFund([
      ...open,
      ...from('2022-05-01', committed(100), spent(80, { contractNo: '合1', voucher: { ...voucher, entry: 2 } })),
    ]);
    paid.retract(3).refused('CONFLICTS_WITH_LATER', { revision: 4, event: 'ExpenditureRecorded' });
    paid.correct(3, committed(100, 2)).refused('CONFLICTS_WITH_LATER', { revision: 4 });
    paid
      .correct(3, committed(79))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', contract: '合1', missing: 1 });
    paid.correct(4, spent(80, { contractNo: '合9' })).refused('INVALID_INPUT', {}, ['right']);
    expect(paid.correct(3, committed(80)).then.state.lines[0]).toMatchObject({ committed: 0, spent: 580, unspent: 20 });
  });
  test('is refused where another school would have paid', () => {
    ofFund(open)
      .correct(2, spent(500, { voucher: { ...voucher, schoolId: '370103.S02' } }))
      .refused('INVALID_INPUT', { line: 1 });
    const lines = (allocated([600, 200]) as Extract<FundEvent, { type: 'FundsAllocated' }>).lines.map((line) => ({
      ...line,
      schoolId: '370103.S02',
    }));
    ofFund(open)
      .correct(1, { ...allocated([1]), lines } as FundEvent)
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_INPUT', line: 1 });
    expect(
      ofFund(open)
        .retract(2)
        .then.correct(1, { ...allocated([1]), lines } as FundEvent).events,
    ).toHaveLength(1);
  });
  test('is refused where lines would lose what is done on them, or bear one number twice', () => {
    ofFund(open).retract(1).refused('CONFLICTS_WITH_LATER', { revision: 2, event: 'ExpenditureRecorded' });
    ofFund(open)
      .correct(1, allocated([600, 200], 2))
      .refused('CONFLICTS_WITH_LATER', { revision: 2 });
    const more = ofFund([...open, ...from('2022-05-01', allocated([100], 3))]);
    more
      .correct(1, allocated([600, 100, 50]))
      .refused('CONFLICTS_WITH_LATER', { revision: 3, event: 'FundsAllocated' });
    more.correct(3, allocated([100], 2)).refused('INVALID_INPUT', { event: 'FundsAllocated' }, ['right']);
    for (const event of [
      { type: 'AllocationRevised', line: 3, change: 1, resolution: 1 },
      { type: 'AllocationSuspended', resolution: 1, lines: [3] },
      committed(1, 3),
    ] as FundEvent[]) {
      ofFund([...open, ...from('2022-05-01', allocated([100], 3), event)])
        .retract(3)
        .refused('CONFLICTS_WITH_LATER', { revision: 4, event: event.type });
    }
  });
  test('keeps the numbers of lines: one that was retracted is never given again', () => {
    const more = ofFund([...open, ...from('2022-05-01', allocated([100], 3))]);
    expect(more.retract(3).then.state.lastLine).toBe(3);
    expect(more.correct(3, allocated([50, 50], 3)).then.correct(3, allocated([50], 3)).then.state).toMatchObject({
      lastLine: 4,
    });
  });
  test('is refused where parts of age do not add up, and with sums out of bounds', () => {
    const aged = ofFund(
      from<FundEvent>(
        '2022-01-01',
        { type: 'CarriedIn', fen: 10, parts: [{ originYear: 2021, fen: 10 }] },
        { type: 'CarriedOut', fen: 4, parts: [{ originYear: 2021, fen: 4 }] },
      ),
    );
    aged
      .correct(0, { type: 'CarriedIn', fen: 11, parts: [{ originYear: 2021, fen: 10 }] })
      .refused('INVALID_INPUT', {}, ['right']);
    aged
      .correct(1, { type: 'CarriedOut', fen: 5, parts: [{ originYear: 2021, fen: 4 }] })
      .refused('INVALID_INPUT', {}, ['right']);
    aged
      .correct(0, { type: 'CarriedIn', fen: 3, parts: [{ originYear: 2021, fen: 3 }] })
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', year: 2021, missing: 1 });
    ofFund(open).correct(0, appropriated(1_000_000_000_001)).refused('INVALID_INPUT', {}, ['right', 'fen']);
    ofFund(open)
      .correct(1, allocated([600, 0.5]))
      .refused('INVALID_INPUT', { value: 0.5 }, ['right', 'lines', '1', 'fen']);
    ofFund(open)
      .correct(1, allocated([600, -1]))
      .refused('INVALID_INPUT', {}, ['right', 'fen']);
    ofFund(open)
      .correct(2, spent(500, { voucher: { ...voucher, month: 13 } }))
      .refused('INVALID_INPUT', {}, ['right', 'voucher', 'month']);
  });
  test('is refused with a day to come, of the effect or of what was received, signed or paid', () => {
    const all = ofFund([...open, ...from('2022-05-01', committed(1))]);
    all
      .correct(2, spent(1), '2025-01-02')
      .refused('DATE_ORDER', { day: '2025-01-02', latest: '2025-01-01' }, ['rightEffectiveOn']);
    expect(all.correct(2, spent(1), '2025-01-01').events).toHaveLength(1);
    for (const [revision, event, field] of [
      [0, appropriated(1000), 'receivedOn'],
      [2, spent(500), 'paidOn'],
      [3, committed(1), 'signedOn'],
    ] as const) {
      all
        .correct(revision, { ...event, [field]: '2025-01-02' })
        .refused('DATE_ORDER', { day: '2025-01-02', latest: '2025-01-01' }, ['right', field]);
      all
        .correct(revision, { ...event, [field]: '2022-02-30' })
        .refused('INVALID_INPUT', { value: '2022-02-30' }, ['right', field]);
      expect(all.correct(revision, { ...event, [field]: '2025-01-01' }).events).toHaveLength(1);
    }
    const later = ofFund(
      from('2022-04-01', appropriated(1000), supplemented(1), { ...appropriated(1), type: 'FundReduced' } as FundEvent),
    );
    for (const [revision, event] of [
      [1, supplemented(1)],
      [2, { ...appropriated(1), type: 'FundReduced' }],
    ] as const) {
      later
        .correct(revision, { ...event, receivedOn: '2025-01-02' } as FundEvent)
        .refused('DATE_ORDER', {}, ['right', 'receivedOn']);
    }
  });
  test('is refused where the invoice is paid already, or was never given free', () => {
    const invoice = { supplier: '公司', invoiceNo: '票-1' };
    const second = { ...invoice, voucher: { ...voucher, entry: 2 } };
    ofFund([...open, ...from('2022-05-01', spent(1, second))])
      .correct(2, spent(500, { ...invoice, invoiceNo: '票－０1' }))
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVOICE_TAKEN', revision: 3 });
    ofFund([
      ...from('2022-04-01', appropriated(1000), allocated([600]), spent(5, invoice), reversed(5), spent(5, second)),
    ])
      .retract(3)
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVOICE_TAKEN', revision: 4 });
  });
  test('is refused where a campus took the voucher of its school, or a closed school would pay', () => {
    const register = registerAfter(
      ...from<DistrictEvent>(
        '2020-09-01',
        school('P01', { kind: 'CAMPUS', partOfCode: 'S01', legalPerson: 'S01 School' } as object),
      ),
      ...from<DistrictEvent>('2022-05-20', { type: 'SchoolClosed', schoolCode: 'S01' }),
    );
    const paper = (code: string, entry: number) => ({ voucher: { ...voucher, schoolId: `370103.${code}`, entry } });
    const both = ofFund(
      from<FundEvent>(
        '2022-04-01',
        appropriated(1000),
        {
          type: 'FundsAllocated',
          resolution: 1,
          lines: ['S01', 'P01'].map((code, index) => ({
            line: index + 1,
            purpose: '培训',
            schoolId: `370103.${code}`,
            fen: 300,
          })),
        },
        spent(5, paper('S01', 1)),
        spent(5, { line: 2, ...paper('P01', 2) }),
      ),
      register,
    );
    both.correct(3, spent(5, { line: 2, ...paper('P01', 1) })).refused('VOUCHER_TAKEN', {}, ['right', 'voucher']);
    both
      .correct(2, spent(5, { ...paper('S01', 1), paidOn: '2022-05-20' }))
      .refused('SCHOOL_CLOSED', { school: '370103.S01' }, ['right', 'paidOn']);
    expect(both.correct(2, spent(5, { ...paper('S01', 1), paidOn: '2022-05-19' })).events).toHaveLength(1);
  });
  test('is held to the days of what others than the bureau recorded; of what it recorded itself an old paper may be right', () => {
    const by = <E>(facts: readonly Fact<E>[]): Fact<E>[] => facts.map((fact) => ({ ...fact, actor: secretary }));
    const paid = [
      ...from('2022-04-01', appropriated(1000), allocated([600])),
      ...from('2022-04-18', committed(100)),
      ...from('2022-05-31', spent(50)),
    ];
    const theirs = ofFund(by(paid));
    const order = { rule: 'DATE_ORDER', revision: 1 };
    theirs.correct(1, allocated([600]), '2022-05-10').refused('CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER' });
    theirs
      .correct(0, { ...appropriated(1000), receivedOn: '2022-05-10' } as FundEvent)
      .refused('CONFLICTS_WITH_LATER', order);
    theirs
      .correct(2, { ...committed(100), signedOn: '2022-03-31' } as FundEvent)
      .refused('DATE_ORDER', { earliest: '2022-04-01' });
    theirs.correct(3, spent(50, { paidOn: '2022-06-01' })).refused('DATE_ORDER', { day: '2022-06-01' });
    theirs.correct(3, spent(50, { paidOn: '2021-05-09' })).refused('DATE_ORDER', {}, ['right', 'paidOn']);
    theirs.correct(3, spent(50, { paidOn: '2022-03-04' })).refused('DATE_ORDER', {}, ['right', 'paidOn']);
    expect(theirs.correct(3, spent(50, { paidOn: '2022-05-31' })).events).toHaveLength(1);
    expect(ofFund(paid).correct(3, spent(50, { paidOn: '2022-03-04' })).events).toHaveLength(1);
    theirs.correct(3, spent(50), '2022-05-08').refused('DATE_ORDER', { earliest: '2022-05-09' });
    theirs.correct(2, committed(100), '2022-04-17').refused('DATE_ORDER', { earliest: '2022-04-18' });
    expect(ofFund(paid).correct(3, spent(50), '2022-05-08').events).toHaveLength(1);
  });
  test("is refused with a voucher of a month that has not begun, or that is another's in other characters", () => {
    const told = { recordedOn: '2022-06-30', effectiveOn: '2022-06-30' };
    const paper = (more: object) =>
      ofFund(open).correct(2, spent(500, { voucher: { ...voucher, ...more } }), undefined, told);
    paper({ month: 7 }).refused('INVALID_INPUT', { value: 7, least: 1, most: 6 }, ['right', 'voucher', 'month']);
    paper({ year: 2023 }).refused('INVALID_INPUT', { value: 2023, most: 2022 }, ['right', 'voucher', 'year']);
    expect(paper({ month: 6 }).events).toHaveLength(1);
    ofFund([...open, ...from('2022-05-01', spent(1, { voucher: { ...voucher, entry: 2 } }))])
      .correct(3, spent(1, { voucher: { ...voucher, number: '记 －1' } }))
      .refused('VOUCHER_TAKEN', { voucher: '370103.S01/2022/5/记-1/1' });
    const back = ofFund([...open, ...from('2022-06-01', reversed(500))]);
    expect(
      back.correct(2, spent(500, { voucher: { ...voucher, number: '记－1' } })).then.state.expenditures,
    ).toMatchObject([{ reversed: true }]);
    back
      .correct(3, reversed(500, { voucher: { ...voucher, month: 7 } }), undefined, told)
      .refused('INVALID_INPUT', {}, ['right', 'voucher', 'month']);
  });
  test('is refused where money that arrives is not older than the year', () => {
    const aged = ofFund(
      from<FundEvent>('2022-01-01', { type: 'CarriedIn', fen: 10, parts: [{ originYear: 2021, fen: 10 }] }),
      carriedBefore({ originYear: 2021, fen: 10 }, { originYear: 2020, fen: 5 }),
    );
    const of = (...years: number[]): FundEvent => ({
      type: 'CarriedIn',
      fen: years.length * 5,
      parts: years.map((originYear) => ({ originYear, fen: 5 })),
    });
    for (const originYear of [2022, 2023, 1999])
      aged
        .correct(0, of(2021, originYear))
        .refused('INVALID_INPUT', { value: originYear, least: 2000, most: 2021 }, [
          'right',
          'parts',
          '1',
          'originYear',
        ]);
    expect(aged.correct(0, of(2021, 2020)).events).toHaveLength(1);
  });
  test('allocates to schools only that are members of the group on that day', () => {
    const to = (schoolId: string): FundEvent => ({
      type: 'FundsAllocated',
      resolution: 1,
      lines: [
        { line: 1, purpose: '培训', schoolId: '370103.S01', fen: 600 },
        { line: 2, purpose: '培训', schoolId, fen: 200 },
      ],
    });
    const path = ['right', 'lines', '1', 'schoolId'];
    ofFund(open)
      .correct(1, to('370103.S03'))
      .refused('NOT_SAME_GROUP', { school: '370103.S03', group: '370103.G01' }, path);
    ofFund(open).correct(1, to('370103.S77')).refused('NOT_FOUND', { school: '370103.S77' }, path);
    ofFund(open).correct(1, to('370199.S02')).refused('NOT_FOUND', { school: '370199.S02' }, path);
    expect(ofFund(open).correct(1, to('370103.S02')).then.state.lines[1]).toMatchObject({ schoolId: '370103.S02' });
    const grown = ofFund(open, registerAfter(...from('2022-04-02', admitted('S03'))));
    grown.correct(1, to('370103.S03')).refused('NOT_SAME_GROUP', {}, path);
    expect(grown.correct(1, to('370103.S03'), '2022-04-02').events).toHaveLength(1);
  });

  describe('makes no money between two years', () => {
    const arrived = (...parts: AgedMoney[]): FundEvent => ({ type: 'CarriedIn', fen: sum(parts), parts });
    const left = (...parts: AgedMoney[]): FundEvent => ({ type: 'CarriedOut', fen: sum(parts), parts });
    const of = (originYear: number, fen: number): AgedMoney => ({ originYear, fen });
    test('what arrives is what the year before carried out, of each age, and no more', () => {
      const into = ofFund(from('2022-01-01', arrived(of(2021, 10))), carriedBefore(of(2021, 20), of(2020, 5)));
      const path = ['right', 'parts', '0', 'fen'];
      into.correct(0, arrived(of(2021, 21))).refused('INSUFFICIENT_FUNDS', { fen: 21, missing: 1 }, path);
      into.correct(0, arrived(of(2020, 6))).refused('INSUFFICIENT_FUNDS', { fen: 6, missing: 1 }, path);
      into.correct(0, arrived(of(2019, 1))).refused('INSUFFICIENT_FUNDS', { missing: 1 }, path);
      expect(into.correct(0, arrived(of(2021, 20), of(2020, 5))).then.state).toMatchObject({ free: 25 });
      expect(into.retract(0).then.correct(0, arrived(of(2021, 20))).events).toHaveLength(1);
      ofFund(from('2022-01-01', arrived(of(2021, 10))))
        .correct(0, arrived(of(2021, 11)))
        .refused('INSUFFICIENT_FUNDS', { missing: 11 }, path);
    });
    test('what left and arrived in the next year is neither retracted nor lowered, of any age; more may have left', () => {
      const facts = from('2022-01-01', arrived(of(2021, 10)), appropriated(100), left(of(2022, 40), of(2021, 10)));
      const others = { ...carriedBefore(of(2021, 10)), ...arrivedNext(of(2022, 30), of(2021, 10)) };
      const out = ofFund(facts, others);
      const kept = { rule: 'INSUFFICIENT_FUNDS', year: 2022 };
      out.retract(2).refused('CONFLICTS_WITH_LATER', { ...kept, missing: 30 });
      out.correct(2, left(of(2022, 29), of(2021, 10))).refused('CONFLICTS_WITH_LATER', { ...kept, missing: 1 });
      out.correct(2, left(of(2022, 50))).refused('CONFLICTS_WITH_LATER', { year: 2021, missing: 10 });
      expect(out.correct(2, left(of(2022, 30), of(2021, 10))).then.state).toMatchObject({ carriedOut: 40 });
      expect(out.correct(2, left(of(2022, 60), of(2021, 10))).then.state).toMatchObject({ carriedOut: 70 });
      expect(ofFund(facts, carriedBefore(of(2021, 10))).retract(2).then.state).toMatchObject({ carriedOut: 0 });
    });
    test('nothing leaves of an age that was not there', () => {
      const out = ofFund(from('2022-01-01', arrived(of(2021, 10)), appropriated(100), left(of(2022, 40))), {
        ...carriedBefore(of(2021, 20)),
      });
      out.correct(2, left(of(2021, 11))).refused('CONFLICTS_WITH_LATER', { year: 2021, missing: 1 });
      out.correct(2, left(of(2020, 1))).refused('CONFLICTS_WITH_LATER', { year: 2020, missing: 1 });
      out.correct(2, left(of(2023, 1))).refused('INVALID_INPUT', { most: 2022 }, ['right', 'parts', '0', 'originYear']);
      out.correct(2, left(of(2022, 5), of(2021, 0))).refused('INVALID_INPUT', {}, ['right', 'parts', '1', 'fen']);
      out.correct(1, appropriated(39)).refused('CONFLICTS_WITH_LATER', { year: 2022, missing: 1 });
    });
  });

  describe('makes no money of another age', () => {
    const of = (originYear: number, fen: number): AgedMoney => ({ originYear, fen });
    const arrived = (...parts: AgedMoney[]): FundEvent => ({ type: 'CarriedIn', fen: sum(parts), parts });
    const said = (fen: number, ...origins: AgedMoney[]): FundEvent => {
      const line = { line: 1, purpose: '培训', schoolId: '370103.S01', fen };
      return { type: 'FundsAllocated', resolution: 1, lines: [origins.length === 0 ? line : { ...line, origins }] };
    };
    const revised = (change: number, ...origins: AgedMoney[]): FundEvent => ({
      ...{ type: 'AllocationRevised', line: 1, change, resolution: 1, origins },
    });
    const facts = from(
      '2022-04-01',
      arrived(of(2021, 500)),
      appropriated(1000),
      said(800, of(2021, 300), of(2022, 500)),
    );
    const aged = ofFund(facts, carriedBefore(of(2021, 500)));
    const ages = ({ state }: { readonly state: Fund }) =>
      agesOf(state.movements, 2022)
        .lines.get(1)!
        .map(({ originYear, fen }) => of(originYear, fen));
    test('a line may be said to be of other years, as far as there is money of them', () => {
      expect(ages(aged.correct(2, said(800, of(2021, 500), of(2022, 300))).then)).toEqual([
        of(2021, 500),
        of(2022, 300),
      ]);
      expect(ages(aged.correct(2, said(800)).then)).toEqual([of(2021, 500), of(2022, 300)]);
      aged
        .correct(2, said(800, of(2021, 501), of(2022, 299)))
        .refused('CONFLICTS_WITH_LATER', { ...{ rule: 'INSUFFICIENT_FUNDS', year: 2021, missing: 1 } });
      aged.correct(2, said(800, of(2019, 800))).refused('CONFLICTS_WITH_LATER', { year: 2019, missing: 800 });
    });
    test('what it says is the whole of it, each year once and none to come', () => {
      const path = (...rest: string[]) => ['right', 'lines', '0', 'origins', ...rest];
      aged.correct(2, said(800, of(2021, 300))).refused('INVALID_INPUT', { value: 300, fen: 800 }, path());
      aged.correct(2, said(800, of(2021, 400), of(2021, 400))).refused('INVALID_INPUT', {}, path('1', 'originYear'));
      aged.correct(2, said(800, of(2023, 800))).refused('INVALID_INPUT', { most: 2022 }, path('0', 'originYear'));
      const again = ofFund(
        [...facts, ...from('2022-05-01', revised(100, of(2022, 900)))],
        carriedBefore(of(2021, 500)),
      );
      again.correct(3, revised(100, of(2022, 901))).refused('INVALID_INPUT', {}, ['right']);
      again
        .correct(3, revised(100, of(2023, 900)))
        .refused('INVALID_INPUT', {}, ['right', 'origins', '0', 'originYear']);
      again.correct(2, said(700, of(2022, 700))).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', revision: 3 });
      expect(ages(again.retract(3).then)).toEqual([of(2021, 300), of(2022, 500)]);
    });
    test('what a line is said to be of is neither retracted nor lowered, although money of another year would do', () => {
      const lost = { rule: 'INSUFFICIENT_FUNDS', year: 2021 };
      aged.retract(0).refused('CONFLICTS_WITH_LATER', { ...lost, missing: 300 });
      aged.correct(0, arrived(of(2021, 299))).refused('CONFLICTS_WITH_LATER', { ...lost, missing: 1 });
      expect(ages(aged.correct(0, arrived(of(2021, 300))).then)).toEqual([of(2021, 300), of(2022, 500)]);
      const assumed = ofFund([...facts.slice(0, 2), ...from('2022-04-01', said(800))], carriedBefore(of(2021, 500)));
      expect(ages(assumed.retract(0).then)).toEqual([of(2022, 800)]);
    });
    test('nor does it come only after the line was said to be of it', () => {
      const lost = { rule: 'INSUFFICIENT_FUNDS', year: 2021 };
      const told = facts.map((fact) => ({ ...fact, actor: secretary }));
      ofFund(told, carriedBefore(of(2021, 500)))
        .correct(0, arrived(of(2021, 500)), '2022-04-02')
        .refused('CONFLICTS_WITH_LATER', { ...lost, missing: 300 });
      expect(aged.correct(1, { ...appropriated(1000), receivedOn: '2022-02-02' } as FundEvent).events).toHaveLength(1);
    });
    test('nothing leaves of an age that a line is said to be of', () => {
      const out = ofFund(
        [...facts, ...from<FundEvent>('2022-05-01', { type: 'CarriedOut', fen: 200, parts: [of(2021, 200)] })],
        carriedBefore(of(2021, 500)),
      );
      out
        .correct(3, { type: 'CarriedOut', fen: 201, parts: [of(2021, 201)] })
        .refused('CONFLICTS_WITH_LATER', { year: 2021, missing: 1 });
      expect(
        out.correct(3, { type: 'CarriedOut', fen: 700, parts: [of(2021, 200), of(2022, 500)] }).events,
      ).toHaveLength(1);
    });
  });

  describe('stands on what is live', () => {
    const repeal = from<CouncilEvent>('2022-06-01', { ...adopted(1), type: 'ResolutionRepealed' } as never);
    const gone: Others = { 'council-370103.G01': stateOf(council, [...sittingOfThree, ...decidedOn, ...repeal]) };
    const suspendedFacts = [
      ...from('2022-04-01', appropriated(1000), allocated([600, 200]), spent(500), committed(10)),
      ...from<FundEvent>('2022-06-01', { type: 'AllocationSuspended', resolution: 1, lines: [1] }),
    ];
    const suspended = ofFund(suspendedFacts);
    test('a payment or a contract of more, or on another line, is refused on a suspended line; less, and another name, is not', () => {
      suspended.correct(2, spent(501)).refused('NO_RESOLUTION', { resolution: 1 }, ['right', 'line']);
      suspended.correct(3, committed(11)).refused('NO_RESOLUTION', { resolution: 1 }, ['right', 'line']);
      suspended.correct(2, spent(500), '2022-05-01').refused('NO_RESOLUTION', {}, ['right', 'line']);
      expect(suspended.correct(2, spent(499)).events).toHaveLength(1);
      expect(suspended.correct(3, committed(9)).events).toHaveLength(1);
      expect(suspended.correct(2, spent(500, { supplier: '另一公司' })).events).toHaveLength(1);
      expect(suspended.correct(3, committed(11, 2)).events).toHaveLength(1);
    });
    test('a payment that never was does not come back on a suspended line', () =>
      suspended.retract(2).then.correct(2, spent(500)).refused('NO_RESOLUTION', { resolution: 1 }, ['right', 'line']));
    test('nor under a resolution that has no effect on the day', () => {
      const paid = ofFund(suspendedFacts.slice(0, -1), gone);
      paid.correct(2, spent(501), '2022-06-01').refused('NO_RESOLUTION', {}, ['right', 'line']);
      expect(paid.correct(2, spent(501)).events).toHaveLength(1);
      paid.correct(1, allocated([600, 200]), '2022-06-02').refused('NO_RESOLUTION', {}, ['right', 'resolution']);
      paid.correct(1, allocated([600, 200]), '2022-03-04').refused('NO_RESOLUTION', {}, ['right', 'resolution']);
    });
    test('a contract of a group that has ended is no contract of more', () => {
      const over = registerAfter(
        ...from<DistrictEvent>('2022-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
      );
      ofFund(suspendedFacts.slice(0, -1), over)
        .correct(3, committed(11))
        .refused('GROUP_DISSOLVED', {}, ['right', 'line']);
    });
    test('a retraction brings no more under a resolution than it carries', () => {
      const facts = from<FundEvent>(
        '2022-04-01',
        appropriated(50_000),
        allocated([9000]),
        { type: 'AllocationRevised', line: 1, change: -5000, resolution: 1 },
        allocated([6000], 2),
      );
      ofFund(facts).retract(2).refused('EXCEEDS_RESOLUTION', { fen: 15_000, sum: 10_000 });
      expect(ofFund(facts.slice(0, 3)).retract(2).then.state).toMatchObject({ allocated: 9000 });
    });
    test('an adjustment of a closed year stays within the resolution, and is a sum', () => {
      const adjusted = (fen: number): FundEvent => ({
        type: 'ClosedYearAdjusted',
        line: 1,
        fen,
        documentNo: '审1号',
        reason: '审计',
      });
      const year = ofFund([
        ...from<FundEvent>('2022-04-01', appropriated(20_000), allocated([9990]), spent(9990)),
        ...from<FundEvent>(
          '2022-12-31',
          { type: 'UnspentReturned', fen: 10_010, documentNo: '退1号' },
          { type: 'FundYearClosed' },
        ),
        ...from<FundEvent>('2023-03-01', adjusted(10)),
      ]);
      year.correct(5, adjusted(11)).refused('EXCEEDS_RESOLUTION', { fen: 10_001, sum: 10_000 });
      year.correct(5, adjusted(0)).refused('INVALID_INPUT', {}, ['right', 'fen']);
      expect(year.correct(5, adjusted(9)).events).toHaveLength(1);
    });
  });

  describe('once its year is closed', () => {
    const closed = ofFund([
      ...from('2022-04-01', appropriated(1000), allocated([600]), spent(600)),
      ...from<FundEvent>(
        '2022-12-31',
        { type: 'UnspentReturned', fen: 400, documentNo: '退1号' },
        { type: 'FundYearClosed' },
      ),
    ]);
    test('is corrected by the bureau only', () => {
      closed.correct(2, spent(600, { supplier: '另一公司' }), undefined, { actor: secretary }).refused('YEAR_CLOSED');
      closed.retract(3, { actor: secretary }).refused('YEAR_CLOSED');
      expect(closed.correct(2, spent(600, { supplier: '另一公司' })).events).toHaveLength(1);
    });
    test('holds nothing afterwards: another sum is an adjustment', () => {
      closed
        .correct(2, spent(599))
        .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', left: 1, revision: 4 });
      closed.retract(3).refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', left: 400 });
    });
    test('stays closed: what was wrong is adjusted', () => {
      closed.retract(4).refused('INVALID_TRANSITION', { event: 'FundYearClosed' });
      closed
        .correct(4, { type: 'FundYearClosed' }, '2022-12-30')
        .refused('DATE_ORDER', { day: '2022-12-30', earliest: '2022-12-31' }, ['rightEffectiveOn']);
      expect(closed.correct(4, { type: 'FundYearClosed' }, '2023-01-31').then.state.closedOn).toBe('2023-01-31');
      closed
        .correct(3, { type: 'UnspentReturned', fen: 400, documentNo: '退1号' }, '2023-01-10')
        .refused('CONFLICTS_WITH_LATER', { rule: 'DATE_ORDER' });
      const adjusted = ofFund([
        ...closed.facts.map((fact) => fact as Fact<FundEvent>),
        ...from<FundEvent>('2023-03-01', {
          type: 'ClosedYearAdjusted',
          line: 1,
          fen: -10,
          documentNo: '审1号',
          reason: '审计',
        }),
      ]);
      expect(
        adjusted.correct(5, { type: 'ClosedYearAdjusted', line: 1, fen: -600, documentNo: '审1号', reason: '审计' })
          .then.state,
      ).toMatchObject({ returned: 1000, allocated: 0 });
    });
    test('before it, anybody who may at all', () =>
      expect(ofFund(open).retract(2, { actor: secretary }).events).toHaveLength(1));
  });
});

describe('corrected policies', () => {
  const rules = (days: number) => ({ kind: 'BACKDATING', days }) as const;
  const adoptedPolicy = (policyCode: string, days: number, more: object = {}): PolicyEvent => ({
    type: 'PolicyAdopted',
    policyCode,
    title: '办法',
    documentNo: '1号',
    rules: rules(days),
    ...more,
  });
  const repealed: PolicyEvent = { type: 'PolicyRepealed', policyCode: 'P1' };
  const two = ofPolicies([
    ...from('2021-01-01', adoptedPolicy('P1', 10)),
    ...from('2022-01-01', adoptedPolicy('P2', 20)),
  ]);
  const daysOn = (state: Policies, day: string): number | undefined => rulesOn(state, 'BACKDATING', day)?.days;
  test('say what is right from the right day', () => {
    const { state } = two.correct(1, adoptedPolicy('P2', 25), '2022-06-01').then;
    expect([daysOn(state, '2022-05-31'), daysOn(state, '2022-06-01')]).toEqual([10, 25]);
    expect(daysOn(two.retract(1).then.state, '2022-06-01')).toBe(10);
    expect(
      daysOn(two.correct(0, adoptedPolicy('P1', 10, { validTo: '2021-06-30' })).then.state, '2021-07-01'),
    ).toBeUndefined();
  });
  test('are refused with rules that are none, another code, or a last day before the first', () => {
    two.correct(1, adoptedPolicy('P2', -1)).refused('INVALID_INPUT', {}, ['right', 'rules', 'days']);
    two.correct(1, adoptedPolicy('P3', 20)).refused('INVALID_INPUT', {}, ['right']);
    two.correct(1, adoptedPolicy('P2', 20, { validTo: '2021-12-31' })).refused('INVALID_INPUT', {}, ['right']);
  });
  test('keep their codes: one that never was is given to no other', () => {
    const gone = two.retract(1).then;
    const adopt = (code: string): Command => ({
      type: 'AdoptPolicy',
      districtId: '370103',
      code,
      title: '办法',
      documentNo: '2号',
      rules: rules(5),
    });
    expect(gone.state.codes.has('P2')).toBe(false);
    expect(gone.decide(adopt('P2') as never)).toMatchObject({
      refused: { code: 'CODE_TAKEN', args: { code: 'P2' }, path: ['code'] },
    });
    expect(gone.decide(adopt('P3') as never)).toHaveProperty('accepted');
    const again = gone.correct(1, adoptedPolicy('P2', 20)).then;
    expect([again.state.codes.has('P2'), again.state.retracted.size]).toEqual([true, 0]);
  });
  test('are refused where a repeal would end nothing', () => {
    const over = ofPolicies([...from('2021-01-01', adoptedPolicy('P1', 10)), ...from('2022-01-01', repealed)]);
    over.retract(0).refused('CONFLICTS_WITH_LATER', { revision: 1, event: 'PolicyRepealed' });
    over
      .correct(0, adoptedPolicy('P1', 10, { validTo: '2021-12-31' }))
      .refused('CONFLICTS_WITH_LATER', { revision: 1 });
    expect(daysOn(over.retract(1).then.state, '2023-01-01')).toBe(10);
    expect(daysOn(over.correct(1, repealed, '2022-07-01').then.state, '2022-06-30')).toBe(10);
  });
});
