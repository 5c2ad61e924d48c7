/**
 * Whether the database and the broker that a process uses answer. They are asked on demand, at most once a
 * second, for at most 2 s.
 */
import type { Logger } from './logger.ts';
import { inTime } from './in-time.ts';

const EVERY_MS = 1_000;
const WITHIN_MS = 2_000;

/** @throws when the part does not answer */
export type Ping = { part: string; ask: () => Promise<unknown> };

/**
 * @param pingsNow the parts in use by now; an empty list is ready
 * @param nowMs any clock that does not go back, in ms
 * @returns false while one of them does not answer; concurrent callers share an answer
 */
export function createPartsAnswer(
  pingsNow: () => readonly Ping[],
  nowMs: () => number,
  log: Logger,
): () => Promise<boolean> {
  /** A late answer is still awaited: a part is not asked twice at once. */
  const open = new Map<string, Promise<unknown>>();
  const silent = new Set<string>();
  let answer: Promise<boolean> | undefined;
  let askedAtMs = 0;

  async function answers({ part, ask }: Ping): Promise<boolean> {
    let asking = open.get(part);
    if (!asking) {
      asking = ask().finally(() => open.delete(part));
      open.set(part, asking);
    }
    try {
      await inTime(asking, WITHIN_MS, () => new Error(`no answer within ${WITHIN_MS} ms`));
      if (silent.delete(part)) log.info({ part }, 'it answers again');
      return true;
    } catch (error) {
      if (!silent.has(part)) log.warn({ err: error, part }, 'it does not answer: not ready');
      silent.add(part);
      return false;
    }
  }

  async function askAll(): Promise<boolean> {
    const all = await Promise.all(pingsNow().map(answers));
    return all.every(Boolean);
  }

  return function partsAnswer() {
    const isFresh = answer !== undefined && nowMs() - askedAtMs < EVERY_MS;
    if (answer !== undefined && isFresh) return answer;
    askedAtMs = nowMs();
    return (answer = askAll());
  };
}
