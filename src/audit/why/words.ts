import { standings } from '../../domain/district/facts.js';
import type { Tongue } from '../../domain/fact.js';
import { yuan } from '../../domain/money.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { Value } from './answer.js';
import type { About, LinkKind } from './chain.js';

const filings = {
  NOT_FILED: { en: 'not filed', zh: '未备案' },
  FILED: { en: 'filed, not answered yet', zh: '已报备，待答复' },
  ACCEPTED: { en: 'accepted', zh: '已备案' },
  RETURNED: { en: 'returned', zh: '已退回' },
} as const;

/** What an object is called at the moment; a person as told, all else that has no name by its key. */
const called = ({ read, moment }: About, { type, key }: ObjectRef, person: string | undefined): string => {
  switch (type) {
    case 'Person':
      return person ?? key;
    case 'School':
    case 'EducationGroup':
      return read.values.nearest(key, 'name', moment) || key;
    case 'Resolution':
      return `${key} ${read.values.nearest(key, 'subject', moment)}`.trim();
    case 'Policy': {
      const policy = read.policies.byKey(key, moment.position);
      return policy ? `${policy.title} (${policy.documentNo})` : key;
    }
    default:
      return key;
  }
};

/** A value in one line that a person reads. `person`: the name of the person that it is, where it may be told. */
export const valueIn = (about: About, value: Value, tongue: Tongue, person?: string): string => {
  const nameOf = (object: ObjectRef): string => called(about, object, person);
  switch (value.is) {
    case 'OBJECT':
      return nameOf(value.object);
    case 'NAME':
      return value.name;
    case 'STANDING':
      return standings[value.standing][tongue];
    case 'FILING':
      return filings[value.status][tongue];
    case 'MEMBER': {
      const { school, group, since, until } = value;
      return tongue === 'en'
        ? `${nameOf(school)} in ${nameOf(group)}, since ${since}${until === null ? '' : `, until ${until}`}`
        : `${nameOf(school)}为${nameOf(group)}成员校，自 ${since} 起${until === null ? '' : `，至 ${until} 止`}`;
    }
    case 'PLACES':
      return value.places
        .map(({ school, share }) => `${nameOf(school)} ${share} %`)
        .join(tongue === 'en' ? ', ' : '、');
    case 'MONEY':
      return tongue === 'en' ? `${yuan(value.fen)} yuan` : `${yuan(value.fen)} 元`;
    case 'GRADE':
      return value.grade;
    case 'MONTHS':
      return tongue === 'en' ? `${value.months} months` : `${value.months} 个月`;
  }
};

/** The objects that a value names. */
export const objectsIn = (value: Value): readonly ObjectRef[] => {
  switch (value.is) {
    case 'OBJECT':
      return [value.object];
    case 'MEMBER':
      return [value.school, value.group];
    case 'PLACES':
      return value.places.map(({ school }) => school);
    default:
      return [];
  }
};

const kinds: { readonly [Kind in LinkKind]: { readonly en: string; readonly zh: string } } = {
  MADE_BY: { en: 'made by', zh: '形成' },
  SAID_OTHERWISE: { en: 'had said otherwise', zh: '曾另有记载' },
  CORRECTED_BY: { en: 'corrected by', zh: '更正' },
  RETRACTED_BY: { en: 'retracted by', zh: '撤销' },
  FOLLOWED_UP: { en: 'following up', zh: '起因' },
  RECOMMENDED: { en: 'recommended', zh: '推荐' },
  SEATED: { en: 'seated', zh: '就任理事' },
  COUNCIL_APPOINTED: { en: 'council appointed', zh: '理事会任命' },
  TERM_EXTENDED: { en: 'term extended', zh: '延长任期' },
  FILED: { en: 'filed', zh: '报备' },
  FILING_ANSWERED: { en: 'filing answered', zh: '备案答复' },
  DECIDED_BY_RESOLUTION: { en: 'decided by resolution', zh: '决议' },
  ADOPTED_IN_MEETING: { en: 'adopted in meeting', zh: '会议通过' },
  AMENDED_IN_MEETING: { en: 'amended in meeting', zh: '会议修改' },
  REPEALED_IN_MEETING: { en: 'repealed in meeting', zh: '会议废止' },
  CONTRACTED: { en: 'contracted', zh: '合同' },
  ALLOCATED: { en: 'allocated', zh: '分配' },
  SUSPENDED: { en: 'suspended', zh: '暂停' },
  APPROPRIATED: { en: 'appropriated', zh: '拨付' },
  CARRIED_IN: { en: 'carried in', zh: '结转' },
  REVERSED: { en: 'reversed', zh: '冲销' },
  ROTATION_PROPOSED: { en: 'rotation proposed', zh: '轮岗提议' },
  ROTATION_DECIDED: { en: 'rotation decided', zh: '轮岗决定' },
  ROTATION_EXTENDED: { en: 'rotation extended', zh: '轮岗延长' },
  ARRIVED: { en: 'arrived', zh: '到岗' },
  SERVICE_CONFIRMED: { en: 'service confirmed', zh: '履职确认' },
  COMPLETED: { en: 'completed', zh: '轮岗完成' },
  CONCLUDED: { en: 'concluded', zh: '结论' },
  APPEALED: { en: 'appealed', zh: '申请复核' },
  APPEAL_DECIDED: { en: 'appeal decided', zh: '复核决定' },
  REOPENED: { en: 'reopened', zh: '重新启动' },
  FOUND: { en: 'found', zh: '发现' },
  OBJECTED: { en: 'objected', zh: '提出异议' },
  OBJECTION_UPHELD: { en: 'objection upheld', zh: '异议成立' },
  OPENED: { en: 'opened', zh: '启动' },
};

/** What an event is to an answer, in a word or two. */
export const kindIn = (kind: LinkKind, tongue: Tongue): string => kinds[kind][tongue];
