// A process of its own for the tests, run from the built files: node child.js <what> <directory> [...]
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { backUp } from '../../dist/eventstore/sqlite-backup.js';
import { finishRestore, restore } from '../../dist/eventstore/sqlite-restore.js';
import { sqliteStores } from '../../dist/eventstore/sqlite.js';

const [what, directory, ...rest] = process.argv.slice(2);
const say = (...words) => writeSync(1, `${words.join(' ')}\n`);
const event = (data) => ({
  id: randomUUID(),
  type: 'SomethingHappened',
  data,
  metadata: { commandId: randomUUID(), text: 'x'.repeat(200) },
});

/** Appends to its stream for ever and says what was acknowledged, only after it was. */
const write = async ({ events }, stream) => {
  let last = 'no-stream';
  for await (const { revision } of events.readStream(stream, { direction: 'backwards', limit: 1 })) last = revision;
  for (let n = 0; ; n++) {
    const list = Array.from({ length: 1 + (n % 3) }, (_, index) => event({ n, index }));
    const { revision } = await events.append(stream, last, list);
    list.forEach(({ id }, index) => say('appended', stream, revision - list.length + 1 + index, id));
    last = revision;
    await new Promise(setImmediate);
  }
};

/** Kills this process at its so many-th step. */
const killedAt = (step) => {
  let steps = 0;
  return () => {
    if (++steps === Number(step)) process.kill(process.pid, 'SIGKILL');
  };
};
const now = () => '2026-11-26T01:00:00.000Z';

const actions = {
  /** Backs up, or is killed at a step. */
  backUp: async () => {
    const [to, step] = rest;
    const { position } = await backUp({
      from: directory,
      to,
      ledger: 'edugroup',
      software: '0',
      now,
      onStep: killedAt(step),
    });
    say('done', position);
  },
  /** Restores, or finishes a restore, or is killed at a step. */
  restore: async () => {
    const [backup, step] = rest;
    const onStep = killedAt(step);
    const finished = finishRestore(directory, 'edugroup', onStep);
    if (finished !== undefined) return say('finished', finished);
    const { manifest } = await restore({ backup, directory, ledger: 'edugroup', replace: true, now, onStep });
    say('done', manifest.position);
  },
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
    const { events } = await eventStoreDbStores(directory, {
      ledger: 'edu',
      log: say,
      timeouts: { answer: 1_000, giveUp: 1_500 },
    });
    const follow = async () => {
      for await (const { caughtUp } of events.follow()) say(caughtUp ? 'live' : 'behind');
    };
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
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  },
};
await actions[what]();
