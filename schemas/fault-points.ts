/** Places in the code where a test can stop, freeze or delay a process (`FAULT_POINTS`, config/README.md). */

// Each stands before or after something that must survive it. docs/reliability.md tells what the fault suite
// does there.

export const faultPoints = {
  'campaigns.effect.before': 'a command’s effect and outcome are about to be written',
  'campaigns.effect.after': 'they are durable; nobody has heard of them',
  'importer.batch.before': 'a batch of rows is about to be written',
  'importer.batch.after': 'its rows are durable; progress is not saved',
  'eligibility.page.before': 'pages of a run’s order are about to be written',
  'eligibility.page.after': 'some pages are durable; the order is not complete',
  'eligibility.decision.before': 'contacts are decided; the decisions are not stored',
  'eligibility.decision.after': 'decisions are durable; nobody has heard of them',
  'throttle.demand.before': 'a demand is about to be sent',
  'throttle.demand.after': 'the demand is on its topic',
  'throttle.reserve.before': 'slots are assigned and not stored',
  'throttle.reserve.after': 'slots are stored; nothing is released',
  'throttle.release.after': 'messages are on released-messages; that they are is not stored',
  'throttle.defer.before': 'contacts whose callable time it is not are about to be written to the ledger',
  'throttle.defer.after': 'they wait in the ledger; that the run is past them is not stored',
  'sender.intent.before': 'intents are about to be written',
  'sender.intent.after': 'intents are durable; nothing is sent',
  'sender.request.before': 'a request is about to leave',
  'sender.request.after': 'the provider has answered; nobody has heard of it',
  'sender.outcome.before': 'outcomes are about to be sent',
  'sender.outcome.after': 'outcomes are on their topic',
  'webhook.store.before': 'a notification is verified and not stored',
  'webhook.store.after': 'its records are on their topics; the provider has no answer',
  'status.ledger.before': 'in a transaction: the ledger is about to be written',
  'status.ledger.after': 'in a transaction: the ledger is written, the counters are not',
  'status.counter.after': 'in a transaction: both are written, nothing is committed',
  'status.applied.after': 'ledger and counters are durable; the records are not committed',
  'consumer.commit.before': 'any consumer: effects are durable; offsets are about to be committed',
  'consumer.commit.after': 'any consumer: offsets are committed',
} as const;

export type FaultPointName = keyof typeof faultPoints;

export const faultKinds = ['kill', 'freeze', 'delay'] as const;

/** What happens at a point. */
export type Fault = {
  readonly point: FaultPointName;
  /**
   * `kill`: SIGKILL to ourselves. `freeze`: SIGSTOP, and SIGCONT after `ms`. `delay`: the work waits `ms`,
   * the process goes on.
   */
  readonly kind: (typeof faultKinds)[number];
  /** Milliseconds; 0 for `kill`. */
  readonly ms: number;
  /** The how-manieth pass it is for, from 1; null: each. */
  readonly pass: number | null;
};
