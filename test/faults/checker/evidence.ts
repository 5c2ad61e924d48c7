/** What the checker looks at: the simulator's logs, a dump of the database with its history, and what was asked for. Types of its own. */

/** A line of the simulator's ledger: a message that reached somebody. */
export type Accepted = {
  /** Milliseconds since the epoch, with decimals. */
  at: number;
  to: string | null;
  wamid: string;
  phoneNumberId: string;
  /** `<message id>.<attempt>`; a message id starts with the run's id. */
  callbackData: string | null;
};

/** A line of the simulator's webhook log: one update in one call. `answer` 200: we said that we have it. */
export type Told = {
  at: number;
  wamid?: string;
  status?: string;
  /** Error code of `failed`. */
  code?: number;
  callbackData?: string | null;
  answer: number | string | null;
};

export type LedgerDocument = {
  _id: string;
  runId: string;
  contactId: string;
  sequence: number;
  state: string;
  attempt: number;
  to?: string;
  wamid?: string;
  delivery?: string;
  code?: number;
  reason?: string;
  sentAt?: unknown;
};

export type CounterShard = { _id: string; runId: string; [counter: string]: unknown };

export type ImportRecord = {
  _id: string;
  listId: string;
  state: string;
  rowsRead: number;
  imported: number;
  updated?: number;
  unchanged: number;
  rejected: number;
};

export type Reject = { _id: string; importId: string; line: number };
export type Contact = { _id: string; listId: string; arrival: number };
/** `ambiguity`: what becomes of its unknown messages; absent: they stay. */
export type Campaign = { _id: string; status: string; ambiguity?: { policy: string } };

/** One write to the ledger, from the database's own log (its oplog). */
export type LedgerWrite = {
  /** Milliseconds since the epoch, by the database's clock, cut off. */
  at: number;
  id: string;
  kind: 'whole' | 'part' | 'delete';
  /** Fields written; of a whole document all of them. */
  set: Record<string, unknown>;
  /** Fields taken away. */
  unset: string[];
};

/** One run of one campaign as it was asked for. */
export type RunFacts = {
  campaignId: string;
  runId: string;
  phoneNumberId: string;
  /** Contacts of the list that the campaign's filters keep. */
  contacts: number;
  /** Phone IDs of those that may be messaged, in the campaign's order. */
  order: string[];
  messagesPerMinute: number;
  /** Latest that a message may leave after its slot, milliseconds. */
  latenessMs: number;
  /** Messages that were never put off may swap places when they are less than this apart, milliseconds. */
  orderToleranceMs: number;
  /** Nobody gets a message from `sinceMs` on (an entry of a DNC or opt-out list, and the time that a message under way has). */
  forbidden: Array<{ to: string; sinceMs: number }>;
  /** Acknowledged stops, until the campaign was started again (null: it was not). */
  stops: Array<{ acknowledgedMs: number; startedMs: number | null }>;
  /** When each recipient may be messaged, milliseconds since the epoch; absent: at any time. */
  callable?: ReadonlyArray<{ to: string; windows: ReadonlyArray<{ fromMs: number; toMs: number }> }>;
  /**
   * A run that sends again: Phone IDs that it was for, and those among them of whom nobody knew whether an earlier message
   * had arrived; absent: it is for the whole list.
   */
  resend?: { earlierRunIds: string[]; chosen: string[]; mayGetItTwice: string[] };
  /** The campaign's status at the end. */
  endsAs: string;
};

export type ImportFacts = {
  importId: string;
  rows: number;
  imported: number;
  updated: number;
  unchanged: number;
  /** Lines of the file on which rejected rows start. */
  rejectedLines: number[];
  /** Contacts in the list afterwards. */
  contactsInList: number;
};

/** What the provider allows the numbers of a business portfolio together. */
export type PortfolioFacts = {
  phoneNumberIds: string[];
  /** So many different ones within any stretch of `windowMs`. */
  people: number;
  windowMs: number;
};

/**
 * `brokerFull`: when the only broker's disk was full. What it acknowledged then it may lose by itself, so that our 200 to the provider is
 * no promise for these times (docs/reliability.md).
 */
export type Facts = {
  runs: RunFacts[];
  imports: ImportFacts[];
  brokerFull?: Array<{ sinceMs: number; untilMs: number }>;
  portfolios?: PortfolioFacts[];
};

export type Evidence = {
  facts: Facts;
  accepted: Accepted[];
  told: Told[];
  campaigns: Campaign[];
  messages: LedgerDocument[];
  counters: CounterShard[];
  imports: ImportRecord[];
  rejects: Reject[];
  contacts: Contact[];
  history: LedgerWrite[];
};

export type Violation = { rule: string; what: string };

/** The messages of a run that reached somebody. */
export const acceptedIn = ({ accepted }: Evidence, { runId }: RunFacts): Accepted[] =>
  accepted.filter((one) => one.callbackData?.startsWith(`${runId}-`));

/** The message's id in callback data. */
export const messageIdIn = (callbackData: string | null | undefined): string =>
  (callbackData ?? '').replace(/\.\d+$/, '');

export const ledgerOf = ({ messages }: Evidence, { runId }: RunFacts): LedgerDocument[] =>
  messages.filter((one) => one.runId === runId);
