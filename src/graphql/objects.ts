import type { Row } from '../projections/read-model.js';
import type { Context } from './context.js';
import { Council, CouncilSeat, Recommendation } from './council/types.js';
import { District } from './district/types.js';
import { Fund } from './fund/types.js';
import { EducationGroup, Membership } from './group/types.js';
import { LedgerEvent } from './ledger/event.js';
import { Person } from './person/types.js';
import { Policy } from './policy/types.js';
import { Resolution } from './resolution/types.js';
import { School } from './school/types.js';
import type { At } from './shared/at.js';
import { isPosition, type NodeType } from './shared/ids.js';
import type { Node } from './shared/node.js';

// Objects by their stable keys, at a moment; null where nothing is known of them at its position.

const made = <R extends Row, N>(Type: new (row: R, at: At) => N, row: R | undefined, at: At): N | null =>
  row ? new Type(row, at) : null;

export const districtAt = ({ read }: Context, key: string, at: At): District | null =>
  made(District, read.districts.byKey(key, at.position), at);
export const schoolAt = ({ read }: Context, key: string, at: At): School | null =>
  made(School, read.schools.byKey(key, at.position), at);
export const groupAt = ({ read }: Context, key: string, at: At): EducationGroup | null =>
  made(EducationGroup, read.groups.byKey(key, at.position), at);
export const membershipAt = ({ read }: Context, key: string, at: At): Membership | null =>
  made(Membership, read.memberships.byKey(key, at.position), at);
export const councilAt = ({ read }: Context, key: string, at: At): Council | null =>
  made(Council, read.councils.byKey(key, at.position), at);
export const recommendationAt = ({ read }: Context, key: string, at: At): Recommendation | null =>
  made(Recommendation, read.recommendations.byKey(key, at.position), at);
export const personAt = ({ read }: Context, key: string, at: At): Person | null =>
  made(Person, read.persons.byKey(key, at.position), at);
export const resolutionAt = ({ read }: Context, key: string, at: At): Resolution | null =>
  made(Resolution, read.resolutions.byKey(key, at.position), at);
export const fundAt = ({ read }: Context, key: string, at: At): Fund | null =>
  made(Fund, read.funds.byKey(key, at.position), at);
export const policyAt = ({ read }: Context, key: string, at: At): Policy | null =>
  made(Policy, read.policies.byKey(key, at.position), at);
export const seatAt = ({ read }: Context, key: string, at: At): CouncilSeat | null => {
  const seat = read.seats.byKey(key, at.position);
  const council = seat && read.councils.byKey(seat.council, at.position);
  return council ? new CouncilSeat(seat, council, at) : null;
};
export const eventAt = ({ read }: Context, key: string, at: At): LedgerEvent | null => {
  const entry = isPosition(key) ? read.events.at(Number(key)) : read.events.byEventId(key);
  return entry && entry.position <= at.position ? new LedgerEvent(entry, at) : null;
};

const byType: { readonly [Type in NodeType]: (context: Context, key: string, at: At) => Node | null } = {
  District: districtAt,
  School: schoolAt,
  EducationGroup: groupAt,
  Membership: membershipAt,
  Council: councilAt,
  CouncilSeat: seatAt,
  Recommendation: recommendationAt,
  Person: personAt,
  Resolution: resolutionAt,
  Fund: fundAt,
  Policy: policyAt,
  LedgerEvent: eventAt,
};

export const nodeOf = (
  context: Context,
  { type, key }: { readonly type: NodeType; readonly key: string },
  at: At,
): Node | null => byType[type](context, key, at);
