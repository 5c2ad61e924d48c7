/** A scenario: everything that decides how the simulator behaves. README.md describes each setting. */
import type { OutcomeChoice } from '../rules/choose-outcome.ts';
import type { Delay } from './delay.ts';
import type { StatusDisorder, StatusTimings } from '../rules/plan-statuses.ts';

export interface Scenario extends OutcomeChoice {
  name: string;
  seed: number;
  /** How many times faster than real time statuses, holds, retries and the 24-hour window run. */
  clockScale: number;
  reply: ReplySettings;
  statuses: StatusTimings;
  limits: LimitSettings;
  webhook: WebhookSettings;
  auth: AuthSettings;
  account: AccountSettings;
  /** In the API's own shape; when any is declared every other phone number id is unknown. */
  numbers: PhoneNumber[];
  /** In the API's own shape; when any is declared every other template is unknown. */
  templates: Template[];
}

export interface ReplySettings {
  delayMs: Delay;
  /**
   * How an unknown object is told: code 100 with subcode 33 as clients see it, or 404 with 803 as the
   * documents have it.
   */
  unknownObjectCode: number;
  /** Calling code put in front of numbers without a plus, as one document says; null takes them as complete. */
  bareNumberPrefix: string | null;
  /** Whether replies carry `message_status`. */
  messageStatus: boolean;
  /** Recipients whose `wa_id` differs from the digits sent to, as digits → wa_id. */
  waIds: Record<string, string>;
  /** Identity key hash by digits; a send with another `recipient_identity_key_hash` fails with 137000. */
  identityKeys: Record<string, string>;
}

export interface LimitSettings {
  /** Per number; null leaves declared numbers to their throughput level and others without limit. */
  messagesPerSecond: number | null;
  /** How many messages a rested number may send at once; null is one second's worth. */
  burst: number | null;
  /** 1 message per 6 s to the same recipient, burst of 45. */
  pairLimit: boolean;
  /** Unique users in a moving 24 h over all numbers; null is no limit. */
  portfolioUsers: number | null;
  /** Code for exceeding the portfolio limit; none is documented. */
  portfolioCode: number;
  /**
   * Calls per hour of the app (code 4), and management calls per hour of the account (code 80007); null is no
   * limit.
   */
  appCallsPerHour: number | null;
  accountCallsPerHour: number | null;
  /** Sends per hour of the account (code 80007); null is no limit. */
  accountMessagesPerHour: number | null;
  /** Digits that a test account may send to (else 131030); null is all. */
  allowedRecipients: string[] | null;
  /** False refuses marketing templates on /messages with 131063. */
  marketingOnMessages: boolean;
  /** HTTP status of throttling errors: the documents' 429 or the 400 of older fixtures. */
  throttlingStatus: number;
  /** Whether throttling replies carry `Retry-After`. */
  retryAfter: boolean;
}

export interface WebhookSettings extends StatusDisorder {
  /** Overrides the address given at start; null is none. */
  url: string | null;
  /** Updates per call, at most 1000. */
  batchSize: number;
  /** How long an update may wait for company, real ms. */
  maxWaitMs: number;
  /** Concurrent calls. */
  concurrency: number;
  timeoutMs: number;
  /** Statuses of one number within one `change`; 1 gives each its own. */
  statusesPerChange: number;
  contacts: 'always' | 'omit-on-failed' | 'never';
  callbackDataOnFailed: boolean;
  /** Business-scoped user ids beside phone numbers: in contacts, statuses and messages. */
  userIds: boolean;
  /** Timestamps of statuses in milliseconds instead of seconds, as was seen once. */
  timestampsInMs: boolean;
  /** How template updates write the language: en-US as documented, or en_US as some clients expect. */
  templateLanguage: 'hyphen' | 'underscore';
  /** Conversation objects, which v24.0 dropped. */
  conversation: boolean;
  retry: RetrySettings;
}

/**
 * Retries: one at once, then after `firstMs`, growing by `factor` up to `maxMs`, until `giveUpAfterMs`;
 * simulator's clock.
 */
export interface RetrySettings {
  firstMs: number;
  factor: number;
  maxMs: number;
  giveUpAfterMs: number;
}

export interface AuthSettings {
  requireAppSecretProof: boolean;
  /** Code of a call without a token, on which sources differ: 190, 104 or 200. */
  missingTokenCode: number;
  /** When tokens end, seconds since the epoch; 0: never. */
  tokenExpiresAt: number;
}

export interface AccountSettings {
  id: string;
  name: string;
  businessId: string;
}

export interface PhoneNumber {
  id: string;
  display_phone_number: string;
  verified_name: string;
  quality_rating: string;
  throughput: { level: 'STANDARD' | 'HIGH' | 'NOT_APPLICABLE' };
  /** Overrides what the throughput level allows. */
  messages_per_second?: number;
  whatsapp_business_manager_messaging_limit: string;
  [field: string]: unknown;
}

export type TemplateStatus = (typeof TEMPLATE_STATUSES)[number];

export const TEMPLATE_STATUSES = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'IN_APPEAL',
  'PAUSED',
  'DISABLED',
  'PENDING_DELETION',
  'DELETED',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
] as const;

export interface Template {
  id: string;
  name: string;
  language: string;
  status: TemplateStatus;
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  message_send_ttl_seconds?: number;
  quality_score?: unknown;
  /** How marketing_messages takes it: ready when absent, else 134101 or 134102. */
  marketing_messages?: 'ready' | 'syncing' | 'unavailable';
}

/** A component of a stored template; only the fields that decide about validity are named. */
export interface TemplateComponent {
  type: string;
  format?: string;
  text?: string;
  buttons?: { type: string; text?: string; url?: string; [field: string]: unknown }[];
  cards?: { components: TemplateComponent[] }[];
  [field: string]: unknown;
}
