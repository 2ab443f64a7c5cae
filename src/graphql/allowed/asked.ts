import { claimsAllowType, stateAllowsType } from '../../commands/permissions.js';
import type { Context, Guard, Handling, Target } from '../../domain/decider.js';
import { councilStream, districtStream, fundStream, policyStream, splitId } from '../../domain/identity.js';
import { firstRefused } from '../../domain/input.js';
import type { ObjectType } from '../../domain/objects.js';
import { deciders, type CommandType, type RefusalCode } from '../../domain/ledger.js';
import type { Policies } from '../../domain/policy/index.js';
import type { Context as Request } from '../context.js';
import type { At } from '../shared/at.js';

/** An object that is asked about: a group, one term of its council, or its fund of a year. */
export interface Asked {
  readonly type: ObjectType;
  readonly groupId: string;
  readonly ordinal?: number;
  readonly fiscalYear?: number;
}

export interface Judged {
  readonly name: string;
  readonly allowed: boolean;
  readonly code: RefusalCode | null;
}

/**
 * Every command that is offered on an object, with what the permission, and then its own guard, say of it: the very rules that decide a
 * command, on the state as of the moment. Who asks for a school is judged as that school, and a council as if it met on the day.
 */
export const commandsOn = ({ principal, read }: Request, asked: Asked, at: At): readonly Judged[] => {
  const { groupId } = asked;
  const { district: districtId } = splitId(groupId);
  const stateOf = (stream: string): unknown => read.stateAt(stream, at.position);
  const { ordinal = 0, fiscalYear = 0 } = asked;
  const school =
    principal.actor.role === 'SCHOOL' && principal.school !== undefined ? { schoolId: principal.school } : {};
  const target: Target = { groupId, ordinal, fiscalYear, ...school };
  // Of no year in particular where a group is asked about.
  const fundOf = (year: number): unknown => stateOf(fundStream(groupId, year));
  const states: Readonly<Record<string, () => unknown>> = {
    district: () => stateOf(districtStream(districtId)),
    council: () => stateOf(councilStream(groupId)),
    fund: () => fundOf(fiscalYear),
  };
  /** What is judged by, folded only where somebody may give a command at all. */
  const ruling = (): Context => ({
    effectiveOn: at.effectiveOn,
    recordedOn: at.effectiveOn,
    actor: principal.actor,
    hasDocument: true,
    references: {
      district: states['district']!(),
      council: states['council']!(),
      ...(asked.type === 'Fund' ? { before: fundOf(fiscalYear - 1) } : {}),
    },
    policies: stateOf(policyStream(districtId)) as Policies,
  });
  let judgedBy: Context | undefined;
  const scope = {
    district: districtId,
    group: groupId,
    ...(principal.school === undefined ? {} : { school: principal.school }),
  };

  return deciders.flatMap(({ category, commands }) =>
    Object.entries(commands as unknown as Readonly<Record<string, Handling<never, unknown, never>>>).flatMap(
      ([name, { open }]) => {
        if (!open?.on.includes(asked.type)) return [];
        const type = name as CommandType;
        if (!claimsAllowType(principal, type, scope))
          return [{ name, allowed: false, code: 'NOT_AUTHORISED' as const }];
        const context = (judgedBy ??= ruling());
        const { references, recordedOn } = context;
        const state = states[category]?.();
        const isPermitted = stateAllowsType(principal, type, scope, { state, references, recordedOn });
        const { rules } = open as Guard<Target, unknown>;
        const code = isPermitted
          ? (firstRefused(rules, (rule) => rule(target, context, state))?.refused.code ?? null)
          : 'NOT_AUTHORISED';
        return [{ name, allowed: code === null, code }];
      },
    ),
  );
};
