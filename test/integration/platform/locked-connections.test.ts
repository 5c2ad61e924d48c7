/** Kafka, the registry and MongoDB with TLS and logins of every kind; what they refuse is one sentence, and soon. */
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { topics } from '../../../schemas/topics.ts';
import { connectMongo } from '../../../services/platform/mongo/mongo.ts';
import { openRegistry } from '../../../services/platform/kafka/avro/registry.ts';
import { createKafka } from '../../../services/platform/kafka/kafka.ts';
import { kafkaRefusal, requireAccess } from '../../../services/platform/kafka/require-access.ts';
import { createLogger } from '../../../services/platform/process/logger.ts';
import { Refusal } from '../../../services/platform/process/refusal.ts';
import { publishAll } from '../../../deploy/publish/publish-all.ts';
import type { Settings } from '../../../config/settings.ts';
import { makeAuthority } from '../../support/locked/certificates.ts';
import { ADMIN, startLockedParts, type LockedParts } from '../../support/locked/locked-parts.ts';
import { writeAndRead } from '../../support/locked/write-and-read.ts';
import { runWac } from '../../support/run-wac.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { testSettings, until } from '../../support/test-system.ts';

let parts: LockedParts;
let strangerFile: string;
const started: Array<{ stop(): void }> = [];
const names = testSettings();
const processes = serviceProcesses(() => names);

beforeAll(async () => {
  parts = await startLockedParts(['status'], 12);
  strangerFile = parts.files.write((await makeAuthority('Another authority')).cert);
  await publishAll(settings());
});
afterAll(async () => {
  processes.killAll();
  for (const server of started) server.stop();
  await parts.stop();
});

const settings = (over: Record<string, string> = {}, user = ADMIN): Settings =>
  testSettings({
    ...parts.env(user),
    NAMESPACE: names.namespace,
    MONGODB_DATABASE: names.mongo.database,
    ...over,
  });

const oauth = (secret = parts.passwordOf(ADMIN)): Record<string, string> => ({
  KAFKA_SASL_MECHANISM: 'oauthbearer',
  KAFKA_USERNAME: '',
  KAFKA_PASSWORD_FILE: '',
  KAFKA_OAUTH_TOKEN_URL: parts.tokens.tokenUrl,
  KAFKA_OAUTH_CLIENT_ID: ADMIN,
  KAFKA_OAUTH_CLIENT_SECRET: secret,
});

async function topicsSeen({ kafka }: Settings): Promise<number> {
  await requireAccess(kafka, 'test');
  const admin = createKafka(kafka, 'test', createLogger('test', 'test', 'silent', false)).admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((topic) => topic.startsWith(names.namespace)).length;
  } finally {
    await admin.disconnect();
  }
}

/** By the client that asks nothing else here. */
const thereAndBack = (over: Record<string, string>): Promise<string> =>
  writeAndRead(
    settings({ ...over, KAFKA_CLIENT: 'platformatic' }),
    names.namespace + topics.providerSignals.name,
  );

/** A TLS server that speaks nothing else: its certificate is all that matters. */
async function tlsServer(until: Date): Promise<string> {
  const server = createServer(await parts.authority.issue('old', '127.0.0.1', until));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.push({ stop: () => void server.close() });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What has ended, where, and when. */
const endedAt = (part: string): RegExp =>
  new RegExp(
    `^${part}: its certificate has expired: it ended at \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z and must be renewed there$`,
  );

type Front = { readonly address: string; renew(): Promise<void> };

/** A door with a certificate of its own before a part: it has ended, until it is renewed. */
async function endedFront(behind: string): Promise<Front> {
  const [host = '', port = ''] = behind.split(':');
  const issue = (until: Date) => parts.authority.issue('front', '127.0.0.1', until);
  const server = createServer(await issue(new Date(Date.now() - 1_000)), (socket) => {
    const onward = connect({ host, port: Number(port), ca: parts.authority.cert });
    for (const side of [socket, onward])
      side.on('error', () => [socket, onward].forEach((each) => each.destroy()));
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.push({ stop: () => void server.close() });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    renew: async () => server.setSecureContext(await issue(new Date(Date.now() + 86_400_000))),
  };
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('Kafka', () => {
  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('knows a user by %s', async (mechanism) => {
    expect(await topicsSeen(settings({ KAFKA_SASL_MECHANISM: mechanism }))).toBeGreaterThan(10);
    expect(await thereAndBack({ KAFKA_SASL_MECHANISM: mechanism })).toMatch(/\S/);
  });

  it('knows a client by its access token, and gets another before it ends', async () => {
    const { kafka } = settings(oauth());
    await requireAccess(kafka, 'test');
    const admin = createKafka(kafka, 'test', createLogger('test', 'test', 'silent', false)).admin();
    await admin.connect();
    const before = parts.tokens.given();
    // a token lives for twelve seconds here, and the broker ends connections whose token has ended
    await until('a token was fetched again', async () => {
      expect((await admin.listTopics()).length).toBeGreaterThan(10);
      return parts.tokens.given() > before;
    });
    await admin.disconnect();
    expect(await thereAndBack(oauth())).toMatch(/\S/);
  });

  it('knows a client by its certificate', async () => {
    const { cert, key } = await parts.authority.issue('kafka');
    const own = {
      KAFKA_BROKERS: parts.certificateBroker,
      KAFKA_SASL_MECHANISM: '',
      KAFKA_USERNAME: '',
      KAFKA_PASSWORD_FILE: '',
    };
    const files = { KAFKA_CERTIFICATE_FILE: parts.files.write(cert), KAFKA_KEY_FILE: parts.files.write(key) };
    expect(await topicsSeen(settings({ ...own, ...files }))).toBeGreaterThan(10);
    expect(await thereAndBack({ ...own, ...files })).toMatch(/\S/);
    // without one the broker ends the connection
    await expect(requireAccessSoon({ ...own })).rejects.toThrow();
  });

  const requireAccessSoon = async (over: Record<string, string>): Promise<void> => {
    await requireAccess(settings(over).kafka, 'test');
    throw new Error('let in, or not known why not');
  };

  it('refuses in one sentence', async () => {
    const says = (over: Record<string, string>): Promise<string> =>
      refusal(() => requireAccess(settings(over).kafka, 'test'));
    const at = parts.kafka.url;
    expect(await says({ KAFKA_PASSWORD_FILE: parts.files.write('wrong') })).toMatch(
      new RegExp(`^Kafka at ${at}: it does not accept who we say we are .*KAFKA_USERNAME`),
    );
    expect(await says({ KAFKA_CA_FILE: strangerFile })).toMatch(
      new RegExp(`^Kafka at ${at}: its certificate is not from an authority .*KAFKA_CA_FILE`),
    );
    expect(await says({ KAFKA_BROKERS: at.replace('127.0.0.1', 'localhost') })).toMatch(
      /^Kafka at localhost:\d+: its certificate is for another host: .*localhost/,
    );
    const client = (over: Record<string, string>): Promise<string | null> =>
      thereAndBack(over).catch((error: unknown) => kafkaRefusal(error, at));
    expect(await client({ KAFKA_PASSWORD_FILE: parts.files.write('wrong') })).toMatch(
      /does not accept who we say we are .*KAFKA_USERNAME/,
    );
    expect(await client({ KAFKA_CA_FILE: strangerFile })).toBe(await says({ KAFKA_CA_FILE: strangerFile }));
    const old = await tlsServer(new Date(Date.now() - 1_000));
    expect(await says({ KAFKA_BROKERS: old })).toMatch(endedAt(`Kafka at ${old}`));
    expect(await says(oauth('wrong'))).toMatch(
      /^the token endpoint http:\S+ gives admin no access token for Kafka: .*KAFKA_OAUTH_CLIENT_ID/,
    );
  });

  it('lets one broker refuse while another does not', async () => {
    const old = await tlsServer(new Date(Date.now() - 1_000));
    await requireAccess(settings({ KAFKA_BROKERS: `${old},${parts.kafka.url}` }).kafka, 'test');
  });
});

describe('MongoDB', () => {
  it('knows a user by password, and by certificate', async () => {
    const database = await connectMongo(settings().mongo, 'test');
    const { cert, key } = await parts.authority.issue('status');
    await database.client
      .db('$external')
      .command({ createUser: 'CN=status', roles: [{ role: 'root', db: 'admin' }] });
    await database.close();
    const own = await connectMongo(
      settings({
        MONGODB_USERNAME: '',
        MONGODB_PASSWORD_FILE: '',
        MONGODB_URL: `${parts.mongo.url}&authMechanism=MONGODB-X509&authSource=$external`,
        MONGODB_CERTIFICATE_FILE: parts.files.write(cert),
        MONGODB_KEY_FILE: parts.files.write(key),
      }).mongo,
      'test',
    );
    expect((await own.db.listCollections().toArray()).length).toBeGreaterThan(10);
    await own.close();
  });

  it('refuses in one sentence', async () => {
    const says = (over: Record<string, string>): Promise<string> =>
      refusal(() => connectMongo(settings(over).mongo, 'test'));
    const at = parts.mongo.url.replace(/^mongodb:\/\/|\/.*$/g, '');
    expect(await says({ MONGODB_PASSWORD_FILE: parts.files.write('wrong') })).toMatch(
      new RegExp(`^MongoDB at ${at}: it does not accept who we say we are .*MONGODB_USERNAME`),
    );
    expect(await says({ MONGODB_CA_FILE: strangerFile })).toMatch(
      new RegExp(`^MongoDB at ${at}: its certificate is not from an authority .*MONGODB_CA_FILE`),
    );
    expect(await says({ MONGODB_URL: parts.mongo.url.replace('127.0.0.1', 'localhost') })).toMatch(
      /^MongoDB at localhost:\d+: its certificate is for another host: .*localhost/,
    );
    const old = await tlsServer(new Date(Date.now() - 1_000));
    expect(await says({ MONGODB_URL: `mongodb://${old}/?replicaSet=rs0` })).toMatch(
      endedAt(`MongoDB at ${old}`),
    );
  });
});

describe('the registry', () => {
  it('knows a user, and refuses in one sentence', async () => {
    const says = (over: Record<string, string>): Promise<string | null> =>
      openRegistry(settings(over).registry).refusal();
    expect(await says({})).toBeNull();
    expect(await says({ SCHEMA_REGISTRY_PASSWORD_FILE: parts.files.write('wrong') })).toMatch(
      /^the schema registry at https:\S+: it answers 401; look at SCHEMA_REGISTRY_USERNAME/,
    );
    expect(await says({ SCHEMA_REGISTRY_CA_FILE: strangerFile })).toMatch(
      /^the schema registry at https:\S+: its certificate is not from an authority .*SCHEMA_REGISTRY_CA_FILE/,
    );
    const { url } = settings().registry;
    expect(await says({ SCHEMA_REGISTRY_URL: url.replace('127.0.0.1', 'localhost') })).toMatch(
      /^the schema registry at https:\/\/localhost\S+: its certificate is for another host/,
    );
    const old = await tlsServer(new Date(Date.now() - 1_000));
    expect(await says({ SCHEMA_REGISTRY_URL: `https://${old}` })).toMatch(
      endedAt(`the schema registry at https://${old}`),
    );
  });
});

describe('a process that is refused', () => {
  const ends: Array<[string, () => Record<string, string>, RegExp]> = [
    [
      'a wrong password of Kafka',
      () => ({ KAFKA_PASSWORD_FILE: parts.files.write('wrong') }),
      /Kafka at .*: it does not accept who we say we are/,
    ],
    [
      'a wrong password of MongoDB',
      () => ({ MONGODB_PASSWORD_FILE: parts.files.write('wrong') }),
      /MongoDB at .*: it does not accept who we say we are/,
    ],
    [
      'a wrong password of the registry',
      () => ({ SCHEMA_REGISTRY_PASSWORD_FILE: parts.files.write('wrong') }),
      /the schema registry at .*: it answers 401/,
    ],
    [
      'no rights at Kafka',
      () => ({
        KAFKA_USERNAME: 'status',
        KAFKA_PASSWORD_FILE: parts.files.write(parts.passwordOf('status')),
      }),
      /Kafka does not let this process write any topic \(Cluster authorization failed\); docs\/kafka-acls/,
    ],
  ];

  it.each(ends)('ends with one sentence for %s', async (_, over, sentence) => {
    const env = { ...parts.env(ADMIN), MONGODB_DATABASE: names.mongo.database, ...over() };
    const process = await processes.spawn('services/status/main.js', env);
    expect(await process.exitCode).toBe(64);
    const fatal = process
      .output()
      .split('\n')
      .filter((line) => line.includes('"level":"fatal"') || line.includes('"level":60'));
    expect(fatal).toHaveLength(1);
    expect(fatal[0]).toMatch(sentence);
    for (const user of [ADMIN, 'status']) expect(process.output()).not.toContain(parts.passwordOf(user));
  });

  it.each<[string, () => string, (front: string) => Record<string, string>]>([
    ['Kafka', () => parts.kafka.url, (front) => ({ KAFKA_BROKERS: front })],
    [
      'MongoDB',
      () => parts.mongo.url.replace(/^mongodb:\/\/|\/.*$/g, ''),
      (front) => ({ MONGODB_URL: `mongodb://${front}/?directConnection=true` }),
    ],
    [
      'the schema registry',
      () => new URL(settings().registry.url).host,
      (front) => ({ SCHEMA_REGISTRY_URL: settings().registry.url.replace(/127\.0\.0\.1:\d+/, front) }),
    ],
  ])(
    'because a certificate of %s has ended says so, and works once it is renewed',
    async (part, behind, over) => {
      const front = await endedFront(behind());
      const env = { ...parts.env(ADMIN), MONGODB_DATABASE: names.mongo.database, ...over(front.address) };
      const refused = await processes.spawn('services/status/main.js', env);
      expect(await refused.exitCode).toBe(64);
      expect(refused.output()).toMatch(
        new RegExp(
          `${part} at \\S*${front.address}\\S*: its certificate has expired: it ended at [\\dT:.-]+Z`,
        ),
      );
      await front.renew();
      const runs = await processes.spawn('services/status/main.js', env);
      await until('it works', async () => (await runs.ready()) === 200);
      runs.signal('SIGKILL');
    },
  );

  it('wac says it too, with its exit code for what cannot be reached', async () => {
    const wrong = settings({ KAFKA_PASSWORD_FILE: parts.files.write('wrong') });
    const { code, err } = await runWac(wrong, ['doctor', '--offline']);
    expect(code).toBe(3);
    const campaigns = await runWac(settings({ MONGODB_CA_FILE: strangerFile }), ['campaigns', 'list']);
    expect(campaigns.code).toBe(4);
    expect(campaigns.err).toMatch(/^wac: MongoDB at .*: its certificate is not from an authority[^\n]*\n$/);
    expect(err).not.toContain(parts.passwordOf(ADMIN));
  });
});
