import type { ClassType } from 'type-graphql';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { District } from '../district/types.js';
import { Fund } from '../fund/types.js';
import { EducationGroup } from '../group/types.js';
import { councilAt, districtAt, fundAt, groupAt, personAt, resolutionAt, schoolAt } from '../objects.js';
import { Person } from '../person/types.js';
import { Resolution } from '../resolution/types.js';
import { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { using } from '../shared/awaitable.js';
import { Arg, Ctx, ID, Query } from '../shared/decorators.js';
import type { NodeType } from '../shared/ids.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { resolverOf } from '../shared/resolver-of.js';

/** The query for one object by its id, at a moment: `school(id, asOf)`. */
const byId = (
  name: string,
  type: NodeType,
  returns: ClassType,
  find: (context: Context, key: string, at: At) => object | null,
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
      using(askedKey(context, 'id', id, type, asOf), ({ key, at }) => find(context, key, at)),
  );

export const queriesById = [
  byId(
    'district',
    'District',
    District,
    districtAt,
    'A district, whenever it is known at the moment.',
    'Global id or key: its code.',
  ),
  byId(
    'school',
    'School',
    School,
    schoolAt,
    'A school, section or campus, whenever it is known at the moment, open or closed.',
    'Global id or key, as in 370103.S01.',
  ),
  byId(
    'group',
    'EducationGroup',
    EducationGroup,
    groupAt,
    'A group or alliance, whenever it is known at the moment, living or dissolved.',
    'Global id or key, as in 370103.G01.',
  ),
  byId(
    'council',
    'Council',
    Council,
    councilAt,
    "One term of a group's council, whenever it is known at the moment, in office or not.",
    'Global id or key, as in 370103.G01.1.',
  ),
  byId(
    'person',
    'Person',
    Person,
    (context, key, at) => personAt(context, key.toLowerCase(), at),
    'A person, whenever known at the moment; the name only for who may see it.',
    'Global id or UUID.',
  ),
  byId(
    'resolution',
    'Resolution',
    Resolution,
    resolutionAt,
    'A resolution, whenever it is known at the moment, in force or repealed.',
    'Global id or key, as in 370103.G01.R1.',
  ),
  byId(
    'fund',
    'Fund',
    Fund,
    fundAt,
    "A group's fund of a year, whenever it is known at the moment, open or closed.",
    'Global id or key, as in 370103.G01.2026.',
  ),
];
