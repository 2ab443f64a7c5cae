import type { EligibilityCriterion } from '../domain/person/rotation-events.js';
import { yuan } from '../domain/money.js';
import { refusalCodes, type RefusalArguments, type RefusalCode } from '../domain/refusal.js';
import type { Failure } from './command.js';

/** All that payload.userErrors can say: a refusal of the domain or of this room, or why it was not decided. */
export type UserErrorCode = RefusalCode | Failure;
export type Language = 'EN' | 'ZH';

export const userErrorCodes: readonly UserErrorCode[] = [
  ...refusalCodes,
  'STORE_UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'CLOCK_BEHIND',
  'INTERNAL_ERROR',
];

type Text = (args: RefusalArguments) => string;
interface Message {
  readonly en: Text;
  readonly zh: Text;
}

/**
 * What a refusal says, in words that an officer of the bureau understands.
 * Only codes, days and names of schools and groups are written out: never a person's key, nor whatever somebody typed.
 */
export const messages: Readonly<Record<UserErrorCode, Message>> = {
  NOT_FOUND: {
    en: (args) => `${capital(thing(args, 'en'))} was not found here${on(args, 'en')}.`,
    zh: (args) => `${on(args, 'zh')}查无${thing(args, 'zh')}。`,
  },
  INVALID_INPUT: {
    en: (args) => {
      if (has(args, 'needed')) return `The id of ${kindOf(args, 'en')} is needed here.`;
      if (has(args, 'expected')) return `A section or campus shares its school's legal person: ${args['expected']}.`;
      if (has(args, 'capitals')) return `A code has 1 to ${args['capitals']} capital letters and digits.`;
      if (args['reason'] === 'personal data')
        return 'This looks like an identity or telephone number, or holds a name of the people directory. What is recorded stays for ever: please leave it out.';
      if (has(args, 'times')) return 'This is in the list twice.';
      if (has(args, 'criterion')) return `Eligibility is judged anew${criterion(args, 'en', (what) => `: ${what}`)}.`;
      if (has(args, 'longest'))
        return `This is to be filled in: at most ${args['longest']} characters, without spaces at either end or characters that cannot be seen.`;
      return (
        both(args, 'least', 'most', (least, most) => `A whole number from ${least} to ${most} is needed here.`) ||
        'This entry is not valid. Please correct it.'
      );
    },
    zh: (args) => {
      if (has(args, 'needed')) return `此处须填写${kindOf(args, 'zh')}的标识。`;
      if (has(args, 'expected')) return `学部、校区与所属学校为同一法人：${args['expected']}。`;
      if (has(args, 'capitals')) return `代码由 1 至 ${args['capitals']} 个大写字母和数字组成。`;
      if (args['reason'] === 'personal data')
        return '此处疑似含有身份证号、电话号码或人员名录中的姓名。记录将永久保存，请删去。';
      if (has(args, 'times')) return '该项在列表中重复。';
      if (has(args, 'criterion')) return `交流轮岗条件须重新认定${criterion(args, 'zh', (what) => `：${what}`)}。`;
      if (has(args, 'longest')) return `此处须填写：最多 ${args['longest']} 个字符，首尾不留空格，不含不可见字符。`;
      return (
        both(args, 'least', 'most', (least, most) => `此处须填写 ${least} 至 ${most} 的整数。`) ||
        '填写内容无效，请更正。'
      );
    },
  },
  STALE_REVISION: {
    en: () => 'Somebody changed this in the meantime. Please look at it again, then decide.',
    zh: () => '该记录已被他人更改，请重新查看后再决定。',
  },
  DUPLICATE_COMMAND: {
    en: () => 'This command number was used before, for something else. Please use a new one.',
    zh: () => '该指令编号已用于其他内容，请使用新的编号。',
  },
  NO_CHANGE: { en: () => 'It is so already; nothing would change.', zh: () => '现状已是如此，无须变更。' },
  NOT_AUTHORISED: { en: () => 'You are not permitted to do this.', zh: () => '您没有办理此事的权限。' },
  BASIS_MISSING: {
    en: () => 'This needs a document as its basis, with its number.',
    zh: () => '须注明依据文件及文号。',
  },
  BACKDATED: {
    en: (args) =>
      `The date lies too far back${up(args, 'days', (days) => `; at most ${days} days are allowed`)}. Only the bureau may enter it, with a document number.`,
    zh: (args) => `日期过早${up(args, 'days', (days) => `，最多可追溯 ${days} 天`)}；仅教育局可凭文号补录。`,
  },
  SAME_PERSON: {
    en: () => 'Who submitted it cannot also answer it. Somebody else has to.',
    zh: () => '提交人不得自行审批，须由他人办理。',
  },
  CONFLICTS_WITH_LATER: {
    en: (args) =>
      `This contradicts what is already recorded${on(args, 'en', ' for ')}${about(args, 'en')}.${because(args, 'en')}`,
    zh: (args) =>
      `与${up(args, 'day', (day) => ` ${day} `)}已有的后续记录相抵触${about(args, 'zh')}。${because(args, 'zh')}`,
  },
  DATE_ORDER: {
    en: (args) =>
      `The dates are out of order${up(args, 'day', (day) => `: ${day}`)}${up(args, 'earliest', (day) => `; the earliest possible is ${day}`)}${up(args, 'latest', (day) => `; the latest possible is ${day}`)}.`,
    zh: (args) =>
      `日期先后有误${up(args, 'day', (day) => `：${day}`)}${up(args, 'earliest', (day) => `；最早可为 ${day}`)}${up(args, 'latest', (day) => `；最晚可为 ${day}`)}。`,
  },
  INVALID_TRANSITION: {
    en: (args) =>
      `This step does not follow from where the matter stands now${amount(args, 'left', 'en', (sum) => `: ${sum} is still left`)}.`,
    zh: (args) => `按目前的办理状态，不能进行这一步${amount(args, 'left', 'zh', (sum) => `：尚余 ${sum}`)}。`,
  },
  CODE_TAKEN: {
    en: (args) => {
      if (has(args, 'person')) return 'This person is already registered.';
      if (has(args, 'contract')) return 'A contract with this number is already entered in this fund.';
      return `The code${named(args, 'code', 'en')} is already in use; codes are never used again.`;
    },
    zh: (args) => {
      if (has(args, 'person')) return '该人员已登记。';
      if (has(args, 'contract')) return '本经费中已有该编号的合同。';
      return `代码${named(args, 'code', 'zh')}已被占用，代码永不重复使用。`;
    },
  },
  SCHOOL_NAME_TAKEN: {
    en: (args) =>
      `The name${quote(args, 'name', 'en')} is borne by another school${named(args, 'school', 'en')} on that day.`,
    zh: (args) => `校名${quote(args, 'name', 'zh')}当日已为另一学校${named(args, 'school', 'zh')}所用。`,
  },
  GROUP_NAME_TAKEN: {
    en: (args) =>
      `The name${quote(args, 'name', 'en')} is borne by another group${named(args, 'group', 'en')} on that day.`,
    zh: (args) => `名称${quote(args, 'name', 'zh')}当日已为另一集团${named(args, 'group', 'zh')}所用。`,
  },
  SCHOOL_CLOSED: {
    en: (args) => `School${named(args, 'school', 'en')} is not open${on(args, 'en')}.`,
    zh: (args) => `学校${named(args, 'school', 'zh')}${on(args, 'zh')}未开办或已撤销。`,
  },
  GROUP_DISSOLVED: {
    en: (args) =>
      `Group${named(args, 'group', 'en')} does not exist${has(args, 'day') ? on(args, 'en') : ' on that day'}: it is dissolved, or not yet formed.`,
    zh: (args) => `集团${named(args, 'group', 'zh')}${has(args, 'day') ? on(args, 'zh') : '当日'}已解散或尚未成立。`,
  },
  UNIT_ALREADY_IN_GROUP: {
    en: (args) =>
      `School${named(args, 'unit', 'en')} is in another group${named(args, 'group', 'en')}. A school is in one group at a time; alliances are not limited.`,
    zh: (args) =>
      `学校${named(args, 'unit', 'zh')}已是另一集团${named(args, 'group', 'zh')}的成员校。一校同一时期只能加入一个集团，联盟不限。`,
  },
  LEAD_NOT_MEMBER: {
    en: (args) =>
      `The lead school${named(args, 'lead', 'en')} is not a member of the group${named(args, 'group', 'en')}.`,
    zh: (args) => `牵头学校${named(args, 'lead', 'zh')}不是集团${named(args, 'group', 'zh')}的成员校。`,
  },
  LEAD_CANNOT_WITHDRAW: {
    en: (args) =>
      `School${named(args, 'lead', 'en')} leads the group${named(args, 'group', 'en')}. It can leave when another school leads.`,
    zh: (args) =>
      `学校${named(args, 'lead', 'zh')}是集团${named(args, 'group', 'zh')}的牵头学校，须先更换牵头学校方可退出。`,
  },
  TOO_FEW_MEMBERS: {
    en: (args) => `Group${named(args, 'group', 'en')} would have fewer than two members.`,
    zh: (args) => `集团${named(args, 'group', 'zh')}的成员校不得少于两所。`,
  },
  RECOMMENDER_NOT_MEMBER: {
    en: (args) =>
      `School${named(args, 'school', 'en')} is not a member of the group${named(args, 'group', 'en')} on that day. Only member schools recommend.`,
    zh: (args) =>
      `学校${named(args, 'school', 'zh')}当日不是集团${named(args, 'group', 'zh')}的成员校，只有成员校可以推荐。`,
  },
  NOT_RECOMMENDED: {
    en: () => 'A person is named whom no member school recommended.',
    zh: () => '所列人员中有人未经成员校推荐。',
  },
  SCHOOL_WITHOUT_SEAT: {
    en: (args) => `School${named(args, 'school', 'en')} would have no seat. Every member school has one.`,
    zh: (args) => `成员校${named(args, 'school', 'zh')}没有席位，每所成员校均须有席位。`,
  },
  CHAIR_NOT_MEMBER: {
    en: (args) => `The chair holds no seat on the council${term(args, 'en')}.`,
    zh: (args) => `理事长不是${term(args, 'zh')}理事会成员。`,
  },
  TERM_OVERLAP: {
    en: (args) =>
      `The terms of the council would overlap${up(args, 'term', (one) => `: term ${one}${up(args, 'other', (other) => ` and term ${other}`)}`)}.`,
    zh: (args) =>
      `理事会任期重叠${up(args, 'term', (one) => `：第 ${one} 届${up(args, 'other', (other) => `与第 ${other} 届`)}`)}。`,
  },
  TERM_EXPIRED: {
    en: (args) => `The council${term(args, 'en')} is out of office${up(args, 'until', (day) => ` from ${day} on`)}.`,
    zh: (args) => `${term(args, 'zh')}理事会${up(args, 'until', (day) => `自 ${day} 起`)}已不在任。`,
  },
  FILING_NOT_OPEN: {
    en: (args) => `No filing of the council${term(args, 'en')} waits for an answer.`,
    zh: (args) => `${term(args, 'zh')}理事会没有待答复的备案。`,
  },
  NAME_FORM_INVALID: {
    en: (args) =>
      `The name does not have the form that the district's naming policy asks for${up(args, 'suffix', (suffix) => `: it must end in "${suffix}"`)}.`,
    zh: (args) => `名称不符合本区县的命名规范${up(args, 'suffix', (suffix) => `，须以“${suffix}”结尾`)}。`,
  },
  COUNCIL_NOT_FILED: {
    en: (args) =>
      `The bureau had not accepted the filing of the council${term(args, 'en')} on that day. By the filing policy it cannot decide before.`,
    zh: (args) => `${term(args, 'zh')}理事会当日尚未通过备案。按备案政策，备案前不得作出决议。`,
  },
  QUORUM_NOT_MET: {
    en: (args) =>
      `Too few members took part${both(args, 'present', 'filled', (present, filled) => `: ${present} of ${filled}`)}. The quorum was not met.`,
    zh: (args) =>
      `出席人数不足${both(args, 'present', 'filled', (present, filled) => `：应到 ${filled} 人，出席 ${present} 人`)}，未达法定人数。`,
  },
  MAJORITY_NOT_MET: {
    en: (args) =>
      `Too few votes were in favour${both(args, 'for', 'votes', (inFavour, votes) => `: ${inFavour} of ${votes}`)}. The majority was not met.`,
    zh: (args) =>
      `赞成票不足${both(args, 'for', 'votes', (inFavour, votes) => `：${votes} 票中赞成 ${inFavour} 票`)}，未达规定多数。`,
  },
  BALLOT_INCONSISTENT: {
    en: (args) => {
      if (has(args, 'person')) return 'Somebody is named as recused who held no seat on the day of the meeting.';
      return `The votes do not add up${up(args, 'filled', (filled) => `: only ${filled} seats were filled on that day`)}. Present and proxies, without the recused, must equal for, against and abstained.`;
    },
    zh: (args) => {
      if (has(args, 'person')) return '所列回避人员中有人在会议当日并无席位。';
      return `票数不符${up(args, 'filled', (filled) => `：当日在席 ${filled} 人`)}。出席与委托人数减去回避人数，须等于赞成、反对与弃权之和。`;
    },
  },
  NOT_RECUSED: {
    en: () => 'A member whom the matter concerns was not recused.',
    zh: () => '与议题有利害关系的成员未回避。',
  },
  NO_MEETING: {
    en: () =>
      'A charter is a decision of the council: it needs the day, the ballot and the minutes of the meeting. Only the first one may be entered by the bureau without a meeting.',
    zh: () => '章程须经理事会表决：请填写会议日期、表决情况和会议纪要编号；仅首部章程可由教育局凭文件录入。',
  },
  MEETING_HELD: {
    en: (args) =>
      `The council met${up(args, 'heldOn', (day) => ` on ${day}`)}${up(args, 'changedOn', (day) => `, and seats, chair, term or charter changed on ${day}`)}: who counted on the day of a meeting is for the bureau alone to change, with a document number.`,
    zh: (args) =>
      `理事会${up(args, 'heldOn', (day) => ` ${day} `)}已召开会议${up(args, 'changedOn', (day) => `，席位、理事长、任期或章程于 ${day} 变更`)}：会议当日的计票依据仅教育局可凭文号变更。`,
  },
  BELOW_POLICY: {
    en: (args) =>
      `A charter asks for no less than the policy says, else more than half${up(args, 'least', (least) => `: ${least}`)}.`,
    zh: (args) => `章程要求不得低于政策规定，政策未规定的须过半数${up(args, 'least', (least) => `：${least}`)}。`,
  },
  NO_RESOLUTION: {
    en: (args) =>
      `No resolution of the group's council carries this${up(args, 'resolution', (number) => `: resolution ${number} is of another kind or year, repealed, or does not exist`)}.`,
    zh: (args) =>
      `没有本集团理事会的有效决议作为依据${up(args, 'resolution', (number) => `：第 ${number} 号决议不存在、已废止，或类别、年度不符`)}。`,
  },
  EXCEEDS_RESOLUTION: {
    en: (args) =>
      `This is more than the resolution allows${both(args, 'fen', 'sum', (fen, sum) => `: ${money(fen, 'en')} of ${money(sum, 'en')}`)}.`,
    zh: (args) =>
      `超出决议金额${both(args, 'fen', 'sum', (fen, sum) => `：决议 ${money(sum, 'zh')}，合计 ${money(fen, 'zh')}`)}。`,
  },
  INSUFFICIENT_FUNDS: {
    en: (args) =>
      `There is not enough money${up(args, 'line', (line) => ` on line ${line}`)}${amount(args, 'missing', 'en', (sum) => `: ${sum} is missing`)}.`,
    zh: (args) =>
      `${up(args, 'line', (line) => `第 ${line} 项`)}资金不足${amount(args, 'missing', 'zh', (sum) => `，尚缺 ${sum}`)}。`,
  },
  VOUCHER_TAKEN: {
    en: () => 'This entry of this voucher is already recorded; a voucher counts once.',
    zh: () => '该凭证分录已登记，同一凭证只能登记一次。',
  },
  INVOICE_TAKEN: {
    en: () => 'This invoice of this supplier is already recorded in this fund; an invoice is paid once.',
    zh: () => '该供应商的这张发票已在本经费中登记，同一发票只能支付一次。',
  },
  YEAR_CLOSED: {
    en: () => 'The books of this year are closed. Only the bureau may adjust them, on a document.',
    zh: () => '本年度已关账，仅教育局可凭文件调整。',
  },
  NOT_SAME_GROUP: {
    en: (args) =>
      `School${named(args, 'school', 'en')} is not a member of the group${named(args, 'group', 'en')} on that day.`,
    zh: (args) => `学校${named(args, 'school', 'zh')}当日不是集团${named(args, 'group', 'zh')}的成员校。`,
  },
  NOT_EMPLOYED: {
    en: (args) => `Nobody employs the person${on(args, 'en')}, as far as it is recorded.`,
    zh: (args) => `该人员${on(args, 'zh')}无在职记录。`,
  },
  PERSON_RETIRED: {
    en: (args) => `The person is retired${on(args, 'en')} and takes nothing on.`,
    zh: (args) => `该人员${on(args, 'zh')}已退休，不再任职或交流。`,
  },
  ROTATION_OVERLAP: {
    en: (args) =>
      `Posts and rotations take more than the whole working time${on(args, 'en')}${up(args, 'share', (share) => `: ${share} %`)}.`,
    zh: (args) =>
      `岗位与交流轮岗的工作量${on(args, 'zh')}合计超过 100%${up(args, 'share', (share) => `：${share}%`)}。`,
  },
  NOT_ELIGIBLE: {
    en: (args) => `The policy in force does not let the person rotate${criterion(args, 'en', (what) => `: ${what}`)}.`,
    zh: (args) => `不符合现行政策规定的交流轮岗条件${criterion(args, 'zh', (what) => `：${what}`)}。`,
  },
  NO_CREDIT: {
    en: () =>
      'There is nothing to recognise: only completed rotations with a whole month served count, each once for a purpose, and a cycle once.',
    zh: () => '无可认定的交流经历：仅已完成且履职满一个月的交流轮岗可认定，同一用途、同一批次只认定一次。',
  },
  EVALUATION_EXISTS: {
    en: () => 'There is a comprehensive evaluation for this period already. It can be reopened.',
    zh: () => '该期间已有综合督导评价，可重新启动。',
  },
  NOT_IN_SCOPE: {
    en: (args) => `School${named(args, 'school', 'en')} is not among those that are evaluated.`,
    zh: (args) => `学校${named(args, 'school', 'zh')}不在被评价范围内。`,
  },
  INSPECTOR_NOT_IN_OFFICE: {
    en: (args) => `This person is not an inspector in office${on(args, 'en')}.`,
    zh: (args) => `该人员${on(args, 'zh')}不是在任督学。`,
  },
  INSPECTOR_OF_OWN_SCHOOL: {
    en: (args) =>
      `Nobody evaluates the own school: the inspector belongs to school${named(args, 'school', 'en')}${on(args, 'en')}.`,
    zh: (args) => `督学不得评价本校：该督学${on(args, 'zh')}属于学校${up(args, 'school', (school) => ` ${school}`)}。`,
  },
  DIMENSION_MISSING: {
    en: (args) => `Nothing was found on the dimension${named(args, 'dimension', 'en')} yet.`,
    zh: (args) => `尚缺${dimension(args)}维度的评价发现。`,
  },
  OBJECTION_LATE: {
    en: (args) => `It is too late to object${up(args, 'latest', (day) => `: the last day was ${day}`)}.`,
    zh: (args) => `异议期已过${up(args, 'latest', (day) => `，截止于 ${day}`)}。`,
  },
  OBJECTION_OPEN: {
    en: (args) =>
      has(args, 'latest')
        ? `Objections are taken until ${args['latest']}; it can be concluded afterwards.`
        : `An objection${named(args, 'objection', 'en')} is not answered yet.`,
    zh: (args) =>
      has(args, 'latest')
        ? `异议期至 ${args['latest']} 届满，其后方可作出结论。`
        : `异议${named(args, 'objection', 'zh')}尚未答复。`,
  },
  APPEAL_LATE: {
    en: (args) => `It is too late to appeal${up(args, 'latest', (day) => `: the last day was ${day}`)}.`,
    zh: (args) => `申请复核期限已过${up(args, 'latest', (day) => `，截止于 ${day}`)}。`,
  },
  SAME_OFFICE: {
    en: () => 'The office that evaluated cannot decide the appeal. Another one has to.',
    zh: () => '作出评价的机构不得自行复核，须由其他机构决定。',
  },
  ALREADY_RECORDED: {
    en: (args) =>
      `This figure was recorded already${up(args, 'year', (year) => ` for the school year ${year}`)}. What was wrong is put right by a correction.`,
    zh: (args) => `该指标${up(args, 'year', (year) => `在 ${year} 学年`)}已登记；如有错误，请更正原记录。`,
  },
  PERSON_ERASED: { en: () => "This person's details were erased for good.", zh: () => '该人员信息已永久删除。' },
  STORE_UNAVAILABLE: {
    en: () => 'The ledger cannot be reached. Nothing was written; please try again later.',
    zh: () => '台账暂时无法访问，未写入任何内容，请稍后再试。',
  },
  OUTCOME_UNKNOWN: {
    en: () => 'Committed or not: nobody answered. Please repeat with the same commandId; it will not be entered twice.',
    zh: () => '是否已提交尚不清楚：未收到答复。请用相同的 commandId 重复提交，不会重复记录。',
  },
  INTERNAL_ERROR: {
    en: () => 'Something went wrong here before anything was written. Nothing was written; the log says more.',
    zh: () => '系统内部出错，未写入任何内容，详情见日志。',
  },
  CLOCK_BEHIND: {
    en: () =>
      "The server's clock lies before what was last recorded. Nothing was written; please try again once the clock is right.",
    zh: () => '服务器时钟早于台账最后一次记录的时间，未写入任何内容，请在时钟校准后再试。',
  },
};

/** The message of a refusal in the reader's language. */
export const message = (code: UserErrorCode, args: RefusalArguments, language: Language): string =>
  (language === 'EN' ? messages[code].en(args) : messages[code].zh(args)).trim();

type Tongue = keyof Message;

const has = (args: RefusalArguments, name: string): boolean => args[name] !== undefined && args[name] !== '';
const up = (args: RefusalArguments, name: string, text: (value: string) => string): string =>
  has(args, name) ? text(String(args[name])) : '';
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What of a person a policy on rotation asks for. */
const criterion = (args: RefusalArguments, tongue: Tongue, text: (value: string) => string): string => {
  const criteria: Readonly<Record<EligibilityCriterion, { readonly en: string; readonly zh: string }>> = {
    AGE: { en: 'age', zh: '年龄' },
    YEARS_AT_SCHOOL: { en: 'years at the school', zh: '在校任教年限' },
    HEALTH: { en: 'health', zh: '健康状况' },
    YEARS_TO_RETIREMENT: { en: 'years left until retirement', zh: '距退休年限' },
  };
  const known = Object.entries(criteria).find(([name]) => name === args['criterion']);
  return known ? text(known[1][tongue]) : '';
};

/** A dimension in Chinese; one of the policy's by its code. */
const dimension = (args: RefusalArguments): string => {
  const names: Readonly<Record<string, string>> = {
    SCHOOL: '学校发展',
    TEACHER: '教师发展',
    STUDENT: '学生发展',
    RECOGNITION: '社会认可',
    POTENTIAL: '发展潜力',
  };
  return up(args, 'dimension', (code) => names[code] ?? ` ${code} `);
};

/** A code after its noun. */
const named = (args: RefusalArguments, name: string, tongue: Tongue): string =>
  up(args, name, (value) => (tongue === 'en' ? ` ${value}` : ` ${value} `));
const quote = (args: RefusalArguments, name: string, tongue: Tongue): string =>
  up(args, name, (value) => (tongue === 'en' ? ` "${value}"` : `“${value}”`));
const on = (args: RefusalArguments, tongue: Tongue, before = ' on '): string =>
  up(args, 'day', (day) => (tongue === 'en' ? `${before}${day}` : `于 ${day} `));
const term = (args: RefusalArguments, tongue: Tongue): string =>
  up(args, 'term', (ordinal) => (tongue === 'en' ? ` of term ${ordinal}` : `第 ${ordinal} 届`));

const both = (
  args: RefusalArguments,
  one: string,
  other: string,
  text: (one: string, other: string) => string,
): string => (has(args, one) && has(args, other) ? text(String(args[one]), String(args[other])) : '');
/** A sum in fen, as yuan. */
const money = (fen: string, tongue: Tongue): string =>
  tongue === 'en' ? `${yuan(Number(fen))} yuan` : `${yuan(Number(fen))} 元`;
const amount = (args: RefusalArguments, name: string, tongue: Tongue, text: (sum: string) => string): string =>
  up(args, name, (fen) => text(money(fen, tongue)));

/** The kinds of objects whose ids are asked for. */
const kinds: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  District: ['a district', '区县'],
  School: ['a school', '学校'],
  EducationGroup: ['an education group', '集团'],
  Council: ['a council', '理事会'],
  Resolution: ['a resolution', '决议'],
  Person: ['a person', '人员'],
  Fund: ['a fund', '经费'],
  Evaluation: ['an evaluation', '督导评价'],
  Policy: ['a policy', '政策'],
  LedgerEvent: ['an event of the ledger', '台账事件'],
};
const kindOf = ({ needed }: RefusalArguments, tongue: Tongue): string => {
  const [en, zh] = kinds[String(needed)] ?? ['another object', '其他对象'];
  return tongue === 'en' ? en : zh;
};

/** What could not be found, from the most particular argument to the most general one. */
const thing = (args: RefusalArguments, tongue: Tongue): string => {
  if (has(args, 'person') && has(args, 'school'))
    return tongue === 'en'
      ? `an open recommendation of this person by school ${args['school']}`
      : `学校 ${args['school']} 对此人的有效推荐`;
  if (has(args, 'person') && has(args, 'term'))
    return tongue === 'en' ? `a seat of this person in term ${args['term']}` : `此人在第 ${args['term']} 届的席位`;
  if (has(args, 'person')) return tongue === 'en' ? 'this person' : '此人';
  if (has(args, 'school') && has(args, 'group'))
    return tongue === 'en'
      ? `a membership of school ${args['school']} in group ${args['group']}`
      : `学校 ${args['school']} 在集团 ${args['group']} 的成员关系`;
  // Numbers that somebody typed are not repeated.
  if (has(args, 'voucher')) return tongue === 'en' ? 'this voucher' : '该凭证';
  if (has(args, 'contract')) return tongue === 'en' ? 'this contract on the line' : '该项下的合同';
  const nouns = {
    school: ['school', '学校'],
    term: ['term', '届次'],
    group: ['group', '集团'],
    district: ['district', '区县'],
    resolution: ['resolution', '决议'],
    line: ['line', '项目'],
    fund: ['fund', '经费'],
    policy: ['policy', '政策'],
    revision: ['record', '记录'],
    rotation: ['rotation', '交流轮岗'],
    post: ['post', '岗位'],
    scope: ['group or school', '集团或学校'],
    evaluation: ['evaluation', '督导评价'],
    evidence: ['evidence', '材料'],
    finding: ['finding', '发现'],
    objection: ['objection', '异议'],
    appeal: ['appeal', '复核申请'],
    rectification: ['rectification', '整改'],
  } as const;
  for (const [name, [en, zh]] of Object.entries(nouns)) {
    if (has(args, name)) return (tongue === 'en' ? en : zh) + named(args, name, tongue).trimEnd();
  }
  return tongue === 'en' ? 'what is named here' : '所指对象';
};

/** The school and group that a later record is about. */
const about = (args: RefusalArguments, tongue: Tongue): string => {
  const school = ['unit', 'school', 'lead'].find((name) => has(args, name));
  const parts = [
    ...(school === undefined ? [] : [tongue === 'en' ? `school ${args[school]}` : `学校 ${args[school]}`]),
    ...(has(args, 'group') ? [tongue === 'en' ? `group ${args['group']}` : `集团 ${args['group']}`] : []),
  ];
  if (parts.length === 0) return '';
  return tongue === 'en' ? ` (${parts.join(', ')})` : `（${parts.join('，')}）`;
};

/** The rule that would be broken on the later day, in its own words. */
const because = (args: RefusalArguments, tongue: Tongue): string => {
  const rule = refusalCodes.find(
    (code) => code === args['rule'] && code !== 'CONFLICTS_WITH_LATER' && code !== 'NO_CHANGE',
  );
  if (rule === undefined) return '';
  if (has(args, 'revision'))
    return tongue === 'en'
      ? ` Record ${args['revision']} would lose the ground it stands on.`
      : `第 ${args['revision']} 号记录将失去依据。`;
  return tongue === 'en' ? ` ${messages[rule].en(args)}` : messages[rule].zh(args);
};
