/** One line of the log of refused sends: what did not reach anybody, and what the client was told instead. */
import type { GraphError } from '../rules/graph-error.ts';

export interface Refusal {
  /** Real time, ms since the epoch. */
  at: number;
  phoneNumberId: string;
  endpoint: 'messages' | 'marketing_messages';
  /** The request's body, if it was JSON. */
  body: unknown;
  /** The attempt whose outcome was drawn; undefined for what was refused before, by a check or a limit. */
  attempt: number | undefined;
  /** The error it was answered with, or the kind of silence. */
  told: GraphError | 'refuse' | 'stall' | 'gateway-error';
}

/** @param n 1 for the first refused send since the reset */
export function refusedLine(
  n: number,
  { at, phoneNumberId, endpoint, body, attempt, told }: Refusal,
): string {
  const {
    to,
    recipient,
    biz_opaque_callback_data: callbackData,
  } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return JSON.stringify({
    n,
    at: Math.round(at * 1000) / 1000,
    to: digitsOf(to ?? recipient),
    phoneNumberId,
    callbackData: typeof callbackData === 'string' ? callbackData : null,
    attempt: attempt ?? null,
    ...(typeof told === 'string'
      ? { outcome: told }
      : { outcome: 'error', code: told.code, details: told.details ?? told.message }),
    endpoint,
  });
}

/** A number as its digits, as in the ledger of accepted messages; anything else as it was given. */
function digitsOf(to: unknown): string | null {
  if (typeof to !== 'string' && typeof to !== 'number') return null;
  const text = String(to);
  return /^\+?[\d\s()[\]\-.]+$/.test(text) ? text.replace(/\D/g, '') : text;
}
