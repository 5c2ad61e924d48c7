/**
 * Chance without luck: every draw is a pure function of (seed, recipient, attempt, purpose), so the same seed
 * gives each recipient the same fate whatever the timing or the order of requests.
 */

/** A draw in [0, 1) for one purpose, e.g. "outcome" or "delivered delay". */
export type Chance = (purpose: string) => number;

export function seededChance(seed: number, recipient: string, attempt: number): Chance {
  const base = mix(hashText(recipient, mix(seed | 0)) ^ Math.imul(attempt, 0x9e3779b1));
  return (purpose) => mix(hashText(purpose, base)) / 0x1_0000_0000;
}

/** FNV-1a over UTF-16 units, started from `start`. */
function hashText(text: string, start: number): number {
  let hash = start ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3: spreads near inputs over all 32 bits. */
function mix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
