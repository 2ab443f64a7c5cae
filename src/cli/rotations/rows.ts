import type { GivenCommand } from '../../commands/command.js';
import { councilStream, districtStream, resolutionId, splitId } from '../../domain/identity.js';
import { careerOf, type Rotation } from '../../domain/person/index.js';
import type { RotationTerms } from '../../domain/person/events.js';
import { present } from '../../domain/present.js';
import { same } from '../../domain/same.js';
import { shown, type Problem } from '../problem.js';
import type { KnownPerson } from '../persons/ledger.js';
import { PERSON, personWithin } from '../persons/person-id.js';
import { importStep, withoutDetails, type ReadRow } from '../persons/plan.js';
import { ENDS, oneOf, POSTS, RELATIONS, SCHEMES, valueIn } from '../persons/words.js';
import type { Step } from '../table/apply.js';
import type { LocatedRow } from '../table/csv.js';
import { DAY, SCHOOL, dayOf, idWithin, valuesOf } from '../table/values.js';
import { columns, type ColumnName, type Row } from './columns.js';

/** What the basis of imported rotations is called; its number is the row's documentNo. */
const TITLE = '交流轮岗名册导入';

/** Reads a row: by itself, before the ledger is asked. */
export const readRow =
  (district: string) =>
  (located: LocatedRow<ColumnName>): ReadRow => {
    const { line, row } = located;
    const { read, problems } = valuesOf(columns, located);
    const school = idWithin(district);
    const personId = read('person', personWithin(district), PERSON) ?? '';
    const [from, to] = read('days', spanOf, 'must be two days, like 2025-09-01至2026-08-31') ?? ['', ''];
    const share = read('share', shareOf, 'must be a percentage from 1 to 100') ?? 100;
    const groupId = read('group', school, 'must be a group like 370103.G01, or its code');
    const decidedBy = read(
      'resolution',
      (text) => resolutionOf(district, groupId, text),
      "must be a council's resolution like 370103.G01.R2, or its number where the row names the group",
    );
    const terms: RotationTerms = {
      scheme: read('scheme', valueIn(SCHEMES), oneOf(SCHEMES)) ?? 'GROUP',
      mode: share === 100 ? 'FULL_TIME' : 'PART_WEEK',
      fromSchoolId: read('fromSchool', school, SCHOOL) ?? '',
      toSchoolId: read('toSchool', school, SCHOOL) ?? '',
      personnelRelation: read('personnelRelation', valueIn(RELATIONS), oneOf(RELATIONS)) ?? 'STAYS',
      ...{ share, from, to },
      ...present({ groupId, subject: row.subject, post: read('post', valueIn(POSTS), oneOf(POSTS)) }),
    };
    const decidedOn = read('decidedOn', dayOf, DAY) ?? '';
    const arrivedOn = read('arrivedOn', dayOf, DAY);
    const end = read('end', valueIn(ENDS), oneOf(ENDS));
    const endedOn = read('endedOn', dayOf, DAY);
    const at = (column: ColumnName, message: string): Problem =>
      withoutDetails({ path: [column], line, value: row[column], message });
    if ((end === undefined) !== (endedOn === undefined) && problems.length === 0)
      problems.push(at(end === undefined ? 'end' : 'endedOn', 'end and endedOn stand together'));
    if (problems.length > 0) return { problems: problems.map(withoutDetails) };

    const step = (command: GivenCommand, day: string): Step => importStep(TITLE, command, day, row.documentNo);
    const stepsFor = (known: KnownPerson): { readonly steps: readonly Step[] } | { readonly problem: Problem } => {
      const wrong = (column: ColumnName, message: string) => ({ problem: at(column, message) });
      if (known.state.status !== 'REGISTERED')
        return wrong('person', 'the ledger does not know this person: import the staff first');
      if (row.name !== undefined && known.name !== undefined && row.name !== known.name)
        return wrong('name', 'the people directory has another name for this person');
      const { rotations, lastRotation } = careerOf(known.state);
      const there = rotations.filter(({ terms: of }) => of.from === from && of.toSchoolId === terms.toSchoolId);
      const decided = there.find((one) => one.decided);
      const proposed = there.find((one) => !one.decided && !one.end);
      const { number: rotation } = decided ?? proposed ?? { number: lastRotation + 1 };
      if (decided) {
        const difference = differenceOf(decided, { terms, decidedOn, decidedBy, arrivedOn, end, endedOn });
        if (difference) return wrong(...difference);
      }
      const ofRotation = { personId, rotation };
      const steps = [
        ...(decided
          ? []
          : [
              step(
                {
                  ...{ type: 'RotateTeacher', personId, ...terms },
                  ...present({ decidedBy, rotation: proposed?.number }),
                },
                decidedOn,
              ),
            ]),
        ...(arrivedOn !== undefined && decided?.arrivedOn === undefined
          ? [step({ type: 'ConfirmArrival', ...ofRotation }, arrivedOn)]
          : []),
        ...(end !== undefined && endedOn !== undefined && !decided?.end
          ? [step({ type: ENDING[end], ...ofRotation }, endedOn)]
          : []),
      ];
      return { steps };
    };
    const districts = [terms.fromSchoolId, terms.toSchoolId].map((id) => districtStream(splitId(id).district));
    return {
      row: {
        ...{ line, personId, stepsFor },
        streams: [...districts, ...(decidedBy ? [councilStream(decidedBy.groupId)] : [])],
        placeOf: ({ command: { type } }, path) => {
          const column = columnOfRefusal(type, path);
          return column === undefined
            ? { path: [], value: undefined }
            : withoutDetails({ path: [column], value: row[column] });
        },
      },
    };
  };

const ENDING = { COMPLETED: 'CompleteRotation', RECALLED: 'RecallTeacher', CANCELLED: 'CancelRotation' } as const;

/** Two days with 至, ~, — or / between them. */
const spanOf = (text: string): readonly [string, string] | undefined => {
  const [from, to, ...rest] = text.split(/\s*(?:至|到|~|～|—+|–|\/(?=\d{4}-))\s*/);
  const days = [from, to].map((day) => dayOf(day ?? ''));
  return rest.length === 0 && days[0] !== undefined && days[1] !== undefined ? [days[0], days[1]] : undefined;
};

const shareOf = (text: string): number | undefined => {
  const [, digits] = /^(\d{1,3})\s*[%％]?$/.exec(text) ?? [];
  const share = Number(digits);
  return digits !== undefined && share >= 1 && share <= 100 ? share : undefined;
};

const resolutionOf = (
  district: string,
  group: string | undefined,
  text: string,
): { readonly groupId: string; readonly number: number } | undefined => {
  const [, named, digits] = /^(?:(.+)\.)?R?(\d{1,6})$/.exec(text) ?? [];
  const groupId = named === undefined ? group : idWithin(district)(named);
  return digits === undefined || groupId === undefined ? undefined : { groupId, number: Number(digits) };
};

interface Compared {
  readonly terms: RotationTerms;
  readonly decidedOn: string;
  readonly decidedBy: { readonly groupId: string; readonly number: number } | undefined;
  readonly arrivedOn: string | undefined;
  readonly end: string | undefined;
  readonly endedOn: string | undefined;
}

/** The first column in which a row says another thing than the ledger. What the row leaves open of the course differs from nothing. */
const differenceOf = (known: Rotation, said: Compared): [ColumnName, string] | undefined => {
  const of = rowOf(known);
  const { terms, decidedBy } = said;
  const facts: readonly (readonly [ColumnName, string | undefined])[] = [
    ['scheme', terms.scheme],
    ['group', terms.groupId ?? ''],
    ['fromSchool', terms.fromSchoolId],
    ['days', `${terms.from}/${terms.to}`],
    ['share', String(terms.share)],
    ['subject', terms.subject],
    ['post', terms.post],
    ['personnelRelation', terms.personnelRelation],
    ['decidedOn', said.decidedOn],
    ['resolution', decidedBy ? resolutionId(decidedBy.groupId, decidedBy.number) : ''],
    ['arrivedOn', known.arrivedOn === undefined ? undefined : said.arrivedOn],
    ['end', known.end === undefined ? undefined : said.end],
    ['endedOn', known.end === undefined ? undefined : said.endedOn],
  ];
  const [differing] = facts.filter(([name, value]) => value !== undefined && !same(value, of[name] ?? ''));
  if (!differing) return undefined;
  const [name] = differing;
  return [
    name,
    `the ledger has this rotation already, with ${shown(of[name] ?? '')}; to change it, use the command for it`,
  ];
};

/** The column that a refusal is about. */
const columnOfRefusal = (type: string, path: readonly string[]): ColumnName | undefined => {
  const field = path[0] === 'command' ? path[1] : path[0];
  const days: Readonly<Record<string, ColumnName>> = { RotateTeacher: 'decidedOn', ConfirmArrival: 'arrivedOn' };
  const names: Readonly<Record<string, ColumnName>> = {
    personId: 'person',
    groupId: 'group',
    fromSchoolId: 'fromSchool',
    toSchoolId: 'toSchool',
    from: 'days',
    to: 'days',
    mode: 'share',
    resolutionId: 'resolution',
    rotationId: type === 'RotateTeacher' ? 'person' : type === 'ConfirmArrival' ? 'arrivedOn' : 'end',
    basis: 'documentNo',
    effectiveOn: days[type] ?? 'endedOn',
  };
  const name = field === undefined ? undefined : (names[field] ?? field);
  return columns.find((column) => column.name === name)?.name;
};

/** A decided rotation, as far as it is told of it whoever it is. */
const rowOf = ({ terms, to, decided, arrivedOn, end }: Rotation): Row => ({
  scheme: terms.scheme,
  ...present({ group: terms.groupId }),
  fromSchool: terms.fromSchoolId,
  toSchool: terms.toSchoolId,
  days: `${terms.from}/${to}`,
  share: String(terms.share),
  ...present({ subject: terms.subject, post: terms.post }),
  personnelRelation: terms.personnelRelation,
  ...present({
    decidedOn: decided?.on,
    resolution: decided?.resolution && resolutionId(decided.resolution.groupId, decided.resolution.number),
    arrivedOn,
    end: end?.how,
    endedOn: end?.on,
  }),
});

/** What was decided on somebody, the first decided first. */
export const rowsOf = ({ personId, name, state, documentOf }: KnownPerson): readonly Row[] =>
  careerOf(state)
    .rotations.filter(({ decided }) => decided !== undefined)
    .map((rotation) => ({
      person: personId,
      ...present({ name }),
      ...rowOf(rotation),
      ...present({ documentNo: documentOf(rotation.decided!.by) }),
    }));
