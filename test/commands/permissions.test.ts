import { expect, test } from '@jest/globals';
import { claimsAllow, claimsAllowType, permissions, scopeOf } from '../../src/commands/permissions.js';
import { duties, type Duty } from '../../src/domain/actor.js';
import { deciders, type CommandType, type Role } from '../../src/domain/ledger.js';
import type { Principal } from '../../src/domain/permission.js';

// Who may give which command is held by docs/PERMISSIONS.md; here, that a token's scope bounds every one of them.

const roles: readonly Role[] = ['BUREAU', 'COUNCIL', 'SCHOOL', 'SYSTEM', 'AUDITOR', 'PUBLIC'];
const here = { district: '370103', group: '370103.G01', school: '370103.S01' };
const elsewhere = { district: '370104', group: '370104.G01', school: '370104.S01' };
const principal = (role: Role, claims: Partial<Principal>): Principal => ({ actor: { id: 'x', role }, ...claims });

const types = Object.keys(permissions) as CommandType[];

test.each(types)('%s is given by somebody, with a token of its own district, group or school only', (type) => {
  const may = permissions[type];
  expect(Object.keys(may).length).toBeGreaterThan(0);
  for (const role of roles) {
    const within = may[role];
    expect([role, claimsAllowType(principal(role, here), type, here)]).toEqual([role, within !== undefined]);
    if (role === 'SYSTEM') continue;
    expect([role, claimsAllowType(principal(role, {}), type, here)]).toEqual([role, false]);
    // Where the claims do not bound it, the state does, once it was loaded.
    const isBound = !claimsAllowType(principal(role, elsewhere), type, here);
    expect([role, isBound || within?.loaded !== undefined]).toEqual([role, true]);
  }
});

const dutyOf: Readonly<Record<string, Duty>> = {
  district: 'BASIC_EDUCATION',
  council: 'BASIC_EDUCATION',
  person: 'PERSONNEL',
  fund: 'FINANCE',
  evaluation: 'SUPERVISION',
  policy: 'SUPERVISION',
  indicator: 'BASIC_EDUCATION',
};
test.each(deciders.map((one) => [one.category, one] as const))(
  'what the bureau does on a %s needs its duty, where the token names duties',
  (category, { commands, duty }) => {
    expect(duty).toBe(dutyOf[category]);
    const given = (Object.keys(commands as object) as CommandType[]).filter((type) => permissions[type].BUREAU);
    expect(given.length).toBeGreaterThan(0);
    for (const type of given)
      for (const one of duties)
        expect([type, one, claimsAllowType(principal('BUREAU', { ...here, duties: [one] }), type, here)]).toEqual([
          type,
          one,
          one === duty,
        ]);
  },
);

test.each([
  ['district-370103', 'BASIC_EDUCATION'],
  ['council-370103.G01', 'BASIC_EDUCATION'],
  ['person-x', 'PERSONNEL'],
  ['fund-370103.G01-2026', 'FINANCE'],
  ['policy-370103', 'SUPERVISION'],
  ['evaluation-370103.G01-2026-2027', 'SUPERVISION'],
  ['indicator-370103.S01-2025', 'BASIC_EDUCATION'],
] as const)('a record of %s is put right with the duty %s', (stream, duty) => {
  const may = duties.filter((one) =>
    claimsAllow(principal('BUREAU', { ...here, duties: [one] }), { type: 'RetractRecord', stream, revision: 0 }),
  );
  expect(may).toEqual([duty]);
});

test('nobody who reads only gives a command, and nobody acts as a process but processes', () => {
  for (const type of types) expect(Object.keys(permissions[type])).not.toEqual(expect.arrayContaining(['AUDITOR']));
  for (const type of types) expect(Object.keys(permissions[type])).not.toEqual(expect.arrayContaining(['PUBLIC']));
});

test.each([
  [{ type: 'OpenDistrict', code: '370103', name: '市中区' }, { district: '370103' }],
  [
    { type: 'RetractRecord', stream: 'council-370103.G01', revision: 0 },
    { district: '370103', group: '370103.G01' },
  ],
  [
    { type: 'RetractRecord', stream: 'fund-370103.G01-2026', revision: 0 },
    { district: '370103', group: '370103.G01' },
  ],
  [{ type: 'RetractRecord', stream: 'policy-370103', revision: 0 }, { district: '370103' }],
  [
    { type: 'RetractRecord', stream: 'indicator-370103.S01-2025', revision: 0 },
    { district: '370103', school: '370103.S01' },
  ],
  [{ type: 'RetractRecord', stream: 'person-x', revision: 0 }, {}],
  [{ type: 'RetractRecord', stream: 'nothing-x', revision: 0 }, {}],
  [{ type: 'ErasePerson', personId: 'x' }, {}],
] as const)('%j is about %j', (command, scope) => expect(scopeOf(command)).toMatchObject(scope));
