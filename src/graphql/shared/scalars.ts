import { GraphQLScalarType } from 'graphql';
import { limitedJson } from './json-limits.js';
import { GraphQLDateTimeISO, GraphQLJSON, GraphQLLocalDate, GraphQLSafeInt, GraphQLUUID } from 'graphql-scalars';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

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
  // What the ledger holds is a day already: only its form is looked at.
  serialize: (day) => (typeof day === 'string' && DAY.test(day) ? day : LocalDate.serialize(day)),
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
