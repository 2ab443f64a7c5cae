import type { Principal } from '../../src/commands/command.js';
import type { CommandType } from '../../src/domain/ledger.js';
import { eventIdOf } from '../../src/commands/handle.js';
import { districtStream } from '../../src/domain/identity.js';
import { cases } from '../graphql/commands.js';
import type { ApiLedger, Mutating } from '../graphql/ledger.js';
import { person } from '../support/ledger.js';
import { chosen } from './choose.js';
import { privateText } from './inputs.js';
import type { Who } from './program.js';
import { DEMO, storyDistrict, storyPerson, uuidOf } from './values.js';

type Input = Readonly<Record<string, unknown>>;

/** A mutation that is accepted in its turn. */
export interface Step {
  readonly field: string;
  readonly input: Input;
  readonly who: Who;
}

/** What leads to one accepted command, in a district of its own; everything before it can be sent at once. */
export interface Story {
  readonly place: number;
  readonly command: CommandType;
  readonly before: readonly Step[];
  readonly last: Step;
}

const commands = Object.keys(cases) as CommandType[];

/** The stories of all commands, as the tests of the API tell them, each moved to its own district. */
export const tellStories = async (): Promise<readonly Story[]> =>
  Promise.all(commands.map(async (command, place) => tell(command, place)));

const tell = async (command: CommandType, place: number): Promise<Story> => {
  const { before, input, as } = cases[command];
  const told: { readonly command: string; readonly input: Input; readonly mutating: Mutating }[] = [];
  const mutate = (name: string, given: Input, mutating: Mutating = {}): Promise<object> => {
    told.push({ command: name, input: given, mutating });
    return Promise.resolve({ receipt: { position: told.length }, userErrors: [] });
  };
  for (const [name, given, envelope] of beginning) await mutate(name, given, { command: envelope });
  await before?.({ mutate } as unknown as ApiLedger);
  await mutate(command, input, as ? { principal: as } : {});
  const commandIds = chosen(place, told.length, uuidOf);
  /** A step gives one event as long as it is before a correction, which names its event by the position. */
  const eventOf = (position: string): string =>
    eventIdOf(districtStream(storyDistrict(place)), 0, commandIds[Number(position) - 1]!);
  const steps = told.map(({ command: name, input: given, mutating: { principal, command: envelope } }, index): Step => {
    const {
      actor,
      duties: _,
      ...scope
    }: Principal = principal ?? { actor: { id: 'fuzz-bureau', role: 'BUREAU' }, district: DEMO };
    const moved = movedTo(place, {
      ...given,
      ...('eventId' in given ? { eventId: eventOf(given['eventId'] as string) } : {}),
      command: {
        commandId: commandIds[index],
        basis: [{ title: '依据', documentNo: '市中教字〔2026〕1号' }],
        effectiveOn: '2026-11-24',
        ...envelope,
      },
    });
    return {
      field: name.charAt(0).toLowerCase() + name.slice(1),
      input:
        /Person(Details)?$/.test(name) && 'name' in moved
          ? { ...moved, name: chosen(place, 1, (choose) => privateText(storyDistrict(place), choose))[0] }
          : moved,
      who: movedTo(place, { sub: actor.id, role: actor.role, ...scope }),
    };
  });
  return { place, command, before: steps.slice(0, -1), last: steps.at(-1)! };
};

/** The register and the council that every case of the API's tests begins with. */
const since = { effectiveOn: '2021-09-01' };
const group = { groupId: `${DEMO}.G01` };
const beginning: readonly (readonly [command: string, input: Input, envelope: Input])[] = [
  ['OpenDistrict', { code: DEMO, name: '试验区' }, since],
  ...[1, 2, 3, 4, 5, 6].map(
    (number) =>
      [
        'RegisterSchool',
        { districtId: DEMO, code: `S0${number}`, name: `第${number}小学`, phase: 'PRIMARY' },
        since,
      ] as const,
  ),
  [
    'FormGroup',
    {
      districtId: DEMO,
      code: 'G01',
      name: '第一教育集团',
      form: 'GROUP',
      leadId: `${DEMO}.S01`,
      memberIds: [`${DEMO}.S01`, `${DEMO}.S02`],
    },
    since,
  ],
  ...[1, 2].flatMap((number) => [
    ['RegisterPerson', { personId: person(number), schoolId: `${DEMO}.S0${number}`, name: 'x' }, since] as const,
    ['RecommendCouncilMember', { ...group, schoolId: `${DEMO}.S0${number}`, personId: person(number) }, since] as const,
  ]),
  [
    'AppointCouncil',
    { ...group, memberIds: [person(1), person(2)], chairId: person(1), termFrom: '2023-09-01', termTo: '2027-08-31' },
    since,
  ],
];

/** The same thing with a story's own district and persons in the place of the tests'. */
const movedTo = <T>(place: number, value: T): T =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(DEMO, storyDistrict(place))
      .replaceAll('370104', `${storyDistrict(place)}X`)
      .replaceAll(/00000000-0000-4000-8000-0*(\d+)/g, (_all, number: string) => storyPerson(place, Number(number))),
  ) as T;
