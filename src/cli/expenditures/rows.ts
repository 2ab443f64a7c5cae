import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { Envelope } from '../../commands/command.js';
import { isDay } from '../../domain/day.js';
import type { RecordExpenditure } from '../../domain/fund/commands.js';
import { voucherKey } from '../../domain/fund/index.js';
import { schoolId, splitId } from '../../domain/identity.js';
import { present } from '../../domain/present.js';
import { yuan } from '../../domain/money.js';
import type { Problem } from '../problem.js';
import { columns, type ColumnName, type Row } from './columns.js';
import type { LocatedRow } from './csv.js';
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
}

/** Reads a row: by itself, before the domain is asked. */
export const readRow = (
  { line, row }: LocatedRow,
  fund: OfFund,
): { readonly entry: Entry } | { readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const read = <T>(name: ColumnName, parse: (text: string) => T | undefined, form: string): T | undefined => {
    const text = row[name];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) problems.push({ path: [name], line, value: text, message: form });
    return value;
  };
  for (const { name, required } of columns)
    if (required && row[name] === undefined)
      problems.push({ path: [name], line, value: undefined, message: 'this value is missing' });
  const text = (name: ColumnName): string | undefined =>
    read(
      name,
      (value) => (SHORTENED.test(value) ? undefined : value),
      'a spreadsheet shortened this number: enter it as text',
    );
  const voucher = {
    schoolId:
      read('voucherSchool', (value) => schoolOf(value, fund), 'must be a school like 370103.S01, or its code') ?? '',
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
    fen: read('yuan', fenOf, 'must be yuan in digits with at most two decimals, like 1280 or 1280.50') ?? 0,
    supplier: row.supplier ?? '',
    ...present({ contractNo: text('contractNo'), invoiceNo: text('invoiceNo') }),
    paidOn: read('paidOn', dayOf, DAY) ?? '',
  };
  const effectiveOn = read('effectiveOn', dayOf, DAY) ?? command.paidOn;
  if (problems.length > 0) return { problems };
  const basis = [{ title: TITLE, ...present({ documentNo: row.documentNo }) }];
  return {
    entry: {
      line,
      row,
      command,
      envelope: { commandId: uuidv5(canonicalize({ command, effectiveOn, basis })!, NAMESPACE), basis, effectiveOn },
    },
  };
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

const WHOLE = 'must be a whole number';
const DAY = 'must be a day of the calendar: YYYY-MM-DD';
/** What a spreadsheet makes of a long number. */
const SHORTENED = /^\d(\.\d+)?E\+\d+$/i;

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** Fen, from the digits: no floating point takes part. Thirteen digits of yuan are beyond any fund and within whole numbers. */
const fenOf = (text: string): number | undefined => {
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole + decimals.padEnd(2, '0'));
};

/** A day, also as spreadsheets write it: 2026/1/5. */
const dayOf = (text: string): string | undefined => {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(written) ? written : undefined;
};

const schoolOf = (text: string, { groupId }: OfFund): string | undefined => {
  const id = text.includes('.') ? text : schoolId(splitId(groupId).district, text);
  return /^[A-Z0-9]{1,16}\.[A-Z0-9]{1,16}$/.test(id) ? id : undefined;
};
