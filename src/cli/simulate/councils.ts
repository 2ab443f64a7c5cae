import { addDays } from '../../domain/day.js';
import { dayIn, unanimous, type Group, type School, type Staff, type World } from './world.js';

const TERM_YEARS = 3;

/** Who sits for a school: its principal and its vice principal by turns. */
const seatFor = (school: School, ordinal: number): Staff => school.staff[(ordinal - 1) % 2]!;

/** Every three years each group has a council: recommended, appointed, filed and accepted, with a charter from its first day on. */
export const appointCouncils = (world: World, year: number, firstYear: number): void => {
  if ((year - firstYear) % TERM_YEARS !== 0) return;
  for (const group of world.groups) appoint(world, group, year);
};

const appoint = (world: World, group: Group, year: number): void => {
  const { random, plan, bureau } = world;
  const { id: groupId, principal, lead } = group;
  const isFirst = group.ordinal === 0;
  const ordinal = group.ordinal + 1;
  const from = dayIn(year, 3, 20);
  const seats = new Map<School, Staff>();
  // Whoever is a member then: the register changes before March alone.
  plan(dayIn(year, 2, 20), () => {
    for (const school of group.members) {
      const one = seatFor(school, ordinal);
      seats.set(school, one);
      plan(addDays(dayIn(year, 3, 1), random.below(5)), () => ({
        command: { type: 'RecommendCouncilMember', groupId, schoolId: school.id, personId: one.personId },
        by: isFirst ? school.principal : bureau('council'),
      }));
    }
    return undefined;
  });
  plan(dayIn(year, 3, 10), () => ({
    command: {
      ...{ type: 'AppointCouncil', groupId, chairId: seats.get(lead)!.personId },
      memberIds: [...seats.values()].map(({ personId }) => personId),
      ...{ termFrom: from, termTo: dayIn(year + TERM_YEARS, 3, 19) },
    },
    by: isFirst ? lead.principal : principal,
  }));
  file(world, group, dayIn(year, 3, 12), ordinal);
  plan(from, (day) => {
    group.ordinal = ordinal;
    group.seats.clear();
    for (const [school, one] of seats) group.seats.set(school, one);
    if (!isFirst) return undefined;
    return {
      command: {
        ...{ type: 'AdoptCharter', groupId, termYears: TERM_YEARS, everySchoolSeated: true, otherSeats: 0 },
        quorum: { numerator: 2, denominator: 3, atLeast: true },
        majority: { numerator: 1, denominator: 2, atLeast: false },
        ...{ heldOn: day, ballot: unanimous(group), minutesNo: `模拟纪要${year}-${group.code}-0` },
      },
      by: principal,
    };
  });
};

/** The council is filed with the bureau, where somebody else takes note of it. */
const file = (
  { plan, bureau, nextDocumentNo }: World,
  { id: groupId, lead }: Group,
  on: string,
  ordinal: number,
): void => {
  plan(on, () => ({ command: { type: 'FileCouncil', groupId, ordinal }, by: lead.principal }));
  plan(addDays(on, 4), (day) => ({
    command: { type: 'AcceptFiling', groupId, ordinal, documentNo: nextDocumentNo(day) },
    by: bureau('filing'),
  }));
};

/** A school that joined recommends somebody, who takes a seat. */
export const substitute = (world: World, group: Group, school: School, on: string): void => {
  const { plan } = world;
  const { id: groupId, ordinal, principal } = group;
  let one: Staff | undefined;
  plan(on, () => {
    one = seatFor(school, ordinal);
    return {
      command: { type: 'RecommendCouncilMember', groupId, schoolId: school.id, personId: one.personId },
      by: school.principal,
    };
  });
  plan(addDays(on, 1), () => {
    group.seats.set(school, one!);
    return { command: { type: 'AppointSubstitute', groupId, ordinal, personId: one!.personId }, by: principal };
  });
  file(world, group, addDays(on, 2), ordinal);
};

/** Who sits for a school that left loses the seat. */
export const removal = (world: World, group: Group, school: School, on: string): void => {
  const { ordinal, id: groupId } = group;
  world.plan(on, () => {
    const { personId } = group.seats.get(school)!;
    group.seats.delete(school);
    return { command: { type: 'RemoveMember', groupId, ordinal, personId }, by: world.bureau('council') };
  });
  file(world, group, addDays(on, 1), ordinal);
};
