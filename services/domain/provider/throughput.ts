/**
 * How many messages per second a number may send: its registered throughput, limited by its level at the
 * provider (F1).
 */

/** Levels of the provider (contracts: limits, section 9); other levels do not limit. */
const perSecondOf: Readonly<Record<string, number>> = { STANDARD: 80, HIGH: 1_000 };

export type Throughput = {
  /** As registered. */
  readonly messagesPerSecond: number;
  /** What the provider reported about the number; absent until it was asked. */
  readonly number?: { readonly level: string | null } | undefined;
};

/** Messages per second. */
export function effectivePerSecond({ messagesPerSecond, number }: Throughput): number {
  return Math.min(messagesPerSecond, perSecondOf[number?.level ?? ''] ?? Infinity);
}
