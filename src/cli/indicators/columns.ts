import type { RecordedIndicator, TeachingPhase } from '../../domain/indicator/index.js';
import type { Words } from '../persons/words.js';
import { column, type Row as RowOf } from '../table/columns.js';

/**
 * The columns in the order in which they are written; read, they may stand in any order.
 * schema/indicators.csv-metadata.json says the same.
 */
export const columns = [
  column('school', true, '学校', '学校代码', '学校标识'),
  column('schoolYear', true, '学年'),
  column('phase', false, '学段'),
  column('enrolment', false, '在校生数', '学生数'),
  column('classes', false, '教学班数', '班级数'),
  column('teachers', false, '专任教师数'),
  column('aboveRequiredDegree', false, '高于规定学历教师数'),
  column('backboneTeachers', false, '县级及以上骨干教师数', '骨干教师数'),
  column('peArtsTeachers', false, '体育、艺术专任教师数', '体育艺术（美术、音乐）专任教师数'),
  column('teachingArea', false, '教学及辅助用房面积（平方米）', '教学及辅助用房面积'),
  column('sportsArea', false, '体育运动场馆面积（平方米）', '体育运动场馆面积'),
  column('equipmentYuan', false, '教学仪器设备值（元）', '教学仪器设备值'),
  column('multimediaClassrooms', false, '网络多媒体教室数'),
  column('surveyPopulation', false, '满意度调查对象数'),
  column('surveyRespondents', false, '满意度调查作答人数'),
  column('surveySatisfied', false, '满意人数'),
  column('effectiveOn', false, '生效日期'),
  column('documentNo', true, '文号', '依据文号'),
] as const;

export type ColumnName = (typeof columns)[number]['name'];
export type Row = RowOf<ColumnName>;

/** Which column holds which indicator. */
export const columnOfIndicator: Readonly<Record<RecordedIndicator, ColumnName>> = {
  ENROLMENT: 'enrolment',
  CLASSES: 'classes',
  TEACHERS: 'teachers',
  TEACHERS_ABOVE_REQUIRED_DEGREE: 'aboveRequiredDegree',
  BACKBONE_TEACHERS: 'backboneTeachers',
  PE_ARTS_TEACHERS: 'peArtsTeachers',
  TEACHING_AREA: 'teachingArea',
  SPORTS_AREA: 'sportsArea',
  EQUIPMENT_VALUE: 'equipmentYuan',
  MULTIMEDIA_CLASSROOMS: 'multimediaClassrooms',
};

export const TEACHING_PHASES: Words<TeachingPhase> = {
  KINDERGARTEN: ['幼儿园', '学前'],
  PRIMARY: ['小学', '小学部'],
  JUNIOR: ['初中', '初中部'],
  SENIOR: ['高中', '高中部'],
};
