import type { Day } from '../day.js';
import type { GroupId, PersonId } from '../identity.js';
import type { ResolutionKind, Share } from '../vocabulary.js';
import type { Ballot } from './resolution-events.js';

interface OfCouncil {
  readonly groupId: GroupId;
}
/** A meeting that votes. */
interface Voted extends OfCouncil {
  /** The day the council met, on or before the effective day. */
  readonly heldOn: Day;
  readonly ballot: Ballot;
  readonly concernedIds?: readonly PersonId[];
  readonly recusedIds?: readonly PersonId[];
  readonly minutesNo: string;
}

export interface AdoptCharter extends OfCouncil {
  readonly type: 'AdoptCharter';
  readonly quorum: Share;
  readonly majority: Share;
  readonly termYears: number;
  readonly everySchoolSeated: boolean;
  readonly otherSeats: number;
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
