import { describe, expect, test } from '@jest/globals';
import { deciders } from '../../src/domain/ledger.js';
import { refusalCodes, type RefusalCode } from '../../src/domain/refusal.js';
import './district.cases.js';
import './council.cases.js';
import './fund.cases.js';
import './person.cases.js';
import './policy.cases.js';
import './resolution.cases.js';
import { seen } from './given.js';

/** Given by the command handler, not by these streams. */
const ofOtherRooms: readonly RefusalCode[] = ['STALE_REVISION', 'DUPLICATE_COMMAND'];

describe('the tests above', () => {
  test('produce every refusal code of these streams', () =>
    expect(refusalCodes.filter((code) => !seen.codes.has(code) && !ofOtherRooms.includes(code))).toEqual([]));

  test.each(deciders.flatMap(({ commands }) => Object.keys(commands as object)))(
    '%s is accepted by one and refused by another',
    (command) => expect([seen.accepted.has(command), seen.refused.has(command)]).toEqual([true, true]),
  );
});
