import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../src/commands/command.js';
import { person } from '../support/ledger.js';
import { duringNextAppend } from '../support/processes.js';
import { employment, go, group, personId, rotation, school, terms } from './career.js';
import { type ApiLedger, council, openApi, principals, register } from './ledger.js';
import { passed } from './money.js';

describe('rotations', () => {
  const district = '370103';
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const asked = async (document: string, principal: Principal = principals.bureau): Promise<any> => {
    const { data, errors } = await ledger.query(document, { principal });
    expect(errors).toEqual([]);
    return data;
  };
  const on = (effectiveOn: string) => ({ command: { effectiveOn } });

  describe('a rotation from proposal to credit', () => {
    const whole = ['arrived', 'suspended', 'resumed', 'served', 'completed', 'recognised'] as const;

    test('stands where it stood at each moment, by what was known and by the day', async () => {
      await go('employed', 'proposed')(ledger);
      const proposed = ledger.runner.head();
      await go('resolved', 'decidedByCouncil', ...whole)(ledger);
      const statusAt = async (effectiveOn: string, position?: number): Promise<unknown> =>
        (
          await asked(
            `{ rotation(id: "${rotation}", asOf: { effectiveOn: "${effectiveOn}"${position === undefined ? '' : `, position: ${position}`} }) { status } }`,
          )
        ).rotation.status;
      expect(await statusAt('2026-11-24', proposed)).toBe('PROPOSED');
      const days = ['2026-05-31', '2026-06-01', '2026-07-01', '2026-09-01', '2026-10-01', '2026-10-11', '2026-11-24'];
      const found = [];
      for (const day of [...days, '2026-11-25']) found.push(await statusAt(day));
      expect(found).toEqual([
        null,
        'PROPOSED',
        'DECIDED',
        'IN_SERVICE',
        'SUSPENDED',
        'IN_SERVICE',
        'IN_SERVICE',
        'COMPLETED',
      ]);
      expect(await asked(`{ rotation(id: "${rotation}", asOf: { position: ${proposed - 1} }) { id } }`)).toEqual({
        rotation: null,
      });
    });

    test('says who decided it, on what paper, by what resolution of which meeting, and who took each step', async () => {
      await go('employed', 'proposed', 'resolved', 'decidedByCouncil', ...whole)(ledger);
      const { rotation: found } = await asked(`{ rotation(id: "${rotation}") {
      onBehalf resolution { number kind meetings { heldOn minutesNo } } council { ordinal }
      decision { type actor { id role } basis { documentNo } }
      daysServed credits { months cycle } suspensions { cause since until }
      steps(first: 20) { totalCount nodes { type effectiveOn actor { id } } } } }`);
      expect(found).toMatchObject({
        onBehalf: 'COUNCIL',
        resolution: { number: 1, kind: 'ROTATION', meetings: [{ heldOn: '2026-06-20', minutesNo: '纪要〔2026〕6号' }] },
        council: { ordinal: 1 },
        decision: {
          type: 'RotationDecided',
          actor: { id: 'bureau-1', role: 'BUREAU' },
          basis: [{ documentNo: '市中教字〔2026〕1号' }],
        },
        // 85 days from 1 September to 24 November, less ten in October.
        daysServed: 75,
        credits: [{ months: 2, cycle: '2026' }],
        suspensions: [{ cause: 'ILLNESS', since: '2026-10-01', until: '2026-10-11' }],
      });
      const by = (day: string) =>
        asked(`{ rotation(id: "${rotation}", asOf: { effectiveOn: "${day}" }) { daysServed } }`);
      // 30 in September, from 11 October on 21, and none before.
      expect((await by('2026-10-31')).rotation).toEqual({ daysServed: 51 });
      expect((await by('2026-08-31')).rotation).toEqual({ daysServed: 0 });
      expect(found.steps.nodes.map(({ type, effectiveOn }: any) => [type, effectiveOn])).toEqual([
        ['RotationProposed', '2026-06-01'],
        ['RotationDecided', '2026-07-01'],
        ['ArrivalConfirmed', '2026-09-01'],
        ['RotationSuspended', '2026-10-01'],
        ['RotationResumed', '2026-10-11'],
        ['ServiceConfirmed', '2026-11-24'],
        ['RotationCompleted', '2026-11-24'],
        ['CreditRecognised', '2026-11-24'],
      ]);
    });

    test('is found by its key in capital letters as well, in reads and in commands', async () => {
      await go('employed', 'proposed')(ledger);
      const capital = rotation.toUpperCase();
      expect((await asked(`{ rotation(id: "${capital.replace('.R', '.r')}") { number } }`)).rotation).toEqual({
        number: 1,
      });
      await passed(ledger, 'CancelRotation', { rotationId: capital });
      expect((await asked(`{ rotation(id: "${rotation}") { status } }`)).rotation).toEqual({ status: 'CANCELLED' });
    });

    test('that is corrected is seen as it was known before, and as it is known after', async () => {
      await go('employed', 'proposed', 'decided')(ledger);
      const before = ledger.runner.head();
      const { decision } = (await asked(`{ rotation(id: "${rotation}") { decision { eventId data } } }`)).rotation;
      await passed(ledger, 'CorrectRecord', {
        eventId: decision.eventId,
        facts: { ...decision.data, subject: '数学', to: '2027-07-31' },
      });
      const document = (asOf: string): string =>
        `{ rotation(id: "${rotation}"${asOf}) { subject to until decision { correctedBy { type } } } }`;
      expect((await asked(document(''))).rotation).toEqual({
        subject: '数学',
        to: '2027-07-31',
        until: '2027-08-01',
        decision: { correctedBy: [{ type: 'RecordCorrected' }] },
      });
      expect((await asked(document(`, asOf: { position: ${before} }`))).rotation).toEqual({
        subject: '语文',
        to: '2027-08-31',
        until: '2027-09-01',
        decision: { correctedBy: [] },
      });
    });
  });

  describe('where somebody works on a day', () => {
    const places = async (day: string): Promise<unknown> =>
      (
        await asked(
          `{ person(id: "${personId}") { teachingAt(on: "${day}") { share school { entityId } rotation { number } } } }`,
        )
      ).person.teachingAt.map(({ share, school: { entityId }, rotation: by }: any) => [
        entityId,
        share,
        by?.number ?? null,
      ]);

    test('is at home, then at the receiving school for its share, and at home again', async () => {
      await go('employed')(ledger);
      await passed(ledger, 'RotateTeacher', { ...terms, mode: 'PART_WEEK', share: 40 }, on('2026-07-01'));
      await go('arrived')(ledger);
      expect(await places('2026-08-31')).toEqual([[school(1), 100, null]]);
      expect(await places('2026-09-01')).toEqual([
        [school(2), 40, 1],
        [school(1), 60, null],
      ]);
      expect(await places('2027-09-01')).toEqual([[school(1), 100, null]]);
      expect(await places('2021-08-31')).toEqual([]);
    });

    test('is at the school of a post that keeps a share of its own, too', async () => {
      await go('employed')(ledger);
      await passed(
        ledger,
        'AssignPost',
        { personId, schoolId: school(2), kind: 'GENERAL_PRINCIPAL', share: 30 },
        on('2026-09-01'),
      );
      expect(await places('2026-09-01')).toEqual([
        [school(2), 30, null],
        [school(1), 70, null],
      ]);
    });
  });

  /** Persons 11 to 16, of S01 and S02 by turns; 11 to 13 teach Chinese, 11 and 12 are backbone teachers, 11 is of senior rank. */
  const staffed = async (): Promise<void> => {
    for (let number = 11; number <= 16; number += 1) {
      const of = { personId: person(number) };
      const home = school(number % 2 === 1 ? 1 : 2);
      await passed(ledger, 'RegisterPerson', { ...of, schoolId: home, name: `样本${number}` }, on('2021-09-01'));
      await passed(ledger, 'Employ', { ...of, employedBy: 'SCHOOL', homeSchoolId: home }, on('2021-09-01'));
      await passed(
        ledger,
        'UpdateQualification',
        {
          ...of,
          subjects: [number <= 13 ? '语文' : '数学'],
          titleRank: number === 11 ? 'SENIOR' : 'FIRST',
          ...(number <= 12 ? { backbone: 'BACKBONE' } : {}),
        },
        on('2021-09-01'),
      );
    }
    await passed(
      ledger,
      'AssignPost',
      { personId: person(14), schoolId: school(2), kind: 'MIDDLE_LEADER' },
      on('2026-01-01'),
    );
  };
  const numbersOf = (nodes: readonly { readonly entityId: string }[]): readonly number[] =>
    nodes.map(({ entityId }) => Number(/0*(\d+)$/.exec(entityId.split('.')[0]!)![1]));

  describe('the persons of a district', () => {
    beforeEach(staffed);
    const persons = async (filter: string): Promise<readonly number[]> =>
      numbersOf(
        (await asked(`{ persons(districtId: "${district}", first: 50 ${filter}) { nodes { entityId } } }`)).persons
          .nodes,
      );

    test.each([
      ['', [1, 2, 11, 12, 13, 14, 15, 16]],
      [`schoolId: "${school(1)}"`, [11, 13, 15]],
      ['post: MIDDLE_LEADER', [14]],
      [`post: MIDDLE_LEADER, schoolId: "${school(1)}"`, []],
      ['subject: "语文"', [11, 12, 13]],
      ['titleRank: SENIOR', [11]],
      ['backbone: BACKBONE', [11, 12]],
      [`subject: "语文", backbone: BACKBONE, schoolId: "${school(2)}"`, [12]],
      ['post: MIDDLE_LEADER, on: "2025-12-31"', []],
      ['subject: "语文", asOf: { effectiveOn: "2021-08-31" }', []],
    ])('that pass "%s" are found', async (filter, expected) => {
      expect(await persons(filter)).toEqual(expected);
    });

    test('are paged forwards and backwards, and counted', async () => {
      const page = async (args: string): Promise<any> =>
        (
          await asked(
            `{ persons(districtId: "${district}", titleRank: FIRST, ${args}) { totalCount nodes { entityId }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
          )
        ).persons;
      const first = await page('first: 2');
      const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
      const back = await page(`last: 2, before: "${second.pageInfo.startCursor}"`);
      expect([first, second, back].map(({ nodes, totalCount }) => [numbersOf(nodes), totalCount])).toEqual([
        [[12, 13], 5],
        [[14, 15], 5],
        [[12, 13], 5],
      ]);
      expect([first, second, back].map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual([
        [false, true],
        [true, true],
        [false, true],
      ]);
    });

    test('are those who were sent to a school as well, while they are there', async () => {
      await passed(
        ledger,
        'RotateTeacher',
        { ...terms, personId: person(11), scheme: 'DISTRICT', groupId: null, toSchoolId: school(3) },
        on('2026-07-01'),
      );
      await passed(ledger, 'ConfirmArrival', { rotationId: `${person(11)}.R1` }, on('2026-09-01'));
      const { school: found } = await asked(`{ school(id: "${school(3)}") {
      before: staff(on: "2026-08-31") { nodes { entityId } } staff { nodes { entityId } }
      rotatedIn { nodes { number } } rotatedOut { nodes { number } } } }`);
      expect(found).toEqual({
        before: { nodes: [] },
        staff: { nodes: [{ entityId: person(11) }] },
        rotatedIn: { nodes: [{ number: 1 }] },
        rotatedOut: { nodes: [] },
      });
    });

    test('are nothing to the public and to another district', async () => {
      const document = `{ persons(districtId: "${district}") { totalCount } rotations(districtId: "${district}") { totalCount } }`;
      for (const principal of [principals.anybody, principals.farBureau])
        expect(await asked(document, principal)).toEqual({ persons: null, rotations: null });
      for (const principal of [principals.member, principals.council, principals.auditor])
        expect((await asked(document, principal)).persons.totalCount).toBe(8);
    });
  });

  describe('the rotations of a district', () => {
    beforeEach(async () => {
      await staffed();
      const rotate = (number: number, change: object): Promise<unknown> =>
        passed(ledger, 'RotateTeacher', { ...terms, personId: person(number), ...change }, on('2026-07-01'));
      await rotate(11, {});
      await rotate(13, {
        scheme: 'DISTRICT',
        groupId: null,
        toSchoolId: school(3),
        from: '2027-09-01',
        to: '2028-08-31',
      });
      await rotate(12, { fromSchoolId: school(2), toSchoolId: school(1), subject: '数学' });
      await passed(ledger, 'ConfirmArrival', { rotationId: `${person(11)}.R1` }, on('2026-09-01'));
      await passed(
        ledger,
        'ProposeRotation',
        { ...terms, personId: person(15), scheme: 'SUPPORT', groupId: null, toSchoolId: school(4), from: '2027-02-01' },
        on('2026-07-01'),
      );
    });
    const rotations = async (filter: string): Promise<readonly number[]> =>
      numbersOf(
        (await asked(`{ rotations(districtId: "${district}", first: 50 ${filter}) { nodes { entityId } } }`)).rotations
          .nodes,
      );

    test.each([
      ['', [11, 12, 13, 15]],
      [`groupId: "${group}"`, [11, 12]],
      [`fromSchoolId: "${school(1)}"`, [11, 13, 15]],
      [`toSchoolId: "${school(3)}"`, [13]],
      ['scheme: SUPPORT', [15]],
      ['status: IN_SERVICE', [11]],
      ['status: PROPOSED', [15]],
      ['status: DECIDED', [12, 13]],
      ['status: IN_SERVICE, asOf: { effectiveOn: "2026-08-31" }', []],
      ['subject: "数学"', [12]],
      ['schoolYear: 2026', [11, 12, 15]],
      ['schoolYear: 2027', [13]],
      ['overlapping: { from: "2027-08-31", to: "2027-08-31" }', [11, 12, 15]],
      ['overlapping: { from: "2027-09-01", to: "2028-01-01" }', [13]],
      ['overlapping: { from: "2025-09-01", to: "2026-08-31" }', []],
    ])('that pass "%s" are found', async (filter, expected) => {
      expect(await rotations(filter)).toEqual(expected);
    });

    test.each([
      ['schoolYear: 0', 'schoolYear'],
      ['schoolYear: 2026, overlapping: { from: "2026-01-01", to: "2026-01-02" }', 'overlapping'],
      ['overlapping: { from: "2026-01-02", to: "2026-01-01" }', 'overlapping'],
      ['overlapping: { from: "0001-01-01", to: "2026-01-01" }', 'overlapping'],
    ])('are not asked for by "%s"', async (filter, argument) => {
      const { errors } = await ledger.query(`{ rotations(districtId: "${district}", ${filter}) { totalCount } }`);
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
    });

    test('are those of both districts where one leads to another, in the order of keys', async () => {
      await passed(
        ledger,
        'OpenDistrict',
        { code: '370104', name: '槐荫区' },
        { principal: principals.farBureau, ...on('2021-09-01') },
      );
      await passed(
        ledger,
        'RegisterSchool',
        { districtId: '370104', code: 'S01', name: '槐荫小学', phase: 'PRIMARY' },
        { principal: principals.farBureau, ...on('2021-09-01') },
      );
      await passed(
        ledger,
        'RotateTeacher',
        {
          ...terms,
          personId: person(16),
          scheme: 'SUPPORT',
          groupId: null,
          fromSchoolId: school(2),
          toSchoolId: '370104.S01',
        },
        on('2026-07-01'),
      );
      const found = await asked(
        `{ rotations(districtId: "370104") { totalCount nodes { entityId status fromSchool { entityId } } } }`,
        principals.farBureau,
      );
      expect(found.rotations).toEqual({
        totalCount: 1,
        nodes: [{ entityId: `${person(16)}.R1`, status: 'DECIDED', fromSchool: { entityId: school(2) } }],
      });
      expect(await rotations('')).toEqual([11, 12, 13, 15, 16]);
    });
  });

  test('a rotation, and a correction of it, is judged by the day of birth, where a policy asks for an age', async () => {
    await passed(ledger, 'ChangePersonDetails', { personId, name: '样本一', birthDate: '1972-09-01', sex: 'FEMALE' });
    const policy = { districtId: district, code: 'E1', title: '交流条件', documentNo: '交〔2026〕1号' };
    const rules = { kind: 'ELIGIBILITY', mandatory: true, health: false, oldestFemale: 54 };
    await passed(ledger, 'AdoptPolicy', { ...policy, rules }, on('2026-01-01'));
    await go('employed', 'proposed', 'decided')(ledger);
    const { ledger: found } = await asked(
      `{ ledger { events(types: ["RotationDecided"], last: 1) { nodes { data } } } }`,
    );
    const facts = found.events.nodes[0].data;
    const correct = async (change: object): Promise<unknown> =>
      (await ledger.mutate('CorrectRecord', { eventId: String(ledger.runner.head()), facts: { ...facts, ...change } }))
        .userErrors;
    expect(await correct({ from: '2027-09-01', to: '2028-08-31' })).toMatchObject([
      { code: 'NOT_ELIGIBLE', path: ['input', 'facts', 'from'] },
    ]);
    expect(await correct({ to: '2028-08-31' })).toEqual([]);
  });

  describe('what is seen of a rotation', () => {
    const fields =
      'status share daysServed person { entityId } decision { type } suspensions { cause } eligibility { outcome }';
    beforeEach(async () => {
      await passed(
        ledger,
        'AdoptPolicy',
        {
          districtId: district,
          code: 'E1',
          title: '交流条件',
          documentNo: '交〔2026〕1号',
          rules: { kind: 'ELIGIBILITY', mandatory: false, health: true },
        },
        on('2026-01-01'),
      );
      await go('employed', 'proposed', 'decided', 'arrived', 'suspended')(ledger);
    });
    const seen = async (principal: Principal): Promise<any> =>
      (await asked(`{ rotation(id: "${rotation}") { ${fields} } }`, principal)).rotation;
    const shown = {
      status: 'SUSPENDED',
      share: 100,
      daysServed: 0,
      person: { entityId: personId },
      decision: { type: 'RotationDecided' },
    };
    const condition = { suspensions: [{ cause: 'ILLNESS' }], eligibility: [{ outcome: 'UNKNOWN' }] };
    const withheld = { suspensions: null, eligibility: null };
    const other = { actor: { id: 'school-5', role: 'SCHOOL' }, school: school(5) } as const;

    test('is all of it by its bureau, its schools, its council and auditors', async () => {
      const { bureau, lead, member, council: own, auditor } = principals;
      for (const principal of [bureau, lead, member, own, auditor])
        expect(await seen(principal)).toEqual({ ...shown, ...condition });
    });

    test('is no condition of anybody by another school of the district', async () => {
      expect(await seen(other)).toEqual({ ...shown, ...withheld });
    });

    test('is no finding on anybody by another school of the group, which finds what else there is', async () => {
      await ledger.pass({ type: 'AdmitSchool', groupId: group, schoolId: school(5) }, { effectiveOn: '2026-09-01' });
      const rules = async (principal: Principal): Promise<unknown> => {
        const one = `{ rule subject { __typename } }`;
        const {
          findings: { totalCount, nodes },
          node,
        } = await asked(
          `{ findings(groupId: "${group}") { totalCount nodes ${one} } node(id: "${group}") { ... on EducationGroup { findings ${one} } } }`,
          principal,
        );
        expect(nodes).toEqual(node.findings);
        expect(totalCount).toBe(nodes.length);
        return nodes.filter(({ subject }: any) => subject.__typename === 'Rotation').map(({ rule }: any) => rule);
      };
      for (const principal of [principals.bureau, principals.lead, principals.council, principals.auditor])
        expect(await rules(principal)).toContain('ROTATION_ELIGIBILITY');
      expect(await rules(other)).not.toContain('ROTATION_ELIGIBILITY');
    });

    test('does not tell the public or another district by its group who rotates there', async () => {
      const touching = async (principal: Principal): Promise<unknown> => {
        const { node, ledger: found } = await asked(
          `{ node(id: "${group}") { ... on EducationGroup { history(first: 100) { nodes { stream } } } }
           ledger { events(subject: "${group}", first: 100) { nodes { stream } }
             decided: events(types: ["RotationDecided"]) { nodes { changed { __typename } } } } }`,
          principal,
        );
        const ofPerson = ({ stream }: any): boolean => stream === `person-${personId}`;
        return [
          node.history.nodes.filter(ofPerson).length,
          found.events.nodes.filter(ofPerson).length,
          found.decided.nodes.map(({ changed }: any) =>
            changed.some(({ __typename }: any) => __typename === 'EducationGroup'),
          ),
        ];
      };
      for (const principal of [principals.anybody, principals.farBureau])
        expect(await touching(principal)).toEqual([0, 0, []]);
      for (const principal of [principals.bureau, other]) expect(await touching(principal)).toEqual([2, 2, [true]]);
    });

    test('is nothing by the public and another district', async () => {
      for (const principal of [principals.anybody, principals.farBureau]) expect(await seen(principal)).toBeNull();
    });

    test('is no condition in the events of a group either, for a member that it does not concern', async () => {
      await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(5) }, on('2021-09-01'));
      const dataOf = async (principal: Principal): Promise<string> =>
        JSON.stringify(
          (await asked(`{ rotation(id: "${rotation}") { steps { nodes { type data summary } } } }`, principal))
            .rotation,
        );
      expect(await dataOf(principals.bureau)).toMatch(/eligibility.*ILLNESS/);
      const seenByOther = await dataOf(other);
      expect(seenByOther).toContain('"subject":"语文"');
      expect(seenByOther).not.toMatch(/eligibility|UNKNOWN|ILLNESS/);
    });
  });

  describe('the timeline of a person', () => {
    const timeline = async (args = '', principal: Principal = principals.bureau): Promise<any> =>
      (
        await asked(
          `{ person(id: "${personId}"${args}) { timeline(first: 50) { totalCount nodes { on kind sentence(language: EN) event { type } } } } }`,
          principal,
        )
      ).person.timeline;

    test('tells in the order of days what happened, whenever it was recorded', async () => {
      await go('employed', 'proposed', 'decided', 'arrived')(ledger);
      await go('posted')(ledger);
      const { nodes } = await timeline();
      expect(nodes.map(({ on: day, kind, event: { type } }: any) => [day, kind, type])).toEqual([
        ['2021-09-01', 'COUNCIL', 'CouncilAppointed'],
        ['2021-09-01', 'EMPLOYMENT', 'Employed'],
        ['2021-09-01', 'POST', 'PostAssigned'],
        ['2026-06-01', 'ROTATION', 'RotationProposed'],
        ['2026-07-01', 'ROTATION', 'RotationDecided'],
        ['2026-09-01', 'ROTATION', 'ArrivalConfirmed'],
      ]);
      expect(nodes[1].sentence).toBe('样本1 was employed for 第1小学');
    });

    test('holds what was corrected on its right day and as it is right, and nothing that was retracted', async () => {
      await go('employed', 'posted', 'proposed')(ledger);
      const before = ledger.runner.head();
      const events = (
        await asked(`{ person(id: "${personId}") { history(first: 50) { nodes { type eventId data } } } }`)
      ).person.history.nodes;
      const eventOf = (type: string): any => events.find((one: any) => one.type === type);
      const { eventId, data } = eventOf('PostAssigned');
      await passed(ledger, 'CorrectRecord', {
        eventId,
        facts: { ...data, kind: 'MIDDLE_LEADER' },
        rightEffectiveOn: '2026-08-01',
      });
      await passed(ledger, 'RetractRecord', { eventId: eventOf('RotationProposed').eventId });
      const summed = ({ nodes }: any): unknown => nodes.map(({ on: day, sentence }: any) => [day, sentence]).slice(1);
      expect(summed(await timeline())).toEqual([
        ['2021-09-01', '样本1 was employed for 第1小学'],
        ['2026-08-01', '样本1 took a post at 第1小学: middle leader'],
      ]);
      expect(summed(await timeline(`, asOf: { position: ${before} }`))).toEqual([
        ['2021-09-01', '样本1 was employed for 第1小学'],
        ['2021-09-01', '样本1 took a post at 第1小学: teacher'],
        [
          '2026-06-01',
          'A rotation of 样本1 was proposed from 第1小学 to 第2小学, 2026-09-01 to 2027-08-31, within the group',
        ],
      ]);
    });

    test('is paged both ways, names nobody to a school that may not know, and is nothing to the public', async () => {
      await go('employed', 'posted', 'proposed')(ledger);
      const paged = async (args: string): Promise<any> =>
        (await asked(`{ person(id: "${personId}") { timeline(${args}) { nodes { kind } pageInfo { startCursor } } } }`))
          .person.timeline;
      const last = await paged('last: 1');
      expect(last.nodes).toEqual([{ kind: 'ROTATION' }]);
      expect((await paged(`last: 2, before: "${last.pageInfo.startCursor}"`)).nodes).toEqual([
        { kind: 'EMPLOYMENT' },
        { kind: 'POST' },
      ]);
      expect(JSON.stringify(await timeline('', principals.member))).not.toContain('样本1');
      expect(await timeline('', principals.anybody)).toBeNull();
    });
  });

  describe('the flows of rotation', () => {
    /** Persons 21 to 26 go from S01 to S02 for 2026-2027, 25 for two days a week of five, 26 from February; 27 goes to S03. */
    beforeEach(async () => {
      const since = on('2021-09-01');
      await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS', isRural: false }, since);
      await passed(ledger, 'ClassifySchool', { schoolId: school(2), standing: 'QUALITY', isRural: true }, since);
      for (let number = 21; number <= 27; number += 1) {
        const of = { personId: person(number) };
        await passed(ledger, 'RegisterPerson', { ...of, schoolId: school(1), name: `样本${number}` }, since);
        await passed(ledger, 'Employ', { ...of, employedBy: 'SCHOOL', homeSchoolId: school(1) }, since);
        if (number <= 22) await passed(ledger, 'UpdateQualification', { ...of, backbone: 'SUBJECT_LEADER' }, since);
        await passed(
          ledger,
          'RotateTeacher',
          {
            ...terms,
            ...of,
            ...(number === 25 ? { mode: 'PART_WEEK', share: 40 } : {}),
            ...(number === 26 ? { from: '2027-02-01' } : {}),
            ...(number === 27 ? { scheme: 'DISTRICT', groupId: null, toSchoolId: school(3) } : {}),
          },
          on('2026-07-01'),
        );
      }
    });
    const flows = async (args: string, principal: Principal = principals.bureau): Promise<any> =>
      (
        await asked(
          `{ rotationFlows(districtId: "${district}", ${args}) { from { key name } to { key name }
          teachers backbone fullTimeEquivalents months withheld } }`,
          principal,
        )
      ).rotationFlows;
    /** Four for 365 days, one for 365 days at 40 %, one for 212: (4 + 0.4) × 365 + 212 = 1818 share days, 2037 days. */
    const toSecond = { teachers: 6, backbone: 2, fullTimeEquivalents: 4.98, months: 67, withheld: false };
    const toThird = { teachers: 1, backbone: 0, fullTimeEquivalents: 1, months: 12, withheld: false };
    const nothing = { teachers: null, backbone: null, fullTimeEquivalents: null, months: null, withheld: true };

    test.each([
      ['SCHOOL', [school(1), '第1小学'], [school(2), '第2小学'], [school(3), '第3小学']],
      ['GROUP', [group, '第一教育集团'], [group, '第一教育集团'], [null, null]],
      ['STANDING', ['FAMOUS', null], ['QUALITY', null], ['UNSPECIFIED', null]],
      ['RURAL', ['OTHER', null], ['RURAL', null], [null, null]],
    ])('by %s count teachers, backbone, equivalents and months of a school year', async (by, from, second, third) => {
      const end = ([key, name]: readonly (string | null)[]): object => ({ key, name });
      const found = await flows(`by: ${by}, schoolYear: 2026`);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { from: end(from), to: end(second), ...toSecond },
          { from: end(from), to: end(third), ...toThird },
        ]),
      );
    });

    test('count the days within a span only, as known at a position and decided by a day', async () => {
      const span = 'by: SCHOOL, within: { from: "2027-01-01", to: "2027-01-31" }';
      // Five for 31 days, one of them at 40 %.
      expect((await flows(span))[0]).toMatchObject({ teachers: 5, fullTimeEquivalents: 0.37, months: 5 });
      expect(await flows(`${span}, asOf: { effectiveOn: "2026-06-30" }`)).toEqual([]);
      const before = ledger.runner.head();
      await passed(ledger, 'CancelRotation', { rotationId: `${person(21)}.R1` });
      expect((await flows(span))[0].teachers).toBe(4);
      expect((await flows(`${span}, asOf: { position: ${before}, effectiveOn: "2026-11-24" }`))[0].teachers).toBe(5);
    });

    test('of fewer than five teachers are withheld from the public, and all by standing', async () => {
      expect((await flows('by: SCHOOL, schoolYear: 2026', principals.anybody)).map(withoutEnds)).toEqual([
        toSecond,
        nothing,
      ]);
      expect((await flows('by: SCHOOL, schoolYear: 2026', principals.member)).map(withoutEnds)).toEqual([
        toSecond,
        toThird,
      ]);
      expect(await flows('by: STANDING, schoolYear: 2026', principals.anybody)).toBeNull();
    });
    const withoutEnds = ({ from: _from, to: _to, ...figures }: any): object => figures;

    test('are those of the school year of the day, where no span is asked for', async () => {
      expect(await flows('by: SCHOOL')).toEqual(await flows('by: SCHOOL, schoolYear: 2026'));
      expect(await flows('by: SCHOOL, asOf: { effectiveOn: "2026-08-31" }')).toEqual([]);
    });
  });

  test('who is employed for one school by another, or by the district, is shown so', async () => {
    await passed(ledger, 'Employ', { ...employment, employerSchoolId: school(2) }, on('2021-09-01'));
    expect(
      (await asked(`{ person(id: "${personId}") { employment { employedBy homeSchool { code } employer { code } } } }`))
        .person.employment,
    ).toEqual({ employedBy: 'SCHOOL', homeSchool: { code: 'S01' }, employer: { code: 'S02' } });
  });

  test('qualifications are updated by the school to which somebody belongs, not by the one to which a rotation will move the person', async () => {
    await go('employed')(ledger);
    await passed(ledger, 'RotateTeacher', {
      ...terms,
      from: '2027-09-01',
      to: '2028-08-31',
      personnelRelation: 'MOVES',
    });
    const update = (principal: (typeof principals)['lead' | 'member'], subject: string) =>
      ledger.mutate('UpdateQualification', { personId, subjects: [subject] }, { principal });
    expect((await update(principals.member, '数学')).userErrors).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
    expect((await update(principals.lead, '语文')).userErrors).toEqual([]);
  });
});

describe('rotating several teachers', () => {
  let ledger: ApiLedger;
  const early = { command: { effectiveOn: '2021-09-01' } };
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    for (const number of [1, 2, 3]) {
      const personId = person(number);
      await passed(ledger, 'RegisterPerson', { personId, schoolId: school(1), name: `样本${number}` }, early);
      await passed(ledger, 'Employ', { personId, employedBy: 'SCHOOL', homeSchoolId: school(1) }, early);
    }
  });
  afterEach(() => ledger.close());

  const item = (number: number, more: object = {}) => ({
    ...terms,
    personId: person(number),
    from: '2026-12-01',
    ...more,
  });
  const rotate = async (
    input: object,
    commandId: string = randomUUID(),
    more: object = {},
    principal = principals.bureau,
  ) => {
    const basis = [{ title: '交流轮岗名单', documentNo: '市中教字〔2026〕9号' }];
    const { data, errors } = await ledger.query(
      `mutation ($input: RotateTeachersInput!) { rotateTeachers(input: $input) {
      results { index written receipt { position replayed } rotation { entityId status } userErrors { code path } }
      userErrors { code path } } }`,
      {
        variables: { input: { ...input, command: { commandId, basis, effectiveOn: '2026-11-24', ...more } } },
        principal,
      },
    );
    expect(errors).toEqual([]);
    return data.rotateTeachers;
  };
  const rotations = (): number =>
    [1, 2, 3].flatMap((number) => ledger.readModels.rotations.by('person', person(number), ledger.runner.head()))
      .length;

  test('a list is decided under one document, with a result and a path for each', async () => {
    const { results, userErrors } = await rotate({ items: [item(1), item(2, { toSchoolId: school(5) }), item(3)] });
    expect(userErrors).toEqual([]);
    expect(results).toEqual([
      {
        index: 0,
        written: true,
        receipt: { position: expect.any(Number), replayed: false },
        rotation: { entityId: `${person(1)}.R1`, status: 'DECIDED' },
        userErrors: [],
      },
      {
        index: 1,
        written: false,
        receipt: null,
        rotation: null,
        userErrors: [{ code: 'NOT_SAME_GROUP', path: ['input', 'items', '1', 'toSchoolId'] }],
      },
      expect.objectContaining({ index: 2, written: true }),
    ]);
    expect(rotations()).toBe(2);
  });

  test('given again with the same commandId it is a replay of what was written', async () => {
    const commandId = randomUUID();
    await rotate({ items: [item(1), item(2)] }, commandId);
    const { results } = await rotate({ items: [item(1), item(2)] }, commandId);
    expect(results.map(({ receipt }: { receipt: { replayed: boolean } }) => receipt.replayed)).toEqual([true, true]);
    expect(rotations()).toBe(2);
  });

  test('atomic, one that does not pass leaves all unwritten', async () => {
    const { results } = await rotate({ items: [item(1), item(2, { from: '2026-10-01' }), item(3)], atomic: true });
    expect(results.map(({ written }: { written: boolean }) => written)).toEqual([false, false, false]);
    expect(results[1].userErrors).toEqual([{ code: 'DATE_ORDER', path: ['input', 'items', '1', 'from'] }]);
    expect(rotations()).toBe(0);
  });

  test('atomic, a race that is lost half-way leaves the rest unwritten, and says which were', async () => {
    // All are checked; while the first is written the school of the second is withdrawn.
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) }, early);
    const lost = duringNextAppend(ledger, {
      command: { type: 'WithdrawSchool', groupId: group, schoolId: school(3) },
      effectiveOn: '2027-01-01',
    });
    const commandId = randomUUID();
    const items = [item(1), item(2, { toSchoolId: school(3) }), item(3)];
    const { results } = await rotate({ items, atomic: true }, commandId);
    await lost.done;
    expect(results.map(({ written }: { written: boolean }) => written)).toEqual([true, false, false]);
    expect(results[1].userErrors).toEqual([{ code: 'NOT_SAME_GROUP', path: ['input', 'items', '1', 'toSchoolId'] }]);
    expect(results[2].userErrors).toEqual([]);
    expect(rotations()).toBe(1);
  });

  test('checked only, nothing is written', async () => {
    const { results } = await rotate({ items: [item(1), item(2, { share: 50 })] }, randomUUID(), {
      validateOnly: true,
    });
    expect(results.map(({ userErrors }: { userErrors: object[] }) => userErrors.length)).toEqual([0, 1]);
    expect(rotations()).toBe(0);
  });

  test.each([
    ['an empty list', [], ['input', 'items']],
    ['the same person twice', [item(1), item(1)], ['input', 'items', '1', 'personId']],
    ['an id of something else', [item(1, { toSchoolId: '370103' })], ['input', 'items', '0', 'toSchoolId']],
  ])('%s is wrong as a whole', async (_, items, path) => {
    expect(await rotate({ items })).toEqual({ results: [], userErrors: [{ code: 'INVALID_INPUT', path }] });
  });

  test('who may give no command is told once', async () => {
    const { results, userErrors } = await rotate({ items: [item(1)] }, randomUUID(), {}, principals.anybody);
    expect([results, userErrors]).toEqual([[], [{ code: 'NOT_AUTHORISED', path: ['input'] }]]);
  });
});
