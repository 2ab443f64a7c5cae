import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { program, saying, start, temporary } from './support.js';

const ROUNDS = 20;
const CLIENTS = 4;
const SEED = 20_261_124;
const MOST_RECEIPTS_A_ROUND = 40;

interface Receipt {
  readonly commandId: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly replayed: boolean;
}
interface Mutation {
  readonly field: string;
  readonly commandId: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly document: string;
}
interface LedgerEvent extends Receipt {
  readonly eventId: string;
  readonly type: string;
}

/** Two clients to a district: their commands meet in one stream, and pass by those of the others. */
const districts = ['990011', '990012'];
const RECEIPT = 'receipt { commandId stream revision position replayed } userErrors { code }';
const documents = {
  openDistrict: `mutation ($input: OpenDistrictInput!) { openDistrict(input: $input) { ${RECEIPT} } }`,
  registerSchool: `mutation ($input: RegisterSchoolInput!) { registerSchool(input: $input) { ${RECEIPT} } }`,
  registerPerson: `mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { ${RECEIPT} } }`,
};

const mutation = (field: keyof typeof documents, input: Readonly<Record<string, unknown>>): Mutation => {
  const commandId = randomUUID();
  const command = { commandId, basis: [{ title: '样本', documentNo: '1号' }], effectiveOn: '2026-11-01' };
  return { field, commandId, document: documents[field], variables: { input: { command, ...input } } };
};

/** A small generator of numbers (mulberry32): the same kills in every run. */
const numbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

test(`killed ${ROUNDS} times while ${CLIENTS} clients write, the ledger holds every acknowledged event once, without gaps`, async () => {
  const env = { DATA_DIR: temporary(), PORT: '0', LOG_LEVEL: 'silent' };
  const token = async (...claims: string[]): Promise<string> => (await program(['token', ...claims], env)).out.trim();
  const tokens = await Promise.all(districts.map((district) => token('--role', 'BUREAU', '--district', district)));
  const auditor = await token('--role', 'AUDITOR');
  const random = numbers(SEED);
  const receipts: Receipt[] = [];
  const unanswered = new Map<number, Mutation>();
  const schools = districts.map(() => [] as string[]);
  const figures = { repeated: 0, foundWritten: 0 };

  const serve = async (): Promise<ReturnType<typeof start> & { url: string }> => {
    const server = start(['serve'], env);
    const [, url = ''] = await saying(server, /Listening at (\S+)/);
    return { ...server, url };
  };
  const ask = async (url: string, query: string, variables: unknown, bearer: string): Promise<any> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  };

  /** Sends a mutation; gives its receipt, or undefined where the server went before it answered. */
  const send = async (url: string, client: number, sent: Mutation): Promise<Receipt | undefined> => {
    unanswered.set(client, sent);
    const body = await ask(url, sent.document, sent.variables, tokens[client % districts.length]!).catch(
      () => undefined,
    );
    if (body === undefined) return undefined;
    const { receipt, userErrors } = body.data[sent.field];
    // Not an answer yet: the server says itself that the command has to be repeated.
    if (userErrors.some(({ code }: { code: string }) => code === 'OUTCOME_UNKNOWN' || code === 'STORE_UNAVAILABLE'))
      return undefined;
    expect(userErrors).toEqual([]);
    unanswered.delete(client);
    receipts.push(receipt);
    return receipt;
  };

  let number = 0;
  const next = (client: number): Mutation => {
    const district = client % districts.length;
    const known = schools[district]!;
    number += 1;
    if (known.length > 0 && number % 3 === 0)
      return mutation('registerPerson', {
        personId: randomUUID(),
        schoolId: `${districts[district]}.${known[number % known.length]}`,
        name: `样本 ${number}`,
      });
    const code = `S${number}`;
    return mutation('registerSchool', {
      districtId: districts[district],
      code,
      name: `样本学校${number}`,
      phase: 'PRIMARY',
    });
  };

  /** Writes until the server is gone: first what it did not answer the last time, with the same id. */
  const write = async (url: string, client: number, acknowledged: () => void, gone: () => boolean): Promise<void> => {
    const left = unanswered.get(client);
    if (left) {
      figures.repeated += 1;
      const receipt = await send(url, client, left);
      if (receipt?.replayed) figures.foundWritten += 1;
      if (receipt) acknowledged();
    }
    while (!gone() && !unanswered.has(client)) {
      const sent = next(client);
      const receipt = await send(url, client, sent);
      if (!receipt) return;
      if (sent.field === 'registerSchool')
        schools[client % districts.length]!.push((sent.variables['input'] as { code: string }).code);
      acknowledged();
    }
  };

  const opening = await serve();
  for (const [index, code] of districts.entries())
    expect(await send(opening.url, index, mutation('openDistrict', { code, name: `样本区${index}` }))).toBeDefined();
  let server = opening;
  for (let round = 0; round < ROUNDS; round += 1) {
    const killAfter = 1 + Math.floor(random() * MOST_RECEIPTS_A_ROUND);
    const { child, url, ended } = server;
    let count = 0;
    let killed = false;
    const acknowledged = (): void => {
      count += 1;
      if (count !== killAfter) return;
      killed = true;
      child.kill('SIGKILL');
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => write(url, client, acknowledged, () => killed)));
    expect(killed).toBe(true);
    await ended;
    server = await serve();
  }

  const { url } = server;
  for (const [client, left] of [...unanswered]) expect(await send(url, client, left)).toBeDefined();
  const {
    data: {
      ledger: { position: head },
    },
  } = await ask(url, '{ ledger { position } }', {}, auditor);
  const events: LedgerEvent[] = [];
  for (let after: string | undefined; events.length < head;) {
    const query = `query ($after: String) { ledger {
        events(first: 100, after: $after) { nodes { position stream revision eventId commandId type }
        pageInfo { endCursor } } } }`;
    const { data } = await ask(url, query, { after }, auditor);
    expect(data.ledger.events.nodes.length).toBeGreaterThan(0);
    events.push(...data.ledger.events.nodes);
    after = data.ledger.events.pageInfo.endCursor as string;
  }

  expect(events.map(({ position }) => position)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  const streams = new Map<string, number[]>();
  for (const { stream, revision } of events) streams.set(stream, [...(streams.get(stream) ?? []), revision]);
  for (const [stream, revisions] of streams)
    expect({ stream, revisions }).toEqual({ stream, revisions: revisions.map((_, index) => index) });
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);

  // Each of these commands gives one event, so the ledger is the set of acknowledged commands: none missing, none twice, none besides.
  expect(events.map(({ commandId }) => commandId).sort()).toEqual(receipts.map(({ commandId }) => commandId).sort());
  for (let from = 0; from < receipts.length; from += 20) {
    const part = receipts.slice(from, from + 20);
    const fields = part
      .map(({ position }, index) => `e${index}: event(position: ${position}) { commandId stream revision position }`)
      .join(' ');
    const { data } = await ask(url, `{ ledger { ${fields} } }`, {}, auditor);
    expect(part.map((_, index) => data.ledger[`e${index}`])).toEqual(
      part.map(({ commandId, stream, revision, position }) => ({ commandId, stream, revision, position })),
    );
  }
  const summary = `${ROUNDS} kills, ${receipts.length} commands acknowledged, ${head} events in ${streams.size} streams, ${figures.repeated} repeated after a kill, of which ${figures.foundWritten} had been written`;
  process.stdout.write(`SIGKILL: ${summary}\n`);
}, 300_000);
