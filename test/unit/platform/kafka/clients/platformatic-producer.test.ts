import type { Broker } from '@platformatic/kafka';
import {
  BrokerAnswer,
  lost,
} from '../../../../../services/platform/kafka/clients/platformatic/broker-errors.ts';
import {
  createCluster,
  type Cluster,
} from '../../../../../services/platform/kafka/clients/platformatic/cluster.ts';
import { createRecordProducer } from '../../../../../services/platform/kafka/clients/platformatic/producer.ts';
import { partitionOf } from '../../../../../services/platform/kafka/partition-of-key.ts';
import type { Logger } from '../../../../../services/platform/process/logger.ts';

const PARTITIONS = 4;
const log = { warn: () => undefined } as unknown as Logger;
const { byLeader } = createCluster(['a:1'], { clientId: 'test' });
const brokers: Broker[] = [
  { host: 'a', port: 1 },
  { host: 'b', port: 1 },
];

/** One request: by partition, the number that its batch has and how many records. */
type Asked = {
  broker: string;
  producer: bigint;
  batches: Map<number, { sequence: number; records: number }>;
};
type Answer = (asked: Asked, call: number) => Map<number, number> | Error | null;

/** Two brokers that lead the partitions by turns. @param answer error codes by partition; null: all is well */
function clusterThat(answer: Answer): { cluster: Cluster; asked: Asked[]; producers: () => bigint } {
  const asked: Asked[] = [];
  let producers = 0n;
  const cluster: Cluster = {
    leaders: () =>
      Promise.resolve(
        Array.from({ length: PARTITIONS }, (_, at) => brokers[at % 2] ?? { host: '', port: 0 }),
      ),
    byLeader,
    forget: () => undefined,
    coordinator: () => Promise.reject(new Error('no group here')),
    callAny: () => Promise.resolve({ producerId: (producers += 1n), producerEpoch: 0 } as never),
    call: (async (_purpose: string, broker: Broker, _api: unknown, _ms: number, request: unknown[]) => {
      await Promise.resolve();
      const bytes = [...(request[1] as Map<number, Buffer>)];
      const one: Asked = {
        broker: broker.host,
        producer: bytes[0]?.[1].readBigInt64BE(43) ?? 0n,
        batches: new Map(
          bytes.map(([partition, batch]) => [
            partition,
            { sequence: batch.readInt32BE(53), records: batch.readInt32BE(57) },
          ]),
        ),
      };
      asked.push(one);
      const codes = answer(one, asked.length - 1);
      if (codes instanceof Error) throw codes;
      const partitionResponses = [...one.batches.keys()].map((index) => ({
        index,
        errorCode: codes?.get(index) ?? 0,
      }));
      const response = { responses: [{ partitionResponses }] };
      if (!codes || codes.size === 0) return response;
      const types: Record<number, [string, boolean]> = {
        6: ['NOT_LEADER_OR_FOLLOWER', true],
        10: ['MESSAGE_TOO_LARGE', false],
        45: ['OUT_OF_ORDER_SEQUENCE_NUMBER', false],
        46: ['DUPLICATE_SEQUENCE_NUMBER', false],
      };
      const [type, retriable] = types[[...codes.values()][0] ?? 0] ?? ['UNKNOWN_SERVER_ERROR', false];
      throw new BrokerAnswer(type, type, retriable, response);
    }) as Cluster['call'],
    close: () => undefined,
  };
  return { cluster, asked, producers: () => producers };
}

const records = Array.from({ length: 40 }, (_, at) => ({ key: `key ${at}`, value: Buffer.from('v') }));
const inPartition = (partition: number): number =>
  records.filter(({ key }) => partitionOf(key, PARTITIONS) === partition).length;

test('each partition counts for itself, also over many sends at once', async () => {
  const { cluster, asked } = clusterThat(() => null);
  const producer = await createRecordProducer(cluster, log);
  await Promise.all([producer.send('t', records), producer.send('t', records), producer.send('t', records)]);
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const numbers = asked.flatMap(({ batches }) => batches.get(partition)?.sequence ?? []);
    expect(numbers).toEqual([0, inPartition(partition), 2 * inPartition(partition)]);
  }
});

test('what one broker did not take is sent again under its number, and nothing else is', async () => {
  const { cluster, asked } = clusterThat((_, call) => (call === 0 ? lost('the connection is lost') : null));
  const producer = await createRecordProducer(cluster, log);
  await producer.send('t', records);
  await producer.send('t', records);
  const [lostOne, other, again] = asked;
  expect(again?.batches).toEqual(lostOne?.batches);
  expect(again?.batches).not.toEqual(other?.batches);
  // two requests a send, and one again
  expect(asked).toHaveLength(5);
  for (const { batches } of asked.slice(3))
    for (const [partition, { sequence }] of batches) expect(sequence).toBe(inPartition(partition));
});

test('a partition whose leader has moved is sent again alone; what the broker has already is there', async () => {
  const { cluster, asked } = clusterThat(({ batches }, call) => {
    if (call === 0) return new Map([[[...batches.keys()][0] ?? 0, 6]]);
    return call === 2 ? new Map([[[...batches.keys()][0] ?? 0, 46]]) : null;
  });
  const producer = await createRecordProducer(cluster, log);
  await producer.send('t', records);
  expect(asked).toHaveLength(3);
  expect(asked[2]?.batches.size).toBe(1);
});

test('a producer whose count is lost begins anew, with what is left', async () => {
  const { cluster, asked, producers } = clusterThat(({ producer, batches }) =>
    producer === 1n && batches.has(0) ? new Map([[0, 45]]) : null,
  );
  const producer = await createRecordProducer(cluster, log);
  await producer.send('t', records);
  expect(producers()).toBe(2n);
  expect(asked.at(-1)).toMatchObject({
    producer: 2n,
    batches: new Map([[0, { sequence: 0, records: inPartition(0) }]]),
  });
});

test('what the broker never takes is an error at once, and its number is not used again', async () => {
  const { cluster, asked } = clusterThat(({ producer, batches }) =>
    producer === 1n && batches.has(0) ? new Map([[0, 10]]) : null,
  );
  const producer = await createRecordProducer(cluster, log);
  await expect(producer.send('t', records)).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  expect(asked).toHaveLength(2);
  await producer.send('t', records);
  for (const { producer: id, batches } of asked.slice(2))
    for (const { sequence } of batches.values()) expect([id, sequence]).toEqual([2n, 0]);
});
