import { addDays, type Day } from '../day.js';
import type { EligibilityRules } from '../policy/events.js';
import type { Career } from './career.js';
import type { KnownDetails } from './references.js';
import type { EligibilityCriterion, EligibilityOutcome } from './rotation-events.js';

interface Asked {
  readonly career: Pick<Career, 'employment'>;
  readonly details: KnownDetails;
  readonly isFit: boolean | undefined;
  readonly from: Day;
  readonly to: Day;
}

/** What a policy asks of who rotates, and whether it is met; UNKNOWN where nobody knows the day of birth, the sex or the health. */
export const eligibilityOf = (rules: EligibilityRules, asked: Asked): readonly EligibilityOutcome[] => {
  const { details, career, isFit, from, to } = asked;
  const { oldestMale, oldestFemale, yearsAtSchool, health, yearsToRetirement, retirementMale, retirementFemale } =
    rules;
  const outcome = (criterion: EligibilityCriterion, met: boolean | undefined): EligibilityOutcome => ({
    criterion,
    outcome: met === undefined ? 'UNKNOWN' : met ? 'MET' : 'NOT_MET',
  });
  const bySex = <T>(male: T, female: T): T | undefined =>
    details.sex === undefined ? (male === female ? male : undefined) : details.sex === 'MALE' ? male : female;
  const isYoungEnough = (): boolean | undefined => {
    const oldest = bySex(oldestMale ?? 0, oldestFemale ?? 0);
    if (oldest === 0) return true;
    return oldest === undefined || details.birthDate === undefined
      ? undefined
      : yearsBetween(details.birthDate, from) <= oldest;
  };
  const hasYearsLeft = (): boolean | undefined => {
    const age = bySex(retirementMale, retirementFemale);
    if (age === undefined || details.birthDate === undefined || yearsToRetirement === undefined) return undefined;
    return to <= anniversary(details.birthDate, age - yearsToRetirement);
  };
  return [
    ...(oldestMale === undefined && oldestFemale === undefined ? [] : [outcome('AGE', isYoungEnough())]),
    ...(yearsAtSchool === undefined
      ? []
      : [outcome('YEARS_AT_SCHOOL', anniversary(atSchoolSince(career, from), yearsAtSchool) <= from)]),
    ...(health ? [outcome('HEALTH', isFit)] : []),
    ...(yearsToRetirement === undefined ? [] : [outcome('YEARS_TO_RETIREMENT', hasYearsLeft())]),
  ];
};

/** Since when somebody belongs, without a break, to the home school of the day before a day. */
const atSchoolSince = ({ employment }: Pick<Career, 'employment'>, day: Day): Day => {
  let since = day;
  let school: string | undefined;
  for (const { from, until, value } of [...employment.intervals].reverse()) {
    if (from >= day) continue;
    const goesOn =
      school === undefined ? until === undefined || until >= day : until === since && value.homeSchoolId === school;
    if (!goesOn) break;
    school = value.homeSchoolId;
    since = from;
  }
  return since;
};

/** The same day so many years later; of 29 February the first of March where there is none. */
const anniversary = (day: Day, years: number): Day => {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const same = `${year}${day.slice(4)}`;
  return day.endsWith('-02-29') && addDays(`${year}-02-28`, 1) !== same ? `${year}-03-01` : same;
};

/** Full years between two days. */
const yearsBetween = (from: Day, to: Day): number => {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return anniversary(from, years) > to ? years - 1 : years;
};
