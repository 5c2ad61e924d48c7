/** A whole system for one test file: every service a process of its own, the simulator, fresh names on the shared parts. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { requireFreePort } from '../../deploy/local/free-port.ts';
import {
  API_PORT,
  INSTANCE_PORT_STEP,
  ourServices,
  SIMULATOR_PORT,
  WEBHOOK_PORT,
} from '../../deploy/local/our-services.ts';
import { startSystem, type System, type SystemOptions } from '../../deploy/local/start-system.ts';
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { CampaignCommand, CommandDecided, CreateCampaign } from '../../schemas/types.ts';
import { openCommandClient, type CommandClient } from '../../services/commands/command-client.ts';
import type { Database } from '../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../services/platform/process/run-service.ts';
import { storeUpload } from '../../services/platform/mongo/uploads.ts';
import { campaignBody, contactListBody, dncListBody, integrationBody } from './command-bodies.ts';
import { newTestDataDir } from './real-parts.ts';
import { until } from './test-system.ts';

type Body<T extends CampaignCommand['body']['type']> = Extract<CampaignCommand['body'], { type: T }>;

export type RunningSystem = {
  readonly system: System;
  readonly context: ServiceContext;
  readonly database: Database;
  readonly client: CommandClient;
  /** Sends a command that must be accepted. */
  command(subjectId: string, body: CampaignCommand['body']): Promise<CommandDecided>;
  /** Creates a contact list from CSV text; its import is under way then. */
  startContactList(
    csv: string,
    over?: Partial<Body<'CreateContactList'>>,
  ): Promise<{ listId: string; importId: string }>;
  /** The same, and waits for the import. @returns the list's id */
  contactList(csv: string, over?: Partial<Body<'CreateContactList'>>): Promise<string>;
  /** Creates a do-not-contact list from CSV text and waits for its import. @returns its id */
  dncList(csv: string, phoneColumns: string[]): Promise<string>;
  integration(messagesPerSecond?: number, phoneNumberId?: string): Promise<string>;
  /** Creates a campaign. @returns its id */
  campaign(
    over: Partial<CreateCampaign> & Pick<CreateCampaign, 'contactListId' | 'integrationId'>,
  ): Promise<string>;
  start(campaignId: string): Promise<void>;
  statusOf(campaignId: string): Promise<string | undefined>;
  untilStatus(campaignId: string, status: string, withinMs?: number): Promise<void>;
  close(): Promise<void>;
};

export type RunOptions = {
  instances?: number;
  env?: Record<string, string>;
  scenario?: object;
  /** The parts; those that the TEST_… variables name unless given. */
  parts?: SystemOptions['parts'];
  /** Prefix of topics and groups; one that no other test has unless given. */
  namespace?: string;
} & Pick<SystemOptions, 'ownEnv' | 'distDir'>;

/**
 * A test machine stalls for longer than production allows for: a message may leave up to two seconds after its slot before it gets
 * another one, and the margin grows with it (61 × 1.05 s span a minute and two seconds still).
 */
export const BUSY_MACHINE = { SEND_LATENESS_MS: '2000', PACE_MARGIN: '0.05' };

/** Quick statuses, nothing goes wrong. */
export const CALM = {
  name: 'test',
  seed: 1,
  reply: { delayMs: { min: 5, max: 30 } },
  statuses: {
    sent: { delayMs: { min: 10, max: 60 } },
    delivered: { delayMs: { min: 40, max: 200 } },
    read: { delayMs: { min: 80, max: 400 }, probability: 0.5 },
  },
};

/** An offset at which all of a system's ports are free, below those that the kernel hands out to clients. */
async function freeOffset(): Promise<number> {
  for (;;) {
    const offset = 3_000 + 250 * Math.floor(Math.random() * 75);
    const ports = [
      API_PORT,
      WEBHOOK_PORT,
      SIMULATOR_PORT,
      ...ourServices.flatMap(({ healthPort }) => [healthPort, healthPort + INSTANCE_PORT_STEP]),
    ];
    const checks = await Promise.allSettled(
      ports.map((port) => requireFreePort('a test', '127.0.0.1', port + offset)),
    );
    if (checks.every((check) => check.status === 'fulfilled')) return offset;
  }
}

/** The provider's id of a number that no other test has. */
export const anyPhoneNumberId = (): string => String(10 ** 14 + Math.floor(Math.random() * 10 ** 14));

export async function runSystem(options: RunOptions = {}): Promise<RunningSystem> {
  const dataDir = await newTestDataDir();
  const scenario = join(dataDir, 'scenario.json');
  await writeFile(scenario, JSON.stringify({ ...CALM, ...options.scenario }));
  const system = await startSystem({
    dataDir,
    portOffset: await freeOffset(),
    parts: options.parts ?? {
      kafkaBrokers: process.env['TEST_KAFKA_BROKERS'] ?? '',
      registryUrl: process.env['TEST_REGISTRY_URL'] ?? '',
      mongoUrl: process.env['TEST_MONGODB_URL'] ?? '',
    },
    ...(options.ownEnv ? { ownEnv: options.ownEnv } : {}),
    ...(options.distDir ? { distDir: options.distDir } : {}),
    namespace: options.namespace ?? `e${randomBytes(4).toString('hex')}-`,
    instances: options.instances ?? 1,
    // a killed consumer is missed sooner, and an intent of a killed sender is given up sooner, than in production
    env: {
      KAFKA_SESSION_MS: '6000',
      KAFKA_CLIENT: process.env['TEST_KAFKA_CLIENT'] ?? 'kafkajs',
      SEND_TIMEOUT_MS: '4000',
      SEND_LEASE_MS: '8000',
      IMPORT_LEASE_MS: '3000',
      ...options.env,
    },
    scenario,
  });
  const context = openContext('e2e', { ...system.settings, log: { level: 'error', pretty: false } });
  const database = await context.mongo();
  const client = await openCommandClient(context, { listens: true });

  const command = async (subjectId: string, body: CampaignCommand['body']): Promise<CommandDecided> => {
    const outcome = await client.send(subjectId, body);
    if (!outcome.accepted) throw new Error(`${body.type} was refused: ${JSON.stringify(outcome.errors)}`);
    return outcome;
  };
  const upload = async (csv: string): Promise<string> => {
    const id = randomUUID();
    await storeUpload(database, UPLOADS_BUCKET, id, 'test.csv', Readable.from([Buffer.from(csv)]));
    return id;
  };
  const startContactList: RunningSystem['startContactList'] = async (csv, over) => {
    const listId = randomUUID();
    const { commandId: importId } = await command(listId, contactListBody(listId, await upload(csv), over));
    return { listId, importId };
  };
  const imported = (importId: string): Promise<unknown> =>
    until('the import has ended', async () => {
      const found = await database.of(collections.imports).findOne({ _id: importId });
      if (found?.state === 'FAILED')
        throw new Error(`import failed: ${found.failureReason} ${found.failureDetail}`);
      return found?.state === 'FINISHED';
    });
  const statusOf = async (campaignId: string): Promise<string | undefined> =>
    (await database.of(collections.campaigns).findOne({ _id: campaignId }))?.status;

  return {
    system,
    context,
    database,
    client,
    command,
    startContactList,
    async contactList(csv, over) {
      const { listId, importId } = await startContactList(csv, over);
      await imported(importId);
      return listId;
    },
    async dncList(csv, phoneColumns) {
      const id = randomUUID();
      const outcome = await command(id, dncListBody(id, await upload(csv), phoneColumns));
      await imported(outcome.commandId);
      return id;
    },
    async integration(messagesPerSecond = 80, phoneNumberId = anyPhoneNumberId()) {
      const id = randomUUID();
      await command(id, integrationBody(id, phoneNumberId, messagesPerSecond));
      return id;
    },
    async campaign(over) {
      const id = randomUUID();
      await command(id, campaignBody(id, over));
      return id;
    },
    start: async (campaignId) =>
      void (await command(campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null })),
    statusOf,
    untilStatus: async (campaignId, status, withinMs = 120_000) =>
      void (await until(
        `the campaign is ${status}`,
        async () => (await statusOf(campaignId)) === status,
        withinMs,
      )),
    async close() {
      await system.stop();
      await database.db.dropDatabase();
      const admin = context.kafka.admin();
      await admin.connect();
      const mine = (await admin.listTopics()).filter((topic) => topic.startsWith(system.settings.namespace));
      await admin.deleteTopics({ topics: mine });
      await admin.disconnect();
      await context.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
