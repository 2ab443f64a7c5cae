import type { Day } from '../day.js';
import type { GroupId, PersonId, SchoolId } from '../identity.js';
import type { PostKind } from '../vocabulary.js';
import type { ResolutionCommand } from './resolution-commands.js';

interface OfGroupCouncil {
  readonly groupId: GroupId;
}
/** One term of a group's council. */
interface OfTerm extends OfGroupCouncil {
  readonly ordinal: number;
}

export interface RecommendCouncilMember extends OfGroupCouncil {
  readonly type: 'RecommendCouncilMember';
  readonly schoolId: SchoolId;
  readonly personId: PersonId;
}
export interface WithdrawRecommendation extends OfGroupCouncil {
  readonly type: 'WithdrawRecommendation';
  readonly schoolId: SchoolId;
  readonly personId: PersonId;
}
export interface AppointCouncil extends OfGroupCouncil {
  readonly type: 'AppointCouncil';
  readonly memberIds: readonly PersonId[];
  readonly chairId: PersonId;
  /** First and last day in office. */
  readonly termFrom: Day;
  readonly termTo: Day;
}
export interface FileCouncil extends OfTerm {
  readonly type: 'FileCouncil';
}
export interface AcceptFiling extends OfTerm {
  readonly type: 'AcceptFiling';
  readonly documentNo: string;
}
export interface ReturnFiling extends OfTerm {
  readonly type: 'ReturnFiling';
  readonly documentNo: string;
  readonly reason: string;
}
export interface AppointSubstitute extends OfTerm {
  readonly type: 'AppointSubstitute';
  readonly personId: PersonId;
  /** Whether the person chairs the council from then on; a sitting member may be named too. */
  readonly asChair?: boolean;
}
/** The seat that goes with a post passes to who holds the post; to nobody where nobody does. */
export interface PassSeat extends OfTerm {
  readonly type: 'PassSeat';
  readonly schoolId: SchoolId;
  readonly post: PostKind;
  readonly personId?: PersonId;
}
export interface ResignSeat extends OfTerm {
  readonly type: 'ResignSeat';
  readonly personId: PersonId;
}
export interface RemoveMember extends OfTerm {
  readonly type: 'RemoveMember';
  readonly personId: PersonId;
}
export interface ExtendTerm extends OfTerm {
  readonly type: 'ExtendTerm';
  /** The new last day in office. */
  readonly termTo: Day;
}
export interface EndTerm extends OfTerm {
  readonly type: 'EndTerm';
}

export type CouncilCommand =
  | ResolutionCommand
  | RecommendCouncilMember
  | WithdrawRecommendation
  | AppointCouncil
  | FileCouncil
  | AcceptFiling
  | ReturnFiling
  | AppointSubstitute
  | PassSeat
  | ResignSeat
  | RemoveMember
  | ExtendTerm
  | EndTerm;
