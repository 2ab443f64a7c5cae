import { GraphQLError } from 'graphql';

/** The request is broken; the message begins with the argument that is meant. */
export const badUserInput = (argument: string, wrong: string): GraphQLError =>
  new GraphQLError(`${argument}: ${wrong}`, { extensions: { code: 'BAD_USER_INPUT', argument } });

export const positionNotReadable = (position: number, head: number): GraphQLError =>
  new GraphQLError(`Position ${position} cannot be read here; the last one that can is ${head}`, {
    extensions: { code: 'POSITION_NOT_READABLE', position, head },
  });

/** What will be known then, nobody can say now. */
export const momentNotReadable = (): GraphQLError =>
  new GraphQLError('asOf.recordedAt lies in the future', { extensions: { code: 'POSITION_NOT_READABLE' } });

/** What could be read of them is not the present; the status is for a balancer, which has others to ask. */
export const readModelsRebuilt = (): GraphQLError =>
  new GraphQLError('Nothing can be read here for now: the read models are built again', { extensions: { code: 'POSITION_NOT_READABLE', http: { status: 503 } } });

export const forbidden = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
