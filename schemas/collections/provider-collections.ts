/** WhatsApp numbers, and what the provider says of them: templates and facts. */
import type { ProductPolicy, SendEndpoint } from '../types.ts';
import { collection } from './collection.ts';

export type IntegrationDocument = {
  _id: string;
  name: string;
  phoneNumberId: string;
  displayPhoneNumber: string;
  businessAccountId: string;
  /** Business portfolio whose numbers share a messaging limit; absent or null: that of its account alone. */
  portfolioId?: string | null;
  /** As registered; the number's level may allow less (domain/throughput.ts). */
  messagesPerSecond: number;
  credentials: string;
  active: boolean;
  /** Absent where it was last changed by an earlier release (domain/provider/integration-version.ts). */
  version?: number;
  /** Absent where an earlier release made it. */
  createdAt?: Date;
  modifiedAt: Date;
  /** What an operator has confirmed after a restore (PaceDocument.fence.mismatch.found). */
  confirmedRestore?: { found: string; at: Date };
  /** Absent: MESSAGES. */
  endpoint?: SendEndpoint;
  productPolicy?: ProductPolicy | null;
  messageActivitySharing?: boolean | null;
  /** What the provider said of the number; absent until it was asked. */
  number?: NumberFacts;
};

/** What the provider says of a business phone number, in its own words; null = it did not say. */
export type NumberFacts = {
  /** STANDARD, HIGH or NOT_APPLICABLE. */
  level: string | null;
  /** GREEN, YELLOW, RED … */
  qualityRating: string | null;
  /** Unique people per 24 h: TIER_250 … UNLIMITED. */
  limitTier: string | null;
  readAt: Date;
};

/** A template as the provider's account has it. */
export type TemplateDocument = {
  /** `<business account id>:<name>:<language>` */
  _id: string;
  businessAccountId: string;
  templateId: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: StoredComponent[];
  qualityScore: string | null;
  /** Since when it has the status, as far as we saw. */
  statusSince: Date;
  /** When it was last in a listing of the account. */
  seenAt: Date;
  /** True after one listing without it; the next one without it makes it DELETED. */
  absent?: boolean;
};

export type StoredComponent = {
  type: string;
  format?: string;
  text?: string;
  buttons?: Array<{ type: string; text?: string; url?: string }>;
  hasExpiration?: boolean;
};

/**
 * A copy of the provider's that is refreshed from time to time: an account's templates, or what is said of a
 * number.
 */
export type ProviderSyncDocument = {
  /** `templates:<business account id>` or `number:<integration id>` */
  _id: string;
  kind: 'TEMPLATES' | 'NUMBER';
  /** Business account id, or integration id. */
  subject: string;
  dueAt: Date;
  /** Not before this, whoever asks: the provider's limits on such calls. */
  notBefore: Date;
  /** The latest wish for a refresh. */
  askedAt: Date;
  owner: string | null;
  leaseUntil: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  succeededAt: Date | null;
  /** In a row. */
  failures: number;
  /** Of the latest attempt; null when it succeeded. */
  error: { code: string; message: string } | null;
  /** Templates seen at the latest success. */
  count: number;
  /** Templates of the latest listing that could not be understood, for people. */
  unreadable: string[];
};

export const providerCollections = {
  integrations: collection<IntegrationDocument>({
    name: 'integrations',
    writers: ['campaigns'],
    indexes: [
      { keys: { phoneNumberId: 1 }, unique: true },
      { keys: { name: 1, _id: 1 } },
      { keys: { businessAccountId: 1 } },
      { keys: { portfolioId: 1 }, onlyWith: 'portfolioId' },
    ],
  }),
  /** Those of all accounts; `_id` starts with the account, so an account is a range. */
  templates: collection<TemplateDocument>({
    name: 'templates',
    writers: ['campaigns'],
    indexes: [{ keys: { businessAccountId: 1, name: 1 } }, { keys: { templateId: 1 } }],
  }),
  providerSyncs: collection<ProviderSyncDocument>({
    name: 'provider_syncs',
    writers: ['campaigns'],
    indexes: [{ keys: { dueAt: 1 } }],
  }),
} as const;
