/** A member of a consumer group: joins, reads while it has a place, gives back, and joins again. */
import { listOffsetsV8 } from '@platformatic/kafka';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../../process/logger.ts';
import { isLostInfrastructure } from '../../handling/lost-infrastructure.ts';
import type { Batch, Member, MemberOptions } from '../contract.ts';
import { BrokerAnswer, isRefused, typeOf } from './broker-errors.ts';
import { REQUEST_MS, type Cluster } from './cluster.ts';
import { startFetchLoop, type FetchLoop } from './fetch-loop.ts';
import { createMembership, type Membership, type Place } from './membership.ts';

const HEARTBEAT_MS = 2_000;
const PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
/** How long a rebalance waits for what is being handled, as a share of the session. */
const HANDLING_SHARE = 0.5;
const END_MS = 1_000;
const COMMIT_MS = 2_000;
const EARLIEST = -2n;
const LATEST = -1n;
const READ_COMMITTED = 1;
/** The place is not ours any more. */
const UNSEATED = new Set([
  'REBALANCE_IN_PROGRESS',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
]);

export async function joinGroup(cluster: Cluster, options: MemberOptions, log: Logger): Promise<Member> {
  const membership = createMembership(cluster, options);
  const stopping = new AbortController();
  const life = { cluster, options, log, membership, stopping: stopping.signal };
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    ended = live(life, resolve).catch((error: Error) => {
      options.onEnd(error);
      reject(error);
    });
  });
  return {
    async leave() {
      stopping.abort();
      // not for a join that waits for other members
      await Promise.race([ended, delay(END_MS, undefined, { ref: false })]);
      await membership.leave().catch((error: unknown) => log.debug({ err: error }, 'the group was not left'));
      cluster.close();
    },
  };
}

type Life = {
  readonly cluster: Cluster;
  readonly options: MemberOptions;
  readonly log: Logger;
  readonly membership: Membership;
  readonly stopping: AbortSignal;
};

/** @throws what no other try can help */
async function live(life: Life, onFirstPlace: () => void): Promise<void> {
  const { membership, stopping, options, log } = life;
  let pause = PAUSE_MS;
  while (!stopping.aborted) {
    try {
      const place = await membership.join();
      await sit(life, place, onFirstPlace);
      pause = PAUSE_MS;
    } catch (error) {
      if (!mayPass(error)) throw error;
      log.debug({ err: error, group: options.group }, 'the member has no place; it tries again');
      if (!UNSEATED.has(typeOf(error))) life.cluster.forget();
      await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
      pause = Math.min(MAX_PAUSE_MS, pause * 2);
    }
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof BrokerAnswer
    ? error.retriable || UNSEATED.has(error.type)
    : isLostInfrastructure(error) && !isRefused(error);

/** Reads from a place until it is lost. */
async function sit(life: Life, place: Place, onPlace: () => void): Promise<void> {
  const { options, membership, log } = life;
  const { topicName, onAssigned, onBatch } = options;
  let unseat: (reason: Error | null) => void = () => undefined;
  const unseated = new Promise<Error | null>((resolve) => (unseat = resolve));
  let isOurs = true;
  const stop = (): void => unseat(null);
  life.stopping.addEventListener('abort', stop);
  const verbs: Pick<Batch, 'isOurs' | 'heartbeat' | 'commit'> = {
    isOurs: () => isOurs,
    heartbeat: () => (isOurs ? Promise.resolve() : Promise.reject(new Error('the group assigns again'))),
    commit: (offsets) => membership.commit(place, offsets),
  };
  const beating = beat(life, place, unseat);
  let loop: FetchLoop | null = null;
  try {
    const begins = new Map(await committedOr(life, place.partitions));
    for (const [partition, offset] of onAssigned(place.partitions)) begins.set(partition, offset);
    const reset = (partitions: number[]): Promise<Map<number, bigint>> => edges(life, partitions);
    const { cluster } = life;
    loop = startFetchLoop({
      ...{ cluster, place, log, topicName, onBatch, begins, reset, verbs },
      broke: unseat,
    });
    onPlace();
    log.debug({ topic: topicName, partitions: place.partitions }, 'the member has a place');
    const reason = await unseated;
    if (reason && !mayPass(reason)) throw reason;
  } finally {
    isOurs = false;
    clearInterval(beating);
    life.stopping.removeEventListener('abort', stop);
    if (loop) await giveBack(life, loop);
  }
}

/** What is being handled ends, and is committed while the group still waits for us. */
async function giveBack({ options, stopping }: Life, loop: FetchLoop): Promise<void> {
  const patience = options.sessionMs * HANDLING_SHARE;
  await Promise.race([loop.stop(), delay(patience, undefined, { ref: false })]);
  if (stopping.aborted) return; // committed by who stops us
  await Promise.race([options.onRevoked(), delay(COMMIT_MS, undefined, { ref: false })]);
}

function beat(
  { membership, options, log }: Life,
  place: Place,
  unseat: (reason: Error) => void,
): NodeJS.Timeout {
  let answeredAt = Date.now();
  let isAsking = false;
  return setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    membership
      .beat(place)
      .then(() => void (answeredAt = Date.now()))
      .catch((error: Error) => {
        log.debug({ err: error, group: options.group }, 'no heartbeat');
        const isTooLate = Date.now() - answeredAt > options.sessionMs;
        if (isTooLate || UNSEATED.has(typeOf(error)) || !mayPass(error)) unseat(error);
      })
      .finally(() => (isAsking = false));
  }, HEARTBEAT_MS);
}

/** Where each partition goes on. */
async function committedOr(life: Life, partitions: number[]): Promise<Map<number, bigint>> {
  if (partitions.length === 0) return new Map();
  const committed = await life.membership.committed(partitions);
  const without = partitions.filter((partition) => (committed.get(partition) ?? -1n) < 0n);
  for (const [partition, offset] of await edges(life, without)) committed.set(partition, offset);
  return committed;
}

/** The first or the last offset, as the member begins. */
async function edges({ cluster, options }: Life, partitions: number[]): Promise<Map<number, bigint>> {
  const offsets = new Map<number, bigint>();
  const { topicName, begin } = options;
  const leaders = await cluster.leaders(topicName);
  for (const [leader, own] of cluster.byLeader(leaders, partitions)) {
    const timestamp = begin === 'earliest' ? EARLIEST : LATEST;
    const wanted = own.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp }));
    const topics = [{ name: topicName, partitions: wanted }];
    const request: Parameters<typeof listOffsetsV8.createRequest> = [-1, READ_COMMITTED, topics];
    const answer = await cluster.call('group', leader, listOffsetsV8.api, REQUEST_MS, request);
    for (const { partitionIndex, offset } of answer.topics[0]?.partitions ?? [])
      offsets.set(partitionIndex, offset);
  }
  return offsets;
}
