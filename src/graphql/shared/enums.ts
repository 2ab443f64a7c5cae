import type { Language as LanguageCode } from '../../commands/messages.js';
import type { OnBehalf } from '../../domain/on-behalf.js';
import { registerEnumType } from './decorators.js';

/** Declares an enum by its values and what each of them means. */
export const enumOf = <Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): { readonly [V in Value]: V } => {
  const members = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as {
    readonly [V in Value]: V;
  };
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, meaning]) => [value, { description: meaning }]),
  );
  registerEnumType(members, {
    name,
    description,
    valuesConfig: valuesConfig as Record<Value, { description: string }>,
  });
  return members;
};

export const Language = enumOf<LanguageCode>('Language', 'A language that messages and summaries are written in.', {
  EN: 'English.',
  ZH: 'Chinese.',
});

export const DecidingBody = enumOf<NonNullable<OnBehalf['onBehalf']>>('DecidingBody', 'Whose decision it is.', {
  COUNCIL: "The group's council.",
});
