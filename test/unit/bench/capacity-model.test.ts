import { readFileSync } from 'node:fs';
import avro from 'avsc';
import fc from 'fast-check';
import { messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { topics } from '../../../schemas/topics.ts';
import {
  limitsOf,
  measuredParts,
  measuredStages,
  planFor,
  recordsOfMessage,
  usual,
  type Plan,
} from '../../bench/capacity-model.ts';
import { sharedRate } from '../../bench/shared-cores.ts';
import { limitTable, planTable } from '../../bench/capacity-tables.ts';

const rates = fc.integer({ min: 1, max: 200_000 });
const plan = (messagesPerSecond: number): Plan => planFor({ ...usual, messagesPerSecond });
const costOf = (process: string): number =>
  measuredStages.find((stage) => stage.process === process)?.microsPerMessage ?? 0;

test('the costs give the rates that were measured, within a fifth', () => {
  // CPU a message in the whole system, webhooks in larger calls, simulator, importer and campaigns included:
  // 998/s on two cores
  const all = [436, 346, 277, 214, 142, 131, 97, 90, 37, 26];
  expect(all.reduce((sum, cost) => sum + cost)).toBeGreaterThan(1_772);
  expect(sharedRate(2, all)).toBeGreaterThan(998 * 0.8);
  expect(sharedRate(2, all)).toBeLessThan(998 * 1.2);
  // a sender and a webhook alone
  expect(sharedRate(1, [costOf('sender')])).toBeCloseTo(2_063, -2);
  expect(3 * sharedRate(1, [costOf('webhook')])).toBeCloseTo(2_850, -2);
});

test('what is planned for a rate manages that rate', () => {
  fc.assert(
    fc.property(rates, (rate) => {
      const { instances, partitions, numbers, connectionsPerSender, mongo, kafka } = plan(rate);
      const [first] = limitsOf(
        {
          instances,
          partitions,
          numbers,
          connectionsPerSender,
          mongoCores: mongo.cores,
          kafkaCores: kafka.cores,
        },
        usual,
      );
      expect(first?.messagesPerSecond).toBeGreaterThanOrEqual(rate);
    }),
  );
});

test('a higher rate never needs less', () => {
  fc.assert(
    fc.property(rates, rates, (a, b) => {
      const [less, more] = [plan(Math.min(a, b)), plan(Math.max(a, b))];
      for (const { process } of measuredStages)
        expect(more.instances[process]).toBeGreaterThanOrEqual(less.instances[process]);
      expect(more.numbers).toBeGreaterThanOrEqual(less.numbers);
      expect(more.mongo.shards).toBeGreaterThanOrEqual(less.mongo.shards);
      expect(more.kafka.gigabytesKept).toBeGreaterThanOrEqual(less.kafka.gigabytesKept);
    }),
  );
});

test('every instance has a partition, and there is room for half as many more', () => {
  for (const rate of [100, 1_000, 10_000, 100_000]) {
    const { instances, partitions } = plan(rate);
    for (const process of ['eligibility', 'throttle', 'sender', 'status'] as const)
      expect(partitions[process]).toBeGreaterThanOrEqual(1.5 * instances[process]);
    expect(partitions.webhook).toBeUndefined();
  }
});

test('a small rate still has two of everything, so that one may fail', () => {
  expect(plan(1).instances).toEqual({ eligibility: 2, throttle: 2, sender: 2, webhook: 2, status: 2 });
});

test('instances beyond the partitions do nothing', () => {
  const installed = {
    instances: { eligibility: 9, throttle: 9, sender: 60, webhook: 90, status: 60 },
    numbers: 100,
    connectionsPerSender: 1_000,
    mongoCores: 1_000,
    kafkaCores: 1_000,
  };
  const sender = (partitions: number): number =>
    limitsOf({ ...installed, partitions: { sender: partitions } }, usual).find(
      ({ what }) => what === 'sender',
    )?.messagesPerSecond ?? 0;
  expect(sender(12)).toBeCloseTo(2 * sender(6));
  expect(sender(60)).toBeCloseTo(sender(90));
  expect(limitsOf(installed, usual).find(({ what }) => what === 'sender')?.messagesPerSecond).toBeCloseTo(
    sender(6),
  );
});

test('requests under way are rate × answer time, shared by the senders', () => {
  const { instances, connectionsPerSender } = planFor({ ...usual, messagesPerSecond: 1_000, answerMs: 300 });
  expect(instances.sender * connectionsPerSender).toBeGreaterThanOrEqual(300);
  const slow = planFor({ ...usual, messagesPerSecond: 1_000, answerMs: 3_000 });
  expect(slow.connectionsPerSender).toBe(10 * connectionsPerSender);
});

test('what is kept grows with hours and days, and a topic that is bounded by bytes does not', () => {
  const longer = planFor({ ...usual, messagesPerSecond: 1_000, hoursPerDay: 16, keptDays: 360 });
  const { kafka, mongo } = plan(1_000);
  expect(longer.kafka.gigabytesKept).toBeCloseTo(2 * kafka.gigabytesKept);
  expect(longer.mongo.gigabytesKept).toBeCloseTo(4 * mongo.gigabytesKept);
  // 8 hours of: a day of eligible and released, a week of statuses
  const seconds = 8 * 3_600;
  const bytes = (270 + 285) * seconds + 4 * 175 * 7 * seconds;
  expect(kafka.gigabytesKept).toBeCloseTo((1_000 * bytes * 3) / 1e9, 1);
});

/** Typical ids and texts: a template with two parameters. */
const id = '929446c3-563f-4f8a-8bd9-619fe3df6a65';
const runId = runIdOf(id, 1);
const messageId = messageIdOf(runId, '13175555555');
const text = (value: string) => ({ name: null, text: value, kind: 'TEXT', fields: {} });
const template = {
  name: 'spring_offer',
  language: 'en_US',
  header: [],
  body: [text('Ada Lovelace'), text('$1,234.50')],
  buttons: [],
  offerExpiresAt: null,
};
const contact = { messageId, contactId: 'c-000123456', sequence: 123_456, to: '13175555555', template };
const typical: Record<string, { key: string; value: object }> = {
  'eligible-contacts': {
    key: id,
    value: {
      ...{ campaignId: id, runId, integrationId: id },
      body: { 'campaigns.EligibleContact': { ...contact, timeZone: null } },
    },
  },
  'released-messages': {
    key: messageId,
    value: {
      ...{ ...contact, campaignId: id, runId, integrationId: id, timeZone: null },
      ...{ attempt: 1, sendAt: 1_700_000_000_000, spacingMicros: 1_000 },
    },
  },
  'message-statuses': {
    key: messageId,
    value: {
      ...{ messageId, attempt: 1, at: 1_700_000_000_000, source: 'WEBHOOK', kind: 'DELIVERED' },
      ...{ wamid: `wamid.${'H'.repeat(52)}`, code: null, reason: null, dueAt: null },
    },
  },
};
/** Confluent's header of a value, and about what Kafka adds to a record of a batch. */
const AROUND = 5 + 15;

test.each(Object.keys(typical))('a record of %s has the size that the model takes', (name) => {
  const topic = Object.values(topics).find((candidate) => candidate.name === name);
  const { key, value } = typical[name] ?? { key: '', value: {} };
  const type = avro.Type.forSchema(topic?.schema as avro.Schema);
  const bytes = type.toBuffer(value).length + key.length + AROUND;
  const assumed = recordsOfMessage.find((record) => record.topic.name === name)?.bytes ?? 0;
  expect(bytes / assumed).toBeGreaterThan(0.9);
  expect(bytes / assumed).toBeLessThan(1.1);
});

test('docs/scaling.md shows what the model computes', () => {
  const text = readFileSync('docs/scaling.md', 'utf8');
  expect(text).toContain(planTable([1_000, 10_000, 100_000]));
  expect(text).toContain(limitTable());
});

test('docs/scaling.md names every cost that the model takes', () => {
  const text = readFileSync('docs/scaling.md', 'utf8');
  for (const { process, microsPerMessage } of measuredStages)
    expect(text).toMatch(new RegExp(`\\| ${process} +\\| +${microsPerMessage.toLocaleString('en')} µs`));
  expect(text).toMatch(new RegExp(`\\| Kafka +\\| +${measuredParts.kafkaMicros} µs`));
  expect(text).toMatch(new RegExp(`\\| MongoDB +\\| +${measuredParts.mongoMicros} µs`));
});
