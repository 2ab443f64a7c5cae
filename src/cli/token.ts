import { readConfiguration } from '../server/configuration.js';
import type { Claims } from '../server/sign-in.js';
import { duties } from '../domain/actor.js';
import { UsageError, type CliCommand } from './command.js';

/** Who a token may speak for; SYSTEM and PUBLIC are nobody's to claim. */
const scopes: Readonly<Record<string, 'district' | 'group' | 'school' | undefined>> = {
  BUREAU: 'district',
  COUNCIL: 'group',
  SCHOOL: 'school',
  AUDITOR: undefined,
};

/** `edugroup token`: a token for development, alone on stdout. */
export const tokenCommand: CliCommand = {
  name: 'token',
  summary: 'Makes a token for development and prints it; in production tokens come from the sign-in service.',
  positionals: [],
  options: {
    role: { value: 'ROLE', description: 'BUREAU, COUNCIL, SCHOOL or AUDITOR.' },
    district: { value: '370103', description: 'The district of a BUREAU officer.' },
    duty: {
      value: 'FINANCE',
      repeatable: true,
      description: `What a BUREAU officer is charged with: ${duties.join(', ')}; several by giving it again (default: all).`,
    },
    group: { value: '370103.G01', description: 'The group of a COUNCIL secretary.' },
    school: { value: '370103.S01', description: 'The school of a SCHOOL clerk.' },
    actor: {
      value: 'ID',
      description: 'The pseudonym it acts under (default: the role and its scope in small letters).',
    },
    expires: { value: '12h', description: 'How long it holds (default 12h).' },
  },
  details: [],
  run: async (args, terminal) => {
    refuseProduction(terminal.env);
    const role = args.text('role');
    if (role === undefined) throw new UsageError(`--role is missing: one of ${Object.keys(scopes).join(', ')}`);
    if (!Object.hasOwn(scopes, role))
      throw new UsageError(`--role must be one of ${Object.keys(scopes).join(', ')}, not '${role}'`);
    const needed = scopes[role];
    const scope = needed === undefined ? undefined : args.text(needed);
    if (needed !== undefined && scope === undefined) throw new UsageError(`--role ${role} needs --${needed}`);
    const expires = args.text('expires') ?? '12h';
    if (/^0+(\D|$)/.test(expires)) throw new UsageError(`--expires must be some time from now, not '${expires}'`);
    const claims: Claims = {
      sub:
        args.text('actor') ??
        [role.toLowerCase(), ...(scope === undefined ? [] : [scope])].join('-').replace(/[^\w.-]/g, ''),
      role,
      ...(args.list('duty').length === 0 ? {} : { duties: args.list('duty') }),
      ...Object.fromEntries(
        ['district', 'group', 'school'].flatMap((name) =>
          args.text(name) === undefined ? [] : [[name, args.text(name)]],
        ),
      ),
    };
    // Only here, as with `revoke` and `demo`: what signs takes a quarter of a second to load.
    const { signToken } = await import('../server/sign-in.js');
    terminal.out(await signToken(readConfiguration(terminal.env), claims, expires));
  },
};

/** Said before anything else that may be wrong with the settings. Throws Error. */
export const refuseProduction = (env: Readonly<Record<string, string | undefined>>): void => {
  if (env['NODE_ENV']?.trim() === 'production')
    throw new Error('NODE_ENV is production: tokens are not made here, they come from the sign-in service');
};
