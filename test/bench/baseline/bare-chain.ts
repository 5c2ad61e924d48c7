/**
 * The plainest chain that sends a list: five of these processes, one a stage, on bare kafkajs, JSON and the MongoDB driver. No ledger, no
 * intent, no pace, no signature, no retry: what is lost is lost, what comes twice is sent twice. It shows what the machine can do.
 */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { parse } from 'csv-parse';
import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';
import { MongoClient, type Collection } from 'mongodb';
import { Pool } from 'undici';

export type ChainSettings = {
  stage: 'import' | 'eligibility' | 'throttle' | 'sender' | 'status';
  /** Prefix of topics and name of the database. */
  name: string;
  file: string;
  kafkaBrokers: string;
  mongoUrl: string;
  simulatorUrl: string;
  accessToken: string;
  webhookPort: number;
  contacts: number;
};
type Contact = { _id: string; name: string; phone: string; balance: string };

const BATCH = 1_000;
const settings = JSON.parse(process.argv[2] ?? '{}') as ChainSettings;
const kafka = new Kafka({ brokers: [settings.kafkaBrokers], logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const mongo = new MongoClient(settings.mongoUrl);
const contacts: Collection<Contact> = mongo.db(settings.name).collection('contacts');
const topic = (name: string): string => `${settings.name}-${name}`;
const tell = (type: string): void => void process.send?.({ type });

/** What hears its topic from the start, and what works when told. */
const hearing: Partial<Record<ChainSettings['stage'], () => Promise<void>>> = { throttle, sender, status };
const working: Partial<Record<ChainSettings['stage'], () => Promise<void>>> = {
  import: importFile,
  eligibility: emitAll,
};

await Promise.all([producer.connect(), mongo.connect()]);
await hearing[settings.stage]?.();
process.on('message', () => void working[settings.stage]?.().then(() => tell('done')));
tell('ready');

async function importFile(): Promise<void> {
  const rows = createReadStream(settings.file).pipe(parse({ columns: true }));
  let batch: Contact[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const phone = (row['Phone'] ?? '').replace(/\D/g, '');
    batch.push({ _id: row['Customer'] ?? '', name: row['Name'] ?? '', phone, balance: row['Balance'] ?? '' });
    if (batch.length < BATCH) continue;
    await writing;
    writing = contacts.insertMany(batch, { ordered: false });
    batch = [];
  }
  await writing;
  if (batch.length > 0) await contacts.insertMany(batch, { ordered: false });
}

async function emitAll(): Promise<void> {
  const batch: Contact[] = [];
  for await (const contact of contacts.find().batchSize(BATCH)) {
    batch.push(contact);
    if (batch.length === BATCH) await emit('eligible', batch.splice(0));
  }
  await emit('eligible', batch);
}

function throttle(): Promise<void> {
  return hear('eligible', (batch) => emit('released', batch));
}

async function sender(): Promise<void> {
  const pool = new Pool(settings.simulatorUrl, { connections: 64 });
  const headers = { authorization: `Bearer ${settings.accessToken}`, 'content-type': 'application/json' };
  await hear('released', async (batch) => {
    const answers = batch.map(async ({ _id, name, phone, balance }) => {
      const reply = await pool.request({
        method: 'POST',
        path: '/v24.0/100000000000000/messages',
        headers,
        body: JSON.stringify({
          messaging_product: 'whatsapp',
          to: `+${phone}`,
          type: 'template',
          template: {
            name: 'spring_offer',
            language: { code: 'en_US' },
            components: [
              { type: 'body', parameters: [name, balance || '0.00'].map((text) => ({ type: 'text', text })) },
            ],
          },
          biz_opaque_callback_data: _id,
        }),
      });
      const { messages } = (await reply.body.json()) as { messages?: Array<{ id: string }> };
      return { _id, wamid: messages?.[0]?.id };
    });
    await emit('accepted', await Promise.all(answers));
  });
}

/** Hears the sender on a topic and the provider on a port, and writes both where the contact is. */
async function status(): Promise<void> {
  let read = 0;
  let waiting: Array<{ id: string; status: string }> = [];
  let writing: Promise<unknown> | null = null;
  const write = (): void => {
    if (writing || waiting.length === 0) return;
    const updates = waiting.splice(0, BATCH);
    writing = contacts
      .bulkWrite(
        updates.map((one) => ({
          updateOne: { filter: { _id: one.id }, update: { $set: { [one.status]: new Date() } } },
        })),
        { ordered: false },
      )
      .then(() => {
        writing = null;
        read += updates.filter((one) => one.status === 'read').length;
        if (read === settings.contacts) tell('all-read');
        write();
      });
  };
  const put = (updates: typeof waiting): void => {
    waiting = waiting.concat(updates);
    write();
  };
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      put(statusesIn(JSON.parse(Buffer.concat(chunks).toString()) as Notification));
    });
  }).listen(settings.webhookPort, '127.0.0.1');
  await hear('accepted', async (batch) => put(batch.map(({ _id }) => ({ id: _id, status: 'accepted' }))));
}

type Notification = {
  entry: Array<{
    changes: Array<{ value: { statuses?: Array<{ status: string; biz_opaque_callback_data: string }> } }>;
  }>;
};

const statusesIn = ({ entry }: Notification): Array<{ id: string; status: string }> =>
  entry
    .flatMap(({ changes }) => changes.flatMap(({ value }) => value.statuses ?? []))
    .map((one) => ({ id: one.biz_opaque_callback_data, status: one.status }));

async function emit(name: string, values: ReadonlyArray<{ _id: string }>): Promise<void> {
  if (values.length === 0) return;
  const messages = values.map((value) => ({ key: value._id, value: JSON.stringify(value) }));
  await producer.send({ topic: topic(name), messages });
}

async function hear(name: string, handle: (batch: Contact[]) => Promise<void>): Promise<void> {
  const consumer = kafka.consumer({ groupId: `${settings.name}-${settings.stage}`, maxWaitTimeInMs: 100 });
  const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
  await consumer.connect();
  await consumer.subscribe({ topic: topic(name), fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    eachBatch: ({ batch }) => handle(batch.messages.map(contactOf)),
  });
  await joined;
}

function contactOf({ value }: KafkaMessage): Contact {
  return JSON.parse(value?.toString() ?? '{}') as Contact;
}
