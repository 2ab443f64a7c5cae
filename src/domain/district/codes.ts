import { splitId } from '../identity.js';
import { refuse, type Refused } from '../refusal.js';
import type { DistrictCommand } from './commands.js';

// Commands name schools and groups by their ids, as everybody does; within its stream a district knows them by their codes.

/** What holds ids in commands, what it is called when it holds codes, and what the ids are of. */
const idFields = {
  schoolId: { codes: 'schoolCode', of: 'school' },
  schoolIds: { codes: 'schoolCodes', of: 'school' },
  intoId: { codes: 'intoCode', of: 'school' },
  partOfId: { codes: 'partOfCode', of: 'school' },
  leadId: { codes: 'leadCode', of: 'school' },
  memberIds: { codes: 'memberCodes', of: 'school' },
  groupId: { codes: 'groupCode', of: 'group' },
  besideGroupId: { codes: 'besideGroupCode', of: 'group' },
} as const;
type IdFields = typeof idFields;

/** A command in the codes of its district. */
export type InCodes<Command> = {
  readonly [
    Field in keyof Command as Field extends keyof IdFields
      ? IdFields[Field]['codes']
      : Field extends 'districtId'
        ? 'districtCode'
        : Field
  ]: Command[Field];
};

/** The district whose stream a command is for: that of the group, or of the school where it speaks of no group. */
export const districtOf = (command: DistrictCommand): string => {
  if (command.type === 'OpenDistrict') return command.code;
  if ('districtId' in command) return command.districtId;
  if ('groupId' in command) return splitId(command.groupId).district;
  return splitId(command.type === 'MergeSchools' ? command.intoId : command.schoolId).district;
};

const isIdField = (field: string): field is keyof IdFields => field in idFields;

/** The command as its district's stream speaks, and as it was always hashed; what is of another district keeps its id. */
export const inCodes = <Command extends DistrictCommand>(command: Command): InCodes<Command> => {
  const own = districtOf(command);
  const codeOf = (id: string): string => {
    const { district, code } = splitId(id);
    return district === own ? code : id;
  };
  return Object.fromEntries([
    ...(command.type === 'OpenDistrict' ? [] : [['districtCode', own]]),
    ...Object.entries(command)
      .filter(([field]) => field !== 'districtId')
      .map(([field, value]: [string, unknown]) => {
        if (!isIdField(field) || value === undefined) return [field, value];
        return [idFields[field].codes, Array.isArray(value) ? value.map(codeOf) : codeOf(value as string)];
      }),
  ] as [string, unknown][]) as InCodes<Command>;
};

/** Whatever a command speaks of is of its own district: another one's school must not be taken for its namesake. */
export const allAreOfDistrict = (command: DistrictCommand): Refused | undefined => {
  const district = districtOf(command);
  for (const [field, value] of Object.entries(command) as [string, string | readonly string[] | undefined][]) {
    if (!isIdField(field) || value === undefined) continue;
    const ids = typeof value === 'string' ? [value] : value;
    const index = ids.findIndex((id) => splitId(id).district !== district);
    if (index >= 0)
      return refuse(
        'NOT_FOUND',
        { [idFields[field].of]: ids[index]! },
        typeof value === 'string' ? [field] : [field, String(index)],
      );
  }
  return undefined;
};
