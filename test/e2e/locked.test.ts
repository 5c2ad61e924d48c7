/** Everything locked: each process its own user at Kafka, MongoDB and the registry, with the rights that give-rights gives. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Admin, Kafka } from 'kafkajs';
import { parties, type Party } from '../../deploy/rights/kafka-acls.ts';
import { mongoRoles } from '../../deploy/rights/mongo-roles.ts';
import { ourServices, type ServiceName } from '../../deploy/local/our-services.ts';
import { publishAll } from '../../deploy/publish/publish-all.ts';
import type { Settings } from '../../config/settings.ts';
import { collections } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import { createKafka } from '../../services/platform/kafka/kafka.ts';
import { connectMongo } from '../../services/platform/mongo/mongo.ts';
import { createLogger } from '../../services/platform/process/logger.ts';
import { acceptedBy, ofRun, repeated, runIdOfCampaign, countersOf } from '../support/campaign-checker.ts';
import { ADMIN, startLockedParts, type LockedParts } from '../support/locked/locked-parts.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { runWac } from '../support/run-wac.ts';
import { serviceProcesses } from '../support/service-process.ts';
import { testSettings, until } from '../support/test-system.ts';

const namespace = `l${randomBytes(4).toString('hex')}-`;
const database = `campaigns_${namespace.replace(/\W/g, '_')}`;
const services = ourServices.map(({ name }) => name);
const processes = serviceProcesses(() => settingsOf(ADMIN));

let parts: LockedParts;
let run: RunningSystem | undefined;

const settingsOf = (user: string, over: Record<string, string> = {}): Settings =>
  testSettings({ ...parts.env(user), NAMESPACE: namespace, MONGODB_DATABASE: database, ...over });

const kafkaOf = (user: string): Kafka =>
  createKafka(settingsOf(user).kafka, 'test', createLogger('test', 'test', 'silent', false));

/** As an operator runs it, with the settings of somebody who may give rights. */
async function giveRights(args: string[], over: Record<string, string> = {}): Promise<string> {
  const env = {
    ...process.env,
    ...parts.env(ADMIN),
    NAMESPACE: namespace,
    MONGODB_DATABASE: database,
    ...over,
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['dist/deploy/rights/give-rights.js', ...args],
    { env },
  );
  return stdout;
}

beforeAll(async () => {
  parts = await startLockedParts(parties);
  const passwords = join(parts.files.folder, 'passwords');
  await mkdir(passwords);
  for (const { party } of mongoRoles(database))
    await writeFile(join(passwords, `mongodb-${party}`), parts.passwordOf(party));
  await Promise.all([giveRights(['kafka']), giveRights(['mongodb', '--passwords', passwords])]);
  await publishAll(settingsOf('publish'));
  run = await runSystem({
    namespace,
    parts: {
      kafkaBrokers: parts.kafka.url,
      registryUrl: settingsOf(ADMIN).registry.url,
      mongoUrl: parts.mongo.url,
    },
    env: { ...BUSY_MACHINE, ...parts.env(ADMIN) },
    ownEnv: (name) => (services.some((service) => service === name) ? parts.env(name) : {}),
  });
}, 240_000);

afterAll(async () => {
  processes.killAll();
  await run?.close();
  await parts.stop();
}, 60_000);

const running = (): RunningSystem => {
  if (!run) throw new Error('the system did not start');
  return run;
};

it('a campaign that an operator starts reaches everybody once, and its statuses come back', async () => {
  const { contactList, dncList, integration, campaign, database: store, system, untilStatus } = running();
  const rows = Array.from({ length: 60 }, (_, n) => `Person ${n},+1317555${1000 + n}`);
  const contactListId = await contactList(`Name,Phone\n${rows.join('\n')}\n`);
  const dncListId = await dncList('Name,Phone\nX,+13175551000\nY,+13175551001\n', ['Phone']);
  const campaignId = await campaign({
    contactListId,
    integrationId: await integration(),
    dncListIds: [dncListId],
    messagesPerMinute: 3_000,
  });
  const { code, err } = await runWac(settingsOf('operators'), ['campaigns', 'start', campaignId]);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
  await untilStatus(campaignId, 'complete');
  const runId = await runIdOfCampaign(store.db, campaignId);
  const accepted = ofRun(await acceptedBy(system.simulatorUrl), runId);
  expect(accepted).toHaveLength(58);
  expect(repeated(accepted)).toEqual([]);
  await until('all are delivered', async () => (await countersOf(store.db, runId)).delivered === 58);
  for (const { ended } of system.services)
    expect(await Promise.race([ended, Promise.resolve('runs')])).toBe('runs');
});

/** What may be tried at all: a party's principal, a topic, and whether it may write there. */
const attempts = (['campaigns', 'sender', 'status', 'webhook', 'commanders', 'operators'] as const).flatMap(
  (party) =>
    [topics.campaignCommands, topics.internalCommands, topics.releasedMessages, topics.messageStatuses].map(
      (topic) => [party, topic.name, mayWrite(party, topic)] as const,
    ),
);

function mayWrite(party: Party, topic: { writers: readonly string[] }): boolean {
  const isOutside = party === 'commanders' || party === 'operators';
  return topic.writers.includes(party) || (isOutside && topic.writers.includes('anyone'));
}

it('writing beside its work is refused to each process, and to whoever may command', async () => {
  const outcomes: Array<readonly [string, string, boolean]> = [];
  for (const party of new Set(attempts.map(([name]) => name))) {
    const producer = kafkaOf(party).producer({ allowAutoTopicCreation: false, retry: { retries: 2 } });
    await producer.connect();
    for (const [, topic] of attempts.filter(([name]) => name === party)) {
      // bytes that nobody can use: they end as dead letters
      const sent = await producer
        .send({ topic: namespace + topic, messages: [{ key: 'x', value: 'x' }] })
        .then(() => true, refusedWith(/not authorized|authorization failed/i));
      outcomes.push([party, topic, sent]);
    }
    await producer.disconnect();
  }
  expect(outcomes).toEqual(attempts);
});

const refusedWith =
  (expected: RegExp) =>
  (error: unknown): false => {
    expect(String((error as Error).message)).toMatch(expected);
    return false;
  };

it('no party makes topics, gives rights or uses a group of another', async () => {
  for (const party of [...services, 'operators', 'commanders'] as const) {
    const admin = kafkaOf(party).admin({ retry: { retries: 1 } });
    await admin.connect();
    try {
      await expect(
        admin.createTopics({ topics: [{ topic: `${namespace}own`, numPartitions: 1 }] }),
      ).rejects.toThrow();
      await expect(describeAcls(admin)).rejects.toThrow(/authoriz/i);
      const other: ServiceName = party === 'sender' ? 'status' : 'sender';
      if (party !== 'campaigns' && party !== 'operators')
        await expect(
          admin.fetchOffsets({ groupId: `${namespace}${other}.released-messages` }),
        ).rejects.toThrow(/authoriz|group coordinator/i);
    } finally {
      await admin.disconnect();
    }
  }
  const admin = kafkaOf(ADMIN).admin();
  await admin.connect();
  expect(await admin.listTopics()).not.toContain(`${namespace}own`);
  await admin.disconnect();
});

const describeAcls = (admin: Admin): Promise<unknown> =>
  admin.describeAcls({ resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 });

it('writing beside its work is refused in MongoDB, and other databases too', async () => {
  for (const [party, own, other] of [
    ['sender', collections.messages, collections.campaigns],
    ['throttle', collections.pace, collections.users],
    ['webhook', null, collections.messages],
    ['status', collections.unmatchedStatuses, collections.integrations],
    ['operators', collections.roles, collections.campaigns],
  ] as const) {
    const connected = await connectMongo(settingsOf(party).mongo, 'test');
    const remove = (name: string): Promise<unknown> =>
      connected.db.collection<{ _id: string }>(name).deleteMany({ _id: randomUUID() });
    try {
      if (own) await remove(own.name);
      await expect(remove(other.name)).rejects.toThrow(/not authorized on/);
      await expect(connected.client.db('another').collection('x').find().toArray()).rejects.toThrow(
        /not authorized on/,
      );
    } finally {
      await connected.close();
    }
  }
});

it('what somebody may beyond his rights is said, and taken away when asked', async () => {
  const admin = kafkaOf(ADMIN).admin();
  await admin.connect();
  await admin.createAcls({
    acl: [
      {
        ...{ resourceType: 2, resourceName: `${namespace}internal-commands`, resourcePatternType: 3 },
        ...{ principal: 'User:commanders', host: '*', operation: 4, permissionType: 3 },
      },
    ],
  });
  await admin.disconnect();
  const wide = `User:commanders: write on topic ${namespace}internal-commands`;
  expect(await giveRights(['kafka'])).toContain(`beyond its rights: ${wide}`);
  expect(await giveRights(['kafka', '--prune'])).toContain(`taken away: ${wide}`);
  expect(await giveRights(['kafka'])).not.toContain('beyond');
});

it('a process ends with one sentence when a right is missing, and dead-letters nothing', async () => {
  const { system, context } = running();
  const throttle = system.of('throttle')[0];
  await throttle?.stop();
  const admin = context.kafka.admin();
  await admin.connect();
  // its writing of released-messages
  await admin.deleteAcls({
    filters: [
      {
        ...{ resourceType: 2, resourceName: `${namespace}released-messages`, resourcePatternType: 3 },
        ...{ principal: 'User:throttle', operation: 1, permissionType: 3 },
      },
    ],
  });
  const { high: before } = (await admin.fetchTopicOffsets(`${namespace}dead-letters`))[0] ?? { high: '?' };
  const own = await processes.start('throttle', { ...parts.env('throttle'), LOG_LEVEL: 'info' });
  const contactListId = await running().contactList('Name,Phone\nAda,+13175559999\n');
  await running().start(
    await running().campaign({ contactListId, integrationId: await running().integration() }),
  );
  expect(await own.exitCode).toBe(64);
  const said = own
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":60'))
    .at(-1);
  expect(said).toMatch(/Kafka does not let this process write \S+released-messages \(.*docs\/kafka-acls\.md/);
  expect((await admin.fetchTopicOffsets(`${namespace}dead-letters`))[0]?.high).toBe(before);
  await admin.disconnect();
});
