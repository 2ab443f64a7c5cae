import type { GroupForm } from '../domain/district/events.js';
import { groupId, streamKey } from '../domain/identity.js';
import type { Day } from '../domain/ledger.js';
import { readModel, type Row } from './read-model.js';

/** A group or alliance; key: `{district}.{code}`. Name, lead and common feature are dated values. */
export interface GroupRow extends Row {
  readonly district: string;
  readonly code: string;
  readonly form: GroupForm;
  readonly formedOn: Day;
  readonly dissolvedOn: Day | null;
  readonly besideGroup: string | null;
}

export const groups = readModel<GroupRow>({
  name: 'education_group',
  version: 1,
  columns: { district: 'TEXT', code: 'TEXT', form: 'TEXT', formedOn: 'TEXT', dissolvedOn: 'TEXT', besideGroup: 'TEXT' },
  indexed: ['district'],
  on: {
    GroupFormed: ({ stream, event, metadata }, rows) => {
      const district = streamKey(stream);
      rows.open({
        key: groupId(district, event.groupCode),
        district,
        code: event.groupCode,
        form: event.form,
        formedOn: metadata.effectiveOn,
        dissolvedOn: null,
        besideGroup: event.besideGroupCode === undefined ? null : groupId(district, event.besideGroupCode),
      });
    },
    GroupDissolved: ({ stream, event, metadata }, rows) =>
      rows.change({ key: groupId(streamKey(stream), event.groupCode) }, { dissolvedOn: metadata.effectiveOn }),
  },
});
