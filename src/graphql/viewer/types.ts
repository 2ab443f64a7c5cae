import type { Language as LanguageCode } from '../../commands/messages.js';
import { groupOfKey, splitId } from '../../domain/identity.js';
import { inboxOf } from '../../projections/inbox.js';
import type { InboxEntry, InboxKind as Kind } from '../../projections/due.js';
import type { Context } from '../context.js';
import { Actor } from '../ledger/event.js';
import { nodeOf } from '../objects.js';
import { Arg, Args, ArgsType, Derived, Field, ID, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { badUserInput } from '../shared/errors.js';
import { readId, type NodeType } from '../shared/ids.js';
import { Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';
import { mayRead } from '../shared/visibility.js';
import { inboxMessage } from './messages.js';
import { evaluationsSeenBy, groupsSeenBy, personsSeenBy } from './scope.js';

export const InboxKind = enumOf<Kind>('InboxKind', 'What is to be done.', {
  FILING_TO_ANSWER:
    "A filing (备案) waits for the bureau's answer, by the day that the policy FILING gives, else 30 days.",
  FILING_DUE: 'A council was never filed, was sent back, or changed since it was filed.',
  RATIFICATION_DUE: 'A resolution was adopted by a council whose filing was sent back; it is to be ratified.',
  TERM_ENDING: "A council's term ends within 90 days, and nobody follows.",
  COUNCIL_MISSING: 'A group has no council in office, and none to come.',
  CHAIR_VACANT: 'A council in office has no chair, or one who was erased.',
  SCHOOL_WITHOUT_SEAT:
    'A member school has no seat on the council in office, and the charter does not say that it needs none.',
  SEAT_VACATED: 'A seat is vacant because its school left the group; the change of the council is to be filed.',
  SEAT_OF_ERASED_PERSON: 'A seat is held by a person who was erased; it is to be given to another.',
  MONEY_LAPSING:
    'Money that was carried over and is neither spent nor promised by a contract lapses by the policy FUND, else after two years.',
  YEAR_NOT_CLOSED: 'The books of a past year are still open.',
  MONEY_IN_TRANSIT: 'What one year carried out the next has not carried in, or the other way round.',
  ALLOCATION_SUSPENDED: 'Money stands on lines of an allocation whose resolution does not carry them on the day.',
  VOUCHER_TWICE: 'The same voucher of the same books is recorded in another fund, too.',
  INVOICE_TWICE: 'The same invoice of the same supplier is paid out of another fund, too.',
  LINE_WITHOUT_SCHOOL: 'Money is unspent or promised on lines of a school that closed or left the group.',
  GROUP_TOO_SMALL: 'A group has fewer than two members.',
  LEAD_NOT_MEMBER: 'The lead school is no member of the group any more.',
  ROTATION_TO_DECIDE:
    'A rotation lost what it rests on: a school left the group or closed, the resolution was repealed, or the person was erased.',
  ARRIVAL_TO_CONFIRM: 'A rotation has begun, and the receiving school has not confirmed the arrival.',
  SERVICE_TO_CONFIRM: 'A term is over in which the receiving school has not confirmed the service of who was there.',
  ROTATION_OVERDUE: 'The last day of a rotation is over; it is neither completed nor extended.',
  EMPLOYER_CLOSED: 'Somebody is employed for a school that closed, and is to be transferred.',
  OBJECTION_POSSIBLE:
    'A draft is out: a school that is evaluated, or the council of the group, may object to its findings until that day.',
  OBJECTION_TO_ANSWER: 'An objection to a finding of a draft waits for the answer of the bureau.',
  APPEAL_POSSIBLE:
    'An evaluation was concluded: a school that is evaluated, or the council of the group, may appeal until that day.',
  APPEAL_TO_DECIDE: 'An appeal against a conclusion waits for the decision of another office of the bureau.',
  CONCLUSION_DUE: 'The days for objections to a draft are over, all are answered, and nothing is concluded.',
  RECTIFICATION_DUE: 'A school is to put something right after an evaluation, by the day that was set.',
  RECTIFICATION_OVERDUE: 'That day is over, and the school has not submitted it.',
  RECTIFICATION_TO_CONFIRM: 'A school submitted what it put right; the bureau confirms or returns it.',
  RECTIFICATION_TO_DECIDE:
    'What is to be put right is asked of a school that closed, or for a finding that blames no more: the bureau cancels it, or orders it anew.',
  FOLLOW_UP_REFUSED: 'What should have followed by itself was refused.',
});

@Type('Something that waits to be done.')
export class InboxItem {
  @Field(() => InboxKind, { description: 'What is to be done.' })
  readonly kind: Kind;

  @Field(() => Node, { nullable: true, description: 'About what.' })
  readonly subject: Node | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The last day for it, where there is one; it may be over.',
  })
  readonly dueOn: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The first day on which it was to be done, where that is known.',
  })
  readonly since: string | null;

  constructor(
    readonly entry: InboxEntry,
    subject: Node | null,
  ) {
    this.kind = entry.kind;
    this.subject = subject;
    this.dueOn = entry.dueOn ?? null;
    this.since = entry.since ?? null;
  }

  @Derived(() => String, { description: 'A line that a person can read.' })
  message(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): string {
    return inboxMessage(this.entry, language ?? context.language);
  }
}

@ArgsType()
class InboxArgs {
  @Field(() => ID, { nullable: true, description: 'Only about groups of this district: global id or key.' })
  districtId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only about this group: global id or key.' })
  groupId?: string | null;
}

/** Whether a group is one that is asked about. */
const groupsOf = ({ districtId, groupId }: InboxArgs): ((key: string) => boolean) => {
  const district = districtId == null ? undefined : keyIn('districtId', districtId, 'District');
  const group = groupId == null ? undefined : keyIn('groupId', groupId, 'EducationGroup');
  return (key) => (district ?? splitId(key).district) === splitId(key).district && (group ?? key) === key;
};

const districtOf = ({ districtId }: InboxArgs): string | undefined =>
  districtId == null ? undefined : keyIn('districtId', districtId, 'District');

const keyIn = (argument: string, id: string, wanted: NodeType): string => {
  const { type = wanted, key } = readId(id);
  if (type !== wanted) throw badUserInput(argument, `the id of a ${wanted} is needed, this one is of a ${type}`);
  return key;
};

@Type('Who asks.')
export class Viewer {
  @Derived(() => Actor, {
    nullable: true,
    description: 'The pseudonym and role of who asks; without a token PUBLIC, without a pseudonym.',
  })
  actor(_: unknown, { principal: { actor } }: Context): Actor {
    return { id: actor.role === 'PUBLIC' ? null : actor.id, role: actor.role };
  }

  @Derived(() => [InboxItem], {
    description:
      'What waits to be done today, what is due soonest first: for the bureau in its district, for a council in its group, for a school in the groups that it leads; for council and school also evaluations that they may object to or appeal against, and for a school what it is to put right itself after them; an auditor, who does none of it, sees that of all.',
  })
  inbox(@Args(() => InboxArgs) asked: InboxArgs, context: Context): readonly InboxItem[] {
    const {
      read,
      queries,
      services,
      request,
      request: { at },
    } = context;
    request.isPassing = true;
    const isAsked = groupsOf(asked);
    const groups = groupsSeenBy(context).filter(isAsked);
    const persons = personsSeenBy(context, asked.groupId == null, groups, districtOf(asked));
    const evaluations = evaluationsSeenBy(context, isAsked);
    return inboxOf(read, queries, groups, at, services.due?.() ?? [], persons, evaluations).map(
      (entry) => new InboxItem(readable(context, entry), nodeOf(context, entry.subject, at)),
    );
  }
}

/** The item without another group's fund, where its payments are not the asker's to read. */
const readable = (context: Context, entry: InboxEntry): InboxEntry => {
  const { fund, ...args } = entry.args;
  return fund === undefined || mayRead(context, 'paymentsOfFund', groupOfKey(fund)) ? entry : { ...entry, args };
};
