/** What may be wrong with a bundle. */
export type FaultCode =
  | 'SIGNATURE'
  | 'MISSING_FILE'
  | 'MALFORMED'
  | 'CHANGED'
  | 'DELETED'
  | 'INSERTED'
  | 'REORDERED'
  | 'TAIL_CUT'
  | 'NOT_SIGNED_FOR'
  | 'WRONG_POSITION'
  | 'WRONG_REVISION'
  | 'OTHER_ROOT'
  | 'OTHER_LEDGER'
  | 'FORK'
  | 'SHRUNK'
  | 'NAME'
  | 'FILE';

/** One thing that is wrong; the position is the first one where it shows. */
export interface Fault {
  readonly code: FaultCode;
  readonly position?: number;
  readonly message: string;
}

/** In this order faults are told, the gravest first. */
const order = ['signature', 'events', 'history', 'names', 'files'] as const;
export type FaultKind = (typeof order)[number];

const kinds: Readonly<Record<FaultCode, FaultKind>> = {
  SIGNATURE: 'signature',
  MISSING_FILE: 'events',
  MALFORMED: 'events',
  CHANGED: 'events',
  DELETED: 'events',
  INSERTED: 'events',
  REORDERED: 'events',
  TAIL_CUT: 'events',
  NOT_SIGNED_FOR: 'events',
  WRONG_POSITION: 'events',
  WRONG_REVISION: 'events',
  OTHER_ROOT: 'events',
  OTHER_LEDGER: 'history',
  FORK: 'history',
  SHRUNK: 'history',
  NAME: 'names',
  FILE: 'files',
};

/** What a fault is about. */
export const kindOfFault = ({ code }: Fault): FaultKind => kinds[code];

/** The gravest first. */
export const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  order.flatMap((kind) => faults.filter((fault) => kindOfFault(fault) === kind));
