/** Webhook subscriptions over HTTP and by `wac`: made, changed, tried, and seen by who may; their secrets shown once. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { startNotifier } from '../../../services/notifier/handler.ts';
import { eventTypes } from '../../../services/subscriptions/event-types.ts';
import { runWac } from '../../support/run-wac.ts';
import { openTestApi, storeDivision, type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';
import {
  answerWith,
  openWebhookReceiver,
  verified,
  type WebhookReceiver,
} from '../../support/webhook-receiver.ts';

const PATH = '/api/v2/outbound/webhooksubscriptions';
const ALL = ['outbound:webhookSubscription:*', 'audits:audit:view'];

let api: TestApi;
let receiver: WebhookReceiver;
let token: string;
beforeAll(async () => {
  receiver = await openWebhookReceiver();
  api = await openTestApi({
    SUBSCRIPTION_KEY: 'only-for-tests-0123456789abcdef0123456789',
    SUBSCRIPTION_INTERNAL_ORIGINS: receiver.origin,
    SUBSCRIPTION_RETRIES: '50ms',
    LOG_LEVEL: 'fatal',
  });
  await api.system.start('notifier', startNotifier);
  token = await api.tokenWith(ALL);
  for (const id of ['north', 'south']) await storeDivision(api.database, id);
});
afterAll(async () => {
  await api.close();
  await receiver.shut();
});

const call = (method: string, path: string, body?: unknown, by = token): Promise<Answer> =>
  api.call(method, path, { token: by, ...(body === undefined ? {} : { body }) });
const wanted = (more: object = {}) => {
  const name = randomUUID();
  return { name, url: `${receiver.origin}/${name}`, eventTypes: ['*'], ...more };
};
const make = async (more: object = {}) => {
  const answer = await call('POST', PATH, wanted(more));
  expect(answer).toMatchObject({ status: 200 });
  const { secret, ...entity } = answer.json as Record<string, string> & { secret: string; version: number };
  return { secret, entity, id: String(entity['id']), url: `${PATH}/${entity['id']}` };
};
const faultsOf = ({ json }: Answer): Array<[string, string | undefined]> =>
  (json.details as Array<{ errorCode: string; fieldName?: string }>).map(({ errorCode, fieldName }) => [
    errorCode,
    fieldName,
  ]);
const wac = (...args: string[]) => runWac(api.system.settings, ['subscriptions', ...args]);

test('one is made, read, changed on its version and deleted; the audit has each, and no secret is read again', async () => {
  const { entity, secret, url, id } = await make({ division: { id: 'north' } });
  expect(secret).toMatch(/^whsec_/);
  expect(entity).toMatchObject({
    ...{ enabled: true, version: 1, selfUri: url, division: { id: 'north', name: 'north' } },
  });
  expect((await call('GET', url)).json).toEqual(entity);
  const changed = await call('PUT', url, { ...entity, name: `${entity['name']}!`, enabled: false });
  expect(changed).toMatchObject({
    status: 200,
    json: { name: `${entity['name']}!`, enabled: false, version: 2 },
  });
  // nothing else changed: the same version
  expect((await call('PUT', url, changed.json)).json).toEqual(changed.json);
  const stale = await call('PUT', url, entity);
  expect(stale.status).toBe(409);
  expect(faultsOf(stale)).toEqual([['invalid.update.wrong.version', 'version']]);
  expect((await call('PUT', url, { ...entity, version: undefined })).status).toBe(409);
  const rotated = await call('POST', `${url}/rotatesecret?keepFormerHours=1`);
  expect(rotated).toMatchObject({ status: 200, json: { version: 3, formerSecretEnds: expect.any(String) } });
  expect(rotated.json.secret).not.toBe(secret);
  expect((await call('POST', `${url}/rotatesecret?keepFormerHours=0`)).json).not.toHaveProperty(
    'formerSecretEnds',
  );
  expect((await call('DELETE', url)).status).toBe(204);
  expect((await call('GET', url)).status).toBe(404);

  const audits = await api.database
    .of(collections.audits)
    .find({ 'entity.id': id })
    .sort({ at: 1 })
    .toArray();
  expect(audits.map(({ action, divisionId, from }) => [action, divisionId, from.door])).toEqual([
    ['CreateWebhookSubscription', 'north', 'API'],
    ['UpdateWebhookSubscription', 'north', 'API'],
    ['RotateWebhookSecret', 'north', 'API'],
    ['RotateWebhookSecret', 'north', 'API'],
    ['DeleteWebhookSubscription', 'north', 'API'],
  ]);
  for (const stored of [JSON.stringify(audits), JSON.stringify(await everySubscription())])
    for (const word of [secret, rotated.json.secret as string]) expect(stored).not.toContain(word.slice(6));
});

const everySubscription = () => api.database.of(collections.webhookSubscriptions).find({}).toArray();

test.each([
  ['no URL', { url: undefined }, 'url'],
  ['plain HTTP', { url: 'http://crm.example.com' }, 'url'],
  ['no URL at all', { url: 'hooks' }, 'url'],
  ['credentials in the URL', { url: 'https://a:b@crm.example.com' }, 'url'],
  ['no event type', { eventTypes: [] }, 'eventTypes'],
  ['an unknown event type', { eventTypes: ['v2.nothing'] }, 'eventTypes[0]'],
  ['a blank name', { name: ' ' }, 'name'],
  ['a name without end', { name: 'x'.repeat(100) }, 'name'],
  ['a division that does not exist', { division: { id: 'nowhere' } }, 'divisionId'],
  ['a field that it does not have', { secret: 'whsec_mine' }, 'secret'],
  ['a number where a text is expected', { url: 7 }, 'url'],
])('%s is refused, naming the field', async (_, more, field) => {
  const refused = await call('POST', PATH, wanted(more));
  expect(refused.status).toBe(400);
  expect(faultsOf(refused).map(([, name]) => name)).toContain(field);
});

test('a name is unique, and a repeat under the same key makes no second one', async () => {
  const { entity } = await make();
  expect(faultsOf(await call('POST', PATH, wanted({ name: entity['name'] })))).toEqual([
    ['duplicate.name', 'name'],
  ]);
  const once = { token, body: wanted(), headers: { 'idempotency-key': randomUUID() } };
  expect((await api.call('POST', PATH, once)).status).toBe(200);
  expect((await api.call('POST', PATH, once)).status).toBe(400);
});

test('they show, and are changed, in the divisions of the caller alone', async () => {
  const { url, entity, id } = await make({ division: { id: 'south' } });
  const north = await api.tokenWith(ALL, ['north']);
  const viewer = await api.tokenWith(['outbound:webhookSubscription:view'], ['south']);
  expect((await call('GET', url, undefined, north)).status).toBe(404);
  expect((await call('GET', `${url}/deliveries`, undefined, north)).status).toBe(404);
  expect((await call('PUT', url, entity, north)).status).toBe(404);
  expect((await call('POST', `${url}/test`, undefined, north)).status).toBe(404);
  expect((await call('GET', url, undefined, viewer)).status).toBe(200);
  expect((await call('DELETE', url, undefined, viewer)).status).toBe(403);
  expect((await call('POST', PATH, wanted({ division: { id: 'south' } }), north)).status).toBe(404);
  const mine = await make({ division: { id: 'north' } });
  // nobody moves one into a division that he may not use
  expect((await call('PUT', mine.url, { ...mine.entity, division: { id: 'south' } }, north)).status).toBe(
    404,
  );
  const seen = (await call('GET', PATH, undefined, viewer)).json.entities as Array<{ id: string }>;
  expect(seen.map((one) => one.id)).toEqual([id]);
  expect((await call('GET', `${PATH}?pageSize=1&pageNumber=2&name=${entity['name']}`)).status).toBe(404);
  expect((await call('GET', `${PATH}?divisionId=south`)).json).toMatchObject({
    total: 1,
    entities: [{ id }],
  });
});

test('a test event arrives signed; what was given up is listed with its reason and sent again', async () => {
  const { url, secret, entity } = await make({ eventTypes: [eventTypes[0]] });
  const path = `/${entity['name']}`;
  receiver.answer(path, answerWith(500));
  const sent = await call('POST', `${url}/test`);
  expect(sent).toMatchObject({
    status: 200,
    json: { eventType: `${'v2.outbound.webhooksubscriptions'}.test` },
  });
  const dead = await until('it is given up', async () => {
    const { json } = await call('GET', `${url}/deliveries?state=DEAD`);
    return (json.entities as Array<{ id: string; lastTry: object }>)[0];
  });
  expect(dead).toMatchObject({ tries: 2, lastTry: { status: 500, failure: 'answered 500' } });
  receiver.answer(path, answerWith(204));
  expect(await call('POST', `${url}/deliveries/redeliver`, { ids: ['none'] })).toMatchObject({
    json: { count: 0 },
  });
  expect((await call('POST', `${url}/deliveries/redeliver`, {})).status).toBe(400);
  expect((await call('POST', `${url}/deliveries/redeliver`, { ids: ['x'], allDead: true })).status).toBe(400);
  expect(await call('POST', `${url}/deliveries/redeliver`, { allDead: true })).toMatchObject({
    json: { count: 1 },
  });
  await until(
    'it is delivered',
    async () => (await call('GET', `${url}/deliveries?state=DELIVERED`)).json.total === 1,
  );
  const last = receiver.of(path).at(-1);
  expect(last && verified(last, secret)).toMatchObject({
    type: 'v2.outbound.webhooksubscriptions.test',
    data: { subscription: { id: entity['id'] } },
  });
  await call('PUT', url, { ...(await call('GET', url)).json, enabled: false });
  expect(faultsOf(await call('POST', `${url}/test`))).toEqual([['invalid.update', undefined]]);
  expect((await call('POST', `${url}/deliveries/redeliver`, { allDead: true })).status).toBe(400);
});

test('wac: made, listed, tried, changed, given another secret, sent again, disabled and deleted', async () => {
  const name = 'By hand';
  const path = '/by-hand';
  const made = await wac('create', name, '--url', `${receiver.origin}${path}`, '--event', '*', '--json');
  expect(made.code).toBe(0);
  const { secret, id } = JSON.parse(made.out) as { secret: string; id: string };
  receiver.answer(path, answerWith(500));
  expect((await wac('test', name)).code).toBe(0);
  await until('it is dead', async () =>
    (await wac('deliveries', name, '--state', 'dead')).out.includes('answered 500'),
  );
  receiver.answer(path, answerWith(200));
  expect((await wac('redeliver', name, '--all-dead')).out).toContain('1 event');
  await until('it is delivered', async () =>
    (await wac('deliveries', name, '--state', 'delivered')).out.includes('ok'),
  );
  const last = receiver.of(path).at(-1);
  expect(() => last && verified(last, secret)).not.toThrow();
  const rotated = await wac('rotate-secret', name, '--keep-hours', '1', '--json');
  expect(JSON.parse(rotated.out)).toMatchObject({ id, version: 2, secret: expect.stringMatching(/^whsec_/) });
  for (const args of [['list'], ['show', name], ['list', '--json'], ['show', id, '--json']]) {
    const shown = await wac(...args);
    expect(shown.out).toContain(name);
    expect(shown.out).not.toContain('whsec_');
  }
  expect((await wac('update', name, '--event', `${eventTypes[0]},${eventTypes[1]}`)).out).toContain(
    eventTypes[1],
  );
  expect((await wac('disable', name)).code).toBe(0);
  expect(await wac('test', name)).toMatchObject({ code: 3, err: expect.stringContaining('disabled') });
  expect((await wac('enable', name)).out).toContain('true');
  expect((await wac('delete', name, '--yes')).code).toBe(0);
  expect(await wac('show', name)).toMatchObject({ code: 3, err: expect.stringContaining('no subscription') });
  for (const type of eventTypes) expect((await wac('events')).out).toContain(type);
});

test.each([
  [['create', 'X', '--event', '*'], 2, '--url is missing'],
  [['create', 'X', '--url', 'https://a.example.com'], 2, '--event is missing'],
  [['create', 'X', '--url', 'ftp://a', '--event', '*'], 3, 'expected https:'],
  [['create', 'X', '--url', 'https://a.example.com', '--event', 'nothing'], 3, 'is not an event type'],
  [
    ['create', 'X', '--url', 'https://a.example.com', '--event', '*', '--division', 'nowhere'],
    3,
    'no division',
  ],
  [['create', '', '--url', 'https://a.example.com', '--event', '*'], 3, 'A name must be provided'],
  [['rotate-secret', 'none'], 3, 'There is no subscription'],
  [['rotate-secret', 'none', '--keep-hours', '999'], 2, 'expected 0 to 168'],
  [['rotate-secret', 'none', '--keep-hours', 'x'], 2, 'whole number'],
  [['deliveries', 'none', '--state', 'lost'], 2, 'waiting, delivered, dead'],
  [['redeliver', 'none'], 2, 'expected ids'],
  [['redeliver', 'none', 'id', '--all-dead'], 2, 'expected ids'],
  [['delete', 'none'], 3, 'There is no subscription'],
])('wac subscriptions %j is turned down', async (args, code, text) => {
  expect(await wac(...args)).toMatchObject({ code, err: expect.stringContaining(text) });
});

test('without SUBSCRIPTION_KEY none is made, by whichever door', async () => {
  const settings = {
    ...api.system.settings,
    subscriptions: { ...api.system.settings.subscriptions, key: '' },
  };
  const args = ['subscriptions', 'create', 'X', '--url', 'https://a.example.com', '--event', '*'];
  expect(await runWac(settings, args)).toMatchObject({
    code: 3,
    err: expect.stringContaining('SUBSCRIPTION_KEY'),
  });
});
