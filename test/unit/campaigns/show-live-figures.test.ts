import { metricDefinitions } from '../../../schemas/metrics.ts';
import { showLiveFigures } from '../../../services/campaigns/show-live-figures.ts';
import type { Logger } from '../../../services/platform/process/logger.ts';
import { createMetrics } from '../../../services/platform/process/metrics.ts';
import {
  expectedEndOf,
  MAX_SHOWN,
  SHOWN_AFTER_END_MS,
  shownOf,
  type CampaignFigures,
  type LiveFigures,
} from '../../../services/queries/campaigns/live-figures.ts';
import { sumShards } from '../../../services/queries/campaigns/read-progress.ts';

const now = new Date('2026-11-27T09:00:00Z');
const log = { warn: () => undefined } as unknown as Logger;

const figures = (over: Partial<CampaignFigures['progress']> = {}): CampaignFigures => ({
  progress: {
    ...{ campaignId: 'c1', name: 'Spring "1"', status: 'on', alwaysRunning: false, errors: [] },
    ...{ runNumber: 1, runId: 'r', resend: null, planned: 1_000, filteredOut: 0, settled: 500, percent: 50 },
    counts: sumShards([
      { accepted: 400, failed: 7, failedBy: { 131026: 4, 999999: 2, none: 1 } },
      { sent: 300, skipped: 3, skippedBy: { OPTED_OUT: 3 }, unknown: 2 },
    ]),
    ...{ limitPerMinute: 600, limitedBy: 'the senders are slow', waiting: 'held', waitingReason: 'held' },
    ...{ limitedReason: 'senders', ownPerMinute: 900, resumesAt: null },
    ...{ callable: null, nextSlotAt: now, startedAt: now, at: now },
    ...over,
  },
  ...{ divisionId: 'home', integration: 'Main' },
  ...{ releasedThrough: 510, expectedEnd: now, putOff: 4, unknownSince: now },
});
const number = {
  ...{ id: 'i1', name: 'Main', limitPerMinute: 4_800, factor: 0.7, quality: 'PURPLE' },
  peopleUsed: 1_500,
  peoplePerDay: 2_000,
  holds: [
    { scope: 'NUMBER', code: 131048, untilMs: now.getTime() },
    { scope: 'NUMBER', code: 131048, untilMs: now.getTime() + 60_000 },
    { scope: 'TEMPLATE', code: 7, untilMs: now.getTime() },
  ],
};
const live = (over: Partial<LiveFigures> = {}): LiveFigures => ({
  ...{ campaigns: [figures()], campaignsLeftOut: 3, numbers: [number], numbersLeftOut: 0 },
  ...over,
});

/** Lines of a scrape about campaigns and numbers. */
async function scraped(read: () => Promise<LiveFigures>, waitMs?: number): Promise<string[]> {
  const metrics = createMetrics('campaigns');
  showLiveFigures(read, metrics, log, waitMs);
  return linesOf(await metrics.scrape());
}
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^wac_(campaign_|number_|campaigns_left|numbers_left)/.test(line))
    .map((line) => line.replace(',service="campaigns"', '').replace('{service="campaigns"}', ''));

it('shows what is known of a campaign, under its name', async () => {
  const lines = await scraped(async () => live());
  const named = 'campaign_id="c1",campaign="Spring \\"1\\"",division="home"';
  expect(lines).toEqual(
    expect.arrayContaining([
      `wac_campaign_state{${named},integration="Main",state="on",waiting="held",limited="senders",reason="held"} 1`,
      `wac_campaign_limit_per_minute{${named}} 600`,
      `wac_campaign_own_limit_per_minute{${named}} 900`,
      `wac_campaign_contacts_planned{${named}} 1000`,
      `wac_campaign_contacts_left{${named}} 500`,
      `wac_campaign_released_total{${named}} 510`,
      `wac_campaign_messages_total{${named},stage="accepted"} 400`,
      `wac_campaign_messages_total{${named},stage="read"} 0`,
      `wac_campaign_skipped_total{${named},reason="OPTED_OUT"} 3`,
      `wac_campaign_unknown{${named}} 2`,
      `wac_campaign_unknown_since_timestamp_seconds{${named}} ${now.getTime() / 1_000}`,
      `wac_campaign_put_off{${named}} 4`,
      `wac_campaign_expected_end_timestamp_seconds{${named}} ${now.getTime() / 1_000}`,
      'wac_campaigns_left_out 3',
    ]),
  );
});

it('counts codes that are not in the table as other', async () => {
  const lines = await scraped(async () => live());
  const failed = lines.filter((line) => line.startsWith('wac_campaign_failed_total'));
  expect(failed.map((line) => line.replace(/.*code=/, ''))).toEqual([
    '"131026",class="fail"} 4',
    '"other",class="other"} 3',
  ]);
});

it('shows factor, holds and quality of a number, and a quality that nobody knows as unknown', async () => {
  const lines = await scraped(async () => live());
  const named = 'integration_id="i1",integration="Main"';
  expect(lines).toEqual(
    expect.arrayContaining([
      `wac_number_rate_factor{${named}} 0.7`,
      `wac_number_limit_per_minute{${named}} 4800`,
      `wac_number_holds{${named},scope="NUMBER"} 2`,
      `wac_number_holds{${named},scope="TEMPLATE"} 1`,
      `wac_number_holds{${named},scope="ACCOUNT"} 0`,
      `wac_number_hold_ends_timestamp_seconds{${named},scope="NUMBER",code="131048"} ${now.getTime() / 1_000 + 60}`,
      `wac_number_hold_ends_timestamp_seconds{${named},scope="TEMPLATE",code="other"} ${now.getTime() / 1_000}`,
      `wac_number_people_per_day{${named}} 2000`,
      `wac_number_people_used{${named}} 1500`,
      `wac_number_quality{${named},quality="UNKNOWN"} 1`,
    ]),
  );
});

it('forgets a campaign that is not shown any more, and remembers no counts of its own', async () => {
  const metrics = createMetrics('campaigns');
  const answers = [live(), live(), live({ campaigns: [] })];
  showLiveFigures(async () => answers.shift() ?? live(), metrics, log);
  const first = linesOf(await metrics.scrape());
  expect(linesOf(await metrics.scrape())).toEqual(first);
  const last = linesOf(await metrics.scrape());
  expect(last.filter((line) => line.includes('Spring'))).toEqual([]);
});

it('every metric of campaigns and numbers has a series', async () => {
  const lines = await scraped(async () => live());
  const shown = new Set(lines.map((line) => line.replace(/[{ ].*/, '')));
  const defined = Object.keys(metricDefinitions).filter((name) =>
    /^wac_(campaign|number)_(?!refusals)/.test(name),
  );
  expect(defined.filter((name) => !shown.has(name))).toEqual([]);
});

it('without an answer of the database it says so, and shows nothing old', async () => {
  const metrics = createMetrics('campaigns');
  const answers = [async () => live(), async () => Promise.reject(new Error('no primary'))];
  showLiveFigures(() => answers.shift()?.() ?? new Promise(() => undefined), metrics, log, 1);
  await metrics.scrape();
  for (let scrape = 1; scrape <= 2; scrape += 1) {
    const lines = linesOf(await metrics.scrape());
    expect(lines).toContain('wac_campaign_figures_missing 1');
    expect(lines.filter((line) => line.includes('Spring') || line.includes('Main'))).toEqual([]);
  }
});

describe('which campaigns are shown', () => {
  const at = (ms: number): Date => new Date(now.getTime() + ms);
  const one = (_id: string, over: Partial<Parameters<typeof shownOf>[0][number]> = {}) => ({
    ...{ _id, status: 'on' as const, runId: 'r', startedAt: at(-60_000), stoppedAt: null },
    ...over,
  });

  it('those that run or stop, and for ten minutes those that ended; never those that were not started', () => {
    const { shown, leftOut } = shownOf(
      [
        one('over', { status: 'complete', stoppedAt: at(-SHOWN_AFTER_END_MS) }),
        one('just over', { status: 'complete', stoppedAt: at(1 - SHOWN_AFTER_END_MS) }),
        one('stopping', { status: 'stopping', stoppedAt: at(-3_600_000) }),
        one('never started', { status: 'off', runId: null, startedAt: null }),
        one('on'),
      ],
      now,
    );
    expect(shown.map(({ _id }) => _id)).toEqual(['stopping', 'on', 'just over']);
    expect(leftOut).toBe(0);
  });

  it('a hundred at most, those that run longest first; the rest is counted', () => {
    const many = Array.from({ length: MAX_SHOWN + 20 }, (_, index) =>
      one(`c${index}`, { startedAt: at(-index) }),
    );
    const ended = one('ended', { status: 'complete', stoppedAt: now });
    const { shown, leftOut } = shownOf([ended, ...many], now);
    expect(shown).toHaveLength(MAX_SHOWN);
    expect(leftOut).toBe(21);
    expect(shown[0]?._id).toBe(`c${MAX_SHOWN + 19}`);
    expect(shown.map(({ _id }) => _id)).not.toContain('ended');
  });
});

describe('when a campaign is expected to end', () => {
  const { progress } = figures({ waiting: null });

  it('when its contacts are done at its limit', () => {
    expect(expectedEndOf(progress)).toEqual(new Date(now.getTime() + 50_000));
  });

  it('counts from when it goes on', () => {
    const resumesAt = new Date(now.getTime() + 3_600_000);
    expect(expectedEndOf({ ...progress, resumesAt })).toEqual(new Date(resumesAt.getTime() + 50_000));
  });

  it('is not known while the order is planned, nor of one that always runs', () => {
    expect(expectedEndOf({ ...progress, planned: null })).toBeNull();
    expect(expectedEndOf({ ...progress, alwaysRunning: true })).toBeNull();
  });
});
