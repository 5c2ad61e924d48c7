/**
 * The whole system with traces on: each message has one from the decision to its read receipt, also when the sender is
 * killed, and nothing that is handed over says whom a message was for.
 */
import { collections, type MessageDocument } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import { attemptOf, decisionOf, planningOf, traceIdOf } from '../../services/domain/message/message-trace.ts';
import { acceptedBy, ofRun, runIdOfCampaign } from '../support/campaign-checker.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { until } from '../support/test-system.ts';
import {
  startCollector,
  tracingTo,
  type CollectedSpan,
  type TraceCollector,
} from '../support/trace-collector.ts';

jest.setTimeout(180_000);

const CONTACTS = 240;
const people = Array.from({ length: CONTACTS }, (_, n) => ({
  name: `Zaphod${n}quux`,
  phone: `1317${5_550_000 + n}`,
}));

let run: RunningSystem;
let collector: TraceCollector;
let runId: string;
let messages: MessageDocument[];

const named = (spans: readonly CollectedSpan[], name: string): CollectedSpan[] =>
  spans.filter((span) => span.name.replace(/ e[0-9a-f]{8}-/, ' ').startsWith(name));
const traceOf = ({ _id }: MessageDocument): CollectedSpan[] => collector.ofTrace(traceIdOf(_id) ?? '');

beforeAll(async () => {
  collector = await startCollector();
  run = await runSystem({ env: { ...BUSY_MACHINE, ...tracingTo(collector.url) } });
  const contactListId = await run.contactList(
    `Name,Phone\n${people.map(({ name, phone }) => `${name},+${phone}`).join('\n')}\n`,
  );
  const campaignId = await run.campaign({
    contactListId,
    integrationId: await run.integration(),
    messagesPerMinute: 1_800,
  });
  await run.start(campaignId);
  runId = await runIdOfCampaign(run.database.db, campaignId);
  const sent = async (): Promise<number> => ofRun(await acceptedBy(run.system.simulatorUrl), runId).length;
  await until('it sends', async () => (await sent()) > CONTACTS / 4);
  const [sender] = run.system.of('sender');
  sender?.kill('SIGKILL');
  await sender?.ended;
  await sender?.restart();
  await run.untilStatus(campaignId, 'complete', 90_000);
  const find = () =>
    run.database
      .of(collections.messages)
      .find({ runId })
      .toArray()
      .then((all) => all.filter(({ state }) => state !== 'SKIPPED'));
  await until('the last receipt is handed over', async () => {
    messages = await find();
    return messages.every(
      (message) =>
        message.delivery !== 'READ' ||
        named(traceOf(message), 'apply').some(({ attributes }) => attributes['wac.status'] === 'READ'),
    );
  });
}, 240_000);

afterAll(async () => {
  await run.close();
  await collector.close();
}, 60_000);

test('each message has one trace, and begins it once', () => {
  expect(messages).toHaveLength(CONTACTS);
  for (const message of messages) {
    const spans = traceOf(message);
    expect(named(spans, 'decide').map(({ spanId }) => spanId)).toEqual([decisionOf(message._id)?.spanId]);
    // every span of the message is in it
    const elsewhere = collector.spans.filter(
      ({ traceId, attributes }) =>
        attributes['wac.message.id'] === message._id && traceId !== traceIdOf(message._id),
    );
    expect(elsewhere).toEqual([]);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === null)).toHaveLength(1);
  }
});

test('what follows has what went before as its parent', () => {
  for (const message of messages) {
    const spans = traceOf(message);
    const [decision] = named(spans, 'decide');
    const attempts = Array.from({ length: message.attempt + 1 }, (_, n) => attemptOf(message._id, n)?.spanId);
    const there = new Set<string | null | undefined>([...spans.map(({ spanId }) => spanId), ...attempts]);
    expect(spans.filter(({ parentSpanId }) => parentSpanId !== null && !there.has(parentSpanId))).toEqual([]);
    for (const release of named(spans, 'release')) expect(release.parentSpanId).toBe(decision?.spanId);
    for (const request of named(spans, 'POST')) {
      expect(named(spans, 'release').map(({ spanId }) => spanId)).toContain(request.parentSpanId);
      expect(request.attributes).toMatchObject({
        'http.response.status_code': 200,
        'wac.result': 'ACCEPTED',
      });
    }
    for (const report of named(spans, 'report')) expect(attempts).toContain(report.parentSpanId);
  }
});

test('a message that was read has every step, each by its process', () => {
  const read = messages.filter(
    (message) => message.delivery === 'READ' && named(traceOf(message), 'POST').length > 0,
  );
  expect(read.length).toBeGreaterThan(CONTACTS / 4);
  for (const message of read) {
    const spans = traceOf(message);
    const of = (name: string) => named(spans, name).map(({ service }) => service);
    expect(of('decide')).toEqual(['wac-eligibility']);
    expect(new Set(of('release'))).toEqual(new Set(['wac-throttle']));
    expect(new Set(of('POST'))).toEqual(new Set(['wac-sender']));
    expect(new Set(of('report'))).toEqual(new Set(['wac-webhook']));
    const applied = named(spans, 'apply').map(({ attributes }) => attributes['wac.status']);
    expect(applied).toEqual(expect.arrayContaining(['ACCEPTED', 'READ']));
    const [receipt] = named(spans, 'apply').filter(({ attributes }) => attributes['wac.status'] === 'READ');
    expect(named(spans, 'report').map(({ spanId }) => spanId)).toContain(receipt?.parentSpanId);
    expect(receipt?.endMs).toBeGreaterThanOrEqual(named(spans, 'decide')[0]?.startMs ?? Infinity);
  }
});

test('messages link to their run, the run to its command, batches to their messages', () => {
  const plan = planningOf(runId);
  const [planned, ...more] = named(collector.spans, 'plan');
  expect([planned, more]).toMatchObject([{ ...plan, service: 'wac-eligibility' }, []]);
  const commands = named(collector.spans, 'decide campaign-commands');
  expect(planned?.links.map(({ spanId }) => spanId)).toEqual(
    expect.arrayContaining([
      commands.find(({ attributes }) => attributes['wac.command'] === 'StartCampaign')?.spanId,
    ]),
  );
  for (const message of messages) expect(named(traceOf(message), 'decide')[0]?.links).toContainEqual(plan);
  for (const name of ['send eligible-contacts', 'process released-messages', 'process message-statuses']) {
    const linked = named(collector.spans, name).flatMap(({ links }) => links.map(({ traceId }) => traceId));
    expect([name, linked.some((traceId) => messages.some(({ _id }) => traceIdOf(_id) === traceId))]).toEqual([
      name,
      true,
    ]);
  }
});

test('an import links to its command, and attributes follow the conventions', () => {
  const [imported] = named(collector.spans, 'import');
  const commands = named(collector.spans, 'decide campaign-commands');
  expect(commands.map(({ spanId }) => spanId)).toContain(imported?.links[0]?.spanId);
  const topic = `${run.context.settings.namespace}${topics.messageStatuses.name}`;
  for (const span of named(collector.spans, 'apply'))
    expect(span.attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.destination.name': topic,
      'messaging.operation.name': 'apply',
      'messaging.operation.type': 'process',
    });
});

test('no number, name or text is handed over', () => {
  // a time of the day may hold the digits of a number
  const all = collector.raw.join('\n').replace(/"\w*[tT]imeUnixNano":"\d+"/g, '');
  expect(all.length).toBeGreaterThan(100_000);
  const digits = all.replace(/[^0-9a-z]/gi, '');
  for (const { name, phone } of people) {
    expect(all).not.toContain(name);
    expect(all).not.toContain(phone);
    expect(all).not.toContain(phone.slice(1));
    expect(digits).not.toContain(`Value${phone}`);
  }
  expect(all).not.toMatch(/wamid\.|EAAG|Bearer/);
});
