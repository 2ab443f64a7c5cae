import { fundOn } from '../projections/fund/queries.js';
import type { Row, RowReader } from '../projections/read-model.js';
import type { ReadModels } from '../projections/read-models.js';
import { Post } from './career/types.js';
import type { Context } from './context.js';
import { Council, CouncilSeat, Recommendation } from './council/types.js';
import { District } from './district/types.js';
import { Evaluation } from './evaluation/types.js';
import { Fund } from './fund/types.js';
import { groupOf, membershipOf } from './group/types.js';
import { SchoolIndicators } from './indicator/types.js';
import { LedgerEvent } from './ledger/event.js';
import { Person } from './person/types.js';
import { Policy } from './policy/types.js';
import { Resolution } from './resolution/types.js';
import { Rotation } from './rotation/types.js';
import { schoolOf } from './school/types.js';
import type { At } from './shared/at.js';
import { type NodeType } from './shared/ids.js';
import type { Node } from './shared/node.js';
import { entryMeant, mayRead } from './shared/visibility.js';

// Objects by their stable keys, at a moment; null where nothing is known of them at its position.

type Find<N> = (context: Context, key: string, at: At) => N | null;

/** Made of one row. */
const madeBy =
  <R extends Row, N>(make: (row: R, at: At) => N, rows: (read: ReadModels) => RowReader<R>): Find<N> =>
  ({ read }, key, at) => {
    const row = rows(read).byKey(key, at.position);
    return row ? make(row, at) : null;
  };
const made = <R extends Row, N>(Type: new (row: R, at: At) => N, rows: (read: ReadModels) => RowReader<R>): Find<N> =>
  madeBy((row, at) => new Type(row, at), rows);

/** Nothing to who may not read it, as if there were none. */
const toReaders =
  <N>(find: Find<N>, isShown: (context: Context, node: N) => boolean): Find<N> =>
  (context, key, at) => {
    const node = find(context, key, at);
    return node && isShown(context, node) ? node : null;
  };

export const districtAt = made(District, ({ districts }) => districts);
export const schoolAt = madeBy(schoolOf, ({ schools }) => schools);
export const groupAt = madeBy(groupOf, ({ groups }) => groups);
export const membershipAt = madeBy(membershipOf, ({ memberships }) => memberships);
export const councilAt = made(Council, ({ councils }) => councils);
export const recommendationAt = made(Recommendation, ({ recommendations }) => recommendations);
export const personAt = made(Person, ({ persons }) => persons);
export const postAt = toReaders(
  made(Post, ({ posts }) => posts),
  (context, { row }) => mayRead(context, 'careerOfPerson', row.school),
);
export const rotationAt = toReaders(
  made(Rotation, ({ rotations }) => rotations),
  (context, { row }) => mayRead(context, 'rotation', row),
);
export const resolutionAt = made(Resolution, ({ resolutions }) => resolutions);
export const fundAt: Find<Fund> = ({ read }, key, at) => {
  const fund = read.funds.byKey(key, at.position);
  return fund ? new Fund(fundOn(read, fund, at), at) : null;
};
export const evaluationAt = made(Evaluation, ({ evaluations }) => evaluations);
export const indicatorsAt = made(SchoolIndicators, ({ indicatorRecords }) => indicatorRecords);
export const policyAt = made(Policy, ({ policies }) => policies);
export const seatAt: Find<CouncilSeat> = ({ read }, key, at) => {
  const seat = read.seats.byKey(key, at.position);
  const council = seat && read.councils.byKey(seat.council, at.position);
  return council ? new CouncilSeat(seat, council, at) : null;
};
/** By its position, or by its own id, which is not told of one that is withheld. */
export const eventAt: Find<LedgerEvent> = (context, key, at) => {
  const entry = entryMeant(context, key);
  return entry && entry.position <= at.position ? new LedgerEvent(context, entry, at) : null;
};

const byType: { readonly [Type in NodeType]: Find<Node> } = {
  District: districtAt,
  School: schoolAt,
  EducationGroup: groupAt,
  Membership: membershipAt,
  Council: councilAt,
  CouncilSeat: seatAt,
  Recommendation: recommendationAt,
  Person: personAt,
  Post: postAt,
  Rotation: rotationAt,
  Resolution: resolutionAt,
  Fund: fundAt,
  Evaluation: evaluationAt,
  SchoolIndicators: indicatorsAt,
  Policy: policyAt,
  LedgerEvent: eventAt,
};

export const nodeOf = (
  context: Context,
  { type, key }: { readonly type: NodeType; readonly key: string },
  at: At,
): Node | null => byType[type](context, key, at);
