/** Messaging campaigns over HTTP, with the campaigns process behind: the contract's paths, models, refusals and divisions. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import type { CommandDecided } from '../../../schemas/types.ts';
import { topics } from '../../../schemas/topics.ts';
import { openCampaignsApi } from '../../support/campaigns-api.ts';
import { type CampaignsSystem } from '../../support/campaigns-system.ts';
import { type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

const PATH = '/api/v2/outbound/messagingcampaigns';
const ACCOUNT = '102290129340398';
const ALL = ['outbound:messagingCampaign:*', 'outbound:contactList:view', 'outbound:dncList:view'];

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;
let outcomes: CommandDecided[];

beforeAll(async () => {
  ({ campaigns, api } = await openCampaignsApi());
  outcomes = await campaigns.system.collect(topics.commandOutcomes);
  token = await api.tokenWith(ALL);
  const template = (templateId: string, name: string, format: 'NAMED' | 'POSITIONAL', text: string) => ({
    _id: `${ACCOUNT}:${name}:en_US`,
    businessAccountId: ACCOUNT,
    templateId,
    name,
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    parameterFormat: format,
    components: [{ type: 'BODY', text }],
    qualityScore: null,
    statusSince: new Date(),
    seenAt: new Date(),
  });
  await api.database
    .of(collections.templates)
    .insertMany([
      template('7001', 'named_offer', 'NAMED', 'Hello {{name}}.'),
      template('7002', 'spring_offer', 'POSITIONAL', 'Hello {{1}}.'),
    ]);
});
afterAll(() => campaigns.system.close());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.call(method, `${PATH}${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
const wish = (more: object = {}) => ({
  name: `c ${randomUUID().slice(0, 8)}`,
  contactList: { id: campaigns.listId },
  messagesPerMinute: 600,
  dncLists: [{ id: campaigns.dncListId }],
  contactSorts: [{ fieldName: 'age', direction: 'DESC', numeric: true }],
  whatsAppConfig: {
    whatsAppColumns: ['phone'],
    whatsAppIntegration: { id: campaigns.integrationId },
    contentTemplate: { id: '7001' },
  },
  ...more,
});
const make = async (more: object = {}): Promise<Answer['json']> => {
  const answer = await call('POST', '', wish(more));
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
type Named = { entities: Array<{ name: string }>; total: number; nextUri: string };
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);

describe('a campaign', () => {
  test('is made, read, changed as a whole with what was read, and deleted', async () => {
    const made = await make();
    expect(made).toMatchObject({
      version: 1,
      campaignStatus: 'off',
      division: { id: 'home' },
      contactList: { id: campaigns.listId, name: 'customers' },
      dncLists: [{ id: campaigns.dncListId, name: 'blocked' }],
      whatsAppConfig: { whatsAppColumns: ['phone'], contentTemplate: { id: '7001' } },
      templateBinding: { body: [{ name: 'name', column: 'name' }] },
      selfUri: `${PATH}/${made.id}`,
    });
    expect((await call('GET', `/${made.id}`)).json).toEqual(made);
    // an official client sends everything back
    const same = await call('PUT', `/${made.id}`, made);
    expect(same).toMatchObject({ status: 200, json: { version: 1 } });
    const changed = await call('PUT', `/${made.id}`, { ...made, messagesPerMinute: 60, alwaysRunning: true });
    expect(changed).toMatchObject({
      status: 200,
      json: { version: 2, messagesPerMinute: 60, alwaysRunning: true, templateBinding: made.templateBinding },
    });
    const gone = await call('DELETE', `/${made.id}`);
    expect(gone).toMatchObject({ status: 200, json: { id: made.id, version: 2 } });
    expect(await call('GET', `/${made.id}`)).toMatchObject({
      status: 404,
      json: { code: 'resource.not.found' },
    });
  });

  test('keeps what an official client does not know when that leaves it out', async () => {
    const body = [{ name: null, column: 'age', value: 'x', kind: 'TEXT', parts: [] }];
    const made = await make({
      whatsAppConfig: { ...wish().whatsAppConfig, contentTemplate: { id: 'spring_offer:en_US' } },
      templateBinding: { body },
      ambiguity: { policy: 'GIVE_UP', afterMinutes: 5 },
      callableTimes: { timeZone: 'UTC', ranges: [{ days: ['MON'], start: '09:00', end: '10:00' }] },
    });
    expect(made.whatsAppConfig.contentTemplate.id).toBe('7002');
    const { templateBinding, ambiguity, callableTimes, ...known } = made;
    const changed = await call('PUT', `/${made.id}`, { ...known, name: `${made.name}!` });
    expect(changed.json).toMatchObject({ version: 2, templateBinding, ambiguity, callableTimes });
    const freed = await call('PUT', `/${made.id}`, { ...changed.json, callableTimes: null });
    expect(freed.json.callableTimes).toBeUndefined();
  });

  test('of two editors the second is told to read it again', async () => {
    const made = await make();
    expect((await call('PUT', `/${made.id}`, { ...made, messagesPerMinute: 1 })).status).toBe(200);
    for (const more of [{ messagesPerMinute: 2 }, {}, { campaignStatus: 'on' }])
      expect(await call('PUT', `/${made.id}`, { ...made, ...more })).toMatchObject({
        status: 409,
        json: { code: 'invalid.update.wrong.version' },
      });
    expect(await call('PUT', `/${made.id}`, { ...made, version: undefined })).toMatchObject({ status: 409 });
    expect((await call('GET', `/${made.id}`)).json).toMatchObject({
      messagesPerMinute: 1,
      campaignStatus: 'off',
    });
  });

  test('is started and stopped by POST and by PUT; what holds already may be asked for again', async () => {
    const made = await make();
    for (let time = 0; time < 2; time += 1)
      expect(await call('POST', `/${made.id}/start`)).toMatchObject({ status: 200, text: '' });
    const running = (await call('GET', `/${made.id}`)).json;
    expect(running).toMatchObject({ campaignStatus: 'on', version: 1, runNumber: 1 });
    expect(await call('PUT', `/${made.id}`, { ...running, contactSorts: [] })).toMatchObject({
      status: 409,
      json: { code: 'invalid.update.campaign.active' },
    });
    expect(await call('DELETE', `/${made.id}`)).toMatchObject({
      status: 400,
      json: { code: 'campaign.in.use' },
    });
    const stopped = await call('PUT', `/${made.id}`, { ...running, campaignStatus: 'off' });
    expect(stopped).toMatchObject({ status: 200, json: { campaignStatus: 'stopping', version: 1 } });
    expect((await call('POST', `/${made.id}/stop`)).status).toBe(200);
    expect(await call('POST', `/${made.id}/start`)).toMatchObject({
      status: 400,
      json: { code: 'invalid.update.bad.status.transition' },
    });
    expect(await call('PUT', `/${made.id}`, { ...stopped.json, campaignStatus: 'complete' })).toMatchObject({
      status: 400,
      json: { code: 'invalid.update.bad.status.transition' },
    });
  });

  test('is recycled at most once in five seconds', async () => {
    const made = await make();
    const key = { 'idempotency-key': 'recycle-1' };
    for (let time = 0; time < 2; time += 1)
      expect((await call('DELETE', `/${made.id}/progress`, undefined, key)).status).toBe(202);
    const again = await call('DELETE', `/${made.id}/progress`);
    expect(again).toMatchObject({ status: 429, json: { code: 'too.many.recycles' } });
    expect(again.headers.get('retry-after')).toMatch(/^[1-5]$/);
  });

  test('tells how far it is', async () => {
    const [one, other] = [await make(), await make()];
    expect(await call('GET', `/${one.id}/progress`)).toMatchObject({
      status: 200,
      json: {
        campaign: { id: one.id, name: one.name },
        contactList: { id: campaigns.listId },
        ...{
          numberOfContactsCalled: 0,
          numberOfContactsMessaged: 0,
          totalNumberOfContacts: 0,
          percentage: 0,
        },
        numberOfContactsSkipped: {},
      },
    });
    const several = await call('POST', '/progress', [other.id, 'none', one.id, one.id]);
    expect((several.json as Array<{ campaign: { id: string } }>).map(({ campaign }) => campaign.id)).toEqual([
      other.id,
      one.id,
    ]);
    expect((await call('GET', `/${one.id}/diagnostics`)).json).toEqual({
      timeZoneRescheduledContactsCount: 0,
      filteredOutContactsCount: 0,
      peopleIn24Hours: null,
    });
    const many = Array.from({ length: 101 }, () => randomUUID());
    expect(codesOf(await call('POST', '/progress', many))).toEqual(['too.many.bulk.retrieves']);
    for (const path of ['progress', 'diagnostics'])
      expect(await call('GET', `/none/${path}`)).toMatchObject({
        status: 404,
        json: { code: 'campaign.not.found' },
      });
  });
});

describe('a repeat under the same Idempotency-Key', () => {
  test('makes one campaign, and changes it once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = wish();
    const [first, second] = [await call('POST', '', body, headers), await call('POST', '', body, headers)];
    expect(first.status).toBe(200);
    expect(second.json).toEqual(first.json);
    const edit = { ...first.json, messagesPerMinute: 30 };
    const put = { 'idempotency-key': randomUUID() };
    for (let time = 0; time < 2; time += 1)
      expect(await call('PUT', `/${first.json.id}`, edit, put)).toMatchObject({
        status: 200,
        json: { version: 2, messagesPerMinute: 30 },
      });
    const decided = () => outcomes.filter(({ subjectId }) => subjectId === first.json.id);
    await until('the outcomes are told', () => decided().length >= 2);
    expect(new Set(decided().map(({ commandId }) => commandId)).size).toBe(2);
  });

  test('of a key that is none is refused', async () => {
    expect(codesOf(await call('POST', '', wish(), { 'idempotency-key': 'a b' }))).toEqual(['invalid.value']);
  });
});

describe('refusals', () => {
  const config = () => wish().whatsAppConfig;
  const cases: ReadonlyArray<readonly [string, () => object, string, string]> = [
    ['no configuration', () => ({ whatsAppConfig: null }), 'campaign.config.required', 'whatsAppConfig'],
    ['another configuration', () => ({ smsConfig: {} }), 'campaign.config.required', 'whatsAppConfig'],
    [
      'two columns',
      () => ({ whatsAppConfig: { ...config(), whatsAppColumns: ['phone', 'name'] } }),
      'invalid.campaign.whatsapp.columns',
      'whatsAppConfig.whatsAppColumns',
    ],
    [
      'a column that holds no numbers',
      () => ({ whatsAppConfig: { ...config(), whatsAppColumns: ['name'] } }),
      'invalid.campaign.whatsapp.columns',
      'whatsAppConfig.whatsAppColumns',
    ],
    ['callable time sets', () => ({ callableTimeSet: { id: 'x' } }), 'invalid.property', 'callableTimeSet'],
    [
      'dynamic queueing',
      () => ({ dynamicContactQueueingSettings: { sort: true, filter: false } }),
      'invalid.property',
      'dynamicContactQueueingSettings.sort',
    ],
    ['rule sets', () => ({ ruleSets: [{ id: 'x' }] }), 'invalid.property', 'ruleSets'],
    ['a blank name', () => ({ name: ' ' }), 'name.cannot.be.blank', 'name'],
    ['a long name', () => ({ name: 'x'.repeat(65) }), 'name.length.exceeded', 'name'],
    ['a rate of 0', () => ({ messagesPerMinute: 0 }), 'invalid.messages.per.minute', 'messagesPerMinute'],
    [
      'a rate above the number’s',
      () => ({ messagesPerMinute: 4_801 }),
      'messages.per.minute.limit.exceeded',
      'messagesPerMinute',
    ],
    ['no such list', () => ({ contactList: { id: 'none' } }), 'contact.list.not.found', 'contactList.id'],
    ['no such DNC list', () => ({ dncLists: [{ id: 'none' }] }), 'dnc.list.not.found', 'dncLists[0]'],
    [
      'no such filter',
      () => ({ contactListFilters: [{ id: 'none' }] }),
      'contact.list.filter.not.found',
      'contactListFilters[0]',
    ],
    [
      'an unknown column to sort by',
      () => ({ contactSorts: [{ fieldName: 'none' }] }),
      'contact.sorts.invalid.field.name',
      'contactSorts[0].fieldName',
    ],
    [
      'no such template',
      () => ({ whatsAppConfig: { ...config(), contentTemplate: { id: 'none' } } }),
      'content.template.not.found',
      'whatsAppConfig.contentTemplate.id',
    ],
    [
      'numbered parameters without a binding',
      () => ({ whatsAppConfig: { ...config(), contentTemplate: { id: '7002' } } }),
      'content.template.invalid',
      'templateBinding',
    ],
    [
      'a binding to no column',
      () => ({ templateBinding: { body: [{ name: 'name', column: 'none' }] } }),
      'content.template.invalid',
      'templateBinding.body[0].column',
    ],
  ];
  test.each(cases)('%s', async (_, more, code, fieldName) => {
    const answer = await call('POST', '', wish(more()));
    expect(answer).toMatchObject({ status: 400, json: { status: 400 } });
    expect(answer.json.details).toContainEqual({ errorCode: code, fieldName });
  });

  test('no such integration, and a name that is taken', async () => {
    const none = await call('POST', '', {
      ...wish({ templateBinding: { body: [{ name: 'name', column: 'name' }] } }),
      whatsAppConfig: {
        ...config(),
        whatsAppIntegration: { id: 'none' },
        contentTemplate: { id: 'named_offer:en_US' },
      },
    });
    expect(codesOf(none)).toEqual(['whatsapp.integration.not.found']);
    // also when nothing says what fills the parameters of its template
    const unbound = await call('POST', '', {
      ...wish(),
      whatsAppConfig: { ...config(), whatsAppIntegration: { id: 'none' } },
    });
    expect(codesOf(unbound)).toEqual(['whatsapp.integration.not.found']);
    const { name } = await make();
    expect(codesOf(await call('POST', '', wish({ name })))).toEqual(['duplicate.name']);
  });

  test('tell all faults at once, with their limits', async () => {
    const answer = await call(
      'POST',
      '',
      wish({ name: '', messagesPerMinute: 100_000, dncLists: [{ id: 'x' }] }),
    );
    expect(codesOf(answer).sort()).toEqual([
      'dnc.list.not.found',
      'messages.per.minute.limit.exceeded',
      'name.cannot.be.blank',
    ]);
    expect(answer.json.errors).toHaveLength(3);
    expect((answer.json.errors as Array<{ limit?: unknown }>).find(({ limit }) => limit)).toMatchObject({
      limit: { value: 4_800 },
    });
  });

  test('an unknown field is told with the nearest known one', async () => {
    const answer = await call(
      'POST',
      '',
      wish({ mesagesPerMinute: 3, whatsAppConfig: { ...config(), whatsAppColumn: 'x' } }),
    );
    expect((answer.json.errors as Array<{ message: string }>).map(({ message }) => message)).toEqual([
      'mesagesPerMinute is not a known field. Did you mean messagesPerMinute?',
      'whatsAppConfig.whatsAppColumn is not a known field. Did you mean whatsAppColumns?',
    ]);
  });
});

describe('lists', () => {
  test('are pages by name, filtered and sorted', async () => {
    const mark = randomUUID().slice(0, 8);
    const made = [];
    for (const letter of ['b', 'A', 'c']) made.push(await make({ name: `${mark}.${letter}` }));
    const list = async (query: string): Promise<Named> => {
      const { status, json } = await call('GET', `?${query}`);
      expect(status).toBe(200);
      return json as Named;
    };
    const names = ({ entities }: Named): string[] => entities.map(({ name }) => name.slice(mark.length + 1));
    const first = await list(`name=${mark.toUpperCase()}.&pageSize=2`);
    expect(first).toMatchObject({ total: 3, pageCount: 2, pageSize: 2, pageNumber: 1 });
    expect(first.nextUri).toContain('pageNumber=2');
    expect(names(first)).toEqual(['A', 'b']);
    expect(names(await list(`name=${mark}&pageSize=2&pageNumber=2`))).toEqual(['c']);
    expect(names(await list(`name=${mark}&sortOrder=descending`))).toEqual(['c', 'b', 'A']);
    expect(names(await list(`name=${mark}&sortBy=campaignStatus`))).toEqual(['A', 'b', 'c']);
    expect(names(await list(`name=${mark.slice(0, 4)}*`))).toEqual([]);
    const both = `id=${made[0].id},${made[1].id}`;
    expect(names(await list(both))).toEqual(['A', 'b']);
    expect(names(await list(`id=${made[0].id}&id=${made[2].id}`))).toEqual(['b', 'c']);
    for (const [query, total] of [
      ['contactListId=none', 0],
      [`contactListId=${campaigns.listId}`, 3],
      ['campaignStatus=off', 3],
      ['campaignStatus=on', 0],
      ['type=WHATSAPP', 3],
      ['type=SMS', 0],
      ['senderSmsPhoneNumber=1', 0],
      ['contentTemplateId=7001', 3],
      ['contentTemplateId=7002', 0],
      ['contentTemplateId=named_offer%3Aen_US', 3],
      ['ruleSetIds=x', 0],
      ['divisionId=home', 3],
      ['divisionId=other', 0],
    ] as const)
      expect([query, (await list(`name=${mark}&${query}`)).total]).toEqual([query, total]);
    const view = (await call('GET', `/divisionviews?name=${mark}`)).json;
    expect(view).toMatchObject({
      total: 3,
      entities: [{ name: `${mark}.A`, division: { id: 'home' } }, {}, {}],
    });
    expect(Object.keys(view.entities[0]).sort()).toEqual(['division', 'id', 'name', 'selfUri']);
    expect((await call('GET', `/divisionviews/${made[0].id}`)).json.name).toBe(`${mark}.b`);
  });

  test('are those that use a list, a DNC list, a number', async () => {
    const made = await make();
    const unused = (await make({ dncLists: [] })) as { id: string };
    const idsOf = async (query: string): Promise<string[]> =>
      ((await call('GET', `?pageSize=100&${query}`)).json.entities as Array<{ id: string }>).map(
        ({ id }) => id,
      );
    const ofDnc = await idsOf(`dncListId=${campaigns.dncListId}`);
    expect(ofDnc).toContain(made.id);
    expect(ofDnc).not.toContain(unused.id);
    expect(await idsOf(`whatsAppIntegrationId=${campaigns.integrationId}`)).toEqual(
      expect.arrayContaining([made.id, unused.id]),
    );
    for (const none of ['dncListId=none', 'whatsAppIntegrationId=none', 'contactListFilterId=none'])
      expect(await idsOf(none)).toEqual([]);
    expect((await call('GET', `?dncListId=${'x'.repeat(201)}`)).status).toBe(400);
  });

  test.each([
    [`id=${Array.from({ length: 101 }, (_, at) => at).join()}`, 'too.many.bulk.retrieves'],
    ['pageNumber=1000000', 'invalid.query.param.value'],
    ['pageSize=0', 'invalid.query.param.value'],
    ['sortBy=age', 'invalid.query.param.value'],
    ['nme=x', 'invalid.query.param.value'],
  ])('refuse %#', async (query, code) => {
    expect(await call('GET', `?${query}`)).toMatchObject({ status: 400, json: { code } });
  });
});

describe('divisions', () => {
  test('what lies in another division does not exist', async () => {
    const made = await make();
    const other = await api.tokenWith(ALL, ['other']);
    const asOther = (method: string, path: string, body?: unknown) =>
      api.call(method, `${PATH}${path}`, { token: other, ...(body === undefined ? {} : { body }) });
    const one = [
      ['GET', ''],
      ['PUT', '', made],
      ['DELETE', ''],
      ['POST', '/start'],
      ['POST', '/stop'],
      ['GET', '/progress'],
      ['DELETE', '/progress'],
      ['GET', '/diagnostics'],
    ] as const;
    for (const [method, path, body] of one)
      expect([method, path, (await asOther(method, `/${made.id}${path}`, body)).status]).toEqual([
        method,
        path,
        404,
      ]);
    expect((await asOther('GET', `/divisionviews/${made.id}`)).status).toBe(404);
    for (const path of ['', '/divisionviews', `?id=${made.id}`, '?divisionId=home'])
      expect((await asOther('GET', path)).json).toMatchObject({ total: 0, entities: [] });
    expect((await asOther('POST', '/progress', [made.id])).json).toEqual([]);
    expect((await asOther('POST', '', wish())).status).toBe(404);
    const inOther = await asOther('POST', '', wish({ division: { id: 'other' } }));
    expect(codesOf(inOther)).toEqual(['contact.list.not.found', 'dnc.list.not.found']);
  });

  test('who may see a campaign but not change it is told what he lacks', async () => {
    const made = await make();
    const viewer = await api.tokenWith(['outbound:messagingCampaign:view']);
    expect((await api.call('GET', `${PATH}/${made.id}`, { token: viewer })).status).toBe(200);
    const start = await api.call('POST', `${PATH}/${made.id}/start`, { token: viewer });
    expect(start).toMatchObject({ status: 403, json: { code: 'missing.any.permissions' } });
    const recycler = await api.tokenWith([
      'outbound:messagingCampaign:recycle',
      'outbound:messagingCampaign:view',
    ]);
    const recycle = await api.call('DELETE', `${PATH}/${made.id}/progress`, { token: recycler });
    expect(recycle).toMatchObject({ status: 403 });
    expect(recycle.json.message).toContain('outbound:messagingCampaign:edit');
  });

  test('a status in a PUT or POST asks for what starting and stopping ask for, before anything is changed', async () => {
    const editor = ['view', 'add', 'edit'].map((verb) => `outbound:messagingCampaign:${verb}`);
    const lists = ['outbound:contactList:view', 'outbound:dncList:view'];
    const withOnly = (...verbs: string[]) =>
      api.tokenWith([...editor, ...lists, ...verbs.map((verb) => `outbound:messagingCampaign:${verb}`)]);
    const put = async (as: string, body: Answer['json']) =>
      api.call('PUT', `${PATH}/${body.id}`, { token: as, body });
    const made = await make();
    const on = { ...made, name: `${made.name}!`, campaignStatus: 'on' };
    for (const as of [await withOnly(), await withOnly('stop')]) {
      const refused = await put(as, on);
      expect(refused).toMatchObject({ status: 403, json: { code: 'missing.any.permissions' } });
      expect(refused.json.message).toContain('outbound:messagingCampaign:start');
      const body = wish({ campaignStatus: 'on' });
      expect((await api.call('POST', PATH, { token: as, body })).status).toBe(403);
      expect((await call('GET', `?name=${body.name}`)).json.total).toBe(0);
    }
    expect((await call('GET', `/${made.id}`)).json).toEqual(made);
    const started = await put(await withOnly('start'), on);
    expect(started).toMatchObject({ status: 200, json: { campaignStatus: 'on', version: 2 } });
    const off = { ...started.json, campaignStatus: 'off' };
    expect((await put(await withOnly('start'), off)).status).toBe(403);
    // what holds already needs no permission
    expect((await put(await withOnly(), started.json)).status).toBe(200);
    expect((await put(await withOnly('stop'), off)).json).toMatchObject({ campaignStatus: 'stopping' });
  });

  test('a campaign stays in its division', async () => {
    const made = await make();
    expect(await call('PUT', `/${made.id}`, { ...made, division: { id: 'other' } })).toMatchObject({
      status: 400,
      json: { code: 'invalid.update', details: [{ fieldName: 'division' }] },
    });
  });
});
