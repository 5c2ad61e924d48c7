/**
 * kill -9 of every service in turn while a campaign runs and contacts with priority are added: nobody twice, nobody
 * lost, no burst, who has priority goes next.
 */
import type { ServiceName } from '../../../deploy/local/our-services.ts';
import { collections } from '../../../schemas/collections.ts';
import {
  acceptedBy,
  countersOf,
  ofRun,
  recount,
  repeated,
  runIdOfCampaign,
  worstWindow,
} from '../../support/campaign-checker.ts';
import { runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';

const CONTACTS = 1_500;
const PER_MINUTE = 1_800;
/** On the way of a contact that is added. */
const TAKES_PART: ServiceName[] = ['sender', 'throttle', 'eligibility', 'status'];
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
  /** Those that were added with priority, and how long the order was before. */
  const added: Array<{ phone: string; planned: number }> = [];

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
    const addAhead = async (): Promise<void> => {
      const order = await run.database.of(collections.campaignRuns).findOne({ _id: runId });
      const phone = String(13_175_100_000 + added.length);
      added.push({ phone, planned: order?.planned ?? 0 });
      const contacts = [{ id: null, data: { Name: 'Added', Phone: `+${phone}` } }];
      await run.command(contactListId, { type: 'AddContacts', contacts, priority: true });
    };
    for (const name of VICTIMS) {
      const [victim] = run.system.of(name);
      if (TAKES_PART.includes(name)) await addAhead();
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
    expect(ledger).toMatchObject({ total: CONTACTS + added.length, failed: 0, skipped: 0, open: 0 });
    const messaged = new Set(accepted.map((one) => one.to));
    const unknown = (
      await run.database.db
        .collection<{ to: string }>('messages')
        .find({ runId, state: 'UNKNOWN' } as object)
        .toArray()
    ).map((one) => one.to);
    const everybody = [...phones, ...added.map(({ phone }) => phone)];
    expect(everybody.filter((phone) => !messaged.has(phone) && !unknown.includes(phone))).toEqual([]);
    // one after the other, and none behind those who were waiting when it was added
    const places = await Promise.all(
      added.map(({ phone }) => run.database.of(collections.messages).findOne({ runId, to: phone })),
    );
    const sequences = places.map((message) => message?.sequence ?? Infinity);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    for (const [index, { planned }] of added.entries()) expect(sequences[index]).toBeLessThan(planned);
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
