import { differenceOf, differencesIn, type Difference } from '../../audit/difference.js';
import { EXISTS } from '../../audit/said.js';
import type { ObjectRef, ObjectType } from '../../domain/ledger.js';
import { isKeyOf, objectOfName, objectTypes, nameOfObject } from '../../domain/objects.js';
import type { Context } from '../context.js';
import { nodeOf } from '../objects.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { cursorOf, DEFAULT_SIZE, keyOfCursor, PageInfo, sizeOf } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Derived, Field, ID, Int, Query, Resolver, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey, askedMoment } from '../shared/moment.js';
import { Node } from '../shared/node.js';
import { mayRead } from '../shared/visibility.js';
import { FieldChange, mayReadChange, readableChanges, type Between } from './change.js';
import { askedSubject } from './subject.js';

export const DifferenceKind = enumOf<Difference['kind']>('DifferenceKind', 'What became of an object.', {
  ADDED: 'It exists at the second moment only.',
  REMOVED: 'It exists at the first moment only.',
  CHANGED: 'Something of it is otherwise.',
});

@Type('An object that is otherwise at one moment than at another.')
export class ObjectDifference {
  @Field(() => DifferenceKind, { description: 'What became of it.' })
  readonly kind: Difference['kind'];

  @Field(() => String, { description: 'Its type, as in School.' })
  readonly type: string;

  @Field(() => ID, { description: 'Its stable key.' })
  readonly entityId: string;

  @Field(() => [FieldChange], {
    description: 'The fields that differ, with both values: what the asker may read of them.',
  })
  readonly changes: readonly FieldChange[];

  @Field(() => Boolean, { description: 'Whether more of it differs that the asker may not read.' })
  readonly withheld: boolean;

  constructor(
    private readonly difference: Difference,
    private readonly between: Between,
    context: Context,
  ) {
    const { kind, object, changes } = difference;
    this.kind = kind;
    this.type = object.type;
    this.entityId = object.key;
    const fields = changes.filter(({ path }) => path.length > EXISTS.length);
    this.changes = readableChanges(context, fields, between);
    this.withheld = this.changes.length < fields.length;
  }

  @Derived(() => Node, { nullable: true, description: 'The object at the first moment; null where it was added.' })
  before(_: unknown, context: Context): Node | null {
    return this.kind === 'ADDED' ? null : nodeOf(context, this.difference.object, this.between.before);
  }

  @Derived(() => Node, { nullable: true, description: 'The object at the second moment; null where it was removed.' })
  after(_: unknown, context: Context): Node | null {
    return this.kind === 'REMOVED' ? null : nodeOf(context, this.difference.object, this.between.after);
  }
}

@Type(
  'A page of differences. It looks at some hundred objects at most: it may hold fewer than were asked for while there are more.',
)
export class DifferencePage {
  @Field(() => [ObjectDifference], { description: 'What differs, by type and key.' })
  readonly nodes!: readonly ObjectDifference[];

  @Field(() => PageInfo, { description: 'Where the page lies; its end is the last object that was looked at.' })
  readonly pageInfo!: PageInfo;
}

@ArgsType()
class DifferenceArgs {
  @Field(() => ID, { nullable: true, description: 'One object: global id or key. This, or districtId.' })
  subject?: string | null;

  @Field(() => ID, { nullable: true, description: 'All objects of a district: global id or key.' })
  districtId?: string | null;

  @Field(() => AsOf, { description: 'The first moment; position and day may both differ from those of the second.' })
  from!: AsOf;

  @Field(() => AsOf, { description: 'The second moment, which may lie before the first.' })
  to!: AsOf;

  @Field(() => Int, { nullable: true, description: 'How many at most: 1 to 100, 20 unless told.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor behind which to go on.' })
  after?: string | null;
}

/** Of whom the public may not know in which district they are. */
const ofPersons: readonly ObjectType[] = ['Person', 'Post', 'Rotation'];

/** Whether the asker may know what became of an object: that it exists is said by a field, where not everybody may read that. */
const isShown = (context: Context, { kind, object, changes }: Difference, between: Between): boolean => {
  if (kind === 'CHANGED') return readableChanges(context, changes, between).length > 0;
  const existence = changes.find(({ path }) => path.length === EXISTS.length);
  const node = nodeOf(context, object, kind === 'ADDED' ? between.after : between.before);
  return existence !== undefined && node !== null && mayReadChange(context, existence, node);
};

@Resolver()
export class DifferenceResolver {
  @Query(() => DifferencePage, {
    nullable: true,
    description:
      'What was added, removed or changed between two moments, of one object or of a whole district; null where nothing is known of it at either moment.',
  })
  difference(
    @Args(() => DifferenceArgs) { subject, districtId, from, to, first, after }: DifferenceArgs,
    @Ctx() context: Context,
  ): Awaitable<DifferencePage | null> {
    if ((subject ?? undefined) === undefined && (districtId ?? undefined) === undefined)
      throw badUserInput('subject', 'it, or districtId, is needed');
    if (subject != null && districtId != null) throw badUserInput('districtId', 'it and subject exclude each other');
    const limit = sizeOf('first', first) ?? DEFAULT_SIZE;
    const isKey = (name: string): boolean => {
      const { type, key } = objectOfName(name);
      return objectTypes.includes(type) && isKeyOf(type, key);
    };
    const behind = after == null ? undefined : objectOfName(keyOfCursor('after', after, { isKey }));
    return using(askedMoment(context, from), (before) =>
      using(askedMoment(context, to), (later) => {
        const between: Between = { before: pinned(before), after: pinned(later) };
        return subject != null
          ? using(ofSubject(context, subject, between), (object) => object && pageOne(context, object, between))
          : using(askedKey(context, 'districtId', districtId!, 'District', to), ({ key }) =>
              pageDistrict(context, key, between, behind, limit),
            );
      }),
    );
  }
}

const pinned = (at: At): At => ({ ...at, pinned: true });

/** The object of an id that is known at one of both moments. */
const ofSubject = (context: Context, id: string, { before, after }: Between): Awaitable<ObjectRef | null> => {
  const { position } = before.position > after.position ? before : after;
  return using(askedSubject(context, 'subject', id, { position }), (asked) => asked && asked.subject);
};

const shown = (context: Context, found: readonly Difference[], between: Between): readonly ObjectDifference[] =>
  found
    .filter((difference) => isShown(context, difference, between))
    .map((difference) => new ObjectDifference(difference, between, context));

const pageOne = (context: Context, object: ObjectRef, between: Between): DifferencePage => {
  const difference = differenceOf(context.read, object, between.before, between.after);
  const cursor = cursorOf(nameOfObject(object));
  return {
    nodes: shown(context, difference ? [difference] : [], between),
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: cursor, endCursor: cursor },
  };
};

const pageDistrict = (
  context: Context,
  district: string,
  between: Between,
  behind: ObjectRef | undefined,
  limit: number,
): DifferencePage | null => {
  const { read } = context;
  const { before: from, after: to } = between;
  if (![from, to].some(({ position }) => read.districts.byKey(district, position))) return null;
  const types = objectTypes.filter((type) => !ofPersons.includes(type) || mayRead(context, 'schoolOfPerson', district));
  const { found, next } = differencesIn(read, district, types, { from, to, after: behind, limit });
  const [start, end] = [found[0]?.object, next ?? found.at(-1)?.object].map((object) =>
    object ? cursorOf(nameOfObject(object)) : null,
  ) as [string | null, string | null];
  return {
    nodes: shown(context, found, between),
    pageInfo: {
      hasNextPage: next !== undefined,
      hasPreviousPage: behind !== undefined,
      startCursor: start,
      endCursor: end,
    },
  };
};
