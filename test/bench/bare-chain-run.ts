/** Runs the baseline of five bare processes over a list: how long, and how much CPU by stage. */
import { randomBytes } from 'node:crypto';
import type { BenchSystem } from './bench-system.ts';
import { startBaseline } from './baseline-process.ts';
import { countCpu } from './process-usage.ts';
import { putScenario, resetSimulator, threeStatuses } from './simulator-log.ts';

const STAGES = ['import', 'eligibility', 'throttle', 'sender', 'status'];
const SHARED = ['simulator', 'mongo', 'kafka'];
const WEBHOOK_PORT = 8_083;

export type ChainResult = {
  readonly importSeconds: number;
  /** From the start to the last status in the database. */
  readonly sendSeconds: number;
  readonly cpuSeconds: ReadonlyMap<string, number>;
};

/** Uses the system's simulator and parts; its services idle meanwhile. */
export async function runBareChain(
  system: BenchSystem,
  file: string,
  contacts: number,
): Promise<ChainResult> {
  const { bench, context } = system;
  const { kafkaBrokers, mongoUrl } = bench.parts;
  const { simulatorUrl } = system.system;
  const name = `bare-${randomBytes(4).toString('hex')}`;
  const webhookPort = WEBHOOK_PORT + bench.portOffset;
  const topics = ['eligible', 'released', 'accepted'].map((topic) => `${name}-${topic}`);
  const admin = context.kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 6 })) });
  await resetSimulator(simulatorUrl);
  await putScenario(simulatorUrl, { ...threeStatuses, webhook: { url: `http://127.0.0.1:${webhookPort}/` } });
  const accessToken = context.settings.cloudApi.accessTokens.get('default');
  const settings = { name, file, kafkaBrokers, mongoUrl, simulatorUrl, accessToken, webhookPort, contacts };
  const stages = await Promise.all(
    STAGES.map((stage) => startBaseline('bare-chain', stage, { ...settings, stage })),
  );
  const [importer, eligibility, , , status] = stages;
  try {
    if (!importer || !eligibility || !status) throw new Error('stages are missing');
    // our own services idle and have the stages' names
    const shared = system.processes.filter(({ name }) => SHARED.includes(name));
    const used = countCpu([...stages, ...shared]);
    const beganAt = performance.now();
    importer.send({});
    await importer.answer('done');
    const startedAt = performance.now();
    eligibility.send({});
    await status.answer('all-read');
    const endedAt = performance.now();
    return {
      importSeconds: (startedAt - beganAt) / 1_000,
      sendSeconds: (endedAt - startedAt) / 1_000,
      cpuSeconds: used(),
    };
  } finally {
    await Promise.all(stages.map((stage) => stage.stop()));
    await system.database.client.db(name).dropDatabase();
    await admin.deleteTopics({ topics });
    await admin.disconnect();
    await putScenario(simulatorUrl, threeStatuses);
  }
}
