/** Everything one simulator holds in memory, put together from its settings and the scenario in force. */
import { randomBytes } from 'node:crypto';
import { createAttempts, type Attempts } from './limits/attempts.ts';
import type { Credentials } from './http/check-bearer.ts';
import { createClock, type Clock } from './clock.ts';
import { freshCounts, type Counts } from './log/counts.ts';
import type { FollowedMessage, FollowParts } from './rules/follow-message.ts';
import { createInjectedFaults, type InjectedFaults } from './limits/injected-faults.ts';
import { createLimits, type Limits } from './limits/limits.ts';
import { createNdjsonLog, type NdjsonLog } from './log/ndjson-log.ts';
import { createNumbers, type Numbers } from './limits/numbers.ts';
import type { Scenario } from './scenario/scenario.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { SimulatorSettings } from './settings.ts';
import { createTemplates, type Templates } from './rules/templates.ts';
import { wamidSource } from './rules/wamid.ts';
import { createWebhookSender, type WebhookSender } from './webhooks/webhook-sender.ts';

const STATUS_TICK_MS = 5;
const REPLY_TICK_MS = 1;

/** What a scenario brings in and a reset makes afresh. */
interface AccountState {
  numbers: Numbers;
  templates: Templates;
  limits: Limits;
  /** Users who switched marketing messages off. */
  stopped: Set<string>;
  /** Code that every send fails with since an account update. */
  blockedBy: number | undefined;
  /** Numbers in a throughput upgrade, until when on the simulator's clock. */
  upgradingUntil: Map<string, number>;
}

export interface SimulatorState extends AccountState {
  settings: SimulatorSettings;
  scenario: Scenario;
  /** The scenario as it was given. */
  scenarioSource: unknown;
  faults: InjectedFaults;
  attempts: Attempts;
  counts: Counts;
  acceptedLog: NdjsonLog;
  refusedLog: NdjsonLog;
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
  nextTraceId: () => string;
  credentials: () => Credentials;
  webhookUrl: () => string | undefined;
  /** Puts another scenario in force; messages under way go on. */
  useScenario: (scenario: Scenario, source: unknown) => void;
  /**
   * Forgets all messages, statuses, attempts, faults, limits and counts; the scenario starts afresh. Once it
   * has resolved nothing from before reaches the webhook.
   */
  reset: () => Promise<void>;
  close: () => Promise<void>;
}

export interface StateHooks {
  onWebhookCall: (seconds: number) => void;
  onStop: (message: FollowedMessage) => void;
  onDropped: (message: FollowedMessage) => void;
}

export function createSimulatorState(
  settings: SimulatorSettings,
  first: Scenario,
  hooks: StateHooks,
): SimulatorState {
  const realNow = (): number => performance.timeOrigin + performance.now();
  const clock = createClock(realNow, first.clockScale);
  const schedule = createSchedule(clock, STATUS_TICK_MS);
  const statusLog = createNdjsonLog();
  const accessTokens = new Set(settings.accessTokens);
  const webhookUrl = (): string | undefined => state.scenario.webhook.url ?? settings.webhookUrl;
  const webhook = createWebhookSender({
    settings: () => state.scenario.webhook,
    url: webhookUrl,
    appSecret: settings.appSecret,
    clock,
    schedule,
    realNow,
    log: statusLog,
    onCall: hooks.onWebhookCall,
  });
  const state: SimulatorState = {
    ...accountState(first),
    settings,
    scenario: first,
    scenarioSource: settings.scenario ?? {},
    faults: createInjectedFaults(),
    attempts: createAttempts(),
    counts: freshCounts(),
    acceptedLog: createNdjsonLog(),
    refusedLog: createNdjsonLog(),
    statusLog,
    clock,
    schedule,
    replySchedule: createSchedule(createClock(realNow, 1), REPLY_TICK_MS),
    webhook,
    follow: {
      scenario: () => state.scenario,
      counts: () => state.counts,
      clock,
      schedule,
      realNow,
      webhook,
      onStop: hooks.onStop,
      onDropped: hooks.onDropped,
    },
    realNow,
    nextWamid: wamidSource(randomBytes(5).toString('hex')),
    nextTraceId: traceIds(),
    credentials: () => ({
      accessTokens,
      appSecret: settings.appSecret,
      requireProof: state.scenario.auth.requireAppSecretProof,
      missingTokenCode: state.scenario.auth.missingTokenCode,
    }),
    webhookUrl,
    useScenario: (next, source) => useScenario(state, next, source),
    reset: () => reset(state),
    close: () => close(state),
  };
  return state;
}

function useScenario(state: SimulatorState, scenario: Scenario, source: unknown): void {
  Object.assign(state, accountState(scenario));
  state.scenario = scenario;
  state.scenarioSource = source;
  state.clock.setScale(scenario.clockScale);
  state.schedule.rearm();
}

async function reset(state: SimulatorState): Promise<void> {
  state.schedule.clear();
  const quiet = state.webhook.reset();
  state.faults.clear();
  state.attempts.clear();
  state.counts = freshCounts();
  clearLogs(state);
  state.useScenario(state.scenario, state.scenarioSource);
  await quiet;
}

async function close(state: SimulatorState): Promise<void> {
  state.schedule.clear();
  state.replySchedule.clear();
  await state.webhook.close();
  clearLogs(state);
}

function clearLogs({ acceptedLog, refusedLog, statusLog }: SimulatorState): void {
  acceptedLog.clear();
  refusedLog.clear();
  statusLog.clear();
}

function accountState(scenario: Scenario): AccountState {
  return {
    numbers: createNumbers(scenario),
    templates: createTemplates(scenario),
    limits: createLimits(scenario.limits, scenario.numbers.length > 0),
    stopped: new Set(),
    blockedBy: undefined,
    upgradingUntil: new Map(),
  };
}

/** Trace ids look like the provider's: "A" and 22 characters, different for every reply. */
function traceIds(): () => string {
  const prefix = randomBytes(9).toString('base64url');
  let count = 0;
  return () => `A${prefix}${(++count).toString(36).padStart(10, '0')}`;
}
