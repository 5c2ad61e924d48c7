/** News, exclusions and inbound messages → the ledger, its counters and opt-outs; and the sweep that says when a run has ended. */
import { topics } from '../../schemas/topics.ts';
import type { MessageStatus, ProviderSignal } from '../../schemas/types.ts';
import type { Received } from '../platform/kafka/consume.ts';
import { faultPoint } from '../platform/process/fault-point.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { sendTogether } from '../platform/kafka/send-together.ts';
import { applyNews, countNews } from './updates/apply-news.ts';
import { decideUnknown } from './runs/decide-unknown.ts';
import { createExpireMessages } from './runs/expire-messages.ts';
import { createHeedFailures } from './updates/heed-failures.ts';
import { followNumberChanges } from './opt-outs/follow-number-changes.ts';
import { matchLate } from './updates/match-late.ts';
import { noteWishes } from './opt-outs/note-wishes.ts';
import { optOutEvent } from './opt-outs/opt-out-event.ts';
import type { OptOut } from '../domain/contact/opt-out-entry.ts';
import { optOutWords } from '../domain/contact/opt-out-wish.ts';
import { recordExclusions } from './updates/record-exclusions.ts';
import { createRecount } from './runs/recount.ts';
import { createSweep } from './runs/sweep.ts';
import { keepUnmatched } from './updates/unmatched-store.ts';

const GROUP = 'status';
const SWEEP_EVERY_MS = 500;
const TRY_UNMATCHED_AFTER_MS = 1_000;
const DECIDE_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 600_000;
/** Small transactions cost several times as much for each record (106 µs against 37), and nobody misses the time. */
const TRANSACTION_EVERY_MS = 100;
/** More than all partitions that are handled at a time can bring. */
const MAX_WAITING = 100_000;

export async function startStatus(context: ServiceContext): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  const words = optOutWords(settings.optOut);
  const heedFailures = createHeedFailures(database, settings.send.maxFailuresInRow);

  // While one transaction is under way the batches of other partitions join the next: fewer, larger transactions.
  const applyTogether = sendTogether<Received<MessageStatus>>(applyBatch, MAX_WAITING, TRANSACTION_EVERY_MS);

  async function applyBatch(records: ReadonlyArray<Received<MessageStatus>>): Promise<void> {
    const partition = Math.min(...records.map((record) => record.partition));
    const fold = await applyNews(
      database,
      String(partition),
      records.map(({ value }) => value),
    );
    await faultPoint('status.applied.after');
    // An intent is in the ledger before its request leaves: what carries our id and is not there was removed, or is another system's.
    const knownByWamid = fold.unmatched.filter(
      ({ messageId, wamid }) => messageId === null && wamid !== null,
    );
    const now = Date.now();
    await keepUnmatched(database, knownByWamid, new Date(now), new Date(now + TRY_UNMATCHED_AFTER_MS));
    if (fold.unmatched.length > 0) metrics.count('wac_statuses_unmatched_total', {}, fold.unmatched.length);
    countNews(metrics, fold, now);
    await tellOptOuts(fold.optOuts);
    await tell(
      await heedFailures(
        records.map(({ value }) => value),
        fold,
        now,
      ),
    );
  }

  const tellOptOuts = (optOuts: readonly OptOut[]): Promise<void> =>
    producer.send(
      topics.optOutEvents,
      optOuts.map((optOut) => optOutEvent(optOut, 'OUT', 'ERROR')),
    );

  async function tell(signals: readonly ProviderSignal[]): Promise<void> {
    for (const { integrationId, body } of signals)
      log.warn({ integrationId, ...body }, 'the provider says by webhook');
    await producer.send(topics.providerSignals, signals);
  }

  await context.consume({ topic: topics.messageStatuses, groupId: GROUP, handle: applyTogether });
  await context.consume({
    topic: topics.excludedContacts,
    groupId: GROUP,
    handle: async (records) => {
      const partition = records[0]?.partition ?? 0;
      const added = await recordExclusions(
        database,
        `x${partition}`,
        records.map(({ value }) => value),
      );
      metrics.count('wac_outcomes_total', { state: 'SKIPPED' }, added);
    },
  });
  await context.consume({
    topic: topics.inboundMessages,
    groupId: GROUP,
    handle: async (records) => {
      const messages = records.map(({ value }) => value);
      const wishes = await noteWishes(database, messages, words);
      const moved = await followNumberChanges(database, messages);
      await producer.send(topics.optOutEvents, [...wishes, ...moved]);
      const out = wishes.filter(({ wish }) => wish === 'OUT').length;
      if (wishes.length > 0) log.info({ out, in: wishes.length - out }, 'recipients opted out or in');
    },
  });

  const recount = createRecount(database, log);
  const runs = createSweep({ database, producer, log, clock: Date.now, recount });
  context.repeat('the sweep of runs', SWEEP_EVERY_MS, runs.sweep);
  const matchUnmatched = async (): Promise<void> => {
    const fold = await matchLate(database, new Date());
    if (!fold) return;
    countNews(metrics, fold, Date.now());
    await tellOptOuts(fold.optOuts);
  };
  const ofUnknown = { database, metrics, log };
  context.repeat('deciding about unknown messages', DECIDE_EVERY_MS, async () => {
    await decideUnknown(ofUnknown, new Date());
  });
  const expireMessages = createExpireMessages({ ...ofUnknown, ttlMs: settings.outcomes.noNewsAfterMs });
  context.repeat('looking for messages without news', EXPIRE_EVERY_MS, async () => {
    await expireMessages(new Date());
  });
  context.repeat('matching of late statuses', SWEEP_EVERY_MS, matchUnmatched);
  return {
    stop: () => {
      runs.stop();
      return Promise.resolve();
    },
  };
}
