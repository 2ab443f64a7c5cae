import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { yuan } from '../../src/domain/money.js';
import { parameters } from '../support/properties.js';

test.each([
  [0, '0.00'],
  [1, '0.01'],
  [10, '0.10'],
  [100, '1.00'],
  [123456, '1234.56'],
  [-1, '-0.01'],
  [-120, '-1.20'],
  [9007199254740991, '90071992547409.91'],
])('%i fen are %s yuan', (fen, text) => expect(yuan(fen)).toBe(text));

test('no fen is lost or made: the digits say the number again', () =>
  fc.assert(
    fc.property(fc.maxSafeInteger(), (fen) => expect(Number(yuan(fen).replace('.', ''))).toBe(fen === 0 ? 0 : fen)),
    parameters(),
  ));
