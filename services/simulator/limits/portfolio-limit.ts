/**
 * The messaging limit: how many different users a portfolio may start to talk to in a moving 24 h, outside a
 * service window.
 */
export interface PortfolioLimit {
  /** Whether a message to the recipient is within the limit. `nowMs` on the simulator's clock. */
  allows(recipient: string, maxUsers: number, nowMs: number): boolean;
  /** Counts the recipient if it is new; false when it is new and the limit is reached. */
  take(recipient: string, maxUsers: number, nowMs: number): boolean;
  /** The user wrote: for 24 h messages to them are free. */
  openServiceWindow(recipient: string, nowMs: number): void;
  users(): number;
  clear(): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function createPortfolioLimit(): PortfolioLimit {
  // maps keep the order of insertion, so the oldest come first
  const reached = new Map<string, number>();
  const windows = new Map<string, number>();
  const forgetBefore = (times: Map<string, number>, limitMs: number): void => {
    for (const [key, atMs] of times) {
      if (atMs > limitMs) return;
      times.delete(key);
    }
  };
  const isFree = (recipient: string): boolean => reached.has(recipient) || windows.has(recipient);
  const allows = (recipient: string, maxUsers: number, nowMs: number): boolean => {
    forgetBefore(reached, nowMs - DAY_MS);
    forgetBefore(windows, nowMs - DAY_MS);
    return isFree(recipient) || reached.size < maxUsers;
  };
  return {
    allows,
    take(recipient, maxUsers, nowMs) {
      if (!allows(recipient, maxUsers, nowMs)) return false;
      if (!isFree(recipient)) reached.set(recipient, nowMs);
      return true;
    },
    openServiceWindow(recipient, nowMs) {
      windows.delete(recipient);
      windows.set(recipient, nowMs);
    },
    users: () => reached.size,
    clear() {
      reached.clear();
      windows.clear();
    },
  };
}
