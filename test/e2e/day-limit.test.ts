/** Two numbers of one portfolio that may message 250 people within 24 h, and 300 contacts; a throttle is killed near the limit. */
import { collections } from '../../schemas/collections.ts';
import { acceptedBy } from '../support/campaign-checker.ts';
import { anyPhoneNumberId, BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { until } from '../support/test-system.ts';

jest.setTimeout(600_000);

const LIMIT = 250;
const PEOPLE = 300;
const numbers = [anyPhoneNumberId(), anyPhoneNumberId()];
let run: RunningSystem;

beforeAll(async () => {
  run = await runSystem({
    instances: 2,
    scenario: {
      account: { id: '102290129340398', name: 'Test', businessId: '506914307656634' },
      numbers: numbers.map((id, place) => ({
        ...{
          id,
          display_phone_number: `+1 555 010 000${place}`,
          verified_name: 'Test',
          quality_rating: 'GREEN',
        },
        throughput: { level: 'STANDARD' },
        whatsapp_business_manager_messaging_limit: `TIER_${LIMIT}`,
      })),
    },
    env: BUSY_MACHINE,
  });
});
afterAll(() => run.close());

/** People whom the simulator accepted a message for. */
const reached = async (): Promise<Set<string>> =>
  new Set((await acceptedBy(run.system.simulatorUrl)).map(({ to }) => to));

test('exactly so many people are messaged over both numbers, the rest waits and goes when the level rises', async () => {
  const campaigns: string[] = [];
  const integrations: string[] = [];
  for (const [place, phoneNumberId] of numbers.entries()) {
    const integrationId = await run.integration(80, phoneNumberId);
    integrations.push(integrationId);
    await until('its level is known', async () => {
      const integration = await run.database.of(collections.integrations).findOne({ _id: integrationId });
      return integration?.number?.limitTier === `TIER_${LIMIT}`;
    });
    const rows = Array.from(
      { length: PEOPLE / 2 },
      (_, n) => `Person ${n},+${13_175_100_000 + place * 1_000 + n}`,
    );
    const contactListId = await run.contactList(`Name,Phone\n${rows.join('\n')}\n`);
    campaigns.push(await run.campaign({ contactListId, integrationId, messagesPerMinute: 1_200 }));
  }
  for (const campaignId of campaigns) await run.start(campaignId);
  await until('it comes near the limit', async () => (await reached()).size > LIMIT * 0.7);
  const [victim] = run.system.of('throttle');
  victim?.kill('SIGKILL');
  await victim?.ended;
  await victim?.restart();

  // who was recorded by the killed one and never messaged comes back within minutes
  await until('all places are used', async () => (await reached()).size >= LIMIT, 240_000);
  // one number may be through before the other has used what is left
  const held = await until('who is not through is held', async () => {
    const paces = await run.database
      .of(collections.pace)
      .find({ _id: { $in: integrations } })
      .toArray();
    const waiting = paces
      .flatMap(({ runs }) => Object.values(runs))
      .filter(({ waitingReason }) => waitingReason === 'day_limit');
    const through = (await Promise.all(campaigns.map(run.statusOf))).filter((is) => is === 'complete');
    return waiting.length > 0 && waiting.length + through.length === campaigns.length ? waiting : null;
  });
  expect((await reached()).size).toBe(LIMIT);
  for (const { resumesAt } of held) expect(resumesAt?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  // the simulator keeps the limit too, and had nothing to refuse
  expect(await run.database.of(collections.messages).countDocuments({ code: 131048 })).toBe(0);

  for (const phoneNumberId of numbers)
    await fetch(`${run.system.simulatorUrl}/simulator/numbers/${phoneNumberId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event: 'ONBOARDING',
        fields: { whatsapp_business_manager_messaging_limit: 'TIER_2K' },
      }),
    });
  for (const campaignId of campaigns) await run.untilStatus(campaignId, 'complete', 180_000);
  expect((await reached()).size).toBe(PEOPLE);
});
