import { groupId as keyOf } from '../../domain/identity.js';
import { id, ids, name, oneOf, optional, string, text } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { groupAt } from '../objects.js';
import { EducationGroup, GroupForm } from './types.js';

/** Most schools that may form a group in one command. */
const MOST_MEMBERS = 200;

const mutation = mutationsOn(
  'group',
  () => EducationGroup,
  (context, { groupId }: { readonly groupId: string }, { at }) => groupAt(context, groupId, at),
);

const group = { groupId: id('EducationGroup', 'The group') };

export const groupMutations = [
  mutation('FormGroup', {
    does: 'Schools form a group or an alliance. Each keeps its legal person, name and affiliation.',
    input: 'What forms a group or alliance.',
    fields: {
      districtId: id('District', 'The district'),
      code: string('Its code within the district, 1 to 16 capital letters and digits, for ever.'),
      name: name('Its name.'),
      form: oneOf(GroupForm, 'Whether it is a group or an alliance.'),
      leadId: id('School', 'The school that leads it, one of the members'),
      memberIds: ids('School', 'All members, the lead among them', MOST_MEMBERS),
      besideGroupId: optional(id('EducationGroup', 'The group beside which an alliance stands')),
      commonFeature: optional(text('"1": what the members have in common in philosophy and culture.')),
    },
    changed: (context, { districtId, code }, { at }) => groupAt(context, keyOf(districtId, code), at),
  }),
  mutation('AdmitSchool', {
    does: 'A school joins a group. It keeps its legal person, name and affiliation.',
    input: 'What admits a school to a group.',
    fields: { schoolId: id('School', 'The school'), ...group },
  }),
  mutation('WithdrawSchool', {
    does: 'A school leaves a group; the lead not before another leads.',
    input: 'What takes a school out of a group.',
    fields: { schoolId: id('School', 'The school'), ...group },
  }),
  mutation('ChangeLeadSchool', {
    does: 'Another member leads the group.',
    input: 'What gives a group another lead.',
    fields: { leadId: id('School', 'The member that leads from then on'), ...group },
  }),
  mutation('RenameGroup', {
    does: 'A group bears another name.',
    input: 'What gives a group another name.',
    fields: { name: name('The new name.'), ...group },
  }),
  mutation('DefineCommonFeature', {
    does: '"1": a group defines what its members have in common in philosophy and culture.',
    input: "What defines a group's common feature.",
    fields: { feature: text('The feature, a few lines.'), ...group },
  }),
  mutation('DissolveGroup', {
    does: 'A group ends, on a document with a number; all its memberships end with it.',
    input: 'What dissolves a group.',
    fields: group,
  }),
];
