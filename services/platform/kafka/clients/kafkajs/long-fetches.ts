/**
 * How long the broker keeps a fetch of kafkajs when there is nothing to read. kafkajs has one time for this, which is also the one
 * after which it looks at partitions again that rest, and waits for the end of a fetch before it leaves a group.
 */
import kafkajs, { type Cluster, type PartitionAssigner } from 'kafkajs';
import { LONG_ROUND_MS } from '../../../process/repeat.ts';

/** A heartbeat follows each fetch: a member hears of a rebalance as late as a round, which is at most this part of a session. */
const SHARE_OF_SESSION = 1 / 4;
/** A fetch that would end sooner ends one round later. */
const SHORTEST = 1 / 5;

/**
 * All fetches of a process end together: one burst of work instead of one each.
 * @param nowMs of a clock that differs from process to process, so that not all of them ask at once
 */
export function fetchWaitMs(nowMs: number, sessionMs: number): number {
  const roundMs = Math.floor(Math.min(LONG_ROUND_MS, sessionMs * SHARE_OF_SESSION));
  const leftMs = roundMs - (Math.floor(nowMs) % roundMs);
  return leftMs < roundMs * SHORTEST ? leftMs + roundMs : leftMs;
}

export type LongFetches = {
  /** For the consumer whose fetches these are. */
  readonly assigner: PartitionAssigner;
  /** Answers what is under way as if there were no records. */
  end(): void;
  /** Forgets what is under way, once nobody waits for it: a connection closes when it has all its answers. */
  abandon(): void;
};

type Options = {
  readonly sessionMs: number;
  /** Whether a partition rests: it is wanted again as soon as it does not. */
  readonly rests: () => boolean;
};

/** What the types of kafkajs leave out. */
type Connection = { rejectRequests(error: Error): void };
type Pooled = { readonly connectionPool: { readonly pool: readonly Connection[] } };
type Broker = Awaited<ReturnType<Cluster['findBroker']>>;
type Fetch = (...of: Parameters<Broker['fetch']>) => Promise<unknown>;

const NOTHING = { responses: [] };

export function createLongFetches({ sessionMs, rests }: Options): LongFetches {
  /** What ends a fetch that is under way → its broker. */
  const underWay = new Map<() => void, Broker>();
  const known = new WeakSet<Broker>();

  function lengthen(broker: Broker): void {
    if (known.has(broker)) return;
    known.add(broker);
    const fetch: Fetch = broker.fetch.bind(broker);
    broker.fetch = (request) => {
      const waits = rests() ? {} : { maxWaitTime: fetchWaitMs(performance.now(), sessionMs) };
      return new Promise<unknown>((resolve, reject) => {
        const end = (): void => resolve(NOTHING);
        underWay.set(end, broker);
        void fetch({ ...request, ...waits })
          .then(resolve, reject)
          .finally(() => underWay.delete(end));
      });
    };
  }

  return {
    assigner(given) {
      const { cluster } = given;
      const find = cluster.findBroker.bind(cluster);
      cluster.findBroker = async (which) => {
        const broker = await find(which);
        lengthen(broker);
        return broker;
      };
      return kafkajs.PartitionAssigners.roundRobin(given);
    },
    end() {
      for (const end of underWay.keys()) end();
    },
    abandon() {
      const brokers = new Set(underWay.values()) as Set<unknown> as Set<Pooled>;
      for (const { connectionPool } of brokers)
        for (const connection of connectionPool.pool)
          connection.rejectRequests(new Error('the consumer has left its group'));
    },
  };
}
