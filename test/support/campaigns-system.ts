/** The campaigns process (twice) on a system of its own, with a contact list, a DNC list and an integration to make campaigns of. */
import { randomUUID } from 'node:crypto';
import { collections, type CampaignDocument } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import type {
  CampaignChange,
  CampaignCommand,
  CampaignEvent,
  CommandDecided,
  CreateCampaign,
} from '../../schemas/types.ts';
import { isInternal } from '../../services/campaigns/commands/decision.ts';
import { startCampaigns } from '../../services/campaigns/handler.ts';
import { internalCommandId } from '../../services/commands/execution/command-id.ts';
import type { ServiceContext } from '../../services/platform/process/run-service.ts';
import { contactListDocument, dncListDocument } from './campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from './test-system.ts';

export type CommandBody = CampaignCommand['body'];

export type CampaignsSystem = {
  readonly system: TestSystem;
  readonly instances: readonly ServiceContext[];
  /** All campaign-events, as they come. */
  readonly events: readonly CampaignEvent[];
  readonly listId: string;
  readonly dncListId: string;
  readonly integrationId: string;
  /** On the topic where they belong; a run whose end is commanded has ended by the ledger. */
  publish(...commands: CampaignCommand[]): Promise<void>;
  /** On campaign-commands, where anybody may write, and nothing else. */
  publishOpenly(...commands: CampaignCommand[]): Promise<void>;
  /** Publishes a command and waits for its outcome on the topic. */
  command(subjectId: string, body: CommandBody, commandId?: string): Promise<CommandDecided>;
  outcomesOf(commandId: string): CommandDecided[];
  /** What happened to a campaign; a repeated delivery of an event is one. */
  causesOf(campaignId: string): CampaignChange[];
  campaign(id: string): Promise<CampaignDocument | null>;
  creation(overrides?: Partial<CreateCampaign>): CommandBody;
  /** Makes a valid campaign and returns its id. */
  create(overrides?: Partial<CreateCampaign>): Promise<string>;
};

export const commandOf = (subjectId: string, body: CommandBody, commandId?: string): CampaignCommand => {
  const command = { commandId: randomUUID(), subjectId, issuedAt: Date.now(), issuedBy: 'test', body };
  if (commandId !== undefined) return { ...command, commandId };
  return isInternal(command) ? { ...command, commandId: internalCommandId(command.commandId) } : command;
};

export const registration = (overrides: Partial<CommandBody> = {}): CommandBody =>
  ({
    type: 'RegisterIntegration',
    name: 'Main number',
    phoneNumberId: '106540352242922',
    displayPhoneNumber: '+1 555 010 0000',
    businessAccountId: '102290129340398',
    messagesPerSecond: 80,
    credentials: 'default',
    active: true,
    ...overrides,
  }) as CommandBody;

export async function openCampaignsSystem(environment: NodeJS.ProcessEnv = {}): Promise<CampaignsSystem> {
  const system = await openTestSystem(environment);
  const database = await system.context.mongo();
  const producer = await system.context.producer();
  const [listId, dncListId, integrationId] = [randomUUID(), randomUUID(), randomUUID()];
  await database
    .of(collections.contactLists)
    .insertOne(contactListDocument({ _id: listId, createdAt: new Date() }));
  await database
    .of(collections.dncLists)
    .insertOne(dncListDocument({ _id: dncListId, defaultCountry: 'US', createdAt: new Date() }));
  // joining a group is mostly waiting
  const [events, outcomes, ...instances] = await Promise.all([
    system.collect(topics.campaignEvents),
    system.collect(topics.commandOutcomes),
    system.start('campaigns', startCampaigns),
    system.start('campaigns', startCampaigns),
  ]);

  const publishOpenly = (...commands: CampaignCommand[]): Promise<void> =>
    producer.send(topics.campaignCommands, commands);

  /** What status has seen before it commands the end of a run. */
  async function endRun({ subjectId, body }: CampaignCommand): Promise<void> {
    if (body.type !== 'CompleteRun' && body.type !== 'ConfirmStopped') return;
    const { runId } = body;
    const run = { campaignId: subjectId, number: 1, integrationId, contactListId: listId, planned: 0 };
    const order = { pages: 0, filteredOut: 0, plannedThroughArrival: 0, plannedAt: new Date() };
    await database
      .of(collections.campaignRuns)
      .updateOne({ _id: runId }, { $set: { ...run, ...order, state: 'READY' } }, { upsert: true });
    await database.db
      .collection<{ _id: string }>(collections.pace.name)
      .updateOne(
        { _id: integrationId },
        { $set: { [`runs.${runId}.stoppedRevision`]: Number.MAX_SAFE_INTEGER } },
        { upsert: true },
      );
  }
  const publish = async (...commands: CampaignCommand[]): Promise<void> => {
    for (const command of commands) await endRun(command);
    await producer.send(topics.internalCommands, commands.filter(isInternal));
    await publishOpenly(...commands.filter((command) => !isInternal(command)));
  };
  const outcomesOf = (commandId: string): CommandDecided[] =>
    outcomes.filter((outcome) => outcome.commandId === commandId);
  const command: CampaignsSystem['command'] = async (subjectId, body, commandId) => {
    const wish = commandOf(subjectId, body, commandId);
    await publish(wish);
    return until(`${body.type} has an outcome`, () => outcomesOf(wish.commandId)[0]);
  };
  const creation: CampaignsSystem['creation'] = (overrides = {}) => ({
    type: 'CreateCampaign',
    name: `campaign ${randomUUID().slice(0, 8)}`,
    divisionId: null,
    contactListId: listId,
    whatsappColumn: 'phone',
    integrationId,
    messagesPerMinute: 600,
    template: {
      name: 'spring_offer',
      language: 'en_US',
      header: [],
      body: [{ name: null, column: 'name', value: null }],
      buttons: [],
    },
    dncListIds: [dncListId],
    contactListFilterIds: [],
    contactSorts: [{ fieldName: 'age', direction: 'DESC', numeric: true }],
    alwaysRunning: false,
    callableTimes: null,
    ...overrides,
  });
  const registered = await command(integrationId, registration());
  if (!registered.accepted) throw new Error(JSON.stringify(registered.errors));
  return {
    system,
    instances,
    events,
    listId,
    dncListId,
    integrationId,
    publish,
    publishOpenly,
    command,
    outcomesOf,
    causesOf(campaignId) {
      const causes = new Map<string, CampaignChange>();
      for (const { eventId, body } of events)
        if (body.type === 'CampaignChanged' && body.campaignId === campaignId)
          causes.set(eventId, body.cause);
      return [...causes.values()];
    },
    campaign: (id) => database.of(collections.campaigns).findOne({ _id: id }),
    creation,
    async create(overrides) {
      const id = randomUUID();
      const outcome = await command(id, creation(overrides));
      if (!outcome.accepted) throw new Error(JSON.stringify(outcome.errors));
      return id;
    },
  };
}
