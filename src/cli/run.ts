import { parseArgs } from 'node:util';
import { version } from '../server/version.js';
import {
  UsageError,
  type Arguments,
  type CliCommand,
  type Terminal,
  type WithLines,
  type WithStatus,
} from './command.js';
import { commands } from './commands.js';
import { helpOf, overview } from './help.js';

/** Runs `edugroup` with these arguments; resolves with the exit status: 0, 2 where the command line is wrong, else 1 or the error's own. Never throws. */
export const run = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const { name, rest } = named(argv);
  try {
    if (name === '--version') terminal.out(version);
    else if (name === 'help' || name === '--help' || name === '-h') help(rest, terminal);
    else if (partsOf(name).length > 0 && ['--help', '-h'].includes(rest[0] ?? '')) help([name], terminal);
    else await runCommand(find(name), rest, terminal);
    return 0;
  } catch (error) {
    const known = commands.some((command) => command.name === name);
    report(error, known ? `edugroup ${name}` : 'edugroup', terminal);
    return error instanceof UsageError ? 2 : statusOf(error);
  }
};

/** What is asked for: a command's name is one word or two. */
const named = (argv: readonly string[]): { readonly name: string; readonly rest: readonly string[] } => {
  const [first = 'help', second, ...rest] = argv;
  const both = `${first} ${second ?? ''}`;
  if (commands.some(({ name }) => name === both)) return { name: both, rest };
  return { name: first, rest: argv.slice(1) };
};

/** The commands of two words that begin with this one. */
const partsOf = (name: string): readonly CliCommand[] => commands.filter((one) => one.name.startsWith(`${name} `));

const find = (name: string): CliCommand => {
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const parts = partsOf(name).map((one) => one.name.slice(name.length + 1));
  if (parts.length > 0) throw new UsageError(`${name} needs one of ${parts.join(', ')}; see edugroup help`);
  const what = name.startsWith('-') ? `unknown option ${name}` : `unknown command '${oneLine(name)}'`;
  throw new UsageError(`${what}; there are ${commands.map((one) => one.name).join(', ')} and help`);
};

const help = (names: readonly string[], terminal: Terminal): void => {
  const words = names.filter((one) => !one.startsWith('-'));
  const { name } = named(words.length === 0 ? ['help'] : words);
  const parts = partsOf(name);
  const lines =
    words.length === 0
      ? overview(commands)
      : parts.length > 0
        ? parts.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...helpOf(one)])
        : helpOf(find(name));
  for (const line of lines) terminal.out(line);
};

const runCommand = async (command: CliCommand, argv: readonly string[], terminal: Terminal): Promise<void> => {
  const { values, positionals } = parse(command, argv);
  if (values['help'] === true) return helpOf(command).forEach(terminal.out);
  if (values['version'] === true) return terminal.out(version);
  const missing = command.positionals[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing${see(command)}`);
  const extra = positionals[command.positionals.length];
  if (extra !== undefined) throw new UsageError(`unexpected argument '${oneLine(extra)}'${see(command)}`);
  const args: Arguments = {
    positionals,
    text: (option) => (typeof values[option] === 'string' ? values[option] : undefined),
    list: (option) => (Array.isArray(values[option]) ? (values[option] as string[]) : []),
    isOn: (option) => values[option] === true,
  };
  await command.run(args, terminal);
};

const parse = (
  command: CliCommand,
  argv: readonly string[],
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } => {
  const wanted: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
  for (const [name, { value, repeatable = false }] of Object.entries(command.options))
    wanted[name] = { type: value === undefined ? 'boolean' : 'string', multiple: repeatable };
  const { tokens } = parseArgs({
    args: [...argv],
    options: wanted,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  // Looked at one by one, because parseArgs says what is wrong in several lines of its own.
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = wanted[token.name];
    if (!known) throw new UsageError(`unknown option ${oneLine(token.rawName)}${see(command)}`);
    if (
      known.type === 'string' &&
      (token.value === undefined || token.value === '' || (token.inlineValue === false && token.value.startsWith('--')))
    ) {
      throw new UsageError(
        `${token.rawName} needs a value: ${token.rawName} ${command.options[token.name]?.value ?? ''}`,
      );
    }
    if (known.type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    if (given.has(token.name) && known.multiple !== true) throw new UsageError(`${token.rawName} is given twice`);
    given.add(token.name);
  }
  return parseArgs({ args: [...argv], options: wanted, allowPositionals: true, strict: true });
};

const see = ({ name }: CliCommand): string => `; see edugroup ${name} --help`;

const report = (error: unknown, who: string, terminal: Terminal): void => {
  const lines = linesOf(error);
  const { message } = error instanceof Error ? error : new Error(String(error));
  // Where the message is nothing but its lines, as a configuration's, they are said once.
  const head =
    message === lines.join('\n') ? (lines.length === 1 ? lines[0]! : `${lines.length} settings are wrong`) : message;
  terminal.error(`${who}: ${oneLine(head)}`);
  if (head !== lines[0]) for (const line of lines) terminal.error(`  ${oneLine(line)}`);
};

const statusOf = (error: unknown): number => ((error ?? {}) as Partial<WithStatus>).status ?? 1;

const linesOf = (error: unknown): readonly string[] => ((error ?? {}) as Partial<WithLines>).lines ?? [];

/** Whatever it holds, on one line. */
const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
