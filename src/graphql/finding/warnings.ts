import type { Unwritten, Written } from '../../commands/command.js';
import type { Language as LanguageCode } from '../../commands/messages.js';
import type { FindingResult as Result, FindingRule as Rule } from '../../projections/finding.js';
import { concernedBy, newlyFound, warnedOf, type Concerned } from '../../projections/warnings.js';
import type { Context } from '../context.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { Language } from '../shared/enums.js';
import { mayRead } from '../shared/visibility.js';
import { visibleFindings } from './shown.js';
import { Finding, FindingResult, FindingRule } from './types.js';

@Type('What a command causes that its rules accept, and that somebody will have to look at: a finding.')
export class Warning {
  @Field(() => FindingRule, { description: 'The rule of the finding.' })
  readonly code: Rule;

  @Field(() => FindingResult, { description: 'FAIL, or UNKNOWN where what the rule goes by is not recorded.' })
  readonly result: Result;

  constructor(readonly finding: Finding) {
    this.code = finding.rule;
    this.result = finding.result;
  }

  @Derived(() => String, { description: "The finding's own message." })
  message(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    asked: { readonly language?: LanguageCode | null },
    context: Context,
  ): string {
    return this.finding.message(asked, context);
  }
}

/** What is found of those concerned at a moment, as far as the asker may see it. */
const foundOf = (context: Context, { groups, district }: Concerned, moment: Concerned['after']) => {
  const sees = district !== undefined && mayRead(context, 'findingsOfRegister', district);
  const at = { ...moment, pinned: true };
  return visibleFindings(context, groups, at, { rules: warnedOf, ...(sees && { district }) });
};

const warnings = (context: Context, concerned: Concerned, after: ReturnType<typeof foundOf>): readonly Warning[] =>
  newlyFound(foundOf(context, concerned, concerned.before), after).map(
    (found) => new Warning(new Finding(found, { ...concerned.after, pinned: true })),
  );

type Revisions = Pick<Written, 'stream' | 'firstRevision' | 'revision'>;

/**
 * What a command that was written caused, of those findings that the asker may see: the same whenever it is asked for, also of a command
 * that was repeated.
 */
export const warningsOf = (context: Context, { stream, firstRevision, revision }: Revisions): readonly Warning[] => {
  const { read } = context;
  const concerned = concernedBy(read, read.events.between(stream, firstRevision, revision));
  return warnings(context, concerned, foundOf(context, concerned, concerned.after));
};

/**
 * The same of a command that was only validated, once what it was decided on is readable here; null where that takes too long, or
 * where its stream has gone on meanwhile.
 */
export const warningsIf = async (
  context: Context,
  { stream, firstRevision, events }: Unwritten,
): Promise<readonly Warning[] | null> => {
  const { read, services } = context;
  const { runner, receiptTimeout = 5000 } = services;
  const reliedOn = [...(events[0]!.metadata.reliedOn ?? []), { stream, revision: firstRevision - 1 }];
  for (const on of reliedOn)
    if (on.revision >= 0 && (await runner.positionOf(on.stream, on.revision, receiptTimeout)) === undefined)
      return null;
  if (read.events.positionOf(stream, firstRevision) !== undefined) return null;
  const before = read.events.last()?.position ?? 0;
  const supposed = events.map((event, index) => ({
    ...event,
    ...{ stream, revision: firstRevision + index, position: before + 1 + index, token: '' },
    bytes: { data: Buffer.from(JSON.stringify(event.data)), metadata: Buffer.from(JSON.stringify(event.metadata)) },
  }));
  const { concerned, after } = read.suppose(supposed, () => {
    const concerned = concernedBy(read, read.events.between(stream, firstRevision, firstRevision + events.length - 1));
    return { concerned, after: foundOf(context, concerned, concerned.after) };
  });
  return warnings(context, concerned, after);
};
