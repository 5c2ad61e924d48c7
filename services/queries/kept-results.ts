/** What costs much to find out is kept for some seconds: further pages of one question, and whoever asks the same meanwhile, share it. */
import { createHash } from 'node:crypto';
import type { Database } from '../platform/mongo/mongo.ts';

const KEPT_MS = 5_000;
const MAX_KEPT = 200;

type Kept<V> = { readonly value: Promise<V>; readonly until: number };

/** By database. @param isCostly whether a result is kept; what costs little is found out anew, and is never old */
export function keepCostly<V>(
  isCostly: (value: V) => boolean,
  now: () => number = () => performance.now(),
): (database: Database, question: unknown, find: () => Promise<V>) => Promise<V> {
  const all = new WeakMap<Database, Map<string, Kept<V>>>();
  return async function findOrKept(database, question, find) {
    const kept = all.get(database) ?? new Map<string, Kept<V>>();
    all.set(database, kept);
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64url');
    const found = kept.get(key);
    if (found && found.until > now()) return found.value;
    const value = find();
    kept.delete(key);
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? '');
    const entry = { value, until: Number.POSITIVE_INFINITY };
    kept.set(key, entry);
    const forget = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    try {
      if (!isCostly(await value)) forget();
      else if (kept.get(key) === entry) kept.set(key, { value, until: now() + KEPT_MS });
    } catch (error) {
      forget();
      throw error;
    }
    return value;
  };
}
