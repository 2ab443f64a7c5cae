import type { Language as LanguageCode } from '../../commands/messages.js';
import { yuan } from '../../domain/money.js';
import { same } from '../../domain/same.js';
import type {
  CountReason as Reason,
  Finding as Found,
  FindingResult as Result,
  FindingRule as Rule,
  Looked,
  Ratio,
} from '../../projections/finding.js';
import type { Context } from '../context.js';
import { LedgerEvent } from '../ledger/event.js';
import { eventAt, nodeOf, personAt, policyAt } from '../objects.js';
import { Person } from '../person/types.js';
import { Policy } from '../policy/types.js';
import type { At } from '../shared/at.js';
import { connectionOf } from '../shared/connection.js';
import { Arg, Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { Node } from '../shared/node.js';
import { SafeInt } from '../shared/scalars.js';
import { mayRead } from '../shared/visibility.js';

export const FindingRule = enumOf<Rule>('FindingRule', 'A rule that refuses nothing.', {
  FAMOUS_WITH_X: 'The pattern "1+X": a famous school leads potential or quality schools.',
  COUNCIL_FILED: 'The bureau had accepted the filing (备案) of the council by the day it met.',
  MEETING_ELECTORATE_CHANGED:
    'Who counted on the day of a meeting, and by which charter, was not changed after the meeting was told.',
  MEETING_ENTERED_LATE: 'A meeting was told before the council changed.',
  ALLOCATED_BEFORE_RESOLUTION: 'A line was allocated after the resolution that it rests on had effect.',
  USED_BEFORE_RECEIPT: 'On no day more was allocated, carried out or returned than had been received until then.',
  SIGNED_BEFORE_ALLOCATION: 'A contract was signed after its line was allocated.',
  CHANGED_BEFORE_CONTRACT: 'A contract was amended or released after it was signed.',
  EFFECTIVE_BEFORE_GROUND:
    'An entry of money has no effect before what it tells of happened, nor before what it rests on was there.',
  PAID_BEFORE_RESOLUTION: 'A payment was made after the resolution that gave the money had effect.',
  PAID_BEFORE_ALLOCATION: 'A payment was made after its money was allocated.',
  PAID_BEFORE_CONTRACT: 'A payment under a contract was made after it was signed.',
  PAID_BEFORE_RECEIPT: 'On no day more was paid than had been received until then.',
  PAID_AFTER_REPEAL: 'A payment was made before the resolution that gave the money was repealed.',
  PAID_BEYOND_CONTRACT: 'On no day more was paid under a contract than it had promised by then.',
  PAID_OUTSIDE_YEAR: "A payment lies in the fund's year.",
  REFUNDED_OUTSIDE_YEAR: "What came back of a payment did so in the fund's year.",
  BOOKED_IN_OTHER_MONTH: 'The voucher of a payment, or of what came back, is of the month in which it happened.',
  PAYEE_NOT_PARTY: 'Who is paid under a contract is its party.',
  INVOICE_TWICE: 'An invoice of a supplier is paid once, in whichever fund of the district.',
  SPENT_WITHOUT_GROUND: 'What was spent or promised rests on a resolution that has effect.',
  SPENT_BEYOND_RESOLUTION: 'No more was spent or promised under a resolution than it allows.',
  ROTATION_COMPLETED_EARLY:
    'A rotation was completed no more days before its last one than policy ROTATION_DECISION tolerates.',
  ROTATION_ELIGIBILITY: 'Who rotates met what policy ELIGIBILITY asked for on the day of the decision.',
  ROTATION_ON_PAPER: 'The receiving school confirmed the service of each term that is over.',
  INSPECTOR_OF_OWN_SCHOOL:
    'Nobody inspects the own school: also not who came to it since, or turned out to belong to it, within the term of office.',
  EVALUATED_SCHOOL_LEFT: 'No school that is evaluated closes, or leaves the group, before the conclusion.',
  ENTERED_LATE: 'What happened was entered within the days of policy BACKDATING, else within 30 days.',
  ROTATION_SHARE: 'As many teachers rotated within a school year as policy ROTATION_SHARE asks.',
  BACKBONE_SHARE: 'As many backbone teachers did.',
  ROTATION_FLOW: 'As many teachers rotated to POTENTIAL or rural schools as policy ROTATION_FLOW asks.',
  BACKBONE_FLOW: 'As many backbone teachers did.',
  LEAD_DRAIN: 'The lead school kept as many of its backbone teachers, net, as policy LEAD_DRAIN asks.',
  FUND_EXECUTION: 'By the end of a month as much of what was received was paid as policy FUND_EXECUTION asks.',
  MONEY_AGE: 'Nothing that is left of a fund is older than policy FUND allows, else than two years.',
  BALANCE: 'Schools lie no further apart, by each of seven indicators, than policy BALANCE allows.',
});

export const FindingResult = enumOf<Result>('FindingResult', 'How things stand by a rule.', {
  PASS: 'It is kept.',
  FAIL: 'It is not kept.',
  UNKNOWN: 'What it goes by is not recorded.',
});

/** Where each rule comes from. */
const sources: { readonly [R in Rule]: string } = {
  FAMOUS_WITH_X: '市中区“1+X”办学模式',
  COUNCIL_FILED: '集团章程与备案管理',
  MEETING_ELECTORATE_CHANGED: 'DOMAIN.md [D]: 会议当日的表决资格事后不变',
  MEETING_ENTERED_LATE: 'DOMAIN.md [D]: 会议先登记、后变动',
  ALLOCATED_BEFORE_RESOLUTION: 'DOMAIN.md [D]: 理事会先决议、后分配',
  USED_BEFORE_RECEIPT: 'DOMAIN.md [D]: 先到账、后使用',
  SIGNED_BEFORE_ALLOCATION: 'DOMAIN.md [D]: 先分配、后签约',
  CHANGED_BEFORE_CONTRACT: 'DOMAIN.md [D]: 先签约、后变更',
  EFFECTIVE_BEFORE_GROUND: 'DOMAIN.md [D]: 先发生、后生效',
  PAID_BEFORE_RESOLUTION: 'DOMAIN.md [D]: 理事会先决议、后支出',
  PAID_BEFORE_ALLOCATION: 'DOMAIN.md [D]: 先分配、后支出',
  PAID_BEFORE_CONTRACT: 'DOMAIN.md [D]: 先签约、后付款',
  PAID_BEFORE_RECEIPT: 'DOMAIN.md [D]: 先到账、后支出',
  PAID_AFTER_REPEAL: 'DOMAIN.md [D]: 决议废止后不得支出',
  PAID_BEYOND_CONTRACT: 'DOMAIN.md [D]: 付款不超合同承诺',
  PAID_OUTSIDE_YEAR: '预算法第十八条（预算年度）',
  REFUNDED_OUTSIDE_YEAR: '预算法第十八条（预算年度）',
  BOOKED_IN_OTHER_MONTH: 'DOMAIN.md [D]: 凭证与收付同月',
  PAYEE_NOT_PARTY: 'DOMAIN.md [D]: 收款方须为合同当事人',
  INVOICE_TWICE: 'DOMAIN.md [D]: 一票一付',
  SPENT_WITHOUT_GROUND: 'DOMAIN.md [D]: 支出须有有效决议',
  SPENT_BEYOND_RESOLUTION: 'DOMAIN.md [D]: 支出不超决议额度',
  ROTATION_COMPLETED_EARLY: 'DOMAIN.md [D]: 交流轮岗按期完成',
  ROTATION_ELIGIBILITY: 'DOMAIN.md [D]: 交流轮岗条件（政策 ELIGIBILITY）',
  ROTATION_ON_PAPER: 'DOMAIN.md [D]: 接收学校按学期确认履职',
  INSPECTOR_OF_OWN_SCHOOL: 'DOMAIN.md [D]: 督学回避所属学校',
  EVALUATED_SCHOOL_LEFT: 'DOMAIN.md [D]: 评价期间评价对象不变',
  ENTERED_LATE: 'DOMAIN.md [D]: 及时登记',
  ROTATION_SHARE: '教师〔2014〕4号',
  BACKBONE_SHARE: '教师〔2014〕4号',
  ROTATION_FLOW: '沪教委基〔2023〕15号',
  BACKBONE_FLOW: '沪教委基〔2023〕15号',
  LEAD_DRAIN: 'DOMAIN.md [D]: 牵头学校不被抽空',
  FUND_EXECUTION: 'DOMAIN.md [D]: 按期执行',
  MONEY_AGE: '国办发〔2014〕70号',
  BALANCE: '教督〔2017〕6号',
};

interface Sentence {
  readonly en: string;
  readonly zh: string;
}
type Say = (
  about: string,
  numbers: Readonly<Record<string, number>>,
  ratio?: Pick<Ratio, 'numerator' | 'denominator'>,
) => Sentence;
const money = (fen = 0): string => yuan(fen);
const payment =
  (en: (days: number) => string, zh: (days: number) => string): Say =>
  (about, { days = 0, fen }) => ({
    en: `Voucher ${about} over ${money(fen)} yuan ${en(days)}.`,
    zh: `凭证 ${about}（${money(fen)} 元）${zh(days)}。`,
  });
/** Rules that only speak where they are not kept. */
const failing = (say: Say) => ({ FAIL: say, PASS: say, UNKNOWN: say });

/** A ratio of persons, and that it is open where it is. */
const share = (en: string, zh: string): { readonly [S in Result]: Say } => {
  const say =
    (more: Sentence): Say =>
    (about, _numbers, { numerator, denominator } = { numerator: 0, denominator: 0 }) => ({
      en: `${numerator} of ${denominator} ${en} (${about})${more.en}.`,
      zh: `${zh}：${denominator} 人中 ${numerator} 人（${about}）${more.zh}。`,
    });
  return {
    PASS: say({ en: '', zh: '' }),
    FAIL: say({ en: ': fewer than the policy asks for', zh: '，低于政策要求' }),
    UNKNOWN: say({ en: ', as far as it is known: too little is', zh: '（已知部分），资料不足，无法判断' }),
  };
};
const rotated = share('teachers who count rotated', '计入的教师中交流轮岗');
const rotatedBackbone = share('who count are backbone teachers who rotated', '计入者中交流轮岗的骨干教师');
const flowed = share('teachers who count rotated to weak or rural schools', '计入的教师中向薄弱、乡村学校流动');
const flowedBackbone = share(
  'who count are backbone teachers who rotated to weak or rural schools',
  '计入者中向薄弱、乡村学校流动的骨干教师',
);
const kept = share('backbone teachers of the lead school were kept', '牵头学校骨干教师保有');

const executed: Say = (about, { fen, sumFen }) => ({
  en: `By ${about} ${money(fen)} yuan were paid of ${money(sumFen)} received.`,
  zh: `截至 ${about}，到账 ${money(sumFen)} 元，支出 ${money(fen)} 元。`,
});

const sentences: { readonly [R in Rule]: { readonly [S in Result]: Say } } = {
  FAMOUS_WITH_X: {
    PASS: () => ({ en: 'A famous school leads potential or quality schools.', zh: '名校牵头，成员为潜力校或优质校。' }),
    FAIL: (about) => ({
      en: `Not a famous school that leads potential or quality schools, by the standing of ${about}.`,
      zh: `不符合“名校＋潜力校／优质校”模式：${about}。`,
    }),
    UNKNOWN: (about) => ({ en: `The standing of ${about} is not specified.`, zh: `${about} 的类别未定。` }),
  },
  COUNCIL_FILED: {
    PASS: (about) => ({
      en: `The filing of the council ${about} was accepted by the day it met.`,
      zh: `理事会 ${about} 在会议当日已备案。`,
    }),
    FAIL: (about) => ({
      en: `The filing of the council ${about} was not accepted by the day it met.`,
      zh: `理事会 ${about} 在会议当日尚未通过备案。`,
    }),
    UNKNOWN: () => ({ en: 'It is not known which council decided.', zh: '作出决议的理事会不明。' }),
  },
  MEETING_ELECTORATE_CHANGED: failing((about, { days = 0 }) => ({
    en: `Who counted in the meeting of ${about} was changed ${days} days after it.`,
    zh: `${about} 会议的表决资格在会后 ${days} 天被变更。`,
  })),
  MEETING_ENTERED_LATE: failing((about, { days = 0 }) => ({
    en: `The meeting of ${about} was entered ${days} days after it, when the council had changed.`,
    zh: `${about} 的会议在会后 ${days} 天、理事会变动之后才登记。`,
  })),
  ALLOCATED_BEFORE_RESOLUTION: failing((about, { days = 0, fen }) => ({
    en: `Line ${about} over ${money(fen)} yuan was allocated ${days} days before its resolution had effect.`,
    zh: `第 ${about} 项（${money(fen)} 元）早于决议生效 ${days} 天分配。`,
  })),
  USED_BEFORE_RECEIPT: failing((about, { fen }) => ({
    en: `On ${about} ${money(fen)} yuan were allocated, carried out or returned that had not been received by then.`,
    zh: `${about} 分配、结转或交回的资金中有 ${money(fen)} 元当时尚未到账。`,
  })),
  SIGNED_BEFORE_ALLOCATION: failing((about, { days = 0, fen }) => ({
    en: `Contract ${about} over ${money(fen)} yuan was signed ${days} days before its money was allocated.`,
    zh: `合同 ${about}（${money(fen)} 元）早于资金分配 ${days} 天签订。`,
  })),
  CHANGED_BEFORE_CONTRACT: failing((about, { days = 0 }) => ({
    en: `Contract ${about} was amended or released ${days} days before it was signed.`,
    zh: `合同 ${about} 早于签订 ${days} 天变更或解除。`,
  })),
  EFFECTIVE_BEFORE_GROUND: failing((about, { days = 0 }) => ({
    en: `Entry ${about} has effect ${days} days before what it tells of happened, or what it rests on was there.`,
    zh: `第 ${about} 号记录早于其所述事实或依据 ${days} 天生效。`,
  })),
  PAID_BEFORE_RESOLUTION: failing(
    payment(
      (days) => `was paid ${days} days before its resolution had effect`,
      (days) => `早于决议生效 ${days} 天支付`,
    ),
  ),
  PAID_BEFORE_ALLOCATION: failing(
    payment(
      (days) => `was paid ${days} days before its money was allocated`,
      (days) => `早于资金分配 ${days} 天支付`,
    ),
  ),
  PAID_BEFORE_CONTRACT: failing(
    payment(
      (days) => `was paid ${days} days before its contract was signed`,
      (days) => `早于合同签订 ${days} 天支付`,
    ),
  ),
  PAID_BEFORE_RECEIPT: failing((about, { fen }) => ({
    en: `With voucher ${about} ${money(fen)} yuan were paid that had not been received by then.`,
    zh: `凭证 ${about} 支付时有 ${money(fen)} 元尚未到账。`,
  })),
  PAID_AFTER_REPEAL: failing(
    payment(
      (days) => `was paid ${days} days after its resolution was repealed`,
      (days) => `在决议废止 ${days} 天后支付`,
    ),
  ),
  PAID_BEYOND_CONTRACT: failing((about, { fen }) => ({
    en: `With voucher ${about} ${money(fen)} yuan were paid that its contract had not promised by then.`,
    zh: `凭证 ${about} 支付时有 ${money(fen)} 元超出合同当时的承诺。`,
  })),
  PAID_OUTSIDE_YEAR: failing(
    payment(
      (days) => `was paid ${days} days outside the fund's year`,
      (days) => `在经费年度之外 ${days} 天支付`,
    ),
  ),
  REFUNDED_OUTSIDE_YEAR: failing(
    payment(
      (days) => `came back ${days} days outside the fund's year`,
      (days) => `在经费年度之外 ${days} 天退回`,
    ),
  ),
  BOOKED_IN_OTHER_MONTH: failing(
    payment(
      () => 'is of another month than the money moved',
      () => '与收付不在同一月份',
    ),
  ),
  PAYEE_NOT_PARTY: failing(
    payment(
      () => 'was paid to somebody who is no party to its contract',
      () => '收款方不是合同当事人',
    ),
  ),
  INVOICE_TWICE: failing((about, { times = 0 }) => ({
    en: `Invoice ${about} was paid ${times} times.`,
    zh: `发票 ${about} 被支付 ${times} 次。`,
  })),
  SPENT_WITHOUT_GROUND: failing((about, { fen }) => ({
    en: `${money(fen)} yuan were spent or promised under the resolution ${about}, which has no effect.`,
    zh: `依决议 ${about} 支出或承诺的 ${money(fen)} 元已失去依据。`,
  })),
  SPENT_BEYOND_RESOLUTION: failing((about, { fen, sumFen }) => ({
    en: `${money(fen)} yuan more were spent or promised than the ${money(sumFen)} that the resolution ${about} allows.`,
    zh: `依决议 ${about} 的支出或承诺超出其额度 ${money(sumFen)} 元 ${money(fen)} 元。`,
  })),
  ROTATION_COMPLETED_EARLY: failing((about, { days = 0 }) => ({
    en: `Rotation ${about} was completed ${days} days before its last one.`,
    zh: `交流轮岗 ${about} 提前 ${days} 天完成。`,
  })),
  ROTATION_ELIGIBILITY: {
    PASS: () => ({ en: 'Who rotates met what the policy asked for.', zh: '符合决定当日政策规定的条件。' }),
    FAIL: (about) => ({ en: `Who rotates did not meet: ${about}.`, zh: `不符合政策规定的条件：${about}。` }),
    UNKNOWN: (about) => ({ en: `Nobody knew whether was met: ${about}.`, zh: `无法判断是否符合：${about}。` }),
  },
  ROTATION_ON_PAPER: failing((about, { terms = 0 }) => ({
    en: `${terms} terms of rotation ${about} are over without confirmed service.`,
    zh: `交流轮岗 ${about} 有 ${terms} 个学期未经接收学校确认履职。`,
  })),
  INSPECTOR_OF_OWN_SCHOOL: failing((about, { findings = 0 }) => ({
    en: `Who inspects belongs to what is evaluated (${about}); ${findings} findings of it are by that inspector.`,
    zh: `督学属于被评价学校（${about}），其作出的有关发现 ${findings} 项。`,
  })),
  EVALUATED_SCHOOL_LEFT: failing((about) => ({
    en: `School ${about} closed, or left the group, before the conclusion.`,
    zh: `${about} 在结论作出前停办或退出集团。`,
  })),
  ENTERED_LATE: failing((about, { days = 0 }) => ({
    en: `Entry ${about} was made ${days} days after what it tells of.`,
    zh: `第 ${about} 号记录在事情发生 ${days} 天后才登记。`,
  })),
  ROTATION_SHARE: rotated,
  BACKBONE_SHARE: rotatedBackbone,
  ROTATION_FLOW: flowed,
  BACKBONE_FLOW: flowedBackbone,
  LEAD_DRAIN: kept,
  FUND_EXECUTION: { PASS: executed, FAIL: executed, UNKNOWN: executed },
  MONEY_AGE: failing((about, { fen, years = 0 }) => ({
    en: `${money(fen)} yuan of ${about} are left, which is more than ${years} years old.`,
    zh: `${about} 年度的 ${money(fen)} 元结存超过 ${years} 年。`,
  })),
  BALANCE: {
    PASS: (about, { mostPermille = 0 }) => ({
      en: `No indicator varies by more than ${places(mostPermille)} (${about}).`,
      zh: `各项指标差异系数均不高于 ${places(mostPermille)}（${about}）。`,
    }),
    FAIL: (about, { mostPermille = 0 }) => ({
      en: `Indicators vary by more than ${places(mostPermille)}: ${about}.`,
      zh: `差异系数高于 ${places(mostPermille)}：${about}。`,
    }),
    UNKNOWN: (about) => ({ en: `Not all of these is known: ${about}.`, zh: `下列指标资料不全：${about}。` }),
  },
};
const places = (permille: number): string => (permille / 1000).toFixed(3);

@Type('A figure of a finding.')
export class FindingNumber {
  @Field(() => String, {
    description:
      'What it counts: fen and sumFen are sums in fen; days; times; terms; years; findings; of LEAD_DRAIN who left and who came; of BALANCE coefficients in thousandths, by indicator.',
  })
  readonly name!: string;

  @Field(() => SafeInt, { description: 'The figure.' })
  readonly value!: number;
}

export const CountedAs = enumOf<Looked['as']>('CountedAs', 'How a ratio counts somebody.', {
  NUMERATOR: 'Above the line and below it.',
  DENOMINATOR: 'Below it only.',
  EXCLUDED: 'Neither.',
});

export const CountReason = enumOf<Reason>('CountReason', 'Why a ratio does not count somebody above the line.', {
  NOT_A_TEACHER: 'On the first day of the school year no post but OTHER ones.',
  NOT_EMPLOYED_ALL_YEAR: 'Employed later than the first day of the school year.',
  RETIRED: 'Retired before the last day.',
  SCHOOL_NOT_COUNTED: 'Of a school whose teachers do not count.',
  SCHOOL_UNKNOWN: 'Of a school of which the standing, or whether it is rural, is not recorded.',
  AGE: 'Older than who is to rotate.',
  AGE_UNKNOWN: 'Of an age that is not known, or not to who asks.',
  YEARS_AT_SCHOOL: 'At the home school for fewer years than who is to rotate.',
  NOT_ROTATED: 'On no rotation in the school year.',
  ON_PAPER: 'On a rotation without a day of confirmed service in the school year.',
  SERVICE_PENDING: 'On a rotation without confirmed service yet, whose term is not over.',
  TOO_SHORT: 'On a rotation that lasts less long than one that counts.',
  GOAL_NOT_WEAK: 'On a rotation to a school that is neither POTENTIAL nor rural.',
  GOAL_UNKNOWN: 'On a rotation to a school of which that is not recorded.',
  NOT_BACKBONE: 'Rotated, and is no backbone teacher.',
  LEFT: 'Taught at the lead school before the school year, and does no more.',
  CAME_IN: 'A backbone teacher who came to the lead school: makes up for one who left.',
});

@Type('How many persons a ratio counts alike, for the same reason.')
export class FindingCount {
  @Field(() => CountedAs, { description: 'How they are counted.' })
  readonly as: Looked['as'];

  @Field(() => CountReason, { nullable: true, description: 'Why not above the line; null of those who are.' })
  readonly reason: Reason | null;

  @Field(() => Int, { description: 'How many.' })
  readonly count: number;

  constructor(
    readonly looked: readonly Looked[],
    readonly at: At,
  ) {
    this.as = looked[0]!.as;
    this.reason = looked[0]!.reason ?? null;
    this.count = looked.length;
  }

  @Derived(() => [Person], { description: 'Who, of those whose career the asker may read.' })
  persons(_: unknown, context: Context): readonly Person[] {
    return this.looked.flatMap(({ person }) => {
      const node = personAt(context, person, this.at);
      return node && mayRead(context, 'careerOfPerson', node.row.school) ? [node] : [];
    });
  }
}

const countsOf = (looked: readonly Looked[], at: At): readonly FindingCount[] => {
  const byReason = new Map<string, Looked[]>();
  for (const one of looked) {
    const key = `${one.as} ${one.reason ?? ''}`;
    byReason.set(key, [...(byReason.get(key) ?? []), one]);
  }
  return [...byReason].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, alike]) => new FindingCount(alike, at));
};

@Type('How things stand by a rule that refuses nothing.')
export class Finding {
  @Field(() => FindingRule, { description: 'The rule.' })
  readonly rule: Rule;

  @Field(() => FindingResult, { description: 'Whether it is kept.' })
  readonly result: Result;

  @Field(() => String, {
    description: 'The document or decision that the rule comes from; of a draft that of the rule.',
  })
  readonly source: string;

  @Field(() => String, {
    nullable: true,
    description: 'The number of the document of the policy that it is judged by.',
  })
  readonly documentNo: string | null;

  @Field(() => String, { nullable: true, description: 'Where that document says it.' })
  readonly clause: string | null;

  @Field(() => SafeInt, {
    nullable: true,
    description: 'Of a ratio what is above the line: persons, or fen. As far as it is known for certain.',
  })
  readonly numerator: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Of a ratio what is below the line.' })
  readonly denominator: number | null;

  @Field(() => [FindingCount], {
    nullable: true,
    description: 'Of a ratio of persons those below the line: who is above it, too, and why the others are not.',
  })
  readonly counted: readonly FindingCount[] | null;

  @Field(() => [FindingCount], {
    nullable: true,
    description:
      'Of a ratio of persons those who are left out, and why. With `counted` everybody who was looked at, once.',
  })
  readonly excluded: readonly FindingCount[] | null;

  @Field(() => [FindingNumber], { description: 'Its figures.' })
  readonly numbers: readonly FindingNumber[];

  constructor(
    readonly found: Found,
    readonly at: At,
  ) {
    this.rule = found.rule;
    this.result = found.result;
    const { policy, ratio } = found;
    this.documentNo = policy?.documentNo ?? null;
    this.clause = policy?.clause ?? null;
    this.source = policy?.documentNo ?? sources[found.rule];
    this.numerator = ratio?.numerator ?? null;
    this.denominator = ratio?.denominator ?? null;
    const counts = (isAsked: (one: Looked) => boolean): readonly FindingCount[] | null =>
      ratio?.persons ? countsOf(ratio.persons.filter(isAsked), at) : null;
    this.counted = counts(({ as }) => as !== 'EXCLUDED');
    this.excluded = counts(({ as }) => as === 'EXCLUDED');
    this.numbers = Object.entries(found.numbers).map(([name, value]) => ({ name, value }));
  }

  @Derived(() => Node, { nullable: true, description: 'What it is found of.' })
  subject(_: unknown, context: Context): Node | null {
    return nodeOf(context, this.found.subject, this.at);
  }

  @Derived(() => Policy, {
    nullable: true,
    description: 'The policy that it is judged by; null of a draft, and where no policy says anything.',
  })
  policy(_: unknown, context: Context): Policy | null {
    const { key } = this.found.policy ?? {};
    return key === undefined ? null : policyAt(context, key, this.at);
  }

  @Derived(() => [LedgerEvent], { description: 'The events that it rests on.' })
  records(_: unknown, context: Context): readonly LedgerEvent[] {
    return this.found.records.flatMap((position) => eventAt(context, String(position), this.at) ?? []);
  }

  @Derived(() => String, { description: 'A line that a person can read.' })
  message(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): string {
    const { about, numbers, ratio } = this.found;
    const { en, zh } = sentences[this.rule][this.result](about.join(', '), numbers, ratio);
    return (language ?? context.language) === 'ZH' ? zh.replaceAll(', ', '、') : en;
  }
}

export const FindingConnection = connectionOf(Finding, 'Finding', 'findings');

@Type('What the same rule finds of the same twice: on either side of a comparison.')
export class FindingPair {
  @Field(() => Finding, { nullable: true, description: 'On the one side; null where nothing is found there.' })
  readonly one: Finding | null;

  @Field(() => Finding, { nullable: true, description: 'On the other side.' })
  readonly other: Finding | null;

  @Field(() => [String], {
    description:
      'Which of `result`, `numbers`, `numerator`, `denominator`, `policy`, `rules`, `counted` are otherwise; both sides where one is null.',
  })
  readonly changed: readonly string[];

  constructor(one: Finding | undefined, other: Finding | undefined) {
    this.one = one ?? null;
    this.other = other ?? null;
    this.changed = changedBetween(one?.found, other?.found);
  }
}

const changedBetween = (one: Found | undefined, other: Found | undefined): readonly string[] => {
  const said = (found: Found | undefined): Readonly<Record<string, unknown>> => ({
    result: found?.result,
    numbers: found?.numbers,
    numerator: found?.ratio?.numerator,
    denominator: found?.ratio?.denominator,
    policy: found?.policy?.key,
    rules: found?.policy?.rules,
    counted: found?.ratio?.persons,
  });
  const [before, after] = [said(one), said(other)];
  return Object.keys(before).filter((name) => !same(before[name], after[name]));
};

export const FindingPairConnection = connectionOf(FindingPair, 'FindingPair', 'pairs of findings');
