import { isCorrection } from '../domain/correction.js';
import { dayOf, daysBetween } from '../domain/day.js';
import type { Day, DomainEvent } from '../domain/ledger.js';
import type { LedgerEntry } from './read-model.js';

/** The day on which what an event tells of happened: a payment, a signature, a receipt, a meeting; else that from which it has effect. */
export const happenedOn = (event: DomainEvent, effectiveOn: Day): Day => {
  if ('paidOn' in event) return event.paidOn;
  if ('refundedOn' in event) return event.refundedOn;
  if ('signedOn' in event) return event.signedOn;
  if ('receivedOn' in event) return event.receivedOn;
  return 'heldOn' in event && event.heldOn !== undefined ? event.heldOn : effectiveOn;
};

/** How many days after what it tells of happened an entry was made; of corrections and of what processes follow up nobody asks. */
export const daysLate = ({ event, metadata }: Pick<LedgerEntry, 'event' | 'metadata'>): number | undefined =>
  isCorrection(event) || metadata.actor.role === 'SYSTEM'
    ? undefined
    : daysBetween(happenedOn(event, metadata.effectiveOn), dayOf(metadata.recordedAt));
