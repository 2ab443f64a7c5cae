import { isCorrection } from '../domain/correction.js';
import { dayOf, daysBetween } from '../domain/day.js';
import { councilStream, fundStream } from '../domain/identity.js';
import { BACKDATING_DAYS } from '../domain/policy/policies.js';
import type { Day, DomainEvent } from '../domain/ledger.js';
import type { About } from './due.js';
import type { FindingKind, Found } from './finding.js';
import { policyRulesAt } from './policy/queries.js';

/** The day on which what an event tells of happened: a payment, a signature, a receipt, a meeting; else that from which it has effect. */
const happenedOn = (event: DomainEvent, effectiveOn: Day): Day => {
  if ('paidOn' in event) return event.paidOn;
  if ('refundedOn' in event) return event.refundedOn;
  if ('signedOn' in event) return event.signedOn;
  if ('receivedOn' in event) return event.receivedOn;
  return 'heldOn' in event && event.heldOn !== undefined ? event.heldOn : effectiveOn;
};

/** What was entered of a group's council and money more than so many days after it happened. */
const enteredLate = ({ read, queries, group, moment }: About): readonly Found[] => {
  const { position: upTo } = moment;
  const limit = policyRulesAt(read, group.district, 'BACKDATING', moment)?.days ?? BACKDATING_DAYS;
  const streams = [
    councilStream(group.key),
    ...queries.fundsOf(group.key, moment).map(({ fiscalYear }) => fundStream(group.key, fiscalYear)),
  ];
  return streams
    .flatMap((stream) => read.events.ofStream(stream, upTo))
    .flatMap(({ position, event, metadata }) => {
      if (isCorrection(event) || metadata.actor.role === 'SYSTEM') return [];
      const days = daysBetween(happenedOn(event, metadata.effectiveOn), dayOf(metadata.recordedAt));
      const [subject] = read.events.touchedBy(position);
      return days > limit && subject
        ? [{ result: 'FAIL' as const, subject, about: [String(position)], numbers: { days }, records: [position] }]
        : [];
    });
};

/** What is found of when things were entered. */
export const lateEntries: readonly FindingKind[] = [{ rule: 'ENTERED_LATE', find: enteredLate }];
