/** Nothing goes to a number on a DNC or opt-out list. */
import { acceptedIn, type Evidence } from './evidence.ts';

export function nobodyForbidden(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const since = new Map(run.forbidden.map(({ to, sinceMs }) => [to, sinceMs]));
    return acceptedIn(evidence, run)
      .filter(({ to, at }) => at >= (since.get(to ?? '') ?? Infinity))
      .map(
        ({ to, at }) =>
          `${to ?? '?'} got a message ${Math.round(at - (since.get(to ?? '') ?? 0))} ms after it was forbidden`,
      );
  });
}
