import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openApi, principals, register, type ApiLedger, type Mutating } from './ledger.js';
import { passed } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
});
afterEach(() => ledger.close());

const survey = { population: 500, respondents: 400, satisfied: 380 };
/** The seven figures of a primary school of so many pupils, with so many of everything for each hundred of them. */
const figuresOf = (pupils: number, each: number, except: readonly string[] = []): readonly object[] =>
  [
    { indicator: 'ENROLMENT', phase: 'PRIMARY', value: pupils },
    { indicator: 'TEACHERS', phase: 'PRIMARY', value: pupils / 10 },
    ...['TEACHERS_ABOVE_REQUIRED_DEGREE', 'BACKBONE_TEACHERS', 'PE_ARTS_TEACHERS'].map((indicator) => ({
      ...{ indicator, phase: 'PRIMARY' },
      value: (pupils / 100) * each,
    })),
    { indicator: 'TEACHING_AREA', value: pupils * each * 100 },
    { indicator: 'SPORTS_AREA', value: pupils * each * 100 },
    { indicator: 'EQUIPMENT_VALUE', value: pupils * each * 100 },
    { indicator: 'MULTIMEDIA_CLASSROOMS', value: (pupils / 100) * each },
  ].filter(({ indicator }) => !except.includes(indicator));
const records = (school: string, figures: readonly object[], more: object = {}, mutating: Mutating = {}) =>
  passed(ledger, 'RecordIndicators', { schoolId: `370103.${school}`, schoolYear: 2026, figures, ...more }, mutating);
const asked = async (document: string, principal: Mutating['principal'] = principals.anybody): Promise<any> => {
  const { data, errors } = await ledger.query(document, { principal: principal });
  expect(errors).toEqual([]);
  return data;
};
const balance = async (of: string, more = ''): Promise<any[]> =>
  (
    await asked(
      `{ indicatorBalance(${of}, schoolYear: 2026, phase: PRIMARY${more}) { indicator status mean standardDeviation coefficient
        schoolsCounted pupils schoolsMissing { school { code } missing { indicator phase because } } } }`,
    )
  ).indicatorBalance;

test('what is derived of a school is a fraction, and unknown with what is missing', async () => {
  await records('S01', figuresOf(600, 4, ['SPORTS_AREA', 'TEACHERS']));
  const { school } = await asked(
    `{ school(id: "370103.S01") { indicators(schoolYear: 2026) { entityId figures { indicator phase value } survey { share } }
      derivedIndicators(schoolYear: 2026) { indicator phase status value numerator denominator missing { indicator phase because } } } }`,
  );
  expect(school.indicators).toMatchObject({ entityId: '370103.S01.2026', survey: null });
  expect(school.indicators.figures).toHaveLength(7);
  expect(school.derivedIndicators).toHaveLength(9);
  const of = (name: string): object =>
    school.derivedIndicators.find(({ indicator }: { indicator: string }) => indicator === name);
  expect(of('BACKBONE_PER_100')).toEqual({
    ...{ indicator: 'BACKBONE_PER_100', phase: 'PRIMARY', status: 'KNOWN', missing: [] },
    ...{ value: 4, numerator: '4', denominator: '1' },
  });
  expect(of('SPORTS_AREA_PER_PUPIL')).toEqual({
    ...{ indicator: 'SPORTS_AREA_PER_PUPIL', phase: 'PRIMARY', status: 'UNKNOWN' },
    ...{ value: null, numerator: null, denominator: null },
    missing: [{ indicator: 'SPORTS_AREA', phase: null, because: 'NOT_RECORDED' }],
  });
  expect(of('PUPILS_PER_TEACHER')).toMatchObject({ status: 'UNKNOWN' });
  const nothing = await asked(
    '{ school(id: "370103.S02") { indicators(schoolYear: 2026) { entityId } derivedIndicators(schoolYear: 2026) { status } } }',
  );
  expect(nothing.school.indicators).toBeNull();
  expect(new Set(nothing.school.derivedIndicators.map(({ status }: { status: string }) => status))).toEqual(
    new Set(['UNKNOWN']),
  );
});

test('the balance of a group weighs its members by their pupils; of a district it is unknown while a school is missing', async () => {
  // 100 pupils with 1 and 300 with 3 of everything: mean 2.5, variance 0.75, coefficient 0.3464.
  await records('S01', figuresOf(100, 1));
  await records('S02', figuresOf(300, 3));
  const ofGroup = await balance('groupId: "370103.G01"');
  expect(ofGroup.map(({ indicator }) => indicator)).toEqual([
    'ABOVE_REQUIRED_DEGREE_PER_100',
    'BACKBONE_PER_100',
    'PE_ARTS_PER_100',
    'TEACHING_AREA_PER_PUPIL',
    'SPORTS_AREA_PER_PUPIL',
    'EQUIPMENT_PER_PUPIL',
    'MULTIMEDIA_PER_100',
  ]);
  for (const one of ofGroup)
    expect(one).toMatchObject({
      ...{ status: 'KNOWN', mean: 2.5, standardDeviation: 0.866, coefficient: 0.3464 },
      ...{ schoolsCounted: 2, pupils: 400, schoolsMissing: [] },
    });
  const [ofDistrict] = await balance('districtId: "370103"');
  expect(ofDistrict).toMatchObject({ status: 'UNKNOWN', coefficient: 0.3464, schoolsCounted: 2 });
  expect(ofDistrict.schoolsMissing.map(({ school }: { school: { code: string } }) => school.code)).toEqual([
    'S03',
    'S04',
    'S05',
    'S06',
  ]);
  expect(ofDistrict.schoolsMissing[0].missing).toEqual([
    { indicator: 'TEACHERS_ABOVE_REQUIRED_DEGREE', phase: 'PRIMARY', because: 'NOT_RECORDED' },
    { indicator: 'ENROLMENT', phase: 'PRIMARY', because: 'NOT_RECORDED' },
  ]);
  const [junior] = (
    await asked(
      '{ indicatorBalance(groupId: "370103.G01", schoolYear: 2026, phase: JUNIOR) { status mean schoolsCounted } }',
    )
  ).indicatorBalance;
  expect(junior).toEqual({ status: 'UNKNOWN', mean: null, schoolsCounted: 0 });
  const { errors } = await ledger.query('{ indicatorBalance(schoolYear: 2026, phase: PRIMARY) { status } }');
  expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'districtId' }]);
});

test('a campus that reports is counted by itself, one that does not is in its school, and a school without pupils in none', async () => {
  await passed(
    ledger,
    'RegisterSchool',
    { districtId: '370103', code: 'C01', name: '东校区', kind: 'CAMPUS', partOfId: '370103.S01', phase: 'PRIMARY' },
    { command: { effectiveOn: '2026-08-01' } },
  );
  await records('S01', figuresOf(100, 1));
  await records('S02', [{ indicator: 'ENROLMENT', phase: 'PRIMARY', value: 0 }]);
  expect((await balance('groupId: "370103.G01"'))[0]).toMatchObject({
    status: 'KNOWN',
    schoolsCounted: 1,
    pupils: 100,
  });
  await records('C01', figuresOf(300, 3), {}, { principal: principals.lead });
  expect((await balance('groupId: "370103.G01"'))[0]).toMatchObject({
    status: 'KNOWN',
    schoolsCounted: 2,
    pupils: 400,
  });
});

test('figures have effect from their day, were known from their position on, and are put right by a correction', async () => {
  await records('S01', figuresOf(100, 1));
  await records('S02', figuresOf(300, 3));
  const position = ledger.runner.head();
  const answer = await ledger.mutate(
    'CorrectRecord',
    { eventId: String(position), facts: { figures: figuresOf(300, 1) } },
    { principal: principals.otherBureau },
  );
  expect(answer.userErrors).toEqual([]);
  const coefficient = async (asOf: string): Promise<number | null> =>
    (await balance('groupId: "370103.G01"', `, asOf: { ${asOf} }`))[0].coefficient;
  expect(await coefficient('')).toBe(0);
  expect(await coefficient(`position: ${position}`)).toBe(0.3464);
  expect(await coefficient('effectiveOn: "2026-11-23"')).toBeNull();
  const { replay } = await asked('{ replay(subject: "370103.S02.2026") { nodes { changes { path before after } } } }');
  expect(JSON.stringify(replay)).toContain('BACKBONE_TEACHERS.PRIMARY');
});

test('a survey is read by the bureau, auditors, the school and its groups, in events and in histories too', async () => {
  await records('S02', figuresOf(300, 3), { survey });
  const document = `{ school(id: "370103.S02") { indicators(schoolYear: 2026) { survey { satisfied share } } }
    ledger { events(types: ["IndicatorsRecorded"]) { nodes { data summary } } } }`;
  const shown = async (principal: Mutating['principal']): Promise<unknown[]> => {
    const { school, ledger: told } = await asked(document, principal);
    const [event] = told.events.nodes;
    return [school.indicators.survey?.share ?? null, 'survey' in event.data, event.summary.includes('380')];
  };
  const outsider = { actor: { id: 'school-5', role: 'SCHOOL' }, school: '370103.S05' } as const;
  for (const one of ['bureau', 'auditor', 'member', 'lead', 'council'] as const)
    expect([one, ...(await shown(principals[one]))]).toEqual([one, 0.95, true, true]);
  for (const one of [principals.anybody, principals.farBureau, outsider])
    expect(await shown(one)).toEqual([null, false, false]);
  const history = `{ replay(subject: "370103.S02.2026") { nodes { withheld changes { path } } } }`;
  const paths = async (principal: Mutating['principal']): Promise<string> =>
    JSON.stringify((await asked(history, principal)).replay);
  expect(await paths(principals.auditor)).toContain('"survey"');
  expect(await paths(principals.anybody)).not.toContain('"survey"');
});

test('a school records its own figures, and nobody else those of it', async () => {
  const input = { schoolId: '370103.S02', schoolYear: 2026, figures: figuresOf(300, 3) };
  for (const one of ['lead', 'council', 'farBureau', 'auditor', 'anybody'] as const) {
    const { userErrors } = await ledger.mutate('RecordIndicators', input, { principal: principals[one] });
    expect([one, userErrors.map(({ code }: { code: string }) => code)]).toEqual([one, ['NOT_AUTHORISED']]);
  }
  await records('S02', input.figures, {}, { principal: principals.member });
  const { userErrors } = await ledger.mutate('RecordIndicators', input, { principal: principals.member });
  expect(userErrors).toMatchObject([{ code: 'ALREADY_RECORDED', path: ['input', 'figures', '0'] }]);
});
