import type { Day } from '../day.js';
import type { GroupId, PersonId, SchoolId } from '../identity.js';
import type { PostKind, ResolutionKind, Share } from '../vocabulary.js';
import type { Ballot } from './resolution-events.js';

interface OfCouncil {
  readonly groupId: GroupId;
}
/** A meeting that votes. */
export interface Voted extends OfCouncil {
  /** The day the council met, on or before the effective day. */
  readonly heldOn: Day;
  readonly ballot: Ballot;
  readonly concernedIds?: readonly PersonId[];
  readonly recusedIds?: readonly PersonId[];
  readonly minutesNo: string;
}

/** With the meeting that adopted it, or without one where the bureau enters the first on a document. */
export interface AdoptCharter extends OfCouncil, Partial<Omit<Voted, 'groupId'>> {
  readonly type: 'AdoptCharter';
  readonly quorum: Share;
  readonly majority: Share;
  readonly termYears: number;
  readonly everySchoolSeated: boolean;
  readonly otherSeats: number;
  /** How many others a member who is present may vote for; without it one. */
  readonly proxiesPerMember?: number;
  readonly documentNo?: string;
  /** The seats that go with posts of member schools. */
  readonly exOfficio?: readonly { readonly schoolId: SchoolId; readonly post: PostKind }[];
}
export interface AdoptResolution extends Voted {
  readonly type: 'AdoptResolution';
  readonly kind: ResolutionKind;
  readonly subject: string;
  readonly fiscalYear?: number;
  /** In fen. */
  readonly sum?: number;
}
export interface AmendResolution extends Voted {
  readonly type: 'AmendResolution';
  readonly resolution: number;
  readonly subject?: string;
  readonly sum?: number;
}
export interface RepealResolution extends Voted {
  readonly type: 'RepealResolution';
  readonly resolution: number;
}

export type ResolutionCommand = AdoptCharter | AdoptResolution | AmendResolution | RepealResolution;
