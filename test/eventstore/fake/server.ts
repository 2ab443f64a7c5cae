import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  ReadResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { ServerReadableStream, ServerUnaryCall, ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { eventLog } from './log.js';
import type { Log, Proposed } from './log.js';
import {
  appendResponse,
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  expectedOf,
  failure,
  filterOf,
  invalidPosition,
  nameOf,
  nothingToDelete,
  notFoundResponse,
  notLeader,
  notReady,
  proposedOf,
  streamDeleted,
  tooLarge,
} from './messages.js';

/** What goes wrong from now on; each may be set and taken back at any time. */
export interface Faults {
  /** As while it starts or elects, or has lost the majority: it knows no leader. */
  notReady: boolean;
  /** It has lost the others and believes still that it leads: it reads, takes no append, and hears of nothing new. */
  isolated: boolean;
  /** Requests that want the leader are sent there. */
  leader: { readonly address: string; readonly port: number } | undefined;
  /** The next appends are answered with these and not carried out. */
  readonly refusals: ServiceError[];
  /** So many appends are carried out and never answered. */
  unansweredAppends: number;
  /** Requests are answered only once this is done. */
  delay: Promise<void> | undefined;
}

export interface Traffic {
  append: number;
  read: number;
  subscribe: number;
  gossip: number;
  /** Deletions of either kind. */
  remove: number;
  /** Responses to reads and subscriptions. */
  sent: number;
  /** Reads and subscriptions that the client's flow control holds up at the moment. */
  held: number;
}

export interface FakeEventStoreDb {
  readonly port: number;
  readonly log: Log;
  readonly faults: Faults;
  /** How many requests of each kind came in, and what was sent: see Traffic. */
  readonly traffic: Readonly<Traffic>;
  /** Where it says that it can be reached. */
  readonly advertise: (port: number) => void;
  /** The subscriptions that are open give nothing any more, and do not end. */
  readonly silence: () => void;
  readonly close: () => void;
}

const MAX_APPEND = 1_048_576;
/** Events that may wait for a live subscriber; with more it catches up again and says so again. */
const LIVE_WAITING = 32;

/**
 * EventStoreDB's Streams service in this process, as far as the client uses it; what it answers was compared with a 24.10 server.
 * It names no BatchAppend among its features, so clients append without. Fakes on one log are the nodes of a cluster.
 */
export const fakeEventStoreDb = async (log = eventLog()): Promise<FakeEventStoreDb> => {
  const faults: Faults = {
    notReady: false,
    isolated: false,
    leader: undefined,
    refusals: [],
    unansweredAppends: 0,
    delay: undefined,
  };
  const traffic: Traffic = { append: 0, read: 0, subscribe: 0, gossip: 0, remove: 0, sent: 0, held: 0 };
  const closed = new AbortController();
  let silent = new AbortController();
  let advertised: number | undefined;

  /** Counts the request; throws what a server answers that does not handle it. */
  const admit = async (kind: keyof Traffic, wantsLeader: boolean): Promise<void> => {
    traffic[kind]++;
    await faults.delay;
    if (faults.notReady) throw notReady();
    if (faults.leader && wantsLeader) throw notLeader(faults.leader);
  };

  const append = async (call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendResp | undefined> => {
    let options: AppendReq.Options | undefined;
    const events: Proposed[] = [];
    let size = 0;
    for await (const message of call as AsyncIterable<AppendReq>) {
      options ??= message.getOptions();
      const proposed = message.getProposedMessage();
      if (!proposed) continue;
      const event = proposedOf(proposed);
      size += event.data.length + event.metadata.length + 2 * event.type.length;
      if (size > MAX_APPEND) throw tooLarge(MAX_APPEND);
      events.push(event);
    }
    const isCutOff = call.cancelled;
    await admit('append', wantsLeader(call));
    if (isCutOff) return undefined;
    const refusal = faults.refusals.shift();
    if (refusal) throw refusal;
    if (faults.isolated) return undefined;
    const [stream, expected] = [
      nameOf(options?.getStreamIdentifier()),
      expectedOf(options ?? new streams.AppendReq.Options()),
    ];
    const outcome = log.append(stream, expected, events);
    if (faults.unansweredAppends > 0) {
      faults.unansweredAppends--;
      return undefined;
    }
    if (outcome.kind === 'deleted') throw streamDeleted(stream);
    return appendResponse(outcome, expected);
  };

  const read = async (call: ServerWritableStream<ReadReq, ReadResp>, cancelled: AbortSignal): Promise<void> => {
    const options = call.request.getOptions() ?? new streams.ReadReq.Options();
    await admit(options.hasSubscription() ? 'subscribe' : 'read', wantsLeader(call));
    const send = async (response: ReadResp): Promise<void> => {
      if (cancelled.aborted) return;
      traffic.sent++;
      if (call.write(response)) return;
      traffic.held++;
      await once(call, 'drain', { signal: cancelled }).catch(() => undefined);
      traffic.held--;
    };
    if (options.hasSubscription()) return subscribe(options, send, cancelled);
    const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
    const stream = nameOf(options.getStream()?.getStreamIdentifier());
    const inAll = options.hasAll() ? startOf(options.getAll(), !backwards) : 0;
    const visible = options.hasAll()
      ? backwards
        ? log.all.slice(0, inAll)
        : log.all.slice(inAll)
      : log.visible(stream);
    if (visible === 'deleted') throw streamDeleted(stream);
    if (visible === undefined) return send(notFoundResponse(stream));
    const from = options.getStream()?.hasRevision() ? Number(options.getStream()?.getRevision()) : undefined;
    const wanted = visible.filter(
      ({ revision }) => from === undefined || (backwards ? revision <= from : revision >= from),
    );
    if (backwards) wanted.reverse();
    for (const event of wanted.slice(0, Number(options.getCount()))) await send(eventResponse(event));
  };

  /** Where a read of all begins in the log: at the position itself, or after it. */
  const startOf = (options: ReadReq.Options.AllOptions | undefined, inclusive: boolean): number => {
    if (options?.hasEnd()) return log.all.length;
    if (!options?.hasPosition()) return 0;
    const position = Number(options.getPosition()?.getCommitPosition());
    const index = log.all.findIndex((event) => event.position >= position);
    if (index === -1) return log.all.length;
    if (log.all[index]?.position !== position) throw invalidPosition();
    return inclusive ? index : index + 1;
  };

  const subscribe = async (
    options: ReadReq.Options,
    send: (response: ReadResp) => Promise<void>,
    cancelled: AbortSignal,
  ): Promise<void> => {
    await send(confirmationResponse(randomUUID()));
    const matches = filterOf(options);
    const stop = AbortSignal.any([cancelled, closed.signal]);
    const { signal } = silent;
    const interval =
      (options.getFilter()?.getMax() ?? 0) * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 0);
    let considered = 0;
    let isLive = false;
    for (let next = startOf(options.getAll(), false); !stop.aborted; next++) {
      if (log.all.length - next > LIVE_WAITING) isLive = false;
      if (next >= log.all.length && !isLive) {
        isLive = true;
        const last = log.all.at(-1);
        if (last) await send(checkpointResponse(last.position));
        await send(caughtUpResponse());
      }
      await log.longerThan(next, stop);
      if ((signal.aborted || faults.isolated) && !stop.aborted) await once(stop, 'abort');
      const event = log.all[next];
      if (event && matches(event)) await send(eventResponse(event));
      if (event && interval > 0 && ++considered % interval === 0) await send(checkpointResponse(event.position));
    }
  };

  const remove = async (call: ServerUnaryCall<DeleteReq, DeleteResp>): Promise<DeleteResp> => {
    await admit('remove', wantsLeader(call));
    const stream = nameOf(call.request.getOptions()?.getStreamIdentifier());
    if (log.visible(stream) === 'deleted') throw streamDeleted(stream);
    if (!log.remove(stream)) throw nothingToDelete(stream);
    return new streams.DeleteResp();
  };

  const tombstone = async (call: ServerUnaryCall<TombstoneReq, TombstoneResp>): Promise<TombstoneResp> => {
    await admit('remove', wantsLeader(call));
    log.tombstone(nameOf(call.request.getOptions()?.getStreamIdentifier()));
    return new streams.TombstoneResp();
  };

  const service: IStreamsServer = {
    read: (call) => {
      const cancelled = new AbortController();
      call.on('cancelled', () => cancelled.abort());
      read(call, cancelled.signal).then(
        () => call.end(),
        (error: unknown) => call.emit('error', error),
      );
    },
    append: (call, answer) => {
      append(call).then(
        (response) => {
          if (response) answer(null, response);
        },
        (error: unknown) => answer(error as ServiceError),
      );
    },
    delete: (call, answer) => {
      remove(call).then(
        (response) => answer(null, response),
        (error: unknown) => answer(error as ServiceError),
      );
    },
    tombstone: (call, answer) => {
      tombstone(call).then(
        (response) => answer(null, response),
        (error: unknown) => answer(error as ServiceError),
      );
    },
    batchAppend: (call) => {
      call.emit('error', failure(status.UNIMPLEMENTED, 'No BatchAppend here'));
    },
  };

  const server = new Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
  server.addService(streamsService.StreamsService, service);
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (_call: unknown, answer: (error: null, response: unknown) => void) => {
      answer(null, new features.SupportedMethods().setEventStoreServerVersion('24.10.14'));
    },
  });
  server.addService(gossipService.GossipService, {
    read: (_call: unknown, answer: (error: null, response: unknown) => void) => {
      traffic.gossip++;
      const { LEADER, FOLLOWER, UNKNOWN } = gossip.MemberInfo.VNodeState;
      type State = typeof LEADER | typeof FOLLOWER | typeof UNKNOWN;
      const member = (at: { address: string; port: number }, state: State) =>
        new gossip.MemberInfo()
          .setInstanceId(new shared.UUID().setString(randomUUID()))
          .setTimeStamp('0')
          .setState(state)
          .setIsAlive(true)
          .setHttpEndPoint(new gossip.EndPoint().setAddress(at.address).setPort(at.port));
      const self = { address: '127.0.0.1', port: advertised ?? port };
      const known = faults.leader ? [member(faults.leader, LEADER), member(self, FOLLOWER)] : [member(self, LEADER)];
      const members = faults.notReady ? [member(self, UNKNOWN)] : known;
      answer(null, new gossip.ClusterInfo().setMembersList(members));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    log,
    faults,
    traffic,
    advertise: (at) => {
      advertised = at;
    },
    silence: () => {
      silent.abort();
      silent = new AbortController();
    },
    close: () => {
      closed.abort();
      server.forceShutdown();
    },
  };
};

const wantsLeader = (call: { readonly metadata: { get(key: string): unknown[] } }): boolean =>
  call.metadata.get('requires-leader')[0] === 'true';
