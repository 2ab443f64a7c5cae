import { v5 as uuidv5 } from 'uuid';
import type { AskedType } from '../../src/audit/why/index.js';
import { staffOf } from '../../src/cli/sample-staff.js';
import { readRegister } from '../../src/cli/register/read.js';
import {} from '../../src/domain/ledger.js';
import {} from '../../src/domain/correction.js';
import { globalId, nodeTypes, type NodeType } from '../../src/graphql/shared/ids.js';
import type { Choose } from './choose.js';

// What the ledger of a fuzzed server holds, or may come to hold, by key: so that answers are not all empty.

const { register } = readRegister(new URL('../../registers/shizhong.json', import.meta.url).pathname);
export const DEMO = register.district.code;
/** How many districts of their own the stories may have; each is opened when its story is told. */
export const STORIES = 80;
export const storyDistrict = (story: number): string => `F${story}`;
export const storyPerson = (story: number, number: number): string =>
  `${(0xf000 + story).toString(16).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

const demoSchools = register.units.map(({ code }) => code);
const demoGroups = register.groups.map(({ code }) => code);
const demoPersons = register.units.flatMap(({ code }) => staffOf(register, code).map(({ personId }) => personId));
/** How many events the demo has at least, and how many a fuzzed ledger may come to have. */
export const DEMO_EVENTS = 748;
const LAST_EVENT = 2000;

/** A district: mostly the demo's, else a story's. */
export interface Place {
  readonly district: string;
  school(choose: Choose): string;
  group(choose: Choose): string;
  person(choose: Choose): string;
}
export const placeOf = (story: number | undefined): Place => {
  if (story === undefined) {
    return {
      district: DEMO,
      school: (choose) => `${DEMO}.${choose.one(demoSchools)}`,
      group: (choose) => `${DEMO}.${choose.one(demoGroups)}`,
      person: (choose) => choose.one(demoPersons),
    };
  }
  const district = storyDistrict(story);
  return {
    district,
    school: (choose) => `${district}.S0${1 + choose.below(7)}`,
    group: (choose) => `${district}.${choose.one(['G01', 'G01', 'G01', 'A01', 'G02'])}`,
    person: (choose) => storyPerson(story, choose.one([1, 1, 2, 2, 3, 4, 7, 9])),
  };
};
export const anyPlace = (choose: Choose): Place => placeOf(choose.chance(60) ? undefined : choose.below(STORIES));

const keys: { readonly [Type in NodeType]: (place: Place, choose: Choose) => string } = {
  District: ({ district }) => district,
  School: (place, choose) => place.school(choose),
  EducationGroup: (place, choose) => place.group(choose),
  Membership: (place, choose) =>
    `${place.group(choose)}.${place.school(choose).split('.')[1]}.${choose.one([25, 26, 30, 31, 7, 8])}`,
  Council: (place, choose) => `${place.group(choose)}.${choose.one([1, 1, 1, 2])}`,
  CouncilSeat: (place, choose) => `${place.group(choose)}.1.${place.person(choose)}.${choose.one([2, 3, 4, 6])}`,
  Recommendation: (place, choose) =>
    `${place.group(choose)}.${place.school(choose).split('.')[1]}.${place.person(choose)}.${choose.below(4)}`,
  Person: (place, choose) => place.person(choose),
  Post: (place, choose) => `${place.person(choose)}.P${choose.one([1, 1, 1, 2])}`,
  Rotation: (place, choose) => `${place.person(choose)}.R${choose.one([1, 1, 1, 2])}`,
  Resolution: (place, choose) => `${place.group(choose)}.R${choose.one([1, 1, 1, 2])}`,
  Fund: (place, choose) =>
    `${place.group(choose)}.${choose.one(place.district === DEMO ? [2025, 2025, 2026] : [2024, 2025, 2026, 2026, 2027])}`,
  Evaluation: (place, choose) => `${place.group(choose)}.${choose.one(['2025-2026', '2026-2027'])}.E1`,
  SchoolIndicators: (place, choose) => `${place.school(choose)}.${choose.one([2024, 2025, 2025, 2026])}`,
  Policy: (place, choose) =>
    `${place.district}.${place.district === DEMO ? choose.one(['FILING2025', 'FUND2025', 'ROTATION2025', 'ELIGIBILITY2025']) : 'P1'}`,
  LedgerEvent: (_place, choose) => String(1 + choose.below(choose.chance(80) ? DEMO_EVENTS : LAST_EVENT)),
};
export const keyOf = (type: NodeType, choose: Choose, place = anyPlace(choose)): string => keys[type](place, choose);

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** What has a key within an object, by that key; else an id of an object. */
export const askableOf = (type: AskedType, choose: Choose, place: Place): string => {
  const fund = keyOf('Fund', choose, place);
  switch (type) {
    case 'FundLine':
      return `${fund}.${choose.one([1, 1, 2, 3])}`;
    case 'Tranche':
      return `${fund}/${choose.one([0, 0, 1, 2])}`;
    case 'Expenditure':
      return `${fund}/${place.school(choose)}/${fund.slice(-4)}/${choose.one([3, 9, 11, 12])}/${choose.one(['记-1', '样本-1'])}/1`;
    case 'Credit':
      return `${place.person(choose)}/${choose.below(20)}`;
    default:
      return idOf(type, choose, place);
  }
};

/** An id of an object: its key, or its global id, perhaps with a moment, perhaps with one that no server gave. */
export const idOf = (type: NodeType, choose: Choose, place?: Place): string => {
  if (choose.chance(2)) return choose.one(strangeIds);
  const wanted = choose.chance(3) ? choose.one(nodeTypes) : type;
  const key = keyOf(wanted, choose, place);
  const form = choose.below(100);
  if (form < 50) return key;
  if (form < 80) return globalId(wanted, key);
  if (form < 97) return globalId(wanted, key, { position: choose.below(DEMO_EVENTS), effectiveOn: choose.one(days) });
  return encoded(`${wanted}:${key}@${choose.one(noMoments)}`);
};
const noMoments = [
  '-1/2026-01-01',
  '1e3/2026-01-01',
  '5/2026-02-30',
  '5',
  '',
  '/',
  '99999999999999999/2026-01-01',
  '1/0001-01-01',
  '٣/2026-01-01',
];
const strangeIds = [
  '',
  ' ',
  '0',
  '-1',
  '1.5',
  'x',
  '370103',
  '370103.',
  '.',
  '370103.G01.999999999999',
  '370103.R1',
  encoded('School:'),
  encoded('Nothing:1'),
  encoded('School:370103.S01\u0000'),
  'A'.repeat(3000),
  '济南',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
];

const NAMESPACE = '5f0c9a52-8f63-5b0a-a1d4-3d1f6f2f9a10';
/** A UUID in the form of version 4. */
export const uuidOf = (choose: Choose): string =>
  uuidv5(`${choose.below(0x3fffffff)} ${choose.below(0x3fffffff)}`, NAMESPACE).replace(/^(.{14})5/, '$14');

/** Days on which something is, and days at which calendars end. */
export const days = [
  '2026-11-24',
  '2026-11-24',
  '2026-11-20',
  '2026-01-09',
  '2025-12-31',
  '2025-09-16',
  '2025-09-01',
  '2021-09-01',
  '2015-04-16',
  '2027-09-01',
];
const strangeDays = [
  '1900-01-01',
  '1899-12-31',
  '9999-12-31',
  '0001-01-01',
  '0000-01-01',
  '2024-02-29',
  '2262-04-12',
  '2038-01-19',
];
const noDays = [
  '2026-02-30',
  '2026-13-01',
  '26-1-1',
  '',
  '2026-11-24T00:00:00Z',
  '10000-01-01',
  '+002026-01-01',
  '２０２６-11-24',
];
export const dayOf = (choose: Choose): string =>
  choose.one(choose.chance(92) ? days : choose.chance(70) ? strangeDays : noDays);
const instants = [
  '2026-11-24T01:00:00.500Z',
  '2026-11-24T01:00:01.000Z',
  '2026-11-24T09:00:00.900+08:00',
  '2026-11-23T00:00:00.000Z',
  '1970-01-01T00:00:00.000Z',
];
const strangeInstants = [
  '2030-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-11-24',
  '2026-11-24T24:00:00Z',
  '2016-12-31T23:59:60Z',
  'now',
  '-271821-04-20T00:00:00.000Z',
];
export const instantOf = (choose: Choose): string => choose.one(choose.chance(90) ? instants : strangeInstants);

export const texts = ['学校', '教育集团', '育', '样本', 'a', 'S01', '文化建设', '第一教育集团'];
export const strangeTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '\ud83d\ude00'.repeat(60),
  '\u202eabc',
  '\u200b',
  'e\u0301',
  ' padded ',
  'two\nlines',
  '%',
  '_',
  "'",
  '"',
  '\\',
  '*',
  '(',
  '[',
  '${x}',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(200),
  'x'.repeat(201),
  '长'.repeat(2001),
  'x'.repeat(20_000),
  'NaN',
  '1e999',
  '\ufeff',
  '\uffff',
  '<script>',
  '../../etc/passwd',
  "'; DROP TABLE event; --",
];
export const textOf = (choose: Choose): string => choose.one(choose.chance(85) ? texts : strangeTexts);

export const strangeNumbers = [
  0,
  -0,
  -1,
  1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  1e21,
  0.5,
  1e-7,
];

/** The key of something in a list as cursors hold it, or nothing of the kind. */
export const cursorOf = (choose: Choose, kinds: readonly NodeType[]): string =>
  choose.chance(90) ? encoded(keyOf(choose.one(kinds), choose)) : choose.one(noCursors);
const noCursors = [
  '',
  'x',
  '===',
  encoded('0'),
  encoded('-1'),
  encoded('9'.repeat(16)),
  encoded('\u0000'),
  encoded('z'),
  '/w==',
  encoded('x'.repeat(3000)),
];

/** What a JSON input may hold: the last ones are written out only when they are sent, and are named here by what they are. */
export const strangeJson = (choose: Choose): unknown =>
  choose.one<unknown>([
    null,
    0,
    '',
    [],
    {},
    [[]],
    true,
    -0,
    1e308,
    'text',
    [null],
    { '': '' },
    { '\ud800': 1 },
    { x: '\udfff' },
    JSON.parse('{"__proto__":{"polluted":true}}'),
    { constructor: { prototype: {} } },
    { toJSON: 'x' },
    { type: 'DistrictOpened' },
    { [`k${'e'.repeat(300)}y`]: 1 },
    { $deep: 10 },
    { $deep: 31 },
    { $deep: 33 },
    { $deep: 2000 },
    { $deepList: 33 },
    { $deepList: 5000 },
    { $wide: 2000 },
    { $wideList: 9000 },
    { $wideList: 30_000 },
  ]);

/** The text of a JSON value, with what stands for a large one written out. */
export const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /\{"\$(deep|deepList|wide|wideList)":(\d+)\}/g,
    (_all, what: string, size: string) => {
      const count = Number(size);
      switch (what) {
        case 'deep':
          return `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`;
        case 'deepList':
          return `${'['.repeat(count)}${']'.repeat(count)}`;
        case 'wide':
          return `{${Array.from({ length: count }, (_one, index) => `"k${index}":${index}`).join(',')}}`;
        default:
          return `[${Array.from({ length: count }, () => '1').join(',')}]`;
      }
    },
  );
