import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { isDay } from '../../domain/day.js';
import { packageFile } from '../package-file.js';
import { BadFile, refuseFile, type Problem } from '../problem.js';
import { readText } from '../read-text.js';
import type { Register } from './format.js';
import { JsonSyntaxError, readJson, valueAt, type JsonPath, type LocatedJson } from './json.js';
import { brokenReferences } from './references.js';

/** A register as its file says, well formed and with all references in place; the domain's rules were not asked yet. */
export interface RegisterFile {
  readonly file: string;
  readonly register: Register;
  /** A problem at a path of the file. */
  readonly problem: (path: JsonPath, message: string) => Problem;
}

let validator: ValidateFunction<Register> | undefined;
const compiledSchema = (): ValidateFunction<Register> => {
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile<Register>(JSON.parse(readFileSync(packageFile('schema/register.schema.json'), 'utf8')) as object);
};

/** Reads a register file. Throws BadFile with every problem found, each with its line, path and value. */
export const readRegister = (file: string): RegisterFile => {
  const json = parse(file, readText(file));
  const problem = (path: JsonPath, message: string): Problem => ({
    path,
    line: json.lineOf(path),
    value: valueAt(json.value, path),
    message,
  });
  const validate = (validator ??= compiledSchema());
  if (!validate(json.value))
    refuseFile(
      file,
      (validate.errors ?? []).map((error) => schemaProblem(error, json.value, problem)),
    );
  const register = json.value as Register;
  const { signedOn } = register.source;
  if (!signedOn.startsWith('--') && !isDay(signedOn))
    refuseFile(file, [problem(['source', 'signedOn'], 'must be a day of the calendar: YYYY-MM-DD')]);
  refuseFile(
    file,
    brokenReferences(register).map(({ path, message }) => problem(path, message)),
  );
  return { file, register, problem };
};

const parse = (file: string, text: string): LocatedJson => {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new BadFile(file, [`line ${error.line}, column ${error.column}: not JSON: ${error.message}`]);
  }
};

const schemaProblem = (
  error: ErrorObject,
  root: unknown,
  problem: (path: JsonPath, message: string) => Problem,
): Problem => {
  const params = error.params as Readonly<Record<string, unknown>>;
  const path = pathOf(error.instancePath, root);
  switch (error.keyword) {
    case 'additionalProperties':
      return problem([...path, String(params['additionalProperty'])], 'a register has no such field');
    case 'required':
      return problem([...path, String(params['missingProperty'])], 'this field is missing');
    case 'enum':
      return problem(path, `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`);
    case 'uniqueItems':
      return problem([...path, Number(params['i'])], 'the same is in the list twice');
    case 'type':
      return problem(path, `must be ${[params['type']].flat().join(' or ')}`);
    case 'pattern':
      return problem(
        path,
        patterns.find(([end]) => end.test(error.schemaPath))?.[1] ?? 'must be 1 to 16 capital letters and digits',
      );
    case 'format':
      return problem(path, 'must be a day of the calendar: YYYY-MM-DD');
    default:
      return problem(path, error.message ?? error.keyword);
  }
};

const patterns: readonly (readonly [RegExp, string])[] = [
  [/signedOn/, 'must be YYYY-MM-DD, or --MM-DD where the source gives no year'],
  [/assumed/, 'must be the name of a field'],
];

/** Ajv's JSON pointer as a path; what is a number in a list is an index. */
const pathOf = (pointer: string, root: unknown): JsonPath =>
  pointer
    .split('/')
    .slice(1)
    .reduce<(string | number)[]>((path, step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      return [...path, Array.isArray(valueAt(root, path)) ? Number(name) : name];
    }, []);
