// A process of its own for the tests, run from the built files: node child.js <what> <directory> [...]
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { sqliteStores } from '../../dist/eventstore/sqlite.js';

const [what, directory, ...rest] = process.argv.slice(2);
const say = (...words) => writeSync(1, `${words.join(' ')}\n`);
const event = (data) => ({ id: randomUUID(), type: 'SomethingHappened', data, metadata: { commandId: randomUUID(), text: 'x'.repeat(200) } });

/** Appends to its stream for ever and says what was acknowledged, only after it was. */
const write = async ({ events }, stream) => {
  let last = 'no-stream';
  for await (const { revision } of events.readStream(stream, { direction: 'backwards', limit: 1 })) last = revision;
  for (let n = 0; ; n++) {
    const list = Array.from({ length: 1 + n % 3 }, (_, index) => event({ n, index }));
    const { revision } = await events.append(stream, last, list);
    list.forEach(({ id }, index) => say('appended', stream, revision - list.length + 1 + index, id));
    last = revision;
    await new Promise(setImmediate);
  }
};

const actions = {
  /** Holds the ledger open until its input ends. */
  hold: () => {
    const { events } = sqliteStores({ directory, ledger: 'edugroup' });
    process.stdin.on('end', () => void events.close()).resume();
    say('open');
  },
  /** Tries to write, and says what happened. */
  try: () => {
    try {
      void sqliteStores({ directory, ledger: 'edugroup' }).events.close();
      say('opened');
    } catch (error) {
      say(error.name, error.pid, error.message);
    }
  },
  write: async () => {
    const stores = sqliteStores({ directory, ledger: 'edugroup' });
    await Promise.all(rest.map((stream) => write(stores, stream)));
  },
  /** Follows a ledger in EventStoreDB and appends to a stream of it for ever, over everything; says what it got and what nobody caught. */
  persist: async () => {
    const { eventStoreDbStores } = await import('../../dist/eventstore/eventstoredb.js');
    process.on('unhandledRejection', ({ message }) => say('unhandled', message));
    const [stream] = rest;
    const { events } = await eventStoreDbStores(directory, { ledger: 'edu', log: say, timeouts: { answer: 1_000, giveUp: 1_500 } });
    const follow = async () => { for await (const { caughtUp } of events.follow()) say(caughtUp ? 'live' : 'behind'); };
    void follow();
    let last = 'no-stream';
    for (let list = [event({})]; ;) {
      try {
        ({ revision: last } = await events.append(stream, last, list));
        say('appended', last);
        list = [event({})];
      } catch (error) {
        say(error.name);
      }
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  },
};
await actions[what]();
