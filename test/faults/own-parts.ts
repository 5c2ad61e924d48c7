/** Real parts of the suite's own, each of which can be killed, frozen and started again on the same data. */
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../deploy/local/free-port.ts';
import type { Part } from '../../deploy/local/part.ts';
import { startKafka } from '../../deploy/local/start-kafka.ts';
import { startMongo } from '../../deploy/local/start-mongo.ts';
import { startRegistry } from '../../deploy/local/start-registry.ts';

export type OwnPart = {
  readonly name: string;
  readonly url: string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it serves clients again. Does nothing while it runs. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT by turns. */
  stutter(forMs: number, stoppedMs: number, runningMs: number): Promise<void>;
  stop(): Promise<void>;
};

export type OwnParts = {
  readonly kafka: OwnPart;
  readonly registry: OwnPart;
  readonly mongo: OwnPart;
  /** Where clients find them. */
  readonly urls: { kafkaBrokers: string; registryUrl: string; mongoUrl: string };
  stop(): Promise<void>;
};

export type PartFolders = {
  readonly dataDir: string;
  /** Boots sooner and works slower. */
  readonly quickBoot?: boolean;
};

export async function startOwnParts({ dataDir, quickBoot = true }: PartFolders): Promise<OwnParts> {
  await mkdir(dataDir, { recursive: true });
  const [kafkaPort = 0, controllerPort = 0, registryPort = 0, mongoPort = 0] = await freePorts(4);
  const common = { dataDir, quickBoot };
  const [kafka, registry, mongo] = await Promise.all([
    own('kafka', () => startKafka({ ...common, port: kafkaPort, controllerPort })),
    own('registry', () => startRegistry({ ...common, port: registryPort })),
    own('mongo', () =>
      startMongo({
        ...common,
        port: mongoPort,
        // lets a scenario make commands fail
        parameters: { enableTestCommands: '1' },
      }),
    ),
  ]);
  const all = [kafka, registry, mongo];
  return {
    kafka,
    registry,
    mongo,
    urls: { kafkaBrokers: kafka.url, registryUrl: registry.url, mongoUrl: mongo.url },
    stop: async () => void (await Promise.all(all.map((part) => part.stop()))),
  };
}

async function own(name: string, begin: () => Promise<Part>): Promise<OwnPart> {
  let part = await begin();
  let isUp = true;
  const watch = (): void => {
    const watched = part;
    void watched.ended.then(() => {
      if (part === watched) isUp = false;
    });
  };
  watch();
  return {
    name,
    url: part.url,
    async kill() {
      part.kill('SIGKILL');
      await part.ended;
    },
    async start() {
      if (isUp) return;
      part = await begin();
      isUp = true;
      watch();
    },
    async stutter(forMs, stoppedMs, runningMs) {
      for (const end = Date.now() + forMs; Date.now() < end;) {
        part.kill('SIGSTOP');
        await delay(stoppedMs);
        part.kill('SIGCONT');
        await delay(runningMs);
      }
    },
    async stop() {
      part.kill('SIGCONT');
      await part.stop();
    },
  };
}
