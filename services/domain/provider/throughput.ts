/** How many messages a second a number may send: what it was registered with, and never more than its level at the provider allows (F1). */

/** Levels of the provider (contracts: limits, section 9); another level says nothing. */
const perSecondOf: Readonly<Record<string, number>> = { STANDARD: 80, HIGH: 1_000 };

export type Throughput = {
  /** As registered. */
  readonly messagesPerSecond: number;
  /** What the provider says of the number; absent until it was asked. */
  readonly number?: { readonly level: string | null } | undefined;
};

/** Messages per second. */
export function effectivePerSecond({ messagesPerSecond, number }: Throughput): number {
  return Math.min(messagesPerSecond, perSecondOf[number?.level ?? ''] ?? Infinity);
}
