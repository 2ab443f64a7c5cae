/**
 * A ledger in a process of its own, for tests that kill it. Arguments: the data directory and what to do.
 *   prepare  loads a group with a council, a resolution and two funds, and lets the processes settle
 *   cause    does what asks for follow-ups, with no process running, says so, and waits to be killed
 *   finish   runs the processes until they have nothing left to do, and prints the types of all events
 */
import { createHash } from 'node:crypto';
import { openRuntime } from '../../dist/server/runtime.js';
import { readConfiguration } from '../../dist/server/configuration.js';

const [, , directory, task] = process.argv;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const runtime = await openRuntime(readConfiguration({ DATA_DIR: directory }), { log, processes: task !== 'cause' });
const { services, runner, processes, readModels } = runtime;
await runner.caughtUp();

const bureau = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' };
/** The same command gives the same id: what a killed run has written is not written again. */
const idOf = (command) =>
  createHash('sha256')
    .update(JSON.stringify(command))
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
const give = async (command, effectiveOn = '2026-01-10') => {
  const outcome = await services.handle(
    command,
    { commandId: idOf(command), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn },
    bureau,
  );
  if (!('written' in outcome)) throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
  await runner.positionOf(outcome.written.stream, outcome.written.revision, 10_000);
};
const settle = async () => {
  while (processes.position() < runner.head() || runner.head() === 0)
    await new Promise((resolve) => setImmediate(resolve));
};

const district = { districtId: '370103' };
const groupId = '370103.G01';
const person = (number) => `00000000-0000-4000-8000-00000000000${number}`;
const meeting = (minutesNo) => ({
  groupId,
  heldOn: '2026-01-10',
  minutesNo,
  ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
});

if (task === 'prepare') {
  await give({ type: 'OpenDistrict', code: '370103', name: '市中区' });
  for (const number of [1, 2, 3])
    await give({ type: 'RegisterSchool', ...district, code: `S0${number}`, name: `第${number}小学`, phase: 'PRIMARY' });
  await give({
    type: 'FormGroup',
    ...district,
    code: 'G01',
    name: '一集团',
    form: 'GROUP',
    leadId: '370103.S01',
    memberIds: ['370103.S01', '370103.S02', '370103.S03'],
  });
  for (const number of [1, 2, 3]) {
    await give({
      type: 'RegisterPerson',
      personId: person(number),
      schoolId: `370103.S0${number}`,
      details: { name: '样本人员' },
    });
    await give({ type: 'RecommendCouncilMember', groupId, schoolId: `370103.S0${number}`, personId: person(number) });
  }
  await give({
    type: 'AppointCouncil',
    groupId,
    memberIds: [1, 2, 3].map(person),
    chairId: person(1),
    termFrom: '2026-01-10',
    termTo: '2028-12-31',
  });
  await give({
    type: 'AdoptResolution',
    ...meeting('纪要1号'),
    kind: 'FUND',
    subject: '经费',
    fiscalYear: 2026,
    sum: 5000,
  });
  await give({
    type: 'AppropriateFund',
    groupId,
    fiscalYear: 2026,
    fen: 9000,
    documentNo: '拨1号',
    receivedOn: '2026-01-10',
  });
  await give({
    type: 'AllocateFunds',
    groupId,
    fiscalYear: 2026,
    resolution: 1,
    lines: [{ purpose: '培训', schoolId: '370103.S01', fen: 5000 }],
  });
  await settle();
  await runtime.close();
} else if (task === 'cause') {
  await give({ type: 'WithdrawSchool', groupId: '370103.G01', schoolId: '370103.S03' }, '2026-03-01');
  await give({ type: 'RepealResolution', ...meeting('纪要2号'), resolution: 1 });
  await give({ type: 'CarryOut', groupId, fiscalYear: 2026, fen: 1000 }, '2026-03-01');
  await give({ type: 'ErasePerson', personId: person(3) }, '2026-03-01');
  process.stdout.write('written\n');
  setInterval(() => undefined, 1000);
} else {
  for (let head = -1; head !== runner.head();) {
    head = runner.head();
    await settle();
  }
  process.stdout.write(
    `${JSON.stringify(readModels.events.page({}, { after: 0, upTo: Infinity, limit: 1000, backwards: false }).map(({ event, metadata }) => `${event.type} ${metadata.actor.role}`))}\n`,
  );
  await runtime.close();
}
