import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../src/commands/command.js';
import { addDays } from '../../src/domain/day.js';
import { queries } from '../../src/projections/queries.js';
import { parameters } from '../support/properties.js';
import { said, type Allowed, type Input } from './allowed.js';
import { employment, go, group, personId, post, rotation, school, service, terms, type steps } from './career.js';
import { council, encoded, openApi, principals, register, type ApiLedger } from './ledger.js';
import { meeting, passed, resolutionInput } from './money.js';

const askers: Readonly<Record<string, Principal>> = {
  ...principals,
  otherCouncil: { actor: { id: 'council-9', role: 'COUNCIL' }, group: '370103.G09' },
  otherSchool: { actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) },
  farSchool: { actor: { id: 'school-9', role: 'SCHOOL' }, school: '370104.S01' },
  finance: { ...principals.bureau, duties: ['FINANCE'] },
};
type Key = readonly ['Person' | 'Post' | 'Rotation', string];
const thePerson: Key = ['Person', personId];
const thePost: Key = ['Post', post];
const theRotation: Key = ['Rotation', rotation];

/** What allowedCommands answers of an object. */
const answered = async (ledger: ApiLedger, principal: Principal, [type, key]: Key, at = ''): Promise<Allowed> => {
  const { data, errors } = await ledger.query(
    `{ node(id: "${encoded(`${type}:${key}${at}`)}") { ... on ${type} { allowedCommands { name allowed code } } } }`,
    { principal },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return (data.node?.allowedCommands ?? []).map((answer: object) => ({ object: key, ...answer }));
};
const codesOf = async (
  ledger: ApiLedger,
  principal: Principal,
  key: Key,
  at?: string,
): Promise<Record<string, string | null>> =>
  Object.fromEntries((await answered(ledger, principal, key, at)).map(({ name, code }) => [name, code]));

/** For every command on an object the best that could be given in the ledger's present state, one of which is accepted if any is. */
const best = (
  ledger: ApiLedger,
  principal: Principal,
  [type, key]: Key,
): Readonly<Record<string, readonly Input[]>> => {
  const { readModels: read } = ledger;
  const position = ledger.runner.head();
  const day = ledger.clock.slice(0, 10);
  const moment = { position, effectiveOn: day };
  const { employmentOn, rotationsOf } = queries(read);
  const own = 'school' in principal ? principal.school : undefined;
  const its = ('group' in principal ? principal.group : undefined) ?? group;
  const home = employmentOn(personId, moment)?.home ?? own ?? school(1);
  const rotations = rotationsOf(personId, moment);
  const resolutions = read.resolutions
    .by('group', its, position)
    .filter((row) => row.kind === 'ROTATION' && row.effectiveOn <= day && row.repealedOn === null)
    .map((row) => row.key);
  const decisions: readonly Input[] = [{}, { resolutionId: resolutions[0] ?? `${its}.R1` }];
  // Who is transferred on the day may still leave the school of the day before.
  const left = employmentOn(personId, { position, effectiveOn: addDays(day, -1) })?.home ?? home;
  const proposals = [
    ['GROUP', home, addDays(day, 1)] as const,
    ['DISTRICT', home, addDays(day, 1)] as const,
    ...(left === home ? [] : [['GROUP', left, day] as const]),
  ].map(([scheme, from, first]) => ({
    ...terms,
    scheme,
    ...(scheme === 'GROUP' ? { groupId: its } : { groupId: null }),
    mode: 'PART_WEEK',
    share: 10,
    fromSchoolId: own ?? from,
    toSchoolId: [2, 1, 4].map(school).find((one) => one !== (own ?? from)),
    from: first,
    to: addDays(first, 59),
  }));
  const decided = proposals.flatMap((proposal) => decisions.map((decision) => ({ ...proposal, ...decision })));
  const of = { rotationId: key };
  const known = rotations.find((row) => row.key === key);
  switch (type) {
    case 'Person': {
      const completed = rotations.filter((row) => row.endHow === 'COMPLETED').map((row) => row.key);
      return {
        ChangePersonDetails: ['甲一', '乙二'].map((name) => ({ personId, name })),
        ErasePerson: [{ personId }],
        Employ: [{ ...employment, homeSchoolId: own ?? school(1) }],
        TransferEmployment: [
          { ...employment, homeSchoolId: home === school(3) ? school(4) : school(3) },
          { ...employment, homeSchoolId: home },
          { personId, employedBy: 'DISTRICT', homeSchoolId: home },
        ],
        AssignPost: ['甲岗', '乙岗', '丙岗'].map((title) => ({
          personId,
          schoolId: own ?? home,
          kind: 'OTHER',
          title,
        })),
        UpdateQualification: [['语文'], ['数学']].map((subjects) => ({ personId, subjects })),
        Retire: [{ personId }],
        ProposeRotation: proposals,
        RotateTeacher: decided,
        RecogniseCredit: ['TITLE', 'HONOUR', 'CADRE'].flatMap((purpose, index) =>
          [completed, ...completed.map((one) => [one])].map((rotationIds) => ({
            personId,
            purpose,
            cycle: `${2030 + index}年第${position}次`,
            rotationIds,
          })),
        ),
      };
    }
    case 'Post':
      return { EndPost: [{ postId: key }] };
    case 'Rotation':
      return {
        RotateTeacher: decided.map((one) => ({ ...one, ...of })),
        ConfirmArrival: [of],
        ConfirmService: [2025, 2026, 2027].flatMap((schoolYear) =>
          ['FIRST', 'SECOND'].map((term) => ({ ...service, ...of, schoolYear, term })),
        ),
        SuspendRotation: [{ ...of, cause: 'ILLNESS' }],
        ResumeRotation: [of],
        ExtendRotation: decisions.map((decision) => ({ ...of, ...decision, to: addDays(known?.to ?? day, 1) })),
        RecallTeacher: [of],
        CancelRotation: [of],
        CompleteRotation: [of],
      };
  }
};

/** Reasons that a state rule may give: what is allowed is never refused for one of them. */
const reasons = new Set([
  'NOT_AUTHORISED',
  'NOT_EMPLOYED',
  'PERSON_RETIRED',
  'PERSON_ERASED',
  'INVALID_TRANSITION',
  'NO_CHANGE',
  'NO_RESOLUTION',
  'NOT_FOUND',
  'NOT_SAME_GROUP',
  'NO_CREDIT',
]);

/** What the rules over days say, which no guard looks at: who rotates is not transferred, nor retires on the last day there; nobody rotates from the school of the day before. */
const overDays: Readonly<Record<string, string>> = {
  TransferEmployment: 'INVALID_TRANSITION',
  RotateTeacher: 'INVALID_TRANSITION',
  Retire: 'NOT_EMPLOYED',
};

const keysIn = ({ readModels: read, runner }: ApiLedger): readonly Key[] => [
  thePerson,
  ...read.posts.by('person', personId, runner.head()).map(({ key }): Key => ['Post', key]),
  ...read.rotations.by('person', personId, runner.head()).map(({ key }): Key => ['Rotation', key]),
];

/** Asks as everybody, and compares with what the handler says: what is not answered is not allowed. Counts what was and what was not. */
const compared = async (ledger: ApiLedger): Promise<{ allowed: number; refused: number }> => {
  let [allowed, refused] = [0, 0];
  for (const [who, principal] of Object.entries(askers))
    for (const key of keysIn(ledger)) {
      const answers = await answered(ledger, principal, key);
      const inputs = best(ledger, principal, key);
      if (answers.length > 0) expect(answers.map(({ name }) => name).sort()).toEqual(Object.keys(inputs).sort());
      const given = Object.entries(inputs).flatMap(([name, list]) => list.map((input) => ({ name, input })));
      const all = await said(ledger, principal, given);
      for (const name of Object.keys(inputs)) {
        const { allowed: isAllowed = false, code = null } = answers.find((one) => one.name === name) ?? {};
        const codes = all.filter((_, index) => given[index]!.name === name);
        const isAccepted = codes.includes(undefined);
        const context = `${who} ${name} on ${key[1]}, ${ledger.clock.slice(0, 10)}: ${JSON.stringify(inputs[name])} ${codes.join()}`;
        const isHeld = name in overDays && codes.includes(overDays[name]);
        if (isAllowed && !isAccepted && !isHeld)
          expect([context, codes.filter((one) => one !== undefined && !reasons.has(one)).length > 0]).toEqual([
            context,
            true,
          ]);
        if (!isAllowed) expect([context, code, isAccepted]).toEqual([context, code, false]);
        if (code === 'NOT_AUTHORISED' && !codes.includes('SCHOOL_CLOSED'))
          expect([context, codes]).toEqual([context, expect.arrayContaining([code])]);
        if (isAllowed) allowed += 1;
        else refused += 1;
      }
    }
  return { allowed, refused };
};

/** Gives the first of the best that is accepted. */
const give =
  (type: Key[0], command: string, principal: Principal = principals.bureau) =>
  async (ledger: ApiLedger): Promise<unknown> => {
    const key = keysIn(ledger).findLast(([one]) => one === type);
    for (const input of key ? best(ledger, principal, key)[command]! : []) {
      const { userErrors } = await ledger.mutate(command, input, { selection: '{ __typename }', principal });
      if (userErrors.length === 0) return undefined;
    }
    return undefined;
  };
const authority = (of: 'COUNCIL' | 'BUREAU') => (ledger: ApiLedger) =>
  ledger.mutate('AdoptPolicy', {
    districtId: '370103',
    code: of,
    title: '政策',
    documentNo: '政1号',
    rules: { kind: 'ROTATION_DECISION', group: of, district: 'BUREAU', support: 'BUREAU', toleranceDays: 0 },
  });

/** What may happen to the person: steps of rotations and careers, what schools and groups do, days that pass. */
const moves: Readonly<Record<string, (ledger: ApiLedger) => Promise<unknown>>> = {
  ...Object.fromEntries(
    ['Employ', 'TransferEmployment', 'AssignPost', 'Retire', 'ErasePerson', 'RecogniseCredit', 'ProposeRotation'].map(
      (command) => [command, give('Person', command)],
    ),
  ),
  ...Object.fromEntries(
    [
      'RotateTeacher',
      'ConfirmArrival',
      'ConfirmService',
      'SuspendRotation',
      'ResumeRotation',
      'ExtendRotation',
      'RecallTeacher',
      'CancelRotation',
      'CompleteRotation',
    ].map((command) => [command, give('Rotation', command)]),
  ),
  rotated: give('Person', 'RotateTeacher'),
  rotatedByCouncil: give('Person', 'RotateTeacher', principals.council),
  arrivedAgain: give('Rotation', 'ConfirmArrival', principals.member),
  ended: give('Post', 'EndPost'),
  repealed: (ledger) => ledger.mutate('RepealResolution', { resolutionId: `${group}.R1`, ...meeting }),
  resolved: (ledger) =>
    ledger.mutate('AdoptResolution', { ...resolutionInput, sum: null, fiscalYear: null, kind: 'ROTATION' }),
  councilDecides: authority('COUNCIL'),
  bureauDecides: authority('BUREAU'),
  left: (ledger) => ledger.mutate('DissolveGroup', { groupId: group }),
  closed: (ledger) => ledger.mutate('CloseSchool', { schoolId: school(2) }),
  dayPasses: (ledger) => {
    ledger.clock = `${addDays(ledger.clock.slice(0, 10), 1)}T01:00:00.000Z`;
    return Promise.resolve();
  },
  weeksPass: (ledger) => {
    ledger.clock = `${addDays(ledger.clock.slice(0, 10), 50)}T01:00:00.000Z`;
    return Promise.resolve();
  },
};

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

describe('nothing is called allowed that the handler refuses for a reason of the state, and nothing forbidden that it accepts', () => {
  test('over random states, for every role', async () => {
    let [allowed, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(moves)), { minLength: 3, maxLength: 14 }),
        async (names) => {
          const other = await openApi();
          try {
            await register(other);
            await council(other);
            await go('employed', 'posted', 'proposed', 'resolved')(other);
            for (const name of names) await moves[name]!(other);
            const counts = await compared(other);
            allowed += counts.allowed;
            refused += counts.refused;
          } finally {
            await other.close();
          }
        },
      ),
      parameters(1 / 40),
    );
    expect(Math.min(allowed, refused)).toBeGreaterThan(100);
  }, 600_000);

  test.each<[string, readonly (keyof typeof steps)[], readonly string[]]>([
    ['of somebody whom nobody employs', [], []],
    ['of somebody who is employed', ['employed', 'posted'], ['ended']],
    ['of a proposal', ['employed', 'proposed'], []],
    ['of a proposal that the council may decide', ['employed', 'proposed', 'resolved'], []],
    ['of a proposal that the council must decide', ['employed', 'proposed', 'resolved'], ['councilDecides']],
    ['of a proposal that only the bureau may decide', ['employed', 'proposed', 'resolved'], ['bureauDecides']],
    ['of a proposal that was taken back', ['employed', 'proposed'], ['CancelRotation']],
    ['of a decision', ['employed', 'proposed', 'decided'], []],
    [
      'of a decision of a council whose resolution was repealed',
      ['employed', 'proposed', 'resolved', 'decidedByCouncil'],
      ['councilDecides', 'repealed'],
    ],
    [
      'of a rotation to a school that is closed when it ends',
      ['employed', 'proposed', 'decided', 'arrived'],
      ['closed'],
    ],
    ['of a rotation within a group that is no more', ['employed', 'proposed', 'decided', 'arrived'], ['left']],
    ['of somebody who is there', ['employed', 'proposed', 'decided', 'arrived'], []],
    ['of a rotation that rests', ['employed', 'proposed', 'decided', 'arrived', 'suspended'], []],
    ['of one whose term is confirmed', ['employed', 'proposed', 'decided', 'arrived', 'served'], []],
    ['of one that was completed', ['employed', 'proposed', 'decided', 'arrived', 'served', 'completed'], []],
    [
      'of one that counts for all',
      ['employed', 'proposed', 'decided', 'arrived', 'served', 'completed', 'recognised'],
      ['RecogniseCredit', 'RecogniseCredit'],
    ],
    ['of one that was ended early', ['employed', 'proposed', 'decided', 'arrived', 'served'], ['RecallTeacher']],
    ['of somebody who retired', ['employed', 'posted', 'proposed', 'decided', 'arrived'], ['Retire']],
    ['of somebody whose details were erased', ['employed', 'posted', 'proposed', 'decided'], ['ErasePerson']],
  ])('%s', async (_, taken, moved) => {
    await go(...taken)(ledger);
    for (const name of moved) await moves[name]!(ledger);
    const { allowed, refused } = await compared(ledger);
    expect(Math.min(allowed, refused)).toBeGreaterThan(0);
  });
});

const NOT_AUTHORISED = 'NOT_AUTHORISED';
const openTo = async (principal: Principal, key: Key): Promise<readonly string[]> => {
  const codes = await codesOf(ledger, principal, key);
  return Object.keys(codes).filter((name) => codes[name] !== NOT_AUTHORISED);
};

describe('on a person', () => {
  test('each command is named once, with the code of what speaks against it', async () => {
    expect(await codesOf(ledger, principals.bureau, thePerson)).toEqual({
      ChangePersonDetails: null,
      ErasePerson: null,
      Employ: null,
      TransferEmployment: 'NOT_EMPLOYED',
      AssignPost: 'NOT_EMPLOYED',
      UpdateQualification: null,
      Retire: 'NOT_EMPLOYED',
      ProposeRotation: 'NOT_EMPLOYED',
      RotateTeacher: 'NOT_EMPLOYED',
      RecogniseCredit: 'NO_CREDIT',
    });
    await go('employed')(ledger);
    expect(await codesOf(ledger, principals.bureau, thePerson)).toMatchObject({
      Employ: 'INVALID_TRANSITION',
      AssignPost: null,
      Retire: null,
      RotateTeacher: null,
    });
  });

  test('a council has rotations to give, by a resolution, and its own schools only', async () => {
    await go('employed')(ledger);
    expect(await openTo(principals.council, thePerson)).toEqual(['ProposeRotation', 'RotateTeacher']);
    expect(await codesOf(ledger, principals.council, thePerson)).toMatchObject({
      ProposeRotation: null,
      RotateTeacher: 'NO_RESOLUTION',
    });
    expect(await codesOf(ledger, askers['otherCouncil']!, thePerson)).toMatchObject({
      ProposeRotation: 'NOT_SAME_GROUP',
      RotateTeacher: 'NOT_SAME_GROUP',
    });
    await go('resolved')(ledger);
    expect(await codesOf(ledger, principals.council, thePerson)).toMatchObject({ RotateTeacher: null });
    await authority('BUREAU')(ledger);
    expect(await codesOf(ledger, principals.council, thePerson)).toMatchObject({ RotateTeacher: NOT_AUTHORISED });
  });

  test('the home school gives posts and proposes, another school may not; a stranger gets no answer', async () => {
    await go('employed')(ledger);
    expect(await codesOf(ledger, principals.lead, thePerson)).toMatchObject({
      ChangePersonDetails: null,
      AssignPost: null,
      UpdateQualification: null,
      ProposeRotation: null,
      RotateTeacher: NOT_AUTHORISED,
      Retire: NOT_AUTHORISED,
    });
    expect(await codesOf(ledger, principals.member, thePerson)).toMatchObject({
      ChangePersonDetails: NOT_AUTHORISED,
      AssignPost: NOT_AUTHORISED,
      ProposeRotation: 'NOT_EMPLOYED',
    });
    expect(await openTo(principals.auditor, thePerson)).toEqual([]);
    expect(Object.keys(await codesOf(ledger, principals.auditor, thePerson))).toHaveLength(10);
    for (const who of [principals.anybody, principals.farBureau, askers['farSchool']!])
      expect(await answered(ledger, who, thePerson)).toEqual([]);
  });
});

describe('on a rotation', () => {
  const before = go('employed', 'proposed', 'resolved', 'decidedByCouncil');

  test('each command is named once, with the code of what speaks against it', async () => {
    await before(ledger);
    expect(await codesOf(ledger, principals.bureau, theRotation)).toEqual({
      RotateTeacher: 'INVALID_TRANSITION',
      ConfirmArrival: null,
      ConfirmService: 'INVALID_TRANSITION',
      SuspendRotation: null,
      ResumeRotation: 'INVALID_TRANSITION',
      ExtendRotation: null,
      RecallTeacher: null,
      CancelRotation: null,
      CompleteRotation: 'INVALID_TRANSITION',
    });
  });

  test('the sending school, the receiving school and the council have each their own; who only reads has none', async () => {
    await before(ledger);
    expect(await openTo(principals.lead, theRotation)).toEqual(['SuspendRotation', 'ResumeRotation']);
    expect(await openTo(principals.member, theRotation)).toEqual([
      'ConfirmArrival',
      'ConfirmService',
      'CompleteRotation',
    ]);
    expect(await openTo(principals.council, theRotation)).toEqual([
      'RotateTeacher',
      'ExtendRotation',
      'RecallTeacher',
      'CancelRotation',
      'CompleteRotation',
    ]);
    for (const who of [principals.auditor, askers['otherSchool']!])
      expect([await openTo(who, theRotation), (await answered(ledger, who, theRotation)).length]).toEqual([[], 9]);
    expect(await answered(ledger, principals.anybody, theRotation)).toEqual([]);
  });

  test('what goes on depends on the day that is asked about, and on the moment', async () => {
    await before(ledger);
    const early = `@${ledger.runner.head()}/2026-08-01`;
    await go('arrived')(ledger);
    expect(await codesOf(ledger, principals.member, theRotation, early)).toMatchObject({
      ConfirmArrival: 'DATE_ORDER',
      CompleteRotation: 'INVALID_TRANSITION',
    });
    expect(await codesOf(ledger, principals.member, theRotation)).toMatchObject({
      ConfirmArrival: 'INVALID_TRANSITION',
      ConfirmService: null,
      CompleteRotation: null,
    });
  });

  test('a council extends what the policy leaves to councils; a bureau must have a resolution where it says council', async () => {
    await before(ledger);
    const extends_ = async (who: Principal) => (await codesOf(ledger, who, theRotation))['ExtendRotation'];
    expect([await extends_(principals.council), await extends_(principals.bureau)]).toEqual([null, null]);
    await passed(ledger, 'RepealResolution', { resolutionId: `${group}.R1`, ...meeting });
    expect([await extends_(principals.council), await extends_(principals.bureau)]).toEqual(['NO_RESOLUTION', null]);
    await authority('COUNCIL')(ledger);
    expect(await extends_(principals.bureau)).toBe('NO_RESOLUTION');
  });
});

test('on a post: its school ends it, where it is none of a cadre', async () => {
  await go('employed', 'posted')(ledger);
  await passed(ledger, 'AssignPost', { personId, schoolId: school(1), kind: 'PRINCIPAL' });
  const cadre: Key = ['Post', `${personId}.P2`];
  const ends = async (who: Principal, key: Key) => (await codesOf(ledger, who, key))['EndPost'];
  expect([await ends(principals.bureau, thePost), await ends(principals.bureau, cadre)]).toEqual([null, null]);
  expect([await ends(principals.lead, thePost), await ends(principals.lead, cadre)]).toEqual([null, NOT_AUTHORISED]);
  expect(await ends(principals.member, thePost)).toBe(NOT_AUTHORISED);
  await passed(ledger, 'EndPost', { postId: post });
  expect(await ends(principals.lead, thePost)).toBe('INVALID_TRANSITION');
  expect(await answered(ledger, principals.anybody, thePost)).toEqual([]);
});
