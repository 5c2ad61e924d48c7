/**
 * How far the ledger knows a run without a gap: from there contacts are asked for again after a restore.
 * Pure.
 */

/**
 * @param sequences of the run's ledger documents, in any order
 * @returns the lowest sequence number of which there is no document
 */
export async function firstGap(sequences: AsyncIterable<number>): Promise<number> {
  let seen = new Uint8Array(1_024); // a bit each: a million contacts are 125 KB
  for await (const sequence of sequences) {
    const place = sequence >>> 3;
    if (place >= seen.length) {
      const larger = new Uint8Array(Math.max(place + 1, seen.length * 2));
      larger.set(seen);
      seen = larger;
    }
    seen[place] = (seen[place] ?? 0) | (1 << (sequence & 7));
  }
  const whole = seen.findIndex((bits) => bits !== 255);
  if (whole < 0) return seen.length * 8;
  let gap = whole * 8;
  while ((seen[whole] ?? 0) & (1 << (gap & 7))) gap += 1;
  return gap;
}
