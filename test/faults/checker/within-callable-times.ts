/** Nobody gets a message at a time that is not callable in their zone. */
import { acceptedIn, type Evidence } from './evidence.ts';

/** From the sender's last look at the clock to the provider's: a request of a busy machine takes that long. */
const UNDER_WAY_MS = 2_000;

export function withinCallableTimes(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const windowsOf = new Map(run.callable?.map(({ to, windows }) => [to, windows]));
    return acceptedIn(evidence, run)
      .filter(({ to, at }) => {
        const windows = windowsOf.get(to ?? '');
        return windows && !windows.some(({ fromMs, toMs }) => at >= fromMs && at < toMs + UNDER_WAY_MS);
      })
      .map(
        ({ to, at }) => `${to ?? '?'} got a message at ${new Date(at).toISOString()}, which is not callable`,
      );
  });
}
