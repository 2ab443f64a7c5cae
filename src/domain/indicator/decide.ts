import { latest } from '../day.js';
import { accept, hasHappened, stepOf, type CommandTable, type Rule } from '../decider.js';
import type { District, School } from '../district/index.js';
import { splitId, type SchoolId } from '../identity.js';
import { at, countIsValid, firstRefused, within } from '../input.js';
import { withDuty, type Within } from '../permission.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import type { IndicatorCommand, RecordIndicators } from './commands.js';
import type { Figure, IndicatorEvent, SchoolYear, Survey } from './events.js';
import { indicators, MOST_ASKED, phasesOf } from './indicators.js';
import { figureKey, type Indicators } from './state.js';

/** What a record of figures looks at: the register. */
export interface IndicatorReferences {
  readonly district: District;
}
type IndicatorRule = Rule<RecordIndicators, Indicators, IndicatorReferences>;

/** The day whose figures are counted: the annual statistics are those of 1 September. [D] */
export const reportingDay = (schoolYear: SchoolYear): string => `${schoolYear}-09-01`;
const lastDay = (schoolYear: SchoolYear): string => `${schoolYear + 1}-08-31`;

const schoolOf = (district: District, schoolId: SchoolId): School | undefined =>
  district.schools.get(splitId(schoolId).code);

const schoolYearIsValid: Rule<RecordIndicators> = ({ schoolYear }) =>
  countIsValid('schoolYear', schoolYear, 1990, 2199);

/** The figures of 1 September are told on that day at the earliest, and none of a school year to come. */
const schoolYearHasBegun: Rule<RecordIndicators> = ({ schoolYear }, { effectiveOn }) =>
  effectiveOn < reportingDay(schoolYear)
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest: reportingDay(schoolYear) }, ['command', 'effectiveOn'])
    : undefined;

const somethingIsSaid: Rule<RecordIndicators> = ({ figures, survey }) =>
  figures.length === 0 && survey === undefined ? refuse('INVALID_INPUT', { value: 0 }, ['figures']) : undefined;

/** Whoever records figures names the paper that says them. */
const figuresHaveDocument: Rule<RecordIndicators> = ({ schoolId }, { hasDocument }) =>
  hasDocument ? undefined : refuse('BASIS_MISSING', { school: schoolId }, ['command', 'basis']);

/** A school is in the register, and open on some day of the school year. */
const schoolWasOpen: IndicatorRule = ({ schoolId, schoolYear }, { references }) => {
  const school = schoolOf(references.district, schoolId);
  if (!school) return refuse('NOT_FOUND', { school: schoolId }, ['schoolId']);
  const [first, last] = [reportingDay(schoolYear), lastDay(schoolYear)];
  return school.open.intervals.some(({ from, until }) => from <= last && (until === undefined || until > first))
    ? undefined
    : refuse('SCHOOL_CLOSED', { school: schoolId, day: latest(first, school.closedOn ?? '') }, ['schoolId']);
};

/** A figure is within its bounds, of a phase that the school teaches where it is counted by phase, and of none where the phases share it. */
const figureIsValid = ({ indicator, phase, value }: Figure, school: School | undefined): Refused | undefined => {
  const { most, perPhase } = indicators[indicator];
  const isOfSchool = phase !== undefined && (school === undefined || phasesOf[school.phase].includes(phase));
  if (perPhase ? !isOfSchool : phase !== undefined)
    return refuse('INVALID_INPUT', { field: 'phase', ...present({ phase }) }, ['phase']);
  return countIsValid('value', value, 0, most);
};

/** Every figure is valid, and none is there twice. */
export const figuresAreValid = (figures: readonly Figure[], school: School | undefined): Refused | undefined =>
  firstRefused(figures, (figure, index) =>
    within(
      ['figures', String(index)],
      figureIsValid(figure, school) ??
        (figures.slice(0, index).some((other) => figureKey(other) === figureKey(figure))
          ? refuse('INVALID_INPUT', { value: figureKey(figure), times: 2 })
          : undefined),
    ),
  );

/** Nobody is satisfied who did not answer, and nobody answers who was not asked. */
export const surveyIsValid = (survey: Survey | undefined): Refused | undefined =>
  survey &&
  within(
    ['survey'],
    countIsValid('population', survey.population, 1, MOST_ASKED) ??
      countIsValid('respondents', survey.respondents, 0, survey.population) ??
      countIsValid('satisfied', survey.satisfied, 0, survey.respondents),
  );

const saidIsValid: IndicatorRule = ({ schoolId, figures, survey }, { references }) =>
  figuresAreValid(figures, schoolOf(references.district, schoolId)) ?? surveyIsValid(survey);

/** What was recorded before is put right by a correction, so that both stay visible. */
const isNotRecorded: IndicatorRule = (command, _context, { figures, survey }) => {
  const { schoolId, schoolYear } = command;
  const already = (field: string, path: readonly string[]): Refused =>
    refuse('ALREADY_RECORDED', { school: schoolId, year: schoolYear, field }, path);
  return (
    firstRefused(command.figures, (figure, index) =>
      figures.has(figureKey(figure)) ? already(figureKey(figure), ['figures', String(index)]) : undefined,
    ) ?? (command.survey && survey ? already('survey', ['survey']) : undefined)
  );
};

/** What a paper says of a school in a school year is recorded. */
const recordIndicators = stepOf<Indicators, IndicatorEvent, IndicatorReferences>()<RecordIndicators>(
  [
    hasHappened,
    schoolYearIsValid,
    schoolYearHasBegun,
    figuresHaveDocument,
    somethingIsSaid,
    schoolWasOpen,
    saidIsValid,
    isNotRecorded,
  ],
  ({ figures, survey }) => accept({ type: 'IndicatorsRecorded', figures, ...present({ survey }) }),
);

/** A school reports for itself, and for its sections and campuses. */
const ofSchoolOrPart: Within<Indicators, IndicatorReferences> = {
  says: 'its school, with its sections and campuses',
  claims: ({ school }) => school !== undefined,
  loaded: ({ school }, scope, { references: { district } }) =>
    scope.school === school ||
    (splitId(scope.school!).district === splitId(school!).district &&
      schoolOf(district, scope.school!)?.partOfCode === splitId(school!).code),
};

/** Who may give each command, and how it is decided. */
export const decisions: CommandTable<IndicatorCommand, Indicators, IndicatorEvent, IndicatorReferences> = {
  RecordIndicators: { may: { BUREAU: withDuty('BASIC_EDUCATION'), SCHOOL: ofSchoolOrPart }, decide: recordIndicators },
};

interface Right {
  readonly right: IndicatorEvent | undefined;
  readonly school: School | undefined;
}
/** A right fact is held to what a command's figures are held to. */
export const rightIsValid = ({ right, school }: Right): Refused | undefined =>
  right &&
  within(
    ['right'],
    (right.figures.length === 0 && right.survey === undefined
      ? at(['figures'], refuse('INVALID_INPUT', { value: 0 }))
      : undefined) ??
      figuresAreValid(right.figures, school) ??
      surveyIsValid(right.survey),
  );
