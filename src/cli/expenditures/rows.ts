import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { Envelope } from '../../commands/command.js';
import type { RecordExpenditure } from '../../domain/fund/commands.js';
import { voucherKey } from '../../domain/fund/index.js';
import { splitId } from '../../domain/identity.js';
import { present } from '../../domain/present.js';
import { yuan } from '../../domain/money.js';
import type { Problem } from '../problem.js';
import { columns, type ColumnName, type Row } from './columns.js';
import type { Step } from '../table/apply.js';
import type { LocatedRow } from '../table/csv.js';
import { DAY, SCHOOL, WHOLE, dayOf, hundredthsOf, idWithin, valuesOf, wholeNumber } from '../table/values.js';
import type { OfFund, Standing } from './standing.js';

/** The namespace of all ids that follow from a row's content. It never changes: ids given before would. */
const NAMESPACE = '0d6f8f0e-5b7c-5a35-9a53-6c2f0b8f7b11';
/** What the basis of an imported expenditure is called; its number is the row's documentNo. */
const TITLE = '支出明细导入';

/** A row as the command that records it. */
export interface Entry {
  readonly line: number;
  readonly row: Row;
  readonly command: RecordExpenditure;
  readonly envelope: Envelope;
  readonly steps: readonly [Step];
}

/** Reads a row: by itself, before the domain is asked. */
export const readRow = (
  { line, row }: LocatedRow<ColumnName>,
  fund: OfFund,
): { readonly entry: Entry } | { readonly problems: readonly Problem[] } => {
  const { read, number: text, problems } = valuesOf(columns, { line, row });
  const voucher = {
    schoolId: read('voucherSchool', idWithin(splitId(fund.groupId).district), SCHOOL) ?? '',
    year: read('voucherYear', wholeNumber, WHOLE) ?? 0,
    month: read('voucherMonth', wholeNumber, WHOLE) ?? 0,
    number: text('voucherNumber') ?? '',
    entry: read('voucherEntry', wholeNumber, WHOLE) ?? 0,
  };
  const command: RecordExpenditure = {
    type: 'RecordExpenditure',
    ...fund,
    line: read('line', wholeNumber, WHOLE) ?? 0,
    voucher,
    fen: read('yuan', hundredthsOf, 'must be yuan in digits with at most two decimals, like 1280 or 1280.50') ?? 0,
    supplier: row.supplier ?? '',
    ...present({ contractNo: text('contractNo'), invoiceNo: text('invoiceNo') }),
    paidOn: read('paidOn', dayOf, DAY) ?? '',
  };
  const effectiveOn = read('effectiveOn', dayOf, DAY) ?? command.paidOn;
  if (problems.length > 0) return { problems };
  const basis = [{ title: TITLE, ...present({ documentNo: row.documentNo }) }];
  const commandId = uuidv5(canonicalize({ command, effectiveOn, basis })!, NAMESPACE);
  const step = { command, envelope: { commandId, basis, effectiveOn } };
  return { entry: { line, row, ...step, steps: [step] } };
};

/** An expenditure as a row. */
export const rowOf = ({ paid, effectiveOn, documentNo }: Standing): Row => {
  const { line, voucher, fen, supplier, contractNo, invoiceNo, paidOn } = paid;
  return {
    line: String(line),
    voucherSchool: voucher.schoolId,
    voucherYear: String(voucher.year),
    voucherMonth: String(voucher.month),
    voucherNumber: voucher.number,
    voucherEntry: String(voucher.entry),
    yuan: yuan(fen),
    supplier,
    ...present({ contractNo, invoiceNo }),
    paidOn,
    effectiveOn,
    ...present({ documentNo }),
  };
};

/**
 * The first column on which a row and what the ledger has under its voucher differ. What the row leaves open differs
 * from nothing, but a contract.
 */
export const differenceOf = (
  { row, command, envelope }: Entry,
  { paid, effectiveOn, documentNo }: Standing,
): { readonly column: ColumnName; readonly known: string } | undefined => {
  const facts: readonly (readonly [ColumnName, string | undefined, string | undefined])[] = [
    ['line', String(command.line), String(paid.line)],
    ['yuan', yuan(command.fen), yuan(paid.fen)],
    ['supplier', command.supplier, paid.supplier],
    ['contractNo', command.contractNo ?? '', paid.contractNo ?? ''],
    ['invoiceNo', command.invoiceNo, paid.invoiceNo ?? ''],
    ['paidOn', command.paidOn, paid.paidOn],
    ['effectiveOn', row.effectiveOn === undefined ? undefined : envelope.effectiveOn, effectiveOn],
    ['documentNo', row.documentNo, documentNo ?? ''],
  ];
  const [differing] = facts.filter(([, said, known]) => said !== undefined && said !== known);
  return differing && { column: differing[0], known: differing[2] ?? '' };
};

/** What tells the expenditures of a fund apart. */
export const keyOf = ({ command }: Entry): string => voucherKey(command.voucher);

/** The column that a refusal is about. */
export const columnOfRefusal = (code: string, path: readonly string[]): ColumnName | undefined => {
  if (code === 'INSUFFICIENT_FUNDS') return 'yuan';
  if (code === 'VOUCHER_TAKEN') return 'voucherNumber';
  const [field, ...rest] = path[0] === 'command' ? path.slice(1) : path;
  const names: Readonly<Record<string, ColumnName>> = {
    'voucher.schoolId': 'voucherSchool',
    'voucher.year': 'voucherYear',
    'voucher.month': 'voucherMonth',
    'voucher.number': 'voucherNumber',
    'voucher.entry': 'voucherEntry',
    fen: 'yuan',
    basis: 'documentNo',
  };
  const name =
    field === undefined ? undefined : (names[field === 'voucher' ? [field, ...rest].join('.') : field] ?? field);
  return columns.find((column) => column.name === name)?.name;
};
