import { expect } from '@jest/globals';
import { decideCorrection, foldCorrected, type CorrectionCommand } from '../../src/domain/correction.js';
import { decide, type Context } from '../../src/domain/decider.js';
import { deciderOfStream, type AnyDecider, type Command, type Recorded } from '../../src/domain/ledger.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import type { RefusalArguments, RefusalCode } from '../../src/domain/refusal.js';
import { bureau, referencesOf, type Fact } from './given.js';

interface Event {
  readonly type: string;
}
/** What other streams say, by their names. */
export type Others = Readonly<Record<string, unknown>>;
/** A stream's history, in which facts are corrected by their revision. */
export const history = <E extends Event, State>(
  decider: AnyDecider,
  key: string,
  facts: readonly Fact<E>[],
  others: Others = {},
) => {
  const stream = `${decider.category}-${key}`;
  const recorded: Recorded<Event>[] = facts.map((fact, revision) => ({
    recordedOn: fact.effectiveOn,
    actor: bureau,
    revision,
    ...fact,
  }));
  const contextOf = (command: Command, more: Partial<Context>): Context => {
    const references = referencesOf(
      command,
      (of) => others[of] ?? (deciderOfStream(of)!.initial as unknown),
      foldCorrected(decider, recorded),
    );
    return {
      effectiveOn: '2025-01-01',
      recordedOn: '2025-01-01',
      actor: bureau,
      hasDocument: true,
      references,
      policies: noPolicies,
      ...more,
    };
  };
  const decided = (command: CorrectionCommand, more: Partial<Context>) =>
    decideCorrection(decider, command, contextOf(command, more), recorded);
  const given = (command: CorrectionCommand, more: Partial<Context>) => {
    const decision = decided(command, more);
    const after =
      'accepted' in decision
        ? [...facts, ...decision.accepted.map((event) => ({ event: event as unknown as E, effectiveOn: '2025-01-01' }))]
        : facts;
    return {
      /** It is accepted, and this is the stream afterwards. */
      get then() {
        if ('refused' in decision) throw new Error(JSON.stringify(decision.refused));
        return history<E, State>(decider, key, after, others);
      },
      events: 'accepted' in decision ? decision.accepted : [],
      accepted: () => expect(decision).toMatchObject({ accepted: expect.anything() as unknown }),
      refused: (code: RefusalCode, args: RefusalArguments = {}, path: readonly string[] = ['eventId']) => {
        expect(decision).toMatchObject({ refused: { code, args } });
        expect(decision).toEqual({ refused: expect.objectContaining({ path }) as unknown });
      },
    };
  };
  return {
    facts: recorded,
    get state() {
      return foldCorrected(decider, recorded) as State;
    },
    correct: (revision: number, right: E, rightEffectiveOn?: string, more: Partial<Context> = {}) =>
      given(
        {
          type: 'CorrectRecord',
          stream,
          revision,
          right: right as Event & Record<string, unknown>,
          rightVersion: 1,
          ...(rightEffectiveOn === undefined ? {} : { rightEffectiveOn }),
        },
        more,
      ),
    retract: (revision: number, more: Partial<Context> = {}) =>
      given({ type: 'RetractRecord', stream, revision }, more),
    /** What comes of another command afterwards. */
    decide: (command: Exclude<Command, CorrectionCommand>, more: Partial<Context> = {}) =>
      decide(
        decider as never,
        command,
        contextOf(command, more),
        foldCorrected(decider, recorded),
        recorded.length - 1,
      ),
  };
};
