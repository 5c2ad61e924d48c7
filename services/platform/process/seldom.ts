/** What would be said again and again is said once in a while, with how often it happened: a log that nobody can read tells nothing. */

export type Seldom = {
  /**
   * One more occurrence.
   * @param key what counts as the same
   * @returns how often it happened since it was said last, this one included, when it is to be said now; else 0
   */
  pass(key: string, nowMs: number): number;
};

/** @param everyMs the same is said once in this time at most */
export function createSeldom(everyMs: number): Seldom {
  const said = new Map<string, { atMs: number; kept: number }>();
  return {
    pass(key, nowMs) {
      const last = said.get(key);
      if (last && nowMs - last.atMs < everyMs) {
        last.kept += 1;
        return 0;
      }
      for (const [other, { atMs }] of said) if (nowMs - atMs > 10 * everyMs) said.delete(other);
      said.set(key, { atMs: nowMs, kept: 0 });
      return 1 + (last?.kept ?? 0);
    },
  };
}
