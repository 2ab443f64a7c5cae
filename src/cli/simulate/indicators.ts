import type { Figure } from '../../domain/indicator/index.js';
import { addDays } from '../../domain/day.js';
import { dayIn, type School, type World } from './world.js';

/** The figures of a school in the annual statistics of a school year, told in October. */
export const recordIndicators = ({ random, plan }: World, school: School, year: number): void =>
  plan(addDays(dayIn(year, 10, 10), random.below(15)), () => {
    const hundreds = 4 + random.below(20);
    const phase = school.phase === 'PRIMARY' ? 'PRIMARY' : 'JUNIOR';
    const ofPhase = (indicator: Figure['indicator'], value: number): Figure => ({ indicator, value, phase });
    return {
      command: {
        ...{ type: 'RecordIndicators', schoolId: school.id, schoolYear: year },
        figures: [
          ofPhase('ENROLMENT', hundreds * 100),
          ofPhase('CLASSES', Math.ceil(hundreds * 2.5)),
          ofPhase('TEACHERS', hundreds * 7),
          ofPhase('TEACHERS_ABOVE_REQUIRED_DEGREE', hundreds * (4 + random.below(3))),
          ofPhase('BACKBONE_TEACHERS', hundreds * random.below(3)),
          ofPhase('PE_ARTS_TEACHERS', hundreds),
          { indicator: 'TEACHING_AREA', value: hundreds * (45 + random.below(20)) * 1000 },
          { indicator: 'SPORTS_AREA', value: hundreds * (70 + random.below(40)) * 1000 },
          { indicator: 'EQUIPMENT_VALUE', value: hundreds * (18 + random.below(12)) * 1_000_000 },
          { indicator: 'MULTIMEDIA_CLASSROOMS', value: hundreds * 3 },
        ],
        survey: {
          population: hundreds * 90,
          respondents: hundreds * 80,
          satisfied: hundreds * (65 + random.below(12)),
        },
      },
      by: school.principal,
    };
  });
