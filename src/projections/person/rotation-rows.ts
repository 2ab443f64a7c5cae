import { addDays } from '../../domain/day.js';
import { resolutionId, splitId, streamKey } from '../../domain/identity.js';
import {
  careerOf,
  servedIn,
  rotationKey,
  runOf,
  termsUnconfirmed,
  type Person,
  type Rotation,
} from '../../domain/person/index.js';
import type { PostKind, RotationMode, RotationScheme } from '../../domain/person/events.js';
import { stateModel, type Row } from '../read-model.js';

/** One rotation of a person, proposed or decided; key: `{person}.R{number}`. Lists are JSON. */
export interface RotationRow extends Row {
  readonly person: string;
  readonly number: number;
  /** Of the sending school. */
  readonly district: string;
  /** The same, while it has come to no end and somebody may have to act. */
  readonly openIn: string | null;
  /** Of the receiving school, where that is another one. */
  readonly toDistrict: string | null;
  readonly scheme: RotationScheme;
  readonly group: string | null;
  readonly mode: RotationMode;
  readonly share: number;
  readonly fromSchool: string;
  readonly toSchool: string;
  readonly subject: string | null;
  readonly post: PostKind | null;
  readonly personnelRelation: 'STAYS' | 'MOVES';
  /** First and last day as decided, or proposed; the last one as extended. */
  readonly since: string;
  readonly to: string;
  /** The day from which nobody is bound by it any more; null while it is not decided, or where it never took place. */
  readonly until: string | null;
  readonly proposedOn: string | null;
  readonly decidedOn: string | null;
  /** The resolution, by its key; null where the bureau decided. */
  readonly resolution: string | null;
  readonly onBehalf: 'COUNCIL' | null;
  /** The revision of the event that decided it. */
  readonly decidedBy: number | null;
  readonly eligibility: string;
  readonly arrivedOn: string | null;
  readonly services: string;
  /** The terms in which somebody was there and nobody confirmed the service. */
  readonly unconfirmed: string;
  readonly suspensions: string;
  /** With the first day of each. */
  readonly extensions: string;
  readonly endHow: 'COMPLETED' | 'RECALLED' | 'CANCELLED' | null;
  readonly endOn: string | null;
  readonly endCause: 'CANCELLED' | 'RECALLED' | 'RETIRED' | null;
  /** When somebody served, net of suspensions: first days, and the days after the last ones. */
  readonly served: string;
}

export const rotations = stateModel({
  name: 'rotation',
  version: 2,
  columns: {
    person: 'TEXT',
    number: 'INTEGER',
    district: 'TEXT',
    openIn: 'TEXT',
    toDistrict: 'TEXT',
    scheme: 'TEXT',
    group: 'TEXT',
    mode: 'TEXT',
    share: 'INTEGER',
    fromSchool: 'TEXT',
    toSchool: 'TEXT',
    subject: 'TEXT',
    post: 'TEXT',
    personnelRelation: 'TEXT',
    since: 'TEXT',
    to: 'TEXT',
    until: 'TEXT',
    proposedOn: 'TEXT',
    decidedOn: 'TEXT',
    resolution: 'TEXT',
    onBehalf: 'TEXT',
    decidedBy: 'INTEGER',
    eligibility: 'TEXT',
    arrivedOn: 'TEXT',
    services: 'TEXT',
    unconfirmed: 'TEXT',
    suspensions: 'TEXT',
    extensions: 'TEXT',
    endHow: 'TEXT',
    endOn: 'TEXT',
    endCause: 'TEXT',
    served: 'TEXT',
  },
  indexed: ['person', 'district', 'openIn', 'toDistrict', 'fromSchool', 'toSchool', 'group', 'resolution'],
  parts: {
    category: 'person',
    of: (person: Person) => careerOf(person).rotations,
    row: (rotation, stream): RotationRow => {
      const person = streamKey(stream);
      const { number, terms, to, proposedOn, decided, arrivedOn, services, suspensions, extensions, end } = rotation;
      const { resolution } = decided ?? {};
      const [district, toDistrict] = [terms.fromSchoolId, terms.toSchoolId].map((id) => splitId(id).district) as [
        string,
        string,
      ];
      return {
        key: rotationKey(person, number),
        person,
        number,
        district,
        openIn: isSettled(rotation) ? null : district,
        toDistrict: toDistrict === district ? null : toDistrict,
        scheme: terms.scheme,
        group: terms.groupId ?? null,
        mode: terms.mode,
        share: terms.share,
        fromSchool: terms.fromSchoolId,
        toSchool: terms.toSchoolId,
        subject: terms.subject ?? null,
        post: terms.post ?? null,
        personnelRelation: terms.personnelRelation,
        since: terms.from,
        to,
        until: runOf(rotation)?.until ?? null,
        proposedOn: proposedOn ?? null,
        decidedOn: decided?.on ?? null,
        resolution: resolution ? resolutionId(resolution.groupId, resolution.number) : null,
        onBehalf: decided?.onBehalf ?? null,
        decidedBy: decided?.by ?? null,
        eligibility: JSON.stringify(decided?.eligibility ?? []),
        arrivedOn: arrivedOn ?? null,
        services: JSON.stringify(services),
        unconfirmed: JSON.stringify(termsUnconfirmed(rotation)),
        suspensions: JSON.stringify(suspensions),
        extensions: JSON.stringify(
          extensions.map((one, index) => ({ ...one, from: addDays(extensions[index - 1]?.to ?? terms.to, 1) })),
        ),
        endHow: end?.how ?? null,
        endOn: end?.on ?? null,
        endCause: end?.cause ?? null,
        served: JSON.stringify(servedIn(rotation).map(({ from, until }) => [from, until])),
      };
    },
  },
});

/** Nothing is left to be done: it never took place, or it ended and every term of it was confirmed. */
const isSettled = (rotation: Rotation): boolean =>
  rotation.end !== undefined && termsUnconfirmed(rotation).length === 0;

/** What was recognised of a person's rotations; key: `{person}/{revision}`. */
export interface CreditRow extends Row {
  readonly person: string;
  readonly purpose: 'TITLE' | 'HONOUR' | 'CADRE';
  readonly cycle: string;
  readonly months: number;
  /** The numbers of the rotations, as JSON. */
  readonly rotations: string;
  readonly on: string;
}

export const credits = stateModel({
  name: 'credit',
  version: 1,
  columns: { person: 'TEXT', purpose: 'TEXT', cycle: 'TEXT', months: 'INTEGER', rotations: 'TEXT', on: 'TEXT' },
  indexed: ['person'],
  parts: {
    category: 'person',
    of: (person: Person) => careerOf(person).credits,
    row: ({ purpose, cycle, months, rotations: counted, recognisedOn, by }, stream): CreditRow => {
      const person = streamKey(stream);
      return {
        key: `${person}/${by}`,
        person,
        purpose,
        cycle,
        months,
        rotations: JSON.stringify(counted),
        on: recognisedOn,
      };
    },
  },
});
