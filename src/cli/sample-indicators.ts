import type { Figure } from '../domain/indicator/index.js';
import { schoolId } from '../domain/identity.js';
import type { Register } from './register/format.js';
import { sampleStep, type SampleStep } from './sample.js';

/** The groups whose schools the samples have figures of; of all others nothing is known. */
export const SAMPLE_INDICATORS = { groups: ['G01', 'G03'], schoolYears: [2024, 2025] } as const;

/** Pupils of the schools, the lead first; what each of them has for its pupils in the first year, and in the second. */
const PUPILS = [1800, 900, 600] as const;
/** For a hundred pupils: teachers with more than the required degree, backbone teachers, teachers of sports and arts, classrooms. */
const STRONG = { above: 6, backbone: 2, arts: 1, rooms: 3, teaching: 620, sports: 1050, yuan: 2800 } as const;
const WEAK = { above: 4, backbone: 0, arts: 1, rooms: 2, teaching: 470, sports: 760, yuan: 1900 } as const;
/** Weak schools a year later. */
const BETTER = { ...WEAK, above: 5, backbone: 1, yuan: 2300 } as const;

/** Two school years of figures of the schools of two groups, from made-up annual statistics, with a survey of each in the second. */
export const sampleIndicators = ({ district: { code: district }, groups, units }: Register): readonly SampleStep[] =>
  SAMPLE_INDICATORS.groups.flatMap((group, place) => {
    const { lead, members } = groups.find(({ code }) => code === group)!;
    return SAMPLE_INDICATORS.schoolYears.flatMap((schoolYear, later) =>
      members.map((member, index) => {
        const { phase } = units.find(({ code }) => code === member)!;
        const has = member === lead ? STRONG : later === 0 ? WEAK : BETTER;
        const hundreds = PUPILS[index]! / 100 + later;
        const ofPhase = (indicator: Figure['indicator'], value: number): Figure => ({
          ...{ indicator, value },
          phase: phase === 'PRIMARY' ? 'PRIMARY' : 'JUNIOR',
        });
        return sampleStep(
          district,
          {
            ...{ type: 'RecordIndicators', schoolId: schoolId(district, member), schoolYear },
            figures: [
              ofPhase('ENROLMENT', hundreds * 100),
              ofPhase('CLASSES', Math.ceil(hundreds * 2.5)),
              ofPhase('TEACHERS', hundreds * 7),
              ofPhase('TEACHERS_ABOVE_REQUIRED_DEGREE', hundreds * has.above),
              ofPhase('BACKBONE_TEACHERS', hundreds * has.backbone),
              ofPhase('PE_ARTS_TEACHERS', hundreds * has.arts),
              { indicator: 'TEACHING_AREA', value: hundreds * has.teaching * 100 },
              { indicator: 'SPORTS_AREA', value: hundreds * has.sports * 100 },
              { indicator: 'EQUIPMENT_VALUE', value: hundreds * 100 * has.yuan * 100 },
              { indicator: 'MULTIMEDIA_CLASSROOMS', value: hundreds * has.rooms },
            ],
            ...(later === 1
              ? {
                  survey: {
                    population: hundreds * 90,
                    respondents: hundreds * 80,
                    satisfied: hundreds * (member === lead ? 76 : 70),
                  },
                }
              : {}),
          },
          {
            effectiveOn: `${schoolYear}-10-15`,
            documentNo: `样本〔${schoolYear}〕${500 + 10 * place + index}号`,
            reason: '样本：演示教育事业统计中的学校指标',
            assumed: ['figures', 'survey'],
          },
        );
      }),
    );
  });
