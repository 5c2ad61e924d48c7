/** Every MongoDB collection: name, document, indexes, the one service that writes it, and the shard key planned for growth. */
import type { Binary, Document } from 'mongodb';
import { accessCollections } from './access-collections.ts';
import type {
  Ambiguity,
  CallableTimes,
  CampaignStatus,
  ColumnType,
  ContactMethod,
  ContactSort,
  Fault,
  FilterClause,
  FilterType,
  ImportSource,
  ListKind,
  MessageStatus,
  ProductPolicy,
  SendEndpoint,
  SkipReason,
  TemplateMessage,
  TemplateUse,
  WhatsAppColumn,
} from './types.ts';

export type { Binary, ColumnType };

export type CollectionIndex = {
  keys: Record<string, 1 | -1>;
  unique?: true;
  expireAfterSeconds?: number;
  onlyWith?: string;
};

export type Collection<D extends Document> = {
  readonly name: string;
  readonly writer: string;
  readonly indexes: readonly CollectionIndex[];
  readonly shardKey?: Record<string, 1 | 'hashed'>;
  /** Never set; carries the document's type. */
  readonly document?: D;
};

/** A campaign's definition and status. Written through commands only (invariant 9). */
export type CampaignDocument = {
  _id: string;
  name: string;
  divisionId: string;
  contactListId: string;
  whatsappColumn: string;
  integrationId: string;
  messagesPerMinute: number;
  template: TemplateUse;
  dncListIds: string[];
  contactListFilterIds: string[];
  contactSorts: ContactSort[];
  alwaysRunning: boolean;
  /** What becomes of unknown messages; absent = they stay unknown. */
  ambiguity?: Ambiguity;
  /** Absent or null = any time. */
  callableTimes?: CallableTimes | null;
  status: CampaignStatus;
  errors: Fault[];
  /** Grows with every edit (A7). */
  version: number;
  /** Grows with every change, also the engine's own. */
  revision: number;
  runNumber: number;
  runId: string | null;
  /** The next start begins a new run: set by complete and recycle. */
  startsNewRun: boolean;
  createdAt: Date;
  modifiedAt: Date;
  startedAt: Date | null;
  stoppedAt: Date | null;
  /** A start that waits for its time; absent or null: none. */
  scheduledStart?: ScheduledStart | null;
  /** The scheduled start that was not made, and why; absent or null: none since the last start or schedule. */
  missedStart?: (ScheduledStart & { at: Date; errors: Fault[] }) | null;
};

/** `id` is that of the command. Started from `notBefore` on, and not after `notAfter`. */
export type ScheduledStart = { id: string; notBefore: Date; notAfter: Date };

/** How many things of a kind exist; counted in the same transaction that makes or deletes one. */
export type LimitDocument = { _id: string; count: number };

/** What became of a command: the same answer for a second delivery. `events` are the records to publish (again). */
export type CommandOutcomeDocument = {
  _id: string;
  subjectId: string;
  accepted: boolean;
  errors: Fault[];
  version: number | null;
  /** What could not be checked of what was accepted. */
  warnings?: Fault[];
  /** Kind of the command; absent in documents of earlier versions. */
  command?: string | null;
  issuedBy?: string | null;
  /** JSON of the campaign-events published for it; in documents of earlier versions its outcome is one of them. */
  events: string[];
  /** JSON of the contact-list-events published for it (importer). */
  contactListEvents?: string[];
  at: Date;
};

export type ContactListFilterDocument = {
  _id: string;
  name: string;
  contactListId: string;
  filterType: FilterType;
  clauses: FilterClause[];
  createdAt: Date;
};

export type IntegrationDocument = {
  _id: string;
  name: string;
  phoneNumberId: string;
  displayPhoneNumber: string;
  businessAccountId: string;
  /** As registered; the number's level may allow less (domain/throughput.ts). */
  messagesPerSecond: number;
  credentials: string;
  active: boolean;
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

/** A copy of the provider's that is refreshed from time to time: an account's templates, or what is said of a number. */
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

/** The order of one run, made once at its start. */
export type CampaignRunDocument = {
  _id: string;
  campaignId: string;
  number: number;
  integrationId: string;
  contactListId: string;
  /** The list's column that is messaged; absent in older runs. */
  whatsappColumn?: string;
  /** PLANNING until the order is stored. */
  state: 'PLANNING' | 'READY';
  /** Who makes the order: only the latest to claim it may store pages. */
  planner?: string;
  /** Contacts in the order so far: sequence numbers 0 … planned - 1. */
  planned: number;
  pages: number;
  filteredOut: number;
  /** Contacts with a higher arrival number are not in the order yet. */
  plannedThroughArrival: number;
  plannedAt: Date | null;
};

/** Up to 1,000 contacts of a run's order. */
export type RunPageDocument = {
  /** `<run id>:<page, six digits>` */
  _id: string;
  runId: string;
  page: number;
  /** Sequence number of the first contact. */
  firstSequence: number;
  contactIds: string[];
  /**
   * One entry per contact taken up, in the page's order: the Phone ID to message, or `!REASON` (a SkipReason).
   * Written before anything is emitted, so that a second emission says the same.
   */
  decisions: string[];
};

/** What was fixed when contacts were taken up, so that a repeat says the same although the contact or the campaign changed. */
export type TakenUpDocument = {
  /** `<page id>:<place of the first within the page, four digits>` */
  _id: string;
  runId: string;
  firstSequence: number;
  template: TemplateUse;
  /** One entry per contact: texts of the template's parameters, or the detail of the reason alone. */
  texts: string[][];
  /** One entry per contact, the zone that its callable time goes by; absent when the campaign had no callable times. */
  timeZones?: Array<string | null>;
  at: Date;
};

/** One import in its list: the base of assignability (B6, D2). A list keeps the unfinished ones and the last ten that ended. */
export type ListImport = {
  id: string;
  state: ImportState;
  reason: string | null;
  /** The import's arrival numbers are `arrivalBatch × 10^7 + row`. */
  arrivalBatch?: number;
  /** Records that it brought or found; known when finished. */
  records?: number;
};

export type ContactListDocument = {
  _id: string;
  name: string;
  divisionId: string;
  columnNames: string[];
  whatsappColumns: WhatsAppColumn[];
  contactIdColumn: string | null;
  defaultCountry: string | null;
  timeZone: string | null;
  size: number;
  imports: ListImport[];
  /** How many batches of arrivals began; the arrival numbers of one batch are `batch × 10^7 + row`. */
  arrivalBatches: number;
  /**
   * Every contact with an arrival number up to this is stored and no import can bring one below it any more: how far a run may plan
   * or append without losing one that is still on its way. Absent = 0.
   */
  arrivedThrough?: number;
  version: number;
  createdAt: Date;
};

export type ContactDocument = {
  /** `<list id>:<contact id>`; the contact id is a column's value, or a hash of the row. */
  _id: string;
  listId: string;
  /** Place in the order of arrival within the list. */
  arrival: number;
  /** Cells in the order of the list's columnNames. */
  values: string[];
  /** Phone IDs in the order of the list's whatsappColumns; null = no possible number there. */
  phoneIds: Array<string | null>;
  /** Arrival number of the row (or added contact) that changed it last; absent when never changed. */
  changedBy?: number;
};

export type DncListDocument = {
  _id: string;
  name: string;
  divisionId: string;
  contactMethod: ContactMethod;
  phoneColumns: string[];
  defaultCountry: string | null;
  size: number;
  imports: ListImport[];
  /** As in contact lists: a number of batches, for the arrival numbers of entries. */
  arrivalBatches?: number;
  version: number;
  createdAt: Date;
};

/** `_id` = `<list id>:<digits>`. */
export type DncNumberDocument = {
  _id: string;
  listId: string;
  /** Row that brought it, as in contacts; absent for single additions. */
  arrival?: number;
  expiresAt?: Date;
  /** Opt-outs: when the recipient said so; an older START does not lift it. */
  at?: Date;
};

/** An answer that may be an opt-out and was not taken for one: a person looks at it (`wac opt-outs possible`). */
export type PossibleOptOutDocument = {
  /** The answer's wamid; else who, when and what. */
  _id: string;
  integrationId: string;
  /** Null: WhatsApp told a user id alone, and nothing says what number it has. */
  phoneId: string | null;
  userId: string | null;
  /** SOUNDS_LIKE: near a stop word, but not exactly one. NUMBER_UNKNOWN: clearly an opt-out, of nobody knows which number. */
  reason: 'SOUNDS_LIKE' | 'NUMBER_UNKNOWN';
  text: string;
  at: Date;
};

export type ImportState = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED';

export type ImportDocument = {
  /** The command's id. */
  _id: string;
  listId: string;
  kind: ListKind;
  source: ImportSource;
  /** Upload that holds what was fetched from `source.url`: the same bytes for whoever resumes the import. Let go at its end. */
  copyId?: string;
  /** The file's columns, known once it was read; absent in older imports. */
  header?: string[];
  state: ImportState;
  rowsRead: number;
  /** Rows that brought something new; updated: changed a contact; unchanged: already there as they are. The four add up to rowsRead. */
  imported: number;
  updated?: number;
  unchanged: number;
  rejected: number;
  /** DNC rows whose ExpirationDateTime is no such time, or too far away: their entries stay for good. Absent = 0. */
  endsIgnored?: number;
  /** DNC rows of which something could not be read; they stand among the rejects and are counted as imported. Absent = 0. */
  blockedInPart?: number;
  /** Cells that hold `\\N`, `NULL`, `#N/A` or the like; they are kept as text. Absent = 0. */
  placeholders?: number;
  totalBytes: number;
  bytesRead: number;
  failureReason: string | null;
  failureDetail: string | null;
  /** Arrival numbers of this import are `arrivalBatch × 10^7 + row`. */
  arrivalBatch: number;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  /** Somebody wants it to end early: whoever has it ends it. */
  cancelled?: true;
  /** How often it was claimed; more than 1 = it resumed. */
  claims?: number;
  /** How often it was claimed since the last saved progress: an import that ends whoever takes it must itself come to an end. */
  takesWithoutProgress?: number;
  /** False from its end until its events are published. */
  announced?: boolean;
  createdAt: Date;
  finishedAt: Date | null;
};

export type ImportRejectDocument = {
  /** `<import id>:<line, ten digits>` */
  _id: string;
  importId: string;
  /** Line of the file on which the row starts, from 1 (the header). */
  line: number;
  column: string | null;
  value: string | null;
  code: string;
  reason: string;
  /** Cells as they were found, in the order of the import's header; more or fewer when that is what is wrong. */
  row: string[];
};

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
  /** RESENT, GAVE_UP: the campaign's policy for unknown messages; SETTLED: a webhook told what was not known. */
  what:
    'RETRY' | 'UNKNOWN' | 'FAILED' | 'SKIPPED' | 'UNDELIVERED' | 'EXPIRED' | 'RESENT' | 'GAVE_UP' | 'SETTLED';
  attempt: number;
  code?: number;
  reason?: string;
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
  wamid?: string;
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
  /** When an unknown message was given a second attempt by its campaign's policy: at most once. */
  resentAt?: Date;
  /** The latest 20 steps that the other fields do not tell; absent where everything went well. */
  history?: MessageStep[];
};

/** Counters of one run, in shards (one per partition that counts) so that instances do not wait for each other. Sum the shards. */
export type RunCountersDocument = {
  /** `<run id>:<shard>` */
  _id: string;
  runId: string;
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

/** An entry of the event log (H6): who did what when, imports, limits, holds, stops, opt-outs. */
export type EventDocument = {
  /** Made from what happened: told twice, it is one entry. */
  _id: string;
  at: Date;
  level: 'INFO' | 'WARNING' | 'ERROR';
  category:
    | 'MESSAGING_CAMPAIGN'
    | 'CONTACT_LIST'
    | 'CONTACT_LIST_FILTER'
    | 'DNC_LIST'
    | 'IMPORT_ERROR'
    | 'ENTITY_LIMIT'
    | 'INTEGRATION'
    | 'OPT_OUT';
  /** One of the Genesys contract's event codes (section 5) or, where it has none, ours in its style. */
  code: string;
  /** For people; numbers of people are masked. */
  message: string;
  entity: { kind: string; id: string; name?: string } | null;
  /** Who commanded. */
  who: string | null;
  /** The command's or import's id. */
  correlationId: string | null;
};

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
  /** What was lifted, of each the latest: a hold that was said before is not taken up when it is heard late. `codes` empty = all. */
  lifts?: Array<{
    scope: 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';
    scopeKey: string;
    codes: readonly number[];
    saidMs: number;
  }>;
  runs: Record<string, PaceOfRun>;
  /** Which Kafka cluster the number was paced with, and what keeps it from sending because database and Kafka do not fit together. */
  fence?: { clusterId: string; mismatch: FenceMismatch | null };
};
/** `found` names exactly this mismatch, for the operator's ConfirmRestore. */
export type FenceMismatch = { found: string; reason: string; since: Date };
/** One document, `database`: an identity made once, by which a database that was exchanged for another shows. */
export type InstallationDocument = { _id: 'database'; databaseId: string; at: Date };
/**
 * Why a run sends nothing now: a restore to confirm, a hold, senders that are behind, contacts outside their callable time, an order
 * that is being planned, no contacts left, contacts that were asked for.
 */
export type WaitingReason =
  'restore' | 'held' | 'senders' | 'callable_time' | 'planning' | 'exhausted' | 'contacts';
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
  /** What waits for its callable time, as counted last; absent or null when nothing does. Others may be sent meanwhile. */
  callable?: { contacts: number; nextAt: Date; timeZone: string } | null;
};

const collection = <D extends Document>(definition: Collection<D>): Collection<D> => definition;

export const collections = {
  campaigns: collection<CampaignDocument>({
    name: 'campaigns',
    writer: 'campaigns',
    indexes: [
      { keys: { name: 1 }, unique: true },
      { keys: { status: 1, name: 1 } },
      { keys: { contactListId: 1 } },
      { keys: { 'scheduledStart.notBefore': 1 }, onlyWith: 'scheduledStart.notBefore' },
    ],
  }),
  limits: collection<LimitDocument>({
    name: 'limits',
    writer: 'campaigns, importer (own kinds)',
    indexes: [],
  }),
  commandOutcomes: collection<CommandOutcomeDocument>({
    name: 'command_outcomes',
    writer: 'campaigns, importer (own commands)',
    // three times as long as a command can lie on its topic: one that is read again must find its outcome, else it acts again
    indexes: [{ keys: { at: 1 }, expireAfterSeconds: 90 * 24 * 3600 }],
  }),
  contactListFilters: collection<ContactListFilterDocument>({
    name: 'contact_list_filters',
    writer: 'campaigns',
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
  integrations: collection<IntegrationDocument>({
    name: 'integrations',
    writer: 'campaigns',
    indexes: [{ keys: { phoneNumberId: 1 }, unique: true }, { keys: { name: 1, _id: 1 } }],
  }),
  /** Those of all accounts; `_id` starts with the account, so an account is a range. */
  templates: collection<TemplateDocument>({
    name: 'templates',
    writer: 'campaigns',
    indexes: [{ keys: { businessAccountId: 1, name: 1 } }, { keys: { templateId: 1 } }],
  }),
  providerSyncs: collection<ProviderSyncDocument>({
    name: 'provider_syncs',
    writer: 'campaigns',
    indexes: [{ keys: { dueAt: 1 } }],
  }),
  campaignRuns: collection<CampaignRunDocument>({
    name: 'campaign_runs',
    writer: 'eligibility',
    indexes: [{ keys: { contactListId: 1, plannedAt: 1 } }, { keys: { plannedAt: 1, _id: 1 } }],
  }),
  runPages: collection<RunPageDocument>({
    name: 'run_pages',
    writer: 'eligibility',
    indexes: [{ keys: { runId: 1, firstSequence: 1 } }],
    shardKey: { _id: 1 },
  }),
  takenUp: collection<TakenUpDocument>({
    name: 'taken_up',
    writer: 'eligibility',
    indexes: [],
    shardKey: { _id: 1 },
  }),
  contactLists: collection<ContactListDocument>({
    name: 'contact_lists',
    writer: 'importer',
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
  contacts: collection<ContactDocument>({
    name: 'contacts',
    writer: 'importer',
    indexes: [{ keys: { listId: 1, arrival: 1 } }, { keys: { phoneIds: 1 } }],
    shardKey: { _id: 1 },
  }),
  dncLists: collection<DncListDocument>({
    name: 'dnc_lists',
    writer: 'importer',
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
  dncNumbers: collection<DncNumberDocument>({
    name: 'dnc_numbers',
    writer: 'importer, status (opt-outs)',
    indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0, onlyWith: 'expiresAt' }],
    shardKey: { _id: 1 },
  }),
  possibleOptOuts: collection<PossibleOptOutDocument>({
    name: 'possible_opt_outs',
    writer: 'status',
    indexes: [
      { keys: { integrationId: 1, at: -1 } },
      { keys: { at: 1 }, expireAfterSeconds: 180 * 24 * 3600 },
    ],
  }),
  imports: collection<ImportDocument>({
    name: 'imports',
    writer: 'importer',
    indexes: [
      { keys: { state: 1, leaseUntil: 1 } },
      { keys: { 'source.uploadId': 1 } },
      { keys: { listId: 1, createdAt: 1, _id: 1 } },
      { keys: { createdAt: 1, _id: 1 } },
    ],
  }),
  importRejects: collection<ImportRejectDocument>({
    name: 'import_rejects',
    writer: 'importer',
    indexes: [],
  }),
  /**
   * A run is a range of `_id`; what waits is found by run, zone and due time, in the order of the run; a webhook without callback data by
   * wamid. Zones before times: those of a million contacts in whose zone it is night are passed over, not read.
   */
  messages: collection<MessageDocument>({
    name: 'messages',
    writer: 'throttle (waits for its callable time), sender (intent), status (all that follows)',
    indexes: [
      { keys: { state: 1, runId: 1, timeZone: 1, dueAt: 1, sequence: 1 }, onlyWith: 'dueAt' },
      { keys: { wamid: 1 }, onlyWith: 'wamid' },
    ],
    shardKey: { _id: 1 },
  }),
  runCounters: collection<RunCountersDocument>({
    name: 'run_counters',
    writer: 'status',
    indexes: [{ keys: { runId: 1 } }],
  }),
  unmatchedStatuses: collection<UnmatchedStatusDocument>({
    name: 'unmatched_statuses',
    writer: 'status',
    indexes: [{ keys: { tryAt: 1 } }, { keys: { seenAt: 1 }, expireAfterSeconds: 24 * 3600 }],
  }),
  events: collection<EventDocument>({
    name: 'events',
    writer: 'campaigns',
    indexes: [
      { keys: { at: 1 }, expireAfterSeconds: 180 * 24 * 3600 },
      { keys: { at: 1, _id: 1 } },
      { keys: { 'entity.id': 1, at: 1, _id: 1 } },
    ],
  }),
  pace: collection<PaceDocument>({ name: 'pace', writer: 'throttle', indexes: [] }),
  installation: collection<InstallationDocument>({ name: 'installation', writer: 'throttle', indexes: [] }),
  ...accessCollections,
} as const;

/** GridFS bucket of uploaded files. */
export const UPLOADS_BUCKET = 'uploads';
