import { EventStoreDBClient } from '@eventstore/db-client';
import { setMaxListeners } from 'node:events';
import { inTime, reasonOf, Replaced } from './eventstoredb-answers.js';
import { StoreUnavailable } from './port.js';

/** Where a node listens. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A client with a connection of its own to one node: the leader, as far as is known. */
export interface Link {
  readonly client: EventStoreDBClient;
  /** Aborted when this client is given up, with Replaced as the reason, or when the store is closed, with StoreUnavailable. */
  readonly over: AbortSignal;
  /** When the node last answered anything, and when it last took a write; milliseconds of performance.now(). */
  readonly answered: { any: number; write: number };
  /** `address:port` of the node it goes to; undefined until that has been found. */
  readonly node: () => string | undefined;
}

/** The client of the moment; one that has proved to be of no use is replaced, and whatever was on it begins again on the next. */
export interface Links {
  readonly current: () => Link;
  /** Gives up a link, where that was not done already. The next one goes to `leader` where it is known, and looks for it otherwise. */
  readonly giveUp: (link: Link, cause: unknown, leader?: Endpoint) => void;
  readonly close: () => Promise<void>;
}

export const CLOSED = 'The store is closed';
/** How long the client may take to say good-bye, in milliseconds. */
const GOODBYE = 1_000;

/** Throws Error on a connection string that cannot be used. */
export const openLinks = (url: string): Links => {
  const unanswered = keepUnanswered();
  let link = newLink(url, unanswered);
  let isClosed = false;
  return {
    current: () => link,
    giveUp: (given, cause, leader) => {
      if (isClosed || given.over.aborted) return;
      const { node } = link;
      link.end(new Replaced(reasonOf(cause))).catch(() => undefined);
      link = newLink(
        leader && !leader.address.includes(':') ? urlOf(url, leader) : urlWithout(url, node()),
        unanswered,
      );
    },
    close: async () => {
      isClosed = true;
      // It waits for its streams to end; a frozen connection must not hold up the process.
      await inTime(link.end(new StoreUnavailable(CLOSED)), GOODBYE).catch(() => undefined);
      unanswered.close();
    },
  };
};

interface OwnLink extends Link {
  readonly end: (reason: Error) => Promise<void>;
}

/** What is used of gRPC's channel. */
interface Channel {
  getTarget(): string;
  getConnectivityState(tryToConnect: boolean): number;
  close(): void;
}

/** As gRPC counts its states. */
const CONNECTING = 1;

/**
 * Connections on which a node has not said anything yet. gRPC cannot end such a one, it would stay as long as the node is frozen: there is
 * one at most for each node, which the next link to it takes over.
 */
const keepUnanswered = (): {
  /** The connection that is there already, or the one that was just made. */
  readonly take: (made: Channel) => Channel;
  /** Ends a connection, or keeps it where that cannot be. */
  readonly leave: (channel: Channel) => void;
  readonly close: () => void;
} => {
  const channels = new Map<string, Channel>();
  return {
    take: (made) => {
      const there = channels.get(made.getTarget());
      channels.delete(made.getTarget());
      if (there) made.close();
      return there ?? made;
    },
    leave: (channel) => {
      if (channel.getConnectivityState(false) === CONNECTING) channels.set(channel.getTarget(), channel);
      // Not at once: a request that holds the channel already, and is about to use it, would fail outside of its promise.
      else setImmediate(() => channel.close());
    },
    close: () => {
      for (const channel of channels.values()) channel.close();
    },
  };
};

const newLink = (url: string, unanswered: ReturnType<typeof keepUnanswered>): OwnLink => {
  const client = newClient(url);
  const over = new AbortController();
  // Everything that waits listens on it.
  setMaxListeners(0, over.signal);
  let channel: Channel | undefined;
  const own = client as unknown as { createChannel: () => Promise<Channel>; handleError: () => Promise<void> };
  const createChannel = own.createChannel;
  own.createChannel = async () => {
    const created = await createChannel();
    if (over.signal.aborted) throw over.signal.reason as Error;
    return (channel = unanswered.take(created));
  };
  // The client's own way to connect again waits for a discovery that may fail, in a promise that nobody holds: such a rejection ends the
  // process. And it leaves subscriptions behind, on the node that it turns away from. Hence links.
  own.handleError = () => Promise.resolve();
  return {
    client,
    over: over.signal,
    answered: { any: -Infinity, write: -Infinity },
    node: () => channel?.getTarget().replace(/^[a-z]+:/, ''),
    end: async (reason) => {
      over.abort(reason);
      if (channel) unanswered.leave(channel);
      await client.dispose();
    },
  };
};

const OPTIONS = new Set([
  'tls',
  'tlscafile',
  'usercertfile',
  'userkeyfile',
  'connectionname',
  'defaultdeadline',
  'nodepreference',
  'maxdiscoverattempts',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
]);
/** What the client assumes, in milliseconds. */
const KEEP_ALIVE_TIMEOUT = 10_000;
let clients = 0;

/** The client prints a connection string that it does not like, password and all; hence the look beforehand. */
const newClient = (url: string): EventStoreDBClient => {
  const given = new Map<string, string>();
  for (const option of (url.split('?')[1] ?? '').split('&')) {
    const [name = '', value = ''] = option.split('=');
    const flat = name.toLowerCase().replace(/[_-]/g, '');
    if (name !== '' && !OPTIONS.has(flat)) throw new Error(`Not an option of an esdb: URL: ${name}`);
    given.set(flat, value);
  }
  const keepAlive = Number(given.get('keepalivetimeout') ?? KEEP_ALIVE_TIMEOUT);
  const own = [
    // In seconds: a frozen node among those that are asked for the leader would take five.
    ...(given.has('gossiptimeout') ? [] : ['gossipTimeout=1']),
    // Whoever asks tries again by itself, and one that is closed goes on looking to the last of them.
    ...(given.has('maxdiscoverattempts') ? [] : ['maxDiscoverAttempts=3']),
    // gRPC lets clients with equal settings share a connection; one that takes the place of another needs its own.
    ...(keepAlive === -1 ? [] : [`keepAliveTimeout=${keepAlive + (clients++ % 1_000)}`]),
  ];
  try {
    return EventStoreDBClient.connectionString(`${url}${url.includes('?') ? '&' : '?'}${own.join('&')}`);
  } catch {
    throw new Error('Not a connection string: it looks like esdb://user:password@host:2113?tls=true');
  }
};

/** The parts of a connection string, as the client reads it: protocol, user and password, nodes, options. */
const partsOf = (url: string): readonly [string, string, string, string] => {
  const parts = /^([^:]+:\/\/)((?:[^:]+:[^@]+@)?)([^?]*)(.*)$/s.exec(url.trim()) ?? [];
  const [, protocol = '', credentials = '', nodes = '', options = ''] = parts;
  return [protocol, credentials, nodes, options];
};

const urlOf = (url: string, { address, port }: Endpoint): string => {
  const [, credentials, , options] = partsOf(url);
  return `esdb://${credentials}${address}:${port}${options}`;
};

/** A node that has just failed is not asked for the leader, where at least two others can be. */
const urlWithout = (url: string, failed: string | undefined): string => {
  const [protocol, credentials, nodes, options] = partsOf(url);
  const others = nodes
    .split(/[,/]/)
    .filter((node) => node !== '' && (node.includes(':') ? node : `${node}:2113`) !== failed);
  return others.length < 2 ? url : `${protocol}${credentials}${others.join()}${options}`;
};
