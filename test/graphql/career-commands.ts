import type { CommandType } from '../../src/domain/ledger.js';
import { person } from '../support/ledger.js';
import { credit, employment, go, personId, post, rotation, school, service, terms } from './career.js';
import type { Case } from './commands.js';
import { principals } from './ledger.js';

const unknown = `${personId}.R9`;
const notFound = (input: Case['input']): Case['refused'] => ({
  input: { ...input, rotationId: unknown },
  code: 'NOT_FOUND',
  path: ['input', 'rotationId'],
});
const ofRotation = { rotationId: rotation };

/** Employment, posts, qualifications and rotations. */
export const careerCases = {
  Employ: {
    input: { personId, employedBy: 'DISTRICT', homeSchoolId: school(1) },
    selection: '{ employment { employedBy homeSchool { entityId } employer { entityId } since until } }',
    shows: {
      employment: {
        employedBy: 'DISTRICT',
        homeSchool: { entityId: school(1) },
        employer: null,
        since: '2026-11-24',
        until: null,
      },
    },
    events: ['Employed'],
    refused: {
      input: { ...employment, employerSchoolId: '370103.S99' },
      code: 'NOT_FOUND',
      path: ['input', 'employerSchoolId'],
    },
  },
  TransferEmployment: {
    before: go('employed'),
    input: { ...employment, homeSchoolId: school(2) },
    selection: '{ employments { employedBy homeSchool { entityId } since until } }',
    shows: {
      employments: [
        { employedBy: 'SCHOOL', homeSchool: { entityId: school(1) }, since: '2021-09-01', until: '2026-11-24' },
        { employedBy: 'SCHOOL', homeSchool: { entityId: school(2) }, since: '2026-11-24', until: null },
      ],
    },
    events: ['EmploymentTransferred'],
    refused: { input: employment, code: 'NO_CHANGE', path: ['input', 'homeSchoolId'] },
  },
  AssignPost: {
    before: go('employed'),
    input: { personId, schoolId: school(1), kind: 'OTHER', title: '年级主任', share: 20, to: '2027-07-31' },
    as: principals.lead,
    selection: '{ entityId kind title share since until school { entityId } person { entityId } }',
    shows: {
      entityId: post,
      kind: 'OTHER',
      title: '年级主任',
      share: 20,
      since: '2026-11-24',
      until: '2027-08-01',
      school: { entityId: school(1) },
      person: { entityId: personId },
    },
    events: ['PostAssigned'],
    refused: {
      input: { personId, schoolId: school(1), kind: 'PRINCIPAL' },
      as: principals.lead,
      code: 'NOT_AUTHORISED',
      path: ['input', 'kind'],
    },
  },
  EndPost: {
    before: go('employed', 'posted'),
    input: { postId: post },
    selection: '{ entityId until }',
    shows: { entityId: post, until: '2026-11-24' },
    events: ['PostEnded'],
    refused: { input: { postId: `${personId}.P9` }, code: 'NOT_FOUND', path: ['input', 'postId'] },
  },
  UpdateQualification: {
    before: go('employed'),
    input: { personId, subjects: ['语文', '道法'], phase: 'PRIMARY', titleRank: 'SENIOR', backbone: 'BACKBONE' },
    as: principals.lead,
    selection: '{ qualification { subjects phase titleRank backbone } }',
    shows: {
      qualification: { subjects: ['语文', '道法'], phase: 'PRIMARY', titleRank: 'SENIOR', backbone: 'BACKBONE' },
    },
    events: ['QualificationUpdated'],
    refused: { input: { personId }, code: 'NO_CHANGE', path: ['input', 'personId'] },
  },
  Retire: {
    before: go('employed', 'posted', 'proposed', 'decided', 'arrived'),
    input: { personId },
    selection: '{ employment { since } posts { kind } rotations { status until } }',
    shows: { employment: null, posts: [], rotations: [{ status: 'RECALLED', until: '2026-11-24' }] },
    events: ['PostEnded', 'TeacherRecalled', 'Retired'],
    refused: { input: { personId: person(2) }, code: 'NOT_EMPLOYED', path: ['input', 'personId'] },
  },
  ProposeRotation: {
    before: go('employed'),
    input: { ...terms, from: '2027-02-01', mode: 'PART_WEEK', share: 40 },
    as: principals.lead,
    selection: `{ entityId number status scheme group { entityId } mode share subject post personnelRelation from to until
      person { entityId } fromSchool { entityId } toSchool { entityId } decidedOn resolution { number } decision { type } }`,
    shows: {
      entityId: rotation,
      number: 1,
      status: 'PROPOSED',
      scheme: 'GROUP',
      group: { entityId: terms.groupId },
      mode: 'PART_WEEK',
      share: 40,
      subject: '语文',
      post: 'TEACHER',
      personnelRelation: 'STAYS',
      from: '2027-02-01',
      to: '2027-08-31',
      until: null,
      person: { entityId: personId },
      fromSchool: { entityId: school(1) },
      toSchool: { entityId: school(2) },
      decidedOn: null,
      resolution: null,
      decision: null,
    },
    events: ['RotationProposed'],
    refused: {
      input: { ...terms, from: '2027-02-01', toSchoolId: school(3) },
      code: 'NOT_SAME_GROUP',
      path: ['input', 'toSchoolId'],
    },
  },
  RotateTeacher: {
    before: go('employed'),
    input: { ...terms, from: '2027-02-01' },
    selection: '{ number status share decidedOn onBehalf until eligibility { criterion outcome } decision { type } }',
    shows: {
      number: 1,
      status: 'DECIDED',
      share: 100,
      decidedOn: '2026-11-24',
      onBehalf: null,
      until: '2027-09-01',
      eligibility: [],
      decision: { type: 'RotationDecided' },
    },
    events: ['RotationDecided'],
    refused: {
      input: { ...terms, from: '2027-02-01', rotationId: `${person(2)}.R1` },
      code: 'NOT_FOUND',
      path: ['input', 'rotationId'],
    },
  },
  ConfirmArrival: {
    before: go('employed', 'proposed', 'decided'),
    input: ofRotation,
    as: principals.member,
    selection: '{ status arrivedOn }',
    shows: { status: 'IN_SERVICE', arrivedOn: '2026-11-24' },
    events: ['ArrivalConfirmed'],
    refused: { input: ofRotation, as: principals.lead, code: 'NOT_AUTHORISED', path: ['input'] },
  },
  ConfirmService: {
    before: go('employed', 'proposed', 'decided', 'arrived'),
    input: { ...service, duties: '教研组长' },
    as: principals.member,
    selection: '{ service { schoolYear term weeklyLessons duties } }',
    shows: { service: [{ schoolYear: 2026, term: 'FIRST', weeklyLessons: 12, duties: '教研组长' }] },
    events: ['ServiceConfirmed'],
    refused: {
      input: { ...ofRotation, schoolYear: 2026, term: 'FIRST' },
      code: 'INVALID_INPUT',
      path: ['input', 'weeklyLessons'],
    },
  },
  SuspendRotation: {
    before: go('employed', 'proposed', 'decided', 'arrived'),
    input: { ...ofRotation, cause: 'MATERNITY' },
    as: principals.lead,
    selection: '{ status suspensions { cause since until } }',
    shows: { status: 'SUSPENDED', suspensions: [{ cause: 'MATERNITY', since: '2026-11-24', until: null }] },
    events: ['RotationSuspended'],
    refused: {
      input: { ...ofRotation, cause: 'OTHER' },
      command: { basis: [] },
      code: 'BASIS_MISSING',
      path: ['input', 'command', 'basis'],
    },
  },
  ResumeRotation: {
    before: go('employed', 'proposed', 'decided', 'arrived', 'suspended'),
    input: ofRotation,
    selection: '{ status suspensions { since until } }',
    shows: { status: 'IN_SERVICE', suspensions: [{ since: '2026-10-01', until: '2026-11-24' }] },
    events: ['RotationResumed'],
    refused: notFound({}),
  },
  ExtendRotation: {
    before: go('employed', 'proposed', 'decided'),
    input: { ...ofRotation, to: '2028-08-31' },
    selection: '{ to until extensions { to decidedOn onBehalf resolution { number } } }',
    shows: {
      to: '2028-08-31',
      until: '2028-09-01',
      extensions: [{ to: '2028-08-31', decidedOn: '2026-11-24', onBehalf: null, resolution: null }],
    },
    events: ['RotationExtended'],
    refused: { input: { ...ofRotation, to: terms.to }, code: 'DATE_ORDER', path: ['input', 'to'] },
  },
  RecallTeacher: {
    before: go('employed', 'proposed', 'decided', 'arrived'),
    input: ofRotation,
    selection: '{ status until endedOn }',
    shows: { status: 'RECALLED', until: '2026-11-24', endedOn: '2026-11-24' },
    events: ['TeacherRecalled'],
    refused: notFound({}),
  },
  CancelRotation: {
    before: go('employed', 'proposed'),
    input: ofRotation,
    as: principals.lead,
    selection: '{ status until endedOn }',
    shows: { status: 'CANCELLED', until: null, endedOn: '2026-11-24' },
    events: ['RotationCancelled'],
    refused: notFound({}),
  },
  CompleteRotation: {
    before: go('employed', 'proposed', 'decided', 'arrived', 'served'),
    input: ofRotation,
    as: principals.member,
    selection: '{ until endedOn daysServed }',
    shows: { until: '2026-11-25', endedOn: '2026-11-24', daysServed: 85 },
    events: ['RotationCompleted'],
    refused: notFound({}),
  },
  RecogniseCredit: {
    before: go('employed', 'proposed', 'decided', 'arrived', 'served', 'completed'),
    input: credit,
    selection: '{ credits { purpose cycle months recognisedOn rotations { number credits { purpose } } } }',
    shows: {
      credits: [
        {
          purpose: 'TITLE',
          cycle: '2026',
          months: 2,
          recognisedOn: '2026-11-24',
          rotations: [{ number: 1, credits: [{ purpose: 'TITLE' }] }],
        },
      ],
    },
    events: ['CreditRecognised'],
    refused: {
      input: { ...credit, rotationIds: [`${person(2)}.R1`] },
      code: 'NOT_FOUND',
      path: ['input', 'rotationIds', '0'],
    },
  },
} as const satisfies { readonly [Type in CommandType]?: Case };
