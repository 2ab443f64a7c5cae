import { daysBetween } from '../../domain/day.js';
import { allocatedOn, received, sum, until, used } from '../../domain/fund/index.js';
import { councilStream, resolutionId } from '../../domain/identity.js';
import { revisionIn } from '../council/queries.js';
import type { About } from '../due.js';
import type { FindingKind, Found } from '../finding.js';
import { allocationOf, eachFund, factsOfType, recordOf, subjectOf, type OfFund } from './of-fund.js';

// What the bureau enters of old papers may lie before what it rests on: allocations and contracts.

const failing = (of: OfFund, found: Pick<Found, 'about' | 'numbers'>, ...revisions: readonly number[]): Found => ({
  result: 'FAIL',
  subject: subjectOf(of.fund),
  ...found,
  records: revisions.flatMap((revision) => recordOf(of, revision)),
});

/** The position of the adoption of a resolution. */
const adoptionOf = ({ read, queries, group, moment }: About, resolution: string): readonly number[] => {
  const adopted = queries.meetingsOf(resolution, moment).find(({ decided }) => decided === 'ADOPTED');
  return (adopted && [read.events.positionOf(councilStream(group.key), revisionIn(adopted.key)) ?? 0]) ?? [];
};

/** A line rests on a resolution from no earlier day than that from which the resolution has effect. */
const allocatedBeforeResolution = eachFund((of) => {
  const { read, group, moment } = of.about;
  return of.state.lines.flatMap(({ line, grounds, allocated: fen }) =>
    grounds.flatMap(({ resolution: number, from }) => {
      const resolution = read.resolutions.byKey(resolutionId(group.key, number), moment.position);
      if (!resolution || from >= resolution.effectiveOn || from > moment.effectiveOn) return [];
      const numbers = { days: daysBetween(from, resolution.effectiveOn), fen };
      const entry = of.allocations.find((one) => one.line === line && one.resolution === number && one.on === from);
      const found = failing(of, { about: [String(line)], numbers }, ...(entry ? [entry.revision] : []));
      return [{ ...found, records: [...found.records, ...adoptionOf(of.about, resolution.key)] }];
    }),
  );
});

/** On a day more was allocated, carried out or returned than had been received until then: the entry that crossed the line. */
const usedBeforeReceipt = eachFund((of) => {
  const receipts = received(of.state.movements);
  const moved = used(of.state.movements);
  const uses = of.facts
    .map(({ effectiveOn: on, revision }) => ({
      ...{ on, revision },
      fen: sum(moved.filter((one) => one.revision === revision)),
    }))
    .filter(({ on, fen }) => fen !== 0 && on <= of.about.moment.effectiveOn)
    .sort((a, b) => (a.on === b.on ? a.revision - b.revision : a.on < b.on ? -1 : 1));
  let total = 0;
  return uses.flatMap(({ on, revision, fen }) => {
    total += fen;
    const beyond = total - Math.max(0, until(receipts, on));
    return fen > 0 && beyond > 0
      ? [failing(of, { about: [on], numbers: { fen: Math.min(fen, beyond) } }, revision)]
      : [];
  });
});

/** A contract is signed once its line was allocated. */
const signedBeforeAllocation = eachFund((of) =>
  factsOfType(of, 'FundsCommitted').flatMap(({ event, revision }) => {
    const { line, contractNo, signedOn, fen } = event;
    const allocated = allocatedOn(of.state, line);
    if (signedOn >= allocated || signedOn > of.about.moment.effectiveOn) return [];
    const allocation = allocationOf(of, event);
    const numbers = { days: daysBetween(signedOn, allocated), fen };
    return [failing(of, { about: [contractNo], numbers }, revision, ...(allocation ? [allocation.revision] : []))];
  }),
);

/** A contract is amended and released once it was signed. */
const changedBeforeContract = eachFund((of) => {
  const contracts = factsOfType(of, 'FundsCommitted');
  const changes = [
    ...factsOfType(of, 'ContractAmended').map(({ event, revision }) => ({ ...event, on: event.signedOn, revision })),
    ...factsOfType(of, 'CommitmentReleased').map(({ event, effectiveOn: on, revision }) => ({
      ...event,
      on,
      revision,
    })),
  ];
  return changes.flatMap(({ contractNo, on, revision }) => {
    const contract = contracts.find(({ event }) => event.contractNo === contractNo);
    if (!contract || on >= contract.event.signedOn || on > of.about.moment.effectiveOn) return [];
    const numbers = { days: daysBetween(on, contract.event.signedOn) };
    return [failing(of, { about: [contractNo], numbers }, revision, contract.revision)];
  });
});

/** Nothing has effect before what it tells has happened, nor before what it rests on was there. */
const effectiveBeforeGround = eachFund((of) =>
  of.state.early
    .filter(({ day }) => day <= of.about.moment.effectiveOn)
    .flatMap(({ revision, day, earliest }) => {
      const numbers = { days: daysBetween(day, earliest) };
      return recordOf(of, revision).map((position) => failing(of, { about: [String(position)], numbers }, revision));
    }),
);

/** What is found of allocations and contracts whose days are not in order. */
export const outOfOrder: readonly FindingKind[] = [
  { rule: 'ALLOCATED_BEFORE_RESOLUTION', find: allocatedBeforeResolution },
  { rule: 'USED_BEFORE_RECEIPT', find: usedBeforeReceipt },
  { rule: 'SIGNED_BEFORE_ALLOCATION', find: signedBeforeAllocation },
  { rule: 'CHANGED_BEFORE_CONTRACT', find: changedBeforeContract },
  { rule: 'EFFECTIVE_BEFORE_GROUND', find: effectiveBeforeGround },
];
