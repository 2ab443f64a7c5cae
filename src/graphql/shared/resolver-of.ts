import type { ClassType } from 'type-graphql';
import { Resolver, type Arg } from './decorators.js';

/** A resolver class with one method, decorated as if it were written out: for methods that are made from a table. */
export const resolverOf = <Parameters extends readonly unknown[]>(
  name: string,
  decorate: MethodDecorator,
  parameters: { readonly [P in keyof Parameters]: ReturnType<typeof Arg> },
  method: (...values: Parameters) => unknown,
): ClassType<object> => {
  class Made {}
  const descriptor = { value: method };
  Object.defineProperty(Made.prototype, name, descriptor);
  parameters.forEach((parameter, index) => parameter(Made.prototype, name, index));
  decorate(Made.prototype, name, descriptor);
  Resolver()(Made);
  return Made;
};
