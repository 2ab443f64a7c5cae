import { getOperationAST, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { sizeOf } from '../../src/server/limits.js';
import { schema } from './operations.js';
import type { Who } from './program.js';
import { type FuzzRequest } from './requests.js';
import type { Answer } from './send.js';
import { DEMO } from './values.js';

/** All codes that an error of the API may have; INTERNAL_SERVER_ERROR is not among them. */
const codes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'POSITION_NOT_READABLE',
  'OPERATION_RESOLUTION_FAILURE',
];
/** What a user may not be told of a healthy store. */
const unwanted = ['OUTCOME_UNKNOWN', 'STORE_UNAVAILABLE'];

/** SQLite statements and rows that an answer may cost: so many anyway, and so many for each field that limits.ts counts. */
const BASE_WORK = 100;
const WORK_PER_COST = 6;

/** What of an answer is said in JSON. */
export interface Told {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
  readonly extensions?: { readonly asOf?: { readonly position: number } };
}

export const toldBy = ({ headers, texts: [text = ''] }: Answer): Told | undefined => {
  if (!String(headers['content-type']).includes('json') || text === '') return undefined;
  try {
    return JSON.parse(text) as Told;
  } catch {
    return undefined;
  }
};

interface Executable {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}
const known = new WeakMap<FuzzRequest, Executable | undefined>();

/** The operation that was asked for, where there is one. */
export const executable = (request: FuzzRequest): Executable | undefined => {
  if (!known.has(request)) known.set(request, executableOf(request));
  return known.get(request);
};
const executableOf = (request: FuzzRequest): Executable | undefined => {
  if ('messages' in request || !request.operation) return undefined;
  try {
    const document = parse(request.operation.query);
    const operation = getOperationAST(document, request.operation.operationName);
    return operation ? { document, operation } : undefined;
  } catch {
    return undefined;
  }
};

/** How much work the answer cost, and how much it may cost. */
export const workOf = (request: FuzzRequest, answer: Answer): { readonly done: number; readonly allowed: number } => {
  const asked = executable(request);
  const variables = 'messages' in request ? {} : (request.operation?.variables ?? {});
  const cost = asked ? sizeOf(schema, asked.document, asked.operation, variables).cost : 0;
  return { done: Number(answer.headers['x-work'] ?? 0), allowed: BASE_WORK + WORK_PER_COST * cost };
};

/** What is wrong with an answer, in words; nothing where it is as every answer must be. */
export const complaints = (request: FuzzRequest, answer: Answer): readonly string[] => {
  const { status, headers, texts } = answer;
  const wrong: string[] = [];
  const sent = JSON.stringify(request);
  for (const text of texts) {
    if (/node_modules|\.js:\d+:\d+|\/dist\/|\bat async\b/.test(text)) wrong.push('a stack is shown');
    const [mark] = marksOf(text).filter((one) => !sent.includes(one) && !maySee(request.who, one));
    if (mark !== undefined) wrong.push(`personal data is shown: ${mark}`);
    const code = [...text.matchAll(/"code":"([A-Z_]+)"/g)]
      .map(([, one]) => one!)
      .find((one) => one === 'INTERNAL_SERVER_ERROR' || unwanted.includes(one));
    if (code !== undefined) wrong.push(code);
  }
  if ('messages' in request) {
    if ([1011, 4500].includes(status)) wrong.push(`closed with ${status}`);
    if (texts.some((text) => !isJson(text))) wrong.push('a message that is no JSON');
    return wrong;
  }
  const told = toldBy(answer);
  const errors = told?.errors ?? [];
  if (status >= 500 && !(status === 503 && errors[0]?.extensions?.code === 'POSITION_NOT_READABLE'))
    wrong.push(`status ${status}`);
  if (String(headers['content-type']).includes('json') && !told && request.method !== 'HEAD')
    wrong.push('the answer is no JSON');
  for (const { message, extensions: { code } = {} } of errors)
    if (!codes.includes(String(code))) wrong.push(`an error with the code ${String(code)}: ${message}`);
  const { done, allowed } = workOf(request, answer);
  if (done > allowed) wrong.push(`${done} statements and rows, where ${allowed} are allowed`);
  return wrong;
};

/** What is wrong with the server's log. */
export const complaintsOfLog = (log: string): readonly string[] => {
  const lines = log.split('\n');
  return [
    ...lines.filter((line) => /"level":"(error|fatal)"/.test(line)).map((line) => `logged: ${line.slice(0, 500)}`),
    ...lines
      .filter((line) => marksOf(line).length > 0 || /eyJ|Bearer /.test(line))
      .map((line) => `logged what nobody may read: ${line.slice(0, 500)}`),
  ];
};

/** Names by which the demo and the fuzzer call persons, and what else is held of them. */
const marksOf = (text: string): readonly string[] => text.match(/样本教师 S\d\d|隐\w+隐\d+|密\w+密\d+/g) ?? [];

/**
 * Whether somebody may ever see a name: of the demo's the school is known, of the fuzzer's the district. Nobody sees telephone and
 * identity numbers.
 */
const maySee = (who: Who, mark: string): boolean => {
  if (mark.startsWith('密') || typeof who === 'string') return false;
  const { role, district, group, school } = who;
  const home = mark.startsWith('隐') ? mark.split('隐')[1] : DEMO;
  switch (role) {
    case 'AUDITOR':
      return true;
    case 'BUREAU':
      return district === home;
    case 'COUNCIL':
      return group?.split('.')[0] === home;
    case 'SCHOOL':
      return school?.split('.')[0] === home && (mark.startsWith('隐') || school === `${DEMO}.${mark.split(' ')[1]}`);
    default:
      return false;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
