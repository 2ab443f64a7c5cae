import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';

/** A network between a client and a server of this machine, that can fail. */
export interface Proxy {
  readonly port: number;
  /** How many connections are open. */
  readonly open: () => number;
  /** Breaks every connection off; new ones are taken. */
  readonly drop: () => void;
  /** Ends every connection, as a process that dies does; new ones are taken. */
  readonly end: () => void;
  /** What the server sends is kept back, and delivered afterwards. */
  readonly mute: (muted: boolean) => void;
  /** The connections that are open carry nothing any more, as behind a firewall that forgot them; new ones do. */
  readonly forget: () => void;
  /** false: every connection is broken off, and new ones are refused. */
  readonly available: (available: boolean) => Promise<void>;
  /** Breaks every connection off; new ones come to another server. */
  readonly redirect: (target: number) => void;
  readonly close: () => Promise<void>;
}

export const proxyTo = async (first: number): Promise<Proxy> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = first;
  let muted = false;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => client.write(data));
    if (muted) upstream.pause();
    for (const socket of pair) {
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const each of pair) each.destroy();
        pairs.delete(pair);
      });
    }
  });
  const drop = (): void => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  const end = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    drop();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    open: () => pairs.size,
    drop,
    end,
    mute: (wanted) => {
      muted = wanted;
      for (const [, upstream] of pairs)
        if (muted) upstream.pause();
        else upstream.resume();
    },
    forget: () => {
      for (const [client, upstream] of pairs) {
        client.removeAllListeners('data').resume();
        upstream.removeAllListeners('data').resume();
      }
    },
    available: (wanted) => (wanted ? listen(port) : shut()),
    redirect: (to) => {
      target = to;
      drop();
    },
    close: shut,
  };
};
