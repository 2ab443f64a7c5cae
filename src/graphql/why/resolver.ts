import { typeOfKey, typesWith, why, type AskedType, type WhyField as Field_ } from '../../audit/why/index.js';
import type { PolicyKind as Kind } from '../../domain/policy/index.js';
import type { Context } from '../context.js';
import { PolicyKind } from '../policy/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { writtenKey, type NodeType } from '../shared/ids.js';
import { AsOf, askedObject } from '../shared/moment.js';
import { mayRead } from '../shared/visibility.js';
import { Why, WhyField } from './types.js';

@ArgsType()
class WhyArgs {
  @Field(() => ID, {
    description:
      'The object: global id or key; of a line, a tranche, a payment or a credit its entityId. Of a key the first type of object with the field that has it.',
  })
  object!: string;

  @Field(() => WhyField, { description: 'The field.' })
  field!: Field_;

  @Field(() => PolicyKind, { nullable: true, description: 'Of POLICY_IN_FORCE of a district: the kind of policy.' })
  kind?: Kind | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

/** What is shown to some only is explained to them only. */
const mayAsk = (context: Context, field: Field_, key: string, position: number): boolean => {
  const { read } = context;
  const mayReadCareer = (person: string): boolean => {
    const row = read.persons.byKey(person, position);
    return row !== undefined && mayRead(context, 'careerOfPerson', row.school);
  };
  switch (field) {
    case 'STANDING':
      return mayRead(context, 'standingOfSchool', key);
    case 'PLACE_OF_TEACHING':
      return mayReadCareer(key);
    case 'CREDIT':
      return mayReadCareer(read.credits.byKey(key, position)?.person ?? '');
    case 'GROUND': {
      const fund = read.expenditures.byKey(key, position)?.fund;
      const group = fund === undefined ? undefined : read.funds.byKey(fund, position)?.group;
      return group !== undefined && mayRead(context, 'paymentsOfFund', group);
    }
    default:
      return true;
  }
};

@Resolver()
export class WhyResolver {
  @Query(() => Why, {
    nullable: true,
    description:
      'Why a field of an object says what it says: the events behind it, followed across streams, each with its position. Null where there is no answer at the moment: nothing is known of the object, the seat is vacant, or who asks may not read the field.',
  })
  why(@Args(() => WhyArgs) { object, field, kind, asOf }: WhyArgs, @Ctx() context: Context): Awaitable<Why | null> {
    return using(askedObject(context, 'object', object, asOf), ({ type: said, key: written, at }) => {
      const { read, queries } = context;
      const key = writtenKey(said ?? (typesWith(field)[0] as NodeType), written);
      const type: AskedType | 'LedgerEvent' | undefined = said ?? typeOfKey(read, field, key, at.position);
      if (type === undefined) return null;
      if (type === 'LedgerEvent' || !typesWith(field).includes(type))
        throw badUserInput('field', `${field} is no field of a ${type}`);
      if ((type === 'District') !== (kind != null))
        throw badUserInput('kind', 'needed of a district, and of nothing else');
      if (!mayAsk(context, field, key, at.position)) return null;
      const answer = why({ read, queries, moment: at }, field, { type, key }, kind ?? undefined);
      return answer ? new Why(field, answer, at, context) : null;
    });
  }
}
