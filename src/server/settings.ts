/** One environment variable, as the README lists it. */
export interface Setting {
  readonly name: string;
  /** Empty where nothing is assumed. */
  readonly default: string;
  readonly meaning: string;
}

/** Every environment variable that the server and the command line read. */
export const settings = [
  {
    name: 'NODE_ENV',
    default: 'development',
    meaning: '`production` refuses to start with settings that are missing or weak; also `development`, `test`',
  },
  { name: 'PORT', default: '4000', meaning: 'where the server listens; 0 takes any free port' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'the address it listens on; `0.0.0.0` for all' },
  {
    name: 'DATA_DIR',
    default: './data',
    meaning: 'directory of the read models, of the development secret, and of the embedded store',
  },
  {
    name: 'EVENT_STORE_URL',
    default: 'sqlite:${DATA_DIR}',
    meaning: '`sqlite:./data`, `esdb://...` or `memory:` (gone with the process; not in production)',
  },
  {
    name: 'LEDGER',
    default: 'edugroup',
    meaning: 'the ledger within the store: a small letter, then up to 31 small letters, digits, hyphens',
  },
  {
    name: 'LEDGER_SIGNING_KEY',
    default: '',
    meaning:
      "private Ed25519 key that signs the ledger's checkpoints, PKCS#8 as PEM or base64 of DER; needed in production; a development server makes one, kept in `DATA_DIR/development.signing-key`",
  },
  {
    name: 'AUTH_SECRET',
    default: '',
    meaning:
      'key for HS256 tokens, at least 32 bytes; without it and AUTH_JWKS_URL a development server makes one, kept in `DATA_DIR/development.secret`',
  },
  {
    name: 'AUTH_JWKS_URL',
    default: '',
    meaning: 'where the public keys of the sign-in service are; `https://` in production; excludes AUTH_SECRET',
  },
  { name: 'AUTH_ISSUER', default: '', meaning: 'the `iss` that tokens must have; needed in production' },
  { name: 'AUTH_AUDIENCE', default: '', meaning: 'the `aud` that tokens must have; needed in production' },
  {
    name: 'MAX_TOKEN_HOURS',
    default: '24',
    meaning: 'how long a token may live: hours between its `iat` and its `exp`, 1 to 168',
  },
  {
    name: 'INTROSPECTION',
    default: 'on',
    meaning: '`off` refuses queries about the schema, and errors suggest no names of it',
  },
  {
    name: 'CORS_ORIGINS',
    default: '',
    meaning:
      'origins whose pages may ask, with commas between: `https://portal.example,http://localhost:5173`; none otherwise',
  },
  {
    name: 'MIN_FREE_BYTES',
    default: '104857600',
    meaning: 'space that must be left where the server writes; with less `/readyz` says no. 0: never',
  },
  {
    name: 'CLOCK_VERIFIED_POSITION',
    default: '0',
    meaning:
      'position of a last event that was recorded ahead of time: it keeps no command from being accepted, once the clock was found right',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`' },
  { name: 'MAX_DEPTH', default: '15', meaning: 'levels of fields in a query' },
  { name: 'MAX_ALIASES', default: '30', meaning: 'aliases in a query' },
  { name: 'MAX_MUTATIONS', default: '10', meaning: 'commands in one request' },
  { name: 'MAX_TOKENS', default: '2000', meaning: 'lexical tokens in a query, variables not counted' },
  {
    name: 'MAX_COST',
    default: '20000',
    meaning: 'fields that a query may have to resolve, lists counted by `first`, `last` or an assumed size',
  },
  {
    name: 'ANSWER_CACHE_BYTES',
    default: '67108864',
    meaning: 'what answers may take that are kept for whoever asks the same before the ledger goes on; 0: none',
  },
  {
    name: 'PREPARED_QUERIES',
    default: '1000',
    meaning: 'queries that are remembered, to be executed without being parsed and validated again; 0: none',
  },
  {
    name: 'COMPILE_QUERIES',
    default: 'on',
    meaning: '`off` leaves remembered queries to the interpreter, however often they are asked',
  },
  {
    name: 'READERS',
    default: '1',
    meaning:
      'threads that answer queries whose work grows with a district or its history, beside the one that serves; 0, and with `memory:`: that one does, and nothing ends them',
  },
  {
    name: 'READERS_ANSWER',
    default: 'long',
    meaning: '`long`: these queries; `all`: every query over HTTP, for more of them than one thread answers',
  },
  {
    name: 'LONG_QUERY_SECONDS',
    default: '30',
    meaning: 'how long a reader may take for an answer, its turn waited for, before it is `DEADLINE_EXCEEDED`: 1 to 50',
  },
  { name: 'MAX_BODY_BYTES', default: '262144', meaning: 'size of a request' },
  {
    name: 'COST_PER_ADDRESS',
    default: '3000000',
    meaning:
      'what an address may ask for without a token in a minute, in the unit of `MAX_COST`; an IPv6 address counts by its /64',
  },
  { name: 'COST_PER_ACTOR', default: '6000000', meaning: 'what somebody who signed in may ask for in a minute' },
  { name: 'MAX_IN_FLIGHT', default: '500', meaning: 'requests that are worked at, all together' },
  { name: 'MAX_IN_FLIGHT_PER_ADDRESS', default: '100', meaning: 'requests of one address that are worked at' },
  { name: 'MAX_CONNECTIONS', default: '12000', meaning: 'open connections, WebSockets among them' },
  {
    name: 'MAX_CONNECTIONS_PER_ADDRESS',
    default: '500',
    meaning: 'open connections of one address; those of trusted proxies are not bounded by themselves',
  },
  { name: 'MAX_SOCKETS', default: '10000', meaning: 'open WebSockets' },
  { name: 'MAX_SOCKETS_PER_ADDRESS', default: '200', meaning: 'open WebSockets of one address' },
  {
    name: 'MAX_SUBSCRIPTIONS',
    default: '20000',
    meaning:
      'subscriptions, all together; a WebSocket has at most 20, and a large one counts as one for every 512 bytes',
  },
  {
    name: 'TRUSTED_PROXIES',
    default: '',
    meaning:
      'proxies whose `X-Forwarded-For` is believed: addresses, networks like `10.0.0.0/8`, `loopback`, `linklocal`, `uniquelocal`, with commas between; nobody otherwise',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];
