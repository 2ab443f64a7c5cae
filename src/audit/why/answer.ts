import type { SchoolStanding } from '../../domain/district/events.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { FilingOnDay } from '../../projections/council/queries.js';
import type { Day } from '../../domain/day.js';
import type { Link } from './chain.js';

/** What a field says at the moment. */
export type Value =
  /** Who sits there or has the chair, which school leads, which resolution a payment rests on, which policy applies. */
  | { readonly is: 'OBJECT'; readonly object: ObjectRef }
  | { readonly is: 'NAME'; readonly name: string }
  | { readonly is: 'STANDING'; readonly standing: SchoolStanding }
  | { readonly is: 'FILING'; readonly status: FilingOnDay['status'] }
  /** A school is a member of a group from a day until a day. */
  | {
      readonly is: 'MEMBER';
      readonly school: ObjectRef;
      readonly group: ObjectRef;
      readonly since: Day;
      readonly until: Day | null;
    }
  /** Where somebody works, each with its share in percent. */
  | { readonly is: 'PLACES'; readonly places: readonly { readonly school: ObjectRef; readonly share: number }[] }
  /** In fen. */
  | { readonly is: 'MONEY'; readonly fen: number }
  | { readonly is: 'MONTHS'; readonly months: number }
  /** One of the policy's. */
  | { readonly is: 'GRADE'; readonly grade: string };

/** What a field says, and why: the event that made it so, then what that rests on, in order. */
export interface Answer {
  readonly value: Value;
  readonly links: readonly Link[];
}
