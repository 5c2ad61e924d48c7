/**
 * Figures of running campaigns and of numbers as metrics: read from the database at every scrape, and
 * remembered by nobody.
 */
import { errorTable, type ErrorClass } from '../domain/provider/error-table.ts';
import { skipWrapUpCodes } from '../domain/message/message.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics, Series } from '../platform/process/metrics.ts';
import { showAtScrape } from '../platform/process/show-at-scrape.ts';
import { explainRate } from '../queries/campaigns/explain-rate.ts';
import type { CampaignFigures, LiveFigures, NumberFigures } from '../queries/campaigns/live-figures.ts';

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
  waitMs?: number,
): void {
  showAtScrape(metrics, read, {
    show: (figures) => {
      show(metrics, figures);
      metrics.set('wac_campaign_figures_missing', 0);
    },
    failed: (err) => {
      log.warn({ err }, 'the figures of campaigns could not be read');
      show(metrics, NOTHING);
      metrics.set('wac_campaign_figures_missing', 1);
    },
    ...(waitMs === undefined ? {} : { waitMs }),
  });
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
    eachOf('code', ({ progress }) => knownOrOther(progress.counts.failedBy, CODES)).map(
      ({ labels, value }) => ({
        labels: { ...labels, class: classOfCode(labels['code'] ?? '') },
        value,
      }),
    ),
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
    'wac_campaign_unknown_since_timestamp_seconds',
    each(({ unknownSince }) => secondsOf(unknownSince)),
  );
  metrics.replace(
    'wac_campaign_put_off',
    each(({ putOff }) => putOff),
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
  reason: explainRate(progress).reason,
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

/** What a failure by this code leads to, by our table. */
const classOfCode = (code: string): ErrorClass['action'] | 'other' =>
  errorTable.get(Number(code))?.action ?? 'other';

const named = ({ id, name }: NumberFigures): Record<string, string> => ({
  integration_id: id,
  integration: name,
});

/** One series for each scope and code: the latest end. Our own holds have the code 0. */
function holdEndsOf(number: NumberFigures): Series[] {
  const ends = new Map<string, Series>();
  for (const { scope, code, untilMs } of number.holds) {
    const shown = CODES.has(String(code)) ? String(code) : 'other';
    const key = `${scope} ${shown}`;
    const value = Math.max(untilMs / 1_000, ends.get(key)?.value ?? 0);
    ends.set(key, { labels: { ...named(number), scope, code: shown }, value });
  }
  return [...ends.values()];
}

function showNumbers(metrics: Metrics, numbers: readonly NumberFigures[]): void {
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
  metrics.replace('wac_number_hold_ends_timestamp_seconds', numbers.flatMap(holdEndsOf));
  metrics.replace(
    'wac_number_people_per_day',
    numbers.flatMap((one) =>
      one.peoplePerDay === null ? [] : [{ labels: named(one), value: one.peoplePerDay }],
    ),
  );
  metrics.replace(
    'wac_number_people_used',
    numbers.flatMap((one) =>
      one.peopleUsed === null ? [] : [{ labels: named(one), value: one.peopleUsed }],
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
