import { addDays } from '../domain/day.js';
import type { AgedMoney } from '../domain/fund/index.js';
import { agesOf, initial } from '../domain/fund/state.js';
import { fundId, splitFundStream, splitId, streamKey, type ObjectRef } from '../domain/identity.js';
import type { Day, Refusal } from '../domain/ledger.js';
import type { CouncilRow } from './councils.js';
import { allocationsWithoutGround, linesOf, moneyInTransit } from './funds-queries.js';
import type { FundRow } from './funds.js';
import type { GroupRow } from './groups.js';
import { isInOffice, isLiving, rulesOn, type Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** A follow-up that the domain refused, and somebody has to do by hand. */
export interface FollowUpRefused {
  readonly process: string;
  /** Of the event that asked for it. */
  readonly position: number;
  readonly command: string;
  readonly stream: string;
  readonly refusal: Refusal;
}

export type InboxKind =
  | 'FILING_TO_ANSWER'
  | 'FILING_DUE'
  | 'RATIFICATION_DUE'
  | 'TERM_ENDING'
  | 'COUNCIL_MISSING'
  | 'CHAIR_VACANT'
  | 'SCHOOL_WITHOUT_SEAT'
  | 'MONEY_LAPSING'
  | 'YEAR_NOT_CLOSED'
  | 'MONEY_IN_TRANSIT'
  | 'ALLOCATION_SUSPENDED'
  | 'VOUCHER_TWICE'
  | 'GROUP_TOO_SMALL'
  | 'LEAD_NOT_MEMBER'
  | 'FOLLOW_UP_REFUSED';

/** Something to be done, about an object. */
export interface InboxEntry {
  readonly kind: InboxKind;
  readonly subject: ObjectRef;
  /** The last day for it, where there is one. */
  readonly dueOn?: Day;
  /** The first day on which it is to be done, where that is known. */
  readonly since?: Day;
  /** What fills its message: years, sums in fen, numbers of resolutions, keys of schools, vouchers and funds; or the refusal. */
  readonly args: {
    readonly year?: number;
    readonly fen?: number;
    readonly resolution?: number;
    readonly status?: string;
    readonly command?: string;
    readonly refusal?: Refusal;
    readonly school?: string;
    readonly voucher?: string;
    readonly fund?: string;
  };
}

/** Days within which a filing is answered, and years after which money lapses (国办发〔2014〕70号), where no policy says anything. */
const ANSWER_DAYS = 30;
const LAPSE_YEARS = 2;
/** How long before its end a term is spoken of, in days. */
const TERM_ENDING_DAYS = 90;

type Due = (about: About) => readonly InboxEntry[];
interface About {
  readonly read: ReadModels;
  readonly queries: Queries;
  readonly group: GroupRow;
  readonly moment: Moment;
}

/**
 * What is to be done about some groups at a moment: read from the read models by date, so that nothing has to happen first. What is
 * due soonest comes first; what has no last day, last.
 */
export const inboxOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  refused: readonly FollowUpRefused[],
): InboxEntry[] => {
  const rows = groups.flatMap((key) => read.groups.byKey(key, moment.position) ?? []);
  return [
    ...rows.flatMap((group) => dues.flatMap((due) => due({ read, queries, group, moment }))),
    ...followUps(read, groups, moment, refused),
  ].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const orderOf = ({ dueOn = '9999', kind, subject, args }: InboxEntry): string =>
  [dueOn, kind, subject.key, args.year, args.resolution, args.command, args.school, args.voucher, args.fund].join(' ');

/** A filing is answered within the days that the policy says, counted from the day it was filed. */
const filings: Due = ({ read, queries, group, moment }) =>
  queries.councilsOf(group.key, moment).flatMap((council) => {
    const filing = queries.filingOf(council.key, moment);
    const subject = ofCouncil(council);
    const { effectiveOn: day } = moment;
    const answer: InboxEntry[] = [];
    if (filing.status === 'FILED' && filing.filedOn !== undefined) {
      const days =
        rulesOn(read, group.district, 'FILING', { ...moment, effectiveOn: filing.filedOn })?.answerDays ?? ANSWER_DAYS;
      answer.push({
        kind: 'FILING_TO_ANSWER',
        subject,
        since: filing.filedOn,
        dueOn: addDays(filing.filedOn, days),
        args: {},
      });
    }
    const over = council.termTo < day || !isLiving(group, day);
    const status =
      filing.status === 'NOT_FILED' || filing.status === 'RETURNED'
        ? filing.status
        : council.changedSinceFiling === 1
          ? 'CHANGED'
          : undefined;
    if (over || status === undefined) return answer;
    const since = status === 'RETURNED' ? filing.answeredOn : undefined;
    return [...answer, { kind: 'FILING_DUE', subject, args: { status }, ...(since === undefined ? {} : { since }) }];
  });

/** What a council decided whose filing was sent back waits for its ratification, until a filing is accepted. */
const unratified: Due = ({ read, queries, group, moment }) =>
  queries.councilsOf(group.key, moment).flatMap((council) => {
    const filing = queries.filingOf(council.key, moment);
    const steps = read.filingSteps.by('council', council.key, moment.position);
    if (
      filing.status !== 'RETURNED' ||
      filing.answeredOn === undefined ||
      steps.some(({ status, since }) => status === 'ACCEPTED' && since <= moment.effectiveOn)
    )
      return [];
    const since = filing.answeredOn;
    return queries
      .resolutionsOf(group.key, moment)
      .filter(({ key }) =>
        queries
          .meetingsOf(key, moment)
          .some((meeting) => meeting.decided === 'ADOPTED' && meeting.council === council.key),
      )
      .map(({ key, number }): InboxEntry => ({
        kind: 'RATIFICATION_DUE',
        subject: { type: 'Resolution', key },
        since,
        args: { resolution: number },
      }));
  });

/** A term that runs out while nobody follows. */
const endingTerms: Due = ({ queries, group, moment }) => {
  const { effectiveOn: day } = moment;
  if (!isLiving(group, day)) return [];
  const terms = queries.councilsOf(group.key, moment);
  return terms
    .filter(
      (term) =>
        isInOffice(term, day) &&
        term.termTo <= addDays(day, TERM_ENDING_DAYS) &&
        !terms.some(({ termFrom }) => termFrom > term.termTo),
    )
    .map((term) => ({
      kind: 'TERM_ENDING',
      subject: ofCouncil(term),
      since: addDays(term.termTo, -TERM_ENDING_DAYS),
      dueOn: term.termTo,
      args: {},
    }));
};

/** Each group has a council; an alliance may. */
const missingCouncil: Due = ({ queries, group, moment }) => {
  const { effectiveOn: day } = moment;
  const terms = queries.councilsOf(group.key, moment).filter(({ termFrom, termTo }) => termFrom <= termTo);
  if (group.form !== 'GROUP' || !isLiving(group, day) || terms.some(({ termTo }) => termTo >= day)) return [];
  const last = terms
    .map(({ termTo }) => termTo)
    .sort()
    .at(-1);
  return [
    {
      kind: 'COUNCIL_MISSING',
      subject: ofGroup(group),
      since: last === undefined ? group.formedOn : addDays(last, 1),
      args: {},
    },
  ];
};

/** Money that was carried over and is neither spent nor promised lapses at the end of a year, allocated or not; a past year's books are closed. */
const lapsingMoney: Due = ({ read, queries, group, moment }) => {
  const year = Number(moment.effectiveOn.slice(0, 4));
  const years = rulesOn(read, group.district, 'FUND', moment)?.lapseYears ?? LAPSE_YEARS;
  return queries.fundsOf(group.key, moment).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const subject = ofFund(fund);
    const lapsing = leftByAge(read, fund, moment.position)
      .filter(({ originYear }) => originYear < fund.fiscalYear && originYear + years <= year)
      .map(({ originYear, fen }): InboxEntry => ({
        kind: 'MONEY_LAPSING',
        subject,
        since: `${originYear + years}-01-01`,
        dueOn: `${originYear + years}-12-31`,
        args: { year: originYear, fen },
      }));
    const open: InboxEntry = {
      kind: 'YEAR_NOT_CLOSED',
      subject,
      since: `${fund.fiscalYear + 1}-01-01`,
      dueOn: `${fund.fiscalYear}-12-31`,
      args: {},
    };
    return fund.fiscalYear < year ? [...lapsing, open] : lapsing;
  });
};

/** What one year carried out and the next has not carried in, or the other way round. */
const moneyOnItsWay: Due = ({ read, group, moment }) =>
  moneyInTransit(read, group.key, moment.position).map(({ fromYear, outOnly, inOnly }) => ({
    kind: 'MONEY_IN_TRANSIT',
    subject: { type: 'Fund', key: fundId(group.key, outOnly.length > 0 ? fromYear : fromYear + 1) },
    args: { year: fromYear, fen: [...outOnly, ...inOnly].reduce((total, { fen }) => total + fen, 0) },
  }));

/** Money on lines that no resolution carries on the day, suspended already or not: the council decides again, or it goes elsewhere. */
const suspendedAllocations: Due = ({ read, group, moment }) => {
  const without = allocationsWithoutGround(read, group.key, moment);
  return read.funds.by('group', group.key, moment.position).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const groundless = without
      .filter((one) => one.fund.key === fund.key)
      .flatMap(({ lines }) => lines.map(({ key }) => key));
    const lines = linesOf(read, fund.key, moment.position).filter(
      (line) => line.suspended === 1 || groundless.includes(line.key),
    );
    return [...new Set(lines.map(({ resolution }) => resolution))].flatMap((resolution): InboxEntry[] => {
      const fen = lines.reduce(
        (total, line) => (line.resolution === resolution ? total + line.unspent + line.committed : total),
        0,
      );
      return fen === 0 ? [] : [{ kind: 'ALLOCATION_SUSPENDED', subject: ofFund(fund), args: { resolution, fen } }];
    });
  });
};

/** A voucher counts once, also in the books of several funds: no fund sees the others when it records one. */
const vouchersTwice: Due = ({ read, group, moment }) =>
  read.funds.by('group', group.key, moment.position).flatMap((fund) =>
    read.expenditures.by('fund', fund.key, moment.position).flatMap(({ voucher, reversedOn }) =>
      reversedOn !== null
        ? []
        : read.expenditures
            .by('voucher', voucher, moment.position)
            .filter((other) => other.fund !== fund.key && other.reversedOn === null)
            .map((other): InboxEntry => ({
              kind: 'VOUCHER_TWICE',
              subject: ofFund(fund),
              args: { voucher, fund: other.fund },
            })),
    ),
  );

/** A council in office has a chair, and a seat for every member school unless its charter says otherwise [D]. */
const incompleteCouncils: Due = ({ read, queries, group, moment }) => {
  const council = isLiving(group, moment.effectiveOn) ? queries.councilInOffice(group.key, moment) : undefined;
  if (!council) return [];
  const charter = queries.charterOf(group.key, moment);
  const everySchool =
    !charter || (JSON.parse(charter.value) as { readonly everySchoolSeated: boolean }).everySchoolSeated;
  const seated = queries.seatsOf(council, moment).map(({ school }) => school);
  const seatless = everySchool
    ? queries.membersOf(group.key, moment).filter(({ school }) => !seated.includes(school))
    : [];
  return [
    ...(read.values.at(council.key, 'chair', moment) === undefined
      ? [{ kind: 'CHAIR_VACANT' as const, subject: ofCouncil(council), args: {} }]
      : []),
    ...seatless.map(({ school, since }) => ({
      kind: 'SCHOOL_WITHOUT_SEAT' as const,
      subject: ofCouncil(council),
      args: { school },
      ...(since > council.termFrom ? { since } : {}),
    })),
  ];
};

/** What acts of government left behind: a group has two members, and one of them leads it. */
const brokenGroups: Due = ({ read, queries, group, moment }) => {
  const { effectiveOn: day, position } = moment;
  if (!isLiving(group, day)) return [];
  const members = queries.membersOf(group.key, moment);
  const lead = read.values.at(group.key, 'lead', moment);
  const left = (school?: string): { since?: Day } => {
    const ends = read.memberships
      .by('group', group.key, position)
      .flatMap((row) =>
        row.until !== null && row.until <= day && (school ?? row.school) === row.school ? [row.until] : [],
      );
    const since = ends.sort().at(-1);
    return since === undefined ? {} : { since };
  };
  return [
    ...(members.length < 2 ? [{ kind: 'GROUP_TOO_SMALL' as const, subject: ofGroup(group), ...left(), args: {} }] : []),
    ...(lead !== undefined && members.every(({ school }) => school !== lead)
      ? [{ kind: 'LEAD_NOT_MEMBER' as const, subject: ofGroup(group), ...left(lead), args: {} }]
      : []),
  ];
};

const dues: readonly Due[] = [
  filings,
  unratified,
  endingTerms,
  missingCouncil,
  incompleteCouncils,
  lapsingMoney,
  moneyOnItsWay,
  suspendedAllocations,
  vouchersTwice,
  brokenGroups,
];

/** What a process could not do for one of the groups. */
const followUps = (
  read: ReadModels,
  groups: readonly string[],
  { position }: Moment,
  refused: readonly FollowUpRefused[],
): InboxEntry[] =>
  refused.flatMap((item) => {
    const subject = subjectOf(item.stream);
    if (item.position > position || subject === undefined || !groups.includes(subject.group)) return [];
    const since = read.events.recordedOn(item.position);
    const { command, refusal } = item;
    return [
      {
        kind: 'FOLLOW_UP_REFUSED' as const,
        subject: subject.ref,
        args: { command, refusal },
        ...(since === undefined ? {} : { since }),
      },
    ];
  });

/** The object that a command on a group's council or fund is about; one that is not known yet is spoken of by its group. */
const subjectOf = (stream: string): { readonly group: string; readonly ref: ObjectRef } | undefined => {
  const { group, fiscalYear } = stream.startsWith('fund-')
    ? splitFundStream(stream)
    : { group: streamKey(stream), fiscalYear: undefined };
  if (splitId(group).code === '') return undefined;
  return {
    group,
    ref:
      fiscalYear === undefined
        ? { type: 'EducationGroup', key: group }
        : { type: 'Fund', key: fundId(group, fiscalYear) },
  };
};

/** What a fund has free and unspent on its lines, by the year it was appropriated in: the oldest counts as spent first. */
const leftByAge = (
  read: ReadModels,
  { key, appropriated, fiscalYear, free }: FundRow,
  position: number,
): readonly AgedMoney[] => {
  const carries = read.carries.by('fund', key, position);
  const of = (wanted: 'IN' | 'OUT'): readonly AgedMoney[] => carries.filter(({ direction }) => direction === wanted);
  const left = read.fundLines.by('fund', key, position).reduce((total, { unspent }) => total + unspent, free);
  return agesOf({ ...initial, appropriated, carriedIn: of('IN'), carriedOutParts: of('OUT') }, fiscalYear, left);
};

const ofCouncil = ({ key }: CouncilRow): ObjectRef => ({ type: 'Council', key });
const ofGroup = ({ key }: GroupRow): ObjectRef => ({ type: 'EducationGroup', key });
const ofFund = ({ key }: FundRow): ObjectRef => ({ type: 'Fund', key });
