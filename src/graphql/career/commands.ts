import { splitId } from '../../domain/identity.js';
import { postKey, splitPersonKey } from '../../domain/person/index.js';
import { date, id, int, listOf, name, oneOf, optional } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { personAt, postAt } from '../objects.js';
import { Person } from '../person/types.js';
import { SchoolPhase } from '../school/enums.js';
import { BackboneLevel, EmployerKind, Post, PostKind, TitleRank } from './types.js';

const onPerson = mutationsOn(
  'person',
  () => Person,
  (context, { personId }: { readonly personId: string }, { at }) => personAt(context, personId, at),
);
const onPost = mutationsOn(
  'post',
  () => Post,
  (context, { postId }: { readonly postId: string }, { at }) => postAt(context, postId, at),
);

const person = { personId: id('Person', 'The person') };
const employment = {
  employedBy: oneOf(EmployerKind, 'Who employs.'),
  homeSchoolId: id('School', 'The school to which the person belongs'),
  employerSchoolId: optional(
    id('School', 'The school that employs, where that is not the home school: that of a section or campus'),
  ),
  ...person,
};
interface Employing {
  readonly personId: string;
  readonly employedBy: 'SCHOOL' | 'DISTRICT';
  readonly homeSchoolId: string;
  readonly employerSchoolId?: string;
}
const employing = ({ personId, employedBy, homeSchoolId, employerSchoolId = homeSchoolId }: Employing) => ({
  personId,
  homeSchoolId,
  employerId: employedBy === 'SCHOOL' ? employerSchoolId : splitId(homeSchoolId).district,
});

export const careerMutations = [
  onPerson('Employ', {
    does: 'A school, or under 县管校聘 the district, employs somebody for a home school.',
    input: 'What employs somebody from the effective day on.',
    fields: employment,
    command: employing,
  }),
  onPerson('TransferEmployment', {
    does: 'Another employer, or another home school, from the effective day on.',
    input: 'What transfers somebody who is employed.',
    fields: employment,
    command: employing,
  }),
  onPost('AssignPost', {
    does: 'Somebody takes a post at a school, for as long as the school and the employment last.',
    input: 'What gives somebody a post from the effective day on; a person may hold several.',
    fields: {
      schoolId: id('School', 'The school'),
      kind: oneOf(PostKind, 'What it is.'),
      title: optional(name('What an OTHER post is called.')),
      share: optional(int('The share of working time that it keeps, in percent; left out: what rotations leave.')),
      to: optional(date('The last day, where it is limited.')),
      ...person,
    },
    // The event has the number of the post.
    changed: (context, { personId }, { at, events }) => {
      const event = events.find(({ type }) => type === 'PostAssigned');
      return event && 'post' in event && typeof event.post === 'number'
        ? postAt(context, postKey(personId, event.post), at)
        : null;
    },
  }),
  onPost('EndPost', {
    does: 'A post is held no longer, from the effective day on.',
    input: 'What ends a post.',
    fields: { postId: id('Post', 'The post') },
    command: ({ postId }) => {
      const { personId, number } = splitPersonKey(postId);
      return { personId, post: number };
    },
  }),
  onPerson('UpdateQualification', {
    does: 'Subjects, phase, title rank and backbone level change, each from the effective day on.',
    input: 'What a person is qualified for from then on: what is absent stays.',
    fields: {
      subjects: optional(listOf(name('The subjects, all of them.'), 20)),
      phase: optional(oneOf(SchoolPhase, 'For which years.')),
      titleRank: optional(oneOf(TitleRank, 'The rank of the title.')),
      backbone: optional(oneOf(BackboneLevel, 'The distinction.')),
      ...person,
    },
  }),
  onPerson('Retire', {
    does: 'Somebody retires: posts and rotations end with it.',
    input: 'What retires a person: employed until the day before the effective one.',
    fields: person,
  }),
];
