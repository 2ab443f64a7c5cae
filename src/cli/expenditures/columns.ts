import { column, type Row as RowOf } from '../table/columns.js';

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
] as const;

export type ColumnName = (typeof columns)[number]['name'];
export type Row = RowOf<ColumnName>;
