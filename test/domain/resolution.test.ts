import { describe, expect, test } from '@jest/globals';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import type { PolicyRules } from '../../src/domain/policy/index.js';
import type { Share } from '../../src/domain/vocabulary.js';
import {
  adopted as councils,
  bureau,
  districtOf,
  from,
  given,
  moreThanHalf,
  on,
  p,
  personsOf,
  policiesOf,
  registerOf,
  secretary,
  sittingOfThree,
  someone,
  type DistrictEvent,
  type Fact,
} from './given.js';

const groupId = '370103.G01';
const register = registerOf({ G01: ['S01', 'S02'], G02: ['S03', 'S04'] });
/** Who is about to be recommended, or to take a seat, is known; p1 to p5 are, and p9. */
const references = { district: districtOf(register), person: someone, ...personsOf(1, 2, 3, 4, 5, 9) };
const at = (facts: readonly Fact<CouncilEvent>[], more: object = {}) =>
  given(council, facts, { ...references, ...more });
const day = on('2022-03-05');
/** As the bureau enters it, who gives the commands of these examples where they name nobody else. */
const adopted: typeof councils = (resolution, more = {}) => councils(resolution, { onBehalf: 'COUNCIL', ...more });

type Adopt = Extract<CouncilCommand, { type: 'AdoptResolution' }>;
const adopt = (more: Partial<Adopt> = {}): Adopt => ({
  type: 'AdoptResolution',
  groupId,
  kind: 'FUND',
  subject: '经费使用方案',
  fiscalYear: 2022,
  sum: 10_000,
  heldOn: '2022-03-01',
  minutesNo: '纪要1号',
  ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
  ...more,
});
const ballot = (present: number, inFavour: number, more: Partial<Adopt['ballot']> = {}): Pick<Adopt, 'ballot'> => ({
  ballot: { present, proxies: 0, recused: 0, for: inFavour, against: present - inFavour, abstained: 0, ...more },
});
const amend = (more: Partial<Extract<CouncilCommand, { type: 'AmendResolution' }>> = {}): CouncilCommand => {
  const { type: _, kind: _kind, subject: _s, fiscalYear: _f, sum: _sum, ...voted } = adopt();
  return { ...voted, type: 'AmendResolution', resolution: 1, sum: 8000, ...more };
};
const repeal = (more: Partial<Extract<CouncilCommand, { type: 'RepealResolution' }>> = {}): CouncilCommand => {
  const { type: _, kind: _kind, subject: _s, fiscalYear: _f, sum: _sum, ...voted } = adopt();
  return { ...voted, type: 'RepealResolution', resolution: 1, ...more };
};
const amended = (more: object): CouncilEvent => {
  const { kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...rest } = adopted(1);
  return { ...rest, type: 'ResolutionAmended', ...more };
};
const repealedOnly = {
  type: 'ResolutionRepealed',
  kind: undefined,
  subject: undefined,
  fiscalYear: undefined,
  sum: undefined,
};
const share = (numerator: number, denominator: number, atLeast = true): Share => ({ numerator, denominator, atLeast });
type Charter = Extract<CouncilCommand, { type: 'AdoptCharter' }>;
const charter = (more: Partial<Charter> = {}): Charter => ({
  type: 'AdoptCharter',
  groupId,
  quorum: share(2, 3),
  majority: share(1, 2, false),
  termYears: 3,
  everySchoolSeated: true,
  otherSeats: 0,
  ...more,
});
const chartered = (more: Partial<Charter> = {}): CouncilEvent => {
  const { groupId: _, exOfficio: _bound, ...rest } = charter(more);
  return { proxiesPerMember: 1, adoption: 'BY_BUREAU', ...rest, type: 'CharterAdopted' };
};
/** Of all three, on 1 March 2022. */
const met = { heldOn: '2022-03-01', minutesNo: '纪要1号', ballot: adopt().ballot };
const decidedCharter = (more: Partial<Charter>, meeting: object): CouncilEvent => {
  const { ballot: votes, heldOn, minutesNo } = met;
  const asked = { quorum: share(2, 3), majority: moreThanHalf, ordinal: 1, caretaker: false, onBehalf: 'COUNCIL' };
  return {
    ...chartered(more),
    adoption: 'BY_MEETING',
    meeting: { heldOn, ballot: votes, concernedIds: [], recusedIds: [], minutesNo, ...asked, ...meeting },
  } as CouncilEvent;
};
const dissolvedOn = (effectiveOn: string) =>
  districtOf([
    ...register,
    ...from<DistrictEvent>(effectiveOn, { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
  ]);

const sitting = sittingOfThree;
const standing = [...sitting, ...from('2022-03-05', adopted(1) as CouncilEvent)];

describe('AdoptCharter', () => {
  test('says what the member schools agreed on', () => at([]).when(charter()).then(chartered()));
  test('says by which paper, and for how many others a member may vote', () =>
    at([])
      .when(charter({ documentNo: '章1号', proxiesPerMember: 2 }))
      .then(chartered({ documentNo: '章1号', proxiesPerMember: 2 })));
  test('needs a document, whoever enters it', () => {
    at([]).when(charter(), { hasDocument: false }).refused('BASIS_MISSING', {}, ['command', 'basis']);
    at(sitting)
      .when(charter({ ...met }), { ...day, actor: secretary, hasDocument: false })
      .refused('BASIS_MISSING', {}, ['command', 'basis']);
    at([])
      .when(charter({ documentNo: 'x'.repeat(201) }))
      .refused('INVALID_INPUT', {}, ['documentNo']);
  });
  test('is a decision: it needs its meeting, but the first one where the bureau enters it', () => {
    const facts = [...from('2021-01-01', chartered()), ...sitting];
    at(sitting)
      .when(charter(), { ...day, actor: secretary })
      .refused('NO_MEETING', {}, ['heldOn']);
    at(facts)
      .when(charter({ termYears: 2 }), day)
      .refused('NO_MEETING', {}, ['heldOn']);
    at(facts)
      .when(charter({ termYears: 2, ...met }), day)
      .then(decidedCharter({ termYears: 2 }, {}));
    at(facts)
      .when(charter({ termYears: 2, ...met, heldOn: '2022-03-05' }), { ...day, actor: secretary })
      .then(decidedCharter({ termYears: 2 }, { heldOn: '2022-03-05', onBehalf: undefined }));
    for (const field of ['heldOn', 'ballot', 'minutesNo'] as const) {
      const { [field]: _, ...rest } = met;
      at(facts)
        .when(charter({ termYears: 2, ...rest }), day)
        .refused('INVALID_INPUT', { field }, [field]);
    }
    at(facts)
      .when(charter({ termYears: 2, recusedIds: [] }), day)
      .refused('INVALID_INPUT', {}, ['heldOn']);
  });
  test('the first one is adopted by all who sit', () => {
    at(sitting)
      .when(charter({ ...met }), day)
      .then(decidedCharter({}, { quorum: share(1, 1) }));
    at(sitting)
      .when(charter({ ...met, ...ballot(2, 2) }), day)
      .refused('QUORUM_NOT_MET', { present: 2, filled: 3 }, ['ballot']);
    at(sitting)
      .when(charter({ ...met, ...ballot(3, 1) }), day)
      .refused('MAJORITY_NOT_MET', {}, ['ballot']);
    at([])
      .when(charter({ ...met }), day)
      .refused('TERM_EXPIRED', {}, ['heldOn']);
  });
  test('is judged by the rules that were in force before it, never by its own', () => {
    const lax = share(2, 3);
    const strict = [...from('2021-01-01', chartered({ quorum: share(1, 1), majority: share(1, 1) })), ...sitting];
    at(strict)
      .when(charter({ quorum: lax, ...met, ...ballot(2, 2) }), day)
      .refused('QUORUM_NOT_MET', { present: 2, filled: 3 });
    const own = { ...met, heldOn: '2022-03-05' };
    at(strict)
      .when(charter({ quorum: lax, ...own, ...ballot(2, 2) }), day)
      .refused('QUORUM_NOT_MET', { present: 2, filled: 3 });
    at(strict)
      .when(charter({ quorum: lax, ...own, ...ballot(3, 2) }), day)
      .refused('MAJORITY_NOT_MET', { for: 2, votes: 3 });
    at([...from('2021-01-01', chartered()), ...sitting])
      .when(charter({ quorum: share(1, 1), majority: share(1, 1), ...own, ...ballot(2, 2) }), day)
      .then(decidedCharter({ quorum: share(1, 1), majority: share(1, 1) }, { heldOn: '2022-03-05', ...ballot(2, 2) }));
  });
  test('is a meeting like another: in office, by a ballot that adds up, without those whom it concerns', () => {
    const facts = [...from('2021-01-01', chartered()), ...sitting];
    const entered = (more: object, context: object = day) =>
      at(facts).when(charter({ termYears: 2, ...met, ...more }), context);
    entered({ heldOn: '2024-09-01' }, on('2024-09-01')).refused('TERM_EXPIRED', {}, ['heldOn']);
    entered({ heldOn: '2022-03-06' }).refused('DATE_ORDER', { latest: '2022-03-05' }, ['heldOn']);
    entered(ballot(3, 4, { against: 0 })).refused('BALLOT_INCONSISTENT', { heldOn: '2022-03-01' }, ['ballot']);
    entered({ concernedIds: [p(2)] }).refused('NOT_RECUSED', { person: p(2) }, ['concernedIds', '0']);
    entered({ minutesNo: ' ' }).refused('BASIS_MISSING', {}, ['minutesNo']);
    entered({ heldOn: '2022-01-01' }, { ...day, actor: secretary }).refused('BACKDATED', {}, ['heldOn']);
    const policies = policiesOf({
      rules: { kind: 'CARETAKER', days: 30, resolutionKinds: ['FUND', 'OTHER'] },
      from: '2020-01-01',
    });
    entered({ heldOn: '2024-09-02' }, { ...on('2024-09-02'), policies }).refused('TERM_EXPIRED', {}, ['heldOn']);
  });
  test('asks for no less than policy QUORUM of its day, else more than half', () => {
    at([])
      .when(charter({ quorum: share(1, 2) }))
      .refused('BELOW_POLICY', { least: '>1/2' }, ['quorum']);
    at([])
      .when(charter({ majority: share(1, 3, false) }))
      .refused('BELOW_POLICY', { least: '>1/2' }, ['majority']);
    at([])
      .when(charter({ quorum: share(501, 1000) }))
      .then(chartered({ quorum: share(501, 1000) }));
    const under = (quorum: Share, from_ = '2021-09-01') => ({
      policies: policiesOf({ rules: { kind: 'QUORUM', quorum, majority: share(1, 2) }, from: from_ }),
    });
    at([])
      .when(charter({ quorum: share(2, 3) }), under(share(2, 3, false)))
      .refused('BELOW_POLICY', { least: '>2/3' }, ['quorum']);
    at([])
      .when(charter({ quorum: share(2, 3, false) }), under(share(2, 3)))
      .then(chartered({ quorum: share(2, 3, false) }));
    at([])
      .when(charter({ quorum: share(1, 3), majority: share(1, 2) }), under(share(1, 3)))
      .then(chartered({ quorum: share(1, 3), majority: share(1, 2) }));
    at([])
      .when(charter({ quorum: share(1, 3) }), under(share(1, 3), '2021-09-02'))
      .refused('BELOW_POLICY');
  });
  test('is refused where it is so already, in whatever order a store gives its fields', () => {
    at(from('2021-01-01', chartered())).when(charter()).refused('NO_CHANGE');
    const sorted = JSON.parse(
      '{"adoption":"BY_BUREAU","everySchoolSeated":true,"majority":{"atLeast":false,"denominator":2,"numerator":1},"otherSeats":0,"proxiesPerMember":1,"quorum":{"atLeast":true,"denominator":3,"numerator":2},"termYears":3,"type":"CharterAdopted"}',
    ) as CouncilEvent;
    at(from('2021-01-01', sorted)).when(charter()).refused('NO_CHANGE');
  });
  test('is refused with a share that is none, and years or seats out of bounds', () => {
    at([])
      .when(charter({ quorum: share(3, 2) }))
      .refused('INVALID_INPUT', {}, ['quorum']);
    at([])
      .when(charter({ quorum: share(0, 2) }))
      .refused('INVALID_INPUT', {}, ['quorum']);
    at([])
      .when(charter({ majority: share(1, 1, false) }))
      .refused('INVALID_INPUT', {}, ['majority']);
    for (const termYears of [0, 11, 1.5])
      at([]).when(charter({ termYears })).refused('INVALID_INPUT', {}, ['termYears']);
    for (const otherSeats of [-1, 101])
      at([]).when(charter({ otherSeats })).refused('INVALID_INPUT', {}, ['otherSeats']);
    for (const termYears of [1, 10])
      at([])
        .when(charter({ termYears, otherSeats: 100 }))
        .then(chartered({ termYears, otherSeats: 100 }));
  });
  test('is refused for an unknown group, or a dissolved one', () => {
    at([])
      .when(charter({ groupId: '370103.G77' }))
      .refused('NOT_FOUND', { group: '370103.G77' }, ['groupId']);
    at([], { district: dissolvedOn('2021-01-01') })
      .when(charter())
      .refused('GROUP_DISSOLVED', { group: groupId }, ['groupId']);
  });
  test('is not dated back, but by the bureau with a document: meetings are judged by it', () => {
    const told = (more: object) => ({ ...on('2022-03-05'), recordedOn: '2022-03-06', ...more });
    at(sitting)
      .when(charter({ ...met }), told({ actor: secretary }))
      .refused('BACKDATED', { day: '2022-03-05', days: 0 }, ['command', 'effectiveOn']);
    at(sitting)
      .when(charter({ ...met }), told({}))
      .then(decidedCharter({}, { quorum: share(1, 1) }));
    for (const recordedOn of ['2022-03-05', '2022-03-04'])
      at(sitting)
        .when(charter({ ...met }), told({ recordedOn, actor: secretary }))
        .then(decidedCharter({}, { quorum: share(1, 1), onBehalf: undefined }));
  });
  test('entered late, is refused where a meeting already held would not have met it', () => {
    at([...standing])
      .when(charter({ quorum: share(1, 1), majority: share(1, 1) }), on('2022-01-01'))
      .then(chartered({ quorum: share(1, 1), majority: share(1, 1) }));
    at([...sitting, ...from<CouncilEvent>('2022-03-05', adopted(1, ballot(2, 2)))])
      .when(charter({ quorum: share(1, 1) }), on('2022-01-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET', day: '2022-03-01' });
  });
});

describe('what a charter says of a council that is appointed', () => {
  const ready = from<CouncilEvent>(
    '2021-06-01',
    ...[1, 2].map((n): CouncilEvent => ({ type: 'MemberRecommended', schoolCode: `S0${n}`, personId: p(n) })),
  );
  const appoint = (members: number[], termTo = '2024-08-31'): CouncilCommand => ({
    type: 'AppointCouncil',
    groupId,
    memberIds: members.map(p),
    chairId: p(1),
    termFrom: '2021-09-01',
    termTo,
  });
  const july = on('2021-07-01');
  const under = (more: Partial<Charter>, from_ = '2021-01-01') => at([...from(from_, chartered(more)), ...ready]);
  test('no term is longer than it says', () => {
    under({ termYears: 3 })
      .when(appoint([1, 2], '2024-09-01'), july)
      .refused('DATE_ORDER', { latest: '2024-08-31' }, ['termTo']);
    expect(under({ termYears: 3 }).after(appoint([1, 2]), july).state.terms).toHaveLength(1);
  });
  describe('or extended', () => {
    const extend = (termTo: string): CouncilCommand => ({ type: 'ExtendTerm', groupId, ordinal: 1, termTo });
    const ofThree = under({ termYears: 3 }).after(appoint([1, 2], '2024-06-30'), july);
    const extended = (termTo: string): CouncilEvent => ({ type: 'TermExtended', ordinal: 1, termTo });
    const newYear = { ...met, heldOn: '2022-01-01', ...ballot(2, 2) };
    test('no term becomes longer than the charter says on the day of the extension', () => {
      ofThree
        .when(extend('2024-09-01'), day)
        .refused('DATE_ORDER', { day: '2024-09-01', latest: '2024-08-31', term: 1 }, ['termTo']);
      ofThree.when(extend('2024-08-31'), day).then(extended('2024-08-31'));
      const longer = ofThree.after(charter({ termYears: 5, ...newYear }), on('2022-01-01'));
      longer.when(extend('2026-08-31'), on('2022-01-01')).then(extended('2026-08-31'));
      longer.when(extend('2026-09-01'), on('2022-01-01')).refused('DATE_ORDER', { latest: '2026-08-31' }, ['termTo']);
      longer.when(extend('2026-08-31'), on('2021-12-31')).refused('DATE_ORDER', { latest: '2024-08-31' }, ['termTo']);
    });
    test('a later, shorter charter cuts no term that sits, and lets it become no longer', () => {
      const shorter = ofThree.after(charter({ termYears: 1, ...newYear }), on('2022-01-01'));
      expect(shorter.state.terms[0]?.office.until).toBe('2024-07-01');
      shorter.when({ type: 'FileCouncil', groupId, ordinal: 1 }, day).then({ type: 'CouncilFiled', ordinal: 1 });
      shorter
        .when(extend('2024-07-01'), day)
        .refused('DATE_ORDER', { day: '2024-07-01', latest: '2022-08-31' }, ['termTo']);
      shorter.when(extend('2024-07-01'), on('2021-12-31')).then(extended('2024-07-01'));
    });
    test('a shorter charter that is dated back before the appointment is refused: the term would be too long', () => {
      const unchartered = at(ready).after(appoint([1, 2], '2024-06-30'), july);
      unchartered
        .when(charter({ termYears: 2 }), { ...on('2021-07-01'), recordedOn: '2022-03-05' })
        .refused('DATE_ORDER', { day: '2024-06-30', latest: '2023-08-31', term: 1 });
      unchartered
        .when(charter({ termYears: 2 }), { ...on('2021-07-02'), recordedOn: '2022-03-05' })
        .then(chartered({ termYears: 2 }));
    });
  });
  test('a year that begins on a leap day ends with February', () => {
    const leap = (termTo: string): CouncilCommand =>
      ({ ...appoint([1, 2], termTo), termFrom: '2024-02-29' }) as CouncilCommand;
    under({ termYears: 1 }).when(leap('2025-03-01'), july).refused('DATE_ORDER', { latest: '2025-02-28' }, ['termTo']);
    expect(under({ termYears: 1 }).after(leap('2025-02-28'), july).state.terms).toHaveLength(1);
  });
  test('other seats go to persons whom nobody recommended, as many as it says', () => {
    const { state } = under({ otherSeats: 1 }).after(appoint([1, 2, 4]), july);
    expect(state.terms[0]?.seats.map(({ value, schoolCode }) => [value, schoolCode])).toEqual([
      [p(1), 'S01'],
      [p(2), 'S02'],
      [p(4), undefined],
    ]);
    under({ otherSeats: 1 })
      .when(appoint([1, 2, 4, 5]), july)
      .refused('NOT_RECOMMENDED', { person: p(5) }, ['memberIds', '3']);
    under({ otherSeats: 1 }, '2021-08-01')
      .when(appoint([1, 2, 4]), july)
      .refused('NOT_RECOMMENDED', { person: p(4) });
  });
  test('who takes another seat is known, not erased, and of this district', () => {
    under({ otherSeats: 1 })
      .when(appoint([1, 2, 6]), july)
      .refused('NOT_FOUND', { person: p(6) }, ['memberIds', '2']);
    const four = (person: object) =>
      at([...from('2021-01-01', chartered({ otherSeats: 1 })), ...ready], { [p(4)]: person });
    four({ status: 'ERASED', schoolId: '' })
      .when(appoint([1, 2, 4]), july)
      .refused('PERSON_ERASED', { person: p(4) }, ['memberIds', '2']);
    four({ ...someone, schoolId: '370199.S01' })
      .when(appoint([1, 2, 4]), july)
      .refused('NOT_FOUND', { person: p(4) }, ['memberIds', '2']);
  });
  test('a member school goes without a seat only where it says so', () => {
    under({ everySchoolSeated: true })
      .when(appoint([1]), july)
      .refused('SCHOOL_WITHOUT_SEAT', { school: 'S02' }, ['memberIds']);
    expect(under({ everySchoolSeated: false }).after(appoint([1]), july).state.terms[0]?.seats).toHaveLength(1);
  });
});

describe('AdoptResolution', () => {
  test('decides on the fund of a year, and its sum', () => at(sitting).when(adopt(), day).then(adopted(1)));
  test('decides on other matters, without a sum', () => {
    const { fiscalYear: _, sum: _sum, ...culture } = adopt({ kind: 'CULTURE' });
    const { fiscalYear: _year, sum: _fen, ...event } = adopted(1, { kind: 'CULTURE' });
    at(sitting).when(culture, day).then(event);
  });
  test('numbers resolutions on', () => at(standing).when(adopt(), day).then(adopted(2)));
  test('is refused with a year or a sum where none belongs, or without one', () => {
    at(sitting)
      .when(adopt({ kind: 'OTHER' }), day)
      .refused('INVALID_INPUT', { kind: 'OTHER' }, ['fiscalYear']);
    const { sum: _, ...sumless } = adopt();
    at(sitting).when(sumless, day).refused('INVALID_INPUT', { kind: 'FUND' }, ['sum']);
    const { fiscalYear: _year, ...yearless } = adopt();
    at(sitting).when(yearless, day).refused('INVALID_INPUT', { kind: 'FUND' }, ['fiscalYear']);
    const { fiscalYear: _other, ...other } = adopt({ kind: 'OTHER' });
    at(sitting).when(other, day).refused('INVALID_INPUT', { kind: 'OTHER' }, ['sum']);
  });
  test('is refused with a year or a sum out of bounds, and an empty subject', () => {
    for (const fiscalYear of [1999, 2200, 2022.5])
      at(sitting).when(adopt({ fiscalYear }), day).refused('INVALID_INPUT', {}, ['fiscalYear']);
    for (const sum of [0, 0.5, 1_000_000_000_001])
      at(sitting).when(adopt({ sum }), day).refused('INVALID_INPUT', {}, ['sum']);
    at(sitting)
      .when(adopt({ subject: '' }), day)
      .refused('INVALID_INPUT', {}, ['subject']);
    at(sitting)
      .when(adopt({ sum: 1_000_000_000_000, fiscalYear: 2199 }), day)
      .then(adopted(1, { sum: 1_000_000_000_000, fiscalYear: 2199 }));
  });
  test('needs minutes', () => {
    at(sitting)
      .when(adopt({ minutesNo: ' ' }), day)
      .refused('BASIS_MISSING', {}, ['minutesNo']);
    at(sitting)
      .when(adopt({ minutesNo: 'x'.repeat(201) }), day)
      .refused('INVALID_INPUT', {}, ['minutesNo']);
  });
  test('has effect from the day of the meeting at the earliest, and the meeting was held when we were told', () => {
    at(sitting)
      .when(adopt({ heldOn: '2022-03-06' }), day)
      .refused('DATE_ORDER', { day: '2022-03-06', latest: '2022-03-05' }, ['heldOn']);
    at(sitting)
      .when(adopt({ heldOn: '2022-03-05' }), { ...on('2022-06-01'), recordedOn: '2022-03-04' })
      .refused('DATE_ORDER', { latest: '2022-03-04' }, ['heldOn']);
    at(sitting)
      .when(adopt({ heldOn: '2022-03-05' }), day)
      .then(adopted(1, { heldOn: '2022-03-05' }));
    at(sitting)
      .when(adopt({ heldOn: '2022-02-30' }), day)
      .refused('INVALID_INPUT', {}, ['heldOn']);
  });
  test('is refused for a meeting that was held long before we are told, but to the bureau with a document', () => {
    const late = (recordedOn: string, more: object = {}) => ({
      ...on(recordedOn),
      recordedOn,
      actor: secretary,
      ...more,
    });
    at(sitting).when(adopt(), late('2022-03-31')).then(councils(1));
    at(sitting).when(adopt(), late('2022-04-01')).refused('BACKDATED', { day: '2022-03-01', days: 30 }, ['heldOn']);
    at(sitting)
      .when(adopt({ heldOn: '2024-08-31' }), late('2026-01-01'))
      .refused('BACKDATED');
    at(sitting)
      .when(adopt(), late('2022-04-01', { actor: bureau }))
      .then(adopted(1));
    at(sitting)
      .when(adopt(), late('2022-04-01', { actor: bureau, hasDocument: false }))
      .refused('BACKDATED');
    at(sitting)
      .when(
        adopt(),
        late('2022-03-12', { policies: policiesOf({ rules: { kind: 'BACKDATING', days: 10 }, from: '2022-03-12' }) }),
      )
      .refused('BACKDATED', { days: 10 });
    at(sitting)
      .when(
        adopt(),
        late('2022-03-12', { policies: policiesOf({ rules: { kind: 'BACKDATING', days: 10 }, from: '2022-03-13' }) }),
      )
      .then(councils(1));
  });
  test('is refused for an unknown group, or one that was dissolved when it met', () => {
    at(sitting)
      .when(adopt({ groupId: '370103.G77' }), day)
      .refused('NOT_FOUND', { group: '370103.G77' }, ['groupId']);
    at(sitting, { district: dissolvedOn('2022-03-01') })
      .when(adopt(), day)
      .refused('GROUP_DISSOLVED', { day: '2022-03-01' });
    at(sitting, { district: dissolvedOn('2022-03-02') })
      .when(adopt(), day)
      .then(adopted(1));
  });

  describe('in power on the day of the meeting', () => {
    test('is refused before the term and after it, whenever it has effect', () => {
      at(sitting)
        .when(adopt({ heldOn: '2021-08-31' }), day)
        .refused('TERM_EXPIRED', { heldOn: '2021-08-31' }, ['heldOn']);
      at(sitting)
        .when(adopt({ heldOn: '2024-09-01' }), on('2024-10-01'))
        .refused('TERM_EXPIRED', { until: '2024-09-01' }, ['heldOn']);
      at([]).when(adopt(), day).refused('TERM_EXPIRED', { heldOn: '2022-03-01' }, ['heldOn']);
    });
    test('is accepted on the first and the last day, with effect later', () => {
      at(sitting)
        .when(adopt({ heldOn: '2021-09-01' }), day)
        .then(adopted(1, { heldOn: '2021-09-01' }));
      at(sitting)
        .when(adopt({ heldOn: '2024-08-31' }), on('2025-01-01'))
        .then(adopted(1, { heldOn: '2024-08-31' }));
    });
    test('is of the term that sits on that day', () => {
      const next = from<CouncilEvent>(
        '2024-06-01',
        { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) },
        {
          type: 'CouncilAppointed',
          ordinal: 2,
          chairId: p(1),
          termFrom: '2024-09-01',
          termTo: '2027-08-31',
          seats: [{ personId: p(1), schoolCode: 'S01' }],
        },
      );
      at([...sitting, ...next])
        .when(adopt({ heldOn: '2024-09-01', ...ballot(1, 1) }), on('2024-09-01'))
        .then(adopted(1, { heldOn: '2024-09-01', ordinal: 2, ...ballot(1, 1) }));
    });
  });

  describe('with a quorum of the seats filled on that day', () => {
    test('more than half of them, where nothing else is said', () => {
      at(sitting)
        .when(adopt(ballot(2, 2)), day)
        .then(adopted(1, ballot(2, 2)));
      at(sitting)
        .when(adopt(ballot(1, 1)), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 3 }, ['ballot']);
    });
    test('exactly half is not more than half', () =>
      at([...sitting, ...from<CouncilEvent>('2022-01-01', { type: 'SeatResigned', ordinal: 1, personId: p(3) })])
        .when(adopt(ballot(1, 1)), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 2 }));
    test('who is represented counts', () =>
      at(sitting)
        .when(adopt(ballot(1, 2, { proxies: 1, against: 0 })), day)
        .then(adopted(1, ballot(1, 2, { proxies: 1, against: 0 }))));
    test('a seat that is given up that day, or was not yet taken, is not filled', () => {
      const resigned = (effectiveOn: string) => [
        ...sitting,
        ...from<CouncilEvent>(effectiveOn, { type: 'SeatResigned', ordinal: 1, personId: p(3) }),
      ];
      at(resigned('2022-03-01'))
        .when(adopt(), day)
        .refused('BALLOT_INCONSISTENT', { resolution: 1, heldOn: '2022-03-01' }, ['ballot']);
      at(resigned('2022-03-01'))
        .when(adopt(ballot(1, 1)), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 2 });
      at(resigned('2022-03-02')).when(adopt(), day).then(adopted(1));
      at(resigned('2022-03-02'))
        .when(adopt(ballot(1, 1)), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 3 });
    });
    test('as the charter of that day says, and no less than a policy', () => {
      const all: PolicyRules = { kind: 'QUORUM', quorum: share(1, 1), majority: share(1, 1) };
      const two = { quorum: share(2, 3), majority: share(1, 2, false) };
      const facts = [...from('2021-01-01', chartered()), ...sitting];
      at(facts)
        .when(adopt(ballot(2, 2)), day)
        .then(adopted(1, { ...two, ...ballot(2, 2) }));
      at(facts)
        .when(adopt(ballot(2, 2)), { ...day, policies: policiesOf({ rules: all, from: '2020-01-01' }) })
        .refused('QUORUM_NOT_MET', { present: 2, filled: 3 });
      at(facts)
        .when(adopt(ballot(3, 2)), { ...day, policies: policiesOf({ rules: all, from: '2022-03-01' }) })
        .refused('MAJORITY_NOT_MET', { for: 2, votes: 3 });
      at(facts)
        .when(adopt(ballot(2, 2)), { ...day, policies: policiesOf({ rules: all, from: '2022-03-02' }) })
        .then(adopted(1, { ...two, ...ballot(2, 2) }));
      const old = chartered({ quorum: share(1, 3), majority: share(1, 3) });
      at([...from('2021-01-01', old), ...sitting])
        .when(adopt(ballot(1, 1)), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 3 });
      at([...from('2022-03-02', chartered({ quorum: share(1, 1) })), ...sitting])
        .when(adopt(ballot(2, 2)), day)
        .then(adopted(1, ballot(2, 2)));
    });
    test.each<[string, string, string | undefined, boolean]>([
      ['applies on that day', '2022-03-01', undefined, true],
      ['begins after it', '2022-03-02', undefined, false],
      ['ended before it', '2021-01-01', '2022-02-28', false],
      ['ends with it', '2021-01-01', '2022-03-01', true],
    ])('as a policy QUORUM says, where it %s', (_when, from_, validTo, applies) => {
      const rules: PolicyRules = { kind: 'QUORUM', quorum: share(1, 1), majority: share(2, 3) };
      const decided = at(sitting).when(adopt(ballot(2, 2)), {
        ...day,
        policies: policiesOf({ rules, from: from_, ...(validTo === undefined ? {} : { validTo }) }),
      });
      if (applies) decided.refused('QUORUM_NOT_MET', { present: 2, filled: 3 });
      else decided.then(adopted(1, ballot(2, 2)));
    });
  });

  describe('with a majority of the votes present', () => {
    test('more than half of them, where nothing else is said', () => {
      at(sitting)
        .when(adopt(ballot(3, 2)), day)
        .then(adopted(1, ballot(3, 2)));
      at(sitting)
        .when(adopt(ballot(3, 1)), day)
        .refused('MAJORITY_NOT_MET', { for: 1, votes: 3 }, ['ballot']);
      at(sitting)
        .when(adopt(ballot(2, 1)), day)
        .refused('MAJORITY_NOT_MET', { for: 1, votes: 2 });
    });
    test('who abstains is present', () =>
      at(sitting)
        .when(adopt(ballot(3, 1, { against: 0, abstained: 2 })), day)
        .refused('MAJORITY_NOT_MET', { for: 1, votes: 3 }));
    test('as a policy says', () => {
      const policies = policiesOf({
        rules: { kind: 'QUORUM', quorum: moreThanHalf, majority: share(2, 3) },
        from: '2022-01-01',
      });
      at(sitting)
        .when(adopt(ballot(3, 2)), { ...day, policies })
        .then(adopted(1, { majority: share(2, 3), ...ballot(3, 2) }));
      at(sitting)
        .when(adopt(ballot(2, 1)), { ...day, policies })
        .refused('MAJORITY_NOT_MET');
    });
    test('the recused are neither there nor votes', () => {
      const recused = { ...ballot(3, 2, { recused: 1, against: 0 }), concernedIds: [p(3)], recusedIds: [p(3)] };
      at(sitting).when(adopt(recused), day).then(adopted(1, recused));
      at(sitting)
        .when(adopt({ ...ballot(3, 1, { recused: 1, against: 1 }), recusedIds: [p(3)] }), day)
        .refused('MAJORITY_NOT_MET', { for: 1, votes: 2 });
      at(sitting)
        .when(adopt({ ...ballot(2, 1, { recused: 1, against: 0 }), recusedIds: [p(3)] }), day)
        .refused('QUORUM_NOT_MET', { present: 1, filled: 3 });
    });
    test('is refused where all are recused', () =>
      at(sitting)
        .when(adopt({ ...ballot(3, 0, { recused: 3, against: 0 }), recusedIds: [p(1), p(2), p(3)] }), day)
        .refused('QUORUM_NOT_MET', { present: 0, filled: 3 }));
  });

  describe('by a ballot that adds up', () => {
    test.each<[string, Partial<Adopt>]>([
      ['more votes than members', ballot(2, 3, { against: 0 })],
      ['fewer votes than members', ballot(3, 2, { against: 0 })],
      ['a recused member who voted', { ...ballot(3, 3, { recused: 1, against: 0 }), recusedIds: [p(3)] }],
      ['a recused member who is not named', ballot(3, 2, { recused: 1, against: 0 })],
      ['a member who is named recused and not counted', { ...ballot(3, 3), recusedIds: [p(3)] }],
      ['more members recused and not counted than are absent', { ...ballot(2, 2), recusedIds: [p(2), p(3)] }],
      ['nobody present in person', ballot(0, 3, { proxies: 3, against: 0 })],
      ['more members than seats', ballot(3, 4, { proxies: 1, against: 0 })],
    ])('is refused with %s', (_what, wrong) =>
      at(sitting).when(adopt(wrong), day).refused('BALLOT_INCONSISTENT', { resolution: 1 }, ['ballot']),
    );
    test('of the recused, those are not counted who were absent', () => {
      const absent = { ...ballot(2, 2), concernedIds: [p(3)], recusedIds: [p(3)] };
      at(sitting).when(adopt(absent), day).then(adopted(1, absent));
      const represented = { ...ballot(1, 2, { proxies: 1, against: 0 }), recusedIds: [p(3)] };
      at(sitting).when(adopt(represented), day).then(adopted(1, represented));
    });
    test('a member who is present votes for one other at most, unless the charter says otherwise', () => {
      const one = ballot(1, 2, { proxies: 1, against: 0 });
      at(sitting).when(adopt(one), day).then(adopted(1, one));
      const two = ballot(1, 3, { proxies: 2, against: 0 });
      at(sitting).when(adopt(two), day).refused('BALLOT_INCONSISTENT', { proxies: 2, resolution: 1 }, ['ballot']);
      const says = (proxiesPerMember: number) =>
        at([...from('2021-01-01', chartered({ proxiesPerMember })), ...sitting]);
      says(2)
        .when(adopt(two), day)
        .then(adopted(1, { quorum: share(2, 3), ...two }));
      says(0).when(adopt(one), day).refused('BALLOT_INCONSISTENT', { proxies: 1 });
    });
    test.each(['present', 'proxies', 'recused', 'for', 'against', 'abstained'] as const)(
      'is refused with what is no count of %s',
      (field) => {
        for (const count of [-1, 0.5, 10_001])
          at(sitting)
            .when(adopt({ ballot: { ...adopt().ballot, [field]: count } }), day)
            .refused('INVALID_INPUT', {}, ['ballot', field]);
      },
    );
  });

  describe('without those whom it concerns', () => {
    test('is refused where a member whom it concerns is not recused', () =>
      at(sitting)
        .when(adopt({ concernedIds: [p(2)] }), day)
        .refused('NOT_RECUSED', { person: p(2) }, ['concernedIds', '0']));
    test('whom it concerns without a seat on that day need not be', () => {
      at(sitting)
        .when(adopt({ concernedIds: [p(9)] }), day)
        .then(adopted(1, { concernedIds: [p(9)] }));
      const left = [
        ...sitting,
        ...from<CouncilEvent>('2022-02-01', { type: 'SeatResigned', ordinal: 1, personId: p(3) }),
      ];
      at(left)
        .when(adopt({ ...ballot(2, 2), concernedIds: [p(3)] }), day)
        .then(adopted(1, { ...ballot(2, 2), concernedIds: [p(3)] }));
    });
    test('is refused where somebody is recused who holds no seat', () =>
      at(sitting)
        .when(adopt({ ...ballot(3, 2, { recused: 1, against: 0 }), recusedIds: [p(9)] }), day)
        .refused('BALLOT_INCONSISTENT', { person: p(9) }, ['ballot']));
    test('is refused with a name that nobody bears in the district, where it stands; who was erased since was there', () => {
      const persons = (one: object | undefined) => at(sitting, { [p(9)]: one });
      const far = { status: 'REGISTERED', schoolId: '370104.S01', commitment: '' };
      for (const one of [undefined, { status: 'UNKNOWN' }, far, { status: 'ERASED', schoolId: '370104.S01' }]) {
        persons(one)
          .when(adopt({ concernedIds: [p(4), p(9)] }), day)
          .refused('NOT_FOUND', { person: p(9) }, ['concernedIds', '1']);
        persons(one)
          .when(adopt({ recusedIds: [p(9)] }), day)
          .refused('NOT_FOUND', { person: p(9) }, ['recusedIds', '0']);
      }
      for (const command of [amend({ concernedIds: [p(8)] }), repeal({ concernedIds: [p(8)] })])
        at(standing)
          .when(command, day)
          .refused('NOT_FOUND', { person: p(8) }, ['concernedIds', '0']);
      at(sitting)
        .when(charter({ ...met, recusedIds: [p(8)] }), day)
        .refused('NOT_FOUND', { person: p(8) }, ['recusedIds', '0']);
      at(sitting)
        .when(adopt({ concernedIds: ['wang'] }), day)
        .refused('NOT_FOUND', { person: 'wang' }, ['concernedIds', '0']);
      persons({ status: 'ERASED', schoolId: '370103.S01' })
        .when(adopt({ concernedIds: [p(9)] }), day)
        .then(adopted(1, { concernedIds: [p(9)] }));
    });
    test('is refused with somebody named twice', () => {
      at(sitting)
        .when(adopt({ concernedIds: [p(9), p(9)] }), day)
        .refused('INVALID_INPUT', {}, ['concernedIds', '1']);
      at(sitting)
        .when(adopt({ recusedIds: [p(1), p(1)] }), day)
        .refused('INVALID_INPUT', {}, ['recusedIds', '1']);
    });
  });

  describe('filed, where policy FILING says CONSTITUTIVE', () => {
    const filing = (effect: 'CONSTITUTIVE' | 'DECLARATORY', from_ = '2020-01-01') => ({
      ...day,
      policies: policiesOf({ rules: { kind: 'FILING', effect, answerDays: 30 }, from: from_ }),
    });
    const filed: Fact<CouncilEvent> = {
      event: { type: 'CouncilFiled', ordinal: 1 },
      effectiveOn: '2021-09-05',
      actor: secretary,
    };
    const accepted = (on_: string): Fact<CouncilEvent>[] =>
      from(on_, { type: 'FilingAccepted', ordinal: 1, documentNo: '7号' });
    test('is refused while the bureau has not accepted', () => {
      at(sitting).when(adopt(), filing('CONSTITUTIVE')).refused('COUNCIL_NOT_FILED', { term: 1 }, ['heldOn']);
      at([...sitting, filed])
        .when(adopt(), filing('CONSTITUTIVE'))
        .refused('COUNCIL_NOT_FILED');
      at([
        ...sitting,
        filed,
        ...from<CouncilEvent>('2021-10-01', { type: 'FilingReturned', ordinal: 1, documentNo: '7号', reason: '缺' }),
      ])
        .when(adopt(), filing('CONSTITUTIVE'))
        .refused('COUNCIL_NOT_FILED');
      at([...sitting, filed, ...accepted('2022-03-02')])
        .when(adopt(), filing('CONSTITUTIVE'))
        .refused('COUNCIL_NOT_FILED');
    });
    test('is accepted from the day of the acceptance on', () =>
      at([...sitting, filed, ...accepted('2022-03-01')])
        .when(adopt(), filing('CONSTITUTIVE'))
        .then(adopted(1)));
    test('a changed council decides again once the change was filed and accepted, by the day it meets', () => {
      const filedOn = (effectiveOn: string) => ({ ...filed, effectiveOn });
      const changed = [
        ...sitting,
        filed,
        ...accepted('2021-10-01'),
        ...from<CouncilEvent>('2022-01-01', { type: 'SeatResigned', ordinal: 1, personId: p(3) }),
      ];
      const two = (heldOn = '2022-03-01') => adopt({ ...ballot(2, 2), heldOn });
      const returned = from<CouncilEvent>('2022-02-01', {
        type: 'FilingReturned',
        ordinal: 1,
        documentNo: '8号',
        reason: '缺',
      });
      for (const facts of [
        changed,
        [...changed, filedOn('2022-01-05')],
        [...changed, filedOn('2022-01-05'), ...returned],
        [...changed, filedOn('2022-01-05'), ...accepted('2022-03-02')],
      ])
        at(facts).when(two(), filing('CONSTITUTIVE')).refused('COUNCIL_NOT_FILED', { term: 1 }, ['heldOn']);
      at([...changed, filedOn('2022-01-05'), ...accepted('2022-03-01')])
        .when(two(), filing('CONSTITUTIVE'))
        .then(adopted(1, ballot(2, 2)));
      // What was filed before the change was told says nothing of it, whenever it is accepted.
      at([
        ...sitting,
        filed,
        ...from<CouncilEvent>('2022-01-01', { type: 'SeatResigned', ordinal: 1, personId: p(3) }),
        ...accepted('2022-01-05'),
      ])
        .when(two(), filing('CONSTITUTIVE'))
        .refused('COUNCIL_NOT_FILED');
    });
    test.each<CouncilEvent>([
      { type: 'ChairAppointed', ordinal: 1, personId: p(2) },
      { type: 'TermExtended', ordinal: 1, termTo: '2024-12-31' },
      { type: 'SubstituteAppointed', ordinal: 1, personId: p(4), schoolCode: 'S02' },
    ])('so is a council that was changed by %j', (change) => {
      const before = [
        ...sitting,
        ...from<CouncilEvent>('2021-06-01', { type: 'MemberRecommended', schoolCode: 'S02', personId: p(4) }),
        filed,
        ...accepted('2021-10-01'),
      ];
      at([...before, ...from('2022-03-01', change)])
        .when(adopt(), filing('CONSTITUTIVE'))
        .refused('COUNCIL_NOT_FILED');
      // What has effect later, or is filed before it has, takes the power from nobody.
      at([...before, ...from('2022-03-02', change)])
        .when(adopt(), filing('CONSTITUTIVE'))
        .then(adopted(1));
      at([...before, ...from('2022-03-01', change), { ...filed, effectiveOn: '2022-02-01' }, ...accepted('2022-02-02')])
        .when(adopt(), filing('CONSTITUTIVE'))
        .then(adopted(1));
    });
    test('a filing of the change takes no power from who met before it', () => {
      const before = [...sitting, filed, ...accepted('2021-10-01')];
      at([
        ...before,
        ...from<CouncilEvent>('2022-03-02', { type: 'ChairAppointed', ordinal: 1, personId: p(2) }),
        { ...filed, effectiveOn: '2022-03-03' },
        ...accepted('2022-03-04'),
      ])
        .when(adopt(), filing('CONSTITUTIVE'))
        .then(adopted(1));
    });
    test('is accepted without where the policy is declaratory, or begins later', () => {
      at(sitting).when(adopt(), filing('DECLARATORY')).then(adopted(1));
      at(sitting).when(adopt(), filing('CONSTITUTIVE', '2022-03-02')).then(adopted(1));
    });
  });

  describe('after the term, where policy CARETAKER allows it', () => {
    const caretaker = (from_ = '2020-01-01') => ({
      policies: policiesOf({ rules: { kind: 'CARETAKER', days: 30, resolutionKinds: ['FUND'] }, from: from_ }),
    });
    const meeting = (heldOn: string) => adopted(1, { heldOn, caretaker: true });
    test('is accepted for so many days', () => {
      at(sitting)
        .when(adopt({ heldOn: '2024-09-01' }), { ...on('2024-12-01'), ...caretaker() })
        .then(meeting('2024-09-01'));
      at(sitting)
        .when(adopt({ heldOn: '2024-09-30' }), { ...on('2024-12-01'), ...caretaker() })
        .then(meeting('2024-09-30'));
      at(sitting)
        .when(adopt({ heldOn: '2024-10-01' }), { ...on('2024-12-01'), ...caretaker() })
        .refused('TERM_EXPIRED', { until: '2024-09-01' }, ['heldOn']);
    });
    test('is refused for other matters, before the policy, and before any term', () => {
      const { fiscalYear: _, sum: _sum, ...culture } = adopt({ kind: 'CULTURE', heldOn: '2024-09-01' });
      at(sitting)
        .when(culture, { ...on('2024-12-01'), ...caretaker() })
        .refused('TERM_EXPIRED');
      at(sitting)
        .when(adopt({ heldOn: '2024-09-01' }), { ...on('2024-12-01'), ...caretaker('2024-09-02') })
        .refused('TERM_EXPIRED');
      at(sitting)
        .when(adopt({ heldOn: '2021-08-31' }), { ...day, ...caretaker() })
        .refused('TERM_EXPIRED');
    });
    test('those vote who held a seat on its last day', () => {
      const resigned = [
        ...sitting,
        ...from<CouncilEvent>('2024-08-31', { type: 'SeatResigned', ordinal: 1, personId: p(3) }),
      ];
      at(resigned)
        .when(adopt({ heldOn: '2024-09-01' }), { ...on('2024-12-01'), ...caretaker() })
        .refused('BALLOT_INCONSISTENT', { heldOn: '2024-09-01' }, ['ballot']);
      at(resigned)
        .when(adopt({ heldOn: '2024-09-01', ...ballot(1, 1) }), { ...on('2024-12-01'), ...caretaker() })
        .refused('QUORUM_NOT_MET', { present: 1, filled: 2 });
      at(sitting)
        .when(adopt({ heldOn: '2024-09-01', ...ballot(1, 1) }), { ...on('2024-12-01'), ...caretaker() })
        .refused('QUORUM_NOT_MET', { present: 1, filled: 3 });
      const ended = [...sitting, ...from<CouncilEvent>('2023-01-01', { type: 'TermEnded', ordinal: 1 })];
      at(ended)
        .when(adopt({ heldOn: '2023-01-15' }), { ...on('2023-02-01'), ...caretaker() })
        .then(meeting('2023-01-15'));
    });
    test('the next council, appointed late for those days, would have had the power', () => {
      const next = [
        ...sitting,
        ...from<CouncilEvent>(
          '2024-06-01',
          { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) },
          { type: 'MemberRecommended', schoolCode: 'S02', personId: p(2) },
        ),
      ];
      at([...next, ...from<CouncilEvent>('2024-09-10', meeting('2024-09-10'))])
        .when(
          {
            type: 'AppointCouncil',
            groupId,
            memberIds: [p(1), p(2)],
            chairId: p(1),
            termFrom: '2024-09-05',
            termTo: '2027-08-31',
          },
          on('2024-09-05'),
        )
        .refused('CONFLICTS_WITH_LATER', { rule: 'TERM_EXPIRED', day: '2024-09-10' });
    });
  });
});

describe('AmendResolution', () => {
  const june = on('2022-06-05');
  const inJune = { heldOn: '2022-06-01' };
  test('changes the sum or the subject of a resolution that stands', () => {
    at(standing)
      .when(amend(inJune), june)
      .then(amended({ ...inJune, sum: 8000 }));
    const { sum: _, ...subject } = amend({ ...inJune, subject: '新方案' }) as Extract<
      CouncilCommand,
      { type: 'AmendResolution' }
    >;
    at(standing)
      .when(subject, june)
      .then(amended({ ...inJune, subject: '新方案' }));
    const [resolution] = at(standing).after(amend({ ...inJune, subject: '新方案' }), june).state.resolutions;
    expect(resolution).toMatchObject({ kind: 'FUND', fiscalYear: 2022, repealedOn: undefined });
    expect(['2022-06-04', '2022-06-05'].map((on_) => [resolution?.subjects.at(on_), resolution?.sums.at(on_)])).toEqual(
      [
        ['经费使用方案', 10_000],
        ['新方案', 8000],
      ],
    );
    expect(at(standing).after(amend(inJune), june).state.resolutions[0]?.subjects.at('2022-06-05')).toBe(
      '经费使用方案',
    );
  });
  test('says only what is different', () =>
    at(standing)
      .when(amend({ ...inJune, subject: '经费使用方案' }), june)
      .then(amended({ ...inJune, sum: 8000 })));
  test('is refused where nothing is different', () =>
    at(standing)
      .when(amend({ ...inJune, sum: 10_000 }), june)
      .refused('NO_CHANGE', { resolution: 1 }, ['resolutionId']));
  test('what is different goes by the day: another sum or subject for later is none yet', () => {
    const planned = at(standing).after(amend({ ...inJune, subject: '新方案' }), {
      ...on('2022-09-01'),
      recordedOn: '2022-06-05',
    });
    planned
      .when(amend({ ...inJune, sum: 10_000, subject: '经费使用方案' }), june)
      .refused('NO_CHANGE', { resolution: 1 }, ['resolutionId']);
    planned
      .when(amend({ ...inJune, sum: 8000, subject: '新方案' }), june)
      .then(amended({ ...inJune, sum: 8000, subject: '新方案' }));
    planned.when(amend({ ...inJune, sum: 8000, subject: '新方案' }), on('2022-09-01')).refused('NO_CHANGE');
  });
  test('is refused with a sum out of bounds or for another matter, and an empty subject', () => {
    at(standing)
      .when(amend({ ...inJune, sum: 0 }), june)
      .refused('INVALID_INPUT', {}, ['sum']);
    at(standing)
      .when(amend({ ...inJune, subject: '' }), june)
      .refused('INVALID_INPUT', {}, ['subject']);
    const { fiscalYear: _, sum: _sum, ...culture } = adopted(1, { kind: 'CULTURE' });
    at([...sitting, ...from<CouncilEvent>('2022-03-05', culture)])
      .when(amend(inJune), june)
      .refused('INVALID_INPUT', { kind: 'CULTURE' }, ['sum']);
  });
  test('needs power, quorum and majority like any other', () => {
    at(standing)
      .when(amend({ ...inJune, ...ballot(1, 1) }), june)
      .refused('QUORUM_NOT_MET');
    at(standing)
      .when(amend({ ...inJune, ...ballot(2, 1) }), june)
      .refused('MAJORITY_NOT_MET');
    at(standing)
      .when(amend({ heldOn: '2024-09-01' }), on('2024-09-01'))
      .refused('TERM_EXPIRED', {}, ['heldOn']);
    at(standing)
      .when(amend({ ...inJune, minutesNo: '' }), june)
      .refused('BASIS_MISSING', {}, ['minutesNo']);
  });
  test('as a caretaker, only where the policy allows the matter', () => {
    const policies = policiesOf({
      rules: { kind: 'CARETAKER', days: 30, resolutionKinds: ['CULTURE'] },
      from: '2020-01-01',
    });
    at(standing)
      .when(amend({ heldOn: '2024-09-01' }), { ...on('2024-09-01'), policies })
      .refused('TERM_EXPIRED');
  });
  test('is refused before the meeting that adopted it, and with effect before it has effect', () => {
    at(standing)
      .when(amend({ heldOn: '2022-02-28' }), june)
      .refused('DATE_ORDER', { day: '2022-02-28', earliest: '2022-03-01' }, ['heldOn']);
    at(standing)
      .when(amend({ heldOn: '2022-03-01' }), on('2022-03-04'))
      .refused('DATE_ORDER', { day: '2022-03-04', earliest: '2022-03-05' });
  });
  test('is refused for an unknown resolution, and one that was repealed', () => {
    at(standing)
      .when(amend({ ...inJune, resolution: 2 }), june)
      .refused('NOT_FOUND', { resolution: 2 }, ['resolutionId']);
    at(standing)
      .after(repeal(inJune), june)
      .when(amend({ heldOn: '2022-06-02' }), june)
      .refused('INVALID_TRANSITION', { resolution: 1 }, ['resolutionId']);
  });
});

describe('what the bureau enters is the decision of the council', () => {
  const byCouncil = { ...day, actor: secretary };
  const noPaper = { ...day, hasDocument: false };
  const first = from('2020-12-01', chartered());
  test('it says so, and the council does not', () => {
    at(sitting)
      .when(adopt(), day)
      .then(councils(1, { onBehalf: 'COUNCIL' }));
    at(sitting).when(adopt(), byCouncil).then(councils(1));
    at(standing)
      .when(repeal(), day)
      .then({ ...councils(1, { onBehalf: 'COUNCIL' }), ...repealedOnly } as CouncilEvent);
    at([...sitting, ...first])
      .when(charter({ ...met, otherSeats: 1 }), day)
      .then(decidedCharter({ otherSeats: 1 }, {}));
  });
  test('it needs a document, and the council needs none', () => {
    for (const command of [adopt(), amend(), repeal()]) {
      at(standing).when(command, noPaper).refused('BASIS_MISSING', {}, ['command', 'basis']);
      at(standing).after(command, { ...noPaper, actor: secretary });
    }
  });
});

describe('RepealResolution', () => {
  const june = on('2022-06-05');
  const inJune = { heldOn: '2022-06-01' };
  const repealed = (({ kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...rest }) => ({
    ...rest,
    type: 'ResolutionRepealed',
    ...inJune,
  }))(adopted(1)) as CouncilEvent;
  test('takes a resolution back', () => {
    at(standing).when(repeal(inJune), june).then(repealed);
    const [resolution] = at(standing).after(repeal(inJune), june).state.resolutions;
    expect([resolution?.repealedOn, resolution?.sums.at('2022-06-05')]).toEqual(['2022-06-05', 10_000]);
  });
  test('for a later day, says that day', () =>
    expect(
      at(standing).after(repeal(inJune), { ...on('2022-12-31'), recordedOn: '2022-06-05' }).state.resolutions[0],
    ).toMatchObject({ repealedOn: '2022-12-31' }));
  test('is refused a second time, and for an unknown resolution', () => {
    at(standing)
      .after(repeal(inJune), june)
      .when(repeal(inJune), june)
      .refused('INVALID_TRANSITION', { resolution: 1 }, ['resolutionId']);
    at(standing)
      .when(repeal({ ...inJune, resolution: 3 }), june)
      .refused('NOT_FOUND', { resolution: 3 }, ['resolutionId']);
  });
  test('needs power, quorum and recusal like any other, and comes after the adoption', () => {
    at(standing)
      .when(repeal({ ...inJune, ...ballot(1, 1) }), june)
      .refused('QUORUM_NOT_MET', { resolution: 1, heldOn: '2022-06-01' });
    at(standing)
      .when(repeal({ ...inJune, concernedIds: [p(1)] }), june)
      .refused('NOT_RECUSED', { person: p(1) });
    at(standing)
      .when(repeal({ heldOn: '2021-08-31' }), june)
      .refused('TERM_EXPIRED');
    at(standing)
      .when(repeal({ heldOn: '2022-02-01' }), june)
      .refused('DATE_ORDER', { earliest: '2022-03-01' }, ['heldOn']);
  });
  test('numbers go on after it', () => at(standing).after(repeal(inJune), june).when(adopt(), day).then(adopted(2)));
});

describe('a meeting that was held', () => {
  const resign: CouncilCommand = { type: 'ResignSeat', groupId, ordinal: 1, personId: p(3) };
  test('is not robbed of its voters by a late entry', () => {
    at(standing)
      .when(resign, on('2022-02-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'BALLOT_INCONSISTENT', day: '2022-03-01' });
    at(standing)
      .when(resign, on('2022-03-02'))
      .then({ type: 'SeatResigned', ordinal: 1, personId: p(3) });
  });
  test('nor of its quorum by a seat that was taken before', () => {
    const more = [
      ...sitting,
      ...from<CouncilEvent>('2022-01-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(4) }),
      ...from<CouncilEvent>('2022-03-05', adopted(1, ballot(2, 2))),
    ];
    at(more)
      .when({ type: 'AppointSubstitute', groupId, ordinal: 1, personId: p(4) }, on('2022-02-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'QUORUM_NOT_MET', day: '2022-03-01' });
  });
  test('nor of its power by an early end of the term', () =>
    at(standing)
      .when({ type: 'EndTerm', groupId, ordinal: 1 }, on('2022-02-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'TERM_EXPIRED', day: '2022-03-01' }));
});

describe('who filed does not answer, but where policy SEPARATION says so', () => {
  const own: Fact<CouncilEvent>[] = [
    ...sitting,
    { event: { type: 'CouncilFiled', ordinal: 1 }, effectiveOn: '2021-09-05', actor: bureau },
  ];
  const answer: CouncilCommand = { type: 'AcceptFiling', groupId, ordinal: 1, documentNo: '7号' };
  const separation = (required: boolean, from_: string) =>
    policiesOf({
      rules: { kind: 'SEPARATION', pairs: required ? ['FILES_ACCEPTS'] : ['ALLOCATES_PAYS'] },
      from: from_,
    });
  test('is refused without a policy, and where one requires it', () => {
    at(own).when(answer, day).refused('SAME_PERSON', { actor: bureau.id });
    at(own)
      .when(answer, { ...day, policies: separation(true, '2020-01-01') })
      .refused('SAME_PERSON');
    at(own)
      .when(answer, { ...day, policies: separation(false, '2022-03-06') })
      .refused('SAME_PERSON');
  });
  test('is accepted where it is not required on that day', () =>
    at(own)
      .when(answer, { ...day, policies: separation(false, '2022-03-05') })
      .then({ type: 'FilingAccepted', ordinal: 1, documentNo: '7号' }));
  test('goes by the day on which we are told, not by one that the answer is dated back to', () => {
    const told = { ...day, recordedOn: '2022-03-06' };
    at(own)
      .when(answer, { ...told, policies: separation(false, '2022-03-06') })
      .then({ type: 'FilingAccepted', ordinal: 1, documentNo: '7号' });
    const over = policiesOf({ rules: { kind: 'SEPARATION', pairs: [] }, from: '2020-01-01', validTo: '2022-03-05' });
    at(own)
      .when(answer, { ...told, policies: over })
      .refused('SAME_PERSON', { actor: bureau.id });
  });
});

describe('who counted on the day of a meeting', () => {
  const told = (effectiveOn: string, recordedOn: string, more: object = {}) => ({
    effectiveOn,
    recordedOn,
    actor: secretary,
    ...more,
  });
  const backdating = (days: number) => ({
    policies: policiesOf({ rules: { kind: 'BACKDATING', days }, from: '2020-01-01' }),
  });
  const recommended = [
    ...sitting,
    ...from<CouncilEvent>('2021-12-01', { type: 'MemberRecommended', schoolCode: 'S02', personId: p(4) }),
  ];
  /** A meeting on 1 March 2022, told on the fifth. */
  const held = [...recommended, ...from<CouncilEvent>('2022-03-05', adopted(1))];
  /** The same with as many as do where the change is entered: a member less, or one more. */
  const heldBy = ({ type }: CouncilCommand) =>
    at([
      ...recommended,
      ...from<CouncilEvent>('2022-03-05', adopted(1, type === 'AppointSubstitute' ? {} : ballot(2, 2))),
    ]);
  const ofTerm = { groupId, ordinal: 1 };
  const changes: readonly CouncilCommand[] = [
    { type: 'ResignSeat', ...ofTerm, personId: p(2) },
    { type: 'RemoveMember', ...ofTerm, personId: p(2) },
    { type: 'AppointSubstitute', ...ofTerm, personId: p(4) },
    { type: 'AppointSubstitute', ...ofTerm, personId: p(2), asChair: true },
    { type: 'ExtendTerm', ...ofTerm, termTo: '2024-12-31' },
    { type: 'EndTerm', ...ofTerm },
    charter({ ...met }),
  ];
  /** A charter is adopted on its day, or where that is still to come on the day on which we are told. */
  const dated = (command: CouncilCommand, effectiveOn: string, recordedOn = effectiveOn): CouncilCommand =>
    command.type === 'AdoptCharter'
      ? { ...command, heldOn: effectiveOn < recordedOn ? effectiveOn : recordedOn }
      : command;
  test.each(changes)('is changed with effect from the day on which we are told, or later: %j', (command) => {
    const back = { day: '2022-03-05', days: 0 };
    at(recommended)
      .when(dated(command, '2022-03-05'), told('2022-03-05', '2022-03-06'))
      .refused('BACKDATED', back, ['command', 'effectiveOn']);
    at(recommended)
      .when(dated(command, '2022-03-05'), told('2022-03-05', '2022-03-06', { actor: bureau, hasDocument: false }))
      .refused(command.type === 'AdoptCharter' ? 'BASIS_MISSING' : 'BACKDATED');
    for (const more of [{ actor: bureau }, { ...backdating(1) }])
      expect(
        at(recommended).after(dated(command, '2022-03-05'), told('2022-03-05', '2022-03-06', more)).state,
      ).toBeDefined();
    at(recommended)
      .when(dated(command, '2022-03-04'), told('2022-03-04', '2022-03-06', backdating(1)))
      .refused('BACKDATED', { days: 1 });
    for (const day_ of ['2022-03-06', '2022-03-07'])
      expect(at(recommended).after(dated(command, day_, '2022-03-06'), told(day_, '2022-03-06')).state).toBeDefined();
  });
  test.each(changes)('is for the bureau alone, whatever policy BACKDATING says: %j', (command) => {
    const late = (effectiveOn: string, more: object) => told(effectiveOn, '2022-03-06', { ...backdating(30), ...more });
    at(held)
      .when(dated(command, '2022-03-01'), late('2022-03-01', {}))
      .refused('MEETING_HELD', { heldOn: '2022-03-01' }, ['command', 'effectiveOn']);
    expect(at(held).after(dated(command, '2022-03-02'), late('2022-03-02', {})).state).toBeDefined();
    at([...recommended, ...from<CouncilEvent>('2022-03-06', adopted(1, { heldOn: '2022-03-06' }))])
      .when(dated(command, '2022-03-06'), told('2022-03-06', '2022-03-06'))
      .refused('MEETING_HELD');
    if (command.type !== 'EndTerm')
      expect(
        heldBy(command).after(dated(command, '2022-03-01'), late('2022-03-01', { actor: bureau })).state,
      ).toBeDefined();
  });
  test.each(changes)('is no matter of a meeting that is told after a change: %j', (command) => {
    const changed = at(recommended).after(dated(command, '2022-03-02'), told('2022-03-02', '2022-03-02'));
    const three = adopt({ sum: 2 });
    changed
      .when(three, told('2022-03-06', '2022-03-06'))
      .refused('MEETING_HELD', { heldOn: '2022-03-01', changedOn: '2022-03-02' }, ['heldOn']);
    expect(changed.after(three, told('2022-03-06', '2022-03-06', { actor: bureau })).state.meetings).not.toEqual([]);
    changed
      .when(three, told('2022-03-06', '2022-03-06', { actor: bureau, hasDocument: false }))
      .refused('MEETING_HELD');
    const back = at(recommended).after(dated(command, '2022-02-10'), told('2022-02-10', '2022-03-02', backdating(30)));
    back
      .when(three, told('2022-03-06', '2022-03-06'))
      .refused('MEETING_HELD', { heldOn: '2022-03-01', changedOn: '2022-02-10' }, ['heldOn']);
    // What is planned for later changed nothing yet.
    const planned = at(recommended).after(dated(command, '2022-04-01', '2022-03-02'), told('2022-04-01', '2022-03-02'));
    expect(planned.after(three, told('2022-03-06', '2022-03-06')).state.meetings).not.toEqual([]);
  });
  test('nor is a meeting judged again by a policy QUORUM that is adopted or corrected afterwards', () => {
    const everybody = {
      policies: policiesOf({
        rules: { kind: 'QUORUM', quorum: share(1, 1), majority: share(1, 1) },
        from: '2020-01-01',
      }),
    };
    const two = at([...recommended, ...from<CouncilEvent>('2022-03-05', adopted(1, ballot(2, 2)))]);
    const later = two.after(
      { type: 'ResignSeat', ...ofTerm, personId: p(3) },
      told('2022-03-06', '2022-03-06', everybody),
    );
    expect(later.state.meetings).toEqual(two.state.meetings);
    expect(later.state.meetings[0]?.meeting).toMatchObject({ quorum: moreThanHalf, majority: moreThanHalf });
    later
      .when(adopt({ heldOn: '2022-03-06', ...ballot(1, 1) }), told('2022-03-06', '2022-03-06', everybody))
      .refused('QUORUM_NOT_MET');
  });
  test('is vacated by a process all the same', () => {
    const left = districtOf([
      ...register,
      ...from<DistrictEvent>('2022-03-02', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
    ]);
    at([...recommended, ...from<CouncilEvent>('2022-03-05', adopted(1, { heldOn: '2022-03-03', ...ballot(2, 2) }))], {
      district: left,
    })
      .when(
        { type: 'RemoveMember', ...ofTerm, personId: p(2) },
        told('2022-03-02', '2022-03-06', { actor: { id: 'process', role: 'SYSTEM' } }),
      )
      .then({ type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'RECOMMENDER_LEFT' });
  });
});
