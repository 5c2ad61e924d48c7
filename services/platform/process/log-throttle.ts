/**
 * Limits repeated log lines: an event that happens again and again is reported once in a while, with the
 * number of times.
 */

export type LogThrottle = {
  /**
   * Counts one more occurrence.
   * @param key what counts as the same event
   * @returns how often it happened since the last report, this one included, when it is to be reported now;
   *   else 0
   */
  pass(key: string, nowMs: number): number;
};

/** @param everyMs the same event is reported at most once in this time */
export function createLogThrottle(everyMs: number): LogThrottle {
  const reports = new Map<string, { atMs: number; kept: number }>();
  return {
    pass(key, nowMs) {
      const last = reports.get(key);
      if (last && nowMs - last.atMs < everyMs) {
        last.kept += 1;
        return 0;
      }
      for (const [other, { atMs }] of reports) if (nowMs - atMs > 10 * everyMs) reports.delete(other);
      reports.set(key, { atMs: nowMs, kept: 0 });
      return 1 + (last?.kept ?? 0);
    },
  };
}
