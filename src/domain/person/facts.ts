import { factsOf } from '../fact.js';
import type { ObjectRef } from '../objects.js';
import type { PersonEvent } from './events.js';

const ofPerson = ({ personId }: { readonly personId: string }): readonly ObjectRef[] => [
  { type: 'Person', key: personId },
];

/** Of a person the public knows the number only; not which school entered it. */
export const facts = factsOf<PersonEvent>()({
  PersonRegistered: {
    touches: (event) => [...ofPerson(event), { type: 'School', key: event.schoolId }],
    public: ['personId'],
    said: {
      en: ({ personId, schoolId }, say) =>
        `${say.person(personId) ?? 'A person'} was registered${schoolId === undefined ? '' : ` by ${say.school(schoolId)}`}`,
      zh: ({ personId, schoolId }, say) =>
        `${schoolId === undefined ? '' : say.school(schoolId)}登记了${say.person(personId) ?? '一名人员'}`,
    },
  },
  PersonDetailsChanged: {
    touches: ofPerson,
    public: ['personId'],
    said: {
      en: ({ personId }, say) => `The details of ${say.person(personId) ?? 'a person'} changed`,
      zh: ({ personId }, say) => `${say.person(personId) ?? '一名人员'}的信息变更`,
    },
  },
  PersonErased: {
    touches: ofPerson,
    public: ['personId'],
    said: { en: () => "A person's details were erased", zh: () => '一名人员的信息被删除' },
  },
});
