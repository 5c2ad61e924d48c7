/**
 * The life of a process: settings, logger, metrics, connections on demand, readiness, graceful stop,
 * watchdog.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { EnvironmentFault } from '../../../config/env.ts';
import { toSettings, type Settings } from '../../../config/settings.ts';
import { createCodecs, type Codecs } from '../kafka/avro/avro-codec.ts';
import { UnfitTopics } from '../kafka/check-topics.ts';
import type { Consumer, ConsumerOptions } from '../kafka/consume.ts';
import { watchGroupLag } from '../kafka/watch-group-lag.ts';
import { atMost } from './at-most.ts';
import { createConsumers } from './consumers.ts';
import { armFaultPoints } from './fault-point.ts';
import { startHealthServer, type Health } from '../http/http-server.ts';
import { createKafka, type Kafka } from '../kafka/kafka.ts';
import { openClient } from '../kafka/clients/open-client.ts';
import { requireAccess } from '../kafka/require-access.ts';
import { createPingKafka } from '../kafka/ping-kafka.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { connectMongo, type Database } from '../mongo/mongo.ts';
import { createProducer, type Producer } from '../kafka/produce.ts';
import { createPartsAnswer, type Ping } from './parts-answer.ts';
import { refusalIn } from './refusal.ts';
import { repeat, type RepeatedWork, type Repeating } from './repeat.ts';
import { logTracing, startTracing, stopTracing } from '../tracing/start-tracing.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';
import { withoutPasswords } from './without-passwords.ts';

const WATCHDOG_EVERY_MS = 5_000;
const LAG_AT_STOP_MS = 1_000;
/** How long the driver of the database looks for a primary before it gives up. */
const PING_MS = 2_000;
/** The process must stop before it has started: there is no work in progress to wait for. */
const STOP_STARTING_WITHIN_MS = 5_000;

/** What a service gets to work with. Connections are made at first use. */
export type ServiceContext = {
  readonly name: string;
  readonly settings: Settings;
  /**
   * A name for claims and leases that no other process has, also no former life of this one: a restart keeps
   * INSTANCE_ID.
   */
  readonly life: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly kafka: Kafka;
  readonly codecs: Codecs;
  producer(): Promise<Producer>;
  mongo(): Promise<Database>;
  /** Consumes a topic until the context closes. */
  consume<V>(options: ConsumerOptions<V>): Promise<Consumer>;
  /** Repeats work until the context closes or the repetition is stopped. The watchdog watches it. */
  repeat(what: string, everyMs: number, work: RepeatedWork): Repeating;
  /** Adds a loop for the watchdog to watch. Consumers and repeated work are watched anyway. */
  readonly watchdog: Watchdog;
  /** False when a consumer has stopped after too many unusable records. */
  isConsuming(): boolean;
  /** False while MongoDB or Kafka, if this process uses it, does not answer. For /ready. */
  partsAnswer(): Promise<boolean>;
  /** True once the process must stop: /ready then answers that it is not ready. */
  isStopping(): boolean;
  announceStop(): void;
  /** Resolves when a consumer has ended and will not restart: the process cannot do its work any more. */
  readonly broken: Promise<Error>;
  /**
   * Stops the consumers, then (after `flush`) closes the connections. Connections that are still being made
   * are left alone.
   */
  close(flush?: () => Promise<void>): Promise<void>;
};

export type Running = {
  /** Called after the consumers stopped: finish the work in progress. */
  stop?: () => Promise<void>;
  /**
   * The process serves HTTP: before it stops, load balancers get time to see that it is not ready any more.
   */
  isCalled?: true;
  /** False while it cannot do its work. */
  isReady?: () => boolean;
};

/** Makes the context of one service; tests use it too, with their own namespace and database. */
export function openContext(name: string, settings: Settings): ServiceContext {
  const log = createLogger(name, settings.instanceId, settings.log.level, settings.log.pretty);
  const metrics = createMetrics(name);
  const clientId = `${name}-${settings.instanceId}`;
  const kafka = createKafka(settings.kafka, clientId, log);
  const client = openClient(settings.kafka, clientId, kafka, log);
  const codecs = createCodecs(settings.registry, settings.namespace, log);
  const watchdog = createWatchdog(settings.process.stalledAfterMs);
  const groupLag = watchGroupLag(kafka, metrics, log);
  const pingKafka = createPingKafka(kafka);
  const loops: Repeating[] = [];
  let producer: Promise<Producer> | undefined;
  let mongo: Promise<Database> | undefined;
  let isStopping = false;
  let access: Promise<void> | undefined;
  const kafkaAccess = (): Promise<void> => (access ??= requireAccess(settings.kafka, clientId));
  const getProducer = () =>
    (producer ??= kafkaAccess()
      .then(() => createProducer(client, codecs, settings.namespace, metrics))
      .then((made) => endingWhenRefused(made, (refusal) => consumers.broke(refusal))));
  const consumers = createConsumers(name, settings, {
    ...{ kafka, client, codecs, metrics, log, watchdog, groupLag },
    producer: getProducer,
    access: kafkaAccess,
  });
  /** Parts that the process does not use are not asked: a process without a database is ready without one. */
  function pingsNow(): Ping[] {
    const pings: Ping[] = [];
    const database = mongo;
    if (database)
      pings.push({
        part: 'MongoDB',
        ask: async () => (await database).db.command({ ping: 1 }, { timeoutMS: PING_MS }),
      });
    if (producer || consumers.areThere()) pings.push({ part: 'Kafka', ask: pingKafka.ask });
    return pings;
  }
  const context: ServiceContext = {
    name,
    settings,
    life: `${settings.instanceId}/${randomBytes(6).toString('hex')}`,
    log,
    metrics,
    kafka,
    codecs,
    producer: getProducer,
    mongo: () => (mongo ??= connectMongo(settings.mongo, name, metrics)),
    consume: consumers.consume,
    repeat(what, everyMs, work) {
      const loop = repeat(what, everyMs, work, log);
      loops.push(loop);
      watchdog.watch({ what, stalledMs: loop.stalledMs });
      return loop;
    },
    watchdog,
    isConsuming: consumers.areConsuming,
    partsAnswer: createPartsAnswer(pingsNow, () => performance.now(), log),
    isStopping: () => isStopping,
    announceStop: () => void (isStopping = true),
    broken: consumers.broken,
    async close(flush) {
      isStopping = true;
      await consumers.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await atMost(LAG_AT_STOP_MS, 'asking for lag', groupLag.stop(), log);
      await atMost(LAG_AT_STOP_MS, 'closing the connection that asks Kafka', pingKafka.close(), log);
      await flush?.();
      await (await made(producer))?.disconnect();
      await (await made(mongo))?.close();
    },
  };
  return context;
}

/** A process that may not write what it has to cannot do its work: it ends, whoever wanted to write. */
const endingWhenRefused = (producer: Producer, broke: (refusal: Error) => void): Producer => ({
  ...producer,
  async send(topic, values) {
    try {
      await producer.send(topic, values);
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) broke(refusal);
      throw error;
    }
  },
});

/** An established connection; undefined if it failed or is still being made (which may take for ever). */
const made = <T>(connection: Promise<T> | undefined): Promise<T | undefined> =>
  Promise.race([connection, Promise.resolve(undefined)]).catch(() => undefined);

/**
 * Runs a service until SIGTERM or SIGINT: it becomes not ready, consumers stop, work in progress ends,
 * connections close. A second signal ends it at once. Exit codes: 0 stopped, 64 faulty settings, topics, passwords or rights, 70
 * failed.
 */
export async function runService(
  name: string,
  start: (context: ServiceContext) => Promise<Running | void>,
): Promise<void> {
  let settings: Settings;
  try {
    settings = toSettings();
  } catch (error) {
    if (!(error instanceof EnvironmentFault)) throw error;
    console.error(`${name}: ${withoutPasswords(error.message)}`);
    process.exit(64);
  }
  await startTracing(name, settings);
  const context = openContext(name, settings);
  const { log } = context;
  await logTracing(log);
  armFaultPoints(settings.faultPoints, log);
  if (settings.pace.isUnchecked)
    log.warn('PACE_UNCHECKED: more than the limit may be sent in a sliding minute; for measurements only');
  const life: Life = { context, phase: 'starting', hasStarted: false, running: undefined, server: undefined };
  endOnSignals(life);
  try {
    life.server = await startHealthServer(settings.http, healthOf(life), context.metrics, log);
    life.running = await start(context);
  } catch (error) {
    die(life, error);
  }
  if (life.phase !== 'starting') return; // stopped meanwhile
  life.phase = 'running';
  life.hasStarted = true;
  log.info({ healthPort: settings.http.healthPort }, 'ready');
  const checkEveryMs = Math.min(WATCHDOG_EVERY_MS, settings.process.stalledAfterMs);
  setInterval(() => dieWhenStalled(life), checkEveryMs).unref();
}

/** One process from its start to its end. */
type Life = {
  readonly context: ServiceContext;
  phase: 'starting' | 'running' | 'stopping';
  hasStarted: boolean;
  running: Running | void;
  server: FastifyInstance | undefined;
};

const healthOf = (life: Life): Health => ({
  isLive: () => life.context.watchdog.stalled(Date.now()) === null,
  isReady: async () =>
    life.phase === 'running' &&
    life.context.isConsuming() &&
    (life.running?.isReady?.() ?? true) &&
    (await life.context.partsAnswer()) &&
    !life.context.isStopping(),
});

function endOnSignals(life: Life): void {
  const stopLogged = (signal: string): void =>
    void stop(life, signal).catch((error: unknown) => {
      life.context.log.fatal({ err: error }, 'stopping failed');
      process.exit(70);
    });
  process.on('SIGTERM', () => stopLogged('SIGTERM'));
  process.on('SIGINT', () => stopLogged('SIGINT'));
  const onError = (error: unknown): void => die(life, error);
  void life.context.broken.then(onError);
  process.on('unhandledRejection', onError);
  process.on('uncaughtException', onError);
}

async function stop(life: Life, signal: string): Promise<void> {
  const { context, hasStarted } = life;
  const { log, settings } = context;
  if (life.phase === 'stopping') process.exit(70);
  life.phase = 'stopping';
  context.announceStop();
  log.info({ signal }, 'stopping');
  const { stopWithinMs, drainMs } = settings.process;
  setTimeout(
    () => {
      if (!life.hasStarted) process.exit(0);
      log.fatal({ stopWithinMs }, 'did not stop in time');
      process.exit(70);
    },
    hasStarted ? drainMs + stopWithinMs : STOP_STARTING_WITHIN_MS,
  ).unref();
  if (life.running?.isCalled && drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs));
  await context.close(async () => life.running?.stop?.());
  await life.server?.close();
  await stopTracing(log);
  log.info('stopped');
  process.exit(0);
}

function die({ context: { log }, phase, hasStarted }: Life, error: unknown): void {
  // stopped before it was ready: errors that follow from closing its connections do not matter
  if (phase === 'stopping' && !hasStarted) return;
  const understood = error instanceof UnfitTopics ? error : refusalIn(error);
  if (understood) {
    log.fatal(understood.message);
    process.exit(64);
  }
  log.fatal({ err: error }, 'broke');
  process.exit(70);
}

function dieWhenStalled(life: Life): void {
  const stalled = life.context.watchdog.stalled(Date.now());
  if (!stalled) return;
  const seconds = Math.round(stalled.forMs / 1_000);
  die(life, new Error(`${stalled.what} has stood still for ${seconds} s`));
}
