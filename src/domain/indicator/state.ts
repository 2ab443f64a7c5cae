import type { Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { Figure, IndicatorEvent, Survey } from './events.js';

/** A figure with the day from which it counts, and the revision of the fact that says it. */
export interface RecordedFigure extends Figure {
  readonly from: Day;
  readonly by: number;
}
export interface RecordedSurvey extends Survey {
  readonly from: Day;
  readonly by: number;
}

/** A school's figures of a school year: each is recorded once, and put right by a correction. */
export interface Indicators {
  readonly figures: ReadonlyMap<string, RecordedFigure>;
  readonly survey: RecordedSurvey | undefined;
}
export const initial: Indicators = { figures: new Map(), survey: undefined };

/** What tells figures of a school year apart: `ENROLMENT.PRIMARY`, `SPORTS_AREA`. */
export const figureKey = ({ indicator, phase }: Pick<Figure, 'indicator' | 'phase'>): string =>
  phase === undefined ? indicator : `${indicator}.${phase}`;

/** The figures after one more fact; the very same where the fact says what was recorded before. */
export const evolve = (state: Indicators, { event, effectiveOn, revision }: Recorded<IndicatorEvent>): Indicators => {
  const dated = { from: effectiveOn, by: revision };
  const figures = new Map(state.figures);
  for (const figure of event.figures) figures.set(figureKey(figure), { ...figure, ...dated });
  if (figures.size < state.figures.size + event.figures.length || (event.survey && state.survey)) return state;
  return { figures, survey: event.survey ? { ...event.survey, ...dated } : state.survey };
};
