import { printParseErrorCode, visit } from 'jsonc-parser';

/** Field names and list indices from the file's root. */
export type JsonPath = readonly (string | number)[];

/** A JSON text, and on which line of it a value begins. */
export interface LocatedJson {
  readonly value: unknown;
  /** The line (from 1) of the value at a path, or of the nearest value around it that is there. */
  readonly lineOf: (path: JsonPath) => number;
}

/** Where a text stops being JSON; lines and columns count from 1. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

/** Deeper values are no register; the limit keeps the reader's stack. */
const MAX_DEPTH = 50;

/** What the parser's error codes mean to who wrote the file. */
const meanings: Readonly<Record<string, string>> = {
  InvalidSymbol: 'expected a value',
  ValueExpected: 'expected a value',
  PropertyNameExpected: 'expected a field name in double quotes',
  ColonExpected: "expected ':' after the field name",
  CommaExpected: "expected ',' or the end of the list or object",
  CloseBraceExpected: "expected '}'",
  CloseBracketExpected: "expected ']'",
  EndOfFileExpected: 'expected nothing more',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'this text is not closed on its line',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this text holds a bad escape',
  InvalidEscapeCharacter: 'this text holds a bad escape',
  InvalidCharacter: 'this text holds a control character',
};

/**
 * Reads JSON and remembers lines: JSON.parse names no line, and often not even a position. A field that is given twice is refused,
 * because JSON.parse would silently take the last one. Throws JsonSyntaxError.
 */
export const readJson = (text: string): LocatedJson => {
  const lines = new Map<string, number>();
  /** The field names of every object around the present place. */
  const names: Set<string>[] = [];
  const begins = (line: number, column: number, path: JsonPath): void => {
    if (path.length > MAX_DEPTH) throw new JsonSyntaxError(`nested more than ${MAX_DEPTH} deep`, line + 1, column + 1);
    lines.set(pointerOf(path), line + 1);
  };
  visit(
    text,
    {
      onObjectBegin: (_offset, _length, line, column, path) => {
        begins(line, column, path());
        names.push(new Set());
      },
      onObjectEnd: () => void names.pop(),
      onObjectProperty: (name, _offset, _length, line, column) => {
        if (names.at(-1)?.has(name))
          throw new JsonSyntaxError(`the field ${JSON.stringify(name)} is there twice`, line + 1, column + 1);
        names.at(-1)?.add(name);
      },
      onArrayBegin: (_offset, _length, line, column, path) => begins(line, column, path()),
      onLiteralValue: (_value, _offset, _length, line, column, path) => begins(line, column, path()),
      onError: (code, offset, length, line, column) => {
        const found = length === 0 ? 'the end of the file' : `'${text.slice(offset, offset + Math.min(length, 40))}'`;
        const meaning = meanings[printParseErrorCode(code)] ?? 'expected JSON';
        throw new JsonSyntaxError(`${meaning}, found ${found}`, line + 1, column + 1);
      },
    },
    { disallowComments: true },
  );
  return {
    value: JSON.parse(text),
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const known = lines.get(pointerOf(path.slice(0, length)));
        if (known !== undefined) return known;
      }
      return 1;
    },
  };
};

const pointerOf = (path: JsonPath): string => JSON.stringify(path);

/** A path as a reader writes it: `units[3].name`. */
export const showPath = (path: JsonPath): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');

/** What stands at a path, undefined where nothing does. */
export const valueAt = (root: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined,
    root,
  );
