import type * as domain from '../../domain/district/events.js';
import { enumOf } from '../shared/enums.js';

export const SchoolPhase = enumOf<domain.SchoolPhase>('SchoolPhase', 'Which years a school teaches.', {
  KINDERGARTEN: 'Kindergarten (幼儿园).',
  PRIMARY: 'Primary school (小学).',
  JUNIOR: 'Junior secondary school (初中).',
  NINE_YEAR: 'Primary and junior secondary in one (九年一贯制).',
  SENIOR: 'Senior secondary school (高中).',
  COMPLETE_SECONDARY: 'Junior and senior secondary in one (完全中学).',
  TWELVE_YEAR: 'All twelve years in one (十二年一贯制).',
  SPECIAL: 'Special education (特殊教育).',
});

export const SchoolKind = enumOf<domain.SchoolKind>('SchoolKind', 'What a unit of the register is.', {
  SCHOOL: 'A school: a legal person.',
  SECTION: "A section (学部), which shares its school's legal person.",
  CAMPUS: "A campus (校区), which shares its school's legal person.",
});

export const Ownership = enumOf<domain.Ownership>('Ownership', 'Who runs a school.', {
  PUBLIC: 'The state (公办).',
  PRIVATE: 'Others (民办).',
});

export const SchoolStanding = enumOf<domain.SchoolStanding>('SchoolStanding', 'How the bureau classes a school.', {
  FAMOUS: 'A famous school (名校).',
  QUALITY: 'A school of quality (优质校).',
  POTENTIAL: 'A school with potential (潜力校).',
  UNSPECIFIED: 'Nobody has said.',
});

export const LeadershipRegime = enumOf<domain.LeadershipRegime>(
  'LeadershipRegime',
  "Under whose leadership a school's principal is responsible.",
  {
    PRINCIPAL_RESPONSIBLE: "Nobody's: the principal is responsible (校长负责制).",
    PRINCIPAL_UNDER_COUNCIL: "The group's council (理事会领导下的校长负责制).",
    PRINCIPAL_UNDER_PARTY_ORGANISATION:
      "The school's Party organisation, by the policy of 2022 (党组织领导的校长负责制).",
  },
);
