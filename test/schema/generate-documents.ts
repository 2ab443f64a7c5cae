import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import ts from 'typescript';
import { messages } from '../../src/commands/messages.js';
import { permissions } from '../../src/commands/permissions.js';
import { deciders, type Role } from '../../src/domain/ledger.js';
import { refusalCodes } from '../../src/domain/refusal.js';
import { readings } from '../../src/graphql/shared/visibility.js';
import { visibleFields } from '../../src/graphql/visibility/table.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const roles: readonly Role[] = ['BUREAU', 'COUNCIL', 'SCHOOL', 'SYSTEM'];
const readers: readonly Role[] = ['BUREAU', 'COUNCIL', 'SCHOOL', 'AUDITOR'];
const EMITTED = 'Emitted from the code by `npm run schema`, and held against it by the tests: not to be edited.';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
const markdown = (text: string): Promise<string> =>
  format(text, { parser: 'markdown', proseWrap: 'never', printWidth: 120 });

/** docs/PERMISSIONS.md: who may give which command, within which scope, and who may read what not everybody reads. */
export const permissionsDocument = (): Promise<string> => {
  const commands = [
    ...deciders.map(({ category, commands }) => [category, Object.keys(commands as object)] as const),
    ['any record', ['CorrectRecord', 'RetractRecord']] as const,
  ];
  const rows = commands.flatMap(([category, types]) =>
    types.map((type) => {
      const may = permissions[type as keyof typeof permissions];
      return [category, type, ...roles.map((role) => may[role]?.says ?? '')];
    }),
  );
  const fieldsOf = (reading: string): string =>
    Object.entries(visibleFields)
      .flatMap(([type, lines]) =>
        Object.entries(lines).flatMap(([field, line]) =>
          typeof line === 'object' && line.reading === reading ? [`${type}.${field}`] : [],
        ),
      )
      .join(', ');
  const reads = Object.entries(readings).map(([reading, rules]) => [
    reading,
    fieldsOf(reading),
    ...readers.map((role) => (rules as { readonly [R in Role]?: { readonly name: string } })[role]?.name ?? ''),
  ]);
  return markdown(`# Permissions

${EMITTED}

## Who may give a command

Role by role, within which scope; an empty cell may not. AUDITOR and PUBLIC give none. SYSTEM is the processes, which nobody signs in as. The table is [src/domain](../src/domain): \`may\` beside each command's decision.

${table(['aggregate', 'command', ...roles], rows)}

## Who may read what not everybody reads

Everything else is public. The names are those of the rules in [visibility.ts](../src/graphql/shared/visibility.ts); the fields are held to [table.ts](../src/graphql/visibility/table.ts).

${table(['reading', 'fields', ...readers], reads)}
`);
};

interface Found {
  readonly code: string;
  readonly rule: string;
  readonly file: string;
  readonly says: string;
  readonly source: string;
}

/** docs/RULES.md: every refusal code with the functions that give it, and what these say of themselves and of their source. */
export const rulesDocument = (): Promise<string> => {
  const found = ['src/domain', 'src/commands']
    .flatMap((room) => filesIn(`${root}${room}`))
    .filter((path) => !path.endsWith('/refusal.ts'))
    .flatMap(rulesIn);
  const rows = refusalCodes.flatMap((code) => {
    const rules = found.filter((one) => one.code === code);
    return (rules.length > 0 ? rules : [{ rule: '', file: '', says: '', source: '' }]).map(
      ({ rule, file, says, source }, index) => [
        index === 0 ? `\`${code}\`` : '',
        rule && `[${rule}](../${file})`,
        says,
        source,
      ],
    );
  });
  const said = refusalCodes.map((code) => [`\`${code}\``, messages[code].en({}), messages[code].zh({})]);
  return markdown(`# Rules

${EMITTED}

## Which rule refuses

Every refusal code with the rules that give it: the function, in its file, what it says of itself, and where it comes from: the marks of [DOMAIN.md](DOMAIN.md), [S] a report, [P] policy, [D] our decision, and numbers of documents. It is empty where the code names none.

${table(['code', 'rule', 'what must hold', 'source'], rows)}

## What a refusal says

Without the arguments that fill it.

${table(['code', 'English', '中文'], said)}
`);
};

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();

/** The refusals of a file, each by the function on the outermost level that gives it. */
const rulesIn = (path: string): readonly Found[] => {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const file = relative(root, path);
  const found = new Map<string, Found>();
  const look = (node: ts.Node, of: Omit<Found, 'code'>): void => {
    const code = codeOf(node);
    if (code !== undefined) found.set(`${code} ${of.rule}`, { code, ...of });
    ts.forEachChild(node, (child) => look(child, of));
  };
  for (const statement of source.statements) {
    const declared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name
      : ts.isFunctionDeclaration(statement)
        ? statement.name
        : undefined;
    if (declared) {
      const rule = declared.getText(source);
      const comment = commentOf(statement);
      look(statement, { rule, file, says: comment || inWords(rule), source: sourceOf(statement, comment) });
    }
  }
  return [...found.values()];
};

/** The code in `refuse('CODE', …)`, and in the violations of invariants. */
const codeOf = (node: ts.Node): string | undefined => {
  const texts =
    ts.isCallExpression(node) && ['refuse', 'refused'].includes(node.expression.getText())
      ? node.arguments[0]
      : ts.isPropertyAssignment(node) && node.name.getText() === 'code'
        ? node.initializer
        : ts.isArrayLiteralExpression(node)
          ? node.elements[0]
          : undefined;
  const literal = texts && ts.isAsExpression(texts) ? texts.expression : texts;
  return literal && ts.isStringLiteral(literal) && refusalCodes.some((code) => code === literal.text)
    ? literal.text
    : undefined;
};

/** A rule without a comment says what must hold by its name. */
const inWords = (rule: string): string => rule.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const commentOf = (node: ts.Node): string => {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  const text = comment && ts.isJSDoc(comment) ? ts.getTextOfJSDocComment(comment.comment) : undefined;
  return (text ?? '').replaceAll(/\s+/g, ' ').trim();
};

/** What its `@source` tag says, else the marks and the documents' numbers in its comment. */
const sourceOf = (node: ts.Node, comment: string): string => {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'source');
  const tagged = tag && ts.getTextOfJSDocComment(tag.comment);
  return tagged ?? [...new Set(comment.match(/\[[SPD]\]|[\p{Script=Han}]*〔\d{4}〕\d+号/gu) ?? [])].join(', ');
};
