import { factsOf } from '../fact.js';
import { groupId, schoolId, streamKey, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import type { DistrictEvent } from './events.js';

const ofDistrict = (stream: StreamName): ObjectRef => ({ type: 'District', key: streamKey(stream) });
const school = (stream: StreamName, code: string): ObjectRef => ({
  type: 'School',
  key: schoolId(streamKey(stream), code),
});
const group = (stream: StreamName, code: string): ObjectRef => ({
  type: 'EducationGroup',
  key: groupId(streamKey(stream), code),
});
const ofSchool = ({ schoolCode }: { readonly schoolCode: string }, stream: StreamName): readonly ObjectRef[] => [
  school(stream, schoolCode),
];
const ofGroup = ({ groupCode }: { readonly groupCode: string }, stream: StreamName): readonly ObjectRef[] => [
  group(stream, groupCode),
];
/** A group that begins or ends, with all its members. */
const ofMembers = (
  event: { readonly groupCode: string; readonly memberCodes: readonly string[] },
  stream: StreamName,
): readonly ObjectRef[] => [
  ...ofGroup(event, stream),
  ...event.memberCodes.map((code) => school(stream, code)),
  ofDistrict(stream),
];
const ofMembership = (
  event: { readonly groupCode: string; readonly schoolCode: string },
  stream: StreamName,
): readonly ObjectRef[] => [...ofGroup(event, stream), ...ofSchool(event, stream)];

export const standings = {
  FAMOUS: { en: 'famous', zh: '名校' },
  QUALITY: { en: 'quality', zh: '优质校' },
  POTENTIAL: { en: 'potential', zh: '潜力校' },
  UNSPECIFIED: { en: 'of unspecified standing', zh: '类别未定' },
} as const;
const kinds = {
  SCHOOL: { en: 'School', zh: '学校' },
  SECTION: { en: 'Section', zh: '学部' },
  CAMPUS: { en: 'Campus', zh: '校区' },
} as const;
const forms = { GROUP: { en: 'Group', zh: '集团' }, ALLIANCE: { en: 'Alliance', zh: '联盟' } } as const;
const regimes = {
  PRINCIPAL_RESPONSIBLE: { en: 'the principal is responsible', zh: '校长负责制' },
  PRINCIPAL_UNDER_COUNCIL: {
    en: "the principal is responsible under the council's leadership",
    zh: '理事会领导下的校长负责制',
  },
  PRINCIPAL_UNDER_PARTY_ORGANISATION: {
    en: "the principal is responsible under the Party organisation's leadership",
    zh: '党组织领导的校长负责制',
  },
} as const;

/** The register is public, but for how the bureau classes a school. */
export const facts = factsOf<DistrictEvent>()({
  DistrictOpened: {
    touches: ({ code }) => [{ type: 'District', key: code }],
    public: ['code', 'name'],
    said: {
      en: ({ code, name }) => `District ${code} opened its register: ${name}`,
      zh: ({ code, name }) => `区县 ${code} 建立名册：${name}`,
    },
  },
  SchoolRegistered: {
    touches: (event, stream) => [
      ...ofSchool(event, stream),
      ...(event.partOfCode === undefined ? [] : [school(stream, event.partOfCode)]),
      ofDistrict(stream),
    ],
    public: [
      'schoolCode',
      'name',
      'aliases',
      'kind',
      'partOfCode',
      'phase',
      'ownership',
      'legalPerson',
      'isRural',
      'until',
    ],
    said: {
      en: ({ kind, schoolCode, name }) => `${kinds[kind].en} ${schoolCode} was registered: ${name}`,
      zh: ({ kind, schoolCode, name }) => `登记${kinds[kind].zh} ${schoolCode}：${name}`,
    },
  },
  SchoolRenamed: {
    touches: ofSchool,
    public: ['schoolCode', 'name'],
    said: {
      en: ({ schoolCode, name }, say) => `${say.schoolBefore(schoolCode)} was renamed: ${name}`,
      zh: ({ schoolCode, name }, say) => `${say.schoolBefore(schoolCode)}更名为：${name}`,
    },
  },
  SchoolClassified: {
    touches: ofSchool,
    public: ['schoolCode', 'isRural'],
    said: {
      en: ({ schoolCode, standing, isRural }, say) => {
        const classes = say.list([
          standing && standings[standing].en,
          isRural === undefined ? undefined : isRural ? 'rural' : 'not rural',
        ]);
        return `${say.school(schoolCode)} was classed${classes && `: ${classes}`}`;
      },
      zh: ({ schoolCode, standing, isRural }, say) => {
        const classes = say.list([
          standing && standings[standing].zh,
          isRural === undefined ? undefined : isRural ? '农村学校' : '非农村学校',
        ]);
        return `${say.school(schoolCode)}分类认定${classes && `：${classes}`}`;
      },
    },
  },
  LeadershipRegimeSet: {
    touches: ofSchool,
    public: ['schoolCode', 'regime'],
    said: {
      en: ({ schoolCode, regime }, say) => `${say.school(schoolCode)}: ${regimes[regime].en}`,
      zh: ({ schoolCode, regime }, say) => `${say.school(schoolCode)}实行${regimes[regime].zh}`,
    },
  },
  SchoolClosed: {
    touches: (event, stream) => [...ofSchool(event, stream), ofDistrict(stream)],
    public: ['schoolCode'],
    said: {
      en: ({ schoolCode }, say) => `${say.school(schoolCode)} was closed`,
      zh: ({ schoolCode }, say) => `${say.school(schoolCode)}撤销`,
    },
  },
  SchoolsMerged: {
    touches: ({ intoCode, schoolCodes }, stream) => [intoCode, ...schoolCodes].map((code) => school(stream, code)),
    public: ['schoolCodes', 'intoCode'],
    said: {
      en: ({ schoolCodes, intoCode }, say) => `${say.schools(schoolCodes)} merged into ${say.school(intoCode)}`,
      zh: ({ schoolCodes, intoCode }, say) => `${say.schools(schoolCodes)}并入${say.school(intoCode)}`,
    },
  },
  GroupFormed: {
    touches: ofMembers,
    public: ['groupCode', 'name', 'form', 'leadCode', 'memberCodes', 'besideGroupCode', 'commonFeature'],
    said: {
      en: ({ form, groupCode, name, leadCode, memberCodes }, say) =>
        `${forms[form].en} ${groupCode} was formed: ${name}, led by ${say.school(leadCode)}, members ${say.schools(memberCodes)}`,
      zh: ({ form, groupCode, name, leadCode, memberCodes }, say) =>
        `组建${forms[form].zh} ${groupCode}：${name}，牵头学校${say.school(leadCode)}，成员校${say.schools(memberCodes)}`,
    },
  },
  SchoolAdmitted: {
    touches: ofMembership,
    public: ['groupCode', 'schoolCode', 'until'],
    said: {
      en: ({ groupCode, schoolCode, until }, say) =>
        `${say.school(schoolCode)} joined ${say.group(groupCode)}${until === undefined ? '' : `, until ${until}`}`,
      zh: ({ groupCode, schoolCode, until }, say) =>
        `${say.school(schoolCode)}加入${say.group(groupCode)}${until === undefined ? '' : `，至 ${until} 止`}`,
    },
  },
  SchoolWithdrawn: {
    touches: ofMembership,
    public: ['groupCode', 'schoolCode'],
    said: {
      en: ({ groupCode, schoolCode }, say) => `${say.school(schoolCode)} left ${say.group(groupCode)}`,
      zh: ({ groupCode, schoolCode }, say) => `${say.school(schoolCode)}退出${say.group(groupCode)}`,
    },
  },
  LeadSchoolChanged: {
    touches: (event, stream) => [...ofGroup(event, stream), school(stream, event.leadCode)],
    public: ['groupCode', 'leadCode'],
    said: {
      en: ({ groupCode, leadCode }, say) => `${say.school(leadCode)} leads ${say.group(groupCode)}`,
      zh: ({ groupCode, leadCode }, say) => `${say.group(groupCode)}的牵头学校改为${say.school(leadCode)}`,
    },
  },
  GroupRenamed: {
    touches: ofGroup,
    public: ['groupCode', 'name'],
    said: {
      en: ({ groupCode, name }, say) => `${say.groupBefore(groupCode)} was renamed: ${name}`,
      zh: ({ groupCode, name }, say) => `${say.groupBefore(groupCode)}更名为：${name}`,
    },
  },
  CommonFeatureDefined: {
    touches: ofGroup,
    public: ['groupCode', 'feature'],
    said: {
      en: ({ groupCode, feature }, say) => `${say.group(groupCode)} defined its common feature: ${feature}`,
      zh: ({ groupCode, feature }, say) => `${say.group(groupCode)}确定共同特色：${feature}`,
    },
  },
  SchoolFeatureDefined: {
    touches: ofSchool,
    public: ['schoolCode', 'feature'],
    said: {
      en: ({ schoolCode, feature }, say) => `${say.school(schoolCode)} defined its own feature: ${feature}`,
      zh: ({ schoolCode, feature }, say) => `${say.school(schoolCode)}确定办学特色：${feature}`,
    },
  },
  GroupDissolved: {
    touches: ofMembers,
    public: ['groupCode', 'memberCodes'],
    said: {
      en: ({ groupCode, memberCodes }, say) =>
        `${say.group(groupCode)} was dissolved${memberCodes.length > 0 ? `, with the members ${say.schools(memberCodes)}` : ''}`,
      zh: ({ groupCode, memberCodes }, say) =>
        `${say.group(groupCode)}解散${memberCodes.length > 0 ? `，成员校${say.schools(memberCodes)}` : ''}`,
    },
  },
});
