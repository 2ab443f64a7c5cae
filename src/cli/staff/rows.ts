import type { GivenCommand } from '../../commands/command.js';
import { latest } from '../../domain/day.js';
import { districtStream, splitId } from '../../domain/identity.js';
import { careerOf, type Career, type Post } from '../../domain/person/index.js';
import { present } from '../../domain/present.js';
import { same } from '../../domain/same.js';
import type { Timeline } from '../../domain/timeline.js';
import { shown, type Problem } from '../problem.js';
import { PERSON, personWithin } from '../persons/person-id.js';
import type { KnownPerson } from '../persons/ledger.js';
import { importStep, withoutDetails, type ReadRow } from '../persons/plan.js';
import { BACKBONES, oneOf, PHASES, POSTS, RANKS, valueIn } from '../persons/words.js';
import type { Step } from '../table/apply.js';
import type { LocatedRow } from '../table/csv.js';
import { DAY, SCHOOL, dayOf, idWithin, valuesOf } from '../table/values.js';
import { columns, type ColumnName, type Row } from './columns.js';

/** What the basis of imported staff is called; its number is the row's documentNo. */
const TITLE = '教职工名册导入';
/** Between the subjects of somebody who teaches several. */
const BETWEEN = '、';

/** Reads a row: by itself, before the ledger is asked. */
export const readRow =
  (district: string) =>
  (located: LocatedRow<ColumnName>): ReadRow => {
    const { line, row } = located;
    const { read, problems } = valuesOf(columns, located);
    const personId = read('person', personWithin(district), PERSON) ?? '';
    const school = read('school', idWithin(district), SCHOOL) ?? '';
    const employer = read(
      'employer',
      (text) => (text === district ? district : idWithin(district)(text)),
      `${SCHOOL}, or the district ${district} (县管校聘)`,
    );
    const employedOn = read('employedOn', dayOf, DAY) ?? '';
    const kind = read('post', valueIn(POSTS), oneOf(POSTS));
    const postSchool = read('postSchool', idWithin(district), SCHOOL) ?? school;
    const postFrom = read('postFrom', dayOf, DAY);
    const qualifiedOn = read('qualifiedOn', dayOf, DAY) ?? employedOn;
    const qualification = present({
      subjects: row.subjects?.split(/[、，,;；]/).map((subject) => subject.trim()),
      phase: read('phase', valueIn(PHASES), oneOf(PHASES)),
      titleRank: read('titleRank', valueIn(RANKS), oneOf(RANKS)),
      backbone: read('backbone', valueIn(BACKBONES), oneOf(BACKBONES)),
    });
    if (problems.length > 0) return { problems: problems.map(withoutDetails) };

    const at = (column: ColumnName, message: string): Problem =>
      withoutDetails({ path: [column], line, value: row[column], message });
    const step = (command: GivenCommand, day: string): Step => importStep(TITLE, command, day, row.documentNo);

    const registered = (known: KnownPerson): Said => {
      if (known.state.status === 'ERASED') return at('person', 'the details of this person were erased');
      if (known.state.status === 'REGISTERED')
        return row.name !== undefined && known.name !== undefined && row.name !== known.name
          ? at('name', 'the people directory has another name for this person; to change it, change the details there')
          : [];
      return row.name === undefined
        ? at('name', 'this value is missing: the ledger does not know this person yet')
        : [step({ type: 'RegisterPerson', personId, schoolId: school, details: { name: row.name } }, employedOn)];
    };
    const employed = ({ employment, retiredOn }: Career): Said => {
      if (retiredOn !== undefined) return at('person', `the ledger has it that this person retired on ${retiredOn}`);
      const last = employment.intervals.at(-1);
      if (!last)
        return [step({ type: 'Employ', personId, employerId: employer ?? school, homeSchoolId: school }, employedOn)];
      const { employerId, homeSchoolId } = last.value;
      if (school !== homeSchoolId) return at('school', differs(homeSchoolId));
      if (employer !== undefined && employer !== employerId) return at('employer', differs(employerId));
      return employedOn === last.from ? [] : at('employedOn', differs(last.from));
    };
    const posted = ({ posts, employment }: Career): Said => {
      if (kind === undefined) return [];
      const from = postFrom ?? employedOn;
      const known = posts.findLast(
        (post) =>
          post.schoolId === postSchool &&
          post.value === kind &&
          post.title === row.postTitle &&
          (post.until === undefined || post.from === from),
      );
      if (known) {
        const since = sinceOf(known, employment);
        return postFrom === undefined || from === since ? [] : at('postFrom', differs(since));
      }
      const title = present({ title: row.postTitle });
      return [step({ type: 'AssignPost', personId, schoolId: postSchool, kind, ...title }, from)];
    };
    const qualified = ({ qualifications }: Career): Said => {
      const changed: string[] = [];
      for (const name of Object.keys(qualification) as (keyof typeof qualification)[]) {
        const known = (qualifications[name] as Timeline<unknown>).intervals.at(-1);
        if (same(known?.value, qualification[name])) continue;
        if (known && qualifiedOn <= known.from) return at(name, differs(written(known.value)));
        changed.push(name);
      }
      return changed.length === 0
        ? []
        : [step({ type: 'UpdateQualification', personId, ...qualification }, qualifiedOn)];
    };

    return {
      row: {
        line,
        personId,
        streams: [school, postSchool].map((id) => districtStream(splitId(id).district)),
        stepsFor: (known) => {
          const career = careerOf(known.state);
          const steps: Step[] = [];
          for (const said of [registered(known), employed(career), posted(career), qualified(career)]) {
            if ('message' in said) return { problem: said };
            steps.push(...said);
          }
          return { steps };
        },
        placeOf: ({ command: { type } }, path) => {
          const column = columnOfRefusal(type, path);
          return column === undefined
            ? { path: [], value: undefined }
            : withoutDetails({ path: [column], value: row[column] });
        },
      },
    };
  };

/** What of a row is still to be entered, or what is wrong with it. */
type Said = readonly Step[] | Problem;

const differs = (known: string): string =>
  `the ledger has ${shown(known)} for this person already; to change it, use the command for it`;
const written = (value: unknown): string => (Array.isArray(value) ? value.join(BETWEEN) : String(value));

/** The column that a refusal is about. */
const columnOfRefusal = (type: string, path: readonly string[]): ColumnName | undefined => {
  const field = path[0] === 'command' ? path[1] : path[0];
  const days: Readonly<Record<string, ColumnName>> = { AssignPost: 'postFrom', UpdateQualification: 'qualifiedOn' };
  const names: Readonly<Record<string, ColumnName>> = {
    personId: 'person',
    schoolId: type === 'AssignPost' ? 'postSchool' : 'school',
    homeSchoolId: 'school',
    employerId: 'employer',
    employerSchoolId: 'employer',
    employedBy: 'employer',
    kind: 'post',
    title: 'postTitle',
    basis: 'documentNo',
    effectiveOn: days[type] ?? 'employedOn',
  };
  const name = field === undefined ? undefined : (names[field] ?? field);
  return columns.find((column) => column.name === name)?.name;
};

/** Since when somebody holds a post under the present employment. */
const sinceOf = ({ from }: Post, { intervals }: Career['employment']): string =>
  latest(from, intervals.at(-1)?.from ?? from);

/** Somebody who is employed as rows: one for each post, or one without. */
export const rowsOf = ({ personId, name, state, documentOf }: KnownPerson): readonly Row[] => {
  const { employment, posts, qualifications } = careerOf(state);
  const last = employment.intervals.at(-1);
  if (!last || last.until !== undefined) return [];
  const { subjects, phase, titleRank, backbone } = qualifications;
  const known = [subjects, phase, titleRank, backbone].flatMap(({ intervals }) => intervals.at(-1)?.from ?? []);
  const row = (post?: Post): Row => ({
    person: personId,
    ...present({ name }),
    school: last.value.homeSchoolId,
    employer: last.value.employerId,
    employedOn: last.from,
    ...(post
      ? {
          post: post.value,
          ...present({ postTitle: post.title }),
          postSchool: post.schoolId,
          postFrom: sinceOf(post, employment),
        }
      : {}),
    ...present({
      subjects: subjects.intervals.at(-1)?.value.join(BETWEEN),
      phase: phase.intervals.at(-1)?.value,
      titleRank: titleRank.intervals.at(-1)?.value,
      backbone: backbone.intervals.at(-1)?.value,
      qualifiedOn: known.sort().at(-1),
      documentNo: documentOf(last.by),
    }),
  });
  const held = posts.filter(({ until }) => until === undefined);
  return held.length === 0 ? [row()] : held.map(row);
};
