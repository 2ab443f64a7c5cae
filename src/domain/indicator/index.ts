import type { Decider } from '../decider.js';
import { districtStream, indicatorStream, splitId, splitIndicatorStream } from '../identity.js';
import { refuse } from '../refusal.js';
import type { IndicatorCommand } from './commands.js';
import { decisions, reportingDay, rightIsValid, type IndicatorReferences } from './decide.js';
import type { IndicatorEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import { evolve, initial, type Indicators } from './state.js';

export type { IndicatorCommand } from './commands.js';
export { reportingDay, type IndicatorReferences } from './decide.js';
export type { Figure, IndicatorEvent, SchoolYear, Survey } from './events.js';
export * from './derived.js';
export {
  indicatorNames,
  indicators,
  phasesOf,
  type Indicator as RecordedIndicator,
  type TeachingPhase,
  type Unit,
} from './indicators.js';
export { figureKey, type Indicators, type RecordedFigure, type RecordedSurvey } from './state.js';

/** A school's figures of one school year. */
export const indicator: Decider<Indicators, IndicatorCommand, IndicatorEvent, IndicatorReferences> = {
  category: 'indicator',
  duty: 'BASIC_EDUCATION',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: ({ schoolId, schoolYear }) => indicatorStream(schoolId, schoolYear),
  scopeOf: ({ schoolId }) => ({ district: splitId(schoolId).district, school: schoolId }),
  scopeOfRecord: (stream) => {
    const { school } = splitIndicatorStream(stream);
    return { district: splitId(school).district, school };
  },
  referencesOf: ({ schoolId }) => ({ district: districtStream(splitId(schoolId).district) }),
  referencesOfCorrection: (stream) => ({
    district: districtStream(splitId(splitIndicatorStream(stream).school).district),
  }),
  targetOf: () => undefined,
  facts,
  correctionIsAllowed: ({ stream, right, rightEffectiveOn, context: { recordedOn, references } }) => {
    const { school, schoolYear } = splitIndicatorStream(stream);
    const earliest = reportingDay(schoolYear);
    if (right && (rightEffectiveOn > recordedOn || rightEffectiveOn < earliest))
      return refuse('DATE_ORDER', { day: rightEffectiveOn, earliest, latest: recordedOn }, ['rightEffectiveOn']);
    return rightIsValid({ right, school: references.district?.schools.get(splitId(school).code) });
  },
  upcasters: {},
};
