import { factsOf, type Say } from '../fact.js';
import { resolutionId } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import { entered } from '../on-behalf.js';
import type { BackboneLevel, PostKind, TitleRank } from './career-events.js';
import type { PersonEvent } from './events.js';
import { postKey, rotationKey } from './keys.js';
import type { CreditPurpose, RotationResolution, RotationScheme, RotationTerms } from './rotation-events.js';

type OfPerson = { readonly personId: string };
const ofPerson = ({ personId }: OfPerson): readonly ObjectRef[] => [{ type: 'Person', key: personId }];
const schools = (...ids: readonly string[]): readonly ObjectRef[] =>
  [...new Set(ids)].filter((id) => id.includes('.')).map((key) => ({ type: 'School', key }));

const ofPost = ({ personId, post }: OfPerson & { readonly post: number }): readonly ObjectRef[] => [
  { type: 'Post', key: postKey(personId, post) },
  ...ofPerson({ personId }),
];
const ofRotation = ({ personId, rotation }: OfPerson & { readonly rotation: number }): readonly ObjectRef[] => [
  { type: 'Rotation', key: rotationKey(personId, rotation) },
  ...ofPerson({ personId }),
];
const ofTerms = (event: OfPerson & { readonly rotation: number } & RotationTerms): readonly ObjectRef[] => [
  ...ofRotation(event),
  ...schools(event.fromSchoolId, event.toSchoolId),
  ...(event.groupId === undefined ? [] : [{ type: 'EducationGroup', key: event.groupId } as const]),
];

const someone = {
  en: (event: OfPerson, say: Say): string => say.person(event.personId) ?? 'A person',
  zh: (event: OfPerson, say: Say): string => say.person(event.personId) ?? '一名人员',
};
const posts: Readonly<Record<PostKind, { readonly en: string; readonly zh: string }>> = {
  TEACHER: { en: 'teacher', zh: '教师' },
  PRINCIPAL: { en: 'principal', zh: '校长' },
  VICE_PRINCIPAL: { en: 'vice principal', zh: '副校长' },
  PARTY_SECRETARY: { en: 'Party secretary', zh: '党组织书记' },
  MIDDLE_LEADER: { en: 'middle leader', zh: '中层干部' },
  GENERAL_PRINCIPAL: { en: 'general principal', zh: '总校长' },
  OTHER: { en: 'another post', zh: '其他岗位' },
};
const ranks: Readonly<Record<TitleRank, { readonly en: string; readonly zh: string }>> = {
  THIRD: { en: 'third rank', zh: '三级教师' },
  SECOND: { en: 'second rank', zh: '二级教师' },
  FIRST: { en: 'first rank', zh: '一级教师' },
  SENIOR: { en: 'senior rank', zh: '高级教师' },
  PROFESSORIAL: { en: 'professorial rank', zh: '正高级教师' },
};
const levels: Readonly<Record<BackboneLevel, { readonly en: string; readonly zh: string }>> = {
  NONE: { en: 'no backbone teacher', zh: '非骨干教师' },
  BACKBONE: { en: 'backbone teacher', zh: '骨干教师' },
  SUBJECT_LEADER: { en: 'subject leader', zh: '学科带头人' },
  SPECIAL_GRADE: { en: 'special-grade teacher', zh: '特级教师' },
};
const schemes: Readonly<Record<RotationScheme, { readonly en: string; readonly zh: string }>> = {
  GROUP: { en: 'within the group', zh: '集团内' },
  DISTRICT: { en: 'within the district', zh: '区域内' },
  SUPPORT: { en: 'in support', zh: '支教' },
};
const purposes: Readonly<Record<CreditPurpose, { readonly en: string; readonly zh: string }>> = {
  TITLE: { en: 'title review', zh: '职称评审' },
  HONOUR: { en: 'honours', zh: '评优评先' },
  CADRE: { en: 'cadre selection', zh: '干部选拔' },
};

const way = {
  en: ({ fromSchoolId, toSchoolId, from, to, scheme, share }: Partial<RotationTerms>, say: Say): string =>
    fromSchoolId === undefined || toSchoolId === undefined
      ? ''
      : ` from ${say.school(fromSchoolId)} to ${say.school(toSchoolId)}, ${from} to ${to}${share === undefined || share === 100 ? '' : `, ${share} %`}${scheme === undefined ? '' : `, ${schemes[scheme].en}`}`,
  zh: ({ fromSchoolId, toSchoolId, from, to, scheme, share }: Partial<RotationTerms>, say: Say): string =>
    fromSchoolId === undefined || toSchoolId === undefined
      ? ''
      : `：${say.school(fromSchoolId)}至${say.school(toSchoolId)}，${from} 至 ${to}${share === undefined || share === 100 ? '' : `，占工作量 ${share}%`}${scheme === undefined ? '' : `（${schemes[scheme].zh}）`}`,
};
const decider = {
  en: (decidedBy: RotationResolution | undefined, isKnown: boolean): string =>
    !isKnown ? '' : decidedBy ? `, by resolution ${decidedBy.number} of the council` : ', by the bureau',
  zh: (decidedBy: RotationResolution | undefined, isKnown: boolean): string =>
    !isKnown ? '' : decidedBy ? `，依据理事会第 ${decidedBy.number} 号决议` : '，由教育局决定',
};

/** Of a person the public knows the number only; what happens in somebody's career is told within the districts concerned. */
export const facts = factsOf<PersonEvent>()({
  PersonRegistered: {
    touches: (event) => [...ofPerson(event), ...schools(event.schoolId)],
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} was registered${event.schoolId === undefined ? '' : ` by ${say.school(event.schoolId)}`}`,
      zh: (event, say) =>
        `${event.schoolId === undefined ? '' : say.school(event.schoolId)}登记了${someone.zh(event, say)}`,
    },
  },
  PersonDetailsChanged: {
    touches: ofPerson,
    public: ['personId'],
    said: {
      en: ({ personId }, say) => `The details of ${say.person(personId) ?? 'a person'} changed`,
      zh: (event, say) => `${someone.zh(event, say)}的信息变更`,
    },
  },
  PersonErased: {
    touches: ofPerson,
    public: ['personId'],
    said: { en: () => "A person's details were erased", zh: () => '一名人员的信息被删除' },
  },
  Employed: {
    touches: (event) => [...ofPerson(event), ...schools(event.homeSchoolId, event.employerId)],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} was employed${event.homeSchoolId === undefined ? '' : ` for ${say.school(event.homeSchoolId)}${event.employerId?.includes('.') === false ? ' by the district' : ''}`}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}入职${event.homeSchoolId === undefined ? '' : say.school(event.homeSchoolId)}${event.employerId?.includes('.') === false ? '（县管校聘）' : ''}`,
    },
  },
  EmploymentTransferred: {
    touches: (event) => [...ofPerson(event), ...schools(event.homeSchoolId, event.employerId)],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} was transferred${event.homeSchoolId === undefined ? '' : ` to ${say.school(event.homeSchoolId)}`}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}人事关系调动${event.homeSchoolId === undefined ? '' : `至${say.school(event.homeSchoolId)}`}`,
    },
  },
  PostAssigned: {
    touches: (event) => [...ofPost(event), ...schools(event.schoolId)],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} took a post${event.kind === undefined || event.schoolId === undefined ? '' : ` at ${say.school(event.schoolId)}: ${event.title ?? posts[event.kind].en}${event.to === undefined ? '' : `, until ${event.to}`}`}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}任职${event.kind === undefined || event.schoolId === undefined ? '' : `：${say.school(event.schoolId)}${event.title ?? posts[event.kind].zh}${event.to === undefined ? '' : `，至 ${event.to}`}`}`,
    },
  },
  PostEnded: {
    touches: ofPost,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} left a post${event.cause === 'SCHOOL_CLOSED' ? ', the school is closed' : event.cause === 'RETIRED' ? ', on retirement' : ''}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}免去职务${event.cause === 'SCHOOL_CLOSED' ? '（学校撤并）' : event.cause === 'RETIRED' ? '（退休）' : ''}`,
    },
  },
  QualificationUpdated: {
    touches: ofPerson,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} is qualified anew${colon(': ', say.list([...(event.subjects ?? []), event.titleRank && ranks[event.titleRank].en, event.backbone && levels[event.backbone].en]))}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}资质变更${colon('：', say.list([...(event.subjects ?? []), event.titleRank && ranks[event.titleRank].zh, event.backbone && levels[event.backbone].zh]))}`,
    },
  },
  Retired: {
    touches: ofPerson,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `${someone.en(event, say)} retired`,
      zh: (event, say) => `${someone.zh(event, say)}退休`,
    },
  },
  RotationProposed: {
    touches: ofTerms,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `A rotation of ${say.person(event.personId) ?? 'a person'} was proposed${way.en(event, say)}`,
      zh: (event, say) => `提议${someone.zh(event, say)}交流轮岗${way.zh(event, say)}`,
    },
  },
  RotationDecided: {
    touches: (event) => [...ofTerms(event), ...resolutionOf(event.decidedBy)],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `A rotation of ${say.person(event.personId) ?? 'a person'} was decided${way.en(event, say)}${decider.en(event.decidedBy, event.scheme !== undefined)}${entered.en(event)}`,
      zh: (event, say) =>
        `决定${someone.zh(event, say)}交流轮岗${way.zh(event, say)}${decider.zh(event.decidedBy, event.scheme !== undefined)}${entered.zh(event)}`,
    },
  },
  ArrivalConfirmed: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `${someone.en(event, say)} arrived at the receiving school`,
      zh: (event, say) => `${someone.zh(event, say)}到岗`,
    },
  },
  ServiceConfirmed: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `The service of ${say.person(event.personId) ?? 'a person'} was confirmed${event.schoolYear === undefined ? '' : ` for the ${event.term === 'FIRST' ? 'first' : 'second'} term of ${event.schoolYear}-${event.schoolYear + 1}`}${event.weeklyLessons === undefined ? '' : `, ${event.weeklyLessons} lessons a week`}`,
      zh: (event, say) =>
        `确认${someone.zh(event, say)}履职${event.schoolYear === undefined ? '' : `：${event.schoolYear}-${event.schoolYear + 1} 学年第${event.term === 'FIRST' ? '一' : '二'}学期`}${event.weeklyLessons === undefined ? '' : `，周课时 ${event.weeklyLessons}`}`,
    },
  },
  RotationSuspended: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `A rotation of ${say.person(event.personId) ?? 'a person'} was suspended`,
      zh: (event, say) => `${someone.zh(event, say)}的交流轮岗中止`,
    },
  },
  RotationResumed: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `A rotation of ${say.person(event.personId) ?? 'a person'} was resumed`,
      zh: (event, say) => `${someone.zh(event, say)}的交流轮岗恢复`,
    },
  },
  RotationExtended: {
    touches: (event) => [...ofRotation(event), ...resolutionOf(event.decidedBy)],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `A rotation of ${say.person(event.personId) ?? 'a person'} was extended${event.to === undefined ? '' : ` to ${event.to}${decider.en(event.decidedBy, true)}`}${entered.en(event)}`,
      zh: (event, say) =>
        `${someone.zh(event, say)}的交流轮岗延长${event.to === undefined ? '' : `至 ${event.to}${decider.zh(event.decidedBy, true)}`}${entered.zh(event)}`,
    },
  },
  TeacherRecalled: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `${someone.en(event, say)} came back before the time${event.cause === 'RETIRED' ? ', on retirement' : ''}`,
      zh: (event, say) => `${someone.zh(event, say)}提前召回${event.cause === 'RETIRED' ? '（退休）' : ''}`,
    },
  },
  RotationCancelled: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `A rotation of ${say.person(event.personId) ?? 'a person'} was cancelled${event.cause === 'RETIRED' ? ', on retirement' : ''}`,
      zh: (event, say) => `${someone.zh(event, say)}的交流轮岗取消${event.cause === 'RETIRED' ? '（退休）' : ''}`,
    },
  },
  RotationCompleted: {
    touches: ofRotation,
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) => `${someone.en(event, say)} completed a rotation`,
      zh: (event, say) => `${someone.zh(event, say)}完成交流轮岗`,
    },
  },
  CreditRecognised: {
    touches: (event) => [
      ...ofPerson(event),
      ...event.rotations.map((rotation) => ({ type: 'Rotation', key: rotationKey(event.personId, rotation) }) as const),
    ],
    confined: true,
    public: ['personId'],
    said: {
      en: (event, say) =>
        `Rotation was recognised for ${say.person(event.personId) ?? 'a person'}${event.purpose === undefined ? '' : ` for ${purposes[event.purpose].en} ${event.cycle}: ${event.months} months`}`,
      zh: (event, say) =>
        `认定${someone.zh(event, say)}的交流轮岗经历${event.purpose === undefined ? '' : `，用于 ${event.cycle} ${purposes[event.purpose].zh}：${event.months} 个月`}`,
    },
  },
});

const resolutionOf = (decidedBy: RotationResolution | undefined): readonly ObjectRef[] =>
  decidedBy ? [{ type: 'Resolution', key: resolutionId(decidedBy.groupId, decidedBy.number) }] : [];
const colon = (between: string, text: string): string => (text === '' ? '' : `${between}${text}`);
