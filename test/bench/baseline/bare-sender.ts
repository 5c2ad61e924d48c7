/** The plainest sender: takes records from a topic, posts each with undici, tells nobody, keeps nothing. */
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'undici';

export type BareSenderSettings = {
  kafkaBrokers: string;
  topic: string;
  simulatorUrl: string;
  accessToken: string;
};

const settings = JSON.parse(process.argv[2] ?? '{}') as BareSenderSettings;
const kafka = new Kafka({ brokers: [settings.kafkaBrokers], logLevel: logLevel.NOTHING });
const pool = new Pool(settings.simulatorUrl, { connections: 256 });
const headers = { authorization: `Bearer ${settings.accessToken}`, 'content-type': 'application/json' };
const consumer = kafka.consumer({ groupId: `${settings.topic}-bare`, maxWaitTimeInMs: 100 });
const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));

async function post(body: Buffer): Promise<void> {
  const reply = await pool.request({
    method: 'POST',
    path: '/v24.0/100000000000000/messages',
    headers,
    body,
  });
  await reply.body.dump();
}

await consumer.connect();
await consumer.subscribe({ topic: settings.topic });
await consumer.run({
  partitionsConsumedConcurrently: 4,
  eachBatch: async ({ batch }) =>
    void (await Promise.all(batch.messages.map(({ value }) => post(value ?? Buffer.of())))),
});
await joined;
process.send?.({ type: 'ready' });
