/** The known name that was probably meant by an unknown one: few letters differ, ignoring case. */
import { distance } from 'fastest-levenshtein';

/** @returns null when no known name is similar */
export function nearestTo(name: string, known: readonly string[]): string | null {
  const typed = name.toLowerCase().slice(0, 64);
  const most = Math.max(1, Math.floor(typed.length / 3));
  let best: { name: string; edits: number } | null = null;
  for (const candidate of known) {
    const edits = distance(typed, candidate.toLowerCase());
    if (edits <= most && (best === null || edits < best.edits)) best = { name: candidate, edits };
  }
  return best?.name ?? null;
}
