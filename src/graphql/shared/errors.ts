import { GraphQLError } from 'graphql';

/** The request is broken; the message begins with the argument that is meant. */
export const badUserInput = (argument: string, wrong: string): GraphQLError =>
  new GraphQLError(`${argument}: ${wrong}`, { extensions: { code: 'BAD_USER_INPUT', argument } });

/** `argument`: by which it was asked for, where it is not the moment of the request. */
export const positionNotReadable = (position: number, head: number, argument?: string): GraphQLError =>
  new GraphQLError(
    `${argument === undefined ? '' : `${argument}: `}Position ${position} cannot be read here; the last one that can is ${head}. Where an answer gave it, this replica is behind, or the ledger was restored from an older copy`,
    {
      extensions: {
        code: 'POSITION_NOT_READABLE',
        reason: 'BEYOND_HEAD',
        position,
        head,
        ...(argument === undefined ? {} : { argument }),
      },
    },
  );

/**
 * What stood at the position when it was given in that epoch is not what stands there now; `last` is the last position
 * of the epoch that holds.
 */
export const ledgerRestored = (position: number, last: number | undefined, head: number): GraphQLError =>
  new GraphQLError(
    last === undefined
      ? `Position ${position} was given in an epoch that this ledger does not know: it was restored from an older copy, or is another one. Read anew; the last position is ${head}`
      : `Position ${position} was given in an epoch of which this ledger holds only what came up to position ${last}: it was restored from an older copy. Read anew from there`,
    {
      extensions: {
        code: 'POSITION_NOT_READABLE',
        reason: 'LEDGER_RESTORED',
        position,
        head,
        ...(last === undefined ? {} : { lastKnown: last }),
      },
    },
  );

export const epochUnknown = (position: number, head: number): GraphQLError =>
  new GraphQLError('Whether the position still holds cannot be said while the event store does not answer', {
    extensions: { code: 'POSITION_NOT_READABLE', reason: 'EPOCH_UNKNOWN', position, head },
  });

/** What will be known then, nobody can say now. */
export const momentNotReadable = (): GraphQLError =>
  new GraphQLError('asOf.recordedAt lies in the future', { extensions: { code: 'POSITION_NOT_READABLE' } });

/** What could be read of them is not the present; the status is for a balancer, which has others to ask. */
export const readModelsRebuilt = (): GraphQLError =>
  new GraphQLError('Nothing can be read here for now: the read models are built again', {
    extensions: { code: 'POSITION_NOT_READABLE', http: { status: 503 } },
  });

/** What the store holds does not fit what was signed of it before. */
export const ledgerDistrusted = (message: string): GraphQLError =>
  new GraphQLError(`Nothing of the ledger is shown here: ${message}`, {
    extensions: { code: 'LEDGER_DISTRUSTED', http: { status: 503 } },
  });

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

/** Who bears a name, nobody can say now; the message does not repeat it. */
export const namesUnavailable = (): GraphQLError =>
  new GraphQLError(
    'search: names cannot be looked for just now: the people directory does not answer, or was not compared with the ledger yet',
    { extensions: { code: 'STORE_UNAVAILABLE', argument: 'search' } },
  );
