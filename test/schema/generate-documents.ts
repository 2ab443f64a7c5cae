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
        rule && `${source}, DOMAIN.md: ${paragraphOf(code, file)}`,
      ],
    );
  });
  const said = refusalCodes.map((code) => [`\`${code}\``, messages[code].en({}), messages[code].zh({})]);
  return markdown(`# Rules

${EMITTED}

## Which rule refuses

Every refusal code with the rules that give it: the function, in its file, what it says of itself, and where it comes from: [S] a report, [P] policy, [D] our decision, numbers of documents, and the paragraph of [DOMAIN.md](DOMAIN.md) that says more.

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

/** What its `@source` tag says, else the marks and the documents' numbers in its comment; what names none is our decision. */
const sourceOf = (node: ts.Node, comment: string): string => {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'source');
  const tagged = tag && ts.getTextOfJSDocComment(tag.comment);
  const named = comment.match(/\[[SPD]\]|[\p{Script=Han}]*〔\d{4}〕\d+号/gu) ?? ['[D]'];
  return tagged ?? [...new Set(named)].join(', ');
};

/** What DOMAIN.md says in each of its paragraphs that has a name: a section, or an item of the invariants. */
const paragraphs: ReadonlyMap<string, string> = new Map(
  readFileSync(`${root}docs/DOMAIN.md`, 'utf8')
    .split(/^(?=## |- \*\*)/m)
    .flatMap((text) => {
      const name = /^(?:## (.+)|- \*\*(.+?)\.\*\*)/.exec(text);
      return name ? [[(name[1] ?? name[2])!, text] as const] : [];
    }),
);
/** The paragraphs on the rules of an aggregate, or of another file, the first one for whatever none of them names. */
const paragraphsOf: readonly (readonly [file: string, ...names: readonly [string, ...string[]]])[] = [
  ['src/domain/district/', 'Register'],
  ['src/domain/council/charters', 'Charter', 'Council'],
  ['src/domain/council/counted', 'Who counted'],
  ['src/domain/council/resolution', 'Resolution', 'Charter', 'Council'],
  ['src/domain/council/', 'Council', 'Charter', 'Who counted', 'Resolution'],
  ['src/domain/fund/', 'Fund'],
  ['src/domain/evaluation/', 'Evaluation'],
  ['src/domain/indicator/', 'Indicators'],
  ['src/domain/person/career', 'Career', 'Rotation', 'Register'],
  ['src/domain/person/eligibility', 'Rotation'],
  ['src/domain/person/invariants', 'Rotation', 'Career'],
  ['src/domain/person/open', 'Rotation', 'Career'],
  ['src/domain/person/rotation', 'Rotation', 'Career', 'Register'],
  ['src/domain/person', 'Personal data', 'Career', 'Rotation', 'Register'],
  ['src/domain/decider', 'When a rule is checked'],
  ['src/domain/correction', 'Streams, commands, events'],
  ['src/commands/people', 'Personal data'],
  ['src/commands/persons', 'Personal data'],
  ['src/', 'All'],
];
/**
 * Where DOMAIN.md speaks of a rule: in the paragraph of its own that names the code, or where the code is explained for
 * all, else in the first.
 */
const paragraphOf = (code: string, file: string): string => {
  const [, ...own] = paragraphsOf.find(([start]) => file.startsWith(start))!;
  for (const name of own) if (!paragraphs.has(name)) throw new Error(`docs/DOMAIN.md has no paragraph "${name}"`);
  const named = own.find((name) => paragraphs.get(name)?.includes(code));
  return named ?? (paragraphs.get('All')?.includes(`${code} (`) ? 'All' : own[0]);
};
