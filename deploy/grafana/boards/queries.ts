/**
 * Expressions that several boards ask. Every instance of campaigns and importer shows the same: the highest
 * is taken, never the sum.
 */

export const perCampaign = (metric: string): string => `max by (campaign) (${metric})`;
export const perNumber = (metric: string): string => `max by (integration) (${metric})`;

/** Messages per minute that WhatsApp accepts, by campaign. */
export const RATE =
  '60 * max by (campaign) (rate(wac_campaign_messages_total{stage="accepted"}[$__rate_interval]))';

/**
 * The last hour of a counter whose first event makes its series, which increase() cannot see: what was not
 * there an hour ago counts as a whole.
 */
export const lastHour = (metric: string, by = ''): string =>
  `sum${by} ((increase(${metric}[1h]) and ${metric} offset 1h) or ${metric})${by === '' ? ' or vector(0)' : ''}`;

/** A quantile of a histogram. */
export const quantile = (share: number, metric: string, by = ''): string =>
  `histogram_quantile(${share}, sum by (le${by}) (rate(${metric}_bucket[$__rate_interval])))`;

/** Events per second by labels. */
export const perSecond = (metric: string, by = ''): string =>
  `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}[$__rate_interval]))`;
