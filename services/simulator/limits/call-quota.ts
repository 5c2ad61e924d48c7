/** An hourly quota of calls and the used share, as the usage headers report it. */
import { fullBucket, takeToken, type TokenBucket } from './token-bucket.ts';

export interface CallQuota {
  /** `nowMs` on the simulator's clock. */
  take(nowMs: number): boolean;
  /** Share used in percent, and the minutes until a call is possible again. */
  usage(): { percent: number; regainMinutes: number };
}

const HOUR_SECONDS = 3600;

/** `perHour` null is no quota. */
export function createCallQuota(perHour: number | null): CallQuota {
  if (perHour === null) return { take: () => true, usage: () => ({ percent: 0, regainMinutes: 0 }) };
  const rate = { perSecond: perHour / HOUR_SECONDS, burst: perHour };
  let bucket: TokenBucket | undefined;
  let refused = false;
  return {
    take(nowMs) {
      bucket ??= fullBucket(rate, nowMs);
      refused = !takeToken(bucket, rate, nowMs);
      return !refused;
    },
    usage() {
      const tokens = bucket?.tokens ?? rate.burst;
      const percent = Math.min(100, Math.round((1 - tokens / rate.burst) * 100));
      return { percent, regainMinutes: refused ? Math.ceil((1 - tokens) / rate.perSecond / 60) : 0 };
    },
  };
}
