import type { Day } from '../domain/ledger.js';
import { readModel, type Row } from './read-model.js';

/** A district; key: its code. */
export interface DistrictRow extends Row {
  readonly name: string;
  readonly openedOn: Day;
}

export const districts = readModel<DistrictRow>({
  name: 'district',
  version: 1,
  columns: { name: 'TEXT', openedOn: 'TEXT' },
  indexed: [],
  on: {
    DistrictOpened: ({ event, metadata }, rows) =>
      rows.open({ key: event.code, name: event.name, openedOn: metadata.effectiveOn }),
  },
});
