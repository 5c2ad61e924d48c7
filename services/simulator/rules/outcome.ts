/** What can become of one send, and which of them leave an accepted message behind. */

/** Accepted and answered 200; they differ in the statuses that follow. */
const ANSWERED_OUTCOMES = [
  'accept',
  'sent-only',
  'read-without-delivered',
  'never-answered',
  'fail-by-webhook',
  'held',
  'held-then-dropped',
  'opt-out',
  'slow',
] as const;

/** Accepted, statuses follow, but the client cannot learn it from the reply. */
const ACCEPTED_FAULTS = [
  'timeout-after-accept',
  'drop-after-accept',
  'gateway-error-after-accept',
  'reset-in-body',
  'garbage-body',
  'no-message-id',
] as const;

/** Not accepted: nothing was sent to the recipient. */
const REFUSALS = ['fail-in-reply', 'refuse', 'stall', 'gateway-error'] as const;

export type AnsweredOutcome = (typeof ANSWERED_OUTCOMES)[number];
export type AcceptedFault = (typeof ACCEPTED_FAULTS)[number];
export type Refusal = (typeof REFUSALS)[number];
export type OutcomeKind = AnsweredOutcome | AcceptedFault | Refusal;

export const OUTCOME_KINDS: readonly OutcomeKind[] = [...ANSWERED_OUTCOMES, ...ACCEPTED_FAULTS, ...REFUSALS];

export interface Outcome {
  outcome: OutcomeKind;
  /** Error code of fail-in-reply and fail-by-webhook. */
  code?: number;
  /** Overrides the error's `error_data.details`. */
  details?: string;
  /** HTTP status of the gateway errors and of fail-in-reply; default 504 or the code's own. */
  status?: number;
  /** Delay of `slow` before its reply, or of `held` before its release, ms. */
  delayMs?: number;
}

const refusals = new Set<string>(REFUSALS);

/** Whether the provider took the message, whatever the client is told. */
export function isAccepted(kind: OutcomeKind): boolean {
  return !refusals.has(kind);
}
