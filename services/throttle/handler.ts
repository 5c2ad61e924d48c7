/** The throttle: owns the numbers whose partition it was given, hears all campaigns and the provider, and releases in even slots. */
import { topics } from '../../schemas/topics.ts';
import type { CampaignChanged, ProviderSignal } from '../../schemas/types.ts';
import type { CampaignDocument } from '../../schemas/collections.ts';
import { templateKeyOf } from '../domain/provider/provider-scope.ts';
import { partitionOf } from '../platform/kafka/kafka.ts';
import { listen } from '../platform/kafka/listen.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { createPacedNumber, type PacedNumber, type PaceStore } from './number/paced-number.ts';
import type { PacedCampaign } from './run/paced-run.ts';
import { waitingReasons } from './run/why-waiting.ts';
import { claimNumber, isConfirmedBy } from './number/claim-number.ts';
import { openFences } from './restore/fences.ts';
import { createSaidBefore } from './number/said-before.ts';
import { createSafetyCap } from './number/safety-cap.ts';
import { isBehind, watchSenderBacklog } from './number/sender-backlog.ts';
import { findIntegration, findLiveCampaigns, reserveSlots } from './store.ts';
import { createWaitingRun } from './run/waiting-run.ts';

const TICK_MS = 100;
const IDLE_TICK_MS = 500;
const SOONEST_TICK_MS = 20;
const REFRESH_NUMBERS_MS = 5_000;

type Heard = PacedCampaign & { integrationId: string };

/** @param callableNowMs the time that callable times are judged by; slots go by the real one */
export async function startThrottle(
  context: ServiceContext,
  callableNowMs: () => number = Date.now,
): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  const cap = createSafetyCap(database);
  const store: PaceStore = {
    reserveSlots: (...of) => reserveSlots(database, ...of),
    waitingRunOf: (run) => createWaitingRun({ database, producer, metrics, log }, run),
  };
  const [backlog, fences] = await Promise.all([watchSenderBacklog(context), openFences(context)]);
  const campaigns = new Map<string, Heard>();
  const numbers = new Map<string, PacedNumber>();
  let partitions = new Set<number>();
  let generation = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let isTicking = false;
  let tickingSinceMs = 0;
  let wokenMeanwhile = false;
  let wasBehind = false;
  let refreshedAtMs = Date.now();
  let ticking: Promise<void> = Promise.resolve();

  const isOurs = (integrationId: string): boolean =>
    partitions.has(partitionOf(integrationId, topics.eligibleContacts.partitions));
  const isLive = (campaign: Heard): boolean =>
    ['on', 'stopping', 'forced_stopping'].includes(campaign.status);

  function hear(campaign: Heard): void {
    const known = campaigns.get(campaign.campaignId);
    if (known && known.revision >= campaign.revision) return;
    if (isLive(campaign)) campaigns.set(campaign.campaignId, campaign);
    else campaigns.delete(campaign.campaignId);
    numbers.get(campaign.integrationId)?.setCampaign(campaign);
    wake();
  }

  /** A number that is taken over later is told what was said before. */
  const said = createSaidBefore();

  function hearSignal(signal: ProviderSignal): void {
    said.remember(signal, Date.now());
    for (const number of numbers.values()) if (number.isMeantBy(signal.integrationId)) apply(number, signal);
  }

  function apply(number: PacedNumber, { at, body }: ProviderSignal): void {
    switch (body.type) {
      case 'SlowDown':
        return number.slowDownNow(Date.now());
      case 'Hold':
        return number.hold(
          {
            scope: body.scope,
            scopeKey: body.scopeKey,
            untilMs: body.until,
            code: body.code,
            reason: body.reason,
          },
          at,
        );
      case 'Lift':
        return number.lift({
          scope: body.scope,
          scopeKey: body.scopeKey,
          codes: body.codes ?? [],
          saidMs: at,
        });
      case 'CampaignMustStop':
        return number.hold(
          {
            scope: 'CAMPAIGN',
            scopeKey: body.campaignId,
            untilMs: Date.now() + 60_000,
            code: body.code,
            reason: body.reason,
          },
          at,
        );
      case 'ProviderChanged':
        return; // the campaigns service reads it again; numbers are looked up every few seconds
    }
  }

  /** Claims the numbers that are ours and have something to do, and forgets those that are not. */
  async function claimOurs(): Promise<void> {
    const claimedIn = generation;
    const refresh = Date.now() - refreshedAtMs > REFRESH_NUMBERS_MS;
    if (refresh) refreshedAtMs = Date.now();
    for (const [integrationId, number] of numbers) {
      const isDone =
        refresh &&
        number.isIdle() &&
        ![...campaigns.values()].some((campaign) => campaign.integrationId === integrationId);
      if (number.isLost() || isDone || !isOurs(integrationId)) numbers.delete(integrationId);
      else if (refresh) await refreshNumber(integrationId, number);
    }
    const wanted = new Set(
      [...campaigns.values()]
        .filter((campaign) => isOurs(campaign.integrationId))
        .map((campaign) => campaign.integrationId),
    );
    for (const integrationId of wanted) {
      if (numbers.has(integrationId)) continue;
      const integration = await findIntegration(database, integrationId);
      if (!integration) continue;
      const { pace: claimed, mismatch } = await claimNumber(
        { database, fences, log, owner: context.life },
        integration,
      );
      if (claimedIn !== generation) return; // partitions moved meanwhile; the next tick looks again
      metrics.count('wac_slot_takeovers_total');
      const number = createPacedNumber(
        { store, producer, metrics, log, pace: settings.pace, cap, fences, callableNowMs },
        integration,
        claimed,
        mismatch,
      );
      for (const campaign of campaigns.values())
        if (campaign.integrationId === integrationId) number.setCampaign(campaign);
      for (const signal of said.about(integration, Date.now())) apply(number, signal);
      numbers.set(integrationId, number);
      log.info({ integrationId, epoch: claimed.epoch }, 'pacing this number');
    }
  }

  /** The number as registered now; one that an operator has let go on is claimed anew. */
  async function refreshNumber(integrationId: string, number: PacedNumber): Promise<void> {
    const integration = await findIntegration(database, integrationId);
    number.setIntegration(integration);
    const mismatch = number.mismatch();
    if (mismatch && integration && isConfirmedBy(integration, mismatch)) numbers.delete(integrationId);
  }

  async function tick(): Promise<void> {
    await claimOurs();
    const isSending = [...numbers.values()].some((number) => number.figures().queued > 0);
    const waiting = isSending ? await backlog.look(Date.now()) : 0;
    const ratePerSecond = [...numbers.values()].reduce(
      (sum, number) => sum + number.figures().ratePerSecond,
      0,
    );
    const behind = isBehind(waiting, ratePerSecond);
    if (behind !== wasBehind)
      log.warn(
        { waiting },
        behind ? 'the senders are behind: nothing more is released' : 'the senders have caught up',
      );
    wasBehind = behind;
    await Promise.all(
      [...numbers.values()].map((number) =>
        number
          .tick(Date.now(), behind)
          .catch((error: unknown) =>
            log.error(
              { err: error, integrationId: number.integrationId },
              'tick failed; the next one tries again',
            ),
          ),
      ),
    );
    showFigures();
  }

  /** One tick at a time; a wake during a tick makes the next one follow at once. */
  function wake(delayMs = 0): void {
    if (stopped) return;
    if (isTicking) {
      wokenMeanwhile = true;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => void (ticking = tickAndGoOn()), delayMs);
  }

  async function tickAndGoOn(): Promise<void> {
    isTicking = true;
    wokenMeanwhile = false;
    const startedAt = (tickingSinceMs = Date.now());
    await tick().catch((error: unknown) =>
      log.error({ err: error }, 'tick failed; the next one tries again'),
    );
    isTicking = false;
    const isSending = [...numbers.values()].some((number) => number.figures().queued > 0);
    const everyMs = wokenMeanwhile ? SOONEST_TICK_MS : isSending ? TICK_MS : IDLE_TICK_MS;
    // without live campaigns there is nothing to do until one is heard of
    if (wokenMeanwhile || campaigns.size > 0 || numbers.size > 0)
      wake(Math.max(0, everyMs - (Date.now() - startedAt)));
  }

  function showFigures(): void {
    const figures = [...numbers.values()].map((number) => number.figures());
    metrics.set('wac_numbers_owned', figures.length);
    metrics.set(
      'wac_numbers_fenced',
      [...numbers.values()].filter((number) => number.mismatch() !== null).length,
    );
    metrics.set(
      'wac_queue_contacts',
      figures.reduce((sum, one) => sum + one.queued, 0),
    );
    metrics.set(
      'wac_rate_limit_per_second',
      figures.reduce((sum, one) => sum + one.ratePerSecond, 0),
    );
    const waiting = figures.flatMap((one) => one.waiting);
    for (const reason of waitingReasons)
      metrics.set('wac_campaigns_waiting', waiting.filter((one) => one?.reason === reason).length, {
        reason,
      });
    metrics.set(
      'wac_contacts_asleep',
      figures.reduce((sum, one) => sum + one.asleep, 0),
    );
  }

  context.watchdog.watch({
    what: 'the tick of the throttle',
    stalledMs: (now) => (isTicking ? now - tickingSinceMs : 0),
  });
  await listen(context, topics.campaignEvents, (event) => {
    if (event.body.type === 'CampaignChanged') hear(fromEvent(event.body));
  });
  await listen(context, topics.providerSignals, hearSignal);
  for (const campaign of await findLiveCampaigns(database)) hear(fromDocument(campaign));
  await context.consume({
    topic: topics.eligibleContacts,
    groupId: 'throttle',
    onAssigned: (assigned) => {
      generation += 1;
      partitions = new Set(assigned);
      wake();
    },
    onRevoked: () => {
      generation += 1;
      partitions = new Set();
      numbers.clear();
    },
    handle: async (records) => {
      for (const { value } of records) numbers.get(value.integrationId)?.take(value);
      wake();
    },
  });
  wake();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await ticking;
      await Promise.all([...numbers.values()].map((number) => number.flush()));
      await backlog.close();
    },
  };
}

function fromEvent(change: CampaignChanged): Heard {
  return {
    campaignId: change.campaignId,
    revision: change.revision,
    status: change.cause === 'DELETED' ? 'deleted' : change.status,
    runId: change.runId ?? '',
    integrationId: change.integrationId,
    messagesPerMinute: change.messagesPerMinute,
    templateKey: change.templateName
      ? templateKeyOf(change.templateName, change.templateLanguage ?? '')
      : null,
    callableTimes: change.callableTimes ?? null,
  };
}

function fromDocument(campaign: CampaignDocument): Heard {
  return {
    campaignId: campaign._id,
    revision: campaign.revision,
    status: campaign.status,
    runId: campaign.runId ?? '',
    integrationId: campaign.integrationId,
    messagesPerMinute: campaign.messagesPerMinute,
    templateKey: templateKeyOf(campaign.template.name, campaign.template.language),
    callableTimes: campaign.callableTimes ?? null,
  };
}
