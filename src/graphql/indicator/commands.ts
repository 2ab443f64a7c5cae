import { indicatorsId } from '../../domain/identity.js';
import { fen, id, inputType, int, listOf, nested, oneOf, optional, withDefault } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { indicatorsAt } from '../objects.js';
import { Indicator, SchoolIndicators, TeachingPhase } from './types.js';

/** Most figures that one record may have: more than there are. */
const MOST_FIGURES = 40;

const figure = inputType('FigureInput', 'A figure of a school.', {
  indicator: oneOf(Indicator, 'What it counts, and in which unit.'),
  phase: optional(oneOf(TeachingPhase, 'Of which phase, where it is counted by phase; of what the phases share none.')),
  value: fen('The figure, a whole number.'),
});
const survey = inputType('SurveyInput', 'A survey of satisfaction (满意度调查).', {
  population: int('How many were asked.'),
  respondents: int('How many answered.'),
  satisfied: int('How many are satisfied.'),
});

const mutation = mutationsOn(
  'indicators',
  () => SchoolIndicators,
  (context, { schoolId, schoolYear }: { readonly schoolId: string; readonly schoolYear: number }, { at }) =>
    indicatorsAt(context, indicatorsId(schoolId, schoolYear), at),
);

export const indicatorMutations = [
  mutation('RecordIndicators', {
    does: "A school's figures of a school year are recorded from a paper, each once: what was wrong is corrected.",
    input: "What records a school's figures of a school year, on a document with a number.",
    fields: {
      schoolId: id('School', 'The school, section or campus'),
      schoolYear: int('The year in which the school year begins: 2025 for 2025-2026.'),
      figures: withDefault(listOf(nested(figure, 'The figures of 1 September.'), MOST_FIGURES), []),
      survey: optional(nested(survey, 'What a survey found.')),
    },
  }),
];
