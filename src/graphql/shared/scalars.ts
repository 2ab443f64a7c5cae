import { GraphQLScalarType } from 'graphql';
import { isDay } from '../../domain/day.js';
import { limitedJson } from './json-limits.js';
import { GraphQLDateTimeISO, GraphQLJSON, GraphQLLocalDate, GraphQLSafeInt, GraphQLUUID } from 'graphql-scalars';

const named = (scalar: GraphQLScalarType, name: string, description: string): GraphQLScalarType =>
  new GraphQLScalarType({ ...scalar.toConfig(), name, description });

export const DateTime = named(
  GraphQLDateTimeISO,
  'DateTime',
  'An instant, RFC 3339 in UTC: `2026-11-24T01:00:00.000Z`.',
);
const LocalDate = named(GraphQLLocalDate, 'Date', 'A calendar date in Asia/Shanghai: `2026-11-24`.');
export const CalendarDate = new GraphQLScalarType({
  ...LocalDate.toConfig(),
  // Several times as fast; what is no day the scalar itself judges.
  serialize: (day) => (typeof day === 'string' && isDay(day) ? day : LocalDate.serialize(day)),
});
export const UUID = named(
  GraphQLUUID,
  'UUID',
  'A universally unique identifier: `7f8e6a52-5a0e-4c1c-9f3a-0d6a5a8f1c11`.',
);
export const SafeInt = named(GraphQLSafeInt, 'SafeInt', 'An integer up to 2^53 - 1, which JSON numbers hold exactly.');
export const Json = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: 'JSON',
  description: 'Any JSON value.',
  parseValue: limitedJson,
  parseLiteral: (literal, variables) => limitedJson(GraphQLJSON.parseLiteral(literal, variables)),
});
