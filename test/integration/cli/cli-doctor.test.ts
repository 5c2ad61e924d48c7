/** `wac doctor` finds nothing wrong with a system that is in order, and each thing that is planted wrong. */
import type { Db } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { checkDatabase } from '../../../services/cli/doctor/check-database.ts';
import type { Finding } from '../../../services/cli/doctor/finding.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { runWac } from '../../support/run-wac.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

const KEY = 'only-for-tests-0123456789abcdef0123456789';
let simulator: TestSimulator;
let system: TestSystem;
let database: Database;
let eligibility: ServiceContext;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token,wrong=another',
    PEOPLE_KEY: KEY,
  });
  database = await system.context.mongo();
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: 'main', name: 'Main number', phoneNumberId: '106540352242922' }));
  await system.start('campaigns', startCampaigns);
  await system.start('importer', startImporter);
  eligibility = await system.start('eligibility', startEligibility);
  await system.start('throttle', startThrottle);
  await system.start('sender', startSender);
  await system.start('status', startStatus);
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

async function doctor(...options: string[]): Promise<{ code: number; findings: Finding[]; err: string }> {
  const { code, out, err } = await runWac(system.settings, ['doctor', '--json', ...options]);
  const findings = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding);
  return { code, findings, err };
}
/** What is wrong or will be, as `check: what`. */
const told = (findings: readonly Finding[], level: Finding['level'] = 'fault'): string[] =>
  findings.filter((finding) => finding.level === level).map(({ check, what }) => `${check}: ${what}`);

/** Runs the doctor while something is wrong, and puts it right again. @returns its only fault */
async function faultWhile(plant: () => Promise<unknown>, repair: () => Promise<unknown>): Promise<string> {
  await plant();
  try {
    const { code, findings } = await doctor();
    expect(code).toBe(3);
    for (const finding of findings) expect(finding.do === '').toBe(finding.level === 'ok');
    const faults = told(findings);
    expect(faults).toHaveLength(1);
    return faults[0] ?? '';
  } finally {
    await repair();
  }
}

test('a system in order has no fault; what one machine lacks is a warning', async () => {
  const { code, findings } = await doctor();
  expect(told(findings)).toEqual([]);
  expect(code).toBe(0);
  expect(told(findings, 'warning').map((line) => line.split(':')[0])).toEqual(['mongodb', 'kafka']);
  const checks = [...new Set(findings.map(({ check }) => check))];
  expect(checks).toEqual([
    ...['mongodb', 'clocks', 'indexes', 'disk', 'retention', 'people'],
    ...['kafka', 'topics', 'schemas', 'consumer groups', 'credentials', 'numbers'],
  ]);
  const { out } = await runWac(system.settings, ['doctor']);
  expect(out).toMatch(/CHECK +FOUND +DO/);
});

test('a missing index', async () => {
  const contacts = database.of(collections.contacts);
  const fault = await faultWhile(
    () => contacts.dropIndex('phoneIds_1'),
    () => contacts.createIndex({ phoneIds: 1 }),
  );
  expect(fault).toBe('indexes: contacts has no index on {"phoneIds":1}');
});

test('a topic that is compressed by the broker', async () => {
  const name = system.settings.namespace + topics.sendDemand.name;
  const set = async (value: string): Promise<void> => {
    const admin = system.context.kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'compression.type', value }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name, configEntries }] });
    await admin.disconnect();
  };
  const fault = await faultWhile(
    () => set('gzip'),
    () => set('uncompressed'),
  );
  expect(fault).toContain(`topics: topic ${name} has compression.type gzip`);
});

test('a subject that takes any schema', async () => {
  const subject = `${system.settings.namespace}send-demand-value`;
  const set = async (compatibility: string): Promise<void> => {
    const answer = await fetch(`${system.settings.registry.url}/config/${subject}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ compatibility }),
    });
    expect(answer.ok).toBe(true);
  };
  const fault = await faultWhile(
    () => set('NONE'),
    () => set('BACKWARD'),
  );
  expect(fault).toContain(`schemas: the compatibility of ${subject} is NONE`);
});

test('a sweep that is long past, and a key that erased nobody', async () => {
  const sweeps = database.of(collections.sweeps);
  const past = new Date(Date.now() - 7 * 3_600_000);
  const lease = { owner: 'nobody', leaseUntil: new Date(Date.now() + 3_600_000) };
  const stopped = await faultWhile(
    () => sweeps.updateOne({}, { $set: { endedAt: past, ...lease } }),
    () => sweeps.updateOne({}, { $set: { endedAt: new Date(), owner: null, leaseUntil: null } }),
  );
  expect(stopped).toContain('retention: the last sweep ended at');
  const people = database.of(collections.erasedPeople);
  const foreign = await faultWhile(
    () => people.insertOne({ _id: 'x', keyId: 'of another key', at: new Date() }),
    () => people.deleteMany({}),
  );
  expect(foreign).toContain('people: PEOPLE_KEY');
});

describe('at the provider', () => {
  const integrations = () => database.of(collections.integrations);
  const name = (credentials: string) => () =>
    integrations().updateOne({ _id: 'main' }, { $set: { credentials } });

  test('a token that is not set here; one that is refused, so that nothing can be seen with it', async () => {
    expect(await faultWhile(name('brand'), name('default'))).toContain(
      'credentials: integrations name the access token "brand"',
    );
    await name('wrong')();
    const { findings } = await doctor();
    await name('default')();
    expect(told(findings).map((line) => line.split(':')[0])).toEqual(['credentials', 'numbers']);
    expect(JSON.stringify(findings)).not.toContain('another');
    expect(told((await doctor('--offline')).findings)).toEqual([]);
  });

  test('a token that ends soon, a number that is rated RED and held', async () => {
    await simulator.setScenario({ auth: { tokenExpiresAt: Math.floor(Date.now() / 1_000) + 86_400 } });
    const number = { level: null, qualityRating: 'RED', limitTier: null, readAt: new Date() };
    await integrations().updateOne({ _id: 'main' }, { $set: { number } });
    const hold = {
      scope: 'NUMBER',
      scopeKey: 'main',
      untilMs: Date.now() + 60_000,
      code: 131048,
      reason: 'spam',
    };
    await database
      .of(collections.pace)
      .updateOne({ _id: 'main' }, { $set: { holds: [hold] } as never }, { upsert: true });
    const { findings } = await doctor();
    await database.of(collections.pace).updateOne({ _id: 'main' }, { $set: { holds: [] } });
    await simulator.setScenario({});
    const warnings = told(findings, 'warning').join('\n');
    expect(warnings).toContain('credentials: the access token "default" ends at');
    expect(warnings).toContain('numbers: WhatsApp rates the number of "Main number" RED');
    expect(warnings).toContain('numbers: "Main number" is held (NUMBER, 131048)');
  });
});

test('MongoDB: an old version, no replica set, a clock that is off, a full disk', async () => {
  /** The same database, whose server says something else. */
  const saying = (answers: Record<string, object>): Database => {
    const db = new Proxy(database.db, {
      get(target, property) {
        if (property === 'stats') return async () => answers['stats'] ?? target.stats();
        if (property === 'command')
          return async (command: object) => answers[Object.keys(command)[0] ?? ''] ?? target.command(command);
        const value = target[property as keyof Db] as unknown;
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    return { ...database, db };
  };
  const faultsOf = async (answers: Record<string, object>, offMs = 0): Promise<string[]> =>
    told(await checkDatabase(saying(answers), KEY, () => Date.now() + offMs));
  expect(await faultsOf({})).toEqual([]);
  expect(await faultsOf({ buildInfo: { version: '5.0.1' } })).toEqual(['mongodb: MongoDB is version 5.0.1']);
  expect(
    await faultsOf({
      hello: {
        get localTime() {
          return new Date();
        },
      },
    }),
  ).toEqual([expect.stringContaining('not a replica set')]);
  expect(await faultsOf({}, 5_000)).toEqual([expect.stringContaining('clocks: the clock of MongoDB')]);
  expect(await faultsOf({}, -5_000)).toEqual([expect.stringContaining('clocks: the clock of MongoDB')]);
  expect(await faultsOf({ stats: { fsUsedSize: 90, fsTotalSize: 100 } })).toEqual([
    'disk: the disk of MongoDB is 90 % full',
  ]);
});

test('a process that is not there, and a part that cannot be reached', async () => {
  await system.stop(eligibility);
  const { findings, code } = await doctor('--offline');
  expect(code).toBe(3);
  expect(told(findings)).toEqual(
    ['campaign-events', 'contact-list-events', 'send-demand'].map(
      (name) => `consumer groups: no eligibility process reads ${name}`,
    ),
  );
  const away = {
    ...system.settings,
    mongo: {
      ...system.settings.mongo,
      url: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200',
      database: 'x',
    },
  };
  const { out } = await runWac(away, ['doctor', '--json', '--offline']);
  expect(out).toContain('"check":"mongodb","level":"fault","what":"cannot be looked at');
  expect(out).toContain('"check":"topics"');
});
