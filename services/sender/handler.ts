/** The sender: claims released messages in the ledger, looks at do-not-contact lists once more, sends at the slot, tells the outcome. */
import { topics } from '../../schemas/topics.ts';
import type { Settings } from '../../config/settings.ts';
import type { MessageStatus, ReleasedMessage, SkipReason } from '../../schemas/types.ts';
import { createRecogniseErased } from '../people/recognise-erased.ts';
import { createReachedBefore } from '../queries/campaigns/reached-before.ts';
import { claimLedgerOf } from '../ledger/claims/claim-ledger.ts';
import { giveBackClaims } from '../ledger/claims/held-claims.ts';
import { listen } from '../platform/kafka/listen.ts';
import { RetryLater } from '../platform/kafka/outcome.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { sendTogether } from '../platform/kafka/send-together.ts';
import { carryOn } from '../tracing/message-spans.ts';
import { createCampaignView, type CampaignView } from './claim/campaign-view.ts';
import type { Claimed } from './claim/claim-messages.ts';
import { createClaimOwners } from './claim/claim-owner.ts';
import { createGiveBack, type GiveBack } from './claim/give-back.ts';
import { takeReleased, type TakeParts } from './claim/take-released.ts';
import { createCloudApi } from './send/cloud-api.ts';
import { createIntegrationAccess } from './send/integration-access.ts';
import { createOutbox } from './send/outbox.ts';
import { noOutcome, reap } from './claim/reap-intents.ts';
import { startSending, type Sending } from './send/send-messages.ts';
import { liftWorkingTokens } from './send/watch-refused-tokens.ts';

/** So many messages scheduled or under way and the sender takes no more for a moment. */
const MAX_LOAD = 5_000;
/** Least time between two claims. */
const CLAIM_EVERY_MS = 50;
/** Statuses are applied twice a second. Of a sender that is killed meanwhile so many more messages are unknown until their webhooks come. */
const COLLECT_STATUSES_MS = 20;
/** A hold is urgent: until it is heard more messages are refused. */
const COLLECT_SIGNALS_MS = 5;
const REAP_EVERY_MS = 5_000;
const LOOK_AT_TOKENS_EVERY_MS = 15_000;

/** @param callableNowMs the time that callable times are judged by; slots go by the real one */
export async function startSender(
  context: ServiceContext,
  callableNowMs: () => number = Date.now,
): Promise<Running> {
  const { settings, metrics, log } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  const statuses = createOutbox(producer, topics.messageStatuses, log, COLLECT_STATUSES_MS);
  const signals = createOutbox(producer, topics.providerSignals, log, COLLECT_SIGNALS_MS);
  const access = createIntegrationAccess(database, settings.cloudApi.accessTokens);
  const campaigns = createCampaignView(database, callableNowMs);
  const api = createCloudApi(settings.cloudApi, settings.send);
  const giveBack = createGiveBack({
    giveBack: (claims, now) => giveBackClaims(database, claims, now),
    log,
    nowMs: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const sending = startSending({
    ...{ api, statuses, signals, metrics, log },
    baseUrl: settings.cloudApi.baseUrl,
    send: settings.send,
    accessOf: access.of,
    generationOf: campaigns.onSinceOf,
    isCallable: ({ campaignId, timeZone }) => campaigns.isCallable(campaignId, timeZone ?? null, 0),
    putOff: (claimed) => giveBack.add(claimed.map(claimOf)),
  });
  const takeParts = takePartsOf(context, database, producer, campaigns, giveBack);

  await listen(context, topics.campaignEvents, (event) => {
    if (event.body.type === 'CampaignChanged') campaigns.onChanged(event.body);
  });
  await campaigns.load();
  context.repeat('the search for expired intents', REAP_EVERY_MS, () =>
    reap({ database, statuses, log, metrics }),
  );
  context.repeat('looking at refused tokens', LOOK_AT_TOKENS_EVERY_MS, async () => {
    await liftWorkingTokens({ database, api, access, tell: signals.put, log }, Date.now());
  });

  /** Batches of several partitions share one claim: one insert instead of six. There is time for it before the slots. */
  const claim = sendTogether<ReleasedMessage>(
    async (released) => {
      await access.learn(new Set(released.map((message) => message.integrationId)));
      const { send, skipped } = await takeReleased(takeParts, released, Date.now());
      for (const { message, reason } of skipped) statuses.put(skippedStatus(message, reason));
      sending.add(send);
    },
    MAX_LOAD * 2,
    CLAIM_EVERY_MS,
  );
  await context.consume({
    topic: topics.releasedMessages,
    groupId: 'sender',
    handle: async (records) => {
      if (sending.load() > MAX_LOAD) throw new RetryLater(50, 'enough under way');
      const released = records.map((record) => record.value);
      await untilNear(released, sending, settings);
      await claim(released);
    },
  });

  return {
    stop: async () => {
      await sending.stop();
      await giveBack.settle();
      await Promise.all([statuses.flush(), signals.flush()]);
      await api.close();
    },
  };
}

const takePartsOf = (
  { settings, metrics, life }: ServiceContext,
  database: Database,
  producer: Producer,
  { isOn, isCallable, definitionOf }: CampaignView,
  giveBack: GiveBack,
): TakeParts => ({
  ...{ database, producer, metrics, giveBack, isOn, definitionOf },
  ledger: claimLedgerOf(database),
  recogniseErased: createRecogniseErased(database, settings.people.key),
  reachedBefore: createReachedBefore(database),
  nextOwner: createClaimOwners(life),
  latenessMs: settings.send.latenessMs,
  leaseMs: settings.send.leaseMs,
  isCallable: ({ campaignId, timeZone }, inMs) => isCallable(campaignId, timeZone ?? null, inMs),
});

const claimOf = ({ message: { messageId, attempt }, owner, leaseUntilMs }: Claimed) => ({
  ...{ messageId, attempt, owner, leaseUntilMs },
});

/**
 * Releases come a little ahead of their slots; the wait is less than the throttle's horizon. A number that is late takes up its
 * messages later: so the throttle sees how late it is, and what would miss its slot is not claimed first.
 */
async function untilNear(
  released: readonly ReleasedMessage[],
  sending: Sending,
  { send, pace }: Settings,
): Promise<void> {
  const leavesMs = ({ integrationId, sendAt }: ReleasedMessage): number =>
    sendAt / 1_000 + sending.delayMs(integrationId);
  const firstMs = Math.min(...released.map(leavesMs));
  const waitMs = Math.min(firstMs - send.claimAheadMs - Date.now(), pace.horizonMs);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function skippedStatus(message: ReleasedMessage, reason: SkipReason): MessageStatus {
  const status: MessageStatus = {
    ...noOutcome,
    messageId: message.messageId,
    attempt: message.attempt,
    at: Date.now(),
    source: 'SENDER',
    kind: 'SKIPPED',
    reason,
  };
  carryOn(message, status);
  return status;
}
