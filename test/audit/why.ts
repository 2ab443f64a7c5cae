import { why, type Answer, type AskedType, type WhyField } from '../../src/audit/why/index.js';
import type { DomainEvent } from '../../src/domain/ledger.js';
import type { PolicyKind } from '../../src/domain/policy/index.js';
import { queries } from '../../src/projections/queries.js';
import type { Moment } from '../../src/projections/read-model.js';
import type { TestLedger } from '../support/ledger.js';

/** Today's head, or what of it is another moment. */
export const momentOf = ({ runner, clock }: TestLedger, asOf: Partial<Moment> = {}): Moment => ({
  position: runner.head(),
  effectiveOn: clock.slice(0, 10),
  ...asOf,
});

/** Why a field of an object says what it says: `Type:key`. */
export const asked = (
  ledger: TestLedger,
  field: WhyField,
  object: string,
  asOf: Partial<Moment> = {},
  kind?: PolicyKind,
): Answer | undefined => {
  const { readModels: read } = ledger;
  const [type, key] = [object.slice(0, object.indexOf(':')), object.slice(object.indexOf(':') + 1)];
  const about = { read, queries: queries(read), moment: momentOf(ledger, asOf) };
  return why(about, field, { type: type as AskedType, key }, kind);
};

/** The chain of an answer, each link with the type of its event. */
export const chain = ({ readModels }: TestLedger, answer: Answer | undefined): readonly string[] | undefined =>
  answer?.links.map(({ kind, position }) => `${kind} ${readModels.events.at(position)!.event.type}`);

/** The last event of a type. */
export const last = ({ readModels, runner }: TestLedger, type: DomainEvent['type']) =>
  readModels.events.page({ types: [type] }, { after: 0, upTo: runner.head(), limit: 1, backwards: true })[0]!;

/** Puts the last fact of a type right. Gives the position of the correction. */
export const correct = async (
  ledger: TestLedger,
  type: DomainEvent['type'],
  change: object,
  more: { readonly rightEffectiveOn?: string } = {},
): Promise<number> => {
  const { stream, revision, event } = last(ledger, type);
  await ledger.pass({
    type: 'CorrectRecord',
    stream,
    revision,
    right: { ...event, ...change },
    rightVersion: 1,
    ...more,
  });
  return last(ledger, 'RecordCorrected').position;
};

/** Says that the last fact of a type never was. Gives the position of the retraction. */
export const retract = async (ledger: TestLedger, type: DomainEvent['type']): Promise<number> => {
  const { stream, revision } = last(ledger, type);
  await ledger.pass({ type: 'RetractRecord', stream, revision });
  return last(ledger, 'RecordRetracted').position;
};
