/**
 * A code of a district, school or group: 1 to 16 capital letters and digits, unique for ever within its parent.
 * @pattern ^[A-Z0-9]{1,16}$
 */
export type Code = string;
export type DistrictCode = Code;
export type SchoolCode = Code;
export type GroupCode = Code;
/**
 * `{district}.{group}`, as in `370103.G01`.
 * @pattern ^[A-Z0-9]{1,16}\.[A-Z0-9]{1,16}$
 */
export type GroupId = string;
/**
 * `{district}.{school}`, as in `370103.S01`.
 * @pattern ^[A-Z0-9]{1,16}\.[A-Z0-9]{1,16}$
 */
export type SchoolId = string;
/** A group or alliance, or a school, which are never called alike: `370103.G01`, `370103.S01`. */
export type ScopeId = GroupId;
/**
 * A random UUID, lower case.
 * @pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$
 */
export type PersonId = string;
/** `{category}-{key}`, as in `council-370103.G01`. */
export type StreamName = string;

/**
 * A school year, or a term of one: `2025-2026`, `2025-2026-1`, `2025-2026-2`.
 * @pattern ^(199\d|2[01]\d\d)-\d{4}(-[12])?$
 */
export type Period = string;

export const isCode = (text: string): boolean => /^[A-Z0-9]{1,16}$/.test(text);
/** A school year names the year that follows, and one of two terms or none. */
export const isPeriod = (text: string): boolean => {
  const [, from, to] = /^(199\d|2[01]\d\d)-(\d{4})(?:-[12])?$/.exec(text) ?? [];
  return from !== undefined && Number(to) === Number(from) + 1;
};
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** A version 4 UUID, which says nothing about what it names; one made from an identity number would outlive an erasure. */
export const isRandomUuid = (text: string): boolean => isUuid(text) && text[14] === '4' && /[89ab]/.test(text[19]!);

export const schoolId = (district: DistrictCode, school: SchoolCode): SchoolId => `${district}.${school}`;
export const groupId = (district: DistrictCode, group: GroupCode): GroupId => `${district}.${group}`;
/** The district and the code in `370103.G01`; empty strings where the text has another form. */
export const splitId = (id: string): { readonly district: DistrictCode; readonly code: Code } => {
  const [district = '', code = '', ...rest] = id.split('.');
  return rest.length === 0 ? { district, code } : { district: '', code: '' };
};

/** `{group}.{ordinal}`, as in `370103.G01.1`: one term of a group's council. */
export const councilId = (group: GroupId, ordinal: number): string => `${group}.${ordinal}`;

/** `{group}.R{number}`, as in `370103.G01.R3`: a resolution of a group's council. */
export const resolutionId = (group: GroupId, number: number): string => `${group}.R${number}`;
/** `{group}.{year}`, as in `370103.G01.2026`: a group's fund of one fiscal year. */
export const fundId = (group: GroupId, fiscalYear: number): string => `${group}.${fiscalYear}`;

/** `{school}.{year}`, as in `370103.S01.2025`: a school's figures of the school year that begins then. */
export const indicatorsId = (school: SchoolId, schoolYear: number): string => `${school}.${schoolYear}`;

/** The group of a council, a resolution or a fund, by its key. */
export const groupOfKey = (key: string): GroupId => key.slice(0, key.lastIndexOf('.'));

/** `{jurisdiction}.{code}`, as in `370103.FUND2026`: a policy of a district. */
export type PolicyId = string;
export const policyKey = (jurisdiction: Code, code: Code): PolicyId => `${jurisdiction}.${code}`;

export const districtStream = (district: DistrictCode): StreamName => `district-${district}`;
export const councilStream = (group: GroupId): StreamName => `council-${group}`;
export const personStream = (person: PersonId): StreamName => `person-${person}`;
export const fundStream = (group: GroupId, fiscalYear: number): StreamName => `fund-${group}-${fiscalYear}`;
export const policyStream = (jurisdiction: Code): StreamName => `policy-${jurisdiction}`;
export const indicatorStream = (school: SchoolId, schoolYear: number): StreamName =>
  `indicator-${school}-${schoolYear}`;
/** The school and school year of a stream of figures. */
export const splitIndicatorStream = (
  stream: StreamName,
): { readonly school: SchoolId; readonly schoolYear: number } => {
  const [, school = '', year = ''] = stream.split('-');
  return { school, schoolYear: Number(year) };
};
/** The group and year of a fund's stream. */
export const splitFundStream = (stream: StreamName): { readonly group: GroupId; readonly fiscalYear: number } => {
  const [, group = '', year = ''] = stream.split('-');
  return { group, fiscalYear: Number(year) };
};
/** `{scope}.{period}.E{number}`, as in `370103.G01.2025-2026.E1`: an evaluation of a group, an alliance or a school. */
export const evaluationId = (scope: ScopeId, period: Period, number: number): string => `${scope}.${period}.E${number}`;
/** What is evaluated, for which period, and the number, by the key. */
export const splitEvaluationId = (
  key: string,
): { readonly scopeId: ScopeId; readonly period: Period; readonly evaluation: number } => {
  const [district = '', code = '', period = '', number = ''] = key.split('.');
  return { scopeId: `${district}.${code}`, period, evaluation: Number(number.slice(1)) };
};
export const evaluationStream = (scope: ScopeId, period: Period): StreamName => `evaluation-${scope}-${period}`;
/** The scope and the period of a stream of evaluations. */
export const splitEvaluationStream = (stream: StreamName): { readonly scopeId: ScopeId; readonly period: Period } => {
  const [, scopeId = '', ...period] = stream.split('-');
  return { scopeId, period: period.join('-') };
};
/** What follows the category in a stream's name. */
export const streamKey = (stream: StreamName): string => stream.slice(stream.indexOf('-') + 1);
