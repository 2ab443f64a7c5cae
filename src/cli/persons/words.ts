import type { SchoolPhase } from '../../domain/district/events.js';
import type { BackboneLevel, PostKind, RotationScheme, RotationTerms, TitleRank } from '../../domain/person/events.js';

/** What tables call the values of the ledger: the first word is the one that people here write, the others are taken too. */
export type Words<Value extends string> = Readonly<Record<Value, readonly string[]>>;

export const POSTS: Words<PostKind> = {
  TEACHER: ['教师', '专任教师'],
  PRINCIPAL: ['校长'],
  VICE_PRINCIPAL: ['副校长'],
  PARTY_SECRETARY: ['党组织书记', '书记', '党支部书记'],
  MIDDLE_LEADER: ['中层干部', '中层'],
  GENERAL_PRINCIPAL: ['总校长'],
  OTHER: ['其他'],
};
export const RANKS: Words<TitleRank> = {
  THIRD: ['三级教师', '三级'],
  SECOND: ['二级教师', '二级'],
  FIRST: ['一级教师', '一级'],
  SENIOR: ['高级教师', '高级', '副高级'],
  PROFESSORIAL: ['正高级教师', '正高级'],
};
export const BACKBONES: Words<BackboneLevel> = {
  NONE: ['无'],
  BACKBONE: ['骨干教师'],
  SUBJECT_LEADER: ['学科带头人'],
  SPECIAL_GRADE: ['特级教师'],
};
export const PHASES: Words<SchoolPhase> = {
  KINDERGARTEN: ['幼儿园', '学前'],
  PRIMARY: ['小学'],
  JUNIOR: ['初中'],
  NINE_YEAR: ['九年一贯制'],
  SENIOR: ['高中'],
  COMPLETE_SECONDARY: ['完全中学'],
  TWELVE_YEAR: ['十二年一贯制'],
  SPECIAL: ['特殊教育'],
};

/** The value that a table means, by its name or by a word for it. */
export const valueIn =
  <Value extends string>(words: Words<Value>) =>
  (text: string): Value | undefined =>
    (Object.keys(words) as Value[]).find((value) => value === text.toUpperCase() || words[value].includes(text));

/** What may stand there. */
export const oneOf = (words: Words<string>): string =>
  `must be one of ${Object.entries(words)
    .map(([value, [first]]) => `${first!} (${value})`)
    .join(', ')}`;

export const SCHEMES: Words<RotationScheme> = {
  GROUP: ['集团内', '集团内交流'],
  DISTRICT: ['区域内', '区内', '区域内交流'],
  SUPPORT: ['支教'],
};
export const RELATIONS: Words<RotationTerms['personnelRelation']> = {
  STAYS: ['不动', '人事关系不动'],
  MOVES: ['随迁', '人事关系随迁'],
};
export const ENDS: Words<'COMPLETED' | 'RECALLED' | 'CANCELLED'> = {
  COMPLETED: ['期满', '完成'],
  RECALLED: ['召回', '提前召回'],
  CANCELLED: ['取消'],
};
