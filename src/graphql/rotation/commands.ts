import type { DomainEvent } from '../../domain/ledger.js';
import { rotationKey, splitPersonKey } from '../../domain/person/index.js';
import { PostKind } from '../career/types.js';
import { bool, date, id, ids, int, name, oneOf, optional, string, text, type Values } from '../command/fields.js';
import { ofResolution } from '../command/keys.js';
import { mutationsOn } from '../command/mutation.js';
import { UserError } from '../command/user-error.js';
import type { Context } from '../context.js';
import { personAt, rotationAt } from '../objects.js';
import { Person } from '../person/types.js';
import type { At } from '../shared/at.js';
import {
  CreditPurpose,
  PersonnelRelation,
  Rotation,
  RotationMode,
  RotationScheme,
  SchoolTermName,
  SuspensionCause,
} from './types.js';

const onRotation = mutationsOn(
  'rotation',
  () => Rotation,
  (context, { rotationId }: { readonly rotationId: string }, { at }) => rotationAt(context, rotationId, at),
);
const onPerson = mutationsOn(
  'person',
  () => Person,
  (context, { personId }: { readonly personId: string }, { at }) => personAt(context, personId, at),
);

const rotation = { rotationId: id('Rotation', 'The rotation') };
const ofRotation = ({ rotationId }: { readonly rotationId: string }) => {
  const { personId, number } = splitPersonKey(rotationId);
  return { personId, rotation: number };
};
const resolution = {
  resolutionId: optional(id('Resolution', "The council's resolution; left out where the bureau decides")),
};
const decidedBy = (key: string | undefined) => {
  if (key === undefined) return {};
  const { groupId, resolution: number } = ofResolution(key);
  return { decidedBy: { groupId, number } };
};
/** Rotations that a command names are those of the person whom it names. */
const ofAnother = (
  personId: string,
  key: string,
  path: readonly string[],
): { readonly wrong: UserError } | undefined =>
  splitPersonKey(key).personId === personId ? undefined : { wrong: new UserError('NOT_FOUND', {}, path) };

/** What a rotation is proposed or decided on. */
const terms = {
  personId: id('Person', 'Who rotates'),
  scheme: oneOf(RotationScheme, 'Within which bounds.'),
  groupId: optional(id('EducationGroup', 'Of scheme GROUP: the group of both schools')),
  mode: oneOf(RotationMode, 'How much of the working time it takes.'),
  share: optional(int('Of PART_WEEK: the share of the working time there, 1 to 99 percent.')),
  fromSchoolId: id('School', 'The home school'),
  toSchoolId: id('School', 'The receiving school'),
  subject: optional(name('The subject taught there.')),
  post: optional(oneOf(PostKind, 'The post taken there.')),
  from: date('The first day there.'),
  to: date('The last day there.'),
  personnelRelation: oneOf(PersonnelRelation, 'What becomes of the employment.'),
};

/** What decides one rotation, and the command that it makes. */
export const deciding = {
  ...terms,
  rotationId: optional(id('Rotation', 'The proposal that it decides')),
  ...resolution,
  isFit: optional(bool('Whether a certificate of health was seen; left out, nobody knows.')),
};
export const rotateTeacher = ({ rotationId, resolutionId, ...rest }: Values<typeof deciding>) =>
  (rotationId === undefined ? undefined : ofAnother(rest.personId, rotationId, ['rotationId'])) ?? {
    ...rest,
    ...(rotationId === undefined ? {} : { rotation: splitPersonKey(rotationId).number }),
    ...decidedBy(resolutionId),
  };

/** The rotation that a command's own event is about: the event has its number. */
export const begun = (
  context: Context,
  { personId }: { readonly personId: string },
  { at, events }: { readonly at: At; readonly events: readonly DomainEvent[] },
): Rotation | null => {
  const event = events.find(({ type }) => type === 'RotationProposed' || type === 'RotationDecided');
  return event && 'rotation' in event ? rotationAt(context, rotationKey(personId, event.rotation), at) : null;
};

export const rotationMutations = [
  onRotation('ProposeRotation', {
    does: 'A rotation is proposed: by the school, the council or the bureau.',
    input: 'What proposes a rotation.',
    fields: terms,
    changed: begun,
  }),
  onRotation('RotateTeacher', {
    does: 'The council, by a resolution, or the bureau decides that somebody rotates, proposed before or not.',
    input: 'What decides a rotation: its terms as they are decided, whatever was proposed.',
    fields: deciding,
    command: rotateTeacher,
    changed: begun,
  }),
  onRotation('ConfirmArrival', {
    does: 'The receiving school says that somebody arrived, on the effective day.',
    input: 'What confirms an arrival.',
    fields: rotation,
    command: ofRotation,
  }),
  onRotation('ConfirmService', {
    does: 'The receiving school confirms what somebody did there in a term.',
    input: 'What confirms the service of a term: lessons of a teacher, duties of a cadre, or both.',
    fields: {
      schoolYear: int('The year in which the school year begins.'),
      term: oneOf(SchoolTermName, 'The term.'),
      weeklyLessons: optional(int('Lessons a week, 1 to 60.')),
      duties: optional(text('Duties of a cadre.')),
      ...rotation,
    },
    command: ({ rotationId, ...rest }) => ({ ...ofRotation({ rotationId }), ...rest }),
  }),
  onRotation('SuspendRotation', {
    does: 'A rotation rests from the effective day on, on a document.',
    input: 'What suspends a rotation.',
    fields: { cause: oneOf(SuspensionCause, 'Why.'), ...rotation },
    command: ({ rotationId, cause }) => ({ ...ofRotation({ rotationId }), cause }),
  }),
  onRotation('ResumeRotation', {
    does: 'It goes on from the effective day on, on a document.',
    input: 'What resumes a rotation.',
    fields: rotation,
    command: ofRotation,
  }),
  onRotation('ExtendRotation', {
    does: 'A rotation lasts longer, as who decides it says, before it is over.',
    input: 'What extends a rotation.',
    fields: { to: date('The new last day.'), ...resolution, ...rotation },
    command: ({ rotationId, to, resolutionId }) => ({ ...ofRotation({ rotationId }), to, ...decidedBy(resolutionId) }),
  }),
  onRotation('RecallTeacher', {
    does: 'Somebody is back before the time, from the effective day on, on a document.',
    input: 'What calls somebody back.',
    fields: rotation,
    command: ofRotation,
  }),
  onRotation('CancelRotation', {
    does: 'A rotation to which nobody arrived, or a proposal, never takes place.',
    input: 'What cancels a rotation; one that was decided on a document.',
    fields: rotation,
    command: ofRotation,
  }),
  onRotation('CompleteRotation', {
    does: 'Somebody served to the end: the effective day is the last one, where it was not over before.',
    input: 'What completes a rotation.',
    fields: rotation,
    command: ofRotation,
  }),
  onPerson('RecogniseCredit', {
    does: 'Months served on completed rotations count for a purpose and a cycle.',
    input: 'What recognises rotations: each once for a purpose, a cycle once.',
    fields: {
      personId: id('Person', 'The person'),
      purpose: oneOf(CreditPurpose, 'For what.'),
      cycle: string('The cycle of the review, as in 2026.'),
      rotationIds: ids('Rotation', "The person's completed rotations that count", 50),
    },
    command: ({ rotationIds, ...rest }) =>
      rotationIds
        .map((one, index) => ofAnother(rest.personId, one, ['rotationIds', String(index)]))
        .find((wrong) => wrong !== undefined) ?? {
        ...rest,
        rotations: rotationIds.map((one) => splitPersonKey(one).number),
      },
  }),
];
