import { resolutionId, streamKey } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import type { Council } from '../../domain/council/index.js';
import type { Meeting } from '../../domain/council/resolution-events.js';
import type { ResolutionKind } from '../../domain/vocabulary.js';
import type { TimelineRow } from '../intervals.js';
import { readModel, stateModel, type LedgerEntry, type Row, type Rows } from '../read-model.js';

/** A council's charter from a day on; owner: the group, value: its JSON. */
export const charters = stateModel({
  name: 'charter',
  version: 2,
  columns: { owner: 'TEXT', since: 'TEXT', until: 'TEXT', value: 'TEXT' },
  indexed: ['owner'],
  parts: {
    category: 'council',
    of: ({ charter }: Council) => charter.intervals,
    row: ({ from, until, value }, stream): TimelineRow => {
      const owner = streamKey(stream);
      return { key: `${owner}/${from}`, owner, since: from, until: until ?? null, value: JSON.stringify(value) };
    },
  },
});

/** A resolution; key: `{group}.R{number}`. Its subject and sum are dated values. */
export interface ResolutionRow extends Row {
  readonly group: string;
  readonly number: number;
  readonly kind: ResolutionKind;
  /** Of kind FUND. */
  readonly fiscalYear: number | null;
  readonly effectiveOn: Day;
  readonly repealedOn: Day | null;
}

type OfResolution<More = object> = LedgerEntry<{ readonly resolution: number } & More>;
const keyOf = ({ stream, event }: OfResolution): string => resolutionId(streamKey(stream), event.resolution);

export const resolutions = readModel<ResolutionRow>({
  name: 'resolution',
  version: 1,
  columns: {
    group: 'TEXT',
    number: 'INTEGER',
    kind: 'TEXT',
    fiscalYear: 'INTEGER',
    effectiveOn: 'TEXT',
    repealedOn: 'TEXT',
  },
  indexed: ['group'],
  on: {
    ResolutionAdopted: (entry, rows) => {
      const { resolution, kind, fiscalYear } = entry.event;
      rows.open({
        key: keyOf(entry),
        group: streamKey(entry.stream),
        number: resolution,
        kind,
        fiscalYear: fiscalYear ?? null,
        effectiveOn: entry.metadata.effectiveOn,
        repealedOn: null,
      });
    },
    ResolutionRepealed: (entry, rows) => rows.change({ key: keyOf(entry) }, { repealedOn: entry.metadata.effectiveOn }),
  },
});

/** A meeting that adopted, amended or repealed a resolution; key: `{group}.R{number}/{revision}`. */
export interface MeetingRow extends Row {
  readonly resolution: string;
  readonly decided: 'ADOPTED' | 'AMENDED' | 'REPEALED';
  readonly council: string;
  readonly heldOn: Day;
  readonly minutesNo: string;
  /** The ballot, the shares asked for and who was concerned and recused, as JSON. */
  readonly votes: string;
}

const hold = (entry: OfResolution<Meeting>, rows: Rows<MeetingRow>, decided: MeetingRow['decided']): void => {
  const { heldOn, minutesNo, ordinal, ballot, quorum, majority, concernedIds, recusedIds, caretaker } = entry.event;
  rows.open({
    key: `${keyOf(entry)}/${entry.revision}`,
    resolution: keyOf(entry),
    decided,
    council: `${streamKey(entry.stream)}.${ordinal}`,
    heldOn,
    minutesNo,
    votes: JSON.stringify({ ballot, quorum, majority, concernedIds, recusedIds, caretaker }),
  });
};

export const meetings = readModel<MeetingRow>({
  name: 'meeting',
  version: 1,
  columns: { resolution: 'TEXT', decided: 'TEXT', council: 'TEXT', heldOn: 'TEXT', minutesNo: 'TEXT', votes: 'TEXT' },
  indexed: ['resolution'],
  on: {
    ResolutionAdopted: (entry, rows) => hold(entry, rows, 'ADOPTED'),
    ResolutionAmended: (entry, rows) => hold(entry, rows, 'AMENDED'),
    ResolutionRepealed: (entry, rows) => hold(entry, rows, 'REPEALED'),
  },
});
