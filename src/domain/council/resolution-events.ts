import type { Day } from '../day.js';
import type { PersonId, SchoolCode } from '../identity.js';
import type { Name } from '../input.js';
import type { OnBehalf } from '../on-behalf.js';
import type { Fen, FiscalYear, PostKind, ResolutionKind, ResolutionNo, Share } from '../vocabulary.js';

/** A seat that goes with a post of a member school: who takes the post takes the seat. */
export interface ExOfficioSeat {
  readonly schoolCode: SchoolCode;
  readonly post: PostKind;
}

/** What a charter says. */
export interface CharterRules {
  /** Of the filled seats. */
  readonly quorum: Share;
  /** Of the votes present, without those recused. */
  readonly majority: Share;
  /**
   * The longest term, in years.
   * @asType integer
   * @minimum 1
   * @maximum 10
   */
  readonly termYears: number;
  /** Whether every member school has a seat. */
  readonly everySchoolSeated: boolean;
  /**
   * How many seats go to others than those the schools recommend.
   * @asType integer
   * @minimum 0
   * @maximum 100
   */
  readonly otherSeats: number;
  /**
   * How many others a member who is present may vote for by proxy.
   * @asType integer
   * @minimum 0
   * @maximum 100
   */
  readonly proxiesPerMember: number;
  /**
   * The seats that go with posts; absent: none.
   * @minItems 1
   * @maxItems 100
   */
  readonly exOfficio?: readonly ExOfficioSeat[];
}

/** What the member schools agreed on for their council; from its effective day on. */
export interface CharterAdopted extends CharterRules {
  readonly type: 'CharterAdopted';
  /** By a meeting, or entered by the bureau on a document, without one; of what was written before, nobody recorded it. */
  readonly adoption: 'BY_MEETING' | 'BY_BUREAU' | 'NOT_RECORDED';
  /** The paper that says so, by its number; where it is absent, the basis names it. */
  readonly documentNo?: Name;
  /** The meeting that adopted it, by the rules that were in force before. */
  readonly meeting?: Meeting;
}

/**
 * How a council voted. present + proxies - recused = for + against + abstained.
 */
export interface Ballot {
  /**
   * Members present in person.
   * @asType integer
   * @minimum 0
   */
  readonly present: number;
  /**
   * Members represented by a proxy.
   * @asType integer
   * @minimum 0
   */
  readonly proxies: number;
  /**
   * Of those, members who took no part because the matter concerns them.
   * @asType integer
   * @minimum 0
   */
  readonly recused: number;
  /**
   * @asType integer
   * @minimum 0
   */
  readonly for: number;
  /**
   * @asType integer
   * @minimum 0
   */
  readonly against: number;
  /**
   * @asType integer
   * @minimum 0
   */
  readonly abstained: number;
}

/** A meeting of the council that decided something, with the rules that applied on its day. */
export interface Meeting extends OnBehalf {
  /** The day the council met: power, seats and quorum are judged by it. */
  readonly heldOn: Day;
  readonly ballot: Ballot;
  /** Persons whom the matter concerns, and members who were recused. */
  readonly concernedIds: readonly PersonId[];
  readonly recusedIds: readonly PersonId[];
  /** The number of the minutes. */
  readonly minutesNo: Name;
  /**
   * The term of the council that met.
   * @asType integer
   * @minimum 1
   */
  readonly ordinal: number;
  /** The quorum and majority that were asked for: the charter's, and no less than the policy's, else more than half. */
  readonly quorum: Share;
  readonly majority: Share;
  /** Whether the council met after its term, as a policy CARETAKER allows. */
  readonly caretaker: boolean;
}

/** The council decided. It has effect from the event's effective day on. */
export interface ResolutionAdopted extends Meeting {
  readonly type: 'ResolutionAdopted';
  readonly resolution: ResolutionNo;
  readonly kind: ResolutionKind;
  readonly subject: Name;
  /** Of kind FUND: for which year, and at most which sum. */
  readonly fiscalYear?: FiscalYear;
  readonly sum?: Fen;
}
/** The council decided otherwise: what is absent stays. */
export interface ResolutionAmended extends Meeting {
  readonly type: 'ResolutionAmended';
  readonly resolution: ResolutionNo;
  readonly subject?: Name;
  readonly sum?: Fen;
}
/** The council took a resolution back. */
export interface ResolutionRepealed extends Meeting {
  readonly type: 'ResolutionRepealed';
  readonly resolution: ResolutionNo;
}

export type ResolutionEvent = CharterAdopted | ResolutionAdopted | ResolutionAmended | ResolutionRepealed;
