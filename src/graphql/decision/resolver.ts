import { typesOf, type DecisionKind as Kind } from '../../audit/decisions.js';
import { isDay } from '../../domain/day.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { present } from '../../domain/present.js';
import type { DecisionFilter } from '../../projections/decision-index.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Page, pageOf, positioned, type Connection, type Source } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, ID, Int, Query, Resolver } from '../shared/decorators.js';
import { badUserInput, forbidden } from '../shared/errors.js';
import type { NodeType } from '../shared/ids.js';
import { AsOf, askedKey, askedMoment } from '../shared/moment.js';
import { CalendarDate } from '../shared/scalars.js';
import { searched } from '../shared/search.js';
import { districtOfAsker, mayRead } from '../shared/visibility.js';
import { Decision, DecisionConnection, DecisionKind } from './types.js';

@ArgsType()
class DecisionsArgs extends Page {
  @Field(() => ID, { nullable: true, description: 'Only those in a district: global id or key.' })
  districtId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that touch a group: global id or key.' })
  groupId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that touch a school: global id or key.' })
  schoolId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that touch a person: global id or key.' })
  personId?: string | null;

  @Field(() => [DecisionKind], { nullable: true, description: 'Only those about one of these.' })
  kinds?: readonly Kind[] | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Only what happened on this day or later.' })
  from?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Only what happened on this day or before.' })
  to?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Only what was told on this day or later.' })
  recordedFrom?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Only what was told on this day or before.' })
  recordedTo?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Only what was told at least so many days after it happened, 1 or more; processes and corrections never are.',
  })
  lateByDaysAtLeast?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only what an actor told, by pseudonym; who is no auditor asks for nobody else.',
  })
  actor?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only what rests on a paper of this number, or says it: a document, or minutes; whatever its width, case and spaces.',
  })
  documentNo?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only where the papers, the reason or what is told itself holds this text, whatever its width, case and spaces; no names of persons, schools or groups: these are looked for by their ids. Needs a district, group, school or person.',
  })
  search?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for: what was told by then.' })
  asOf?: AsOf | null;
}

/** After how many entries that the asker may not read the next ones are read. */
const CHUNK = 200;

@Resolver()
export class DecisionsResolver {
  @Query(() => DecisionConnection, {
    nullable: true,
    description:
      'Who decided what, the first told first: of what the asker may read whole, its own groups, its district, or as an auditor all. The public gets nothing. All conditions hold together; everything that one document decided is one query by its number.',
  })
  decisions(
    @Args(() => DecisionsArgs) args: DecisionsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Decision> | null> {
    const { principal } = context;
    const filter = conditions(context, args);
    return using(askedMoment(context, args.asOf), (at) =>
      using(touched(context, args), (touching) =>
        using(districtAsked(context, args.districtId), (asked) => {
          const own = principal.actor.role === 'AUDITOR' ? asked : (districtOfAsker(principal) ?? '');
          if (own === '' || (asked !== undefined && asked !== own)) return null;
          const source = decisionSource(context, { ...filter, ...present({ district: own }), touching }, at);
          return pageOf(args, source, (entry) => new Decision(context, entry, at));
        }),
      ),
    );
  }
}

const districtAsked = (context: Context, id: string | null | undefined): Awaitable<string | undefined> =>
  id ? using(askedKey(context, 'districtId', id, 'District', null), ({ key }) => key) : undefined;

/** The objects named by the arguments. Throws BAD_USER_INPUT. */
const touched = (context: Context, args: DecisionsArgs): Awaitable<readonly ObjectRef[]> => {
  const named = [
    ['groupId', 'EducationGroup'],
    ['schoolId', 'School'],
    ['personId', 'Person'],
  ] as const satisfies readonly (readonly [keyof DecisionsArgs, NodeType])[];
  return named.reduce<Awaitable<readonly ObjectRef[]>>(
    (before, [argument, type]) =>
      using(before, (objects) => {
        const id = args[argument];
        return id
          ? using(askedKey(context, argument, id, type, null), ({ key }) => [...objects, { type, key }])
          : objects;
      }),
    [],
  );
};

/** What is asked for beside where. Throws BAD_USER_INPUT and FORBIDDEN. */
const conditions = (context: Context, args: DecisionsArgs): DecisionFilter => {
  const { kinds, from, to, recordedFrom, recordedTo, lateByDaysAtLeast, actor, documentNo } = args;
  const days = { from, to, recordedFrom, recordedTo };
  for (const [argument, day] of Object.entries(days))
    if (day && !isDay(day)) throw badUserInput(argument, 'not a day between the years 1900 and 9999');
  if (from && to && to < from) throw badUserInput('to', 'it comes before `from`');
  if (recordedFrom && recordedTo && recordedTo < recordedFrom)
    throw badUserInput('recordedTo', 'it comes before `recordedFrom`');
  if (typeof lateByDaysAtLeast === 'number' && lateByDaysAtLeast < 1)
    throw badUserInput('lateByDaysAtLeast', 'a number of days of 1 or more');
  if (documentNo != null && (documentNo.trim() === '' || documentNo.length > LONGEST))
    throw badUserInput('documentNo', `a number of 1 to ${LONGEST} characters`);
  const search = searched(args.search);
  if (search !== undefined && search.trim() === '') throw badUserInput('search', 'a text is needed');
  if (search !== undefined && !(args.districtId ?? args.groupId ?? args.schoolId ?? args.personId))
    throw badUserInput('search', 'a text is looked for in a district, or of a group, school or person');
  if (actor && !mayRead(context, 'eventsByActor', actor))
    throw forbidden('actor: only an auditor asks who acted; others ask for themselves');
  return present({
    types: kinds ? typesOf(kinds) : undefined,
    from: from ?? undefined,
    to: to ?? undefined,
    recordedFrom: recordedFrom ?? undefined,
    recordedTo: recordedTo ?? undefined,
    daysLateAtLeast: lateByDaysAtLeast ?? undefined,
    actor: actor ?? undefined,
    documentNo: documentNo ?? undefined,
    search,
  });
};
/** The longest number of a paper that can be asked for. */
const LONGEST = 200;

/** Entries that pass, of those that the asker may read whole; what is asked for lies in one district unless an auditor asks. */
const decisionSource = (context: Context, filter: DecisionFilter, { position }: At): Source<IndexedEntry> => {
  const { read } = context;
  const entriesOf = (positions: readonly number[]): readonly IndexedEntry[] =>
    positions.flatMap((one) => read.events.at(one) ?? []).filter((entry) => mayRead(context, 'wholeEvent', entry));
  const scan = (from: number, limit: number, backwards: boolean): readonly IndexedEntry[] => {
    const found: IndexedEntry[] = [];
    for (let edge = from; found.length < limit;) {
      const between = backwards ? { after: 0, before: edge } : { after: edge, before: position + 1 };
      const size = edge === from ? limit : Math.max(limit, CHUNK);
      const positions = read.decisions.page(filter, { ...between, limit: size, backwards });
      found.push(...entriesOf(positions));
      if (positions.length < size) break;
      edge = positions.at(-1)!;
    }
    return found.slice(0, limit);
  };
  const readsAll = ['AUDITOR', 'BUREAU'].includes(context.principal.actor.role);
  return positioned({
    positionOf: (entry) => entry.position,
    after: (after = 0, limit) => scan(after, limit, false),
    before: (before = position + 1, limit) => scan(Math.min(before, position + 1), limit, true),
    count: () =>
      readsAll
        ? read.decisions.count(filter, { after: 0, before: position + 1 })
        : scan(0, Number.MAX_SAFE_INTEGER, false).length,
  });
};
