/** A column of a table. */
export interface Column<Name extends string = string> {
  readonly name: Name;
  /** What its head may be called besides, as the offices write it. */
  readonly aliases: readonly string[];
  /** Whether every row has a value. */
  readonly required: boolean;
}

export const column = <Name extends string>(
  name: Name,
  required: boolean,
  ...aliases: readonly string[]
): Column<Name> => ({ name, aliases, required });

/** A row by its columns: what is empty is not there. */
export type Row<Name extends string = string> = { readonly [Column in Name]?: string };

/** The column that a head names, in English or Chinese. */
export const columnOf = <Name extends string>(columns: readonly Column<Name>[], head: string): Name | undefined =>
  columns.find(({ name, aliases }) => name.toLowerCase() === head.toLowerCase() || aliases.includes(head))?.name;

/** What the help says of columns: those that may be left out with a question mark, some of their Chinese heads. */
export const showColumns = (columns: readonly Column[], language: 'EN' | 'ZH' = 'EN'): string =>
  language === 'EN'
    ? columns.map(({ name, required }) => (required ? name : `${name}?`)).join(', ')
    : columns.map(({ aliases }) => aliases[0]).join('、');
