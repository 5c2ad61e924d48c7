/** Everything one simulator holds in memory, put together from its settings and the scenario in force. */
import { randomBytes } from 'node:crypto';
import type { Answer } from './answer.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import type { Credentials } from './check-bearer.ts';
import { createClock, type Clock } from './clock.ts';
import { freshCounts, type Counts } from './counts.ts';
import type { FollowParts } from './follow-message.ts';
import { errorBody, type GraphError } from './graph-error.ts';
import { createLimits, type Limits } from './limits.ts';
import { createNdjsonLog, type NdjsonLog } from './ndjson-log.ts';
import { createNumbers, type Numbers } from './numbers.ts';
import type { Scenario } from './scenario.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { SimulatorSettings } from './settings.ts';
import { createTemplates, type Templates } from './templates.ts';
import { wamidSource } from './wamid.ts';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

const TICK_MS = 2;

export interface SimulatorState {
  settings: SimulatorSettings;
  scenario: Scenario;
  /** The scenario as it was given. */
  scenarioSource: unknown;
  numbers: Numbers;
  templates: Templates;
  limits: Limits;
  attempts: Attempts;
  counts: Counts;
  acceptedLog: NdjsonLog;
  statusLog: NdjsonLog;
  clock: Clock;
  /** Due times on the simulator's clock: statuses, holds, retries. */
  schedule: Schedule;
  /** Due times in real time: delayed replies. */
  replySchedule: Schedule;
  webhook: WebhookSender;
  follow: FollowParts;
  /** Milliseconds since the epoch, monotonic, with decimals. */
  realNow: () => number;
  nextWamid: (recipient: string) => string;
  errorAnswer(error: GraphError, delayMs: number): Answer;
  usageHeaders(): Record<string, string>;
  credentials(): Credentials;
  /** Puts another scenario in force; what is under way goes on. */
  useScenario(scenario: Scenario, source: unknown): void;
  /** Forgets all messages, statuses, attempts, limits and counts; the scenario starts afresh. */
  reset(): void;
  close(): Promise<void>;
}

export function createSimulatorState(
  settings: SimulatorSettings,
  scenario: Scenario,
  onWebhookCall: (seconds: number) => void,
): SimulatorState {
  const realNow = (): number => performance.timeOrigin + performance.now();
  const clock = createClock(realNow, scenario.clockScale);
  const schedule = createSchedule(clock, TICK_MS);
  const statusLog = createNdjsonLog();
  const nextTraceId = traceIds();
  const credentials: Credentials = {
    accessTokens: new Set(settings.accessTokens),
    appSecret: settings.appSecret,
    requireProof: scenario.auth.requireAppSecretProof,
  };
  const webhook = createWebhookSender({
    settings: () => state.scenario.webhook,
    url: () => state.scenario.webhook.url ?? settings.webhookUrl,
    appSecret: settings.appSecret,
    clock,
    schedule,
    realNow,
    log: statusLog,
    onCall: onWebhookCall,
  });
  const state: SimulatorState = {
    settings,
    scenario,
    scenarioSource: settings.scenario ?? {},
    numbers: createNumbers(scenario),
    templates: createTemplates(scenario),
    limits: createLimits(scenario.limits, scenario.numbers.length > 0),
    attempts: createAttempts(),
    counts: freshCounts(),
    acceptedLog: createNdjsonLog(),
    statusLog,
    clock,
    schedule,
    replySchedule: createSchedule(createClock(realNow, 1), 1),
    webhook,
    follow: {
      scenario: () => state.scenario,
      counts: () => state.counts,
      clock,
      schedule,
      realNow,
      webhook,
      onStop: () => undefined,
    },
    realNow,
    nextWamid: wamidSource(randomBytes(5).toString('hex')),
    errorAnswer(error, delayMs) {
      const status = error.throttling ? state.scenario.limits.throttlingStatus : error.status;
      return {
        kind: 'reply',
        status,
        body: errorBody(error, nextTraceId()),
        delayMs,
        headers: state.usageHeaders(),
      };
    },
    usageHeaders: () => ({}),
    credentials: () => credentials,
    useScenario(next, source) {
      state.scenario = next;
      state.scenarioSource = source;
      state.numbers = createNumbers(next);
      state.templates = createTemplates(next);
      state.limits = createLimits(next.limits, next.numbers.length > 0);
      credentials.requireProof = next.auth.requireAppSecretProof;
      clock.setScale(next.clockScale);
      schedule.rearm();
    },
    reset() {
      schedule.clear();
      webhook.reset();
      state.attempts.clear();
      state.counts = freshCounts();
      state.acceptedLog.clear();
      statusLog.clear();
      state.useScenario(state.scenario, state.scenarioSource);
    },
    async close() {
      schedule.clear();
      state.replySchedule.clear();
      await webhook.close();
    },
  };
  return state;
}

/** Trace ids look like the provider's: "A" and 22 characters, different for every error. */
function traceIds(): () => string {
  const prefix = randomBytes(9).toString('base64url');
  let count = 0;
  return () => `A${prefix}${(++count).toString(36).padStart(10, '0')}`;
}
