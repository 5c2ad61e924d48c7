/**
 * The resources of one call of `wac`: connections made at first use, commands that wait for their outcome,
 * and output.
 */
import { hostname, userInfo } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Settings } from '../../config/settings.ts';
import type { CampaignCommand, CommandDecided } from '../../schemas/types.ts';
import type { Topic } from '../../schemas/topics.ts';
import { inTime } from '../platform/process/in-time.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../platform/process/run-service.ts';
import { readBetween, type Between } from '../platform/kafka/read-between.ts';
import type { Actor } from '../access/audit-access.ts';
import { openCommandClient } from '../commands/command-client.ts';
import { Refused } from '../domain/refused.ts';
import { withoutPasswords } from '../platform/process/without-passwords.ts';
import { Unreachable } from './exit-codes.ts';
import { terminalJson, terminalText } from './terminal/terminal-text.ts';

/** The environment of a call; tests give their own. */
export type CliIo = {
  /** Results only. */
  out: Writable & { isTTY?: boolean };
  /** Messages and progress. */
  err: Writable & { isTTY?: boolean };
  settings: () => Settings;
  /** Replaces a file when `-` is given. */
  in?: Readable;
  /** Asks the user; absent without a terminal. */
  ask?: (question: string) => Promise<boolean>;
};

/** Options that every command takes. */
export type GlobalOptions = {
  kafka?: string;
  registry?: string;
  mongo?: string;
  database?: string;
  namespace?: string;
  /** Seconds. */
  timeout: number;
  json?: boolean;
};

export type Session = {
  readonly io: CliIo;
  readonly json: boolean;
  /** The caller, as commands and marks name it. */
  readonly user: string;
  /** The same for the audit of users, clients and roles. */
  readonly actor: Actor;
  /** The connections themselves, for commands that need more than publishing and MongoDB. */
  readonly context: ServiceContext;
  /** How long to wait for an outcome. */
  readonly timeoutMs: number;
  database(): Promise<Database>;
  /** Runs work that needs Kafka. @throws Unreachable when it cannot be reached in time */
  overKafka<T>(work: (context: ServiceContext) => Promise<T>): Promise<T>;
  /**
   * Publishes a command and waits for its outcome; prints warnings.
   * @throws Refused with all faults; NoOutcome when nothing was decided in time
   */
  send(subjectId: string, body: CampaignCommand['body'], commandId?: string): Promise<CommandDecided>;
  /** Reads what was written to a topic in a period. @returns how many records */
  read<V>(topic: Topic<V>, between: Between, take: (values: V[]) => Promise<void>): Promise<number>;
  /** One line of result: the value itself with --json, otherwise the text. */
  result(value: unknown, text: string): void;
  /** A line for the user, on standard error. */
  say(text: string): void;
  close(): Promise<void>;
};

const CONNECT_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

export function openSession(io: CliIo, options: GlobalOptions): Session {
  const settings = withOptions(io.settings(), options);
  const timeoutMs = options.timeout * 1_000;
  const connectMs = Math.min(timeoutMs, CONNECT_WITHIN_MS);
  const context = openContext('wac', settings);
  const { brokers } = settings.kafka;
  const database = (): Promise<Database> =>
    within(
      connectMs,
      context.mongo(),
      `MongoDB at ${withoutPasswords(settings.mongo.url)} cannot be reached`,
    );
  const user = `wac:${userInfo().username}`;
  const say = (text: string): void => void io.err.write(`${terminalText(withoutPasswords(text))}\n`);
  return {
    io,
    json: options.json ?? false,
    user,
    actor: { who: { kind: 'operator', id: user, name: user }, from: { door: 'CLI', address: hostname() } },
    context,
    timeoutMs,
    database,
    async overKafka(work) {
      await within(connectMs, context.producer(), `Kafka at ${brokers.join(', ')} cannot be reached`);
      return within(timeoutMs, work(context), 'Kafka does not answer');
    },
    async send(subjectId, body, commandId) {
      await database();
      const client = await within(
        connectMs,
        openCommandClient(context),
        `Kafka at ${brokers.join(', ')} cannot be reached`,
      );
      const outcome = await client.send(subjectId, body, {
        waitMs: timeoutMs,
        issuedBy: user,
        origin: { door: 'CLI', kind: 'operator', id: user, name: user, address: hostname() },
        onlyWhileWaiting: true,
        ...(commandId ? { commandId } : {}),
      });
      if (!outcome.accepted) throw new Refused(`${body.type} was refused`, outcome.errors);
      for (const { message, code } of outcome.warnings) say(`warning: ${message} [${code}]`);
      return outcome;
    },
    read: (topic, between, take) => readBetween(context, topic, between, take),
    result: (value, text) =>
      void io.out.write(`${options.json ? terminalJson(value) : terminalText(text)}\n`),
    say,
    async close() {
      await within(CLOSE_WITHIN_MS, context.close(), 'closing').catch(() => undefined);
    },
  };
}

function withOptions(settings: Settings, options: GlobalOptions): Settings {
  return {
    ...settings,
    // standard output is for results
    log: { level: 'silent', pretty: false },
    namespace: options.namespace ?? settings.namespace,
    registry: { ...settings.registry, url: options.registry ?? settings.registry.url },
    kafka: { ...settings.kafka, brokers: options.kafka?.split(',') ?? settings.kafka.brokers },
    mongo: {
      ...settings.mongo,
      url: options.mongo ?? settings.mongo.url,
      database: options.database ?? settings.mongo.database,
    },
  };
}

const within = <T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> =>
  inTime(work, ms, () => new Unreachable(`${otherwise} (waited ${ms / 1_000} s)`));
