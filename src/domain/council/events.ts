import type { Day } from '../day.js';
import type { PersonId, SchoolCode } from '../identity.js';
import type { Name, Text } from '../input.js';
import type { PostKind } from '../vocabulary.js';
import type { ResolutionEvent } from './resolution-events.js';

/** A member school recommended a person for the group's next council. */
export interface MemberRecommended {
  readonly type: 'MemberRecommended';
  readonly schoolCode: SchoolCode;
  readonly personId: PersonId;
}

/** A recommendation no longer stands. */
export interface RecommendationWithdrawn {
  readonly type: 'RecommendationWithdrawn';
  readonly schoolCode: SchoolCode;
  readonly personId: PersonId;
}

/** A seat, and the member school that recommended who takes it; none for a seat that the charter gives to others. */
export interface AppointedSeat {
  readonly personId: PersonId;
  readonly schoolCode?: SchoolCode;
  /** The post of the school that the seat goes with, by the charter. */
  readonly post?: PostKind;
}

/** A term of the group's council was appointed from those recommended. */
export interface CouncilAppointed {
  readonly type: 'CouncilAppointed';
  /**
   * The term's number, from 1, in the order of the appointments.
   * @asType integer
   * @minimum 1
   */
  readonly ordinal: number;
  /** @minItems 1 */
  readonly seats: readonly AppointedSeat[];
  readonly chairId: PersonId;
  /** First day in office. */
  readonly termFrom: Day;
  /** Last day in office. */
  readonly termTo: Day;
}

interface OfTerm {
  /**
   * The term's number.
   * @asType integer
   * @minimum 1
   */
  readonly ordinal: number;
}

/** The council, as it is composed now, was filed (备案) with the bureau. */
export interface CouncilFiled extends OfTerm {
  readonly type: 'CouncilFiled';
}

/** The bureau took note of the filing. */
export interface FilingAccepted extends OfTerm {
  readonly type: 'FilingAccepted';
  /** The number of the bureau's answer. */
  readonly documentNo: Name;
}

/** The bureau sent the filing back. */
export interface FilingReturned extends OfTerm {
  readonly type: 'FilingReturned';
  /** The number of the bureau's answer. */
  readonly documentNo: Name;
  readonly reason: Text;
}

/** A recommended person, or who took the post that the seat goes with, took a seat during the term. */
export interface SubstituteAppointed extends OfTerm {
  readonly type: 'SubstituteAppointed';
  readonly personId: PersonId;
  readonly schoolCode: SchoolCode;
  /** The post of the school that the seat goes with, by the charter. */
  readonly post?: PostKind;
}

/** A member chairs the council from that day on. */
export interface ChairAppointed extends OfTerm {
  readonly type: 'ChairAppointed';
  readonly personId: PersonId;
}

/** A member gave the seat up. */
export interface SeatResigned extends OfTerm {
  readonly type: 'SeatResigned';
  readonly personId: PersonId;
}

/** A member lost the seat: by removal, because the recommending school is no member any more, or with the post that the seat goes with. */
export interface MemberRemoved extends OfTerm {
  readonly type: 'MemberRemoved';
  readonly personId: PersonId;
  readonly cause: 'REMOVED' | 'RECOMMENDER_LEFT' | 'POST_LEFT';
}

/** A term lasts longer. */
export interface TermExtended extends OfTerm {
  readonly type: 'TermExtended';
  /** The new last day in office. */
  readonly termTo: Day;
}

/** A term ended early: the council is out of office from that day on. */
export interface TermEnded extends OfTerm {
  readonly type: 'TermEnded';
}

export type {
  Ballot,
  CharterAdopted,
  Meeting,
  ResolutionAdopted,
  ResolutionAmended,
  ResolutionRepealed,
} from './resolution-events.js';

export type CouncilEvent =
  | ResolutionEvent
  | MemberRecommended
  | RecommendationWithdrawn
  | CouncilAppointed
  | CouncilFiled
  | FilingAccepted
  | FilingReturned
  | SubstituteAppointed
  | ChairAppointed
  | SeatResigned
  | MemberRemoved
  | TermExtended
  | TermEnded;
