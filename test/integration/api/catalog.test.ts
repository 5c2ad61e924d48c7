/** WhatsApp integrations, responses with their libraries, wrap-up codes and the event log over HTTP, with the campaigns process behind. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { openCampaignsApi } from '../../support/campaigns-api.ts';
import { type CampaignsSystem } from '../../support/campaigns-system.ts';
import { storeDivision, type Answer, type TestApi } from '../../support/test-api.ts';
import { campaignChange } from '../../support/command-bodies.ts';
import { until } from '../../support/test-system.ts';

const ACCOUNT = '102290129340398';
const INTEGRATIONS = '/api/v2/conversations/messaging/integrations/whatsapp';
const LIBRARIES = '/api/v2/responsemanagement/libraries';
const RESPONSES = '/api/v2/responsemanagement/responses';
const CODES = '/api/v2/routing/wrapupcodes';
const EVENTS = '/api/v2/outbound/events';
const CAMPAIGNS = '/api/v2/outbound/messagingcampaigns';

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;
beforeAll(async () => {
  ({ campaigns, api } = await openCampaignsApi());
  token = await api.tokenWith(['*']);
  const { database } = api;
  const template = (templateId: string, name: string, text: string) => ({
    ...{ _id: `${ACCOUNT}:${name}:en_US`, businessAccountId: ACCOUNT, templateId, name, language: 'en_US' },
    ...{ status: 'APPROVED', category: 'MARKETING', parameterFormat: 'POSITIONAL' as const },
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hi {{1}}' },
      { type: 'BODY', text },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Open', url: 'https://example.com/{{1}}' }] },
    ],
    ...{ qualityScore: null, statusSince: new Date(), seenAt: new Date() },
  });
  await database
    .of(collections.templates)
    .insertMany([template('7001', 'offer', 'For {{1}}, {{2}}.'), template('7002', 'reminder', 'Now.')]);
  await storeDivision(database, 'north');
});
afterAll(() => campaigns.system.close());

const call = (method: string, path: string, body?: unknown, by = token): Promise<Answer> =>
  api.call(method, path, { token: by, ...(body === undefined ? {} : { body }) });
const ok = async (method: string, path: string, body?: unknown): Promise<Answer['json']> => {
  const answer = await call(method, path, body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);
type Listed = { entities: Array<{ id: string; name: string }>; total: number };

describe('a WhatsApp integration', () => {
  const wish = () => ({
    ...{ name: 'second', phoneNumberId: `${Math.trunc(Math.random() * 1e14)}`, phoneNumber: '+1 555 0101' },
    whatsAppBusinessAccountId: ACCOUNT,
  });

  test('is registered, read, changed in part, and deleted', async () => {
    const sent = wish();
    const made = await ok('POST', INTEGRATIONS, { ...sent, supportedContent: { id: 'x' } });
    const ofContent = await ok('GET', `${INTEGRATIONS}?supportedContent.id=x`);
    expect(ofContent).toMatchObject({ total: 0, entities: [] });
    expect(made).toMatchObject({
      ...sent,
      ...{ status: 'Active', messagesPerSecond: 80, credentials: 'default', createStatus: 'Completed' },
      templateLibrary: { id: `account:${ACCOUNT}` },
      selfUri: `${INTEGRATIONS}/${made.id}`,
    });
    expect(await ok('PATCH', `${INTEGRATIONS}/${made.id}`, { name: 'renamed' })).toMatchObject({
      ...{ ...sent, name: 'renamed', status: 'Active' },
    });
    expect(await ok('PATCH', `${INTEGRATIONS}/${made.id}`, { status: 'Inactive' })).toMatchObject({
      ...{ name: 'renamed', status: 'Inactive' },
    });
    expect(await call('DELETE', `${INTEGRATIONS}/${made.id}`)).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', `${INTEGRATIONS}/${made.id}`)).status).toBe(404);
    expect(codesOf(await call('DELETE', `${INTEGRATIONS}/${made.id}`))).toEqual(['resource.not.found']);
  });

  test('tells how its number stands', async () => {
    const { id } = await ok('POST', INTEGRATIONS, { ...wish(), messagesPerSecond: 500 });
    const readAt = new Date('2026-01-01T00:00:00Z');
    const number = { level: 'STANDARD', qualityRating: 'YELLOW', limitTier: 'TIER_250', readAt };
    await api.database.of(collections.integrations).updateOne({ _id: id }, { $set: { number } });
    const hold = { scope: 'ACCOUNT' as const, scopeKey: '', untilMs: Date.now() + 60_000, code: 131042 };
    await api.database.of(collections.pace).insertOne({
      ...{ _id: id, epoch: 1, owner: 'x', nextMicros: 0, runs: {}, factor: 0.7 },
      holds: [
        { ...hold, reason: 'payment' },
        { ...hold, untilMs: 1, reason: 'over' },
      ],
    });
    expect(await ok('GET', `${INTEGRATIONS}/${id}`)).toMatchObject({
      status: 'Error',
      health: {
        ...{ level: 'STANDARD', qualityRating: 'YELLOW', limitTier: 'TIER_250', perSecond: 80 },
        ...{ rateFactor: 0.7, readAt: readAt.toISOString(), holds: [{ reason: 'payment', code: 131042 }] },
      },
    });
    const listed = (await ok('GET', `${INTEGRATIONS}?pageSize=1&pageNumber=2`)) as Listed;
    expect(listed).toMatchObject({ pageSize: 1, pageNumber: 2, entities: [{ health: {} }] });
    expect(listed.total).toBeGreaterThan(1);
  });

  test('is refused with the names of what was sent', async () => {
    const bad = { ...wish(), phoneNumber: 'x', whatsAppBusinessAccountId: 'x', credentials: 'a secret?' };
    const refused = await call('POST', INTEGRATIONS, bad);
    expect(refused.status).toBe(400);
    const fields = (refused.json.details as Array<{ fieldName: string }>).map(({ fieldName }) => fieldName);
    expect(fields.sort()).toEqual(['credentials', 'phoneNumber', 'whatsAppBusinessAccountId']);
    expect(refused.text).not.toContain('a secret?');
    await campaigns.create();
    expect(codesOf(await call('DELETE', `${INTEGRATIONS}/${campaigns.integrationId}`))).toEqual([
      'referential.integrity.error',
    ]);
  });
});

describe('responses', () => {
  const library = async () =>
    (await ok('POST', LIBRARIES, { name: `l ${randomUUID()}` })) as { id: string; name: string };
  const wish = (libraryId: string, more: object = {}) => ({
    ...{ name: `r ${randomUUID()}`, libraries: [{ id: libraryId }], responseType: 'MessagingTemplate' },
    texts: [{ content: 'For {{age}}, {{ name }}.', contentType: 'text/plain', type: 'body' }],
    substitutions: [{ id: 'age', defaultValue: '18' }, { id: 'name' }],
    messagingTemplate: {
      whatsApp: {
        ...{ name: 'offer', language: 'en_US', header: { type: 'Text', content: 'Hi {{id}}' } },
        buttons: [{ type: 'Url', content: 'https://example.com/{{id}}', contentText: 'Open' }],
      },
    },
    ...more,
  });

  test('lie in libraries, are made, found, changed on their version, and deleted', async () => {
    const { id: libraryId, name: libraryName } = await library();
    const made = await ok('POST', RESPONSES, wish(libraryId));
    expect(made).toMatchObject({
      ...{ version: 1, libraries: [{ id: libraryId, name: libraryName }], responseType: 'MessagingTemplate' },
      substitutions: [{ id: 'age', defaultValue: '18' }, { id: 'name' }],
      messagingTemplate: { whatsApp: { name: 'offer', language: 'en_US', header: { content: 'Hi {{id}}' } } },
    });
    expect(await ok('GET', `${RESPONSES}/${made.id}`)).toEqual(made);
    expect(await ok('GET', `${RESPONSES}?libraryId=${libraryId}`)).toMatchObject({
      total: 1,
      entities: [made],
    });
    expect(await ok('POST', `${RESPONSES}/query`, { queryPhrase: made.name })).toMatchObject({
      results: { total: 1, entities: [{ id: made.id }] },
    });
    const filters = [{ name: 'libraryId', operator: 'EQUALS', values: ['none'] }];
    expect(await ok('POST', `${RESPONSES}/query`, { queryPhrase: made.name, filters })).toMatchObject({
      results: { total: 0 },
    });
    expect(codesOf(await call('DELETE', `${LIBRARIES}/${libraryId}`))).toEqual([
      'referential.integrity.error',
    ]);
    const changed = await ok('PUT', `${RESPONSES}/${made.id}`, { ...made, name: `${made.name}!` });
    expect(changed).toMatchObject({ version: 2, name: `${made.name}!` });
    for (const version of [1, undefined])
      expect(await call('PUT', `${RESPONSES}/${made.id}`, { ...made, version })).toMatchObject({
        status: 409,
        json: { code: 'invalid.update.wrong.version' },
      });
    expect((await call('DELETE', `${RESPONSES}/${made.id}`)).status).toBe(204);
    expect((await call('DELETE', `${LIBRARIES}/${libraryId}`)).status).toBe(204);
    expect((await call('GET', `${LIBRARIES}/${libraryId}`)).status).toBe(404);
  });

  test('are refused with the names of what was sent', async () => {
    const bad = wish('none', { messagingTemplate: { whatsApp: { name: 'Bad Name', language: '??' } } });
    const refused = await call('POST', RESPONSES, bad);
    expect(refused.status).toBe(400);
    expect(refused.json.details).toEqual([
      { errorCode: 'library.not.found', fieldName: 'libraries[0]' },
      { errorCode: 'invalid.value', fieldName: 'messagingTemplate.whatsApp.name' },
      { errorCode: 'invalid.value', fieldName: 'messagingTemplate.whatsApp.language' },
    ]);
    expect(codesOf(await call('GET', RESPONSES))).toEqual(['invalid.query.param.value']);
  });

  test('libraries are pages by name', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const letter of ['b', 'a']) await ok('POST', LIBRARIES, { name: `${mark}${letter}` });
    const { entities } = (await ok(
      'GET',
      `${LIBRARIES}?libraryPrefix=${mark.toUpperCase()}&messagingTemplateFilter=whatsapp`,
    )) as Listed;
    expect(entities.map(({ name }) => name)).toEqual([`${mark}a`, `${mark}b`]);
    const renamed = await ok('PUT', `${LIBRARIES}/${entities[0]?.id}`, { ...entities[0], name: `${mark}z` });
    expect(renamed).toMatchObject({ name: `${mark}z`, version: 2 });
  });

  test('templates of an account are the responses of its library, and nobody changes them', async () => {
    const { entities } = (await ok('GET', `${RESPONSES}?libraryId=account:${ACCOUNT}`)) as Listed;
    expect(entities).toMatchObject([
      { id: '7001', name: 'offer:en_US', messagingTemplate: { whatsApp: { templateStatus: 'APPROVED' } } },
      { id: '7002', name: 'reminder:en_US' },
    ]);
    expect(await ok('GET', `${RESPONSES}/7001`)).toEqual(entities[0]);
    expect((await call('DELETE', `${RESPONSES}/7001`)).status).toBe(400);
  });

  test('a campaign takes its template and what fills its parameters from a response', async () => {
    const { id: libraryId } = await library();
    const response = await ok('POST', RESPONSES, wish(libraryId));
    const campaign = {
      ...{ name: randomUUID(), contactList: { id: campaigns.listId }, messagesPerMinute: 60 },
      whatsAppConfig: {
        whatsAppColumns: ['phone'],
        whatsAppIntegration: { id: campaigns.integrationId },
        contentTemplate: { id: response.id },
      },
    };
    const made = await ok('POST', CAMPAIGNS, campaign);
    expect(made).toMatchObject({
      whatsAppConfig: { contentTemplate: { id: response.id } },
      templateBinding: {
        header: [{ name: null, column: 'id', value: null }],
        body: [
          { name: null, column: 'age', value: '18' },
          { name: null, column: 'name', value: null },
        ],
        buttons: [{ index: 0, subType: 'url', binding: { column: 'id' } }],
      },
    });
    expect(await ok('PUT', `${CAMPAIGNS}/${made.id}`, made)).toMatchObject({ version: 1 });
    expect(await ok('GET', `${CAMPAIGNS}?contentTemplateId=${response.id}`)).toMatchObject({
      total: 1,
      entities: [{ id: made.id }],
    });
    expect(codesOf(await call('DELETE', `${RESPONSES}/${response.id}`))).toEqual([
      'referential.integrity.error',
    ]);
    const short = await ok('POST', RESPONSES, wish(libraryId, { texts: [{ content: 'For {{age}}.' }] }));
    const { whatsAppConfig } = campaign;
    const refused = await call('POST', CAMPAIGNS, {
      ...{ ...campaign, name: randomUUID() },
      whatsAppConfig: { ...whatsAppConfig, contentTemplate: { id: short.id } },
    });
    expect(codesOf(refused)).toEqual(['content.template.invalid']);
  });
});

describe('wrap-up codes', () => {
  test('of the system are there, and stay', async () => {
    const sent = await ok('GET', `${CODES}/OUTBOUND-MESSAGE-SENT`);
    expect(sent).toMatchObject({ id: 'OUTBOUND-MESSAGE-SENT', name: 'OUTBOUND-MESSAGE-SENT' });
    const { entities } = (await ok('GET', `${CODES}?name=outbound-message-s`)) as Listed;
    expect(entities).toEqual([sent]);
    expect(codesOf(await call('DELETE', `${CODES}/OUTBOUND-MESSAGE-SENT`))).toEqual(['invalid.update']);
    expect(codesOf(await call('POST', CODES, { name: 'OUTBOUND-MESSAGE-SENT' }))).toEqual(['duplicate.name']);
  });

  test('of one’s own are made in a division, changed, and deleted', async () => {
    const mark = randomUUID().slice(0, 8);
    const made = await ok('POST', CODES, { name: `${mark} b`, division: { id: 'north' } });
    await ok('POST', CODES, { name: `${mark} a`, description: 'x' });
    const names = async (query: string) =>
      ((await ok('GET', `${CODES}?${query}`)) as Listed).entities.map(({ name }) => name.slice(-1)).join('');
    expect(await names(`name=${mark}`)).toBe('ab');
    expect(await names(`name=${mark}&sortOrder=descending&pageSize=1`)).toBe('b');
    expect(await names(`id=${made.id}`)).toBe('b');
    expect(await names(`divisionId=north`)).toBe('b');
    expect(await ok('PUT', `${CODES}/${made.id}`, { ...made, description: 'y' })).toMatchObject({
      ...{ description: 'y', version: 2 },
    });
    expect(codesOf(await call('PUT', `${CODES}/${made.id}`, made))).toEqual(['invalid.update.wrong.version']);
    const south = await api.tokenWith(['routing:wrapupCode:*'], ['home']);
    for (const [method, body] of [['GET'], ['PUT', made], ['DELETE']] as const)
      expect((await call(method, `${CODES}/${made.id}`, body, south)).status).toBe(404);
    expect((await call('GET', `${CODES}?name=${mark}`, undefined, south)).json.total).toBe(1);
    expect(await call('DELETE', `${CODES}/${made.id}`)).toMatchObject({ status: 200, text: '' });
    expect((await call('GET', `${CODES}/${made.id}`)).status).toBe(404);
  });
});

describe('the event log', () => {
  test('has what happened, by page, category and level, and each thing in its division', async () => {
    const { database } = api;
    await database.of(collections.contactLists).updateOne({ _id: campaigns.listId }, { $set: { size: 10 } });
    const here = await campaigns.create({ name: randomUUID() });
    const there = await campaigns.create({ name: randomUUID(), divisionId: 'north' });
    const stopped = { type: 'StopCampaign' } as const;
    await campaigns.command(there, campaignChange(99));
    await campaigns.command(there, stopped);
    await campaigns.command(there, { type: 'DeleteCampaign', campaignId: there });
    const about = (id: string) => `${EVENTS}?entityId=${id}`;
    await until('the deletion is in the log', async () => {
      const { json } = await call('GET', `${about(there)}&code=CAMPAIGN_DELETED`);
      return json.total === 1;
    });
    const all = (await ok('GET', `${about(there)}&pageSize=100`)) as {
      entities: Array<{ timestamp: string }>;
    };
    const times = all.entities.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort());
    const warnings = (await ok('GET', `${about(there)}&level=WARNING`)) as Listed;
    expect(warnings.entities).toMatchObject([
      {
        ...{ level: 'WARNING', category: 'MESSAGING_CAMPAIGN', errorEntity: { id: there }, issuedBy: 'test' },
        eventMessage: { code: 'VERSION_CONFLICT' },
      },
    ]);
    expect(await ok('GET', `${EVENTS}/${warnings.entities[0]?.id}`)).toEqual(warnings.entities[0]);
    expect((await ok('GET', `${about(there)}&category=CONTACT_LIST`)).total).toBe(0);
    expect((await call('GET', `${about(there)}&pageNumber=5`)).status).toBe(404);

    const home = await api.tokenWith(['outbound:eventLog:view'], ['home']);
    const north = await api.tokenWith(['outbound:eventLog:view'], ['north']);
    const seen = async (id: string, by: string): Promise<number> =>
      (await call('GET', about(id), undefined, by)).json.total as number;
    expect(await seen(here, home)).toBeGreaterThan(0);
    expect(await seen(here, north)).toBe(0);
    expect(await seen(there, home)).toBe(0);
    // with what came after it was deleted
    expect(await seen(there, north)).toBe(all.entities.length);
    expect((await call('GET', `${EVENTS}/${warnings.entities[0]?.id}`, undefined, home)).status).toBe(404);
    expect(await seen(campaigns.integrationId, home)).toBeGreaterThan(0);
    const page = (await call('GET', `${EVENTS}?pageSize=100`, undefined, home)).json as Listed;
    expect(JSON.stringify(page)).not.toContain(there);
  });
});
