import { resolutionId, streamKey } from '../../domain/identity.js';
import type { Day, StreamName } from '../../domain/ledger.js';
import type { CharterAdopted, Meeting } from '../../domain/council/resolution-events.js';
import { present } from '../../domain/present.js';
import type { ResolutionKind } from '../../domain/vocabulary.js';
import { alter, type TimelineRow } from '../intervals.js';
import { readModel, type LedgerEntry, type Row, type Rows } from '../read-model.js';

/** What the row of a charter holds as JSON: what was adopted, and the meeting that did. */
export type CharterValue = Omit<CharterAdopted, 'type' | 'meeting'> & { readonly meeting?: Held };

/** A council's charter from a day on; owner: the group, value: its JSON. */
export const charters = readModel<TimelineRow>({
  name: 'charter',
  version: 4,
  columns: { owner: 'TEXT', since: 'TEXT', until: 'TEXT', value: 'TEXT' },
  indexed: ['owner'],
  on: {
    CharterAdopted: ({ stream, event: { type: _, meeting, ...charter }, metadata }, rows) => {
      const value: CharterValue = { ...charter, ...present({ meeting: meeting && held(stream, meeting, 'ADOPTED') }) };
      alter(rows, streamKey(stream), (before) => before.from(metadata.effectiveOn, JSON.stringify(value), 0));
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
  /** Whose decision the bureau entered. */
  readonly onBehalf: 'COUNCIL' | null;
}

/** A meeting without what it decided on. */
export type Held = Pick<MeetingRow, 'decided' | 'council' | 'heldOn' | 'minutesNo' | 'votes' | 'onBehalf'>;
const held = (
  stream: StreamName,
  { heldOn, minutesNo, ordinal, ballot, quorum, majority, concernedIds, recusedIds, caretaker, onBehalf }: Meeting,
  decided: MeetingRow['decided'],
): Held => ({
  decided,
  council: `${streamKey(stream)}.${ordinal}`,
  heldOn,
  minutesNo,
  votes: JSON.stringify({ ballot, quorum, majority, concernedIds, recusedIds, caretaker }),
  onBehalf: onBehalf ?? null,
});

/** The meeting that an entry tells of; undefined where it tells of none. */
export const meetingIn = ({ stream, event }: Pick<LedgerEntry, 'stream' | 'event'>): Held | undefined => {
  switch (event.type) {
    case 'ResolutionAdopted':
      return held(stream, event, 'ADOPTED');
    case 'ResolutionAmended':
      return held(stream, event, 'AMENDED');
    case 'ResolutionRepealed':
      return held(stream, event, 'REPEALED');
    case 'CharterAdopted':
      return event.meeting && held(stream, event.meeting, 'ADOPTED');
    default:
      return undefined;
  }
};

const hold = (entry: OfResolution<Meeting>, rows: Rows<MeetingRow>, decided: MeetingRow['decided']): void =>
  rows.open({
    key: `${keyOf(entry)}/${entry.revision}`,
    resolution: keyOf(entry),
    ...held(entry.stream, entry.event, decided),
  });

export const meetings = readModel<MeetingRow>({
  name: 'meeting',
  version: 2,
  columns: {
    resolution: 'TEXT',
    decided: 'TEXT',
    council: 'TEXT',
    heldOn: 'TEXT',
    minutesNo: 'TEXT',
    votes: 'TEXT',
    onBehalf: 'TEXT',
  },
  indexed: ['resolution'],
  on: {
    ResolutionAdopted: (entry, rows) => hold(entry, rows, 'ADOPTED'),
    ResolutionAmended: (entry, rows) => hold(entry, rows, 'AMENDED'),
    ResolutionRepealed: (entry, rows) => hold(entry, rows, 'REPEALED'),
  },
});
