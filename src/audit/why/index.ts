import type { ObjectType } from '../../domain/objects.js';
import type { PolicyKind } from '../../domain/policy/index.js';
import type { ReadModels } from '../../projections/read-models.js';
import type { Answer } from './answer.js';
import type { About } from './chain.js';
import { chair, filingStatus, seat } from './council.js';
import { grade } from './evaluation.js';
import { amountOfLine, amountOfTranche, ground } from './fund.js';
import { credit, placesOfTeaching } from './person.js';
import { withOverturned } from './overturned.js';
import { policyInForce, policyOfKind } from './policy.js';
import { lead, membership, nameOfGroup, nameOfSchool, standing } from './register.js';

export type { Answer, Value } from './answer.js';
export { kindIn, objectsIn, valueIn } from './words.js';
export type { About, Link, LinkKind } from './chain.js';

/** What may be asked about: objects of the ledger, and what has a key within one. */
export type AskedType = ObjectType | 'FundLine' | 'Tranche' | 'Expenditure' | 'Credit';

type Ask = (about: About, key: string, kind: PolicyKind | undefined) => Answer | undefined;

/** The fields that matter, and of which types of object each is asked. */
const fields = {
  SEAT: { CouncilSeat: seat },
  CHAIR: { Council: chair },
  LEAD: { EducationGroup: lead },
  MEMBERSHIP: { Membership: membership },
  NAME: { School: nameOfSchool, EducationGroup: nameOfGroup },
  STANDING: { School: standing },
  PLACE_OF_TEACHING: { Person: placesOfTeaching },
  CREDIT: { Credit: credit },
  AMOUNT: { FundLine: amountOfLine, Tranche: amountOfTranche },
  GROUND: { Expenditure: ground },
  FILING_STATUS: { Council: filingStatus },
  GRADE: { Evaluation: grade },
  POLICY_IN_FORCE: { District: policyOfKind, Policy: policyInForce },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<AskedType, Ask>>>>>;

export type WhyField = keyof typeof fields;

/** All of them. */
export const whyFields = Object.keys(fields) as readonly WhyField[];

const asksOf = (field: WhyField): Readonly<Partial<Record<AskedType, Ask>>> => fields[field];

/** The types of object that have a field. */
export const typesWith = (field: WhyField): readonly AskedType[] => Object.keys(asksOf(field)) as AskedType[];

const rows: Readonly<Record<AskedType, keyof ReadModels>> = {
  District: 'districts',
  School: 'schools',
  EducationGroup: 'groups',
  Membership: 'memberships',
  Council: 'councils',
  CouncilSeat: 'seats',
  Recommendation: 'recommendations',
  Person: 'persons',
  Post: 'posts',
  Rotation: 'rotations',
  Resolution: 'resolutions',
  Fund: 'funds',
  Evaluation: 'evaluations',
  SchoolIndicators: 'indicatorRecords',
  Policy: 'policies',
  FundLine: 'fundLines',
  Tranche: 'tranches',
  Expenditure: 'expenditures',
  Credit: 'credits',
};
const isKnown = (read: ReadModels, type: AskedType, key: string, position: number): boolean =>
  (read[rows[type]] as ReadModels['districts']).byKey(key, position) !== undefined;

/** What type of object a key is of: the first with the field that is known by it, else the first without; undefined where none is. */
export const typeOfKey = (read: ReadModels, field: WhyField, key: string, position: number): AskedType | undefined =>
  [...typesWith(field), ...(Object.keys(rows) as AskedType[])].find((type) => isKnown(read, type, key, position));

/**
 * Why a field of an object says at a moment what it says: its value, and the events behind it in order, the one that made it so first.
 * Undefined where there is no answer: nothing is known of the object then, or the field says nothing. `kind`: of a district's policies.
 */
export const why = (
  about: About,
  field: WhyField,
  { type, key }: { readonly type: AskedType; readonly key: string },
  kind?: PolicyKind,
): Answer | undefined => {
  const ask = asksOf(field)[type];
  const answerAt = (position: number): Answer | undefined =>
    ask?.({ ...about, moment: { ...about.moment, position } }, key, kind);
  const answer = answerAt(about.moment.position);
  return answer && { ...answer, links: withOverturned(about, answer.links, answerAt) };
};
