import { isCorrection } from '../../domain/correction.js';
import { same } from '../../domain/same.js';
import type { Answer } from './answer.js';
import { chainOf, fact, type About, type Link } from './chain.js';

/** How many corrections are looked at, the last ones. */
const MOST = 10;

/**
 * The chain with the facts that said otherwise, each until a correction since by which another fact counts again, or the value became
 * another one. They stand right behind what made it so. `answerAt`: the same question at another position.
 */
export const withOverturned = (
  about: About,
  links: readonly Link[],
  answerAt: (position: number) => Answer | undefined,
): readonly Link[] => {
  const { events } = about.read;
  const [made] = links;
  const subject = made && events.touchedBy(made.position)[0];
  if (!subject) return links;
  const corrections = events
    .page(
      { types: ['RecordCorrected', 'RecordRetracted'], subjects: [subject] },
      { after: made.position, upTo: about.moment.position, limit: MOST, backwards: true },
    )
    .reverse();
  const known = new Set(links.map(({ position }) => position));
  const overturned = corrections
    .filter(({ position }) => !known.has(position) && !sameAnswer(answerAt(position - 1), answerAt(position)))
    .flatMap(({ stream, event }) => (isCorrection(event) ? fact(about, 'SAID_OTHERWISE', stream, event.revision) : []))
    .filter(({ position }) => !known.has(position));
  const behind = links.findIndex(({ kind }, index) => index > 0 && !ofFact.has(kind));
  const end = behind < 0 ? links.length : behind;
  return chainOf(links.slice(0, end), overturned, links.slice(end));
};

/** What belongs to the fact before it. */
const ofFact: ReadonlySet<string> = new Set<Link['kind']>(['CORRECTED_BY', 'RETRACTED_BY']);

const sameAnswer = (one: Answer | undefined, other: Answer | undefined): boolean =>
  one?.links[0]?.position === other?.links[0]?.position && same(one?.value, other?.value);
