/** The state of a copy of provider data, in one line. */
import type { ProviderSyncDocument } from '../../../schemas/collections.ts';

export function syncLine(sync: ProviderSyncDocument | null, now: Date): string {
  if (!sync) return 'never read';
  const last = sync.succeededAt ? `read ${age(sync.succeededAt, now)} ago` : 'never read';
  return sync.error ? `${last}; now: ${sync.error.message} [${sync.error.code}]` : last;
}

/** The time between two instants, in words. */
export function age(from: Date, to: Date): string {
  const seconds = Math.round(Math.abs(from.getTime() - to.getTime()) / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
