import { describe, expect, test } from '@jest/globals';
import { district, membersOn, type DistrictCommand, type DistrictEvent } from '../../src/domain/district/index.js';
import type { PolicyRules } from '../../src/domain/policy/index.js';
import { districtCode, FIRST, from, given, on, policiesOf, registerOf, schoolRegistered, schools } from './given.js';

const registered = (facts: ReturnType<typeof schools>) => given(district, facts);

const register = (
  code: string,
  more: Partial<Extract<DistrictCommand, { type: 'RegisterSchool' }>> = {},
): DistrictCommand => ({
  type: 'RegisterSchool',
  districtId: districtCode,
  code,
  name: `${code} School`,
  phase: 'PRIMARY',
  ...more,
});
const section = (code: string, partOfCode: string, more: object = {}): DistrictCommand =>
  register(code, { kind: 'SECTION', partOfId: `${districtCode}.${partOfCode}`, ...more });
const rename = (schoolCode: string, name: string): DistrictCommand => ({
  type: 'RenameSchool',
  schoolId: `${districtCode}.${schoolCode}`,
  name,
});
const classify = (
  schoolCode: string,
  what: { standing?: 'FAMOUS' | 'QUALITY' | 'UNSPECIFIED'; isRural?: boolean },
): DistrictCommand => ({ type: 'ClassifySchool', schoolId: `${districtCode}.${schoolCode}`, ...what });
const lead = (schoolCode: string): DistrictCommand => ({
  type: 'SetLeadershipRegime',
  schoolId: `${districtCode}.${schoolCode}`,
  regime: 'PRINCIPAL_UNDER_COUNCIL',
});
const close = (schoolCode: string): DistrictCommand => ({
  type: 'CloseSchool',
  schoolId: `${districtCode}.${schoolCode}`,
});
const merge = (intoCode: string, ...schoolCodes: string[]): DistrictCommand => ({
  type: 'MergeSchools',
  intoId: `${districtCode}.${intoCode}`,
  schoolIds: schoolCodes.map((one) => `${districtCode}.${one}`),
});
const form = (
  code: string,
  memberCodes: string[],
  more: Partial<Extract<DistrictCommand, { type: 'FormGroup' }>> = {},
): DistrictCommand => ({
  type: 'FormGroup',
  districtId: districtCode,
  code,
  name: `${code} Group`,
  form: 'GROUP',
  leadId: `${districtCode}.${memberCodes[0] ?? 'S01'}`,
  memberIds: memberCodes.map((one) => `${districtCode}.${one}`),
  ...more,
});
const admit = (schoolCode: string, groupCode: string): DistrictCommand => ({
  type: 'AdmitSchool',
  groupId: `${districtCode}.${groupCode}`,
  schoolId: `${districtCode}.${schoolCode}`,
});
const withdraw = (schoolCode: string, groupCode: string): DistrictCommand => ({
  type: 'WithdrawSchool',
  groupId: `${districtCode}.${groupCode}`,
  schoolId: `${districtCode}.${schoolCode}`,
});
const changeLead = (groupCode: string, leadCode: string): DistrictCommand => ({
  type: 'ChangeLeadSchool',
  groupId: `${districtCode}.${groupCode}`,
  leadId: `${districtCode}.${leadCode}`,
});
const renameGroup = (groupCode: string, name: string): DistrictCommand => ({
  type: 'RenameGroup',
  groupId: `${districtCode}.${groupCode}`,
  name,
});
const common = (groupCode: string, feature: string): DistrictCommand => ({
  type: 'DefineCommonFeature',
  groupId: `${districtCode}.${groupCode}`,
  feature,
});
const feature = (schoolCode: string, text: string): DistrictCommand => ({
  type: 'DefineSchoolFeature',
  schoolId: `${districtCode}.${schoolCode}`,
  feature: text,
});
const dissolve = (groupCode: string): DistrictCommand => ({
  type: 'DissolveGroup',
  groupId: `${districtCode}.${groupCode}`,
});

const admitted = (schoolCode: string, groupCode: string, until?: string): DistrictEvent => ({
  type: 'SchoolAdmitted',
  groupCode,
  schoolCode,
  ...(until === undefined ? {} : { until }),
});
const withdrawn = (schoolCode: string, groupCode: string): DistrictEvent => ({
  type: 'SchoolWithdrawn',
  groupCode,
  schoolCode,
});
const closed = (schoolCode: string): DistrictEvent => ({ type: 'SchoolClosed', schoolCode });
const dissolved = (groupCode: string, ...memberCodes: string[]): DistrictEvent => ({
  type: 'GroupDissolved',
  groupCode,
  memberCodes,
});
const leads = (leadCode: string, groupCode: string): DistrictEvent => ({
  type: 'LeadSchoolChanged',
  groupCode,
  leadCode,
});
const partOf = (whole: string, schoolCode: string): DistrictEvent => ({
  ...schoolRegistered(schoolCode),
  kind: 'SECTION',
  partOfCode: whole,
  legalPerson: `${whole} School`,
});

/** Two groups of three schools, and S09 in none. */
const twoGroups = [
  ...registerOf({ G01: ['S01', 'S02', 'S03'], G02: ['S04', 'S05', 'S06'] }),
  ...from<DistrictEvent>(FIRST, schoolRegistered('S09')),
];

describe('OpenDistrict', () => {
  const open: DistrictCommand = { type: 'OpenDistrict', code: districtCode, name: '市中区' };
  test('opens a register', () =>
    given(district, []).when(open).then({ type: 'DistrictOpened', code: districtCode, name: '市中区' }));
  test('is refused for a district that has one', () =>
    registered(schools()).when(open).refused('CODE_TAKEN', { code: districtCode }, ['code']));
  test('is refused with a malformed code', () =>
    given(district, [])
      .when({ ...open, code: 'jinan' })
      .refused('INVALID_INPUT', {}, ['code']));
  test.each(['', ' 市中区', '市\u0007中', '长'.repeat(201)])('is refused with the name %j', (name) =>
    given(district, [])
      .when({ ...open, name })
      .refused('INVALID_INPUT', { longest: 200 }, ['name']),
  );
});

describe('RegisterSchool', () => {
  const facts = schools('S01');
  test('enters a school, its own legal person', () =>
    registered(facts).when(register('S02')).then(schoolRegistered('S02')));
  test('enters all that is known of it', () =>
    registered(facts)
      .when(
        register('S02', {
          aliases: ['Second'],
          ownership: 'PRIVATE',
          standing: 'FAMOUS',
          legalPerson: 'Foundation',
          isRural: true,
        }),
      )
      .then({
        ...schoolRegistered('S02'),
        aliases: ['Second'],
        ownership: 'PRIVATE',
        standing: 'FAMOUS',
        legalPerson: 'Foundation',
        isRural: true,
      }));
  test('enters a section with the legal person of its school', () =>
    registered(facts)
      .when(section('S01P', 'S01'))
      .then({ ...schoolRegistered('S01P'), kind: 'SECTION', partOfCode: 'S01', legalPerson: 'S01 School' }));
  test('is refused before the district is opened', () =>
    given(district, []).when(register('S01')).refused('NOT_FOUND', { district: districtCode }, ['districtId']));
  test('is refused for a section of nothing', () =>
    registered(facts)
      .when(register('S02', { kind: 'SECTION' }))
      .refused('INVALID_INPUT', {}, ['partOfId']));
  test('is refused for a school that is part of another', () =>
    registered(facts)
      .when(register('S02', { partOfId: `${districtCode}.S01` }))
      .refused('INVALID_INPUT', {}, ['partOfId']));
  test('is refused for a section of an unknown school', () =>
    registered(facts).when(section('S02', 'S77')).refused('NOT_FOUND', { school: 'S77' }, ['partOfId']));
  test('is refused for a section of a section', () =>
    registered(facts)
      .after(section('S02', 'S01'))
      .when(section('S03', 'S02'))
      .refused('INVALID_INPUT', { partOf: 'S02' }, ['partOfId']));
  test('is refused for a section with a legal person of its own', () =>
    registered(facts)
      .when(section('S02', 'S01', { legalPerson: 'Another' }))
      .refused('INVALID_INPUT', { expected: 'S01 School' }, ['legalPerson']));
  test('is refused for a section of a closed school', () =>
    registered([...facts, ...from('2021-01-01', closed('S01'))])
      .when(section('S02', 'S01'))
      .refused('SCHOOL_CLOSED', { school: 'S01' }, ['partOfId']));
  test('lets a section that is entered late close with its school', () => {
    const late = registered([...schools('S01'), ...from<DistrictEvent>('2022-01-01', closed('S01'))]);
    late
      .when(section('P01', 'S01'))
      .then({ ...(partOf('S01', 'P01') as object), until: '2022-01-01' } as DistrictEvent);
    const { open } = late.after(section('P01', 'S01')).state.schools.get('P01')!;
    expect(['2021-08-31', '2021-09-01', '2021-12-31', '2022-01-01'].map((day) => open.at(day))).toEqual([
      undefined,
      true,
      true,
      undefined,
    ]);
  });
  test('is refused with a code that was ever used', () =>
    registered([...facts, ...from('2021-01-01', closed('S01'))])
      .when(register('S01', { name: 'New' }))
      .refused('CODE_TAKEN', { code: 'S01' }, ['code']));
  test('is refused with the code of a group, living or not: a code names one thing of a district', () => {
    registered(registerOf({ G01: ['S01', 'S02'] }))
      .when(register('G01'))
      .refused('CODE_TAKEN', { code: 'G01' }, ['code']);
    registered(registerOf({ G01: ['S01', 'S02'] }))
      .after(dissolve('G01'))
      .when(register('G01'))
      .refused('CODE_TAKEN', { code: 'G01' }, ['code']);
  });
  test('is refused with the name of an open school', () =>
    registered(facts)
      .when(register('S02', { name: 'S01 School' }))
      .refused('SCHOOL_NAME_TAKEN', { name: 'S01 School', school: 'S01' }, ['name']));
  test("is refused with an open school's name in other width, case or spaces, and what is stored stays as it was written", () => {
    for (const name of ['s01 school', 'S01School', 'Ｓ０１　Ｓｃｈｏｏｌ', 'S01\u00a0SCHOOL', 'S01\ufe0f School'])
      registered(facts).when(register('S02', { name })).refused('SCHOOL_NAME_TAKEN', { name, school: 'S01' }, ['name']);
    registered(facts)
      .after(rename('S01', 'Ｓ０１　Ｓｃｈｏｏｌ'))
      .when(register('S02', { name: 'S01 School' }))
      .refused('SCHOOL_NAME_TAKEN', { school: 'S01' }, ['name']);
    expect(
      registered(facts).after(rename('S01', 'Ｓ０１　Ｓｃｈｏｏｌ')).state.schools.get('S01')?.name.at('2021-09-01'),
    ).toBe('Ｓ０１　Ｓｃｈｏｏｌ');
  });
  test('may take the name of a closed school', () =>
    registered([...facts, ...from('2021-09-01', closed('S01'))])
      .when(register('S02', { name: 'S01 School' }))
      .then({ ...schoolRegistered('S02'), name: 'S01 School', legalPerson: 'S01 School' }));
  test('entered late, is refused with a name that another takes later', () =>
    registered([
      ...facts,
      ...from<DistrictEvent>('2022-01-01', { type: 'SchoolRenamed', schoolCode: 'S01', name: 'New' }),
    ])
      .when(register('S02', { name: 'New' }))
      .refused('CONFLICTS_WITH_LATER', { rule: 'SCHOOL_NAME_TAKEN', name: 'New', school: 'S01', day: '2022-01-01' }, [
        'name',
      ]));
  test('is refused with the same alias twice', () =>
    registered(facts)
      .when(register('S02', { aliases: ['A', 'B', 'Ａ'] }))
      .refused('INVALID_INPUT', {}, ['aliases', '2']));
});

describe('RenameSchool', () => {
  const facts = schools('S01', 'S02');
  test('gives a school another name', () =>
    registered(facts).when(rename('S01', 'New')).then({ type: 'SchoolRenamed', schoolCode: 'S01', name: 'New' }));
  test('leaves the legal person as it is', () =>
    expect(registered(facts).after(rename('S01', 'New')).state.schools.get('S01')?.legalPerson).toBe('S01 School'));
  test('is refused for an unknown school', () =>
    registered(facts).when(rename('S77', 'New')).refused('NOT_FOUND', { school: 'S77' }, ['schoolId']));
  test('is refused for a closed school', () =>
    registered([...facts, ...from('2021-01-01', closed('S01'))])
      .when(rename('S01', 'New'))
      .refused('SCHOOL_CLOSED', { school: 'S01', day: '2021-09-01' }, ['schoolId']));
  test('is refused before the school is there', () =>
    registered(facts).when(rename('S01', 'New'), on('2019-01-01')).refused('SCHOOL_CLOSED'));
  test('is refused with the name it bears', () =>
    registered(facts).when(rename('S01', 'S01 School')).refused('NO_CHANGE', {}, ['name']));
  test('is refused with a padded name', () =>
    registered(facts).when(rename('S01', 'New ')).refused('INVALID_INPUT', {}, ['name']));
  test("is refused with another school's name", () =>
    registered(facts).when(rename('S01', 'S02 School')).refused('SCHOOL_NAME_TAKEN', { school: 'S02' }, ['name']));
  test('entered late, holds until the next name, and may bear what is free until then', () => {
    const { state } = registered(facts)
      .after(rename('S01', 'Later'), on('2022-01-01'))
      .after(rename('S02', 'Middle'), on('2022-01-01'))
      .after(rename('S01', 'Middle'), on('2021-06-01'));
    expect(['2021-01-01', '2021-06-01', '2022-01-01'].map((day) => state.schools.get('S01')?.name.at(day))).toEqual([
      'S01 School',
      'Middle',
      'Later',
    ]);
  });
  test('decided for the future, keeps another from that name from then on', () =>
    registered(facts)
      .after(rename('S01', 'New'), on('2023-01-01'))
      .when(rename('S02', 'New'), on('2022-01-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'SCHOOL_NAME_TAKEN', day: '2023-01-01' }, ['name']));
});

describe('ClassifySchool', () => {
  const facts = schools('S01');
  test('sets what is given', () => {
    registered(facts)
      .when(classify('S01', { standing: 'FAMOUS' }))
      .then({ type: 'SchoolClassified', schoolCode: 'S01', standing: 'FAMOUS' });
    registered(facts)
      .when(classify('S01', { isRural: false }))
      .then({ type: 'SchoolClassified', schoolCode: 'S01', isRural: false });
  });
  test('tells only what changes', () =>
    registered(facts)
      .when(classify('S01', { standing: 'UNSPECIFIED', isRural: true }))
      .then({ type: 'SchoolClassified', schoolCode: 'S01', isRural: true }));
  test('is refused where nothing changes', () => {
    registered(facts)
      .when(classify('S01', { standing: 'UNSPECIFIED' }))
      .refused('NO_CHANGE');
    registered(facts).when(classify('S01', {})).refused('NO_CHANGE');
  });
  test('is refused for an unknown school', () =>
    registered(facts)
      .when(classify('S77', { isRural: true }))
      .refused('NOT_FOUND'));
  test('is refused for a closed school', () =>
    registered(facts)
      .after(close('S01'))
      .when(classify('S01', { isRural: true }))
      .refused('SCHOOL_CLOSED'));
});

describe('SetLeadershipRegime', () => {
  const facts = schools('S01');
  test('sets the regime', () =>
    registered(facts)
      .when(lead('S01'))
      .then({ type: 'LeadershipRegimeSet', schoolCode: 'S01', regime: 'PRINCIPAL_UNDER_COUNCIL' }));
  test('is refused for the regime that holds', () =>
    registered(facts).after(lead('S01')).when(lead('S01')).refused('NO_CHANGE', {}, ['regime']));
  test('is refused for an unknown school', () => registered(facts).when(lead('S77')).refused('NOT_FOUND'));
  test('is refused for a closed school', () =>
    registered(facts).after(close('S01')).when(lead('S01')).refused('SCHOOL_CLOSED'));
});

describe('DefineSchoolFeature', () => {
  const facts = schools('S01');
  test('defines the X', () =>
    registered(facts)
      .when(feature('S01', '足球'))
      .then({ type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: '足球' }));
  test('is refused for the same feature', () =>
    registered(facts).after(feature('S01', '足球')).when(feature('S01', '足球')).refused('NO_CHANGE', {}, ['feature']));
  test('is refused without a text', () =>
    registered(facts).when(feature('S01', '')).refused('INVALID_INPUT', { longest: 2000 }, ['feature']));
  test('is refused for an unknown school', () => registered(facts).when(feature('S77', 'X')).refused('NOT_FOUND'));
  test('is refused for a closed school', () =>
    registered(facts).after(close('S01')).when(feature('S01', 'X')).refused('SCHOOL_CLOSED'));
});

describe('CloseSchool', () => {
  test('closes a school', () => registered(schools('S01')).when(close('S01')).then(closed('S01')));
  test('closes its sections with it, and ends all their memberships', () =>
    registered([
      ...registerOf({ G01: ['S02', 'S01'] }),
      ...from(FIRST, partOf('S01', 'S01P')),
      ...from('2021-01-01', admitted('S01P', 'G01')),
    ])
      .when(close('S01'))
      .then(closed('S01'), withdrawn('S01', 'G01'), closed('S01P'), withdrawn('S01P', 'G01')));
  test('closes sections that were to open later, too', () =>
    registered([...schools('S01'), ...from('2022-01-01', partOf('S01', 'S01P'))])
      .when(close('S01'))
      .then(closed('S01'), closed('S01P')));
  test('leaves sections alone that closed before', () =>
    registered([...schools('S01'), ...from(FIRST, partOf('S01', 'S01P')), ...from('2021-01-01', closed('S01P'))])
      .when(close('S01'))
      .then(closed('S01')));
  test('ends memberships of later days, too', () =>
    registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G01'))])
      .when(close('S09'))
      .then(closed('S09'), withdrawn('S09', 'G01')));
  test('is refused for an unknown school', () =>
    registered(schools()).when(close('S01')).refused('NOT_FOUND', { school: 'S01' }, ['schoolId']));
  test('is refused for a closed school', () =>
    registered(schools('S01')).after(close('S01')).when(close('S01')).refused('SCHOOL_CLOSED'));
});

describe('MergeSchools', () => {
  test('closes schools into another', () =>
    registered(schools('S01', 'S02', 'S03'))
      .when(merge('S01', 'S02', 'S03'))
      .then({ type: 'SchoolsMerged', schoolCodes: ['S02', 'S03'], intoCode: 'S01' }, closed('S02'), closed('S03')));
  test('ends their memberships', () =>
    registered(registerOf({ G01: ['S01', 'S02', 'S03'] }))
      .when(merge('S01', 'S02'))
      .then({ type: 'SchoolsMerged', schoolCodes: ['S02'], intoCode: 'S01' }, closed('S02'), withdrawn('S02', 'G01')));
  test('is refused without schools', () =>
    registered(schools('S01')).when(merge('S01')).refused('INVALID_INPUT', {}, ['schoolIds']));
  test('is refused with a school twice', () =>
    registered(schools('S01', 'S02'))
      .when(merge('S01', 'S02', 'S02'))
      .refused('INVALID_INPUT', {}, ['schoolIds', '1']));
  test('is refused for a school into itself', () =>
    registered(schools('S01', 'S02'))
      .when(merge('S01', 'S02', 'S01'))
      .refused('INVALID_INPUT', {}, ['intoId']));
  test('is refused for a section', () =>
    registered([...schools('S01', 'S02'), ...from(FIRST, partOf('S02', 'S02P'))])
      .when(merge('S01', 'S02P'))
      .refused('INVALID_INPUT', { kind: 'SCHOOL' }, ['schoolIds']));
  test('is refused into an unknown school', () =>
    registered(schools('S02')).when(merge('S01', 'S02')).refused('NOT_FOUND', { school: 'S01' }, ['intoId']));
  test('is refused for an unknown school', () =>
    registered(schools('S01', 'S02'))
      .when(merge('S01', 'S02', 'S03'))
      .refused('NOT_FOUND', { school: 'S03' }, ['schoolIds', '1']));
  test('is refused for a closed school', () =>
    registered(schools('S01', 'S02'))
      .after(close('S02'))
      .when(merge('S01', 'S02'))
      .refused('SCHOOL_CLOSED', { school: 'S02' }, ['schoolIds', '0']));
});

describe('FormGroup', () => {
  const facts = schools('S01', 'S02', 'S03');
  const formed = {
    type: 'GroupFormed',
    groupCode: 'G01',
    name: 'G01 Group',
    form: 'GROUP',
    leadCode: 'S01',
    memberCodes: ['S01', 'S02'],
  } as const;
  test('forms a group', () =>
    registered(facts)
      .when(form('G01', ['S01', 'S02']))
      .then(formed));
  test('forms an alliance beside a group, of schools that are in it', () =>
    registered(facts)
      .after(form('G01', ['S01', 'S02']))
      .when(
        form('A01', ['S01', 'S03'], { form: 'ALLIANCE', besideGroupId: `${districtCode}.G01`, commonFeature: '和' }),
      )
      .then({
        ...formed,
        groupCode: 'A01',
        name: 'A01 Group',
        form: 'ALLIANCE',
        memberCodes: ['S01', 'S03'],
        besideGroupCode: 'G01',
        commonFeature: '和',
      }));
  test('is refused before the district is opened', () =>
    given(district, [])
      .when(form('G01', ['S01', 'S02']))
      .refused('NOT_FOUND', { district: districtCode }));
  test('is refused with a malformed code', () =>
    registered(facts)
      .when(form('g1', ['S01', 'S02']))
      .refused('INVALID_INPUT', {}, ['code']));
  test('is refused with a code that was ever used', () =>
    registered(facts)
      .after(form('G01', ['S01', 'S02']))
      .after(dissolve('G01'), on('2021-10-01'))
      .when(form('G01', ['S01', 'S02']), on('2022-01-01'))
      .refused('CODE_TAKEN', { code: 'G01' }, ['code']));
  test('is refused with the code of a school, open or not', () => {
    registered(facts)
      .when(form('S03', ['S01', 'S02']))
      .refused('CODE_TAKEN', { code: 'S03' }, ['code']);
    registered(facts)
      .after(close('S03'))
      .when(form('S03', ['S01', 'S02']))
      .refused('CODE_TAKEN', { code: 'S03' }, ['code']);
  });
  test('is refused with a padded name or feature', () => {
    registered(facts)
      .when(form('G01', ['S01', 'S02'], { name: ' ' }))
      .refused('INVALID_INPUT', {}, ['name']);
    registered(facts)
      .when(form('G01', ['S01', 'S02'], { commonFeature: '' }))
      .refused('INVALID_INPUT', {}, ['commonFeature']);
  });
  test('is refused with a member twice', () =>
    registered(facts)
      .when(form('G01', ['S01', 'S01']))
      .refused('INVALID_INPUT', {}, ['memberIds', '1']));
  test('is refused with a lead that is no member', () =>
    registered(facts)
      .when(form('G01', ['S01', 'S02'], { leadId: `${districtCode}.S03` }))
      .refused('LEAD_NOT_MEMBER', { lead: 'S03', group: 'G01' }, ['leadId']));
  test('is refused with one member', () =>
    registered(facts)
      .when(form('G01', ['S01']))
      .refused('TOO_FEW_MEMBERS', { group: 'G01' }));
  test('is refused with an unknown member', () =>
    registered(facts)
      .when(form('G01', ['S01', 'S77']))
      .refused('NOT_FOUND', { school: 'S77' }, ['memberIds', '1']));
  test('is refused with a closed member', () =>
    registered(facts)
      .after(close('S02'))
      .when(form('G01', ['S01', 'S02']))
      .refused('SCHOOL_CLOSED', { school: 'S02' }, ['memberIds', '1']));
  test('is refused with a member of another group', () =>
    registered(facts)
      .after(form('G01', ['S01', 'S02']))
      .when(form('G02', ['S03', 'S02']))
      .refused('UNIT_ALREADY_IN_GROUP', { unit: 'S02', group: 'G01' }, ['memberIds', '1']));
  test('is refused with the name of a living group', () =>
    registered(schools('S01', 'S02', 'S03', 'S04'))
      .after(form('G01', ['S01', 'S02']))
      .when(form('G02', ['S03', 'S04'], { name: 'G01 Group' }))
      .refused('GROUP_NAME_TAKEN', { name: 'G01 Group', group: 'G01' }, ['name']));
  test("is refused with a living group's name in other width, case or spaces", () =>
    registered(schools('S01', 'S02', 'S03', 'S04'))
      .after(form('G01', ['S01', 'S02']))
      .when(form('G02', ['S03', 'S04'], { name: 'Ｇ０１　ＧＲＯＵＰ' }))
      .refused('GROUP_NAME_TAKEN', { name: 'Ｇ０１　ＧＲＯＵＰ', group: 'G01' }));
  test('may take the name and the members of a dissolved group from the day of its end', () =>
    registered([...facts, ...from(FIRST, formed), ...from('2021-09-01', dissolved('G01', 'S01', 'S02'))])
      .when(form('G02', ['S01', 'S02'], { name: 'G01 Group' }))
      .then({ ...formed, groupCode: 'G02' }));
  test('entered late, is refused with a school that joins another group later', () =>
    registered([
      ...schools('S01', 'S02', 'S03', 'S04'),
      ...from('2022-01-01', { ...formed, memberCodes: ['S01', 'S02'] }),
    ])
      .when(form('G02', ['S03', 'S02']))
      .refused(
        'CONFLICTS_WITH_LATER',
        { rule: 'UNIT_ALREADY_IN_GROUP', unit: 'S02', group: 'G01', day: '2022-01-01' },
        ['memberIds', '1'],
      ));
  test('entered late, has members until they close', () => {
    const late = registered([
      ...schools('S01', 'S02', 'S03', 'S04'),
      ...from<DistrictEvent>('2022-01-01', closed('S02')),
      ...from<DistrictEvent>(
        '2022-02-01',
        { type: 'SchoolsMerged', schoolCodes: ['S03'], intoCode: 'S01' },
        closed('S03'),
      ),
    ]);
    const all = form('G01', ['S01', 'S02', 'S03', 'S04']);
    late
      .when(all)
      .then(
        { ...formed, memberCodes: ['S01', 'S04'] },
        admitted('S02', 'G01', '2022-01-01'),
        admitted('S03', 'G01', '2022-02-01'),
      );
    const group = late.after(all).state.groups.get('G01')!;
    expect(['2021-09-01', '2022-01-01', '2022-02-01'].map((day) => membersOn(group, day).sort())).toEqual([
      ['S01', 'S02', 'S03', 'S04'],
      ['S01', 'S03', 'S04'],
      ['S01', 'S04'],
    ]);
  });
  test('entered late, is refused where its lead closed since, or where too few would stay', () => {
    const late = registered([...facts, ...from<DistrictEvent>('2022-01-01', closed('S02'))]);
    late
      .when(form('G01', ['S02', 'S01', 'S03']))
      .refused('CONFLICTS_WITH_LATER', { rule: 'LEAD_NOT_MEMBER', lead: 'S02', group: 'G01', day: '2022-01-01' }, [
        'leadId',
      ]);
    late
      .when(form('G01', ['S01', 'S02']))
      .refused('CONFLICTS_WITH_LATER', { rule: 'TOO_FEW_MEMBERS', group: 'G01', day: '2022-01-01' }, ['memberIds']);
  });
  test('is refused for an alliance beside a group that is unknown, not yet formed or dissolved', () => {
    const beside = form('A01', ['S01', 'S02'], { form: 'ALLIANCE', besideGroupId: `${districtCode}.G01` });
    registered(facts).when(beside).refused('NOT_FOUND', { group: 'G01' }, ['besideGroupId']);
    registered([...facts, ...from('2022-01-01', formed)])
      .when(beside)
      .refused('NOT_FOUND', { group: 'G01' }, ['besideGroupId']);
    registered([...facts, ...from(FIRST, formed), ...from('2021-01-01', dissolved('G01', 'S01', 'S02'))])
      .when(beside)
      .refused('GROUP_DISSOLVED', { group: 'G01' }, ['besideGroupId']);
  });
  test('is refused for a group beside a group, or an alliance beside an alliance', () => {
    registered(registerOf({ G01: ['S01', 'S02'] }))
      .when(form('G02', ['S01', 'S02'], { besideGroupId: `${districtCode}.G01` }))
      .refused('INVALID_INPUT', {}, ['besideGroupId']);
    registered(registerOf({}, { A01: ['S01', 'S02'] }))
      .when(form('A02', ['S01', 'S02'], { form: 'ALLIANCE', besideGroupId: `${districtCode}.A01` }))
      .refused('INVALID_INPUT', {}, ['besideGroupId']);
  });
});

describe('AdmitSchool', () => {
  test('makes a school a member', () => registered(twoGroups).when(admit('S09', 'G01')).then(admitted('S09', 'G01')));
  test('a unit of one GROUP cannot join another on the same day', () =>
    registered(twoGroups)
      .when(admit('S02', 'G02'))
      .refused('UNIT_ALREADY_IN_GROUP', { unit: 'S02', group: 'G01' }, ['schoolId']));
  test('a unit joins another group on the day it leaves the first', () =>
    registered(twoGroups).after(withdraw('S02', 'G01')).when(admit('S02', 'G02')).then(admitted('S02', 'G02')));
  test('a unit of a GROUP joins any number of alliances', () =>
    registered(registerOf({ G01: ['S01', 'S02'] }, { A01: ['S03', 'S04'], A02: ['S03', 'S04'] }))
      .after(admit('S01', 'A01'))
      .when(admit('S01', 'A02'))
      .then(admitted('S01', 'A02')));
  test('may come back after having left', () => {
    const { state } = registered(twoGroups)
      .after(withdraw('S02', 'G01'), on('2021-01-01'))
      .after(admit('S02', 'G01'), on('2022-01-01'));
    expect(
      ['2020-12-31', '2021-01-01', '2022-01-01'].map((day) => membersOn(state.groups.get('G01')!, day).includes('S02')),
    ).toEqual([true, false, true]);
  });
  test('decided for the future, is accepted before the school has left its group for good', () =>
    registered(twoGroups)
      .after(withdraw('S02', 'G01'), on('2023-01-01'))
      .when(admit('S02', 'G02'), on('2023-01-01'))
      .then(admitted('S02', 'G02')));
  test('entered late, is refused where the school joins another group later', () =>
    registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G02'))])
      .when(admit('S09', 'G01'))
      .refused(
        'CONFLICTS_WITH_LATER',
        { rule: 'UNIT_ALREADY_IN_GROUP', unit: 'S09', group: 'G02', day: '2022-01-01' },
        ['schoolId'],
      ));
  test('entered late, is refused where the school joins the same group later', () =>
    registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G01'))])
      .when(admit('S09', 'G01'))
      .refused('CONFLICTS_WITH_LATER', { school: 'S09', day: '2022-01-01' }, ['schoolId']));
  test('entered late, ends with the group or the school, whichever ended first', () => {
    const ends = [
      [closed('S09'), '2022-01-01'],
      [dissolved('G01', 'S01', 'S02', 'S03'), '2022-01-01'],
    ] as const;
    for (const [end, day] of ends) {
      const late = registered([...twoGroups, ...from<DistrictEvent>(day, end)]);
      late.when(admit('S09', 'G01')).then(admitted('S09', 'G01', day));
      expect(late.after(admit('S09', 'G01')).state.groups.get('G01')?.members.get('S09')?.intervals).toMatchObject([
        { from: '2021-09-01', until: day },
      ]);
    }
    registered([
      ...twoGroups,
      ...from<DistrictEvent>('2022-03-01', dissolved('G01', 'S01', 'S02', 'S03')),
      ...from<DistrictEvent>('2022-02-01', closed('S09')),
    ])
      .when(admit('S09', 'G01'))
      .then(admitted('S09', 'G01', '2022-02-01'));
  });
  test('entered late, holds on no day on which its group or school is over, whatever the day', () => {
    const over = registered([
      ...twoGroups,
      ...from<DistrictEvent>('2021-09-04', closed('S09')),
      ...from<DistrictEvent>('2021-09-06', dissolved('G01', 'S01', 'S02', 'S03')),
    ]);
    for (const day of ['2021-09-01', '2021-09-02', '2021-09-03'])
      expect(over.after(admit('S09', 'G01'), on(day)).state.groups.get('G01')?.members.get('S09')?.intervals).toEqual([
        expect.objectContaining({ from: day, until: '2021-09-04' }),
      ]);
    for (const day of ['2021-09-04', '2021-09-05'])
      over.when(admit('S09', 'G01'), on(day)).refused('SCHOOL_CLOSED', { school: 'S09' }, ['schoolId']);
    for (const day of ['2021-09-06', '2021-09-07'])
      over.when(admit('S09', 'G01'), on(day)).refused('GROUP_DISSOLVED', { group: 'G01' }, ['groupId']);
  });
  test('is refused for a member', () =>
    registered(twoGroups)
      .when(admit('S02', 'G01'))
      .refused('NO_CHANGE', { school: 'S02', group: 'G01' }, ['schoolId']));
  test('is refused for an unknown group or school', () => {
    registered(twoGroups).when(admit('S09', 'G77')).refused('NOT_FOUND', { group: 'G77' }, ['groupId']);
    registered(twoGroups).when(admit('S77', 'G01')).refused('NOT_FOUND', { school: 'S77' }, ['schoolId']);
  });
  test('is refused before the group was formed', () =>
    registered(twoGroups)
      .when(admit('S09', 'G01'), on('2019-09-01'))
      .refused('NOT_FOUND', { group: 'G01' }, ['groupId']));
  test('is refused for a closed school', () =>
    registered(twoGroups)
      .after(close('S09'))
      .when(admit('S09', 'G01'))
      .refused('SCHOOL_CLOSED', { school: 'S09' }, ['schoolId']));
  test('is refused for a dissolved group', () =>
    registered(twoGroups)
      .after(dissolve('G01'))
      .when(admit('S09', 'G01'))
      .refused('GROUP_DISSOLVED', { group: 'G01', day: '2021-09-01' }, ['groupId']));
  test('is refused for a group that was dissolved on the day it was formed', () =>
    registered(twoGroups)
      .after(dissolve('G01'), on(FIRST))
      .when(admit('S09', 'G01'))
      .refused('GROUP_DISSOLVED', { group: 'G01' }, ['groupId']));
});

describe('WithdrawSchool', () => {
  test('ends a membership', () => registered(twoGroups).when(withdraw('S02', 'G01')).then(withdrawn('S02', 'G01')));
  test('is refused for the lead', () =>
    registered(twoGroups)
      .when(withdraw('S01', 'G01'))
      .refused('LEAD_CANNOT_WITHDRAW', { lead: 'S01', group: 'G01' }, ['schoolId']));
  test('is accepted for the old lead when another leads', () =>
    registered(twoGroups).after(changeLead('G01', 'S02')).when(withdraw('S01', 'G01')).then(withdrawn('S01', 'G01')));
  test('is refused for a school that will lead', () =>
    registered([...twoGroups, ...from('2022-01-01', leads('S02', 'G01'))])
      .when(withdraw('S02', 'G01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'LEAD_NOT_MEMBER', lead: 'S02', day: '2022-01-01' }, ['schoolId']));
  test('is refused where one member would stay', () =>
    registered(registerOf({ G01: ['S01', 'S02'] }))
      .when(withdraw('S02', 'G01'))
      .refused('TOO_FEW_MEMBERS', { group: 'G01' }, ['schoolId']));
  test('is refused where too few would stay from a later day on', () =>
    registered([...twoGroups, ...from('2022-01-01', withdrawn('S03', 'G01'))])
      .when(withdraw('S02', 'G01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'TOO_FEW_MEMBERS', group: 'G01', day: '2022-01-01' }));
  test('is refused where the school leaves later, or comes back later', () => {
    registered([...twoGroups, ...from('2022-01-01', withdrawn('S02', 'G01'))])
      .when(withdraw('S02', 'G01'))
      .refused('CONFLICTS_WITH_LATER', { day: '2022-01-01' });
    registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G01'))])
      .when(withdraw('S09', 'G01'))
      .refused('CONFLICTS_WITH_LATER', { day: '2022-01-01' });
  });
  test('is accepted for a school that will be closed later: it may leave before', () =>
    registered(twoGroups)
      .after(close('S02'), on('2022-01-01'))
      .when(withdraw('S02', 'G01'))
      .then(withdrawn('S02', 'G01')));
  test('is refused for a school that was never or is no longer a member', () => {
    registered(twoGroups).when(withdraw('S09', 'G01')).refused('NOT_FOUND', { school: 'S09' }, ['schoolId']);
    registered(twoGroups)
      .after(withdraw('S02', 'G01'))
      .when(withdraw('S02', 'G01'), on('2021-10-01'))
      .refused('NO_CHANGE', { school: 'S02' }, ['schoolId']);
  });
  test('is refused for an unknown or dissolved group', () => {
    registered(twoGroups).when(withdraw('S02', 'G77')).refused('NOT_FOUND', { group: 'G77' }, ['groupId']);
    registered(twoGroups)
      .after(dissolve('G01'))
      .when(withdraw('S02', 'G01'))
      .refused('GROUP_DISSOLVED', { group: 'G01' });
  });
});

describe('ChangeLeadSchool', () => {
  test('lets another member lead', () =>
    registered(twoGroups).when(changeLead('G01', 'S02')).then(leads('S02', 'G01')));
  test('is refused for a school that is no member', () =>
    registered(twoGroups)
      .when(changeLead('G01', 'S04'))
      .refused('LEAD_NOT_MEMBER', { lead: 'S04', group: 'G01' }, ['leadId']));
  test('is refused for a member that leaves later', () =>
    registered([...twoGroups, ...from('2022-01-01', withdrawn('S02', 'G01'))])
      .when(changeLead('G01', 'S02'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'LEAD_NOT_MEMBER', lead: 'S02', day: '2022-01-01' }, ['leadId']));
  test('entered late, is accepted for a member that leaves when the next lead takes over', () =>
    registered([...twoGroups, ...from('2022-01-01', leads('S03', 'G01'), withdrawn('S02', 'G01'))])
      .when(changeLead('G01', 'S02'))
      .then(leads('S02', 'G01')));
  test('is refused for the lead', () =>
    registered(twoGroups).when(changeLead('G01', 'S01')).refused('NO_CHANGE', {}, ['leadId']));
  test('is refused for an unknown school or group, and a dissolved group', () => {
    registered(twoGroups).when(changeLead('G01', 'S77')).refused('NOT_FOUND', { school: 'S77' }, ['leadId']);
    registered(twoGroups).when(changeLead('G77', 'S01')).refused('NOT_FOUND', { group: 'G77' });
    registered(twoGroups).after(dissolve('G01')).when(changeLead('G01', 'S02')).refused('GROUP_DISSOLVED');
  });
});

describe('RenameGroup', () => {
  test('gives a group another name', () =>
    registered(twoGroups)
      .when(renameGroup('G01', 'New'))
      .then({ type: 'GroupRenamed', groupCode: 'G01', name: 'New' }));
  test("is refused with a living group's name", () =>
    registered(twoGroups)
      .when(renameGroup('G01', 'G02 Group'))
      .refused('GROUP_NAME_TAKEN', { group: 'G02' }, ['name']));
  test('is refused with a name that another bears later', () =>
    registered(twoGroups)
      .after(renameGroup('G02', 'New'), on('2022-01-01'))
      .when(renameGroup('G01', 'New'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'GROUP_NAME_TAKEN', day: '2022-01-01' }));
  test('is refused with the name it bears, or none', () => {
    registered(twoGroups).when(renameGroup('G01', 'G01 Group')).refused('NO_CHANGE', {}, ['name']);
    registered(twoGroups).when(renameGroup('G01', '')).refused('INVALID_INPUT', {}, ['name']);
  });
  test('is refused for an unknown or dissolved group', () => {
    registered(twoGroups).when(renameGroup('G77', 'New')).refused('NOT_FOUND');
    registered(twoGroups).after(dissolve('G01')).when(renameGroup('G01', 'New')).refused('GROUP_DISSOLVED');
  });
});

describe('DefineCommonFeature', () => {
  test('defines the 1', () =>
    registered(twoGroups)
      .when(common('G01', '和'))
      .then({ type: 'CommonFeatureDefined', groupCode: 'G01', feature: '和' }));
  test('is refused for the same feature, or none', () => {
    registered(twoGroups).after(common('G01', '和')).when(common('G01', '和')).refused('NO_CHANGE', {}, ['feature']);
    registered(twoGroups).when(common('G01', ' ')).refused('INVALID_INPUT', {}, ['feature']);
  });
  test('is refused for an unknown or dissolved group', () => {
    registered(twoGroups).when(common('G77', '和')).refused('NOT_FOUND');
    registered(twoGroups).after(dissolve('G01')).when(common('G01', '和')).refused('GROUP_DISSOLVED');
  });
});

describe('DissolveGroup', () => {
  test('ends a group with the members of that day', () =>
    registered(twoGroups)
      .after(withdraw('S02', 'G01'), on('2021-01-01'))
      .when(dissolve('G01'))
      .then(dissolved('G01', 'S01', 'S03')));
  test('is refused without a document', () =>
    registered(twoGroups)
      .when(dissolve('G01'), { hasDocument: false })
      .refused('BASIS_MISSING', {}, ['command', 'basis']));
  test('is refused where a school joins later', () =>
    registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G01'))])
      .when(dissolve('G01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'GROUP_DISSOLVED', unit: 'S09', day: '2022-01-01' }, ['groupId']));
  test('is refused where another lead, name or feature is recorded for later', () => {
    registered(twoGroups)
      .after(changeLead('G01', 'S02'), on('2022-01-01'))
      .when(dissolve('G01'))
      .refused('CONFLICTS_WITH_LATER', { group: 'G01', day: '2022-01-01' });
    registered(twoGroups)
      .after(renameGroup('G01', 'New'), on('2022-01-01'))
      .when(dissolve('G01'))
      .refused('CONFLICTS_WITH_LATER', { day: '2022-01-01' });
    registered(twoGroups)
      .after(common('G01', 'New'), on('2022-01-01'))
      .when(dissolve('G01'))
      .refused('CONFLICTS_WITH_LATER', { day: '2022-01-01' });
  });
  test('is refused where the group ends later anyhow, on another document', () =>
    registered(twoGroups)
      .after(dissolve('G01'), on('2022-01-01'))
      .when(dissolve('G01'))
      .refused('CONFLICTS_WITH_LATER', { group: 'G01', day: '2022-01-01' }, ['groupId']));
  test('is accepted where a member will be closed later', () =>
    registered(twoGroups)
      .after(close('S02'), on('2022-01-01'))
      .when(dissolve('G01'))
      .then(dissolved('G01', 'S01', 'S02', 'S03')));
  test('is refused for an unknown or dissolved group', () => {
    registered(twoGroups).when(dissolve('G77')).refused('NOT_FOUND', { group: 'G77' }, ['groupId']);
    registered(twoGroups).after(dissolve('G01')).when(dissolve('G01')).refused('GROUP_DISSOLVED', { group: 'G01' });
  });
});

describe('Acts of government', () => {
  const small = registerOf({ G01: ['S01', 'S02'], G02: ['S03', 'S04'] });

  test('leave a group with one member', () => {
    const { state } = registered(small).after(close('S02'));
    expect(membersOn(state.groups.get('G01')!, '2021-09-01')).toEqual(['S01']);
  });
  test('leave a group without its lead', () =>
    registered(small).when(close('S01')).then(closed('S01'), withdrawn('S01', 'G01')));
  test('do not keep such a group from anything that is in order', () => {
    const broken = registered(small).after(close('S02'));
    broken
      .when(renameGroup('G01', 'New'), on('2021-10-01'))
      .then({ type: 'GroupRenamed', groupCode: 'G01', name: 'New' });
    broken
      .when(common('G01', '和'), on('2021-10-01'))
      .then({ type: 'CommonFeatureDefined', groupCode: 'G01', feature: '和' });
    broken.when(dissolve('G01'), on('2021-10-01')).then(dissolved('G01', 'S01'));
    broken
      .after(register('S05'), on('2021-10-01'))
      .when(admit('S05', 'G01'), on('2021-10-01'))
      .then(admitted('S05', 'G01'));
  });
  test('do not keep another group from anything', () =>
    registered(small)
      .after(close('S02'))
      .when(renameGroup('G02', 'New'))
      .then({ type: 'GroupRenamed', groupCode: 'G02', name: 'New' }));
  test('leave it to the group to choose another lead, also with effect from before', () => {
    const headless = registered(registerOf({ G01: ['S01', 'S02', 'S03'] })).after(close('S01'));
    headless.when(changeLead('G01', 'S02'), on('2021-11-01')).then(leads('S02', 'G01'));
    headless.when(changeLead('G01', 'S02'), on('2021-08-01')).then(leads('S02', 'G01'));
  });
  test('do not let a group break the same rule again later, once it was whole', () => {
    const whole = registered([...small, ...from<DistrictEvent>(FIRST, schoolRegistered('S05'))])
      .after(close('S02'))
      .after(admit('S05', 'G01'), on('2022-01-01'));
    whole.when(withdraw('S05', 'G01'), on('2023-01-01')).refused('TOO_FEW_MEMBERS', { group: 'G01' });
    whole.when(withdraw('S05', 'G01'), on('2022-01-01')).refused('TOO_FEW_MEMBERS', { group: 'G01' });
  });
  test('do not excuse what a group does before their day', () =>
    registered([...registerOf({ G01: ['S01', 'S02', 'S03'] })])
      .after(close('S02'), on('2022-01-01'))
      .after(close('S03'), on('2022-02-01'))
      .when(withdraw('S03', 'G01'), on('2021-12-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'TOO_FEW_MEMBERS', group: 'G01', day: '2022-01-01' }));
  test('entered late, end what was recorded for later', () => {
    const { state } = registered([...twoGroups, ...from('2022-01-01', admitted('S09', 'G01'))]).after(
      close('S09'),
      on('2021-06-01'),
    );
    expect(membersOn(state.groups.get('G01')!, '2022-01-01')).toEqual(['S01', 'S02', 'S03']);
  });
});

describe('policy NAMING', () => {
  const rules: PolicyRules = { kind: 'NAMING', groupSuffix: '教育集团', allianceSuffix: '教育集团联盟学校' };
  const naming = (from_: string, validTo?: string) => ({
    policies: policiesOf({ rules, from: from_, ...(validTo === undefined ? {} : { validTo }) }),
  });
  const facts = registerOf({ G01: ['S01', 'S02'] }, { A01: ['S01', 'S02'] });
  const form = (name: string, alliance = false): DistrictCommand => ({
    type: 'FormGroup',
    districtId: districtCode,
    code: 'G09',
    name,
    form: alliance ? 'ALLIANCE' : 'GROUP',
    leadId: `${districtCode}.S03`,
    memberIds: [`${districtCode}.S03`, `${districtCode}.S04`],
  });
  const rename = (groupCode: string, name: string): DistrictCommand => ({
    type: 'RenameGroup',
    groupId: `${districtCode}.${groupCode}`,
    name,
  });
  const at = given(district, [
    ...facts,
    ...from('2020-09-01', schoolRegistered('S03') as DistrictEvent, schoolRegistered('S04') as DistrictEvent),
  ]);

  test('names of groups and alliances end as it says', () => {
    at.when(form('泉景教育集团'), naming('2021-01-01')).then({
      type: 'GroupFormed',
      groupCode: 'G09',
      name: '泉景教育集团',
      form: 'GROUP',
      leadCode: 'S03',
      memberCodes: ['S03', 'S04'],
    });
    at.when(form('泉景联合体'), naming('2021-01-01')).refused('NAME_FORM_INVALID', { suffix: '教育集团' }, ['name']);
    at.when(form('泉景教育集团', true), naming('2021-01-01')).refused(
      'NAME_FORM_INVALID',
      { suffix: '教育集团联盟学校' },
      ['name'],
    );
    at.when(rename('G01', '泉景联合体'), naming('2021-01-01')).refused('NAME_FORM_INVALID', { suffix: '教育集团' }, [
      'name',
    ]);
    at.when(rename('A01', '泉景教育集团'), naming('2021-01-01')).refused('NAME_FORM_INVALID', {
      suffix: '教育集团联盟学校',
    });
    at.when(rename('A01', '泉景教育集团联盟学校'), naming('2021-01-01')).then({
      type: 'GroupRenamed',
      groupCode: 'A01',
      name: '泉景教育集团联盟学校',
    });
  });
  test('is asked on the days on which it applies', () => {
    at.when(rename('G01', '联合体'), naming('2021-09-01')).refused('NAME_FORM_INVALID');
    at.when(rename('G01', '联合体'), naming('2021-01-01', '2021-09-01')).refused('NAME_FORM_INVALID');
    at.when(rename('G01', '联合体'), naming('2021-09-02')).then({
      type: 'GroupRenamed',
      groupCode: 'G01',
      name: '联合体',
    });
    at.when(rename('G01', '联合体'), naming('2021-01-01', '2021-08-31')).then({
      type: 'GroupRenamed',
      groupCode: 'G01',
      name: '联合体',
    });
  });
});

test('the group beside which an alliance was formed is not dissolved before that day', () => {
  const facts = [
    ...registerOf({ G01: ['S01', 'S02'] }),
    ...from<DistrictEvent>('2021-06-01', {
      type: 'GroupFormed',
      groupCode: 'A01',
      name: 'A01',
      form: 'ALLIANCE',
      leadCode: 'S01',
      memberCodes: ['S01', 'S02'],
      besideGroupCode: 'G01',
    }),
  ];
  const dissolve: DistrictCommand = { type: 'DissolveGroup', groupId: `${districtCode}.G01` };
  given(district, facts)
    .when(dissolve, on('2021-05-31'))
    .refused('CONFLICTS_WITH_LATER', { rule: 'GROUP_DISSOLVED', day: '2021-06-01', alliance: 'A01' });
  given(district, facts)
    .when(dissolve, on('2021-06-01'))
    .then({ type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] });
});

test("another district's schools and groups are not taken for their namesakes", () => {
  const of = (command: DistrictCommand) => given(district, registerOf({ G01: ['S01', 'S02'] })).when(command);
  of({ type: 'AdmitSchool', groupId: `${districtCode}.G01`, schoolId: '370104.S03' }).refused(
    'NOT_FOUND',
    { school: '370104.S03' },
    ['schoolId'],
  );
  of(form('G02', ['S03', 'S04'], { memberIds: [`${districtCode}.S03`, '370104.S04'] })).refused(
    'NOT_FOUND',
    { school: '370104.S04' },
    ['memberIds', '1'],
  );
  of(form('A01', ['S01', 'S02'], { form: 'ALLIANCE', besideGroupId: '370104.G01' })).refused(
    'NOT_FOUND',
    { group: '370104.G01' },
    ['besideGroupId'],
  );
  of({ type: 'MergeSchools', schoolIds: ['370104.S01'], intoId: `${districtCode}.S02` }).refused(
    'NOT_FOUND',
    { school: '370104.S01' },
    ['schoolIds', '0'],
  );
});
