import type { ClassType } from 'type-graphql';
import type { GivenCommand } from '../../commands/command.js';
import type { Context } from '../context.js';
import { Arg, Ctx, Mutation } from '../shared/decorators.js';
import { resolverOf } from '../shared/resolver-of.js';
import { inputType, nested, valuesOf, type InputFields, type Values } from './fields.js';
import { commandInput, type Input } from './inputs.js';
import { payloadOf } from './payload.js';
import { run, type Done } from './run.js';
import type { UserError } from './user-error.js';

type CommandName = GivenCommand['type'];
/** The domain's command of that name, without its name. */
type CommandOf<Name extends CommandName> = Omit<Extract<GivenCommand, { readonly type: Name }>, 'type'>;
/** The object that a command changed, as it is right after it. */
type Changed<V> = (context: Context, values: V, done: Done) => object | null;

/** A command's mutation. */
interface Declaration<F extends InputFields> {
  /** What it does: the mutation's description. */
  readonly does: string;
  /** The description of its input. */
  readonly input: string;
  /** The fields of its input, besides what comes with every command. */
  readonly fields: F;
}
type ToCommand<Name extends CommandName, V> = (
  values: V,
  context: Context,
) => CommandOf<Name> | { readonly wrong: UserError };
/** The domain's command where that is not just what the input says, or what is wrong with the input that only this mutation can tell. */
type Commanding<Name extends CommandName, V> =
  V extends CommandOf<Name> ? { readonly command?: ToCommand<Name, V> } : { readonly command: ToCommand<Name, V> };
/** What it changed, where that is not what the commands beside it change. */
type Changing<V, About> = V extends About ? { readonly changed?: Changed<V> } : { readonly changed: Changed<V> };

/** A mutation that was made: its resolver, and the names of what it added to the schema. */
export interface DeclaredMutation {
  readonly name: string;
  readonly payload: string;
  /** The payload's field with the changed object. */
  readonly changed: string;
  readonly resolver: ClassType<object>;
}

/** Declares mutations that change one type of object: each makes its input, its payload and its method of the declaration. */
export const mutationsOn =
  <About>(field: string, type: () => ClassType, usual: Changed<About>) =>
  <Name extends CommandName, F extends InputFields>(
    command: Name,
    declaration: Declaration<F> & Commanding<Name, Values<F>> & Changing<Values<F>, About>,
  ): DeclaredMutation => {
    const { does, fields } = declaration;
    const { command: toCommand = (values: Values<F>) => values } = declaration as {
      readonly command?: ToCommand<Name, Values<F>>;
    };
    // `Changing` lets no declaration do without where the usual object is none of its own.
    const { changed = usual as Changed<unknown> } = declaration as { readonly changed?: Changed<Values<F>> };
    const { type: InputClass } = inputType(`${command}Input`, declaration.input, {
      ...fields,
      command: nested(commandInput, 'What comes with every command.'),
    });
    const name = `${command.charAt(0).toLowerCase()}${command.slice(1)}`;
    const payload = payloadOf(command, field, type);
    const resolver = resolverOf(
      name,
      Mutation(() => payload, { description: does }),
      [Arg('input', () => InputClass, { description: 'What is to be done, from when on, and on what paper.' }), Ctx()],
      (given: Input, context: Context) =>
        run(
          context,
          given,
          (input) => {
            const made = toCommand(valuesOf(fields, input), context);
            return 'wrong' in made ? made : ({ type: command, ...made } as unknown as GivenCommand);
          },
          (input, done) => ({ [field]: changed(context, valuesOf(fields, input), done) }),
        ),
    );
    return { name, payload: `${command}Payload`, changed: field, resolver };
  };
