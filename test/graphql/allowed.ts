import type { Principal } from '../../src/commands/command.js';
import { commandInput, type ApiLedger } from './ledger.js';

export type Input = Readonly<Record<string, unknown>>;
/** What allowedCommands answers, object by object. */
export type Allowed = readonly {
  readonly object: string;
  readonly name: string;
  readonly allowed: boolean;
  readonly code: string | null;
}[];

/** What the handler would say to each of these commands, without writing, in one document. */
export const said = async (
  ledger: ApiLedger,
  principal: Principal,
  given: readonly { readonly name: string; readonly input: Input }[],
): Promise<readonly (string | undefined)[]> => {
  const names = given.map(({ name }, index) => `$i${index}: ${name}Input!`);
  const fields = given.map(
    ({ name }, index) =>
      `m${index}: ${name.charAt(0).toLowerCase()}${name.slice(1)}(input: $i${index}) { userErrors { code } }`,
  );
  const variables = Object.fromEntries(
    given.map(({ input }, index) => [`i${index}`, { ...input, command: commandInput(ledger, { validateOnly: true }) }]),
  );
  const { data, errors } = await ledger.query(`mutation (${names.join(' ')}) { ${fields.join(' ')} }`, {
    principal,
    variables,
  });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return given.map((_, index) => data[`m${index}`].userErrors[0]?.code as string | undefined);
};
