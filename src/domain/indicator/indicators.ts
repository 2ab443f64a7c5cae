import type { SchoolPhase } from '../district/events.js';
import { MOST_FEN } from '../money.js';

/** The years of a school that its statistics count apart (学段). */
export type TeachingPhase = 'KINDERGARTEN' | 'PRIMARY' | 'JUNIOR' | 'SENIOR';

/** What is counted phase by phase. */
export type PhaseIndicator =
  'ENROLMENT' | 'CLASSES' | 'TEACHERS' | 'TEACHERS_ABOVE_REQUIRED_DEGREE' | 'BACKBONE_TEACHERS' | 'PE_ARTS_TEACHERS';
/** What the phases of a school share. */
export type SharedIndicator = 'TEACHING_AREA' | 'SPORTS_AREA' | 'EQUIPMENT_VALUE' | 'MULTIMEDIA_CLASSROOMS';
export type Indicator = PhaseIndicator | SharedIndicator;
/** In what a figure is counted: areas in square decimetres, a hundredth of a square metre, so that they are whole numbers too. */
export type Unit = 'PERSONS' | 'CLASSES' | 'ROOMS' | 'SQUARE_DECIMETRES' | 'FEN';

interface Kind {
  readonly unit: Unit;
  /** The largest figure that is believed: more than any school has. */
  readonly most: number;
  readonly perPhase: boolean;
}
const persons = (most: number): Kind => ({ unit: 'PERSONS', most, perPhase: true });
const area: Kind = { unit: 'SQUARE_DECIMETRES', most: 1_000_000_000, perPhase: false };

/** Every indicator that is recorded, as the annual statistics (教育事业统计) ask for it. [D] */
export const indicators: Readonly<Record<Indicator, Kind>> = {
  ENROLMENT: persons(100_000),
  CLASSES: { unit: 'CLASSES', most: 10_000, perPhase: true },
  TEACHERS: persons(10_000),
  TEACHERS_ABOVE_REQUIRED_DEGREE: persons(10_000),
  BACKBONE_TEACHERS: persons(10_000),
  PE_ARTS_TEACHERS: persons(10_000),
  TEACHING_AREA: area,
  SPORTS_AREA: area,
  EQUIPMENT_VALUE: { unit: 'FEN', most: MOST_FEN, perPhase: false },
  MULTIMEDIA_CLASSROOMS: { unit: 'ROOMS', most: 10_000, perPhase: false },
};
export const indicatorNames = Object.keys(indicators) as readonly Indicator[];
/** More than any school asks. */
export const MOST_ASKED = 1_000_000;

/** The phases that a school of the register teaches, each of which it counts apart. */
export const phasesOf: Readonly<Record<SchoolPhase, readonly TeachingPhase[]>> = {
  KINDERGARTEN: ['KINDERGARTEN'],
  PRIMARY: ['PRIMARY'],
  JUNIOR: ['JUNIOR'],
  NINE_YEAR: ['PRIMARY', 'JUNIOR'],
  SENIOR: ['SENIOR'],
  COMPLETE_SECONDARY: ['JUNIOR', 'SENIOR'],
  TWELVE_YEAR: ['PRIMARY', 'JUNIOR', 'SENIOR'],
  SPECIAL: ['PRIMARY', 'JUNIOR'],
};
