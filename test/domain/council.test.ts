import { describe, expect, test } from '@jest/globals';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import { addDays } from '../../src/domain/day.js';
import type { District, DistrictEvent } from '../../src/domain/district/index.js';
import type { Person } from '../../src/domain/council/persons.js';
import {
  bureau,
  districtOf,
  from,
  given,
  moreThanHalf,
  on,
  p,
  personsOf,
  registerOf,
  schoolRegistered,
  secretary,
  someone,
  type Fact,
} from './given.js';

const groupId = '370103.G01';
const s = (code: string): string => `370103.${code}`;

const register = registerOf({ G01: ['S01', 'S02'], G02: ['S03', 'S04'] });
const district = districtOf(register);
const districtAfter = (day: string, ...events: DistrictEvent[]): District =>
  districtOf([...register, ...from(day, ...events)]);

const recommend = (schoolCode: string, n: number): CouncilCommand => ({
  type: 'RecommendCouncilMember',
  groupId,
  schoolId: s(schoolCode),
  personId: p(n),
});
const unrecommend = (schoolCode: string, n: number): CouncilCommand => ({
  type: 'WithdrawRecommendation',
  groupId,
  schoolId: s(schoolCode),
  personId: p(n),
});
const appoint = (
  members: number[],
  more: Partial<Extract<CouncilCommand, { type: 'AppointCouncil' }>> = {},
): CouncilCommand => ({
  type: 'AppointCouncil',
  groupId,
  memberIds: members.map(p),
  chairId: p(members[0] ?? 1),
  termFrom: '2021-09-01',
  termTo: '2024-08-31',
  ...more,
});
const file: CouncilCommand = { type: 'FileCouncil', groupId, ordinal: 1 };
const acceptFiling: CouncilCommand = { type: 'AcceptFiling', groupId, ordinal: 1, documentNo: '7号' };
const returnFiling: CouncilCommand = {
  type: 'ReturnFiling',
  groupId,
  ordinal: 1,
  documentNo: '7号',
  reason: '缺推荐函',
};
const substitute = (n: number, asChair?: boolean): CouncilCommand => ({
  type: 'AppointSubstitute',
  groupId,
  ordinal: 1,
  personId: p(n),
  ...(asChair === undefined ? {} : { asChair }),
});
const resign = (n: number): CouncilCommand => ({ type: 'ResignSeat', groupId, ordinal: 1, personId: p(n) });
const remove = (n: number): CouncilCommand => ({ type: 'RemoveMember', groupId, ordinal: 1, personId: p(n) });
const extend = (termTo: string): CouncilCommand => ({ type: 'ExtendTerm', groupId, ordinal: 1, termTo });
const end: CouncilCommand = { type: 'EndTerm', groupId, ordinal: 1 };

const recommended = (schoolCode: string, n: number): CouncilEvent => ({
  type: 'MemberRecommended',
  schoolCode,
  personId: p(n),
});
const appointed = (ordinal = 1, termFrom = '2021-09-01', termTo = '2024-08-31'): CouncilEvent => ({
  type: 'CouncilAppointed',
  ordinal,
  chairId: p(1),
  termFrom,
  termTo,
  seats: [
    { personId: p(1), schoolCode: 'S01' },
    { personId: p(2), schoolCode: 'S02' },
  ],
});
const filed: Fact<CouncilEvent> = {
  event: { type: 'CouncilFiled', ordinal: 1 },
  effectiveOn: '2021-09-05',
  actor: secretary,
};

/** Who is about to be recommended, or to take a seat, is known; p1 to p5 are. */
const references = { district, person: someone, ...personsOf(1, 2, 3, 4, 5) };
const at = (
  facts: readonly Fact<CouncilEvent>[],
  more: { district?: District; person?: Person } | Readonly<Record<string, Person>> = {},
) => given(council, facts, { ...references, ...more });

const ready = from('2021-06-01', recommended('S01', 1), recommended('S02', 2));
/** One term, appointed in summer, in office from 2021-09-01 to 2024-08-31: p1 chairs for S01, p2 sits for S02; S02 recommends p3, too. */
const sitting = [...ready, ...from('2021-07-01', appointed()), ...from('2021-08-01', recommended('S02', 3))];
const day = on('2022-03-01');

describe('RecommendCouncilMember', () => {
  test('a member school recommends a person', () => at([]).when(recommend('S01', 1)).then(recommended('S01', 1)));
  test('is refused for a school of another group, or of another district', () => {
    at([])
      .when(recommend('S03', 1))
      .refused('RECOMMENDER_NOT_MEMBER', { school: s('S03'), group: groupId }, ['schoolId']);
    at([])
      .when({ ...recommend('S01', 1), schoolId: '370199.S01' } as CouncilCommand)
      .refused('RECOMMENDER_NOT_MEMBER', {}, ['schoolId']);
  });
  test('is refused for an unknown school', () =>
    at([])
      .when(recommend('S77', 1))
      .refused('NOT_FOUND', { school: s('S77') }, ['schoolId']));
  test('is refused for an unknown group, and before it was formed', () => {
    at([])
      .when({ ...recommend('S01', 1), groupId: s('G77') })
      .refused('NOT_FOUND', { group: s('G77') }, ['groupId']);
    at([]).when(recommend('S01', 1), on('2019-09-01')).refused('NOT_FOUND', { group: groupId }, ['groupId']);
  });
  test('is refused for a dissolved group', () =>
    at([], {
      district: districtAfter('2021-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    })
      .when(recommend('S01', 1))
      .refused('GROUP_DISSOLVED', { group: groupId }, ['groupId']));
  test('is refused for an unknown person', () => {
    at([], { person: { status: 'UNKNOWN' } })
      .when(recommend('S01', 1))
      .refused('NOT_FOUND', { person: p(1) }, ['personId']);
    given(council, [], { district })
      .when(recommend('S01', 1))
      .refused('NOT_FOUND', { person: p(1) }, ['personId']);
  });
  test('is refused for an erased person', () =>
    at([], { person: { status: 'ERASED', schoolId: s('S01') } })
      .when(recommend('S01', 1))
      .refused('PERSON_ERASED', { person: p(1) }, ['personId']));
  test('is refused where the recommendation stands', () =>
    at(ready)
      .when(recommend('S01', 1))
      .refused('NO_CHANGE', { person: p(1) }, ['personId']));
  test('is refused where the same recommendation is recorded for a later day', () =>
    at(ready)
      .when(recommend('S01', 1), on('2021-05-01'))
      .refused('CONFLICTS_WITH_LATER', { person: p(1), day: '2021-06-01' }, ['personId']));
  test('is refused for a person of another district', () =>
    at([], { person: { ...someone, schoolId: '370199.S01' } as Person })
      .when(recommend('S01', 1))
      .refused('NOT_FOUND', { person: p(1) }, ['personId']));
  test('two schools may recommend one person', () => at(ready).when(recommend('S02', 1)).then(recommended('S02', 1)));
  test('is accepted again after an appointment used the first', () =>
    at(sitting).when(recommend('S01', 1), day).then(recommended('S01', 1)));
});

describe('WithdrawRecommendation', () => {
  test('takes a recommendation back', () =>
    at(ready)
      .when(unrecommend('S01', 1))
      .then({ type: 'RecommendationWithdrawn', schoolCode: 'S01', personId: p(1) }));
  test('is refused where the school did not recommend the person', () =>
    at(ready)
      .when(unrecommend('S02', 1))
      .refused('NOT_FOUND', { person: p(1) }, ['personId']));
  test('is refused for a school of another district with the same code', () =>
    at(ready)
      .when({ ...unrecommend('S01', 1), schoolId: '370199.S01' } as CouncilCommand)
      .refused('NOT_FOUND', { school: '370199.S01' }));
  test('is refused after an appointment used it', () =>
    at(sitting).when(unrecommend('S01', 1), day).refused('NOT_FOUND'));
  test('is refused before the day of the recommendation', () =>
    at(ready)
      .when(unrecommend('S01', 1), on('2021-05-01'))
      .refused('DATE_ORDER', { earliest: '2021-06-01' }, ['command', 'effectiveOn']));
});

describe('AppointCouncil', () => {
  const june = on('2021-07-01');
  test('appoints those recommended', () =>
    at(ready)
      .when(appoint([1, 2]), june)
      .then(appointed()));
  test('appoints the next council while the first sits', () =>
    at([...sitting, ...from('2024-06-01', recommended('S01', 1), recommended('S02', 2))])
      .when(appoint([1, 2], { termFrom: '2024-09-01', termTo: '2027-08-31' }), on('2024-06-15'))
      .then(appointed(2, '2024-09-01', '2027-08-31')));
  test('is refused where the terms overlap', () =>
    at([...sitting, ...from('2024-06-01', recommended('S01', 1), recommended('S02', 2))])
      .when(appoint([1, 2], { termFrom: '2024-08-31', termTo: '2027-08-31' }), on('2024-06-15'))
      .refused('TERM_OVERLAP', { term: 1, other: 2 }));
  test('is refused where a later term would be overlapped', () =>
    at([
      ...ready,
      ...from('2021-07-01', appointed(1, '2024-09-01', '2027-08-31')),
      ...from('2021-08-01', recommended('S01', 1), recommended('S02', 2)),
    ])
      .when(appoint([1, 2], { termTo: '2024-09-01' }))
      .refused('TERM_OVERLAP'));
  test('is refused for whom nobody recommended', () =>
    at(ready)
      .when(appoint([1, 2, 3]), june)
      .refused('NOT_RECOMMENDED', { person: p(3) }, ['memberIds', '2']));
  test('is refused before the day of the recommendation', () =>
    at(ready)
      .when(appoint([1, 2]), on('2021-05-01'))
      .refused('NOT_RECOMMENDED'));
  test('is refused where a member school has no seat', () =>
    at(ready)
      .when(appoint([1]), june)
      .refused('SCHOOL_WITHOUT_SEAT', { school: 'S02' }, ['memberIds']));
  test('is refused where the recommending school is no member when the term begins', () =>
    at(ready, {
      district: districtAfter('2021-08-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
    })
      .when(appoint([1, 2]), june)
      .refused('RECOMMENDER_NOT_MEMBER', { person: p(2), school: 'S02' }, ['memberIds', '1']));
  test('goes by the recommendation of a member school, where a former member recommended the same person', () =>
    at([...from('2021-05-01', recommended('S02', 1)), ...ready], {
      district: districtAfter('2021-08-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
    })
      .when(appoint([1]), june)
      .then({
        ...(appointed() as Extract<CouncilEvent, { type: 'CouncilAppointed' }>),
        seats: [{ personId: p(1), schoolCode: 'S01' }],
      }));
  test('is refused for a member who is not known, or was erased since the recommendation', () => {
    at(ready, { [p(2)]: { status: 'UNKNOWN' } })
      .when(appoint([1, 2]), june)
      .refused('NOT_FOUND', { person: p(2) }, ['memberIds', '1']);
    at(ready, { [p(2)]: { status: 'ERASED', schoolId: s('S02') } })
      .when(appoint([1, 2]), june)
      .refused('PERSON_ERASED', { person: p(2) }, ['memberIds', '1']);
    given(council, ready, { district })
      .when(appoint([1, 2]), june)
      .refused('NOT_FOUND', { person: p(1) }, ['memberIds', '0']);
  });
  test('is refused for a member whom a school of another district entered', () =>
    at(ready, { [p(2)]: { status: 'REGISTERED', schoolId: '370199.S02', commitment: '' } })
      .when(appoint([1, 2]), june)
      .refused('NOT_FOUND', { person: p(2) }, ['memberIds', '1']));
  test('is refused for a chair without a seat', () =>
    at(ready)
      .when(appoint([1, 2], { chairId: p(3) }), june)
      .refused('CHAIR_NOT_MEMBER', { person: p(3) }, ['chairId']));
  test('is refused for a term that ends before it begins', () =>
    at(ready)
      .when(appoint([1, 2], { termTo: '2021-08-31' }), june)
      .refused('DATE_ORDER', { earliest: '2021-09-01' }, ['termTo']));
  test('is refused with days that no calendar has', () => {
    at(ready)
      .when(appoint([1, 2], { termFrom: '2021-02-29' }), june)
      .refused('INVALID_INPUT', {}, ['termFrom']);
    at(ready)
      .when(appoint([1, 2], { termTo: 'never' }), june)
      .refused('INVALID_INPUT', {}, ['termTo']);
  });
  test('is refused without members, or with one twice', () => {
    at(ready).when(appoint([]), june).refused('INVALID_INPUT', {}, ['memberIds']);
    at(ready)
      .when(appoint([1, 2, 1]), june)
      .refused('INVALID_INPUT', {}, ['memberIds', '2']);
  });
  test('is refused for an unknown group, or one that is dissolved on that day or when the term begins', () => {
    const ends = (on: string): District =>
      districtAfter(on, { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] });
    at(ready)
      .when({ ...appoint([1, 2]), groupId: s('G77') }, june)
      .refused('NOT_FOUND', { group: s('G77') }, ['groupId']);
    at(ready, { district: ends('2021-07-01') })
      .when(appoint([1, 2]), june)
      .refused('GROUP_DISSOLVED', { day: '2021-07-01' }, ['groupId']);
    at(ready, { district: ends('2021-08-01') })
      .when(appoint([1, 2]), june)
      .refused('GROUP_DISSOLVED', { day: '2021-09-01' });
  });
  test('uses up the recommendations of those who were appointed, and no later ones', () => {
    const { state } = at([
      ...ready,
      ...from<CouncilEvent>('2021-06-10', { type: 'RecommendationWithdrawn', schoolCode: 'S01', personId: p(1) }),
      ...from('2024-06-01', recommended('S01', 1)),
    ]).after(appoint([1, 2]), on('2021-06-05'));
    expect(state.recommendations.filter(({ value, until }) => value === p(1) && until === undefined)).toHaveLength(1);
  });
});

describe('FileCouncil', () => {
  test('files a council', () => at(sitting).when(file).then({ type: 'CouncilFiled', ordinal: 1 }));
  test('is refused where it is filed already, answered or not', () => {
    at([...sitting, filed])
      .when(file, day)
      .refused('NO_CHANGE', { status: 'FILED' });
    at([...sitting, filed])
      .after(acceptFiling, day)
      .when(file, day)
      .refused('NO_CHANGE', { status: 'ACCEPTED' });
  });
  test('is accepted again after a return, or a change', () => {
    at([...sitting, filed])
      .after(returnFiling, day)
      .when(file, day)
      .then({ type: 'CouncilFiled', ordinal: 1 });
    at([...sitting, filed])
      .after(acceptFiling, day)
      .after(substitute(3), day)
      .when(file, day)
      .then({ type: 'CouncilFiled', ordinal: 1 });
  });
  test('is refused before the day of the last answer or filing', () => {
    at([...sitting, filed])
      .after(returnFiling, day)
      .when(file, on('2022-02-01'))
      .refused('DATE_ORDER', { earliest: '2022-03-01' }, ['command', 'effectiveOn']);
    at([...sitting, filed])
      .after(substitute(3), day)
      .when(file, on('2021-09-04'))
      .refused('DATE_ORDER', { earliest: '2021-09-05' }, ['command', 'effectiveOn']);
  });
  test('is refused for a day to come', () => {
    at(sitting)
      .when(file, { ...day, recordedOn: '2022-02-28' })
      .refused('DATE_ORDER', { day: '2022-03-01', latest: '2022-02-28' }, ['command', 'effectiveOn']);
    at(sitting)
      .when(file, { ...day, recordedOn: '2022-03-01' })
      .then({ type: 'CouncilFiled', ordinal: 1 });
  });
  test('is refused for a dissolved group', () =>
    at(sitting, {
      district: districtAfter('2022-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    })
      .when(file, day)
      .refused('GROUP_DISSOLVED', {}, ['groupId']));
  test('is refused before the day of the appointment', () =>
    at(sitting)
      .when(file, on('2021-06-30'))
      .refused('DATE_ORDER', { earliest: '2021-07-01' }, ['command', 'effectiveOn']));
  test('is refused for an unknown term', () =>
    at(sitting)
      .when({ ...file, ordinal: 2 })
      .refused('NOT_FOUND', { term: 2 }, ['councilId']));
});

describe('AcceptFiling and ReturnFiling', () => {
  test('answer a filing', () => {
    at([...sitting, filed])
      .when(acceptFiling, day)
      .then({ type: 'FilingAccepted', ordinal: 1, documentNo: '7号' });
    at([...sitting, filed])
      .when(returnFiling, day)
      .then({ type: 'FilingReturned', ordinal: 1, documentNo: '7号', reason: '缺推荐函' });
  });
  test.each([acceptFiling, returnFiling])('are refused where nothing was filed: $type', (answer) =>
    at(sitting).when(answer, day).refused('FILING_NOT_OPEN', { term: 1, status: 'NOT_FILED' }, ['councilId']),
  );
  test.each([acceptFiling, returnFiling])('answer a filing once: $type', (answer) => {
    at([...sitting, filed])
      .after(acceptFiling, day)
      .when(answer, day)
      .refused('FILING_NOT_OPEN', { status: 'ACCEPTED' });
    at([...sitting, filed])
      .after(returnFiling, day)
      .when(answer, day)
      .refused('FILING_NOT_OPEN', { status: 'RETURNED' });
  });
  test.each([acceptFiling, returnFiling])('are refused to who filed: $type', (answer) =>
    at([...sitting, { ...filed, actor: bureau }])
      .when(answer, day)
      .refused('SAME_PERSON', { actor: bureau.id }),
  );
  test.each([acceptFiling, returnFiling])('need a document number: $type', (answer) => {
    at([...sitting, filed])
      .when({ ...answer, documentNo: ' ' }, day)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    at([...sitting, filed])
      .when({ ...answer, documentNo: '7\u0000' }, day)
      .refused('INVALID_INPUT', {}, ['documentNo']);
  });
  test.each([acceptFiling, returnFiling])('are refused before the day of the filing: $type', (answer) =>
    at([...sitting, filed])
      .when(answer, on('2021-09-04'))
      .refused('DATE_ORDER', { earliest: '2021-09-05' }, ['command', 'effectiveOn']),
  );
  test.each([acceptFiling, returnFiling])('are refused for an unknown term: $type', (answer) =>
    at(sitting)
      .when({ ...answer, ordinal: 2 })
      .refused('NOT_FOUND', { term: 2 }),
  );
  test.each([acceptFiling, returnFiling])('are refused for a day to come: $type', (answer) =>
    at([...sitting, filed])
      .when(answer, { ...day, recordedOn: '2022-02-28' })
      .refused('DATE_ORDER', { latest: '2022-02-28' }, ['command', 'effectiveOn']),
  );
  test('a return needs a reason', () =>
    at([...sitting, filed])
      .when({ ...returnFiling, reason: '' }, day)
      .refused('INVALID_INPUT', {}, ['reason']));
});

describe('AppointSubstitute', () => {
  const seated: CouncilEvent = { type: 'SubstituteAppointed', ordinal: 1, personId: p(3), schoolCode: 'S02' };
  const chairs = (n: number): CouncilEvent => ({ type: 'ChairAppointed', ordinal: 1, personId: p(n) });
  test('seats a recommended person', () => at(sitting).when(substitute(3), day).then(seated));
  test('seats a person in the chair', () => at(sitting).when(substitute(3, true), day).then(seated, chairs(3)));
  test('gives the chair to a member', () => at(sitting).when(substitute(2, true), day).then(chairs(2)));
  test('is refused for a member, or for the chair', () => {
    at(sitting)
      .when(substitute(2), day)
      .refused('NO_CHANGE', { person: p(2) }, ['personId']);
    at(sitting)
      .when(substitute(1, true), day)
      .refused('NO_CHANGE', { person: p(1) }, ['personId']);
  });
  test('is refused for whom nobody recommended', () =>
    at(sitting)
      .when(substitute(4), day)
      .refused('NOT_RECOMMENDED', { person: p(4) }, ['personId']));
  test('is refused for who is not known, or was erased since the recommendation', () => {
    at(sitting, { person: { status: 'UNKNOWN' } })
      .when(substitute(3), day)
      .refused('NOT_FOUND', { person: p(3) }, ['personId']);
    at(sitting, { person: { status: 'ERASED', schoolId: s('S02') } })
      .when(substitute(3), day)
      .refused('PERSON_ERASED', { person: p(3) }, ['personId']);
    given(council, sitting, { district })
      .when(substitute(3), day)
      .refused('NOT_FOUND', { person: p(3) }, ['personId']);
  });
  test('is refused where the recommending school left', () =>
    at(sitting, {
      district: districtAfter('2022-01-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
    })
      .when(substitute(3), day)
      .refused('RECOMMENDER_NOT_MEMBER', { person: p(3), school: 'S02' }, ['personId']));
  test('is refused after the term', () =>
    at(sitting)
      .when(substitute(3), on('2024-09-01'))
      .refused('TERM_EXPIRED', { term: 1, until: '2024-09-01' }, ['councilId']));
  test('is refused before the term begins', () =>
    at(sitting)
      .when(substitute(3), on('2021-08-15'))
      .refused('DATE_ORDER', { earliest: '2021-09-01' }, ['command', 'effectiveOn']));
  test('entered late, is refused where the person takes the seat later', () =>
    at(sitting)
      .after(substitute(3), day)
      .when(substitute(3), on('2021-12-01'))
      .refused('CONFLICTS_WITH_LATER', { person: p(3), day: '2022-03-01' }, ['personId']));
  test('is refused for a chair who leaves the council later', () =>
    at(sitting)
      .after(resign(2), on('2023-01-01'))
      .when(substitute(2, true), day)
      .refused('CONFLICTS_WITH_LATER', { rule: 'CHAIR_NOT_MEMBER', person: p(2), day: '2023-01-01' }, ['personId']));
  test('entered late, is accepted for a chair who leaves the council when the next is in the chair', () =>
    at(sitting)
      .after(substitute(3, true), on('2022-12-01'))
      .after(resign(2), on('2023-01-01'))
      .when(substitute(2, true), day)
      .then(chairs(2)));
  test('is refused for an unknown term or group', () => {
    at(sitting)
      .when({ ...substitute(3), ordinal: 2 } as CouncilCommand, day)
      .refused('NOT_FOUND', { term: 2 }, ['councilId']);
    at(sitting)
      .when({ ...substitute(3), groupId: s('G77') }, day)
      .refused('NOT_FOUND', { group: s('G77') });
  });
  test('is refused for a dissolved group', () =>
    at(sitting, {
      district: districtAfter('2022-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    })
      .when(substitute(3), day)
      .refused('GROUP_DISSOLVED'));
});

describe('ResignSeat', () => {
  test('gives a seat up', () =>
    at(sitting)
      .when(resign(2), day)
      .then({ type: 'SeatResigned', ordinal: 1, personId: p(2) }));
  test('of the chair leaves the chair vacant', () => {
    const { chair } = at(sitting).after(resign(1), day).state.terms[0]!;
    expect([chair.at('2022-02-28'), chair.at('2022-03-01')]).toEqual([p(1), undefined]);
  });
  test('of the chair, entered late, leaves the next chair who is already appointed', () => {
    const { chair } = at(sitting).after(substitute(2, true), on('2023-01-01')).after(resign(1), day).state.terms[0]!;
    expect(['2022-02-28', '2022-03-01', '2023-01-01'].map((day) => chair.at(day))).toEqual([p(1), undefined, p(2)]);
  });
  test('is possible before the term begins, for the chair as for others', () => {
    at(sitting)
      .when(resign(2), on('2021-08-15'))
      .then({ type: 'SeatResigned', ordinal: 1, personId: p(2) });
    at(sitting)
      .when(resign(1), on('2021-08-15'))
      .then({ type: 'SeatResigned', ordinal: 1, personId: p(1) });
    expect(at(sitting).after(resign(1), on('2021-08-15')).state.terms[0]?.chair.at('2021-09-01')).toBeUndefined();
  });
  test('is refused for who will take the chair', () =>
    at(sitting)
      .after(substitute(2, true), on('2023-01-01'))
      .when(resign(2), day)
      .refused('CONFLICTS_WITH_LATER', { rule: 'CHAIR_NOT_MEMBER', person: p(2), day: '2023-01-01' }, ['personId']));
  test('is refused for who holds no seat, or no longer', () => {
    at(sitting)
      .when(resign(3), day)
      .refused('NOT_FOUND', { person: p(3) }, ['personId']);
    at(sitting)
      .after(resign(2), day)
      .when(resign(2), day)
      .refused('NOT_FOUND', { person: p(2) }, ['personId']);
  });
  test('is refused where a later end is recorded', () =>
    at(sitting)
      .after(resign(2), on('2023-01-01'))
      .when(resign(2), day)
      .refused('CONFLICTS_WITH_LATER', { person: p(2), day: '2023-01-01' }, ['personId']));
  test('is refused after the term', () =>
    at(sitting).when(resign(2), on('2024-09-01')).refused('TERM_EXPIRED', { term: 1 }, ['councilId']));
  test('is refused for an unknown term', () =>
    at(sitting)
      .when({ ...resign(2), ordinal: 2 } as CouncilCommand, day)
      .refused('NOT_FOUND', { term: 2 }));
});

describe('RemoveMember', () => {
  const system = { id: 'process', role: 'SYSTEM' } as const;
  const gone = districtAfter('2022-01-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' });
  test('removes a member', () =>
    at(sitting)
      .when(remove(2), day)
      .then({ type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'REMOVED' }));
  test('by a process, says that the recommending school left', () =>
    at(sitting, { district: gone })
      .when(remove(2), { ...day, actor: system })
      .then({ type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'RECOMMENDER_LEFT' }));
  test('by a process, is refused where the school is a member after all', () =>
    at(sitting)
      .when(remove(2), { ...day, actor: system })
      .refused('NO_CHANGE', { person: p(2) }, ['personId']));
  test('is refused for who holds no seat', () =>
    at(sitting)
      .when(remove(3), day)
      .refused('NOT_FOUND', { person: p(3) }, ['personId']));
  test('is refused where a later end is recorded', () =>
    at(sitting).after(resign(2), on('2023-01-01')).when(remove(2), day).refused('CONFLICTS_WITH_LATER'));
  test('is refused after the term', () => at(sitting).when(remove(2), on('2024-09-01')).refused('TERM_EXPIRED'));
  test('is refused for an unknown term', () =>
    at(sitting)
      .when({ ...remove(2), ordinal: 2 } as CouncilCommand, day)
      .refused('NOT_FOUND', { term: 2 }));
});

describe('a person who is erased', () => {
  test('takes no chair, although the seat is still held', () =>
    at(sitting, { person: { status: 'ERASED', schoolId: '370103.S02' } })
      .when({ type: 'AppointSubstitute', groupId, ordinal: 1, personId: p(2), asChair: true }, day)
      .refused('PERSON_ERASED', { person: p(2) }, ['personId']));
});

describe('ExtendTerm', () => {
  test('needs a document', () =>
    at(sitting)
      .when(extend('2024-12-31'), { ...day, hasDocument: false })
      .refused('BASIS_MISSING', {}, ['command', 'basis']));
  test('lets a term last longer', () =>
    at(sitting).when(extend('2024-12-31'), day).then({ type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' }));
  test('is refused after the term', () =>
    at(sitting)
      .when(extend('2024-12-31'), on('2024-09-01'))
      .refused('TERM_EXPIRED', { until: '2024-09-01' }, ['councilId']));
  test('is a deadline: dating it back into the term does not meet it, but for the bureau with a document', () => {
    const told = { ...on('2024-08-31'), recordedOn: '2024-09-01' };
    at(sitting)
      .when(extend('2024-12-31'), { ...told, actor: secretary })
      .refused('TERM_EXPIRED', { until: '2024-09-01' }, ['councilId']);
    at(sitting)
      .when(extend('2024-12-31'), { ...told, hasDocument: false })
      .refused('TERM_EXPIRED');
    at(sitting).when(extend('2024-12-31'), told).then({ type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' });
    at(sitting)
      .when(extend('2024-12-31'), { ...on('2024-09-01'), recordedOn: '2024-08-01', actor: secretary })
      .refused('TERM_EXPIRED');
  });
  test('is accepted on its last day', () =>
    at(sitting)
      .when(extend('2024-12-31'), on('2024-08-31'))
      .then({ type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' }));
  test('is refused to the day it has, or an earlier one', () => {
    at(sitting).when(extend('2024-08-31'), day).refused('NO_CHANGE', {}, ['termTo']);
    at(sitting).when(extend('2024-08-30'), day).refused('DATE_ORDER', { earliest: '2024-08-31' }, ['termTo']);
  });
  test('makes no term longer than the charter allows, without one than five years in all', () => {
    at(sitting)
      .when(extend('2026-09-01'), day)
      .refused('DATE_ORDER', { day: '2026-09-01', latest: '2026-08-31', term: 1 }, ['termTo']);
    at(sitting).when(extend('2026-08-31'), day).then({ type: 'TermExtended', ordinal: 1, termTo: '2026-08-31' });
    at(sitting)
      .after(extend('2025-08-31'), day)
      .when(extend('2026-09-01'), day)
      .refused('DATE_ORDER', { latest: '2026-08-31' }, ['termTo']);
    const chartered = (termYears: number) =>
      at([
        ...sitting,
        ...from<CouncilEvent>('2022-01-01', {
          type: 'CharterAdopted',
          quorum: moreThanHalf,
          majority: moreThanHalf,
          termYears,
          everySchoolSeated: true,
          otherSeats: 0,
          proxiesPerMember: 1,
          adoption: 'BY_BUREAU',
        }),
      ]);
    chartered(4).when(extend('2025-09-01'), day).refused('DATE_ORDER', { latest: '2025-08-31' }, ['termTo']);
    chartered(4).when(extend('2025-08-31'), day).then({ type: 'TermExtended', ordinal: 1, termTo: '2025-08-31' });
    chartered(7).when(extend('2028-08-31'), day).then({ type: 'TermExtended', ordinal: 1, termTo: '2028-08-31' });
  });
  test('is refused into the next term', () =>
    at([...sitting, ...from('2022-01-01', appointed(2, '2024-09-01', '2027-08-31'))])
      .when(extend('2024-09-01'), day)
      .refused('TERM_OVERLAP', { term: 1, other: 2 }));
  test('is refused to a day that no calendar has', () =>
    at(sitting).when(extend('2025-02-29'), day).refused('INVALID_INPUT', {}, ['termTo']));
  test('is refused where the term was ended early, also when entered late', () =>
    at(sitting)
      .after(end, on('2023-01-01'))
      .when(extend('2025-01-01'), day)
      .refused('CONFLICTS_WITH_LATER', { term: 1, rule: 'TERM_EXPIRED', day: '2023-01-01' }, ['councilId']));
  test('is refused for a dissolved group', () =>
    at(sitting, {
      district: districtAfter('2022-01-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    })
      .when(extend('2025-01-01'), day)
      .refused('GROUP_DISSOLVED', {}, ['groupId']));
  test('is refused for an unknown term', () =>
    at(sitting)
      .when({ ...extend('2025-01-01'), ordinal: 2 } as CouncilCommand, day)
      .refused('NOT_FOUND', { term: 2 }));
});

describe('EndTerm', () => {
  test('ends a term early', () => at(sitting).when(end, day).then({ type: 'TermEnded', ordinal: 1 }));
  test('lets the next term begin on that day', () =>
    at([...sitting, ...from('2022-01-01', recommended('S01', 1), recommended('S02', 2))])
      .after(end, day)
      .when(appoint([1, 2], { termFrom: '2022-03-01', termTo: '2025-02-28' }), day)
      .then(appointed(2, '2022-03-01', '2025-02-28')));
  test('is refused after the term, or a second time', () => {
    at(sitting).when(end, on('2024-09-01')).refused('TERM_EXPIRED', { term: 1 }, ['councilId']);
    at(sitting).after(end, day).when(end, day).refused('TERM_EXPIRED', { until: '2022-03-01' });
  });
  test('is refused before the term has begun', () =>
    at(sitting)
      .when(end, on('2021-09-01'))
      .refused('DATE_ORDER', { earliest: '2021-09-02' }, ['command', 'effectiveOn']));
  test('is refused where the term was ended on a later day', () =>
    at(sitting)
      .after(end, on('2023-01-01'))
      .when(end, day)
      .refused('CONFLICTS_WITH_LATER', { term: 1, day: '2023-01-01' }, ['councilId']));
  test('is refused where seats or the chair change on a later day', () => {
    at(sitting)
      .after(substitute(3), on('2023-01-01'))
      .when(end, day)
      .refused('CONFLICTS_WITH_LATER', { term: 1, rule: 'TERM_EXPIRED', day: '2023-01-01' }, ['councilId']);
    at(sitting)
      .after(resign(2), on('2023-01-01'))
      .when(end, day)
      .refused('CONFLICTS_WITH_LATER', { day: '2023-01-01' });
    at(sitting)
      .after(substitute(2, true), on('2023-01-01'))
      .when(end, day)
      .refused('CONFLICTS_WITH_LATER', { day: '2023-01-01' });
  });
  test('is refused for an unknown term', () =>
    at(sitting)
      .when({ ...end, ordinal: 2 }, day)
      .refused('NOT_FOUND', { term: 2 }));
});

test('a council of a school that was registered later is filed like any other', () => {
  const grown = districtOf([
    ...register,
    ...from('2022-01-01', schoolRegistered('S05') as DistrictEvent, {
      type: 'SchoolAdmitted',
      groupCode: 'G01',
      schoolCode: 'S05',
    }),
  ]);
  const council = at(sitting, { district: grown }).after(recommend('S05', 5), day).after(substitute(5), day);
  expect(council.state.terms[0]?.seats.map(({ schoolCode, from }) => [schoolCode, from])).toEqual([
    ['S01', '2021-09-01'],
    ['S02', '2021-09-01'],
    ['S05', '2022-03-01'],
  ]);
  council.when(file, on(addDays('2022-03-01', 10))).then({ type: 'CouncilFiled', ordinal: 1 });
});
