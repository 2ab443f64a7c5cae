import type { Council } from '../../domain/council/index.js';
import { addDays } from '../../domain/day.js';
import { councilStream } from '../../domain/identity.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { isLiving } from '../district/queries.js';
import { aboutGroup, type About, type Due, type InboxEntry } from '../due.js';
import { policyRulesAt } from '../policy/queries.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
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

/**
 * A council in office has a chair whose holder was not erased, and a seat for every member school unless its charter
 * says otherwise [D].
 */
const incompleteCouncils: Due = ({ read, queries, group, moment }) => {
  const council = isLiving(group, moment.effectiveOn) ? queries.councilInOffice(group.key, moment) : undefined;
  if (!council) return [];
  const charter = queries.charterOf(group.key, moment);
  const everySchool =
    !charter || (JSON.parse(charter.value) as { readonly everySchoolSeated: boolean }).everySchoolSeated;
  const seated = queries.seatsOf(council, moment).map(({ school }) => school);
  const chair = read.values.at(council.key, 'chair', moment);
  const seatless = everySchool
    ? queries.membersOf(group.key, moment).filter(({ school }) => !seated.includes(school))
    : [];
  return [
    ...(chair === undefined || isErased(read, chair, moment)
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

const isErased = (read: ReadModels, person: string, { position }: Moment): boolean =>
  read.persons.byKey(person, position)?.commitment === null;

/** The councils that sit, or will. */
const lasting = ({ queries, group, moment }: About): readonly CouncilRow[] =>
  isLiving(group, moment.effectiveOn)
    ? queries.councilsOf(group.key, moment).filter(({ termTo }) => termTo >= moment.effectiveOn)
    : [];

/** A seat whose holder was erased is to be given to another. */
const seatsOfErased: Due = (about) =>
  lasting(about).flatMap((council) =>
    about.queries
      .seatsOf(council, about.moment)
      .filter(({ person }) => isErased(about.read, person, about.moment))
      .map(({ person, school }) => ({
        kind: 'SEAT_OF_ERASED_PERSON' as const,
        subject: aboutCouncil(council),
        args: { person, ...(school === null ? {} : { school }) },
      })),
  );

/** A seat that was vacated because its school left: the change is to be filed. */
const vacatedSeats: Due = (about) => {
  const { read, group, moment } = about;
  const stream = councilStream(group.key);
  const { changes } = read.stateAt(stream, moment.position) as Council;
  return lasting(about).flatMap((council) => {
    const steps = read.filingSteps.by('council', council.key, moment.position);
    const filed = Math.max(-1, ...steps.filter(({ status }) => status === 'FILED').map(({ revision }) => revision));
    return changes
      .filter(({ type, ordinal, by }) => type === 'MemberRemoved' && ordinal === council.ordinal && by > filed)
      .flatMap(({ by, effectiveOn }) => {
        const [entry] = read.events.between(stream, by, by);
        if (entry?.event.type !== 'MemberRemoved' || entry.event.cause !== 'RECOMMENDER_LEFT') return [];
        const { personId: person } = entry.event;
        const school = read.seats
          .by('council', council.key, moment.position)
          .find((seat) => seat.person === person && seat.until === effectiveOn)?.school;
        const args = { person, ...(school == null ? {} : { school }) };
        return [{ kind: 'SEAT_VACATED' as const, subject: aboutCouncil(council), since: effectiveOn, args }];
      });
  });
};

const aboutCouncil = ({ key }: CouncilRow): ObjectRef => ({ type: 'Council', key });

/** What is to be done about a group's councils. */
export const councilDues: readonly Due[] = [
  filings,
  unratified,
  endingTerms,
  missingCouncil,
  incompleteCouncils,
  vacatedSeats,
  seatsOfErased,
];
