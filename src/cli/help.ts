import type { CliCommand } from './command.js';

/** What `edugroup help` says: one line a command. */
export const overview = (commands: readonly CliCommand[]): readonly string[] => [
  'Usage: edugroup COMMAND [ARGUMENTS]',
  '',
  'The ledger of education groups (集团化办学): who decided what, on what paper, now and at any moment in the past.',
  '',
  ...columns([
    ...commands.map(({ name, summary }) => [name, summary] as const),
    ['help [COMMAND]', 'Says this, or what a command takes.'],
  ]),
  '',
  'Settings come from the environment (PORT, HOST, DATA_DIR, EVENT_STORE_URL, LEDGER ...): see the README.',
];

/** What `edugroup COMMAND --help` says. */
export const helpOf = ({ name, summary, positionals, options, details }: CliCommand): readonly string[] => [
  `Usage: ${['edugroup', name, ...positionals, ...Object.entries(options).map(([option, { value }]) => `[${flag(option, value)}]`)].join(' ')}`,
  '',
  summary,
  ...details,
  '',
  ...columns([
    ...Object.entries(options).map(([option, { value, description }]) => [flag(option, value), description] as const),
    ['--help', 'Says this.'],
    ['--version', 'Says the version.'],
  ]),
];

const flag = (option: string, value: string | undefined): string =>
  `--${option}${value === undefined ? '' : ` ${value}`}`;

const columns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};
