import type { FuzzRequest } from './requests.js';
import { DEMO } from './values.js';

const bureau = { sub: 'fuzz-bureau', role: 'BUREAU', district: DEMO };
const subscribe = (query: string): object => ({ id: '1', type: 'subscribe', payload: { query } });
const init = { type: 'connection_init' };

/** The correction of a record of the demo, by its position. */
const correcting = (eventId: string, facts: unknown, commandId: string): FuzzRequest => ({
  who: bureau,
  operation: {
    query: `mutation ($input: CorrectRecordInput!) {
      m0: correctRecord(input: $input) { receipt { commandId stream position } userErrors { code path } } }`,
    variables: {
      input: {
        command: { commandId, basis: [{ title: '依据', documentNo: '试〔2026〕1号' }], effectiveOn: '2026-11-24' },
        eventId,
        facts,
      },
    },
  },
});
/** Where the demo has its first PersonRegistered, after 36 events of the register and two policies. */
const PERSON_REGISTERED = '37';
const commandId = (number: number): string => `6f1f6d64-6d2f-4c1c-9d3b-${String(number).padStart(12, '0')}`;
const commitment = 'a'.repeat(64);

/** What was once answered as no request may be: an end of the process, a 5xx, an unknown outcome, a mistake taken for the server's. */
export const cases: Readonly<Record<string, FuzzRequest>> = {
  'a list in which a later item fails while an earlier one waits': {
    who: 'nobody',
    operation: {
      query: `{ ledger { events(types: ["ResolutionAdopted"], first: 1) { nodes { changed {
        ... on Resolution { group { resolutions(kind: FUND) { history(first: -1) { totalCount } } } }
        ... on EducationGroup { history(first: -1) { totalCount } } } } } } }`,
    },
  },
  'a preflight': {
    who: 'nobody',
    method: 'OPTIONS',
    path: '/graphql',
    headers: { origin: 'https://portal.example', 'access-control-request-method': 'POST' },
  },
  'OPTIONS that is no preflight': { who: 'nobody', method: 'OPTIONS', path: '/graphql' },
  'a person corrected without a school': correcting(
    PERSON_REGISTERED,
    { personId: '0000f000-0000-4000-8000-000000000001', commitment },
    commandId(1),
  ),
  'a person corrected with a school that is a number': correcting(
    PERSON_REGISTERED,
    { personId: '0000f000-0000-4000-8000-000000000001', schoolId: 5, commitment },
    commandId(2),
  ),
  'a person corrected with a school that cannot be': correcting(
    PERSON_REGISTERED,
    { personId: '0000f000-0000-4000-8000-000000000001', schoolId: 'x', commitment },
    commandId(3),
  ),
  'half of a surrogate pair in a key': correcting('8', { '\ud800': 1 }, commandId(4)),
  'facts nested beyond the stack': correcting('8', { $deep: 20_000 }, commandId(5)),
  'facts nested in lists beyond the stack': correcting('8', { x: { $deepList: 60_000 } }, commandId(6)),
  'facts wider than anything': correcting('8', { $wideList: 100_000 }, commandId(7)),
  'a subscription whose field is left out': {
    who: 'nobody',
    messages: [init, subscribe('subscription { ledgerEvents @include(if: false) { position } }')],
  },
  'a subscription with a variable of another type': {
    who: 'nobody',
    messages: [
      init,
      {
        id: '1',
        type: 'subscribe',
        payload: {
          query: 'subscription ($n: SafeInt!) { ledgerEvents(after: $n) { position } }',
          variables: { n: 0.5 },
        },
      },
    ],
    awaited: '1',
  },
  'a message that only servers send': { who: 'nobody', messages: [init, { id: '1', type: 'next', payload: {} }] },
  'a query by its hash': { who: 'nobody', body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}' },
};
