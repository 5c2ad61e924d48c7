/**
 * The official JavaScript client of Genesys Cloud, unmodified, against our API: only the host is another one, by its own setting. What it
 * sends, and what it makes of the answers, is its own.
 */
import { randomUUID } from 'node:crypto';
import { collections } from '../../schemas/collections.ts';
import { makeRole } from '../../services/access/own-roles.ts';
import { makeClient } from '../../services/access/programs.ts';
import { startImporter } from '../../services/importer/handler.ts';
import { openCampaignsApi } from '../support/campaigns-api.ts';
import { type CampaignsSystem } from '../support/campaigns-system.ts';
import { type TestApi } from '../support/test-api.ts';
import { until } from '../support/test-system.ts';

type Json = ReturnType<typeof JSON.parse>;
/** What is used of the client; its own types describe it as a global. */
type Outbound = Record<string, (...args: unknown[]) => Promise<Json>>;
type Sdk = {
  ApiClient: {
    instance: {
      setGateway(gateway: { protocol: string; host: string; port: number }): void;
      loginClientCredentialsGrant(id: string, secret: string): Promise<{ accessToken: string }>;
    };
  };
  OutboundApi: new () => Outbound;
};

let campaigns: CampaignsSystem;
let api: TestApi;
let outbound: Outbound;
beforeAll(async () => {
  ({ campaigns, api } = await openCampaignsApi());
  await campaigns.system.start('importer', startImporter);
  await api.database.of(collections.templates).insertOne({
    ...{ _id: '102290129340398:named_offer:en_US', businessAccountId: '102290129340398', templateId: '7001' },
    ...{ name: 'named_offer', language: 'en_US', status: 'APPROVED', category: 'MARKETING' },
    ...{ parameterFormat: 'NAMED', components: [{ type: 'BODY', text: 'Hello {{name}}.' }] },
    ...{ qualityScore: null, statusSince: new Date(), seenAt: new Date() },
  });
  const role = { name: randomUUID(), description: '', permissions: ['outbound:*'] };
  const { _id: roleId } = await makeRole(api.database, role, new Date());
  const { client, secret } = await makeClient(
    api.database,
    { name: randomUUID(), grants: [{ roleId, divisionIds: ['*'] }] },
    new Date(),
  );
  const { default: sdk } = (await import('purecloud-platform-client-v2')) as unknown as { default: Sdk };
  const { hostname, port } = new URL(api.url);
  const { instance } = sdk.ApiClient;
  instance.setGateway({ protocol: 'http', host: hostname, port: Number(port) });
  expect((await instance.loginClientCredentialsGrant(client._id, secret)).accessToken).toBeTruthy();
  outbound = new sdk.OutboundApi();
});
afterAll(() => campaigns.system.close());

/** What the client rejects with: the body of the answer. */
const refused = (call: Promise<unknown>): Promise<Json> =>
  call.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => error,
  );
const call = (name: string, ...args: unknown[]): Promise<Json> => {
  const method = outbound[name];
  if (!method) throw new Error(`the client has no ${name}`);
  return method.apply(outbound, args);
};
const newList = (): Promise<Json> =>
  call('postOutboundContactlists', {
    name: `l ${randomUUID().slice(0, 8)}`,
    columnNames: ['id', 'name', 'phone'],
    phoneColumns: [],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
  });
const contacts = ['1', '2', '3'].map((id) => ({
  data: { id, name: `n${id}`, phone: `+1 317 555 010${id}` },
}));

test('contact lists and contacts', async () => {
  const list = await newList();
  const { id } = list;
  const [first, second] = await call('postOutboundContactlistContacts', id, contacts, {
    priority: false,
    clearSystemData: false,
    doNotQueue: false,
  });
  expect(first).toMatchObject({ contactListId: id, data: { name: 'n1' }, callable: true });
  expect(await call('getOutboundContactlist', id, { includeSize: true })).toMatchObject({ size: 3 });
  expect(await call('getOutboundContactlistContact', id, first.id)).toEqual(first);
  const changed = { ...first, data: { ...first.data, name: 'Ann' } };
  expect(await call('putOutboundContactlistContact', id, first.id, changed)).toEqual(changed);
  expect(await call('postOutboundContactlistContactsBulk', id, [second.id, first.id])).toEqual([
    second,
    changed,
  ]);
  const found = await call('postOutboundContactlistContactsSearch', id, {
    pageNumber: 1,
    pageSize: 2,
    contactSorts: [{ fieldName: 'name', direction: 'DESC', numeric: false }],
  });
  expect(found).toMatchObject({ total: 3, contactsCount: 3, pageCount: 2 });
  expect((found.entities as Json[]).map(({ data }) => data.name as string)).toEqual(['n3', 'n2']);
  await call('deleteOutboundContactlistContacts', id, [second.id, 'none']);
  await call('deleteOutboundContactlistContact', id, first.id);
  expect(await refused(call('getOutboundContactlistContact', id, first.id))).toMatchObject({
    status: 404,
    code: 'resource.not.found',
  });
  expect(await call('postOutboundContactlistClear', id)).toBeFalsy();
  expect(await call('getOutboundContactlists', { id: [id], includeSize: true })).toMatchObject({
    total: 1,
    entities: [{ id, size: 0 }],
  });
  const renamed = await call('putOutboundContactlist', id, { ...list, name: `${list.name}!` });
  expect(renamed).toMatchObject({ version: 2 });
  expect(await refused(call('putOutboundContactlist', id, list))).toMatchObject({
    status: 409,
    code: 'invalid.update.wrong.version',
  });
  await call('deleteOutboundContactlists', [id]);
  expect((await refused(call('getOutboundContactlist', id))).status).toBe(404);
});

test('a file in and out', async () => {
  const { id } = await newList();
  const { url, headers } = await call('postOutboundContactlistsUploads', {
    contentType: 'text/csv',
    id,
    contactIdName: 'id',
  });
  const csv = ['id,name,phone', ...contacts.map(({ data }) => Object.values(data).join(','))].join('\n');
  const put = await fetch(url as string, {
    method: 'PUT',
    headers: headers as Record<string, string>,
    body: csv,
  });
  expect(put.status).toBe(200);
  // as client code polls
  await until('the import has succeeded', async () => {
    const status = await call('getOutboundContactlistImportstatus', id);
    return status.state === undefined && status.percentComplete === 100;
  });
  expect(await refused(call('getOutboundContactlistExport', id))).toMatchObject({
    status: 404,
    code: 'no.available.list.export.uri',
  });
  await call('postOutboundContactlistExport', id);
  const { uri } = await call('getOutboundContactlistExport', id, { download: 'false' });
  expect(uri).toContain(`/api/v2/outbound/contactlists/${id}/export/`);
});

test('contact list filters', async () => {
  const { id } = await newList();
  await call('postOutboundContactlistContacts', id, contacts);
  const wish = {
    name: `f ${randomUUID().slice(0, 8)}`,
    contactList: { id },
    filterType: 'AND',
    clauses: [
      {
        filterType: 'AND',
        predicates: [
          { column: 'id', columnType: 'numeric', operator: 'GREATER_THAN', value: '1', inverted: false },
        ],
      },
    ],
  };
  const filter = await call('postOutboundContactlistfilters', wish);
  expect(await call('postOutboundContactlistfiltersPreview', wish)).toMatchObject({
    filteredContacts: 2,
    totalContacts: 3,
  });
  expect(
    await call('putOutboundContactlistfilter', filter.id, { ...filter, name: `${filter.name}!` }),
  ).toMatchObject({
    version: 2,
  });
  expect(await call('getOutboundContactlistfilters', { contactListId: id })).toMatchObject({ total: 1 });
  expect(
    (await call('postOutboundContactlistfiltersBulkRetrieve', { ids: [filter.id] })).entities,
  ).toHaveLength(1);
  await call('deleteOutboundContactlistfilter', filter.id);
  expect((await refused(call('getOutboundContactlistfilter', filter.id))).code).toBe('resource.not.found');
});

test('DNC lists and their numbers', async () => {
  const list = await call('postOutboundDnclists', {
    name: `d ${randomUUID().slice(0, 8)}`,
    dncSourceType: 'rds',
    contactMethod: 'WhatsApp',
  });
  const { id } = list;
  await call('postOutboundDnclistPhonenumbers', id, ['+1 317 555 0101']);
  await call('patchOutboundDnclistWhatsappnumbers', id, { action: 'Add', whatsAppNumbers: ['13175550102'] });
  await call('patchOutboundDnclistPhonenumbers', id, { action: 'Remove', phoneNumbers: ['13175550101'] });
  expect(await call('getOutboundDnclist', id, { includeSize: true })).toMatchObject({ size: 1 });
  expect(await call('putOutboundDnclist', id, { ...list, name: `${list.name}!` })).toMatchObject({
    version: 2,
  });
  expect(await call('getOutboundDnclistsDivisionviews', { name: list.name })).toMatchObject({ total: 1 });
  await call('deleteOutboundDnclistWhatsappnumbers', id, { expiredOnly: false });
  expect(await call('getOutboundDnclist', id, { includeSize: true })).toMatchObject({ size: 0 });
  await call('deleteOutboundDnclist', id);
  expect((await refused(call('getOutboundDnclist', id))).code).toBe('dnc.list.not.found');
});

test('messaging campaigns', async () => {
  const campaign = await call('postOutboundMessagingcampaigns', {
    name: `c ${randomUUID().slice(0, 8)}`,
    contactList: { id: campaigns.listId },
    messagesPerMinute: 60,
    dncLists: [{ id: campaigns.dncListId }],
    contactSorts: [{ fieldName: 'age', direction: 'ASC', numeric: true }],
    whatsAppConfig: {
      whatsAppColumns: ['phone'],
      whatsAppIntegration: { id: campaigns.integrationId },
      contentTemplate: { id: '7001' },
    },
  });
  const { id } = campaign;
  expect(campaign).toMatchObject({ campaignStatus: 'off', version: 1 });
  expect(
    await call('putOutboundMessagingcampaign', id, { ...campaign, messagesPerMinute: 90 }),
  ).toMatchObject({
    messagesPerMinute: 90,
    version: 2,
  });
  await call('postOutboundMessagingcampaignStart', id);
  expect(await call('getOutboundMessagingcampaigns', { id: [id], campaignStatus: 'on' })).toMatchObject({
    total: 1,
  });
  expect(await call('postOutboundMessagingcampaignsProgress', [id])).toMatchObject([{ campaign: { id } }]);
  expect(await call('getOutboundMessagingcampaignDiagnostics', id)).toMatchObject({
    filteredOutContactsCount: 0,
  });
  await call('postOutboundMessagingcampaignStop', id);
  expect(await call('getOutboundMessagingcampaign', id)).toMatchObject({ campaignStatus: 'stopping' });
  expect(await refused(call('postOutboundMessagingcampaignStart', id))).toMatchObject({
    status: 400,
    code: 'invalid.update.bad.status.transition',
  });
});
