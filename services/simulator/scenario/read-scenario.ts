/** Reads a scenario from JSON: every field is optional, an unknown or wrong one is a fault with its path. */
import type { Delay } from './delay.ts';
import {
  anything,
  flag,
  list,
  number,
  object,
  oneOf,
  text,
  withDefault,
  type Read,
} from '../http/json-reader.ts';
import { idFaults } from './id-faults.ts';
import { readRule, readWeighted } from './read-rule.ts';
import type {
  AccountSettings,
  AuthSettings,
  LimitSettings,
  ReplySettings,
  RetrySettings,
  Scenario,
  WebhookSettings,
} from './scenario.ts';
import { readPhoneNumber, readTemplate } from './read-account-objects.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type ScenarioReading = { ok: true; scenario: Scenario } | { ok: false; faults: string[] };

export function readScenario(document: unknown, defaults: { seed: number }): ScenarioReading {
  const faults: string[] = [];
  const scenario = scenarioReader(defaults.seed)(document, '', faults);
  if (faults.length === 0) {
    const sum = scenario.outcomes.reduce((total, each) => total + each.probability, 0);
    if (sum > 1 + 1e-9)
      faults.push(`outcomes: expected probabilities that add up to at most 1, found ${sum}`);
    faults.push(...idFaults(scenario));
  }
  return faults.length === 0 ? { ok: true, scenario } : { ok: false, faults };
}

const share = number({ min: 0, max: 1 });
const positiveMs = number({ min: 0 });
const orNull = (read: Read<number>): Read<number | null> => withDefault<number, null>(read, null);

const delay: Read<Delay> = (value, path, faults) => {
  if (typeof value !== 'object' || value === null) return positiveMs(value, path, faults);
  if ('median' in value)
    return object<{ median: number; p99: number }>({ median: positiveMs, p99: positiveMs })(
      value,
      path,
      faults,
    );
  return object<{ min: number; max: number }>({ min: positiveMs, max: positiveMs })(value, path, faults);
};

const retry = object<RetrySettings>({
  firstMs: withDefault(positiveMs, 5 * SECOND),
  factor: withDefault(number({ min: 1 }), 2),
  maxMs: withDefault(positiveMs, 6 * HOUR),
  giveUpAfterMs: withDefault(positiveMs, 7 * DAY),
});

const webhook = object<WebhookSettings>({
  url: withDefault<string, null>(text, null),
  batchSize: withDefault(number({ min: 1, max: 1000, whole: true }), 200),
  maxWaitMs: withDefault(positiveMs, 25),
  concurrency: withDefault(number({ min: 1, max: 256, whole: true }), 4),
  timeoutMs: withDefault(number({ min: 1 }), 10 * SECOND),
  statusesPerChange: withDefault(number({ min: 1, whole: true }), 1000),
  contacts: withDefault(oneOf(['always', 'omit-on-failed', 'never']), 'always'),
  callbackDataOnFailed: withDefault(flag, true),
  userIds: withDefault(flag, true),
  timestampsInMs: withDefault(flag, false),
  templateLanguage: withDefault(oneOf(['hyphen', 'underscore']), 'hyphen'),
  conversation: withDefault(flag, false),
  retry,
  duplicates: withDefault(share, 0),
  reordered: withDefault(share, 0),
  early: withDefault(share, 0),
});

const limits = object<LimitSettings>({
  messagesPerSecond: orNull(number({ min: 0.001 })),
  burst: orNull(number({ min: 1 })),
  pairLimit: withDefault(flag, false),
  portfolioUsers: orNull(number({ min: 1, whole: true })),
  portfolioCode: withDefault(number({ min: 0, whole: true }), 131048),
  appCallsPerHour: orNull(number({ min: 1 })),
  accountCallsPerHour: orNull(number({ min: 1 })),
  accountMessagesPerHour: orNull(number({ min: 1 })),
  allowedRecipients: withDefault<string[], null>(list(text), null),
  marketingOnMessages: withDefault(flag, true),
  throttlingStatus: withDefault(number({ min: 400, max: 503, whole: true }), 429),
  retryAfter: withDefault(flag, false),
});

const statuses = object<Scenario['statuses']>({
  sent: object({ delayMs: withDefault(delay, { min: 50, max: 200 }) }),
  delivered: object({
    delayMs: withDefault(delay, { min: 100, max: 600 }),
    probability: withDefault(share, 1),
  }),
  read: object({
    delayMs: withDefault(delay, { min: 200, max: 1500 }),
    probability: withDefault(share, 0.6),
    withoutDelivered: withDefault(share, 0),
  }),
  failed: object({ delayMs: withDefault(delay, { min: 100, max: 500 }) }),
  held: object({ delayMs: withDefault(delay, { min: 1000, max: 5000 }) }),
  optOut: object({
    delayMs: withDefault(delay, { min: 200, max: 1000 }),
    by: withDefault(oneOf(['text', 'preference', 'both']), 'text'),
    text: withDefault(text, 'STOP'),
  }),
});

const textByDigits: Read<Record<string, string>> = (value, path, faults) => {
  const source = (anything(value, path, faults) ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(source).map(([digits, id]) => [digits, text(id, `${path}.${digits}`, faults)]),
  );
};

function scenarioReader(seed: number): Read<Scenario> {
  return object<Scenario>({
    name: withDefault(text, 'unnamed'),
    seed: withDefault(number({ whole: true }), seed),
    clockScale: withDefault(number({ min: 0.001, max: 1_000_000 }), 1),
    reply: object<ReplySettings>({
      delayMs: withDefault(delay, 0),
      messageStatus: withDefault(flag, true),
      unknownObjectCode: withDefault(number({ min: 100, max: 803, whole: true }), 100),
      bareNumberPrefix: withDefault<string, null>(text, null),
      waIds: textByDigits,
      identityKeys: textByDigits,
    }),
    statuses,
    outcomes: withDefault(list(readWeighted), []),
    rules: withDefault(list(readRule), []),
    limits,
    webhook,
    auth: object<AuthSettings>({
      requireAppSecretProof: withDefault(flag, false),
      missingTokenCode: withDefault(number({ min: 0, whole: true }), 190),
      tokenExpiresAt: withDefault(number({ min: 0, whole: true }), 0),
    }),
    account: object<AccountSettings>({
      id: withDefault(text, '100000000000001'),
      name: withDefault(text, 'Simulated Business'),
      businessId: withDefault(text, '100000000000002'),
    }),
    numbers: withDefault(list(readPhoneNumber), []),
    templates: withDefault(list(readTemplate), []),
  });
}
