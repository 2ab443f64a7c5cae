import type { Ownership, SchoolKind, SchoolPhase } from '../domain/district/events.js';
import { schoolId, streamKey } from '../domain/identity.js';
import type { Day } from '../domain/ledger.js';
import { readModel, type Row } from './read-model.js';

/** A school, section or campus; key: `{district}.{code}`. Name, standing and the like are dated values. */
export interface SchoolRow extends Row {
  readonly district: string;
  readonly code: string;
  readonly kind: SchoolKind;
  readonly partOf: string | null;
  readonly phase: SchoolPhase;
  readonly ownership: Ownership;
  readonly legalPerson: string;
  /** A JSON array of names. */
  readonly aliases: string;
  readonly openedOn: Day;
  readonly closedOn: Day | null;
}

export const schools = readModel<SchoolRow>({
  name: 'school',
  version: 1,
  columns: {
    district: 'TEXT',
    code: 'TEXT',
    kind: 'TEXT',
    partOf: 'TEXT',
    phase: 'TEXT',
    ownership: 'TEXT',
    legalPerson: 'TEXT',
    aliases: 'TEXT',
    openedOn: 'TEXT',
    closedOn: 'TEXT',
  },
  indexed: ['district', 'partOf'],
  on: {
    SchoolRegistered: ({ stream, event, metadata }, rows) => {
      const district = streamKey(stream);
      rows.open({
        key: schoolId(district, event.schoolCode),
        district,
        code: event.schoolCode,
        kind: event.kind,
        partOf: event.partOfCode === undefined ? null : schoolId(district, event.partOfCode),
        phase: event.phase,
        ownership: event.ownership,
        legalPerson: event.legalPerson,
        aliases: JSON.stringify(event.aliases),
        openedOn: metadata.effectiveOn,
        closedOn: null,
      });
    },
    SchoolClosed: ({ stream, event, metadata }, rows) =>
      rows.change({ key: schoolId(streamKey(stream), event.schoolCode) }, { closedOn: metadata.effectiveOn }),
  },
});

/** A school that was merged into another; key: `{merged}>{into}`. */
export interface SuccessionRow extends Row {
  readonly merged: string;
  readonly into: string;
  readonly since: Day;
}

export const successions = readModel<SuccessionRow>({
  name: 'succession',
  version: 1,
  columns: { merged: 'TEXT', into: 'TEXT', since: 'TEXT' },
  indexed: ['merged', 'into'],
  on: {
    SchoolsMerged: ({ stream, event, metadata }, rows) => {
      const into = schoolId(streamKey(stream), event.intoCode);
      for (const code of event.schoolCodes) {
        const merged = schoolId(streamKey(stream), code);
        rows.open({ key: `${merged}>${into}`, merged, into, since: metadata.effectiveOn });
      }
    },
  },
});
