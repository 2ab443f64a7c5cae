import type { Decider } from '../decider.js';
import { councilStream, districtStream, personStream, splitId, type SchoolId, type StreamName } from '../identity.js';
import { present } from '../present.js';
import type { Scope } from '../permission.js';
import type { PersonCommand } from './commands.js';
import { decisions, correctionIsAllowed } from './decide.js';
import type { PersonEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import type { PersonReferences } from './references.js';
import type { RotationResolution, RotationTerms } from './rotation-events.js';
import { careerOf, evolve, homeOf, initial, numbersKept, type Person } from './state.js';

export type { PersonCommand } from './commands.js';
export type { KnownDetails, PersonReferences } from './references.js';
export type { PersonEvent } from './events.js';
export { eligibilityOf } from './eligibility.js';
export { postKey, rotationKey, splitPersonKey } from './keys.js';
export { careerOf, homeOf, type Person } from './state.js';
export { postsOn, type Career, type Employment, type Post } from './career.js';
export {
  daysOfTerm,
  daysServed,
  monthsServed,
  runOf,
  servedIn,
  termsUnconfirmed,
  type Credit,
  type Rotation,
} from './rotation.js';

/** The scope of what is about a person: the school that entered it, and its district. */
const ofHome = (school: SchoolId | undefined): Scope =>
  school === undefined ? {} : { district: splitId(school).district, school };

const termsIn = (state: Person, rotation: number): RotationTerms | undefined =>
  careerOf(state).rotations.find(({ number }) => number === rotation)?.terms;

/** The school and the group that a command is about, as far as it says so or the person's record tells. */
const aboutOf = (command: PersonCommand, state: Person): Pick<Scope, 'school' | 'group'> => {
  const { posts, employment } = careerOf(state);
  const found = (number: number) => termsIn(state, number);
  switch (command.type) {
    case 'Employ':
      return { school: command.homeSchoolId };
    case 'AssignPost':
      return { school: command.schoolId };
    case 'EndPost':
      return present({ school: posts.find(({ number }) => number === command.post)?.schoolId });
    case 'UpdateQualification':
      return present({ school: employment.intervals.at(-1)?.value.homeSchoolId });
    case 'ProposeRotation':
    case 'RotateTeacher':
      return present({ school: command.fromSchoolId, group: command.groupId ?? decidedByOf(command)?.groupId });
    case 'SuspendRotation':
    case 'ResumeRotation':
    case 'CancelRotation': {
      const terms = found(command.rotation);
      return present({ school: terms?.fromSchoolId, group: terms?.groupId });
    }
    case 'ConfirmArrival':
    case 'ConfirmService':
    case 'CompleteRotation':
    case 'ExtendRotation':
    case 'RecallTeacher': {
      const terms = found(command.rotation);
      return present({ school: terms?.toSchoolId, group: terms?.groupId ?? decidedByOf(command)?.groupId });
    }
    default:
      return {};
  }
};

const streamsOf = (
  schoolIds: readonly SchoolId[],
  decidedBy: RotationResolution | undefined,
): { readonly [Name in keyof PersonReferences]: StreamName } => {
  const [first, other] = [...new Set(schoolIds.map((id) => splitId(id).district))].filter((code) => code !== '');
  return present({
    district: first === undefined ? undefined : districtStream(first),
    receiving: other === undefined ? undefined : districtStream(other),
    council: decidedBy && councilStream(decidedBy.groupId),
  });
};

/** The schools that a command or a right fact names, the one first whose district is the person's. */
const namedIn = (said: object): readonly SchoolId[] => {
  const { schoolId, homeSchoolId, fromSchoolId, toSchoolId } = said as Readonly<Record<string, SchoolId | undefined>>;
  return [schoolId, homeSchoolId, fromSchoolId, toSchoolId].filter((id) => id !== undefined);
};
const decidedByOf = (said: object): RotationResolution | undefined =>
  (said as { readonly decidedBy?: RotationResolution }).decidedBy;

/** What decides on a rotation, or that it lasts longer, asks for the day of birth and the sex; so does a correction of that. */
const judgesEligibility = (said: { readonly type: string }): boolean =>
  ['RotateTeacher', 'ExtendRotation', 'RotationDecided', 'RotationExtended'].includes(said.type);

/** A teacher, cadre or other person, by a random UUID. */
export const person: Decider<Person, PersonCommand, PersonEvent, PersonReferences> = {
  category: 'person',
  duty: 'PERSONNEL',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: (command) => personStream(command.personId),
  scopeOf: (command, state = initial) =>
    command.type === 'RegisterPerson'
      ? ofHome(command.schoolId)
      : { ...ofHome(homeOf(state)), ...aboutOf(command, state) },
  scopeOfRecord: (_stream, state = initial) => ofHome(homeOf(state)),
  referencesOf: (command, state = initial) => {
    const terms = command.type === 'ExtendRotation' ? termsIn(state, command.rotation) : undefined;
    return streamsOf(namedIn(terms ?? command), decidedByOf(command));
  },
  targetOf: (command) => (command.type === 'RegisterPerson' ? undefined : { type: 'Person', key: command.personId }),
  detailsOf: (said) => (judgesEligibility(said) ? said.personId : undefined),
  facts,
  referencesOfCorrection: (_stream, right, state = initial) => {
    const terms = right?.type === 'RotationExtended' ? termsIn(state, right.rotation) : undefined;
    return right ? streamsOf(namedIn(terms ?? right), decidedByOf(right)) : {};
  },
  correctionIsAllowed,
  isUndoneWith: (_state, retracted, other) =>
    retracted.type === 'Retired' && 'cause' in other && other.cause === 'RETIRED',
  numbersKept,
  neverCorrected: ['PersonErased'],
  neverRetracted: ['PersonRegistered'],
  upcasters: {},
};
