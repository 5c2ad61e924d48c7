/** The throttle: owns the numbers whose partition it was given, hears all campaigns and the provider, and releases in even slots. */
import { topics } from '../../schemas/topics.ts';
import type { ProviderSignal } from '../../schemas/types.ts';
import { isMeantBy } from '../domain/provider/provider-scope.ts';
import { partitionOf } from '../platform/kafka/kafka.ts';
import { listen } from '../platform/kafka/listen.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { applySignal } from './number/apply-signal.ts';
import { claimNumber } from './number/claim-number.ts';
import { keepOwnNumbers, openOwnNumbers, partitionsMoved, settleOwnNumbers } from './number/own-numbers.ts';
import { figuresOf, setCampaignOf, takeNewsOf, type PacedNumber } from './number/paced-number.ts';
import { createSaidBefore } from './number/said-before.ts';
import { createSafetyCap } from './number/safety-cap.ts';
import { watchSenderBacklog } from './number/sender-backlog.ts';
import { flushNumber, tickNumber } from './number/tick-number.ts';
import { countReleases, managedIn, noteLook, openSenderWatch, sendersNow } from './number/watch-senders.ts';
import { openFences } from './restore/fences.ts';
import { fromDocument, fromEvent, isLive, type CampaignView } from './run/campaign-view.ts';
import { createWaitingRun } from './run/waiting-run.ts';
import { showFigures } from './show-figures.ts';
import { findIntegrations, findLiveCampaigns, reserveSlots } from './store.ts';
import { startTicks } from './tick-loop.ts';

const TICK_MS = 100;
const IDLE_TICK_MS = 500;

/** @param callableNowMs the time that callable times are judged by; slots go by the real one */
export async function startThrottle(
  context: ServiceContext,
  callableNowMs: () => number = Date.now,
): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  const [backlog, fences] = await Promise.all([watchSenderBacklog(context), openFences(context)]);
  const { horizonMs } = settings.pace;
  const watch = openSenderWatch({ horizonMs, latenessMs: settings.send.latenessMs }, log);
  if (settings.pace.isUnchecked) watch.pace = { ...watch.pace, perSecond: null };
  const campaigns = new Map<string, CampaignView>();
  const signalsBefore = createSaidBefore();
  let partitions = new Set<number>();
  const own = openOwnNumbers(
    {
      log,
      numberParts: {
        store: {
          reserveSlots: (...of) => reserveSlots(database, ...of),
          waitingRunOf: (run) => createWaitingRun({ database, producer, metrics, log }, run),
        },
        ...{ producer, metrics, log, fences, callableNowMs },
        pace: settings.pace,
        cap: createSafetyCap(database),
      },
      findIntegrations: (ids) => findIntegrations(database, ids),
      claim: (integration) => claimNumber({ database, fences, log, owner: context.life }, integration),
      onClaimed: tellAll,
    },
    Date.now(),
  );
  const numbersNow = (): PacedNumber[] => [...own.numbers.values()];
  const isOurs = (integrationId: string): boolean =>
    partitions.has(partitionOf(integrationId, topics.eligibleContacts.partitions));
  const isSending = (): boolean => numbersNow().some((number) => figuresOf(number).queued > 0);
  const ticks = startTicks(
    tick,
    () =>
      // without live campaigns there is nothing to do until one is heard of
      campaigns.size === 0 && own.numbers.size === 0 ? null : isSending() ? TICK_MS : IDLE_TICK_MS,
    log,
  );

  function hearCampaign(campaign: CampaignView): void {
    const known = campaigns.get(campaign.campaignId);
    if (known && known.revision >= campaign.revision) return;
    if (isLive(campaign)) campaigns.set(campaign.campaignId, campaign);
    else campaigns.delete(campaign.campaignId);
    const number = own.numbers.get(campaign.integrationId);
    if (number) setCampaignOf(number, campaign);
    ticks.wake();
  }

  function hearSignal(signal: ProviderSignal): void {
    signalsBefore.remember(signal, Date.now());
    for (const number of own.numbers.values())
      if (isMeantBy(signal.integrationId, number.integration)) applySignal(number, signal, Date.now());
  }

  /** A number that was claimed is told what was heard before. */
  function tellAll(number: PacedNumber): void {
    for (const campaign of campaigns.values())
      if (campaign.integrationId === number.integration._id) setCampaignOf(number, campaign);
    for (const signal of signalsBefore.about(number.integration, Date.now()))
      applySignal(number, signal, Date.now());
    ticks.wake();
  }

  async function tick(): Promise<void> {
    const wanted = new Set([...campaigns.values()].map(({ integrationId }) => integrationId).filter(isOurs));
    keepOwnNumbers(own, wanted, isOurs, Date.now());
    const numbers = numbersNow();
    countReleases(watch, numbers);
    if (isSending() && !settings.pace.isUnchecked)
      backlog.look(Date.now(), (found) => noteLook(watch, numbersNow(), found, Date.now()));
    const sendersOf = sendersNow(watch, numbers);
    await Promise.all(
      numbers.map((number) =>
        tickNumber(number, Date.now(), sendersOf(number)).catch((error: unknown) =>
          log.error(
            { err: error, integrationId: number.integration._id },
            'tick failed; the next one tries again',
          ),
        ),
      ),
    );
    showFigures(metrics, numbersNow(), managedIn(watch.pace));
  }

  context.watchdog.watch({ what: 'the tick of the throttle', stalledMs: (now) => ticks.ticksForMs(now) });
  await listen(context, topics.campaignEvents, (event) => {
    if (event.body.type === 'CampaignChanged') hearCampaign(fromEvent(event.body));
  });
  await listen(context, topics.providerSignals, hearSignal);
  for (const campaign of await findLiveCampaigns(database)) hearCampaign(fromDocument(campaign));
  await context.consume({
    topic: topics.eligibleContacts,
    groupId: 'throttle',
    onAssigned: (assigned) => {
      partitions = new Set(assigned);
      partitionsMoved(own, false);
      ticks.wake();
    },
    onRevoked: () => {
      partitions = new Set();
      partitionsMoved(own, true);
    },
    handle: async (records) => {
      for (const { value } of records) {
        const number = own.numbers.get(value.integrationId);
        if (number) takeNewsOf(number, value);
      }
      ticks.wake();
    },
  });
  ticks.wake();
  return {
    stop: async () => {
      await ticks.stop();
      await settleOwnNumbers(own);
      await Promise.all(numbersNow().map(flushNumber));
      await backlog.close();
    },
  };
}
