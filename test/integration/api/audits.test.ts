/** The audit: who changed what, before and after, through which door; and who may see it. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { makeUser, resetPassword, setActive } from '../../../services/access/people.ts';
import { makeClient, renewSecret } from '../../../services/access/programs.ts';
import { openCampaignsApi } from '../../support/campaigns-api.ts';
import { commandOf, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { storeDivision, type TestApi } from '../../support/test-api.ts';
import { runWac } from '../../support/run-wac.ts';
import { until } from '../../support/test-system.ts';

const CAMPAIGNS = '/api/v2/outbound/messagingcampaigns';
const QUERY = '/api/v2/audits/query';
const interval = '2020-01-01T00:00:00Z/2100-01-01T00:00:00Z';

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;
beforeAll(async () => {
  ({ campaigns, api } = await openCampaignsApi());
  token = await api.tokenWith(['*']);
});
afterAll(() => campaigns.system.close());

type Filter = { property: string; value: string };
type Entry = {
  id: string;
  action: string;
  status: string;
  propertyChanges: Array<{ property: string; oldValues: string[]; newValues: string[] }>;
};
type Page = { entities: Entry[]; total: number };
const query = async (filters: Filter[], as = token): Promise<Page> => {
  const answer = await api.call('POST', `${QUERY}/realtime`, {
    token: as,
    body: { interval, filters, sort: [{ name: 'Timestamp', sortOrder: 'ascending' }] },
  });
  expect(answer).toMatchObject({ status: 200 });
  return answer.json as Page;
};
const of = async (entityId: string, as = token): Promise<Entry[]> =>
  (await query([{ property: 'EntityId', value: entityId }], as)).entities;

test('changes over HTTP are told with caller, address, and values before and after', async () => {
  const id = await campaigns.create({ messagesPerMinute: 60 });
  const campaign = (await api.call('GET', `${CAMPAIGNS}/${id}`, { token })).json;
  const changed = await api.call('PUT', `${CAMPAIGNS}/${id}`, {
    token,
    body: { ...campaign, messagesPerMinute: 90 },
  });
  expect(changed.status).toBe(200);
  const stale = await api.call('PUT', `${CAMPAIGNS}/${id}`, {
    token,
    body: { ...campaign, messagesPerMinute: 70 },
  });
  expect(stale.status).toBe(409);
  expect((await api.call('DELETE', `${CAMPAIGNS}/${id}`, { token })).status).toBe(200);
  const [created, edited, refused, deleted, ...more] = await of(id);
  expect(more).toEqual([]);
  expect(created).toMatchObject({ action: 'CreateCampaign', application: 'TOPIC', status: 'SUCCESS' });
  expect(created?.propertyChanges).toContainEqual({
    property: 'messagesPerMinute',
    oldValues: [],
    newValues: ['60'],
  });
  expect(edited).toMatchObject({
    ...{ action: 'UpdateCampaign', application: 'API', status: 'SUCCESS', entityType: 'MessagingCampaign' },
    ...{ remoteIp: ['127.0.0.1'], client: { id: expect.any(String) as string } },
    entity: { id, name: campaign.name },
    propertyChanges: [
      { property: 'messagesPerMinute', oldValues: ['60'], newValues: ['90'] },
      { property: 'version', oldValues: ['1'], newValues: ['2'] },
    ],
  });
  expect(refused).toMatchObject({
    status: 'FAILURE',
    propertyChanges: [],
    context: { refusedWith: 'invalid.update.wrong.version' },
  });
  expect(deleted).toMatchObject({ action: 'DeleteCampaign', status: 'SUCCESS' });
  expect(deleted?.propertyChanges).toContainEqual({
    property: 'status',
    oldValues: ['"off"'],
    newValues: [],
  });
});

test('a command that comes twice is one entry; what the engine does by itself is none', async () => {
  const id = await campaigns.create();
  const stop = commandOf(id, { type: 'StopCampaign' });
  await campaigns.publish(stop, stop);
  await until('both were decided', () => campaigns.outcomesOf(stop.commandId).length === 2);
  const invalid = commandOf(id, { type: 'InvalidateCampaign', runId: null, errors: [] });
  await campaigns.publish(invalid);
  await until('it was decided', () => campaigns.outcomesOf(invalid.commandId).length === 1);
  const actions = (await of(id)).map(({ action }) => action);
  expect(actions).toEqual(['CreateCampaign', 'StopCampaign']);
});

test('entries show only to those who may see the thing, in its division', async () => {
  const division = randomUUID();
  await storeDivision(api.database, division);
  const here = await campaigns.create({ divisionId: division });
  const there = await campaigns.create();
  const view = ['audits:audit:view', 'outbound:messagingCampaign:view'];
  const mine = await api.tokenWith(view, [division]);
  expect(await of(here, mine)).toHaveLength(1);
  expect(await of(there, mine)).toEqual([]);
  const all = await query([], mine);
  expect(all.total).toBe(1);
  const blind = await api.tokenWith(['audits:audit:view', 'outbound:contactList:view'], [division]);
  expect(await of(here, blind)).toEqual([]);
  const mapping = (await api.call('GET', `${QUERY}/servicemapping`, { token: blind })).json;
  expect(JSON.stringify(mapping)).not.toContain('MessagingCampaign');
  // a refused creation tells its name to nobody elsewhere
  const name = `secret plan ${randomUUID()}`;
  const refused = commandOf(
    randomUUID(),
    campaigns.creation({ name, divisionId: 'home', messagesPerMinute: 0 }),
  );
  await campaigns.publish(refused);
  await until('it was refused', () => campaigns.outcomesOf(refused.commandId).length === 1);
  expect(await of(refused.subjectId)).toMatchObject([{ status: 'FAILURE', entity: { name } }]);
  expect(await of(refused.subjectId, mine)).toEqual([]);
});

test('users, clients, sign-ins, failures and lock-outs are told, and secrets never', async () => {
  const email = `p${randomUUID()}@example.com`;
  const password = 'a long enough password';
  const grants = [{ roleId: 'viewer', divisionIds: ['*'] }];
  const { user } = await makeUser(api.database, { email, name: 'Pat', password, grants }, new Date());
  const signIn = (given: string) => api.call('POST', '/api/v2/session', { body: { email, password: given } });
  expect((await signIn(password)).status).toBe(200);
  for (let n = 0; n < 10; n += 1) expect((await signIn('wrong horse')).status).toBe(401);
  expect((await signIn(password)).status).toBe(401);
  const made = await resetPassword(api.database, email, new Date());
  await setActive(api.database, email, false, new Date());
  const entries = await of(user._id);
  const told: string[] = entries.map(({ action, status }) => `${action} ${status}`);
  const failures = Array.from({ length: 10 }, () => 'SignIn FAILURE');
  // the tenth failure and the lock have the same time
  const locked = [...failures.slice(1), 'LockUser SUCCESS', 'SignIn FAILURE', 'SignIn FAILURE'];
  expect(told.slice(0, 2)).toEqual(['CreateUser SUCCESS', 'SignIn SUCCESS']);
  expect(told.slice(2, -2).sort()).toEqual(locked.sort());
  expect(told.slice(-2)).toEqual(['ResetPassword SUCCESS', 'DisableUser SUCCESS']);
  expect(entries[1]).toMatchObject({
    application: 'CONSOLE',
    remoteIp: ['127.0.0.1'],
    user: { id: user._id },
  });

  const { client, secret } = await makeClient(api.database, { name: randomUUID(), grants }, new Date());
  const renewed = await renewSecret(api.database, client._id, new Date());
  const refused = await api.call('POST', '/oauth/token', {
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client._id,
      client_secret: secret,
    }),
  });
  expect(refused.status).toBe(401);
  expect(await of(client._id)).toMatchObject([
    { action: 'CreateClient' },
    { action: 'RenewClientSecret', propertyChanges: [{ property: 'secret', newValues: ['"changed"'] }] },
    { action: 'GetToken', status: 'FAILURE', remoteIp: ['127.0.0.1'] },
  ]);
  const stored = JSON.stringify(await api.database.of(collections.audits).find({}).toArray());
  const account = await api.database.db
    .collection<{ _id: string; secretHash: string }>('clients')
    .findOne({ _id: client._id });
  for (const word of [password, 'wrong horse', made, secret, renewed, account?.secretHash ?? '', 'argon2'])
    expect(stored).not.toContain(word);
});

test('a query is asked once and read page by page, and wac shows the same', async () => {
  const id = await campaigns.create();
  for (let n = 0; n < 4; n += 1) {
    const stop = commandOf(id, { type: 'StopCampaign' });
    await campaigns.publish(stop);
    await until('it was decided', () => campaigns.outcomesOf(stop.commandId).length === 1);
  }
  const body = { interval, filters: [{ property: 'EntityId', value: id }] };
  const asked = await api.call('POST', QUERY, { token, body });
  expect(asked.json).toMatchObject({ state: 'Succeeded', interval });
  const url = `${QUERY}/${asked.json.id}`;
  expect((await api.call('GET', url, { token })).json).toMatchObject({
    id: asked.json.id,
    state: 'Succeeded',
  });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call('GET', `${url}/results?pageSize=2${cursor ? `&cursor=${cursor}` : ''}`, {
      token,
    });
    seen.push(...(page.json.entities as Array<{ id: string }>).map((entry) => entry.id));
    cursor = page.json.cursor as string | undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  const { out, code } = await runWac(campaigns.system.settings, ['audits', 'list', '--entity', id, '--json']);
  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
  ).toEqual(seen);
});

test.each([
  ['an interval that is none', { interval: 'yesterday' }],
  ['an interval that ends before it begins', { interval: '2025-02-01T00:00:00Z/2025-01-01T00:00:00Z' }],
  ['an unknown property', { interval, filters: [{ property: 'Secret', value: 'x' }] }],
  ['an unknown kind', { interval, filters: [{ property: 'EntityType', value: 'Moon' }] }],
  ['an operator as a value', { interval, filters: [{ property: 'EntityId', value: { $ne: '' } }] }],
  ['the same property twice', { interval, filters: Array(2).fill({ property: 'Action', value: 'x' }) }],
  ['no interval', {}],
])('%s is refused', async (_, body) => {
  const answer = await api.call('POST', `${QUERY}/realtime`, { token, body });
  expect(answer).toMatchObject({ status: 400, json: { status: 400 } });
});

test.each(['x', 'e30', '%00', Buffer.from('{"interval":1}').toString('base64url')])(
  'the query %s does not exist',
  async (id) => {
    expect((await api.call('GET', `${QUERY}/${id}`, { token })).status).toBe(404);
    expect((await api.call('GET', `${QUERY}/${id}/results`, { token })).status).toBe(404);
  },
);
