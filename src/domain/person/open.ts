import { addDays } from '../day.js';
import { refuse, type Refused } from '../refusal.js';
import { lasts } from './career.js';
import type { CreditPurpose, RotationScheme } from './rotation-events.js';
import { daysOfTerm, termsUnconfirmed } from './rotation.js';
import {
  anotherConfirmed,
  authorityOn,
  monthsOf,
  proposalIsOpen,
  resolutionsOn,
  rotationOf,
  schoolsAreOpen,
  type OfRotation,
} from './rotations.js';
import { isMemberFrom, membershipOf, type PersonReferences } from './references.js';
import { careerOf } from './state.js';
import { isOfPersonsDistrict, type OfPerson, type PersonRule } from './steps.js';

// Whether a command is open at all, whatever else it says: for the school or the group for which somebody acts.

type ForSchool = { readonly schoolId?: string };
type ForGroup = { readonly groupId?: string };

export const schoolIsOfPersonsDistrict = isOfPersonsDistrict<ForSchool>('schoolId');

/** Somebody who rotates leaves a home school: that of the school which proposes it, and a member of the group within which it is. */
export const someHomeIsLeft: PersonRule<OfPerson & ForSchool & ForGroup> = (target, context, person) => {
  const { personId, schoolId, groupId = '' } = target;
  const { effectiveOn, references } = context;
  const homes = careerOf(person)
    .employment.intervals.filter((one) => lasts(one, addDays(effectiveOn, -1)))
    .map(({ value }) => value.homeSchoolId)
    .filter((home) => schoolId === undefined || home === schoolId);
  if (homes.length === 0) return refuse('NOT_EMPLOYED', { person: personId }, ['personId']);
  const isMember = (home: string): boolean =>
    membershipOf(references, groupId, home)?.intervals.some((one) => lasts(one, effectiveOn)) === true;
  return groupId === '' || homes.some(isMember)
    ? undefined
    : refuse('NOT_SAME_GROUP', { school: homes[0]!, group: groupId, day: effectiveOn }, ['personId']);
};

/** Where a rotation is meant it is a proposal; another rotation of a person needs none. */
export const proposalMayBeDecided: PersonRule<{ readonly rotation?: number }> = (target, context, person) =>
  target.rotation === 0 ? undefined : proposalIsOpen(target, context, person);

const schemes: Readonly<Record<RotationScheme, true>> = { GROUP: true, DISTRICT: true, SUPPORT: true };

const councilMayDecide = (references: PersonReferences, day: string): Refused | undefined =>
  resolutionsOn(references, day).length > 0 ? undefined : refuse('NO_RESOLUTION', {}, ['resolutionId']);

/** A council decides what is left to councils, and by a resolution; the bureau decides, or enters what some council did. */
export const someAuthorityRotates: PersonRule<unknown> = (_target, context) => {
  const { actor, policies, references, effectiveOn } = context;
  if (actor.role === 'BUREAU') return undefined;
  const authorities = Object.keys(schemes).map((scheme) =>
    authorityOn(policies, scheme as RotationScheme, effectiveOn),
  );
  return authorities.every((authority) => authority === 'BUREAU')
    ? refuse('NOT_AUTHORISED', { authority: 'BUREAU' }, ['resolutionId'])
    : councilMayDecide(references, effectiveOn);
};

/** A rotation lasts longer as the bureau says, or a council of whose group the home school is a member, whichever may decide it. */
export const someAuthorityExtends: PersonRule<OfRotation & ForGroup> = (target, context, person) => {
  const { actor, policies, references, effectiveOn } = context;
  const { terms } = rotationOf(person, target)!;
  const authority = authorityOn(policies, terms.scheme, effectiveOn);
  const isBureau = actor.role === 'BUREAU';
  if (isBureau && (authority !== 'COUNCIL' || references.council === undefined)) return undefined;
  if (!isBureau && authority === 'BUREAU') return refuse('NOT_AUTHORISED', { authority }, ['resolutionId']);
  const { groupId = target.groupId ?? '' } = terms;
  const days = { from: effectiveOn, until: addDays(effectiveOn, 1) };
  return (
    councilMayDecide(references, effectiveOn) ??
    (groupId === '' ? undefined : isMemberFrom(references, groupId, terms.fromSchoolId, days, 'resolutionId'))
  );
};

/** A rotation lasts longer where both schools are there for one more day. */
export const schoolsAreOpenNext: PersonRule<OfRotation> = (target, { references }, person) => {
  const { terms, to } = rotationOf(person, target)!;
  const next = addDays(to, 1);
  return schoolsAreOpen(references, { ...terms, from: next, to: next });
};

/** Some term has begun in which somebody was there and nobody confirmed it. */
export const someTermIsUnconfirmed: PersonRule<OfRotation> = (target, { effectiveOn }, person) =>
  termsUnconfirmed(rotationOf(person, target)!).some((term) => daysOfTerm(term).from <= effectiveOn)
    ? undefined
    : refuse('NO_CHANGE', { rotation: target.rotation }, ['rotationId']);

const purposes: Readonly<Record<CreditPurpose, true>> = { TITLE: true, HONOUR: true, CADRE: true };

/** Some month of a completed rotation, whose service another confirmed, does not count yet for some purpose. */
export const someMonthCounts: PersonRule<OfPerson> = ({ personId }, context, person) => {
  const { effectiveOn } = context;
  const completed = careerOf(person).rotations.filter(({ end }) => end?.how === 'COMPLETED' && end.on <= effectiveOn);
  const rotations = completed.map(({ number }) => number);
  const byOthers = rotations.filter((number) => !anotherConfirmed([number], context, person));
  const counts = (purpose: CreditPurpose): Refused | undefined => {
    if (monthsOf({ purpose, rotations: byOthers }, person) > 0) return undefined;
    return monthsOf({ purpose, rotations }, person) > 0
      ? refuse('SAME_PERSON', { actor: context.actor.id })
      : refuse('NO_CREDIT', { person: personId }, ['personId']);
  };
  const refusals = Object.keys(purposes).map((purpose) => counts(purpose as CreditPurpose));
  return refusals.includes(undefined)
    ? undefined
    : (refusals.find((one) => one?.refused.code === 'SAME_PERSON') ?? refusals[0]);
};
