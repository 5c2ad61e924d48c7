/** What status updates changed, as metrics. */
import type { Fold } from '../../ledger/state/fold-updates.ts';
import type { Metrics } from '../../platform/process/metrics.ts';

/** @param now ms since the epoch */
export function countUpdates(metrics: Metrics, fold: Pick<Fold, 'changes'>, now: number): void {
  for (const { before, after } of fold.changes) {
    if (after.state !== before.state) metrics.count('wac_outcomes_total', { state: after.state });
    if (after.delivery && after.delivery !== before.delivery)
      metrics.count('wac_deliveries_total', { delivery: after.delivery });
    const latest = after.readAt ?? after.deliveredAt ?? after.sentAt ?? after.acceptedAt;
    if (latest) metrics.observe('wac_status_delay_seconds', Math.max(0, now - latest.getTime()) / 1_000);
  }
}
