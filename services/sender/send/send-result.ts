/**
 * What one request to the Cloud API came to, from its answer or its failure alone. Whether bytes may have
 * arrived decides between definite and unknown.
 */
import { backoffMs, classOf, type Endpoint } from '../../domain/provider/error-table.ts';
import { noticeOf, type ProviderNotice } from '../../domain/provider/provider-signal.ts';

/** What came back: an answer, or the reason why none came. */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly retryAfter?: string | undefined;
      readonly usage?: string | undefined;
    }
  /** `written`: bytes of the request may have reached the provider. */
  | { readonly kind: 'no-answer'; readonly written: boolean; readonly reason: string };

export type SendResult =
  | { readonly kind: 'ACCEPTED'; readonly wamid: string }
  | {
      readonly kind: 'RETRY';
      readonly code: number | null;
      readonly reason: string;
      readonly afterMs: number;
      readonly signal?: ProviderNotice;
    }
  | {
      readonly kind: 'FAILED';
      readonly code: number | null;
      readonly reason: string;
      readonly signal?: ProviderNotice;
    }
  | { readonly kind: 'UNKNOWN'; readonly reason: string };

/**
 * @param attempt from 1
 * @param maxAttempts after so many a limited retry becomes a failure
 * @param chance 0–1 for the spread of waits
 * @param endpoint where it was sent to
 */
export function toSendResult(
  exchange: Exchange,
  attempt: number,
  maxAttempts: number,
  chance: number,
  endpoint: Endpoint = 'messages',
): SendResult {
  if (exchange.kind === 'no-answer') {
    if (exchange.written) return { kind: 'UNKNOWN', reason: exchange.reason };
    return {
      kind: 'RETRY',
      code: null,
      reason: exchange.reason,
      afterMs: backoffMs('exponential', 1_000, attempt, chance),
    };
  }
  const body = parse(exchange.body);
  if (exchange.status >= 200 && exchange.status < 300) {
    const wamid = wamidOf(body);
    return wamid
      ? { kind: 'ACCEPTED', wamid }
      : { kind: 'UNKNOWN', reason: `HTTP ${exchange.status} without a message id` };
  }
  const error = errorOf(body);
  if (!error) return { kind: 'UNKNOWN', reason: `HTTP ${exchange.status} without a Graph error body` };
  return fromError(error, exchange, attempt, maxAttempts, chance, endpoint);
}

/** By then the throttle has heard of a hold. If not, the message is refused once more, which harms nobody. */
const HOLD_ARRIVES_MS = 5_000;

type GraphError = { code: number; detail: string; isTransient: boolean };

function fromError(
  error: GraphError,
  exchange: Exchange & { kind: 'answer' },
  attempt: number,
  maxAttempts: number,
  chance: number,
  endpoint: Endpoint,
): SendResult {
  const { code, detail } = error;
  const what = classOf(code, error.isTransient, endpoint);
  const notice = noticeOf(what, code, detail);
  switch (what.action) {
    case 'fail':
    case 'suppress':
    case 'stop':
      return { kind: 'FAILED', code, reason: detail, ...(notice && { signal: notice }) };
    case 'hold': {
      const forMs = regainMs(exchange) ?? what.forMs;
      const signal: ProviderNotice = { type: 'Hold', scope: what.scope, forMs, code, reason: detail };
      // it is the hold that keeps it from being sent: when that ends, or is lifted early, the message must not wait on by itself
      return { kind: 'RETRY', code, reason: detail, afterMs: Math.min(forMs, HOLD_ARRIVES_MS), signal };
    }
    case 'retry': {
      if (attempt >= limitOf(what.attempts, maxAttempts))
        return { kind: 'FAILED', code, reason: `${detail} (${attempt} attempts)` };
      const waitMs = backoffMs(what.backoff, what.baseMs, attempt, chance);
      const afterMs = Math.max(regainMs(exchange) ?? 0, waitMs);
      return { kind: 'RETRY', code, reason: detail, afterMs, ...(notice && { signal: notice }) };
    }
  }
}

function limitOf(attempts: number | 'few' | 'unlimited', few: number): number {
  if (attempts === 'few') return few;
  return attempts === 'unlimited' ? Infinity : attempts;
}

/** What the provider says of the wait: Retry-After (seconds) or estimated_time_to_regain_access (minutes). */
function regainMs(exchange: Exchange & { kind: 'answer' }): number | null {
  const seconds = Number(exchange.retryAfter);
  if (exchange.retryAfter && Number.isFinite(seconds)) return seconds * 1_000;
  const usage = parse(exchange.usage ?? '');
  let minutes = 0;
  for (const entries of Object.values(usage ?? {})) {
    for (const entry of Array.isArray(entries)
      ? (entries as Array<{ estimated_time_to_regain_access?: unknown }>)
      : []) {
      minutes = Math.max(minutes, Number(entry?.estimated_time_to_regain_access) || 0);
    }
  }
  return minutes > 0 ? minutes * 60_000 : null;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function wamidOf(body: Record<string, unknown> | null): string | null {
  const messages = body?.['messages'];
  const id = Array.isArray(messages) ? (messages[0] as { id?: unknown } | undefined)?.id : undefined;
  return typeof id === 'string' && id !== '' ? id : null;
}

function errorOf(body: Record<string, unknown> | null): GraphError | null {
  const error = body?.['error'] as
    | { code?: unknown; message?: unknown; is_transient?: unknown; error_data?: { details?: unknown } }
    | undefined;
  if (typeof error !== 'object' || error === null || typeof error.code !== 'number') return null;
  const details = error.error_data?.details;
  const detail =
    typeof details === 'string' ? details : typeof error.message === 'string' ? error.message : '';
  return { code: error.code, detail, isTransient: error.is_transient === true };
}
