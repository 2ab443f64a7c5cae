import type { GivenCommand } from '../commands/command.js';
import { groupId, schoolId, type PersonId } from '../domain/identity.js';
import { present } from '../domain/present.js';
import { personIdFrom } from './persons/person-id.js';
import type { Register, RegisteredGroup } from './register/format.js';
import { sampleStep, type SampleStep } from './sample.js';

/** The days of the samples are fixed, so that two loads say the same. */
const DAYS = {
  recommended: '2025-08-20',
  appointed: '2025-08-25',
  filed: '2025-08-27',
  accepted: '2025-08-29',
  termFrom: '2025-09-01',
  termTo: '2030-08-31',
} as const;
/** Every step is the bureau's; filing and answer are still two people's. */
const FILING_OFFICER = 'sample-filing-officer';

/**
 * A council for every group and alliance of a register, out of sample persons that are named as samples: each member school enters
 * and recommends one, the lead's takes the chair, the council is appointed, filed and accepted.
 */
export const sampleCouncils = (register: Register): readonly SampleStep[] => {
  const places = new Map<string, number>();
  return register.groups.flatMap((group, index) => {
    const seats = group.members.map((code) => {
      const place = (places.get(code) ?? 0) + 1;
      places.set(code, place);
      return {
        code,
        personId: sampleMember(register.district.code, group.code, code),
        name: `样本教师 ${code}-${place}`,
      };
    });
    return stepsOf(register.district.code, group, seats, index);
  });
};

interface SampleSeat {
  readonly code: string;
  readonly personId: PersonId;
  readonly name: string;
}

const stepsOf = (
  district: string,
  group: RegisteredGroup,
  seats: readonly SampleSeat[],
  index: number,
): readonly SampleStep[] => {
  const council = { groupId: groupId(district, group.code) };
  const appointment = `样本〔2025〕${2 * index + 1}号`;
  const answer = `样本〔2025〕${2 * index + 2}号`;
  const step = (
    command: GivenCommand,
    effectiveOn: string,
    assumed: readonly string[],
    documentNo = appointment,
    actorId?: string,
  ): SampleStep =>
    sampleStep(district, command, {
      effectiveOn,
      documentNo,
      assumed,
      reason: '样本：演示理事会的推荐、产生与备案',
      ...present({ actorId }),
    });
  const chair = seats.find(({ code }) => code === group.lead) ?? seats[0]!;
  return [
    ...seats.flatMap(({ code, personId, name }) => {
      const school = schoolId(district, code);
      return [
        step({ type: 'RegisterPerson', personId, schoolId: school, details: { name } }, DAYS.recommended, ['name']),
        step({ type: 'RecommendCouncilMember', ...council, schoolId: school, personId }, DAYS.recommended, [
          'personId',
        ]),
      ];
    }),
    step(
      {
        type: 'AppointCouncil',
        ...council,
        memberIds: seats.map(({ personId }) => personId),
        chairId: chair.personId,
        termFrom: DAYS.termFrom,
        termTo: DAYS.termTo,
      },
      DAYS.appointed,
      ['memberIds', 'chairId', 'termFrom', 'termTo'],
    ),
    step({ type: 'FileCouncil', ...council, ordinal: 1 }, DAYS.filed, []),
    step(
      { type: 'AcceptFiling', ...council, ordinal: 1, documentNo: answer },
      DAYS.accepted,
      ['documentNo'],
      answer,
      FILING_OFFICER,
    ),
  ];
};

/** The sample person who sits for a school in a group's council. */
export const sampleMember = (district: string, group: string, school: string): PersonId =>
  samplePerson(district, group, school);

/** A person of the samples, by what tells them apart. */
export const samplePerson = (...content: readonly string[]): PersonId =>
  personIdFrom(`sample person ${content.join(' ')}`);
