/** How many contacts are chosen to be sent to again. Pure. */
import type { ResendBody, ResendPreview } from '../../api/types.ts';

export const resendKinds = ['FAILED', 'UNKNOWN', 'NEVER_REACHED'] as const;
type Kind = (typeof resendKinds)[number];

type Counts = Pick<ResendPreview, 'failed' | 'failedByCode' | 'unknown' | 'neverReached'>;

export const countsByKind = ({ failed, unknown, neverReached }: Counts): Record<Kind, number> => ({
  ...{ FAILED: failed, UNKNOWN: unknown, NEVER_REACHED: neverReached },
});

/** @param codes of failures; empty: all */
export function chosenCount(preview: Counts, kinds: ResendBody['kinds'], codes: readonly string[]): number {
  const counts = countsByKind(preview);
  if (codes.length > 0)
    counts.FAILED = codes.reduce((sum, code) => sum + (preview.failedByCode[code] ?? 0), 0);
  return kinds.reduce((sum, kind) => sum + counts[kind], 0);
}
