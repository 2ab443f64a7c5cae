import { factsOf, type Say } from '../fact.js';
import { evaluationId, splitEvaluationStream, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import type { AppealOutcome, EvaluationEvent, EvaluationKind, ScopeKind } from './events.js';

interface OfEvaluation {
  readonly evaluation: number;
  readonly scope: ScopeKind;
}
/** The evaluation and its scope; nobody learns by them whom it was found of, who objected, or who inspects. */
const ofEvaluation = ({ evaluation, scope }: OfEvaluation, stream: StreamName): readonly ObjectRef[] => {
  const { scopeId, period } = splitEvaluationStream(stream);
  return [
    { type: 'Evaluation', key: evaluationId(scopeId, period, evaluation) },
    { type: scope === 'GROUP' ? 'EducationGroup' : 'School', key: scopeId },
  ];
};
const kinds: Readonly<Record<EvaluationKind, readonly [en: string, zh: string]>> = {
  COMPREHENSIVE: ['comprehensive', '综合'],
  SPECIAL: ['special', '专项'],
};
const outcomes: Readonly<Record<AppealOutcome, readonly [en: string, zh: string]>> = {
  DISMISSED: ['the conclusion stands', '维持原结论'],
  REGRADED: ['another grade was given', '变更等级'],
  REOPENED: ['the evaluation goes on', '重新评价'],
};

/** `evaluation 1 of X for 2025-2026`. */
const which = {
  en: ({ evaluation, scope }: OfEvaluation, say: Say): string => {
    const { scopeId, period } = splitEvaluationStream(say.stream);
    return `evaluation ${evaluation} of ${scope === 'GROUP' ? say.group(scopeId) : say.school(scopeId)} for ${period}`;
  },
  zh: ({ evaluation, scope }: OfEvaluation, say: Say): string => {
    const { scopeId, period } = splitEvaluationStream(say.stream);
    return `${scope === 'GROUP' ? say.group(scopeId) : say.school(scopeId)} ${period} 第 ${evaluation} 次督导评价`;
  },
};
/** Who speaks: a school, or the council; nobody in particular where that is not told. */
const speaker = (schoolId: string | undefined, say: Say, otherwise: string): string =>
  schoolId === undefined ? otherwise : say.school(schoolId);

/** That there is an evaluation, and its grade, is public; what was found, by whom, and who objected, is not. */
export const facts = factsOf<EvaluationEvent>()({
  EvaluationOpened: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope', 'kind', 'topic', 'office', 'documentNo', 'methods'],
    said: {
      en: (event, say) =>
        `Opened by ${event.office}: ${kinds[event.kind][0]} ${which.en(event, say)}${event.topic === undefined ? '' : `, ${event.topic}`} (${event.documentNo})`,
      zh: (event, say) =>
        `${event.office}启动${which.zh(event, say)}（${kinds[event.kind][1]}${event.topic === undefined ? '' : `：${event.topic}`}，${event.documentNo}）`,
    },
  },
  InspectorAppointed: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        `${(event.personId && say.person(event.personId)) ?? 'Somebody'} was appointed inspector of ${which.en(event, say)}`,
      zh: (event, say) =>
        `任命${(event.personId && say.person(event.personId)) ?? '一名人员'}为${which.zh(event, say)}督学`,
    },
  },
  InspectorDismissed: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        `${(event.personId && say.person(event.personId)) ?? 'Somebody'} is inspector of ${which.en(event, say)} no longer`,
      zh: (event, say) =>
        `${(event.personId && say.person(event.personId)) ?? '一名人员'}不再担任${which.zh(event, say)}督学`,
    },
  },
  EvidenceRecorded: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        `Evidence${event.evidence === undefined ? '' : ` ${event.evidence}`} was taken to ${which.en(event, say)}${event.document === undefined ? '' : `: ${event.document}`}`,
      zh: (event, say) =>
        `${which.zh(event, say)}收录材料${event.evidence === undefined ? '' : ` ${event.evidence}`}${event.document === undefined ? '' : `：${event.document}`}`,
    },
  },
  FindingRecorded: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        event.finding === undefined
          ? `Something was found in ${which.en(event, say)}`
          : `Finding ${event.finding} of ${which.en(event, say)} on ${event.dimension}${event.schoolId === undefined ? '' : ` at ${say.school(event.schoolId)}`}: ${event.level}, ${event.nature === 'PROBLEM' ? 'a problem' : 'a strength'}`,
      zh: (event, say) =>
        event.finding === undefined
          ? `${which.zh(event, say)}记录一项发现`
          : `${which.zh(event, say)}发现 ${event.finding}（${event.dimension}${event.schoolId === undefined ? '' : `，${say.school(event.schoolId)}`}）：${event.level}，${event.nature === 'PROBLEM' ? '问题' : '优势'}`,
    },
  },
  DraftIssued: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        `The draft of ${which.en(event, say)} was issued${event.objectionsTo === undefined ? '' : `; objections are taken until ${event.objectionsTo}`}`,
      zh: (event, say) =>
        `${which.zh(event, say)}反馈意见稿印发${event.objectionsTo === undefined ? '' : `，异议期至 ${event.objectionsTo}`}`,
    },
  },
  ObjectionLodged: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        event.objection === undefined
          ? `An objection was lodged in ${which.en(event, say)}`
          : `${speaker(event.schoolId, say, 'The council')} objected to finding ${event.finding} of ${which.en(event, say)} (objection ${event.objection})`,
      zh: (event, say) =>
        event.objection === undefined
          ? `${which.zh(event, say)}收到异议`
          : `${speaker(event.schoolId, say, '理事会')}对${which.zh(event, say)}发现 ${event.finding} 提出异议 ${event.objection}`,
    },
  },
  ObjectionAnswered: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        event.objection === undefined
          ? `An objection in ${which.en(event, say)} was answered`
          : `Objection ${event.objection} in ${which.en(event, say)} was ${event.instead ? 'upheld: the finding says something else' : 'not upheld'}`,
      zh: (event, say) =>
        event.objection === undefined
          ? `${which.zh(event, say)}异议已答复`
          : `${which.zh(event, say)}异议 ${event.objection} ${event.instead ? '成立，发现予以更改' : '不成立'}`,
    },
  },
  EvaluationConcluded: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope', 'grade', 'documentNo', 'dimensions', 'appealsTo'],
    said: {
      en: (event, say) => `Concluded: ${which.en(event, say)} with ${event.grade} (${event.documentNo})`,
      zh: (event, say) => `${which.zh(event, say)}结论：${event.grade}（${event.documentNo}）`,
    },
  },
  EvaluationAppealed: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        event.appeal === undefined
          ? `An appeal was lodged against ${which.en(event, say)}`
          : `${speaker(event.schoolId, say, 'The council')} appealed against ${which.en(event, say)} (appeal ${event.appeal})`,
      zh: (event, say) =>
        event.appeal === undefined
          ? `${which.zh(event, say)}收到复核申请`
          : `${speaker(event.schoolId, say, '理事会')}对${which.zh(event, say)}申请复核 ${event.appeal}`,
    },
  },
  AppealDecided: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope', 'outcome', 'grade', 'documentNo'],
    said: {
      en: (event, say) =>
        `An appeal against ${which.en(event, say)} was decided: ${outcomes[event.outcome][0]}${event.grade === undefined ? '' : `, ${event.grade}`} (${event.documentNo})`,
      zh: (event, say) =>
        `${which.zh(event, say)}复核决定：${outcomes[event.outcome][1]}${event.grade === undefined ? '' : `为${event.grade}`}（${event.documentNo}）`,
    },
  },
  RectificationOrdered: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        event.schoolId === undefined
          ? `Something is to be put right after ${which.en(event, say)}`
          : `${say.school(event.schoolId)} is to put finding ${event.finding} of ${which.en(event, say)} right until ${event.deadline} (rectification ${event.rectification}, ${event.documentNo})`,
      zh: (event, say) =>
        event.schoolId === undefined
          ? `${which.zh(event, say)}下达整改`
          : `责令${say.school(event.schoolId)}于 ${event.deadline} 前整改${which.zh(event, say)}发现 ${event.finding}（整改 ${event.rectification}，${event.documentNo}）`,
    },
  },
  RectificationSubmitted: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) => `${rectification.en(event)} of ${which.en(event, say)} was submitted`,
      zh: (event, say) => `${which.zh(event, say)}${rectification.zh(event)}已报送`,
    },
  },
  RectificationConfirmed: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) => `${rectification.en(event)} of ${which.en(event, say)} was confirmed`,
      zh: (event, say) => `${which.zh(event, say)}${rectification.zh(event)}验收通过`,
    },
  },
  RectificationReturned: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) =>
        `${rectification.en(event)} of ${which.en(event, say)} was returned${event.deadline === undefined ? '' : `, to be submitted until ${event.deadline}`}`,
      zh: (event, say) =>
        `${which.zh(event, say)}${rectification.zh(event)}退回${event.deadline === undefined ? '' : `，限 ${event.deadline} 前再报`}`,
    },
  },
  RectificationCancelled: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope'],
    said: {
      en: (event, say) => `${rectification.en(event)} of ${which.en(event, say)} is asked for no longer`,
      zh: (event, say) => `${which.zh(event, say)}${rectification.zh(event)}不再要求`,
    },
  },
  EvaluationReopened: {
    touches: ofEvaluation,
    public: ['evaluation', 'scope', 'documentNo'],
    said: {
      en: (event, say) => `Reopened: ${which.en(event, say)} (${event.documentNo})`,
      zh: (event, say) => `${which.zh(event, say)}重新启动（${event.documentNo}）`,
    },
  },
});

const rectification = {
  en: ({ rectification: number }: { readonly rectification?: number }): string =>
    number === undefined ? 'A rectification' : `Rectification ${number}`,
  zh: ({ rectification: number }: { readonly rectification?: number }): string =>
    number === undefined ? '整改' : `整改 ${number} `,
};
