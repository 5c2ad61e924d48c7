/** The throttle: owns the numbers whose partition it was given, hears all campaigns and the provider, and releases in even slots. */
import { topics } from '../../schemas/topics.ts';
import { listen } from '../platform/kafka/listen.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { claimNumber } from './number/claim-number.ts';
import { openOwnNumbers, partitionsMoved, settleOwnNumbers, type OwnNumbers } from './number/own-numbers.ts';
import { takeEligible, type PacedNumber } from './number/paced-number.ts';
import { createRecentSignals } from './number/recent-signals.ts';
import { createSafetyCap } from './number/safety-cap.ts';
import { watchSenderBacklog } from './number/sender-backlog.ts';
import { flushNumber } from './number/tick-number.ts';
import { openSenderWatch, type SenderWatch } from './number/watch-senders.ts';
import { openDatabasePortfolios } from './portfolio/open-portfolios.ts';
import { closePortfolios, portfolioIn, recordPeople, type Portfolios } from './portfolio/portfolios.ts';
import { openFences } from './restore/fences.ts';
import { lookForLost } from './restore/look-for-lost.ts';
import { fromDocument, fromEvent, type CampaignView } from './run/campaign-view.ts';
import { createWaitingRun } from './run/waiting-run.ts';
import { findIntegrations, findLiveCampaigns, findOldestHold, reserveSlots } from './store.ts';
import {
  applyCampaign,
  applyToNumbers,
  numbersOf,
  pauseOf,
  tellClaimed,
  tickThrottle,
  type Throttle,
} from './throttle-state.ts';
import { startTicks, type TickLoop } from './tick-loop.ts';

/** The provider's clock, and those of whoever tells, against ours. */
const CLOCKS_APART_MS = 60_000;

/** @param callableNowMs the time that callable times are judged by; slots go by the real one */
export async function startThrottle(
  context: ServiceContext,
  callableNowMs: () => number = Date.now,
): Promise<Running> {
  const database = await context.mongo();
  const backlog = await watchSenderBacklog(context);
  const onClaimed = (number: PacedNumber): void => {
    tellClaimed(throttle, number);
    ticks.wake();
  };
  const portfolios = openDatabasePortfolios(context, database);
  const throttle: Throttle = {
    ...{ context, backlog, portfolios },
    own: await openNumbers(context, database, { callableNowMs, onClaimed, portfolios }),
    watch: openWatch(context),
    recentSignals: createRecentSignals(),
    campaigns: new Map(),
    partitions: new Set(),
  };
  const ticks = startTicks(
    () => tickThrottle(throttle),
    () => pauseOf(throttle),
    context.log,
  );
  context.watchdog.watch({ what: 'the tick of the throttle', stalledMs: (now) => ticks.ticksForMs(now) });
  await followCampaigns(throttle, database, ticks);
  await takePartitions(throttle, ticks);
  ticks.wake();
  return {
    stop: async () => {
      await ticks.stop();
      await settleOwnNumbers(throttle.own);
      await Promise.all(numbersOf(throttle).map(flushNumber));
      await closePortfolios(
        portfolios,
        numbersOf(throttle).map(({ places }) => places),
      );
      await backlog.close();
    },
  };
}

type NumberOptions = {
  callableNowMs: () => number;
  onClaimed: (number: PacedNumber) => void;
  portfolios: Portfolios;
};

async function openNumbers(
  context: ServiceContext,
  database: Database,
  { callableNowMs, onClaimed, portfolios }: NumberOptions,
): Promise<OwnNumbers> {
  const { log, metrics, settings, life } = context;
  const [producer, fences] = await Promise.all([context.producer(), openFences(context)]);
  return openOwnNumbers(
    {
      log,
      numberParts: {
        store: {
          reserveSlots: (...of) => reserveSlots(database, ...of),
          waitingRunOf: (run) => createWaitingRun({ database, producer, metrics, log }, run),
        },
        ...{ producer, metrics, log, fences, callableNowMs },
        portfolios: {
          of: (integration) => portfolioIn(portfolios, integration),
          record: (...of) => recordPeople(portfolios, ...of),
        },
        pace: settings.pace,
        cap: createSafetyCap(database),
      },
      findIntegrations: (ids) => findIntegrations(database, ids),
      claim: (integration) => claimNumber({ database, fences, log, owner: life }, integration),
      lookForLost: (runs, nowMs) => lookForLost(database, runs, { nowMs, rested: false }),
      onClaimed,
    },
    Date.now(),
  );
}

function openWatch({ settings: { pace, send }, log }: ServiceContext): SenderWatch {
  const watch = openSenderWatch({ horizonMs: pace.horizonMs, latenessMs: send.latenessMs }, log);
  if (pace.isUnchecked) watch.pace = { ...watch.pace, perSecond: null };
  return watch;
}

async function followCampaigns(throttle: Throttle, database: Database, ticks: TickLoop): Promise<void> {
  const { context } = throttle;
  const follow = (campaign: CampaignView): void => {
    applyCampaign(throttle, campaign);
    ticks.wake();
  };
  await listen(context, topics.campaignEvents, (event) => {
    if (event.body.type === 'CampaignChanged') follow(fromEvent(event.body));
  });
  await hearSignals(throttle, database);
  for (const campaign of await findLiveCampaigns(database)) follow(fromDocument(campaign));
}

/**
 * Also what was told since the oldest hold that is in force: while no throttle ran, somebody may have lifted it. What only asks for
 * haste or a moment's patience is over.
 */
async function hearSignals(throttle: Throttle, database: Database): Promise<void> {
  const startedAt = Date.now();
  const oldest = await findOldestHold(database, startedAt);
  await listen(
    throttle.context,
    topics.providerSignals,
    (signal) => {
      const { type } = signal.body;
      const lasts = type === 'Hold' || type === 'Lift';
      if (lasts || signal.at >= startedAt - CLOCKS_APART_MS) applyToNumbers(throttle, signal);
    },
    oldest === null ? 'now' : oldest - CLOCKS_APART_MS,
  );
}

async function takePartitions(throttle: Throttle, ticks: TickLoop): Promise<void> {
  const { context, own } = throttle;
  await context.consume({
    topic: topics.eligibleContacts,
    groupId: 'throttle',
    onAssigned: (assigned) => {
      throttle.partitions = new Set(assigned);
      partitionsMoved(own, false);
      ticks.wake();
    },
    onRevoked: () => {
      throttle.partitions = new Set();
      partitionsMoved(own, true);
    },
    handle: async (records) => {
      for (const { value } of records) {
        const number = own.numbers.get(value.integrationId);
        if (number) takeEligible(number, value);
      }
      ticks.wake();
    },
  });
}
