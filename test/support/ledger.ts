import { randomUUID } from 'node:crypto';
import type { Envelope, GivenCommand, Handle, Outcome, Principal, Written } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { knownNames, type KnownNames } from '../../src/commands/names.js';
import { entriesOf } from '../../src/processes/people-directory.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { Stores } from '../../src/eventstore/port.js';
import { ledgerIdOf } from '../../src/projections/epochs.js';
import type { ReadModels } from '../../src/projections/read-models.js';
import { startRunner, type Log, type Runner } from '../../src/projections/runner.js';
import { emptyReadModels } from './read-models.js';

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const bureau: Principal = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' };
export const lead: Principal = { actor: { id: 'school-1', role: 'SCHOOL' }, school: '370103.S01' };

/** The id of the ledger in a store. */
export const idOf =
  ({ epochs }: Pick<Stores, 'epochs'>) =>
  (): Promise<string> =>
    ledgerIdOf(epochs, { newId: randomUUID, now: () => '2026-11-24T01:00:00.000Z' });

/** A whole ledger in memory, with a clock that a test sets. */
export interface TestLedger {
  readonly stores: Stores;
  readonly names: KnownNames;
  readonly handle: Handle;
  readonly readModels: ReadModels;
  readonly runner: Runner;
  clock: string;
  /** Gives a command, on the day of the clock and with a document unless told otherwise. */
  give(command: GivenCommand, options?: Partial<Envelope>, principal?: Principal): Promise<Outcome>;
  /** As give, for a command that must pass; resolves when it is readable. */
  pass(command: GivenCommand, options?: Partial<Envelope>, principal?: Principal): Promise<Written>;
  close(): Promise<void>;
}

export const openLedger = async (stores: Stores = memoryStores()): Promise<TestLedger> => {
  const readModels = emptyReadModels();
  const runner = startRunner({ events: stores.events, ledgerId: idOf(stores), readModels, log: silent });
  await runner.caughtUp();
  const names = knownNames({ ...stores, entriesOf: (district) => entriesOf(readModels, district) }, () =>
    Date.parse(ledger.clock),
  );
  const handle = commandHandler({ stores, now: () => ledger.clock, names });
  const ledger: TestLedger = {
    stores,
    names,
    handle,
    readModels,
    runner,
    clock: '2026-11-24T01:00:00.000Z',
    give: (command, options = {}, principal = bureau) =>
      handle(
        command,
        {
          commandId: randomUUID(),
          basis: [{ title: '依据', documentNo: '市中教字〔2026〕1号' }],
          effectiveOn: '2026-11-24',
          ...options,
        },
        principal,
      ),
    pass: async (command, options, principal) => {
      const outcome = await ledger.give(command, options, principal);
      if (!('written' in outcome)) throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
      if ((await runner.positionOf(outcome.written.stream, outcome.written.revision, 10_000)) === undefined)
        throw new Error('not numbered');
      return outcome.written;
    },
    close: async () => {
      await runner.stop();
      await stores.events.close();
      readModels.close();
    },
  };
  return ledger;
};

export const person = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A district with schools S01 to S06 and group G01 of S01 and S02, in effect since 2021-09-01. */
export const register = async (ledger: TestLedger): Promise<void> => {
  const options = { effectiveOn: '2021-09-01' };
  await ledger.pass({ type: 'OpenDistrict', code: '370103', name: '济南市市中区' }, options);
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await ledger.pass(
      { type: 'RegisterSchool', districtId: '370103', code: `S0${number}`, name: `第${number}小学`, phase: 'PRIMARY' },
      options,
    );
  }
  await ledger.pass(
    {
      type: 'FormGroup',
      districtId: '370103',
      code: 'G01',
      name: '第一教育集团',
      form: 'GROUP',
      leadId: '370103.S01',
      memberIds: ['370103.S01', '370103.S02'],
    },
    options,
  );
};

/** Registers a person for a school and has the school recommend them to G01. */
export const recommend = async (
  ledger: TestLedger,
  number: number,
  school: string,
  effectiveOn = '2021-09-01',
  groupId = '370103.G01',
): Promise<string> => {
  const personId = person(number);
  await ledger.pass(
    { type: 'RegisterPerson', personId, schoolId: `370103.${school}`, details: { name: `样本${number}` } },
    { effectiveOn },
  );
  await ledger.pass(
    { type: 'RecommendCouncilMember', groupId, schoolId: `370103.${school}`, personId },
    { effectiveOn },
  );
  return personId;
};
