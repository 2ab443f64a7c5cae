import { factsOf, type Say } from '../fact.js';
import { indicatorsId, splitIndicatorStream, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import type { IndicatorEvent } from './events.js';

const ofSchool = (_event: object, stream: StreamName): readonly ObjectRef[] => {
  const { school, schoolYear } = splitIndicatorStream(stream);
  return [
    { type: 'SchoolIndicators', key: indicatorsId(school, schoolYear) },
    { type: 'School', key: school },
  ];
};
const school = ({ stream, school: name }: Say): string => name(splitIndicatorStream(stream).school);
const year = ({ stream }: Say): string => {
  const { schoolYear } = splitIndicatorStream(stream);
  return `${schoolYear}-${schoolYear + 1}`;
};

/** Figures are public, what a survey found is not. */
export const facts = factsOf<IndicatorEvent>()({
  IndicatorsRecorded: {
    touches: ofSchool,
    public: ['figures'],
    said: {
      en: ({ figures, survey }, say) =>
        `${figures.length} figure${figures.length === 1 ? '' : 's'} of ${school(say)} for the school year ${year(say)} ${figures.length === 1 ? 'was' : 'were'} recorded${survey ? `, and a survey: ${survey.satisfied} of ${survey.respondents} were satisfied` : ''}`,
      zh: ({ figures, survey }, say) =>
        `登记${school(say)} ${year(say)} 学年指标 ${figures.length} 项${survey ? `及满意度调查：${survey.respondents} 人作答，${survey.satisfied} 人满意` : ''}`,
    },
  },
});
