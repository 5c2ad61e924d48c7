/** What a handler says of a record it cannot use, and of a batch it cannot take now. Anything else thrown is a bug or lost infrastructure. */

/** The record goes to dead-letters with this reason; the others of its batch go on. */
export type DeadLetterVerdict = { readonly index: number; readonly code: string; readonly message: string };

/** Ask me again later: the consumer pauses the partition, keeps its heartbeat and delivers the same records again. */
export class RetryLater extends Error {
  readonly afterMs: number;
  constructor(afterMs: number, reason: string) {
    super(reason);
    this.afterMs = afterMs;
  }
}
