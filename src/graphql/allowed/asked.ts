import type { Principal } from '../../commands/command.js';
import { claimsAllow, stateAllows } from '../../commands/permissions.js';
import type { District, Group, School } from '../../domain/district/index.js';
import { splitId } from '../../domain/identity.js';
import type { Command, CommandType, RefusalCode } from '../../domain/ledger.js';
import { timeline } from '../../domain/timeline.js';
import type { GroupRow } from '../../projections/district/rows.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';

/** What is asked of the commands on a group, its councils and its funds: by whom, and at which moment. */
export interface Asked extends Pick<Context, 'read' | 'queries' | 'principal'> {
  readonly group: GroupRow;
  readonly at: At;
}

/** Why a command would be refused whatever else it says; undefined where that depends on what it says. */
export type Verdict = RefusalCode | undefined;
/** The state rule of each command that is spoken of. */
export type Verdicts = { readonly [Type in CommandType]?: () => Verdict };

export interface Judged {
  readonly name: string;
  readonly allowed: boolean;
  readonly code: RefusalCode | null;
}

/** Every command of a feature with what the permission table, and then the state, say of it. */
export const judged = (asked: Asked, verdicts: Verdicts): readonly Judged[] =>
  Object.entries(verdicts).map(([name, verdict]) => {
    const code = permitted(asked, name as CommandType) ? verdict() : 'NOT_AUTHORISED';
    return { name, allowed: code === undefined, code: code ?? null };
  });

/**
 * Whether who asks may give the command at all, by the permission table itself. The commands named here are about a group: those of a
 * school are judged as about the asker's own, and what the table asks of the register (who leads) is read from the read models.
 */
const permitted = (asked: Asked, type: CommandType): boolean => {
  const { principal, group, at } = asked;
  const { district, code } = splitId(group.key);
  const school = schoolOf(principal);
  const command = {
    type,
    groupId: group.key,
    districtCode: district,
    groupCode: code,
    schoolId: school,
    voucher: { schoolId: school },
  } as unknown as Command;
  return (
    claimsAllow(principal, command) &&
    stateAllows(principal, command, {
      state: { lastOrdinal: lastOrdinalOf(asked) },
      references: { district: registerOf(asked) },
      recordedOn: at.effectiveOn,
    })
  );
};

/** Of the council what permissions look at: whether there was one. */
const lastOrdinalOf = ({ queries, group, at }: Asked): number => queries.councilsOf(group.key, at).at(-1)?.ordinal ?? 0;

/** Of the register what permissions look at: who leads the group, and whether that school is open. */
const registerOf = ({ principal, read, group, at: { position } }: Asked): Pick<District, 'groups' | 'schools'> => {
  const { code } = splitId(group.key);
  const until = (day: string | null): { until?: string } => (day === null ? {} : { until: day });
  const living = timeline([{ from: group.formedOn, ...until(group.dissolvedOn), value: true as const, by: 0 }]);
  const leads = read.values
    .all(group.key, 'lead', position)
    .map((row) => ({ from: row.since, ...until(row.until), value: splitId(row.value).code, by: 0 }));
  const school = read.schools.byKey(schoolOf(principal) ?? '', position);
  const open = school && timeline([{ from: school.openedOn, ...until(school.closedOn), value: true as const, by: 0 }]);
  return {
    groups: new Map([[code, { living, lead: timeline(leads) } as Group]]),
    schools: new Map(school && open ? [[school.code, { open } as School]] : []),
  };
};

/** The school that the asker acts for; of other roles none. */
export const schoolOf = ({ actor, school }: Principal): string | undefined =>
  actor.role === 'SCHOOL' ? school : undefined;

/** Commands on a group want it to live on the day. */
export const living = ({ group, at }: Asked): Verdict => {
  if (at.effectiveOn < group.formedOn) return 'NOT_FOUND';
  return group.dissolvedOn !== null && group.dissolvedOn <= at.effectiveOn ? 'GROUP_DISSOLVED' : undefined;
};
