/** The live stream: what it tells, to whom, and what many listeners cost. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import { makeUser } from '../../../services/access/people.ts';
import { changeClient } from '../../../services/access/store.ts';
import { accessCollections } from '../../../schemas/collections/access-collections.ts';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { listenTo, type LiveClient } from '../../support/live-client.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { API_TEST_SECRET, openTestApi, storeDivision, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

jest.setTimeout(240_000);

const VIEW = ['outbound:whatsAppCampaign:view', 'outbound:eventLog:view', 'outbound:contactList:view'];
const LOG = 'v2.outbound.events';
const LISTENERS = 1_000;

let api: TestApi;
const open: LiveClient[] = [];
const processes = serviceProcesses(() => api.system.settings);
beforeAll(async () => {
  api = await openTestApi({ API_LISTENERS_PER_CALLER: String(LISTENERS) });
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
afterAll(async () => {
  processes.killAll();
  await api.close();
});

const listen = async (topics: readonly string[], options: Parameters<typeof listenTo>[2]) => {
  const client = await listenTo(api, topics, options);
  open.push(client);
  return client;
};
const campaign = async (over: Partial<Parameters<typeof campaignDocument>[0]> = {}): Promise<string> => {
  const _id = randomUUID();
  await api.database.of(collections.campaigns).insertOne(campaignDocument({ _id, ...over }));
  return _id;
};
const changeCampaign = (id: string, change: object) =>
  api.database.of(collections.campaigns).updateOne({ _id: id }, { $set: change });
const campaignTopic = (id: string): string => `v2.outbound.messagingcampaigns.${id}`;
const entry = (over: Partial<EventDocument> = {}): EventDocument => ({
  _id: `e:${randomUUID()}`,
  at: new Date(),
  level: 'INFO',
  category: 'MESSAGING_CAMPAIGN',
  code: 'CAMPAIGN_STARTED',
  message: 'started',
  entity: { kind: 'campaign', id: 'c1' },
  divisionId: 'home',
  who: null,
  correlationId: null,
  storedAt: new Date(),
  ...over,
});
const log = async (over: Partial<EventDocument> = {}): Promise<string> => {
  const event = entry(over);
  await api.database.of(collections.events).insertOne(event);
  return event._id;
};
const idsIn = (client: LiveClient): string[] => client.bodies(LOG).map(({ id = '' }) => id);
/** Until the stream has begun: it tells its position first. */
const begun = (client: LiveClient) => until('the stream has begun', () => client.lastEventId() !== '');

describe('a listener', () => {
  test('is told how a campaign and its progress are, and again when they change', async () => {
    const token = await api.tokenWith(VIEW);
    const id = await campaign({ status: 'on', messagesPerMinute: 60 });
    const runId = (await api.database.of(collections.campaigns).findOne({ _id: id }))?.runId ?? '';
    await api.database.of(collections.campaignRuns).insertOne({
      ...{ _id: runId, campaignId: id, number: 1, integrationId: 'i', contactListId: 'l', state: 'READY' },
      ...{ planned: 10, pages: 1, filteredOut: 0, plannedThroughArrival: 10, plannedAt: new Date() },
    });
    const client = await listen([campaignTopic(id), `${campaignTopic(id)}.progress`], { token });
    expect(client.status).toBe(200);
    await until('both are told', () => client.events.length === 2);
    expect(client.bodies(campaignTopic(id))).toMatchObject([{ id, campaignStatus: 'on', version: 1 }]);
    expect(client.bodies(`${campaignTopic(id)}.progress`)).toMatchObject([
      { campaign: { id }, totalNumberOfContacts: 10, sent: 0 },
    ]);
    await api.database.db
      .collection(collections.runCounters.name)
      .insertOne({ runId, accepted: 4, skipped: 1 });
    await until('the progress is told again', () => client.events.length === 3);
    expect(client.bodies(`${campaignTopic(id)}.progress`).at(-1)).toMatchObject({ sent: 4, percentage: 50 });
    await changeCampaign(id, { status: 'complete' });
    await until(
      'the end is told',
      () => client.bodies(campaignTopic(id)).at(-1)?.campaignStatus === 'complete',
    );
  });

  test('of everything hears of what starts, of imports and of numbers too', async () => {
    const token = await api.tokenWith([...VIEW, 'messaging:integration:view']);
    const topics = [
      campaignTopic('*'),
      'v2.outbound.contactlists.*.importstatus',
      'v2.messaging.integrations.whatsapp.*',
    ];
    const client = await listen(topics, { token });
    const id = await campaign({ status: 'on' });
    await until('the campaign is told', () => client.bodies(campaignTopic(id)).length > 0);
    const number = randomUUID();
    await api.database.of(collections.integrations).insertOne(integrationDocument({ _id: number }));
    const health = `v2.messaging.integrations.whatsapp.${number}`;
    await until('the number is told', () => client.bodies(health).length > 0);
    expect(client.bodies(health)).toMatchObject([{ id: number, status: 'Active' }]);
    await api.database.of(collections.integrations).updateOne({ _id: number }, { $set: { active: false } });
    await until('its change is told', () => client.bodies(health).at(-1)?.status === 'Inactive');

    const list = randomUUID();
    await api.database.db.collection<{ _id: string }>(collections.contactLists.name).insertOne({
      _id: list,
      divisionId: 'home',
      imports: [{ id: 'import-1', state: 'RUNNING' }],
    } as never);
    await api.database.db.collection<{ _id: string }>(collections.imports.name).insertOne({
      ...{ _id: 'import-1', listId: list, kind: 'CONTACTS', state: 'RUNNING', rowsRead: 5 },
      ...{ totalBytes: 100, bytesRead: 50, rejected: 0, createdAt: new Date() },
    });
    const imports = `v2.outbound.contactlists.${list}.importstatus`;
    await until('the import is told', () => client.bodies(imports).length > 0);
    expect(client.bodies(imports)[0]).toMatchObject({ state: 'IN_PROGRESS', percentComplete: 50 });
  });

  test('gets what was logged meanwhile when it returns', async () => {
    const token = await api.tokenWith(VIEW);
    const first = await listen([LOG], { token });
    await begun(first);
    const told = await log();
    await until('an entry is told', () => idsIn(first).includes(told));
    first.close();
    const missed = [await log(), await log()];
    const second = await listen([LOG], { token, lastEventId: first.lastEventId() });
    await until('what was missed is told', () => missed.every((id) => idsIn(second).includes(id)));
    // the same process knows exactly how far it was
    expect(idsIn(second)).toEqual(missed);
    const strange = await listen([LOG], { token, lastEventId: 'not one of ours' });
    await until('a gap is told', () => strange.events.some(({ event }) => event === 'gap'));
  });

  test.each([
    ['no topics', '', 400],
    ['another option', `${LOG}&x=1`, 400],
    ['a topic that does not exist', 'v2.outbound.campaigns.x', 400],
    ['an empty id', 'v2.outbound.contactlists..importstatus', 400],
    ['too many topics', Array.from({ length: 101 }, (_, n) => campaignTopic(`c${n}`)).join(','), 400],
    ['a topic without its permission', 'v2.outbound.dnclists.*.importstatus', 403],
  ])('%s is refused', async (_, topics, status) => {
    const token = await api.tokenWith(VIEW);
    const answer = await api.call('GET', `/api/v2/notifications/stream?topics=${topics}`, { token });
    expect(answer).toMatchObject({ status, json: { status } });
  });
});

describe('rights', () => {
  test('only divisions that may be seen are told of, also when they change on the way', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    await storeDivision(api.database, mine);
    await storeDivision(api.database, theirs);
    const token = await api.tokenWith(VIEW, [mine]);
    const [seen, hidden] = [
      await campaign({ divisionId: mine, status: 'off' }),
      await campaign({ divisionId: theirs, status: 'off' }),
    ];
    const client = await listen([campaignTopic(seen), campaignTopic(hidden), campaignTopic('*'), LOG], {
      token,
    });
    await begun(client);
    await log({ divisionId: theirs });
    await log({ divisionId: 'any' });
    const own = await log({ divisionId: mine });
    await changeCampaign(hidden, { status: 'on' });
    await changeCampaign(seen, { status: 'on' });
    await until('one’s own are told', () => idsIn(client).includes(own));
    await until(
      'the change is told',
      () => client.bodies(campaignTopic(seen)).at(-1)?.campaignStatus === 'on',
    );
    expect(idsIn(client)).toHaveLength(2);
    expect(client.bodies(campaignTopic(hidden))).toEqual([]);
    // the campaign moves out of sight
    await changeCampaign(seen, { divisionId: theirs, status: 'complete' });
    const other = await campaign({ divisionId: mine, status: 'on' });
    await until('another one is told', () => client.bodies(campaignTopic(other)).length > 0);
    expect(client.bodies(campaignTopic(seen)).at(-1)).toMatchObject({ campaignStatus: 'on' });
    // the role loses its permission: the stream stays, and tells nothing
    const before = client.events.length;
    await api.database
      .of(accessCollections.roles)
      .updateMany({ permissions: VIEW }, { $set: { permissions: ['outbound:eventLog:view'] } });
    await changeCampaign(other, { status: 'off' });
    const last = await log({ divisionId: mine });
    await until('what may still be seen is told', () => idsIn(client).includes(last));
    expect(client.events.slice(before).map(({ data }) => data?.topicName)).toEqual([LOG]);
  });

  test('a stream ends with its client, its token and its session', async () => {
    const client = async () => {
      const token = await api.tokenWith(VIEW);
      const [, payload = ''] = token.split('.');
      const { sub, jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
        sub: string;
        jti: string;
      };
      const stream = await listen([LOG], { token });
      await begun(stream);
      return { stream, id: sub.replace('client:', ''), jti };
    };
    const disabled = await client();
    const revoked = await client();
    const email = `p${randomUUID()}@example.com`;
    const password = 'a long enough password';
    const grants = [{ roleId: 'supervisor', divisionIds: ['*'] }];
    await makeUser(api.database, { email, name: 'Pat', password, grants }, new Date());
    const signedIn = await api.call('POST', '/api/v2/session', { body: { email, password } });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const session = await listen([LOG], { cookie });
    await begun(session);

    await changeClient(api.database, disabled.id, { active: false });
    await until('the disabled client’s stream ends', () => !disabled.stream.isOpen());
    expect(revoked.stream.isOpen()).toBe(true);
    await api.database
      .of(accessCollections.revokedTokens)
      .insertOne({ _id: revoked.jti, expiresAt: new Date(Date.now() + 60_000) });
    await until('the revoked token’s stream ends', () => !revoked.stream.isOpen());
    expect(session.isOpen()).toBe(true);
    const headers = { cookie, 'x-csrf-token': signedIn.json.csrfToken as string };
    expect((await api.call('DELETE', '/api/v2/session', { headers })).status).toBe(204);
    await until('the session’s stream ends', () => !session.isOpen());
  });
});

describe('many listeners', () => {
  /** Reads of our database since the last time, by collection. */
  const countReads = async (during: () => Promise<void>): Promise<Map<string, number>> => {
    const { db } = api.database;
    await db.command({ profile: 0 });
    await db.collection('system.profile').drop();
    await db.createCollection('system.profile', { capped: true, size: 64 * 1_024 * 1_024 });
    await db.command({ profile: 2 });
    await during();
    await db.command({ profile: 0 });
    const found = await db
      .collection('system.profile')
      .aggregate<{ _id: string; n: number }>([
        { $match: { op: { $in: ['query', 'command', 'getmore'] }, 'command.profile': { $exists: false } } },
        { $group: { _id: '$ns', n: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(found.map(({ _id, n }) => [_id.slice(db.databaseName.length + 1), n]));
  };

  test('cost as many reads as one, and each is told', async () => {
    const token = await api.tokenWith(VIEW);
    const id = await campaign({ status: 'on' });
    const topics = [campaignTopic(id), `${campaignTopic(id)}.progress`, LOG];
    const one = await listen(topics, { token });
    await begun(one);
    const perLook = async (clients: readonly LiveClient[]) => {
      const startedAt = Date.now();
      const reads = await countReads(async () => {
        for (const messagesPerMinute of [61, 62, 63, 64]) {
          await changeCampaign(id, { messagesPerMinute });
          const told = ({ bodies }: LiveClient) =>
            bodies(campaignTopic(id)).at(-1)?.messagesPerMinute === messagesPerMinute;
          await until('everybody is told', () => clients.every(told));
        }
      });
      const looks = reads.get('campaigns') ?? 0;
      expect(looks).toBeGreaterThan(0);
      expect(looks).toBeLessThanOrEqual((Date.now() - startedAt) / 1_000 + 1);
      const all = [...reads.values()].reduce((sum, count) => sum + count, 0);
      return all / looks;
    };
    const ofOne = await perLook([one]);
    const others = await Promise.all(Array.from({ length: LISTENERS - 1 }, () => listen(topics, { token })));
    expect(others.filter(({ status }) => status === 200)).toHaveLength(LISTENERS - 1);
    await Promise.all(others.map(begun));
    const ofAll = await perLook([one, ...others]);
    // a constant number of statements a look: two more for the listeners' token and client at most
    expect(ofOne).toBeLessThan(12);
    expect(ofAll).toBeLessThan(12);
    const surplus = await listenTo(api, topics, { token });
    expect(surplus.status).toBe(429);
  });

  test('one that does not read is dropped; the others are not kept waiting', async () => {
    const token = await api.tokenWith(VIEW);
    const id = await campaign({ status: 'on' });
    const { port } = new URL(api.url);
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.pause();
    const closed = new Promise<void>((resolve) =>
      socket.once('error', () => resolve()).once('close', () => resolve()),
    );
    socket.write(
      `GET /api/v2/notifications/stream?topics=${campaignTopic(id)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    const reader = await listen([campaignTopic(id)], { token });
    const dropped = async () =>
      /wac_live_dropped_total\{[^}]*reason="slow"[^}]*\} (\d+)/.exec(await api.context.metrics.scrape())?.[1];
    let round = 0;
    await until('the slow one is dropped', async () => {
      round += 1;
      const errors = Array.from({ length: 300 }, (_, n) => ({
        ...{ code: `c${round}-${n}`, field: null, limit: null },
        message: 'x'.repeat(10_000),
      }));
      await changeCampaign(id, { errors, revision: round });
      const isTold = () =>
        reader.bodies(campaignTopic(id)).some(({ errors }) => errors?.[0]?.error === `c${round}-0`);
      await until('the one who reads is told', isTold);
      return (await dropped()) === '1';
    });
    expect(reader.isOpen()).toBe(true);
    socket.resume();
    await closed;
  });
});

test('kill -9: who returns to the restarted process has lost nothing', async () => {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const env = { API_PORT: String(port), API_PUBLIC_URL: url, API_SECRET: API_TEST_SECRET };
  const token = await api.tokenWith(VIEW);
  for (let n = 0; n < 30; n += 1) await log({ code: 'OLD' });
  const doomed = await processes.start('api', env);
  const first = await listen([LOG], { token, url });
  await begun(first);
  const logged: string[] = [];
  for (let n = 0; n < 20; n += 1) logged.push(await log());
  await until('some are told', () => idsIn(first).length >= 10);
  for (let n = 0; n < 20; n += 1) logged.push(await log());
  doomed.signal('SIGKILL');
  await until('the stream is cut off', () => !first.isOpen());
  // their time is over: the process that comes counts from another one
  await api.database.of(collections.events).deleteMany({ code: 'OLD' });
  for (let n = 0; n < 20; n += 1) logged.push(await log());
  await processes.start('api', env);
  const second = await listen([LOG], { token, url, lastEventId: first.lastEventId() });
  const told = () => new Set([...idsIn(first), ...idsIn(second)]);
  await until('all are told', () => logged.every((id) => told().has(id)));
  expect(second.events.some(({ event }) => event === 'gap')).toBe(false);
});
