import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freeTextsOf, holdsNoName, holdsNoNumber, looksLikeNumber } from '../../src/domain/personal-data.js';
import { parameters } from '../support/properties.js';

/** An identity number of 18 digits with its check digit (GB 11643). */
const identityNumber = (first17: string): string => {
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce(
    (all, weight, index) => all + weight * Number(first17[index]),
    0,
  );
  return first17 + '10X98765432'[sum % 11];
};
const wide = (text: string): string =>
  text.replaceAll(/[0-9A-Z]/g, (one) => String.fromCodePoint(one.codePointAt(0)! + 0xfee0));

describe('a text that looks like a number of somebody', () => {
  test.each([
    identityNumber('37010319800101001'),
    identityNumber('11010519491231002'),
    '110105 19491231 002x',
    '370103800101001',
    '13812345678',
    '138-1234-5678',
    '138 1234 5678',
    '+86 138 1234 5678',
    '+8613812345678',
    '008613812345678',
    '1 3 8 1 2 3 4 5 6 7 8',
    '138\u200b12345678',
    '138—1234—5678',
    '0531-88888888',
    '（0531）8888 8888',
    '+86 531 8888 8888',
    '010 62345678',
    '02162345678',
  ])('is noticed: %s', (number) => {
    for (const text of [number, wide(number), `请联系王老师${number}，谢谢`, `电话：${number} 3楼`, `第2条 ${number}`])
      expect([text, looksLikeNumber(text)]).toEqual([text, true]);
  });
  test.each([
    '鲁教〔2022〕1号',
    '市中教字〔2026〕1号',
    '2022年经费使用方案，共 1,234,567.89 元',
    '2021-09-01 至 2022-08-31，120 人',
    '2021—2022学年第1学期',
    '2021-2022 300 人',
    '合同编号 HT-010-2022001',
    '138人次，1234课时，5678元',
    '37010319800101001',
    identityNumber('37010319800101001').replace(/.$/, (last) => (last === '1' ? '2' : '1')),
    '12345678901234567890',
    '发票 25372000000012345678',
    '第12号凭证，第3笔',
    '统一社会信用代码 12370103495540123X',
  ])('and one that does not is left alone: %s', (text) => expect([text, looksLikeNumber(text)]).toEqual([text, false]));

  test('whatever stands around it, however it is grouped, in whatever width', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), fc.integer({ min: 100_000_000, max: 999_999_999 })),
          fc
            .tuple(fc.integer({ min: 1940, max: 2020 }), fc.integer({ min: 100, max: 999 }))
            .map(([year, n]) => [identityNumber(`370103${year}0615${n}`), '']),
        ),
        fc.constantFrom('', ' ', '-', '—', '．', '　', '·'),
        fc.integer({ min: 2, max: 8 }),
        fc.boolean(),
        fc.constantFrom(['', ''], ['联系人：', '。'], ['（', '）'], ['电话', '转']),
        (parts, between, size, isWide, [before, after]) => {
          const grouped = parts
            .join('')
            .match(new RegExp(`.{1,${size}}`, 'g'))!
            .join(between);
          expect(looksLikeNumber(`${before}${isWide ? wide(grouped) : grouped}${after}`)).toBe(true);
        },
      ),
      parameters(),
    ));
});

describe('the free texts of a command', () => {
  const command = {
    type: 'AllocateFunds',
    groupId: '370103.G01',
    documentNo: '1号',
    lines: [{ purpose: '培训', schoolId: '370103.S01', fen: 3 }],
    voucher: { schoolId: '370103.S01', number: '13812345678' },
    invoiceNo: '13812345678',
    memberIds: ['00000000-0000-4000-8000-013812345678'],
    signedOn: '2022-01-01',
    kind: 'FUND',
  };
  test('are its texts, not its keys, days, kinds and the numbers of vouchers, invoices and contracts', () => {
    expect(freeTextsOf(command).map(({ path }) => path.join('.'))).toEqual(['documentNo', 'lines.0.purpose']);
    expect(holdsNoNumber(freeTextsOf(command))).toBeUndefined();
  });
  test('are refused with their field, and not repeated', () => {
    const purpose = '联系 13812345678';
    expect(holdsNoNumber(freeTextsOf({ ...command, lines: [{ ...command.lines[0], purpose }] }))).toEqual({
      refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' }, path: ['lines', '0', 'purpose'] },
    });
    expect(holdsNoNumber(freeTextsOf({ right: { type: 'SchoolRegistered', aliases: ['A', '13812345678'] } }))).toEqual({
      refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' }, path: ['right', 'aliases', '1'] },
    });
  });
  test('may name a thing after somebody, but no prose names anybody', () => {
    const named = (text: string) => text.includes('张衡');
    const texts = (value: object) => freeTextsOf(value);
    expect(
      holdsNoName(texts({ name: '张衡小学', supplier: '张衡书店', documentNo: '张衡〔2022〕1号' }), named),
    ).toBeUndefined();
    for (const field of ['reason', 'subject', 'purpose', 'feature', 'title'])
      expect(holdsNoName(texts({ [field]: '由张衡老师负责' }), named)).toMatchObject({
        refused: { code: 'INVALID_INPUT', path: [field] },
      });
  });
});
