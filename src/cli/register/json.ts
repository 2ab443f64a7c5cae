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
  constructor(message: string, readonly line: number, readonly column: number) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

/** Deeper values are no register; the limit keeps the reader's stack. */
const MAX_DEPTH = 50;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Reads JSON and remembers lines: JSON.parse names no line, and often not even a position. A field that is given twice is refused,
 * because JSON.parse would silently take the last one. Throws JsonSyntaxError.
 */
export const readJson = (text: string): LocatedJson => {
  const lines = new Map<string, number>();
  let at = 0;
  let line = 1;
  let lineStart = 0;

  const fail = (message: string, position = at): never => {
    throw new JsonSyntaxError(message, line, position - lineStart + 1);
  };
  const skipSpace = (): void => {
    for (; ' \t\r\n'.includes(text[at] ?? 'x'); at += 1) {
      if (text[at] !== '\n') continue;
      line += 1;
      lineStart = at + 1;
    }
  };
  const found = (): string => {
    if (at >= text.length) return 'the end of the file';
    return `'${String.fromCodePoint(text.codePointAt(at)!)}'`;
  };
  const expect = (character: string, after: string): void => {
    skipSpace();
    if (text[at] !== character) fail(`expected '${character}' ${after}, found ${found()}`);
    at += 1;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [token] = pattern.exec(text) ?? [];
    if (token !== undefined) at += token.length;
    return token;
  };
  const string = (what: string): string => {
    const token = match(STRING);
    if (token === undefined) return fail(text[at] === '"' ? 'this text is not closed on its line, or holds a bad escape' : `expected ${what}, found ${found()}`);
    return JSON.parse(token) as string;
  };

  const items = (close: string, depth: number, item: (index: number) => void): void => {
    if (depth > MAX_DEPTH) fail(`nested more than ${MAX_DEPTH} deep`);
    at += 1;
    skipSpace();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      item(index);
      skipSpace();
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] !== close) fail(`expected ',' or '${close}', found ${found()}`);
    at += 1;
  };

  const value = (path: JsonPath, depth: number): void => {
    skipSpace();
    lines.set(pointerOf(path), line);
    if (text[at] === '{') {
      const names = new Set<string>();
      items('}', depth, () => {
        skipSpace();
        const start = at;
        const name = string('a field name in double quotes');
        if (names.has(name)) fail(`the field ${JSON.stringify(name)} is there twice`, start);
        names.add(name);
        expect(':', `after the field name ${JSON.stringify(name)}`);
        value([...path, name], depth + 1);
      });
    } else if (text[at] === '[') {
      items(']', depth, (index) => value([...path, index], depth + 1));
    } else if (text[at] === '"') {
      string('a text');
    } else if (match(SCALAR) === undefined) {
      fail(`expected a value, found ${found()}`);
    }
  };

  value([], 0);
  skipSpace();
  if (at < text.length) fail(`expected nothing more, found ${found()}`);
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
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');

/** What stands at a path, undefined where nothing does. */
export const valueAt = (root: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined), root);
