import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsAllow } from '../../src/commands/permissions.js';
import type { Actor } from '../../src/domain/actor.js';
import { foldCorrected } from '../../src/domain/correction.js';
import {
  council as decider,
  type Council,
  type CouncilCommand,
  type CouncilEvent,
} from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import type { Command } from '../../src/domain/ledger.js';
import { councilFindings } from '../../src/projections/council/findings.js';
import type { About } from '../../src/projections/due.js';
import { equal } from '../support/equal.js';
import { parameters } from '../support/properties.js';
import { charterOfMeeting, factsOf, meetingsIn, officeOf, sittingOn } from './counted-again.js';
import { bureau, p, secretary } from './given.js';
import type { World } from './histories.js';
import { append, begun, dayAt, decided, districtCode, isCorrectionCommand } from './histories.js';

const groupId = `${districtCode}.G1`;
const stream = `council-${groupId}`;
const ofTerm = { groupId, ordinal: 1 };
const half = { numerator: 1, denominator: 2, atLeast: false };
const everybody = { numerator: 1, denominator: 1, atLeast: true };

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
/** What was asked for in each meeting. */
const askedIn = (world: World): ReadonlyMap<number, string> =>
  new Map(
    meetingsIn(factsOf<CouncilEvent>(world, stream)).map(({ revision, meeting: { quorum, majority, caretaker } }) => [
      revision,
      JSON.stringify([quorum, majority, caretaker]),
    ]),
  );
/** The meetings of which something that both know is otherwise than before; `without` is one that was put right itself. */
const changedIn = (
  before: ReadonlyMap<number, string>,
  after: ReadonlyMap<number, string>,
  without: number | undefined,
): readonly number[] =>
  [...before].flatMap(([revision, what]) => (revision === without || after.get(revision) === what ? [] : [revision]));

/** Of each meeting that is a finding for who counted: the revisions of its records. */
const foundIn = (world: World): ReadonlyMap<number, readonly number[]> => {
  const { facts } = world.stream(stream);
  const entries = facts.map((fact) => ({
    ...fact,
    position: fact.revision + 1,
    metadata: { recordedAt: `${fact.recordedOn}T04:00:00.000Z` },
  }));
  const read = {
    stateAt: (_stream: string, position: number) => foldCorrected(decider, facts.slice(0, position)),
    events: { ofStream: () => entries },
  };
  const about = { read, group: { key: groupId }, moment: { position: facts.length, effectiveOn: dayAt(99) } };
  const found = councilFindings
    .find(({ rule }) => rule === 'MEETING_ELECTORATE_CHANGED')!
    .find(about as unknown as About);
  return new Map(found.map(({ records: [met = 0, ...others] }) => [met - 1, others.map((position) => position - 1)]));
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

/** A fact of the council's never was, or was on another day, of another person, or otherwise. */
const correctionOf = (world: World, n: number, today: Day): Command | undefined => {
  const all = factsOf<CouncilEvent>(world, stream);
  const counting = all.filter(({ event }) => !/Recommend|Resolution/.test(event.type));
  const facts = n % 11 === 0 ? all : counting;
  const wrong = facts[n % Math.max(1, facts.length)];
  if (!wrong) return undefined;
  const { event, revision, effectiveOn } = wrong;
  // Without the appointment nothing would be left to change.
  if (n % 5 < 2 && event.type !== 'CouncilAppointed') return { type: 'RetractRecord', stream, revision };
  const person = { personId: p(1 + (n % 4)) };
  const right: CouncilEvent =
    event.type === 'CharterAdopted'
      ? { ...event, quorum: n % 2 === 0 ? half : everybody }
      : event.type === 'TermExtended'
        ? { ...event, termTo: dayAt(4 + (n % 12)) }
        : event.type === 'CouncilAppointed'
          ? n % 2 === 0
            ? { ...event, chairId: event.seats[n % event.seats.length]!.personId }
            : { ...event, termFrom: dayAt(n % 4) }
          : 'personId' in event && n % 2 === 0
            ? { ...event, ...person }
            : event;
  const rightEffectiveOn = addDays(effectiveOn, (n % 7) - 3);
  return {
    type: 'CorrectRecord',
    stream,
    revision,
    right: { ...right, ...('heldOn' in right && n % 2 === 0 ? { heldOn: addDays(today, -(n % 4)) } : {}) },
    rightVersion: 1,
    ...(n % 3 === 0 ? { rightEffectiveOn } : {}),
  };
};
/** The minutes of a resolution bear another number: whatever the policy says since, that is put right. */
const minutesOf = (world: World, n: number): Command | undefined => {
  const met = factsOf<CouncilEvent>(world, stream).filter(({ event }) => event.type === 'ResolutionAdopted');
  const wrong = met[n % Math.max(1, met.length)];
  return (
    wrong && {
      type: 'CorrectRecord',
      stream,
      revision: wrong.revision,
      right: { ...wrong.event, minutesNo: `纪要${world.stream(stream).facts.length}` },
      rightVersion: 1,
    }
  );
};
/** A policy QUORUM is adopted, or one that was is put right or never was. */
const policyWish = (world: World, n: number): Command => {
  const name = `policy-${districtCode}`;
  const { facts } = world.stream(name);
  const wrong = facts[1 + (n % Math.max(1, facts.length - 1))];
  const share = [half, everybody, { numerator: 1, denominator: 3, atLeast: true }][n % 3]!;
  const rules = { kind: 'QUORUM' as const, quorum: share, majority: half };
  if (!wrong || wrong.event.type !== 'PolicyAdopted' || n % 3 === 0)
    return { type: 'AdoptPolicy', districtId: districtCode, code: `Q${n}`, title: '议事', documentNo: '2号', rules };
  return n % 5 === 0
    ? { type: 'RetractRecord', stream: name, revision: wrong.revision }
    : {
        type: 'CorrectRecord',
        stream: name,
        revision: wrong.revision,
        right: { ...wrong.event, rules },
        rightVersion: 1,
      };
};
type Told = (world: World, n: number, today: Day, heldOn: Day) => Command | undefined;
const ofCouncil =
  (wish: Wish): Told =>
  (world, n, _today, heldOn) =>
    wish(world.council('G1'), heldOn, n);
const step = fc.record({
  tell: fc.oneof(
    { weight: 8, arbitrary: fc.constant(ofCouncil(wishes[0]!)) },
    { weight: 12, arbitrary: fc.constantFrom(...wishes.slice(1).map(ofCouncil)) },
    { weight: 6, arbitrary: fc.constant<Told>(correctionOf) },
    { weight: 1, arbitrary: fc.constant<Told>(minutesOf) },
    { weight: 2, arbitrary: fc.constant<Told>(policyWish) },
  ),
  n: fc.nat(209),
  /** Days that pass before it is told, and by which it is dated back or ahead, and the meeting back. */
  later: fc.constantFrom(0, 0, 0, 0, 1),
  moved: fc.integer({ min: -3, max: 2 }),
  metBefore: fc.nat(3),
  actor: fc.constantFrom<Actor[]>(secretary, bureau),
  hasDocument: fc.constantFrom(true, true, true, true, false),
});

test('whatever is told or put right, day after day, nobody but the bureau on a document changes who counted in a meeting that was told, and then it is a finding; nothing changes what was asked for', () => {
  const seen = { meetings: 0, changes: 0, refused: 0, byBureau: 0, byCorrection: 0, minutes: 0, policies: 0 };
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
      for (const { tell, n, later, moved, metBefore, actor: teller, hasDocument } of steps) {
        today = addDays(today, later);
        const command = tell(world, n, today, addDays(today, -metBefore));
        if (!command) continue;
        // What the council may not even ask for is told by the bureau.
        const mayTell = claimsAllow({ actor: teller, district: districtCode, group: groupId }, command);
        const actor = mayTell ? teller : bureau;
        const effectiveOn = isCorrectionCommand(command) ? today : addDays(today, moved);
        const [who, asked] = [counted(world), askedIn(world)];
        const { name: told, decision } = decided(world, command, effectiveOn, actor, today, hasDocument);
        if (tell === minutesOf && hasDocument) {
          expect(decision).toMatchObject({ accepted: [{ type: 'RecordCorrected' }] });
          seen.minutes += 1;
        }
        if ('refused' in decision) {
          if (decision.refused.code === 'MEETING_HELD') seen.refused += 1;
          continue;
        }
        const first = world.stream(told).facts.length;
        append(world, told, decision.accepted, effectiveOn, actor, today);
        const putRight = isCorrectionCommand(command) && told === stream ? command.revision : undefined;
        const after = counted(world);
        equal(changedIn(asked, askedIn(world), putRight), []);
        const changed = changedIn(who, after, putRight);
        if (changed.length > 0) {
          equal([told, actor.role, hasDocument], [stream, 'BUREAU', true]);
          const found = foundIn(world);
          for (const revision of changed)
            equal(
              found.get(revision)?.some((record) => record >= first),
              true,
            );
        }
        seen.meetings += Math.max(0, after.size - who.size);
        seen.changes += told === stream && !('heldOn' in command) && putRight === undefined ? 1 : 0;
        seen.byBureau += putRight === undefined ? changed.length : 0;
        seen.byCorrection += putRight === undefined ? 0 : changed.length;
        seen.policies += told !== stream && who.size > 0 ? 1 : 0;
      }
    }),
    parameters(),
  );
  // The histories are worth something: councils met and changed, and were kept from changing, and the bureau did change who counted.
  if (process.env['FC_SHOW']) process.stdout.write(`${JSON.stringify(seen)}\n`);
  expect(Object.entries(seen).filter(([, count]) => count <= 10)).toEqual([]);
});
