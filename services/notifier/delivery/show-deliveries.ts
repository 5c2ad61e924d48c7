/** What waits to be delivered, as metrics read at the scrape: every instance shows the same. */
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { showAtScrape } from '../../platform/process/show-at-scrape.ts';
import { countWaiting } from '../../queries/subscriptions/subscriptions.ts';

export function showDeliveries(database: Database, metrics: Metrics, log: Logger): void {
  showAtScrape(metrics, () => countWaiting(database), {
    show: ({ waiting, oldest }) => {
      metrics.set('wac_subscription_deliveries_waiting', waiting);
      metrics.set(
        'wac_subscription_oldest_waiting_seconds',
        oldest === null ? 0 : Math.max(0, (Date.now() - oldest.getTime()) / 1_000),
      );
    },
    failed: (err) => log.warn({ err }, 'the webhooks that wait could not be counted'),
  });
}
