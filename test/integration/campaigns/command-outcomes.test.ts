/** Outcomes of commands have a topic of their own; who waits hears them there and looks in MongoDB for what it missed. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { openCommandClient } from '../../../services/commands/command-client.ts';
import { asCampaignEvent, fromDocument } from '../../../services/commands/execution/outcome.ts';
import { ensureIndexes } from '../../../services/platform/mongo/mongo.ts';
import { commandOf, openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { campaignChange } from '../../support/command-bodies.ts';
import { until } from '../../support/test-system.ts';

const gone = { code: 'contact.list.not.found', field: 'contactListId', limit: null };

let campaigns: CampaignsSystem;

beforeAll(async () => {
  campaigns = await openCampaignsSystem();
});
afterAll(() => campaigns.system.close());

test('campaign-events carries changes alone', async () => {
  const id = await campaigns.create();
  await campaigns.command(id, { type: 'RecycleCampaign' });
  await until('the change was published', () => campaigns.causesOf(id).length > 0);
  expect(new Set(campaigns.events.map(({ body }) => body.type))).toEqual(new Set(['CampaignChanged']));
});

test('a client that listens gets the outcomes of many commands at once from the topic', async () => {
  const client = await openCommandClient(campaigns.system.context, { listens: true });
  const ids = Array.from({ length: 8 }, () => randomUUID());
  const outcomes = await Promise.all(
    ids.map((id) => client.send(id, campaigns.creation(), { issuedBy: 'ada', waitMs: 60_000 })),
  );
  expect(outcomes.map(({ subjectId, accepted, issuedBy }) => ({ subjectId, accepted, issuedBy }))).toEqual(
    ids.map((subjectId) => ({ subjectId, accepted: true, issuedBy: 'ada' })),
  );
});

test('an outcome that was never on the topic is found in MongoDB, as an earlier version stored it', async () => {
  const client = await openCommandClient(campaigns.system.context, { listens: true });
  const database = await campaigns.system.context.mongo();
  const commandId = randomUUID();
  const stored = { accepted: true, errors: [], version: 7, at: new Date() };
  await database
    .of(collections.commandOutcomes)
    .insertOne({ _id: commandId, subjectId: 'x', events: [], ...stored });
  // of a kind that no process here decides
  const body = { type: 'DeleteDncList', dncListId: 'x' } as const;
  expect(await client.send('x', body, { commandId })).toMatchObject({ accepted: true, version: 7 });
});

test('the stored outcome of an earlier version is published on the topic of today when its command comes again', async () => {
  const database = await campaigns.system.context.mongo();
  const command = commandOf(await campaigns.create(), { type: 'StopCampaign' });
  await campaigns.publish(command);
  await until('it has an outcome', () => campaigns.outcomesOf(command.commandId)[0]);
  const outcomes = database.of(collections.commandOutcomes);
  const document = await outcomes.findOne({ _id: command.commandId });
  if (!document) throw new Error('the outcome is not stored');
  const former = [JSON.stringify(asCampaignEvent(fromDocument(document).outcome))];
  await outcomes.updateOne(
    { _id: command.commandId },
    { $set: { events: former }, $unset: { command: 1, issuedBy: 1 } },
  );
  await campaigns.publish(command);
  const [first, second] = await until('both were answered', () => {
    const all = campaigns.outcomesOf(command.commandId);
    return all.length === 2 ? all : null;
  });
  expect(second).toEqual(first);
});

test('programs that still read campaign-events get outcomes there too while they are asked for', async () => {
  const asked = await openCampaignsSystem({ OUTCOMES_ON_CAMPAIGN_EVENTS: 'true' });
  try {
    const wish = commandOf(randomUUID(), asked.creation());
    await asked.publish(wish);
    const event = await until('the outcome is on campaign-events', () =>
      asked.events.find(({ body }) => body.type === 'CommandOutcome' && body.commandId === wish.commandId),
    );
    expect(event).toMatchObject({
      eventId: wish.commandId,
      body: { accepted: true, command: 'CreateCampaign' },
    });
    const database = await asked.system.context.mongo();
    const entries = await until('the event log has it', async () => {
      const all = await database.of(collections.events).find({ correlationId: wish.commandId }).toArray();
      return all.length > 0 ? all : null;
    });
    expect(entries).toHaveLength(1);
  } finally {
    await asked.system.close();
  }
});

test('the age at which stored outcomes go is changed in a database of an earlier version', async () => {
  const { context } = campaigns.system;
  const database = await context.mongo();
  const outcomes = database.of(collections.commandOutcomes);
  await outcomes.dropIndexes();
  await outcomes.createIndex({ at: 1 }, { expireAfterSeconds: 30 * 24 * 3600 });
  await ensureIndexes(database, [collections.commandOutcomes]);
  const index = (await outcomes.indexes()).find(({ key }) => 'at' in key);
  const topicMs = Number(topics.campaignCommands.retentionMs);
  expect((index?.expireAfterSeconds ?? 0) * 1_000).toBeGreaterThan(2 * topicMs);
});

test('a command that MongoDB takes from nobody, and one that comes too late, are refused, and the next is carried out', async () => {
  const id = await campaigns.create();
  const late = { ...commandOf(id, { type: 'StopCampaign' }), actBefore: Date.now() - 1 };
  const large = commandOf(id, campaignChange(1, { dncListIds: Array<string>(50_000).fill('x') }));
  const nul = commandOf(`${id}:nul`, campaigns.creation({ contactListId: '\0', name: 'constructor' }));
  await campaigns.publish(late, large, nul);
  const [first, second, third] = await until('all are answered', () => {
    const all = [late, large, nul].map(({ commandId }) => campaigns.outcomesOf(commandId)[0]);
    return all.every(Boolean) ? all : null;
  });
  expect(first).toMatchObject({ accepted: false, errors: [{ code: 'command.expired' }] });
  expect(second).toMatchObject({ accepted: false, errors: [{ field: 'dncListIds', limit: 1_000 }] });
  expect(third).toMatchObject({ accepted: false });
  expect(await campaigns.command(id, { type: 'StopCampaign' })).toMatchObject({ accepted: true });
});

test('a command that comes again when its outcome is forgotten and its audit is not is refused, and holds up nothing', async () => {
  const id = await campaigns.create();
  const database = await campaigns.system.context.mongo();
  const [stop, late] = [commandOf(id, { type: 'StopCampaign' }), commandOf(id, { type: 'StopCampaign' })];
  late.issuedAt = Date.now() - 61 * 24 * 3_600_000;
  await campaigns.publish(stop);
  await until('it has an outcome', () => campaigns.outcomesOf(stop.commandId)[0]);
  await database.of(collections.commandOutcomes).deleteOne({ _id: stop.commandId });
  await campaigns.publish(stop, late);
  const [, again] = await until('it is answered again', () => {
    const all = campaigns.outcomesOf(stop.commandId);
    return all.length === 2 ? all : null;
  });
  expect(again).toMatchObject({ accepted: false, errors: [{ code: 'command.expired', field: 'commandId' }] });
  const old = await until('the old one is answered', () => campaigns.outcomesOf(late.commandId)[0]);
  expect(old).toMatchObject({ accepted: false, errors: [{ code: 'command.expired', field: 'issuedAt' }] });
  expect(await campaigns.command(id, { type: 'RecycleCampaign' })).toMatchObject({ accepted: true });
});

test('whoever does not wait any more is told whether the command may still be carried out', async () => {
  const client = await openCommandClient(campaigns.system.context);
  // of a kind that no process here decides
  const body = { type: 'DeleteDncList', dncListId: 'x' } as const;
  await expect(client.send('x', body, { waitMs: 50 })).rejects.toThrow('It may still be carried out');
  await expect(client.send('x', body, { waitMs: 50, onlyWhileWaiting: true })).rejects.toThrow(
    'It is refused if it is decided after',
  );
});

test('a campaign that became invalid starts once the cause is repaired, and says what is in the way before', async () => {
  const id = await campaigns.create();
  const database = await campaigns.system.context.mongo();
  await database
    .of(collections.campaigns)
    .updateOne({ _id: id }, { $set: { status: 'invalid', errors: [{ ...gone, message: 'was deleted' }] } });
  await database
    .of(collections.integrations)
    .updateOne({ _id: campaigns.integrationId }, { $set: { active: false } });
  const start = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;
  expect(await campaigns.command(id, start)).toMatchObject({
    accepted: false,
    errors: [{ code: 'whatsapp.integration.not.active' }],
  });
  await database
    .of(collections.integrations)
    .updateOne({ _id: campaigns.integrationId }, { $set: { active: true } });
  expect(await campaigns.command(id, start)).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', errors: [] });
});
