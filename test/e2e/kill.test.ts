/** kill -9 of every service in turn while a campaign runs: nobody twice, nobody lost, no burst. */
import type { ServiceName } from '../../deploy/local/our-services.ts';
import {
  acceptedBy,
  countersOf,
  ofRun,
  recount,
  repeated,
  runIdOfCampaign,
  worstWindow,
} from '../support/campaign-checker.ts';
import { runSystem, type RunningSystem } from '../support/run-system.ts';
import { until } from '../support/test-system.ts';

const CONTACTS = 1_500;
const PER_MINUTE = 1_800;
const VICTIMS: ServiceName[] = [
  'sender',
  'throttle',
  'eligibility',
  'status',
  'webhook',
  'campaigns',
  'importer',
  'api',
];

jest.setTimeout(400_000);

let run: RunningSystem;

beforeAll(async () => {
  run = await runSystem();
});

afterAll(() => run.close());

describe('kill -9 of each service in turn during a campaign', () => {
  let runId: string;
  const phones = Array.from({ length: CONTACTS }, (_, n) => String(13_175_000_000 + n));

  it('repeats nobody, loses nobody, and bursts never', async () => {
    const contactListId = await run.contactList(
      `Name,Phone\n${phones.map((phone, n) => `Person ${n},+${phone}`).join('\n')}\n`,
    );
    const campaignId = await run.campaign({
      contactListId,
      integrationId: await run.integration(),
      messagesPerMinute: PER_MINUTE,
    });
    await run.start(campaignId);
    runId = await runIdOfCampaign(run.database.db, campaignId);
    const sent = async (): Promise<number> => ofRun(await acceptedBy(run.system.simulatorUrl), runId).length;
    await until('it sends', async () => (await sent()) > 20);
    for (const name of VICTIMS) {
      const [victim] = run.system.of(name);
      victim?.kill('SIGKILL');
      await victim?.ended;
      await victim?.restart();
      const atRestart = await sent();
      if (atRestart < CONTACTS - 100)
        await until(
          `it sends again after the ${name} was killed`,
          async () => (await sent()) >= Math.min(atRestart + 30, CONTACTS - 100),
          60_000,
        );
    }
    await run.untilStatus(campaignId, 'complete', 180_000);

    const accepted = ofRun(await acceptedBy(run.system.simulatorUrl), runId);
    expect(repeated(accepted)).toEqual([]);
    expect(worstWindow(accepted, 60_000)).toBeLessThanOrEqual(PER_MINUTE);
    const ledger = await recount(run.database.db, runId);
    // everyone has an outcome; who was not messaged is unknown: claimed by the killed sender, a request may have left
    expect(ledger).toMatchObject({ total: CONTACTS, failed: 0, skipped: 0, open: 0 });
    const messaged = new Set(accepted.map((one) => one.to));
    const unknown = (
      await run.database.db
        .collection<{ to: string }>('messages')
        .find({ runId, state: 'UNKNOWN' } as object)
        .toArray()
    ).map((one) => one.to);
    expect(phones.filter((phone) => !messaged.has(phone) && !unknown.includes(phone))).toEqual([]);
    // no more than what one killed sender can have claimed
    expect(ledger.unknown).toBeLessThanOrEqual(60);
  });

  it('keeps counters that equal the ledger, with every delivery that the provider told', async () => {
    await until(
      'deliveries are in',
      async () => {
        const [counters, ledger] = [
          await countersOf(run.database.db, runId),
          await recount(run.database.db, runId),
        ];
        return (
          counters.delivered === ledger.accepted &&
          counters.accepted === ledger.accepted &&
          counters.unknown === ledger.unknown
        );
      },
      120_000,
    );
  });
});
