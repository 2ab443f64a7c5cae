import type { Context } from '../context.js';
import { nodeOf } from '../objects.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Ctx, ID, Query, Resolver } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { nodeTypes } from '../shared/ids.js';
import { AsOf, askedObject } from '../shared/moment.js';
import { Node } from '../shared/node.js';
import { Viewer } from '../viewer/types.js';

/** How many objects one request may ask for by id. */
const MOST_IDS = 100;

/** The object of a global id; of a key, the first type that has one. */
const find = (context: Context, argument: string, id: string, asOf: AsOf | null | undefined): Awaitable<Node | null> =>
  using(askedObject(context, argument, id, asOf), ({ type, key, at }) => {
    if (type !== undefined) return nodeOf(context, { type, key }, at);
    for (const candidate of nodeTypes) {
      const node = nodeOf(context, { type: candidate, key }, at);
      if (node) return node;
    }
    return null;
  });

/** As `find`; what is wrong with one id is said in its place of the list and takes none of the others with it. */
const findOrSay = (...asked: Parameters<typeof find>): Awaitable<Node | Error | null> => {
  try {
    return find(...asked);
  } catch (error) {
    return error as Error;
  }
};

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      'Any object by its id; by a moment in the id, or by asOf, as it was then. Null where nothing is known of it.',
  })
  node(
    @Arg('id', () => ID, { description: 'A global id; for a key the first type of object that has it.' }) id: string,
    @Arg('asOf', () => AsOf, {
      nullable: true,
      description: 'Which past is asked for; it wins over a moment in the id.',
    })
    asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<Node | null> {
    return find(context, 'id', id, asOf);
  }

  @Query(() => [Node], { nullable: 'items', description: 'Up to 100 objects by their ids, in the same order.' })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids or keys, as for node.' }) ids: string[],
    @Arg('asOf', () => AsOf, {
      nullable: true,
      description: 'Which past is asked for; it wins over moments in the ids.',
    })
    asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): readonly Awaitable<Node | Error | null>[] {
    if (ids.length > MOST_IDS) throw badUserInput('ids', `at most ${MOST_IDS} can be asked for`);
    return ids.map((id) => findOrSay(context, 'ids', id, asOf));
  }

  @Query(() => Viewer, { description: 'Who asks.' })
  viewer(): Viewer {
    return new Viewer();
  }
}
