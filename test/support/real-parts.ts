import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../../deploy/local/free-port.ts';
import type { PartPorts } from '../../deploy/local/parts/parts.ts';
import { startParts } from '../../deploy/local/parts/parts.ts';
import { isAlive } from '../../deploy/local/process-list.ts';
import { projectRoot } from '../../deploy/local/project-root.ts';
import { stopLeftovers } from '../../deploy/local/running-list.ts';

/** How tests find the parts: all three given, or a set of their own is started. */
export interface PartsEnv extends Record<string, string> {
  readonly TEST_KAFKA_BROKERS: string;
  readonly TEST_REGISTRY_URL: string;
  readonly TEST_MONGODB_URL: string;
}

export interface TestParts {
  readonly env: PartsEnv;
  stop(): Promise<void>;
}

/**
 * The real parts for tests: those that the three TEST_… variables name, else fresh ones on free ports with a data folder
 * that is removed at the end. What an earlier, killed run left is swept first.
 */
export async function startTestParts(): Promise<TestParts> {
  const { TEST_KAFKA_BROKERS, TEST_REGISTRY_URL, TEST_MONGODB_URL } = process.env;
  if (TEST_KAFKA_BROKERS && TEST_REGISTRY_URL && TEST_MONGODB_URL) {
    return { env: { TEST_KAFKA_BROKERS, TEST_REGISTRY_URL, TEST_MONGODB_URL }, stop: async () => undefined };
  }
  await sweep();
  const dataDir = await newTestDataDir();
  const running = await startParts({
    dataDir,
    ports: await portsForTests(),
    quickBoot: true,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  return {
    env: {
      TEST_KAFKA_BROKERS: running.kafkaBrokers,
      TEST_REGISTRY_URL: running.registryUrl,
      TEST_MONGODB_URL: running.mongoUrl,
    },
    stop: async () => {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh data folder for the parts or services of a test; the next run sweeps it should this one be killed. */
export async function newTestDataDir(): Promise<string> {
  const folder = dataFolder();
  await mkdir(folder, { recursive: true });
  return mkdtemp(join(folder, `test-${process.pid}-`));
}

/** Ends what killed test runs left running and removes their data; runs that still live are left alone. */
async function sweep(): Promise<void> {
  for (const name of await readdir(dataFolder()).catch(() => [])) {
    const pid = /^test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dataDir = join(dataFolder(), name);
    await stopLeftovers(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
}

function dataFolder(): string {
  return join(projectRoot(), '.data');
}

async function portsForTests(): Promise<PartPorts> {
  const [kafka = 0, kafkaController = 0, registry = 0, mongo = 0, prometheus = 0] = await freePorts(5);
  return { kafka, kafkaController, registry, mongo, prometheus };
}
