import type { CorrectionEvent } from './correction.js';
import type { CouncilEvent } from './council/index.js';
import type { FundEvent, Voucher } from './fund/index.js';
import type { DomainEvent } from './ledger.js';
import { yuan } from './money.js';
import type { PolicyEvent } from './policy/index.js';

/** One event as a sentence. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/** One line that says what happened, for a history or an audit trail: schools and groups by their codes, persons never by name. */
export const summary = (event: DomainEvent, language: 'EN' | 'ZH'): string => {
  const { en, zh } = sentence(event);
  // A feature may run over several lines; a summary does not.
  return (language === 'EN' ? en : zh).replaceAll(/\s+/g, ' ');
};

const standings = {
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
const causes = {
  REMOVED: { en: 'was removed', zh: '被免去席位' },
  RECOMMENDER_LEFT: {
    en: 'lost the seat, because the recommending school left the group',
    zh: '因推荐学校退出集团而失去席位',
  },
} as const;

const sentence = (event: DomainEvent): Sentence => {
  switch (event.type) {
    case 'DistrictOpened':
      return {
        en: `District ${event.code} opened its register: ${event.name}`,
        zh: `区县 ${event.code} 建立名册：${event.name}`,
      };
    case 'SchoolRegistered':
      return {
        en: `${kinds[event.kind].en} ${event.schoolCode} was registered: ${event.name}`,
        zh: `登记${kinds[event.kind].zh} ${event.schoolCode}：${event.name}`,
      };
    case 'SchoolRenamed':
      return {
        en: `School ${event.schoolCode} was renamed: ${event.name}`,
        zh: `学校 ${event.schoolCode} 更名为：${event.name}`,
      };
    case 'SchoolClassified': {
      const { standing, isRural } = event;
      const en = [
        standing && standings[standing].en,
        isRural === undefined ? undefined : isRural ? 'rural' : 'not rural',
      ];
      const zh = [
        standing && standings[standing].zh,
        isRural === undefined ? undefined : isRural ? '农村学校' : '非农村学校',
      ];
      return {
        en: `School ${event.schoolCode} was classed: ${listed(en, ', ')}`,
        zh: `学校 ${event.schoolCode} 分类认定：${listed(zh, '、')}`,
      };
    }
    case 'LeadershipRegimeSet':
      return {
        en: `School ${event.schoolCode}: ${regimes[event.regime].en}`,
        zh: `学校 ${event.schoolCode} 实行${regimes[event.regime].zh}`,
      };
    case 'SchoolClosed':
      return { en: `School ${event.schoolCode} was closed`, zh: `学校 ${event.schoolCode} 撤销` };
    case 'SchoolsMerged':
      return {
        en: `${event.schoolCodes.length === 1 ? 'School' : 'Schools'} ${event.schoolCodes.join(', ')} merged into ${event.intoCode}`,
        zh: `学校 ${event.schoolCodes.join('、')} 并入 ${event.intoCode}`,
      };
    case 'GroupFormed':
      return {
        en: `${forms[event.form].en} ${event.groupCode} was formed: ${event.name}, led by ${event.leadCode}, members ${event.memberCodes.join(', ')}`,
        zh: `组建${forms[event.form].zh} ${event.groupCode}：${event.name}，牵头学校 ${event.leadCode}，成员校 ${event.memberCodes.join('、')}`,
      };
    case 'SchoolAdmitted':
      return {
        en: `School ${event.schoolCode} joined ${event.groupCode}`,
        zh: `学校 ${event.schoolCode} 加入 ${event.groupCode}`,
      };
    case 'SchoolWithdrawn':
      return {
        en: `School ${event.schoolCode} left ${event.groupCode}`,
        zh: `学校 ${event.schoolCode} 退出 ${event.groupCode}`,
      };
    case 'LeadSchoolChanged':
      return {
        en: `School ${event.leadCode} leads ${event.groupCode}`,
        zh: `${event.groupCode} 的牵头学校改为 ${event.leadCode}`,
      };
    case 'GroupRenamed':
      return { en: `${event.groupCode} was renamed: ${event.name}`, zh: `${event.groupCode} 更名为：${event.name}` };
    case 'CommonFeatureDefined':
      return {
        en: `${event.groupCode} defined its common feature: ${event.feature}`,
        zh: `${event.groupCode} 确定共同特色：${event.feature}`,
      };
    case 'SchoolFeatureDefined':
      return {
        en: `School ${event.schoolCode} defined its own feature: ${event.feature}`,
        zh: `学校 ${event.schoolCode} 确定办学特色：${event.feature}`,
      };
    case 'GroupDissolved':
      return {
        en: `${event.groupCode} was dissolved${event.memberCodes.length > 0 ? `, with the members ${event.memberCodes.join(', ')}` : ''}`,
        zh: `${event.groupCode} 解散${event.memberCodes.length > 0 ? `，成员校 ${event.memberCodes.join('、')}` : ''}`,
      };
    case 'PersonRegistered':
      return { en: `A person was registered by school ${event.schoolId}`, zh: `学校 ${event.schoolId} 登记了一名人员` };
    case 'PersonDetailsChanged':
      return { en: "A person's details changed", zh: '一名人员的信息变更' };
    case 'PersonErased':
      return { en: "A person's details were erased", zh: '一名人员的信息被删除' };
    case 'PolicyAdopted':
    case 'PolicyRepealed':
      return policySentence(event);
    case 'RecordCorrected':
    case 'RecordRetracted':
      return correctionSentence(event);
    case 'FundAppropriated':
    case 'FundSupplemented':
    case 'FundReduced':
    case 'FundsAllocated':
    case 'AllocationRevised':
    case 'AllocationSuspended':
    case 'FundsCommitted':
    case 'ExpenditureRecorded':
    case 'ExpenditureReversed':
    case 'CarriedOut':
    case 'CarriedIn':
    case 'UnspentReturned':
    case 'FundYearClosed':
    case 'ClosedYearAdjusted':
      return fundSentence(event);
    default:
      return councilSentence(event);
  }
};

const policyKinds = {
  NAMING: { en: 'the form of names', zh: '名称规范' },
  QUORUM: { en: 'quorum and majority', zh: '议事法定人数与表决比例' },
  FILING: { en: 'filing', zh: '备案效力' },
  CARETAKER: { en: 'councils after their term', zh: '届满留任' },
  BACKDATING: { en: 'late entries', zh: '补录期限' },
  FUND: { en: 'money carried over', zh: '结转资金' },
  SEPARATION: { en: 'the separation of submitting and approving', zh: '提交与审批分离' },
} as const;

const policySentence = (event: PolicyEvent): Sentence => {
  if (event.type === 'PolicyRepealed')
    return { en: `Policy ${event.policyCode} was repealed`, zh: `废止政策 ${event.policyCode}` };
  const { policyCode, rules, title, documentNo, validTo } = event;
  const kind = policyKinds[rules.kind];
  return {
    en: `Policy ${policyCode} on ${kind.en} was adopted: ${title} (${documentNo})${validTo === undefined ? '' : `, until ${validTo}`}`,
    zh: `施行政策 ${policyCode}（${kind.zh}）：${title}（${documentNo}）${validTo === undefined ? '' : `，至 ${validTo}`}`,
  };
};

const correctionSentence = (event: CorrectionEvent): Sentence => {
  if (event.type === 'RecordRetracted')
    return {
      en: `Record ${event.revision} of this stream was retracted: it never was`,
      zh: `撤销本流第 ${event.revision} 号记录`,
    };
  const right = sentence(event.right as unknown as DomainEvent);
  return {
    en: `Record ${event.revision} of this stream was corrected, with effect from ${event.rightEffectiveOn}: ${right.en}`,
    zh: `更正本流第 ${event.revision} 号记录，自 ${event.rightEffectiveOn} 起：${right.zh}`,
  };
};

const fundSentence = (event: FundEvent): Sentence => {
  const money = 'fen' in event ? { en: `${yuan(event.fen)} yuan`, zh: ` ${yuan(event.fen)} 元` } : { en: '', zh: '' };
  switch (event.type) {
    case 'FundAppropriated':
      return {
        en: `The bureau appropriated ${money.en} (${event.documentNo})`,
        zh: `教育局拨付专项经费${money.zh}（${event.documentNo}）`,
      };
    case 'FundSupplemented':
      return {
        en: `The bureau added ${money.en} (${event.documentNo})`,
        zh: `教育局追加专项经费${money.zh}（${event.documentNo}）`,
      };
    case 'FundReduced':
      return {
        en: `The bureau took back ${money.en} (${event.documentNo})`,
        zh: `教育局核减专项经费${money.zh}（${event.documentNo}）`,
      };
    case 'FundsAllocated':
      return {
        en: `Allocated under resolution ${event.resolution}: ${event.lines.map(({ line, purpose, schoolId, fen }) => `line ${line} ${purpose}, ${yuan(fen)} yuan, paid by ${schoolId}`).join('; ')}`,
        zh: `依第 ${event.resolution} 号决议分配：${event.lines.map(({ line, purpose, schoolId, fen }) => `第 ${line} 项 ${purpose} ${yuan(fen)} 元，由 ${schoolId} 支付`).join('；')}`,
      };
    case 'AllocationRevised': {
      const { line, change, resolution } = event;
      const changed = {
        en: change === 0 ? 'keeps its sum' : `was changed by ${signed(change)} yuan`,
        zh: change === 0 ? '金额不变' : `调整 ${signed(change)} 元`,
      };
      return {
        en: `Line ${line} ${changed.en} under resolution ${resolution}`,
        zh: `依第 ${resolution} 号决议，第 ${line} 项${changed.zh}`,
      };
    }
    case 'AllocationSuspended':
      return {
        en: `Suspended, because resolution ${event.resolution} no longer carries it: ${event.lines.length === 1 ? 'line' : 'lines'} ${event.lines.join(', ')}`,
        zh: `第 ${event.resolution} 号决议不再支持，暂停第 ${event.lines.join('、')} 项`,
      };
    case 'FundsCommitted':
      return {
        en: `Contract ${event.contractNo} committed ${money.en} of line ${event.line}`,
        zh: `签订合同 ${event.contractNo}，第 ${event.line} 项承诺支出${money.zh}`,
      };
    case 'ExpenditureRecorded':
      return {
        en: `Line ${event.line} spent ${money.en}, voucher ${voucher(event.voucher)}`,
        zh: `第 ${event.line} 项支出${money.zh}，凭证 ${voucher(event.voucher)}`,
      };
    case 'ExpenditureReversed':
      return {
        en: `Voucher ${voucher(event.voucher)} was reversed: ${money.en} of line ${event.line}`,
        zh: `冲销凭证 ${voucher(event.voucher)}：第 ${event.line} 项${money.zh}`,
      };
    case 'CarriedOut':
      return { en: `Left for the next year: ${money.en}`, zh: `结转下年${money.zh}` };
    case 'CarriedIn':
      return { en: `Carried over from the year before: ${money.en}`, zh: `上年结转${money.zh}` };
    case 'UnspentReturned':
      return {
        en: `Returned to the bureau: ${money.en} (${event.documentNo})`,
        zh: `交回教育局${money.zh}（${event.documentNo}）`,
      };
    case 'FundYearClosed':
      return { en: 'The books of the year were closed', zh: '年度决算关账' };
    case 'ClosedYearAdjusted':
      return {
        en: `After closing, what line ${event.line} spent was changed by ${signed(event.fen)} yuan (${event.documentNo})`,
        zh: `关账后调整第 ${event.line} 项支出 ${signed(event.fen)} 元（${event.documentNo}）`,
      };
  }
};

const resolutionKinds = {
  FUND: { en: 'on the fund', zh: '经费' },
  ROTATION: { en: 'on rotation', zh: '轮岗' },
  CULTURE: { en: 'on culture', zh: '文化' },
  OTHER: { en: 'on other matters', zh: '其他' },
} as const;

const councilSentence = (event: CouncilEvent): Sentence => {
  const term =
    'ordinal' in event
      ? { en: `the council of term ${event.ordinal}`, zh: `第 ${event.ordinal} 届理事会` }
      : { en: 'the council', zh: '理事会' };
  switch (event.type) {
    case 'MemberRecommended':
      return {
        en: `School ${event.schoolCode} recommended a person for the council`,
        zh: `学校 ${event.schoolCode} 推荐一名理事会人选`,
      };
    case 'RecommendationWithdrawn':
      return {
        en: `School ${event.schoolCode} withdrew a recommendation`,
        zh: `学校 ${event.schoolCode} 撤回一项推荐`,
      };
    case 'CouncilAppointed':
      return {
        en: `${capital(term.en)} was appointed: ${event.seats.length} ${event.seats.length === 1 ? 'seat' : 'seats'}, ${event.termFrom} to ${event.termTo}`,
        zh: `任命${term.zh}：${event.seats.length} 个席位，任期 ${event.termFrom} 至 ${event.termTo}`,
      };
    case 'CouncilFiled':
      return { en: `${capital(term.en)} was filed with the bureau`, zh: `${term.zh}报教育局备案` };
    case 'FilingAccepted':
      return {
        en: `The bureau took note of the filing of ${term.en} (${event.documentNo})`,
        zh: `教育局接受${term.zh}备案（${event.documentNo}）`,
      };
    case 'FilingReturned':
      return {
        en: `The bureau returned the filing of ${term.en} (${event.documentNo})`,
        zh: `教育局退回${term.zh}备案（${event.documentNo}）`,
      };
    case 'SubstituteAppointed':
      return {
        en: `A person recommended by school ${event.schoolCode} joined ${term.en}`,
        zh: `学校 ${event.schoolCode} 推荐的一名成员增补进入${term.zh}`,
      };
    case 'ChairAppointed':
      return { en: `A member took the chair of ${term.en}`, zh: `一名成员出任${term.zh}理事长` };
    case 'SeatResigned':
      return { en: `A member of ${term.en} resigned`, zh: `一名成员辞去${term.zh}席位` };
    case 'MemberRemoved':
      return {
        en: `A member of ${term.en} ${causes[event.cause].en}`,
        zh: `${term.zh}一名成员${causes[event.cause].zh}`,
      };
    case 'TermExtended':
      return {
        en: `The term of ${term.en} was extended to ${event.termTo}`,
        zh: `${term.zh}任期延长至 ${event.termTo}`,
      };
    case 'TermEnded':
      return { en: `The term of ${term.en} ended early`, zh: `${term.zh}任期提前结束` };
    case 'CharterAdopted':
      return {
        en: `A charter was adopted: terms of at most ${event.termYears} ${event.termYears === 1 ? 'year' : 'years'}, ${event.everySchoolSeated ? 'a seat for every member school' : 'not every member school has a seat'}, ${event.otherSeats} other ${event.otherSeats === 1 ? 'seat' : 'seats'}`,
        zh: `通过理事会章程：每届至多 ${event.termYears} 年，${event.everySchoolSeated ? '每所成员校均有席位' : '不要求每所成员校均有席位'}，其他席位 ${event.otherSeats} 个`,
      };
    case 'ResolutionAdopted': {
      const { resolution, kind, subject, fiscalYear, sum } = event;
      const fund =
        fiscalYear === undefined || sum === undefined
          ? { en: '', zh: '' }
          : { en: `, ${yuan(sum)} yuan for ${fiscalYear}`, zh: `，${fiscalYear} 年度 ${yuan(sum)} 元` };
      return {
        en: `${capital(term.en)} adopted resolution ${resolution} ${resolutionKinds[kind].en}: ${subject}${fund.en}`,
        zh: `${term.zh}通过第 ${resolution} 号决议（${resolutionKinds[kind].zh}）：${subject}${fund.zh}`,
      };
    }
    case 'ResolutionAmended': {
      const { resolution, subject, sum } = event;
      return {
        en: `${capital(term.en)} amended resolution ${resolution}: ${listed([subject, sum === undefined ? undefined : `${yuan(sum)} yuan`], ', ')}`,
        zh: `${term.zh}修改第 ${resolution} 号决议：${listed([subject, sum === undefined ? undefined : `${yuan(sum)} 元`], '，')}`,
      };
    }
    case 'ResolutionRepealed':
      return {
        en: `${capital(term.en)} repealed resolution ${event.resolution}`,
        zh: `${term.zh}废止第 ${event.resolution} 号决议`,
      };
  }
};

/** A voucher's number as it is quoted in the books: school, month, number and entry. */
const voucher = ({ schoolId, year, month, number, entry }: Voucher): string =>
  `${schoolId} ${year}-${String(month).padStart(2, '0')} ${number}/${entry}`;
const signed = (fen: number): string => `${fen > 0 ? '+' : ''}${yuan(fen)}`;

const listed = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined).join(between);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
