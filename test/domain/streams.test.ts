import { describe, expect, test } from '@jest/globals';
import { touchedBy } from '../../src/domain/correction.js';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import { district, type DistrictCommand, type DistrictEvent } from '../../src/domain/district/index.js';
import { membershipKey } from '../../src/domain/district/index.js';
import {
  evaluation,
  type EvaluationCommand,
  type EvaluationEvent,
  type EvaluationReferences,
  type Evaluations,
} from '../../src/domain/evaluation/index.js';
import { fund, type FundCommand, type FundEvent } from '../../src/domain/fund/index.js';
import {
  councilId,
  councilStream,
  districtStream,
  evaluationId,
  evaluationStream,
  fundId,
  fundStream,
  groupId,
  indicatorsId,
  isCode,
  isPeriod,
  isRandomUuid,
  isUuid,
  personStream,
  policyStream,
  resolutionId,
  schoolId,
  splitEvaluationId,
  splitEvaluationStream,
  splitFundStream,
  splitIndicatorStream,
  splitId,
  streamKey,
} from '../../src/domain/identity.js';
import { indicator, type IndicatorCommand, type IndicatorEvent } from '../../src/domain/indicator/index.js';
import { isKeyOf, type ObjectRef } from '../../src/domain/objects.js';
import { deciderOf, deciderOfStream, deciders, type AnyDecider } from '../../src/domain/ledger.js';
import {
  person,
  type Person,
  type PersonCommand,
  type PersonEvent,
  type PersonReferences,
} from '../../src/domain/person/index.js';
import { policy, type PolicyCommand, type PolicyEvent } from '../../src/domain/policy/index.js';
import { upcast } from '../../src/domain/upcast.js';
import { adopted, from, p, stateOf } from './given.js';
import { hash, of, untilOrdered } from './given-evaluation.js';

const names = (objects: readonly ObjectRef[]): string[] => objects.map(({ type, key }) => `${type} ${key}`);
const G = '370103.G01';
const inDistrict = { districtId: '370103' };
const share = { numerator: 1, denominator: 2, atLeast: false };
const paper = { fen: 1, documentNo: '1号', receivedOn: '2022-02-01' };
const voucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '1', entry: 1 };
const rotation = { personId: 'p1', rotation: 1 };
const ofRotation = ['Rotation p1.R1', 'Person p1'];
const terms = {
  scheme: 'GROUP',
  groupId: G,
  mode: 'FULL_TIME',
  share: 100,
  fromSchoolId: '370103.S01',
  toSchoolId: '370103.S02',
  from: '2022-09-01',
  to: '2023-08-31',
  personnelRelation: 'STAYS',
} as const;

describe('the objects that a fact touches, the one it is about first', () => {
  test.each<[DistrictEvent, string[]]>([
    [{ type: 'DistrictOpened', code: '370103', name: '市中区' }, ['District 370103']],
    [
      {
        type: 'SchoolRegistered',
        schoolCode: 'S02',
        name: 'N',
        aliases: [],
        kind: 'CAMPUS',
        partOfCode: 'S01',
        phase: 'PRIMARY',
        ownership: 'PUBLIC',
        standing: 'FAMOUS',
        legalPerson: 'N',
      },
      ['School 370103.S02', 'School 370103.S01', 'District 370103'],
    ],
    [
      {
        type: 'SchoolRegistered',
        schoolCode: 'S01',
        name: 'N',
        aliases: [],
        kind: 'SCHOOL',
        phase: 'PRIMARY',
        ownership: 'PUBLIC',
        standing: 'FAMOUS',
        legalPerson: 'N',
      },
      ['School 370103.S01', 'District 370103'],
    ],
    [{ type: 'SchoolRenamed', schoolCode: 'S01', name: 'N' }, ['School 370103.S01']],
    [{ type: 'SchoolClassified', schoolCode: 'S01', isRural: true }, ['School 370103.S01']],
    [{ type: 'LeadershipRegimeSet', schoolCode: 'S01', regime: 'PRINCIPAL_UNDER_COUNCIL' }, ['School 370103.S01']],
    [{ type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: 'F' }, ['School 370103.S01']],
    [{ type: 'SchoolClosed', schoolCode: 'S01' }, ['School 370103.S01', 'District 370103']],
    [
      { type: 'SchoolsMerged', schoolCodes: ['S02', 'S03'], intoCode: 'S01' },
      ['School 370103.S01', 'School 370103.S02', 'School 370103.S03'],
    ],
    [
      { type: 'GroupFormed', groupCode: 'G01', name: 'G', form: 'GROUP', leadCode: 'S01', memberCodes: ['S01', 'S02'] },
      [`EducationGroup ${G}`, 'School 370103.S01', 'School 370103.S02', 'District 370103'],
    ],
    [{ type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S01' }, [`EducationGroup ${G}`, 'School 370103.S01']],
    [{ type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S01' }, [`EducationGroup ${G}`, 'School 370103.S01']],
    [{ type: 'LeadSchoolChanged', groupCode: 'G01', leadCode: 'S01' }, [`EducationGroup ${G}`, 'School 370103.S01']],
    [{ type: 'GroupRenamed', groupCode: 'G01', name: 'G' }, [`EducationGroup ${G}`]],
    [{ type: 'CommonFeatureDefined', groupCode: 'G01', feature: 'F' }, [`EducationGroup ${G}`]],
    [
      { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01'] },
      [`EducationGroup ${G}`, 'School 370103.S01', 'District 370103'],
    ],
  ])('of a register: %j', (event, objects) =>
    expect(names(touchedBy(district, event, 'district-370103', 7))).toEqual(objects),
  );

  test.each<[CouncilEvent, string[]]>([
    [
      { type: 'MemberRecommended', schoolCode: 'S01', personId: 'p1' },
      [`EducationGroup ${G}`, 'School 370103.S01', 'Person p1'],
    ],
    [
      { type: 'RecommendationWithdrawn', schoolCode: 'S01', personId: 'p1' },
      [`EducationGroup ${G}`, 'School 370103.S01', 'Person p1'],
    ],
    [
      {
        type: 'CouncilAppointed',
        ordinal: 2,
        seats: [{ personId: 'p1', schoolCode: 'S01' }, { personId: 'p2' }],
        chairId: 'p1',
        termFrom: '2021-09-01',
        termTo: '2024-08-31',
      },
      [`Council ${G}.2`, `EducationGroup ${G}`, 'Person p1', 'Person p2'],
    ],
    [
      { type: 'SubstituteAppointed', ordinal: 2, personId: 'p1', schoolCode: 'S01' },
      [`Council ${G}.2`, `EducationGroup ${G}`, 'Person p1'],
    ],
    [{ type: 'ChairAppointed', ordinal: 2, personId: 'p1' }, [`Council ${G}.2`, `EducationGroup ${G}`, 'Person p1']],
    [{ type: 'SeatResigned', ordinal: 2, personId: 'p1' }, [`Council ${G}.2`, `EducationGroup ${G}`, 'Person p1']],
    [
      { type: 'MemberRemoved', ordinal: 2, personId: 'p1', cause: 'REMOVED' },
      [`Council ${G}.2`, `EducationGroup ${G}`, 'Person p1'],
    ],
    [{ type: 'CouncilFiled', ordinal: 2 }, [`Council ${G}.2`, `EducationGroup ${G}`]],
    [{ type: 'FilingAccepted', ordinal: 2, documentNo: '1号' }, [`Council ${G}.2`, `EducationGroup ${G}`]],
    [{ type: 'FilingReturned', ordinal: 2, documentNo: '1号', reason: 'R' }, [`Council ${G}.2`, `EducationGroup ${G}`]],
    [{ type: 'TermExtended', ordinal: 2, termTo: '2025-08-31' }, [`Council ${G}.2`, `EducationGroup ${G}`]],
    [{ type: 'TermEnded', ordinal: 2 }, [`Council ${G}.2`, `EducationGroup ${G}`]],
    [
      {
        type: 'CharterAdopted',
        quorum: share,
        majority: share,
        termYears: 3,
        everySchoolSeated: true,
        otherSeats: 0,
        proxiesPerMember: 1,
        adoption: 'BY_BUREAU',
      },
      [`EducationGroup ${G}`],
    ],
    [adopted(3), [`Resolution ${G}.R3`, `EducationGroup ${G}`, `Council ${G}.1`]],
    [{ ...adopted(3), type: 'ResolutionAmended' }, [`Resolution ${G}.R3`, `EducationGroup ${G}`, `Council ${G}.1`]],
    [{ ...adopted(3), type: 'ResolutionRepealed' }, [`Resolution ${G}.R3`, `EducationGroup ${G}`, `Council ${G}.1`]],
  ])('of a council: %j', (event, objects) =>
    expect(names(touchedBy(council, event, `council-${G}`, 7))).toEqual(objects),
  );

  const F = `Fund ${G}.2022`;
  test.each<[FundEvent, string[]]>([
    [{ type: 'FundAppropriated', ...paper }, [F, `EducationGroup ${G}`]],
    [{ type: 'FundSupplemented', ...paper }, [F, `EducationGroup ${G}`]],
    [{ type: 'FundReduced', ...paper }, [F, `EducationGroup ${G}`]],
    [
      { type: 'FundsAllocated', resolution: 3, lines: [{ line: 1, purpose: 'P', schoolId: '370103.S01', fen: 1 }] },
      [F, `EducationGroup ${G}`, `Resolution ${G}.R3`, 'School 370103.S01'],
    ],
    [
      { type: 'AllocationRevised', line: 1, change: 1, resolution: 3 },
      [F, `EducationGroup ${G}`, `Resolution ${G}.R3`],
    ],
    [{ type: 'AllocationSuspended', lines: [1], resolution: 3 }, [F, `EducationGroup ${G}`, `Resolution ${G}.R3`]],
    [
      { type: 'FundsCommitted', line: 1, contractNo: 'C', supplier: 'S', fen: 1, signedOn: '2022-02-01' },
      [F, `EducationGroup ${G}`],
    ],
    [
      { type: 'ExpenditureRecorded', line: 1, voucher, fen: 1, supplier: 'S', paidOn: '2022-02-01' },
      [F, `EducationGroup ${G}`, 'School 370103.S01'],
    ],
    [{ type: 'ExpenditureReversed', line: 1, voucher, fen: 1 }, [F, `EducationGroup ${G}`, 'School 370103.S01']],
    [
      { type: 'ContractAmended', line: 1, contractNo: 'C', change: 1, documentNo: '1号', signedOn: '2022-02-01' },
      [F, `EducationGroup ${G}`],
    ],
    [
      { type: 'CommitmentReleased', line: 1, contractNo: 'C', fen: 1, reason: 'TERMINATED' },
      [F, `EducationGroup ${G}`],
    ],
    [
      {
        type: 'ExpenditureRefunded',
        line: 1,
        voucher,
        refundVoucher: { ...voucher, entry: 2 },
        fen: 1,
        refundedOn: '2022-02-01',
      },
      [F, `EducationGroup ${G}`, 'School 370103.S01'],
    ],
    [{ type: 'CarriedOut', fen: 1, parts: [] }, [F, `EducationGroup ${G}`]],
    [{ type: 'CarriedIn', fen: 1, parts: [] }, [F, `EducationGroup ${G}`]],
    [{ type: 'UnspentReturned', fen: 1, documentNo: '1号' }, [F, `EducationGroup ${G}`]],
    [{ type: 'FundYearClosed' }, [F, `EducationGroup ${G}`]],
    [{ type: 'ClosedYearAdjusted', line: 1, fen: 1, documentNo: '1号', reason: 'R' }, [F, `EducationGroup ${G}`]],
  ])('of a fund: %j', (event, objects) => expect(names(touchedBy(fund, event, `fund-${G}-2022`, 7))).toEqual(objects));

  test.each<[PersonEvent, string[]]>([
    [
      { type: 'PersonRegistered', personId: 'p1', schoolId: '370103.S01', commitment: '' },
      ['Person p1', 'School 370103.S01'],
    ],
    [{ type: 'PersonDetailsChanged', personId: 'p1', commitment: '' }, ['Person p1']],
    [{ type: 'PersonErased', personId: 'p1' }, ['Person p1']],
    [
      { type: 'Employed', personId: 'p1', employerId: '370103.S01', homeSchoolId: '370103.S01' },
      ['Person p1', 'School 370103.S01'],
    ],
    [
      { type: 'Employed', personId: 'p1', employerId: '370103', homeSchoolId: '370103.S01' },
      ['Person p1', 'School 370103.S01'],
    ],
    [
      { type: 'EmploymentTransferred', personId: 'p1', employerId: '370103.S02', homeSchoolId: '370103.S01' },
      ['Person p1', 'School 370103.S01', 'School 370103.S02'],
    ],
    [
      { type: 'PostAssigned', personId: 'p1', post: 2, schoolId: '370103.S01', kind: 'TEACHER' },
      ['Post p1.P2', 'Person p1', 'School 370103.S01'],
    ],
    [{ type: 'PostEnded', personId: 'p1', post: 2, cause: 'ENDED' }, ['Post p1.P2', 'Person p1']],
    [{ type: 'QualificationUpdated', personId: 'p1', phase: 'PRIMARY' }, ['Person p1']],
    [{ type: 'Retired', personId: 'p1' }, ['Person p1']],
    [
      { type: 'RotationProposed', ...rotation, ...terms },
      [...ofRotation, 'School 370103.S01', 'School 370103.S02', `EducationGroup ${G}`],
    ],
    [
      { type: 'RotationDecided', ...rotation, ...terms, eligibility: [], decidedBy: { groupId: G, number: 3 } },
      [...ofRotation, 'School 370103.S01', 'School 370103.S02', `EducationGroup ${G}`, `Resolution ${G}.R3`],
    ],
    [{ type: 'ArrivalConfirmed', ...rotation }, ofRotation],
    [{ type: 'ServiceConfirmed', ...rotation, schoolYear: 2022, term: 'FIRST', weeklyLessons: 12 }, ofRotation],
    [{ type: 'RotationSuspended', ...rotation, cause: 'ILLNESS' }, ofRotation],
    [{ type: 'RotationResumed', ...rotation }, ofRotation],
    [{ type: 'RotationExtended', ...rotation, to: '2024-08-31' }, ofRotation],
    [
      { type: 'RotationExtended', ...rotation, to: '2024-08-31', decidedBy: { groupId: G, number: 3 } },
      [...ofRotation, `Resolution ${G}.R3`],
    ],
    [{ type: 'TeacherRecalled', ...rotation, cause: 'RECALLED' }, ofRotation],
    [{ type: 'RotationCancelled', ...rotation, cause: 'CANCELLED' }, ofRotation],
    [{ type: 'RotationCompleted', ...rotation }, ofRotation],
    [
      { type: 'CreditRecognised', personId: 'p1', purpose: 'TITLE', cycle: '2024', rotations: [1, 2], months: 12 },
      ['Person p1', 'Rotation p1.R1', 'Rotation p1.R2'],
    ],
  ])('of a person: %j', (event, objects) => expect(names(touchedBy(person, event, 'person-p1', 7))).toEqual(objects));

  test('of policies', () => {
    const repealed: PolicyEvent = { type: 'PolicyRepealed', policyCode: 'P1' };
    expect(names(touchedBy(policy, repealed, 'policy-370103', 7))).toEqual(['Policy 370103.P1', 'District 370103']);
  });
  const figuresRecorded: IndicatorEvent = { type: 'IndicatorsRecorded', figures: [] };
  test('of figures', () =>
    expect(names(touchedBy(indicator, figuresRecorded, 'indicator-370103.S01-2025', 7))).toEqual([
      'SchoolIndicators 370103.S01.2025',
      'School 370103.S01',
    ]));
  test('the key of a membership says where and by which fact it began', () =>
    expect(membershipKey('370103', 'G01', 'S01', 7)).toBe('370103.G01.S01.7'));

  test.each(Object.keys(evaluation.facts) as EvaluationEvent['type'][])(
    'of an evaluation, whatever it says: the evaluation and its scope; no school, person or inspector: %s',
    (type) => {
      const said = { type, evaluation: 2, schoolId: '370103.S02', personId: p(1), inspectorId: p(1) };
      const touched = (scope: 'GROUP' | 'SCHOOL', scopeId: string) =>
        names(
          touchedBy(evaluation, { ...said, scope } as unknown as EvaluationEvent, `evaluation-${scopeId}-2021-2022`, 7),
        );
      expect(touched('GROUP', G)).toEqual([`Evaluation ${G}.2021-2022.E2`, `EducationGroup ${G}`]);
      expect(touched('SCHOOL', '370103.S01')).toEqual(['Evaluation 370103.S01.2021-2022.E2', 'School 370103.S01']);
    },
  );
});

describe("a command's stream, the object whose revision it speaks of, and the streams it looks at", () => {
  const asked = (
    decider: AnyDecider,
    command: { type: string },
  ): [string, string | undefined, Record<string, string>] => {
    const target = decider.targetOf(command, decider.initial);
    return [decider.streamOf(command), target && `${target.type} ${target.key}`, decider.referencesOf(command)];
  };
  test.each<[DistrictCommand, string | undefined]>([
    [{ type: 'OpenDistrict', code: '370103', name: 'N' }, undefined],
    [{ type: 'RegisterSchool', ...inDistrict, code: 'S01', name: 'N', phase: 'PRIMARY' }, undefined],
    [{ type: 'RenameSchool', schoolId: '370103.S01', name: 'N' }, 'School 370103.S01'],
    [{ type: 'MergeSchools', schoolIds: ['370103.S02'], intoId: '370103.S01' }, 'School 370103.S01'],
    [
      { type: 'FormGroup', ...inDistrict, code: 'G01', name: 'G', form: 'GROUP', leadId: '370103.S01', memberIds: [] },
      undefined,
    ],
    [{ type: 'AdmitSchool', groupId: '370103.G01', schoolId: '370103.S01' }, `EducationGroup ${G}`],
  ])('of a register: %j', (command, target) =>
    expect(asked(district, command)).toEqual(['district-370103', target, {}]),
  );

  const ofGroup = { district: 'district-370103' };
  test.each<[CouncilCommand, string | undefined, Record<string, string>]>([
    [
      { type: 'RecommendCouncilMember', groupId: G, schoolId: '370103.S01', personId: p(1) },
      undefined,
      { ...ofGroup, person: `person-${p(1)}` },
    ],
    [
      {
        type: 'AppointCouncil',
        groupId: G,
        memberIds: [p(1), 'nobody'],
        chairId: p(1),
        termFrom: '2021-09-01',
        termTo: '2024-08-31',
      },
      undefined,
      { ...ofGroup, [p(1)]: `person-${p(1)}` },
    ],
    [
      { type: 'AppointSubstitute', groupId: G, ordinal: 2, personId: p(1) },
      `Council ${G}.2`,
      { ...ofGroup, person: `person-${p(1)}` },
    ],
    [{ type: 'FileCouncil', groupId: G, ordinal: 2 }, `Council ${G}.2`, ofGroup],
    [
      {
        type: 'RepealResolution',
        groupId: G,
        resolution: 3,
        heldOn: '2022-03-01',
        ballot: adopted(1).ballot,
        minutesNo: '1',
      },
      `Resolution ${G}.R3`,
      ofGroup,
    ],
    [
      {
        type: 'AdoptCharter',
        groupId: G,
        quorum: share,
        majority: share,
        termYears: 3,
        everySchoolSeated: true,
        otherSeats: 0,
      },
      undefined,
      ofGroup,
    ],
  ])('of a council: %j', (command, target, references) =>
    expect(asked(council, command)).toEqual([`council-${G}`, target, references]),
  );

  test('of a fund', () => {
    const command: FundCommand = { type: 'CloseFundYear', groupId: G, fiscalYear: 2022 };
    expect(asked(fund, command)).toEqual([`fund-${G}-2022`, `Fund ${G}.2022`, { ...ofGroup, council: `council-${G}` }]);
    const arrival: FundCommand = { type: 'CarryIn', groupId: G, fiscalYear: 2022, parts: [] };
    expect(asked(fund, arrival)).toEqual([
      `fund-${G}-2022`,
      `Fund ${G}.2022`,
      { ...ofGroup, council: `council-${G}`, before: `fund-${G}-2021` },
    ]);
  });
  test('of figures', () => {
    const command: IndicatorCommand = {
      type: 'RecordIndicators',
      schoolId: '370103.S01',
      schoolYear: 2025,
      figures: [],
    };
    expect(asked(indicator, command)).toEqual(['indicator-370103.S01-2025', undefined, ofGroup]);
    expect(splitIndicatorStream('indicator-370103.S01-2025')).toEqual({ school: '370103.S01', schoolYear: 2025 });
    expect(indicatorsId('370103.S01', 2025)).toBe('370103.S01.2025');
  });
  test.each<[PersonCommand, string | undefined, Record<string, string>]>([
    [{ type: 'RegisterPerson', personId: 'p1', schoolId: '370103.S01', commitment: '' }, undefined, ofGroup],
    [{ type: 'ErasePerson', personId: 'p1' }, 'Person p1', {}],
    [{ type: 'Employ', personId: 'p1', employerId: '370103', homeSchoolId: '370103.S01' }, 'Person p1', ofGroup],
    [{ type: 'AssignPost', personId: 'p1', schoolId: '370103.S01', kind: 'TEACHER' }, 'Person p1', ofGroup],
    [{ type: 'EndPost', personId: 'p1', post: 1 }, 'Person p1', {}],
    [{ type: 'ProposeRotation', personId: 'p1', ...terms }, 'Person p1', ofGroup],
    [
      { type: 'RotateTeacher', personId: 'p1', ...terms, decidedBy: { groupId: G, number: 3 } },
      'Person p1',
      { ...ofGroup, council: `council-${G}` },
    ],
    [
      { type: 'RotateTeacher', personId: 'p1', ...terms, toSchoolId: '370199.S01' },
      'Person p1',
      { ...ofGroup, receiving: 'district-370199' },
    ],
    [{ type: 'ConfirmArrival', ...rotation }, 'Person p1', {}],
    [{ type: 'ExtendRotation', ...rotation, to: '2024-08-31' }, 'Person p1', {}],
  ])('of a person: %j', (command, target, references) =>
    expect(asked(person, command)).toEqual(['person-p1', target, references]),
  );
  const rotating = stateOf<Person, PersonCommand, PersonEvent, PersonReferences>(
    person,
    from<PersonEvent>(
      '2022-05-01',
      { type: 'PersonRegistered', personId: 'p1', schoolId: '370103.S09', commitment: '' },
      { type: 'Employed', personId: 'p1', employerId: '370103.S01', homeSchoolId: '370103.S01' },
      { type: 'PostAssigned', personId: 'p1', post: 1, schoolId: '370103.S03', kind: 'TEACHER' },
      { type: 'RotationDecided', ...rotation, ...terms, eligibility: [] },
    ),
  );
  test('an extension looks at what its rotation speaks of, its correction too', () => {
    const decidedBy = { groupId: G, number: 3 };
    const extend: PersonCommand = { type: 'ExtendRotation', ...rotation, to: '2024-08-31', decidedBy };
    const streams = { ...ofGroup, council: `council-${G}` };
    expect(person.referencesOf(extend, rotating)).toEqual(streams);
    const right: PersonEvent = { type: 'RotationExtended', ...rotation, to: '2024-08-31', decidedBy };
    expect(person.referencesOfCorrection?.('person-p1', right, rotating)).toEqual(streams);
  });
  test.each<[PersonCommand, string, string | undefined]>([
    [{ type: 'ErasePerson', personId: 'p1' }, 'S09', undefined],
    [{ type: 'Retire', personId: 'p1' }, 'S09', undefined],
    [{ type: 'Employ', personId: 'p1', employerId: '370103', homeSchoolId: '370103.S02' }, 'S02', undefined],
    [{ type: 'AssignPost', personId: 'p1', schoolId: '370103.S02', kind: 'TEACHER' }, 'S02', undefined],
    [{ type: 'EndPost', personId: 'p1', post: 1 }, 'S03', undefined],
    [{ type: 'UpdateQualification', personId: 'p1' }, 'S01', undefined],
    [{ type: 'ProposeRotation', personId: 'p1', ...terms }, 'S01', G],
    [{ type: 'SuspendRotation', ...rotation, cause: 'OTHER' }, 'S01', G],
    [{ type: 'CancelRotation', ...rotation }, 'S01', G],
    [{ type: 'ConfirmArrival', ...rotation }, 'S02', G],
    [{ type: 'ConfirmService', ...rotation, schoolYear: 2022, term: 'FIRST' }, 'S02', G],
    [{ type: 'CompleteRotation', ...rotation }, 'S02', G],
    [{ type: 'RecallTeacher', ...rotation }, 'S02', G],
  ])('the school and group that it is about: %j', (command, school, group) =>
    expect(person.scopeOf(command, rotating)).toEqual({
      district: '370103',
      school: `370103.${school}`,
      ...(group === undefined ? {} : { group }),
    }),
  );
  test('a rotation within the district is of the group whose council decides it', () => {
    const { groupId: _group, ...within } = { ...terms, scheme: 'DISTRICT' as const };
    const rotate: PersonCommand = {
      type: 'RotateTeacher',
      personId: 'p1',
      ...within,
      decidedBy: { groupId: G, number: 3 },
    };
    expect(person.scopeOf(rotate, rotating)).toMatchObject({ group: G });
  });

  describe('of evaluations', () => {
    const scope = { scopeId: G, period: '2021-2022' };
    const one = { ...scope, evaluation: 2 };
    const [stream, target] = [`evaluation-${G}-2021-2022`, `Evaluation ${G}.2021-2022.E2`];
    const term = { personId: p(1), from: '2021-09-01', to: '2022-08-31' };
    const opening: EvaluationCommand = {
      ...{ type: 'OpenEvaluation', ...scope, kind: 'COMPREHENSIVE', office: '督导室', documentNo: '1', methods: [] },
      inspectors: [term, { ...term, personId: 'nobody' }],
    };
    const finding: EvaluationCommand = {
      ...{ type: 'RecordFinding', ...one, dimension: 'SCHOOL', level: '好', nature: 'STRENGTH', text: '齐全' },
      ...{ inspectorId: p(2), evidence: [1] },
    };
    test.each<[EvaluationCommand, string | undefined, object]>([
      [opening, undefined, { ...ofGroup, [p(1)]: `person-${p(1)}` }],
      [{ type: 'AppointInspector', ...one, ...term }, target, { ...ofGroup, [p(1)]: `person-${p(1)}` }],
      [{ type: 'DismissInspector', ...one, personId: p(1) }, target, ofGroup],
      [finding, target, { ...ofGroup, [p(2)]: `person-${p(2)}` }],
      [{ type: 'IssueDraft', ...one }, target, ofGroup],
    ])('%j', (command, object, references) => expect(asked(evaluation, command)).toEqual([stream, object, references]));
    test('what is no period names the stream of none', () =>
      expect(evaluation.streamOf({ ...opening, period: '2021' })).toBe(`evaluation-${G}-none`));
    test('a correction looks at all who inspect, and at whom the right fact names', () => {
      const { inspectors } = opening;
      const right: EvaluationEvent = {
        ...{ type: 'EvaluationOpened', evaluation: 1, scope: 'GROUP', kind: 'COMPREHENSIVE', office: '督导室' },
        ...{ documentNo: '1', methods: ['DATA'], inspectors },
      };
      const state = stateOf<Evaluations, EvaluationCommand, EvaluationEvent, EvaluationReferences>(
        evaluation,
        from<EvaluationEvent>('2021-09-01', { ...right, inspectors: [{ ...term, personId: p(3) }] }),
      );
      const ofThree = { ...ofGroup, [p(3)]: `person-${p(3)}` };
      expect(evaluation.referencesOfCorrection?.(stream, undefined, state)).toEqual(ofThree);
      expect(evaluation.referencesOfCorrection?.(stream, right, state)).toEqual({
        ...ofThree,
        [p(1)]: `person-${p(1)}`,
      });
      expect(evaluation.referencesOfCorrection?.(stream, undefined)).toEqual(ofGroup);
      expect(evaluation.scopeOfRecord(stream)).toEqual({ district: '370103', group: G });
    });
    test('a rectification is about the school that is to put it right, once that is known', () => {
      const submission: EvaluationCommand = {
        type: 'SubmitRectification',
        ...of,
        rectification: 1,
        document: '报告',
        hash,
      };
      const state = stateOf<Evaluations, EvaluationCommand, EvaluationEvent, EvaluationReferences>(
        evaluation,
        untilOrdered,
      );
      const inGroup = { district: '370103', group: G };
      expect(evaluation.scopeOf(submission)).toEqual(inGroup);
      expect(evaluation.scopeOf(submission, state)).toEqual({ ...inGroup, school: '370103.S02' });
      expect(evaluation.scopeOf({ ...submission, rectification: 2 }, state)).toEqual(inGroup);
      expect(
        evaluation.scopeOf({ type: 'AppealEvaluation', ...of, schoolId: '370103.S01', reason: '偏低' }, state),
      ).toEqual({ ...inGroup, school: '370103.S01' });
    });
  });

  test.each<[PolicyCommand, string | undefined]>([
    [
      {
        type: 'AdoptPolicy',
        districtId: '370103',
        code: 'P1',
        title: 'T',
        documentNo: '1',
        rules: { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] },
      },
      undefined,
    ],
    [{ type: 'RepealPolicy', policyId: '370103.P1' }, 'Policy 370103.P1'],
  ])('of policies: %j', (command, target) => expect(asked(policy, command)).toEqual(['policy-370103', target, {}]));

  describe('and of a correction', () => {
    const looksAt = (stream: string, right?: { type: string }) =>
      deciderOfStream(stream)?.referencesOfCorrection?.(stream, right) as unknown;
    const appointed: CouncilEvent = {
      type: 'CouncilAppointed',
      ordinal: 2,
      seats: [{ personId: p(1), schoolCode: 'S01' }, { personId: 'nobody' }, { personId: p(2) }],
      chairId: p(1),
      termFrom: '2021-09-01',
      termTo: '2024-08-31',
    };
    const ofYears = { ...ofGroup, council: `council-${G}`, before: `fund-${G}-2021`, next: `fund-${G}-2023` };
    test.each<[string, CouncilEvent | FundEvent | PersonEvent | undefined, Record<string, string>]>([
      [`council-${G}`, undefined, ofGroup],
      [`council-${G}`, appointed, { ...ofGroup, [p(1)]: `person-${p(1)}`, [p(2)]: `person-${p(2)}` }],
      [
        `council-${G}`,
        { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) },
        { ...ofGroup, [p(1)]: `person-${p(1)}` },
      ],
      [
        `council-${G}`,
        { type: 'SubstituteAppointed', ordinal: 2, schoolCode: 'S01', personId: p(2) },
        { ...ofGroup, [p(2)]: `person-${p(2)}` },
      ],
      [`council-${G}`, { type: 'MemberRecommended', schoolCode: 'S01', personId: 'nobody' }, ofGroup],
      [`council-${G}`, adopted(1), ofGroup],
      [`fund-${G}-2022`, undefined, ofYears],
      [`fund-${G}-2022`, { type: 'FundYearClosed' }, ofYears],
      [`person-${p(1)}`, undefined, {}],
      [`person-${p(1)}`, { type: 'PersonRegistered', personId: p(1), schoolId: '370103.S01', commitment: '' }, ofGroup],
      [`person-${p(1)}`, { type: 'PersonDetailsChanged', personId: p(1), commitment: '' }, {}],
    ])('in %s: %j', (stream, right, references) => expect(looksAt(stream, right)).toEqual(references));
    test('nothing where a stream rests on no other', () =>
      expect([looksAt('district-370103'), looksAt('policy-370103')]).toEqual([undefined, undefined]));
  });

  test('each is decided by one aggregate', () => {
    expect(deciderOf({ type: 'CloseFundYear' })).toBe(fund);
    expect(deciderOf({ type: 'Dance' })).toBeUndefined();
    expect([
      deciderOfStream('fund-370103.G01-2022'),
      deciderOfStream('policy-370103'),
      deciderOfStream('dance-1'),
    ]).toEqual([fund, policy, undefined]);
    expect(deciders.map(({ category }) => category)).toEqual([
      ...['district', 'council', 'person', 'fund', 'evaluation', 'policy', 'indicator'],
    ]);
  });
});

describe('names and keys', () => {
  test('of streams', () =>
    expect([
      districtStream('D'),
      councilStream('D.G'),
      personStream('p'),
      fundStream('D.G', 2022),
      policyStream('D'),
    ]).toEqual(['district-D', 'council-D.G', 'person-p', 'fund-D.G-2022', 'policy-D']));
  test('of objects', () =>
    expect([
      schoolId('D', 'S'),
      groupId('D', 'G'),
      councilId('D.G', 1),
      resolutionId('D.G', 2),
      fundId('D.G', 2022),
    ]).toEqual(['D.S', 'D.G', 'D.G.1', 'D.G.R2', 'D.G.2022']));
  test('are taken apart again', () => {
    expect(splitFundStream('fund-D.G-2022')).toEqual({ group: 'D.G', fiscalYear: 2022 });
    expect(splitFundStream('fund')).toEqual({ group: '', fiscalYear: 0 });
    expect(evaluationStream('D.G', '2022-2023-1')).toBe('evaluation-D.G-2022-2023-1');
    expect(splitEvaluationStream('evaluation-D.G-2022-2023-1')).toEqual({ scopeId: 'D.G', period: '2022-2023-1' });
    expect(splitEvaluationStream('evaluation')).toEqual({ scopeId: '', period: '' });
    const ofEvaluation = { scopeId: 'D.G', period: '2022-2023', evaluation: 12 };
    expect(splitEvaluationId(evaluationId('D.G', '2022-2023', 12))).toEqual(ofEvaluation);
    expect(splitEvaluationId('D')).toEqual({ scopeId: 'D.', period: '', evaluation: 0 });
    expect([streamKey('council-D.G'), streamKey(personStream(p(1)))]).toEqual(['D.G', p(1)]);
    expect([splitId('D.G'), splitId('D.G.1'), splitId('D'), splitId('')]).toEqual([
      { district: 'D', code: 'G' },
      { district: '', code: '' },
      { district: 'D', code: '' },
      { district: '', code: '' },
    ]);
  });
  test('codes are 1 to 16 capital letters and digits, persons random UUIDs in lower case', () => {
    expect(['1990-1991', '2021-2022-1', '2199-2200-2'].map(isPeriod)).toEqual([true, true, true]);
    expect(
      ['2021', '2021-2021', '1989-1990', '2200-2201', '2021-2022-3', '2021-2022-', ' 2021-2022'].map(isPeriod),
    ).toEqual(Array(7).fill(false));
    const isEvaluation = (text: string): boolean => isKeyOf('Evaluation', text);
    expect(['D.G.2021-2022.E1', 'D.G.2021-2022-2.E999'].map(isEvaluation)).toEqual([true, true]);
    expect(
      [
        'D.G.2021-2022',
        'D.G.2021-2022.E0',
        'D.2021-2022.E1',
        'D.G.H.2021-2022.E1',
        'D.G.2021.E1',
        'D.G.2021-2022.R1',
      ].map(isEvaluation),
    ).toEqual(Array(6).fill(false));
    expect(['A', 'A1234567890123456'.slice(0, 16), '9'].map(isCode)).toEqual([true, true, true]);
    expect(['', 'A1234567890123456', 'a', 'A B', ' A', 'A\n'].map(isCode)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    const random = '0f6b8c1e-5c3a-4b7d-9e2f-123456789abc';
    expect([isUuid(random), isUuid(`x${random}`), isUuid(`${random}0`), isUuid(random.toUpperCase())]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([random, random.replace('-4', '-5'), random.replace('-9', '-7'), `${random}0`].map(isRandomUuid)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a stored correction', () => {
  const right = { type: 'SchoolRenamed', schoolCode: 'S01', name: 'Right' };
  const read = (type: string, version: number, data: object) =>
    upcast(district, type, version, data as Readonly<Record<string, unknown>>);
  test('is read with its right fact', () => {
    expect(read('RecordCorrected', 1, { revision: 3, right, rightVersion: 1, rightEffectiveOn: '2021-09-01' })).toEqual(
      { event: { type: 'RecordCorrected', revision: 3, right, rightVersion: 1, rightEffectiveOn: '2021-09-01' } },
    );
    expect(read('RecordRetracted', 1, { revision: 3 })).toEqual({ event: { type: 'RecordRetracted', revision: 3 } });
  });
  test('is unknown in another version, or with a right fact that is', () => {
    expect(read('RecordRetracted', 2, { revision: 3 })).toEqual({ unknown: 'version' });
    expect(read('RecordCorrected', 1, { revision: 3, right, rightVersion: 2 })).toEqual({ unknown: 'version' });
    expect(read('RecordCorrected', 1, { revision: 3, right: { type: 'SchoolMoved' }, rightVersion: 1 })).toEqual({
      unknown: 'type',
    });
  });
  test('brings its right fact up to date, as any fact of that version', () => {
    const versions = {
      facts: district.facts,
      upcasters: {
        SchoolRenamed: [(data: Readonly<Record<string, unknown>>) => ({ ...data, name: `${String(data['name'])}!` })],
      },
    };
    const data = { revision: 3, right, rightVersion: 1, rightEffectiveOn: '2021-09-01' };
    expect(upcast(versions, 'RecordCorrected', 1, data)).toMatchObject({
      event: { right: { type: 'SchoolRenamed', name: 'Right!' } },
    });
    expect(upcast(versions, 'RecordCorrected', 1, { ...data, rightVersion: 2 })).toMatchObject({
      event: { right: { name: 'Right' } },
    });
  });
});
