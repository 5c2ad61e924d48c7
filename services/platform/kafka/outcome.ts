/**
 * What a handler returns for a record that it cannot use, and throws for a batch that it cannot take now. Any
 * other error is a bug or lost infrastructure.
 */

/** The record goes to dead-letters with this reason; the others of its batch are handled. */
export type DeadLetterVerdict = { readonly index: number; readonly code: string; readonly message: string };

/** Deliver the records again later: the consumer pauses the partition and keeps its heartbeat. */
export class RetryLater extends Error {
  readonly afterMs: number;
  constructor(afterMs: number, reason: string) {
    super(reason);
    this.afterMs = afterMs;
  }
}
