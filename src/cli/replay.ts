import { replayOf, type Step } from '../audit/replay.js';
import { EXISTS } from '../audit/said.js';
import { stepsOf } from '../audit/steps.js';
import { changeText, personsOf } from '../audit/words.js';
import type { Tongue } from '../domain/fact.js';
import type { ObjectRef } from '../domain/ledger.js';
import { isKeyOf, objectTypes } from '../domain/objects.js';
import { sentence } from '../domain/sentence.js';
import type { Stores } from '../eventstore/port.js';
import type { ReadModels } from '../projections/read-models.js';
import { UsageError, type Arguments, type CliCommand } from './command.js';
import { withReadModels } from './in-memory.js';
import { namesAt, namesOf } from './names.js';
import { tongueOf } from './options.js';
import { count } from './problem.js';

/** How many steps are read at a time. */
const PAGE = 100;

/** `edugroup replay SUBJECT`: the history of an object, step by step. */
export const replayCommand: CliCommand = {
  name: 'replay',
  summary: 'Prints the history of an object step by step, with what each event changed; works beside a running server.',
  positionals: ['SUBJECT'],
  options: {
    at: { value: 'POSITION', description: 'Only what was known after so many events of the ledger.' },
    lang: { value: 'LANG', description: 'en or zh; en without it.' },
    corrected: {
      description: 'The history as it is known in the end: each correction in the place of what it corrects.',
    },
  },
  details: [
    '',
    'SUBJECT is the key of a district (370103), school (370103.S01), group (370103.G01), council (370103.G01.1), resolution (370103.G01.R1),',
    'fund (370103.G01.2026), policy, person (UUID), post (UUID.P1) or rotation (UUID.R1); of a district all that was recorded in it is printed.',
    'It reads the whole ledger first. Names of persons are those that this store holds: what is printed is to be kept as safe as DATA_DIR.',
  ],
  run: async (args, terminal) => {
    const [key = ''] = args.positionals;
    const { at, tongue } = optionsOf(args);
    await withReadModels(terminal, async (read, stores) => {
      const head = read.events.head();
      if (at !== undefined && at > head) throw new Error(`position ${at} cannot be read; the last one is ${head}`);
      const to = at ?? head;
      const subject = subjectOf(read, key, to);
      const view = args.isOn('corrected') ? 'AS_CORRECTED' : 'AS_BELIEVED';
      const steps = replayOf(read, { subject, view, from: 1, to });
      let printed = 0;
      for (let last: number | undefined; ;) {
        const page = steps.after(last, PAGE);
        for (const step of page)
          for (const line of await linesOf(read, stores, step, subject, to, tongue)) terminal.out(line);
        printed += page.length;
        last = page.at(-1)?.entry.position;
        if (page.length < PAGE) break;
      }
      terminal.out(
        tongue === 'en'
          ? `${count(printed, 'step')} of ${subject.type} ${subject.key}, as known at position ${to}.`
          : `${subject.type} ${subject.key}：截至位置 ${to} 共 ${printed} 步。`,
      );
    });
  },
};

/** Throws UsageError. */
const optionsOf = (args: Arguments): { readonly at: number | undefined; readonly tongue: Tongue } => {
  const at = args.text('at');
  if (at !== undefined && !/^\d{1,15}$/.test(at)) throw new UsageError(`--at must be a position like 120, not '${at}'`);
  return { at: at === undefined ? undefined : Number(at), tongue: tongueOf(args) };
};

/** The first type of object of which something was recorded under a key. Throws Error. */
const subjectOf = (read: ReadModels, text: string, upTo: number): ObjectRef => {
  const key = /^[0-9a-f-]{36}(\.|$)/i.test(text) ? text.replace(/^[^.]+/, (uuid) => uuid.toLowerCase()) : text;
  const subject = objectTypes
    .filter((type) => isKeyOf(type, key))
    .map((type): ObjectRef => ({ type, key }))
    .find((one) => stepsOf(read, one, { after: 0, upTo, limit: 1, backwards: false }).length > 0);
  if (!subject) throw new Error(`nothing is known of '${text}' at position ${upTo}`);
  return subject;
};

/** A step: where, when and by whom, what happened, and what it changed. */
const linesOf = async (
  read: ReadModels,
  { people }: Stores,
  step: Step,
  subject: ObjectRef,
  to: number,
  tongue: Tongue,
): Promise<readonly string[]> => {
  const { entry, event, effectiveOn } = step;
  const { position, stream, metadata } = entry;
  const changes = step.changes().filter(({ path }) => path.length > EXISTS.length);
  const touched = read.events.touchedBy(position).flatMap(({ type, key }) => (type === 'Person' ? [key] : []));
  const persons = await namesOf(read, people, new Set([...touched, ...changes.flatMap(personsOf)]), to);
  const names = namesAt(read, to, persons);
  const nameOf = (key: string): string | undefined => persons.get(key) ?? names.school(key, effectiveOn);
  const effect = tongue === 'en' ? `effective ${effectiveOn}` : `${effectiveOn} 生效`;
  return [
    `#${position}  ${metadata.recordedAt}  ${effect}  ${metadata.actor.role} ${metadata.actor.id}`,
    `    ${sentence({ event, effectiveOn }, stream, tongue, names)}`,
    ...changes.map((change) => {
      const whose = subject.type === 'District' ? `${change.object.type} ${change.object.key}  ` : '';
      return `      ${whose}${changeText(change, tongue, nameOf)}`;
    }),
    '',
  ];
};
