/**
 * How far the senders are in the topic of released messages, looked at some times a second beside the ticks.
 */
import { topics } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';

/** Seldom enough to cost nothing, often enough to act before what waits is too late for its slot. */
const LOOK_EVERY_MS = 250;

export type Backlog = {
  /** Messages released and not taken up. */
  readonly waiting: number;
  /** Messages taken up so far; only differences mean something. */
  readonly taken: number;
};

export type SenderBacklog = {
  /** Starts a look when the last one is old enough. @param onLook hears of its result; not of one that failed */
  look(nowMs: number, onLook: (backlog: Backlog) => void): void;
  close(): Promise<void>;
};

type Committed = readonly { readonly partition: number; readonly offset: string }[];
type Ends = readonly { readonly partition: number; readonly high: string; readonly low: string }[];

export async function watchSenderBacklog(context: ServiceContext): Promise<SenderBacklog> {
  const { kafka, settings, log } = context;
  const topic = settings.namespace + topics.releasedMessages.name;
  const groupId = `${settings.namespace}sender.${topics.releasedMessages.name}`;
  const admin = kafka.admin();
  await admin.connect();
  let lookedAtMs = 0;
  let looking: Promise<void> | null = null;

  async function read(onLook: (backlog: Backlog) => void): Promise<void> {
    try {
      const [ends, [group]] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId, topics: [topic] }),
      ]);
      onLook(backlogOf(ends, group?.partitions ?? []));
    } catch (error) {
      log.warn({ err: error }, 'the senders’ backlog could not be read; the next look is soon');
    }
  }

  return {
    look(nowMs, onLook) {
      if (looking || nowMs - lookedAtMs < LOOK_EVERY_MS) return;
      lookedAtMs = nowMs;
      looking = read(onLook).finally(() => (looking = null));
    },
    close: async () => {
      await looking;
      await admin.disconnect();
    },
  };
}

/** A partition without a committed offset (-1) is behind by all that it holds. */
export function backlogOf(ends: Ends, committed: Committed): Backlog {
  const offsetOf = new Map(committed.map(({ partition, offset }) => [partition, Number(offset)]));
  let waiting = 0;
  let taken = 0;
  for (const { partition, high, low } of ends) {
    const reached = Math.max(Number(low), offsetOf.get(partition) ?? 0);
    waiting += Number(high) - reached;
    taken += reached;
  }
  return { waiting, taken };
}
