import type { Language as LanguageCode } from '../../commands/messages.js';
import type { Finding as Found, FindingResult as Result, FindingRule as Rule } from '../../projections/findings.js';
import type { Context } from '../context.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';

export const FindingRule = enumOf<Rule>('FindingRule', 'A rule that refuses nothing.', {
  FAMOUS_WITH_X: 'The pattern "1+X": a famous school leads potential or quality schools.',
  COUNCIL_FILED: 'The bureau had accepted the filing (备案) of the council by the day it met.',
});

export const FindingResult = enumOf<Result>('FindingResult', 'How things stand by a rule.', {
  PASS: 'It is kept.',
  FAIL: 'It is not kept.',
  UNKNOWN: 'What it goes by is not recorded.',
});

const sentences: {
  readonly [R in Rule]: { readonly [S in Result]: (about: string) => { readonly en: string; readonly zh: string } };
} = {
  FAMOUS_WITH_X: {
    PASS: () => ({ en: 'A famous school leads potential or quality schools.', zh: '名校牵头，成员为潜力校或优质校。' }),
    FAIL: (about) => ({
      en: `Not a famous school that leads potential or quality schools, by the standing of ${about}.`,
      zh: `不符合“名校＋潜力校／优质校”模式：${about}。`,
    }),
    UNKNOWN: (about) => ({ en: `The standing of ${about} is not specified.`, zh: `${about} 的类别未定。` }),
  },
  COUNCIL_FILED: {
    PASS: (about) => ({
      en: `The filing of the council ${about} was accepted by the day it met.`,
      zh: `理事会 ${about} 在会议当日已备案。`,
    }),
    FAIL: (about) => ({
      en: `The filing of the council ${about} was not accepted by the day it met.`,
      zh: `理事会 ${about} 在会议当日尚未通过备案。`,
    }),
    UNKNOWN: () => ({ en: 'It is not known which council decided.', zh: '作出决议的理事会不明。' }),
  },
};

@Type('How things stand by a rule that refuses nothing.')
export class Finding {
  @Field(() => FindingRule, { description: 'The rule.' })
  readonly rule: Rule;

  @Field(() => FindingResult, { description: 'Whether it is kept.' })
  readonly result: Result;

  constructor(readonly found: Found) {
    this.rule = found.rule;
    this.result = found.result;
  }

  @Derived(() => String, { description: 'A line that a person can read.' })
  message(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): string {
    const { en, zh } = sentences[this.rule][this.result](this.found.about.join(', '));
    return (language ?? context.language) === 'ZH' ? zh.replaceAll(', ', '、') : en;
  }
}
