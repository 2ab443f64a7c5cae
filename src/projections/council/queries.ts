import type { ResolutionKind } from '../../domain/vocabulary.js';
import { holdsOn, type TimelineRow } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { MeetingRow, ResolutionRow } from './resolution-rows.js';
import type { CouncilRow, FilingStepRow, RecommendationRow, SeatRow } from './rows.js';

/** Where a filing stands on a day. */
export interface FilingOnDay {
  readonly status: 'NOT_FILED' | FilingStepRow['status'];
  readonly filedOn?: string;
  readonly answeredOn?: string;
  readonly documentNo?: string;
  readonly reason?: string;
}

/** Whether a term's council is in office on a day; `termTo` is its last one. */
export const isInOffice = ({ termFrom, termTo }: Pick<CouncilRow, 'termFrom' | 'termTo'>, day: string): boolean =>
  termFrom <= day && day <= termTo;

/** A resolution has effect from its effective day until the day it is repealed. */
export const isInForce = (
  { effectiveOn, repealedOn }: Pick<ResolutionRow, 'effectiveOn' | 'repealedOn'>,
  day: string,
): boolean => holdsOn({ since: effectiveOn, until: repealedOn }, day);

/** The questions about a group's councils and what they decided, each as of a moment. */
export const councilQueries = (read: ReadModels) => {
  const councilsOf = (group: string, { position }: Moment): CouncilRow[] =>
    [...read.councils.by('group', group, position)].sort((a, b) => a.ordinal - b.ordinal);

  /** The steps of a council's filing until the day, in order. */
  const filingStepsOf = (council: string, { position, effectiveOn }: Moment): readonly FilingStepRow[] =>
    read.filingSteps
      .by('council', council, position)
      .filter(({ since }) => since <= effectiveOn)
      .sort((a, b) => (a.since === b.since ? a.revision - b.revision : a.since < b.since ? -1 : 1));

  return {
    councilsOf,
    filingStepsOf,

    councilInOffice: (group: string, moment: Moment): CouncilRow | undefined =>
      councilsOf(group, moment).find((council) => isInOffice(council, moment.effectiveOn)),

    /** Where the filing of a council stands on the day: its last step until then. */
    filingOf: (council: string, moment: Moment): FilingOnDay => {
      const steps = filingStepsOf(council, moment);
      const last = steps.at(-1);
      if (!last) return { status: 'NOT_FILED' };
      const filed = steps.findLast(({ status }) => status === 'FILED');
      return {
        status: last.status,
        ...(filed ? { filedOn: filed.since } : {}),
        ...(last.status === 'FILED' ? {} : { answeredOn: last.since }),
        ...(last.documentNo === null ? {} : { documentNo: last.documentNo }),
        ...(last.reason === null ? {} : { reason: last.reason }),
      };
    },

    /** The seats of a term; without the ended ones those that are filled on the day, or on the term's nearest day to it. */
    seatsOf: (council: CouncilRow, { position, effectiveOn }: Moment, includeEnded = false): SeatRow[] => {
      const day =
        effectiveOn < council.termFrom ? council.termFrom : effectiveOn > council.termTo ? council.termTo : effectiveOn;
      return read.seats.by('council', council.key, position).filter((seat) => includeEnded || holdsOn(seat, day));
    },

    /** The charter that holds on the day. */
    charterOf: (group: string, { position, effectiveOn }: Moment): TimelineRow | undefined =>
      read.charters.by('owner', group, position).find((row) => holdsOn(row, effectiveOn)),

    /** The resolutions of a group's councils, by number; without the ended ones those in force on the day. */
    resolutionsOf: (
      group: string,
      { position, effectiveOn }: Moment,
      { kind, includeEnded = false }: { readonly kind?: ResolutionKind; readonly includeEnded?: boolean } = {},
    ): ResolutionRow[] =>
      read.resolutions
        .by('group', group, position)
        .filter((row) => (includeEnded || isInForce(row, effectiveOn)) && (kind === undefined || row.kind === kind))
        .sort((a, b) => a.number - b.number),

    /** The meetings that decided a resolution, in the order in which they were recorded. */
    meetingsOf: (resolution: string, { position }: Moment): MeetingRow[] =>
      [...read.meetings.by('resolution', resolution, position)].sort((a, b) => revisionIn(a.key) - revisionIn(b.key)),

    /** Recommendations that stand on the day, for the next appointment. */
    openRecommendationsOf: (group: string, { position, effectiveOn }: Moment): RecommendationRow[] =>
      read.recommendations
        .by('group', group, position)
        .filter(({ recommendedOn, withdrawnOn, usedOn }) =>
          holdsOn({ since: recommendedOn, until: withdrawnOn ?? usedOn }, effectiveOn),
        ),

    /** How much a FUND resolution allows to allocate, in fen: on the day, and at least on every day from then on. */
    sumsOf: (
      resolution: string,
      { position, effectiveOn }: Moment,
    ): { readonly on: number; readonly least: number } => {
      const sums = read.values.all(resolution, 'sum', position);
      const lasting = sums
        .filter(({ until }) => until === null || until > effectiveOn)
        .map(({ value }) => Number(value));
      return {
        on: Number(read.values.at(resolution, 'sum', { position, effectiveOn }) ?? 0),
        least: lasting.length === 0 ? 0 : Math.min(...lasting),
      };
    },
  };
};

/** The revision at the end of a row's key. */
export const revisionIn = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));
