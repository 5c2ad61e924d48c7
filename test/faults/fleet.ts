/** Keeps a system's processes running as an orchestrator does, and makes them fail as a scenario wants. */
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '../../deploy/local/spawn-service.ts';

const START_AGAIN_AFTER_MS = 300;

export type Fleet = {
  /** For the system's start: the environment of one process, now. */
  envOf(process: string): Readonly<Record<string, string>>;
  /** From now on what ends is started again. */
  guard(services: readonly Service[]): void;
  /** Starts services (all instances, or one: `sender-2`) anew with fault points armed; when they end, they come back unarmed. */
  arm(points: Readonly<Record<string, string>>): Promise<void>;
  /** How often a fault point was met since it was armed last. */
  met(point: string): number;
  /** Sends a signal to all instances of a service, or to those named. */
  signal(name: string, signal: NodeJS.Signals): void;
  /** Graceful: SIGTERM, and a new process. */
  restart(service: Service): Promise<void>;
  /** Takes instances down (kill -9) until `up`. */
  down(names: readonly string[]): Promise<void>;
  up(): Promise<void>;
  named(name: string): Service[];
  close(): Promise<void>;
};

export function createFleet(say: (line: string) => void): Fleet {
  const own = new Map<string, Record<string, string>>();
  /** Processes that somebody else starts again, or nobody. */
  const busy = new Set<Service>();
  const guards: Promise<void>[] = [];
  const logEnds = new Map<string, number>();
  let services: readonly Service[] = [];
  let closed = false;

  async function guardOne(service: Service): Promise<void> {
    let told: Promise<unknown> | undefined;
    while (!closed) {
      const { ended } = service;
      const { code, signal } = await ended;
      if (closed) return;
      if (busy.has(service)) {
        await delay(50);
        continue;
      }
      if (ended !== told)
        say(`    ${service.name} ended (${signal ?? `exit code ${code}`}) and is started again`);
      told = ended;
      await delay(START_AGAIN_AFTER_MS);
      if (busy.has(service) || closed) continue;
      // its log says why it did not start; tried again
      await alone(service, () => service.restart()).catch(() => delay(500));
    }
  }

  async function alone(service: Service, work: () => Promise<void>): Promise<void> {
    busy.add(service);
    try {
      await work();
    } finally {
      busy.delete(service);
    }
  }

  const named = (name: string): Service[] =>
    services.filter((service) => service.name === name || service.name.replace(/-\d+$/, '') === name);

  /** Waits for the guard's own start, should one be under way. */
  async function restart(service: Service): Promise<void> {
    while (busy.has(service)) await delay(50);
    await alone(service, () => service.restart());
  }

  return {
    envOf: (process) => own.get(process) ?? {},
    guard(all) {
      services = all;
      for (const service of all) guards.push(guardOne(service));
    },
    named,
    async arm(points) {
      for (const { name, logFile } of services) logEnds.set(name, statSync(logFile).size);
      const wanted = Object.entries(points).flatMap(([name, text]) =>
        named(name).map((service) => ({ service, text })),
      );
      for (const { service, text } of wanted) own.set(service.name, { FAULT_POINTS: text });
      await Promise.all(wanted.map(({ service }) => restart(service)));
      own.clear();
    },
    met: (point) =>
      services
        .flatMap(({ name, logFile }) =>
          readFileSync(logFile)
            .subarray(logEnds.get(name) ?? 0)
            .toString()
            .split('\n'),
        )
        .filter((line) => line.startsWith(`fault point ${point}:`)).length,
    signal: (name, signal) => named(name).forEach((service) => service.kill(signal)),
    restart,
    async down(names) {
      const all = names.flatMap(named);
      for (const service of all) {
        while (busy.has(service)) await delay(50);
        busy.add(service);
      }
      for (const service of all) service.kill('SIGKILL');
      await Promise.all(all.map((service) => service.ended));
    },
    async up() {
      const all = [...busy];
      await Promise.all(
        all.map(async (service) => {
          await service.restart().catch(() => undefined); // the guard goes on
          busy.delete(service);
        }),
      );
    },
    async close() {
      closed = true;
      while (busy.size > 0) await delay(50);
    },
  };
}
