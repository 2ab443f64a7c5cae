import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** How many of the 16-bit groups of an IPv6 address name a network: its other half is its owner's to choose. */
const NETWORK_GROUPS = 4;
/** Nobody's: the connection is gone. */
const NOWHERE = 'nowhere';

/** So many addresses are not read again. */
const MOST_READ = 10_000;

/** As a budget counts an address: an IPv4 address by itself, an IPv6 address as its /64. */
export const networkOf = (address: string | undefined): string => {
  if (address === undefined || !ipaddr.isValid(address)) return NOWHERE;
  const read = ipaddr.process(address);
  if (!(read instanceof ipaddr.IPv6)) return read.toString();
  return `${read.parts
    .slice(0, NETWORK_GROUPS)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
};

export interface Addresses {
  /** Where a request comes from, as it is counted. What X-Forwarded-For says counts only as far as trusted proxies wrote it. */
  readonly of: (request: IncomingMessage) => string;
  readonly isTrusted: (address: string | undefined) => boolean;
}

/** Throws a TypeError where an entry is neither an address, nor a network in CIDR notation, nor loopback, linklocal or uniquelocal. */
export const openAddresses = (trustedProxies: readonly string[]): Addresses => {
  const trust = trustedProxies.length === 0 ? () => false : proxyAddress.compile([...trustedProxies]);
  const networks = new LRUCache<string, string>({ max: MOST_READ, memoMethod: networkOf });
  const addressOf =
    trustedProxies.length === 0
      ? ({ socket }: IncomingMessage) => socket.remoteAddress
      : (request: IncomingMessage) => proxyAddress(request, trust);
  return {
    of: (request) => networks.memo(addressOf(request) ?? ''),
    isTrusted: (address) => address !== undefined && trust(address, 0),
  };
};
