/**
 * A token bucket: `perSecond` tokens flow in, at most `burst` are kept, one send takes one. Pure but for its
 * own state.
 */
export interface TokenBucket {
  tokens: number;
  /** When `tokens` was true, ms. */
  atMs: number;
}

export interface BucketRate {
  perSecond: number;
  burst: number;
}

export function fullBucket(rate: BucketRate, nowMs: number): TokenBucket {
  return { tokens: rate.burst, atMs: nowMs };
}

/** Takes one token if there is one; the bucket is changed in place. */
export function takeToken(bucket: TokenBucket, rate: BucketRate, nowMs: number): boolean {
  const flowed = (Math.max(0, nowMs - bucket.atMs) * rate.perSecond) / 1000;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + flowed);
  bucket.atMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}
