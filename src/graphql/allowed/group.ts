import { addDays } from '../../domain/day.js';
import type { ResolutionKind } from '../../domain/vocabulary.js';
import type { CouncilRow, RecommendationRow } from '../../projections/council/rows.js';
import { isInOffice } from '../../projections/council/queries.js';
import { isOpen } from '../../projections/district/queries.js';
import { policyRulesAt as rulesOn } from '../../projections/policy/queries.js';
import { living, schoolOf, type Asked, type Verdict, type Verdicts } from './asked.js';

/** The commands on a group itself, and those that begin something of its: each with what would refuse it on the day, whatever else it says. */
export const onGroup = (asked: Asked): Verdicts => {
  const { read, queries, principal, group, at } = asked;
  const { position, effectiveOn: day } = at;
  const alive = (): Verdict => living(asked);
  const members = queries.membersOf(group.key, at).map(({ school }) => school);
  const own = schoolOf(principal);
  const ofSchool = ({ school }: { readonly school: string }): boolean => own === undefined || school === own;
  const resolutions = queries.resolutionsOf(group.key, at, { includeEnded: true });
  const decide = (): Verdict => alive() ?? decidable(asked, kinds);
  const decideAgain = (): Verdict => {
    const standing = resolutions.filter(({ repealedOn }) => repealedOn === null);
    if (standing.length === 0) return resolutions.length === 0 ? 'NOT_FOUND' : 'INVALID_TRANSITION';
    const begun = standing.filter(({ effectiveOn }) => effectiveOn <= day);
    return (
      alive() ??
      decidable(
        asked,
        (begun.length > 0 ? begun : standing).map(({ kind }) => kind),
      ) ??
      (begun.length === 0 ? 'DATE_ORDER' : undefined)
    );
  };
  return {
    AdmitSchool: alive,
    WithdrawSchool: () => {
      const lead = read.values.at(group.key, 'lead', at);
      const others = members.filter((school) => school !== lead);
      return (
        alive() ??
        (others.length === 0
          ? members.length === 0
            ? 'NOT_FOUND'
            : 'LEAD_CANNOT_WITHDRAW'
          : members.length === 2
            ? 'TOO_FEW_MEMBERS'
            : undefined)
      );
    },
    ChangeLeadSchool: () =>
      alive() ??
      (members.every((school) => school === read.values.at(group.key, 'lead', at)) ? 'LEAD_NOT_MEMBER' : undefined),
    RenameGroup: alive,
    DefineCommonFeature: alive,
    DissolveGroup: () => alive() ?? (changesLater(asked) ? 'CONFLICTS_WITH_LATER' : undefined),
    RecommendCouncilMember: () =>
      alive() ?? (members.some((school) => ofSchool({ school })) ? undefined : 'RECOMMENDER_NOT_MEMBER'),
    WithdrawRecommendation: () => {
      const open = read.recommendations
        .by('group', group.key, position)
        .filter((row) => row.withdrawnOn === null && row.usedOn === null && ofSchool(row));
      if (open.length === 0) return 'NOT_FOUND';
      return open.every(({ recommendedOn }) => recommendedOn > day) ? 'DATE_ORDER' : undefined;
    },
    AppointCouncil: () => {
      const charter = queries.charterOf(group.key, at);
      const otherSeats = charter ? (JSON.parse(charter.value) as { readonly otherSeats: number }).otherSeats : 0;
      const recommending = standing(asked).map(({ school }) => school);
      const still = read.memberships
        .by('group', group.key, position)
        .filter(({ until }) => until === null || until > day)
        .map(({ school }) => school);
      if (alive() !== undefined || otherSeats > 0) return alive();
      return recommending.length === 0
        ? 'NOT_RECOMMENDED'
        : recommending.some((school) => still.includes(school))
          ? undefined
          : 'RECOMMENDER_NOT_MEMBER';
    },
    AdoptCharter: alive,
    AdoptResolution: decide,
    AmendResolution: decideAgain,
    RepealResolution: decideAgain,
    AppropriateFund: alive,
  };
};

const kinds: readonly ResolutionKind[] = ['FUND', 'ROTATION', 'CULTURE', 'OTHER'];

/** The recommendations that stand on the day. */
export const standing = ({ queries, group, at }: Asked): readonly RecommendationRow[] =>
  queries.openRecommendationsOf(group.key, at);

/** Whether a council that met on the day could decide a matter of one of these kinds. */
const decidable = (asked: Asked, matters: readonly ResolutionKind[]): Verdict => {
  const { queries, read, group, at } = asked;
  const terms = queries.councilsOf(group.key, at);
  const sitting = terms.find((term) => isInOffice(term, at.effectiveOn));
  const last = terms.filter(({ termTo }) => termTo < at.effectiveOn).sort((a, b) => (a.termTo < b.termTo ? 1 : -1))[0];
  const caretaker = rulesOn(read, group.district, 'CARETAKER', at);
  const allowed =
    last &&
    matters.some((kind) => caretaker?.resolutionKinds.includes(kind)) &&
    at.effectiveOn < addDays(last.termTo, 1 + (caretaker?.days ?? 0));
  const council = sitting ?? (allowed ? last : undefined);
  if (!council) return 'TERM_EXPIRED';
  return rulesOn(read, group.district, 'FILING', at)?.effect === 'CONSTITUTIVE' && !accepted(asked, council)
    ? 'COUNCIL_NOT_FILED'
    : undefined;
};

/** Whether the first filing that the bureau accepted was answered by the day; what changes afterwards takes nothing back. */
const accepted = ({ read, at }: Asked, { key }: CouncilRow): boolean => {
  const first = stepsOf(read, key, at.position).find(({ status }) => status === 'ACCEPTED');
  return first !== undefined && first.since <= at.effectiveOn;
};

/** The steps of a council's filing in the order in which they were recorded. */
export const stepsOf = (read: Asked['read'], council: string, position: number) =>
  [...read.filingSteps.by('council', council, position)].sort((a, b) => a.revision - b.revision);

/** Whether something of the group is recorded for a later day, which a dissolution would cut short. */
const changesLater = ({ read, group, at: { position, effectiveOn: day } }: Asked): boolean => {
  const later = (at: string | null): boolean => at !== null && at > day;
  const attributes = (['lead', 'name', 'commonFeature'] as const).flatMap((attribute) =>
    read.values.all(group.key, attribute, position),
  );
  const memberships = read.memberships.by('group', group.key, position);
  return (
    later(group.dissolvedOn) ||
    attributes.some(({ since, until }) => later(since) || later(until)) ||
    memberships.some(({ school, since, until }) => {
      const row = read.schools.byKey(school, position);
      return later(since) || (later(until) && row !== undefined && isOpen(row, until!));
    })
  );
};
