import { join } from 'node:path';
import { commitmentOf } from '../../eventstore/commitment.js';
import type { BundledEvent } from './event-line.js';
import type { Fault } from './faults.js';
import { linesOf } from './files.js';
import { FILES } from './manifest.js';
import { commitmentIn, readNameLine, type BundledName } from './name-line.js';

/** How many of the names that do not fit are told one by one. */
const MOST_NAMES = 20;

/** Checks names beside their events, as both are in the order of the ledger. */
export const nameCheck = (bundle: string) => {
  const lines = linesOf(join(bundle, FILES.names));
  const faults: Fault[] = [];
  const misfits: {
    readonly position: number;
    readonly personId: string;
    readonly is: string;
    readonly meant: string;
  }[] = [];
  let number = 0;
  let [commitments, given] = [0, 0];
  const read = (): BundledName | undefined => {
    for (let line = lines.next(); line.done !== true; line = lines.next()) {
      number += 1;
      const name = readNameLine(line.value);
      if (name) return name;
      faults.push({ code: 'NAME', message: `line ${number} of ${FILES.names} is not written as a name is` });
    }
    return undefined;
  };
  let next = read();
  const misplaced = ({ position, personId }: BundledName): Fault => ({
    code: 'NAME',
    position,
    message: `${FILES.names} has details of person ${personId} there, where no event carries a commitment to them`,
  });
  return {
    at: (position: number, { type, bytes }: BundledEvent): void => {
      const carried = commitmentIn(type, bytes.data);
      if (carried) commitments += 1;
      for (; next && next.position <= position; next = read()) {
        if (next.position < position || !carried || next.personId !== carried.personId) {
          faults.push(misplaced(next));
          continue;
        }
        given += 1;
        const is = commitmentOf(next.salt, next.details);
        if (is !== carried.commitment)
          misfits.push({ position, personId: next.personId, is, meant: carried.commitment });
      }
    },
    end: (): readonly Fault[] => {
      for (; next; next = read()) faults.push(misplaced(next));
      faults.push(
        ...misfits.map(({ position, personId, is }): Fault => {
          const whose = misfits.find(({ meant }) => meant === is)?.personId;
          return {
            code: 'NAME',
            position,
            message: `the details of person ${personId} are not those that the ledger's commitment stands for${whose === undefined ? '' : `: they are person ${whose}'s`}`,
          };
        }),
      );
      const sorted = [...faults].sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
      const more = sorted.length - MOST_NAMES;
      return more > 0
        ? [...sorted.slice(0, MOST_NAMES), { code: 'NAME', message: `and ${more} more of ${FILES.names}` }]
        : sorted;
    },
    counted: () => ({ commitments, given }),
  };
};
