import { isUuid } from '../domain/identity.js';
import { isDay } from '../domain/day.js';
import type { Access, Stores } from '../eventstore/port.js';
import { UsageError, type CliCommand } from './command.js';
import { count } from './problem.js';
import { column } from './table/columns.js';
import { exportOptions, exportTable } from './table/command.js';

const columns = [
  column('at', true),
  column('actor', true),
  column('purpose', false),
  column('personId', true),
] as const;

/** `edugroup accesses`: whose names auditors were shown. */
export const accessesCommand: CliCommand = {
  name: 'accesses',
  summary: 'Writes as CSV which auditor was shown whose name, when, and what for; works beside a running server.',
  positionals: [],
  options: {
    person: { value: 'UUID', description: 'Only those of one person.' },
    actor: { value: 'SUBJECT', description: 'Only those of one auditor, by pseudonym.' },
    since: { value: '2026-09-01', description: 'Only those from a day on, UTC.' },
    ...exportOptions,
  },
  details: [
    '',
    'A line for each person whose name was in an answer. It is kept beside the people directory, outside the ledger, before the answer',
    'leaves; what for is what the request said in its header X-Purpose (percent-encoded UTF-8).',
  ],
  run: async (args, terminal) => {
    const person = args.text('person')?.toLowerCase();
    const [actor, since] = [args.text('actor'), args.text('since')];
    if (person !== undefined && !isUuid(person)) throw new UsageError('--person must be the id of a person, a UUID');
    if (since !== undefined && !isDay(since)) throw new UsageError('--since must be a day: YYYY-MM-DD');
    const passes = (access: Access): boolean =>
      (actor === undefined || access.actor === actor) && (since === undefined || access.at >= since);
    await exportTable(args, terminal, columns, async (stores) => {
      const rows = (await listed(stores))
        .filter(passes)
        .flatMap(({ at, actor: by, purpose = '', personIds }) =>
          personIds
            .filter((personId) => person === undefined || personId === person)
            .map((personId) => ({ at, actor: by, purpose, personId })),
        );
      return { rows, said: count(rows.length, 'access', 'accesses') };
    });
  },
};

const listed = async ({ accesses }: Stores): Promise<readonly Access[]> => {
  const all: Access[] = [];
  for await (const access of accesses.list()) all.push(access);
  return all;
};
