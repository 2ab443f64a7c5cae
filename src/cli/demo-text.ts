import { dayOf } from '../domain/day.js';
import type { DemoLedger, ShownRule } from './demo-ledger.js';
import { DEMO_YEAR } from './demo-ledger.js';
import type { Register } from './register/format.js';
import { SAMPLE_EVALUATIONS as evaluated } from './sample-evaluations.js';
import { SAMPLE_STORIES } from './sample-funds.js';
import { SAMPLE_ROTATIONS } from './sample-rotations.js';
import { SAMPLE_DISTRICT_EMPLOYS } from './sample-staff.js';
import { SAMPLES_TOLD_AT } from './sample.js';

/** A token under the name by which the ready query takes it. */
export interface NamedToken {
  readonly name: string;
  readonly token: string;
}

/** What the demo says of its ledger: how it was loaded, what is assumed or a sample, and what the rules answer. */
export const aboutLedger = (
  { register, written, loaded }: DemoLedger,
  rules: readonly ShownRule[],
): readonly string[] => {
  const { district, units, groups } = register;
  if (!loaded)
    return ['The ledger holds other events already: the demo loads nothing into it and serves it as it is.', ''];
  const schools = units.filter(({ kind = 'SCHOOL' }) => kind === 'SCHOOL').length;
  const alliances = groups.filter(({ form }) => form === 'ALLIANCE').length;
  return [
    `${district.name} (${district.code}): ${units.length} units of ${schools} schools, ${groups.length - alliances} groups, ${alliances} alliances,` +
      ' a sample council for each.',
    written > 0 ? `Loaded just now by ${written} commands.` : 'Loaded by an earlier run; nothing was written.',
    '',
    ...samples(register),
    '',
    ...assumptions(register),
    '',
    'What the rules say (commands really sent, but with validateOnly, so that the register stays as it is):',
    ...rules.map(({ what, answer }) => `  ${what}: ${answer}`),
    '',
  ];
};

const ROTATIONS: readonly (readonly [string, string])[] = [
  [SAMPLE_ROTATIONS.suspended, 'suspended for maternity, resumed and completed'],
  [SAMPLE_ROTATIONS.extended, 'extended by a year'],
  [SAMPLE_ROTATIONS.partWeek, 'two days a week'],
  [SAMPLE_ROTATIONS.moved, 'the employment moves along'],
  [SAMPLE_ROTATIONS.district, 'within the district, as the bureau decides'],
  [SAMPLE_ROTATIONS.support, 'in support of another school (支教)'],
  [SAMPLE_ROTATIONS.recalled, 'called back'],
  [SAMPLE_ROTATIONS.cancelled, 'cancelled before anybody went'],
  [SAMPLE_ROTATIONS.retired, 'ended by a retirement'],
  [SAMPLE_ROTATIONS.proposed, 'proposed only'],
  [SAMPLE_ROTATIONS.notArrived, 'decided, no arrival confirmed (inbox)'],
  [SAMPLE_ROTATIONS.unconfirmed, 'completed, no service confirmed (inbox): it counts for nothing'],
  [SAMPLE_ROTATIONS.overdue, 'suspended, and past its last day without an end (inbox)'],
  [SAMPLE_ROTATIONS.groundless, 'goes on though its resolution was repealed (inbox)'],
  [SAMPLE_ROTATIONS.early, 'completed earlier than the policy tolerates'],
];

/** What was entered beside the register, and where to look for what goes beyond an ordinary year. */
const samples = ({ groups }: Register): readonly string[] => {
  const named = (code: string): string => `${code} ${groups.find((group) => group.code === code)?.name ?? ''}`;
  const { carriedOver, repealed, corrected, reversed, closed, contract, groundless, found, outOfOrder } =
    SAMPLE_STORIES;
  return [
    'Samples (样本, all of it made up): two policies of the district (FILING, FUND), and for each group a council, a charter, the fund of 2025 with the',
    'resolution it rests on, lines by the school that pays, a contract and two payments with voucher, supplier and invoice. Besides:',
    `  ${named(carriedOver)}: money carried over from 2025, and the fund of 2026`,
    `  ${named(repealed)}: a resolution on the fund of 2026, repealed before anything was allocated under it`,
    `  ${named(corrected)}: the sum of a payment, corrected on a document; the wrong one stays answerable at a position before`,
    `  ${named(reversed)}: a payment reversed`,
    `  ${named(closed)}: what was not spent returned, the year closed; afterwards the resolution allows less than was spent`,
    `  ${named(contract)}: a contract amended and completed for less, and some of a payment that came back`,
    `  ${named(groundless)}: the year closed too, and the resolution repealed by a meeting that was told afterwards`,
    `  ${named(found)}: payments of old papers, too early, too late, to another payee, on an invoice paid twice (findings)`,
    `  ${named(outOfOrder)}: old papers on allocations and contracts out of order, another chair dated back, a resolution put right (findings)`,
    `And for every school a principal and teachers, whom the school employs (in ${named(SAMPLE_DISTRICT_EMPLOYS)} the district, 县管校聘), two policies`,
    '(ROTATION_DECISION, ELIGIBILITY), a resolution of every group on rotation, and rotations of the school years 2024 and 2025 with what they count for. Besides,',
    'each by the one who rotates (样本教师, school and number):',
    ...ROTATIONS.map(([who, what]) => `  ${who}: ${what}`),
    `And two evaluations: ${named(evaluated.group)} from the opening to a grade, with an objection that was upheld, and a rectification that is overdue (inbox);`,
    `  one of ${evaluated.special} on a topic, with an objection to answer (inbox). All this was told on ${dayOf(SAMPLES_TOLD_AT)}, the evaluations as they went on after it.`,
  ];
};

/** Which facts are not the source's; each is marked in the ledger too, as `assumed` on its event. */
const assumptions = ({ source, units, groups }: Register): readonly string[] => {
  const fields = new Map<string, string[]>();
  for (const { code, assumed = [] } of [...units, ...groups])
    for (const field of assumed) fields.set(field, [...(fields.get(field) ?? []), code]);
  return [
    `Assumed, because the source (${source.publisher ?? ''}《${source.title}》) does not state it; marked as assumed on each event:`,
    ...(source.signedOn.startsWith('--')
      ? [`  the year ${DEMO_YEAR} of every date: the source says ${source.signedOn.slice(2)} and no year`]
      : []),
    ...[...fields].map(
      ([field, codes]) => `  ${field} of ${codes.join(', ')}${field === 'lead' ? ': the first named is taken' : ''}`,
    ),
    '  not stated either, and left at their defaults: ownership PUBLIC, a legal person called like its school, standing UNSPECIFIED',
    '  persons, councils, terms, charters, resolutions, money, suppliers and their papers: samples made for this demo, called 样本, no real person or document',
  ];
};

/** How to ask: the address, a token for each role, and a query to copy. */
export const howToAsk = (
  url: string,
  district: string,
  tokens: readonly NamedToken[],
  hours: string,
): readonly string[] => {
  const council =
    'council { termFrom termTo filing { status documentNo } seats { isChair person { name } recommendedBy { name } } }';
  const group = `code name form formedOn lead { name } members { school { name } isLead } ${council}`;
  const query = `{ groups(districtId: "${district}") { totalCount nodes { ${group} } } }`;
  return [
    `GraphQL: ${url}/graphql`,
    '',
    `Tokens, good for ${hours}; paste these lines into a shell:`,
    ...tokens.map(({ name, token }) => `${name}=${token}`),
    '',
    'A query:',
    `  ${query}`,
    'The same with curl:',
    `curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $BUREAU" -d '${JSON.stringify({ query })}'`,
    '',
  ];
};
