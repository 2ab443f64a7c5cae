import { correctionPermissions, isCorrectionCommand } from '../domain/correction.js';
import { deciderOf, deciderOfStream, deciders, type Command, type CommandType } from '../domain/ledger.js';
import type { StreamName } from '../domain/identity.js';
import type { Loaded, May, Principal, Scope } from '../domain/permission.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { GivenCommand } from './command.js';

/** A command as its scope is read: with personal details or a commitment to them. */
type Scoped = Command | GivenCommand;

/** Who may give each command: role by role, within which scope. Who is not named may not. */
export const permissions: Readonly<Record<CommandType, May>> = {
  ...(Object.fromEntries(
    deciders.flatMap(({ commands }) =>
      Object.entries(commands as Readonly<Record<string, { readonly may: May }>>).map(([type, { may }]) => [type, may]),
    ),
  ) as Record<Exclude<CommandType, keyof typeof correctionPermissions>, May>),
  ...correctionPermissions,
};

/** What a command is about, as its aggregate says; nothing where there is no such aggregate. */
export const scopeOf = (command: Scoped, state?: unknown): Scope =>
  (isCorrectionCommand(command) ? scopeOfRecord(command, state) : deciderOf(command)?.scopeOf(command, state)) ?? {};

const scopeOfRecord = ({ stream }: { readonly stream: StreamName }, state: unknown): Scope | undefined => {
  const decider = deciderOfStream(stream);
  return decider && { ...decider.scopeOfRecord(stream, state), duty: decider.duty };
};

/** The roles that may give some command. */
const commanding: ReadonlySet<string> = new Set(Object.values(permissions).flatMap((may) => Object.keys(may)));

/** Whether somebody in the token's role may give any command at all. */
export const mayCommand = ({ actor }: Principal): boolean => commanding.has(actor.role);

/** Whether the token's role and claims allow the command, as far as they can tell. */
export const claimsAllow = (principal: Principal, command: Scoped): boolean =>
  claimsAllowType(principal, command.type, scopeOf(command));

/** The same of a command of a type, about a scope. */
export const claimsAllowType = (principal: Principal, type: CommandType, scope: Scope): boolean =>
  permissions[type][principal.actor.role]?.claims(principal, scope) ?? false;

/** Whether what was loaded allows it too. */
export const stateAllows = (principal: Principal, command: Command, loaded: Loaded): boolean =>
  stateAllowsType(principal, command.type, scopeOf(command, loaded.state), loaded);

export const stateAllowsType = (principal: Principal, type: CommandType, scope: Scope, loaded: Loaded): boolean =>
  permissions[type][principal.actor.role]?.loaded?.(principal, scope, loaded) ?? true;

/** Who gives a command is named in its permissions, and within their scope. */
export const notAuthorised = ({ actor }: Principal): { readonly refused: Refusal } =>
  refuse('NOT_AUTHORISED', { role: actor.role });
