import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../commands/command.js';
import type { Log } from '../projections/runner.js';
import { openAddresses, type Addresses } from './addresses.js';
import { authorizationOf } from './authorization.js';
import { costOfBytes, costOfRequest, openBudget, type Account } from './budget.js';
import type { Configuration } from './configuration.js';
import { overloaded, spent, tooMany } from './errors.js';
import type { RefusedFor } from './metrics.js';
import { openPlaces, type GiveBack } from './places.js';
import type { SignIn } from './sign-in.js';

/** How long somebody should wait who found every place taken, in seconds. */
const SOON = 1;

export interface AdmissionOptions {
  readonly configuration: Pick<Configuration, 'trustedProxies' | 'bounds' | 'limits'>;
  readonly signIn: Pick<SignIn, 'authenticate'>;
  readonly countRefusal: (refusal: RefusedFor) => void;
  readonly log: Pick<Log, 'warn'>;
}

/** Who may ask, before anything is done for them: how many at a time, and how much in a minute. */
export interface Admission {
  /** Lets a request in before its body is read: finds out who asks and takes what any request costs. Throws OVERLOADED and RATE_LIMITED. */
  enter(request: FastifyRequest): Promise<void>;
  /** Does the work of a request that was let in, if there is a place for it. Throws OVERLOADED and RATE_LIMITED. */
  work<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T>;
  /** Charges for the answer, and says in its headers what is left. */
  leave(request: FastifyRequest, reply: FastifyReply, answer: unknown): void;
  readonly addresses: Addresses;
  /** Who signed in spends their own budget, everybody else that of the address. */
  accountOf(principal: Principal | undefined, address: string): Account;
  /** A place for work, if there is one for the address: to be given back. */
  place(address: string): GiveBack | undefined;
  /** Whether every place is taken. */
  isFull(): boolean;
  /** What is left to whoever pays, as names and values of headers. */
  left(account: Account): readonly string[];
  /** Takes the cost from the account. Throws RATE_LIMITED. */
  spend(account: Account, cost: number): void;
  /** How many requests are being worked at, and how many accounts are known. */
  readonly counts: { readonly inFlight: () => number; readonly addresses: () => number; readonly actors: () => number };
}

export const openAdmission = ({ configuration, signIn, countRefusal, log }: AdmissionOptions): Admission => {
  const { trustedProxies, bounds, limits } = configuration;
  const addresses = openAddresses(trustedProxies);
  const actors = openBudget({ of: 'actor', perMinute: bounds.costPerActor });
  const anybody = openBudget({ of: 'address', perMinute: bounds.costPerAddress });
  const places = openPlaces({ all: bounds.inFlight, each: bounds.inFlightPerAddress });

  const accountOf: Admission['accountOf'] = (principal, address) =>
    principal === undefined || principal.actor.role === 'PUBLIC'
      ? anybody.of(address)
      : actors.of(`${principal.actor.role} ${principal.actor.id}`);
  const spend: Admission['spend'] = (account, cost) => {
    if (account.take(cost)) return;
    countRefusal(account.of === 'actor' ? 'cost_per_actor' : 'cost_per_address');
    throw spent(account.of, Math.ceil(account.wait(cost) / 1000));
  };
  const full = (): Error => {
    countRefusal('in_flight');
    return overloaded('The server is at its limit of requests: try again in a moment', SOON);
  };

  const left: Admission['left'] = (account) => [
    'ratelimit-policy',
    `"${account.of}";q=${account.perMinute};qu="cost";w=60`,
    'ratelimit',
    `"${account.of}";r=${Math.max(0, Math.floor(account.left()))};t=${Math.ceil(account.wait(account.perMinute) / 1000)}`,
  ];

  let saidSo = trustedProxies.length > 0;
  const sayThatProxiesAreNotTrusted = (): void => {
    saidSo = true;
    log.warn(
      {},
      'X-Forwarded-For is not believed: all clients of a proxy count as one address. TRUSTED_PROXIES names proxies',
    );
  };
  const whoAsks = async ({ raw }: FastifyRequest): Promise<Principal> => signIn.authenticate(authorizationOf(raw));

  return {
    enter: async (request) => {
      const { exchange, headers } = request;
      if (!saidSo && headers['x-forwarded-for'] !== undefined) sayThatProxiesAreNotTrusted();
      if (places.areTaken()) throw full();
      exchange.address = addresses.of(request.raw);
      exchange.principal = whoAsks(request);
      // A token that is refused is answered by GraphQL, at the cost of the address.
      const principal = await exchange.principal.catch(() => undefined);
      exchange.account = accountOf(principal, exchange.address);
      // What does not say how long it is may be as long as is allowed.
      const bytes =
        headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : limits.bodyBytes;
      spend(exchange.account, costOfRequest(bytes));
    },
    work: async ({ exchange: { address = '' } }, work) => {
      const place = places.take(address);
      if (place === 'all') throw full();
      if (place === 'own') {
        countRefusal('in_flight_per_address');
        throw tooMany('Too many requests of this address are being answered: try again in a moment', SOON);
      }
      try {
        return await work();
      } finally {
        place();
      }
    },
    leave: ({ exchange: { account } }, reply, answer) => {
      if (account === undefined) return;
      if (typeof answer === 'string' || Buffer.isBuffer(answer)) account.charge(costOfBytes(Buffer.byteLength(answer)));
      const [policy, policyValue, limit, limitValue] = left(account);
      reply.header(policy!, policyValue).header(limit!, limitValue);
    },
    place: (address) => {
      const place = places.take(address);
      return typeof place === 'string' ? undefined : place;
    },
    isFull: places.areTaken,
    left,
    addresses,
    accountOf,
    spend,
    counts: { inFlight: places.taken, addresses: anybody.size, actors: actors.size },
  };
};
