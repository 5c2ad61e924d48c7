/** The read side asks MongoDB by an index: no statement of a query reads a collection through or sorts in memory. */
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { campaignSorts, findCampaigns } from '../../../services/queries/campaigns/find-campaigns.ts';
import {
  contentTemplateIds,
  findContentTemplate,
  templatesOfAccounts,
} from '../../../services/queries/campaigns/content-templates.ts';
import { listCampaigns, namesOfLiveCampaigns } from '../../../services/queries/campaigns/list-campaigns.ts';
import { findContactsByNumber, findLatestRuns } from '../../../services/queries/contacts/contact-store.ts';
import {
  nextListContacts,
  readContacts,
  scanListContacts,
  searchListContacts,
} from '../../../services/queries/contacts/find-contacts.ts';
import {
  findConversation,
  findConversations,
} from '../../../services/queries/conversations/find-conversations.ts';
import {
  nextConversations,
  streamConversations,
} from '../../../services/queries/conversations/stream-conversations.ts';
import {
  countObjects,
  findDivisions,
  listDivisions,
  namesOfDivisions,
} from '../../../services/queries/divisions/divisions.ts';
import { findEvents } from '../../../services/queries/events/find-events.ts';
import { findLibraries, findResponses } from '../../../services/queries/responses/responses.ts';
import { allWrapupCodes } from '../../../services/queries/wrapup/wrapup-codes.ts';
import { findLatestExport } from '../../../services/api/exports/export-store.ts';
import { sweepUploads } from '../../../services/api/uploads/receive-file.ts';
import { findFilters } from '../../../services/queries/filters/find-filters.ts';
import { findDncLists } from '../../../services/queries/lists/find-dnc-lists.ts';
import { listEvents } from '../../../services/queries/events/events.ts';
import { listFilters } from '../../../services/queries/filters/list-filters.ts';
import { importsBefore, listImports } from '../../../services/queries/imports/imports.ts';
import { findIntegrations, listIntegrations } from '../../../services/queries/integrations/integrations.ts';
import {
  findContactLists,
  idsOfContactLists,
  namesOfContactLists,
} from '../../../services/queries/lists/find-contact-lists.ts';
import { listContactLists } from '../../../services/queries/lists/contact-lists.ts';
import { blocksOf, listDncLists, scanDncNumbers } from '../../../services/queries/lists/dnc-lists.ts';
import { listMessages } from '../../../services/queries/messages/message-rows.ts';
import { messagesOfNumber } from '../../../services/queries/messages/messages-of-number.ts';
import { listOptOuts } from '../../../services/queries/opt-outs/opt-outs.ts';
import { joinCursor } from '../../../services/queries/page.ts';
import { findTemplateSyncs, listTemplates } from '../../../services/queries/templates/templates.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let database: Database;
beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  for (const { name } of Object.values(collections))
    await database.db.createCollection(name).catch(() => undefined);
  await database.db.command({ profile: 2 });
});
afterAll(() => system.close());

const page = { size: 10, after: null };
const later = { size: 10, after: joinCursor(new Date(0).toISOString(), 'x') };
const now = new Date();
const campaign = { name: 'c', contactListId: 'l', whatsappColumn: 'phone' };
const templateUse = { name: 't', language: 'en_US', header: [], body: [], buttons: [] };
const drain = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const item of items) void item;
};

const conversations = { divisions: ['home'], from: new Date(0), to: now, filters: [] };
const someList = { _id: 'l', size: 1 };
const named = { 'values.1': { $regex: 'a' } };

const queries: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
  ['campaigns', () => listCampaigns(database, { ...page, after: 'a' })],
  [
    'campaigns by name, numbered',
    () =>
      findCampaigns(
        database,
        { divisions: ['home'], name: 'a.b', status: 'on' },
        { skip: 10, size: 25, index: campaignSorts.name, isDescending: true },
      ),
  ],
  [
    'campaigns by status, numbered',
    () =>
      findCampaigns(
        database,
        { divisions: 'all' },
        { skip: 0, size: 25, index: campaignSorts.campaignStatus, isDescending: false },
      ),
  ],
  ['a template by its id', () => findContentTemplate(database, 'i', '123')],
  ['templates of all accounts', () => templatesOfAccounts(database, '123')],
  [
    'ids of templates',
    () => contentTemplateIds(database, [{ _id: 'c', integrationId: 'i', template: templateUse }]),
  ],
  ['live campaigns of a number', () => namesOfLiveCampaigns(database, 'i')],
  [
    'contact lists by name, numbered',
    () =>
      findContactLists(
        database,
        { divisions: ['home'], name: { text: 'a', how: 'Contains' } },
        { skip: 0, size: 25, isDescending: true },
      ),
  ],
  [
    'DNC lists by name, numbered',
    () =>
      findDncLists(
        database,
        { divisions: ['home'], name: { text: 'a', how: 'Contains' } },
        { skip: 0, size: 25, isDescending: true },
      ),
  ],
  [
    'filters by name, numbered',
    () =>
      findFilters(
        database,
        { contactListIds: ['l'], name: { text: 'a', how: 'Prefix' } },
        { skip: 0, size: 25, isDescending: true },
      ),
  ],
  [
    'divisions by name, numbered',
    () =>
      findDivisions(database, { divisions: ['home'], name: 'a' }, { skip: 0, size: 25, isDescending: true }),
  ],
  ['names of divisions', () => namesOfDivisions(database, ['home', 'north'])],
  ['divisions', () => listDivisions(database, page)],
  ['what lies in a division', () => countObjects(database, 'home')],
  ['integrations, numbered', () => findIntegrations(database, { skip: 0, size: 25 })],
  [
    'events, numbered',
    () => findEvents(database, { divisions: 'all' }, { skip: 0, size: 25, isDescending: true }),
  ],
  [
    'events of divisions and a category, numbered',
    () =>
      findEvents(
        database,
        { divisions: ['home'], category: 'DNC_LIST', level: 'ERROR' },
        { skip: 0, size: 25, isDescending: true },
      ),
  ],
  [
    'conversations, a page in the order of time',
    () =>
      findConversations(
        database,
        conversations,
        { by: 'startedAt', isDescending: true },
        { skip: 0, size: 25 },
      ),
  ],
  ['conversations by cursor', () => nextConversations(database, conversations, '', 25)],
  ['conversations for an export', () => drain(streamConversations(database, conversations))],
  ['a conversation', () => findConversation(database, 'all', `${'a'.repeat(16)}-${'b'.repeat(24)}.1`)],
  [
    'responses of a library',
    () => findResponses(database, { libraryIds: ['l'], phrase: 'a' }, { skip: 0, size: 25 }),
  ],
  ['libraries', () => findLibraries(database, 'a', { skip: 0, size: 25 })],
  ['wrap-up codes', () => allWrapupCodes(database, 'all')],
  ['contact lists of divisions', () => idsOfContactLists(database, ['home'])],
  ['names of contact lists', () => namesOfContactLists(database, ['l'])],
  ['contacts by id', () => readContacts(database, someList, ['1', '2'])],
  [
    'a search of contacts',
    () => searchListContacts(database, someList, { condition: named, sorts: [], skip: 10, size: 25 }),
  ],
  [
    'contacts by cursor',
    () => nextListContacts(database, someList, { condition: named, after: '', size: 25 }),
  ],
  ['contacts for an export', () => drain(scanListContacts(database, someList, named, 100))],
  ['a latest export', () => findLatestExport(database, 'l', 'client:c')],
  ['uploads that were left', () => sweepUploads(database, Date.now())],
  ['contact lists', () => listContactLists(database, page)],
  ['DNC lists', () => listDncLists(database, page)],
  ['numbers of a DNC list', () => drain(scanDncNumbers(database, 'l', now))],
  ['what blocks a number', () => drain(blocksOf(database, '13175555555', now))],
  ['filters', () => listFilters(database, page)],
  ['integrations', () => listIntegrations(database, page)],
  ['integrations, later', () => listIntegrations(database, later)],
  ['imports', () => listImports(database, {}, page)],
  ['imports, later', () => listImports(database, {}, later)],
  ['imports of a list', () => listImports(database, { listId: 'l' }, page)],
  ['imports before', () => importsBefore(database, { state: 'QUEUED', createdAt: now })],
  ['templates', () => listTemplates(database, { businessAccountId: '1' }, page)],
  ['readings of templates', () => findTemplateSyncs(database)],
  ['opt-outs', () => listOptOuts(database, 'i', { ...page, after: '1317' })],
  ['events', () => listEvents(database, {}, page)],
  ['events, later', () => listEvents(database, {}, later)],
  ['events of a campaign', () => listEvents(database, { entityId: 'c', level: 'WARNING' }, page)],
  ['messages', () => listMessages(database, campaign, 'r', { only: ['failed'] }, page)],
  ['messages of a number', () => drain(messagesOfNumber(database, '13175555555'))],
  ['contacts by number', () => findContactsByNumber(database, '13175555555', 'l')],
  ['latest runs of a list', () => findLatestRuns(database, 'l')],
];

it.each(queries)('%s', async (_name, ask) => {
  const profile = database.db.collection('system.profile');
  const from = new Date();
  await ask();
  const asked = await profile
    .find({ ts: { $gte: from }, op: { $in: ['query', 'command'] }, planSummary: { $exists: true } })
    .toArray();
  const plans = asked
    .filter(({ ns }) => !String(ns).endsWith('system.profile'))
    .map((entry) => ({
      ns: String(entry['ns']),
      plan: String(entry['planSummary']),
      sorts: entry['hasSortStage'] === true,
    }));
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.filter(({ plan, sorts }) => plan.includes('COLLSCAN') || sorts)).toEqual([]);
});

test.each([
  ['a number', { numbers: ['13175550101'] }, 'IXSCAN { phoneIds: 1 }'],
  ['a contact id', { ids: ['7'] }, 'IXSCAN { _id: 1 }'],
])('a search for %s goes by its index, once', async (_, among, plan) => {
  const profile = database.db.collection('system.profile');
  const from = new Date();
  await searchListContacts(database, someList, { condition: named, among, sorts: [], skip: 0, size: 25 });
  const asked = await profile
    .find({ ts: { $gte: from }, ns: /\.contacts$/, planSummary: { $exists: true } })
    .toArray();
  expect(asked.map((entry) => String(entry['planSummary']))).toEqual([plan]);
});

test('a sorted search reads its list by the index; the keys alone are sorted', async () => {
  const profile = database.db.collection('system.profile');
  const from = new Date();
  const sorts = [{ column: 1, descending: true, numeric: true }];
  await searchListContacts(database, someList, { condition: null, sorts, skip: 0, size: 25 });
  // the statement itself is too long for the profile, and cut off within a character
  const asked = await profile
    .find(
      { ts: { $gte: from }, ns: /\.contacts$/, planSummary: { $exists: true } },
      { projection: { planSummary: 1 } },
    )
    .toArray();
  expect(asked.map((entry) => String(entry['planSummary']))).toContain('IXSCAN { listId: 1, arrival: 1 }');
});
