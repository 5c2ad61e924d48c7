/** What exists while the API is fuzzed: several things of each kind, since some of them will be deleted. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../schemas/collections.ts';
import type { CampaignsSystem } from '../support/campaigns-system.ts';
import type { TestApi } from '../support/test-api.ts';

const OF_EACH = 4;

/** @returns name of a path parameter → ids */
export async function makeThings(
  api: TestApi,
  campaigns: CampaignsSystem,
  token: string,
): Promise<Record<string, string[]>> {
  await storeTemplate(campaigns);
  const make = async (path: string, body: unknown): Promise<string> => {
    const { status, json, text } = await api.call('POST', `/api/v2${path}`, { token, body });
    if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
    return json.id as string;
  };
  const several = async (one: (name: string) => Promise<string>): Promise<string[]> => {
    const ids: string[] = [];
    while (ids.length < OF_EACH) ids.push(await one(`fuzzed ${randomUUID().slice(0, 8)}`));
    return ids;
  };
  const contactListId = await several((name) => newList(make, api, token, name));
  const [list = ''] = contactListId;
  const dncListId = await several((name) =>
    make('/outbound/dnclists', { name, dncSourceType: 'rds', contactMethod: 'WhatsApp' }),
  );
  const contactListFilterId = await several((name) =>
    make('/outbound/contactlistfilters', filterOf(name, list)),
  );
  const divisionId = await several((name) => make('/authorization/divisions', { name, description: '' }));
  const codeId = await several((name) => make('/routing/wrapupcodes', { name }));
  const messagingCampaignId = await several((name) =>
    make('/outbound/messagingcampaigns', campaignOf(name, list, campaigns.integrationId)),
  );
  const subscriptionId = await several((name) =>
    make('/outbound/webhooksubscriptions', { name, url: 'https://hooks.example.com/', eventTypes: ['*'] }),
  );
  return {
    subscriptionId,
    ...{ contactListId, dncListId, contactListFilterId, divisionId, codeId, messagingCampaignId },
    ...{ listId: [...contactListId, ...dncListId], integrationId: [campaigns.integrationId] },
    contactId: ['1', '2', '3'],
  };
}

type Make = (path: string, body: unknown) => Promise<string>;

async function newList(make: Make, api: TestApi, token: string, name: string): Promise<string> {
  const id = await make('/outbound/contactlists', {
    name,
    columnNames: ['id', 'name', 'phone'],
    phoneColumns: [],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
  });
  const body = ['1', '2', '3'].map((key) => ({
    id: key,
    data: { id: key, name: `n${key}`, phone: `+1 317 555 010${key}` },
  }));
  await api.call('POST', `/api/v2/outbound/contactlists/${id}/contacts`, { token, body });
  return id;
}

const filterOf = (name: string, contactListId: string) => ({
  name,
  contactList: { id: contactListId },
  clauses: [
    { predicates: [{ column: 'name', columnType: 'alphabetic', operator: 'BEGINS_WITH', value: 'n' }] },
  ],
});

const campaignOf = (name: string, contactListId: string, integrationId: string) => ({
  name,
  contactList: { id: contactListId },
  messagesPerMinute: 60,
  whatsAppConfig: {
    whatsAppColumns: ['phone'],
    whatsAppIntegration: { id: integrationId },
    contentTemplate: { id: '7001' },
  },
});

async function storeTemplate({ system }: CampaignsSystem): Promise<void> {
  const database = await system.context.mongo();
  await database.of(collections.templates).insertOne({
    ...{ _id: '102290129340398:named_offer:en_US', businessAccountId: '102290129340398', templateId: '7001' },
    ...{ name: 'named_offer', language: 'en_US', status: 'APPROVED', category: 'MARKETING' },
    ...{ parameterFormat: 'NAMED', components: [{ type: 'BODY', text: 'Hello {{name}}.' }] },
    ...{ qualityScore: null, statusSince: new Date(), seenAt: new Date() },
  });
}
