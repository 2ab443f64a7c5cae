import { addDays } from '../../domain/day.js';
import type { RotationCommand } from '../../domain/person/commands.js';
import { dayIn, unanimous, type Act, type Group, type School, type Staff, type World } from './world.js';

interface Going {
  readonly one: Staff;
  readonly home: School;
  readonly to: School;
  /** The number of the rotation among the person's. */
  readonly rotation: number;
  readonly terms: Terms;
  /** By the council of this group, or else by the bureau. */
  readonly group: Group | undefined;
}
type Terms = Omit<Extract<RotationCommand, { type: 'ProposeRotation' }>, 'type' | 'personId'>;
type Says<Command> = Command extends { readonly personId: string; readonly rotation: number }
  ? Omit<Command, 'personId' | 'rotation'>
  : never;

/** How many of the rotations go beyond the group, by the bureau. */
const BEYOND = 0.1;

/** The rotations of a school year: proposed in June, decided in July, a year from September on, what counts for reviews after that. */
export const rotate = (world: World, year: number): void => {
  const { random, plan } = world;
  for (const group of world.groups) {
    plan(dayIn(year, 7, 4), (day) => {
      group.resolutions += 1;
      return {
        command: {
          ...{ type: 'AdoptResolution', groupId: group.id, kind: 'ROTATION', subject: `${year}学年教师交流轮岗方案` },
          ...{ heldOn: day, ballot: unanimous(group), minutesNo: `模拟纪要${year}-${group.code}-轮岗` },
        },
        by: group.principal,
      };
    });
    for (const school of group.members)
      for (let count = 1 + random.below(3); count > 0; count -= 1)
        propose(world, group, school, year, addDays(dayIn(year, 6, 8), random.below(18)));
  }
};

const propose = (world: World, group: Group, home: School, year: number, on: string): void => {
  const { random, plan, groups } = world;
  plan(on, () => {
    const one = home.staff.find(({ kind, away }) => kind === 'TEACHER' && !away);
    const isBeyond = random.happens(BEYOND);
    const to = random.pick(isBeyond ? random.pick(groups).members : group.members);
    if (!one || to === home || home.group !== group) return undefined;
    // Who rotated comes last.
    home.staff.push(...home.staff.splice(home.staff.indexOf(one), 1));
    one.away = true;
    one.rotations += 1;
    const terms: Terms = {
      ...(isBeyond ? { scheme: 'DISTRICT' } : { scheme: 'GROUP', groupId: group.id }),
      ...(random.happens(0.1) ? { mode: 'PART_WEEK', share: 40 } : { mode: 'FULL_TIME' }),
      ...{ fromSchoolId: home.id, toSchoolId: to.id, subject: one.subject, personnelRelation: 'STAYS' },
      ...{ from: dayIn(year, 9, 1), to: dayIn(year + 1, 8, 31) },
    };
    const going = { one, home, to, rotation: one.rotations, terms, group: isBeyond ? undefined : group };
    decide(world, going, year);
    return { command: { type: 'ProposeRotation', personId: one.personId, ...terms }, by: home.principal };
  });
};

const decide = (world: World, going: Going, year: number): void => {
  const { random, plan, bureau } = world;
  const { one, home, rotation, terms, group } = going;
  const on = addDays(dayIn(year, 7, 6), random.below(12));
  if (random.happens(0.03)) {
    plan(on, () => {
      one.away = false;
      return step(going, home.principal, { type: 'CancelRotation' });
    });
    return;
  }
  plan(on, () => {
    const number = group?.resolutions;
    serve(world, going, year, number);
    return {
      command: {
        ...{ type: 'RotateTeacher', personId: one.personId, ...terms, rotation },
        ...(group && number !== undefined ? { decidedBy: { groupId: group.id, number } } : {}),
      },
      by: group?.principal ?? bureau('personnel'),
    };
  });
};

const step = ({ one, rotation }: Going, by: Act['by'], says: Says<RotationCommand>): Act => ({
  command: { ...says, personId: one.personId, rotation },
  by,
});

/** Arrived, confirmed in each term, completed; now and then suspended, called back or extended by a year. */
const serve = (world: World, going: Going, year: number, resolution: number | undefined): void => {
  const { random, plan, bureau } = world;
  const { one, home, to, group } = going;
  const decides = group?.principal ?? bureau('personnel');
  const receives = to.principal;
  const later = (day: string, span: number, by: Act['by'], says: Says<RotationCommand>): void =>
    plan(addDays(day, random.below(span)), () => step(going, by, says));
  const serveYear = (schoolYear: number): void => {
    const lessons = 8 + random.below(8);
    later(dayIn(schoolYear + 1, 1, 8), 12, receives, {
      ...{ type: 'ConfirmService', schoolYear, term: 'FIRST', weeklyLessons: lessons },
    });
    later(dayIn(schoolYear + 1, 6, 20), 14, receives, {
      ...{ type: 'ConfirmService', schoolYear, term: 'SECOND', weeklyLessons: lessons },
    });
  };
  const end = (schoolYear: number): void => {
    plan(dayIn(schoolYear + 1, 8, 31), () => {
      one.away = false;
      return step(going, receives, { type: 'CompleteRotation' });
    });
    if (random.happens(0.4)) recognise(world, going, schoolYear + 1);
  };
  later(dayIn(year, 9, 1), 4, receives, { type: 'ConfirmArrival' });
  if (random.happens(0.02)) {
    plan(addDays(dayIn(year, 10, 10), random.below(60)), () => {
      one.away = false;
      return step(going, decides, { type: 'RecallTeacher' });
    });
    return;
  }
  if (random.happens(0.03)) {
    later(dayIn(year, 10, 10), 20, home.principal, { type: 'SuspendRotation', cause: 'ILLNESS' });
    later(dayIn(year, 11, 10), 20, home.principal, { type: 'ResumeRotation' });
  }
  serveYear(year);
  if (!random.happens(0.05)) {
    end(year);
    return;
  }
  plan(dayIn(year + 1, 7, 8), () => {
    if (group && (home.group !== group || to.group !== group)) {
      end(year);
      return undefined;
    }
    serveYear(year + 1);
    end(year + 1);
    return step(going, decides, {
      ...{ type: 'ExtendRotation', to: dayIn(year + 2, 8, 31) },
      ...(group && resolution !== undefined ? { decidedBy: { groupId: group.id, number: resolution } } : {}),
    });
  });
};

const recognise = ({ random, plan, bureau }: World, { one, rotation }: Going, year: number): void =>
  plan(addDays(dayIn(year, 10, 8), random.below(40)), () => ({
    command: {
      ...{ type: 'RecogniseCredit', personId: one.personId, purpose: 'TITLE', cycle: String(year) },
      rotations: [rotation],
    },
    by: bureau('personnel'),
  }));
