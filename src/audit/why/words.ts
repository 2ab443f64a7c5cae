import { standings } from '../../domain/district/facts.js';
import type { Tongue } from '../../domain/fact.js';
import { yuan } from '../../domain/money.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { Value } from './answer.js';
import type { About } from './chain.js';

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
