import { aggregateLoader } from '../../commands/aggregates.js';
import { corrected, type CorrectionEvent } from '../../domain/correction.js';
import type { ExpenditureRecorded } from '../../domain/fund/events.js';
import { fund as decider, voucherKey, type Fund, type FundEvent } from '../../domain/fund/index.js';
import { fundStream } from '../../domain/identity.js';
import type { Day, Recorded } from '../../domain/ledger.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import { copyInMemory } from '../rehearsal.js';

/** The fund that a table is about. */
export interface OfFund {
  readonly groupId: string;
  readonly fiscalYear: number;
}

/** An expenditure of the ledger, with every correction in the place of what it corrects. */
export interface Standing {
  readonly paid: ExpenditureRecorded;
  readonly effectiveOn: Day;
  /** Of the paper it was recorded on. */
  readonly documentNo: string | undefined;
  readonly reversed: boolean;
}

export interface FundInLedger {
  readonly exists: boolean;
  /** The first paid first. */
  readonly expenditures: readonly Standing[];
  /** Whether a command was given here. */
  readonly knows: (commandId: string) => boolean;
}

/** What a fund has paid, as its stream says now. Throws StoreUnavailable. */
export const readFund = async (
  { groupId, fiscalYear }: OfFund,
  events: Pick<EventStore, 'readStream'>,
): Promise<FundInLedger> => {
  const stream = fundStream(groupId, fiscalYear);
  const stored: StoredEvent[] = [];
  for await (const event of events.readStream(stream)) stored.push(event);
  const { state, facts, revision, commands } = await aggregateLoader((await copyInMemory(stored)).events)(
    decider,
    stream,
  );
  const known = new Map((state as Fund).expenditures.map((one) => [voucherKey(one.voucher), one]));
  const expenditures = corrected(facts as readonly Recorded<FundEvent | CorrectionEvent>[]).flatMap(
    ({ event, effectiveOn, revision: at }) => {
      const one = event.type === 'ExpenditureRecorded' ? known.get(voucherKey(event.voucher)) : undefined;
      if (event.type !== 'ExpenditureRecorded' || !one) return [];
      return [
        {
          paid: event,
          effectiveOn,
          documentNo: stored[at]?.metadata.basis.find(({ documentNo }) => documentNo !== undefined)?.documentNo,
          reversed: one.reversed,
        },
      ];
    },
  );
  return {
    exists: revision >= 0,
    expenditures: expenditures.sort((a, b) =>
      a.paid.paidOn < b.paid.paidOn ? -1 : a.paid.paidOn > b.paid.paidOn ? 1 : 0,
    ),
    knows: (commandId) => commands.has(commandId),
  };
};
