/** The sender alone: from records on its topic to the provider's door, with intents in the ledger; beside a bare loop without. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import type { ReleasedMessage } from '../../schemas/types.ts';
import { messageIdOf } from '../../services/domain/message/message.ts';
import { campaignDocument, integrationDocument } from '../support/campaign-documents.ts';
import { startBaseline } from './baseline-process.ts';
import { openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { waitFor } from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { countCpu } from './process-usage.ts';
import { resetSimulator } from './simulator-log.ts';
import { phoneIdOf } from './write-contacts.ts';

const WITHIN_MS = 120_000;

export async function measureSender(bench: Bench): Promise<Figure[]> {
  const messages = bench.pick({ full: 40_000, quick: 5_000, smoke: 500 });
  const gathered = gatherRuns();
  const env = { PACE_UNCHECKED: 'true', SEND_LATENESS_MS: '900000', SIMULATOR_WEBHOOK_URL: '' };
  const system = await openBenchSystem(bench, { only: ['sender'], env });
  try {
    for (let run = 0; run < bench.runs; run += 1) {
      const used = countCpu(system.processes);
      const ours = await runOurs(system, messages);
      const cpu = used();
      const bare = await runBare(system, messages);
      gathered.add('records on the topic → accepted by the provider', 'messages/s', ours, {
        baseline: { name: 'bare kafkajs + undici', value: bare },
        aim: '≥ bare',
      });
      for (const name of ['sender', 'mongo', 'kafka', 'simulator'])
        gathered.add(`CPU ${name}`, 'µs a message', ((cpu.get(name) ?? NaN) * 1e6) / messages);
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

async function runOurs(system: BenchSystem, messages: number): Promise<number> {
  const { database, context } = system;
  const { simulatorUrl } = system.system;
  const integrationId = randomUUID();
  const campaign = campaignDocument({ _id: randomUUID(), integrationId });
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: integrationId, phoneNumberId: `1${Date.now()}` }));
  await database.of(collections.campaigns).insertOne(campaign);
  await resetSimulator(simulatorUrl);
  const runId = campaign.runId ?? '';
  const nowMicros = Date.now() * 1_000;
  const released = Array.from({ length: messages }, (_, sequence): ReleasedMessage => ({
    messageId: messageIdOf(runId, phoneIdOf(sequence)),
    campaignId: campaign._id,
    runId,
    contactId: `C${sequence}`,
    integrationId,
    sequence,
    attempt: 1,
    to: phoneIdOf(sequence),
    template: {
      name: 'spring_offer',
      language: 'en_US',
      header: [],
      body: ['Ada', '12.50'].map((text) => ({ name: null, text })),
      buttons: [],
    },
    sendAt: nowMicros + sequence,
    timeZone: null,
    spacingMicros: 1,
  }));
  const producer = await context.producer();
  const startedAt = performance.now();
  await producer.send(topics.releasedMessages, released);
  await waitFor('the provider to have them all', WITHIN_MS, () => hasAccepted(simulatorUrl, messages));
  return (messages * 1_000) / (performance.now() - startedAt);
}

async function runBare(system: BenchSystem, messages: number): Promise<number> {
  const { context, bench } = system;
  const { simulatorUrl } = system.system;
  const topic = `${context.settings.namespace}bare-${randomUUID()}`;
  const admin = context.kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: topics.releasedMessages.partitions }] });
  await admin.disconnect();
  await resetSimulator(simulatorUrl);
  const { kafkaBrokers } = bench.parts;
  const accessToken = context.settings.cloudApi.accessTokens.get('default');
  const bare = await startBaseline('bare-sender', 'sender', {
    kafkaBrokers,
    topic,
    simulatorUrl,
    accessToken,
  });
  try {
    const producer = context.kafka.producer();
    await producer.connect();
    const startedAt = performance.now();
    for (let from = 0; from < messages; from += 1_000)
      await producer.send({
        topic,
        messages: Array.from({ length: 1_000 }, (_, place) => ({ value: bodyOf(from + place) })),
      });
    await waitFor('the provider to have them all', WITHIN_MS, () => hasAccepted(simulatorUrl, messages));
    const rate = (messages * 1_000) / (performance.now() - startedAt);
    await producer.disconnect();
    return rate;
  } finally {
    await bare.stop();
  }
}

const bodyOf = (message: number): string =>
  JSON.stringify({
    messaging_product: 'whatsapp',
    to: `+${phoneIdOf(message)}`,
    type: 'template',
    template: {
      name: 'spring_offer',
      language: { code: 'en_US' },
      components: [{ type: 'body', parameters: ['Ada', '12.50'].map((text) => ({ type: 'text', text })) }],
    },
    biz_opaque_callback_data: String(message),
  });

async function hasAccepted(simulatorUrl: string, messages: number): Promise<true | null> {
  const counts = (await (await fetch(`${simulatorUrl}/simulator/stats`)).json()) as { accepted?: number };
  return (counts.accepted ?? 0) >= messages ? true : null;
}
