import { council, type CouncilCommand, type CouncilEvent } from './council/index.js';
import { correctionTypes, type CorrectionCommand, type CorrectionEvent } from './correction.js';
import type { AnyDecider } from './decider.js';
import { district, type DistrictCommand, type DistrictEvent } from './district/index.js';
import { evaluation, type EvaluationCommand, type EvaluationEvent } from './evaluation/index.js';
import { fund, type FundCommand, type FundEvent } from './fund/index.js';
import type { StreamName } from './identity.js';
import { indicator, type IndicatorCommand, type IndicatorEvent } from './indicator/index.js';
import { person, type PersonCommand, type PersonEvent } from './person/index.js';
import { policy, type PolicyCommand, type PolicyEvent } from './policy/index.js';

/** Every command of the ledger. */
export type Command =
  | DistrictCommand
  | CouncilCommand
  | PersonCommand
  | FundCommand
  | EvaluationCommand
  | PolicyCommand
  | IndicatorCommand
  | CorrectionCommand;
export type CommandType = Command['type'];
/** Every fact of the ledger. */
export type DomainEvent =
  | DistrictEvent
  | CouncilEvent
  | PersonEvent
  | FundEvent
  | EvaluationEvent
  | PolicyEvent
  | IndicatorEvent
  | CorrectionEvent;
export type EventType = DomainEvent['type'];

/** All aggregates, by the category in their stream names. */
export const deciders: readonly AnyDecider[] = [district, council, person, fund, evaluation, policy, indicator];

/** All event types, corrections first. */
export const eventTypes: readonly EventType[] = [
  ...correctionTypes,
  ...deciders.flatMap(({ facts }) => Object.keys(facts) as EventType[]),
];

/** The aggregate that decides a command. */
export const deciderOf = (command: { readonly type: string }): AnyDecider | undefined =>
  deciders.find(({ commands }) => command.type in (commands as object));

/** The aggregate that a stream belongs to. */
export const deciderOfStream = (stream: StreamName): AnyDecider | undefined =>
  deciders.find(({ category }) => stream.startsWith(`${category}-`));

export type { Actor, Role } from './actor.js';
export type { AnyDecider, Decision, Recorded } from './decider.js';
export type { Day } from './day.js';
export type { StreamName } from './identity.js';
export type { ObjectRef, ObjectType } from './objects.js';
export type { Refusal, RefusalCode } from './refusal.js';
