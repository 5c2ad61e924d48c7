/** All limits a send passes, in the order in which they are checked (contract section 9). */
import { createCallQuota, type CallQuota } from './call-quota.ts';
import { graphError, type GraphError } from '../rules/graph-error.ts';
import { createPairLimit } from './pair-limit.ts';
import { createPortfolioLimit, type PortfolioLimit } from './portfolio-limit.ts';
import type { LimitSettings, PhoneNumber } from '../scenario/scenario.ts';
import { fullBucket, takeToken, type BucketRate, type TokenBucket } from './token-bucket.ts';

export interface Limits {
  appCalls: CallQuota;
  accountCalls: CallQuota;
  portfolio: PortfolioLimit;
  /** Why any call must wait. `clockMs` is the simulator's time. */
  checkCall(kind: 'send' | 'management', clockMs: number): GraphError | undefined;
  /** Why this send must wait or fail. `realMs` is real time. */
  checkSend(number: PhoneNumber, recipient: string, realMs: number, clockMs: number): GraphError | undefined;
  /** An accepted message counts for its pair and as a reached user; a refused one does not. */
  countAccepted(number: PhoneNumber, recipient: string, realMs: number, clockMs: number): void;
}

const LEVEL_PER_SECOND = { STANDARD: 80, HIGH: 1000, NOT_APPLICABLE: null } as const;
const TIER_USERS: Record<string, number> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1000,
  TIER_2K: 2000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
};

/** `declared`: numbers were declared, so their throughput level and messaging limit count. */
export function createLimits(settings: LimitSettings, declared: boolean): Limits {
  const appCalls = createCallQuota(settings.appCallsPerHour);
  const accountCalls = createCallQuota(settings.accountCallsPerHour);
  const accountMessages = createCallQuota(settings.accountMessagesPerHour);
  const portfolio = createPortfolioLimit();
  const pairs = createPairLimit();
  const buckets = new Map<string, TokenBucket>();

  const usersOf = (number: PhoneNumber): number | undefined =>
    settings.portfolioUsers ??
    (declared ? TIER_USERS[number.whatsapp_business_manager_messaging_limit] : undefined);

  /** Seconds until a token has flowed in, 0 when one was taken. */
  const throughputWait = (number: PhoneNumber, nowMs: number): number => {
    const rate = rateOf(number, settings, declared);
    if (!rate) return 0;
    let bucket = buckets.get(number.id);
    if (!bucket) {
      bucket = fullBucket(rate, nowMs);
      buckets.set(number.id, bucket);
    }
    return takeToken(bucket, rate, nowMs) ? 0 : (1 - bucket.tokens) / rate.perSecond;
  };

  return {
    appCalls,
    accountCalls,
    portfolio,
    checkCall(kind, clockMs) {
      if (!appCalls.take(clockMs)) return waiting(graphError(4), appCalls.usage().regainMinutes * 60);
      if (kind === 'management' && !accountCalls.take(clockMs))
        return waiting(graphError(80007), accountCalls.usage().regainMinutes * 60);
      return undefined;
    },
    checkSend(number, recipient, realMs, clockMs) {
      if (settings.allowedRecipients && !settings.allowedRecipients.includes(recipient))
        return graphError(131030);
      if (!accountMessages.take(clockMs))
        return waiting(graphError(80007), accountMessages.usage().regainMinutes * 60);
      const throughputSeconds = throughputWait(number, realMs);
      if (throughputSeconds > 0) return waiting(graphError(130429), Math.ceil(throughputSeconds));
      const pairMs = settings.pairLimit ? pairs.waitMs(`${number.id} ${recipient}`, realMs) : 0;
      if (pairMs > 0) return waiting(graphError(131056), Math.ceil(pairMs / 1000));
      const users = usersOf(number);
      return users === undefined || portfolio.allows(recipient, users, clockMs)
        ? undefined
        : graphError(settings.portfolioCode);
    },
    countAccepted(number, recipient, realMs, clockMs) {
      if (settings.pairLimit) pairs.take(`${number.id} ${recipient}`, realMs);
      const users = usersOf(number);
      if (users !== undefined) portfolio.take(recipient, users, clockMs);
    },
  };
}

function waiting(error: GraphError, seconds: number): GraphError {
  return { ...error, retryAfterSeconds: seconds };
}

function rateOf(number: PhoneNumber, settings: LimitSettings, declared: boolean): BucketRate | undefined {
  const level = declared ? LEVEL_PER_SECOND[number.throughput.level] : null;
  const perSecond = number.messages_per_second ?? settings.messagesPerSecond ?? level;
  return perSecond === null ? undefined : { perSecond, burst: Math.max(1, settings.burst ?? perSecond) };
}
