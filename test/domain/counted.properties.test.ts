import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/domain/actor.js';
import type { Council, CouncilCommand, CouncilEvent } from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import { parameters } from '../support/properties.js';
import { charterOfMeeting, factsOf, meetingsIn, officeOf, sittingOn } from './counted-again.js';
import { bureau, p, secretary } from './given.js';
import type { World } from './histories.js';
import { append, begun, dayAt, decided, districtCode } from './histories.js';

const groupId = `${districtCode}.G1`;
const stream = `council-${groupId}`;
const ofTerm = { groupId, ordinal: 1 };
const half = { numerator: 1, denominator: 2, atLeast: false };

/** Who counted in each meeting that was told, counted from the facts: who sat, who chaired, whether in office, by which charter. */
const counted = (world: World): ReadonlyMap<number, string> => {
  const facts = factsOf<CouncilEvent>(world, stream);
  const { terms } = world.council('G1');
  return new Map(
    meetingsIn(facts).map((met) => {
      const { heldOn, ordinal } = met.meeting;
      const { from, last } = officeOf(facts, ordinal);
      const chair = terms.find((one) => one.ordinal === ordinal)?.chair.at(heldOn);
      const who = [...sittingOn(facts, ordinal, heldOn)].sort();
      return [
        met.revision,
        JSON.stringify([who, chair, from <= heldOn && heldOn <= last, charterOfMeeting(facts, met)?.quorum]),
      ];
    }),
  );
};

type Wish = (council: Council, heldOn: Day, n: number) => CouncilCommand;
const meetingOn = (council: Council, heldOn: Day) => {
  const sitting = new Set(
    (council.terms[0]?.seats ?? [])
      .filter(({ from, until }) => from <= heldOn && (until === undefined || heldOn < until))
      .map(({ value }) => value),
  );
  const ballot = { present: sitting.size, proxies: 0, recused: 0, for: sitting.size, against: 0, abstained: 0 };
  return { heldOn, minutesNo: '1', ballot };
};
const wishes: readonly Wish[] = [
  (council, heldOn) => ({
    type: 'AdoptResolution',
    groupId,
    kind: 'CULTURE',
    subject: '文化',
    ...meetingOn(council, heldOn),
  }),
  (council, heldOn, n) => ({
    type: 'AdoptCharter',
    groupId,
    quorum: n % 2 === 0 ? half : { numerator: 2, denominator: 3, atLeast: true },
    majority: half,
    termYears: 3,
    everySchoolSeated: true,
    otherSeats: 0,
    ...meetingOn(council, heldOn),
  }),
  (_council, _heldOn, n) => ({ type: 'AppointSubstitute', ...ofTerm, personId: p(1 + (n % 3)), asChair: n % 2 === 0 }),
  (_council, _heldOn, n) => ({ type: 'ResignSeat', ...ofTerm, personId: p(1 + (n % 3)) }),
  (_council, _heldOn, n) => ({ type: 'RemoveMember', ...ofTerm, personId: p(1 + (n % 3)) }),
  (_council, _heldOn, n) => ({ type: 'ExtendTerm', ...ofTerm, termTo: dayAt(8 + (n % 8)) }),
  () => ({ type: 'EndTerm', ...ofTerm }),
  (_council, _heldOn, n) => ({
    type: 'RecommendCouncilMember',
    groupId,
    schoolId: `${districtCode}.S${1 + (n % 2)}`,
    personId: p(1 + (n % 4)),
  }),
];
const step = fc.record({
  wish: fc.oneof(
    { weight: 4, arbitrary: fc.constant(wishes[0]!) },
    { weight: 6, arbitrary: fc.constantFrom(...wishes.slice(1)) },
  ),
  n: fc.nat(23),
  /** Days that pass before it is told, and by which it is dated back or ahead, and the meeting back. */
  later: fc.constantFrom(0, 0, 0, 0, 1),
  moved: fc.integer({ min: -3, max: 2 }),
  metBefore: fc.nat(3),
  actor: fc.constantFrom<Actor[]>(secretary, secretary, secretary, bureau),
});

test('whatever is told, day after day, nobody but the bureau changes who counted on the day of a meeting that was told', () => {
  const seen = { meetings: 0, changes: 0, refused: 0, byBureau: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 15, maxLength: 40 }), fc.nat(4), (steps, days) => {
      const world = begun();
      const { name, decision } = decided(
        world,
        {
          type: 'AdoptPolicy',
          districtId: districtCode,
          code: 'P1',
          title: '办法',
          documentNo: '1号',
          rules: { kind: 'BACKDATING', days },
        },
        dayAt(0),
        bureau,
        dayAt(0),
      );
      if ('accepted' in decision) append(world, name, decision.accepted, dayAt(0), bureau, dayAt(0));
      let today = dayAt(1);
      for (const { wish, n, later, moved, metBefore, actor } of steps) {
        today = addDays(today, later);
        const command = wish(world.council('G1'), addDays(today, -metBefore), n);
        const effectiveOn = addDays(today, moved);
        const before = counted(world);
        const { decision } = decided(world, command, effectiveOn, actor, today);
        if ('refused' in decision) {
          if (decision.refused.code === 'MEETING_HELD') seen.refused += 1;
          continue;
        }
        append(world, stream, decision.accepted, effectiveOn, actor, today);
        const after = counted(world);
        const changed = [...before].filter(([revision, who]) => after.get(revision) !== who);
        seen.meetings += after.size - before.size;
        seen.changes += 'heldOn' in command ? 0 : 1;
        if (actor.role === 'BUREAU') seen.byBureau += changed.length;
        else expect(changed).toEqual([]);
      }
    }),
    parameters(),
  );
  // The histories are worth something: councils met and changed, and were kept from changing, and the bureau did change who counted.
  expect(Object.entries(seen).filter(([, count]) => count <= 10)).toEqual([]);
  if (process.env['FC_SHOW']) process.stdout.write(`${JSON.stringify(seen)}\n`);
});
