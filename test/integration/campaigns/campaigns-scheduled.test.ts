/** Starts at a time, through the real process (twice): made once, undone by a stop, and not made too late. */
import { collections } from '../../../schemas/collections.ts';
import {
  openCampaignsSystem,
  type CampaignsSystem,
  type CommandBody,
} from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

const HOUR = 3_600_000;

let campaigns: CampaignsSystem;
beforeAll(async () => (campaigns = await openCampaignsSystem()));
afterAll(() => campaigns.system.close());

const start = (notBefore: number | null, notAfter: number | null): CommandBody => ({
  type: 'StartCampaign',
  notBefore,
  notAfter,
});

it('starts a campaign once when its time has come', async () => {
  const id = await campaigns.create();
  expect(await campaigns.command(id, start(Date.now() + 1_000, null))).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'off', runId: null });
  const campaign = await until('it is on', async () => {
    const found = await campaigns.campaign(id);
    return found?.status === 'on' ? found : null;
  });
  expect(campaign).toMatchObject({ runNumber: 1, scheduledStart: null });
  expect(campaign.startedAt?.getTime()).toBeGreaterThanOrEqual(campaign.createdAt.getTime());
  await until('it is told', () => campaigns.causesOf(id).length >= 3);
  expect(campaigns.causesOf(id)).toEqual(['CREATED', 'EDITED', 'STARTED']);
});

it('does not start what was stopped before its time', async () => {
  const id = await campaigns.create();
  await campaigns.command(id, start(Date.now() + HOUR, null));
  expect(await campaigns.command(id, { type: 'StopCampaign' })).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'off', scheduledStart: null });
});

it('does not start a morning campaign in the afternoon, as a database of the morning would, and says so', async () => {
  const id = await campaigns.create();
  const morning = {
    id: 'morning',
    notBefore: new Date(Date.now() - 6 * HOUR),
    notAfter: new Date(Date.now() - 5 * HOUR),
  };
  const database = await campaigns.system.context.mongo();
  await database.of(collections.campaigns).updateOne({ _id: id }, { $set: { scheduledStart: morning } });
  const campaign = await until('the start is missed', async () => {
    const found = await campaigns.campaign(id);
    return found?.missedStart ? found : null;
  });
  expect(campaign).toMatchObject({ status: 'off', runId: null, scheduledStart: null });
  expect(campaign.missedStart?.errors[0]?.code).toBe('start.too.late');
  // what it waited for is over; it can be started by hand
  expect(await campaigns.command(id, start(null, null))).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', missedStart: null });
});

it('refuses a start that is decided after its latest time', async () => {
  const id = await campaigns.create();
  expect(await campaigns.command(id, start(null, Date.now() - 1))).toMatchObject({
    accepted: false,
    errors: [expect.objectContaining({ code: 'start.too.late', field: 'notAfter' }) as unknown],
  });
});
