/** Two instances of every service side by side: the same results, one budget. */
import {
  acceptedBy,
  countersOf,
  ofRun,
  recount,
  repeated,
  runIdOfCampaign,
  worstWindow,
} from '../../support/campaign-checker.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';

const CONTACTS = 400;

jest.setTimeout(300_000);

let run: RunningSystem;

beforeAll(async () => {
  run = await runSystem({ instances: 2, env: BUSY_MACHINE });
});

afterAll(() => run.close());

describe('two instances of every service', () => {
  it('share one budget for two campaigns on one number, and message everyone once', async () => {
    const integrationId = await run.integration(40);
    const campaigns: string[] = [];
    for (const prefix of [13_175_100_000, 13_175_200_000]) {
      const rows = Array.from({ length: CONTACTS }, (_, n) => `Person ${n},+${prefix + n}`);
      // one person stands twice in the list, written differently
      const contactListId = await run.contactList(
        `Name,Phone\n${rows.join('\n')}\nTwice,+1 317-5${String(prefix).slice(5, 7)}-${String(prefix).slice(7)}\n`,
      );
      campaigns.push(await run.campaign({ contactListId, integrationId, messagesPerMinute: 2_400 }));
    }
    for (const campaignId of campaigns) await run.start(campaignId);
    for (const campaignId of campaigns) await run.untilStatus(campaignId, 'complete', 180_000);
    const all = await acceptedBy(run.system.simulatorUrl);
    for (const campaignId of campaigns) {
      const runId = await runIdOfCampaign(run.database.db, campaignId);
      const accepted = ofRun(all, runId);
      expect(repeated(accepted)).toEqual([]);
      expect(accepted).toHaveLength(CONTACTS);
      expect(await recount(run.database.db, runId)).toEqual({
        total: CONTACTS + 1,
        accepted: CONTACTS,
        failed: 0,
        skipped: 1,
        unknown: 0,
        open: 0,
      });
      await until('counters equal the ledger', async () => {
        const { accepted: counted, skipped, delivered } = await countersOf(run.database.db, runId);
        return counted === CONTACTS && skipped === 1 && delivered === CONTACTS;
      });
    }
    expect(worstWindow(all, 60_000)).toBeLessThanOrEqual(2_400);
    // neither campaign starved: in the middle of the time each had its share
    const middle = all.slice(CONTACTS / 2, CONTACTS + CONTACTS / 2);
    const first = ofRun(middle, await runIdOfCampaign(run.database.db, campaigns[0] ?? '')).length;
    expect(first).toBeGreaterThan(middle.length * 0.3);
    expect(first).toBeLessThan(middle.length * 0.7);
  });
});
