import {
  message,
  userErrorCodes,
  type Language as LanguageCode,
  type UserErrorCode as Code,
} from '../../commands/messages.js';
import type { RefusalArguments } from '../../domain/refusal.js';
import type { Context } from '../context.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';

export const UserErrorCode = enumOf<Code>(
  'UserErrorCode',
  'Why a command was not accepted.',
  Object.fromEntries(userErrorCodes.map((code) => [code, message(code, {}, 'EN')])) as Record<Code, string>,
);

@Type('A value that fills a message.')
export class MessageParam {
  @Field(() => String, { description: 'Its name in the message.' })
  name!: string;

  @Field(() => String, { description: 'The value.' })
  value!: string;
}

@Type(
  'Why a command was not accepted, for the user who gave it. The code is for programs, the params let a client write messages of its own.',
)
export class UserError {
  @Field(() => UserErrorCode, { description: 'The rule that says no, or what prevented an answer.' })
  readonly code: Code;

  @Field(() => [String], {
    description:
      'The part of the input that is meant, from `input` on, with list indices: ["input", "memberIds", "2"].',
  })
  readonly path: readonly string[];

  @Field(() => [MessageParam], { description: 'What fills the message.' })
  readonly params: readonly MessageParam[];

  constructor(
    code: Code,
    readonly args: RefusalArguments = {},
    path: readonly string[] = [],
  ) {
    this.code = code;
    this.path = ['input', ...path];
    this.params = Object.entries(args).map(([name, value]) => ({ name, value: String(value) }));
  }

  @Derived(() => String, {
    description: 'The message in a language; without one in that of the request (Accept-Language).',
  })
  message(
    @Arg('language', () => Language, { nullable: true, description: 'The language of the message.' })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): string {
    return message(this.code, this.args, language ?? context.language);
  }
}
