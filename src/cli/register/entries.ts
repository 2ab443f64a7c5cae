import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { Basis, Envelope, GivenCommand, Principal } from '../../commands/command.js';
import { contentOf } from '../../commands/envelope.js';
import { isDay } from '../../domain/day.js';
import { groupId, schoolId } from '../../domain/identity.js';
import { present } from '../../domain/present.js';
import type { Day } from '../../domain/ledger.js';
import type { Register, RegisteredGroup, Unit } from './format.js';
import type { JsonPath } from './json.js';

/** The namespace of all ids that follow from a register's content. It never changes: ids given before would. */
const NAMESPACE = 'b1f3a9b6-6a39-5d0e-9c55-0f8a3c7d2e41';

/** One thing a register says, as the command that enters it. */
export interface Entry {
  readonly about: 'district' | 'unit' | 'group';
  readonly code: string;
  /** Where it stands in the file. */
  readonly path: JsonPath;
  readonly command: GivenCommand;
  readonly envelope: Envelope;
  /** The entries that have to be there before it. */
  readonly needs: readonly string[];
}

/** What tells entries apart. */
export const entryKey = ({ about, code }: Pick<Entry, 'about' | 'code'>): string => `${about} ${code}`;

/** Who enters a register: the bureau of its district, by the import. */
export const importer = ({ district }: Register): Principal => ({
  actor: { id: 'import', role: 'BUREAU' },
  district: district.code,
});

/** The day of `source.signedOn`, and whether its year is assumed. Throws Error, in the words for who started the import. */
export const dayOfRegister = (
  { source: { signedOn } }: Register,
  year: string | undefined,
): { readonly day: Day; readonly assumed: boolean } => {
  const stated = signedOn.startsWith('--') ? undefined : signedOn.slice(0, 4);
  if (stated === undefined && year === undefined) {
    throw new Error(
      `source.signedOn = "${signedOn}" gives no year: say which with --year YYYY; every date is then marked as assumed`,
    );
  }
  if (stated !== undefined && year !== undefined && year !== stated)
    throw new Error(`source.signedOn = "${signedOn}" states its year, --year ${year} is another one`);
  const day = stated === undefined ? `${year}-${signedOn.slice(2)}` : signedOn;
  if (!isDay(day))
    throw new Error(
      `source.signedOn = "${signedOn}" is no day of the calendar${stated === undefined ? ` in ${year}` : ''}`,
    );
  return { day, assumed: stated === undefined };
};

/**
 * The commands that enter a register, each after those it needs: the district, schools, their parts, groups, alliances beside them.
 *
 * Ids and document numbers follow from an entry's own content, with the defaults filled in, and from what the source says of itself;
 * never from the whole file. So the same content gives the same ids in any file and order, a second run repeats the first one's
 * commands, and an edit of one unit leaves the others' commands as they were. The basis still names exactly what was imported:
 * without a number of its own the source's entry is cited by its hash, `register 370103 S01 sha256:…`.
 */
export const entriesOf = (register: Register, year?: string): readonly Entry[] => {
  const { source, district, units, groups } = register;
  const signed = dayOfRegister(register, year);

  const entry = (
    about: Entry['about'],
    path: JsonPath,
    code: string,
    command: GivenCommand,
    needs: readonly string[],
    own: { readonly effectiveOn?: string; readonly documentNo?: string; readonly assumed?: readonly string[] } = {},
  ): Entry => {
    const effectiveOn = own.effectiveOn ?? signed.day;
    const assumed = [
      ...new Set([...(own.effectiveOn === undefined && signed.assumed ? ['effectiveOn'] : []), ...(own.assumed ?? [])]),
    ];
    const paper: Basis = { title: source.title, ...present({ issuer: source.publisher, issuedOn: source.issuedOn }) };
    const said = contentOf(command);
    const content = canonicalize({ about, command: said, effectiveOn, assumed: [...assumed].sort(), paper })!;
    const documentNo =
      own.documentNo ?? source.documentNo ?? `register ${district.code} ${code} sha256:${sha256(content).slice(0, 16)}`;
    const basis = [{ ...paper, documentNo }];
    const commandId = uuidv5(canonicalize({ content, documentNo, district: district.code })!, NAMESPACE);
    return {
      about,
      path,
      code,
      command,
      needs,
      envelope: { commandId, basis, effectiveOn, ...(assumed.length === 0 ? {} : { assumed }) },
    };
  };

  const open = entry(
    'district',
    ['district'],
    district.code,
    { type: 'OpenDistrict', code: district.code, name: district.name },
    [],
  );
  const ofUnit = (unit: Unit, index: number): Entry => {
    const whole = unit.partOf == null ? [] : [`unit ${unit.partOf}`];
    return entry(
      'unit',
      ['units', index],
      unit.code,
      registerSchool(district.code, unit),
      [entryKey(open), ...whole],
      unit,
    );
  };
  const ofGroup = (group: RegisteredGroup, index: number): Entry => {
    const needs = [...group.members, group.lead].map((code) => `unit ${code}`);
    const beside = group.besideGroup == null ? [] : [`group ${group.besideGroup}`];
    return entry(
      'group',
      ['groups', index],
      group.code,
      formGroup(district.code, group),
      [entryKey(open), ...needs, ...beside],
      group,
    );
  };
  return inOrder([open, ...units.map(ofUnit), ...groups.map(ofGroup)]);
};

const registerSchool = (districtId: string, unit: Unit): GivenCommand => ({
  type: 'RegisterSchool',
  districtId,
  code: unit.code,
  name: unit.name,
  aliases: unit.aliases ?? [],
  kind: unit.kind ?? 'SCHOOL',
  phase: unit.phase,
  ownership: unit.ownership ?? 'PUBLIC',
  standing: unit.standing ?? 'UNSPECIFIED',
  ...present({
    partOfId: unit.partOf == null ? undefined : schoolId(districtId, unit.partOf),
    legalPerson: unit.legalPerson,
    isRural: unit.isRural,
  }),
});

const formGroup = (districtId: string, group: RegisteredGroup): GivenCommand => ({
  type: 'FormGroup',
  districtId,
  code: group.code,
  name: group.name,
  form: group.form,
  leadId: schoolId(districtId, group.lead),
  memberIds: group.members.map((code) => schoolId(districtId, code)),
  ...present({
    besideGroupId: group.besideGroup == null ? undefined : groupId(districtId, group.besideGroup),
    commonFeature: group.commonFeature,
  }),
});

/** In the file's order but for entries that stand before what they need. Where entries need each other in a circle they come last. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] => {
  const known = new Set(entries.map(entryKey));
  const done = new Set<string>();
  const ordered: Entry[] = [];
  for (let waiting = entries; waiting.length > 0;) {
    const late = waiting.filter((entry) => {
      if (entry.needs.some((key) => known.has(key) && !done.has(key))) return true;
      done.add(entryKey(entry));
      ordered.push(entry);
      return false;
    });
    if (late.length === waiting.length) return [...ordered, ...late];
    waiting = late;
  }
  return ordered;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Where a field of an entry's command stands in the file. */
export const pathOfField = (entry: Entry, [field, ...rest]: readonly string[]): JsonPath => {
  if (field === undefined) return entry.path;
  if (field === 'command' && rest[0] === 'basis') return ['source', ...pathOfPaper(rest[2])];
  if (field === 'command') return rest[0] === 'effectiveOn' ? [...entry.path, 'effectiveOn'] : entry.path;
  const names: Readonly<Record<string, string>> = {
    partOfId: 'partOf',
    leadId: 'lead',
    memberIds: 'members',
    besideGroupId: 'besideGroup',
  };
  return [...entry.path, names[field] ?? field, ...rest.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
};

const pathOfPaper = (field: string | undefined): string[] =>
  field === undefined ? [] : [field === 'issuer' ? 'publisher' : field];
