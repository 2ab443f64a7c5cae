import { v5 as uuidv5 } from 'uuid';
import { mayCommand } from '../../commands/permissions.js';
import type { Context } from '../context.js';
import { bool, inputType, listOf, nested, valuesOf, withDefault, type Values } from '../command/fields.js';
import { commandInput, type Input } from '../command/inputs.js';
import { noWarnings, Receipt, warningsDescription, type Answer } from '../command/payload.js';
import { envelopeOf, give, readInput } from '../command/run.js';
import { UserError } from '../command/user-error.js';
import { Warning } from '../finding/warnings.js';
import { Arg, Ctx, Field, Int, Mutation, Type } from '../shared/decorators.js';
import { resolverOf } from '../shared/resolver-of.js';
import { begun, deciding, rotateTeacher } from './commands.js';
import { Rotation } from './types.js';

/** Most rotations that one document decides at once. */
const MOST_ITEMS = 500;

const item = inputType('RotateTeachersItemInput', 'One rotation: its terms as they are decided.', deciding);
const fields = {
  items: listOf(nested(item, 'The rotations that the document decides, each of another person.'), MOST_ITEMS),
  atomic: withDefault(
    bool(
      'Whether nothing is written unless every rotation passes; a race that is lost half-way leaves the rest unwritten.',
    ),
    false,
  ),
  command: nested(
    commandInput,
    'What comes with every command; each rotation is a command of its own, its id made of this one.',
  ),
};
const { type: RotateTeachersInput } = inputType(
  'RotateTeachersInput',
  'What decides many rotations under one document.',
  fields,
);

@Type('What came of one of the rotations.')
export class RotateTeachersResult {
  @Field(() => Int, { description: 'Its place in the list, from 0.' })
  readonly index!: number;

  @Field(() => Boolean, { description: 'Whether it is in the ledger.' })
  readonly written!: boolean;

  @Field(() => Receipt, { nullable: true, description: 'What it left in the ledger; null where it is not written.' })
  readonly receipt?: Receipt;

  @Field(() => Rotation, { nullable: true, description: 'The rotation as it is right after it.' })
  readonly rotation?: Rotation | null;

  @Field(() => [UserError], { description: 'Why it was not accepted; empty also where another one left it unwritten.' })
  readonly userErrors!: readonly UserError[];

  @Field(() => [Warning], { nullable: true, description: warningsDescription })
  readonly warnings!: Answer['warnings'];
}

@Type('What came of rotateTeachers.')
export class RotateTeachersPayload {
  @Field(() => [RotateTeachersResult], {
    description: 'One result an item, in their order; none where the input is not valid.',
  })
  readonly results!: readonly RotateTeachersResult[];

  @Field(() => [UserError], {
    description: 'What is wrong with the input as a whole; empty where the items were looked at.',
  })
  readonly userErrors!: readonly UserError[];
}

type Item = Values<typeof deciding>;
type Given = Input & { readonly items: readonly Item[]; readonly atomic?: boolean };

const refusedWhole = (...userErrors: readonly UserError[]): RotateTeachersPayload => ({ results: [], userErrors });

/** An error of one item, with its place in the list. */
const ofItem =
  (index: number) =>
  ({ code, args, path }: UserError): UserError =>
    new UserError(code, args, path[1] === 'command' ? path.slice(1) : ['items', String(index), ...path.slice(1)]);

/** Gives each rotation as a command of its own; atomic: once every one was found to pass, and until one fails. */
const rotateAll = async (context: Context, given: Given): Promise<RotateTeachersPayload> => {
  if (!mayCommand(context.principal))
    return refusedWhole(new UserError('NOT_AUTHORISED', { role: context.principal.actor.role }));
  const read = readInput(context, given);
  if ('userErrors' in read) return refusedWhole(...read.userErrors);
  const { items, atomic = false, command } = valuesOf(fields, read.input);
  if (items.length === 0) return refusedWhole(new UserError('INVALID_INPUT', { value: 0 }, ['items']));
  const twice = items.findIndex(({ personId }, index) =>
    items.slice(0, index).some((one) => one.personId === personId),
  );
  if (twice >= 0)
    return refusedWhole(new UserError('INVALID_INPUT', { times: 2 }, ['items', String(twice), 'personId']));
  const envelope = envelopeOf(command);
  const rotate = async (one: Item, index: number, validateOnly: boolean): Promise<Answer> => {
    const answer = await give(
      context,
      one,
      { ...envelope, commandId: uuidv5(String(index), envelope.commandId), validateOnly },
      () => {
        const made = rotateTeacher(one);
        return 'wrong' in made ? made : { type: 'RotateTeacher', ...made };
      },
      (done) => ({ rotation: begun(context, one, done) }),
    );
    return { ...answer, userErrors: answer.userErrors.map(ofItem(index)) };
  };
  const unwritten = (
    index: number,
    { userErrors, warnings }: Answer = { userErrors: [], warnings: noWarnings },
  ): RotateTeachersResult => ({ index, written: false, userErrors, warnings });
  const onlyValidates = envelope.validateOnly === true;
  if (atomic || onlyValidates) {
    const checked: RotateTeachersResult[] = [];
    for (const [index, one] of items.entries()) checked.push(unwritten(index, await rotate(one, index, true)));
    if (onlyValidates || checked.some(({ userErrors }) => userErrors.length > 0))
      return { results: checked, userErrors: [] };
  }
  const results: RotateTeachersResult[] = [];
  for (const [index, one] of items.entries()) {
    const failed = atomic && results.some(({ written }) => !written);
    if (failed) {
      results.push(unwritten(index));
      continue;
    }
    const answer = await rotate(one, index, false);
    results.push({ index, written: answer.receipt !== undefined, ...answer });
  }
  return { results, userErrors: [] };
};

export const rotateTeachers = resolverOf(
  'rotateTeachers',
  Mutation(() => RotateTeachersPayload, {
    description: 'Many rotations are decided under one document, each by a command of its own.',
  }),
  [Arg('input', () => RotateTeachersInput, { description: 'The rotations, from when on, and on what paper.' }), Ctx()],
  (given: Given, context: Context) => rotateAll(context, given),
);
