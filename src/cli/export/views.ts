import type { Views } from '../../audit/bundle/write.js';
import { kindOf } from '../../audit/decisions.js';
import { yuan } from '../../domain/money.js';
import { present } from '../../domain/present.js';
import { sentence } from '../../domain/sentence.js';
import { happenedOn } from '../../projections/happened.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import type { Row, RowReader } from '../../projections/read-model.js';
import type { ReadModels } from '../../projections/read-models.js';
import { namesAt } from '../names.js';
import { column, type Column, type Row as TableRow } from '../table/columns.js';
import { tablePieces } from '../table/csv.js';

/** How many rows are read at a time. */
const CHUNK = 500;

/** A table of a bundle: its columns, and its rows as of a position, some at a time. */
interface View {
  readonly name: string;
  readonly pieces: (read: ReadModels, position: number) => Iterable<string>;
}

const view = <Name extends string>(
  name: string,
  columns: readonly Column<Name>[],
  chunks: (read: ReadModels, position: number) => Iterable<readonly TableRow<Name>[]>,
): View => ({ name, pieces: (read, position) => tablePieces(columns, chunks(read, position), { bom: true }) });

/** All rows that a reader has at a position. */
function* pagesOf<R extends Row>(reader: RowReader<R>, position: number): Generator<readonly R[]> {
  for (let after = '', rows = reader.page(after, CHUNK, position); rows.length > 0;) {
    yield rows;
    after = rows.at(-1)!.key;
    rows = reader.page(after, CHUNK, position);
  }
}

function* mapped<In, Out>(chunks: Iterable<readonly In[]>, map: (one: In) => Out): Generator<readonly Out[]> {
  for (const chunk of chunks) yield chunk.map(map);
}

const columns = {
  decisions: [
    column('position', true, '位置'),
    column('recordedAt', true, '录入时间'),
    column('happenedOn', true, '发生日期'),
    column('actor', true, '经办'),
    column('role', true, '角色'),
    column('kind', true, '类别'),
    column('type', true, '事件'),
    column('sentence', true, '内容'),
    column('documentNo', false, '文号'),
    column('stream', true, '卷宗'),
  ],
  payments: [
    column('fund', true, '资金'),
    column('line', true, '行号'),
    column('voucher', true, '凭证'),
    column('yuan', true, '金额（元）'),
    column('supplier', true, '收款单位'),
    column('contractNo', false, '合同号'),
    column('invoiceNo', false, '发票号'),
    column('paidOn', true, '付款日期'),
    column('reversedOn', false, '冲销日期'),
  ],
  seats: [
    column('council', true, '理事会'),
    column('person', true, '人员'),
    column('school', false, '学校'),
    column('post', false, '职务'),
    column('since', true, '起'),
    column('until', false, '止'),
  ],
  rotations: [
    column('person', true, '人员'),
    column('number', true, '序号'),
    column('scheme', true, '交流形式'),
    column('group', false, '集团'),
    column('fromSchool', true, '派出学校'),
    column('toSchool', true, '接收学校'),
    column('since', true, '起'),
    column('to', true, '止'),
    column('decidedOn', false, '决定日期'),
    column('resolution', false, '决议'),
    column('arrivedOn', false, '到岗日期'),
    column('endOn', false, '结束日期'),
  ],
} as const;

function* entriesUpTo(read: ReadModels, position: number): Generator<readonly IndexedEntry[]> {
  for (let at = 1; at <= position; at += 1) yield [read.events.at(at)!];
}

/** The sentence of an event, with the names of schools and groups, and nobody's. */
const said = (read: ReadModels, { event, stream, metadata }: IndexedEntry, position: number): string =>
  sentence({ event, effectiveOn: metadata.effectiveOn }, stream, 'zh', namesAt(read, position));

/** The tables of a bundle; heads as in the columns. */
const tables: readonly View[] = [
  view('decisions.csv', columns.decisions, (read, position) =>
    mapped(entriesUpTo(read, position), (entry) => ({
      position: String(entry.position),
      recordedAt: entry.metadata.recordedAt,
      happenedOn: happenedOn(entry.event, entry.metadata.effectiveOn),
      actor: entry.metadata.actor.id,
      role: entry.metadata.actor.role,
      kind: kindOf(entry.event),
      type: entry.event.type,
      sentence: said(read, entry, position),
      ...present({ documentNo: entry.metadata.basis.find(({ documentNo }) => documentNo !== undefined)?.documentNo }),
      stream: entry.stream,
    })),
  ),
  view('payments.csv', columns.payments, (read, position) =>
    mapped(pagesOf(read.expenditures, position), ({ fund, line, voucher, fen, supplier, paidOn, ...row }) => ({
      ...{ fund, voucher, supplier, paidOn, line: String(line), yuan: yuan(fen) },
      ...textsOf(row, ['contractNo', 'invoiceNo', 'reversedOn']),
    })),
  ),
  view('seats.csv', columns.seats, (read, position) =>
    mapped(pagesOf(read.seats, position), ({ council, person, since, ...row }) => ({
      ...{ council, person, since },
      ...textsOf(row, ['school', 'post', 'until']),
    })),
  ),
  view('rotations.csv', columns.rotations, (read, position) =>
    mapped(
      pagesOf(read.rotations, position),
      ({ person, number, scheme, fromSchool, toSchool, since, to, ...row }) => ({
        ...{ person, scheme, fromSchool, toSchool, since, to, number: String(number) },
        ...textsOf(row, ['group', 'decidedOn', 'resolution', 'arrivedOn', 'endOn']),
      }),
    ),
  ),
];

/** Those columns of a row that have a value. */
const textsOf = <Name extends string>(row: { readonly [Column in Name]: string | null }, names: readonly Name[]) =>
  Object.fromEntries(names.flatMap((name) => (row[name] === null ? [] : [[name, row[name]]]))) as {
    readonly [Column in Name]?: string;
  };

/** The views of a bundle, of read models that hold nothing yet. Throws ImpassableEvent. */
export const viewsOf = (read: ReadModels): Views => ({
  add: (events) => {
    if (events.length > 0) read.project(events);
  },
  files: () => tables.map(({ name, pieces }) => ({ name, pieces: pieces(read, read.events.head()) })),
});
