/** Reserved slots of numbers and campaigns, and the database's identity. */
import { collection } from './collection.ts';

/** Reserved slots of a number and its campaigns. All times in microseconds since the epoch. */
export type PaceDocument = {
  /** Integration id. */
  _id: string;
  /** Grows with every new owner; a reservation under an old epoch fails. */
  epoch: number;
  owner: string;
  /** No slot before this is free on the number. */
  nextMicros: number;
  /** Rate factor of the number, 0–1: falls on 130429, recovers. */
  factor?: number;
  /** Holds in force on the number (services/throttle/number/hold.ts). */
  holds?: Array<{
    scope: 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';
    scopeKey: string;
    untilMs: number;
    code: number;
    reason: string;
    /** When it was said; a lift said before does not end it. Absent in documents from before this was kept. */
    saidMs?: number;
  }>;
  /**
   * What was lifted, of each the latest: a hold that was said before is not taken up when it is heard late.
   * `codes` empty = all.
   */
  lifts?: Array<{
    scope: 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';
    scopeKey: string;
    codes: readonly number[];
    saidMs: number;
  }>;
  runs: Record<string, PaceOfRun>;
  /**
   * Which Kafka cluster the number was paced with, and what keeps it from sending because database and Kafka
   * do not fit together.
   */
  fence?: { clusterId: string; mismatch: FenceMismatch | null };
};

/** `found` names exactly this mismatch, for the operator's ConfirmRestore. */
export type FenceMismatch = { found: string; reason: string; since: Date };

/**
 * One document, `database`: an identity made once, by which a database that was exchanged for another shows.
 */
export type InstallationDocument = { _id: 'database'; databaseId: string; at: Date };

/**
 * Why a run sends nothing now: a restore to confirm, a hold of its template, another hold, senders that are
 * behind, the people that the portfolio may message in 24 h, contacts outside their callable time, an order
 * that is being planned, no contacts left, contacts that were asked for.
 */
export type WaitingReason =
  | 'restore'
  | 'template'
  | 'held'
  | 'senders'
  | 'day_limit'
  | 'callable_time'
  | 'planning'
  | 'exhausted'
  | 'contacts';

/** What limits a run below its own rate most, and to how much. */
export type LimitOfRun = {
  /** The number's level; other campaigns of the number; refusals for throughput; what the senders manage. */
  by: 'level' | 'shared' | 'refused' | 'senders';
  /** What the run is left with. */
  perMinute: number;
  /** What the limit allows in all, messages a second. */
  perSecond: number;
  /** Campaigns that share the number. */
  campaigns: number;
};

export type PaceOfRun = {
  nextMicros: number;
  /** Every emitted contact below this sequence number has been released durably. */
  releasedThrough: number;
  /**
   * Contacts below `through` had been released at `at`: who of them is not in the ledger half of their topic's
   * retention later is asked for again. Absent or null until the number was first looked at.
   */
  releasedBy?: { at: Date; through: number } | null;
  /** Revision of the campaign change up to which this run was let go (stop acknowledged), else null. */
  stoppedRevision: number | null;
  /** Why nothing leaves now (F6), else null. */
  waiting: string | null;
  /** The same as a code; absent in documents from before it was kept. */
  waitingReason?: WaitingReason | null;
  /** When it goes on at the earliest, if that is known. */
  resumesAt?: Date | null;
  /** What keeps it below its own rate; null or absent when nothing does. */
  limit?: LimitOfRun | null;
  /** Whether the run's order was planned when it was stored. */
  isPlanned?: boolean;
  /** Absent in documents from before it was kept. */
  campaignId?: string;
  /**
   * What waits for its callable time, as counted last; absent or null when nothing does. Others may be sent
   * meanwhile.
   */
  callable?: { contacts: number; nextAt: Date; timeZone: string } | null;
};

export const paceCollections = {
  pace: collection<PaceDocument>({ name: 'pace', writers: ['throttle', 'retention'], indexes: [] }),
  installation: collection<InstallationDocument>({
    name: 'installation',
    writers: ['throttle'],
    indexes: [],
  }),
} as const;
