import type { GroupForm, SchoolPhase } from '../domain/district/events.js';
import type { PolicyKind, PolicyRules, ResolutionKind } from '../domain/policy/index.js';
import type { CouncilRow, FilingStepRow, RecommendationRow, SeatRow } from './councils.js';
import type { FundRow } from './funds.js';
import type { GroupRow } from './groups.js';
import { holdsOn, type TimelineRow } from './intervals.js';
import type { MembershipRow } from './memberships.js';
import type { PolicyRow } from './policies.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';
import type { MeetingRow, ResolutionRow } from './resolutions.js';
import type { SchoolRow } from './schools.js';

/** Where a filing stands on a day. */
export interface Filing {
  readonly status: 'NOT_FILED' | FilingStepRow['status'];
  readonly filedOn?: string;
  readonly answeredOn?: string;
  readonly documentNo?: string;
  readonly reason?: string;
}

/** A group lives from the day it was formed until the day it was dissolved. */
export const isLiving = ({ formedOn, dissolvedOn }: Pick<GroupRow, 'formedOn' | 'dissolvedOn'>, day: string): boolean =>
  holdsOn({ since: formedOn, until: dissolvedOn }, day);

/** A school is open from the day it was registered for until the day it closes. */
export const isOpen = ({ openedOn, closedOn }: Pick<SchoolRow, 'openedOn' | 'closedOn'>, day: string): boolean =>
  holdsOn({ since: openedOn, until: closedOn }, day);

/** Whether a term's council is in office on a day; `termTo` is its last one. */
export const isInOffice = ({ termFrom, termTo }: Pick<CouncilRow, 'termFrom' | 'termTo'>, day: string): boolean =>
  termFrom <= day && day <= termTo;

/** A resolution has effect from its effective day until the day it is repealed. */
export const isInForce = (
  { effectiveOn, repealedOn }: Pick<ResolutionRow, 'effectiveOn' | 'repealedOn'>,
  day: string,
): boolean => holdsOn({ since: effectiveOn, until: repealedOn }, day);

/** The questions that are asked of several rows at once, each as of a moment. Lists hold what lives on its day, ordered by key. */
export const queries = (read: ReadModels) => {
  const names = (object: string, { position }: Moment): string[] =>
    read.values.all(object, 'name', position).map(({ value }) => value);
  const finder = (search: string | undefined): ((texts: () => readonly string[]) => boolean) => {
    const wanted = search === undefined ? undefined : folded(search);
    return (texts) => wanted === undefined || texts().some((text) => folded(text).includes(wanted));
  };

  const schoolsOf = (
    district: string,
    moment: Moment,
    { phase, search }: { readonly phase?: SchoolPhase; readonly search?: string } = {},
  ): SchoolRow[] => {
    const finds = finder(search);
    return read.schools
      .by('district', district, moment.position)
      .filter(
        (school) =>
          isOpen(school, moment.effectiveOn) &&
          (phase === undefined || school.phase === phase) &&
          finds(() => [...names(school.key, moment), ...(JSON.parse(school.aliases) as string[])]),
      );
  };

  const groupsOf = (
    district: string,
    moment: Moment,
    { form, search }: { readonly form?: GroupForm; readonly search?: string } = {},
  ): GroupRow[] => {
    const finds = finder(search);
    return read.groups
      .by('district', district, moment.position)
      .filter(
        (group) =>
          isLiving(group, moment.effectiveOn) &&
          (form === undefined || group.form === form) &&
          finds(() => names(group.key, moment)),
      );
  };

  const membersOf = (group: string, { position, effectiveOn }: Moment, includeEnded = false): MembershipRow[] =>
    read.memberships.by('group', group, position).filter((row) => includeEnded || holdsOn(row, effectiveOn));

  const councilsOf = (group: string, { position }: Moment): CouncilRow[] =>
    [...read.councils.by('group', group, position)].sort((a, b) => a.ordinal - b.ordinal);

  return {
    schoolsOf,
    groupsOf,
    membersOf,
    councilsOf,

    membershipsOf: (school: string, { position, effectiveOn }: Moment): MembershipRow[] =>
      read.memberships.by('school', school, position).filter((row) => holdsOn(row, effectiveOn)),

    /** Units that are open, and how many of them are legal persons; groups and alliances that live. */
    counts: (
      district: string,
      moment: Moment,
    ): { schools: number; units: number; groups: number; alliances: number } => {
      const units = schoolsOf(district, moment);
      const groups = groupsOf(district, moment);
      return {
        schools: units.filter(({ kind }) => kind === 'SCHOOL').length,
        units: units.length,
        groups: groups.filter(({ form }) => form === 'GROUP').length,
        alliances: groups.filter(({ form }) => form === 'ALLIANCE').length,
      };
    },

    councilInOffice: (group: string, moment: Moment): CouncilRow | undefined =>
      councilsOf(group, moment).find((council) => isInOffice(council, moment.effectiveOn)),

    /** Where the filing of a council stands on the day: its last step until then. */
    filingOf: (council: string, { position, effectiveOn }: Moment): Filing => {
      const steps = read.filingSteps
        .by('council', council, position)
        .filter(({ since }) => since <= effectiveOn)
        .sort((a, b) => (a.since === b.since ? a.revision - b.revision : a.since < b.since ? -1 : 1));
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

    /** A group's funds of all years that are known, by year. */
    fundsOf: (group: string, { position }: Moment): FundRow[] =>
      [...read.funds.by('group', group, position)].sort((a, b) => a.fiscalYear - b.fiscalYear),

    /** A district's policies by kind and day; without the ended ones those that apply on the day. */
    policiesOf: (
      district: string,
      { position, effectiveOn }: Moment,
      { kind, includeEnded = false }: { readonly kind?: PolicyKind; readonly includeEnded?: boolean } = {},
    ): PolicyRow[] =>
      read.policies
        .by('jurisdiction', district, position)
        .filter((row) => (includeEnded || holdsOn(row, effectiveOn)) && (kind === undefined || row.kind === kind))
        .sort((a, b) => (`${a.kind} ${a.since}` < `${b.kind} ${b.since}` ? -1 : 1)),

    /** Recommendations that stand on the day, for the next appointment. */
    openRecommendationsOf: (group: string, { position, effectiveOn }: Moment): RecommendationRow[] =>
      read.recommendations
        .by('group', group, position)
        .filter(({ recommendedOn, withdrawnOn, usedOn }) =>
          holdsOn({ since: recommendedOn, until: withdrawnOn ?? usedOn }, effectiveOn),
        ),

    /** The schools that were merged into one, and those that carry on for it. */
    predecessorsOf: (school: string, { position, effectiveOn }: Moment): string[] =>
      read.successions
        .by('into', school, position)
        .filter(({ since }) => since <= effectiveOn)
        .map(({ merged }) => merged),
    successorsOf: (school: string, { position, effectiveOn }: Moment): string[] =>
      read.successions
        .by('merged', school, position)
        .filter(({ since }) => since <= effectiveOn)
        .map(({ into }) => into),

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

/** The rules of a kind that a district's policies say on a day, undefined where none does. */
export const rulesOn = <Kind extends PolicyKind>(
  read: Pick<ReadModels, 'policies'>,
  district: string,
  kind: Kind,
  { position, effectiveOn }: Moment,
): Extract<PolicyRules, { readonly kind: Kind }> | undefined => {
  const row = read.policies
    .by('jurisdiction', district, position)
    .find((one) => one.kind === kind && holdsOn(one, effectiveOn));
  return row && (JSON.parse(row.rules) as Extract<PolicyRules, { readonly kind: Kind }>);
};

/** The revision at the end of a row's key. */
const revisionIn = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));

export type Queries = ReturnType<typeof queries>;

/** For search: letters of any width and case are alike. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
