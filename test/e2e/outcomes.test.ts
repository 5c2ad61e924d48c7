/** What the provider refuses or leaves open, end to end: a campaign that stops by itself, and unknown messages sent once more. */
import { collections } from '../../schemas/collections.ts';
import { acceptedBy, countersOf, ofRun, repeated, runIdOfCampaign } from '../support/campaign-checker.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { profileStatements, readStatements } from '../support/targeted-statements.ts';
import { until } from '../support/test-system.ts';

jest.setTimeout(300_000);

const UNPAID = ['7550003', '7550018', '7550039'];

let run: RunningSystem;
let integrationId: string;

beforeAll(async () => {
  run = await runSystem({
    env: BUSY_MACHINE,
    scenario: {
      rules: [
        {
          template: 'broken_offer',
          outcome: 'fail-in-reply',
          code: 132000,
          details: 'body: 2 do not match 3',
        },
        { suffix: '7', attempts: [1], outcome: 'gateway-error', status: 504 },
        // accepted, and given up by webhook: the first attempt of three people
        ...UNPAID.map((suffix) => ({ suffix, attempts: [1], outcome: 'fail-by-webhook', code: 131042 })),
      ],
    },
  });
  integrationId = await run.integration(80);
  await profileStatements(run.database.db);
});
afterAll(() => run.close());

const listOf = (first: number, count: number): Promise<string> =>
  run.contactList(
    `Name,Phone\n${Array.from({ length: count }, (_, n) => `Person ${n},+${first + n}`).join('\n')}\n`,
  );

it('a template that is refused every time stops its campaign, with the reason, and leaves its list unused', async () => {
  const contactListId = await listOf(13_175_300_000, 2_000);
  const template = { name: 'broken_offer', language: 'en_US', header: [], body: [], buttons: [] };
  const campaignId = await run.campaign({ contactListId, integrationId, messagesPerMinute: 3_000, template });
  await run.start(campaignId);
  await run.untilStatus(campaignId, 'forced_off', 60_000);
  const campaign = await run.database.of(collections.campaigns).findOne({ _id: campaignId });
  expect(campaign?.errors).toEqual([
    expect.objectContaining({
      code: 'CAMPAIGN_FORCE_STOPPED',
      message: expect.stringMatching(
        /132000: body: 2 do not match 3 – 10 messages in a row failed this way/,
      ) as unknown,
    }),
  ]);
  const runId = await runIdOfCampaign(run.database.db, campaignId);
  const { failed, accepted } = await countersOf(run.database.db, runId);
  expect(accepted).toBe(0);
  expect(failed).toBeGreaterThanOrEqual(10);
  expect(failed).toBeLessThanOrEqual(15); // 50 a second and answers within 30 ms: what was under way
  const told = await until('the event log has it', () =>
    run.database.of(collections.events).findOne({ code: 'CAMPAIGN_FORCE_STOPPED', 'entity.id': campaignId }),
  );
  expect(told).toMatchObject({ level: 'ERROR' });
});

it('messages without an answer are sent once more after the campaign’s time, and the run waits for that', async () => {
  const contactListId = await listOf(13_175_400_000, 60);
  const ambiguity = { policy: 'RESEND_ONCE', afterMinutes: 1 } as const;
  const campaignId = await run.campaign({
    contactListId,
    integrationId,
    messagesPerMinute: 1_200,
    ambiguity,
  });
  await run.start(campaignId);
  const runId = await until('it runs', () => runIdOfCampaign(run.database.db, campaignId).catch(() => null));
  await until(
    'six are unknown',
    async () => (await countersOf(run.database.db, runId)).unknown === 6,
    60_000,
  );
  expect(await run.statusOf(campaignId)).toBe('on');
  await run.untilStatus(campaignId, 'complete', 150_000);
  const accepted = ofRun(await acceptedBy(run.system.simulatorUrl), runId);
  expect(repeated(accepted)).toEqual([]);
  expect(accepted).toHaveLength(60);
  expect(accepted.filter(({ callbackData }) => callbackData?.endsWith('.2'))).toHaveLength(6);
  expect(await countersOf(run.database.db, runId)).toMatchObject({ accepted: 60, unknown: 0, failed: 0 });
});

it('what was not delivered because of a payment is sent again after the repair, and the run waits for that', async () => {
  const contactListId = await listOf(13_177_550_000, 40);
  const campaignId = await run.campaign({ contactListId, integrationId, messagesPerMinute: 1_200 });
  await run.start(campaignId);
  const runId = await until('it runs', () => runIdOfCampaign(run.database.db, campaignId).catch(() => null));
  const messages = run.database.of(collections.messages);
  await until('the first that was not delivered waits', () =>
    messages.findOne({ runId, state: 'WAITING', code: 131042 }),
  );
  await until('its campaign is held', () =>
    run.database.of(collections.pace).findOne({ _id: integrationId, 'holds.scopeKey': campaignId }),
  );
  // the others of them come later: each of them holds the campaign again
  await until(
    'it is complete',
    async () => {
      const held = await run.database
        .of(collections.pace)
        .findOne({ _id: integrationId, holds: { $elemMatch: { scopeKey: campaignId } } });
      if (held)
        await run.command(integrationId, {
          type: 'LiftHold',
          scope: 'CAMPAIGN',
          scopeKey: campaignId,
          codes: [131042],
        });
      return (await run.statusOf(campaignId)) === 'complete';
    },
    120_000,
  );
  const accepted = ofRun(await acceptedBy(run.system.simulatorUrl), runId);
  expect(
    repeated(accepted)
      .map((to) => to.slice(-7))
      .sort(),
  ).toEqual(UNPAID);
  // four of the forty end in a 7: of them nothing is known
  expect(accepted).toHaveLength(36 + UNPAID.length);
  // the second attempt of those three is the only one that was not given up
  for (const suffix of UNPAID)
    expect(await messages.findOne({ runId, to: `1317${suffix}` })).toMatchObject({
      ...{ state: 'ACCEPTED', attempt: 2, wamid: expect.any(String) as unknown },
      earlierAttempts: [
        { attempt: 1, wamid: expect.any(String) as unknown, undeliveredAt: expect.any(Date) as unknown },
      ],
    });
  expect(await countersOf(run.database.db, runId)).toMatchObject({ accepted: 36, unknown: 4, failed: 0 });
});

/** None of them is asked once a message; docs/scaling.md says how often each is. */
const ASKED_OF_ALL_SHARDS = [
  'contacts query arrival, listId',
  'messages command dueAt, runId, state',
  'messages command dueAt, runId, state, timeZone',
  'messages query $or',
  'messages query dueAt, erased, resentAt, runId, state',
  'messages query dueAt, runId, state',
  'messages query dueAt, runId, state, timeZone',
  'messages query dueAt, state',
  'run_pages query firstSequence, runId',
];

it('with shards, whatever is done for each message or contact would be asked of one of them', async () => {
  const { targeted, untargeted } = await readStatements(run.database.db, run.context.name);
  expect(targeted).toBeGreaterThan(200);
  const others = [...untargeted.keys()].filter((shape) => !ASKED_OF_ALL_SHARDS.includes(shape));
  expect(others).toEqual([]);
});
