/** A system for one measurement: topics and database of its own on the parts that all measurements share. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '../../deploy/local/our-services.ts';
import { projectRoot } from '../../deploy/local/project-root.ts';
import type { RunningParts } from '../../deploy/local/parts/parts.ts';
import { startSystem, type System } from '../../deploy/local/start-system.ts';
import { openCommandClient, type CommandClient } from '../../services/commands/command-client.ts';
import type { Database } from '../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../services/platform/process/run-service.ts';
import type { Figure } from './figure.ts';
import type { Named } from './process-usage.ts';

export type BenchSize = 'full' | 'quick' | 'smoke';

export type Bench = {
  /** What fits the size of this run. `quick`: roughly how fast; `smoke`: only that every part still works. */
  readonly pick: <T>(of: Readonly<Record<BenchSize, T>>) => T;
  readonly runs: number;
  readonly dataDir: string;
  readonly portOffset: number;
  readonly parts: RunningParts;
  /** Whether a system stays for the next part that wants the same one: where figures mean nothing, starting systems is most of the work. */
  readonly sharesSystems: boolean;
  /** Folder for CPU profiles of the services; null = none are made. */
  readonly profiles: string | null;
  readonly say: (line: string) => void;
};

/** Measures one part. */
export type Measurement = (bench: Bench) => Promise<Figure[]>;

export type BenchSystem = {
  readonly bench: Bench;
  readonly system: System;
  readonly context: ServiceContext;
  readonly database: Database;
  readonly client: CommandClient;
  /** Services, simulator and parts that run. */
  readonly processes: readonly Named[];
  pidOf(name: string): number;
  close(): Promise<void>;
};

export type BenchSystemOptions = {
  /** These and the simulator go on, the others are stopped once all are ready; all unless given. */
  readonly only?: readonly (ServiceName | 'simulator')[];
  readonly env?: Readonly<Record<string, string>>;
  /** A scenario of the simulator. */
  readonly scenario?: string;
  /** Of each service; webhook and api have one. */
  readonly instances?: number;
};

let kept:
  { readonly key: string; readonly system: BenchSystem; readonly close: () => Promise<void> } | undefined;

/** One at a time. Where systems are shared, the one that is there if it was opened with the same options, with all processes. */
export async function openBenchSystem(bench: Bench, options: BenchSystemOptions = {}): Promise<BenchSystem> {
  const { sharesSystems, parts } = bench;
  const { only, ...same } = options;
  const key = JSON.stringify([parts.kafkaBrokers, same]);
  if (sharesSystems && kept?.key === key) return kept.system;
  await closeKeptSystem();
  if (!sharesSystems) return open(bench, options);
  const opened = await open(bench, same);
  const system = { ...opened, close: () => Promise.resolve() };
  kept = { key, system, close: opened.close };
  return system;
}

/** Before its parts stop, and before anything else takes its ports. */
export async function closeKeptSystem(): Promise<void> {
  const closing = kept;
  kept = undefined;
  await closing?.close();
}

async function open(bench: Bench, options: BenchSystemOptions): Promise<BenchSystem> {
  const { dataDir, portOffset, parts } = bench;
  const name = `b${randomBytes(4).toString('hex')}`;
  await mkdir(filesOf(bench), { recursive: true });
  const system = await startSystem({
    dataDir,
    portOffset,
    parts,
    namespace: `${name}-`,
    ...(options.instances === undefined ? {} : { instances: options.instances }),
    scenario: options.scenario ?? join(projectRoot(), 'services', 'simulator', 'scenarios', 'calm.json'),
    env: { LOG_LEVEL: 'warn', IMPORT_DIRECTORIES: filesOf(bench), ...profileEnv(bench), ...options.env },
  });
  const { only } = options;
  const running = only
    ? system.services.filter((service) => [...only, 'simulator'].some((kept) => service.name === kept))
    : system.services;
  await Promise.all(system.services.filter((service) => !running.includes(service)).map((one) => one.stop()));
  const context = openContext('bench', { ...system.settings, log: { level: 'error', pretty: false } });
  const database = await context.mongo();
  // some are started anew meanwhile
  const processes = [...running, ...parts.parts];
  return {
    bench,
    system,
    context,
    database,
    client: await openCommandClient(context, { listens: true }),
    processes,
    pidOf(wanted) {
      const found = processes.find((one) => one.name === wanted);
      if (!found) throw new Error(`${wanted} does not run in this measurement`);
      return found.pid;
    },
    async close() {
      await system.stop();
      await database.db.dropDatabase();
      await context.close();
    },
  };
}

/** Where generated lists are: the importer may read there. */
export const filesOf = ({ dataDir }: Bench): string => join(dataDir, 'files');

/** Node takes no `--cpu-prof` from the environment, but it takes a module to load first. */
function profileEnv({ profiles }: Bench): Record<string, string> {
  if (profiles === null) return {};
  const first = join(projectRoot(), 'dist', 'test', 'bench', 'profile-process.js');
  return { NODE_OPTIONS: `--import=${first}`, PROFILE_FOLDER: profiles };
}
