/**
 * Idempotent writing: each partition's batches are numbered, and a batch whose answer was lost is sent again
 * under its number, so that the broker keeps one. The package's producer gives two sends that are under way the
 * same number, and the broker then drops one of them silently.
 */
import { crc32c, createAPI, initProducerIdV4, produceV9, Writer, type Broker } from '@platformatic/kafka';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../../process/logger.ts';
import { partitionOf } from '../../partition-of-key.ts';
import type { RecordProducer, WrittenRecord } from '../contract.ts';
import { encodeBatch } from '../encode-batch.ts';
import { LOST_COUNT } from '../lost-count.ts';
import { BrokerAnswer, isRefused, lost, typeOf } from './broker-errors.ts';
import { isStale, REQUEST_MS, type Cluster, type Leaders } from './cluster.ts';

const ALL_REPLICAS = -1;
/** A send is given up after so long; the caller sends again. */
const GIVE_UP_AFTER_MS = 30_000;
/** How long a broker waits for its replicas. */
const REPLICAS_WITHIN_MS = 20_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
/** The broker chooses the id. */
const NO_PRODUCER = -1n;

/** The records of one send for one partition. */
type Part = {
  readonly partition: number;
  readonly records: WrittenRecord[];
  readonly keys: Array<Buffer | null>;
};

type Identity = {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly sequences: Map<string, number>;
};

const { parseResponse } = produceV9;
const produceApi = createAPI<[topicName: string, batches: ReadonlyMap<number, Buffer>], ProduceAnswer>(
  produceV9.api.key,
  produceV9.api.version,
  (topicName: string, batches: ReadonlyMap<number, Buffer>) =>
    Writer.create()
      .appendString(null)
      .appendInt16(ALL_REPLICAS)
      .appendInt32(REPLICAS_WITHIN_MS)
      .appendArray([topicName], (topic) =>
        topic.appendString(topicName).appendArray([...batches], (writer, [partition, batch]) =>
          writer
            .appendInt32(partition)
            .appendUnsignedVarInt(batch.length + 1)
            .append(batch),
        ),
      )
      .appendTaggedFields(),
  parseResponse,
);
type ProduceAnswer = ReturnType<typeof parseResponse>;

export async function createRecordProducer(cluster: Cluster, log: Logger): Promise<RecordProducer> {
  let identity: Identity | null = await beginInTime(cluster);
  let turn: Promise<unknown> = Promise.resolve();

  const beginAnew = (): void => {
    log.warn('making a new producer');
    identity = null;
  };

  async function sendAll(topicName: string, records: readonly WrittenRecord[]): Promise<void> {
    const until = Date.now() + GIVE_UP_AFTER_MS;
    let left: Part[] | null = null;
    let failure: unknown = null;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
      try {
        const own = (identity ??= await begin(cluster));
        const leaders = await cluster.leaders(topicName);
        left ??= partsOf(records, leaders.length);
        const outcome = await sendOnce(cluster, topicName, left, leaders, own);
        if (outcome.left.length === 0) return;
        left = outcome.left;
        failure = outcome.failure;
      } catch (error) {
        failure = error;
      }
      if (LOST_COUNT.has(typeOf(failure))) beginAnew();
      else if (isStale(failure)) cluster.forget();
      if (isHopeless(failure) || Date.now() > until) break;
      await delay(pause);
    }
    // whether they arrived is not known: their numbers are not used again
    beginAnew();
    if (failure instanceof BrokerAnswer || isRefused(failure)) throw failure;
    throw lost(`records for ${topicName} were not acknowledged`, failure);
  }

  return {
    send(topicName, records) {
      const sending = turn.then(() => sendAll(topicName, records));
      turn = sending.catch(() => undefined);
      return sending;
    },
    async disconnect() {
      await turn;
      cluster.close();
    },
  };
}

/** The cluster may be about to come. */
async function beginInTime(cluster: Cluster): Promise<Identity> {
  const until = Date.now() + GIVE_UP_AFTER_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
    try {
      return await begin(cluster);
    } catch (error) {
      if (isHopeless(error) || Date.now() > until) throw error;
      await delay(pause);
    }
  }
}

const isHopeless = (failure: unknown): boolean =>
  failure instanceof BrokerAnswer ? !failure.retriable && !LOST_COUNT.has(failure.type) : isRefused(failure);

async function begin(cluster: Cluster): Promise<Identity> {
  const answer = await cluster.callAny(initProducerIdV4.api, [null, REQUEST_MS, NO_PRODUCER, -1]);
  return { producerId: answer.producerId, epoch: answer.producerEpoch, sequences: new Map() };
}

function partsOf(records: readonly WrittenRecord[], partitions: number): Part[] {
  const parts = new Map<number, Part>();
  for (const record of records) {
    const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
    const partition = key === null ? (record.partition ?? 0) : partitionOf(key, partitions);
    let part = parts.get(partition);
    if (!part) parts.set(partition, (part = { partition, records: [], keys: [] }));
    part.records.push(record);
    part.keys.push(key);
  }
  return [...parts.values()];
}

/** One request to each leader. @returns what was not acknowledged, and the last reason */
async function sendOnce(
  cluster: Cluster,
  topicName: string,
  parts: readonly Part[],
  leaders: Leaders,
  identity: Identity,
): Promise<{ left: Part[]; failure: unknown }> {
  const byPartition = new Map(parts.map((part) => [part.partition, part]));
  const byLeader = cluster.byLeader(leaders, [...byPartition.keys()]);
  const answers = [...byLeader].map(([leader, partitions]) => {
    const own = partitions.flatMap((partition) => byPartition.get(partition) ?? []);
    return askLeader(cluster, topicName, leader, own, identity);
  });
  const outcomes = await Promise.all(answers);
  const failed = outcomes.filter(({ left }) => left.length > 0);
  const hopeless = failed.find(({ failure }) => isHopeless(failure));
  return { left: failed.flatMap(({ left }) => left), failure: (hopeless ?? failed.at(-1))?.failure };
}

async function askLeader(
  cluster: Cluster,
  topicName: string,
  leader: Broker,
  parts: readonly Part[],
  { producerId, epoch, sequences }: Identity,
): Promise<{ left: Part[]; failure: unknown }> {
  const now = Date.now();
  const numberOf = (part: Part): number => sequences.get(`${topicName}:${part.partition}`) ?? 0;
  const batches = new Map<number, Buffer>();
  for (const part of parts)
    batches.set(
      part.partition,
      encodeBatch(part.records, part.keys, { producerId, epoch, sequence: numberOf(part) }, now, crc32c),
    );
  let failure: unknown = null;
  let answer: ProduceAnswer | null = null;
  try {
    answer = await cluster.call('produce', leader, produceApi, REQUEST_MS, [topicName, batches]);
  } catch (error) {
    failure = error;
    if (error instanceof BrokerAnswer) answer = error.response as ProduceAnswer;
  }
  const refused = new Map<number, number>();
  for (const { index, errorCode } of answer?.responses[0]?.partitionResponses ?? [])
    refused.set(index, errorCode);
  const left: Part[] = [];
  for (const part of parts) {
    const code = refused.get(part.partition);
    if (code === 0 || code === DUPLICATE)
      sequences.set(`${topicName}:${part.partition}`, nextNumber(numberOf(part), part.records.length));
    else left.push(part);
  }
  return { left, failure };
}

/** DUPLICATE_SEQUENCE_NUMBER: the broker has the batch already. */
const DUPLICATE = 46;

/** Numbers are 31 bits, and begin again at nought. */
const nextNumber = (number: number, records: number): number => (number + records) % 0x80000000;
