import { councilId as keyOf, streamKey } from '../../domain/identity.js';
import { PostKind } from '../career/types.js';
import { bool, date, id, ids, oneOf, optional, string, text } from '../command/fields.js';
import { codeOf, ofTerm } from '../command/keys.js';
import { mutationsOn } from '../command/mutation.js';
import { councilAt, recommendationAt } from '../objects.js';
import { Council, Recommendation } from './types.js';

/** Most members of one council. */
const MOST_MEMBERS = 200;

const onRecommendation = mutationsOn(
  'recommendation',
  () => Recommendation,
  () => null,
);
const onCouncil = mutationsOn(
  'council',
  () => Council,
  (context, { councilId }: { readonly councilId: string }, { at }) => councilAt(context, councilId, at),
);

const recommendation = {
  groupId: id('EducationGroup', 'The group'),
  schoolId: id('School', 'The member school that recommends'),
  personId: id('Person', 'The person'),
};
const council = { councilId: id('Council', 'The council of a term') };
const member = { personId: id('Person', 'The person'), ...council };
const answer = { documentNo: string("The number of the bureau's answer."), ...council };

export const councilMutations = [
  onRecommendation('RecommendCouncilMember', {
    does: "A member school recommends a person for the group's next council.",
    input: "What recommends a person for a group's next council.",
    fields: recommendation,
    changed: (context, { groupId, schoolId, personId }, { at, written }) =>
      recommendationAt(context, [groupId, codeOf(schoolId), personId, written.firstRevision].join('.'), at),
  }),
  onRecommendation('WithdrawRecommendation', {
    does: 'A school takes its recommendation back before it was used.',
    input: 'What takes a recommendation back.',
    fields: recommendation,
    // The one that was open before the command and is withdrawn after it.
    changed: ({ read: { recommendations } }, { groupId, schoolId, personId }, { at }) => {
      const row = recommendations
        .by('group', groupId, at.position)
        .find(
          ({ key, school, person, withdrawnOn }) =>
            school === schoolId &&
            person === personId &&
            withdrawnOn !== null &&
            recommendations.byKey(key, at.position - 1)?.withdrawnOn === null,
        );
      return row ? new Recommendation(row, at) : null;
    },
  }),
  onCouncil('AppointCouncil', {
    does: 'A term of the council is appointed from those recommended; every member school has a seat.',
    input: "What appoints a term of a group's council.",
    fields: {
      groupId: id('EducationGroup', 'The group'),
      memberIds: ids('Person', 'The members, all of them recommended, the chair among them', MOST_MEMBERS),
      chairId: id('Person', 'The member who chairs'),
      termFrom: date('The first day in office.'),
      termTo: date('The last day in office.'),
    },
    // The event has the number of the term.
    changed: (context, _, { at, written, events }) => {
      const event = events.find(({ type }) => type === 'CouncilAppointed');
      return event && 'ordinal' in event
        ? councilAt(context, keyOf(streamKey(written.stream), event.ordinal), at)
        : null;
    },
  }),
  onCouncil('FileCouncil', {
    does: 'The council, as it is composed now, is filed (备案) with the bureau.',
    input: 'What files a council with the bureau.',
    fields: council,
    command: ({ councilId }) => ofTerm(councilId),
  }),
  onCouncil('AcceptFiling', {
    does: 'The bureau takes note of a filing; not by who filed.',
    input: 'What answers a filing: the bureau takes note.',
    fields: answer,
    command: ({ councilId, documentNo }) => ({ ...ofTerm(councilId), documentNo }),
  }),
  onCouncil('ReturnFiling', {
    does: 'The bureau sends a filing back.',
    input: 'What answers a filing: the bureau sends it back.',
    fields: { reason: text('Why it is sent back.'), ...answer },
    command: ({ councilId, ...rest }) => ({ ...ofTerm(councilId), ...rest }),
  }),
  onCouncil('AppointSubstitute', {
    does: 'A recommended person takes a seat during the term, or a member takes the chair.',
    input: 'What fills a seat, or the chair, during a term.',
    fields: {
      asChair: optional(bool('Whether the person chairs the council from then on; a sitting member may be named too.')),
      ...member,
    },
    command: ({ councilId, ...rest }) => ({ ...ofTerm(councilId), ...rest }),
  }),
  onCouncil('PassSeat', {
    does: 'A seat passes with the post that the charter binds it to; mostly a process does it.',
    input: 'What passes the seat of a post to who holds the post from the effective day on.',
    fields: {
      schoolId: id('School', 'The member school'),
      post: oneOf(PostKind, 'The post.'),
      personId: optional(id('Person', 'Who holds the post')),
      ...council,
    },
    command: ({ councilId, ...rest }) => ({ ...ofTerm(councilId), ...rest }),
  }),
  onCouncil('ResignSeat', {
    does: 'A member gives the seat up.',
    input: 'What gives a seat up.',
    fields: member,
    command: ({ councilId, personId }) => ({ ...ofTerm(councilId), personId }),
  }),
  onCouncil('RemoveMember', {
    does: 'A member loses the seat.',
    input: 'What takes a seat away.',
    fields: member,
    command: ({ councilId, personId }) => ({ ...ofTerm(councilId), personId }),
  }),
  onCouncil('ExtendTerm', {
    does: 'A term lasts longer.',
    input: 'What makes a term last longer.',
    fields: { termTo: date('The new last day in office.'), ...council },
    command: ({ councilId, termTo }) => ({ ...ofTerm(councilId), termTo }),
  }),
  onCouncil('EndTerm', {
    does: 'A term ends early: the council is out of office from that day on.',
    input: 'What ends a term early.',
    fields: council,
    command: ({ councilId }) => ofTerm(councilId),
  }),
];
