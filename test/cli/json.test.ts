import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonSyntaxError, readJson, showPath, valueAt } from '../../src/cli/register/json.js';
import { parameters } from '../support/properties.js';

describe('reading JSON with its lines', () => {
  test.each([
    ['{\n "a": 1,\n "b": x\n}', 3, 7, /expected a value, found 'x'$/],
    ['{"a": 1,}', 1, 9, /expected a field name in double quotes, found '}'/],
    ['[1\n 2]', 2, 2, /expected ',' or the end of the list or object, found '2'/],
    ['{"a" 1}', 1, 6, /expected ':' after the field name, found '1'/],
    ['{\n"name": "济南\n"}', 2, 9, /not closed/],
    ['{"a": "\\x"}', 1, 7, /bad escape/],
    ['{\n "a": 1,\n "a": 2\n}', 3, 2, /the field "a" is there twice/],
    ['{"a": 1', 1, 8, /expected '}', found the end of the file/],
    ['', 1, 1, /found the end of the file/],
    ['[1] "校"', 1, 5, /expected nothing more, found '"校"'/],
    ['[1.]', 1, 2, /number is not complete/],
    ['// 校\n1', 1, 1, /no comments/],
    ['[01]', 1, 3, /expected ','/],
    ['['.repeat(200), 1, 52, /nested more than 50 deep/],
  ])('%j is refused at its line and column', (text, line, column, message) => {
    const error = (() => {
      try {
        readJson(text);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(JsonSyntaxError);
    expect(error).toMatchObject({ line, column, message: expect.stringMatching(message) });
  });

  test('any JSON is read as JSON.parse reads it, and every value is on the line where it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(readJson(text).value).toEqual(JSON.parse(text));
      }),
      parameters(),
    );
    const { value, lineOf } = readJson(
      '{\n "units": [\n  { "code": "S01" },\n  { "code": "S02",\n    "name": "校" }\n ]\n}',
    );
    expect(lineOf(['units', 1, 'name'])).toBe(5);
    expect(lineOf(['units', 1, 'missing'])).toBe(4);
    expect(lineOf(['nothing'])).toBe(1);
    expect(valueAt(value, ['units', 1, 'name'])).toBe('校');
    expect(showPath(['units', 1, 'name'])).toBe('units[1].name');
  });

  test('whatever is not JSON for JSON.parse is refused here too', () => {
    const tokens = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b"', '1', '-', 'true', 'nul', ' ', '\n', '0', 'e', '.'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        tokens.map((parts) => parts.join('')),
        (text) => {
          const parsed = (() => {
            try {
              return { value: JSON.parse(text) as unknown };
            } catch {
              return undefined;
            }
          })();
          const read = (() => {
            try {
              return { value: readJson(text).value };
            } catch (error) {
              return /there twice/.test((error as Error).message) ? parsed : undefined;
            }
          })();
          expect(read).toEqual(parsed);
        },
      ),
      parameters(5),
    );
  });
});
