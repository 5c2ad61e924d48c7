/** Asks one broker for records of its partitions, and reads the answer within limits (fetch/read-batches.ts). */
import { createAPI, fetchV12, type Broker, type Reader } from '@platformatic/kafka';
import { readBatches, RESPONSE_BYTES, type Budget, type FetchedRecord } from '../../fetch/read-batches.ts';
import { withoutAborted, type AbortedTransaction } from './aborted-transactions.ts';
import type { Cluster } from './cluster.ts';

const PARTITION_BYTES = 1_048_576;
const ANSWER_BYTES = 10_485_760;
/** Beyond the time that the broker may wait for records. */
const ANSWER_WITHIN_MS = 10_000;
const READ_COMMITTED = 1;
const NO_SESSION = 0;
const NO_EPOCH = -1;

export type Wanted = { readonly partition: number; readonly from: bigint };

export type Fetched = {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: bigint;
  /** From the wanted offset on, without what is not for readers. */
  readonly records: FetchedRecord[];
  /** Where to go on when there are no such records. */
  readonly next: bigint;
};

type RawPartition = {
  partition: number;
  errorCode: number;
  highWatermark: bigint;
  aborted: AbortedTransaction[];
  bytes: Buffer | null;
};

/** The package's own reader would unpack whatever it gets, and read null as an empty value. */
const fetchApi = createAPI<Parameters<typeof fetchV12.createRequest>, RawPartition[]>(
  fetchV12.api.key,
  fetchV12.api.version,
  fetchV12.createRequest,
  (_correlation, _key, _version, reader) => readAnswer(reader),
);

function readAnswer(reader: Reader): RawPartition[] {
  reader.readInt32(); // how long the broker would have us wait
  const errorCode = reader.readInt16();
  reader.readInt32(); // no session
  const topics = reader.readArray((topic) => {
    topic.readString();
    return topic.readArray(readPartition);
  });
  const partitions = topics.flat();
  return errorCode === 0 ? partitions : partitions.map((partition) => ({ ...partition, errorCode }));
}

function readPartition(reader: Reader): RawPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  const highWatermark = reader.readInt64();
  reader.readInt64(); // last stable offset
  reader.readInt64(); // first offset that is kept
  const aborted = reader.readArray((transaction) => ({
    producerId: String(transaction.readInt64()),
    firstOffset: transaction.readInt64(),
  }));
  reader.readInt32(); // a replica that is nearer
  const size = reader.readUnsignedVarInt() - 1;
  let bytes: Buffer | null = null;
  if (size > 0) {
    bytes = reader.buffer.slice(reader.position, reader.position + size);
    reader.skip(size);
  }
  return { partition, errorCode, highWatermark, aborted, bytes };
}

export async function fetchRecords(
  cluster: Cluster,
  broker: Broker,
  topicName: string,
  wanted: readonly Wanted[],
  maxWaitMs: number,
): Promise<Fetched[]> {
  const partitions = wanted.map(({ partition, from }) => ({
    partition,
    currentLeaderEpoch: NO_EPOCH,
    fetchOffset: from,
    lastFetchedEpoch: NO_EPOCH,
    partitionMaxBytes: PARTITION_BYTES,
  }));
  const answer = await cluster.call('fetch', broker, fetchApi, maxWaitMs + ANSWER_WITHIN_MS, [
    maxWaitMs,
    1,
    ANSWER_BYTES,
    READ_COMMITTED,
    NO_SESSION,
    NO_EPOCH,
    [{ topicId: topicName, partitions }],
    [],
    '',
  ]);
  const budget: Budget = { bytes: RESPONSE_BYTES };
  const fetched: Fetched[] = [];
  for (const { bytes, aborted, ...partition } of answer) {
    const from = wanted.find((one) => one.partition === partition.partition)?.from ?? 0n;
    const all = bytes ? await readBatches(bytes, budget) : [];
    const last = all.at(-1);
    const next = last ? BigInt(last.offset) + 1n : from;
    fetched.push({ ...partition, records: withoutAborted(behind(all, from), aborted), next });
  }
  return fetched;
}

/** A batch begins before the wanted offset when that is within it. */
function behind(records: FetchedRecord[], from: bigint): FetchedRecord[] {
  const first = records[0];
  return !first || BigInt(first.offset) >= from
    ? records
    : records.filter(({ offset }) => BigInt(offset) >= from);
}
