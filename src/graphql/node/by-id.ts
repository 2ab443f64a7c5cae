import type { ClassType } from 'type-graphql';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { District } from '../district/types.js';
import { Evaluation } from '../evaluation/types.js';
import { Fund } from '../fund/types.js';
import { EducationGroup } from '../group/types.js';
import { nodeOf } from '../objects.js';
import { Person } from '../person/types.js';
import { Resolution } from '../resolution/types.js';
import { Rotation } from '../rotation/types.js';
import { School } from '../school/types.js';
import { using } from '../shared/awaitable.js';
import { Arg, Ctx, ID, Query } from '../shared/decorators.js';
import { writtenKey, type NodeType } from '../shared/ids.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { resolverOf } from '../shared/resolver-of.js';

/** The query for one object by its id, at a moment: `school(id, asOf)`. */
const byId = (
  name: string,
  type: NodeType,
  returns: ClassType,
  description: string,
  describedId: string,
): ClassType<object> =>
  resolverOf(
    name,
    Query(() => returns, { nullable: true, description }),
    [
      Arg('id', () => ID, { description: describedId }),
      Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }),
      Ctx(),
    ],
    (id: string, asOf: AsOf | null | undefined, context: Context) =>
      using(askedKey(context, 'id', id, type, asOf), ({ key, at }) =>
        nodeOf(context, { type, key: writtenKey(type, key) }, at),
      ),
  );

export const queriesById = [
  byId(
    'district',
    'District',
    District,
    'A district, whenever it is known at the moment.',
    'Global id or key: its code.',
  ),
  byId(
    'school',
    'School',
    School,
    'A school, section or campus, whenever it is known at the moment, open or closed.',
    'Global id or key, as in 370103.S01.',
  ),
  byId(
    'group',
    'EducationGroup',
    EducationGroup,
    'A group or alliance, whenever it is known at the moment, living or dissolved.',
    'Global id or key, as in 370103.G01.',
  ),
  byId(
    'council',
    'Council',
    Council,
    "One term of a group's council, whenever it is known at the moment, in office or not.",
    'Global id or key, as in 370103.G01.1.',
  ),
  byId(
    'person',
    'Person',
    Person,
    'A person, whenever known at the moment; the name only for who may see it.',
    'Global id or UUID.',
  ),
  byId(
    'rotation',
    'Rotation',
    Rotation,
    'A rotation, whenever it is known at the moment, however it ended.',
    "Global id or key: the person's UUID, .R and its number.",
  ),
  byId(
    'resolution',
    'Resolution',
    Resolution,
    'A resolution, whenever it is known at the moment, in force or repealed.',
    'Global id or key, as in 370103.G01.R1.',
  ),
  byId(
    'fund',
    'Fund',
    Fund,
    "A group's fund of a year, whenever it is known at the moment, open or closed.",
    'Global id or key, as in 370103.G01.2026.',
  ),
  byId(
    'evaluation',
    'Evaluation',
    Evaluation,
    'An evaluation, whenever it is known at the moment, however far it is.',
    'Global id or key, as in 370103.G01.2025-2026.E1.',
  ),
];
