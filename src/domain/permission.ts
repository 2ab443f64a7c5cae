import type { Actor, Duty, Role } from './actor.js';
import type { Day } from './day.js';
import type { DistrictCode, GroupId, SchoolId } from './identity.js';

/** Who asks, with the scope from the token's claims. */
export interface Principal {
  readonly actor: Actor;
  readonly district?: DistrictCode;
  readonly group?: GroupId;
  readonly school?: SchoolId;
  /** Of an officer of the bureau; absent where the token names none: then all. */
  readonly duties?: readonly Duty[];
}

/** Nobody in particular: a request without a token. */
export const anybody: Principal = { actor: { id: 'public', role: 'PUBLIC' } };

/** What a command is about, as far as permissions and policies go: its aggregate says so. */
export interface Scope {
  /** Undefined for a person, or a record of one, that was not loaded. */
  readonly district?: DistrictCode;
  readonly group?: GroupId;
  /** The school that the command is about, or that recommends or pays. */
  readonly school?: SchoolId;
  /** Of a record: with which duty the bureau puts it right. */
  readonly duty?: Duty;
}

/** What a permission may look at once the command's stream was loaded. */
export interface Loaded<State = unknown, References = unknown> {
  readonly state: State;
  readonly references: References;
  /** Who may act goes by the day we were told, never by one that the command chooses. */
  readonly recordedOn: Day;
}

/** Within which scope a role may give a command: by the token's claims, and where they do not decide it by what was loaded. */
export interface Within<State = unknown, References = unknown> {
  /** As docs/PERMISSIONS.md says it. */
  readonly says: string;
  readonly claims: (principal: Principal, scope: Scope) => boolean;
  readonly loaded?: (principal: Principal, scope: Scope, loaded: Loaded<State, References>) => boolean;
}

/** Who may give a command: role by role, within which scope. Who is not named may not. */
export type May<State = unknown, References = unknown> = { readonly [R in Role]?: Within<State, References> };

export const inDistrict: Within = {
  says: 'its district',
  claims: ({ district }, scope) => district !== undefined && district === scope.district,
};
export const ofGroup: Within = {
  says: 'its group',
  claims: ({ group }, scope) => group !== undefined && group === scope.group,
};
export const ofSchool: Within = {
  says: 'its school',
  claims: ({ school }, scope) => school !== undefined && school === scope.school,
};
const hasDuty = ({ duties }: Principal, duty: Duty | undefined): boolean =>
  duties === undefined || duty === undefined || duties.includes(duty);

/** Within the district, or less; an officer whose token names duties with this one only. */
export const withDuty = <State, References>(
  duty: Duty,
  within: Within<State, References> = inDistrict,
): Within<State, References> => ({
  ...within,
  says: `${within.says}, duty ${duty}`,
  claims: (principal, scope) => hasDuty(principal, duty) && within.claims(principal, scope),
});

/** A record of any stream of the district, which of a person's stream is known once it was loaded. */
export const anyRecordOfDistrict: Within = {
  says: 'records of its district, with the duty for the aggregate',
  claims: (principal, { duty }) => principal.district !== undefined && hasDuty(principal, duty),
  loaded: ({ district }, scope) => district === scope.district,
};
/** Wherever a process follows up. */
export const anywhere: Within = { says: 'follow-ups', claims: () => true };
