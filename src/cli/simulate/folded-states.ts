import type { Aggregate, LoadAggregate } from '../../commands/aggregates.js';
import { foldCorrected, isCorrection } from '../../domain/correction.js';
import { dayOf } from '../../domain/day.js';
import { deciderOfStream, type Recorded, type StreamName } from '../../domain/ledger.js';
import type { NewEvent } from '../../eventstore/port.js';

type Fact = Recorded<{ readonly type: string }>;
/** Streams in which something may be corrected: of all others no fact is kept. */
const CORRECTED = /^fund-/;
const nothing = { get: (): undefined => undefined, has: () => false };

export interface FoldedStates {
  readonly load: LoadAggregate;
  /** Folds what was appended to a stream; gives the revision of its last event. */
  readonly append: (stream: StreamName, events: readonly NewEvent[]) => number;
}

/** The state of every stream of a new ledger, kept as its events come. No command is given twice, and none names a revision. */
export const foldedStates = (): FoldedStates => {
  const aggregates = new Map<StreamName, Aggregate>();
  return {
    load: (decider, stream) =>
      Promise.resolve(
        aggregates.get(stream) ?? {
          ...{ state: decider.initial as unknown, facts: [], revision: -1, recordedAt: undefined },
          ...{ commands: nothing, objects: nothing },
        },
      ),
    append: (stream, events) => {
      const decider = deciderOfStream(stream)!;
      const known = aggregates.get(stream);
      let { state, revision } = known ?? { state: decider.initial as unknown, revision: -1 };
      const facts = (known?.facts ?? []) as Fact[];
      for (const { type, data, metadata } of events) {
        revision += 1;
        const { effectiveOn, recordedAt, actor, commandId } = metadata;
        const fact: Fact = {
          ...{ event: { ...data, type }, revision, effectiveOn, recordedOn: dayOf(recordedAt), actor, commandId },
        };
        if (CORRECTED.test(stream)) facts.push(fact);
        state = isCorrection(fact.event) ? foldCorrected(decider, facts) : (decider.evolve(state, fact) as unknown);
      }
      const { recordedAt } = events.at(-1)!.metadata;
      aggregates.set(stream, { state, facts, revision, recordedAt, commands: nothing, objects: nothing });
      // Closed books change no more.
      if (events.at(-1)!.type === 'FundYearClosed') facts.length = 0;
      return revision;
    },
  };
};
