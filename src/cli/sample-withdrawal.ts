import type { GivenCommand } from '../commands/command.js';
import { groupId, schoolId } from '../domain/identity.js';
import type { Register } from './register/format.js';
import { sampleMember } from './sample-councils.js';
import { unanimous } from './sample-funds.js';
import { sampleStep, type SampleStep } from './sample.js';

/**
 * The group whose council's seats go with the principals' posts, and the school that leaves it on a day to come: its seat is vacated
 * then, and the rotation that leads from it into the group has no ground any more.
 */
export const SAMPLE_WITHDRAWAL = {
  group: 'G03',
  school: 'S08',
  /** Who rotates from it. */
  rotates: 'S08-3',
  charteredOn: '2026-09-01',
  leavesOn: '2027-02-01',
} as const;

/** A charter that binds the seats of a group's council to the posts of principals, and a school that leaves the group. */
export const sampleWithdrawal = (register: Register): readonly SampleStep[] => {
  const district = register.district.code;
  const { group, school, charteredOn, leavesOn } = SAMPLE_WITHDRAWAL;
  const { members } = register.groups.find(({ code }) => code === group)!;
  const council = { groupId: groupId(district, group) };
  const step = (
    command: GivenCommand,
    effectiveOn: string,
    documentNo: string,
    assumed: readonly string[],
  ): SampleStep =>
    sampleStep(district, command, { effectiveOn, documentNo, assumed, reason: '样本：演示理事会章程与学校退出' });
  return [
    step(
      {
        ...{ type: 'AdoptCharter', ...council, termYears: 5, everySchoolSeated: true, otherSeats: 0 },
        quorum: { numerator: 2, denominator: 3, atLeast: true },
        majority: { numerator: 1, denominator: 2, atLeast: false },
        ...{ heldOn: charteredOn, ballot: unanimous(members.length), minutesNo: `样本纪要2026-${group}-章程` },
        exOfficio: members.map((code) => ({ schoolId: schoolId(district, code), post: 'PRINCIPAL' as const })),
      },
      charteredOn,
      '样本〔2026〕96号',
      [
        'termYears',
        'everySchoolSeated',
        'otherSeats',
        'quorum',
        'majority',
        'exOfficio',
        'heldOn',
        'ballot',
        'minutesNo',
      ],
    ),
    step(
      { type: 'RemoveMember', ...council, ordinal: 1, personId: sampleMember(district, group, school) },
      leavesOn,
      '样本〔2026〕97号',
      ['personId'],
    ),
    step({ type: 'WithdrawSchool', ...council, schoolId: schoolId(district, school) }, leavesOn, '样本〔2026〕97号', [
      'schoolId',
    ]),
  ];
};
