import type { Tongue } from '../../domain/fact.js';
import type { Asked, Said } from './answers.js';
import type { Cell, Section, Table } from './tables.js';
import { nameOf, valueOf, words } from './words.js';

/** A report as it is printed or written as JSON. */
export interface Report {
  /** What it is of, as its query gives it. */
  readonly name: Said;
  /** `2025-2026`. */
  readonly schoolYear: string;
  readonly asOf: { readonly position: number; readonly effectiveOn: string };
  readonly sections: readonly Section[];
  readonly asked: readonly Asked[];
}

/** The report as JSON: figures with the id of their query and their path in its answer, queries with their document and variables. */
export const reportJson = ({ asked, ...report }: Report): string =>
  JSON.stringify({ ...report, queries: asked.map(({ id, query, variables }) => ({ id, query, variables })) }, null, 1);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one]!);

const STYLE = `
@page { size: A4; margin: 18mm 14mm }
body { font: 10.5pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; color: #111; max-width: 182mm; margin: 0 auto; padding: 1em }
h1 { font-size: 18pt } h2 { font-size: 14pt; border-bottom: 1px solid #888; margin-top: 2em } h3 { font-size: 11pt; margin-bottom: .3em }
h1, h2, h3 { break-after: avoid }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt }
thead { display: table-header-group } tr { break-inside: avoid }
th, td { border: 1px solid #bbb; padding: .15em .35em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee } td.number { text-align: right; font-variant-numeric: tabular-nums }
.FAIL { font-weight: bold } .moment { color: #444 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 7.5pt; background: #f5f5f5; padding: .5em }
@media print { body { max-width: none; padding: 0 } a { color: inherit; text-decoration: none } th, pre { background: none } #queries { break-before: page } }
`.trim();

/** A number, or a sum in yuan, which the API gives as a text. */
const isFigure = ({ value, path }: Said): boolean =>
  value !== null && (typeof value === 'number' || (path.at(-1) === 'yuan' && typeof value === 'string'));

const saidHtml = (said: Said, tongue: Tongue): string => {
  const text = escaped(valueOf(said.value, tongue));
  return isFigure(said) ? `<a href="#${said.query}" title="${escaped(said.path.join('.'))}">${text}</a>` : text;
};

const cellHtml = (cell: Cell, tongue: Tongue): string => {
  if (typeof cell === 'string') return `<td>${escaped(cell === '' ? '' : nameOf(cell, tongue))}</td>`;
  const all: readonly Said[] = 'value' in cell ? [cell] : cell;
  const kind = all.every(isFigure)
    ? ' class="number"'
    : all.some(({ value }) => value === 'FAIL')
      ? ' class="FAIL"'
      : '';
  return `<td${kind}>${all.map((one) => saidHtml(one, tongue)).join(all.every(isFigure) ? '/' : ' · ')}</td>`;
};

const tableHtml = ({ name, columns, rows }: Table, tongue: Tongue): string =>
  [
    `<h3>${escaped(nameOf(name, tongue))}</h3>`,
    '<table>',
    `<thead><tr>${columns.map((column) => `<th>${escaped(nameOf(column, tongue))}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${row.map((cell) => cellHtml(cell, tongue)).join('')}</tr>`),
    '</tbody>',
    '</table>',
  ].join('\n');

/** The report as one page that needs nothing besides: no script, no style, font or picture of elsewhere. */
export const reportHtml = ({ name, schoolYear, asOf, sections, asked }: Report, tongue: Tongue): string => {
  const { title, moment, nothing, variables } = words(tongue);
  const heading = escaped(title(String(name.value), schoolYear));
  return [
    '<!doctype html>',
    `<html lang="${tongue === 'en' ? 'en' : 'zh-CN'}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${heading}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${heading}</h1>`,
    `<p class="moment">${escaped(moment(asOf.position, asOf.effectiveOn))}</p>`,
    ...sections.map(({ name: section, tables }) =>
      [
        `<h2>${escaped(nameOf(section, tongue))}</h2>`,
        ...(tables.length === 0 ? [`<p>${escaped(nothing)}</p>`] : tables.map((one) => tableHtml(one, tongue))),
      ].join('\n'),
    ),
    `<section id="queries"><h2>${escaped(nameOf('queries', tongue))}</h2>`,
    ...asked.map(({ id, query, variables: given }) =>
      [
        `<section id="${id}"><h3>${id}</h3>`,
        `<pre>${escaped(query)}</pre>`,
        `<pre>${escaped(variables)}: ${escaped(JSON.stringify(given))}</pre></section>`,
      ].join('\n'),
    ),
    '</section>',
    '</body>',
    '</html>',
  ].join('\n');
};
