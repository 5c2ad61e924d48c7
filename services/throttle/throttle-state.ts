/** What a throttle knows, and what it does when it hears of a campaign or a signal, and ten times a second. */
import { topics } from '../../schemas/topics.ts';
import type { ProviderSignal } from '../../schemas/types.ts';
import { isMeantBy } from '../domain/provider/provider-scope.ts';
import { partitionOf } from '../platform/kafka/partition-of-key.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import { applySignal } from './number/apply-signal.ts';
import { keepOwnNumbers, type OwnNumbers } from './number/own-numbers.ts';
import { figuresOf, setCampaignOf, type PacedNumber } from './number/paced-number.ts';
import type { RecentSignals } from './number/recent-signals.ts';
import { keepPortfolios, type Portfolios } from './portfolio/portfolios.ts';
import { wantingOf } from './portfolio/tick-places.ts';
import type { SenderBacklog } from './number/sender-backlog.ts';
import { tickNumber } from './number/tick-number.ts';
import { countReleases, managedIn, noteLook, sendersNow, type SenderWatch } from './number/watch-senders.ts';
import { isLive, type CampaignView } from './run/campaign-view.ts';
import { showFigures } from './show-figures.ts';

export type Throttle = {
  readonly context: ServiceContext;
  readonly own: OwnNumbers;
  readonly portfolios: Portfolios;
  readonly watch: SenderWatch;
  readonly backlog: SenderBacklog;
  readonly recentSignals: RecentSignals;
  /** Live campaigns of all numbers, by id. */
  readonly campaigns: Map<string, CampaignView>;
  /** Partitions of eligible-contacts; their numbers are ours. */
  partitions: ReadonlySet<number>;
};

const TICK_MS = 100;
const IDLE_TICK_MS = 500;

export const numbersOf = ({ own }: Throttle): PacedNumber[] => [...own.numbers.values()];

const isSending = (throttle: Throttle): boolean =>
  numbersOf(throttle).some((number) => figuresOf(number).queued > 0);

/** From the start of a tick to the next, ms; null: without live campaigns there is nothing to do until one is heard of. */
export const pauseOf = (throttle: Throttle): number | null => {
  if (throttle.campaigns.size === 0 && throttle.own.numbers.size === 0) return null;
  return isSending(throttle) ? TICK_MS : IDLE_TICK_MS;
};

export function applyCampaign({ campaigns, own }: Throttle, campaign: CampaignView): void {
  const known = campaigns.get(campaign.campaignId);
  if (known && known.revision >= campaign.revision) return;
  if (isLive(campaign)) campaigns.set(campaign.campaignId, campaign);
  else campaigns.delete(campaign.campaignId);
  const number = own.numbers.get(campaign.integrationId);
  if (number) setCampaignOf(number, campaign);
}

export function applyToNumbers({ own, recentSignals }: Throttle, signal: ProviderSignal): void {
  recentSignals.remember(signal, Date.now());
  for (const number of own.numbers.values())
    if (isMeantBy(signal.integrationId, number.integration)) applySignal(number, signal, Date.now());
}

/** A number that was just claimed gets what was heard before. */
export function tellClaimed({ campaigns, recentSignals }: Throttle, number: PacedNumber): void {
  for (const campaign of campaigns.values())
    if (campaign.integrationId === number.integration._id) setCampaignOf(number, campaign);
  for (const signal of recentSignals.about(number.integration, Date.now()))
    applySignal(number, signal, Date.now());
}

export async function tickThrottle(throttle: Throttle): Promise<void> {
  const { campaigns, own, watch, backlog, partitions } = throttle;
  const { log, metrics, settings } = throttle.context;
  const isOurs = (integrationId: string): boolean =>
    partitions.has(partitionOf(integrationId, topics.eligibleContacts.partitions));
  const wanted = new Set([...campaigns.values()].map(({ integrationId }) => integrationId).filter(isOurs));
  keepOwnNumbers(own, wanted, isOurs, Date.now());
  const numbers = numbersOf(throttle);
  keepPortfolios(
    throttle.portfolios,
    numbers.map((number) => wantingOf(number, Date.now())),
    Date.now(),
  );
  countReleases(watch, numbers);
  if (isSending(throttle) && !settings.pace.isUnchecked)
    backlog.look(Date.now(), (found) => noteLook(watch, numbersOf(throttle), found, Date.now()));
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
  showFigures(metrics, numbersOf(throttle), managedIn(watch.pace));
}
