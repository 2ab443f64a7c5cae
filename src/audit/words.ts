import type { Tongue } from '../domain/fact.js';
import { isKeyOf } from '../domain/objects.js';
import type { Change } from './changes.js';
import type { Days, Json } from './said.js';

/** A word in both languages. */
type Word = readonly [en: string, zh: string];

/** What fields are called; those of a type that are called otherwise there stand behind its name and a dot. */
const words: Readonly<Record<string, Word>> = {
  name: ['name', '名称'],
  code: ['code', '代码'],
  kind: ['kind', '类别'],
  partOf: ['part of', '所属学校'],
  phase: ['phase', '学段'],
  ownership: ['ownership', '办学性质'],
  legalPerson: ['legal person', '法人'],
  aliases: ['other names', '别名'],
  openedOn: ['opened on', '启用日期'],
  closedOn: ['closed on', '撤销日期'],
  'Fund.closedOn': ['year closed on', '年度关闭日期'],
  standing: ['standing', '学校类别'],
  isRural: ['rural', '是否农村学校'],
  leadershipRegime: ['leadership', '领导体制'],
  feature: ['feature', '办学特色'],
  memberships: ['member of', '所属集团'],
  successors: ['merged into', '并入'],
  predecessors: ['took over', '合并自'],
  form: ['form', '形式'],
  formedOn: ['formed on', '成立日期'],
  dissolvedOn: ['dissolved on', '解散日期'],
  besideGroup: ['stands beside', '依托集团'],
  lead: ['lead school', '牵头学校'],
  commonFeature: ['common feature', '共同特色'],
  members: ['member', '成员学校'],
  recommendations: ['recommendation', '推荐'],
  charter: ['charter', '章程'],
  quorum: ['quorum', '出席要求'],
  majority: ['majority', '表决要求'],
  termYears: ['years of a term', '任期年数'],
  everySchoolSeated: ['every school has a seat', '各校均有席位'],
  otherSeats: ['other seats', '其他席位'],
  proxiesPerMember: ['proxies a member', '每人可受托数'],
  exOfficio: ['seats by post', '职务席位'],
  adoption: ['adopted by', '通过方式'],
  documentNo: ['document', '文号'],
  meeting: ['meeting', '会议'],
  meetings: ['meeting', '会议'],
  decided: ['decided', '决定'],
  council: ['council', '理事会'],
  heldOn: ['held on', '召开日期'],
  onBehalf: ['on behalf of', '代录'],
  caretaker: ['after its term', '任期届满后'],
  ballot: ['ballot', '表决'],
  minutesNo: ['minutes', '会议纪要'],
  concerned: ['concerned', '利害关系人'],
  recused: ['recused', '回避'],
  group: ['group', '集团'],
  school: ['school', '学校'],
  since: ['since', '起始日期'],
  until: ['until', '终止日期'],
  ordinal: ['term', '届次'],
  termFrom: ['first day in office', '任期起始'],
  termTo: ['last day in office', '任期届满'],
  chair: ['chair', '理事长'],
  seats: ['seat', '席位'],
  filing: ['filing', '备案'],
  steps: ['step', '步骤'],
  status: ['status', '状态'],
  reason: ['reason', '理由'],
  changesUnfiled: ['changes not filed', '变更未备案'],
  person: ['person', '人员'],
  recommendedBy: ['recommended by', '推荐学校'],
  post: ['post', '职务'],
  recommendedOn: ['recommended on', '推荐日期'],
  withdrawnOn: ['withdrawn on', '撤回日期'],
  usedOn: ['used on', '使用日期'],
  number: ['number', '编号'],
  fiscalYear: ['fiscal year', '财政年度'],
  effectiveOn: ['in force from', '生效日期'],
  repealedOn: ['repealed on', '废止日期'],
  subject: ['subject', '事项'],
  'Rotation.subject': ['subject', '学科'],
  'Person.subject': ['subject', '学科'],
  sum: ['sum', '金额'],
  details: ['entry in the people directory', '人员名录记录'],
  'Person.school': ['entered by', '登记学校'],
  employment: ['employment', '聘用'],
  employer: ['employer', '聘用单位'],
  homeSchool: ['home school', '人事关系所在学校'],
  posts: ['post', '职务'],
  title: ['title', '名称'],
  share: ['share (%)', '工作量（%）'],
  qualification: ['qualification', '资质'],
  subjects: ['subjects', '学科'],
  titleRank: ['rank of title', '职称'],
  backbone: ['distinction', '骨干层次'],
  rotations: ['rotation', '交流轮岗'],
  scheme: ['scheme', '范围'],
  mode: ['mode', '方式'],
  fromSchool: ['from', '派出学校'],
  toSchool: ['to', '接收学校'],
  personnelRelation: ['employment', '人事关系'],
  from: ['first day', '起始日期'],
  to: ['last day', '结束日期'],
  decidedOn: ['decided on', '决定日期'],
  resolution: ['resolution', '决议'],
  extensions: ['extensions', '延长'],
  arrivedOn: ['arrived on', '到岗日期'],
  service: ['confirmed service', '确认的履职'],
  endedOn: ['ended on', '结束日'],
  eligibility: ['eligibility', '资格条件'],
  suspensions: ['suspensions', '中止'],
  credits: ['recognised', '认定'],
  purpose: ['purpose', '用途'],
  cycle: ['cycle', '周期'],
  months: ['months', '月数'],
  recognisedOn: ['recognised on', '认定日期'],
  rules: ['rules', '规定'],
  period: ['period', '评价周期'],
  topic: ['topic', '专题'],
  office: ['office', '督导机构'],
  methods: ['methods', '方式'],
  inspectors: ['inspector', '督学'],
  evidence: ['evidence', '材料'],
  findings: ['finding', '发现'],
  drafts: ['draft', '反馈意见稿'],
  objections: ['objection', '异议'],
  conclusions: ['conclusion', '结论'],
  appeals: ['appeal', '复核'],
  reopenings: ['reopened', '重新启动'],
  rectifications: ['rectification', '整改'],
  appropriated: ['appropriated', '拨付'],
  carriedIn: ['carried in', '结转转入'],
  allocated: ['allocated', '已分配'],
  free: ['free', '未分配'],
  carriedOut: ['carried out', '结转转出'],
  returned: ['returned', '交回'],
  tranches: ['tranche', '拨款'],
  carries: ['carried over', '结转'],
  direction: ['direction', '方向'],
  originYear: ['year of origin', '资金年度'],
  amount: ['amount', '金额'],
  receivedOn: ['received on', '到账日期'],
  lines: ['line', '项目'],
  suspended: ['suspended', '暂停'],
  committed: ['committed', '已承诺'],
  spent: ['spent', '已支出'],
  unspent: ['unspent', '未支出'],
  contracts: ['contract', '合同'],
  supplier: ['supplier', '供应商'],
  signedOn: ['signed on', '签订日期'],
  changes: ['change', '变更'],
  expenditures: ['payment', '支出'],
  contractNo: ['contract', '合同'],
  invoiceNo: ['invoice', '发票'],
  paidOn: ['paid on', '支付日期'],
  reversedOn: ['reversed on', '冲销日期'],
  refunds: ['refund', '退款'],
  voucher: ['voucher', '凭证'],
  on: ['on', '日期'],
  term: ['term', '学期'],
  schoolYear: ['school year', '学年'],
  weeklyLessons: ['lessons a week', '周课时'],
  criterion: ['criterion', '条件'],
  outcome: ['outcome', '结果'],
  value: ['cause', '原因'],
  figures: ['figure', '指标'],
  survey: ['survey', '满意度调查'],
  population: ['asked', '调查对象数'],
  respondents: ['answered', '作答人数'],
  satisfied: ['satisfied', '满意人数'],
};

/** Fields after which the key of one in a list stands. */
const LISTS: ReadonlySet<string> = new Set([
  'memberships',
  'successors',
  'predecessors',
  'members',
  'recommendations',
  'meetings',
  'seats',
  'steps',
  'posts',
  'rotations',
  'credits',
  'tranches',
  'figures',
  'carries',
  'lines',
  'contracts',
  'changes',
  'expenditures',
  'refunds',
]);

/** What things may be called, for who asks; undefined where there is no name to be told. */
export type NameOf = (key: string) => string | undefined;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** The persons whom a change speaks of. */
export const personsOf = ({ path, before, after }: Pick<Change, 'path' | 'before' | 'after'>): readonly string[] => [
  ...new Set(JSON.stringify([path, before, after]).match(UUID)),
];

const called = (key: string, tongue: Tongue, nameOf: NameOf): string => {
  if (isKeyOf('Person', key)) return nameOf(key) ?? (tongue === 'en' ? 'a person' : '一名人员');
  const [, group, ordinal] = /^([^.]+\.[^.]+)\.(\d{1,9})$/.exec(key) ?? [];
  if (group !== undefined) return `${nameOf(group) ?? group} ${ordinal}`;
  const [first, rest] = key.split('/');
  if (rest !== undefined && isKeyOf('Person', rest))
    return `${called(first!, tongue, nameOf)} ${called(rest, tongue, nameOf)}`;
  return isKeyOf('School', key) ? (nameOf(key) ?? key) : key;
};

const wordOf = (type: string, field: string, tongue: Tongue): string => {
  const word = words[`${type}.${field}`] ?? words[field];
  return word ? word[tongue === 'en' ? 0 : 1] : field;
};

/** What a field is called, as in `line 1: allocated`. */
export const labelOf = ({ object, path }: Pick<Change, 'object' | 'path'>, tongue: Tongue, nameOf: NameOf): string => {
  const labels: string[] = [];
  for (let index = 0; index < path.length; index += 1) {
    const field = path[index]!;
    const key = LISTS.has(field) ? path[(index += 1)] : undefined;
    const word = wordOf(object.type, field, tongue);
    labels.push(key === undefined ? word : `${word} ${called(key, tongue, nameOf)}`);
  }
  return labels.join(tongue === 'en' ? ': ' : '：');
};

/** A value as a person reads it: names in the place of keys, sums in yuan. */
export const valueText = (value: Json, type: string, tongue: Tongue, nameOf: NameOf): string => {
  const comma = tongue === 'en' ? ', ' : '、';
  if (value === null) return '—';
  if (typeof value === 'boolean') return tongue === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return called(value, tongue, nameOf);
  if (isList(value)) return value.map((one) => valueText(one, type, tongue, nameOf)).join(comma);
  if (typeof value['yuan'] === 'string') return tongue === 'en' ? `${value['yuan']} yuan` : `${value['yuan']} 元`;
  const entries = Object.entries(value);
  return entries.length === 0
    ? valueText(true, type, tongue, nameOf)
    : entries
        .map(([field, one]) => `${wordOf(type, field, tongue)} ${valueText(one, type, tongue, nameOf)}`)
        .join(comma);
};
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const daysText = ({ since, until }: Days, tongue: Tongue): string => {
  const parts =
    tongue === 'en'
      ? [since === null ? '' : `from ${since}`, until === null ? '' : `until ${until}`]
      : [since === null ? '' : `自 ${since} 起`, until === null ? '' : `至 ${until}`];
  const text = parts.filter((part) => part !== '').join(tongue === 'en' ? ' ' : '');
  return text === '' ? '' : tongue === 'en' ? ` (${text})` : `（${text}）`;
};

/** One line that says a change, as in `name (from 2026-09-01): 甲 → 乙`. */
export const changeText = (change: Change, tongue: Tongue, nameOf: NameOf): string => {
  const [before, after] = [change.before, change.after].map((value) =>
    valueText(value, change.object.type, tongue, nameOf),
  );
  const line = `${labelOf(change, tongue, nameOf)}${daysText(change, tongue)}${tongue === 'en' ? ': ' : '：'}${before} → ${after}`;
  return line.replaceAll(/\s+/g, ' ');
};
