import { corrected } from '../../domain/correction.js';
import type { Fund, FundEvent } from '../../domain/fund/index.js';
import { fundStream } from '../../domain/identity.js';
import type { ObjectRef, Recorded } from '../../domain/ledger.js';
import { sharedBy, type About } from '../due.js';
import type { Found } from '../finding.js';
import { recordedOf } from '../read-model.js';
import { allocationsOf, linesOf, paymentsOf } from './queries.js';
import type { AllocationRow, ExpenditureRow, FundRow, LineRow } from './rows.js';

/** A fund of the group with what findings look at, as of the moment. */
export interface OfFund {
  readonly about: About;
  readonly fund: FundRow;
  readonly stream: string;
  /** What is known to be right at the position, whatever the day. */
  readonly facts: readonly Recorded<FundEvent>[];
  readonly state: Fund;
  readonly lines: readonly LineRow[];
  readonly allocations: readonly AllocationRow[];
  /** The payments that stand. */
  readonly payments: readonly ExpenditureRow[];
}

const fundsOf = sharedBy((about): readonly OfFund[] => {
  const { read, moment } = about;
  return about.queries.fundsOf(about.group.key, moment).map((fund) => {
    const stream = fundStream(fund.group, fund.fiscalYear);
    return {
      about,
      fund,
      stream,
      facts: corrected(
        read.events.ofStream(stream, moment.position).map((entry) => recordedOf(entry) as Recorded<FundEvent>),
      ),
      state: read.stateAt(stream, moment.position) as Fund,
      lines: linesOf(read, fund.key, moment),
      allocations: allocationsOf(read, fund.key, moment),
      payments: paymentsOf(read, fund.key, moment).flatMap(({ row }) => (row.reversedOn === null ? [row] : [])),
    };
  });
});

/** What is found of each fund of a group. */
export const eachFund =
  (find: (of: OfFund) => readonly Found[]) =>
  (about: About): readonly Found[] =>
    fundsOf(about).flatMap(find);

export const subjectOf = ({ key }: FundRow): ObjectRef => ({ type: 'Fund', key });

/** The position of a fact of the fund. */
export const recordOf = ({ about, stream }: OfFund, revision: number): readonly number[] => {
  const position = about.read.events.positionOf(stream, revision);
  return position === undefined || position > about.moment.position ? [] : [position];
};

/** The allocation that a line was opened by. */
export const allocationOf = ({ allocations }: OfFund, { line }: { readonly line: number }): AllocationRow | undefined =>
  allocations.find((entry) => entry.line === line && entry.kind === 'ALLOCATED');

type Fact<Type extends FundEvent['type']> = Recorded<Extract<FundEvent, { readonly type: Type }>>;
export const factsOfType = <Type extends FundEvent['type']>({ facts }: OfFund, type: Type): readonly Fact<Type>[] =>
  facts.filter((fact): fact is Fact<Type> => fact.event.type === type);
