import { addDays, latest, type Day } from '../day.js';
import { accept, hasHappened, type Context, type Rule } from '../decider.js';
import { folded } from '../folded.js';
import { splitId } from '../identity.js';
import {
  at,
  countIsValid,
  dayIsValid,
  listIsFilled,
  NAME_LENGTH,
  numberIsGiven,
  TEXT_LENGTH,
  textIsValid,
  firstRefused,
} from '../input.js';
import { bureauHasDocument, onBehalfIn, type OnBehalf } from '../on-behalf.js';
import { rulesOn, type Policies } from '../policy/index.js';
import type { RotationAuthority } from '../policy/events.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import { anotherDid } from '../separation.js';
import { common } from '../timeline.js';
import { personIsNotRetired } from './careers.js';
import type * as commands from './commands.js';
import { eligibilityOf } from './eligibility.js';
import { isMemberFrom, isOpenFrom, type PersonReferences } from './references.js';
import type {
  EligibilityCriterion,
  EligibilityOutcome,
  RotationDecided,
  RotationResolution,
  RotationScheme,
  RotationTerms,
  SchoolTerm,
} from './rotation-events.js';
import {
  countedIn,
  daysOfTerm,
  monthsServed,
  presenceOf,
  serviceIn,
  suspendedOn,
  type Credit,
  type Rotation,
} from './rotation.js';
import { careerOf, type Person } from './state.js';
import { isOfPersonsDistrict, personIsKnown, personIsNotErased, step, type PersonRule } from './steps.js';

// Rotation: proposed, decided, served, and what it counts for.

type OnTerms = commands.ProposeRotation | commands.RotateTeacher;
export type OfRotation = { readonly personId: string; readonly rotation: number };

/** Its share: the whole where somebody goes full time. */
const shareOf = ({ mode, share }: Pick<OnTerms, 'mode' | 'share'>): number => share ?? (mode === 'FULL_TIME' ? 100 : 0);

/** What a command says on the terms. */
export const termsOf = (command: OnTerms): RotationTerms => {
  const { scheme, groupId, mode, fromSchoolId, toSchoolId, subject, post, from, to, personnelRelation } = command;
  return {
    scheme,
    mode,
    share: shareOf(command),
    fromSchoolId,
    toSchoolId,
    from,
    to,
    personnelRelation,
    ...present({ groupId, subject, post }),
  };
};

/** Terms are whole in themselves: a group where it is one within a group, a share that fits the mode, two schools, days in order. */
export const termsAreValid = (terms: RotationTerms): Refused | undefined => {
  const { scheme, groupId, mode, share, fromSchoolId, toSchoolId, subject, from, to } = terms;
  return (
    ((scheme === 'GROUP') === (groupId !== undefined) ? undefined : refuse('INVALID_INPUT', { scheme }, ['groupId'])) ??
    countIsValid('share', share, mode === 'FULL_TIME' ? 100 : 1, mode === 'FULL_TIME' ? 100 : 99) ??
    (fromSchoolId === toSchoolId ? refuse('INVALID_INPUT', { school: toSchoolId }, ['toSchoolId']) : undefined) ??
    textIsValid('subject', subject, NAME_LENGTH) ??
    dayIsValid('from', from) ??
    dayIsValid('to', to) ??
    (to < from ? refuse('DATE_ORDER', { day: to, earliest: from }, ['to']) : undefined)
  );
};

/** Both schools are open on every day of the rotation and, of scheme GROUP, members of the group. */
export const schoolsAreOpen = (
  references: PersonReferences,
  { scheme, groupId, fromSchoolId, toSchoolId, from, to }: RotationTerms,
): Refused | undefined => {
  const days = { from, until: addDays(to, 1) };
  return (
    isOpenFrom(references, fromSchoolId, days, 'fromSchoolId') ??
    isOpenFrom(references, toSchoolId, days, 'toSchoolId') ??
    (scheme === 'GROUP' && groupId !== undefined
      ? (isMemberFrom(references, groupId, fromSchoolId, days, 'fromSchoolId') ??
        isMemberFrom(references, groupId, toSchoolId, days, 'toSchoolId'))
      : undefined)
  );
};

/** Only support leads to another district, and moves nobody's personnel relation there. [D] */
export const leadsFarOnlyInSupport = ({
  scheme,
  fromSchoolId,
  toSchoolId,
  personnelRelation,
}: RotationTerms): Refused | undefined =>
  (scheme !== 'SUPPORT' || personnelRelation === 'MOVES') &&
  splitId(fromSchoolId).district !== splitId(toSchoolId).district
    ? refuse('NOT_FOUND', { school: toSchoolId }, ['toSchoolId'])
    : undefined;

const newTermsAreValid: PersonRule<OnTerms> = (command) =>
  termsAreValid(termsOf(command)) ?? leadsFarOnlyInSupport(termsOf(command));

const newSchoolsAreOpen: PersonRule<OnTerms> = (command, { references }) =>
  schoolsAreOpen(references, termsOf(command));

/** Nobody goes before it is proposed or decided. */
export const beginsAfterwards: Rule<Pick<OnTerms, 'from'>> = ({ from }, { effectiveOn }) =>
  from < effectiveOn ? refuse('DATE_ORDER', { day: from, earliest: effectiveOn }, ['from']) : undefined;

/** Who rotates belongs to the school that sends, on the last day before. */
const comesFromHome: PersonRule<OnTerms> = ({ personId, fromSchoolId, from }, _context, person) => {
  const { employment } = careerOf(person);
  const home = (employment.at(addDays(from, -1)) ?? employment.at(from))?.homeSchoolId;
  if (home === undefined) return refuse('NOT_EMPLOYED', { person: personId }, ['personId']);
  return home === fromSchoolId ? undefined : refuse('INVALID_INPUT', { school: fromSchoolId }, ['fromSchoolId']);
};

const onTerms: readonly PersonRule<OnTerms>[] = [
  personIsKnown,
  personIsNotErased,
  newTermsAreValid,
  isOfPersonsDistrict('fromSchoolId'),
  beginsAfterwards,
  newSchoolsAreOpen,
  personIsNotRetired,
  comesFromHome,
];

/** A rotation is proposed. */
export const proposeRotation = step<commands.ProposeRotation>(onTerms, (command, _context, person) =>
  accept({
    type: 'RotationProposed',
    personId: command.personId,
    rotation: careerOf(person).lastRotation + 1,
    ...termsOf(command),
  }),
);

/** Who decides rotations of a scheme on a day: as the policy says; without one, in a group the council or the bureau, else the bureau [D]. */
export const authorityOn = (policies: Policies, scheme: RotationScheme, day: Day): RotationAuthority => {
  const rules = rulesOn(policies, 'ROTATION_DECISION', day);
  switch (scheme) {
    case 'GROUP':
      return rules?.group ?? 'EITHER';
    case 'DISTRICT':
      return rules?.district ?? 'BUREAU';
    case 'SUPPORT':
      return rules?.support ?? 'BUREAU';
  }
};

/** The resolutions on rotation that have effect on a day, of the council that decides. */
export const resolutionsOn = ({ council }: PersonReferences, day: Day) =>
  (council?.resolutions ?? []).filter(
    ({ kind, effectiveOn, repealedOn }) =>
      kind === 'ROTATION' && effectiveOn <= day && (repealedOn === undefined || day < repealedOn),
  );

/** A decision of the council or of the bureau, as a command or a right fact names it. */
export interface Deciding {
  readonly scheme: RotationScheme;
  readonly groupId: string | undefined;
  readonly fromSchoolId: string;
  readonly decidedBy: RotationResolution | undefined;
}

/** Who decides is who the policy says, else in a group the council or the bureau, else the bureau; a council by a ROTATION resolution of the group that has effect on the day. [D] */
export const authorityDecides = (
  { scheme, groupId, fromSchoolId, decidedBy }: Deciding,
  { policies, references }: Pick<Context<PersonReferences>, 'policies' | 'references'>,
  day: Day,
): Refused | undefined => {
  const authority = authorityOn(policies, scheme, day);
  if (!decidedBy) return authority === 'COUNCIL' ? refuse('NO_RESOLUTION', {}, ['resolutionId']) : undefined;
  if (authority === 'BUREAU') return refuse('NOT_AUTHORISED', { authority }, ['resolutionId']);
  if (groupId !== undefined && decidedBy.groupId !== groupId)
    return refuse('NO_RESOLUTION', { resolution: decidedBy.number, group: decidedBy.groupId }, ['resolutionId']);
  return resolutionsOn(references, day).some(({ number }) => number === decidedBy.number)
    ? isMemberFrom(references, decidedBy.groupId, fromSchoolId, { from: day, until: addDays(day, 1) }, 'resolutionId')
    : refuse('NO_RESOLUTION', { resolution: decidedBy.number }, ['resolutionId']);
};

type ByDecision = { readonly decidedBy?: RotationResolution };

/** Without a resolution the bureau decides, and nobody else. */
const bureauDecidesItself: PersonRule<ByDecision> = ({ decidedBy }, { actor }) =>
  decidedBy === undefined && actor.role !== 'BUREAU' ? refuse('NO_RESOLUTION', {}, ['resolutionId']) : undefined;

/** Of a council's resolution that the bureau enters. */
const onBehalfOf = ({ decidedBy }: ByDecision, context: Pick<Context, 'actor'>): OnBehalf =>
  decidedBy === undefined ? {} : onBehalfIn(context);

const authorityRotates: PersonRule<commands.RotateTeacher> = (command, context) =>
  authorityDecides({ groupId: undefined, decidedBy: undefined, ...command }, context, context.effectiveOn);

export const rotationOf = (person: Person, { rotation: number }: { readonly rotation: number }): Rotation | undefined =>
  careerOf(person).rotations.find((one) => one.number === number);

/** A proposal that is decided was made, and neither decided nor taken back. */
export const proposalIsOpen: PersonRule<Pick<commands.RotateTeacher, 'rotation'>> = (
  { rotation },
  { effectiveOn },
  person,
) => {
  if (rotation === undefined) return undefined;
  const proposed = rotationOf(person, { rotation });
  if (!proposed) return refuse('NOT_FOUND', { rotation }, ['rotationId']);
  if (proposed.decided || proposed.end) return refuse('INVALID_TRANSITION', { rotation }, ['rotationId']);
  const { proposedOn = effectiveOn } = proposed;
  return effectiveOn < proposedOn
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest: proposedOn }, ['command', 'effectiveOn'])
    : undefined;
};

const eligibilityFor = (
  { isFit, from, to }: Pick<commands.RotateTeacher, 'isFit' | 'from' | 'to'>,
  { policies, references, effectiveOn }: Context<PersonReferences>,
  person: Person,
) => {
  const rules = rulesOn(policies, 'ELIGIBILITY', effectiveOn);
  const { details = {} } = references;
  const outcomes = rules ? eligibilityOf(rules, { career: careerOf(person), details, isFit, from, to }) : [];
  return { outcomes, isMandatory: rules?.mandatory === true };
};

/** Where the policy says mandatory, nobody rotates who does not meet what it asks for; what nobody knows refuses nothing. */
const personIsEligible: PersonRule<commands.RotateTeacher> = (command, context, person) => {
  const { outcomes, isMandatory } = eligibilityFor(command, context, person);
  const missed = outcomes.find(({ outcome }) => outcome === 'NOT_MET');
  return isMandatory && missed ? refuse('NOT_ELIGIBLE', { criterion: missed.criterion }, ['personId']) : undefined;
};

/** By which of its terms a decision is judged; what was seen of somebody's health is none of them. */
const JUDGED_BY: Readonly<Record<EligibilityCriterion, readonly (keyof RotationTerms)[]>> = {
  AGE: ['from'],
  YEARS_AT_SCHOOL: ['from', 'fromSchoolId'],
  HEALTH: [],
  YEARS_TO_RETIREMENT: ['to'],
};
const FITNESS = { MET: true, NOT_MET: false, UNKNOWN: undefined } as const;

/**
 * A correction that changes by what somebody was judged, or the day of the decision, is held to what the decision is held to, and says
 * what is found so; of everything else what was found stays.
 */
export const rightIsEligible = (
  right: RotationDecided,
  wrong: RotationDecided,
  isOfOtherDay: boolean,
  context: Context<PersonReferences>,
  others: Person,
): Refused | undefined => {
  const changed = (criterion: EligibilityCriterion): keyof RotationTerms | undefined =>
    JUDGED_BY[criterion].find((field) => right[field] !== wrong[field]);
  const isAnew = ({ criterion }: EligibilityOutcome): boolean => isOfOtherDay || changed(criterion) !== undefined;
  const seen = wrong.eligibility.find(({ criterion }) => criterion === 'HEALTH')?.outcome ?? 'UNKNOWN';
  const { outcomes, isMandatory } = eligibilityFor({ ...right, ...present({ isFit: FITNESS[seen] }) }, context, others);
  const anew = outcomes.filter(isAnew);
  const missed = anew.find(({ outcome }) => outcome === 'NOT_MET');
  if (isMandatory && missed)
    return refuse('NOT_ELIGIBLE', { criterion: missed.criterion }, [changed(missed.criterion) ?? 'eligibility']);
  const found = [...wrong.eligibility.filter((one) => !isAnew(one)), ...anew];
  const unsaid = found.find((one) => !right.eligibility.some((said) => same(said, one)));
  return unsaid || found.length !== right.eligibility.length
    ? refuse('INVALID_INPUT', { field: 'eligibility', ...unsaid }, ['eligibility'])
    : undefined;
};

/** So is who stays longer held to the years that are left on the new last day; what else was asked was asked on the first one. */
export const staysEligible: PersonRule<OfRotation & Pick<commands.ExtendRotation, 'to'>> = (
  command,
  context,
  person,
) => {
  const { terms } = rotationOf(person, command)!;
  const asked = { ...command, ...terms, to: command.to };
  const { outcomes, isMandatory } = eligibilityFor(asked, context, person);
  const missed = outcomes.find(
    ({ criterion, outcome }) => criterion === 'YEARS_TO_RETIREMENT' && outcome === 'NOT_MET',
  );
  return isMandatory && missed ? refuse('NOT_ELIGIBLE', { criterion: missed.criterion }, ['to']) : undefined;
};

/** The council or the bureau decides that somebody rotates. */
export const rotateTeacher = step<commands.RotateTeacher>(
  [...onTerms, proposalIsOpen, bureauDecidesItself, bureauHasDocument, authorityRotates, personIsEligible],
  (command, context, person) => {
    const { personId, rotation = careerOf(person).lastRotation + 1, decidedBy } = command;
    return accept({
      type: 'RotationDecided',
      personId,
      rotation,
      ...termsOf(command),
      ...present({ decidedBy }),
      ...onBehalfOf(command, context),
      eligibility: eligibilityFor(command, context, person).outcomes,
    });
  },
);

/** A rotation is known by its number. */
export const rotationIsKnown: PersonRule<OfRotation> = (command, _context, person) =>
  rotationOf(person, command) ? undefined : refuse('NOT_FOUND', { rotation: command.rotation }, ['rotationId']);

/** Each step is taken where the one before it was, and once. */
const outOfOrder = ({ rotation }: OfRotation): Refused => refuse('INVALID_TRANSITION', { rotation }, ['rotationId']);

/** A rotation that is decided and has not come to its end. */
const rotationGoesOn: PersonRule<OfRotation> = (command, _context, person) => {
  const rotation = rotationOf(person, command);
  return rotation?.decided && !rotation.end ? undefined : outOfOrder(command);
};

export const hasNotArrived: PersonRule<OfRotation> = (command, _context, person) =>
  rotationOf(person, command)?.arrivedOn === undefined ? undefined : outOfOrder(command);

export const hasArrived: PersonRule<OfRotation> = (command, _context, person) =>
  rotationOf(person, command)?.arrivedOn === undefined ? outOfOrder(command) : undefined;

/** A step falls on a day of the rotation. */
export const isWithinRotation: PersonRule<OfRotation> = (command, { effectiveOn }, person) => {
  const { terms, to } = rotationOf(person, command)!;
  return effectiveOn < terms.from || effectiveOn > to
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest: terms.from, latest: to }, ['command', 'effectiveOn'])
    : undefined;
};

/** A day is not earlier than another. */
const notBefore = (earliest: Day, { effectiveOn }: Pick<Context, 'effectiveOn'>): Refused | undefined =>
  effectiveOn < earliest ? refuse('DATE_ORDER', { day: effectiveOn, earliest }, ['command', 'effectiveOn']) : undefined;

/** Nothing is confirmed or completed before somebody arrived. */
export const followsArrival: PersonRule<OfRotation> = (command, context, person) =>
  notBefore(rotationOf(person, command)?.arrivedOn ?? '', context);

/** Nothing changes a decision, or takes it back, before it was made. */
export const followsDecision: PersonRule<OfRotation> = (command, context, person) => {
  const { proposedOn = '', decided, extensions } = rotationOf(person, command)!;
  return notBefore(latest(proposedOn, decided?.on ?? '', ...extensions.map(({ on }) => on)), context);
};

export const going = [personIsKnown, rotationIsKnown, rotationGoesOn] as const;

/** What the bureau confirms for the receiving school stands on a paper. [D] */
const bureauConfirmsOnDocument = bureauHasDocument;

/** The receiving school says that somebody is there. */
export const confirmArrival = step<commands.ConfirmArrival>(
  [...going, hasNotArrived, hasHappened, isWithinRotation, bureauConfirmsOnDocument],
  ({ personId, rotation }) => accept({ type: 'ArrivalConfirmed', personId, rotation }),
);

const termIsValid: PersonRule<SchoolTerm> = ({ schoolYear }) => countIsValid('schoolYear', schoolYear, 1990, 2199);

/** Somebody was there on a day of the term. */
const wasThereInTerm: PersonRule<commands.ConfirmService> = (command, _context, person) => {
  const presence = presenceOf(rotationOf(person, command)!);
  return presence && common(daysOfTerm(command), presence)
    ? undefined
    : refuse('DATE_ORDER', { day: daysOfTerm(command).from }, ['schoolYear']);
};

/** A term is confirmed once it has begun. */
export const termHasBegun: Rule<SchoolTerm> = (command, { effectiveOn }) => {
  const { from } = daysOfTerm(command);
  return effectiveOn < from
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest: from }, ['command', 'effectiveOn'])
    : undefined;
};

const termIsNotConfirmed: PersonRule<commands.ConfirmService> = (command, _context, person) =>
  serviceIn(rotationOf(person, command)!, command)
    ? refuse('NO_CHANGE', { rotation: command.rotation }, ['schoolYear'])
    : undefined;

const serviceIsSaid: PersonRule<commands.ConfirmService> = (command) => serviceIsValid(command);

/** Lessons of a teacher, or duties of a cadre, or both. */
export const serviceIsValid = ({
  weeklyLessons,
  duties,
}: {
  readonly weeklyLessons?: number;
  readonly duties?: string;
}): Refused | undefined =>
  (weeklyLessons === undefined && duties === undefined
    ? refuse('INVALID_INPUT', { field: 'weeklyLessons' }, ['weeklyLessons'])
    : undefined) ??
  (weeklyLessons === undefined ? undefined : countIsValid('weeklyLessons', weeklyLessons, 1, 60)) ??
  textIsValid('duties', duties, TEXT_LENGTH);

/** The receiving school confirms what somebody did there in a term. */
export const confirmService = step<commands.ConfirmService>(
  [
    personIsKnown,
    rotationIsKnown,
    hasArrived,
    termIsValid,
    serviceIsSaid,
    hasHappened,
    followsArrival,
    termHasBegun,
    wasThereInTerm,
    termIsNotConfirmed,
    bureauConfirmsOnDocument,
  ],
  ({ personId, rotation, schoolYear, term, weeklyLessons, duties }) =>
    accept({ type: 'ServiceConfirmed', personId, rotation, schoolYear, term, ...present({ weeklyLessons, duties }) }),
);

/** What breaks off or ends a rotation before its time stands on a paper. */
const hasDocument: PersonRule<unknown> = (_command, context) =>
  context.hasDocument ? undefined : refuse('BASIS_MISSING', {}, ['command', 'basis']);

export const isNotSuspended: PersonRule<OfRotation> = (command, { effectiveOn }, person) =>
  suspendedOn(rotationOf(person, command)!, effectiveOn) ? outOfOrder(command) : undefined;

/** What goes on was suspended, on an earlier day. */
export const isSuspended: PersonRule<OfRotation> = (command, { effectiveOn }, person) => {
  const open = rotationOf(person, command)!.suspensions.find(({ until }) => until === undefined);
  if (!open) return outOfOrder(command);
  const earliest = addDays(open.from, 1);
  return effectiveOn < earliest
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest }, ['command', 'effectiveOn'])
    : undefined;
};

/** A rotation rests, on a document: illness, maternity. */
export const suspendRotation = step<commands.SuspendRotation>(
  [...going, isWithinRotation, isNotSuspended, hasDocument],
  ({ personId, rotation, cause }) => accept({ type: 'RotationSuspended', personId, rotation, cause }),
);

/** It goes on. */
export const resumeRotation = step<commands.ResumeRotation>(
  [...going, isWithinRotation, isSuspended, hasDocument],
  ({ personId, rotation }) => accept({ type: 'RotationResumed', personId, rotation }),
);

const newEndIsValid: PersonRule<commands.ExtendRotation> = ({ to }) => dayIsValid('to', to);

/** A rotation is extended before it is over. */
export const extendsBeforeItIsOver: PersonRule<OfRotation> = (command, { effectiveOn }, person) => {
  const { to } = rotationOf(person, command)!;
  return effectiveOn > to
    ? refuse('DATE_ORDER', { day: effectiveOn, latest: to }, ['command', 'effectiveOn'])
    : undefined;
};

/** A rotation is extended to a later day. */
const lastsLonger: PersonRule<commands.ExtendRotation> = (command, _context, person) => {
  const { to } = rotationOf(person, command)!;
  return command.to > to ? undefined : refuse('DATE_ORDER', { day: command.to, earliest: addDays(to, 1) }, ['to']);
};

const authorityExtends: PersonRule<commands.ExtendRotation> = (command, context, person) => {
  const { terms } = rotationOf(person, command)!;
  return authorityDecides({ groupId: undefined, ...terms, decidedBy: command.decidedBy }, context, context.effectiveOn);
};

const schoolsStayOpen: PersonRule<commands.ExtendRotation> = (command, { references }, person) => {
  const { terms, to } = rotationOf(person, command)!;
  return schoolsAreOpen(references, { ...terms, from: addDays(to, 1), to: command.to });
};

/** A rotation lasts longer, as who decides it says. */
export const extendRotation = step<commands.ExtendRotation>(
  [
    ...going,
    personIsNotErased,
    newEndIsValid,
    followsDecision,
    extendsBeforeItIsOver,
    lastsLonger,
    schoolsStayOpen,
    bureauDecidesItself,
    bureauHasDocument,
    authorityExtends,
    staysEligible,
  ],
  (command, context) => {
    const { personId, rotation, to, decidedBy } = command;
    return accept({
      type: 'RotationExtended',
      personId,
      rotation,
      to,
      ...present({ decidedBy }),
      ...onBehalfOf(command, context),
    });
  },
);

/** Somebody is called back before the time, on a document. */
export const recallTeacher = step<commands.RecallTeacher>(
  [...going, isWithinRotation, hasDocument],
  ({ personId, rotation }) => accept({ type: 'TeacherRecalled', personId, rotation, cause: 'RECALLED' }),
);

export const hasNotEnded: PersonRule<OfRotation> = (command, _context, person) =>
  rotationOf(person, command)!.end ? outOfOrder(command) : undefined;
/** A proposal is taken back by who may propose; a decision by who may decide, on a document. [D] */
export const schoolCancelsNoDecision: PersonRule<OfRotation> = (command, { actor }, person) =>
  actor.role === 'SCHOOL' && rotationOf(person, command)!.decided
    ? refuse('NOT_AUTHORISED', { role: actor.role }, ['rotationId'])
    : undefined;
const decidedIsCancelledOnDocument: PersonRule<OfRotation> = (command, context, person) =>
  rotationOf(person, command)!.decided ? hasDocument(command, context, person) : undefined;

/** A rotation to which nobody arrived, or a proposal, never takes place. */
export const cancelRotation = step<commands.CancelRotation>(
  [
    personIsKnown,
    rotationIsKnown,
    hasNotEnded,
    hasNotArrived,
    schoolCancelsNoDecision,
    followsDecision,
    decidedIsCancelledOnDocument,
  ],
  ({ personId, rotation }) => accept({ type: 'RotationCancelled', personId, rotation, cause: 'CANCELLED' }),
);

/** Somebody served to the end; earlier than the policy tolerates is a finding. */
export const completeRotation = step<commands.CompleteRotation>(
  [...going, hasArrived, hasHappened, followsArrival],
  ({ personId, rotation }) => accept({ type: 'RotationCompleted', personId, rotation }),
);

const cycleIsNamed: PersonRule<commands.RecogniseCredit> = ({ cycle }) =>
  numberIsGiven('cycle', cycle) ?? textIsValid('cycle', cycle, NAME_LENGTH);

const rotationsAreNamed: PersonRule<commands.RecogniseCredit> = ({ rotations }) =>
  listIsFilled('rotationIds', rotations);

/** Credit is given for what was completed, by the day of the recognition. */
const rotationsAreCompleted: PersonRule<commands.RecogniseCredit> = ({ rotations }, { effectiveOn }, person) =>
  firstRefused(rotations, (number, index) => {
    const rotation = rotationOf(person, { rotation: number });
    const path = ['rotationIds', String(index)];
    if (!rotation) return refuse('NOT_FOUND', { rotation: number }, path);
    const { end } = rotation;
    return end?.how === 'COMPLETED' && end.on <= effectiveOn
      ? undefined
      : refuse('NO_CREDIT', { rotation: number }, path);
  });

const creditsFor = (person: Person, { purpose }: Pick<commands.RecogniseCredit, 'purpose'>): readonly Credit[] =>
  careerOf(person).credits.filter((one) => one.purpose === purpose);

/** Once for a purpose and cycle, and a rotation once for a purpose. */
const isNotRecognised: PersonRule<commands.RecogniseCredit> = ({ purpose, cycle, rotations }, _context, person) => {
  const others = creditsFor(person, { purpose });
  if (others.some((one) => folded(one.cycle) === folded(cycle)))
    return refuse('NO_CREDIT', { purpose, cycle }, ['cycle']);
  return firstRefused(rotations, (number, index) =>
    rotations.indexOf(number) < index || others.some((one) => one.rotations.includes(number))
      ? refuse('NO_CREDIT', { purpose, rotation: number }, ['rotationIds', String(index)])
      : undefined,
  );
};

/** The months of these rotations, without the days that count for the purpose already. */
export const monthsOf = (
  { purpose, rotations: numbers }: Pick<commands.RecogniseCredit, 'purpose' | 'rotations'>,
  person: Person,
): number => {
  const { rotations } = careerOf(person);
  const named = rotations.filter(({ number }) => numbers.includes(number));
  return monthsServed(named, countedIn(rotations, creditsFor(person, { purpose })));
};

/** A whole month was served at least. */
const wasServed: PersonRule<commands.RecogniseCredit> = (command, _context, person) =>
  monthsOf(command, person) > 0 ? undefined : refuse('NO_CREDIT', { months: 0 }, ['rotationIds']);

/** Who confirmed the service of a rotation does not recognise it. */
export const anotherConfirmed = (
  numbers: readonly number[],
  context: Pick<Context, 'actor' | 'recordedOn' | 'policies'>,
  person: Person,
): Refused | undefined =>
  firstRefused(numbers, (number, index) => {
    const refused = anotherDid(
      'CONFIRMS_RECOGNISES',
      rotationOf(person, { rotation: number })?.confirmedBy ?? [],
      context,
    );
    return at(['rotationIds', String(index)], refused);
  });
const anotherConfirmedThem: PersonRule<commands.RecogniseCredit> = ({ rotations }, context, person) =>
  anotherConfirmed(rotations, context, person);

/** The months served count for a purpose and a cycle. */
export const recogniseCredit = step<commands.RecogniseCredit>(
  [
    personIsKnown,
    cycleIsNamed,
    rotationsAreNamed,
    hasHappened,
    rotationsAreCompleted,
    isNotRecognised,
    wasServed,
    anotherConfirmedThem,
  ],
  (command, _context, person) => {
    const { personId, purpose, cycle, rotations } = command;
    return accept({ type: 'CreditRecognised', personId, purpose, cycle, rotations, months: monthsOf(command, person) });
  },
);
