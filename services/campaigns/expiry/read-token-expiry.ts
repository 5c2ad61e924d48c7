/**
 * What `GET /debug_token` says of a token: when it ends, or its access to data, whichever comes first; 0
 * means never.
 */

/** @returns seconds since the epoch; null when it never ends, or nothing is said */
export function readTokenExpiry(body: unknown): number | null {
  const { data } = (body ?? {}) as { data?: Record<string, unknown> | null };
  const ends = [data?.['expires_at'], data?.['data_access_expires_at']].filter(
    (end): end is number => typeof end === 'number' && Number.isFinite(end) && end > 0,
  );
  return ends.length === 0 ? null : Math.min(...ends);
}
