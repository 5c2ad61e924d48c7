/** Divisions of a request: those that the caller may see, and of them those that he asks for. */
import type { Divisions } from '../../access/principal.ts';

/** @param asked ids of the query; undefined = every one that may be seen */
export function askedDivisions(
  divisions: Divisions,
  asked: readonly string[] | undefined,
): 'all' | readonly string[] {
  if (divisions === 'all') return asked ?? 'all';
  return asked === undefined ? [...divisions] : asked.filter((id) => divisions.has(id));
}
