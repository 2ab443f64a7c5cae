import { message, type Language } from '../../commands/messages.js';
import { yuan } from '../../domain/money.js';
import type { InboxEntry, InboxKind } from '../../projections/due.js';

type Sentence = (entry: InboxEntry) => string;

const by = ({ dueOn }: InboxEntry, text: (day: string) => string): string => (dueOn === undefined ? '' : text(dueOn));
const money = ({ args: { fen = 0 } }: InboxEntry): string => yuan(fen);
const refusal = ({ args }: InboxEntry, language: Language): string =>
  args.refusal ? message(args.refusal.code, args.refusal.args, language) : '';

/** What a rotation rested on. */
const lost: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  SCHOOL_LEFT: { en: 'a school is no member of the group', zh: '学校已不是集团成员校' },
  SCHOOL_CLOSED: { en: 'a school is closed', zh: '学校已停办' },
  REPEALED: { en: 'its resolution is repealed or does not stand', zh: '所依据的决议已废止或不成立' },
  ERASED: { en: 'the person was erased', zh: '人员信息已删除' },
};

const sentences: { readonly [Kind in InboxKind]: { readonly en: Sentence; readonly zh: Sentence } } = {
  FILING_TO_ANSWER: {
    en: (entry) => `The filing of ${entry.subject.key} is to be answered${by(entry, (day) => ` by ${day}`)}.`,
    zh: (entry) => `${entry.subject.key} 的备案须${by(entry, (day) => `于 ${day} 前`)}答复。`,
  },
  FILING_DUE: {
    en: ({ subject, args }) =>
      args.status === 'NOT_FILED'
        ? `The council ${subject.key} is not filed yet.`
        : args.status === 'RETURNED'
          ? `The filing of the council ${subject.key} was sent back and is to be made again.`
          : `The council ${subject.key} changed since it was filed; the change is to be filed.`,
    zh: ({ subject, args }) =>
      args.status === 'NOT_FILED'
        ? `理事会 ${subject.key} 尚未备案。`
        : args.status === 'RETURNED'
          ? `理事会 ${subject.key} 的备案被退回，须重新报备。`
          : `理事会 ${subject.key} 备案后有变动，须报备变更。`,
  },
  RATIFICATION_DUE: {
    en: ({ subject }) =>
      `Resolution ${subject.key} was adopted by a council whose filing was sent back; it is to be ratified.`,
    zh: ({ subject }) => `决议 ${subject.key} 由备案被退回的理事会作出，须追认。`,
  },
  TERM_ENDING: {
    en: ({ subject, dueOn }) => `The term of the council ${subject.key} ends on ${dueOn}; the next is to be appointed.`,
    zh: ({ subject, dueOn }) => `理事会 ${subject.key} 任期将于 ${dueOn} 届满，须产生下一届。`,
  },
  COUNCIL_MISSING: {
    en: ({ subject }) => `Group ${subject.key} has no council in office, and none to come.`,
    zh: ({ subject }) => `集团 ${subject.key} 没有在任理事会，也没有待任理事会。`,
  },
  CHAIR_VACANT: {
    en: ({ subject }) => `The council ${subject.key} has no chair.`,
    zh: ({ subject }) => `理事会 ${subject.key} 理事长空缺。`,
  },
  SCHOOL_WITHOUT_SEAT: {
    en: ({ subject, args }) => `Member school ${args.school} has no seat on the council ${subject.key}.`,
    zh: ({ subject, args }) => `成员校 ${args.school} 在理事会 ${subject.key} 中没有席位。`,
  },
  SEAT_VACATED: {
    en: ({ subject, args }) =>
      `The seat of ${args.person} on the council ${subject.key} is vacant, because school ${args.school} left; the change is to be filed.`,
    zh: ({ subject, args }) =>
      `因 ${args.school} 退出，${args.person} 在理事会 ${subject.key} 的席位空缺，须报备变更。`,
  },
  SEAT_OF_ERASED_PERSON: {
    en: ({ subject, args }) =>
      `${args.person}, who holds a seat on the council ${subject.key}, was erased; the seat is to be given to another.`,
    zh: ({ subject, args }) => `理事会 ${subject.key} 的 ${args.person} 个人信息已删除，其席位须另行安排。`,
  },
  MONEY_LAPSING: {
    en: (entry) =>
      `${money(entry)} yuan of ${entry.args.year} in the fund ${entry.subject.key} are not spent and lapse${by(entry, (day) => ` on ${day}`)}.`,
    zh: (entry) =>
      `经费 ${entry.subject.key} 中 ${entry.args.year} 年的 ${money(entry)} 元尚未使用，${by(entry, (day) => `于 ${day} `)}到期收回。`,
  },
  YEAR_NOT_CLOSED: {
    en: ({ subject }) => `The books of the fund ${subject.key} are still open; its year is over.`,
    zh: ({ subject }) => `经费 ${subject.key} 年度已过，尚未关账。`,
  },
  MONEY_IN_TRANSIT: {
    en: (entry) => `${money(entry)} yuan are in transit from ${entry.args.year} to the next year.`,
    zh: (entry) => `${entry.args.year} 年结转下年的 ${money(entry)} 元尚在途。`,
  },
  ALLOCATION_SUSPENDED: {
    en: (entry) =>
      `Under resolution ${entry.args.resolution} ${money(entry)} yuan of the fund ${entry.subject.key} are suspended; the council is to decide again.`,
    zh: (entry) =>
      `经费 ${entry.subject.key} 依第 ${entry.args.resolution} 号决议的 ${money(entry)} 元已暂停，须由理事会重新决定。`,
  },
  VOUCHER_TWICE: {
    en: ({ subject, args }) =>
      `Voucher ${args.voucher} of the fund ${subject.key} is recorded in ${args.fund === undefined ? "another group's fund" : `the fund ${args.fund}`}, too.`,
    zh: ({ subject, args }) =>
      `经费 ${subject.key} 的凭证 ${args.voucher} 在${args.fund === undefined ? '其他集团的经费' : `经费 ${args.fund} `}中也有记录。`,
  },
  INVOICE_TWICE: {
    en: ({ subject, args }) =>
      `The invoice that voucher ${args.voucher} of the fund ${subject.key} pays is paid out of ${args.fund === undefined ? "another group's fund" : `the fund ${args.fund}`}, too.`,
    zh: ({ subject, args }) =>
      `经费 ${subject.key} 的凭证 ${args.voucher} 所付发票在${args.fund === undefined ? '其他集团的经费' : `经费 ${args.fund} `}中也已支付。`,
  },
  LINE_WITHOUT_SCHOOL: {
    en: (entry) =>
      `${money(entry)} yuan of the fund ${entry.subject.key} stand on lines of school ${entry.args.school}, which closed or left; the council is to decide again.`,
    zh: (entry) =>
      `经费 ${entry.subject.key} 中 ${money(entry)} 元仍在已停办或退出的学校 ${entry.args.school} 名下，须由理事会重新决定。`,
  },
  GROUP_TOO_SMALL: {
    en: ({ subject }) => `Group ${subject.key} has fewer than two members.`,
    zh: ({ subject }) => `集团 ${subject.key} 的成员校不足两所。`,
  },
  LEAD_NOT_MEMBER: {
    en: ({ subject }) => `The lead school of ${subject.key} is no member any more; another is to lead.`,
    zh: ({ subject }) => `${subject.key} 的牵头学校已不是成员校，须更换牵头学校。`,
  },
  ROTATION_TO_DECIDE: {
    en: ({ subject, args }) => `Rotation ${subject.key} is to be decided again: ${lost[args.status ?? '']?.en}.`,
    zh: ({ subject, args }) => `交流轮岗 ${subject.key} 须重新决定：${lost[args.status ?? '']?.zh}。`,
  },
  ARRIVAL_TO_CONFIRM: {
    en: ({ subject, args }) => `School ${args.school} has not confirmed the arrival of rotation ${subject.key}.`,
    zh: ({ subject, args }) => `接收学校 ${args.school} 尚未确认交流轮岗 ${subject.key} 到岗。`,
  },
  SERVICE_TO_CONFIRM: {
    en: ({ subject, args }) =>
      `School ${args.school} has not confirmed the ${args.status === 'FIRST' ? 'first' : 'second'} term of ${args.year} of rotation ${subject.key}.`,
    zh: ({ subject, args }) =>
      `接收学校 ${args.school} 尚未确认交流轮岗 ${subject.key} 在 ${args.year} 学年第${args.status === 'FIRST' ? '一' : '二'}学期的履职。`,
  },
  ROTATION_OVERDUE: {
    en: ({ subject }) => `The last day of rotation ${subject.key} is over; it is to be completed.`,
    zh: ({ subject }) => `交流轮岗 ${subject.key} 期限已满，须办理完成或延期。`,
  },
  EMPLOYER_CLOSED: {
    en: ({ subject, args }) =>
      `${subject.key} is employed for school ${args.school}, which closed, and is to be transferred.`,
    zh: ({ subject, args }) => `${subject.key} 的归属学校 ${args.school} 已停办，须办理调动。`,
  },
  OBJECTION_POSSIBLE: {
    en: ({ subject, dueOn }) => `Objections to the draft of evaluation ${subject.key} are taken until ${dueOn}.`,
    zh: ({ subject, dueOn }) => `督导评价 ${subject.key} 反馈意见稿已印发，异议期至 ${dueOn}。`,
  },
  OBJECTION_TO_ANSWER: {
    en: ({ subject, args }) =>
      `Objection ${args.part} of ${args.school ?? 'the council'} to finding ${args.finding} of evaluation ${subject.key} is to be answered.`,
    zh: ({ subject, args }) =>
      `${args.school ?? '理事会'} 对督导评价 ${subject.key} 发现 ${args.finding} 提出的异议 ${args.part} 须答复。`,
  },
  APPEAL_POSSIBLE: {
    en: ({ subject, dueOn }) => `Evaluation ${subject.key} was concluded; appeals are taken until ${dueOn}.`,
    zh: ({ subject, dueOn }) => `督导评价 ${subject.key} 已作出结论，复核申请期至 ${dueOn}。`,
  },
  APPEAL_TO_DECIDE: {
    en: ({ subject, args }) =>
      `Appeal ${args.part} of ${args.school ?? 'the council'} against evaluation ${subject.key} is to be decided by another office.`,
    zh: ({ subject, args }) =>
      `${args.school ?? '理事会'} 对督导评价 ${subject.key} 的复核申请 ${args.part} 须由其他机构作出决定。`,
  },
  CONCLUSION_DUE: {
    en: ({ subject }) =>
      `The days for objections to the draft of evaluation ${subject.key} are over; it is to be concluded.`,
    zh: ({ subject }) => `督导评价 ${subject.key} 反馈意见稿异议期已满，须作出结论。`,
  },
  RECTIFICATION_DUE: {
    en: (entry) =>
      `School ${entry.args.school} is to put finding ${entry.args.finding} of evaluation ${entry.subject.key} right${by(entry, (day) => ` by ${day}`)} (rectification ${entry.args.part}).`,
    zh: (entry) =>
      `${entry.args.school} 须${by(entry, (day) => `于 ${day} 前`)}整改督导评价 ${entry.subject.key} 发现 ${entry.args.finding}（整改 ${entry.args.part}）。`,
  },
  RECTIFICATION_OVERDUE: {
    en: (entry) =>
      `School ${entry.args.school} was to put finding ${entry.args.finding} of evaluation ${entry.subject.key} right${by(entry, (day) => ` by ${day}`)} (rectification ${entry.args.part}) and has not submitted it.`,
    zh: (entry) =>
      `${entry.args.school} 应${by(entry, (day) => `于 ${day} 前`)}整改督导评价 ${entry.subject.key} 发现 ${entry.args.finding}（整改 ${entry.args.part}），逾期未报。`,
  },
  RECTIFICATION_TO_CONFIRM: {
    en: ({ subject, args }) =>
      `School ${args.school} submitted rectification ${args.part} of evaluation ${subject.key}; it is to be confirmed or returned.`,
    zh: ({ subject, args }) => `${args.school} 已报送督导评价 ${subject.key} 整改 ${args.part}，须验收或退回。`,
  },
  RECTIFICATION_TO_DECIDE: {
    en: ({ subject, args }) =>
      `Rectification ${args.part} of evaluation ${subject.key} is to be cancelled or ordered anew: ${args.status === 'SCHOOL_CLOSED' ? `school ${args.school} closed` : `finding ${args.finding} is no problem any more`}.`,
    zh: ({ subject, args }) =>
      `督导评价 ${subject.key} 整改 ${args.part} 须撤销或重新下达：${args.status === 'SCHOOL_CLOSED' ? `${args.school} 已停办` : `发现 ${args.finding} 已不属问题`}。`,
  },
  FOLLOW_UP_REFUSED: {
    en: (entry) => `${entry.args.command} should have followed by itself and was refused: ${refusal(entry, 'EN')}`,
    zh: (entry) => `后续办理 ${entry.args.command} 未获接受：${refusal(entry, 'ZH')}`,
  },
};

/** What an item of the inbox says; nobody's name is in it. */
export const inboxMessage = (entry: InboxEntry, language: Language): string =>
  sentences[entry.kind][language === 'ZH' ? 'zh' : 'en'](entry);
