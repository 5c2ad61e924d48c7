/** A real Prometheus answers every expression of the boards, about a campaign that sends, fails and skips, and one that waits. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../../../deploy/local/parts/required-tool.ts';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startPrometheus } from '../../../deploy/local/parts/start-prometheus.ts';
import { recount, runIdOfCampaign } from '../../support/campaign-checker.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';
import { askedByDashboards, dashboards } from '../../unit/deploy/monitoring-files.ts';

jest.setTimeout(300_000);

const SENDS = 'Spring "offer"';
const WAITS = 'On another day';
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

type Answer = Array<{ metric: Record<string, string>; value: [number, string] }>;

let run: RunningSystem;
let prometheus: Part;
let folder: string;
let sendingId: string;

/** @throws with Prometheus' words when it does not take the expression */
async function ask(expression: string): Promise<Answer> {
  const response = await fetch(
    `${prometheus.url}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`,
  );
  const body = (await response.json()) as { status: string; error?: string; data: { result: Answer } };
  if (body.status !== 'success') throw new Error(`${expression}: ${body.error}`);
  return body.data.result;
}
const hasData = async (expression: string): Promise<boolean> =>
  (await ask(expression)).some(({ value }) => Number.isFinite(Number(value[1])));
const asksOf = (uid: string) => askedByDashboards(dashboards().filter((board) => board.uid === uid));
/** As Grafana puts a variable into an expression. */
const about = (expression: string, campaign: string): string =>
  expression.replaceAll('$campaign', campaign.replaceAll('"', '\\"'));
const counted = (campaign: string, stage: string): string =>
  about(`max by (campaign) (wac_campaign_messages_total{campaign="$campaign", stage="${stage}"})`, campaign);

if (findOnPath('prometheus') === undefined) {
  test('without Prometheus the boards are not asked', () => {
    console.warn('prometheus is not installed (Debian, Ubuntu: apt-get install prometheus)');
    expect(asksOf('wac-campaign').length).toBeGreaterThan(0);
  });
} else {
  beforeAll(async () => {
    run = await runSystem({
      env: BUSY_MACHINE,
      scenario: {
        rules: [{ suffix: '7', outcome: 'fail-in-reply', code: 131026, details: 'undeliverable' }],
      },
    });
    folder = await mkdtemp(join(tmpdir(), 'boards-'));
    const [port = 0] = await freePorts(1);
    const targets = run.system.services.map(({ name, url }) => ({ job: name, address: new URL(url).host }));
    // the same process seen twice is like two instances that show the same
    const twin = targets
      .filter(({ job }) => job === 'campaigns')
      .map(({ job, address }) => ({ job, address: address.replace('127.0.0.1', 'localhost') }));
    prometheus = await startPrometheus({ dataDir: folder, port, targets: [...targets, ...twin] });

    const numbers = Array.from({ length: 400 }, (_, index) => `+${13_175_300_000 + index}`);
    const contactListId = await run.contactList(
      `Name,Phone\n${numbers.map((number, index) => `Person ${index},${number}`).join('\n')}\n`,
    );
    const dncListIds = [await run.dncList(`Phone\n${numbers.slice(0, 5).join('\n')}\n`, ['Phone'])];
    const integrationId = await run.integration(80);
    const common = { contactListId, dncListIds, integrationId, messagesPerMinute: 120 };
    const otherDay = WEEKDAYS[(new Date().getUTCDay() + 3) % 7] ?? 'SUN';
    const waitingId = await run.campaign({
      ...common,
      name: WAITS,
      callableTimes: { timeZone: 'UTC', ranges: [{ days: [otherDay], start: '00:00', end: '24:00' }] },
    });
    sendingId = await run.campaign({ ...common, name: SENDS });
    await run.start(sendingId);
    await run.start(waitingId);
    const isSeen = (campaign: string, labels: string) => () =>
      hasData(about(`wac_campaign_state{campaign="$campaign", ${labels}}`, campaign));
    await until('one waits', isSeen(WAITS, 'waiting="callable_time"'), 120_000);
    await until('one sends', isSeen(SENDS, 'waiting="none", state="on"'), 60_000);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await run?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const campaigns = asksOf('wac-campaign');
  // a slot is given so shortly before it that a scrape may see none
  const mayBeEmpty = /wac_campaign_next_message/;

  test.each(campaigns.map(({ where, expression }) => [where, expression] as const))(
    '%s shows the campaign that sends: %s',
    async (_where, expression) => {
      const asked = about(expression, mayBeEmpty.test(expression) ? WAITS : SENDS);
      await until(`data for ${asked}`, () => hasData(asked), 60_000);
      expect((await ask(asked)).every(({ value }) => Number(value[1]) >= 0)).toBe(true);
    },
  );

  test.each(asksOf('wac-overview').map(({ where, expression }) => [where, expression] as const))(
    '%s has data: %s',
    async (_where, expression) => {
      await until(`data for ${expression}`, () => hasData(expression), 60_000);
    },
  );

  test.each(asksOf('wac-pipeline').map(({ where, expression }) => [where, expression] as const))(
    '%s is answered: %s',
    async (_where, expression) => expect(Array.isArray(await ask(expression))).toBe(true),
  );

  test('the rate of the campaign that sends is above nothing, that of the one that waits is nothing', async () => {
    const rate =
      'max by (campaign) (rate(wac_campaign_messages_total{campaign="$campaign", stage="accepted"}[1m]))';
    await until('it sends', async () => (await hasData(`${about(rate, SENDS)} > 0`)) || null, 60_000);
    expect((await ask(about(rate, WAITS))).map(({ value }) => Number(value[1]))).toEqual([0]);
  });

  test('what is shown of a campaign is what the ledger counts, however many instances show it', async () => {
    await until('some failed', () => hasData(`${counted(SENDS, 'failed')} > 0`), 60_000);
    await run.command(sendingId, { type: 'StopCampaign' });
    await run.untilStatus(sendingId, 'off');
    const ledger = await recount(run.database.db, await runIdOfCampaign(run.database.db, sendingId));
    expect(ledger.accepted).toBeGreaterThan(0);
    for (const stage of ['accepted', 'failed', 'skipped'] as const) {
      await until(
        `${stage} is ${ledger[stage]}`,
        async () => (await ask(`${counted(SENDS, stage)} == ${ledger[stage]}`)).length === 1,
        30_000,
      );
    }
    const byCode = about('max by (code) (wac_campaign_failed_total{campaign="$campaign"})', SENDS);
    expect((await ask(byCode)).map(({ metric, value }) => [metric['code'], Number(value[1])])).toEqual([
      ['131026', ledger.failed],
    ]);
    const byReason = about('max by (reason) (wac_campaign_skipped_total{campaign="$campaign"})', SENDS);
    expect((await ask(byReason)).map(({ metric, value }) => [metric['reason'], Number(value[1])])).toEqual([
      ['ON_DO_NOT_CALL_LIST', ledger.skipped],
    ]);
  });
}
