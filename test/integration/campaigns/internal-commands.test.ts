/** What only our own services may say is heard on their topic alone, and there only when the ledger agrees. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CommandDecided, DeadLetter } from '../../../schemas/types.ts';
import { internalCommandId } from '../../../services/commands/execution/command-id.ts';
import { runIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import {
  commandOf,
  openCampaignsSystem,
  type CampaignsSystem,
  type CommandBody,
} from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

let campaigns: CampaignsSystem;
let database: Database;
let letters: DeadLetter[];

beforeAll(async () => {
  campaigns = await openCampaignsSystem();
  database = await campaigns.system.context.mongo();
  letters = await campaigns.system.collect(topics.deadLetters);
});
afterAll(() => campaigns.system.close());

const start: CommandBody = { type: 'StartCampaign', notBefore: null, notAfter: null };
const error = { code: 'x', field: null, message: 'forged', limit: null };

async function running(): Promise<{ id: string; runId: string }> {
  const id = await campaigns.create();
  expect(await campaigns.command(id, start)).toMatchObject({ accepted: true });
  return { id, runId: runIdOf(id, 1) };
}
const outcomeOf = (commandId: string): Promise<CommandDecided> =>
  until('it has an outcome', () => campaigns.outcomesOf(commandId)[0]);
/** Past status: only the record, whatever the ledger says. */
async function onInternalTopic(subjectId: string, body: CommandBody, commandId: string): Promise<void> {
  const producer = await campaigns.system.context.producer();
  const command = { commandId, subjectId, issuedAt: Date.now(), issuedBy: 'mallory' };
  if (body.type === 'CompleteRun' || body.type === 'ConfirmStopped')
    await producer.send(topics.internalCommands, [{ ...command, body }]);
}

it('refuses on the public topic what only our services may say, and the event log says who said it', async () => {
  const { id, runId } = await running();
  const forged: CommandBody[] = [
    { type: 'CompleteRun', runId },
    { type: 'ConfirmStopped', runId },
    { type: 'InvalidateCampaign', runId: null, errors: [error] },
    { type: 'ForceStopCampaign', errors: [error] },
    { type: 'StartScheduled', scheduleId: 'any' },
  ];
  for (const body of forged) {
    const command = { ...commandOf(id, body, randomUUID()), issuedBy: 'mallory' };
    await campaigns.publishOpenly(command);
    expect(await outcomeOf(command.commandId)).toMatchObject({
      accepted: false,
      errors: [{ code: 'command.internal' }],
    });
    const entry = await until('the event log has it', () =>
      database.of(collections.events).findOne({ _id: `outcome:${command.commandId}` }),
    );
    expect(entry).toMatchObject({ level: 'WARNING', who: 'mallory', entity: { id } });
  }
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', errors: [] });
  expect(campaigns.causesOf(id)).toEqual(['CREATED', 'STARTED']);
});

it('lets nobody take the id of an internal command beforehand', async () => {
  const { id, runId } = await running();
  const commandId = internalCommandId('complete', runId, 0, 'r2');
  const before = letters.length;
  await campaigns.publishOpenly({ ...commandOf(id, { type: 'StopCampaign' }), commandId });
  await until('it is a dead letter', () => letters.length > before);
  expect(letters.at(-1)).toMatchObject({ errorCode: 'UNUSABLE_COMMAND_ID' });
  await campaigns.publish(commandOf(id, { type: 'CompleteRun', runId }, commandId));
  expect(await outcomeOf(commandId)).toMatchObject({ accepted: true });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'complete' });
});

it('ends no run that the ledger does not balance, and dead-letters an internal command with an id of the public ones', async () => {
  const { id, runId } = await running();
  const order = {
    campaignId: id,
    number: 1,
    integrationId: campaigns.integrationId,
    contactListId: campaigns.listId,
  };
  const run = {
    ...order,
    state: 'READY' as const,
    planned: 3,
    pages: 1,
    filteredOut: 0,
    plannedThroughArrival: 0,
  };
  await database
    .of(collections.campaignRuns)
    .updateOne({ _id: runId }, { $set: { ...run, plannedAt: new Date() } }, { upsert: true });
  await database.of(collections.runCounters).insertOne({ _id: `${runId}:0`, runId, accepted: 2 });
  const commandId = internalCommandId('complete', runId, 3, 'r2');
  await onInternalTopic(id, { type: 'CompleteRun', runId }, commandId);
  expect(await outcomeOf(commandId)).toMatchObject({
    accepted: false,
    errors: [{ code: 'run.not.complete' }],
  });
  const entry = await until('the event log has it', () =>
    database.of(collections.events).findOne({ _id: `outcome:${commandId}` }),
  );
  expect(entry).toMatchObject({ level: 'WARNING', who: 'mallory' });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on' });

  const before = letters.length;
  await onInternalTopic(id, { type: 'CompleteRun', runId }, randomUUID());
  await until('it is a dead letter', () => letters.length > before);
  expect(letters.at(-1)).toMatchObject({ errorCode: 'UNUSABLE_COMMAND_ID' });

  // the third contact has its outcome: the same command is right now
  await database.of(collections.runCounters).updateOne({ _id: `${runId}:0` }, { $inc: { failed: 1 } });
  await onInternalTopic(id, { type: 'CompleteRun', runId }, commandId);
  await until('it is complete', async () => (await campaigns.campaign(id))?.status === 'complete');
  // from now on nothing of the run is queued again (test/integration/status/requeue.test.ts)
  expect(await database.of(collections.runCounters).findOne({ _id: `${runId}:run` })).toHaveProperty(
    'closedAt',
  );
});
