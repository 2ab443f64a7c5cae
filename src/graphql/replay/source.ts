import { replayOf, type ReplayView, type Step } from '../../audit/replay.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { Context } from '../context.js';
import { positioned, type Source } from '../shared/connection.js';
import { asSubject, isTold } from '../shared/visibility.js';

/** The steps of an object's history from one position to another, both included, that are shown to who asks. */
export const stepSource = (
  context: Context,
  object: ObjectRef,
  view: ReplayView,
  { from, to }: { readonly from: number; readonly to: number },
): Source<Step> => {
  const steps = replayOf(context.read, {
    subject: asSubject(context, object),
    view,
    from,
    to,
    // An event whose place alone is shown is a step of nobody's history.
    ...(context.principal.actor.role === 'AUDITOR' ? {} : { isShown: (entry) => isTold(context, entry) }),
  });
  return positioned({ positionOf: ({ entry }: Step) => entry.position, ...steps });
};
