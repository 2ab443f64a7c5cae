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
/**
 * A random UUID, lower case.
 * @pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$
 */
export type PersonId = string;
/** `{category}-{key}`, as in `council-370103.G01`. */
export type StreamName = string;

export const isCode = (text: string): boolean => /^[A-Z0-9]{1,16}$/.test(text);
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
/** The group and year of a fund's stream. */
export const splitFundStream = (stream: StreamName): { readonly group: GroupId; readonly fiscalYear: number } => {
  const [, group = '', year = ''] = stream.split('-');
  return { group, fiscalYear: Number(year) };
};
/** What follows the category in a stream's name. */
export const streamKey = (stream: StreamName): string => stream.slice(stream.indexOf('-') + 1);
