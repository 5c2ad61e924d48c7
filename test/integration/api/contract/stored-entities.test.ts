/** Every kind of stored entity (contract, sections 2 and 3): made, read, changed, listed and deleted as the table of its collection says. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../../schemas/collections.ts';
import { startImporter } from '../../../../services/importer/handler.ts';
import { openCampaignsApi } from '../../../support/campaigns-api.ts';
import type { CampaignsSystem } from '../../../support/campaigns-system.ts';
import type { Answer, TestApi } from '../../../support/test-api.ts';

const ACCOUNT = '102290129340398';
const OUT = '/api/v2/outbound';
const LIBRARIES = '/api/v2/responsemanagement/libraries';

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;
beforeAll(async () => {
  ({ campaigns, api } = await openCampaignsApi());
  await campaigns.system.start('importer', startImporter);
  token = await api.tokenWith(['*']);
  await api.database.of(collections.templates).insertOne({
    ...{ _id: `${ACCOUNT}:offer:en_US`, businessAccountId: ACCOUNT, templateId: '7001', name: 'offer' },
    ...{ language: 'en_US', status: 'APPROVED', category: 'MARKETING', parameterFormat: 'POSITIONAL' },
    ...{ components: [{ type: 'BODY', text: 'Now.' }], qualityScore: null },
    ...{ statusSince: new Date(), seenAt: new Date() },
  });
});
afterAll(() => campaigns.system.close());

const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
  api.call(method, path, { token, ...(body === undefined ? {} : { body }) });
const named = (): string => `n ${randomUUID().slice(0, 8)}`;

type Kind = {
  path: string;
  body: () => object | Promise<object>;
  /** Of the collection. */
  query?: (made: Answer['json']) => string;
  change?: 'PUT' | 'PATCH';
  /** What DELETE answers: 200 with the entity, 200 empty, or 204. */
  removed: 'entity' | 200 | 204;
};

const kinds: ReadonlyArray<readonly [string, Kind]> = [
  [
    'messaging campaign',
    {
      path: `${OUT}/messagingcampaigns`,
      body: () => ({
        ...{ name: named(), contactList: { id: campaigns.listId }, messagesPerMinute: 60 },
        whatsAppConfig: {
          ...{ whatsAppColumns: ['phone'], contentTemplate: { id: '7001' } },
          whatsAppIntegration: { id: campaigns.integrationId },
        },
      }),
      removed: 'entity',
    },
  ],
  [
    'contact list',
    {
      path: `${OUT}/contactlists`,
      body: () => ({
        ...{ name: named(), columnNames: ['phone'] },
        whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
      }),
      removed: 200,
    },
  ],
  [
    'contact list filter',
    {
      path: `${OUT}/contactlistfilters`,
      body: () => ({
        ...{ name: named(), contactList: { id: campaigns.listId } },
        clauses: [
          {
            predicates: [{ column: 'phone', columnType: 'alphabetic', operator: 'CONTAINS', value: '1' }],
          },
        ],
      }),
      removed: 204,
    },
  ],
  [
    'DNC list',
    {
      path: `${OUT}/dnclists`,
      body: () => ({ name: named(), dncSourceType: 'rds', contactMethod: 'WhatsApp' }),
      removed: 200,
    },
  ],
  [
    'division',
    {
      path: '/api/v2/authorization/divisions',
      body: () => ({ name: named(), description: 'd' }),
      removed: 204,
    },
  ],
  [
    'WhatsApp integration',
    {
      path: '/api/v2/conversations/messaging/integrations/whatsapp',
      body: () => ({
        ...{ name: named(), phoneNumberId: `${Math.trunc(Math.random() * 1e14)}` },
        ...{ phoneNumber: '+1 555 0101', whatsAppBusinessAccountId: ACCOUNT },
      }),
      change: 'PATCH',
      removed: 204,
    },
  ],
  ['library', { path: LIBRARIES, body: () => ({ name: named() }), removed: 204 }],
  [
    'response',
    {
      path: '/api/v2/responsemanagement/responses',
      body: async () => ({
        ...{ name: named(), responseType: 'MessagingTemplate' },
        libraries: [{ id: (await call('POST', LIBRARIES, { name: named() })).json.id }],
        texts: [{ content: 'Now.', contentType: 'text/plain', type: 'body' }],
        messagingTemplate: { whatsApp: { name: 'offer', language: 'en_US' } },
      }),
      query: ({ libraries }) => `&libraryId=${libraries[0].id}`,
      removed: 204,
    },
  ],
  ['wrap-up code', { path: '/api/v2/routing/wrapupcodes', body: () => ({ name: named() }), removed: 200 }],
];

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(kinds)('a %s', (_, { path, body, query = () => '', change = 'PUT', removed }) => {
  let made: Answer['json'];
  const one = (): string => `${path}/${made.id}`;

  test('is answered with 200 when it is made, and has id, dates, version and its own address', async () => {
    const answer = await call('POST', path, await body());
    expect(answer).toMatchObject({ status: 200 });
    made = answer.json;
    expect(made).toMatchObject({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), version: 1, selfUri: one() },
      ...{ dateCreated: expect.stringMatching(DATE), dateModified: expect.stringMatching(DATE) },
    });
    const { health: _, ...stored } = made; // of a number, which is being asked about meanwhile
    expect((await call('GET', made.selfUri as string)).json).toMatchObject(stored);
  });

  test('goes back as it was read, and a change makes the version greater', async () => {
    // the second one begins from the first
    for (const version of [2, 3]) {
      const { json: present } = await call('GET', one());
      const { json: changed } = await call(change, one(), { ...present, name: named() });
      expect(changed).toMatchObject({ id: made.id, version, dateCreated: made.dateCreated });
      expect(Date.parse(changed.dateModified)).toBeGreaterThanOrEqual(Date.parse(present.dateModified));
    }
  });

  test('is in the listing of its collection, which has the links of the contract', async () => {
    await call('POST', path, await body());
    const listing = (await call('GET', `${path}?pageSize=1000${query(made)}`)).json;
    expect(listing).toMatchObject({ pageSize: 100, pageNumber: 1, total: expect.any(Number) });
    expect((listing.entities as Array<{ id: string }>).map(({ id }) => id)).toContain(made.id);
    const first = (await call('GET', `${path}?pageSize=1${query(made)}`)).json;
    expect(first).toMatchObject({
      ...{ selfUri: expect.any(String), firstUri: expect.any(String), lastUri: expect.any(String) },
      pageCount: first.total,
    });
    if (first.total > 1) {
      const next = (await call('GET', first.nextUri as string)).json;
      expect(next).toMatchObject({ pageNumber: 2, previousUri: expect.any(String) });
    }
  });

  test('is gone when it was deleted, with the answer of its kind', async () => {
    const answer = await call('DELETE', one());
    expect(answer.status).toBe(removed === 204 ? 204 : 200);
    if (removed === 'entity') expect(answer.json).toMatchObject({ id: made.id });
    else expect(answer.text).toBe('');
    expect(await call('GET', one())).toMatchObject({ status: 404 });
  });
});
