import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { group, meeting, passed, resolution, school, steps } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const ofGroup = async (asOf = '', principal: Principal = principals.bureau): Promise<unknown> => {
  const { data, errors } = await ledger.query(
    `{ group(id: "${group}"${asOf}) { findings { rule result message zh: message(language: ZH) } } }`,
    { principal },
  );
  expect(errors).toEqual([]);
  return data.group.findings;
};
const classify = (number: number, standing: string) =>
  passed(ledger, 'ClassifySchool', { schoolId: school(number), standing });

test('1+X is unknown where a standing is unspecified, and passes or fails by the standings of the day', async () => {
  expect(await ofGroup()).toEqual([
    {
      rule: 'FAMOUS_WITH_X',
      result: 'UNKNOWN',
      message: `The standing of ${school(1)}, ${school(2)} is not specified.`,
      zh: `${school(1)}、${school(2)} 的类别未定。`,
    },
  ]);
  await classify(1, 'FAMOUS');
  expect(await ofGroup()).toMatchObject([
    { result: 'UNKNOWN', message: `The standing of ${school(2)} is not specified.` },
  ]);
  await classify(2, 'POTENTIAL');
  expect(await ofGroup()).toMatchObject([{ result: 'PASS' }]);
  expect(await ofGroup(', asOf: { effectiveOn: "2026-11-23" }')).toMatchObject([{ result: 'UNKNOWN' }]);
  await passed(ledger, 'ChangeLeadSchool', { groupId: group, leadId: school(2) });
  expect(await ofGroup()).toMatchObject([
    { result: 'FAIL', message: expect.stringContaining(`${school(1)}, ${school(2)}`) },
  ]);
});

test('what tells a standing is shown to whom the standing is', async () => {
  expect(await ofGroup('', principals.anybody)).toBeNull();
  expect(await ofGroup('', principals.farBureau)).toBeNull();
  expect(await ofGroup('', principals.auditor)).toMatchObject([{ rule: 'FAMOUS_WITH_X' }]);
});

test('a decision of a council whose filing was not accepted by the day it met is found, not refused', async () => {
  const found = async (number: number): Promise<unknown> =>
    (
      await ledger.query(`{ resolution(id: "${group}.R${number}") { findings { rule result message } } }`, {
        principal: principals.anybody,
      })
    ).data.resolution.findings;
  await steps.resolved(ledger);
  expect(await found(1)).toEqual([
    {
      rule: 'COUNCIL_FILED',
      result: 'FAIL',
      message: `The filing of the council ${group}.1 was not accepted by the day it met.`,
    },
  ]);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  await passed(
    ledger,
    'AcceptFiling',
    { councilId: `${group}.1`, documentNo: '备1号' },
    { principal: principals.otherBureau },
  );
  await passed(ledger, 'AdoptResolution', {
    groupId: group,
    kind: 'OTHER',
    subject: '其他',
    ...meeting,
    heldOn: '2026-11-24',
  });
  expect([await found(1), await found(2)]).toMatchObject([[{ result: 'FAIL' }], [{ result: 'PASS' }]]);
});

test('a filing that is sent back asks for the ratification of what was decided, until one is accepted', async () => {
  const due = async (): Promise<unknown> =>
    (
      await ledger.query('{ viewer { inbox { kind subject { id ... on Resolution { entityId } } since message } } }')
    ).data.viewer.inbox.filter(({ kind }: { kind: string }) => kind === 'RATIFICATION_DUE');
  await steps.resolved(ledger);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  expect(await due()).toEqual([]);
  await passed(
    ledger,
    'ReturnFiling',
    { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' },
    { principal: principals.otherBureau },
  );
  expect(await due()).toMatchObject([
    {
      subject: { entityId: resolution },
      since: '2026-11-24',
      message: `Resolution ${resolution} was adopted by a council whose filing was sent back; it is to be ratified.`,
    },
  ]);
  await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
  await passed(
    ledger,
    'AcceptFiling',
    { councilId: `${group}.1`, documentNo: '备2号' },
    { principal: principals.otherBureau },
  );
  expect(await due()).toEqual([]);
});
