import type { GivenCommand, PersonDetails, Principal } from '../../commands/command.js';
import { groupId, schoolId } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import type { SchoolPhase } from '../../domain/district/events.js';
import type { Random } from './random.js';

/** Somebody who is entered: of a school's staff those who lead it, rotate, or sit in a council. */
export interface Staff {
  readonly personId: string;
  readonly details: PersonDetails;
  readonly kind: 'PRINCIPAL' | 'VICE_PRINCIPAL' | 'TEACHER';
  readonly subject: string;
  /** The year in which the person was entered. */
  readonly since: number;
  rank: number;
  post: number;
  /** Whether a rotation is proposed or goes on. */
  away: boolean;
  rotations: number;
}

export interface School {
  readonly code: string;
  readonly id: string;
  readonly phase: SchoolPhase;
  readonly principal: Principal;
  group: Group | undefined;
  isOpen: boolean;
  /** Without those who retired or left for another school. */
  readonly staff: Staff[];
  /** The last voucher of its books. */
  vouchers: number;
}

export interface Group {
  readonly code: string;
  readonly id: string;
  readonly principal: Principal;
  readonly lead: School;
  readonly members: School[];
  /** The last term of its council, and who holds its seats, by the school that recommended them. */
  ordinal: number;
  readonly seats: Map<School, Staff>;
  /** The last resolution of its council. */
  resolutions: number;
  /** What the last year carried out, in fen. */
  carried: { readonly fen: number; readonly commandId: string; readonly documentNo: string } | undefined;
}

/** What somebody does on a day. */
export interface Act {
  readonly command: GivenCommand;
  readonly by: Principal;
  /** Its paper, where that is not the next one. */
  readonly documentNo?: string;
  /** Of a follow-up: its own id, the event that it follows, and the command that it all began with. */
  readonly commandId?: string;
  readonly follows?: { readonly causationId: string; readonly correlationId: string };
}

/** Decides on its day what is done, by what is so then; nothing, where there is nothing to do. Its command's id is there before it. */
export type Plan = (day: Day, commandId: string) => Act | undefined;

/** One district as the simulation knows it. What the ledger knows of it besides is the ledger's. */
export interface World {
  readonly random: Random;
  readonly code: string;
  readonly schools: School[];
  readonly groups: Group[];
  /** An officer of the bureau; one for each thing that two have to do. */
  readonly bureau: (name: string) => Principal;
  readonly nextDocumentNo: (day: Day) => string;
  /** Has something done on a day to come. */
  readonly plan: (day: Day, act: Plan) => void;
}

/** What comes with every simulated command, so that nobody takes it for the real thing. */
export const SIMULATED = '模拟资料（并非真实文件）';

export const newWorld = (random: Random, code: string, plan: World['plan']): World => {
  const officers = new Map<string, Principal>();
  let document = 0;
  return {
    random,
    code,
    schools: [],
    groups: [],
    bureau: (name) => {
      const known = officers.get(name);
      if (known) return known;
      const officer: Principal = { actor: { id: `bureau-${code}-${name}`, role: 'BUREAU' }, district: code };
      officers.set(name, officer);
      return officer;
    },
    nextDocumentNo: (day) => `模拟〔${day.slice(0, 4)}〕${(document += 1)}号`,
    plan,
  };
};

export const newSchool = (district: string, code: string, phase: SchoolPhase): School => {
  const id = schoolId(district, code);
  const principal: Principal = { actor: { id: `school-${id}`, role: 'SCHOOL' }, district, school: id };
  return { code, id, phase, principal, group: undefined, isOpen: false, staff: [], vouchers: 0 };
};

export const newGroup = (district: string, code: string, members: readonly School[]): Group => {
  const id = groupId(district, code);
  const principal: Principal = { actor: { id: `council-${id}`, role: 'COUNCIL' }, district, group: id };
  return {
    ...{ code, id, principal, lead: members[0]!, members: [...members], ordinal: 0, seats: new Map(), resolutions: 0 },
    carried: undefined,
  };
};

/** Everybody is there, one by proxy where there are three, and agrees. */
export const unanimous = ({ seats: { size } }: Group) => {
  const proxies = size > 2 ? 1 : 0;
  return { present: size - proxies, proxies, recused: 0, for: size, against: 0, abstained: 0 };
};

/** A day of a year: `dayIn(2011, 9, 1)`. */
export const dayIn = (year: number, month: number, day: number): Day =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
