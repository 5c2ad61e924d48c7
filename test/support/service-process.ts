/** A service as a process of its own, of built code, on the parts of a test system: told by signals, watched by its health port and its log. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Settings } from '../../config/settings.ts';
import { freePorts } from '../../deploy/local/free-port.ts';
import { until } from './test-system.ts';

/** A busy machine loads code slowly. */
const READY_WITHIN_MS = 90_000;

export type ServiceProcess = {
  signal(signal: NodeJS.Signals): void;
  /** What it has written to standard output so far: its log, a JSON object a line. */
  output(): string;
  /** Of /live, /ready and /metrics. */
  readonly healthPort: number;
  /** Status of /ready; 0 when nobody answers. */
  ready(): Promise<number>;
  /** Null when a signal ended it. */
  exitCode: Promise<number | null>;
};

export type ServiceProcesses = {
  /** @param entry below dist/, e.g. `services/sender/main.js`. @param env laid over what names the parts of the test */
  spawn(
    entry: string,
    env?: Readonly<Record<string, string>>,
    args?: readonly string[],
  ): Promise<ServiceProcess>;
  /** A service of ours; resolves when it is ready. */
  start(service: string, env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Kills what still runs. */
  killAll(): void;
};

/** @param settingsNow of the test system, asked at each start */
export function serviceProcesses(settingsNow: () => Settings): ServiceProcesses {
  const running = new Set<ChildProcess>();

  async function spawnOne(
    entry: string,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const [healthPort = 0] = await freePorts(1);
    const child = spawn(process.execPath, [`dist/${entry}`, ...args], {
      env: { ...process.env, ...envOf(settingsNow()), HEALTH_PORT: String(healthPort), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => void (text += bytes.toString()));
    return {
      signal: (signal) => void child.kill(signal),
      output: () => text,
      healthPort,
      ready: () =>
        fetch(`http://127.0.0.1:${healthPort}/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      exitCode: new Promise((resolve) =>
        child.on('close', (code) => {
          running.delete(child);
          resolve(code);
        }),
      ),
    };
  }

  return {
    spawn: spawnOne,
    async start(service, env) {
      const started = await spawnOne(`services/${service}/main.js`, env);
      await until(`${service} is ready`, async () => (await started.ready()) === 200, READY_WITHIN_MS);
      return started;
    },
    killAll() {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}

const envOf = (settings: Settings): Record<string, string> => ({
  NAMESPACE: settings.namespace,
  MONGODB_DATABASE: settings.mongo.database,
  MONGODB_URL: settings.mongo.url,
  KAFKA_BROKERS: settings.kafka.brokers.join(','),
  SCHEMA_REGISTRY_URL: settings.registry.url,
});
