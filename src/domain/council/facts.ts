import { factsOf, type Say } from '../fact.js';
import { councilId, resolutionId, schoolId, splitId, streamKey, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import { entered } from '../on-behalf.js';
import type { CharterAdopted, CouncilEvent } from './events.js';

interface OfTerm {
  readonly ordinal: number;
}
const person = (key: string): ObjectRef => ({ type: 'Person', key });
const ofGroup = (_event: object, stream: StreamName): readonly ObjectRef[] => [
  { type: 'EducationGroup', key: streamKey(stream) },
];
const ofCouncil = ({ ordinal }: OfTerm, stream: StreamName): readonly ObjectRef[] => [
  { type: 'Council', key: councilId(streamKey(stream), ordinal) },
];
const ofTerm = ({ ordinal }: OfTerm, stream: StreamName): readonly ObjectRef[] => [
  ...ofCouncil({ ordinal }, stream),
  ...ofGroup({}, stream),
];
const ofMember = (event: OfTerm & { readonly personId: string }, stream: StreamName): readonly ObjectRef[] => [
  ...ofTerm(event, stream),
  person(event.personId),
];
const ofRecommendation = (
  { schoolCode, personId }: { readonly schoolCode: string; readonly personId: string },
  stream: StreamName,
): readonly ObjectRef[] => [
  ...ofGroup({}, stream),
  { type: 'School', key: schoolId(splitId(streamKey(stream)).district, schoolCode) },
  person(personId),
];
const ofResolution = (
  { resolution, ordinal }: OfTerm & { readonly resolution: number },
  stream: StreamName,
): readonly ObjectRef[] => [
  { type: 'Resolution', key: resolutionId(streamKey(stream), resolution) },
  ...ofGroup({}, stream),
  { type: 'Council', key: councilId(streamKey(stream), ordinal) },
];

/** Of a meeting: when it was and how it voted, without minutes and persons. */
const meeting = ['resolution', 'heldOn', 'ordinal', 'ballot', 'quorum', 'majority', 'caretaker', 'onBehalf'] as const;

const groupOf = ({ stream, group }: Say): string => group(streamKey(stream));
/** One term's council, by the number of the term. */
const council = {
  en: ({ ordinal }: OfTerm, say: Say) => `council ${ordinal} of ${groupOf(say)}`,
  zh: ({ ordinal }: OfTerm, say: Say) => `${groupOf(say)}第 ${ordinal} 届理事会`,
};
/** The same at the beginning of a sentence. */
const opening = (event: OfTerm, say: Say): string => council.en(event, say).replace('c', 'C');
/** Names of persons, where all of them may be told. */
const named = (persons: readonly string[], say: Say): string | undefined => {
  const names = persons.map(say.person);
  return names.includes(undefined) ? undefined : say.first(names, (name) => name!);
};

/** A charter without a meeting, too. */
const ofCharter = ({ adoption, meeting: met }: Pick<CharterAdopted, 'adoption' | 'meeting'>) =>
  adoption === 'BY_BUREAU' ? ({ onBehalf: 'COUNCIL' } as const) : (met ?? {});

const causes = {
  REMOVED: { en: 'was removed', zh: '被免去席位' },
  POST_LEFT: { en: 'lost the seat with the post that it goes with', zh: '因不再任职，席位随职务变更' },
  RECOMMENDER_LEFT: {
    en: 'lost the seat, because the recommending school left the group',
    zh: '因推荐学校退出集团而失去席位',
  },
} as const;
const kinds = {
  FUND: { en: 'on the fund', zh: '经费' },
  ROTATION: { en: 'on rotation', zh: '轮岗' },
  CULTURE: { en: 'on culture', zh: '文化' },
  OTHER: { en: 'on other matters', zh: '其他' },
} as const;
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Councils and resolutions are public, but for names of persons, minutes, and why a filing was returned. */
export const facts = factsOf<CouncilEvent>()({
  MemberRecommended: {
    touches: ofRecommendation,
    public: ['schoolCode', 'personId'],
    said: {
      en: ({ schoolCode, personId }, say) =>
        `${say.school(schoolCode)} recommended ${say.person(personId) ?? 'a person'} for the council of ${groupOf(say)}`,
      zh: ({ schoolCode, personId }, say) =>
        `${say.school(schoolCode)}推荐${say.person(personId) ?? '一名人员'}为${groupOf(say)}理事会人选`,
    },
  },
  RecommendationWithdrawn: {
    touches: ofRecommendation,
    public: ['schoolCode', 'personId'],
    said: {
      en: ({ schoolCode, personId }, say) =>
        `${say.school(schoolCode)} withdrew its recommendation of ${say.person(personId) ?? 'a person'} for the council of ${groupOf(say)}`,
      zh: ({ schoolCode, personId }, say) =>
        `${say.school(schoolCode)}撤回对${say.person(personId) ?? '一名人员'}出任${groupOf(say)}理事的推荐`,
    },
  },
  CouncilAppointed: {
    touches: (event, stream) => [...ofTerm(event, stream), ...event.seats.map(({ personId }) => person(personId))],
    public: ['ordinal', 'seats', 'chairId', 'termFrom', 'termTo'],
    said: {
      en: (event, say) => {
        const members = named(
          event.seats.map(({ personId }) => personId),
          say,
        );
        const chair = say.person(event.chairId);
        return `${opening(event, say)} was appointed: ${plural(event.seats.length, 'seat')}${members ? ` (${members})` : ''}, ${event.termFrom} to ${event.termTo}${chair ? `, chaired by ${chair}` : ''}`;
      },
      zh: (event, say) => {
        const members = named(
          event.seats.map(({ personId }) => personId),
          say,
        );
        const chair = say.person(event.chairId);
        return `任命${council.zh(event, say)}：${event.seats.length} 个席位${members ? `（${members}）` : ''}${chair ? `，理事长${chair}` : ''}，任期 ${event.termFrom} 至 ${event.termTo}`;
      },
    },
  },
  CouncilFiled: {
    touches: ofTerm,
    public: ['ordinal'],
    said: {
      en: (event, say) => `${opening(event, say)} was filed with the bureau`,
      zh: (event, say) => `${council.zh(event, say)}报教育局备案`,
    },
  },
  FilingAccepted: {
    touches: ofTerm,
    public: ['ordinal', 'documentNo'],
    said: {
      en: (event, say) => `The bureau took note of the filing of ${council.en(event, say)} (${event.documentNo})`,
      zh: (event, say) => `教育局接受${council.zh(event, say)}备案（${event.documentNo}）`,
    },
  },
  FilingReturned: {
    touches: ofTerm,
    public: ['ordinal', 'documentNo'],
    said: {
      en: (event, say) => `The bureau returned the filing of ${council.en(event, say)} (${event.documentNo})`,
      zh: (event, say) => `教育局退回${council.zh(event, say)}备案（${event.documentNo}）`,
    },
  },
  SubstituteAppointed: {
    touches: ofMember,
    public: ['ordinal', 'personId', 'schoolCode', 'post'],
    said: {
      en: (event, say) =>
        `${say.person(event.personId) ?? 'A person'}, ${event.post === undefined ? 'recommended by' : 'by a post at'} ${say.school(event.schoolCode)}, joined ${council.en(event, say)}`,
      zh: (event, say) =>
        `${say.school(event.schoolCode)}${event.post === undefined ? '推荐的' : '任职的'}${say.person(event.personId) ?? '一名成员'}增补进入${council.zh(event, say)}`,
    },
  },
  ChairAppointed: {
    touches: ofMember,
    public: ['ordinal', 'personId'],
    said: {
      en: (event, say) => `${say.person(event.personId) ?? 'A member'} took the chair of ${council.en(event, say)}`,
      zh: (event, say) => `${say.person(event.personId) ?? '一名成员'}出任${council.zh(event, say)}理事长`,
    },
  },
  SeatResigned: {
    touches: ofMember,
    public: ['ordinal', 'personId'],
    said: {
      en: (event, say) => `${say.person(event.personId) ?? 'A member'} of ${council.en(event, say)} resigned`,
      zh: (event, say) => `${say.person(event.personId) ?? '一名成员'}辞去${council.zh(event, say)}席位`,
    },
  },
  MemberRemoved: {
    touches: ofMember,
    public: ['ordinal', 'personId', 'cause'],
    said: {
      en: (event, say) =>
        `${say.person(event.personId) ?? 'A member'} of ${council.en(event, say)} ${causes[event.cause].en}`,
      zh: (event, say) =>
        `${council.zh(event, say)}${say.person(event.personId) ?? '一名成员'}${causes[event.cause].zh}`,
    },
  },
  TermExtended: {
    touches: ofTerm,
    public: ['ordinal', 'termTo'],
    said: {
      en: (event, say) => `The term of ${council.en(event, say)} was extended to ${event.termTo}`,
      zh: (event, say) => `${council.zh(event, say)}任期延长至 ${event.termTo}`,
    },
  },
  TermEnded: {
    touches: ofTerm,
    public: ['ordinal'],
    said: {
      en: (event, say) => `The term of ${council.en(event, say)} ended early`,
      zh: (event, say) => `${council.zh(event, say)}任期提前结束`,
    },
  },
  CharterAdopted: {
    touches: (event, stream) =>
      event.meeting ? [...ofGroup(event, stream), ...ofCouncil(event.meeting, stream)] : ofGroup(event, stream),
    public: [
      'quorum',
      'majority',
      'termYears',
      'everySchoolSeated',
      'otherSeats',
      'proxiesPerMember',
      'adoption',
      'documentNo',
    ],
    said: {
      en: ({ termYears, everySchoolSeated, otherSeats, ...rest }, say) =>
        `A charter was adopted for the council of ${groupOf(say)}: terms of at most ${plural(termYears, 'year')}, ${everySchoolSeated ? 'a seat for every member school' : 'not every member school has a seat'}, ${plural(otherSeats, 'other seat')}${entered.en(ofCharter(rest))}`,
      zh: ({ termYears, everySchoolSeated, otherSeats, ...rest }, say) =>
        `${groupOf(say)}通过理事会章程：每届至多 ${termYears} 年，${everySchoolSeated ? '每所成员校均有席位' : '不要求每所成员校均有席位'}，其他席位 ${otherSeats} 个${entered.zh(ofCharter(rest))}`,
    },
  },
  ResolutionAdopted: {
    touches: ofResolution,
    public: [...meeting, 'kind', 'subject', 'fiscalYear', 'sum'],
    said: {
      en: (event, say) => {
        const { resolution, kind, subject, fiscalYear, sum } = event;
        const money = fiscalYear !== undefined && sum !== undefined ? `, ${say.money(sum)} for ${fiscalYear}` : '';
        return `${opening(event, say)} adopted resolution ${resolution} ${kinds[kind].en}: ${subject}${money}${entered.en(event)}`;
      },
      zh: (event, say) => {
        const { resolution, kind, subject, fiscalYear, sum } = event;
        const money = fiscalYear !== undefined && sum !== undefined ? `，${fiscalYear} 年度${say.money(sum)}` : '';
        return `${council.zh(event, say)}通过第 ${resolution} 号决议（${kinds[kind].zh}）：${subject}${money}${entered.zh(event)}`;
      },
    },
  },
  ResolutionAmended: {
    touches: ofResolution,
    public: [...meeting, 'subject', 'sum'],
    said: {
      en: (event, say) =>
        `${opening(event, say)} amended resolution ${event.resolution}: ${say.list([event.subject, event.sum === undefined ? undefined : say.money(event.sum)])}${entered.en(event)}`,
      zh: (event, say) =>
        `${council.zh(event, say)}修改第 ${event.resolution} 号决议：${say.list([event.subject, event.sum === undefined ? undefined : say.money(event.sum).trim()])}${entered.zh(event)}`,
    },
  },
  ResolutionRepealed: {
    touches: ofResolution,
    public: meeting,
    said: {
      en: (event, say) => `${opening(event, say)} repealed resolution ${event.resolution}${entered.en(event)}`,
      zh: (event, say) => `${council.zh(event, say)}废止第 ${event.resolution} 号决议${entered.zh(event)}`,
    },
  },
});
