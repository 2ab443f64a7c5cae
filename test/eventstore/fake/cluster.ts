import { eventLog } from './log.js';
import type { Log } from './log.js';
import { proxyTo } from './proxy.js';
import type { Proxy } from './proxy.js';
import { fakeEventStoreDb } from './server.js';
import type { FakeEventStoreDb } from './server.js';

export interface Node {
  readonly fake: FakeEventStoreDb;
  /** The network before it: muted, the node is frozen. */
  readonly proxy: Proxy;
}

/** Three nodes on one log, of which the first leads. */
export interface Cluster {
  readonly log: Log;
  readonly nodes: readonly [Node, Node, Node];
  readonly url: string;
  /** From now on this one leads, and the others know. */
  readonly elect: (leader: Node) => void;
  /** true: no node knows a leader. */
  readonly loseMajority: (lost: boolean) => void;
  readonly close: () => Promise<void>;
}

export const startCluster = async (): Promise<Cluster> => {
  const log = eventLog();
  const start = async (): Promise<Node> => {
    const fake = await fakeEventStoreDb(log);
    const proxy = await proxyTo(fake.port);
    fake.advertise(proxy.port);
    return { fake, proxy };
  };
  const nodes = [await start(), await start(), await start()] as const;
  const elect = (leader: Node): void => {
    for (const { fake } of nodes)
      fake.faults.leader = fake === leader.fake ? undefined : { address: '127.0.0.1', port: leader.proxy.port };
  };
  elect(nodes[0]);
  return {
    log,
    nodes,
    url: `esdb://${nodes.map(({ proxy }) => `127.0.0.1:${proxy.port}`).join()}?tls=false`,
    elect,
    loseMajority: (lost) => {
      for (const { fake } of nodes) fake.faults.notReady = lost;
    },
    close: async () => {
      for (const { fake, proxy } of nodes) {
        await proxy.close();
        fake.close();
      }
    },
  };
};
