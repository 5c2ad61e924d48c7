/** All limits a send passes, in the order in which the provider names them (contract section 9). */
import { graphError, type GraphError } from './graph-error.ts';
import type { LimitSettings, PhoneNumber } from './scenario.ts';
import { fullBucket, takeToken, type BucketRate, type TokenBucket } from './token-bucket.ts';

export interface Limits {
  /** Why this send must wait, or undefined. `nowMs` is real time. */
  check(number: PhoneNumber, recipient: string, nowMs: number): GraphError | undefined;
  clear(): void;
}

const LEVEL_PER_SECOND = { STANDARD: 80, HIGH: 1000, NOT_APPLICABLE: null } as const;

/** `declared`: numbers were declared, so their throughput level counts. */
export function createLimits(settings: LimitSettings, declared: boolean): Limits {
  const buckets = new Map<string, TokenBucket>();
  const rateOf = (number: PhoneNumber): BucketRate | undefined => {
    const perSecond =
      number.messages_per_second ??
      settings.messagesPerSecond ??
      (declared ? LEVEL_PER_SECOND[number.throughput.level] : null);
    return perSecond === null ? undefined : { perSecond, burst: Math.max(1, perSecond) };
  };
  const throughput = (number: PhoneNumber, nowMs: number): boolean => {
    const rate = rateOf(number);
    if (!rate) return true;
    let bucket = buckets.get(number.id);
    if (!bucket) {
      bucket = fullBucket(rate, nowMs);
      buckets.set(number.id, bucket);
    }
    return takeToken(bucket, rate, nowMs);
  };
  return {
    check(number, _recipient, nowMs) {
      if (!throughput(number, nowMs)) return graphError(130429);
      return undefined;
    },
    clear() {
      buckets.clear();
    },
  };
}
