import { isCorrection, type CorrectionEvent } from './correction.js';
import type { Day } from './day.js';
import { saying, type Fact, type Names, type Say, type Tongue } from './fact.js';
import type { StreamName } from './identity.js';
import { deciders, type DomainEvent } from './ledger.js';

/** A fact as it is shown to somebody: fields that are not public may be missing. */
export interface ShownFact {
  readonly event: DomainEvent;
  readonly effectiveOn: Day;
}

/** What is to be known of an event's type; undefined for corrections, which say what they say of another event. */
const factOf = (type: string): Fact<DomainEvent> | undefined => {
  for (const { facts } of deciders) {
    if (Object.hasOwn(facts, type)) return (facts as Readonly<Record<string, Fact<DomainEvent>>>)[type];
  }
  return undefined;
};

/** The fields of an event that the public may see; of a correction the right fact likewise in part. */
export const publicFields = (type: string): readonly string[] =>
  factOf(type)?.public ?? (type === 'RecordCorrected' ? ['revision', 'right', 'rightEffectiveOn'] : ['revision']);

/** Whether events of a type are told only within the districts that they concern; corrections are as what they correct. */
export const isConfined = (type: string): boolean => factOf(type)?.confined ?? false;

/** In the place of the sentence on an event that is not told to who asks. */
export const untold: Readonly<Record<Tongue, string>> = {
  en: "An entry about somebody's career is withheld",
  zh: '一条人员履历记录不予公开',
};

/**
 * One line that says what happened, for a history or an audit trail. It names schools, groups and persons as `names` tells, and speaks of
 * nothing that is not shown. Of a correction it says what stood before (`before`, where that is known) and what is right.
 */
export const sentence = (
  { event, effectiveOn }: ShownFact,
  stream: StreamName,
  tongue: Tongue,
  names: Names,
  before?: ShownFact,
): string => {
  const said = (one: ShownFact): string => {
    const say: Say = saying(tongue, stream, one.effectiveOn, names);
    return factOf(one.event.type)?.said[tongue](one.event, say) ?? '';
  };
  const line = isCorrection(event) ? correction(event, tongue, said, before) : said({ event, effectiveOn });
  // A feature may run over several lines; a sentence does not.
  return line.replaceAll(/\s+/g, ' ');
};

const correction = (
  event: CorrectionEvent,
  tongue: Tongue,
  said: (fact: ShownFact) => string,
  before: ShownFact | undefined,
): string => {
  const wrong = before && said(before);
  if (event.type === 'RecordRetracted') {
    if (tongue === 'en') return `Retracted, because it never was: ${wrong ?? `record ${event.revision}`}`;
    return `撤销（从未发生）：${wrong ?? `第 ${event.revision} 号记录`}`;
  }
  const { right, rightEffectiveOn: day } = event;
  const correct = said({ event: right as unknown as DomainEvent, effectiveOn: day });
  if (tongue === 'en') return `Corrected, with effect from ${day}: ${correct}${wrong ? `; it had said: ${wrong}` : ''}`;
  return `更正，自 ${day} 起：${correct}${wrong ? `（原为：${wrong}）` : ''}`;
};
