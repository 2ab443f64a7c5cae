import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertValid } from '../../src/commands/schemas.js';
import type { Council } from '../../src/domain/council/index.js';
import type { Actor } from '../../src/domain/actor.js';
import { newViolation, type Decide } from '../../src/domain/decider.js';
import { district, type District, type DistrictEvent } from '../../src/domain/district/index.js';
import { personStream, splitId } from '../../src/domain/identity.js';
import { deciderOfStream, type Command } from '../../src/domain/ledger.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import {
  type State,
  RANGE,
  actsOfGovernment,
  always,
  append,
  begun,
  brokenInCouncil,
  brokenInDistrict,
  dayAt,
  decided,
  everyDay,
  identityOf,
  inOrderAndApart,
  isCorrectionCommand,
  leftBehind,
  membersOn,
  ofGroups,
  step,
  timelinesOf,
  written,
} from './histories.js';
import { equal } from '../support/equal.js';
import { parameters, sharesOf } from '../support/properties.js';

describe('whatever commands come, in whatever order of days', () => {
  test('no rule is broken on any day by an accepted command, except for what acts of government leave behind', () =>
    always(({ command, before, after, accepted }) => {
      if (!accepted || !('schools' in after || 'terms' in after)) return;
      const broken = (state: State): Set<string> =>
        'schools' in state ? brokenInDistrict(state) : brokenInCouncil(state as Council);
      const known = broken(before);
      const fresh = [...broken(after)].filter(
        (one) => !known.has(one) && !(actsOfGovernment.has(command.type) && leftBehind.test(one)),
      );
      if (fresh.length > 0) throw new Error(`${JSON.stringify(command)} breaks ${fresh.join(', ')}`);
    }));

  test('who forms or joins a group stays in it until the school closes or the group ends, where that is recorded, and no later closing forbids it', () => {
    let ended = 0;
    always(({ world, command, after, accepted, actor, day }) => {
      if (command.type !== 'FormGroup' && command.type !== 'AdmitSchool') return;
      if (!accepted) {
        const { decision } = decided(world, command, day, actor);
        return expect(decision).not.toMatchObject({ refused: { args: { rule: 'SCHOOL_CLOSED' } } });
      }
      const { schools, groups } = after as District;
      const { code, joining } =
        command.type === 'FormGroup'
          ? { code: command.code, joining: command.memberIds }
          : { code: splitId(command.groupId).code, joining: [command.schoolId] };
      const group = groups.get(code)!;
      for (const school of joining.map((id) => schools.get(splitId(id).code)!)) {
        const days = everyDay.filter((one) => one >= day);
        const stays = days.filter((one) => school.open.at(one) && group.living.at(one));
        equal(
          days.filter((one) => membersOn(group, one).includes(school.code)),
          stays,
        );
        if (command.type === 'FormGroup' && stays.length < days.length) ended += 1;
      }
    });
    expect(ended).toBeGreaterThan(0);
  });

  test('a rule that looks at what differs from the state before finds what a rule over the whole does', () => {
    const whole = district.invariants.map((rule) => (state: District) => rule(state));
    let broken = 0;
    always(({ command, before, actor, day }) => {
      if (!('schools' in before) || isCorrectionCommand(command)) return;
      const recordedOn = dayAt(RANGE);
      const context = { effectiveOn: day, recordedOn, actor, hasDocument: true, references: {}, policies: noPolicies };
      const { decide } = district.commands[command.type as keyof typeof district.commands] as {
        readonly decide: Decide<Command, District, DistrictEvent>;
      };
      const proposed = decide(command, context, before);
      if ('refused' in proposed) return;
      const after = proposed.accepted.reduce(
        (state, event, index) =>
          district.evolve(state, { event, revision: 1000 + index, effectiveOn: day, recordedOn, actor }),
        before,
      );
      const refusal = newViolation(whole, before, after, day, command);
      equal(newViolation(district.invariants, before, after, day, command), refusal);
      if (refusal) broken += 1;
    });
    expect(broken).toBeGreaterThan(0);
  });

  test("what a group decides changes no school's legal person, name, kind, ownership or affiliation", () =>
    always(({ command, before, after, accepted }) => {
      if (accepted && ofGroups.has(command.type)) equal(identityOf(after as District), identityOf(before as District));
    }));

  test('a legal person never changes, nor does a code come back', () =>
    always(({ before, after }) => {
      if (before === after || !('schools' in before) || !('schools' in after)) return;
      for (const [code, { legalPerson, kind, ownership, partOfCode }] of before.schools)
        expect(after.schools.get(code)).toMatchObject({ legalPerson, kind, ownership, partOfCode });
      for (const [code, { form }] of before.groups) equal(after.groups.get(code)?.form, form);
    }));

  test('neither a refusal nor a decision changes the state it looks at', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const world = begun();
        for (const { wish, day, actor } of steps) {
          const command = wish(world, day);
          const all = (): string =>
            written(
              [...world.streams].filter(([, { facts }]) => facts.length > 0).map(([name, { state }]) => [name, state]),
            );
          const before = all();
          const { name, decision } = decided(world, command, day, actor);
          equal(all(), before);
          if ('accepted' in decision) append(world, name, decision.accepted, day, actor);
        }
      }),
      parameters(1 / 4),
    );
  });

  test('an accepted command gives at least one event, and every event fits its schema', () =>
    always(({ accepted }) => {
      if (!accepted) return;
      expect(accepted.length).toBeGreaterThan(0);
      for (const event of accepted) assertValid(event);
    }));

  test('the fold of the same facts gives the same state', () =>
    always(
      () => undefined,
      (world) => {
        for (const [name, { facts, state }] of world.streams) {
          const { initial, evolve } = deciderOfStream(name)!;
          const folded = (): State => facts.reduce((before, fact) => evolve(before, fact) as State, initial as State);
          equal(written(folded()), written(state));
          equal(written(folded()), written(folded()));
        }
      },
    ));

  test('intervals of a timeline are in order, apart and never empty', () =>
    always(({ after }) => {
      equal(
        timelinesOf(after).filter((one) => !inOrderAndApart(one)),
        [],
      );
    }));

  test('those appointed were recommended by member schools, and no member school goes without a seat', () =>
    always(({ world, stream, accepted, before }) => {
      for (const event of accepted ?? []) {
        if (event.type !== 'CouncilAppointed') continue;
        const group = world.district.groups.get(stream.slice(stream.indexOf('.') + 1))!;
        equal(
          [...new Set(event.seats.map(({ schoolCode: code }) => code))].sort(),
          membersOn(group, event.termFrom).sort(),
        );
        for (const { personId, schoolCode: code } of event.seats) {
          equal(
            (before as Council).recommendations.some((one) => one.value === personId && one.schoolCode === code),
            true,
          );
        }
      }
    }));

  test("who is recommended or takes a seat is registered by then, in the group's district, and not erased", () =>
    always(({ world, accepted }) => {
      for (const event of accepted ?? []) {
        const persons =
          event.type === 'CouncilAppointed'
            ? event.seats.map(({ personId }) => personId)
            : event.type === 'SubstituteAppointed' || event.type === 'MemberRecommended'
              ? [event.personId]
              : [];
        for (const one of persons)
          expect(world.stream(personStream(one)).state).toMatchObject({
            status: 'REGISTERED',
            schoolId: expect.stringMatching(/^370103\./) as unknown,
          });
      }
    }));

  test('a filing is answered once, and never by who filed', () =>
    always(
      () => undefined,
      (world) => {
        for (const [, { facts }] of world.streams) {
          const open = new Map<number, Actor>();
          for (const { event, actor } of facts) {
            if (event.type === 'CouncilFiled') open.set(event.ordinal, actor);
            if (event.type !== 'FilingAccepted' && event.type !== 'FilingReturned') continue;
            equal(open.has(event.ordinal) && open.get(event.ordinal)?.id !== actor.id, true);
            open.delete(event.ordinal);
          }
        }
      },
    ));

  test('nothing follows the erasure of a person', () =>
    always(
      () => undefined,
      (world) => {
        for (const [name, { facts }] of world.streams) {
          if (!name.startsWith('person-')) continue;
          const erasedAt = facts.findIndex(({ event }) => event.type === 'PersonErased');
          equal(facts.slice(erasedAt < 0 ? facts.length : erasedAt + 1), []);
        }
      },
    ));

  test('the sequences are worth something: every command is accepted in one and refused in another, and rules over time refuse', () => {
    const accepted = new Set<string>();
    const refused = new Set<string>();
    const shares = sharesOf();
    let broken = 0;
    let all = 0;
    let took = 0;
    always(({ command, accepted: events, after }) => {
      (events ? accepted : refused).add(command.type);
      shares.count(command.type, events !== undefined);
      all += 1;
      took += events ? 1 : 0;
      if (events && actsOfGovernment.has(command.type) && brokenInDistrict(after as District).size > 0) broken += 1;
    });
    shares.show();
    equal(
      [...refused].filter((type) => !accepted.has(type) && type !== 'OpenDistrict'),
      [],
    );
    equal(
      [...accepted].filter((type) => !refused.has(type)),
      [],
    );
    expect(took / all).toBeGreaterThan(0.1);
    expect(broken).toBeGreaterThan(20);
  });
});
