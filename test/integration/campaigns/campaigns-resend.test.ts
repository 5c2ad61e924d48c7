/** A resend through the real process (twice): begun once, and only when everything that it goes by is there and at rest. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import type { ResendCampaign } from '../../../schemas/types.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import {
  openCampaignsSystem,
  type CampaignsSystem,
  type CommandBody,
} from '../../support/campaigns-system.ts';

let campaigns: CampaignsSystem;
let database: Database;
beforeAll(async () => {
  campaigns = await openCampaignsSystem();
  database = await campaigns.system.context.mongo();
});
afterAll(() => campaigns.system.close());

const resend = (overrides: Partial<ResendCampaign> = {}): CommandBody => ({
  ...{ type: 'ResendCampaign', kinds: ['FAILED'], codes: [], runNumber: null, mayGetItTwice: false },
  ...overrides,
});
const start: CommandBody = { type: 'StartCampaign', notBefore: null, notAfter: null };

const stored = async (id: string): Promise<CampaignDocument & { runId: string }> => {
  const campaign = await campaigns.campaign(id);
  if (!campaign?.runId) throw new Error('no run');
  return { ...campaign, runId: campaign.runId };
};

/** A campaign whose first run is complete. */
async function completed(): Promise<string> {
  const id = await campaigns.create();
  await campaigns.command(id, start);
  const { runId } = await stored(id);
  expect(await campaigns.command(id, { type: 'CompleteRun', runId })).toMatchObject({ accepted: true });
  return id;
}

const errorsOf = async (id: string, body: CommandBody): Promise<string[]> =>
  (await campaigns.command(id, body)).errors.map(({ code }) => code);

it('begins once, however often it is delivered, and ends the run before', async () => {
  const id = await completed();
  const command = { kinds: ['FAILED', 'UNKNOWN'], mayGetItTwice: true } as const;
  const body = resend({ ...command, kinds: [...command.kinds] });
  const deliveries = [1, 2, 3].map(() => campaigns.command(id, body, `resend-${id}`));
  for (const outcome of await Promise.all(deliveries)) expect(outcome).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({
    ...{ status: 'on', runNumber: 2 },
    resend: { ofRun: 1, sinceRun: 1, kinds: ['FAILED', 'UNKNOWN'], codes: [] },
  });
  expect(campaigns.causesOf(id)).toEqual(['CREATED', 'STARTED', 'COMPLETED', 'STARTED']);
  const told = campaigns.events.flatMap(({ subjectId, body: { ...event } }) =>
    subjectId === id && event.type === 'CampaignChanged' ? [event.resendOf] : [],
  );
  expect(told.at(-1)).toBe(1);
  // while it is on there is nothing to send again
  expect(await errorsOf(id, resend())).toEqual(['invalid.update.bad.status.transition']);
});

it('a resend of a resend goes by the first run, unless another is named', async () => {
  const id = await completed();
  await campaigns.command(id, resend());
  const { runId } = await stored(id);
  await campaigns.command(id, { type: 'CompleteRun', runId });
  await database
    .of(collections.campaignRuns)
    .updateOne(
      { _id: runId },
      { $set: { number: 2, resend: { ofRun: 1, sinceRun: 1, kinds: ['FAILED'], codes: [] } } },
    );
  await campaigns.command(id, resend({ runNumber: 2 }));
  expect(await campaigns.campaign(id)).toMatchObject({ runNumber: 3, resend: { ofRun: 2, sinceRun: 1 } });
  const third = await stored(id);
  await campaigns.command(id, { type: 'CompleteRun', runId: third.runId });
  await campaigns.command(id, resend());
  expect(await campaigns.campaign(id)).toMatchObject({ runNumber: 4, resend: { ofRun: 1, sinceRun: 1 } });
});

it('refuses what may message somebody twice, and what it does not know enough of', async () => {
  const id = await completed();
  const { runId } = await stored(id);
  expect(await errorsOf(id, resend({ kinds: ['UNKNOWN'] }))).toEqual(['resend.unknown.not.acknowledged']);
  expect(await errorsOf(id, resend({ kinds: [] }))).toEqual(['resend.nobody']);
  for (const runNumber of [0, -1, 2, 2_147_483_647])
    expect(await errorsOf(id, resend({ runNumber }))).toEqual(['resend.run.not.found']);
  const intent = {
    _id: messageIdOf(runId, '13175550100'),
    campaignId: id,
    runId,
    contactId: 'c1',
    sequence: 0,
  };
  await database
    .of(collections.messages)
    .insertOne({ ...intent, state: 'INTENT', attempt: 1, dueAt: new Date() });
  expect(await errorsOf(id, resend())).toEqual(['resend.under.way']);
  await database.of(collections.messages).deleteOne({ _id: intent._id });
  await database.of(collections.campaignRuns).updateOne({ _id: runId }, { $set: { pages: 1 } });
  expect(await errorsOf(id, resend())).toEqual(['resend.run.not.stored']);
  await database.of(collections.campaignRuns).updateOne({ _id: runId }, { $set: { pages: 0 } });
  await database
    .of(collections.runCounters)
    .updateOne({ _id: `${runId}:run` }, { $set: { messagesGoAt: new Date() } });
  expect(await errorsOf(id, resend())).toEqual(['resend.run.not.stored']);
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'complete', runNumber: 1 });
});

it('a campaign that was never started, or has another list by now, has nobody to send to again', async () => {
  const never = await campaigns.create();
  expect(await errorsOf(never, resend())).toEqual(['resend.run.not.found']);
  const id = await completed();
  await database
    .of(collections.campaignRuns)
    .updateOne({ _id: (await stored(id)).runId }, { $set: { contactListId: 'another' } });
  expect(await errorsOf(id, resend())).toEqual(['resend.other.list']);
});
