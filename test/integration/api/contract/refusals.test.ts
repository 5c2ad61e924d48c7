/**
 * Every code of section 5 of the Genesys contract, with its own choices, by a call that is refused so: status, code, text, field, limit.
 * What cannot arise here is listed with the reason.
 */
import { randomUUID } from 'node:crypto';
import {
  collections,
  type CampaignDocument,
  type ContactListDocument,
  type DncListDocument,
} from '../../../../schemas/collections.ts';
import { startImporter } from '../../../../services/importer/handler.ts';
import type { ErrorBody } from '../../../../services/api/http/api-error.ts';
import { openCampaignsSystem, type CampaignsSystem } from '../../../support/campaigns-system.ts';
import { apiAddress, serveTestApi, type Answer, type TestApi } from '../../../support/test-api.ts';
import { contractCodes, neverHere } from './contract-codes.ts';

const OUT = '/api/v2/outbound';
const CAMPAIGNS = `${OUT}/messagingcampaigns`;
const LISTS = `${OUT}/contactlists`;
const FILTERS = `${OUT}/contactlistfilters`;
const DNC = `${OUT}/dnclists`;
const DIVISIONS = '/api/v2/authorization/divisions';

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;
beforeAll(async () => {
  const { url, environment } = await apiAddress();
  campaigns = await openCampaignsSystem(environment);
  api = await serveTestApi(campaigns.system, url);
  await campaigns.system.start('importer', startImporter);
  token = await api.tokenWith(['outbound:*', 'authorization:*']);
  await api.database.of(collections.templates).insertMany(
    [
      ['7001', 'named_offer', 'APPROVED'],
      ['7003', 'numbered_offer', 'APPROVED'],
    ].map(([templateId = '', name = '', status = '']) => ({
      ...{ _id: `102290129340398:${name}:en_US`, businessAccountId: '102290129340398', templateId },
      ...{
        name,
        status,
        language: 'en_US',
        category: 'MARKETING',
        parameterFormat: name === 'named_offer' ? ('NAMED' as const) : ('POSITIONAL' as const),
      },
      ...{
        components: [{ type: 'BODY', text: name === 'named_offer' ? 'Hello {{name}}.' : 'Hello {{1}}.' }],
        qualityScore: null,
      },
      ...{ statusSince: new Date(), seenAt: new Date() },
    })),
  );
});
afterAll(() => campaigns.system.close());

const call = (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
  api.call(method, path, { token: as, ...(body === undefined ? {} : { body }) });
const named = (): string => `n ${randomUUID().slice(0, 8)}`;
const made = async (path: string, body: object): Promise<Answer['json']> => {
  const answer = await call('POST', path, body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};

// -- campaigns

const config = (more: object = {}) => ({
  whatsAppConfig: {
    ...{ whatsAppColumns: ['phone'], contentTemplate: { id: '7001' } },
    ...{ whatsAppIntegration: { id: campaigns.integrationId }, ...more },
  },
});
const campaignOf = (more: object = {}) => ({
  ...{ name: named(), contactList: { id: campaigns.listId }, messagesPerMinute: 60, ...config(), ...more },
});
const campaign = (more: object = {}): Promise<Answer> => call('POST', CAMPAIGNS, campaignOf(more));
const newCampaign = (): Promise<Answer['json']> => made(CAMPAIGNS, campaignOf());
async function campaignAs(changes: Partial<CampaignDocument>): Promise<Answer['json']> {
  const entity = await newCampaign();
  await api.database.of(collections.campaigns).updateOne({ _id: entity.id }, { $set: changes });
  return { ...entity, campaignStatus: changes.status ?? 'off' };
}
const put = ({ id, ...entity }: Answer['json'], more: object): Promise<Answer> =>
  call('PUT', `${CAMPAIGNS}/${id}`, { id, ...entity, ...more });
/** With a counter of existing things at its limit. */
async function atLimit(kind: string, count: number, refused: () => Promise<Answer>): Promise<Answer> {
  const limits = api.database.of(collections.limits);
  const before = await limits.findOne({ _id: kind });
  await limits.updateOne({ _id: kind }, { $set: { count } }, { upsert: true });
  const answer = await refused();
  await limits.updateOne({ _id: kind }, { $set: { count: before?.count ?? 0 } });
  return answer;
}

// -- lists, as importer and campaigns leave them

async function listAs(changes: Partial<ContactListDocument>): Promise<{ id: string }> {
  const list = await api.database.of(collections.contactLists).findOne({ _id: campaigns.listId });
  if (!list) throw new Error('no list');
  const id = randomUUID();
  await api.database.of(collections.contactLists).insertOne({ ...list, _id: id, name: named(), ...changes });
  return { id };
}
async function dncAs(changes: Partial<DncListDocument>): Promise<{ id: string }> {
  const list = await api.database.of(collections.dncLists).findOne({ _id: campaigns.dncListId });
  if (!list) throw new Error('no DNC list');
  const id = randomUUID();
  await api.database.of(collections.dncLists).insertOne({ ...list, _id: id, name: named(), ...changes });
  return { id };
}
const FAILED = [{ id: 'i', state: 'FAILED' as const, reason: 'IMPORT_FAILED_TO_READ_HEADERS' }];
const RUNNING = [{ id: 'i', state: 'RUNNING' as const, reason: null }];
const onList = async (of: Partial<ContactListDocument>) => campaign({ contactList: await listAs(of) });
const onDnc = async (of: Partial<DncListDocument>) => campaign({ dncLists: [await dncAs(of)] });
const columns = {
  ...{ columnNames: ['id', 'name', 'phone'], contactIdColumn: 'id', defaultCountry: 'US' },
  whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
};
const list = (more: object = {}): Promise<Answer> =>
  call('POST', LISTS, { name: named(), ...columns, ...more });
const newList = (): Promise<Answer['json']> => made(LISTS, { name: named(), ...columns });
const phones = (...names: string[]) => names.map((columnName) => ({ columnName, type: 'cell' }));
const onNew = async (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(method, `${LISTS}/${(await newList()).id}${path}`, body);
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));
const person = (id: string) => ({ data: { id, name: 'n', phone: '317 555 0101' } });

// -- filters

const predicate = (more: object = {}) => ({
  ...{ column: 'age', columnType: 'numeric', operator: 'EQUALS', value: '1', ...more },
});
const filter = (more: object = {}): Promise<Answer> =>
  call('POST', FILTERS, {
    ...{ name: named(), contactList: { id: campaigns.listId }, filterType: 'AND' },
    ...{ clauses: [{ filterType: 'AND', predicates: [predicate()] }], ...more },
  });
const one = (more: object): Promise<Answer> =>
  filter({ clauses: [{ filterType: 'AND', predicates: [predicate(more)] }] });
const P = 'clauses[0].predicates[0]';
const newFilter = (contactListId: string): Promise<Answer['json']> =>
  made(FILTERS, {
    ...{ name: named(), contactList: { id: contactListId }, filterType: 'AND' },
    clauses: [{ filterType: 'AND', predicates: [predicate({ column: 'id' })] }],
  });
const dnc = (more: object = {}): Promise<Answer> =>
  call('POST', DNC, { name: named(), dncSourceType: 'rds', contactMethod: 'Phone', ...more });

type Row = [
  code: string,
  refused: () => Promise<Answer>,
  expected?: { status?: number; field?: string; text?: string; limit?: number },
];

const everyEndpoint: Row[] = [
  ['bad.request', () => call('POST', CAMPAIGNS, '{"name"')],
  [
    'invalid.date',
    () =>
      newList()
        .then(() => dnc())
        .then(({ json }) => call('POST', `${DNC}/${json.id}/phonenumbers?expirationDateTime=x`, ['1'])),
    { field: 'expirationDateTime' },
  ],
  ['invalid.value', () => one({ operator: 'LIKE' }), { field: `${P}.operator` }],
  ['invalid.property', () => campaign({ callableTimeSet: { id: 'x' } }), { field: 'callableTimeSet' }],
  ['invalid.property', () => campaign({ ruleSets: [{ id: 'x' }] }), { field: 'ruleSets' }],
  ['invalid.query.param.value', () => call('GET', `${CAMPAIGNS}?sortBy=x`), { field: 'sortBy' }],
  [
    'authentication.required',
    () => api.call('GET', CAMPAIGNS),
    { status: 401, text: 'No authentication bearer token specified in authorization header.' },
  ],
  [
    'bad.credentials',
    () => call('GET', CAMPAIGNS, undefined, 'wrong'),
    { status: 401, text: 'Invalid login credentials.' },
  ],
  [
    'missing.permissions',
    async () => call('POST', `${OUT}/contactlists`, {}, await api.tokenWith(['outbound:dncList:view'])),
    { status: 403 },
  ],
  [
    'missing.any.permissions',
    async () => call('GET', CAMPAIGNS, undefined, await api.tokenWith(['outbound:dncList:view'])),
    { status: 403 },
  ],
  [
    'not.found',
    () => call('GET', '/api/v2/outbound/nothing'),
    { status: 404, text: 'The requested resource was not found.' },
  ],
  [
    'unsupported.media.type',
    () => api.call('POST', CAMPAIGNS, { token, body: 'x', headers: { 'content-type': 'text/plain' } }),
    { status: 415 },
  ],
];

const namedEntities: Row[] = [
  [
    'name.cannot.be.blank',
    () => campaign({ name: ' ' }),
    { field: 'name', text: 'A name must be provided.' },
  ],
  [
    'name.length.exceeded',
    () => campaign({ name: 'x'.repeat(65) }),
    { field: 'name', text: 'The name length exceeds the limit of 64 characters.', limit: 64 },
  ],
  [
    'duplicate.name',
    async () => campaign({ name: (await newCampaign()).name }),
    { field: 'name', text: 'The name already exists.' },
  ],
  [
    'max.entity.count.reached',
    () => atLimit('campaigns', 1_000, campaign),
    { text: 'The maximum campaign count has been reached.', limit: 1_000 },
  ],
  [
    'max.entity.count.reached',
    () => atLimit('contact-lists', 1_000, list),
    { text: 'The maximum contact list count has been reached.', limit: 1_000 },
  ],
  [
    'max.entity.count.reached',
    () => atLimit('dnc-lists', 1_000, dnc),
    { text: 'The maximum DNC list count has been reached.', limit: 1_000 },
  ],
  ['max.entity.count.reached', () => atLimit('contact-list-filters', 1_000, filter), { limit: 1_000 }],
  [
    'resource.not.found',
    () => call('GET', `${CAMPAIGNS}/none`),
    { status: 404, text: 'The resource could not be found.' },
  ],
  [
    'invalid.update.wrong.version',
    async () => put(await newCampaign(), { version: 7 }),
    { status: 409, field: 'version' },
  ],
  [
    'invalid.update',
    async () =>
      put(await newCampaign(), {
        division: { id: (await made(DIVISIONS, { name: named(), description: '' })).id },
      }),
  ],
  [
    'referential.integrity.error',
    async () => {
      const { id } = await made(DIVISIONS, { name: named(), description: '' });
      await made(LISTS, { name: named(), ...columns, division: { id } });
      return call('DELETE', `${DIVISIONS}/${id}`);
    },
  ],
];

const ofCampaigns: Row[] = [
  ['contact.list.filter.not.found', () => campaign({ contactListFilters: [{ id: 'none' }] })],
  [
    'contact.list.filter.does.not.match.contact.list',
    async () => campaign({ contactListFilters: [{ id: (await newFilter((await newList()).id)).id }] }),
  ],
  [
    'more.than.one.contact.list.filter',
    async () =>
      campaign({
        contactListFilters: [await newFilter(campaigns.listId), await newFilter(campaigns.listId)].map(
          ({ id }) => ({ id }),
        ),
      }),
    { text: 'Only one contact list filter is allowed per campaign.' },
  ],
  ['contact.sorts.invalid.field.name', () => campaign({ contactSorts: [{ fieldName: 'x' }] })],
  [
    'contact.sorts.duplicate.field.names',
    () => campaign({ contactSorts: [{ fieldName: 'age' }, { fieldName: 'age' }] }),
  ],
  ['dnc.list.not.found', () => campaign({ dncLists: [{ id: 'none' }] })],
  ['dnc.list.not.found', () => call('GET', `${DNC}/none`), { status: 404 }],
  [
    'resources.in.use',
    async () => {
      const { id } = await newFilter(campaigns.listId);
      await campaignAs({ status: 'on', contactListFilterIds: [id] });
      const entity = (await call('GET', `${FILTERS}/${id}`)).json;
      return call('PUT', `${FILTERS}/${id}`, {
        ...entity,
        clauses: [{ filterType: 'AND', predicates: [predicate({ value: '9' })] }],
      });
    },
  ],
  [
    'invalid.update.campaign.active',
    async () =>
      put(await campaignAs({ status: 'on' }), { contactSorts: [], dncLists: [{ id: campaigns.dncListId }] }),
    { status: 409, text: 'The campaign is already active.' },
  ],
  [
    'invalid.update.bad.status.transition',
    async () => call('POST', `${CAMPAIGNS}/${(await campaignAs({ status: 'stopping' })).id}/start`),
    { text: 'The status transition is invalid.' },
  ],
  [
    'invalid.update.bad.status.transition',
    async () => put(await newCampaign(), { campaignStatus: 'complete' }),
    { text: 'The status transition is invalid.' },
  ],
  [
    'campaign.in.use',
    async () => call('DELETE', `${CAMPAIGNS}/${(await campaignAs({ status: 'on' })).id}`),
    { text: 'The campaign is in use.' },
  ],
  ['campaign.not.found', () => call('GET', `${CAMPAIGNS}/none/progress`), { status: 404 }],
  ['campaign.not.found', () => call('GET', `${CAMPAIGNS}/none/diagnostics`), { status: 404 }],
  [
    'too.many.bulk.retrieves',
    () => call('GET', `${CAMPAIGNS}?id=${many(101).join()}`),
    { text: 'Only 100 campaigns can be retrieved by id at a time', limit: 100 },
  ],
  [
    'too.many.recycles',
    async () => {
      const path = `${CAMPAIGNS}/${(await newCampaign()).id}/progress`;
      expect((await call('DELETE', path)).status).toBe(202);
      return call('DELETE', path);
    },
    { status: 429, text: 'A campaign can only be recycled once every 5 seconds' },
  ],
  ['campaign.config.required', () => campaign({ whatsAppConfig: null })],
  ['campaign.config.required', () => campaign({ smsConfig: {} })],
  ['invalid.campaign.whatsapp.columns', () => campaign(config({ whatsAppColumns: ['phone', 'name'] }))],
  ['whatsapp.integration.not.found', () => campaign(config({ whatsAppIntegration: { id: 'none' } }))],
  [
    'whatsapp.integration.not.active',
    async () => {
      const integrations = api.database.of(collections.integrations);
      await integrations.updateOne({ _id: campaigns.integrationId }, { $set: { active: false } });
      const answer = await campaign();
      await integrations.updateOne({ _id: campaigns.integrationId }, { $set: { active: true } });
      return answer;
    },
  ],
  ['content.template.not.found', () => campaign(config({ contentTemplate: { id: 'none' } }))],
  ['content.template.invalid', () => campaign(config({ contentTemplate: { id: '7003' } }))],
  ['contact.list.has.no.whatsapp.columns', () => onList({ whatsappColumns: [] })],
  ['contact.list.is.empty', () => onList({ size: 0 })],
  ['contact.list.import.failed', () => onList({ imports: FAILED })],
  ['contact.list.import.in.progress', () => onList({ imports: RUNNING })],
  [
    'contact.list.import.in.progress',
    async () => put(await newCampaign(), { contactList: await listAs({ imports: RUNNING }) }),
  ],
  ['dnc.list.is.empty', () => onDnc({ size: 0 })],
  ['dnc.list.import.failed', () => onDnc({ imports: FAILED })],
  ['dnc.list.import.in.progress', () => onDnc({ imports: RUNNING })],
  ['dnc.list.invalid.contact.method', () => onDnc({ contactMethod: 'Email' })],
  ['invalid.messages.per.minute', () => campaign({ messagesPerMinute: 0 }), { field: 'messagesPerMinute' }],
  [
    'messages.per.minute.limit.exceeded',
    () => campaign({ messagesPerMinute: 4_801 }),
    { field: 'messagesPerMinute', limit: 4_800 },
  ],
  [
    'active.campaigns.limit.exceeded',
    async () => {
      const { id } = await newCampaign();
      return atLimit('active-campaigns', 25, () => call('POST', `${CAMPAIGNS}/${id}/start`));
    },
    { limit: 25 },
  ],
];

const ofLists: Row[] = [
  ['no.contact.columns.defined', () => list({ columnNames: [] })],
  ['contact.columns.limit.exceeded', () => list({ columnNames: ['phone', ...many(50)] }), { limit: 50 }],
  ['not.unique.contact.columns', () => list({ columnNames: ['phone', 'phone'] })],
  ['no.phone.columns', () => list({ whatsAppColumns: [] })],
  ['not.unique.phone.columns', () => list({ whatsAppColumns: phones('phone', 'phone') })],
  ['invalid.contact.phone.column', () => list({ whatsAppColumns: phones(' ') })],
  ['contact.columns.do.not.contain.phone.number.column', () => list({ whatsAppColumns: phones('x') })],
  ['system.column.phone.column', () => list({ whatsAppColumns: phones('inin-outbound-id') })],
  [
    'cannot.update.contact.column.names',
    async () => {
      const entity = await newList();
      return call('PUT', `${LISTS}/${entity.id}`, {
        ...entity,
        columnNames: [...entity.columnNames, 'more'],
      });
    },
  ],
  [
    'cannot.update.phone.columns',
    async () => {
      const { id } = await listAs({});
      const entity = (await call('GET', `${LISTS}/${id}`)).json;
      return call('PUT', `${LISTS}/${id}`, { ...entity, whatsAppColumns: phones('name') });
    },
  ],
  [
    'contact.list.in.use',
    async () => {
      const { id } = await listAs({});
      await campaignAs({ status: 'on', contactListId: id });
      return call('DELETE', `${LISTS}/${id}`);
    },
  ],
  [
    'contact.list.import.in.progress',
    async () => call('DELETE', `${LISTS}/${(await listAs({ imports: RUNNING })).id}`),
  ],
  ['too.many.deletes', () => call('DELETE', `${LISTS}?id=${many(101).join()}`)],
  [
    'bulk.delete.conflict',
    async () => call('DELETE', `${LISTS}?id=${(await listAs({ imports: RUNNING })).id}`),
    { status: 409 },
  ],
  ['no.available.list.export.uri', () => onNew('GET', '/export'), { status: 404 }],
  [
    'too.many.contacts.added',
    () => onNew('POST', '/contacts', many(1_001).map(person)),
    { text: 'Too many contacts added, the limit is 1000', limit: 1_000 },
  ],
  [
    'invalid.contact.columns',
    () => onNew('POST', '/contacts', [{ data: { id: '1', x: '1', phone: '317 555 0101' } }]),
  ],
  ['invalid.contact.id', () => onNew('POST', '/contacts', [{ id: 'a', ...person('b') }])],
  [
    'too.many.contacts.added',
    () => onNew('DELETE', `/contacts?contactIds=${many(251).join()}`),
    { limit: 250 },
  ],
  ['no.contacts.specified', () => onNew('DELETE', '/contacts?contactIds=')],
  ['contact.does.not.exist', () => onNew('PUT', '/contacts/none', person('none'))],
  [
    'too.many.contacts.requested',
    () => onNew('POST', '/contacts/bulk', many(51)),
    { text: 'Only 50 contacts can be retrieved at a time.', limit: 50 },
  ],
  ['contact.list.not.found', () => call('POST', `${LISTS}/none/contacts`, [person('1')]), { status: 404 }],
];

const ofFilters: Row[] = [
  ['clauses.required', () => filter({ clauses: [] }), { field: 'clauses' }],
  ['at.least.one.predicate.required', () => filter({ clauses: [{}] }), { field: 'clauses[0].predicates' }],
  ['column.required', () => one({ column: '' }), { field: `${P}.column` }],
  ['column.does.not.match.contact.list', () => one({ column: 'x' }), { field: `${P}.column` }],
  ['operator.required', () => one({ operator: null }), { field: `${P}.operator` }],
  ['value.required', () => one({ value: null }), { field: `${P}.value` }],
  ['value.did.not.match.column.type', () => one({ value: 'x' }), { field: `${P}.value` }],
  [
    'invalid.date.value',
    () => one({ columnType: 'alphabetic', operator: 'AFTER', value: 'x' }),
    { field: `${P}.value` },
  ],
  ['range.required', () => one({ operator: 'BETWEEN', value: null }), { field: `${P}.range` }],
  [
    'range.min.required',
    () => one({ operator: 'BETWEEN', range: { max: '1' } }),
    { field: `${P}.range.min` },
  ],
  [
    'range.max.required',
    () => one({ operator: 'BETWEEN', range: { min: '1' } }),
    { field: `${P}.range.max` },
  ],
  ['range.set.required', () => one({ operator: 'IN', range: {} }), { field: `${P}.range.inSet` }],
  [
    'min.did.not.match.column.type',
    () => one({ operator: 'BETWEEN', range: { min: 'a', max: '1' } }),
    { field: `${P}.range.min` },
  ],
  [
    'max.did.not.match.column.type',
    () => one({ operator: 'BETWEEN', range: { min: '1', max: 'a' } }),
    { field: `${P}.range.max` },
  ],
  [
    'max.less.than.min',
    () => one({ operator: 'BETWEEN', range: { min: '2', max: '1' } }),
    { field: `${P}.range.max` },
  ],
  [
    'filter.type.required.for.multiple.clauses',
    () => filter({ filterType: null, clauses: [1, 2].map(() => ({ predicates: [predicate()] })) }),
    { field: 'filterType' },
  ],
  [
    'filter.type.required.for.multiple.predicates',
    () => filter({ clauses: [{ predicates: [predicate(), predicate()] }] }),
    { field: 'clauses[0].filterType' },
  ],
  ['contact.list.cannot.be.blank', () => filter({ contactList: null }), { field: 'contactList' }],
  ['contact.list.not.found', () => filter({ contactList: { id: 'none' } }), { field: 'contactList.id' }],
  [
    'constraint.validation',
    () => filter({ clauses: [{ filterType: 'AND', predicates: many(11).map(() => predicate()) }] }),
    { limit: 10 },
  ],
];

const ofDnc: Row[] = [
  ['dnc.source.configuration.invalid', () => dnc({ dncSourceType: 'gryphon' }), { field: 'dncSourceType' }],
  ['dnc.source.configuration.invalid', () => dnc({ contactMethod: null }), { field: 'contactMethod' }],
  [
    'dnc.list.in.use',
    async () => {
      const { id } = await dncAs({});
      await campaignAs({ status: 'on', dncListIds: [id] });
      return call('DELETE', `${DNC}/${id}`);
    },
  ],
  [
    'dnc.records.per.list.limit.exceeded',
    async () => {
      const { id } = await dncAs({ size: 1_000_000 });
      return call('POST', `${DNC}/${id}/phonenumbers`, ['+13175550101']);
    },
    { limit: 1_000_000 },
  ],
  [
    'dnc.records.per.organization.limit.exceeded',
    async () => {
      const others = await Promise.all([dncAs({ size: 1_000_000 }), dncAs({ size: 1_000_000 })]);
      const { id } = await dncAs({});
      const answer = await call('POST', `${DNC}/${id}/phonenumbers`, ['+13175550101']);
      for (const other of others)
        await api.database.of(collections.dncLists).updateOne({ _id: other.id }, { $set: { size: 0 } });
      return answer;
    },
    { limit: 2_000_000 },
  ],
];

const rows: Row[] = [...everyEndpoint, ...namedEntities, ...ofCampaigns, ...ofLists, ...ofFilters, ...ofDnc];

test.each(rows)('%s', async (code, refused, { status = 400, field, text, limit } = {}) => {
  const answer = await refused();
  const told = answer.json as ErrorBody;
  const codes = told.details.map(({ errorCode }) => errorCode);
  expect([answer.status, codes]).toEqual([status, expect.arrayContaining([code])]);
  expect(told).toMatchObject({ status, contextId: expect.any(String), errors: expect.any(Array) });
  const fault = [told, ...told.errors].find((one) => one.code === code);
  // ours may say more behind the text of the contract
  if (text !== undefined) expect(fault?.message).toContain(text.replace(/\.$/, ''));
  if (field !== undefined) expect(fault?.details).toEqual([{ errorCode: code, fieldName: field }]);
  if (limit !== undefined) expect(fault?.limit).toMatchObject({ namespace: 'outbound', value: limit });
});

test('every code of the contract is tried here, or cannot arise', () => {
  const tried = new Set(rows.map(([code]) => code));
  expect(contractCodes.filter((code) => !tried.has(code) && !(code in neverHere))).toEqual([]);
  expect(Object.keys(neverHere).filter((code) => tried.has(code) || !contractCodes.includes(code))).toEqual(
    [],
  );
});
