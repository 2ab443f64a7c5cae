import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventLine, readEventLine } from '../../src/audit/bundle/event-line.js';
import { verifyBundle } from '../../src/audit/bundle/verify.js';
import { run } from '../../src/cli/run.js';
import { leafOf } from '../../src/projections/merkle/leaf.js';
import { leafHash } from '../../src/projections/merkle/tree.js';
import { parameters } from '../support/properties.js';
import {
  changedEvent,
  copyOf,
  edit,
  entryOf,
  eventsOf,
  foreign,
  LEDGER,
  own,
  ownKey,
  PERSONS,
  temporary,
  writeSample,
  type Editing,
} from './bundles.js';

const SIZE = 12;
const OLD_SIZE = 8;
const script = fileURLToPath(new URL('./verify.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** The status and the faults, a line each without what is said of them. */
interface Said {
  readonly status: number;
  readonly faults: readonly string[];
}

const verified = async (argv: readonly string[]): Promise<Said & { readonly text: string }> => {
  const lines: string[] = [];
  const terminal = { out: () => undefined, error: (line: string) => void lines.push(line), redraw: undefined };
  const status = await run(['verify', ...argv], { env: {}, ...terminal });
  const faults = lines.flatMap((line) => /^ {2}([A-Z_]+(?: at position \d+)?): /.exec(line)?.[1] ?? []);
  return { status, faults, text: lines.join('\n') };
};

/** What the script in Python says of each of these; in one process, because it takes long to start. */
const byPython = (several: readonly (readonly string[])[]): readonly Said[] => {
  const input = several.map((argv) => `${JSON.stringify(argv)}\n`).join('');
  const { stdout } = spawnSync('python3', [script, '-'], { encoding: 'utf8', input });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [number, string[]])
    .map(([status, faults]) => ({ status, faults }));
};

let [bundle, older, olderFork] = ['', '', ''];
beforeAll(async () => {
  bundle = await writeSample(eventsOf(SIZE));
  older = await writeSample(eventsOf(OLD_SIZE));
  olderFork = await writeSample(eventsOf(OLD_SIZE, 5));
});

/** What is done to a copy of a bundle, by what it is checked, and what is said. */
interface Tampering {
  readonly does: string;
  readonly to: (bundle: Editing) => void;
  readonly since?: 'older bundle' | 'older checkpoint' | 'older bundle of a fork' | 'older checkpoint of a fork';
  readonly keyless?: true;
  readonly status: number;
  readonly first: string;
  readonly says: string;
}

const reordered = (bundle: Editing): void => {
  const events = bundle.events();
  [events[3], events[6]] = [events[6]!, events[3]!];
  bundle.putEvents(events);
};
const change = (place: number) => (bundle: Editing) =>
  bundle.putEvents(bundle.events().map((event, index) => (index + 1 === place ? changedEvent(event) : event)));
const without = (place: number) => (bundle: Editing) =>
  bundle.putEvents(bundle.events().filter((_, index) => index + 1 !== place));
const cut = (bundle: Editing): void => bundle.putEvents(bundle.events().slice(0, 10));
const names = (bundle: Editing): { position: number; salt: string; details: object }[] =>
  bundle.lines('names.ndjson').map((line) => JSON.parse(line) as never);
const putNames = (bundle: Editing, changed: readonly object[]): void =>
  bundle.write('names.ndjson', changed.map((name) => `${JSON.stringify(name)}\n`).join(''));
/** Does several things, then has the manifest fit. */
const unseen =
  (...steps: readonly ((bundle: Editing) => void)[]) =>
  (bundle: Editing): void => {
    for (const step of steps) step(bundle);
    bundle.fixManifest();
  };
const leaves = (bundle: Editing): void => bundle.fixLeaves();

const tamperings: readonly Tampering[] = [
  {
    does: 'a byte of an event is changed',
    to: change(5),
    ...{ status: 1, first: 'CHANGED at position 5', says: 'is not the event that was signed for' },
  },
  {
    does: 'a byte of an event is changed, and the manifest made to fit',
    to: unseen(change(5)),
    ...{ status: 1, first: 'CHANGED at position 5', says: 'revision 1' },
  },
  {
    does: 'an event is changed, and manifest and leaves made to fit',
    to: unseen(change(5), leaves),
    ...{ status: 1, first: 'OTHER_ROOT', says: 'among 1 to 12; an older bundle (--since) tells it' },
  },
  {
    does: 'an event is changed that the older bundle has, and manifest and leaves made to fit',
    to: unseen(change(5), leaves),
    since: 'older bundle',
    ...{ status: 1, first: 'OTHER_ROOT', says: 'FORK at position 5: the older bundle holds another event' },
  },
  {
    does: 'an event is changed that the older checkpoint does not cover, and manifest and leaves made to fit',
    to: unseen(change(10), leaves),
    since: 'older checkpoint',
    ...{ status: 1, first: 'OTHER_ROOT', says: 'those up to 8 are as they were, the first other one is among 9 to 12' },
  },
  {
    does: 'an event is changed, and half of the leaves made to fit',
    to: unseen(change(5), leaves, change(7)),
    ...{ status: 1, first: 'CHANGED at position 7', says: 'what stands before it may be another too' },
  },
  {
    does: 'the actor of an event is changed in its metadata',
    to: unseen((bundle) => bundle.write('events.ndjson', bundle.text('events.ndjson').replace('a\\\\tb', 'b\\\\ta'))),
    ...{ status: 1, first: 'CHANGED at position 1', says: 'Something' },
  },
  {
    does: 'an event is deleted, and the others counted again',
    to: unseen(without(5)),
    ...{ status: 1, first: 'DELETED at position 5', says: 'its event is gone; here stands that of position 6' },
  },
  {
    does: 'an event is deleted, and manifest and leaves made to fit',
    to: unseen(without(5), leaves),
    ...{
      status: 1,
      first: 'WRONG_REVISION at position 7',
      says: 'it is revision 2 of council-370103, where 1 would be next',
    },
  },
  {
    does: 'a line is deleted',
    to: (bundle) => bundle.write('events.ndjson', bundle.lines('events.ndjson').toSpliced(4, 1).join('')),
    ...{ status: 1, first: 'DELETED at position 5', says: 'that of position 6' },
  },
  {
    does: 'an event is inserted',
    to: unseen((bundle) => bundle.putEvents(bundle.events().toSpliced(4, 0, changedEvent(bundle.events()[1]!)))),
    ...{ status: 1, first: 'INSERTED at position 5', says: 'was never signed for; its own event is at line 6' },
  },
  {
    does: 'two events are exchanged',
    to: unseen(reordered),
    ...{ status: 1, first: 'REORDERED at position 4', says: "the event of position 7, and this one's at line 7" },
  },
  {
    does: 'the last events are cut off',
    to: unseen(cut),
    ...{ status: 1, first: 'TAIL_CUT at position 11', says: 'the checkpoint is of 12: 2 are missing' },
  },
  {
    does: 'the last events and leaves are cut off',
    to: unseen(cut, leaves),
    ...{ status: 1, first: 'TAIL_CUT at position 11', says: '2 are missing' },
  },
  {
    does: 'an event is added at the end',
    to: unseen((bundle) => bundle.putEvents([...bundle.events(), { ...bundle.events()[0]!, revision: 4 }]), leaves),
    ...{ status: 1, first: 'NOT_SIGNED_FOR at position 13', says: 'the checkpoint is of 12 events, here are 13' },
  },
  {
    does: 'a line says another position',
    to: unseen((bundle) =>
      bundle.write('events.ndjson', bundle.text('events.ndjson').replace('"position":7,', '"position":8,')),
    ),
    ...{ status: 1, first: 'WRONG_POSITION at position 7', says: 'its line says position 8' },
  },
  {
    does: 'a line is written another way',
    to: unseen((bundle) =>
      bundle.write('events.ndjson', bundle.text('events.ndjson').replace('"position":7,', '"position": 7,')),
    ),
    ...{ status: 1, first: 'MALFORMED at position 7', says: 'line 7 of events.ndjson' },
  },
  {
    does: 'an event is changed, and everything signed again by another key',
    to: (bundle) => unseen(change(5), leaves, ({ sign }) => sign(foreign))(bundle),
    ...{ status: 4, first: 'SIGNATURE', says: 'the checkpoint is signed by' },
  },
  {
    does: 'an event is changed, everything signed again by another key, and only the older bundle at hand',
    to: unseen(change(5), leaves, ({ sign }) => sign(foreign)),
    keyless: true,
    since: 'older bundle',
    ...{ status: 4, first: 'SIGNATURE', says: 'FORK at position 5' },
  },
  {
    does: 'the checkpoint says another root',
    to: unseen((bundle) =>
      bundle.write(
        'checkpoint',
        bundle
          .text('checkpoint')
          .replace(/\n(.)(.*)\n\n/, (_, one: string, rest: string) => `\n${one === 'A' ? 'B' : 'A'}${rest}\n\n`),
      ),
    ),
    ...{ status: 4, first: 'SIGNATURE', says: 'its signature does not fit' },
  },
  {
    does: 'the checkpoint is no note',
    to: unseen((bundle) => bundle.write('checkpoint', 'nothing\n')),
    ...{ status: 4, first: 'SIGNATURE', says: 'is no signed checkpoint' },
  },
  {
    does: 'the signer forks the ledger, with the older checkpoint at hand',
    to: () => undefined,
    since: 'older checkpoint of a fork',
    ...{ status: 3, first: 'FORK', says: 'they part among 1 to 8' },
  },
  {
    does: 'the signer forks the ledger, with the older bundle at hand',
    to: () => undefined,
    since: 'older bundle of a fork',
    ...{ status: 3, first: 'FORK at position 5', says: 'there Something 00000000-0000-4000-8000-000000000005' },
  },
  {
    does: 'the signer cuts the tail and signs for the rest',
    to: (bundle) =>
      unseen(
        (one) => one.putEvents(one.events().slice(0, 6)),
        leaves,
        ({ sign }) => sign(own),
      )(bundle),
    since: 'older bundle',
    ...{
      status: 3,
      first: 'SHRUNK at position 7',
      says: 'the older checkpoint is of 8 events, here are 6, the same as far as they go',
    },
  },
  {
    does: "a person's name is swapped",
    to: unseen((bundle) =>
      putNames(
        bundle,
        names(bundle).map((name) =>
          name.position === 6 ? { ...name, details: { ...name.details, name: '别人' } } : name,
        ),
      ),
    ),
    ...{ status: 5, first: 'NAME at position 6', says: `the details of person ${entryOf(2).personId} are not those` },
  },
  {
    does: 'two names are exchanged, with their salts',
    to: unseen((bundle) => {
      const [one, two, three] = names(bundle);
      const exchanged = [two, one].map((from, index) => ({
        ...[one, two][index],
        salt: from!.salt,
        details: from!.details,
      }));
      putNames(bundle, [...exchanged, three!]);
    }),
    ...{ status: 5, first: 'NAME at position 3', says: `they are person ${entryOf(2).personId}'s` },
  },
  {
    does: 'details are added for nobody',
    to: unseen((bundle) =>
      putNames(
        bundle,
        names(bundle).map((name) => ({ ...name, position: name.position + (name.position === 9 ? 1 : 0) })),
      ),
    ),
    ...{ status: 5, first: 'NAME at position 10', says: 'where no event carries a commitment to them' },
  },
  {
    does: 'a table is changed',
    to: (bundle) => bundle.write('decisions.csv', 'position\r\n'),
    ...{ status: 6, first: 'FILE', says: 'decisions.csv is not the file that manifest.json names' },
  },
  {
    does: 'the leaves are changed',
    to: unseen((bundle) => bundle.write('leaves', Buffer.alloc(32 * SIZE))),
    ...{
      status: 6,
      first: 'FILE at position 1',
      says: 'leaves holds another hash than that of the event, which is right',
    },
  },
  {
    does: 'the leaves are gone',
    to: unseen((bundle) => rmSync(bundle.file('leaves'))),
    ...{ status: 6, first: 'FILE at position 1', says: 'leaves is missing; the events are right without it' },
  },
  {
    does: 'the manifest says another size',
    to: (bundle) => bundle.fixManifest({ size: 11 }),
    ...{ status: 6, first: 'FILE', says: 'names another ledger, size or root than the checkpoint' },
  },
];

/** A tampered copy, and the arguments by which it is checked. */
const tampered = ({ to, since, keyless }: Tampering): readonly string[] => {
  const directory = copyOf(bundle);
  to(edit(directory));
  const from = since?.endsWith('fork') === true ? olderFork : older;
  const file = join(temporary(), 'checkpoint');
  if (since) copyFileSync(join(from, 'checkpoint'), file);
  return [
    directory,
    ...(since ? ['--since', since.startsWith('older bundle') ? from : file] : []),
    ...(keyless ? [] : ['--public-key', ownKey]),
  ];
};

describe('A tampered bundle', () => {
  test.each(tamperings)('is refused where $does', async (tampering) => {
    const { status, faults, text } = await verified(tampered(tampering));
    expect({ status, first: faults[0] }).toEqual({ status: tampering.status, first: tampering.first });
    expect(text).toContain(tampering.says);
  });

  test('is told no name', async () => {
    const swapped = tamperings.find(({ does }) => does.includes('swapped'))!;
    expect((await verified(tampered(swapped))).text).not.toMatch(/样本|别人|1380/);
  });

  test('is found whichever byte of the events is another', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        (where, by) => {
          const directory = copyOf(bundle);
          const { text, write, fixManifest } = edit(directory);
          const bytes = Buffer.from(text('events.ndjson'));
          const offset = Math.floor(where * bytes.length);
          const line = bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1;
          bytes[offset] = bytes[offset]! ^ by;
          write('events.ndjson', bytes);
          fixManifest();
          const [fault] = verifyBundle({ bundle: directory }).faults;
          rmSync(directory, { recursive: true });
          expect(fault).toMatchObject({ position: line });
        },
      ),
      { numRuns: 100 },
    ));
});

const whole: readonly (readonly [string, () => readonly string[]])[] = [
  ['by its own key', () => [bundle]],
  ['by the key that is given', () => [bundle, '--public-key', ownKey]],
  ['as the continuation of an older bundle', () => [bundle, '--since', older]],
  ['as the continuation of an older checkpoint', () => [bundle, '--since', join(older, 'checkpoint')]],
  ['as the continuation of itself', () => [bundle, '--since', bundle]],
];

describe('A bundle', () => {
  test.each(whole)('holds %s', async (_, argv) => {
    expect(await verified(argv())).toMatchObject({ status: 0, faults: [] });
  });

  test.each([0, 1, 2, 3, 255])('of %i events holds, and is the continuation of none', async (size) => {
    const [directory, empty] = [await writeSample(eventsOf(size)), await writeSample([])];
    expect(await verified([directory, '--since', empty])).toMatchObject({ status: 0, faults: [] });
    expect(verifyBundle({ bundle: directory }).checkpoint).toMatchObject({ size });
  });

  test('says that without a key it only agrees with itself', async () => {
    expect((await verified([bundle])).text).toContain('not who signed it');
    expect((await verified([bundle, '--public-key', ownKey])).text).toBe('');
  });

  test('says how many of the persons have their details in it', () =>
    expect(verifyBundle({ bundle }).names).toEqual({ commitments: PERSONS.length, given: PERSONS.length }));

  test('is none where there is no manifest, or one of another form', async () => {
    const directory = copyOf(bundle);
    edit(directory).write('manifest.json', '{"format":"another"}');
    expect((await verified([directory])).text).toContain('its manifest.json is none that this software knows');
    rmSync(edit(directory).file('manifest.json'));
    expect(await verified([directory])).toMatchObject({
      status: 1,
      text: expect.stringContaining('there is no manifest.json'),
    });
  });

  test('is not read outside of its directory, whatever its manifest names', async () => {
    const directory = copyOf(bundle);
    const { text, write } = edit(directory);
    write('manifest.json', text('manifest.json').replace('decisions.csv', '../decisions.csv'));
    expect(await verified([directory])).toMatchObject({ status: 1, faults: [] });
  });
});

describe('A line of an event', () => {
  const [event] = eventsOf(1);

  test('is read as it was written', () => {
    const line = eventLine(event!);
    expect(eventLine(readEventLine(Buffer.from(line))!)).toBe(line);
  });

  const text = fc.string({
    unit: fc.constantFrom('a', '0', '"', '\\', '\n', '\u0001', '\x7f', '\x80', '\xe9', '\u2028', '到', '𠮷'),
  });
  const bytes = fc.oneof(text.map(Buffer.from), fc.uint8Array().map(Buffer.from));

  test('is read as it was written, whatever stands in it', () =>
    fc.assert(
      fc.property(text, text, text, bytes, bytes, (stream, id, type, data, metadata) => {
        const given = { position: 1, stream, revision: 0, id, type, bytes: { data, metadata } };
        expect(readEventLine(Buffer.from(eventLine(given)))).toEqual(given);
      }),
      parameters(),
    ));

  test('keeps bytes that are no text', () => {
    const odd = { ...event!, bytes: { ...event!.bytes, data: Buffer.from('{"a":"\xff"}', 'latin1') } };
    const line = eventLine(odd);
    expect(line).toContain('"data":{"base64":"eyJhIjoi/yJ9"}');
    expect(readEventLine(Buffer.from(line))!.bytes).toEqual(odd.bytes);
  });

  test.each([
    ['half a character', (line: string) => line.replace('here', '\\ud83d')],
    ['another order of keys', (line: string) => line.replace(/("position":1),("stream":"[^"]*")/, '$2,$1')],
    ['one key more', (line: string) => line.replace('}\n', ',"more":1}\n')],
    [
      'base64 of what is a text',
      (line: string) => line.replace(/"data":"(?:[^"\\]|\\.)*"/, '"data":{"base64":"e30="}'),
    ],
    ['a character that is escaped', (line: string) => line.replace('第', '\\u7b2c')],
    ['one of 128 to 255 that is escaped', (line: string) => line.replace('here', '\\u00e9')],
    ['no newline', (line: string) => line.slice(0, -1)],
    ['a byte order mark', (line: string) => `\ufeff${line}`],
    ['null', () => 'null\n'],
  ])('is refused with %s', (_, change) =>
    expect(readEventLine(Buffer.from(change(eventLine(event!))))).toBeUndefined(),
  );
});

describe('The example of docs/verify.md', () => {
  const page = readFileSync('docs/verify.md', 'utf8');
  const block = (name: string): string => page.split(`\n\`\`\`${name}\n`)[1]!.split('```')[0]!;

  test('is a bundle that holds', async () => {
    const directory = copyOf(bundle);
    const { write, fixManifest, file } = edit(directory);
    rmSync(file('decisions.csv'));
    for (const name of ['events.ndjson', 'checkpoint', 'names.ndjson']) write(name, block(name));
    write('leaves', Buffer.from(block('leaves').replaceAll('\n', ''), 'hex'));
    fixManifest({ size: 3, root: block('checkpoint').split('\n')[2]! });
    expect(await verified([directory, '--public-key', block('key').trim()])).toMatchObject({ status: 0, text: '' });
    expect(verifyBundle({ bundle: directory }).names).toEqual({ commitments: 1, given: 1 });
  });

  test('tells the first leaf, and its hash', () => {
    const [first] = block('events.ndjson').split(/(?<=\n)/);
    const leaf = leafOf(LEDGER, readEventLine(Buffer.from(first!))!);
    expect(leaf.toString()).toBe(block('leaf').trim());
    expect(Buffer.from(leafHash(leaf)).toString('hex')).toBe(block('leaves').split('\n')[0]);
  });
});

/** Skipped, and counted so, where there is no Python. */
const withPython = hasPython ? test : test.skip;
describe('The script in Python', () => {
  const cases = [...whole, ...tamperings.map((one) => [`where ${one.does}`, () => tampered(one)] as const)];
  let [argv, said]: [readonly (readonly string[])[], readonly Said[]] = [[], []];
  beforeAll(async () => {
    const small = await Promise.all([0, 1, 2, 3, 255].map(async (size) => [await writeSample(eventsOf(size))]));
    argv = [...cases.map(([, given]) => given()), ...small];
    said = hasPython ? byPython(argv) : [];
  });

  withPython.each(cases.map(([name], index) => [name, index] as const))(
    'says the same of a bundle %s',
    async (_, index) => {
      const { status, faults } = await verified(argv[index]!);
      expect(said[index]).toEqual({ status, faults });
    },
  );

  withPython('finds small bundles and an empty one to hold', () =>
    expect(said.slice(cases.length)).toEqual(Array(5).fill({ status: 0, faults: [] })),
  );

  withPython('ends as the command does', () => {
    const { status, stdout } = spawnSync('python3', [script, olderFork, '--since', bundle], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'FORK at position 5\n' });
  });
});
