import type { WithLines } from './command.js';
import { showPath, type JsonPath } from './register/json.js';

/** What is wrong with a file, and where. */
export interface Problem {
  readonly path: JsonPath;
  readonly line: number;
  /** What stands there; undefined where something is missing. */
  readonly value: unknown;
  readonly message: string;
}

/** A file that cannot be imported. Nothing was written. */
export class BadFile extends Error implements WithLines {
  /** `count` where not every problem has its line. */
  constructor(
    readonly file: string,
    readonly lines: readonly string[],
    count = lines.length,
  ) {
    super(`${file}: ${count === 1 ? '1 problem' : `${count} problems`}, nothing was written`);
    this.name = 'BadFile';
  }
}

/** How many problems are worth reading at once. */
const MOST_PROBLEMS = 20;

/** Throws BadFile where there are problems: in the file's order, the first twenty in full, or as many as `most` says. */
export const refuseFile = (file: string, problems: readonly Problem[], most?: number): void => {
  if (problems.length > 0) throw new BadFile(file, showProblems(problems, most), problems.length);
};

/** Problems in the file's order, a line for each, and how many more there are. */
export const showProblems = (problems: readonly Problem[], most = MOST_PROBLEMS): readonly string[] => {
  const inOrder = [...problems].sort((a, b) => a.line - b.line);
  const more = inOrder.length - most;
  return [...inOrder.slice(0, most).map(showProblem), ...(more > 0 ? [`and ${more} more`] : [])];
};

/** One problem as a line: where, what stands there, and what is wrong with it. */
export const showProblem = ({ path, line, value, message }: Problem): string =>
  [
    `line ${line}`,
    path.length === 0 ? undefined : `${showPath(path)}${value === undefined ? '' : ` = ${shown(value)}`}`,
  ]
    .filter(Boolean)
    .join(', ') + `: ${message}`;

/** A value on one line, cut where it is long. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** `1 line`, `2 lines` */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
