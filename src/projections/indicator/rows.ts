import { indicatorsId, splitIndicatorStream, type StreamName } from '../../domain/identity.js';
import {
  figureKey,
  type Indicators,
  type RecordedFigure,
  type RecordedIndicator,
  type RecordedSurvey,
  type TeachingPhase,
} from '../../domain/indicator/index.js';
import { readModel, stateModel, type Row } from '../read-model.js';

/** A school and a school year of which figures are recorded; key: `370103.S01.2025`. */
export interface IndicatorRecordRow extends Row {
  readonly school: string;
  readonly schoolYear: number;
}

/** A figure, from the day on which it has effect; key: `370103.S01.2025.ENROLMENT.PRIMARY`. */
export interface FigureRow extends Row {
  readonly record: string;
  readonly indicator: RecordedIndicator;
  readonly phase: TeachingPhase | null;
  readonly value: number;
  readonly since: string;
}

/** A survey; key: that of its record. */
export interface SurveyRow extends Row {
  readonly population: number;
  readonly respondents: number;
  readonly satisfied: number;
  readonly since: string;
}

const recordOf = (stream: StreamName): string => {
  const { school, schoolYear } = splitIndicatorStream(stream);
  return indicatorsId(school, schoolYear);
};

export const indicatorRecords = readModel<IndicatorRecordRow>({
  name: 'indicator_record',
  version: 1,
  columns: { school: 'TEXT', schoolYear: 'INTEGER' },
  indexed: ['school'],
  on: {
    IndicatorsRecorded: ({ stream }, rows) => {
      const key = recordOf(stream);
      if (rows.find({ key }).length === 0) rows.open({ key, ...splitIndicatorStream(stream) });
    },
  },
});

export const figures = stateModel({
  name: 'figure',
  version: 1,
  columns: { record: 'TEXT', indicator: 'TEXT', phase: 'TEXT', value: 'INTEGER', since: 'TEXT' },
  indexed: ['record'],
  parts: {
    category: 'indicator',
    of: (state: Indicators): readonly RecordedFigure[] => [...state.figures.values()],
    row: (figure, stream): FigureRow => {
      const { indicator, phase = null, value, from } = figure;
      const record = recordOf(stream);
      return { key: `${record}.${figureKey(figure)}`, record, indicator, phase, value, since: from };
    },
  },
});

export const surveys = stateModel({
  name: 'survey',
  version: 1,
  columns: { population: 'INTEGER', respondents: 'INTEGER', satisfied: 'INTEGER', since: 'TEXT' },
  indexed: [],
  parts: {
    category: 'indicator',
    of: ({ survey }: Indicators): readonly RecordedSurvey[] => (survey ? [survey] : []),
    row: ({ population, respondents, satisfied, from }, stream): SurveyRow => ({
      ...{ key: recordOf(stream), population, respondents, satisfied },
      since: from,
    }),
  },
});
