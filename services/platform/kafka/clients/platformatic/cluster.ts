/** The brokers of a cluster as one client sees them: who leads which partition, and who coordinates the group. */
import { findCoordinatorV4, metadataV12, type API, type Broker } from '@platformatic/kafka';
import { BrokerAnswer, lost, typeOf } from './broker-errors.ts';
import { createLink, type Link } from './broker-link.ts';
import type { LinkOptions } from './link-options.ts';

export const REQUEST_MS = 30_000;
const GROUP = 0;
const STALE = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
]);

/** By partition. */
export type Leaders = ReadonlyArray<Broker>;

export type Cluster = {
  /** @throws while a partition has no leader */
  leaders(topicName: string): Promise<Leaders>;
  /** @throws when there is no such partition */
  byLeader(leaders: Leaders, partitions: readonly number[]): Map<Broker, number[]>;
  /** What we know is old: the next look asks again. */
  forget(): void;
  coordinator(group: string): Promise<Broker>;
  /** Asks one broker after the other. */
  callAny<A extends unknown[], R>(api: API<A, R>, request: A): Promise<R>;
  /** @param purpose requests of one purpose share a connection: a broker answers each connection in order */
  call<A extends unknown[], R>(
    purpose: string,
    broker: Broker,
    api: API<A, R>,
    withinMs: number,
    request: A,
  ): Promise<R>;
  close(): void;
};

/** A leader has moved, or the broker that should answer is away. */
export const isStale = (error: unknown): boolean =>
  !(error instanceof BrokerAnswer) || STALE.has(typeOf(error));

export function createCluster(bootstrap: readonly string[], options: LinkOptions): Cluster {
  const links = new Map<string, Link>();
  const known = new Map<string, Leaders>();
  let brokers: Broker[] = bootstrap.map(brokerOf);
  const first = brokers;

  function linkTo(purpose: string, broker: Broker): Link {
    const key = `${purpose} ${broker.host}:${broker.port}`;
    let link = links.get(key);
    if (!link) links.set(key, (link = createLink(broker, options)));
    return link;
  }

  async function callAny<A extends unknown[], R>(api: API<A, R>, request: A): Promise<R> {
    let failure: unknown = lost('no broker is known');
    const tried = new Set<string>();
    for (const broker of [...brokers, ...first]) {
      const key = `${broker.host}:${broker.port}`;
      if (tried.has(key)) continue;
      tried.add(key);
      try {
        return await linkTo('any', broker).call(api, REQUEST_MS, request);
      } catch (error) {
        if (error instanceof BrokerAnswer) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async function ask(topicName: string): Promise<Leaders> {
    const answer = await callAny(metadataV12.api, [[topicName], false, false]);
    brokers = answer.brokers.map(({ host, port }) => ({ host, port }));
    const byId = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    const leaders: Broker[] = [];
    for (const { partitionIndex, leaderId } of answer.topics[0]?.partitions ?? []) {
      const leader = byId.get(leaderId);
      if (!leader) throw lost(`partition ${partitionIndex} of ${topicName} has no leader`);
      leaders[partitionIndex] = leader;
    }
    known.set(topicName, leaders);
    return leaders;
  }

  return {
    leaders: async (topicName) => known.get(topicName) ?? (await ask(topicName)),
    byLeader,
    forget: () => known.clear(),
    callAny,
    async coordinator(group) {
      const { coordinators } = await callAny(findCoordinatorV4.api, [GROUP, [group]]);
      const [found] = coordinators;
      if (!found) throw lost(`group ${group} has no coordinator`);
      return { host: found.host, port: found.port };
    },
    call: (purpose, broker, api, withinMs, request) => linkTo(purpose, broker).call(api, withinMs, request),
    close() {
      for (const link of links.values()) link.close();
    },
  };
}

function byLeader(leaders: Leaders, partitions: readonly number[]): Map<Broker, number[]> {
  const found = new Map<Broker, number[]>();
  for (const partition of partitions) {
    const leader = leaders[partition];
    if (!leader) throw lost(`there is no partition ${partition}`);
    const own = found.get(leader);
    if (own) own.push(partition);
    else found.set(leader, [partition]);
  }
  return found;
}

/** `host:port`; an IPv6 address is in brackets. */
export function brokerOf(text: string): Broker {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}
