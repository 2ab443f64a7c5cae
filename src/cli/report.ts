import { writeFileSync } from 'node:fs';
import { dayOf } from '../domain/day.js';
import { splitId } from '../domain/identity.js';
import type { Stores } from '../eventstore/port.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Runner } from '../projections/runner.js';
import { UsageError, type Arguments, type CliCommand } from './command.js';
import { withReadModels } from './in-memory.js';
import { positionOf, tongueOf } from './options.js';
import type { Asked } from './report/answers.js';
import { sectionsOf } from './report/chapters.js';
import { reportHtml, reportJson, type Report } from './report/page.js';

/** `edugroup report`: a school year of a group or a district, each figure with the query that gives it. */
export const reportCommand: CliCommand = {
  name: 'report',
  summary:
    'Writes the yearly report of a group or a district, as a page to print or as JSON, each figure with its query; works beside a running server.',
  positionals: [],
  options: {
    group: { value: 'GROUP', description: 'Of which group: 370103.G03.' },
    district: { value: 'DISTRICT', description: 'Of which district, with all its groups: 370103.' },
    year: { value: 'YYYY-YYYY', description: 'The school year, from 1 September to 31 August.' },
    at: { value: 'POSITION', description: 'What was known after so many events; without it after all.' },
    lang: { value: 'en|zh', description: 'The language; en unless told.' },
    json: { description: 'JSON instead of HTML.' },
    names: { description: 'With the names of the members of councils.' },
    out: { value: 'FILE', description: 'Where it is written; without it it is printed.' },
  },
  details: [
    '',
    'It is asked as the bureau of the district, as of the last day of the school year, or of today while it lasts. The page is one file',
    'without anything of elsewhere; its appendix holds the queries, so that every figure can be asked for again. Without --names it holds',
    "nobody's name; with them it is to be kept as safe as DATA_DIR.",
  ],
  run: async (args, terminal) => {
    const asked = askedOf(args);
    await withReadModels(terminal, async (read, stores, runner) => {
      const report = await reportOf(asked, read, stores, runner);
      const text = args.isOn('json') ? reportJson(report) : reportHtml(report, asked.tongue);
      if (asked.out === undefined) terminal.out(text);
      else writeFileSync(asked.out, `${text}\n`, { mode: 0o600 });
    });
  },
};

/** What is asked for. Throws UsageError. */
const askedOf = (args: Arguments) => {
  const [group, district, year = ''] = [args.text('group'), args.text('district'), args.text('year')];
  const id = group ?? district;
  if (id === undefined || (group !== undefined && district !== undefined))
    throw new UsageError('either --group or --district is needed');
  const [, first, second] = /^(\d{4})-(\d{4})$/.exec(year) ?? [];
  const schoolYear = Number(first);
  if (schoolYear + 1 !== Number(second) || schoolYear < 1990 || schoolYear > 2199)
    throw new UsageError(`--year must be a school year like 2025-2026, not '${year}'`);
  return {
    id,
    isGroup: group !== undefined,
    year,
    schoolYear,
    at: positionOf(args),
    tongue: tongueOf(args),
    names: args.isOn('names'),
    out: args.text('out'),
  };
};

/** Throws Error where nothing is known of the group or district, or the year has not begun. */
const reportOf = async (
  { id, isGroup, year, schoolYear, at, tongue, names }: ReturnType<typeof askedOf>,
  read: ReadModels,
  stores: Stores,
  runner: Runner,
): Promise<Report> => {
  const head = read.events.head();
  const position = at ?? head;
  if (position > head) throw new Error(`the ledger ends at position ${head}`);
  const [from, to] = [`${schoolYear}-09-01`, `${schoolYear + 1}-08-31`];
  const today = (at === undefined ? undefined : read.events.recordedOn(at)) ?? dayOf(new Date().toISOString());
  if (today < from) throw new Error(`the school year ${year} has not begun on ${today}`);
  const effectiveOn = to < today ? to : today;
  const district = isGroup ? splitId(id).district : id;
  const rows = isGroup ? read.groups : read.districts;
  if (!rows.byKey(id, position)) throw new Error(`nothing is known of '${id}' at position ${position}`);
  // Only here: GraphQL takes a second to load, which the other commands need not wait for.
  const { asker, findingRules } = await import('./report/ask.js');
  const asOf = { position, effectiveOn };
  const ends = [`${schoolYear}-12-31`, `${schoolYear + 1}-06-30`, effectiveOn];
  const rules = findingRules().filter((rule) => rule !== 'ENTERED_LATE');
  const language = tongue === 'en' ? 'EN' : 'ZH';
  const on = [...new Set(ends.filter((day) => day <= effectiveOn))];
  const always = { id, district, asOf, schoolYear, language, names, on, rules };
  const asked: Asked[] = [];
  const ask = asker({ read, stores, runner }, { district, language, always }, asked);
  const title = isGroup
    ? (await ask('query Name($id: ID!, $asOf: AsOf) { group(id: $id, asOf: $asOf) { name } }')).said('group', 'name')
    : (await ask('query Name($id: ID!, $asOf: AsOf) { district(id: $id, asOf: $asOf) { name } }')).said(
        'district',
        'name',
      );
  const sections = await sectionsOf({ ask, isGroup, names, schoolYear, from, to });
  return { name: title, schoolYear: year, asOf, sections, asked };
};
