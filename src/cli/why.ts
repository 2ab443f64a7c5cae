import {
  kindIn,
  typeOfKey,
  typesWith,
  valueIn,
  why,
  whyFields,
  type Answer,
  type WhyField,
} from '../audit/why/index.js';
import { dayOf, isDay } from '../domain/day.js';
import type { Tongue } from '../domain/fact.js';
import type { PolicyKind } from '../domain/policy/index.js';
import { sentence } from '../domain/sentence.js';
import type { Stores } from '../eventstore/port.js';
import { queries } from '../projections/queries.js';
import type { Moment } from '../projections/read-model.js';
import type { ReadModels } from '../projections/read-models.js';
import { UsageError, type Arguments, type CliCommand, type Terminal } from './command.js';
import { withReadModels } from './in-memory.js';
import { namesAt, namesOf } from './names.js';
import { positionOf, tongueOf } from './options.js';

/** `edugroup why OBJECT FIELD`: the events behind what a field says. */
export const whyCommand: CliCommand = {
  name: 'why',
  summary: 'Says why a field of an object says what it says: the events behind it; works beside a running server.',
  positionals: ['OBJECT', 'FIELD'],
  options: {
    at: { value: 'POSITION', description: 'What was known after so many events; without it after all.' },
    on: { value: 'YYYY-MM-DD', description: 'The day that is meant; without it that of the position, else today.' },
    kind: { value: 'KIND', description: 'The kind of policy, of POLICY_IN_FORCE of a district.' },
    lang: { value: 'en|zh', description: 'The language; en unless told.' },
  },
  details: [
    '',
    'OBJECT is a key, as entityId gives it: 370103.G01, 370103.G01.1, 370103.G01.2026.1. FIELD is one of',
    `${whyFields.join(', ')}.`,
    'It reads the whole ledger into memory, as who runs the store: names of persons are shown.',
  ],
  run: async (args, terminal) => {
    const [key = '', field = ''] = args.positionals;
    if (!isField(field)) throw new UsageError(`FIELD must be one of ${whyFields.join(', ')}, not '${field}'`);
    const tongue = tongueOf(args);
    const asked = askedMoment(args);
    await withReadModels(terminal, async (read, stores) => {
      const moment = momentOf(asked, read);
      const type = typeOfKey(read, field, key, moment.position);
      if (type === undefined) throw new Error(`nothing is known of '${key}' at position ${moment.position}`);
      if (!typesWith(field).includes(type)) throw new Error(`${field} is no field of a ${type}`);
      const about = { read, queries: queries(read), moment };
      const answer = why(about, field, { type, key }, args.text('kind') as PolicyKind | undefined);
      if (!answer)
        throw new Error(`${field} of ${key} says nothing at position ${moment.position} on ${moment.effectiveOn}`);
      await print(answer, field, key, about, stores, tongue, terminal);
    });
  },
};

const isField = (text: string): text is WhyField => (whyFields as readonly string[]).includes(text);

const askedMoment = (args: Arguments): { readonly at: number | undefined; readonly on: string | undefined } => {
  const [at, on] = [positionOf(args), args.text('on')];
  if (on !== undefined && !isDay(on)) throw new UsageError(`--on must be a day like 2026-09-01, not '${on}'`);
  return { at, on };
};

const momentOf = ({ at, on }: ReturnType<typeof askedMoment>, { events }: ReadModels): Moment => {
  const position = at ?? events.head();
  if (position > events.head()) throw new Error(`the ledger ends at position ${events.head()}`);
  const then = at === undefined ? undefined : events.recordedOn(position);
  return { position, effectiveOn: on ?? then ?? dayOf(new Date().toISOString()) };
};

const print = async (
  { value, links }: Answer,
  field: WhyField,
  key: string,
  about: Parameters<typeof valueIn>[0],
  { people }: Stores,
  tongue: Tongue,
  { out }: Terminal,
): Promise<void> => {
  const { read, moment } = about;
  const touched = links.flatMap(({ position }) => read.events.touchedBy(position));
  const met = new Set(touched.flatMap(({ type, key: one }) => (type === 'Person' ? [one] : [])));
  const persons = await namesOf(read, people, met, read.events.head());
  const names = namesAt(read, moment.position, persons);
  const person = value.is === 'OBJECT' ? persons.get(value.object.key) : undefined;
  out(`${field} ${key}: ${valueIn(about, value, tongue, person)}`);
  for (const { kind, on, position } of links) {
    const { event, metadata, stream } = read.events.at(position)!;
    const papers = metadata.basis.flatMap(({ documentNo }) => documentNo ?? []).join(', ');
    const line = sentence({ event, effectiveOn: metadata.effectiveOn }, stream, tongue, names);
    out(`  ${on}  #${position}  ${kindIn(kind, tongue)}: ${line}${papers === '' ? '' : `  [${papers}]`}`);
  }
};
