import { withDuty, ofSchool, anywhere } from '../permission.js';
import { addDays, type Day } from '../day.js';
import { accept, hasHappened, type CommandTable, type Correcting, type Rule } from '../decider.js';
import { isRandomUuid, splitId } from '../identity.js';
import { at, within } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import {
  assignPost,
  bureauEmptiesCadres,
  employ,
  employerIsOpen,
  endPost,
  personIsEmployed,
  personIsNotEmployed,
  personIsNotRetired,
  postIsHeld,
  postIsValid,
  retire,
  retiresOnce,
  schoolFillsWithItsOwn,
  transferEmployment,
  wasEmployedBefore,
  untilOf,
  postHasDays,
  subjectsAreValid,
  updateQualification,
} from './careers.js';
import type * as commands from './commands.js';
import type { PersonCommand } from './commands.js';
import type { PersonEvent } from './events.js';
import { homeDistrict, homeSchool, itsGroup, itsSchool, presentSchool } from './may.js';
import {
  proposalMayBeDecided,
  schoolIsOfPersonsDistrict,
  schoolsAreOpenNext,
  someAuthorityExtends,
  someAuthorityRotates,
  someHomeIsLeft,
  someMonthCounts,
  someTermIsUnconfirmed,
} from './open.js';
import { isOpenFrom, type PersonReferences } from './references.js';
import {
  anotherConfirmed,
  authorityDecides,
  beginsAfterwards,
  cancelRotation,
  completeRotation,
  confirmArrival,
  confirmService,
  extendRotation,
  extendsBeforeItIsOver,
  followsArrival,
  followsDecision,
  going,
  hasArrived,
  hasNotArrived,
  hasNotEnded,
  isNotSuspended,
  isSuspended,
  isWithinRotation,
  leadsFarOnlyInSupport,
  monthsOf,
  proposeRotation,
  recallTeacher,
  recogniseCredit,
  resumeRotation,
  rightIsEligible,
  rotateTeacher,
  rotationIsKnown,
  schoolCancelsNoDecision,
  schoolsAreOpen,
  serviceIsValid,
  staysEligible,
  suspendRotation,
  termHasBegun,
  termsAreValid,
} from './rotations.js';
import type { RotationExtended, RotationTerms } from './rotation-events.js';
import { careerOf, type Person } from './state.js';
import {
  isOfPersonsDistrict,
  personIsKnown,
  personIsNotErased,
  step,
  type OfPerson,
  type PersonRule,
} from './steps.js';

/** The id of a person tells nothing of the person. */
const personIdIsRandom: Rule<OfPerson> = ({ personId }) =>
  isRandomUuid(personId) ? undefined : refuse('INVALID_INPUT', { value: 'personId' }, ['personId']);

/** A person is entered once. */
const personIsNew: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'REGISTERED' ? refuse('CODE_TAKEN', { person: personId }, ['personId']) : undefined;

/** Details are erased once. */
const erasureChangesSomething: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'ERASED' ? refuse('NO_CHANGE', { person: personId }, ['personId']) : undefined;

/** Details are changed into others than those that hold. */
const detailsChange: PersonRule<commands.ChangePersonDetails> = ({ personId, commitment }, _context, person) =>
  person.status === 'REGISTERED' && person.commitment === commitment
    ? refuse('NO_CHANGE', { person: personId }, ['personId'])
    : undefined;

/** The school that enters a person is in the register, and open on the day. */
const schoolIsOpen: PersonRule<commands.RegisterPerson> = ({ schoolId }, { effectiveOn, references }) =>
  isOpenFrom(references, schoolId, { from: effectiveOn }, 'schoolId');

/** A school or the bureau enters a person. */
const registerPerson = step<commands.RegisterPerson>(
  [personIdIsRandom, personIsNotErased, personIsNew, schoolIsOpen],
  ({ personId, schoolId, commitment }) => accept({ type: 'PersonRegistered', personId, schoolId, commitment }),
);

/** A person's details change in the directory. */
const changePersonDetails = step<commands.ChangePersonDetails>(
  [personIsKnown, personIsNotErased, detailsChange],
  ({ personId, commitment }) => accept({ type: 'PersonDetailsChanged', personId, commitment }),
);

/** A person's details are destroyed for good. */
const erasePerson = step<commands.ErasePerson>([erasureChangesSomething, personIsKnown], ({ personId }) =>
  accept({ type: 'PersonErased', personId }),
);

const bureau = withDuty('PERSONNEL', homeDistrict);
const sendingSchool = itsSchool('rotations from its school');
const receivingSchool = itsSchool('rotations to its school');

/** Who takes something on. */
const takesOn = [personIsKnown, personIsNotErased, personIsNotRetired] as const;

/** Who may give each command, when it is open, and how it is decided. */
export const decisions: CommandTable<PersonCommand, Person, PersonEvent, PersonReferences> = {
  RegisterPerson: { may: { BUREAU: withDuty('PERSONNEL'), SCHOOL: ofSchool }, decide: registerPerson },
  ChangePersonDetails: {
    may: { BUREAU: bureau, SCHOOL: homeSchool },
    open: { on: ['Person'], rules: [personIsKnown, personIsNotErased] },
    decide: changePersonDetails,
  },
  ErasePerson: {
    may: { BUREAU: bureau },
    open: { on: ['Person'], rules: [erasureChangesSomething, personIsKnown] },
    decide: erasePerson,
  },
  Employ: {
    may: { BUREAU: bureau, SCHOOL: ofSchool },
    open: { on: ['Person'], rules: [...takesOn, schoolIsOfPersonsDistrict, personIsNotEmployed] },
    decide: employ,
  },
  TransferEmployment: {
    may: { BUREAU: bureau },
    open: { on: ['Person'], rules: [...takesOn, personIsEmployed] },
    decide: transferEmployment,
  },
  AssignPost: {
    may: { BUREAU: bureau, SCHOOL: ofSchool },
    open: { on: ['Person'], rules: [...takesOn, schoolIsOfPersonsDistrict, personIsEmployed, schoolFillsWithItsOwn] },
    decide: assignPost,
  },
  EndPost: {
    may: { BUREAU: bureau, SCHOOL: itsSchool('posts at its school'), SYSTEM: anywhere },
    open: { on: ['Post'], rules: [personIsKnown, postIsHeld, bureauEmptiesCadres] },
    decide: endPost,
  },
  UpdateQualification: {
    may: { BUREAU: bureau, SCHOOL: presentSchool },
    open: { on: ['Person'], rules: [personIsKnown, personIsNotErased] },
    decide: updateQualification,
  },
  Retire: {
    may: { BUREAU: bureau },
    open: { on: ['Person'], rules: [personIsKnown, retiresOnce, wasEmployedBefore] },
    decide: retire,
  },
  ProposeRotation: {
    may: { BUREAU: bureau, COUNCIL: itsGroup, SCHOOL: ofSchool },
    open: { on: ['Person'], rules: [...takesOn, someHomeIsLeft] },
    decide: proposeRotation,
  },
  RotateTeacher: {
    may: { BUREAU: bureau, COUNCIL: itsGroup },
    open: {
      on: ['Person', 'Rotation'],
      rules: [...takesOn, someHomeIsLeft, proposalMayBeDecided, someAuthorityRotates],
    },
    decide: rotateTeacher,
  },
  ConfirmArrival: {
    may: { BUREAU: bureau, SCHOOL: receivingSchool },
    open: { on: ['Rotation'], rules: [...going, hasNotArrived, hasHappened, isWithinRotation] },
    decide: confirmArrival,
  },
  ConfirmService: {
    may: { BUREAU: bureau, SCHOOL: receivingSchool },
    open: {
      on: ['Rotation'],
      rules: [personIsKnown, rotationIsKnown, hasArrived, hasHappened, followsArrival, someTermIsUnconfirmed],
    },
    decide: confirmService,
  },
  SuspendRotation: {
    may: { BUREAU: bureau, SCHOOL: sendingSchool },
    open: { on: ['Rotation'], rules: [...going, isWithinRotation, isNotSuspended] },
    decide: suspendRotation,
  },
  ResumeRotation: {
    may: { BUREAU: bureau, SCHOOL: sendingSchool },
    open: { on: ['Rotation'], rules: [...going, isWithinRotation, isSuspended] },
    decide: resumeRotation,
  },
  ExtendRotation: {
    may: { BUREAU: bureau, COUNCIL: itsGroup },
    open: {
      on: ['Rotation'],
      rules: [
        ...going,
        personIsNotErased,
        followsDecision,
        extendsBeforeItIsOver,
        schoolsAreOpenNext,
        someAuthorityExtends,
      ],
    },
    decide: extendRotation,
  },
  RecallTeacher: {
    may: { BUREAU: bureau, COUNCIL: itsGroup },
    open: { on: ['Rotation'], rules: [...going, isWithinRotation] },
    decide: recallTeacher,
  },
  CancelRotation: {
    may: { BUREAU: bureau, COUNCIL: itsGroup, SCHOOL: sendingSchool },
    open: {
      on: ['Rotation'],
      rules: [personIsKnown, rotationIsKnown, hasNotEnded, hasNotArrived, schoolCancelsNoDecision, followsDecision],
    },
    decide: cancelRotation,
  },
  CompleteRotation: {
    may: { BUREAU: bureau, COUNCIL: itsGroup, SCHOOL: receivingSchool },
    open: { on: ['Rotation'], rules: [...going, hasArrived, hasHappened, followsArrival] },
    decide: completeRotation,
  },
  RecogniseCredit: {
    may: { BUREAU: bureau },
    open: { on: ['Person'], rules: [personIsKnown, hasHappened, someMonthCounts] },
    decide: recogniseCredit,
  },
};

type PersonCorrecting = Correcting<Person, PersonEvent, PersonReferences>;

/** A right fact is held to what its command is held to, on the day from which it is to have effect. */
export const correctionIsAllowed = (correcting: PersonCorrecting): Refused | undefined => {
  const { right, wrong, rightEffectiveOn: effectiveOn, wrongEffectiveOn } = correcting;
  if (!right) return undefined;
  const isOfOtherDay = effectiveOn !== wrongEffectiveOn;
  const context = { ...correcting.context, effectiveOn };
  return (
    at(['rightEffectiveOn'], rightDayIsAllowed(right, context, correcting.others)) ??
    within(['right'], rightIsAllowed(right, wrong, isOfOtherDay, context, correcting.others))
  );
};

type Rightly = (right: PersonEvent, context: PersonCorrecting['context'], others: Person) => Refused | undefined;

/** What was confirmed, completed or recognised has happened, in its order. */
const rightDayIsAllowed: Rightly = (right, context, others) => {
  switch (right.type) {
    case 'ServiceConfirmed':
      return (
        hasHappened(right, context, others) ??
        followsArrival(right, context, others) ??
        termHasBegun(right, context, others)
      );
    case 'ArrivalConfirmed':
    case 'RotationCompleted':
    case 'CreditRecognised':
      return hasHappened(right, context, others);
    default:
      return undefined;
  }
};

/** Whose details were erased takes nothing new on: no correction makes a rotation last longer. */
const erasedStaysNoLonger = (
  right: { readonly personId: string; readonly to: Day },
  wrong: PersonEvent,
  { status }: Person,
): Refused | undefined =>
  status === 'ERASED' && 'to' in wrong && wrong.to !== undefined && right.to > wrong.to
    ? refuse('PERSON_ERASED', { person: right.personId }, ['to'])
    : undefined;

/** What a right fact says is held to what its command's word is held to. */
const rightIsAllowed = (
  right: PersonEvent,
  wrong: PersonEvent,
  isOfOtherDay: boolean,
  context: PersonCorrecting['context'],
  others: Person,
): Refused | undefined => {
  const { references, effectiveOn: day } = context;
  switch (right.type) {
    case 'PersonRegistered': {
      const elsewhere = 'schoolId' in wrong && splitId(right.schoolId).district !== splitId(wrong.schoolId).district;
      return elsewhere
        ? refuse('NOT_FOUND', { school: right.schoolId }, ['schoolId'])
        : isOpenFrom(references, right.schoolId, { from: day }, 'schoolId');
    }
    case 'Employed':
    case 'EmploymentTransferred':
      return (
        isOfPersonsDistrict<typeof right>('employerId')(right, context, others) ??
        isOfPersonsDistrict<typeof right>('homeSchoolId')(right, context, others) ??
        employerIsOpen(references, right, day)
      );
    case 'PostAssigned':
      return (
        postIsValid(right) ??
        postHasDays(right, context, others) ??
        isOfPersonsDistrict<typeof right>('schoolId')(right, context, others) ??
        isOpenFrom(references, right.schoolId, { from: day, ...untilOf(right.to) }, 'schoolId')
      );
    case 'PostEnded':
    case 'TeacherRecalled':
    case 'RotationCancelled':
      return unchanged(right, wrong, ['cause']);
    case 'QualificationUpdated':
      return subjectsAreValid(right, context, others);
    case 'RotationProposed':
      return rightTermsAreAllowed(right, context, others);
    case 'RotationDecided':
      return (
        unchanged(right, wrong, ['onBehalf']) ??
        erasedStaysNoLonger(right, wrong, others) ??
        whoDecidedStays(right, wrong) ??
        rightTermsAreAllowed(right, context, others) ??
        authorityDecides({ groupId: undefined, decidedBy: undefined, ...right }, context, day) ??
        (wrong.type === right.type ? rightIsEligible(right, wrong, isOfOtherDay, context, others) : undefined)
      );
    case 'RotationExtended':
      return (
        unchanged(right, wrong, ['onBehalf']) ??
        erasedStaysNoLonger(right, wrong, others) ??
        whoDecidedStays(right, wrong) ??
        rightExtensionIsAllowed(right, context, others) ??
        (isOfOtherDay || !('to' in wrong && wrong.to === right.to) ? staysEligible(right, context, others) : undefined)
      );
    case 'ServiceConfirmed':
      return serviceIsValid(right);
    case 'CreditRecognised': {
      const months = monthsOf(right, others);
      const separated = recognisesMore(right, wrong) ? anotherConfirmed(right.rotations, context, others) : undefined;
      if (separated) return separated;
      // What was recognised of the same stays, whatever others were recognised since; that it was served is a rule over time.
      return right.months === months || unchanged(right, wrong, ['purpose', 'rotations', 'months']) === undefined
        ? undefined
        : refuse('NO_CREDIT', { purpose: right.purpose, cycle: right.cycle, months }, ['months']);
    }
    default:
      return undefined;
  }
};

const rightTermsAreAllowed = (
  right: RotationTerms & OfPerson,
  context: PersonCorrecting['context'],
  others: Person,
): Refused | undefined =>
  termsAreValid(right) ??
  leadsFarOnlyInSupport(right) ??
  isOfPersonsDistrict<typeof right>('fromSchoolId')(right, context, others) ??
  beginsAfterwards(right, context, others) ??
  schoolsAreOpen(context.references, right);

/** What lasts longer is decided by who decides, for days on which the schools are open. */
const rightExtensionIsAllowed = (
  { rotation, to, decidedBy }: RotationExtended,
  context: PersonCorrecting['context'],
  others: Person,
): Refused | undefined => {
  const terms = careerOf(others).rotations.find(({ number }) => number === rotation)?.terms;
  return (
    terms &&
    (schoolsAreOpen(context.references, { ...terms, from: addDays(terms.to, 1), to }) ??
      authorityDecides({ groupId: undefined, ...terms, decidedBy }, context, context.effectiveOn))
  );
};

/** Other rotations, more months or another purpose are recognised anew. */
const recognisesMore = (
  right: Extract<PersonEvent, { readonly type: 'CreditRecognised' }>,
  wrong: PersonEvent,
): boolean =>
  wrong.type === right.type &&
  (right.months > wrong.months ||
    right.purpose !== wrong.purpose ||
    right.rotations.some((number) => !wrong.rotations.includes(number)));

/** Whether the council or the bureau decided is no matter of a correction. */
const whoDecidedStays = (right: PersonEvent, wrong: PersonEvent): Refused | undefined =>
  'decidedBy' in right === 'decidedBy' in wrong
    ? undefined
    : refuse('INVALID_INPUT', { field: 'decidedBy' }, ['decidedBy']);

/** What was found, or for whom it was entered, is no matter of a correction. */
const unchanged = (right: object, wrong: object, fields: readonly string[]): Refused | undefined => {
  const field = fields.find(
    (one) => !same((right as Record<string, unknown>)[one], (wrong as Record<string, unknown>)[one]),
  );
  return at([field ?? ''], field === undefined ? undefined : refuse('INVALID_INPUT', { field }));
};
