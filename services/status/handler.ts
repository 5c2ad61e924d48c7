/** Status updates, exclusions and inbound messages → the ledger, its counters and opt-outs; and the sweep that says when a run has ended. */
import { topics } from '../../schemas/topics.ts';
import type { MessageStatus, ProviderSignal } from '../../schemas/types.ts';
import type { OptOut } from '../domain/contact/opt-out-entry.ts';
import { optOutWords } from '../domain/contact/opt-out-wish.ts';
import { recordExclusions } from '../ledger/updates/record-exclusions.ts';
import type { Received } from '../platform/kafka/consume.ts';
import { sendTogether } from '../platform/kafka/send-together.ts';
import { faultPoint } from '../platform/process/fault-point.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { applyWithOptOuts } from './opt-outs/apply-with-opt-outs.ts';
import { followNumberChanges } from './opt-outs/follow-number-changes.ts';
import { optOutEvent } from './opt-outs/opt-out-event.ts';
import { takeOptOuts } from './opt-outs/take-opt-outs.ts';
import { decideUnknown } from './runs/decide-unknown.ts';
import { expireMessages } from './runs/expire-messages.ts';
import { createRecount } from './runs/recount.ts';
import { createSweep } from './runs/sweep.ts';
import { during, startApplications } from '../tracing/message-spans.ts';
import { countUpdates } from './updates/count-updates.ts';
import { createEscalateFailures } from './updates/escalate-failures.ts';
import { matchLate } from './updates/match-late.ts';
import { keepUnmatched, nextTryAt } from './updates/unmatched-store.ts';

const GROUP = 'status';
const SWEEP_EVERY_MS = 500;
/** While no run is active: one that starts is seen as late as this, or by the first that is heard of it. */
const SWEEP_IDLE_MS = 2_000;
/** What another instance keeps is its to try; this is for what it leaves behind. */
const LOOK_AT_UNMATCHED_MS = 5_000;
const TRY_UNMATCHED_AFTER_MS = 1_000;
const DECIDE_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 600_000;
/**
 * Small transactions cost several times as much for each record, and what a message goes through within this time is one update of it:
 * accepted, sent and often delivered. Nobody misses the time.
 */
const TRANSACTION_EVERY_MS = 500;
/** More waits behind so many of a partition: no transaction waits then. */
const MANY = 2_000;
/** More than all partitions that are handled at a time can bring. */
const MAX_WAITING = 100_000;

export async function startStatus(context: ServiceContext): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  const escalateFailures = createEscalateFailures(database, settings.send.maxFailuresInRow);

  // While one transaction is under way the batches of other partitions join the next: fewer, larger transactions.
  const applyTogether = sendTogether<Received<MessageStatus>>(
    applyBatch,
    MAX_WAITING,
    TRANSACTION_EVERY_MS,
    MANY,
  );

  function applyBatch(records: ReadonlyArray<Received<MessageStatus>>): Promise<void> {
    const partition = Math.min(...records.map((record) => record.partition));
    const updates = records.map(({ value }) => value);
    return during(startApplications(updates), () => applyUpdates(partition, updates));
  }

  async function applyUpdates(partition: number, updates: readonly MessageStatus[]): Promise<void> {
    const applied = await applyWithOptOuts(database, String(partition), updates, Date.now());
    await faultPoint('status.applied.after');
    // An intent is in the ledger before its request leaves: what carries our id and is not there was removed, or is another system's.
    const knownByWamid = applied.unmatched.filter(
      ({ messageId, wamid }) => messageId === null && wamid !== null,
    );
    const now = Date.now();
    await keepUnmatched(database, knownByWamid, new Date(now), new Date(now + TRY_UNMATCHED_AFTER_MS));
    if (knownByWamid.length > 0) matching.wake(TRY_UNMATCHED_AFTER_MS);
    noteHeard();
    if (applied.unmatched.length > 0)
      metrics.count('wac_statuses_unmatched_total', {}, applied.unmatched.length);
    countUpdates(metrics, applied, now);
    await publishOptOuts(applied.optOuts);
    await publishSignals(await escalateFailures(updates, applied, now));
  }

  const publishOptOuts = (optOuts: readonly OptOut[]): Promise<void> =>
    producer.send(
      topics.optOutEvents,
      optOuts.map((optOut) => optOutEvent(optOut, 'OUT', 'ERROR')),
    );

  async function publishSignals(signals: readonly ProviderSignal[]): Promise<void> {
    for (const { integrationId, body } of signals)
      log.warn({ integrationId, ...body }, 'the provider says by webhook');
    await producer.send(topics.providerSignals, signals);
  }

  const recount = createRecount(database, log);
  const runs = createSweep({ database, producer, log, clock: Date.now, recount });
  let isAnyActive = false;
  const sweeping = context.repeat('the sweep of runs', SWEEP_IDLE_MS, async () => {
    isAnyActive = (await runs.sweep()) > 0;
    return isAnyActive ? SWEEP_EVERY_MS : SWEEP_IDLE_MS;
  });
  const noteHeard = (): void => {
    if (!isAnyActive) sweeping.wake();
  };
  const matching = context.repeat('matching of late statuses', LOOK_AT_UNMATCHED_MS, async () => {
    const next = await nextTryAt(database);
    if (next === null) return;
    matching.wake(Math.max(SWEEP_EVERY_MS, next.getTime() - Date.now()));
    const applied = await matchLate(database, new Date());
    if (!applied) return;
    countUpdates(metrics, applied, Date.now());
    await publishOptOuts(applied.optOuts);
  });

  await context.consume({ topic: topics.messageStatuses, groupId: GROUP, handle: applyTogether });
  await consumeExclusions(context, database, noteHeard);
  await consumeInbound(context, database, producer);
  const parts = { database, metrics, log };
  context.repeat('deciding about unknown messages', DECIDE_EVERY_MS, async () => {
    await decideUnknown(parts, new Date());
  });
  context.repeat('the search for messages that have expired', EXPIRE_EVERY_MS, async () => {
    await expireMessages({ ...parts, ttlMs: settings.outcomes.noNewsAfterMs }, new Date());
  });
  return {
    stop: () => {
      runs.stop();
      return Promise.resolve();
    },
  };
}

async function consumeExclusions(
  context: ServiceContext,
  database: Database,
  heard: () => void,
): Promise<void> {
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
      context.metrics.count('wac_outcomes_total', { state: 'SKIPPED' }, added);
      heard();
    },
  });
}

async function consumeInbound(
  context: ServiceContext,
  database: Database,
  producer: Producer,
): Promise<void> {
  const words = optOutWords(context.settings.optOut);
  await context.consume({
    topic: topics.inboundMessages,
    groupId: GROUP,
    handle: async (records) => {
      const messages = records.map(({ value }) => value);
      const requests = await takeOptOuts(database, messages, words);
      const moved = await followNumberChanges(database, messages);
      await producer.send(topics.optOutEvents, [...requests, ...moved]);
      const out = requests.filter(({ wish }) => wish === 'OUT').length;
      if (requests.length > 0)
        context.log.info({ out, in: requests.length - out }, 'recipients opted out or in');
    },
  });
}
