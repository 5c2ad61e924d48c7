/**
 * What traces cost: CPU time of every step of a message at which a span may begin, in this process and with nothing else
 * around it; off, at the default share, and for all messages.
 */
import { topics } from '../../schemas/topics.ts';
import type { EligibilityNews, MessageStatus, ReleasedMessage } from '../../schemas/types.ts';
import { messageIdOf, runIdOf } from '../../services/domain/message/message.ts';
import { openSdk } from '../../services/platform/tracing/open-sdk.ts';
import { sendInSpan } from '../../services/platform/tracing/batch-spans.ts';
import { setTracing } from '../../services/platform/tracing/tracing.ts';
import {
  during,
  noteAnswer,
  startApplications,
  startAttempt,
  startDecisions,
  startReleases,
  startReports,
} from '../../services/tracing/message-spans.ts';
import type { Bench } from './bench-system.ts';
import { gatherRuns, type Figure } from './figure.ts';

const BATCH = 100;
const RUN_ID = runIdOf('bench', 1);
const TARGET = { baseUrl: 'https://graph.facebook.com', endpoint: 'messages' };
const KINDS = ['SENT', 'DELIVERED', 'READ'] as const;

export async function measureTracing(bench: Bench): Promise<Figure[]> {
  const messages = bench.pick({ full: 100_000, quick: 30_000, smoke: 1_000 });
  const gathered = gatherRuns();
  for (let run = 0; run < bench.runs; run += 1) {
    for (const [name, share] of [
      ['off', null],
      ['1 % of messages', 0.01],
      ['all messages', 1],
    ] as const)
      gathered.add(`traces ${name}`, 'µs CPU a message', await cpuOf(messages, share));
  }
  return gathered.figures();
}

/** @param share of messages that are traced; null: a process that does not trace */
async function cpuOf(messages: number, share: number | null): Promise<number> {
  const sdk = share === null ? null : sdkOf(share);
  setTracing(sdk);
  try {
    await steps(BATCH * 10);
    const before = process.cpuUsage();
    for (let done = 0; done < messages; done += BATCH) await steps(done);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / messages;
  } finally {
    setTracing(null);
    await sdk?.stop().catch(() => undefined); // nobody is there to take them
  }
}

const sdkOf = (ratio: number) =>
  openSdk(
    'bench',
    { instanceId: 'bench', namespace: '' },
    {
      url: 'http://127.0.0.1:9/v1/traces',
      headers: {},
      timeoutMs: 100,
      delayMs: 5_000,
      queue: 2_048,
      sampler: { name: 'parentbased_traceidratio', ratio },
      serviceName: '',
      resource: {},
    },
  );

const nothing = (): Promise<void> => Promise.resolve();

/** A batch of messages through every process. The records are made in any case. */
async function steps(from: number): Promise<void> {
  const released = Array.from({ length: BATCH }, (_, n) => releasedOf(from + n));
  const decided = released.map(decidedOf);
  await during(startDecisions(decided, Date.now(), []), () =>
    sendInSpan(topics.eligibleContacts, decided, nothing),
  );
  await during(startReleases(released), () => sendInSpan(topics.releasedMessages, released, nothing));
  for (const message of released) {
    const span = startAttempt(message, TARGET);
    if (!span) continue;
    noteAnswer(span, { kind: 'ACCEPTED' }, 200);
    span.end();
  }
  for (const kind of KINDS) {
    const statuses = released.map((message) => statusOf(message, kind));
    await during(startReports(statuses), () => sendInSpan(topics.messageStatuses, statuses, nothing));
    await during(startApplications(statuses), nothing);
  }
}

const releasedOf = (n: number): ReleasedMessage => ({
  messageId: messageIdOf(RUN_ID, String(13_170_000_000 + n)),
  ...{ campaignId: 'bench', runId: RUN_ID, contactId: String(n), integrationId: 'number', sequence: n },
  ...{ attempt: 1, to: String(13_170_000_000 + n), sendAt: 0, spacingMicros: 0, timeZone: null },
  template: { name: 'spring_offer', language: 'en_US', header: [], body: [], buttons: [] },
});

const decidedOf = ({ messageId, contactId, sequence, to, template }: ReleasedMessage): EligibilityNews => ({
  ...{ campaignId: 'bench', runId: RUN_ID, integrationId: 'number' },
  body: { type: 'EligibleContact', messageId, contactId, sequence, to, template, timeZone: null },
});

const statusOf = ({ messageId }: ReleasedMessage, kind: MessageStatus['kind']): MessageStatus => ({
  ...{ messageId, attempt: 1, wamid: null, at: 0, source: 'WEBHOOK', kind },
  ...{ code: null, reason: null, dueAt: null },
});
