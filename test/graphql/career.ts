import { person } from '../support/ledger.js';
import type { ApiLedger, Mutating } from './ledger.js';
import { ballot, passed } from './money.js';

// The steps from an employment to a credit, through the API: person 1 of S01 goes to S02, both of group G01.

type Input = Readonly<Record<string, unknown>>;
type Step = (ledger: ApiLedger) => Promise<unknown>;

export const personId = person(1);
export const group = '370103.G01';
export const rotation = `${personId}.R1`;
export const post = `${personId}.P1`;
export const school = (number: number): string => `370103.S0${number}`;
export const employment = { personId, employedBy: 'SCHOOL', homeSchoolId: school(1) };
export const terms = {
  personId,
  scheme: 'GROUP',
  groupId: group,
  mode: 'FULL_TIME',
  fromSchoolId: school(1),
  toSchoolId: school(2),
  subject: '语文',
  post: 'TEACHER',
  from: '2026-09-01',
  to: '2027-08-31',
  personnelRelation: 'STAYS',
};
const on = (effectiveOn: string): Mutating => ({ command: { effectiveOn } });

export const steps = {
  employed: (ledger) => passed(ledger, 'Employ', employment, on('2021-09-01')),
  posted: (ledger) =>
    passed(ledger, 'AssignPost', { personId, schoolId: school(1), kind: 'TEACHER' }, on('2021-09-01')),
  proposed: (ledger) => passed(ledger, 'ProposeRotation', terms, on('2026-06-01')),
  resolved: (ledger) =>
    passed(
      ledger,
      'AdoptResolution',
      {
        groupId: group,
        kind: 'ROTATION',
        subject: '语文教师交流',
        heldOn: '2026-06-20',
        ballot,
        minutesNo: '纪要〔2026〕6号',
      },
      on('2026-06-20'),
    ),
  decided: (ledger) => passed(ledger, 'RotateTeacher', { ...terms, rotationId: rotation }, on('2026-07-01')),
  decidedByCouncil: (ledger) =>
    passed(ledger, 'RotateTeacher', { ...terms, rotationId: rotation, resolutionId: `${group}.R1` }, on('2026-07-01')),
  arrived: (ledger) => passed(ledger, 'ConfirmArrival', { rotationId: rotation }, on('2026-09-01')),
  suspended: (ledger) =>
    passed(ledger, 'SuspendRotation', { rotationId: rotation, cause: 'ILLNESS' }, on('2026-10-01')),
  resumed: (ledger) => passed(ledger, 'ResumeRotation', { rotationId: rotation }, on('2026-10-11')),
  served: (ledger) => passed(ledger, 'ConfirmService', service),
  completed: (ledger) => passed(ledger, 'CompleteRotation', { rotationId: rotation }),
  recognised: (ledger) => passed(ledger, 'RecogniseCredit', credit),
} as const satisfies Record<string, Step>;

export const service: Input = { rotationId: rotation, schoolYear: 2026, term: 'FIRST', weeklyLessons: 12 };
export const credit: Input = { personId, purpose: 'TITLE', cycle: '2026', rotationIds: [rotation] };

/** Takes steps one after the other. */
export const go =
  (...names: readonly (keyof typeof steps)[]): Step =>
  async (ledger) => {
    for (const name of names) await steps[name](ledger);
  };
