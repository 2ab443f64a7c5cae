import type { Figures } from './figures.js';
import { complaints, complaintsOfLog, toldBy } from './oracle.js';
import type { Program, Who } from './program.js';
import type { FuzzRequest, HttpRequest } from './requests.js';
import { send, type Answer } from './send.js';

/** No more is looked for once so many kinds of mistakes were found; of each kind the first is told. */
const ENOUGH = 5;
/** Every so many requests one is sent several times at once, and then again. */
const AGAIN = 12;
const AT_ONCE = 3;

/**
 * Plays requests one after the other, and gives what was wrong: in words, and with the request as it can be sent again. Last it is looked
 * whether the program still lives, what it logged, and whether its ledger grew by nothing but receipts.
 */
export const play = async (
  program: Program,
  requests: readonly FuzzRequest[],
  figures?: Figures,
): Promise<readonly string[]> => {
  const found: string[] = [];
  /** The position of each receipt, by stream and command. */
  const given = new Map<string, number>();
  const before = (await eventsOf(program, 0)).length;
  for (const [index, request] of requests.entries()) {
    if (found.length >= ENOUGH) break;
    const find = (what: string): void => {
      if (!found.some((one) => kindOf(one.split('\n')[0]!) === kindOf(what)))
        found.push(`${what}\n  request ${index}: ${JSON.stringify(request)}`);
    };
    try {
      const again = index % AGAIN === 0 && 'operation' in request;
      const answers = await Promise.all(Array.from({ length: again ? AT_ONCE : 1 }, () => send(program.url, request)));
      figures?.add(request, answers[0]!);
      for (const answer of answers) {
        complaints(request, answer).forEach(find);
        for (const { commandId, stream, position } of receiptsIn(answer)) {
          const earlier = given.get(`${stream} ${commandId}`) ?? position;
          if (earlier !== position) find(`two receipts for one command: ${earlier} and ${position}`);
          given.set(`${stream} ${commandId}`, position);
        }
      }
      if (again) (await differences(program, request, answers[0]!)).forEach(find);
    } catch (error) {
      find(`no answer (${(error as Error).message}): ${program.ended() ?? 'the process lives'}`);
      // What ends a process may have been answered before it does.
      if (program.ended() !== undefined)
        return [
          ...found,
          ...requests
            .slice(Math.max(0, index - 3), index)
            .map((earlier) => `answered before: ${JSON.stringify(earlier)}`),
        ];
    }
  }
  const unexplained = (await eventsOf(program, before)).filter(
    ({ stream, commandId, actor }) => actor.role !== 'SYSTEM' && !given.has(`${stream} ${commandId}`),
  );
  return [
    ...found,
    ...complaintsOfLog(program.log()),
    ...unexplained.map(({ position, commandId }) => `event ${position} has no receipt: command ${commandId}`),
  ];
};

const kindOf = (what: string): string => what.replaceAll(/\d+/g, '').slice(0, 60);

/** A query is answered alike at the same position; and what was fetched with its tag is not sent again. */
const differences = async (program: Program, request: HttpRequest, first: Answer): Promise<readonly string[]> => {
  if (request.operation?.query.startsWith('mutation') !== false) return [];
  const { etag } = first.headers;
  const again = await send(
    program.url,
    typeof etag === 'string' ? { ...request, headers: { ...request.headers, 'if-none-match': etag } } : request,
  );
  if (again.headers['x-position'] !== first.headers['x-position']) return [];
  if (typeof etag === 'string') return again.status === 304 ? [] : [`its own tag is answered with ${again.status}`];
  return again.status === first.status && again.texts[0] === first.texts[0]
    ? []
    : [`asked again it is answered otherwise: ${first.texts[0]} / ${again.texts[0]}`];
};

interface Receipt {
  readonly commandId: string;
  readonly stream: string;
  readonly position: number;
}
const receiptsIn = (answer: Answer): readonly Receipt[] =>
  Object.values(toldBy(answer)?.data ?? {}).flatMap(
    (payload) => (payload as { readonly receipt?: Receipt | null } | null)?.receipt ?? [],
  );

export interface LedgerEvent extends Receipt {
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: { readonly role: string };
}
const auditor: Who = { sub: 'fuzz-auditor', role: 'AUDITOR' };

/** All events of the ledger after a position. */
export const eventsOf = async ({ url }: Program, after: number): Promise<readonly LedgerEvent[]> => {
  const events: LedgerEvent[] = [];
  for (let cursor: string | undefined = after === 0 ? undefined : Buffer.from(String(after)).toString('base64url'); ;) {
    const query = `query ($cursor: String) { ledger { events(first: 100, after: $cursor) {
      nodes { position stream commandId data actor { role } } pageInfo { endCursor hasNextPage } } } }`;
    const answer = await send(url, { who: auditor, operation: { query, variables: { cursor } } });
    const { ledger } = toldBy(answer)!.data as {
      ledger: { events: { nodes: LedgerEvent[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    };
    events.push(...ledger.events.nodes);
    if (!ledger.events.pageInfo.hasNextPage) return events;
    cursor = ledger.events.pageInfo.endCursor;
  }
};
