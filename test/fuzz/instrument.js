// Loaded before the built program (node --import): a clock that starts on a fixed day, and a count of the work that a request costs.
import { AsyncLocalStorage } from 'node:async_hooks';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import Database from 'better-sqlite3';

const { now } = Date;
const ahead = Date.parse(process.env.FUZZ_CLOCK) - now();
Date.now = () => now() + ahead;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, self),
});

/** What the request that is being answered has cost: SQLite statements run, and rows that they gave. What runs besides is not counted. */
const current = new AsyncLocalStorage();
/** Of requests and of their answers. */
const works = new WeakMap();
const count = (work) => {
  const counted = current.getStore();
  if (counted) counted.done += work;
};

const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
for (const [name, rowsOf] of [
  ['get', (row) => (row === undefined ? 0 : 1)],
  ['all', (rows) => rows.length],
  ['run', () => 0],
]) {
  const original = statement[name];
  statement[name] = function (...given) {
    const result = original.apply(this, given);
    count(1 + rowsOf(result));
    return result;
  };
}
const { iterate } = statement;
statement.iterate = function* (...given) {
  count(1);
  for (const row of iterate.apply(this, given)) {
    count(1);
    yield row;
  }
};

const emitOfServer = Server.prototype.emit;
Server.prototype.emit = function (event, request, response, ...rest) {
  const emit = () => emitOfServer.call(this, event, request, response, ...rest);
  if (event !== 'request') return emit();
  const work = { done: 0 };
  works.set(request, work).set(response, work);
  return current.run(work, emit);
};
// A request's own events come in the context of its connection: they are put into that of the request.
const emitOfRequest = IncomingMessage.prototype.emit;
IncomingMessage.prototype.emit = function (...given) {
  const work = works.get(this);
  return work ? current.run(work, () => emitOfRequest.apply(this, given)) : emitOfRequest.apply(this, given);
};
const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (...given) {
  const work = works.get(this);
  if (work) this.setHeader('x-work', String(work.done));
  return writeHead.apply(this, given);
};
