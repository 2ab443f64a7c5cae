import { addDays } from '../../domain/day.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { isLiving } from '../district/queries.js';
import { aboutGroup, type Due, type InboxEntry } from '../due.js';
import { policyRulesAt } from '../policy/queries.js';
import { isInOffice } from './queries.js';
import type { CouncilRow } from './rows.js';

/** Days within which a filing is answered, where no policy says anything. */
const ANSWER_DAYS = 30;
/** How long before its end a term is spoken of, in days. */
const TERM_ENDING_DAYS = 90;

/** A filing is answered within the days that the policy says, counted from the day it was filed. */
const filings: Due = ({ read, queries, group, moment }) =>
  queries.councilsOf(group.key, moment).flatMap((council) => {
    const filing = queries.filingOf(council.key, moment);
    const subject = aboutCouncil(council);
    const { effectiveOn: day } = moment;
    const answer: InboxEntry[] = [];
    if (filing.status === 'FILED' && filing.filedOn !== undefined) {
      const days =
        policyRulesAt(read, group.district, 'FILING', { ...moment, effectiveOn: filing.filedOn })?.answerDays ??
        ANSWER_DAYS;
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
      subject: aboutCouncil(term),
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
      subject: aboutGroup(group),
      since: last === undefined ? group.formedOn : addDays(last, 1),
      args: {},
    },
  ];
};

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
      ? [{ kind: 'CHAIR_VACANT' as const, subject: aboutCouncil(council), args: {} }]
      : []),
    ...seatless.map(({ school, since }) => ({
      kind: 'SCHOOL_WITHOUT_SEAT' as const,
      subject: aboutCouncil(council),
      args: { school },
      ...(since > council.termFrom ? { since } : {}),
    })),
  ];
};

const aboutCouncil = ({ key }: CouncilRow): ObjectRef => ({ type: 'Council', key });

/** What is to be done about a group's councils. */
export const councilDues: readonly Due[] = [filings, unratified, endingTerms, missingCouncil, incompleteCouncils];
