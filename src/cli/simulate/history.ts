import type { Envelope, GivenCommand, Principal } from '../../commands/command.js';
import { addDays } from '../../domain/day.js';
import type { Day } from '../../domain/ledger.js';
import { appointCouncils } from './councils.js';
import { evaluate } from './evaluations.js';
import { fundYear } from './funds.js';
import { recordIndicators } from './indicators.js';
import { randomFrom } from './random.js';
import { changeRegister, openRegister } from './registers.js';
import { rotate } from './rotations.js';
import { changeStaff } from './staff.js';
import { dayIn, newWorld, SIMULATED, type Plan, type World } from './world.js';

/** The year in which every simulated ledger begins. */
export const FIRST_YEAR = 2005;
/** So that all lies in the past. */
export const MOST_YEARS = 20;
/** Codes that no district has. */
const FIRST_DISTRICT = 990_001;
export const MOST_DISTRICTS = 999;
/** The hours in which something is told: from eight in the morning in Shanghai, nine of them, in milliseconds. */
const [MORNING, HOURS] = ['T00:00:00.000Z', 9 * 3_600_000] as const;

/** A command as somebody gives it at an instant. */
export interface Step {
  readonly command: GivenCommand;
  readonly envelope: Envelope;
  readonly principal: Principal;
  /** RFC 3339, UTC. */
  readonly recordedAt: string;
}

export interface Simulated {
  readonly districts: number;
  readonly years: number;
  readonly seed: number;
  /** How many schools each district has in its first year; 100 to 250, by chance, unless given. */
  readonly schools?: number;
}

/** The commands of one district, by its number from 0 on, in the order in which they are given; the same for the same figures. */
export function* districtHistory(
  { years, seed, schools: given }: Simulated,
  district: number,
): Generator<Step, undefined> {
  const random = randomFrom(`district ${district} of ${seed}`);
  const schools = given ?? 100 + random.below(151);
  const plans = new Map<Day, Plan[]>();
  const world = newWorld(random, String(FIRST_DISTRICT + district), (day, act) => {
    const known = plans.get(day);
    if (known) known.push(act);
    else plans.set(day, [act]);
  });
  for (let year = FIRST_YEAR; year < FIRST_YEAR + years; year += 1) {
    planYear(world, year, schools);
    for (let day = dayIn(year, 1, 1); day <= dayIn(year, 12, 31); day = addDays(day, 1)) {
      const acts = plans.get(day);
      if (!acts) continue;
      plans.delete(day);
      yield* ofDay(world, day, acts);
    }
  }
}

/** What is planned for a day, spread over its hours in the order in which it was planned. */
function* ofDay(world: World, day: Day, acts: readonly Plan[]): Generator<Step, undefined> {
  const begins = Date.parse(`${day}${MORNING}`);
  const apart = Math.floor(HOURS / acts.length);
  for (const [index, act] of acts.entries()) {
    const ownId = world.random.uuid();
    const done = act(day, ownId);
    if (!done) continue;
    const { command, by, commandId = ownId, documentNo = world.nextDocumentNo(day), follows } = done;
    yield {
      command,
      envelope: { commandId, basis: [{ title: SIMULATED, documentNo }], effectiveOn: day, ...follows },
      principal: by,
      recordedAt: new Date(begins + index * apart).toISOString(),
    };
  }
}

const planYear = (world: World, year: number, schools: number): void => {
  if (year === FIRST_YEAR) openRegister(world, year, schools);
  else changeRegister(world, year);
  appointCouncils(world, year, FIRST_YEAR);
  fundYear(world, year, FIRST_YEAR);
  rotate(world, year);
  evaluate(world, year);
  for (const school of world.schools) {
    if (!school.group) continue;
    if (year > FIRST_YEAR) changeStaff(world, school, year);
    recordIndicators(world, school, year);
  }
};
