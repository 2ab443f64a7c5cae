import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertValid } from '../../src/commands/schemas.js';
import { corrected, foldCorrected } from '../../src/domain/correction.js';
import { addDays, latest, type Day } from '../../src/domain/day.js';
import { deciders, type AnyDecider, type Command, type DomainEvent } from '../../src/domain/ledger.js';
import {
  careerOf,
  person,
  type Career,
  type Credit,
  type Person,
  type Rotation,
} from '../../src/domain/person/index.js';
import { daysUnder } from '../../src/domain/person/rotation.js';
import { anyCommand, commandTypes, type Pools, type Weights } from '../support/commands.js';
import { equal } from '../support/equal.js';
import { histories, sharesOf } from '../support/properties.js';
import { bureau, p, secretary } from './given.js';
import { append, decided, holds, inOrderAndApart, nth, timelinesOf, twice, World, written } from './histories.js';

const districtCode = '370103';
const school = (n: number): string => `${districtCode}.S${n}`;
const groupId = `${districtCode}.G1`;
/** The days on which anything happens, and those on which it is told. */
const DAYS = [
  '2021-09-01',
  '2021-10-01',
  '2021-12-01',
  '2022-01-31',
  '2022-02-01',
  '2022-06-30',
  '2022-08-31',
  '2022-09-01',
  '2023-02-01',
  '2023-08-31',
];
const TOLD = '2023-12-31';
/** Every value holds from one of these days until another. */
const everyDay = [
  ...new Set(
    ['2021-01-01', '2021-01-02', ...DAYS, '2024-08-31'].flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]),
  ),
].sort();

// --- the rules of a career, day by day, written a second time

/** Whether somebody is bound by a rotation on a day. */
const boundOn = ({ decided: decision, end, terms, to }: Rotation, day: Day): boolean => {
  if (!decision || end?.how === 'CANCELLED' || day < terms.from || day > to) return false;
  return end?.how === 'RECALLED' ? day < end.on : end?.how === 'COMPLETED' ? day <= end.on : true;
};
/** Whether it is a day that somebody served. */
const servedOn = (rotation: Rotation, day: Day): boolean => {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const term = month >= 9 || month === 1 ? 'FIRST' : 'SECOND';
  const schoolYear = month >= 9 ? year : year - 1;
  return (
    boundOn(rotation, day) &&
    rotation.arrivedOn !== undefined &&
    rotation.arrivedOn <= day &&
    !rotation.suspensions.some((one) => holds(one, day)) &&
    rotation.services.some((one) => one.schoolYear === schoolYear && one.term === term)
  );
};
const allDays = Array.from({ length: 1100 }, (_, index) => addDays('2021-09-01', index));

/** Every rule that is broken on some day, as `RULE what day`. */
const brokenInPerson = (state: Person): Set<string> => {
  const { employment, posts, rotations } = careerOf(state);
  const broken = new Set<string>();
  for (const day of everyDay) {
    const employers = employment.intervals.filter((one) => holds(one, day));
    const home = employers[0]?.value.homeSchoolId;
    if (employers.length > 1) broken.add(`TWO_EMPLOYERS ${day}`);
    const held = posts.filter((post) => holds(post, day));
    const bound = rotations.filter((rotation) => boundOn(rotation, day));
    if (employers.length === 0) {
      held.forEach(({ number }) => broken.add(`POST_WITHOUT_EMPLOYER ${number} ${day}`));
      bound.forEach(({ number }) => broken.add(`ROTATION_WITHOUT_EMPLOYER ${number} ${day}`));
    }
    for (const { number, terms } of bound) {
      const stays = terms.personnelRelation === 'STAYS';
      if (home !== (stays ? terms.fromSchoolId : terms.toSchoolId)) broken.add(`HOME ${number} ${day}`);
    }
    const shares = [...held.map(({ share = 0 }) => share), ...bound.map(({ terms }) => terms.share)];
    if (shares.reduce((sum, share) => sum + share, 0) > 100) broken.add(`SHARES ${day}`);
  }
  for (const { number, terms, decided: decision, arrivedOn } of rotations)
    if (decision && arrivedOn !== undefined && (arrivedOn < terms.from || terms.from < decision.on))
      broken.add(`ORDER ${number}`);
  return broken;
};

/**
 * What is recognised without ground, counted day by day: a day once for a purpose, thirty of them for a month. Whatever credits are taken
 * together, the days that were served for one or another of them are as many as their months need: then, and only then, they can be
 * parted so that each has its own (Hall).
 */
const creditsWithoutGround = ({ credits, rotations }: Pick<Career, 'credits' | 'rotations'>): string[] => {
  const daysOf = ({ rotations: numbers }: Credit): readonly Day[] => {
    const named = rotations.filter(({ number, end }) => numbers.includes(number) && end?.how === 'COMPLETED');
    return allDays.filter((day) => named.some((rotation) => servedOn(rotation, day)));
  };
  const early = credits.filter(
    ({ rotations: numbers, recognisedOn }) =>
      !numbers.every((number) => rotations.some((one) => one.number === number && one.end!.on <= recognisedOn)),
  );
  const short = subsetsOf(credits)
    .filter(([first, ...others]) => first && others.every(({ purpose }) => purpose === first.purpose))
    .filter((some) => new Set(some.flatMap(daysOf)).size < 30 * some.reduce((sum, { months }) => sum + months, 0));
  return [...early.map((one) => [one]), ...short].map((some) => written(some));
};
const subsetsOf = <T>([first, ...rest]: readonly T[]): readonly (readonly T[])[] =>
  first === undefined ? [[]] : subsetsOf(rest).flatMap((some) => [some, [first, ...some]]);

// --- random careers

const day = fc.constantFrom(...DAYS);
const pools: Pools = {
  PersonId: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 2, 3, 4).map(p),
  DistrictCode: fc.constant(districtCode),
  SchoolId: fc.constantFrom(1, 2, 2, 2, 3, 4).map(school),
  EmployerId: fc.constantFrom(districtCode, school(1), school(2)),
  employerId: fc.constantFrom(districtCode, school(1), school(2)),
  GroupId: fc.constant(groupId),
  groupId: fc.constant(groupId),
  Day: day,
  commitment: fc.constantFrom('a', 'b').map((letter) => letter.repeat(64)),
  scheme: fc.constantFrom('GROUP', 'GROUP', 'DISTRICT', 'SUPPORT'),
  share: fc.constantFrom(20, 40, 60),
  decidedBy: fc.constantFrom({ groupId, number: 1 }, { groupId, number: 1 }, { groupId, number: 2 }, undefined),
  personnelRelation: fc.constantFrom('STAYS', 'STAYS', 'STAYS', 'MOVES'),
  'RotateTeacher.rotation': fc.constantFrom(undefined, undefined, undefined, undefined, 1),
  'RotateTeacher.from': fc.constantFrom('2021-09-01', '2021-10-01', '2022-02-01', '2022-09-01'),
  'RotateTeacher.to': fc.constantFrom('2022-01-31', '2022-08-31', '2022-08-31', '2023-08-31'),
  'AssignPost.to': fc.constantFrom(undefined, undefined, '2022-08-31', '2023-08-31'),
  kind: fc.constantFrom('TEACHER', 'MIDDLE_LEADER', 'PRINCIPAL'),
  title: fc.constant(undefined),
  rotation: fc.constantFrom(1, 1, 2, 3),
  rotations: fc.constantFrom([1], [1], [2], [1, 2], [3]),
  post: fc.constantFrom(1, 1, 2, 3),
  'RotateTeacher.post': fc.constantFrom('TEACHER', undefined),
  'ProposeRotation.post': fc.constantFrom('TEACHER', undefined),
  schoolYear: fc.constantFrom(2021, 2021, 2022),
  weeklyLessons: fc.integer({ min: 1, max: 20 }),
  cycle: fc.constantFrom('2023', '２０２３', '2024'),
};
const weights: Weights = {
  ErasePerson: 0,
  AssignPost: 3,
  RotateTeacher: 20,
  ProposeRotation: 2,
  ConfirmArrival: 14,
  ConfirmService: 24,
  SuspendRotation: 4,
  ResumeRotation: 4,
  ExtendRotation: 4,
  CompleteRotation: 10,
  RecogniseCredit: 14,
};
const ofPersons = commandTypes.filter((type) => type in (person.commands as object));

/** A command and the day on which it is to have effect. */
interface Told {
  readonly command: Command;
  readonly on: Day;
}
type Telling = (world: World, day: Day) => Told;
const careerIn = (world: World, personId: string): Career =>
  careerOf(world.stream(`person-${personId}`).state as Person);

/** Terms that fit: a group where it is one within the group, a share of part of a week, from the home school, from that day on. */
const onTerms = (
  command: Extract<Command, { type: 'RotateTeacher' | 'ProposeRotation' }>,
  world: World,
  on: Day,
): Command => {
  const { share = 50, groupId: group = groupId, ...rest } = command;
  const first = latest(rest.from, on);
  const home = careerIn(world, rest.personId).employment.at(addDays(first, -1))?.homeSchoolId ?? rest.fromSchoolId;
  const isWithinGroup = rest.scheme === 'GROUP';
  const other = school(home === school(1) ? 2 : 1);
  const terms = {
    ...rest,
    from: first,
    to: latest(rest.to, first),
    fromSchoolId: home,
    toSchoolId: isWithinGroup && rest.toSchoolId !== school(4) ? other : rest.toSchoolId,
    ...(isWithinGroup ? { groupId: group } : {}),
    ...(rest.mode === 'PART_WEEK' ? { share } : {}),
  };
  if (isWithinGroup || terms.toSchoolId === school(4)) return terms;
  const { decidedBy: _, ...byBureau } = terms as typeof terms & { readonly decidedBy?: unknown };
  return byBureau;
};
/** A step of a rotation comes when it has begun, and somebody has arrived; the rest whenever it is told. */
const fitting = (command: Command, world: World, day: Day): Told => {
  if (command.type === 'RotateTeacher' || command.type === 'ProposeRotation')
    return { command: onTerms(command, world, day), on: day };
  if (command.type === 'Retire') return { command, on: latest(day, '2023-02-01') };
  if (!('rotation' in command) || command.rotation === undefined) return { command, on: day };
  const rotation = nth(careerIn(world, command.personId).rotations, command.rotation);
  if (!rotation) return { command, on: day };
  const first = command.type === 'CancelRotation' ? day : latest(day, rotation.terms.from, rotation.arrivedOn ?? '');
  return { command: { ...command, rotation: rotation.number }, on: first > rotation.to ? rotation.to : first };
};
const told: fc.Arbitrary<Telling> = anyCommand(pools, weights, ofPersons).map(
  (command) => (world, day) => fitting(command, world, day),
);

/** A fact of a person that is taken back, or told of another day, or with another last day. */
const correction: fc.Arbitrary<Telling> = fc
  .record({ n: fc.constantFrom(1, 1, 2), pick: fc.nat(30), on: day, to: day, isRetracted: fc.boolean() })
  .map(({ n, pick, on, to, isRetracted }): Telling => (world, day) => {
    const stream = `person-${p(n)}` as const;
    const { facts } = world.stream(stream);
    const revision = pick % facts.length;
    if (isRetracted) return { command: { type: 'RetractRecord', stream, revision }, on: day };
    const event = facts[revision]!.event as DomainEvent & { readonly to?: Day };
    const right = { ...event, ...(event.to === undefined ? {} : { to }) } as DomainEvent & Record<string, unknown>;
    return {
      command: { type: 'CorrectRecord', stream, revision, right, rightVersion: 1, rightEffectiveOn: on },
      on: day,
    };
  });

const step = fc.record({
  wish: fc.oneof({ weight: 12, arbitrary: told }, { weight: 1, arbitrary: correction }),
  day,
  actor: fc.constantFrom(bureau, bureau, bureau, secretary, { id: 'clerk', role: 'SCHOOL' } as const),
});

/** Three persons of a district, two of them employed by schools of the group whose council decided that they rotate. */
const begun = (): World => {
  const world = new World();
  const enter = (command: Command, on: Day, actor: typeof bureau | typeof secretary = bureau): void => {
    const { name, decision } = decided(world, command, on, actor, TOLD);
    if ('refused' in decision) throw new Error(`${command.type}: ${JSON.stringify(decision)}`);
    append(world, name, decision.accepted, on, actor, TOLD);
  };
  enter({ type: 'OpenDistrict', code: districtCode, name: '市中区' }, '2021-01-01');
  for (const n of [1, 2, 3, 4])
    enter(
      { type: 'RegisterSchool', districtId: districtCode, code: `S${n}`, name: `S${n} School`, phase: 'PRIMARY' },
      '2021-01-01',
    );
  for (const n of [1, 2, 3])
    enter({ type: 'RegisterPerson', personId: p(n), schoolId: school(1), commitment: 'c'.repeat(64) }, '2021-01-01');
  for (const n of [1, 2])
    enter({ type: 'Employ', personId: p(n), employerId: school(n), homeSchoolId: school(n) }, '2021-01-02');
  enter(
    {
      type: 'FormGroup',
      districtId: districtCode,
      code: 'G1',
      name: 'Alpha',
      form: 'GROUP',
      leadId: school(1),
      memberIds: [school(1), school(2)],
    },
    '2021-01-01',
  );
  for (const n of [1, 2])
    enter({ type: 'RecommendCouncilMember', groupId, schoolId: school(n), personId: p(n) }, '2021-01-02');
  enter(
    {
      type: 'AppointCouncil',
      groupId,
      memberIds: [p(1), p(2)],
      chairId: p(1),
      termFrom: '2021-02-01',
      termTo: '2024-01-31',
    },
    '2021-01-02',
  );
  enter(
    {
      type: 'AdoptResolution',
      groupId,
      kind: 'ROTATION',
      subject: '交流轮岗方案',
      heldOn: '2021-03-01',
      ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
      minutesNo: '纪要1号',
    },
    '2021-03-01',
  );
  // One rotation was served and another one of the same days is being, so that random steps find what may be recognised.
  for (const n of [1, 2])
    for (const rotation of [1, 2]) {
      const of = { personId: p(n), rotation };
      enter(
        {
          type: 'RotateTeacher',
          personId: p(n),
          scheme: 'GROUP',
          groupId,
          mode: 'PART_WEEK',
          share: 30,
          fromSchoolId: school(n),
          toSchoolId: school(3 - n),
          from: '2021-09-01',
          to: '2022-08-31',
          personnelRelation: 'STAYS',
          decidedBy: { groupId, number: 1 },
        },
        '2021-09-01',
      );
      enter({ type: 'ConfirmArrival', ...of }, rotation === 1 ? '2021-09-01' : '2021-10-01');
      enter({ type: 'ConfirmService', ...of, schoolYear: 2021, term: 'FIRST', weeklyLessons: 6 }, '2022-01-31');
      if (rotation === n) enter({ type: 'CompleteRotation', ...of }, '2022-08-31');
    }
  return world;
};

const all = histories(
  fc.array(step, { minLength: 30, maxLength: 90 }),
  (steps) => {
    let last = begun();
    const seen = steps.map(({ wish, day: first, actor }) => {
      const { command, on } = wish(last, first);
      const { name, decision } = decided(last, command, on, actor, TOLD);
      const before = last.stream(name).state as Person;
      const accepted = 'accepted' in decision ? decision.accepted : undefined;
      if (accepted) {
        last = new World(last);
        append(last, name, accepted, on, actor, TOLD);
      }
      return { command, name, on, actor, accepted, before, after: last.stream(name).state as Person };
    });
    return { seen, last };
  },
  0.5,
);
const personsIn = (world: World): { readonly state: Person; readonly facts: ReturnType<World['stream']>['facts'] }[] =>
  [1, 2, 3, 4].map((n) => world.stream(`person-${p(n)}`) as never);

describe('random careers', () => {
  test('postsWhileEmployed, rotationsWhileEmployed, homeStaysWhileRotating, sharesWithinWhole: no rule is broken on any day, nor has anybody two employers', () =>
    all(({ seen }) => {
      for (const { accepted, after } of seen) if (accepted) equal([...brokenInPerson(after)], []);
    }));

  test('creditsStandOnService: what is recognised was served, counted day by day, each day once for a purpose', () =>
    all(({ seen }) => {
      for (const { command, accepted, after } of seen)
        if (accepted && careerOf(after).credits.length > 0 && /Record|Recognise|ConfirmService/.test(command.type))
          equal(creditsWithoutGround(careerOf(after)), []);
    }));

  test('daysUnder: months stand on days exactly where these can be parted so that each credit has its own', () => {
    const term = fc.record({
      schoolYear: fc.constantFrom(2021, 2022),
      term: fc.constantFrom('FIRST' as const, 'SECOND' as const),
    });
    const served = fc.record({
      services: fc.array(term, { minLength: 1, maxLength: 3 }),
      arrivedOn: day,
      suspended: fc.option(day),
    });
    const one = fc.record({
      rotations: fc.subarray([1, 2, 3, 4], { minLength: 1 }),
      months: fc.integer({ min: 1, max: 9 }),
    });
    const rotationOf = (
      { services, arrivedOn, suspended }: typeof served extends fc.Arbitrary<infer T> ? T : never,
      index: number,
    ) =>
      ({
        number: index + 1,
        terms: { from: '2021-09-01' },
        to: '2023-08-31',
        decided: { on: '2021-09-01', by: 0 },
        extensions: [],
        arrivedOn,
        services,
        suspensions:
          suspended === null ? [] : [{ from: suspended, until: addDays(suspended, 45), value: 'OTHER', by: 0 }],
        end: { how: 'COMPLETED', on: '2023-08-31' },
      }) as unknown as Rotation;
    const seen = { stands: 0, falls: 0 };
    fc.assert(
      fc.property(
        fc.array(served, { minLength: 4, maxLength: 4 }),
        fc.array(one, { minLength: 2, maxLength: 4 }),
        (some, named) => {
          const rotations = some.map(rotationOf);
          const credits = named.map((credit, index): Credit => ({
            ...credit,
            purpose: 'TITLE',
            cycle: `${index}`,
            recognisedOn: '2023-09-01',
            by: 0,
          }));
          const stands = daysUnder(credits, rotations).every((days, index) => days === 30 * credits[index]!.months);
          equal(stands, creditsWithoutGround({ credits, rotations }).length === 0);
          seen[stands ? 'stands' : 'falls'] += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(seen.stands, seen.falls)).toBeGreaterThan(20);
  });

  test('a rotation, and a cycle in whatever width, counts once for a purpose', () =>
    all(({ last }) => {
      for (const { state } of personsIn(last)) {
        const { credits } = careerOf(state);
        equal(twice(credits.map(({ purpose, cycle }) => `${purpose} ${cycle.normalize('NFKC')}`)), []);
        equal(twice(credits.flatMap(({ purpose, rotations }) => rotations.map((one) => `${purpose} ${one}`))), []);
      }
    }));

  test('who decides is the council by its resolution on rotation, or the bureau; what it entered for the council says so', () =>
    all(({ seen }) => {
      for (const { actor, on, accepted = [] } of seen)
        for (const event of accepted) {
          if (event.type !== 'RotationDecided' && event.type !== 'RotationExtended') continue;
          equal(event.decidedBy?.number ?? 1, 1);
          equal(event.onBehalf, event.decidedBy && actor.role === 'BUREAU' ? 'COUNCIL' : undefined);
          if (!event.decidedBy) equal(actor.role, 'BUREAU');
          if (event.type === 'RotationDecided') equal(event.from >= on, true);
        }
    }));

  test('a school employs for itself only', () =>
    all(({ seen }) => {
      for (const { actor, accepted = [] } of seen)
        for (const event of accepted)
          if (actor.role === 'SCHOOL' && event.type === 'Employed') equal(event.employerId, event.homeSchoolId);
    }));

  test('the number of a post or a rotation is never given twice', () =>
    all(({ last }) => {
      for (const { facts } of personsIn(last)) {
        const given = facts.flatMap(({ event }) =>
          event.type === 'PostAssigned'
            ? [`P${event.post}`]
            : event.type === 'RotationProposed'
              ? [`R${event.rotation}`]
              : [],
        );
        equal(twice(given), []);
        const decisions = facts.flatMap(({ event }) => (event.type === 'RotationDecided' ? [`${event.rotation}`] : []));
        equal(twice(decisions), []);
      }
    }));

  test('a corrected career is the one that its right history leads to, told directly', () =>
    all(({ last }) => {
      for (const { state, facts } of personsIn(last)) {
        const right = corrected(facts as never).reduce(
          (before, fact) => person.evolve(before, fact as never),
          person.initial,
        );
        const { lastPost: _p, lastRotation: _r, ...career } = careerOf(state);
        expect(written(careerOf(right))).toContain(written(career).slice(1, -1));
        equal(written(foldCorrected(person as AnyDecider, facts)), written(state));
      }
    }));

  test('timelines are in order and apart; every event fits its schema, and a refusal changes nothing', () =>
    all(({ seen }) => {
      for (const { accepted, before, after } of seen) {
        if (!accepted) expect(after).toBe(before);
        accepted?.forEach((event) => expect(() => assertValid(event)).not.toThrow());
        equal(timelinesOf(after).every(inOrderAndApart), true);
      }
    }));

  test('the sequences are worth something: every command is accepted in one and refused in another', () => {
    const shares = sharesOf();
    const accepted = new Set<string>();
    const refused = new Set<string>();
    let months = 0;
    all(({ seen }) => {
      for (const { command, accepted: events } of seen) {
        shares.count(command.type, events !== undefined);
        (events ? accepted : refused).add(command.type);
        for (const event of events ?? []) months += event.type === 'CreditRecognised' ? event.months : 0;
      }
    });
    shares.show();
    const types = deciders.find(({ category }) => category === 'person')!.commands as object;
    const wanted = [...Object.keys(types), 'CorrectRecord', 'RetractRecord']
      .filter((type) => type !== 'ErasePerson')
      .sort();
    equal([...accepted].sort(), wanted);
    equal([...refused].sort(), wanted);
    expect(months).toBeGreaterThan(100);
  });
});
