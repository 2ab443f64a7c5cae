import type { IncomingMessage } from 'node:http';
import { unauthenticated } from './errors.js';

type Request = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

/** The one Authorization header. Node keeps the first of several, so those that came are counted. Throws GraphQLError UNAUTHENTICATED. */
export const authorizationOf = ({ headers, rawHeaders }: Request): string | undefined => {
  const sent = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if (sent > 1) throw unauthenticated('The request has several Authorization headers: send one');
  return headers.authorization;
};

/**
 * The one token of a WebSocket: of its parameters (`authorization`, in letters of any size) or of the header that it was opened with.
 * Throws GraphQLError UNAUTHENTICATED where they differ.
 */
export const authorizationOfSocket = (
  parameters: Readonly<Record<string, unknown>> | undefined,
  request: Request,
): string | undefined => {
  const given = Object.entries(parameters ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? [value] : [],
  );
  const tokens = new Set(
    [...given, authorizationOf(request)].filter((value) => value !== undefined && value !== null && value !== ''),
  );
  if (tokens.size > 1) throw unauthenticated('The connection brings several tokens: send one');
  const [token] = tokens;
  return token === undefined || typeof token === 'string' ? token : 'not a text';
};
