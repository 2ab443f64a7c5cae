import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, type Addresses } from './addresses.js';
import type { Bounds } from './configuration.js';
import type { RefusedFor } from './metrics.js';
import { openPlaces } from './places.js';

export interface ConnectionsOptions {
  readonly bounds: Bounds;
  readonly addresses: Addresses;
  readonly countRefusal: (refusal: RefusedFor) => void;
}

/**
 * Bounds the connections that are open, whatever they are used for or not used for. Those of trusted proxies are bounded all together:
 * many clients come by one of them.
 */
export const boundConnections = (server: Server, options: ConnectionsOptions): { readonly open: () => number } => {
  const { bounds, addresses, countRefusal } = options;
  const places = openPlaces({ all: Infinity, each: bounds.connectionsPerAddress });
  let open = 0;
  server.maxConnections = bounds.connections;
  server.on('drop', () => countRefusal('connections'));
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (addresses.isTrusted(socket.remoteAddress)) return;
    const place = places.take(networkOf(socket.remoteAddress));
    if (typeof place === 'function') return void socket.once('close', place);
    countRefusal('connections_per_address');
    socket.destroy();
  });
  return { open: () => open };
};
