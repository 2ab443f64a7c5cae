import { fundStream, resolutionId } from '../../domain/identity.js';
import { voucherKey } from '../../domain/fund/index.js';
import type { Day } from '../../domain/ledger.js';
import { revisionIn } from '../../projections/council/queries.js';
import { allocationsOf, carriesOf, linesOf, tranchesOf } from '../../projections/fund/queries.js';
import type { AllocationRow, ExpenditureRow, FundRow } from '../../projections/fund/rows.js';
import type { Answer } from './answer.js';
import { chainOf, fact, factsAbout, ofFact, type About, type Link } from './chain.js';
import { resolutionLinks } from './council.js';

/** A fund as of the moment, by the key of something in it. */
const fundOf = ({ read, moment }: About, fund: string): FundRow | undefined => read.funds.byKey(fund, moment.position);
const streamOf = ({ group, fiscalYear }: FundRow): string => fundStream(group, fiscalYear);

/** Where the money of a fund came from by the day. */
const received = (about: About, fund: FundRow): readonly Link[] => {
  const { read, moment } = about;
  const carriedIn = carriesOf(read, fund.key, moment).filter(({ direction }) => direction === 'IN');
  return [
    ...tranchesOf(read, fund.key, moment)
      .filter(({ kind }) => kind !== 'RETURNED')
      .flatMap(({ key }) => fact(about, 'APPROPRIATED', streamOf(fund), revisionIn(key))),
    ...carriedIn.flatMap(({ key }) =>
      fact(about, 'CARRIED_IN', streamOf(fund), revisionIn(key.slice(0, key.lastIndexOf('/')))),
    ),
  ];
};

/** The resolutions that entries of a line rest on, the last one first. */
const grounds = (about: About, { group }: FundRow, entries: readonly AllocationRow[]): readonly Link[] =>
  [...new Set(entries.flatMap(({ resolution }) => resolution ?? []))].flatMap((number) =>
    resolutionLinks(about, resolutionId(group, number)),
  );

/** What became of a line by the day, the last first. */
const entriesOf = ({ read, moment }: About, fund: string, line: number): readonly AllocationRow[] =>
  allocationsOf(read, fund, moment)
    .filter((entry) => entry.line === line)
    .reverse();

/** How much a line of an allocation holds on the day; undefined before anything was allocated to it. */
export const amountOfLine = (about: About, key: string): Answer | undefined => {
  const { read, moment } = about;
  const known = read.fundLines.byKey(key, moment.position);
  const fund = known && fundOf(about, known.fund);
  const row = fund && linesOf(read, fund.key, moment).find(({ line }) => line === known.line);
  if (!row) return undefined;
  const entries = entriesOf(about, fund.key, row.line);
  const [made, ...before] = entries.filter(({ fen }) => fen !== 0);
  if (!made) return undefined;
  const stream = streamOf(fund);
  return {
    value: { is: 'MONEY', fen: row.allocated },
    links: chainOf(
      fact(about, 'MADE_BY', stream, made.revision),
      before.flatMap(({ revision }) => fact(about, 'ALLOCATED', stream, revision)),
      suspensions(about, fund, entries),
      grounds(about, fund, entries),
      received(about, fund),
    ),
  };
};

const suspensions = (about: About, fund: FundRow, entries: readonly AllocationRow[]): readonly Link[] =>
  entries
    .filter(({ kind }) => kind === 'SUSPENDED')
    .flatMap(({ revision }) => fact(about, 'SUSPENDED', streamOf(fund), revision));

/** How much came from the bureau, or went back to it; undefined before the day. */
export const amountOfTranche = (about: About, key: string): Answer | undefined => {
  const row = about.read.tranches.byKey(key, about.moment.position);
  const fund = row && fundOf(about, row.fund);
  if (!fund || row.on > about.moment.effectiveOn) return undefined;
  return {
    value: { is: 'MONEY', fen: row.fen },
    links: chainOf(fact(about, 'MADE_BY', streamOf(fund), revisionIn(key))),
  };
};

/** What a line rested on on a day, and what opened it; what came afterwards where it rested on nothing then. */
const groundOn = (entries: readonly AllocationRow[], day: Day): readonly AllocationRow[] => {
  const decided = entries.filter(({ resolution }) => resolution !== null);
  const [ground, ...before] = decided.filter(({ on }) => on <= day);
  const first = ground ?? decided.at(-1);
  return first ? [first, ...before.filter(({ kind }) => kind === 'ALLOCATED')] : [];
};

/** The contract that a payment was made under, with its amendments. */
const contract = (about: About, stream: string, { contractNo }: ExpenditureRow): readonly Link[] =>
  contractNo === null
    ? []
    : factsAbout(about, stream, 'FundsCommitted', 'ContractAmended')
        .filter(({ event }) => event.contractNo === contractNo)
        .flatMap((one) => ofFact(about, 'CONTRACTED', one));

const reversal = (about: About, stream: string, { voucher, reversedOn }: ExpenditureRow): readonly Link[] =>
  reversedOn === null
    ? []
    : factsAbout(about, stream, 'ExpenditureReversed')
        .filter(({ event, on }) => voucherKey(event.voucher) === voucher && on <= about.moment.effectiveOn)
        .flatMap((one) => ofFact(about, 'REVERSED', one));

/** The resolution that a payment rests on, as its line did on the day it was paid; undefined before that. */
export const ground = (about: About, key: string): Answer | undefined => {
  const row = about.read.expenditures.byKey(key, about.moment.position);
  const fund = row && fundOf(about, row.fund);
  if (!fund || row.paidOn > about.moment.effectiveOn) return undefined;
  const allocated = groundOn(entriesOf(about, fund.key, row.line), row.paidOn);
  const resolution = allocated[0]?.resolution;
  if (resolution === undefined || resolution === null) return undefined;
  const stream = streamOf(fund);
  return {
    value: { is: 'OBJECT', object: { type: 'Resolution', key: resolutionId(fund.group, resolution) } },
    links: chainOf(
      fact(about, 'MADE_BY', stream, row.revision),
      reversal(about, stream, row),
      contract(about, stream, row),
      allocated.flatMap(({ revision }) => fact(about, 'ALLOCATED', stream, revision)),
      grounds(about, fund, allocated),
      received(about, fund),
    ),
  };
};
