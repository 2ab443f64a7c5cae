/** What a command of the command line works with; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of the answer. */
  readonly out: (line: string) => void;
  /** A line for whoever watches: progress, warnings, errors. */
  readonly error: (line: string) => void;
  /** Draws over the same line again and again; undefined where nobody watches. */
  readonly redraw: ((text: string) => void) | undefined;
}

export interface Option {
  /** What its value is called in the help; without it the option is a switch. */
  readonly value?: string;
  /** Whether it may be given more than once. */
  readonly repeatable?: true;
  readonly description: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** The value of an option, undefined where it was not given. */
  readonly text: (option: string) => string | undefined;
  /** The values of an option that may be given more than once. */
  readonly list: (option: string) => readonly string[];
  readonly isOn: (option: string) => boolean;
}

/** One command: `edugroup NAME ...`. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** What its arguments are called, in order; all are wanted. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** What the help says besides. */
  readonly details: readonly string[];
  /** Throws UsageError, or any Error whose message is one clear line. */
  readonly run: (args: Arguments, terminal: Terminal) => Promise<void>;
}

/** The command was not given as its help says: exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Something that takes more than one line to say: each is printed, then the command ends with status 1. */
export interface WithLines {
  readonly lines: readonly string[];
}

/** An end that a script tells from others: the exit status, where it is not 1. */
export interface WithStatus {
  readonly status: number;
}
