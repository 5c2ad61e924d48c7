/** Figures of running campaigns and of numbers as metrics: read from the database at every scrape, and remembered by nobody. */
import { errorTable } from '../domain/provider/error-table.ts';
import { skipWrapUpCodes } from '../domain/message/message.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics, Series } from '../platform/process/metrics.ts';
import type { CampaignFigures, LiveFigures, NumberFigures } from '../queries/campaigns/live-figures.ts';

/** Prometheus waits for 5 s at most; without figures of campaigns the rest of the scrape is still worth having. */
const WAIT_MS = 2_000;
const NOTHING: LiveFigures = { campaigns: [], campaignsLeftOut: 0, numbers: [], numbersLeftOut: 0 };
const STAGES = [
  ...(['accepted', 'failed', 'skipped'] as const),
  ...(['sent', 'delivered', 'read', 'undelivered', 'expired'] as const),
];
const SCOPES = ['NUMBER', 'TEMPLATE', 'ACCOUNT', 'APP', 'CAMPAIGN'] as const;
const QUALITIES = ['GREEN', 'YELLOW', 'RED'];
const CODES: ReadonlySet<string> = new Set([...errorTable.keys()].map(String));
const REASONS: ReadonlySet<string> = new Set(Object.keys(skipWrapUpCodes));

/** @param read what there is to show now. @param waitMs so long a scrape waits for it */
export function showLiveFigures(
  read: () => Promise<LiveFigures>,
  metrics: Metrics,
  log: Logger,
  waitMs = WAIT_MS,
): void {
  // scrapes that come while one reads share what it reads
  let reading: Promise<LiveFigures> | undefined;
  metrics.beforeScrape(async () => {
    try {
      reading ??= read().finally(() => (reading = undefined));
      show(metrics, await within(reading, waitMs));
      metrics.set('wac_campaign_figures_missing', 0);
    } catch (err) {
      log.warn({ err }, 'the figures of campaigns could not be read');
      show(metrics, NOTHING);
      metrics.set('wac_campaign_figures_missing', 1);
    }
  });
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Shows exactly these figures. Codes and reasons that are not in our tables are counted as `other`. */
function show(metrics: Metrics, figures: LiveFigures): void {
  showCampaigns(metrics, figures.campaigns);
  showNumbers(metrics, figures.numbers);
  metrics.set('wac_campaigns_left_out', figures.campaignsLeftOut);
  metrics.set('wac_numbers_left_out', figures.numbersLeftOut);
}

function showCampaigns(metrics: Metrics, campaigns: readonly CampaignFigures[]): void {
  const each = (value: (one: CampaignFigures) => number | null): Series[] =>
    campaigns.flatMap((one) => {
      const known = value(one);
      return known === null ? [] : [{ labels: labelsOf(one), value: Math.max(0, known) }];
    });
  const eachOf = (
    label: string,
    values: (one: CampaignFigures) => Iterable<readonly [string, number]>,
  ): Series[] =>
    campaigns.flatMap((one) =>
      [...values(one)].map(([key, value]) => ({
        labels: { ...labelsOf(one), [label]: key },
        value: Math.max(0, value),
      })),
    );
  metrics.replace(
    'wac_campaign_state',
    campaigns.map((one) => ({ labels: { ...labelsOf(one), ...stateOf(one) }, value: 1 })),
  );
  metrics.replace(
    'wac_campaign_limit_per_minute',
    each(({ progress }) => progress.limitPerMinute),
  );
  metrics.replace(
    'wac_campaign_own_limit_per_minute',
    each(({ progress }) => progress.ownPerMinute),
  );
  metrics.replace(
    'wac_campaign_contacts_planned',
    each(({ progress }) => progress.planned),
  );
  metrics.replace('wac_campaign_contacts_left', each(leftOf));
  metrics.replace(
    'wac_campaign_contacts_asleep',
    each(({ progress }) => progress.callable?.contacts ?? 0),
  );
  metrics.replace(
    'wac_campaign_released_total',
    each(({ releasedThrough }) => releasedThrough),
  );
  metrics.replace(
    'wac_campaign_messages_total',
    eachOf('stage', ({ progress: { counts } }) => STAGES.map((stage) => [stage, counts[stage]] as const)),
  );
  metrics.replace(
    'wac_campaign_failed_total',
    eachOf('code', ({ progress }) => knownOrOther(progress.counts.failedBy, CODES)),
  );
  metrics.replace(
    'wac_campaign_skipped_total',
    eachOf('reason', ({ progress }) => knownOrOther(progress.counts.skippedBy, REASONS)),
  );
  metrics.replace(
    'wac_campaign_unknown',
    each(({ progress }) => progress.counts.unknown),
  );
  metrics.replace(
    'wac_campaign_expected_end_timestamp_seconds',
    each(({ expectedEnd }) => secondsOf(expectedEnd)),
  );
  metrics.replace(
    'wac_campaign_next_message_timestamp_seconds',
    each(({ progress }) => secondsOf(progress.nextSlotAt)),
  );
}

const labelsOf = ({ progress, divisionId }: CampaignFigures): Record<string, string> => ({
  campaign_id: progress.campaignId,
  campaign: progress.name,
  division: divisionId,
});

const stateOf = ({ progress, integration }: CampaignFigures): Record<string, string> => ({
  integration,
  state: progress.status,
  waiting: progress.waitingReason ?? 'none',
  limited: progress.limitedReason ?? 'none',
});

const leftOf = ({ progress: { planned, settled } }: CampaignFigures): number | null =>
  planned === null ? null : planned - settled;

const secondsOf = (time: Date | null): number | null => (time === null ? null : time.getTime() / 1_000);

function knownOrOther(counts: Record<string, number>, known: ReadonlySet<string>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of Object.entries(counts)) {
    const shown = known.has(key) ? key : 'other';
    sums.set(shown, (sums.get(shown) ?? 0) + count);
  }
  return sums;
}

function showNumbers(metrics: Metrics, numbers: readonly NumberFigures[]): void {
  const named = ({ id, name }: NumberFigures): Record<string, string> => ({
    integration_id: id,
    integration: name,
  });
  const each = (value: (one: NumberFigures) => number): Series[] =>
    numbers.map((one) => ({ labels: named(one), value: value(one) }));
  metrics.replace(
    'wac_number_limit_per_minute',
    each(({ limitPerMinute }) => limitPerMinute),
  );
  metrics.replace(
    'wac_number_rate_factor',
    each(({ factor }) => factor),
  );
  metrics.replace(
    'wac_number_holds',
    numbers.flatMap((one) =>
      SCOPES.map((scope) => ({
        labels: { ...named(one), scope },
        value: one.holds.filter((held) => held.scope === scope).length,
      })),
    ),
  );
  metrics.replace(
    'wac_number_quality',
    numbers.map((one) => ({
      labels: { ...named(one), quality: QUALITIES.find((quality) => quality === one.quality) ?? 'UNKNOWN' },
      value: 1,
    })),
  );
}
