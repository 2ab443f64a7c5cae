/** A column of the table of expenditures. */
export interface Column {
  readonly name: string;
  /** What its head may be called besides, as finance offices write it. */
  readonly aliases: readonly string[];
  /** Whether every row has a value. */
  readonly required: boolean;
}

const column = <Name extends string>(name: Name, required: boolean, ...aliases: readonly string[]) => ({
  name,
  aliases,
  required,
});

/**
 * The columns in the order in which they are written; read, they may stand in any order.
 * schema/expenditures.csv-metadata.json says the same.
 */
export const columns = [
  column('line', true, '行号', '预算行', '分配行'),
  column('voucherSchool', true, '付款学校', '支付学校', '学校'),
  column('voucherYear', true, '凭证年度', '凭证年'),
  column('voucherMonth', true, '凭证月份', '凭证月'),
  column('voucherNumber', true, '凭证号', '凭证编号'),
  column('voucherEntry', true, '分录号', '分录'),
  column('yuan', true, '金额（元）', '金额(元)', '金额'),
  column('supplier', true, '供应商', '收款单位'),
  column('contractNo', false, '合同号', '合同编号'),
  column('invoiceNo', false, '发票号', '发票号码'),
  column('paidOn', true, '付款日期', '支付日期'),
  column('effectiveOn', false, '生效日期'),
  column('documentNo', false, '文号', '依据文号'),
] as const satisfies readonly Column[];

export type ColumnName = (typeof columns)[number]['name'];
/** A row by its columns: what is empty is not there. */
export type Row = { readonly [Name in ColumnName]?: string };

/** The column that a head names, in English or Chinese. */
export const columnOf = (head: string): ColumnName | undefined =>
  columns.find(({ name, aliases }) => name.toLowerCase() === head.toLowerCase() || aliases.includes(head))?.name;
