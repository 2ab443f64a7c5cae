import { paperNumber } from '../../domain/fund/index.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { Queries } from '../queries.js';

import { contractsOf, paymentsOf } from './queries.js';

/** Who was paid or contracted by groups of a district; names that differ in width or spaces are one. */
export interface Supplier {
  /** Its name as it is compared. */
  readonly key: string;
  /** As it is written most recently. */
  readonly name: string;
  /** The groups that paid or contracted it, by their keys. */
  readonly groups: readonly string[];
  /** In fen: payments that stand. */
  readonly paid: number;
  readonly payments: number;
  /** In fen: the sums of its contracts. */
  readonly contracted: number;
  readonly contracts: number;
}

/** The suppliers of some groups as of a moment: those of at least so many groups, by name. */
export const suppliersOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  atLeast = 1,
): readonly Supplier[] => {
  const known = new Map<string, Supplier>();
  const add = (name: string, group: string, sums: Partial<Pick<Supplier, 'paid' | 'contracted'>>): void => {
    const key = paperNumber(name);
    const before = known.get(key) ?? { key, name, groups: [], paid: 0, payments: 0, contracted: 0, contracts: 0 };
    known.set(key, {
      ...before,
      name,
      groups: [...new Set([...before.groups, group])].sort(),
      paid: before.paid + (sums.paid ?? 0),
      payments: before.payments + (sums.paid === undefined ? 0 : 1),
      contracted: before.contracted + (sums.contracted ?? 0),
      contracts: before.contracts + (sums.contracted === undefined ? 0 : 1),
    });
  };
  for (const group of groups) {
    for (const { key } of queries.fundsOf(group, moment)) {
      for (const { supplier, fen } of contractsOf(read, key, moment)) add(supplier, group, { contracted: fen });
      for (const { row } of paymentsOf(read, key, moment))
        if (row.reversedOn === null) add(row.supplier, group, { paid: row.fen });
    }
  }
  return [...known.values()].filter((one) => one.groups.length >= atLeast).sort((a, b) => (a.key < b.key ? -1 : 1));
};
