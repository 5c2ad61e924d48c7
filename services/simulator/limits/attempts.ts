/**
 * How often each number has tried each recipient; refusals by a limit or a fault in the request do not count.
 */
export interface Attempts {
  /** The number of this attempt; 1 is the first. */
  next(phoneNumberId: string, recipient: string): number;
  clear(): void;
}

export function createAttempts(): Attempts {
  const byNumber = new Map<string, Map<string, number>>();
  return {
    next(phoneNumberId, recipient) {
      let counts = byNumber.get(phoneNumberId);
      if (!counts) {
        counts = new Map<string, number>();
        byNumber.set(phoneNumberId, counts);
      }
      const attempt = (counts.get(recipient) ?? 0) + 1;
      counts.set(recipient, attempt);
      return attempt;
    },
    clear: () => byNumber.clear(),
  };
}
