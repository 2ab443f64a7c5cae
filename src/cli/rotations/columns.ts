import { column, type Row as RowOf } from '../table/columns.js';

/**
 * The columns in the order in which they are written; read, they may stand in any order.
 * schema/rotations.csv-metadata.json says the same.
 */
export const columns = [
  column('person', true, '人员编号', '工号', '教职工号'),
  column('name', false, '姓名'),
  column('scheme', true, '交流形式', '交流类型'),
  column('group', false, '集团', '所属集团'),
  column('fromSchool', true, '派出学校', '流出学校'),
  column('toSchool', true, '接收学校', '流入学校'),
  column('days', true, '起止日期', '起止时间', '交流期限'),
  column('share', false, '工作量占比', '占工作量'),
  column('subject', false, '任教学科', '学科'),
  column('post', false, '交流岗位', '岗位'),
  column('personnelRelation', false, '人事关系'),
  column('decidedOn', true, '决定日期'),
  column('documentNo', true, '决定文号', '文号'),
  column('resolution', false, '理事会决议', '决议'),
  column('arrivedOn', false, '到岗日期'),
  column('end', false, '结束方式'),
  column('endedOn', false, '结束日期'),
] as const;

export type ColumnName = (typeof columns)[number]['name'];
export type Row = RowOf<ColumnName>;
