import { schoolId as keyOf } from '../../domain/identity.js';
import { bool, id, ids, listOf, name, oneOf, optional, string, text } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { schoolAt } from '../objects.js';
import { LeadershipRegime, Ownership, SchoolKind, SchoolPhase, SchoolStanding } from './enums.js';
import { School } from './types.js';

/** Most aliases of a school, and most schools of one merger. */
const MOST = 100;

const mutation = mutationsOn(
  'school',
  () => School,
  (context, { schoolId }: { readonly schoolId: string }, { at }) => schoolAt(context, schoolId, at),
);

const school = { schoolId: id('School', 'The school') };

export const schoolMutations = [
  mutation('RegisterSchool', {
    does: 'A school, section or campus enters the register.',
    input: 'What enters a school, section or campus in the register.',
    fields: {
      districtId: id('District', 'The district'),
      code: string('Its code within the district, 1 to 16 capital letters and digits, for ever.'),
      name: name('Its name.'),
      aliases: optional(listOf(name('Other names in use.'), MOST)),
      kind: optional(oneOf(SchoolKind, 'What it is; a school unless told.')),
      partOfId: optional(id('School', 'The school whose legal person a section or campus shares')),
      phase: oneOf(SchoolPhase, 'Which years it teaches.'),
      ownership: optional(oneOf(Ownership, 'Who runs it; the state unless told.')),
      standing: optional(oneOf(SchoolStanding, 'How the bureau classes it.')),
      legalPerson: optional(
        name(
          "The legal person's name; without it the school's own name, or the legal person of the school it is part of.",
        ),
      ),
      isRural: optional(bool('Whether it is a rural school.')),
    },
    changed: (context, { districtId, code }, { at }) => schoolAt(context, keyOf(districtId, code), at),
  }),
  mutation('RenameSchool', {
    does: 'A school bears another name; its legal person stays.',
    input: 'What gives a school another name.',
    fields: { name: name('The new name.'), ...school },
  }),
  mutation('ClassifySchool', {
    does: 'The bureau classes a school: its standing, and whether it is rural.',
    input: 'How the bureau classes a school; what is absent stays as it is.',
    fields: {
      standing: optional(oneOf(SchoolStanding, 'Its standing.')),
      isRural: optional(bool('Whether it is a rural school.')),
      ...school,
    },
  }),
  mutation('SetLeadershipRegime', {
    does: 'Under whose leadership the principal is responsible from that day on.',
    input: "Under whose leadership a school's principal is responsible.",
    fields: { regime: oneOf(LeadershipRegime, 'The regime.'), ...school },
  }),
  mutation('DefineSchoolFeature', {
    does: '"X": a school defines its own feature (一校一品).',
    input: "What defines a school's own feature.",
    fields: { feature: text('The feature, a few lines.'), ...school },
  }),
  mutation('CloseSchool', {
    does: 'An act of government: a school closes with its sections and campuses, and all their memberships end.',
    input: 'What closes a school.',
    fields: school,
  }),
  mutation('MergeSchools', {
    does: 'An act of government: schools close into another one, which carries on for them; the payload shows that one.',
    input: 'What merges schools into another one.',
    fields: {
      schoolIds: ids('School', 'The schools that close', MOST),
      intoId: id('School', 'The school that carries on for them'),
    },
    changed: (context, { intoId }, { at }) => schoolAt(context, intoId, at),
  }),
];
