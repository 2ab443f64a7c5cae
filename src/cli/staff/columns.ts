import { column, type Row as RowOf } from '../table/columns.js';

/**
 * The columns in the order in which they are written; read, they may stand in any order.
 * schema/staff.csv-metadata.json says the same.
 */
export const columns = [
  column('person', true, '人员编号', '工号', '教职工号'),
  column('name', false, '姓名'),
  column('school', true, '学校', '归属学校', '所在学校'),
  column('employer', false, '用人单位', '聘用单位'),
  column('employedOn', true, '聘用日期', '入职日期'),
  column('post', false, '岗位', '职务'),
  column('postTitle', false, '岗位名称'),
  column('postSchool', false, '任职学校'),
  column('postFrom', false, '任职日期', '任职时间'),
  column('subjects', false, '学科', '任教学科'),
  column('phase', false, '学段'),
  column('titleRank', false, '职称', '专业技术职务'),
  column('backbone', false, '骨干级别', '骨干称号'),
  column('qualifiedOn', false, '资质日期', '认定日期'),
  column('documentNo', false, '文号', '依据文号'),
] as const;

export type ColumnName = (typeof columns)[number]['name'];
export type Row = RowOf<ColumnName>;
