export { excessOf } from './shared/json-limits.js';
export {
  asOfExtension,
  createContext,
  type AsOfExtension,
  type Context,
  type ContextOptions,
  type Services,
} from './context.js';
export { mutations } from './mutations.js';
export { buildSchema, printedSchema } from './schema.js';
export { isAwaited, using, type Awaitable } from './shared/awaitable.js';
export { turn } from './shared/turns.js';
