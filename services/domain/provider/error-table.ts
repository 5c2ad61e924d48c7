/**
 * What to do about every error of the Cloud API, as data (contracts: error codes, section 6). One line a
 * code.
 */
import { HOUR, MINUTE, SECOND } from '../time/lengths.ts';

// - `retry`: not sent; again after a wait. `attempts` says how often; the provider's limits never write a
//   message off.
// - `fail`: not sent, and never will be. N equal ones in a row stop the campaign, unless they are about the
//   recipient.
// - `hold`: not sent; nothing of that scope may be sent for a while; the message waits.
// - `suppress`: not sent; this person must not be messaged again.
// - `stop`: not sent; the campaign cannot continue.

export type HoldScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';

/** `pair`: for this recipient only, by the provider's pair rule. */
export type Backoff = 'exponential' | 'pair' | 'fixed';

export type ErrorClass =
  | {
      readonly action: 'retry';
      readonly backoff: Backoff;
      readonly baseMs: number;
      /**
       * Maximum number of attempts; `few` = SEND_MAX_ATTEMPTS; `unlimited` = until it is sent or the campaign
       * ends.
       */
      readonly attempts: number | 'few' | 'unlimited';
      /** The number sends too fast: its rate is lowered, and recovers. */
      readonly slowDown?: true;
    }
  | {
      readonly action: 'hold';
      readonly scope: HoldScope;
      readonly forMs: number;
      /** Told by webhook of a message that was accepted: it is tried again once the hold is over. */
      readonly requeues?: true;
    }
  | {
      readonly action: 'fail';
      /** Concerns only this person and says nothing about the next. */
      readonly recipient?: true;
    }
  | { readonly action: 'suppress' }
  | { readonly action: 'stop' };

const retry = (
  baseMs: number,
  attempts: number | 'few' | 'unlimited',
  backoff: Backoff = 'exponential',
): ErrorClass & { action: 'retry' } => ({ action: 'retry', backoff, baseMs, attempts });
const hold = (scope: HoldScope, forMs: number): ErrorClass & { action: 'hold' } => ({
  action: 'hold',
  scope,
  forMs,
});
const fail: ErrorClass = { action: 'fail' };
const failRecipient: ErrorClass = { action: 'fail', recipient: true };
const stop: ErrorClass = { action: 'stop' };
const suppress: ErrorClass = { action: 'suppress' };

export const errorTable: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [0, hold('ACCOUNT', 5 * MINUTE)], // authentication: until the token is replaced
  [104, hold('ACCOUNT', 5 * MINUTE)],
  [190, hold('ACCOUNT', 5 * MINUTE)],
  [1, retry(SECOND, 'few')],
  [2, retry(SECOND, 'unlimited')],
  [3, fail],
  [4, hold('APP', MINUTE)], // or what x-business-use-case-usage says
  [10, hold('ACCOUNT', 5 * MINUTE)],
  [33, stop], // the number was deleted: nothing will ever leave it
  [100, fail],
  [368, hold('ACCOUNT', HOUR)],
  [80007, hold('ACCOUNT', MINUTE)],
  [130403, failRecipient],
  [130429, { ...retry(SECOND, 'unlimited'), slowDown: true }],
  [130472, failRecipient],
  [130497, failRecipient],
  [131000, retry(SECOND, 'few')],
  [131005, fail],
  [131008, fail],
  [131009, fail], // see classOf for the marketing endpoint
  [131016, retry(SECOND, 'unlimited')],
  [131021, failRecipient],
  [131026, failRecipient],
  [131030, fail],
  [131031, hold('ACCOUNT', HOUR)],
  [131037, hold('NUMBER', HOUR)],
  [131042, { ...hold('CAMPAIGN', HOUR), requeues: true }], // payment: waits for the repair
  [131045, hold('NUMBER', HOUR)],
  [131047, failRecipient],
  [131048, hold('NUMBER', 10 * MINUTE)],
  [131049, failRecipient], // not before 24 h, and earlier tries prolong it: in this run it is over
  [131050, suppress],
  [131051, fail],
  [131052, fail],
  [131053, retry(5 * SECOND, 3)], // media: once or twice more
  [131055, fail],
  [131056, retry(SECOND, 'unlimited', 'pair')],
  [131057, hold('NUMBER', MINUTE)],
  [131062, failRecipient],
  [131063, stop],
  [131064, hold('ACCOUNT', HOUR)],
  [132000, fail],
  [132001, stop],
  [132005, fail],
  [132007, fail],
  [132008, fail],
  [132012, fail],
  [132015, hold('TEMPLATE', 3 * HOUR)],
  [132016, stop],
  [132018, fail],
  [132068, fail],
  [132069, retry(10 * MINUTE, 'unlimited', 'fixed')],
  [133000, hold('NUMBER', HOUR)],
  [133004, retry(SECOND, 'unlimited')],
  [133005, hold('NUMBER', HOUR)],
  [133006, hold('NUMBER', HOUR)],
  [133008, hold('NUMBER', HOUR)],
  [133009, hold('NUMBER', HOUR)],
  [133010, hold('NUMBER', HOUR)],
  [133015, hold('NUMBER', 5 * MINUTE)],
  [133016, fail],
  [134011, fail],
  [134100, stop],
  [134101, retry(10 * MINUTE, 'unlimited', 'fixed')],
  [134102, fail],
  [135000, fail],
  [137000, failRecipient],
]);

export type Endpoint = 'messages' | 'marketing_messages';

/**
 * The marketing endpoint learns of a new template late: one more attempt after ten minutes (contract:
 * 131009).
 */
const marketingSyncLag: ErrorClass = retry(10 * MINUTE, 2, 'fixed');

/**
 * The class of a code. 200–299 are permissions. An unknown code is retried a few times only if the provider
 * calls it transient, and N failures with unknown codes in a row stop the campaign.
 */
export function classOf(code: number, isTransient: boolean, endpoint: Endpoint = 'messages'): ErrorClass {
  if (code === 131_009 && endpoint === 'marketing_messages') return marketingSyncLag;
  const known = errorTable.get(code);
  if (known) return known;
  if (isPermission(code)) return hold('ACCOUNT', 5 * MINUTE);
  return isTransient ? retry(SECOND, 'few') : fail;
}

/** False for codes that are not in the table: they may mean anything. */
export const isKnownCode = (code: number): boolean => errorTable.has(code) || isPermission(code);

const isPermission = (code: number): boolean => code >= 200 && code <= 299;

const MAX_BACKOFF_MS = 5 * MINUTE;

/**
 * Wait before the next attempt, milliseconds.
 * @param attempt the attempt that failed, from 1
 * @param chance 0–1, spreads exponential waits between half and full length
 */
export function backoffMs(backoff: Backoff, baseMs: number, attempt: number, chance: number): number {
  if (backoff === 'fixed') return baseMs;
  // the pair limit's own rule: wait 4^X seconds, X = 0, 1, 2 …
  if (backoff === 'pair') return Math.min(baseMs * 4 ** Math.min(attempt - 1, 10), HOUR);
  const full = Math.min(baseMs * 2 ** Math.min(attempt - 1, 20), MAX_BACKOFF_MS);
  return Math.round(full * (0.5 + chance / 2));
}
