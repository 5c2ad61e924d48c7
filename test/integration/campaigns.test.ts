import { randomUUID } from 'node:crypto';
import { collections } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand, CampaignEvent, CommandOutcome, CreateCampaign } from '../../schemas/types.ts';
import { startCampaigns } from '../../services/campaigns/handler.ts';
import { runIdOf } from '../../services/domain/message.ts';
import { openTestSystem, until, type TestSystem } from '../support/test-system.ts';

type Body = CampaignCommand['body'];

let system: TestSystem;
let events: CampaignEvent[];
const listId = randomUUID();
const dncListId = randomUUID();
const integrationId = randomUUID();
const filterId = randomUUID();

beforeAll(async () => {
  system = await openTestSystem({ MAX_CAMPAIGNS: '6', MAX_ACTIVE_CAMPAIGNS: '2' });
  const { of } = await system.context.mongo();
  await of(collections.contactLists).insertOne({
    _id: listId,
    name: 'customers',
    divisionId: 'home',
    columnNames: ['id', 'name', 'age', 'phone'],
    whatsappColumns: [{ columnName: 'phone', type: 'cell' }],
    contactIdColumn: null,
    defaultCountry: 'US',
    timeZone: null,
    size: 10,
    imports: [{ id: 'i1', state: 'FINISHED', reason: null }],
    arrivalBatches: 1,
    version: 1,
    createdAt: new Date(),
  });
  await of(collections.dncLists).insertOne({
    _id: dncListId,
    name: 'opted out',
    divisionId: 'home',
    contactMethod: 'Phone',
    phoneColumns: ['phone'],
    defaultCountry: 'US',
    size: 3,
    imports: [],
    version: 1,
    createdAt: new Date(),
  });
  await system.start('campaigns', startCampaigns);
  await system.start('campaigns', startCampaigns);
  events = await system.collect(topics.campaignEvents);
});

afterAll(() => system.close());

function commandOf(subjectId: string, body: Body, commandId: string = randomUUID()): CampaignCommand {
  return { commandId, subjectId, issuedAt: Date.now(), issuedBy: 'test', body };
}

async function publish(...commands: CampaignCommand[]): Promise<void> {
  await (await system.context.producer()).send(topics.campaignCommands, commands);
}

function outcomesOf(commandId: string): CommandOutcome[] {
  return events.flatMap(({ body }) =>
    body.type === 'CommandOutcome' && body.commandId === commandId ? [body] : [],
  );
}

/** Publishes a command and waits for its outcome on the topic. */
async function command(subjectId: string, body: Body, commandId?: string): Promise<CommandOutcome> {
  const wish = commandOf(subjectId, body, commandId);
  await publish(wish);
  return until(`${body.type} has an outcome`, () => outcomesOf(wish.commandId)[0]);
}

const accepted = { accepted: true, errors: [] };
const refusedFor = (...codes: string[]) => ({
  accepted: false,
  errors: codes.map((code) => expect.objectContaining({ code }) as unknown),
});

const campaignBody = (overrides: Partial<CreateCampaign> = {}): Body => ({
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
  contactListFilterIds: [filterId],
  contactSorts: [{ fieldName: 'age', direction: 'DESC', numeric: true }],
  alwaysRunning: false,
  ...overrides,
});

const statusOf = async (campaignId: string): Promise<string | undefined> =>
  (await (await system.context.mongo()).of(collections.campaigns).findOne({ _id: campaignId }))?.status;

const causesOf = (campaignId: string): string[] =>
  events.flatMap(({ body }) =>
    body.type === 'CampaignChanged' && body.campaignId === campaignId ? [body.cause] : [],
  );

it('registers an integration, keeps a filter, and takes a campaign from creation to completion', async () => {
  expect(
    await command(integrationId, {
      type: 'RegisterIntegration',
      name: 'Main number',
      phoneNumberId: '106540352242922',
      displayPhoneNumber: '+1 555 010 0000',
      businessAccountId: '102290129340398',
      messagesPerSecond: 80,
      credentials: 'default',
      active: true,
    }),
  ).toMatchObject(accepted);
  expect(
    await command(filterId, {
      type: 'CreateContactListFilter',
      name: 'adults',
      contactListId: listId,
      filterType: 'AND',
      clauses: [
        {
          filterType: 'AND',
          predicates: [
            {
              column: 'age',
              columnType: 'numeric',
              operator: 'GREATER_THAN_EQUALS',
              value: '18',
              range: null,
              inverted: false,
            },
          ],
        },
      ],
    }),
  ).toMatchObject(accepted);

  const id = randomUUID();
  const runId = runIdOf(id, 1);
  expect(await command(id, campaignBody())).toMatchObject({ ...accepted, version: 1 });
  expect(await command(id, { type: 'StartCampaign' })).toMatchObject(accepted);
  expect(await command(id, { type: 'StopCampaign' })).toMatchObject(accepted);
  expect(await command(id, { type: 'ConfirmStopped', runId })).toMatchObject(accepted);
  expect(await command(id, { type: 'StartCampaign' })).toMatchObject(accepted);
  expect(await command(id, { type: 'CompleteRun', runId })).toMatchObject(accepted);

  expect(causesOf(id)).toEqual(['CREATED', 'STARTED', 'STOPPING', 'STOPPED', 'STARTED', 'COMPLETED']);
  const { of } = await system.context.mongo();
  expect(await of(collections.campaigns).findOne({ _id: id })).toMatchObject({
    status: 'complete',
    runId,
    runNumber: 1,
    revision: 6,
    version: 1,
  });
});
