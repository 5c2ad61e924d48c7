/**
 * A real Prometheus answers every expression of boards, alerts, rules and runbook, about campaigns that send, fail, skip, wait, are held,
 * refused, stopped and complete, and imports with rejects. What it shows is what the ledger counts.
 * `DRAW_BOARDS=docs/grafana` draws the boards' pictures anew.
 */
import { join } from 'node:path';
import { boards } from '../../../deploy/grafana/boards/boards.ts';
import { findOnPath } from '../../../deploy/local/parts/required-tool.ts';
import { collections } from '../../../schemas/collections.ts';
import { recount, runIdOfCampaign } from '../../support/campaign-checker.ts';
import { watchWithPrometheus, type AskedPrometheus } from '../../support/monitoring/ask-prometheus.ts';
import { drawBoard, takePicture } from '../../support/monitoring/draw-board.ts';
import {
  changeCampaigns,
  names,
  startWatchedCampaigns,
  type Named,
  type WatchedCampaigns,
} from '../../support/monitoring/watched-campaigns.ts';
import { until } from '../../support/test-system.ts';
import {
  askedByAlerts,
  askedByDashboards,
  askedByRecording,
  askedByRunbook,
  dashboards,
  usesOf,
} from '../../unit/deploy/monitoring-files.ts';

jest.setTimeout(300_000);

let watched: WatchedCampaigns;
let prometheus: AskedPrometheus;
let main: string;

const asksOf = (uid: string) => askedByDashboards(dashboards().filter((board) => board.uid === uid));
/** As Grafana puts variables into an expression. */
const about = (expression: string, campaign: Named): string =>
  expression
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$campaign', names[campaign].replaceAll('"', '\\"'))
    .replaceAll('$integration_id', watched.main)
    .replaceAll('$integration', main);
const isTold = (expression: string) =>
  until(`data for ${expression}`, () => prometheus.hasData(expression), 90_000);

/** What may have no data while all is well, and of which campaign it is asked instead. */
const ofAnother: ReadonlyArray<readonly [RegExp, Named]> = [
  // a slot is given so shortly before it that a scrape may see none
  [/wac_campaign_next_message/, 'waits'],
  [/state=~"stopping/, 'stopped'],
  [/state="complete"/, 'complete'],
  [/waiting=~"held\|template"/, 'held'],
];
/** What has data only when something is wrong that this test does not plant. */
const EMPTY_WHEN_WELL = [
  /^up == 0$/,
  /wac_handler_failures_total/,
  /wac_safety_cap_hits/,
  /wac_unknown_decided_total/,
  // the other number is on hold, not this one
  /wac_number_hold_ends_timestamp_seconds\{integration/,
  /wac_number_refusals_total\{integration_id="\$integration_id", code=~/,
  // nothing is paused, fenced or ready to be deleted
  /waiting="(template|restore)"|scope="TEMPLATE"|reason="(senders|template)"|limited="level"/,
  /wac_numbers_fenced > 0|wac_consumers_stopped > 0|wac_group_retention_used_ratio\) > 0$/,
  /status=~"5\.\."|reason=~|state=~"invalid\|forced_off"/,
];
const mayBeEmpty = (expression: string): boolean => EMPTY_WHEN_WELL.some((one) => one.test(expression));

if (findOnPath('prometheus') === undefined) {
  test('without Prometheus the boards are not asked', () => {
    console.warn('prometheus is not installed (Debian, Ubuntu: apt-get install prometheus)');
    expect(asksOf('wac-campaign').length).toBeGreaterThan(0);
  });
} else {
  beforeAll(async () => {
    const starting = startWatchedCampaigns();
    watched = await starting;
    prometheus = await watchWithPrometheus(watched.run);
    const { database } = watched.run;
    main = (await database.of(collections.integrations).findOne({ _id: watched.main }))?.name ?? '';
    await Promise.all([
      isTold(about('wac_campaign_state{campaign="$campaign", waiting="callable_time"}', 'waits')),
      isTold(about('wac_campaign_state{campaign="$campaign", waiting="none", state="on"}', 'sends')),
      isTold(about('wac_campaign_state{campaign="$campaign", waiting="held"}', 'held')),
      isTold('wac_import_state{state="RUNNING"}'),
    ]);
    await changeCampaigns(watched);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await watched?.run.close();
  });

  test('every expression of every board is answered, with data where there must be some', async () => {
    const silent: string[] = [];
    for (const { where, expression } of askedByDashboards()) {
      const asked = about(
        expression,
        ofAnother.find(([pattern]) => pattern.test(expression))?.[1] ?? 'sends',
      );
      const isMark = where.startsWith('annotation');
      // what was over before it is asked
      const isOver = /wac_import_(state|read)|_bucket\[/.test(expression);
      const found = (): Promise<boolean> =>
        isMark || isOver
          ? prometheus.askRange(asked, 300).then((lines) => lines.length > 0)
          : prometheus.hasData(asked);
      const hasData = await until(`data of ${where}`, found, mayBeEmpty(expression) ? 0 : 75_000).catch(
        () => false,
      );
      if (!hasData && !mayBeEmpty(expression)) silent.push(`${where}: ${asked}`);
    }
    expect(silent).toEqual([]);
  });

  test('every panel can be drawn', async () => {
    const chromium = findOnPath('chromium');
    const folder = process.env['DRAW_BOARDS'];
    for (const [file, board] of boards) {
      if (file === 'runbook.json') continue;
      const html = await drawBoard(board, prometheus, (expression) => about(expression, 'sends'));
      expect(html.split('<section').length - 1).toBe(board.panels.length);
      if (folder && chromium)
        takePicture(chromium, html, join(process.cwd(), folder, file.replace('.json', '.png')));
    }
  });

  test('every expression of alerts, rules and the runbook is answered, and every metric in them has series', async () => {
    const missing: string[] = [];
    const asked = [...askedByAlerts(), ...askedByRecording(), ...askedByRunbook()];
    for (const { expression } of asked) expect(Array.isArray(await prometheus.ask(expression))).toBe(true);
    const metrics = new Set(
      asked.flatMap(({ expression }) => usesOf(expression).metrics.map(({ name }) => name)),
    );
    for (const name of metrics)
      if ((await prometheus.askRange(`count(${name})`, 300)).length === 0) missing.push(name);
    // counters with labels begin with their first event
    expect(missing.filter((name) => !/^wac_(handler_failures_total|consumers_stopped)$/.test(name))).toEqual(
      [],
    );
  });

  test.each(['DeadLetters', 'NumberHeld', 'NumberQuality', 'UnknownOutcomes'])(
    '%s is about to fire, as planted',
    async (alert) => {
      await until(
        `${alert} is pending`,
        async () => (await prometheus.ask(`ALERTS{alertname="${alert}"}`)).length > 0,
        240_000,
      );
    },
  );

  test.each(['LedgerOutOfBalance', 'NumberFenced', 'SafetyCapHit', 'TemplateHeld', 'DatabaseDiskFull'])(
    '%s does not fire',
    async (alert) =>
      expect(await prometheus.ask(`ALERTS{alertname="${alert}", alertstate="firing"}`)).toEqual([]),
  );

  test('the rate of the campaign that sends is above nothing, that of the one that waits is nothing', async () => {
    const rate =
      'max by (campaign) (rate(wac_campaign_messages_total{campaign="$campaign", stage="accepted"}[1m]))';
    await until('it sends', () => prometheus.hasData(`${about(rate, 'sends')} > 0`), 60_000);
    const waits = await prometheus.ask(about(rate, 'waits'));
    expect(waits.map(({ value }) => Number(value[1]))).toEqual([0]);
  });

  test('what is shown of campaigns is what the ledger counts, however many instances show it', async () => {
    const { run, ids } = watched;
    for (const id of [ids.sends, ids.refused]) {
      if ((await run.statusOf(id)) === 'on') await run.command(id, { type: 'StopCampaign' });
      await until(
        'it is at rest',
        async () => /^(off|complete)$/.test((await run.statusOf(id)) ?? ''),
        240_000,
      );
    }
    const still: Named[] = ['sends', 'refused', 'stopped', 'complete'];
    for (const name of still) {
      const ledger = await recount(run.database.db, await runIdOfCampaign(run.database.db, ids[name]));
      expect([name, ledger.accepted > 0]).toEqual([name, true]);
      const expected = { ...ledger, 'unknown ': ledger.unknown };
      for (const stage of ['accepted', 'failed', 'skipped'] as const) {
        const shown = `max by (campaign) (wac_campaign_messages_total{campaign="$campaign", stage="${stage}"}) == ${expected[stage]}`;
        await until(
          `${stage} of ${name} is ${expected[stage]}`,
          async () => (await prometheus.ask(about(shown, name))).length === 1,
        );
      }
      const unknown = about(
        `max by (campaign) (wac_campaign_unknown{campaign="$campaign"}) == ${ledger.unknown}`,
        name,
      );
      await until(`unknown of ${name}`, async () => (await prometheus.ask(unknown)).length === 1);
      await sumsTo('max by (code) (wac_campaign_failed_total{campaign="$campaign"})', name, ledger.failed);
      await sumsTo(
        'max by (reason) (wac_campaign_skipped_total{campaign="$campaign"})',
        name,
        ledger.skipped,
      );
    }
  });

  async function sumsTo(expression: string, campaign: Named, expected: number): Promise<void> {
    const samples = await prometheus.ask(about(expression, campaign));
    const sum = samples.reduce((total, { value }) => total + Number(value[1]), 0);
    expect([campaign, expression, sum]).toEqual([campaign, expression, expected]);
  }

  test('what is shown of the imports is what became of their rows', async () => {
    const { database } = watched.run;
    const ended = await until(
      'the large import has ended',
      async () => {
        const found = await database.of(collections.imports).findOne({ _id: watched.importId });
        return found?.state === 'FINISHED' ? found : null;
      },
      240_000,
    );
    expect(ended.rejected).toBe(1_500);
    const all = await database.of(collections.imports).find({}).toArray();
    const rows = all.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
    const rejected = all.reduce((sum, one) => sum + one.rejected, 0);
    // counted by one process, which is scraped under two addresses
    for (const [expression, expected] of [
      ['sum(max by (kind, result) (wac_import_rows_total))', rows],
      ['sum(max by (kind) (wac_import_rows_total{result="rejected"}))', rejected],
    ] as const)
      await until(
        `${expression} is ${expected}`,
        async () => (await prometheus.ask(`${expression} == ${expected}`)).length === 1,
      );
  });
}
