/** The ledger: every message, its counters, and statuses that no message is known for yet. */
import type { MessageStatus, SkipReason, TemplateMessage } from '../types.ts';
import { collection } from './collection.ts';

/**
 * WAITING: has a due time, not in flight (put off or to be retried; `attempt` is the last one made, 0 = none).
 * INTENT: a request may have left; `dueAt` is the end of the lease. The others are outcomes; of UNKNOWN `dueAt` is since when.
 */
export type MessageState = 'INTENT' | 'WAITING' | 'ACCEPTED' | 'FAILED' | 'SKIPPED' | 'UNKNOWN';

/** None → SENT → (EXPIRED) → (UNDELIVERED) → DELIVERED → READ; never backwards. EXPIRED: nothing but "sent" was heard within its time to live. */
export type Delivery = 'SENT' | 'EXPIRED' | 'UNDELIVERED' | 'DELIVERED' | 'READ';

/** A step of a message that is not its latest any more, or was out of the ordinary. */
export type MessageStep = {
  at: Date;
  /**
   * RESENT, GAVE_UP: the campaign's policy for unknown messages; SETTLED: a webhook told what was not known; REQUEUED: not delivered for a
   * reason that passes, and tried again.
   */
  what:
    | 'RETRY'
    | 'UNKNOWN'
    | 'FAILED'
    | 'SKIPPED'
    | 'UNDELIVERED'
    | 'EXPIRED'
    | 'RESENT'
    | 'GAVE_UP'
    | 'SETTLED'
    | 'REQUEUED';
  attempt: number;
  code?: number;
  reason?: string;
};

/** What is known of an attempt that was followed by another, or is to be. */
export type EarlierAttempt = {
  attempt: number;
  wamid?: string;
  acceptedAt?: Date;
  sentAt?: Date;
  /** The provider gave it up for a reason that passes, and the message was queued again. */
  undeliveredAt?: Date;
};

/** The ledger: one document per contact and run. */
export type MessageDocument = {
  /** Message id, or exclusion id of a contact that is not messaged; both start with the run id, so a range on `_id` is a run. */
  _id: string;
  campaignId: string;
  runId: string;
  contactId: string;
  sequence: number;
  state: MessageState;
  attempt: number;
  integrationId?: string;
  to?: string;
  template?: TemplateMessage;
  /** Zone that the contact's callable time goes by; absent when the campaign had no callable times at take-up. */
  timeZone?: string;
  owner?: string;
  dueAt?: Date;
  /** That of the present attempt. */
  wamid?: string;
  /** Earlier attempts of which the provider told something; absent for almost all. */
  earlierAttempts?: EarlierAttempt[];
  delivery?: Delivery;
  /** WhatsApp error code of the latest failure or retry. */
  code?: number;
  reason?: string;
  /** More about the reason of an exclusion, for people. */
  detail?: string;
  intentAt?: Date;
  acceptedAt?: Date;
  sentAt?: Date;
  deliveredAt?: Date;
  readAt?: Date;
  endedAt?: Date;
  /** Its person was erased: number, texts and wamids are gone, and it is never tried again. */
  erased?: true;
  /** When an unknown message was given a second attempt by its campaign's policy: at most once. */
  resentAt?: Date;
  /** The latest 20 steps that the other fields do not tell; absent where everything went well. */
  history?: MessageStep[];
};

/**
 * Counters of one run, in shards (one per partition that counts) so that instances do not wait for each other. Sum the shards. One more
 * document, the run's head, has no counters but what concerns the run as a whole.
 */
export type RunCountersDocument = Counters & {
  /** `<run id>:<shard>`; the head is `<run id>:run`. */
  _id: string;
  runId: string;
  /** Shards: what moved behind a recount that is under way, in the part that it has counted. */
  recounted?: Counters;
  /** Grows with each step of a recount that is under way, so that whoever counts meanwhile sees it. */
  recountSteps?: number;
  /** Head: how many shards were added. */
  shards?: number;
  /** Head: a recount that is under way. */
  recount?: RunRecount;
  /** Head: how far the search for messages that have expired has come. */
  expiry?: RunExpiry;
  /** Head: when the campaign ended the run; nothing of it is queued again since. */
  closedAt?: Date;
  /** Head: its messages have passed their time, and some may be gone already. */
  messagesGoAt?: Date;
  /** Head: its messages have passed their time, and nothing of the ledger is left. */
  messagesRemovedAt?: Date;
  /** Head: how often something of the run was queued again. */
  requeues?: number;
};

/** How far a recount by ranges has come: every document up to an id is counted. */
export type RunRecount = {
  /** Of this recount; a later one of the same run has another. */
  version: string;
  /** Empty: nothing is counted yet. */
  through: string;
  counts: Array<{ counter: string; count: number }>;
};

/** The search goes through the run's messages in the order of their ids, and again when the next of them may expire. */
export type RunExpiry = {
  /** The last id that was looked at; empty: none in this pass. */
  through: string;
  /** The earliest acceptance that was seen in this pass and may expire later. */
  oldest: Date | null;
  /** When the next pass begins; null: this one is under way. */
  lookAt: Date | null;
};

type Counters = {
  accepted?: number;
  failed?: number;
  skipped?: number;
  unknown?: number;
  sent?: number;
  delivered?: number;
  read?: number;
  undelivered?: number;
  expired?: number;
  skippedBy?: Partial<Record<SkipReason, number>>;
  failedBy?: Record<string, number>;
};

/** A webhook's news without callback data whose wamid is not in the ledger (yet): tried again until it is, or for a day. */
export type UnmatchedStatusDocument = {
  /** `<wamid>:<kind>` */
  _id: string;
  wamid: string;
  status: MessageStatus;
  tries: number;
  tryAt: Date;
  seenAt: Date;
};

export const ledgerCollections = {
  /**
   * A run is a range of `_id`; what waits is found by run, zone and due time, in the order of the run; a webhook without callback data by
   * wamid. Zones before times: those of a million contacts in whose zone it is night are passed over, not read.
   */
  messages: collection<MessageDocument>({
    name: 'messages',
    // for throttle (put off), sender (intent, given back) and status (all that follows)
    writers: ['ledger'],
    indexes: [
      { keys: { state: 1, runId: 1, timeZone: 1, dueAt: 1, sequence: 1 }, onlyWith: 'dueAt' },
      { keys: { wamid: 1 }, onlyWith: 'wamid' },
      { keys: { 'earlierAttempts.wamid': 1 }, onlyWith: 'earlierAttempts' },
      // conversations in the order of time: attempts, who was skipped without any, and attempts before the latest
      { keys: { runId: 1, intentAt: 1 }, onlyWith: 'intentAt' },
      { keys: { runId: 1, endedAt: 1 }, onlyWhere: { state: 'SKIPPED' } },
      { keys: { runId: 1, 'history.at': 1 }, onlyWith: 'history' },
    ],
    shardKey: { _id: 1 },
  }),
  runCounters: collection<RunCountersDocument>({
    name: 'run_counters',
    writers: ['ledger'],
    indexes: [{ keys: { runId: 1 } }, { keys: { closedAt: 1, runId: 1 }, onlyWith: 'closedAt' }],
  }),
  unmatchedStatuses: collection<UnmatchedStatusDocument>({
    name: 'unmatched_statuses',
    writers: ['status', 'people'],
    indexes: [{ keys: { tryAt: 1 } }, { keys: { seenAt: 1 }, expireAfterSeconds: 24 * 3600 }],
  }),
} as const;
