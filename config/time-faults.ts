/** Times that are too short or too long, or do not fit each other. */
import type { Env } from './env.ts';

/** Ending work in progress takes a moment beyond the last request. */
const STOP_RESERVE_MS = 5_000;
const MIN_SYNC_MS = 10_000;
const MAX_SYNC_TIMEOUT_MS = 60_000;
const MIN_REQUEST_MS = 100;
const MAX_REQUEST_MS = 600_000;

export function timeFaults(env: Env): string[] {
  const faults: string[] = [];
  // a request in flight at the stop must be able to end, or its outcome is unknown
  if (env.STOP_WITHIN_MS < env.SEND_TIMEOUT_MS + STOP_RESERVE_MS)
    faults.push(
      `STOP_WITHIN_MS: ${env.STOP_WITHIN_MS} must be at least SEND_TIMEOUT_MS (${env.SEND_TIMEOUT_MS}) + ${STOP_RESERVE_MS}`,
    );
  if (env.HTTP_REQUEST_MS < MIN_REQUEST_MS || env.HTTP_REQUEST_MS > MAX_REQUEST_MS)
    faults.push(
      `HTTP_REQUEST_MS: ${env.HTTP_REQUEST_MS} must lie between ${MIN_REQUEST_MS} and ${MAX_REQUEST_MS}`,
    );
  if (env.SUBSCRIPTION_TIMEOUT_MS + STOP_RESERVE_MS > env.STOP_WITHIN_MS)
    faults.push(
      `SUBSCRIPTION_TIMEOUT_MS: ${env.SUBSCRIPTION_TIMEOUT_MS} must be at most STOP_WITHIN_MS (${env.STOP_WITHIN_MS}) - ${STOP_RESERVE_MS}`,
    );
  if (env.STALLED_AFTER_MS < 1) faults.push('STALLED_AFTER_MS: 0 must be above 0');
  if (env.WHATSAPP_SYNC_MS < MIN_SYNC_MS)
    faults.push(
      `WHATSAPP_SYNC_MS: ${env.WHATSAPP_SYNC_MS} must be at least ${MIN_SYNC_MS}: the provider grants 200 such calls an hour`,
    );
  if (env.WHATSAPP_SYNC_TIMEOUT_MS < 1 || env.WHATSAPP_SYNC_TIMEOUT_MS > MAX_SYNC_TIMEOUT_MS)
    faults.push(
      `WHATSAPP_SYNC_TIMEOUT_MS: ${env.WHATSAPP_SYNC_TIMEOUT_MS} must lie between 1 and ${MAX_SYNC_TIMEOUT_MS}`,
    );
  return faults;
}
